"""«Сообщения»: the cases behind a number of another page, by its address (`/cases?what=steps&…`)."""

import streamlit as st

from lib.lists import behind_a_number
from lib.lists.question import limited, read
from lib.web.html import blocks
from lib.web.parts import case_list, controls
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.words import words

view = router.page()
question = read({name: st.query_params.get_all(name) for name in st.query_params})
question = limited(question, view.executor)
found = Insight(view).of(behind_a_number.answer, question)

router.tab_title(found.title)
with router.frame().tools:
    controls.way_back("cases", view)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    blocks.subheading(f"{found.title} · {words.number(len(found.table))}")
    case_list.download(view, found.table, found.title, found.notes, "list")
blocks.definition(" · ".join(found.notes))
if found.good is not None:
    blocks.finding(behind_a_number.told(found))
if found.table.empty:
    st.info("Таких сообщений нет.")
else:
    case_list.any_cases(view, found.table, "list", found.title, rows=18)
