"""«Сигналы»: surges, reports to the head, promises, deficiencies and repeats, each with its cases."""

from lib.web.parts import controls
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import signals

DRAWN = {
    "surges": signals.surging,
    "head": signals.to_head,
    "promises": signals.promises,
    "lacks": signals.lacks,
    "repeats": signals.repeated,
}

view = router.page()
router.forget("n", "row", "source")
insight = Insight(view)
router.tab_title("Сигналы")
titles = signals.counts(insight)
if view.scope.only_high:
    titles = {name: titles[name] for name in ("surges", "head")}  # what п. 22 gives the head
DRAWN[controls.part("Сигналы", "signal", titles, "surges")](insight)
