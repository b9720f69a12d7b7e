"""Rows that are no messages: numbered columns, totals, names of months; each is named (register.md)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from lib.register.cells import times, word_key
from lib.register.decode import Bools, Cells, decode
from lib.register.journal import Array
from lib.register.layout import Problems, Sheet

_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_NO_MESSAGE = re.compile(
    rf"(итого|всего).*|({'|'.join(_MONTHS)})( ?[0-9]{{4}}| ?[0-9]{{2}})?( ?г(ода?)?)?\.?"
)
_LEAST_COUNTED = 3  # cells 1, 2, 3 under the header: fewer may be a message
_TRIED = 3  # rows under the header in which columns may be numbered


def no_messages(sheet: Sheet, problems: Problems, here: Array, cells: dict[str, Cells]) -> Bools:
    """Which of the rows `here` are none: numbered columns, totals, names of months; each is named."""
    result = np.zeros(len(here), bool)
    begun = _begun(sheet)
    for place, row in enumerate(here[:_TRIED].tolist()):
        if row in begun and (first := _counted(sheet, row)):
            message = "Строка с номерами столбцов — не сообщение и не читается."
            result[place] = True
            _name_row(sheet, problems, (row, first - 1), "column_numbers", message)
    undetected = np.ones(len(here), bool)
    if "detected" in cells:
        undetected[times(cells["detected"].take(here)).at] = False
    for place in np.flatnonzero(undetected & ~result).tolist():
        first, text = _first_filled(sheet, int(here[place]))
        if _NO_MESSAGE.fullmatch(word_key(text)):
            message = "{} — не сообщение: строка не читается."
            result[place] = True
            _name_row(sheet, problems, (int(here[place]), first), "no_message", message)
    return result


def _name_row(sheet: Sheet, problems: Problems, cell: tuple[int, int], kind: str, message: str) -> None:
    row, column = cell
    value = [_shown(sheet, row, column)]
    problems.add(sheet, column, [row + sheet.header + 2], kind, message, value=value)


def _raw(sheet: Sheet, row: int, column: int) -> Any:
    cells, at = sheet.tab.columns[column], row + sheet.header + 1
    return cells[at] if at < len(cells) else None


def _shown(sheet: Sheet, row: int, column: int) -> str:
    return decode([_raw(sheet, row, column)], 1).shown()[0]


def _first_filled(sheet: Sheet, row: int) -> tuple[int, str]:
    """The first column with anything in that row, and its text; (0, "") where there is none."""
    for column in range(len(sheet.tab.columns)):
        if text := _shown(sheet, row, column):
            return column, text
    return 0, ""


def _begun(sheet: Sheet) -> list[int]:
    """The first rows under the header in which its first two columns hold 1 and 2."""
    first = _named(sheet)[0]
    pair = sheet.tab.columns[first : first + 2]
    texts = [decode(column, _TRIED, sheet.header + 1).shown() for column in pair]
    return [row for row, counted in enumerate(zip(*texts, strict=True)) if counted == ("1", "2")]


def _named(sheet: Sheet) -> list[int]:
    return [index for index, name in enumerate(sheet.head.names) if name.strip()]


def _counted(sheet: Sheet, row: int) -> int:
    """One more than the first column of a header whose cells count 1, 2, 3 … in that row; 0: they do not."""
    named = _named(sheet)
    first = named[0]
    texts = [_shown(sheet, row, column) for column in range(len(sheet.tab.columns))]
    last = max((index for index, text in enumerate(texts) if text), default=-1)
    counted = texts[first : last + 1]
    enough = len(counted) >= min(_LEAST_COUNTED, len(named)) and len(counted) > 1
    right = counted == [str(number) for number in range(1, len(counted) + 1)]
    return first + 1 if enough and right and not any(texts[:first]) else 0
