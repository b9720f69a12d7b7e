"""«Исполнители»: who did what and how, against the norms; no ranking, every number with its cases."""

from lib import blocks, ui, view_people
from lib.insight import Insight

view = ui.page()
ui.forget("n", "row", "source")
insight = Insight(view)
word, period, importance, who = view_people.choose(insight)
ui.tab_title("Исполнители")

if who.role:
    blocks.subheading(who.named)
else:
    view_people.overview(insight, word, period, importance)
view_people.steps(insight, word, period, importance, who)
view_people.lateness(insight, word, period, importance, who)
view_people.quality(insight, word, period, importance, who)
view_people.trend(insight, period, importance, who)
