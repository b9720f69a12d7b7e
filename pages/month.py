"""«Месяц»: the monthly summary of п. 21 in parts, the same numbers as in its documents."""

from lib.web.parts import documents
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views.month import head, parts

view = router.page()
router.forget("n", "row", "source")
shown = head.opened(Insight(view))
router.tab_title("Месяц")

head.qualified(shown)
head.first(shown)
parts.draw(shown)
documents.comparing(shown.insight, shown.month.period)
