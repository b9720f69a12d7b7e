"""Date and time of day in two columns as one moment (register.md, «Date and time apart»)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lib.register.cells import Times, times, translate
from lib.register.decode import SPACES, Bools, Cells, Ints, valid

_DAY = 86_400  # seconds
_NONE, _BAD = -1, -2
_CLOCK = re.compile(r"([0-9]{1,2})(?:[.\-]([0-9]{2})|:([0-9]{2})(?::([0-9]{2}))?)")
_SPACES = re.compile(f"[{SPACES}]+")


def clocks(cells: Cells) -> npt.NDArray[np.int64]:
    """Seconds since midnight of each cell; −1: empty, −2: no time of day (a whole date and time is none)."""
    seconds = np.full(cells.size, _NONE, np.int64)
    if cells.number is not None:
        good = (cells.number >= 0) & (cells.number < 1)
        if not good.all():
            seconds[~np.isnan(cells.number)] = _BAD
        seconds[good] = np.rint(cells.number[good] * _DAY).astype(np.int64)
    if cells.text is not None:
        here = valid(cells.text)
        seconds[here] = translate(cells.text, _seconds)[here]
    if (flags := cells.flags) is not None:
        seconds[flags] = _BAD
    return seconds


def _seconds(text: str) -> int:
    """Seconds since midnight of a text, −2 where it is no time of day."""
    found = _CLOCK.fullmatch(_SPACES.sub("", text))
    if found is None:
        return _BAD
    hour, minute, second = (int(part or 0) for part in (found[1], found[2] or found[3], found[4]))
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else _BAD


@dataclass(frozen=True)
class Joined:
    """The moments of a column of dates and one of times of day, and which cells of the latter are wrong.

    lone: a time without its date; bad: no time of day, the event is absent; other: a time that differs from
    the one beside the date, or is none, where the date has a time of day already, which stands.
    """

    times: Times
    lone: Ints
    bad: Ints
    other: Ints


def joined(dates: Cells, day: Bools, clock: Cells, broken: Bools, *, since_1904: bool = False) -> Joined:
    """Both columns as one; `day`: where a date's cell has content, `broken`: error cells of the clock."""
    found = times(dates, since_1904=since_1904)
    seconds = clocks(clock)
    seconds[broken] = _BAD
    own = seconds[found.at]
    moment, dated = found.time.copy(), found.dated.copy()
    apart = dated & (own >= 0)
    moment[apart] += own[apart].astype("m8[s]")
    dated[apart] = False
    lost = found.dated & (own == _BAD)
    lone = np.flatnonzero((seconds != _NONE) & ~day & ~broken).astype(np.int32)
    both = np.flatnonzero(~found.dated & (own != _NONE))
    of_day = (found.time[both] - found.time[both].astype("M8[D]")).astype("m8[s]").astype(np.int64)
    other = found.at[both[own[both] // 60 != of_day // 60]]
    if not lost.any():
        return Joined(replace(found, time=moment, dated=dated), lone, lone[:0], other[~broken[other]])
    bad, kept = found.at[lost], ~lost
    return Joined(
        replace(found, at=found.at[kept], time=moment[kept], dated=dated[kept]),
        lone,
        bad[~broken[bad]],
        other[~broken[other]],
    )
