"""An .ods cell by cell: content.xml says of each what it holds, shows and is typed as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lib.sources.files.budget import Budget
from lib.sources.files.grid import ROWS, Enough, Grid, Piece
from lib.sources.files.package import Damaged, Names, Package, parse
from lib.sources.files.xlsx_cells import number, serial
from lib.sources.tabs import UNCALCULATED

_CONTENT = "content.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
# What LibreOffice shows in a cell with an error; in another language, or as «Err:508», the one word for all.
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#REF!", "#VALUE!", "#NUM!", "#NULL!", "#Н/Д", "#ЗНАЧ!"))
_ERROR = "#ERROR!"
# What stands in a cell or beside the cells and is none of its text: notes, drawings, forms.
_ASIDE = frozenset(("annotation", "shapes", "forms", "frame", "custom-shape", "tracked-changes"))


def is_ods(data: bytes) -> bool:
    """Whether these bytes say at their very beginning that they are an .ods (its first part, not packed)."""
    return data.startswith(b"PK") and _KIND in data[:200]


class Ods:
    """A workbook of LibreOffice: the same questions as to an `Xlsx`."""

    since_1904 = False  # dates stand as dates

    def __init__(self, data: bytes, budget: Budget, name: str) -> None:
        self._package = Package(data, budget, name)
        found: list[str] = []
        names = Names()

        def start(tag: str, attributes: dict[str, str]) -> None:
            if names[tag] == "table":
                found.append(_plainly(attributes, names).get("name", ""))

        parse(self._package.stream(_CONTENT), start)
        self.titles = tuple(found)

    def read(self, grids: Mapping[int, Grid]) -> Iterator[tuple[int, Iterator[Piece]]]:
        """The cells of the tabs asked for, by their places in `titles`; all in one go over the file."""
        reader = _Content(grids)
        parse(self._package.stream(_CONTENT), reader.start, reader.end, reader.buffer.append)
        for place, grid in grids.items():
            yield place, grid.pieces()


@dataclass(frozen=True)
class _Cell:
    """A cell of the row that is being read; `across`, `down`: over how many others it is merged."""

    column: int
    repeated: int
    value: object
    moment: bool
    link: str
    across: int
    down: int


class _Content:
    """Where the reader of content.xml stands."""

    def __init__(self, grids: Mapping[int, Grid]) -> None:
        self._grids = grids
        self._names = Names()
        self._table = -1
        self._grid: Grid | None = None
        self._row = self._column = 0
        self._repeat = 1
        self._cells: list[_Cell] = []
        self._cell: dict[str, str] | None = None
        self._lines: list[str] = []
        self._link = ""
        self._aside = 0
        self.buffer: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names[tag]
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif name == "table":
            self._table += 1
            self._grid, self._row = self._grids.get(self._table), 0
        elif self._grid is None:
            return
        elif name == "table-row":
            told = _plainly(attributes, self._names)
            self._repeat, self._column = _times(told.get("number-rows-repeated")), 0
            self._cells.clear()
        elif name in ("table-cell", "covered-table-cell"):
            self._cell = _plainly(attributes, self._names)
            self._lines.clear()
            self._link = ""
        elif name == "p":
            self.buffer.clear()
        elif name == "s":
            self.buffer.append(" " * min(1000, _times(_plainly(attributes, self._names).get("c"))))
        elif name in ("tab", "line-break"):
            self.buffer.append("\t" if name == "tab" else "\n")
        elif name == "a":
            self._link = self._link or _plainly(attributes, self._names).get("href", "")

    def end(self, tag: str) -> None:
        name = self._names[tag]
        if self._aside:
            self._aside -= 1
            if not self._aside:
                self.buffer.clear()
        elif name == "table":
            self._grid = None
        elif self._grid is None:
            self.buffer.clear()
        elif name == "p":
            self._lines.append("".join(self.buffer))
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()

    def _end_cell(self) -> None:
        told = self._cell or {}
        repeated = _times(told.get("number-columns-repeated"))
        value, moment = _value(told, "\n".join(self._lines))
        across, down = _times(told.get("number-columns-spanned")), _times(told.get("number-rows-spanned"))
        if value != "" or across > 1 or down > 1:
            link = "" if self._link == value else self._link
            self._cells.append(_Cell(self._column, repeated, value, moment, link, across, down))
        self._column += repeated
        self._cell = None

    def _end_row(self) -> None:
        """Put the row as often as it is repeated; where nothing stands in it, the places alone count."""
        try:
            if self._grid is not None and self._cells:
                for row in range(self._row, self._row + self._repeat):
                    self._put(self._grid, row)
        except Enough:
            self._grid = None
        self._row += self._repeat
        if self._row > 2 * ROWS:
            raise Damaged("more rows than any sheet has")

    def _put(self, grid: Grid, row: int) -> None:
        for cell in self._cells:
            if cell.value != "":
                for column in range(cell.column, cell.column + cell.repeated):
                    grid.put(row, column, cell.value, cell.moment)
                    grid.link(row, column, cell.link)
            if cell.across > 1 or cell.down > 1:
                grid.merge(row, cell.column, row + cell.down - 1, cell.column + cell.across - 1)


def _plainly(attributes: Mapping[str, str], names: Names) -> dict[str, str]:
    """Attributes without their prefixes; LibreOffice's own kind of a value apart from the standard's."""
    return {
        "own-type" if tag == "calcext:value-type" else names[tag]: value for tag, value in attributes.items()
    }


def _times(number: str | None) -> int:
    """How often something is repeated; Damaged where that is no number."""
    if number is None:
        return 1
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise Damaged("a number that is none")
    return max(1, int(number))


def _value(told: Mapping[str, str], shown: str) -> tuple[object, bool]:
    """What a cell holds, and whether it is a moment; "" for nothing."""
    kind = told.get("value-type")
    value: object
    if told.get("own-type") == "error":
        value = shown if shown in _ERRORS else _ERROR
    elif kind is None:
        value = UNCALCULATED if "formula" in told else shown
    elif kind == "date":
        value = serial(told.get("date-value", ""))
    elif kind == "time":
        value = _duration(told.get("time-value", ""))
    elif kind == "boolean":
        value = told.get("boolean-value") == "true"
    elif kind == "string":
        value = told.get("string-value", shown) or shown
    else:
        value = number(told.get("value", ""))
    return value, kind in ("date", "time")


def _duration(text: str) -> float:
    """«PT14H05M00S» in days; Damaged where it is none."""
    days, _, rest = text.lstrip("-").removeprefix("P").partition("T")
    seconds = number(days.removesuffix("D") or "0") * 86400
    for unit, length in (("H", 3600), ("M", 60), ("S", 1)):
        amount, found, after = rest.partition(unit)
        if found:
            seconds, rest = seconds + number(amount) * length, after
    return (-seconds if text.startswith("-") else seconds) / 86400
