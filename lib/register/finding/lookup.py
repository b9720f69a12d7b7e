"""Which case a № means, where a register has several tabs and № begins anew in each (register.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lib.register.decode import Bools
from lib.register.journal import Array, Detections, Numbers

_DAY_END = np.timedelta64(23 * 60 + 59, "m")
_NEVER = np.datetime64("0001-01-01", "m")


@dataclass(frozen=True)
class Lookup:
    """The № of all tabs of one spreadsheet, in order; `starts`: the first position of each tab's cases."""

    numbers: tuple[Numbers, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, numbers: Sequence[Numbers], counts: Sequence[int]) -> Lookup:
        """From the № of each tab and how many cases it has."""
        return cls(tuple(numbers), tuple(np.cumsum([0, *counts])[:-1].tolist()))

    def found(self, tab: int, asked: pa.StringArray) -> Array:
        """Position in the register of the case that each № means on that tab, −1: none there."""
        at = self.numbers[tab].find(asked)
        return np.where(at >= 0, at + np.int32(self.starts[tab]), -1)

    def first(self, asked: pa.StringArray, own: int | None = None) -> Array:
        """Position of the case that each № means: on its own tab, then on the others in order; −1: none."""
        order = [tab for tab in range(len(self.numbers)) if tab != own]
        result = np.full(len(asked), -1, np.int32)
        for tab in order if own is None else [own, *order]:
            open_still = np.flatnonzero(result < 0)
            if not len(open_still):
                break
            result[open_still] = self.found(tab, asked.take(pa.array(open_still)))
        return result

    def meant(self, asked: pa.StringArray, time: Array, dated: Bools, detected: Detections) -> Array:
        """Position of the case that each row of «Журнал» means: of those with its № the one detected last
        but not after the event; without such a one the first in the order of the tabs.
        """
        result = self.first(asked)
        if len(self.numbers) == 1:
            return result
        until = time.astype("M8[m]")
        until = np.where(dated, until.astype("M8[D]") + _DAY_END, until)
        latest = np.full(len(asked), _NEVER)
        for tab in range(len(self.numbers)):
            at = self.found(tab, asked)
            own = np.append(detected.time.astype("M8[m]"), np.datetime64("NaT", "m"))[at]
            better = (at >= 0) & (own <= until) & (own > latest)
            result[better], latest[better] = at[better], own[better]
        return result


@dataclass(frozen=True)
class OwnTab:
    """What № mean in the rows of one tab; `where`: the words for where they were looked for."""

    lookup: Lookup
    tab: int

    @property
    def start(self) -> int:
        """The position of the tab's first case."""
        return self.lookup.starts[self.tab]

    @property
    def where(self) -> str:
        """Where a № was looked for, in words."""
        return "на этом листе" if len(self.lookup.numbers) == 1 else "ни на одном листе реестра"

    def find(self, asked: pa.StringArray) -> Array:
        """Position of the case of each №, −1 where there is none."""
        return self.lookup.first(asked, self.tab)
