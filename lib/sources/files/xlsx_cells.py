"""The sheet of an .xlsx cell by cell: what each holds and what it is typed as, exactly as the file says.

The engine (`lib.sources.files.xlsx`) is several times faster and knows less: it drops errors, cannot tell a
formula without a value, and gives a whole sheet up over one number. What it cannot read is read here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, time, timedelta

from lib.sources.files.grid import MOST_LINKS, Grid
from lib.sources.files.package import Damaged, Names, parse, parsed
from lib.sources.tabs import UNCALCULATED

_EPOCH = datetime(1899, 12, 30)
_DAY = timedelta(days=1)
_ESCAPES = ("_x000D_", "_x000d_")  # a carriage return, as Excel writes it into shared texts
_HYPERLINK = "HYPERLINK("
_TEXTS = ("str", "inlineStr")


class Texts:
    """The shared texts of a workbook, rich ones joined, read as far as one has asked for them."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        """`most`: characters in all, beyond which the file is Damaged."""
        self.known: list[str] = []
        self._most = most
        self._names = Names()
        self._parts: list[str] = []
        self._into: list[str] = []
        self._reading, self._aloud, self._held = False, 0, 0
        self._more = parsed(pieces, self._start, self._end, self._into.append)

    def upto(self, at: int) -> None:
        """Make the text at this place known; Damaged where there is none."""
        while at >= len(self.known):
            if next(self._more, self) is self:
                raise Damaged("a text that is not there")

    def _start(self, name: str, _: Mapping[str, str]) -> None:
        name = self._names[name]
        if name == "si":
            self._parts.clear()
        elif name == "rPh":  # how the text is read aloud
            self._aloud += 1
        elif name == "t" and not self._aloud:
            self._into.clear()
            self._reading = True

    def _end(self, name: str) -> None:
        name = self._names[name]
        if name == "t" and self._reading:
            self._parts.extend(self._into)
            self._reading = False
        elif name == "rPh":
            self._aloud -= 1
        elif name == "si":
            text = unescaped("".join(self._parts))
            self._held += len(text)
            if self._held > self._most:
                raise Damaged("shared texts without an end")
            self.known.append(text)


def read_cells(
    pieces: Iterable[bytes], grid: Grid, texts: Texts, dated: Container[str], targets: Mapping[str, str]
) -> None:
    """Put all that a sheet says into `grid`.

    `dated`: the cell formats that show a date or a time; `targets`: addresses by the key that a link has.
    """
    reader = _Cells(grid, texts, dated, targets)
    parse(pieces, reader.start, reader.end, reader.buffer.append)


class _Cells:
    """What the reader of a sheet has seen of the cell that it is in."""

    __slots__ = (
        "aloud", "buffer", "column", "dated", "formula", "grid", "inline", "kind", "known", "names", "row",
        "style", "targets", "texts", "value",
    )  # fmt: skip

    def __init__(self, grid: Grid, texts: Texts, dated: Container[str], targets: Mapping[str, str]) -> None:
        self.grid, self.texts, self.dated, self.targets = grid, texts, dated, targets
        self.known = texts.known
        self.names = Names()
        self.buffer: list[str] = []  # the text since the last mark
        self.inline: list[str] = []  # the runs of a text that stands in the cell itself
        self.row = self.column = -1
        self.kind, self.style = "n", "0"
        self.value: str | None = None
        self.formula: str | None = None
        self.aloud = 0  # inside what says how a text is read aloud

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self.names[name]
        if name == "c":
            place = attributes.get("r")
            if place:
                self.row, self.column = _place(place)
            else:
                self.column += 1
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
            self.value = self.formula = None
        elif name == "row":
            place = attributes.get("r")
            self.row, self.column = (_whole(place) - 1 if place else self.row + 1), -1
        elif name == "is":
            self.inline.clear()
        elif name == "rPh":
            self.aloud += 1
        elif name == "mergeCell":
            self.grid.merge(*span(attributes.get("ref", "")))
        elif name == "hyperlink":
            self._link({self.names[tag]: value for tag, value in attributes.items()})
        self.buffer.clear()

    def end(self, name: str) -> None:
        name = self.names[name]
        if name == "v":
            self.value = "".join(self.buffer)
        elif name == "c":
            self._put()
        elif name == "f":
            self.formula = "".join(self.buffer)
        elif name == "t" and not self.aloud:
            self.inline.append("".join(self.buffer))
        elif name == "rPh":
            self.aloud -= 1
        elif name == "is":
            self.value = "".join(self.inline)
        self.buffer.clear()

    def _put(self) -> None:
        value, kind, put = self.value, self.kind, self.grid.put
        if self.formula is not None:
            self.grid.link(self.row, self.column, _in_formula(self.formula))
            if value is None or (not value and kind != "str"):
                put(self.row, self.column, UNCALCULATED)
                return
        if not value or (value.isspace() and kind not in _TEXTS):
            return
        if kind == "n":
            put(self.row, self.column, number(value), self.style in self.dated)
        elif kind == "s":
            at = _whole(value)
            if at >= len(self.known):
                self.texts.upto(at)
            if self.known[at]:
                put(self.row, self.column, self.known[at])
        elif kind == "b":
            put(self.row, self.column, value.strip() in ("1", "true"))
        elif kind == "d":
            put(self.row, self.column, serial(value), True)
        elif kind == "e":
            put(self.row, self.column, value)
        else:
            put(self.row, self.column, unescaped(value))

    def _link(self, told: Mapping[str, str]) -> None:
        """A link of the list below the cells: over one cell or a range of them."""
        address = self.targets.get(told.get("id", ""), "")
        if not address:  # within the workbook
            return
        if told.get("location"):
            address = f"{address}#{told['location']}"
        top, left, bottom, right = span(told.get("ref", ""))
        columns = range(left, min(right + 1, len(self.grid.columns)))
        rows = range(top, min(bottom + 1, self.grid.rows))
        if len(columns) * len(rows) <= MOST_LINKS - self.grid.linked:
            for column in columns:
                for row in rows:
                    self.grid.link(row, column, address)


class _Columns(dict[str, int]):
    """The numbers of columns by their letters, from 0."""

    def __missing__(self, letters: str) -> int:
        if not letters or len(letters) > 3 or not letters.isascii() or not letters.isalpha():
            raise Damaged("a reference that is none")
        found = 0
        for letter in letters.upper():
            found = found * 26 + ord(letter) - 64
        self[letters] = found - 1
        return found - 1


_COLUMNS = _Columns()


def _place(reference: str) -> tuple[int, int]:
    """Row and column of «AB12», from 0."""
    letters = reference.rstrip("0123456789")
    return _whole(reference[len(letters) :]) - 1, _COLUMNS[letters]


def span(reference: str) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of «A1:B2» or «A1», from 0; Damaged where it is neither."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def serial(moment: str) -> float:
    """The serial number of an ISO date, a moment or a time of day; Damaged where it is none."""
    text = moment.strip().removesuffix("Z")
    try:
        if "-" in text[1:]:
            return (datetime.fromisoformat(text).replace(tzinfo=None) - _EPOCH) / _DAY
        return (datetime.combine(_EPOCH, time.fromisoformat(text).replace(tzinfo=None)) - _EPOCH) / _DAY
    except ValueError as error:
        raise Damaged("a date that is none") from error


def unescaped(text: str) -> str:
    """A text with its carriage returns as such."""
    for escape in _ESCAPES:
        if escape in text:
            text = text.replace(escape, "\r")
    return text


def _whole(text: str) -> int:
    """A whole number above or equal to 0; Damaged where it is none."""
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Damaged("a number that is none")
    return int(text)


def number(text: str) -> float:
    """A number as XML writes it; Damaged where it is none."""
    text = text.strip()
    if not text or len(text) > 400 or not set(text) <= _DIGITS:
        raise Damaged("a number that is none")
    try:
        return float(text)
    except ValueError as error:
        raise Damaged("a number that is none") from error


_DIGITS = frozenset("0123456789+-.eE")


def _in_formula(formula: str) -> str:
    """The address that a formula HYPERLINK("…") names literally, else ""."""
    at = formula.upper().find(_HYPERLINK)
    if at < 0:
        return ""
    rest = formula[at + len(_HYPERLINK) :].lstrip()
    if not rest.startswith('"'):
        return ""
    address, quote, _ = rest[1:].replace('""', "\0").partition('"')
    return address.replace("\0", '"').strip() if quote else ""
