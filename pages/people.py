"""«Исполнители»: who did what and how, against the norms; no ranking, every number with its cases."""

from lib.web.html import blocks
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import people, people_charts

view = router.page()
router.forget("n", "row", "source")
insight = Insight(view)
word, period, importance, who = people.choose(insight)
router.tab_title("Исполнители")

if who.role:
    blocks.subheading(who.named)
else:
    people.overview(insight, word, period, importance)
people.steps(insight, word, period, importance, who)
people.lateness(insight, word, period, importance, who)
people.quality(insight, word, period, importance, who)
people_charts.all_of(insight, word, period, importance, who)
