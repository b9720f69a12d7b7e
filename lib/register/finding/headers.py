"""The header of a tab: which row it is, or which two, and which column holds which field (register.md).

Knows the schema and the lines of «Столбцы», not what stands below the header.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from lib.law.schema import Cell, TabSchema
from lib.register.cells import plain, word_key
from lib.sources.lines import Line
from lib.sources.tabs import RawColumn

HEADER_ROWS = 25  # the header row is one of the first so many
_TAKE_UPPER = frozenset(("дата", "время"))  # alone in a lower row they take the cell above, or before it


def header_key(value: object) -> str:
    """What headers and titles are compared by: no case, no ё, no repeated spaces, no trailing «*» or «:»."""
    return _key(value) if isinstance(value, str) else ""


@lru_cache(4096)  # the first rows of every tab are looked through for headers, again and again
def _key(text: str) -> str:
    return word_key(text).rstrip("*: ")


@dataclass(frozen=True)
class Header:
    """A header that was found: `rows` and `names` by column, the row where the name stands (from 0) and the
    name; `bottom`: its last row, under which the cells begin. bands: of two rows the upper cell that reaches
    over each column's lower one.
    """

    bottom: int
    names: tuple[str, ...]
    rows: tuple[int, ...]
    bands: tuple[str, ...] = ()

    @classmethod
    def joined(cls, above: Sequence[str], below: Sequence[str], row: int) -> Header:
        """Row `row` and the one below it as one header: a column's name is its lower cell, where that is
        empty its upper one.

        «дата» and «время» alone in the lower row take the upper cell before them, which for them reaches
        right over the empty ones after it.
        """
        names, rows, bands, reach = [], [], [], ""
        for upper, lower in zip(above, below, strict=True):
            if plain(upper):
                reach = plain(upper)
            own = bool(plain(lower))
            name = lower if own else upper
            if own and header_key(lower) in _TAKE_UPPER:
                name = f"{reach} {plain(lower)}".strip()
            names.append(name)
            bands.append(reach if own else "")
            rows.append(row + 1 if own else row)
        return cls(row + 1, tuple(names), tuple(rows), tuple(bands))

    def places(self) -> dict[str, list[int]]:
        """The columns that bear each name, by its key."""
        found: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            if key := header_key(name):
                found.setdefault(key, []).append(index)
        return found


@dataclass
class Placed:
    """Where each field stands under one header.

    clocks: the column of a field's time of day, where it stands apart. none: fields that a line says are not
    kept. lines: what became of each line, by its number.
    """

    places: dict[str, int] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=dict)
    none: dict[str, int] = field(default_factory=dict)
    lines: dict[int, Fate] = field(default_factory=dict)
    mapped: tuple[str, ...] = ()  # the fields that stand where a line says


@dataclass(frozen=True)
class Fate:
    """What became of a line on one tab: are its columns there, are they its own, is it the field's line?"""

    column: bool = False
    free: bool = False
    time: bool = False
    time_free: bool = False
    used: bool = False


@dataclass(frozen=True)
class Rules:
    """The lines that concern one tab, with the field that each means; number: its place among all lines."""

    schema: TabSchema
    lines: tuple[tuple[int, str, Line], ...] = ()

    @classmethod
    def of(cls, schema: TabSchema, lines: Sequence[Line]) -> Rules:
        """From lines that all concern the tab."""
        fields = {header_key(column.title): column.field for column in schema.known}
        known = ((number, fields.get(header_key(line.field)), line) for number, line in enumerate(lines))
        return cls(schema, tuple((number, name, line) for number, name, line in known if name is not None))

    @property
    def keys(self) -> tuple[str, ...]:
        """The key fields that a header must hold: not those that a line says are not kept."""
        first: dict[str, Line] = {}
        for _, name, line in self.lines:
            first.setdefault(name, line)
        return tuple(key for key in self.schema.keys if not (key in first and first[key].none))

    def known(self) -> frozenset[str]:
        """The keys of all headers that mean something: the contract's own and those of the lines."""
        own = (column.title for column in self.schema.known)
        lines = (text for _, _, line in self.lines for text in (line.column, line.clock))
        return frozenset(filter(None, map(header_key, (*own, *lines))))

    def wanted(self, name: str) -> frozenset[str]:
        """The keys of the headers under which the field may stand."""
        lines = (line.column for _, field_name, line in self.lines if field_name == name)
        return frozenset(map(header_key, (self.schema.column(name).title, *lines)))

    def placed(self, header: Header) -> Placed:
        """Where each field stands: by its first line whose column is there, else under its own header.

        A column serves one field: what a line has taken no other field has, be it the one of its own header.
        """
        at, result = header.places(), Placed()
        taken: dict[int, str] = {}  # whose each column is
        for number, name, line in self.lines:
            settled = name in result.places or name in result.none
            if line.none:
                result.lines[number] = Fate(column=True, free=True, used=not settled)
                if not settled:
                    result.none[name] = number
                continue
            found = at.get(header_key(line.column), [])
            here = found[0] if found and taken.get(found[0], name) == name else None
            is_time = self.schema.column(name).cell is Cell.TIME
            times = at.get(header_key(line.clock), []) if is_time and line.clock else []
            free = [time for time in times if time != here and taken.get(time, name) == name]
            clock = None if here is None else _beside(here, free)
            used = here is not None and not settled
            result.lines[number] = Fate(bool(found), here is not None, bool(times), clock is not None, used)
            if here is not None and used:
                result.places[name] = here
                result.mapped += (name,)
                taken[here] = name
                if clock is not None:
                    result.clocks[name] = clock
                    taken[clock] = name
        for column in self.schema.known:
            own = at.get(header_key(column.title))
            settled = column.field in result.places or column.field in result.none
            if own and not settled and own[0] not in taken:
                result.places[column.field] = own[0]
        return result


def _beside(column: int, times: Sequence[int]) -> int | None:
    """Of several columns of one name («Время») the next to the right of the date, else the first."""
    return next((time for time in times if time > column), times[0] if times else None)


def find_header(columns: Sequence[RawColumn], rules: Rules) -> tuple[Header, Placed] | None:
    """The first row of HEADER_ROWS that holds the key columns, or two rows that do together; None: none."""
    keys, any_key = rules.keys, rules.schema.any_key
    wanted = [rules.wanted(key) for key in keys]
    if not keys:
        return None
    below = row_texts(columns, 0)
    for row in range(HEADER_ROWS):
        texts, below = below, row_texts(columns, row + 1)
        named = frozenset(map(header_key, texts))
        if _holds(named, wanted, any_key=any_key):
            header = Header(row, texts, (row,) * len(texts))
            placed = rules.placed(header)
            if _complete(placed, keys, any_key=any_key):
                return _with_lower(columns, below, header, placed, rules) or (header, placed)
        if row + 1 == HEADER_ROWS or any_key:
            continue
        if any(key & named for key in wanted) and not _holds(frozenset(map(header_key, below)), wanted):
            header = Header.joined(texts, below, row)
            placed = rules.placed(header)
            stands = {header.rows[placed.places[key]] for key in keys if key in placed.places}
            if _complete(placed, keys) and len(stands) > 1:
                return header, placed
    return None


def best_row(columns: Sequence[RawColumn], rules: Rules) -> frozenset[str]:
    """The fields that the row with most of them names, where no row holds the key columns."""
    found = [
        frozenset(rules.placed(Header(row, texts, (row,) * len(texts))).places)
        for row in range(HEADER_ROWS)
        for texts in [row_texts(columns, row)]
    ]
    return max(found, key=len)


def row_texts(columns: Sequence[RawColumn], row: int) -> tuple[str, ...]:
    """The cells of a row that are texts; "" for all others."""
    cells = (column[row] if row < len(column) else None for column in columns)
    return tuple(cell if isinstance(cell, str) else "" for cell in cells)


def _empty(columns: Sequence[RawColumn], index: int, row: int) -> bool:
    value = columns[index][row] if row < len(columns[index]) else None
    if isinstance(value, float | np.floating):
        return bool(np.isnan(value))
    return value is None or (isinstance(value, str) and not plain(value))


def _holds(keys: frozenset[str], wanted: Iterable[frozenset[str]], *, any_key: bool = False) -> bool:
    return (any if any_key else all)(bool(names & keys) for names in wanted)


def _complete(placed: Placed, keys: Sequence[str], *, any_key: bool = False) -> bool:
    return (any if any_key else all)(key in placed.places for key in keys)


def _with_lower(
    columns: Sequence[RawColumn], below: Sequence[str], upper: Header, placed: Placed, rules: Rules
) -> tuple[Header, Placed] | None:
    """The header with the row below it, where that goes on: empty under the keys, two more headers in it."""
    row, keys = upper.bottom, rules.keys
    if rules.schema.any_key or row + 1 == HEADER_ROWS:
        return None
    if not all(_empty(columns, placed.places[key], row + 1) for key in keys):
        return None
    both, known = Header.joined(upper.names, below, row), rules.known()
    before = set(map(header_key, upper.names))
    more = [name for name, at in zip(both.names, both.rows, strict=True) if at == row + 1 and plain(name)]
    if sum(header_key(name) in known and header_key(name) not in before for name in more) < 2:
        return None
    found = rules.placed(both)
    return (both, found) if _complete(found, keys) else None
