"""«Месяц»: the monthly summary of п. 21 on one page, the same numbers as in its documents."""

import streamlit as st

from lib.figures.definitions import Section
from lib.web.parts import documents as view_report
from lib.web.parts import figures as view_parts
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import month as view_month

view = router.page()
router.forget("n", "row", "source")
insight = Insight(view)
word, month = view_month.choose(insight)
router.tab_title("Месяц")

view_month.head(month, view.register)
view_month.first(month)
view_parts.findings(month)
with st.container(key="documents"):  # not on paper
    view_report.documents(insight, month.period)
view_month.section(insight, month, word, Section.TIMELINESS)
view_month.timely_charts(insight, month)
view_month.steps(insight, month, word)
view_month.preparing(insight, month, word)
view_month.section(insight, month, word, Section.QUALITY)
view_month.outcomes(insight, month, word)
view_month.lacks(insight, month, word)
view_month.section(insight, month, word, Section.DYNAMICS)
view_month.moving_charts(insight, month)
