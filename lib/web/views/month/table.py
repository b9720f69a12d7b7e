"""The figures of one part of п. 21: the month and those beside it in columns, what each means behind «?»."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.figures.definitions import TIMELY, Amount, Importance, Section
from lib.figures.summary import Value
from lib.lists import spans
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.views.month.shown import Shown
from lib.words import compared, phrases, statements

_RENORMED = "Норма менялась: месяцы сравнимы не вполне."
_FOLDED = {
    Importance.HIGH: "Сообщения повышенной важности",
    Importance.ORDINARY: "Обычные сообщения",
}


def figures(shown: Shown, section: Section) -> None:
    """Of each figure all messages where they are counted together, else ordinary ones; the others folded."""
    own = [value for value in shown.month.told if value.figure.section is section]
    whole = {value.figure.key for value in own if value.importance is Importance.ALL}
    first = [
        value
        for value in own
        if value.importance is (Importance.ALL if value.figure.key in whole else Importance.ORDINARY)
    ]
    if section is Section.TIMELINESS:
        blocks.definition(f"Обычные сообщения. Доля в срок — {TIMELY}.")
    elif section is Section.QUALITY:
        blocks.definition("Обычные сообщения.")
    if _table(shown, first, section.heading):
        blocks.definition(
            "▲ и ▼ стоят у того месяца, от которого открытый отличается больше, чем бывает случайно."
        )
    if told := statements.untold(shown.month, section):
        blocks.definition(told)


def folded(shown: Shown, section: Section, importance: Importance, *beneath: Callable[[], object]) -> None:
    """The figures of one importance alone, apart from the others; `beneath`: what is drawn under them.

    Nothing where the register does not keep the importance.
    """
    if shown.month.kept.notes("importance"):
        with st.expander(_FOLDED[importance], key=shown.key(f"{section.name.lower()}_{importance}")):
            _of_importance(shown, section, importance)
            for draw in beneath:
                draw()


def _of_importance(shown: Shown, section: Section, importance: Importance) -> None:
    own = [
        value
        for value in shown.month.told
        if value.figure.section is section and value.importance is importance
    ]
    _table(shown, own, f"{section.heading}: {importance.label}")


def _table(shown: Shown, values: Sequence[Value], caption: str) -> bool:
    """Whether the table bears a sign of change, which a note then explains."""
    signed = False
    filled = [value for value in values if value.any]
    if filled:
        name = f"figures {caption} {shown.word}"
        drawn = shown.insight.drawn(name, lambda: _drawn(shown, filled, caption))
        signed = "▲" in drawn or "▼" in drawn
        st.html(drawn)
    empty = [f"«{value.figure.title}»" for value in values if value not in filled]
    if empty:
        blocks.definition(f"За эти месяцы нет ни одного случая для показателей: {', '.join(empty)}.")
    return signed


def _amounts(value: Value) -> tuple[Amount | None, ...]:
    return value.current, value.previous, value.year_ago


def _drawn(shown: Shown, values: Sequence[Value], caption: str) -> str:
    rows = []
    for value in values:
        figure = value.figure
        clause = f"П. {figure.clause}." if figure.clause else ""
        changed = _RENORMED if figure.key in shown.month.renormed else ""
        cells = [Cell(figure.title, why=" ".join(filter(None, (figure.matter, clause, changed))))]
        for span, amount in zip(shown.compared, _amounts(value), strict=True):
            mark = compared.signs(value, shown.month) if span == shown.month.period else ""
            cells.append(_cell(shown, value, spans.token(span), amount, mark))
        rows.append(cells)
    head = [Head("Показатель")]
    head += [Head(phrases.short_month(span.start), number=True) for span in shown.compared]
    return markup.linked_table(head, rows, f"{caption}: показатели за месяц")


def _cell(shown: Shown, value: Value, word: str, amount: Amount | None, mark: str = "") -> Cell:
    """The number with its cases; nothing where the register does not reach that month.

    mark: that it differs from the months beside it.
    """
    if amount is None or not (amount.known or not amount.kept):
        return Cell("")
    told = phrases.amount(value.figure, amount)
    few = bool(phrases.mark(value.figure, amount))
    return Cell(told, shown.address(value, word, amount), mark, few=few)
