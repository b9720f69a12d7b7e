"""What every single day is: working or not, from when to when, and why (rules.md, fine print 14).

A `Schedule` holds what the register's «Настройки» and «Календарь» say; the production calendar and the
statutory holidays stand here. `lib.worktime` turns the days into arithmetic and gives these names on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from lib.base.errors import CalendarError

Interval = tuple[int, int]  # from, to in minutes from midnight
DAY_MINUTES = 1_440
WARN_DAYS = 45  # the app warns so many days before the known calendar runs out

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")

_NEW_YEAR = "новогодние каникулы"
STATUTORY: dict[tuple[int, int], str] = {  # (month, day), Labour Code art. 112
    **{(1, day): _NEW_YEAR for day in (1, 2, 3, 4, 5, 6, 8)},
    (1, 7): "Рождество Христово",
    (2, 23): "День защитника Отечества",
    (3, 8): "Международный женский день",
    (5, 1): "Праздник Весны и Труда",
    (5, 9): "День Победы",
    (6, 12): "День России",
    (11, 4): "День народного единства",
}
# Off by a decree of that year, with nothing transferred.
_DECREED = {date(2020, 7, 1): "нерабочий день (общероссийское голосование)"}


@dataclass(frozen=True)
class Override:
    """A day of the register's «Календарь»; `hours` are (opening, closing) in minutes from midnight."""

    day: date
    kind: Literal["off", "work", "short"]
    hours: Interval | None = None


@dataclass(frozen=True)
class Schedule:
    """When the administration works.

    `hours`: Monday to Sunday, (opening, closing) in minutes from midnight, None for a day off; a closing
    of 1440 is midnight. `breaks` are taken out of every day. `short_minutes`: how much earlier a
    shortened day closes. Of several `overrides` of one day the last stands.
    """

    hours: tuple[Interval | None, ...]
    breaks: tuple[Interval, ...]
    short_minutes: int = 60
    overrides: tuple[Override, ...] = ()


DEFAULT = Schedule(hours=((540, 1080),) * 4 + ((540, 1020), None, None), breaks=((780, 840),))


class Plan(NamedTuple):
    """The open intervals of a day, and in Russian why it is not an ordinary one ("": it is)."""

    intervals: tuple[Interval, ...]
    reason: str


class Coverage(NamedTuple):
    """How far the production calendar reaches: the years that it lacks, its last day, the days to it."""

    unknown_years: tuple[int, ...]
    last_day: date
    days_left: int
    ending: bool  # WARN_DAYS or fewer are left, or none


def _read_production_calendar() -> dict[date, str]:
    path = Path(__file__).with_name("data") / "production_calendar.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


PRODUCTION_CALENDAR: dict[date, str] = _read_production_calendar()
KNOWN_YEARS = range(min(PRODUCTION_CALENDAR).year, max(PRODUCTION_CALENDAR).year + 1)


def coverage(times: npt.ArrayLike, now: datetime | np.datetime64) -> Coverage:
    """Which years of `times` (NaT left out) the production calendar lacks, and how near its end `now` is."""
    moments = np.asarray(times, dtype="datetime64[s]")
    years = np.unique(moments[~np.isnat(moments)].astype("datetime64[Y]")).astype(np.int64) + 1970
    last_day = date(KNOWN_YEARS[-1], 12, 31)
    today: date = np.asarray(now, dtype="datetime64[s]").astype("datetime64[D]").item()
    left = (last_day - today).days
    unknown = tuple(year for year in years.tolist() if year not in KNOWN_YEARS)
    return Coverage(unknown, last_day, left, left <= WARN_DAYS)


def check(schedule: Schedule) -> None:
    """Raise CalendarError, naming the setting, where a schedule contradicts itself or never opens."""
    if len(schedule.hours) != len(WEEKDAYS):
        raise ValueError("a schedule has seven weekdays")
    for weekday, hours in zip(WEEKDAYS, schedule.hours, strict=True):
        if hours:
            _check_interval(hours, f"Лист «Настройки», «Рабочее время {weekday}»")
    for pause in schedule.breaks:
        _check_interval(pause, "Лист «Настройки», «Перерыв»")
    for before, after in pairwise(sorted(schedule.breaks)):
        if after[0] < before[1]:
            raise CalendarError(
                f"Лист «Настройки», «Перерыв»: {_span(before)} и {_span(after)} накладываются друг на друга. "
                "Исправьте время перерывов."
            )
    if schedule.short_minutes < 0:
        raise CalendarError(
            "Лист «Настройки», «Сокращение предпраздничного дня, мин»: "
            f"указано {schedule.short_minutes}, а нужно число не меньше нуля."
        )
    for override in schedule.overrides:
        if override.hours:
            _check_interval(override.hours, f"Лист «Календарь», {override.day:%d.%m.%Y}, «Часы»")
    if not any(open_intervals(hours, schedule.breaks) for hours in schedule.hours):
        raise CalendarError(
            "Лист «Настройки»: в неделе не остаётся рабочего времени. "
            "Заполните «Рабочее время пн» … «Рабочее время вс» и проверьте «Перерыв»."
        )


def _check_interval(interval: Interval, setting: str) -> None:
    start, end = interval
    if not 0 <= start < end <= DAY_MINUTES:
        raise CalendarError(
            f"{setting}: указано {_span(interval)}, а конец должен быть позже начала, в пределах 00:00–24:00."
        )


def _span(interval: Interval) -> str:
    return "–".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in interval)


def open_intervals(hours: Interval | None, breaks: Iterable[Interval]) -> tuple[Interval, ...]:
    """The hours of a day less the breaks: intervals in order, none of them empty."""
    if hours is None:
        return ()
    at, close = hours
    intervals: list[Interval] = []
    for start, end in sorted(breaks):
        if at < min(start, close):
            intervals.append((at, min(start, close)))
        at = max(at, end)
    if at < close:
        intervals.append((at, close))
    return tuple(intervals)


class Days:
    """The plan of any day under a schedule that `check` accepts."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._overrides = {override.day: override for override in schedule.overrides}
        self._usual = next(hours for hours in schedule.hours if hours)

    def plan(self, day: date) -> Plan:
        """When this day is open, and why it is not an ordinary day."""
        override = self._overrides.get(day)
        hours, reason = self._overridden(override) if override else self._by_calendar(day)
        intervals = open_intervals(hours, self._schedule.breaks)
        if hours and not intervals:
            reason = ", ".join(filter(None, (reason, "рабочего времени не остаётся")))
        return Plan(intervals, reason)

    def _overridden(self, override: Override) -> tuple[Interval | None, str]:
        sheet = "по листу «Календарь»"
        if override.kind == "off":
            return None, f"выходной {sheet}"
        hours = self._schedule.hours[override.day.weekday()] or self._usual
        if override.kind == "work":
            return override.hours or hours, f"рабочий день {sheet}"
        return override.hours or self._shortened(hours), f"сокращённый день {sheet}"

    def _by_calendar(self, day: date) -> tuple[Interval | None, str]:
        if holiday := STATUTORY.get((day.month, day.day)):
            return None, f"праздничный день ({holiday})"
        kind = PRODUCTION_CALENDAR.get(day, "")
        if kind == "off":
            return None, _DECREED.get(day, "перенесённый выходной")
        hours, reasons = self._schedule.hours[day.weekday()], []
        if kind.startswith("work"):
            hours = hours or self._usual
            reasons.append("рабочее воскресенье" if day.weekday() == 6 else "рабочая суббота")
        if hours is None:
            return None, "выходной"
        if kind.endswith("short"):
            hours = self._shortened(hours)
            reasons.append("сокращённый день")
        return hours, ", ".join(reasons)

    def _shortened(self, hours: Interval) -> Interval:
        opening, closing = hours
        return opening, max(opening, closing - self._schedule.short_minutes)
