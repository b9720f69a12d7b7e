"""What every part of «Месяц» is drawn from, and how its charts stand: two by two at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from lib.charts.looks import Chart
from lib.documents import findings
from lib.figures.definitions import Amount
from lib.figures.summary import Month, Value
from lib.lists import spans
from lib.lists.question import of_figure, some
from lib.web.html import blocks
from lib.web.parts import figures
from lib.web.shell.derived import Insight
from lib.worktime.period import Period, month_of

YEAR = 13  # months of a chart: a year and the month itself


@dataclass(frozen=True)
class Shown:
    """The month that is shown, and the word of the address for it; paper: drawn for the printer."""

    insight: Insight
    word: str
    month: Month
    paper: bool = False

    @property
    def compared(self) -> tuple[Period, Period, Period]:
        """The month and those that its figures stand beside, the latest first."""
        period = self.month.period
        return period, period.previous(), period.year_ago()

    def key(self, name: str) -> str:
        """The key of a chart or a place of this month, another one on paper."""
        return f"{name}_{self.word}{'_paper' if self.paper else ''}"

    def address(self, value: Value, word: str, amount: Amount) -> str:
        """The list of the cases behind a figure's amount in the month of that word; "" of none."""
        asked = of_figure(value.figure.key, value.importance, word)
        return self.insight.address(asked) if asked is not None and some(value.figure, amount) else ""

    def chart(self, name: str, title: str, make: partial[Chart], sentence: str | None = "") -> Chart:
        """A chart under its sentence, whole on one page; "" its alternative text, None nothing."""
        chart = self.insight.chart(make)
        with st.container(key=self.key(f"keep_chart_{name}")):
            blocks.subheading(title)
            if sentence is not None:
                blocks.finding(sentence or chart.alt)
            figures.show(chart, self.key(f"chart_{name}"))
        return chart

    def told(self, key: str) -> str:
        """The sentence above a chart, as the documents have it; "" for none."""
        since = self.insight.standing.since
        return self.insight.drawn(
            f"finding {key} {self.word}", lambda: findings.finding(self.month, since, key)
        )


def months(history: pd.DataFrame) -> list[str]:
    """The words of the address for the months of a history."""
    return [spans.token(month_of(start.date())) for start in history.index]
