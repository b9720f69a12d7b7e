"""A tab as it grows cell by cell, held within its budget, and how it is handed on piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lib.base.errors import SourceError
from lib.sources.files.budget import MB, Budget, shorten
from lib.sources.files.package import Damaged
from lib.sources.tabs import HEAD_ROWS

ROWS, WIDTH = 1_048_576, 16_384  # of the biggest sheet that Excel and LibreOffice know
PIECE = 2_000  # rows handed on at a time: bounds the memory of both sides
MOST_LINKS = 400_000
MOST_MERGES = 50_000

# What one piece of a tab holds: its cells by column, and for some columns a byte a cell, 1 for a moment.
Piece: TypeAlias = tuple[list[list[Any]], dict[int, bytes]]


class Enough(Exception):
    """The head of a tab has been read, and no more of it is wanted."""


@dataclass
class Grid:
    """One tab under construction: cells may come in any order; what is never put is empty."""

    title: str
    name: str  # of the file, for messages
    budget: Budget
    head: bool = False  # only the first HEAD_ROWS rows are wanted
    columns: list[list[Any]] = field(default_factory=list)
    typed: dict[int, bytearray] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: dict[int, dict[int, str]] = field(default_factory=dict)
    rows: int = 0
    text: int = 0
    linked: int = 0

    def put(self, row: int, column: int, value: Any, moment: bool = False) -> None:
        """A cell with content; `moment`: its number is typed as a date or a time.

        SourceError where the tab grows beyond its budget, Damaged where no sheet has such a cell.
        """
        if self.head and row >= HEAD_ROWS:
            raise Enough
        columns = self.columns
        if not (0 <= row < self.rows and 0 <= column < len(columns)):
            self._grow(row, column)
        cells = columns[column]
        if row == len(cells):
            cells.append(value)
        elif row < len(cells):
            cells[row] = value
        else:
            cells.extend([""] * (row - len(cells)))
            cells.append(value)
        if moment:
            mask = self.typed.setdefault(column, bytearray())
            mask.extend(bytes(max(0, row + 1 - len(mask))))
            mask[row] = 1
        elif type(value) is str:
            self.text += len(value)
            if self.text > self.budget.result:
                raise too_much(self.name, self.budget)

    def link(self, row: int, column: int, address: str) -> None:
        """An address behind a cell; the first MOST_LINKS of a tab are kept."""
        if address and self.linked < MOST_LINKS:
            self.linked += 1
            self.links.setdefault(column, {})[row] = address

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merged cells; a tab may have thousands, a trap has millions."""
        if len(self.merges) < MOST_MERGES:
            self.merges.append((top, left, bottom, right))

    def clear(self) -> None:
        """Begin anew: what another reader has put is no good."""
        self.rows = self.text = self.linked = 0
        self.columns, self.typed, self.merges, self.links = [], {}, [], {}

    def pieces(self) -> Iterator[Piece]:
        """All cells, from row 1 and column A on, in pieces; the tab is laid out as a rectangle first."""
        width = next((place for place, cells in enumerate(self.columns) if cells), len(self.columns))
        for cells in self.columns[width:]:
            cells.extend([""] * (self.rows - len(cells)))
        for start in range(0, self.rows, PIECE):
            end = start + PIECE
            masks = {
                column: bytes(mask[start:end]) for column, mask in self.typed.items() if any(mask[start:end])
            }
            cells = [cells[start:end] for cells in self.columns]
            self.unlink(start, cells)
            yield cells, masks

    def unlink(self, start: int, cells: list[list[Any]]) -> None:
        """Forget the links behind texts that say that very address; `cells` begin at row `start`."""
        for column, behind in self.links.items():
            for row, shown in enumerate(cells[column] if column < len(cells) else [], start):
                if shown and behind.get(row) == shown:
                    del behind[row]

    def _grow(self, row: int, column: int) -> None:
        if row < 0 or column < 0:
            raise Damaged("a cell at row 0")
        self.rows = max(self.rows, row + 1)
        self.columns.extend([] for _ in range(column + 1 - len(self.columns)))
        check_extent(self.rows, len(self.columns), self.title, self.name, self.budget)


def check_extent(rows: int, width: int, title: str, name: str, budget: Budget) -> None:
    """SourceError where a tab's rectangle is immense: mostly one value stands far outside the table.

    Damaged where no sheet of any program is as long or as wide.
    """
    if rows > ROWS or width > WIDTH:
        raise Damaged(f"{rows} rows, {width} columns")
    if rows * width > budget.cells:
        sheet = "таблица" if name.lower().endswith(".csv") else f"лист «{title}»"
        raise SourceError(
            f"В файле {name} {sheet} занимает {rows} × {width} ячеек: есть значение далеко"
            " за таблицей. Удалите лишние строки и столбцы и сохраните файл."
        )


def too_much(name: str, budget: Budget) -> SourceError:
    """The cells hold more than is ever handed on, whatever size the file has."""
    return SourceError(
        f"Файл {name} слишком велик: в его ячейках больше {budget.result // MB} МБ данных."
        f" {shorten(name)} и сохраните файл заново."
    )
