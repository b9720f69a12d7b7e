"""What stands below the headers of a table: sorts of cells, and how a field would read a column of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lib.law.regulation import OUTCOMES
from lib.law.schema import CASES, Cell
from lib.register.cells import plain, times, word_key, yes_no
from lib.register.clocks import clocks, joined
from lib.register.decode import Bools, Cells, decode
from lib.register.finding.headers import Header
from lib.register.shown import quoted
from lib.register.status import meaning
from lib.sources.tabs import Tab

OWN, SURE, LIKELY = "свой", "уверенно", "вероятно"  # how sure a proposal is
MOST_LOOKED_AT = 5_000  # rows: enough to tell what sort of cells a column holds
EXAMPLES = 3


@dataclass(frozen=True)
class Proposal:
    """A column for a field; `time`: that of its time of day, "" where none stands apart.

    sureness: OWN (the field's own header, which needs no line), SURE or LIKELY. filled, readable: cells with
    content, and those of them that the field can read; examples: the first of these as they are shown.
    """

    field: str
    column: str
    letters: int
    sureness: str
    filled: int
    readable: int
    examples: tuple[str, ...]
    time: str = ""
    clock: int = -1

    @property
    def title(self) -> str:
        """The field's title."""
        return CASES.column(self.field).title


@dataclass(frozen=True)
class Below:
    """A column under its header, and what its cells are."""

    index: int
    name: str
    cells: Cells
    filled: Bools
    dated: Bools
    timed: Bools
    clock: Bools
    since_1904: bool = False

    @property
    def count(self) -> int:
        """Cells with content."""
        return int(self.filled.sum())

    def share(self, mask: Bools) -> float:
        """Of the cells with content those in the mask, 0 to 1."""
        return float((mask & self.filled).sum()) / self.count if self.count else 0.0

    def texts(self) -> list[str]:
        """The texts of the cells."""
        return [text for text in self.cells.strings().to_pylist() if text]


def below(tab: Tab, header: Header, *, since_1904: bool = False) -> list[Below]:
    """The columns of a tab under this header, of each as many cells as are looked at."""
    size = max((len(column) for column in tab.columns), default=0) - header.bottom - 1
    size = min(max(size, 0), MOST_LOOKED_AT)
    result = []
    for index, column in enumerate(tab.columns):
        cells = decode(column, size, header.bottom + 1).readable()
        found = times(cells, since_1904=since_1904)
        timed, dated = np.zeros(size, bool), np.zeros(size, bool)
        timed[found.at] = ~found.dated
        dated[found.at] = found.dated
        result.append(
            Below(
                index,
                header.names[index],
                cells,
                cells.filled,
                dated,
                timed,
                clocks(cells) >= 0,
                since_1904,
            )
        )
    return result


def proposal(field: str, column: Below, sureness: str) -> Proposal:
    """The column for the field, and what would come of it."""
    good = readable(field, column)
    some = np.flatnonzero(good & column.filled)[:EXAMPLES]
    return Proposal(
        field=field,
        column=column.name,
        letters=column.index,
        sureness=sureness,
        filled=column.count,
        readable=int((good & column.filled).sum()),
        examples=tuple(_shown(field, column, int(row)) for row in some),
    )


def _shown(field: str, column: Below, row: int) -> str:
    if CASES.column(field).cell is Cell.TIME:
        time = times(column.cells.take(np.array([row])), since_1904=column.since_1904).time[0].item()
        return f"{time:%d.%m.%Y}" if column.dated[row] else f"{time:%d.%m.%Y %H:%M}"
    return plain(quoted(column.cells, np.array([row]), CASES.column(field).cell)[0])


def readable(field: str, column: Below) -> Bools:
    """The cells that the field can read."""
    kind = CASES.column(field).cell
    if kind is Cell.TIME:
        return column.timed | column.dated
    if kind is Cell.LINK:
        return _where(column, lambda text: text.lower().startswith(("http://", "https://")))
    if kind is Cell.YES_NO:
        return ~yes_no(column.cells)[1]
    if kind is Cell.STATUS:
        return _where(column, lambda text: meaning(text) is not None)
    if field == "outcome":
        words = set(map(word_key, OUTCOMES))
        return _where(column, lambda text: word_key(text) in words)
    return column.filled


def _where(column: Below, good: Callable[[str], bool]) -> Bools:
    strings = column.cells.strings().to_pylist()
    return np.array([bool(text) and good(text) for text in strings], bool)


def with_clock(item: Proposal, column: Below, clock: Below) -> Proposal:
    """A field for times, with the column of its time of day."""
    apart = np.zeros(len(column.cells), bool)
    found = joined(column.cells, column.filled, clock.cells, apart, since_1904=column.since_1904).times
    examples = (f"{time:%d.%m.%Y %H:%M}" for time in found.time[~found.dated][:EXAMPLES].tolist())
    return replace(item, time=clock.name, clock=clock.index, readable=len(found.at), examples=tuple(examples))
