"""The parts of «Проверка реестра». Cells come as typed: they stay text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib.figures.definitions import Importance
from lib.figures.doubt import Range
from lib.lists.pointers import with_moment
from lib.lists.to_mend import Group, Verdict
from lib.register import Register
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import case_list
from lib.web.shell import router
from lib.words import phrases, statements, words

MOST_ROWS = 10  # of one group at first
_OF = {Importance.ORDINARY: "обычные сообщения", Importance.HIGH: "повышенной важности"}


def missing_columns(register: Register) -> None:
    """Which columns the register lacks: what needs them is not shown."""
    blocks.finding(*statements.lacking_besides(register))


def summary(found: Verdict) -> None:
    """How much there is to mend."""
    errors = words.several(found.errors, words.ERROR)
    warnings = words.several(found.warnings, words.WARNING)
    cases = words.several(found.cases, words.MESSAGE)
    st.text(
        f"{errors} и {warnings}; затронуто {cases}. Ошибка — ячейка не учтена, замечание — учтена, но"
        " проверьте. Исправленное исчезнет отсюда само при следующем чтении таблицы."
    )


def bounds(ranges: Sequence[Range]) -> None:
    """What the doubtful cells do to timeliness: as shown, and its bounds."""
    table = pd.DataFrame(
        [
            (
                f"{found.figure.title}: {_OF[found.importance]}",
                phrases.share(found.shown),
                f"от {phrases.percent(found.worst)} до {phrases.percent(found.best)}",
                words.number(found.doubtful),
            )
            for found in ranges
            if found.doubtful
        ],
        columns=["Показатель за всё время", "Показано", "Может быть на самом деле", "Сомнительных шагов"],
    )
    if len(table):
        blocks.subheading("Насколько можно верить своевременности")
        blocks.table(table, "Границы своевременности из-за неотмеченных и нечитаемых шагов")
        st.caption(
            "Границы — если каждый неотмеченный или нечитаемый шаг засчитать против или за. Чем меньше таких"
            " ячеек, тем они ближе."
        )
    elif any(found.shown.known for found in ranges):
        st.caption(
            "Своевременность ответов и подготовки проектов посчитана точно: неотмеченных и нечитаемых шагов"
            " в ней нет."
        )


def group(found: Group, *, linked: bool) -> None:
    """Cells with one kind of trouble: where, what was typed, what to do; a № opens its card."""
    count = len(found.table)
    blocks.subheading(f"{'✕' if found.errors else '!'} {found.title} · {count}")
    _cells(found, linked=linked)


def hints(found: Sequence[Group], *, linked: bool) -> None:
    """What only looks wrong: folded, for it touches no figure, and `check` names none of it."""
    if not found:
        return
    number = words.several(sum(len(group.table) for group in found), ("подсказка", "подсказки", "подсказок"))
    with st.expander(f"Ещё {number}: на цифры не влияют, проверьте, если есть время"):
        for group in found:
            blocks.subheading(f"{group.title} · {len(group.table)}")
            _cells(group, linked=linked)


def _cells(found: Group, *, linked: bool) -> None:
    st.caption(found.effect)
    shown = found.table.head(case_list.room(found.title, len(found.table), MOST_ROWS))
    columns = ["Введено", "Вместо этого", "Что сделать"]
    if (found.table["Вместо этого"] == "").all():
        columns.remove("Вместо этого")
    cards = [address and with_moment([address], router.moment_query())[0] for address in shown["Карточка"]]
    rows = [
        [
            Cell(row["Где"], (row["Ссылка"] or "") if linked else ""),
            Cell(row["№"], card or ""),
            *(Cell(row[name]) for name in columns),
        ]
        for row, card in zip(shown.to_dict("records"), cards, strict=True)
    ]
    head = [Head(name) for name in ("Где", "№", *columns)]
    st.html(markup.linked_table(head, rows, found.title, "list"))
    case_list.more(len(found.table) - len(shown), found.title)
