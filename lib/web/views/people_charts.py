"""The charts of «Исполнители», two by two below its tables: steps by person, chance, lateness, the year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from lib.charts import bars, trends
from lib.figures import people
from lib.figures.definitions import Importance
from lib.figures.facts import ANSWERS, PREPARING
from lib.figures.noted import noted
from lib.lists import spans
from lib.lists.question import JUDGED
from lib.web.html import blocks
from lib.web.parts import controls
from lib.web.parts.executors import executor_funnel
from lib.web.parts.figures import draw, palette, side_by_side, trend_table
from lib.web.shell.derived import Insight
from lib.web.views.people import Who, asked_of, late_of
from lib.worktime.period import Period, month_of

_YEAR = {  # of each share: its heading, its whole name
    "answer": ("Ответы в срок по месяцам (пп. 9, 10)", "Ответы в срок"),
    "preparing": (
        "Подготовка в срок по месяцам (пп. 11, 13, 15)",
        "Подготовка (проекты, доработки, окончательные) в срок",
    ),
}


def all_of(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """Every chart that there is something for, each in a cell of its own."""
    with side_by_side():
        if not who.role:
            _steps(insight, word, period, importance)
            _executors(insight, period, importance)
            _lateness(insight, word, period, importance)
        _trend(insight, period, importance, who)


def _steps(insight: Insight, word: str, period: Period, importance: Importance) -> None:
    """The parts of each person's steps; a bar chooses the person."""
    table = insight.lasting(people.overview, period, importance)
    if table.empty:
        return
    with st.container():
        blocks.explained(
            "Шаги по людям",
            "Полоса — все шаги человека, кроме снятых; сколько их, сказано под именем и в таблице. Щелчок по"
            " полосе открывает одного человека.",
        )
        key = f"chart_people_{word}_{importance}"
        draw(
            insight,
            key,
            partial(bars.steps, table.head(blocks.MOST_ROWS), palette()),
            on_select=controls.picked(key, "who"),
            selection_mode="points",
        )


def _executors(insight: Insight, period: Period, importance: Importance) -> None:
    """Executors over twelve whole months between the limits of chance; of ordinary messages alone."""
    kept = insight.standing.kept
    if importance is not Importance.ORDINARY or not (
        noted(kept, "preparing") and noted(kept, "of_executors")
    ):
        return
    month = month_of(min(period.last, insight.standing.today).astype(object))
    with st.container():
        executor_funnel(insight, month, f"chart_funnel_{month.start}")


def _lateness(insight: Insight, word: str, period: Period, importance: Importance) -> None:
    """The table of lateness as bars."""
    table = late_of(insight, period, importance, Who())
    kept = insight.standing.kept
    if table.empty or not (noted(kept, "answer") and noted(kept, "hands")):
        return
    with st.container(key="desk_lateness"):
        blocks.subheading("Рабочее время сверх нормы до опоздавших ответов")
        key = f"chart_late_{word}_{importance}"
        draw(insight, key, partial(bars.lateness, table.head(blocks.MOST_ROWS), palette()))


def _trend(insight: Insight, period: Period, importance: Importance, who: Who) -> None:
    """Timeliness by month of detection; choosing a month makes it the period."""
    facts = insight.standing
    month = month_of(min(period.last, facts.today).astype(object))
    table = insight.lasting(people.trend, month, who.person if who.role else None, who.role or None)
    tokens = [spans.of_bin(start, "month", Period(start.date(), month.end)) for start in table.index]
    for name, (heading, title) in _YEAR.items():
        if not table[f"{name}_{importance}_judged"].sum():
            continue
        key = f"chart_trend_{name}_{importance}_{month.start}_{who.role}_{who.person}"
        make = partial(
            trends.timeliness,
            table,
            f"{name}_{importance}",
            title,
            tokens,
            palette(),
            unfinished=facts.incomplete(month),
        )
        rules = ANSWERS if name == "answer" else PREPARING
        counts = table[[f"{name}_{importance}_met", f"{name}_{importance}_judged"]]
        asked = replace(asked_of("", importance, who, rules), only=JUDGED)
        with st.container():
            blocks.subheading(heading)
            draw(insight, key, make, on_select=controls.picked(key, "period"), selection_mode="points")
            trend_table(insight, counts, tokens, title, asked)
