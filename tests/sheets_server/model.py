"""Spreadsheets in memory: tabs of columns, and ranges of them as the API gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.sheets_server.discovery import invalid

_ids = count(1)
_RANGE = re.compile(r"([A-Z]+)(\d+)?(?::([A-Z]+)(\d+)?)?")


def letters(number: int) -> str:
    """The letters of a column, from 1 on."""
    before, last = divmod(number - 1, 26)
    return (letters(before) if before else "") + chr(65 + last)


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass
class Tab:
    """One tab; `columns[j][i]` is the cell in column j, row i, "" or None where it is empty."""

    title: str
    columns: list[list[Any]] = field(default_factory=list)
    rows: int = 1000
    width: int = 40
    kind: str = "GRID"
    gid: int = field(default_factory=lambda: next(_ids) * 1_000)
    merges: list[dict[str, int]] = field(default_factory=list)
    links: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)  # by row and column, from 0

    @classmethod
    def of_rows(cls, title: str, rows: list[list[Any]], **more: Any) -> Tab:
        width = max(map(len, rows), default=0)
        columns = [[row[j] if j < len(row) else "" for row in rows] for j in range(width)]
        return cls(title, columns, **{"rows": max(1000, len(rows)), "width": max(40, width), **more})

    def properties(self, index: int) -> dict[str, Any]:
        grid = {"gridProperties": {"rowCount": self.rows, "columnCount": self.width}}
        return {
            "sheetId": self.gid,
            "title": self.title,
            "index": index,
            "sheetType": self.kind,
            **(grid if self.kind == "GRID" else {}),
        }

    def grid(self, text: str) -> dict[str, Any]:
        """The cells of a range with all that stands behind them, as GridData."""
        place, columns = self.block(text)
        found = re.search(r"R(\d+)C(\d+)", place)
        assert found
        top, left = int(found[1]) - 1, int(found[2]) - 1
        rows = [
            [
                {
                    **({} if cell == "" else {"formattedValue": str(cell)}),
                    **self.links.get((row, column), {}),
                }
                for column, cell in enumerate(cells, left)
            ]
            for row, cells in enumerate(_rows(columns), top)
        ]
        starts = {name: start for name, start in (("startRow", top), ("startColumn", left)) if start}
        return {**starts, "rowData": [{"values": cells} if cells else {} for cells in rows]}

    def block(self, text: str) -> tuple[str, list[list[Any]]]:
        """The cells of a range as columns, trailing empties left out, and the range as Google names it."""
        top, left, bottom, right = 1, 1, self.rows, self.width
        if text:
            if rows := re.fullmatch(r"(\d+):(\d+)", text):  # whole rows, as Google takes them
                text = f"A{rows[1]}:{letters(self.width)}{min(int(rows[2]), self.rows)}"
            found = _RANGE.fullmatch(text)
            if not found:
                raise invalid(f"Unable to parse range: {self.title}!{text}")
            left, top = number_of(found[1]), int(found[2] or 1)
            right = number_of(found[3]) if found[3] else left
            bottom = int(found[4]) if found[4] else (self.rows if found[3] or not found[2] else top)
        if top > self.rows or left > self.width or bottom > self.rows or right > self.width:
            raise invalid(
                f"Range ({self.title}!{text}) exceeds grid limits."
                f" Max rows: {self.rows}, max columns: {self.width}"
            )
        columns = [_trimmed(column[top - 1 : bottom]) for column in self.columns[left - 1 : right]]
        while columns and not columns[-1]:
            columns.pop()
        return f"'{self.title}'!R{top}C{left}:R{bottom}C{right}", columns


def _trimmed(cells: list[Any]) -> list[Any]:
    end = len(cells)
    while end and cells[end - 1] in ("", None):
        end -= 1
    return ["" if cell is None else cell for cell in cells[:end]]


@dataclass
class Spreadsheet:
    """A spreadsheet and who it is shared with (address → "reader" or "writer")."""

    id: str
    title: str
    tabs: list[Tab]
    zone: str = "Europe/Moscow"
    locale: str = "ru_RU"
    shared: dict[str, str] = field(default_factory=dict)
    office: bool = False  # an Excel file on Drive: the API does not serve it

    def tab(self, title: str) -> Tab:
        return next(tab for tab in self.tabs if tab.title == title)

    def described(self, ranges: list[str] = [], *, cells: bool = False) -> dict[str, Any]:  # noqa: B006
        """The metadata; of `ranges` only the tabs that they lie on, with the cells where they are wanted."""
        asked = [self.range(name) for name in ranges]
        tabs = [tab for tab in self.tabs if not asked or any(tab is other for other, _ in asked)]
        return {
            "spreadsheetId": self.id,
            "properties": {"title": self.title, "locale": self.locale, "timeZone": self.zone},
            "sheets": [
                {
                    "properties": tab.properties(self.tabs.index(tab)),
                    **({"merges": tab.merges} if tab.merges else {}),
                    **({"data": self._grids(tab, asked)} if cells else {}),
                }
                for tab in tabs
            ],
        }

    def _grids(self, tab: Tab, asked: list[tuple[Tab, str]]) -> list[dict[str, Any]]:
        return [tab.grid(place) for other, place in asked if other is tab] or [tab.grid("")]

    def range(self, name: str) -> tuple[Tab, str]:
        """The tab and the place on it of an A1 name: 'Tab', Tab, 'Tab'!A1:B2."""
        found = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?", name)
        title = (found[1] or found[2]).replace("''", "'") if found else ""
        tab = next((tab for tab in self.tabs if tab.title == title and tab.kind == "GRID"), None)
        if found is None or tab is None:
            raise invalid(f"Unable to parse range: {name}")
        return tab, found[3] or ""

    def values(self, name: str, *, by_columns: bool, formatted: bool) -> dict[str, Any]:
        """The ValueRange of an A1 name."""
        tab, asked = self.range(name)
        place, columns = tab.block(asked)
        cells = columns if by_columns else _rows(columns)
        if formatted:
            cells = [["" if cell == "" else str(cell) for cell in line] for line in cells]
        answer = {"range": place, "majorDimension": "COLUMNS" if by_columns else "ROWS"}
        return {**answer, "values": cells} if cells else answer


def _rows(columns: list[list[Any]]) -> list[list[Any]]:
    height = max(map(len, columns), default=0)
    return [_trimmed([column[i] if i < len(column) else "" for column in columns]) for i in range(height)]
