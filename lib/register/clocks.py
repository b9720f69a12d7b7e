"""Date and time of day in two columns as one moment (register.md, «Date and time apart»)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lib.register.cells import Times, times
from lib.register.decode import SPACES, Bools, Cells, Ints, valid

_DAY = 86_400  # seconds
_NONE, _BAD = -1, -2
_CLOCK = r"^(?P<hour>[0-9]{1,2})(?:[.\-](?P<short>[0-9]{2})|:(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)$"
_PARTS = ("hour", "short", "minute", "second")


def clocks(cells: Cells) -> npt.NDArray[np.int64]:
    """Seconds since midnight of each cell; −1: empty, −2: no time of day (a whole date and time is none)."""
    seconds = np.full(cells.size, _NONE, np.int64)
    if cells.number is not None:
        good = (cells.number >= 0) & (cells.number < 1)
        if not good.all():
            seconds[~np.isnan(cells.number)] = _BAD
        seconds[good] = np.rint(cells.number[good] * _DAY).astype(np.int64)
    if cells.text is not None:
        here = np.flatnonzero(valid(cells.text))
        text = pc.replace_substring_regex(cells.text.take(here), f"[{SPACES}]+", "")
        found = pc.extract_regex(text, _CLOCK)
        matched = valid(found)
        parts = [
            np.array([int(part or 0) for part in pc.struct_field(found, name).to_pylist()], np.int64)
            for name in _PARTS
        ]
        hour, minute, second = parts[0], parts[1] + parts[2], parts[3]
        good = matched & (hour < 24) & (minute < 60) & (second < 60)
        seconds[here] = np.where(good, hour * 3600 + minute * 60 + second, _BAD)
    if (flags := cells.flags) is not None:
        seconds[flags] = _BAD
    return seconds


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
