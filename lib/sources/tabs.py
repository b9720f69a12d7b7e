"""Raw tabs: what every source gives and the parser takes. Knows nothing of Google or of files.

Rows and columns are counted from 0 here: index 0 of a column is the sheet's row 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Cells as the Sheets API gives them unformatted: None or "" (empty), bool, int, float, str; errors are
# texts such as "#REF!". A column of numbers only may come as float64 with NaN for empty. A date or a time
# is the number that the file holds; of the 1904 system it is as it stands there (see `Tabs.since_1904`).
RawColumn: TypeAlias = "list[Any] | np.ndarray[Any, np.dtype[np.float64]]"

HEAD_ROWS = 30  # of a tab that is only looked at: the header stands in the first 25, a band below it
UNCALCULATED = "#НЕ_ВЫЧИСЛЕНО!"  # an error cell: a formula whose value the file does not hold


class Merge(NamedTuple):
    """Merged cells, the last row and column included; the first cell alone holds the value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Tab:
    """One tab; columns may be ragged (trailing empties omitted).

    `moments`, by column: True where a number is typed as a date or a time (the cell's number format).
    What is missing, a whole column or the end of one, is not; a Google Sheet never tells.
    `links`, by column and row: the address behind a cell's text (a hyperlink, HYPERLINK(), a link chip),
    where there is one, whatever column it is; the cell itself stays as it shows.
    """

    title: str
    columns: tuple[RawColumn, ...]
    gid: int | None = None  # Google's id of the tab, for links to its cells
    moments: Mapping[int, npt.NDArray[np.bool_]] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    links: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    def typed(self, column: int, size: int, start: int = 0) -> npt.NDArray[np.bool_]:
        """`moments` of `size` cells of a column from row `start` on, as `decode` takes the cells."""
        import numpy as np  # noqa: PLC0415 (the process that reads files starts without it)

        mask = np.zeros(size, bool)
        known = self.moments.get(column)
        if known is not None:
            part = known[start : start + size]
            mask[: len(part)] = part
        return mask


@dataclass(frozen=True)
class Tabs:
    """One spreadsheet: `url` is its address at Google, for links; None for a workbook.

    `tabs` were read whole: those that are the register's by their titles, by «Листы реестра» or by `tabs`
    of the configuration, in the spreadsheet's order. `others`: every other tab with cells, of which only
    the first HEAD_ROWS rows were looked at, so that what is not read can be told.
    """

    title: str
    tabs: tuple[Tab, ...]
    timezone: str | None = None  # IANA name; None: the spreadsheet has none of its own
    url: str | None = None
    others: tuple[Tab, ...] = ()
    since_1904: bool = False  # 1462 is to be added to the serials of moments (register.md, Cells)
    locale: str | None = None  # of a Google Sheet, as "ru_RU"; None: not known
