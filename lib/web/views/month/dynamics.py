"""«Динамика»: messages by day and month, their topics, what waited for an answer; the numbers beneath."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lib.charts import bars, trends
from lib.figures.definitions import Importance, Section
from lib.figures.dynamics import waited
from lib.figures.noted import noted
from lib.lists import spans
from lib.web.html import blocks
from lib.web.parts.figures import (
    NOTHING_WAITED,
    backlog_table,
    palette,
    side_by_side,
    time_table,
    value_table,
)
from lib.web.views.month import table
from lib.web.views.month.shown import YEAR, Shown, months
from lib.words import phrases

_MOST = 12  # bars of a chart
_ON_PAPER = 8  # where it stands above the figures on one sheet


def draw(shown: Shown) -> None:
    """Four charts two by two, then the figures."""
    with side_by_side():
        for part in (_days, _months, _topics, _backlog):
            with st.container():
                part(shown)
    table.figures(shown, Section.DYNAMICS)
    for importance in (Importance.HIGH, Importance.ORDINARY):
        table.folded(shown, Section.DYNAMICS, importance)


def _days(shown: Shown) -> None:
    month = shown.month
    days = month.days[month.days.index <= pd.Timestamp(month.now)]
    tokens = [spans.of_bin(start, "day", month.period) for start in days.index]
    make = partial(trends.messages, days, "day", tokens, palette())
    chart = shown.chart("days", "Сообщения по дням", make, shown.told("days"))
    time_table(shown.insight, days, tokens, chart.alt)


def _months(shown: Shown) -> None:
    counts = shown.month.months.tail(YEAR)
    tokens = months(counts)
    usual, open_ = shown.month.usual.get("cases"), shown.month.incomplete
    make = partial(trends.messages, counts, "month", tokens, palette(), usual, unfinished=open_)
    sentence = " ".join(filter(None, map(shown.told, ("months", "usual_cases"))))
    chart = shown.chart("months", "Сообщения по месяцам", make, sentence)
    time_table(shown.insight, counts, tokens, chart.alt)


def _topics(shown: Shown) -> None:
    topics = shown.month.topics
    if not topics["cases"].sum() or not noted(shown.month.kept, "topic"):
        return
    before, year = (phrases.period(span) for span in shown.compared[1:])
    most = _ON_PAPER if shown.paper else _MOST
    make = partial(bars.values, topics.head(most), "Темы", (before, year), palette())
    shown.chart("topics", "Темы", make, shown.told("topics"))
    value_table(shown.insight, topics, "topic", shown.word, shown.month.period)


def _backlog(shown: Shown) -> None:
    days = shown.month.backlog
    if not len(days):
        return
    title = "Остаток без ответа на конец дня"
    if not waited(days):
        blocks.subheading(title)
        st.info(NOTHING_WAITED)
        return
    make = partial(trends.backlog, days, palette())
    chart = shown.chart("backlog", title, make, shown.told("backlog"))
    backlog_table(shown.insight, days, shown.month.period, chart.alt)
