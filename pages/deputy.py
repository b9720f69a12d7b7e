"""«Заместителю главы»: what waits for his approval, promises broken, deficiencies, the summary to sign."""

from lib import ui, view_deputy
from lib.insight import Insight

view = ui.page()
ui.forget("n", "row", "source")
insight = Insight(view)
ui.tab_title("Заместителю главы")

view_deputy.head(insight)
view_deputy.waiting(view)
view_deputy.promises(insight)
view_deputy.lacks(insight)
view_deputy.summary_to_sign(insight)
