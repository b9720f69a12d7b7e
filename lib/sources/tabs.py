"""Raw tabs: what every source gives and the parser takes. Knows nothing of Google or of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

# Cells as the Sheets API gives them unformatted: None or "" (empty), bool, int, float, str; errors are
# texts such as "#REF!". A column of numbers only may come as float64 with NaN for empty.
RawColumn: TypeAlias = "list[Any] | np.ndarray[Any, np.dtype[np.float64]]"


@dataclass(frozen=True)
class Tab:
    """One tab: index 0 of each column is sheet row 1; columns may be ragged (trailing empties omitted)."""

    title: str
    columns: tuple[RawColumn, ...]
    gid: int | None = None  # Google's id of the tab, for links to its cells


@dataclass(frozen=True)
class Tabs:
    """One spreadsheet: `url` is its address at Google, for links; None for a workbook."""

    title: str
    tabs: tuple[Tab, ...]
    timezone: str | None = None  # IANA name; None: the spreadsheet has none of its own
    url: str | None = None
