"""Which column of an office's own table most likely holds which field: a proposal, that a person decides on.

Looks at headers and at what sort of cells stand below them, nothing else; leaves out whatever it is not sure
of, for a wrong proposal is worse than none. Pure: for the command `columns`, messages, a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.law.schema import CASES, EVENT_FIELDS, READ_TABS, Cell
from lib.register.cells import plain, times
from lib.register.finding.beneath import (
    LIKELY,
    OWN,
    SURE,
    Below,
    Proposal,
    below,
    proposal,
    readable,
    with_clock,
)
from lib.register.finding.headers import HEADER_ROWS, Header, Rules, find_header, header_key, row_texts
from lib.register.finding.likeness import Likely, is_any_publication, is_of_others, is_personal, meanings
from lib.sources.lines import NONE, Line
from lib.sources.tabs import RawColumn, Tab, Tabs

ENOUGH_FIELDS = 3  # by which a tab looks like a register, the key columns among them
_HALF, _MOST, _NEARLY_ALL = 0.5, 0.8, 0.9
_OURS = frozenset(header_key(schema.title) for schema in READ_TABS) - {header_key(CASES.title)}
_SHORT = 20  # characters of a number at most
FIELD_OF = {header_key(known.title): known.field for known in CASES.known}


@dataclass(frozen=True)
class Proposed:
    """What a tab most likely holds.

    fields: in the order of the contract; unnumbered: it has no № at all; rows: under the header; personal:
    headers that speak of people.
    """

    tab: Tab
    header: Header
    fields: tuple[Proposal, ...]
    unnumbered: bool
    rows: int
    personal: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of «Столбцы» that the proposals come to; a field's own header needs none."""
        own = [
            Line(item.title, plain(item.column), plain(item.time))
            for item in self.fields
            if item.sureness != OWN
        ]
        if self.unnumbered:
            return (Line(CASES.column("case").title, NONE), *own)
        return tuple(own)

    @property
    def is_register(self) -> bool:
        """Whether the tab looks like one with messages."""
        found = {item.field for item in self.fields}
        keyed = "detected" in found and ("case" in found or self.unnumbered)
        return keyed and len(found) + self.unnumbered >= ENOUGH_FIELDS


def propose(tab: Tab) -> Proposed | None:
    """The proposals for a tab; None where it has no header that means anything."""
    best: Proposed | None = None
    for header in _headers(tab):
        found = _under(tab, header)
        if found is not None and (best is None or _weight(found) > _weight(best)):
            best = found
    return best


def first_header(tab: Tab) -> Header | None:
    """The first row that may be a header, whatever it means; None where no row has two texts."""
    return next(iter(_headers(tab)), None)


def registers_like(tabs: Tabs) -> list[Proposed]:
    """The tabs that look like registers with messages, in the workbook's order."""
    own = (tab for tab in (*tabs.tabs, *tabs.others) if not is_ours(tab.title))
    return [found for tab in own if (found := propose(tab)) is not None and found.is_register]


def is_ours(title: str) -> bool:
    """Whether a tab of that title is one of the contract's that holds no messages."""
    return header_key(title) in _OURS


def proposed_lines(found: Sequence[Proposed]) -> tuple[Line, ...]:
    """The lines for several tabs: those that hold for all of them once, the others with their «Лист»."""
    first = found[0].lines
    common = [line for line in first if all(_agrees(line, other) for other in found[1:])]
    result = list(common)
    fields = {line.field for line in common}
    for other in found:
        own = [line for line in other.lines if line.field not in fields]
        result += [replace(line, tab=other.tab.title) for line in own]
    return tuple(result)


def _agrees(line: Line, other: Proposed) -> bool:
    """Whether a line may stand for another tab too: it has the same line, or nothing at all of that name."""
    if line in other.lines:
        return True
    mine = any(known.field == line.field for known in other.lines)
    key = header_key(line.column)
    return not mine and key not in other.header.places() and not line.none


def _weight(found: Proposed) -> tuple[bool, int]:
    return found.is_register, len(found.fields) + sum(item.clock >= 0 for item in found.fields)


# --- the header --------------------------------------------------------------------------------------------


def _headers(tab: Tab) -> list[Header]:
    """What may be the header: each of the first rows with two texts, and each with the row below it."""
    columns = tab.columns
    grid = [row_texts(columns, row) for row in range(HEADER_ROWS)]
    result = []
    for row, texts in enumerate(grid):
        if sum(bool(plain(text)) for text in texts) < 2:
            continue
        result.append(Header(row, texts, (row,) * len(texts)))
        if row + 1 < HEADER_ROWS and _goes_on(columns, grid, row):
            result.append(Header.joined(texts, grid[row + 1], row))
    return result


def _goes_on(columns: Sequence[RawColumn], grid: Sequence[Sequence[str]], row: int) -> bool:
    """Whether the row below may belong to the header: texts only, and not under every header."""
    below = [plain(text) for text in grid[row + 1]]
    others = any(
        not text and row + 1 < len(column) and column[row + 1] not in (None, "")
        for text, column in zip(below, columns, strict=True)
    )
    return any(below) and not others and not all(below)


def _may_mean_something(header: Header) -> bool:
    """Whether any of its names is known: the rows of the table itself are looked at, and mostly are none."""
    return any(header_key(name) in FIELD_OF or meanings(name) for name in header.names if name)


def _under(tab: Tab, header: Header) -> Proposed | None:
    if not _may_mean_something(header):
        return None
    columns = below(tab, header)
    first = header.places()
    named = [
        column for column in columns if (key := header_key(column.name)) and first[key][0] == column.index
    ]
    others = {place for place, band in enumerate(header.bands) if is_of_others(band)}
    found: dict[str, Proposal] = {}
    taken: set[int] = set()
    for column in named:
        own = FIELD_OF.get(header_key(column.name))
        if own is not None and own not in found:
            found[own] = proposal(own, column, OWN)
            taken.add(column.index)
    guesses = [
        (likely.score + _agreement(likely, column), -column.index, likely, column)
        for column in named
        if column.index not in taken and column.index not in others
        for likely in meanings(column.name)
        if likely.field not in found and _fits(likely, column)
    ]
    for score, _, likely, column in sorted(guesses, key=lambda guess: guess[:2], reverse=True):
        if likely.field in found or column.index in taken:
            continue
        sureness = SURE if score >= 8 and column.count else LIKELY
        found[likely.field] = proposal(likely.field, column, sureness)
        taken.add(column.index)
    if not found:
        return None
    found = _in_order(found, columns)
    found = _with_clocks(found, columns, taken)
    unnumbered = "detected" in found and "case" not in found and not _may_number(columns, taken)
    ordered = tuple(found[known.field] for known in CASES.known if known.field in found)
    personal = tuple(plain(column.name) for column in named if is_personal(column.name))
    rows = max((int(np.flatnonzero(column.filled)[-1]) + 1 for column in columns if column.count), default=0)
    return _checked(Proposed(tab, header, ordered, unnumbered, rows, personal))


def _fits(likely: Likely, column: Below) -> bool:
    """Whether the cells of a column can be those of the field; an empty column fits what its cells need not
    tell apart.
    """
    field = likely.field
    kind = CASES.column(field).cell
    if not column.count:
        by_cells = kind in (Cell.YES_NO, Cell.STATUS) or field == "outcome"
        return not by_cells or (field == "status" and likely.score >= 8)
    share = column.share(readable(field, column))
    is_time = column.share(column.timed | column.dated | column.clock) >= _HALF
    if kind is Cell.TIME:
        return share > _HALF
    if kind in (Cell.LINK, Cell.YES_NO, Cell.STATUS) or field == "outcome":
        return share >= _HALF
    if field == "case":
        return _is_number(column)
    texts = column.texts()
    linked = sum(text.lower().startswith(("http://", "https://")) for text in texts) * 2 > len(texts)
    lettered = sum(any(map(str.isalpha, text)) for text in texts) * 2 > len(texts)
    if field in ("topic", "location", "executor", "network"):
        short = sum(map(len, texts)) / len(texts) <= 80
        return lettered and short and not linked and column.share(column.timed) < _HALF
    return lettered and not linked and not (is_time and column.cells.text is None)


def _is_number(column: Below) -> bool:
    """Whether the cells may be numbers of cases: short, hardly one of them twice, no moments."""
    texts = column.texts()
    unique = len(set(texts)) >= _NEARLY_ALL * len(texts)
    short = all(len(text) <= _SHORT * 2 for text in texts)
    digits = sum(any(map(str.isdigit, text)) for text in texts) >= _NEARLY_ALL * len(texts)
    return unique and short and digits and column.share(column.timed) < _HALF


def _agreement(likely: Likely, column: Below) -> float:
    """How well the cells of a column agree with what its header seems to say."""
    if not column.count:
        return -1.0
    if CASES.column(likely.field).cell is Cell.TIME:
        return 1.5 * column.share(column.timed) + column.share(column.dated) * 0.75
    return 0.5


def _in_order(found: dict[str, Proposal], columns: Sequence[Below]) -> dict[str, Proposal]:
    """Without steps that mostly come before the detection: they are something else.

    Where both have a time of day by the minute, else by the day. «Дата размещения» says not of what: left of
    the detection it is most likely the message's own.
    """
    if "detected" not in found:
        return found
    detected = columns[found["detected"].letters]
    begin = _moments(detected)
    kept = dict(found)
    for field in EVENT_FIELDS[1:]:
        if field in found and found[field].sureness != OWN:
            column = columns[found[field].letters]
            end = _moments(column)
            both = ~np.isnat(begin) & ~np.isnat(end)
            after = end.astype("M8[D]") >= begin.astype("M8[D]")
            exact = detected.timed & column.timed
            after[exact] = end[exact] >= begin[exact]
            early = both.any() and after[both].mean() < _MOST
            if early or (is_any_publication(column.name) and column.index < detected.index):
                del kept[field]
    return kept


def _moments(column: Below) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return times(column.cells).spread(len(column.cells))[0]


def _with_clocks(
    found: dict[str, Proposal], columns: Sequence[Below], taken: set[int]
) -> dict[str, Proposal]:
    """With the columns of times of day: the next one, or the one named alike with «время» for «дата»."""
    result = dict(found)
    for field, item in found.items():
        column = columns[item.letters]
        if CASES.column(field).cell is not Cell.TIME or column.share(column.dated) < _HALF:
            continue
        alike = header_key(item.column).replace("дата", "время").replace("date", "time")
        others = [
            other for other in columns if other.index not in taken and other.count and plain(other.name)
        ]
        clock = [other for other in others if other.share(other.clock) >= _MOST]
        named = [other for other in clock if header_key(other.name) == alike != header_key(item.column)]
        beside = [other for other in clock if other.index == column.index + 1 and _names_time(other.name)]
        chosen = next(iter((*named, *beside)), None)
        if chosen is not None:
            taken.add(chosen.index)
            result[field] = replace(with_clock(item, column, chosen), sureness=SURE)
    return result


def _names_time(name: str) -> bool:
    key = header_key(name)
    return key.startswith(("время", "час", "time")) or key.endswith(" время")


def _may_number(columns: Sequence[Below], taken: set[int]) -> bool:
    """Whether some column that nothing is proposed for may hold numbers of cases all the same."""
    return any(
        column.index not in taken and column.count and plain(column.name) and _is_number(column)
        for column in columns
    )


def _checked(found: Proposed) -> Proposed | None:
    """The proposals that the parser would take just so: where it would not, they would be wrong."""
    rules = Rules.of(CASES, found.lines)
    placed = find_header(found.tab.columns, rules)
    if placed is None or placed[0].bottom != found.header.bottom:
        return found if not found.is_register else None
    places = placed[1].places
    kept = tuple(item for item in found.fields if places.get(item.field) == item.letters)
    return replace(found, fields=kept)
