"""«Темы»: what is written about, when and where; choosing a bar filters the page, the address keeps it."""

import streamlit as st

from lib.web.parts.figures import side_by_side
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import topics

view = router.page()
router.forget("n", "row", "source")
word, period, insight = topics.choose(Insight(view))
router.tab_title("Темы")

topics.head(insight, word, period)
with side_by_side():
    for draw in topics.parts(insight, word, period):
        with st.container():
            draw()
