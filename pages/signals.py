"""«Сигналы»: surges, reports to the head, promises, deficiencies and repeats, each with its cases."""

from lib import controls, ui, view_signals
from lib.insight import Insight

DRAWN = {
    "surges": view_signals.surging,
    "head": view_signals.to_head,
    "promises": view_signals.promises,
    "lacks": view_signals.lacks,
    "repeats": view_signals.repeated,
}

view = ui.page()
ui.forget("n", "row", "source")
insight = Insight(view)
ui.tab_title("Сигналы")
titles = view_signals.counts(insight)
if view.scope.only_high:
    titles = {name: titles[name] for name in ("surges", "head")}  # what п. 22 gives the head
DRAWN[controls.part("Сигналы", "signal", titles, "surges")](insight)
