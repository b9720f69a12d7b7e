"""«Итоги»: the month in sentences, beside what is usual of answers and drafts in time."""

from __future__ import annotations

import streamlit as st

from lib.figures.definitions import Importance
from lib.web.parts import figures
from lib.web.views.month import timeliness
from lib.web.views.month.shown import Shown


def draw(shown: Shown) -> None:
    """The findings in the order of п. 21, and two charts; on paper these stand in their own part."""
    if shown.paper:
        figures.findings(shown.month)
        return
    with st.container(key=shown.key("month_findings")):
        said, drawn = st.columns([55, 45], gap="medium")
        with said:
            figures.findings(shown.month)
        with drawn:
            for name in timeliness.CHARTS:
                if not timeliness.usual(shown, name):
                    timeliness.chart(shown, name, Importance.ORDINARY, "small")
