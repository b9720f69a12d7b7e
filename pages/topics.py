"""«Темы»: what is written about, when and where; choosing a bar filters the page, the address keeps it."""

from lib import ui, view_topics
from lib.insight import Insight

view = ui.page()
ui.forget("n", "row", "source")
word, period, insight = view_topics.choose(Insight(view))
ui.tab_title("Темы")

view_topics.head(insight, word, period)
view_topics.over_time(insight, period)
view_topics.by_value(insight, word, period)
view_topics.heat(insight, word, period)
view_topics.backlog(insight, period)
view_topics.excluded(insight, period)
