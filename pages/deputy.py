"""«Заместителю главы»: what waits for his approval, promises broken, deficiencies, the summary to sign."""

from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import deputy

view = router.page()
router.forget("n", "row", "source")
insight = Insight(view)
router.tab_title("Заместителю главы")

deputy.head(insight)
deputy.waiting(view)
deputy.promises(insight)
deputy.lacks(insight)
deputy.summary_to_sign(insight)
