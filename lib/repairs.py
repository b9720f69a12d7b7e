"""The parts of «Проверка реестра». Cells come as typed: they stay text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import blocks, markup, phrases, statements, view_cases, words
from lib.doubt import Range
from lib.figures import Importance
from lib.mending import Group, Verdict
from lib.register import Register

MOST_ROWS = 10  # of one group at first
_OF = {Importance.ORDINARY: "обычные сообщения", Importance.HIGH: "повышенной важности"}


def missing_columns(register: Register) -> None:
    """Which columns the register lacks: what needs them is not shown."""
    blocks.finding(*statements.lacking(register))


def summary(found: Verdict) -> None:
    """How much there is to mend."""
    errors = words.several(found.errors, words.ERROR)
    warnings = words.several(found.warnings, words.WARNING)
    cases = words.several(found.cases, words.MESSAGE)
    st.text(
        f"{errors} и {warnings}; затронуто {cases}. Ошибка — ячейка не учтена, замечание — учтена,"
        " но проверьте. Исправленное исчезнет отсюда само при следующем чтении таблицы."
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
        st.caption("Своевременность посчитана точно: неотмеченных и нечитаемых шагов в ней нет.")


def group(found: Group, *, linked: bool) -> None:
    """Cells with one kind of trouble: where, what was typed, what to do."""
    count = len(found.table)
    blocks.subheading(f"{'✕' if found.errors else '!'} {found.title} · {count}")
    st.caption(found.effect)
    table = found.table if linked else found.table.drop(columns="Ссылка")
    if (table["Вместо этого"] == "").all():
        table = table.drop(columns="Вместо этого")
    shown = table.head(view_cases.room(found.title, count, MOST_ROWS))
    st.html(markup.table(shown, found.title, {"Ссылка": "открыть"} if linked else {}))
    view_cases.more(count - len(shown), found.title)
