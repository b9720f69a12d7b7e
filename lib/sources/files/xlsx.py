"""An .xlsx: which tabs it has, how its cells are typed, and each tab by the engine or by our own reader.

python-calamine lays a big sheet out in a third of the time and knows nothing of errors, of formulas without
a value, of links; over one number it gives a file up. So it reads what is long and plain, and
`xlsx_cells` reads the rest. Bytes of a sheet are only asked whether anything in it needs the closer look;
whatever is found there is found by the XML reader.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from lib.sources.files.budget import PLAN, STYLES, Budget
from lib.sources.files.formats import shows_moment
from lib.sources.files.grid import PIECE, Enough, Grid, Piece, check_extent
from lib.sources.files.package import Damaged, Names, Package, parse
from lib.sources.files.xlsx_cells import Texts, read_cells
from lib.sources.tabs import HEAD_ROWS

SMALL = 200 << 10  # bytes of a sheet: up to here our own reader is as good as at once
_BOOK = "xl/workbook.xml"
_EPOCH = datetime(1899, 12, 30)
_DAY = 86_400  # seconds
_AS_TODAY = datetime(1900, 3, 1)  # before it Excel's serials are one less: its 1900 was a leap year


@dataclass(frozen=True)
class Sheet:
    """A tab of the workbook: its title as typed and its part in the package."""

    title: str
    part: str


class Xlsx:
    """A workbook as far as it was asked: titles at once, cells tab by tab.

    `exact`: the engine is left out; it has died over this file.
    """

    def __init__(self, data: bytes, budget: Budget, name: str, *, exact: bool = False) -> None:
        self._data = data
        self._package = Package(data, budget, name)
        self._budget = budget
        self._name = name
        self.since_1904 = False
        self._sheets = tuple(self._found())
        self._exact = exact or self.since_1904

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the tabs as typed, in the order of the workbook."""
        return tuple(sheet.title for sheet in self._sheets)

    def read(self, grids: Mapping[int, Grid]) -> Iterator[tuple[int, Iterator[Piece]]]:
        """The cells of the tabs asked for, by their places in `titles`.

        Merges and links of a tab are in its grid once its last piece was taken.
        """
        wanted = {place for place, grid in grids.items() if not grid.head}
        # With the engine under way the short sheets cost it nothing, and the shared texts are parsed once.
        engine = not self._exact and any(
            self._package.size(self._sheets[place].part) > SMALL for place in wanted
        )
        for place, grid in grids.items():
            sheet = self._sheets[place]
            short = self._package.size(sheet.part) <= SMALL
            yield place, self._pieces(sheet, grid, by_engine=engine and (place in wanted or short))

    def _pieces(self, sheet: Sheet, grid: Grid, *, by_engine: bool) -> Iterator[Piece]:
        try:
            if by_engine:
                pieces = self._by_engine(sheet, grid)
                first = next(pieces, None)
                if first is not None:
                    yield first
                    yield from pieces
                    return
                grid.clear()
            stream = self._package.stream(sheet.part)
            read_cells(stream, grid, self._texts, self._dated, self._targets(sheet.part))
        except Enough:
            pass
        except Damaged:
            if not grid.head:  # what is not ours may be as it likes
                raise
        yield from grid.pieces()

    def _found(self) -> list[Sheet]:
        links = self._relations(_BOOK, "worksheet")
        names = Names()
        found: list[Sheet] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            name = names[name]
            if name == "workbookPr":
                self.since_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif name == "sheet":
                key = next((value for tag, value in attributes.items() if tag.endswith(":id")), "")
                if key in links:
                    found.append(Sheet(attributes.get("name", ""), _resolved(links[key])))

        parse(self._package.stream(_BOOK, PLAN), start)
        return found

    def _relations(self, part: str, kind: str) -> dict[str, str]:
        """Targets by key of a part's relations of one kind; none where the part has none."""
        folder, _, file = part.rpartition("/")
        place = f"{folder}/_rels/{file}.rels"
        if place not in self._package:
            return {}
        found: dict[str, str] = {}

        def start(_: str, attributes: dict[str, str]) -> None:
            if attributes.get("Type", "").endswith(f"/{kind}"):
                found[attributes.get("Id", "")] = attributes.get("Target", "")

        # The relations of a sheet with a link in every row are as long as the sheet.
        parse(self._package.stream(place, PLAN if part == _BOOK else None), start)
        return found

    def _targets(self, part: str) -> dict[str, str]:
        return self._relations(part, "hyperlink")

    @cached_property
    def _texts(self) -> Texts:
        targets = self._relations(_BOOK, "sharedStrings").values()
        part = next((_resolved(target) for target in targets), "")
        pieces = self._package.stream(part) if part in self._package else iter(())
        return Texts(pieces, self._budget.result)

    @cached_property
    def _dated(self) -> frozenset[str]:
        """The cell formats (`s` of a cell) that show a date or a time."""
        targets = self._relations(_BOOK, "styles").values()
        part = next((_resolved(target) for target in targets), "")
        if part not in self._package:
            return frozenset()
        names = Names()
        codes: dict[str, str] = {}
        used: list[str] = []
        inside = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            name = names[name]
            if name == "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                used.append(attributes.get("numFmtId", "0"))

        def end(name: str) -> None:
            nonlocal inside
            inside = inside and names[name] != "cellXfs"

        parse(self._package.stream(part, STYLES), start, end)
        known = {number: shows_moment(number, codes.get(number)) for number in set(used)}
        return frozenset(str(place) for place, number in enumerate(used) if known[number])

    @cached_property
    def _engine(self) -> Any:
        """The workbook as the engine opens it; None where it gives up."""
        import python_calamine  # noqa: PLC0415 (small files do without it)

        return _unless_given_up(python_calamine.CalamineWorkbook.from_filelike, io.BytesIO(self._data))

    def _by_engine(self, sheet: Sheet, grid: Grid) -> Iterator[Piece]:
        """The tab as the engine lays it out; nothing at all where it needs the closer look."""
        part = self._package.whole(sheet.part)
        rest = without_rows(part)
        if rest is None or not is_plain(part):
            return
        del part
        laid = self._engine and _unless_given_up(self._engine.get_sheet_by_name, sheet.title)
        if laid is None or laid.start is None or laid.end is None:
            return
        if grid.head and laid.end[0] >= HEAD_ROWS:
            return
        grid.rows, width = laid.end[0] + 1, laid.end[1] + 1
        check_extent(grid.rows, width, sheet.title, self._name, self._budget)
        grid.columns = [[] for _ in range(width)]
        if any(mark in rest for mark in _BESIDE_CELLS):
            read_cells((rest,), grid, Texts((), 0), frozenset(), self._targets(sheet.part))
        empty: list[list[Any]] = [[] for _ in range(laid.start[1])]
        rows, start = laid.iter_rows(), 0
        while piece := list(islice(rows, PIECE)):
            cells, masks = [*empty], {}
            for values in map(list, zip(*piece, strict=True)):
                mask = as_serials(values)
                if mask is not None:
                    masks[len(cells)] = mask
                cells.append(values)
            grid.unlink(start, cells)
            start += len(piece)
            yield cells, masks


def _unless_given_up(work: Callable[[Any], Any], told: Any) -> Any:
    """What the engine gives; None where the file is not to its liking."""
    import python_calamine  # noqa: PLC0415 (small files do without it)

    try:
        return work(told)
    except python_calamine.CalamineError:
        return None
    except BaseException as error:  # what the engine gives up in panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return None


def _resolved(target: str) -> str:
    """The part that a relation of the workbook names."""
    return target[1:] if target.startswith("/") else f"xl/{target}"


def without_rows(part: bytes) -> bytes | None:
    """A sheet without its rows, a small document of its own; None where they are not easily told apart."""
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")
    if start < 0 or end < start:
        return None
    return part[:start] + b"<sheetData>" + part[end:]


# Comments, errors, and numbers below 0, which the engine turns to nothing in a format of dates; before each a
# byte of it that rows seldom have, which is looked for twenty times faster.
_SIGNS = ((b"!", b"<!"), (b"e", b'"e"'), (b"'", b"'e'"), (b"-", b"<v>-"))
_FORMULA = (b"f", b"<f")
_BESIDE_CELLS = (b"mergeCell", b"hyperlink")  # what a sheet says of cells outside its rows


def is_plain(part: bytes) -> bool:
    """Whether a sheet shows no sign of what the engine cannot tell: errors, links, formulas without a value.

    A sign may be a false one; then the closer look costs time, nothing else.
    """
    start, end = part.find(b"<sheetData>"), part.rfind(b"</sheetData>")

    def has(seldom: bytes, sign: bytes) -> bool:
        return part.find(seldom, start, end) >= 0 and part.find(sign, start, end) >= 0

    if any(has(*sign) for sign in _SIGNS) or b"<!" in part[:start] or b"<!" in part[end:]:
        return False
    beginning = part[:200].lower()
    if b"encoding" in beginning and b"utf-8" not in beginning:
        return False
    # Outside its rows a sheet may have formulas too, of lists and colours: they are no cells.
    if not has(*_FORMULA):
        return True
    formulas = part.count(b"<f>") + part.count(b"<f ") + part.count(b"<f/")
    with_value = part.count(b"</f><v>") + part.count(b"/><v>") - part.count(b"</f><v></v>")
    return formulas == with_value and b"HYPERLINK" not in part


def as_serials(values: list[Any]) -> bytes | None:
    """Turn dates, times of day and durations among the values into the numbers they were, in place.

    Returns a byte for each value, 1 for a moment; None where there are none.
    """
    if _AS_NUMBER.keys().isdisjoint(map(type, values)):
        return None
    mask = bytes(map(_AS_NUMBER.__contains__, map(type, values)))
    values[:] = [
        (value - _EPOCH).total_seconds() / _DAY  # of `_moment`, without a call for each cell
        if type(value) is datetime and value >= _AS_TODAY
        else _AS_NUMBER[type(value)](value)
        if moment
        else value
        for value, moment in zip(values, mask, strict=True)
    ]
    return mask


def _moment(value: datetime) -> float:
    number = (value - _EPOCH).total_seconds() / _DAY
    return number - 1 if value < _AS_TODAY else number


_AS_NUMBER: dict[type, Callable[[Any], float]] = {
    datetime: _moment,
    date: lambda value: _moment(datetime(value.year, value.month, value.day)),
    timedelta: lambda value: value.total_seconds() / _DAY,
    time: lambda value: (datetime.combine(_EPOCH, value) - _EPOCH).total_seconds() / _DAY,
}
