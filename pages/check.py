"""«Проверка реестра»: what to mend in the spreadsheet, cell by cell."""

import streamlit as st

from lib import mending, repairs, ui

view = ui.page()
problems = view.problems
ui.tab_title("Проверка реестра")

repairs.missing_columns(view.register)
if problems.empty:
    st.success("Реестр в порядке: всё прочитано, противоречий нет.")
    st.stop()

repairs.summary(mending.verdict(problems))
for group in mending.groups(view.register, problems):
    repairs.group(group, linked=bool(view.register.url))
