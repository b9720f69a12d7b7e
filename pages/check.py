"""«Проверка реестра»: what to mend in the spreadsheet, value by value."""

import streamlit as st

from lib.figures import doubt
from lib.lists.mending import to_mend
from lib.web.shell import router, visit
from lib.web.shell.derived import Insight
from lib.web.views import check

view = router.page()
router.tab_title("Проверка реестра")

if view.problems.empty:
    st.success("Реестр в порядке: всё прочитано, противоречий нет.")
else:
    check.summary(to_mend.verdict(view.register, view.problems, view.mending))
linked = bool(view.register.url)
for group in view.mending:
    if not group.hint:
        check.group(group, linked=linked)
check.hints([*(group for group in view.mending if group.hint), *Insight(view).hinted()], linked=linked)
check.missing_columns(view.register)
check.own_norms(view)
check.bounds(Insight(view).lasting(doubt.ranges))
if visit.current() is None:
    with st.expander("Проверить свой файл", type="compact"):
        visit.uploader("check")
