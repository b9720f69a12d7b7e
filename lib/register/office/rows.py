"""Rows of the small tabs: one key a row, from a day on where «Действует с» says so (rules.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lib.register.cells import name_key, times
from lib.register.layout import Problems, Sheet, name_errors, texts

SINCE = "since"


@dataclass
class Naming:
    """Names cells of one small tab, one at a time."""

    sheet: Sheet
    problems: Problems

    def __call__(self, field: str, row: int, kind: str, message: str, value: str = "") -> None:
        """Name the cell of a field in a row under the header; a `value` that is its own is told as shown."""
        one, first = self.sheet.cell(field, row), np.zeros(1, np.intp)
        if value and [value] == one.shown(first):
            value = self.sheet.quoted(field, one, first)[0]
        rows = self.sheet.rows(np.array([row], np.intp))
        self.problems.add(self.sheet, field, rows, kind, message, value=[value])


@dataclass
class KeyedRows:
    """The rows of a small tab with their keys.

    Without «Действует с», or where it is empty throughout, the first row of a key counts, whatever stands in
    it. With it the first sound one of a key and a day does: `counts` is asked once a row was read.
    """

    naming: Naming
    key: str  # the field that the keys stand in
    others: tuple[str, ...]
    key_of: Callable[[str], str] = name_key
    _seen: set[tuple[str, date | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._days = _Days(self.naming)

    def __iter__(self) -> Iterator[tuple[int, str, list[str]]]:
        """Row under the header, key, texts of the others; a row without a key is named and left out."""
        naming = self.naming
        keys, key_filled = texts(naming.problems, naming.sheet, self.key)
        columns = [texts(naming.problems, naming.sheet, other) for other in self.others]
        title = naming.sheet.schema.column(self.key).title
        for row, text in enumerate(keys):
            if not text:
                said = self._days.filled[row] or any(filled[row] for _, filled in columns)
                if said and not key_filled[row]:
                    message = (
                        f"Строка без значения в столбце «{title}» не действует: "
                        "впишите его или очистите строку."
                    )
                    naming(self.key, row, "no_key", message)
                continue
            if self._days.used or self._first(row, text, None):
                yield row, text, [column[row] for column, _ in columns]

    def counts(self, row: int, text: str) -> tuple[bool, date | None]:
        """Whether this row, which is sound apart from its day, is in force, and from which day on."""
        if not self._days.used:
            return True, None
        good, day = self._days.of(row)
        return good and self._first(row, text, day), day

    def day_is_none(self, row: int, why: str) -> bool:
        """Name a day where there can be none; whether there was one."""
        if self._days.filled[row]:
            self.naming(SINCE, row, "bad_since", why, self._days.shown[row])
        return bool(self._days.filled[row])

    def _first(self, row: int, text: str, day: date | None) -> bool:
        known = self.key_of(text), day
        if known in self._seen:
            since = f" с {day:%d.%m.%Y}" if day else ""
            message = f"{{}}{since} уже есть выше: действует первая строка. Удалите эту."
            self.naming(self.key, row, "doubled_key", message, text)
            return False
        self._seen.add(known)
        return True


class _Days:
    """The cells of «Действует с» of a small tab, bad ones named once they are asked for."""

    def __init__(self, naming: Naming) -> None:
        sheet = naming.sheet
        self._naming = naming
        cells = sheet.cells(SINCE)
        self.filled = np.zeros(sheet.size, bool) if cells is None else cells.typed
        self.used = bool(self.filled.any())
        if cells is None:
            return
        self.shown = cells.shown()
        self._broken = np.zeros(sheet.size, bool) if cells.error is None else cells.error
        clean = name_errors(naming.problems, sheet, SINCE, cells)
        found = times(clean, since_1904=sheet.since_1904)
        self._when, self._bare = found.spread(sheet.size)
        self._bad = set(found.bad.tolist())
        for row in found.bad:
            message = (
                "{} — не дата, строка не действует. Введите дату, например 01.01.2027, или очистите ячейку."
            )
            naming(SINCE, row, "bad_since", message, self.shown[row])
        for row in found.at[~found.dated]:
            message = "{}: время не нужно, строка действует с начала этого дня. Оставьте только дату."
            naming(SINCE, row, "since_with_time", message, self.shown[row])

    def of(self, row: int) -> tuple[bool, date | None]:
        """Whether the day of a row is none or a good one, and the day."""
        if not self.filled[row]:
            return True, None
        if self._broken[row] or row in self._bad:
            return False, None
        day: date = self._when[row].astype("M8[D]").astype(date)
        return True, day
