"""Where things stand in the raw tabs: tabs by title, columns by header; and the list of what is wrong there.

Knows the schema and the cells, not their meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from lib.law.schema import CASES, READ_TABS, Cell, TabSchema
from lib.register.cells import plain
from lib.register.decode import Bools, Cells, arrow_text, decode
from lib.register.finding.headers import Header, Placed, header_key
from lib.register.finding.likeness import near_own
from lib.register.shown import quoted
from lib.sources.tabs import Tab

ERROR, WARNING = "error", "warning"
PROBLEM_COLUMNS = ("tab", "cell", "case", "level", "kind", "message", "value")
AHEAD_COLUMNS = ("time", "dated")  # of what is named only while its time lies ahead of now, else NaT, False
_FEW = (
    Cell.LIST,
    Cell.CHOICE,
    Cell.YES_NO,
    Cell.EXCLUDED,
    Cell.STATUS,
)  # columns of few words, often repeated
VALUE_LENGTH, QUOTE_LENGTH = 200, 60
_ALIKE = 0.8  # of difflib's ratio: «Размещен» for «Размещено» has 0.94

Rows = npt.NDArray[np.intp]
Times = npt.NDArray[np.datetime64]

_TEXT = pd.StringDtype(na_value=np.nan)  # the dtype str


def text_array(text: pa.StringArray) -> ExtensionArray:
    """Arrow strings as a pandas column of dtype str, "" where null."""
    array: ExtensionArray = pd.array(text.fill_null("") if text.null_count else text, dtype=_TEXT)
    return array


def words_of(names: Iterable[str]) -> pd.CategoricalDtype:
    """The categories of a list column, in this order; made once for the same names."""
    return _words_of(tuple(map(str, names)))


@lru_cache(64)
def _words_of(names: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(names), dtype="str"))


def meant(title: str, foreign: Mapping[str, str]) -> tuple[str, str] | None:
    """Letters and header of the `foreign` column that seems to be the one of that title, near as it is."""
    keys = {header_key(text): (at, text) for at, text in foreign.items()}
    alike = get_close_matches(header_key(title), keys, 1, _ALIKE)
    if alike:
        return keys[alike[0]]
    fields = {column.field for column in CASES.known if column.title == title}
    return next(((at, text) for at, text in foreign.items() if near_own(text) in fields), None)


def letters(index: int) -> str:
    """The name of a column, A for 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def quote(value: str) -> str:
    """A cell's text as a message shows it: one line, not too long."""
    line = plain(value)
    return f"«{line[: QUOTE_LENGTH - 1]}…»" if len(line) > QUOTE_LENGTH else f"«{line}»"


@dataclass(frozen=True)
class Sheet:
    """A tab whose header is found: `header` is its last row, from 0, `places` says where each field stands.

    clocks: the column of a field's time of day, where it stands apart; placed: what the header made of the
    lines of «Столбцы».
    """

    schema: TabSchema
    tab: Tab
    head: Header
    placed: Placed
    size: int  # rows under the header
    since_1904: bool = False  # the serials of its moments are of the 1904 system
    _cells: dict[str, Cells] = field(init=False, default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, schema: TabSchema, tab: Tab, found: tuple[Header, Placed]) -> Sheet:
        """The tab under the header that `find_header` found."""
        head, placed = found
        held = (*placed.places.values(), *placed.clocks.values())
        size = max(0, *(len(tab.columns[index]) - head.bottom - 1 for index in held))
        return cls(schema, tab, head, placed, size)

    @property
    def title(self) -> str:
        """The tab's title as the contract writes it."""
        return self.schema.title

    @property
    def shown(self) -> str:
        """The tab's title for people: the contract's, of an office's own tab its own."""
        return self.title if header_key(self.tab.title) == header_key(self.title) else self.tab.title

    @property
    def header(self) -> int:
        """The last row of the header, from 0."""
        return self.head.bottom

    @property
    def places(self) -> dict[str, int]:
        """The column of each field."""
        return self.placed.places

    @property
    def clocks(self) -> dict[str, int]:
        """The column of the time of day of each field that has one apart."""
        return self.placed.clocks

    def cells(self, name: str) -> Cells | None:
        """The cells under the header of that field, decoded once; None where the column is absent."""
        if name not in self.places:
            return None
        if name not in self._cells:
            few = self.schema.column(name).cell in _FEW
            at, start = self.places[name], self.header + 1
            cells = decode(self.tab.columns[at], self.size, start, few=few)
            if at in self.tab.moments:
                cells = replace(cells, moment=self.tab.typed(at, self.size, start))
            self._cells[name] = cells
        return self._cells[name]

    def times_of_day(self, name: str) -> Cells | None:
        """The cells of the column that holds the field's time of day; None where none stands apart."""
        if name not in self.clocks:
            return None
        return decode(self.tab.columns[self.clocks[name]], self.size, self.header + 1)

    def cell(self, name: str, row: int) -> Cells:
        """One cell of a field, `row` under the header; empty where the column is absent."""
        cells = self.cells(name)
        return Cells(1) if cells is None else cells.take(np.array([row]))

    def quoted(self, name: str, cells: Cells, rows: Rows) -> list[str]:
        """These cells of a field's column as a message shows them."""
        return quoted(cells, rows, self.schema.column(name).cell, since_1904=self.since_1904)

    @property
    def foreign(self) -> dict[str, str]:
        """Headers of columns that are not the contract's, by their letters: the staff's own, or misspelt."""
        known = {header_key(column.title) for column in self.schema.known}
        held = {*self.places.values(), *self.clocks.values()}
        return {
            letters(index): text
            for index, text in enumerate(self.head.names)
            if text.strip() and header_key(text) not in known and index not in held
        }

    @property
    def headers(self) -> dict[str, str]:
        """The office's own names of the columns that are read, by their letters, where ours differ."""
        named = {index: name for name, index in self.places.items()}
        held = {**dict.fromkeys(self.clocks.values(), ""), **named}
        return {
            letters(index): plain(self.head.names[index])
            for index, name in held.items()
            if not name or header_key(self.head.names[index]) != header_key(self.schema.column(name).title)
        }

    def rows(self, indexes: Rows) -> Rows:
        """Sheet rows, from 1, of rows under the header, from 0."""
        return (indexes + self.header + 2).astype(np.int32)


@dataclass(slots=True)
class _Block:
    tab: str
    column: int
    rows: Rows
    case: Sequence[str] | None
    level: str
    kind: str
    message: str | list[str]
    value: list[str] | None
    ahead: tuple[Times, Bools] | None


@dataclass
class Problems:
    """What is wrong, gathered a column at a time: cells are data, never exceptions."""

    _blocks: list[_Block] = field(default_factory=list)

    def add(
        self,
        place: Sheet | str,
        name: str | int,
        rows: Rows | Sequence[int],
        kind: str,
        message: str | list[str],
        *,
        level: str = WARNING,
        value: list[str] | None = None,
        case: Sequence[str] | None = None,
        ahead: tuple[Times, Bools] | None = None,
    ) -> None:
        """Name the cells in the column of field `name` (or of that index) in the given sheet rows.

        `message`, `value` and `case` are one for all or one per row. A `message` may hold «{}»: the value,
        once, so that what people typed may stand behind it. Messages of a list are taken as they are.
        Without rows nothing is named; a row 0 stands for the tab as a whole. `ahead`: where they are to be
        named only while their times lie ahead of now, these, and which is a date without one.
        """
        rows = np.asarray(rows, np.intp)
        if not len(rows):
            return
        if isinstance(place, Sheet):
            title, column = place.title, place.places[name] if isinstance(name, str) else name
        else:
            title, column = place, 0
        if isinstance(message, str) and "{}" in message and value is not None:
            message = [message.replace("{}", quote(text), 1) for text in value]
        if value is not None:
            value = [text[:VALUE_LENGTH] for text in value]
        self._blocks.append(_Block(title, column, rows, case, level, kind, message, value, ahead))

    def take(self, other: Problems) -> None:
        """All that `other` has named, too."""
        self._blocks += other._blocks

    def frame(self) -> pd.DataFrame:
        """All of them in the order of tabs, rows, columns; PROBLEM_COLUMNS, all str, and AHEAD_COLUMNS."""
        order = {schema.title: number for number, schema in enumerate(READ_TABS)}
        texts: dict[str, list[str]] = {name: [] for name in PROBLEM_COLUMNS}
        tabs: list[int] = []
        columns: list[int] = []
        rows: list[int] = []
        ahead: list[tuple[int, tuple[Times, Bools]]] = []
        for block in self._blocks:
            if block.ahead is not None:
                ahead.append((len(rows), block.ahead))
            here, name = block.rows.tolist(), letters(block.column)
            texts["cell"] += [f"{name}{row}" if row else "" for row in here]
            for part in ("tab", "case", "level", "kind", "message", "value"):
                told = getattr(block, part)
                texts[part] += [told or ""] * len(here) if told is None or isinstance(told, str) else told
            tabs += [order.get(block.tab, len(order))] * len(here)
            columns += [block.column] * len(here)
            rows += here
        sort = np.lexsort((columns, rows, tabs))
        take = pa.array(sort)
        time, dated = np.full(len(rows), np.datetime64("NaT", "s")), np.zeros(len(rows), bool)
        for start, (times, bare) in ahead:
            time[start : start + len(times)], dated[start : start + len(times)] = times, bare
        named = {name: text_array(arrow_text(cells).take(take)) for name, cells in texts.items()}
        return pd.DataFrame({**named, "time": time[sort], "dated": dated[sort]}, copy=False)


def always(problems: pd.DataFrame) -> pd.DataFrame:
    """Problems that are named at any moment, with AHEAD_COLUMNS."""
    return problems.assign(
        time=np.full(len(problems), np.datetime64("NaT", "s")), dated=np.zeros(len(problems), bool)
    )


# --- cells that every column has ---------------------------------------------------------------------------

_HINTS = {
    Cell.NUMBER: "введите номер",
    Cell.TIME: "введите дату и время, например 23.11.2026 14:05",
    Cell.DATE: "введите дату, например 23.11.2026",
    Cell.LINK: "введите адрес, который начинается с https://",
    Cell.LIST: "выберите значение из списка",
    Cell.CHOICE: "выберите значение из списка",
    Cell.HOURS: "введите число больше нуля",
    Cell.YES_NO: "введите «да» или «нет»",
    Cell.MARK: "введите число от 1 до 5",
    Cell.CASE: "введите номер прежнего сообщения",
    Cell.STATUS: "впишите слово",
}


def error_message(kind: Cell) -> str:
    """What to say of an error cell in a column of that kind."""
    return "В ячейке ошибка {}: исправьте формулу или " + _HINTS.get(kind, "введите значение") + "."


def name_errors(
    problems: Problems,
    sheet: Sheet,
    name: str,
    cells: Cells,
    *,
    rows: Rows | None = None,
    case: pa.StringArray | None = None,
    column: int | None = None,
) -> Cells:
    """Name the error cells of a column and empty them.

    `rows`: the sheet rows of `cells`, left out where they are all under the header. `column`: where they
    stand, if not under the field's header: its time of day apart.
    """
    if cells.error is None:
        return cells
    here = np.flatnonzero(cells.error)
    kind = sheet.schema.column(name).cell
    problems.add(
        sheet,
        name if column is None else column,
        sheet.rows(here) if rows is None else rows[here],
        "cell_error",
        error_message(kind),
        level=ERROR if kind in (Cell.NUMBER, Cell.TIME) or sheet.schema.column(name).decisive else WARNING,
        value=cells.shown(here),
        case=None if case is None else case.take(pa.array(here)).to_pylist(),
    )
    return cells.readable()


def texts(problems: Problems, sheet: Sheet, name: str) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """A small tab's column as texts, "" where empty or absent; and where a cell has content, errors too.

    FALSE is content here, and a text: check boxes stand in no column of these tabs.
    """
    cells = sheet.cells(name)
    if cells is None:
        return [""] * sheet.size, np.zeros(sheet.size, bool)
    return name_errors(problems, sheet, name, cells).shown(), cells.typed
