"""«Темы»: what is written about, when and where; choosing a bar filters the page, the address keeps it."""

from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import topics

view = router.page()
router.forget("n", "row", "source")
word, period, insight = topics.choose(Insight(view))
router.tab_title("Темы")

topics.head(insight, word, period)
topics.over_time(insight, period)
topics.by_value(insight, word, period)
topics.heat(insight, word, period)
topics.backlog(insight, period)
topics.excluded(insight, period)
