"""«Подключить таблицу»: which column of one's own table holds what, what comes of it; nothing is written."""

from lib.web.shell import own_table, router
from lib.web.views import connect

frame = router.frame()
router.tab_title("Подключить таблицу")

table = own_table.current()
if table is None:
    connect.beginning()
else:
    connect.whose(table)
    connect.tabs(table)
    connect.fields(table)
    connect.outcome(table)
