"""Working time as arithmetic on arrays: `add` and `between`, and the ledger that explains a deadline.

Everything about working time is asked here (rules.md, «Clocks», fine print 11 and 14). Times are
naive local wall-clock `datetime64[s]`; minutes are float64 and exact to the second (n/60).

One representation serves both directions. The days are cut into equal slots, the longest ones whose
edges hold every edge of the schedule (an hour for 09:00–18:00, a minute at worst), so that a slot is
wholly open or wholly shut. `_elapsed[slot]` is the working time before the slot, `_opens[k]` is where
the k-th open slot begins: each direction is a gather, and one undoes the other exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast, overload

import numpy as np
import numpy.typing as npt

from lib.base.errors import CalendarError
from lib.worktime.workdays import (
    DAY_MINUTES,
    Days,
    Schedule,
    check,
)

Moment = datetime | np.datetime64
Times = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]
_Seconds = npt.NDArray[Any]  # since `WorkCalendar.first`, in its own integer type
_Mask = npt.NDArray[np.bool_]

_MINUTE, _DAY = 60, 86_400
_NAT = int(np.iinfo(np.int64).min)
_BLOCK = 1 << 15  # rows at a time: what a block needs stays in the processor's cache, twice as fast


class LedgerLine(NamedTuple):
    """One line of «Почему такой срок»: what of this day counted, or why nothing did.

    `start` and `end` are None for a day skipped as a whole; `minutes` is 0.0 for all that did not count.
    """

    day: date
    start: datetime | None
    end: datetime | None
    minutes: float
    reason: str


class WorkCalendar:
    """Working-time arithmetic over the years `first_year` to `last_year`, both whole.

    Methods take scalars (datetime, datetime64) or arrays, broadcast them, and give a scalar for scalars.
    NaT gives NaT (NaN in `between`, False in `is_working_day`). A time before `first` or after `last`,
    or a deadline past the last working minute, raises CalendarError: it refuses what it does not know.
    """

    def __init__(self, schedule: Schedule, first_year: int, last_year: int) -> None:
        """Raise CalendarError for a schedule that `check` refuses, ValueError for years in wrong order."""
        check(schedule)
        if first_year > last_year:
            raise ValueError(f"{first_year} is after {last_year}")
        self.schedule = schedule
        self.first = np.datetime64(f"{first_year:04d}-01-01", "s")
        self.last = np.datetime64(f"{last_year + 1:04d}-01-01", "s")  # the midnight that ends the last year
        self._start, self._end = int(self.first.astype(np.int64)), int(self.last.astype(np.int64))
        self._days = Days(schedule)
        self._build(date(first_year, 1, 1).toordinal(), date(last_year + 1, 1, 1).toordinal())

    def _build(self, first: int, last: int) -> None:
        plans = [self._days.plan(date.fromordinal(day)).intervals for day in range(first, last)]
        patterns = {intervals: number for number, intervals in enumerate(dict.fromkeys(plans))}
        slot = math.gcd(DAY_MINUTES, *(edge for intervals in patterns for pair in intervals for edge in pair))
        opened = np.zeros((len(patterns), DAY_MINUTES // slot), dtype=np.bool_)
        for intervals, number in patterns.items():
            for start, end in intervals:
                opened[number, start // slot : end // slot] = True
        slots = opened[[patterns[intervals] for intervals in plans]].ravel()
        self._slot = slot * _MINUTE
        # Working seconds before a slot, and in the lowest bit whether it is open: one gather for both.
        elapsed = np.zeros(len(slots) + 1, dtype=np.int64)
        np.cumsum(slots, out=elapsed[1:])
        elapsed *= 2 * self._slot
        elapsed[:-1] += slots
        # Four bytes where all fits (it does for 68 years open day and night): half the time of eight.
        fits = max(int(elapsed[-1]), self._end - self._start) <= np.iinfo(np.uint32).max
        self._type = np.dtype(np.uint32 if fits else np.int64)
        self._elapsed = elapsed.astype(self._type)
        self._opens = (np.flatnonzero(slots) * self._slot).astype(self._type)
        midnights = np.arange(len(plans), dtype=np.int64) * _DAY + self._start
        opening = np.array([plan[0][0] if plan else 0 for plan in plans], dtype=np.int64)
        closing = np.array([plan[-1][1] if plan else 0 for plan in plans], dtype=np.int64)
        self._works = np.array([bool(plan) for plan in plans], dtype=np.bool_)
        self._opening = np.where(self._works, midnights + opening * _MINUTE, _NAT)
        self._closing = np.where(self._works, midnights + closing * _MINUTE, _NAT)
        self._worked_to = np.cumsum(self._works, dtype=np.int64)  # working days up to a day, itself included
        self._closings = self._closing[self._works]

    def covers(self, times: npt.ArrayLike) -> bool:
        """Whether every one of `times` (NaT left out) lies between `first` and `last`, both included."""
        moments = _times(times)
        return bool(np.all(np.isnat(moments) | ((moments >= self.first) & (moments <= self.last))))

    # -- arithmetic ---------------------------------------------------------------------------

    @overload
    def add(self, start: Moment, minutes: float) -> np.datetime64: ...
    @overload
    def add(self, start: npt.ArrayLike, minutes: npt.ArrayLike) -> Times: ...
    def add(self, start: Any, minutes: Any) -> Any:
        """The deadline: the instant at which `minutes` of working time have passed since `start`.

        Minutes are rounded to the second; NaN gives NaT; ValueError below zero. The earliest such instant
        is meant (a deadline on a closing minute is that minute), save that `add(s, 0)` is `next_open(s)`.
        """
        return _blocks(self._add, "datetime64[s]", _times(start), np.asarray(minutes))

    def _add(self, start: _Ints, minutes: npt.NDArray[Any]) -> _Ints:
        offset, missing = self._offset(start)
        if minutes.dtype.kind == "f":
            absent = np.isnan(minutes)
            if absent.any():
                missing = absent if missing is None else missing | absent
                minutes = np.where(absent, 0, minutes)
        seconds = np.rint(minutes * _MINUTE).astype(np.int64)
        if int(seconds.min()) < 0:
            raise ValueError("minutes must not be negative")
        if missing is not None:
            seconds = np.where(missing, 0, seconds)
        if int(seconds.max()) > int(self._elapsed[-1]) >> 1:
            raise self._too_late()
        passed = self._passed(offset) + seconds.astype(self._type)
        slot = (passed - (seconds > 0)) // self._slot
        if int(slot.max()) >= len(self._opens):
            raise self._too_late()
        passed -= slot * self._slot
        passed += np.take(self._opens, slot)
        moment: _Ints = passed + np.int64(self._start)
        return moment if missing is None else np.where(missing, _NAT, moment)

    @overload
    def between(self, start: Moment, end: Moment) -> np.float64: ...
    @overload
    def between(self, start: npt.ArrayLike, end: npt.ArrayLike) -> Floats: ...
    def between(self, start: Any, end: Any) -> Any:
        """Working minutes from `start` to `end`, exact to the second; 0.0 where `end` is not after it."""
        return _blocks(self._between, "float64", _times(start), _times(end))

    def _between(self, start: _Ints, end: _Ints) -> Floats:
        from_, no_start = self._offset(start)
        to, no_end = self._offset(end)
        before, until = self._passed(from_), self._passed(to)
        minutes: Floats = (np.maximum(until, before) - before) / _MINUTE  # unsigned: never below zero
        for missing in (no_start, no_end):
            if missing is not None:
                np.copyto(minutes, np.nan, where=missing)
        return minutes

    @overload
    def next_open(self, t: Moment) -> np.datetime64: ...
    @overload
    def next_open(self, t: npt.ArrayLike) -> Times: ...
    def next_open(self, t: Any) -> Any:
        """`t` itself inside working time, else the next opening (a closing minute is outside)."""
        return self.add(t, 0)

    @overload
    def add_days(self, start: Moment, days: float) -> np.datetime64: ...
    @overload
    def add_days(self, start: npt.ArrayLike, days: npt.ArrayLike) -> Times: ...
    def add_days(self, start: Any, days: Any) -> Any:
        """The closing minute of the `days`-th working day after the day of `start`, which does not count.

        `days` are whole and above zero, else ValueError; NaN gives NaT.
        """
        return _blocks(self._add_days, "datetime64[s]", _times(start), np.asarray(days, dtype=np.float64))

    def _add_days(self, start: _Ints, days: Floats) -> _Ints:
        offset, no_start = self._offset(start)
        missing = np.isnan(days) if no_start is None else np.isnan(days) | no_start
        whole = np.where(missing, 1, days).astype(np.int64)
        if np.any((whole < 1) | (~missing & (whole != days))):
            raise ValueError("days must be whole and above zero")
        last_day = len(self._works) - 1  # `last` is a midnight too far: what follows it is not known
        day = np.minimum(offset // _DAY, last_day)
        number = np.where(missing, 0, self._worked_to[day] + whole - 1)
        if int(number.max()) >= len(self._closings):
            raise self._too_late()
        return np.where(missing, _NAT, self._closings[number])

    # -- days ---------------------------------------------------------------------------------

    @overload
    def open_of(self, day: date | np.datetime64) -> np.datetime64: ...
    @overload
    def open_of(self, day: npt.ArrayLike) -> Times: ...
    def open_of(self, day: Any) -> Any:
        """The opening minute of a day (a date, or any time of it); NaT on a day off."""
        return _blocks(lambda at: self._of_day(at, self._opening, _NAT), "datetime64[s]", _times(day))

    @overload
    def close_of(self, day: date | np.datetime64) -> np.datetime64: ...
    @overload
    def close_of(self, day: npt.ArrayLike) -> Times: ...
    def close_of(self, day: Any) -> Any:
        """The closing minute of a day (a date, or any time of it): its last interval's; NaT on a day off."""
        return _blocks(lambda at: self._of_day(at, self._closing, _NAT), "datetime64[s]", _times(day))

    @overload
    def is_working_day(self, day: date | np.datetime64) -> np.bool_: ...
    @overload
    def is_working_day(self, day: npt.ArrayLike) -> _Mask: ...
    def is_working_day(self, day: Any) -> Any:
        """Whether a day (a date, or any time of it) has a working minute."""
        return _blocks(lambda at: self._of_day(at, self._works, False), "bool", _times(day))

    def _of_day(self, at: _Ints, table: npt.NDArray[Any], absent: int) -> npt.NDArray[Any]:
        offset, missing = self._offset(at)
        day = offset // _DAY
        if int(day.max()) >= len(table):
            raise self._unknown(self.last)
        return table[day] if missing is None else np.where(missing, absent, table[day])

    # -- explanation --------------------------------------------------------------------------

    def explain(self, start: Moment, minutes: float) -> list[LedgerLine]:
        """The ledger of `add(start, minutes)`: counted intervals, breaks and skipped days, in order."""
        begin, due = _python(start), _python(self.add(start, minutes))
        lines: list[LedgerLine] = []
        day = begin.date()
        while day == begin.date() or _midnight(day) < due:
            lines += self._explain_day(day, begin, due)
            day += timedelta(1)
        return lines

    def _explain_day(self, day: date, begin: datetime, due: datetime) -> list[LedgerLine]:
        plan, midnight = self._days.plan(day), _midnight(day)
        if not plan.intervals:
            return [LedgerLine(day, None, None, 0.0, plan.reason)]
        lines: list[LedgerLine] = []
        at = max(begin, midnight)
        for number, (opening, closing) in enumerate(plan.intervals):
            opens, closes = midnight + timedelta(minutes=opening), midnight + timedelta(minutes=closing)
            if at < opens and (number or day == begin.date()):
                lines.append(
                    LedgerLine(day, at, opens, 0.0, "перерыв" if number else "до начала рабочего дня")
                )
            at = max(at, opens)
            if at < min(closes, due):
                end = min(closes, due)
                lines.append(LedgerLine(day, at, end, (end - at).total_seconds() / _MINUTE, plan.reason))
                at = end
            if at >= due:
                return lines
        if not lines:  # the day of the start, after its last interval
            lines.append(LedgerLine(day, at, midnight + timedelta(1), 0.0, "после окончания рабочего дня"))
        return lines

    def explain_days(self, start: Moment, days: int) -> list[LedgerLine]:
        """The ledger of `add_days(start, days)`: the day of the event, then every day, worked or skipped.

        A counted day stands from its opening to its closing with its working minutes.
        """
        begin, due = _python(start), _python(self.add_days(start, days))
        lines = [LedgerLine(begin.date(), None, None, 0.0, "день события не считается")]
        day = begin.date() + timedelta(1)
        while _midnight(day) < due:
            intervals, reason = self._days.plan(day)
            if intervals:
                midnight = _midnight(day)
                opens = midnight + timedelta(minutes=intervals[0][0])
                closes = midnight + timedelta(minutes=intervals[-1][1])
                worked = float(sum(end - start for start, end in intervals))
                lines.append(LedgerLine(day, opens, closes, worked, reason))
            else:
                lines.append(LedgerLine(day, None, None, 0.0, reason))
            day += timedelta(1)
        return lines

    # -- inside -------------------------------------------------------------------------------

    def _offset(self, seconds: _Ints) -> tuple[_Seconds, _Mask | None]:
        """Seconds since `first`, and where NaT stood (None: nowhere); CalendarError outside the years."""
        missing = None
        if int(seconds.min()) < self._start or int(seconds.max()) > self._end:
            missing = seconds == _NAT
            outside = ~missing & ((seconds < self._start) | (seconds > self._end))
            if outside.any():
                raise self._unknown(seconds[outside][0].astype("datetime64[s]"))
            seconds = np.where(missing, self._start, seconds)
        return (seconds - self._start).astype(self._type), missing

    def _passed(self, offset: _Seconds) -> _Seconds:
        """Working seconds before an instant that is given in seconds since `first`."""
        slot = offset // self._slot
        packed: _Seconds = np.take(self._elapsed, slot)  # indexing by four-byte integers takes thrice as long
        slot *= self._slot
        seconds: _Seconds = offset - slot
        seconds *= packed & 1
        seconds += packed >> 1
        return seconds

    def _span(self) -> str:
        return f"{self.first.astype('datetime64[Y]')}–{(self.last - 1).astype('datetime64[Y]')} годы"

    def _unknown(self, moment: np.datetime64) -> CalendarError:
        return CalendarError(
            f"Рабочий календарь построен на {self._span()}, а встретилась дата {_python(moment):%d.%m.%Y}. "
            "Проверьте год в датах реестра."
        )

    def _too_late(self) -> CalendarError:
        return CalendarError(
            f"Рабочий календарь построен на {self._span()}, а срок заканчивается позже. "
            "Проверьте даты в реестре и сроки на листе «Нормативы»."
        )


@lru_cache(maxsize=16)
def calendar(schedule: Schedule, first_year: int, last_year: int) -> WorkCalendar:
    """The `WorkCalendar` of these years, built once and shared; it never changes after that."""
    return WorkCalendar(schedule, first_year, last_year)


def _times(values: Any) -> Times:
    if hasattr(values, "to_datetime64"):  # NumPy takes pandas' Timestamp, but not its NaT
        values = values.to_datetime64()
    return np.asarray(values, dtype="datetime64[s]")


def _python(moment: Moment) -> datetime:
    value: Any = _times(moment).item()
    return cast(datetime, value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _blocks(function: Callable[..., npt.NDArray[Any]], dtype: str, *columns: npt.NDArray[Any]) -> Any:
    """`function` over the broadcast columns (times as int64 seconds), a block of rows at a time."""
    shape = np.broadcast_shapes(*(column.shape for column in columns))
    out = np.empty(shape, dtype=dtype)
    rows = [_flat(column if column.ndim == 0 else np.broadcast_to(column, shape)) for column in columns]
    filled = _flat(out)
    for at in range(0, len(filled), _BLOCK):
        filled[at : at + _BLOCK] = function(
            *(
                row if column.ndim == 0 else row[at : at + _BLOCK]
                for row, column in zip(rows, columns, strict=True)
            )
        )
    return out[()]


def _flat(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return (column.view(np.int64) if column.dtype.kind == "M" else column).reshape(-1)
