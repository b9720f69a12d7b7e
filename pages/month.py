"""«Месяц»: the monthly summary of п. 21 on one page, the same numbers as in its documents."""

import streamlit as st

from lib import ui, view_month, view_parts, view_report
from lib.figures import Section
from lib.insight import Insight

view = ui.page()
ui.forget("n", "row", "source")
insight = Insight(view)
word, month = view_month.choose(insight)
ui.tab_title("Месяц")

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
