"""«Качество»: its figures beside what came of the answered messages; high importance folded."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.charts import bars
from lib.figures.definitions import Importance, Section
from lib.figures.noted import noted
from lib.lists.question import Question
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts.figures import by_importance, importance_heads, palette, side_by_side
from lib.web.views.month import table
from lib.web.views.month.shown import Shown


def draw(shown: Shown) -> None:
    """The figures of quality on the left, the outcomes on the right."""
    with side_by_side():
        with st.container():
            table.figures(shown, Section.QUALITY)
            table.folded(shown, Section.QUALITY, Importance.HIGH)
        with st.container():
            _outcomes(shown)


def _outcomes(shown: Shown) -> None:
    """What came of the answered messages; nothing where no outcome is kept."""
    known = shown.month.outcomes
    if not noted(shown.month.kept, "resolved") or not known["cases"].sum():
        return
    make = partial(bars.outcomes, known, palette())
    shown.chart("outcomes", "Чем закончилось", make, shown.told("outcomes"))
    rows = []
    for row in blocks.bounded(known[known["cases"] > 0]).to_dict("records"):
        asked = Question(period=shown.word, trait="answered", outcome=row["outcome"])
        rows.append([Cell(row["outcome"]), *by_importance(shown.insight, row, asked)])
    head = [Head("Итог"), *importance_heads(shown.insight)]
    with st.expander("Числа к графику", type="compact", key=shown.key("outcome_numbers")):
        st.html(markup.linked_table(head, rows, "Итоги ответов"))
