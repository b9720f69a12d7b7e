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
    repairs.summary(mending.verdict(view.problems))
for group in view.mending:
    repairs.group(group, linked=bool(view.register.url))
if visit.current() is None:
    with st.expander("Проверить свой файл .xlsx", type="compact"):
        visit.uploader("check")
