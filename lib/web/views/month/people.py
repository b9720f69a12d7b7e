"""«Исполнители»: timeliness of preparing answers by executor (п. 21), a row each, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from lib.base.plaintext import plain
from lib.figures.definitions import Importance
from lib.figures.facts import PREPARING
from lib.figures.noted import noted
from lib.lists.question import JUDGED, STEPS, Choice, Question
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts.executors import executor_funnel
from lib.web.parts.figures import timely
from lib.web.shell import router
from lib.web.views.month.shown import Shown
from lib.words import words

_LATE = ("late", "overdue")
_HEADS = (
    Head("Кто"),
    Head(
        "Проектов и доработок",
        number=True,
        meaning="обычные сообщения: проекты, доработки, окончательные проекты",
    ),
    Head("Не в срок", number=True, meaning="с опозданием и просрочено"),
    Head("В срок", number=True),
    Head("Повышенной важности", number=True),
    Head("Из них не в срок", number=True),
    Head("Из них в срок", number=True),
)


def draw(shown: Shown) -> None:
    """The table; who looks closer goes on to «Исполнители»."""
    if shown.month.preparing.empty:
        st.info("За этот месяц проектов ответов не требовалось.")
        return
    blocks.definition(
        "Подготовка ответов: проекты, доработки и окончательные проекты вместе. Строки стоят по алфавиту:"
        " это не рейтинг, нагрузка и сложность у всех разные."
    )
    people = shown.month.preparing[["role", "person"]].drop_duplicates()
    own = {
        (row["role"], row["person"], bool(row["high"])): row
        for row in shown.month.preparing.to_dict("records")
    }
    rows = []
    for role, person in blocks.bounded(people).itertuples(index=False, name=None):
        cells = [Cell(words.actor(role, plain(person)))]
        for importance in (Importance.ORDINARY, Importance.HIGH):
            cells += _numbers(shown, own.get((role, person, importance is Importance.HIGH)), importance)
        rows.append(cells)
    high = bool(shown.month.preparing["high"].any())
    head = _HEADS if high else _HEADS[:4]
    st.html(
        markup.linked_table(head, [row[: len(head)] for row in rows], "Подготовка ответов по исполнителям")
    )
    if noted(shown.month.kept, "preparing"):
        executor_funnel(shown.insight, shown.month.period, shown.key("chart_funnel"), paper=shown.paper)
    router.onward("people.py", "Шаги, качество и опоздания по людям", period=shown.word)


def _numbers(shown: Shown, row: Mapping[Any, Any] | None, importance: Importance) -> list[Cell]:
    """How many, how many not in time, the share; of somebody without any nothing."""
    if row is None:
        return [Cell("")] * 3
    asked = Question(
        STEPS,
        shown.word,
        role=row["role"],
        person=row["person"],
        rules=PREPARING,
        choice=Choice(importance=importance),
    )
    total, late, overdue, good, judged = (int(str(row[name])) for name in ("total", *_LATE, "good", "judged"))
    address = shown.insight.address
    return [
        markup.count(total, address(asked)),
        markup.count(late + overdue, address(replace(asked, statuses=_LATE))),
        timely(good, judged, address(replace(asked, only=JUDGED))),
    ]
