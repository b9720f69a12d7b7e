"""The axis of a case's steps: working minutes, told by the clock at round times and where a day begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.timeline import Array, working_calendar
from lib.register import Register

_MOST = 7  # ticks; more would stand on one another on a telephone
_HOURS_WITHIN = 3  # days: over more of them hours say nothing
_STEPS = ("h", "15min", "5min", "min")  # a single tick would tell no length: the first step that gives two


@dataclass(frozen=True)
class Axis:
    """ticks: working minutes since the steps' zero, and what the clock shows then; days: where one begins."""

    ticks: list[tuple[float, str]]
    days: list[float]


def axis(register: Register, steps: pd.DataFrame, now: Any) -> Axis:
    """The axis of `CaseFile.steps`, or of a part of them."""
    longest = max(float(steps[["until", "bound"]].max().max()), 1.0)
    start = steps["zero"].min()
    clock = working_calendar(register, max(pd.Timestamp(now), start), longest)
    zero = pd.Timestamp(clock.next_open(np.datetime64(start, "s")))
    last = pd.Timestamp(clock.add(zero.to_datetime64(), longest))
    days = pd.date_range(zero.normalize(), last.normalize())[1:].to_numpy().astype("M8[D]")
    opens = clock.open_of(days[clock.is_working_day(days)])
    opens = opens[opens < last.to_datetime64()]
    begin = clock.between(np.full(len(opens), zero.to_datetime64()), opens)
    dates = [f"{time:%d.%m}" for time in pd.DatetimeIndex(opens)]
    if len(opens) > _HOURS_WITHIN:
        kept = slice(None, None, -(-len(opens) // _MOST))
        return Axis(list(zip(begin.tolist()[kept], dates[kept], strict=True)), begin.tolist())
    ticks = [(0.0, f"{zero:%H:%M<br>%d.%m}")]
    ticks += [
        (minute, f"{time:%H:%M}<br>{date}")
        for minute, time, date in zip(begin.tolist(), pd.DatetimeIndex(opens), dates, strict=True)
    ]
    for step in _STEPS:
        times = pd.date_range(zero.ceil(step), last, freq=step).to_numpy().astype("M8[s]")
        times = times[clock.next_open(times) == times]
        passed = clock.between(np.full(len(times), zero.to_datetime64()), times)
        told = [*ticks, *_apart(passed, times, ticks, longest)]
        if len(told) > 1:
            break
    return Axis(sorted(told), begin.tolist())


def _apart(
    minutes: Array, hours: Array, ticks: list[tuple[float, str]], longest: float
) -> list[tuple[float, str]]:
    """Every so manieth time, where it stands clear of the other ticks."""
    least = longest / _MOST
    told: list[tuple[float, str]] = []
    for minute, hour in zip(minutes.tolist(), pd.DatetimeIndex(hours), strict=True):
        if all(abs(minute - other) >= least for other, _ in (*ticks, *told)):
            told.append((minute, f"{hour:%H:%M}"))
    return told
