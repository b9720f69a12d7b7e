"""«Проверка реестра»: what to mend in the spreadsheet, cell by cell."""

import streamlit as st

from lib import doubt, mending, repairs, ui, visit
from lib.insight import Insight

view = ui.page()
ui.tab_title("Проверка реестра")

repairs.missing_columns(view.register)
repairs.bounds(Insight(view).of(doubt.ranges))
if view.problems.empty:
    st.success("Реестр в порядке: всё прочитано, противоречий нет.")
else:
    repairs.summary(mending.verdict(view.register, view.problems))
linked = bool(view.register.url)
for group in view.mending:
    if not group.hint:
        repairs.group(group, linked=linked)
repairs.hints([group for group in view.mending if group.hint], linked=linked)
if visit.current() is None:
    with st.expander("Проверить свой файл .xlsx", type="compact"):
        visit.uploader("check")
