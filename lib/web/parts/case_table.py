"""The frames of `lib.lists.cases` as HTML: a № opens its card, texts wrap, a phone shows a row as a block.

Pure functions. Every text is escaped; an address is http(s) or our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from lib.base.records import records
from lib.duties.live import OVERDUE, RUNNING
from lib.figures.headline import STATES
from lib.law.regulation import HIGH
from lib.lists import pointers
from lib.lists.cases import EARLIER, TEXT
from lib.web.html import markup
from lib.web.html.markup import Cell, Head, anchor
from lib.words import words

_TONES = {STATES[OVERDUE]: "late", STATES[RUNNING]: "open"}  # any other state: soon
_LINKS = {"Сообщение", "Строка"}  # columns of addresses
_TURN, _STEP, _MATTER = "У кого в работе", "Шаг", "Тема и локация"
_LATE = "просрочено "  # said by the sign already
EARLIER_NUMBERS = ("Прежнее №", "Похоже на №")
# Columns that stand as a second line of another, and what both are called.
_BELOW = {"Тема": "Локация", "Шаг": "Кто", "Недостаток": "Кто"}
_BOTH = {"Тема": "Тема и локация", "Шаг": "Шаг, кто", "Недостаток": "Недостаток, кто"}
# On a telephone: what stands beside the №, the first of them that there is; what is told without its title,
# or by a tap alone. Anything else is a labelled line.
_BESIDE = (
    "Итог", "Состояние", "Опоздание", "Сверх нормы", "Через", "Через сколько", "Выявлено",
)  # fmt: skip
_SAID_BY_ITSELF = {"Итог", "Состояние", "Шаг", "Кто", "Недостаток", "Тема", TEXT}
_BY_A_TAP = {
    "Выявлено", "Срок", "Сделано", "Затрачено", "Пункт", "Ответ дан", "Промежуточный ответ", "Ответ до",
    "Проект получен", "Прошло времени", "Доложить до", "Доложено", "Всего", "Причина",
}  # fmt: skip
_OURS = {"Шаг", "Итог", "Состояние"}  # no word of the register is in them
_NARROW = 7  # columns; in a wider list a date stands above its time


def open_cases(
    table: pd.DataFrame,
    now: pd.Timestamp,
    moment: Mapping[str, str],
    caption: str,
    *,
    turn: bool = True,
    calm: bool = False,
) -> str:
    """Rows of `cases.open_cases` in their order: how late, whose turn, on what; `caption` is read out.

    `now`: for «сегодня» and «вчера»; `moment`: parameters that go along to the card; `turn`: whether it is
    told whose turn it is, or the step alone, where all are one person's; `calm`: without colours, as nothing
    runs now. A column that is not for this reader may be missing.
    """
    names = ["№", "Срок", _TURN if turn else _STEP, _MATTER, *([TEXT] if TEXT in table else [])]
    body = "".join(_open_row(row, now, moment, names) for row in records(table))
    style = "otklik-table otklik-list otklik-open" + " calm" * calm
    return markup.shell(style, "".join(map(markup.title, names)), body, caption)


def _open_row(row: Mapping[Any, Any], now: pd.Timestamp, moment: Mapping[str, str], names: list[str]) -> str:
    tone = _TONES.get(row["Состояние"], "soon")
    due = words.near(row["Срок"], now)
    notes = [f"срок {due}" if due else "", f"запас {row['Запас']}" if row["Запас"] else ""]
    step, _, clause = row["Шаг"].rpartition(", ")
    time = words.typeset(row["Рабочее время"].removeprefix(_LATE))
    cells = {
        "№": _open_number(row, moment),
        "Срок": f'<span class="otklik-state {tone}">{escape(row["Состояние"])}</span>'
        f" <b>{escape(time)}</b>{_small(*notes)}",
        _TURN: f"<span>{escape(row[_TURN])}</span>{_small(row['Шаг'])}",
        _STEP: f"<span>{escape(step)}</span>{_small(clause)}",
        _MATTER: f"<span>{escape(row['Тема']) or markup.NOTHING}</span>{_small(row['Локация'])}",
        TEXT: f"<span>{escape(row.get(TEXT, ''))}</span>",
    }
    first, *others = names
    return f'<tr class="{tone}"><th scope="row">{cells[first]}</th>' + (
        "".join(f'<td data-label="{escape(name)}">{cells[name]}</td>' for name in others) + "</tr>"
    )


def _open_number(row: Mapping[Any, Any], moment: Mapping[str, str]) -> str:
    """The № opens the card; what stands beside it, the message and its row."""
    (card,) = pointers.with_moment([row["Карточка"]], moment)
    number = row["№"]
    beside = "".join(anchor(address, sign, said) for sign, address, said in _links(row))
    return anchor(card, number, f"Карточка сообщения № {number}") + beside + _small(_high(row["Важность"]))


def _links(row: Mapping[Any, Any]) -> tuple[tuple[str, str, str], ...]:
    """The arrow opens the message in its network, the word its row in the spreadsheet."""
    number = row["№"]
    links = (
        ("↗", row.get("Сообщение"), f"Сообщение № {number} в социальной сети"),
        ("строка", row.get("Строка"), f"Строка сообщения № {number} в таблице"),
    )
    return tuple((sign, address, said) for sign, address, said in links if isinstance(address, str))


def _high(importance: str) -> str:
    return "повышенная" if importance == HIGH else ""


def _small(*notes: str) -> str:
    told = " · ".join(note for note in notes if note)
    return f"<small>{escape(told)}</small>" if told else ""


def any_cases(table: pd.DataFrame, moment: Mapping[str, str], caption: str) -> str:
    """Rows of `caselist.any_cases` in their order, with the columns of the question that hold anything."""
    folded = {
        "Важность",
        "Карточка",
        EARLIER,
        *_LINKS,
        *(below for name, below in _BELOW.items() if name in table),
    }
    names = [name for name in table.columns if name not in folded and table[name].notna().any()]
    gap = "\u00a0" if len(names) <= _NARROW else " "
    beside = next((name for name in _BESIDE if name in names), "")
    head = [
        Head(_BOTH.get(name, name) if _BELOW.get(name) in table.columns else name, place=_place(name, beside))
        for name in names
    ]
    cards = pointers.with_moment(list(table["Карточка"]), moment)
    rows = []
    if EARLIER in table:
        table = table.assign(**{EARLIER: pointers.with_moment(list(table[EARLIER]), moment)})
    for card, row in zip(cards, records(table), strict=True):
        rows.append([_cell(name, row, card, gap) for name in names])
    return markup.linked_table(head, rows, caption, "list")


def _place(name: str, beside: str) -> str:
    """Where a column stands on a telephone; `beside`: the one that goes with the №."""
    places = [
        markup.MAIN if name == beside else "",
        markup.BARE if name in _SAID_BY_ITSELF or name == beside == "Выявлено" else "",
        markup.LATER if name in _BY_A_TAP and name != beside else "",
    ]
    return " ".join(filter(None, places))


def _cell(name: str, row: Mapping[Any, Any], card: str, gap: str) -> Cell:
    value = row[name]
    if name == "№":
        return Cell(value, card, _high(row["Важность"]), beside=_links(row))
    if name in EARLIER_NUMBERS:
        return Cell(value, row[EARLIER])
    if name in _OURS:
        value = words.typeset(value)
    if name in _BELOW and _BELOW[name] in row:
        return Cell(value, note=row[_BELOW[name]])
    if isinstance(value, pd.Timestamp):
        return Cell(f"{value:%d.%m.%y}{gap}{value:%H:%M}")
    return Cell("" if pd.isna(value) else str(value))
