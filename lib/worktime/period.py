"""Spans of days that figures are taken over: a month, a quarter, any days; the one before, a year ago."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from lib.base.errors import UsageError


@dataclass(frozen=True)
class Period:
    """Whole days from `start` up to `end`, which no longer belongs to it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise UsageError("Конец периода раньше его начала. Выберите даты в обычном порядке.")

    @property
    def first(self) -> np.datetime64:
        """The first day."""
        return np.datetime64(self.start, "D")

    @property
    def last(self) -> np.datetime64:
        """The last day that belongs to it."""
        return np.datetime64(self.end, "D") - 1

    @property
    def months(self) -> int:
        """How many whole calendar months it is; 0 where it is not."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month

    def holds(self, days: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of the days (datetime64[D]; NaT: none) belong to it."""
        result: np.ndarray[Any, np.dtype[np.bool_]] = (days >= self.first) & (days <= self.last)
        return result

    def previous(self) -> Period:
        """The same number of months, or else of days, just before."""
        if self.months:
            return Period(_shifted(self.start, -self.months), self.start)
        return Period(self.start - (self.end - self.start), self.start)

    def year_ago(self) -> Period:
        """The same dates of the year before."""
        if self.months:
            return Period(_shifted(self.start, -12), _shifted(self.end, -12))
        length = self.end - self.start
        start = _shifted(self.start, -12)
        return Period(start, start + length)


@lru_cache(maxsize=1 << 10)  # the same few months, hundreds of times a page
def _shifted(day: date, months: int) -> date:
    moved: date = (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
    return moved


def month_of(month: str | pd.Period | date) -> Period:
    """The month named by «2026-10», a pandas Period or any of its days. UsageError for anything else."""
    if isinstance(month, str) and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month):
        raise UsageError(f"«{month}» — не месяц: нужен год и месяц, например 2026-10.")
    if isinstance(month, date):
        start = date(month.year, month.month, 1)
    else:
        start = pd.Period(month, freq="M").start_time.date()
    return Period(start, _shifted(start, 1))


def months_until(month: Period, number: int) -> list[Period]:
    """The last `number` months up to and including `month`, in order."""
    return [month_of(_shifted(month.start, -back)) for back in range(number - 1, -1, -1)]
