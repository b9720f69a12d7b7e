"""«Сообщения»: the cases behind a number of another page, by its address (`/cases?what=steps&…`)."""

import streamlit as st

from lib import behind, blocks, ui, view_cases, words
from lib.insight import Insight
from lib.question import limited, read

view = ui.page()
question = read({name: st.query_params.get_all(name) for name in st.query_params})
question = limited(question, view.executor)
found = Insight(view).of(behind.answer, question)

ui.tab_title(found.title)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    blocks.subheading(f"{found.title} · {words.number(len(found.table))}")
    view_cases.download(view, found.table, found.title, found.notes, "list")
blocks.definition(" · ".join(found.notes))
if found.good is not None:
    blocks.finding(behind.told(found))
if found.table.empty:
    st.info("Таких сообщений нет.")
else:
    view_cases.any_cases(view, found.table, "list", found.title, rows=18)
