"""«Заместителю главы»: what he can do at once, what waits for him, promises, deficiencies, the summary."""

from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import deputy

view = router.page()
router.forget("n", "row", "source")
insight = Insight(view)
router.tab_title("Заместителю главы")

deputy.to_do(insight)
deputy.head(insight)
deputy.surging(insight)
deputy.waiting(view)
deputy.promises(insight)
deputy.lacks(insight)
deputy.summary_to_sign(insight)
