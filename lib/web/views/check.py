"""The parts of «Проверка реестра». Cells come as typed: they stay text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import first_up
from lib.duties.check import ERROR, WARNING
from lib.figures.definitions import Importance
from lib.figures.doubt import Range
from lib.lists import norms
from lib.lists.mending.to_mend import Group, Line, Verdict
from lib.lists.pointers import with_moment
from lib.register import Register
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import case_list
from lib.web.shell import router
from lib.web.shell.store import View
from lib.words import absent, phrases, words
from lib.words.words import OF_MESSAGES

MOST_LINES = 10  # of one group at first
_OF = {Importance.ORDINARY: "обычные сообщения", Importance.HIGH: "повышенной важности"}
_MARKS = {ERROR: "✕", WARNING: "!"}
_EMPTY = "Пустая ячейка"
_HINT = ("подсказка", "подсказки", "подсказок")


def missing_columns(register: Register) -> None:
    """Which columns the register lacks: what needs them is not shown."""
    blocks.finding(*absent.lacking_besides(register))


def own_norms(view: View) -> None:
    """Each norm that differs from the regulation's: a mistyped one would change every figure."""
    told = norms.differences(view.register, view.now)
    if told:
        with st.expander(f"Нормы отличаются от положения · {len(told)}", type="compact"):
            blocks.finding(*told)


def summary(found: Verdict) -> None:
    """What there is to do; in how many cells where they are more, and in how many cases."""
    parts = [
        f"{what}: {words.number(count)}."
        for what, count in (("Исправить", found.mend), ("Проверить", found.look))
        if count
    ]
    blocks.subheading(" ".join(parts))
    counted = (
        ("ячеек с ошибками", found.errors, found.mend),
        ("ячеек с замечаниями", found.warnings, found.look),
    )
    told = [f"{what} — {words.number(cells)}" for what, cells, lines in counted if cells != lines]
    if told and found.cases:
        told.append(f"сообщений с ними — {words.number(found.cases)}")
    concerned = f"Это касается {words.several(found.cases, OF_MESSAGES)}." if found.cases and not told else ""
    text = f"{first_up(', '.join(told))}." if told else concerned
    signs = "✕ — ошибка: ячейка не учтена. ! — замечание: учтена, но её стоит проверить."
    gone = "Исправленное исчезнет отсюда само при следующем чтении таблицы."
    st.text(" ".join(filter(None, (text, signs, gone))))


def bounds(ranges: Sequence[Range]) -> None:
    """What the doubtful cells do to timeliness: as shown, and its bounds; folded, for it is no work."""
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
        with st.expander("Насколько точны показатели", type="compact"):
            blocks.table(table, "Границы своевременности из-за неотмеченных и нечитаемых шагов")
            st.caption(
                "Нижняя граница — если все такие шаги просрочены, верхняя — если все выполнены в срок."
                " Чем меньше таких ячеек, тем границы ближе."
            )
    elif any(found.shown.known for found in ranges):
        st.caption(
            "Своевременность ответов и подготовки проектов посчитана точно: неотмеченных и нечитаемых шагов"
            " в ней нет."
        )


def group(found: Group, *, linked: bool) -> None:
    """One kind of trouble, a line a value: what was typed, where, what to do; a № opens its card."""
    blocks.subheading(f"{found.title} · {words.several(found.count, words.CELL)}")
    _lines(found, linked=linked)


def hints(found: Sequence[Group], *, linked: bool) -> None:
    """What only looks wrong: folded, for it touches no figure, and `check` names none of it."""
    if not found:
        return
    number = words.several(sum(group.count for group in found), _HINT)
    with st.expander(f"Ещё {number}: на показатели не влияют, проверьте, если есть время"):
        for told in found:
            group(told, linked=linked)


def _lines(found: Group, *, linked: bool) -> None:
    st.caption(found.effect)
    shown = found.lines[: case_list.room(found.title, len(found.lines), MOST_LINES)]
    head = [Head("Что в ячейке"), Head("Где"), Head("Что сделать")]
    rows = [[_typed(line), _places(line, linked=linked), Cell(words.typeset(line.todo))] for line in shown]
    st.html(markup.linked_table(head, rows, found.title, "mend"))
    case_list.more(len(found.lines) - len(shown), found.title)


def _typed(line: Line) -> Cell:
    """The value with its mark, and what it was probably meant to be."""
    said = f"{_MARKS.get(line.level, '')} {line.value or _EMPTY}".strip()
    return Cell(said, note=f"Возможно, имелось в виду: {line.instead}" if line.instead else "")


def _places(line: Line, *, linked: bool) -> Cell:
    """The cell and its card; of several cells how many, and folded each of them."""
    cells = line.cells.to_dict("records")
    if line.count == 1:
        row = cells[0]
        told = [(row["Где"], _sheet(row, linked=linked))]
        return Cell("", many=(*told, *([(f"№ {row['№']}", _card(row))] if row["№"] else [])))
    each = [
        (
            f"{row['Ячейка']} (№ {row['№']})" if row["№"] else row["Ячейка"] or row["Где"],
            _sheet(row, linked=linked) or _card(row),
        )
        for row in cells
    ]
    rest = [(f"и ещё {line.count - len(cells)}", "")] if line.count > len(cells) else []
    return Cell("", many=(*each, *rest), fold=line.where)


def _sheet(row: dict[Any, Any], *, linked: bool) -> str:
    return str(row["Ссылка"] or "") if linked else ""


def _card(row: dict[Any, Any]) -> str:
    return with_moment([row["Карточка"]], router.moment_query())[0] if row["Карточка"] else ""
