"""What every single day is: working or not, from when to when, and why (rules.md, fine print 14).

A `Schedule` holds what the register's «Настройки» and «Календарь» say; the production calendar and the
statutory holidays stand here. `lib.worktime` turns the days into arithmetic and gives these names on.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from lib.base.dated import Dated
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


class Week(NamedTuple):
    """The usual week.

    `hours`: Monday to Sunday, (opening, closing) in minutes from midnight, None for a day off; a closing
    of 1440 is midnight. `breaks` are taken out of every day. `short_minutes`: how much earlier a
    shortened day closes.
    """

    hours: tuple[Interval | None, ...]
    breaks: tuple[Interval, ...]
    short_minutes: int = 60


@dataclass(frozen=True)
class Schedule:
    """When the administration works.

    `hours`, `breaks` and `short_minutes` as in `Week`, from the beginning; `later`: the weeks that follow,
    each from its day on, in order. Of several `overrides` of one day the last stands.
    """

    hours: tuple[Interval | None, ...]
    breaks: tuple[Interval, ...]
    short_minutes: int = 60
    overrides: tuple[Override, ...] = ()
    later: tuple[tuple[date, Week], ...] = ()

    @property
    def weeks(self) -> Dated[Week]:
        """The week in force on each day."""
        first = Week(self.hours, self.breaks, self.short_minutes)
        return Dated((first, *(week for _, week in self.later)), tuple(day for day, _ in self.later))


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
_KNOWN_FROM, _KNOWN_TO = (
    np.datetime64(f"{year}-01-01", "s") for year in (KNOWN_YEARS[0], KNOWN_YEARS[-1] + 1)
)


def coverage(times: npt.ArrayLike, now: datetime | np.datetime64) -> Coverage:
    """Which years of `times` (NaT left out) the production calendar lacks, and how near its end `now` is."""
    moments = np.asarray(times, dtype="datetime64[s]")
    beyond = moments[(moments < _KNOWN_FROM) | (moments >= _KNOWN_TO)]  # NaT is neither
    years = np.unique(beyond.astype("datetime64[Y]")).astype(np.int64) + 1970
    last_day = date(KNOWN_YEARS[-1], 12, 31)
    today: date = np.asarray(now, dtype="datetime64[s]").astype("datetime64[D]").item()
    left = (last_day - today).days
    return Coverage(tuple(years.tolist()), last_day, left, left <= WARN_DAYS)


def check(schedule: Schedule) -> None:
    """Raise CalendarError, naming the setting, where a schedule contradicts itself or never opens."""
    weeks = schedule.weeks
    for since, week in zip((None, *weeks.days), weeks.values, strict=True):
        _check_week(week, f" с {since:%d.%m.%Y}" if since else "")
    for override in schedule.overrides:
        if override.hours:
            _check_interval(override.hours, f"Лист «Календарь», {override.day:%d.%m.%Y}, «Часы»")


def _check_week(week: Week, since: str) -> None:
    if len(week.hours) != len(WEEKDAYS):
        raise ValueError("a schedule has seven weekdays")
    for weekday, hours in zip(WEEKDAYS, week.hours, strict=True):
        if hours:
            _check_interval(hours, f"Лист «Настройки», «Рабочее время {weekday}»")
    for pause in week.breaks:
        _check_interval(pause, "Лист «Настройки», «Перерыв»")
    for before, after in pairwise(sorted(week.breaks)):
        if after[0] < before[1]:
            raise CalendarError(
                f"Лист «Настройки», «Перерыв»: {_span(before)} и {_span(after)} накладываются друг на друга. "
                "Исправьте время перерывов."
            )
    if week.short_minutes < 0:
        raise CalendarError(
            "Лист «Настройки», «Сокращение предпраздничного дня, мин»: "
            f"указано {week.short_minutes}, а нужно число не меньше нуля."
        )
    if not any(open_intervals(hours, week.breaks) for hours in week.hours):
        raise CalendarError(
            f"Лист «Настройки»: в неделе{since} не остаётся рабочего времени. "
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
        self._overrides = {override.day: override for override in schedule.overrides}
        self._weeks = schedule.weeks

    def plan(self, day: date) -> Plan:
        """When this day is open, and why it is not an ordinary day."""
        week = self._weeks.values[bisect_right(self._weeks.days, day)]
        override = self._overrides.get(day)
        hours, reason = _overridden(override, week) if override else _by_calendar(day, week)
        intervals = open_intervals(hours, week.breaks)
        if hours and not intervals:
            reason = ", ".join(filter(None, (reason, "рабочего времени не остаётся")))
        return Plan(intervals, reason)


def _usual(week: Week) -> Interval:
    """The hours of a working day whose weekday has none: Monday's, or the first weekday's that has any."""
    return next(hours for hours in week.hours if hours)


def _overridden(override: Override, week: Week) -> tuple[Interval | None, str]:
    sheet = "по листу «Календарь»"
    if override.kind == "off":
        return None, f"выходной {sheet}"
    hours = week.hours[override.day.weekday()] or _usual(week)
    if override.kind == "work":
        return override.hours or hours, f"рабочий день {sheet}"
    return override.hours or _shortened(hours, week), f"сокращённый день {sheet}"


def _by_calendar(day: date, week: Week) -> tuple[Interval | None, str]:
    if holiday := STATUTORY.get((day.month, day.day)):
        return None, f"праздничный день ({holiday})"
    kind = PRODUCTION_CALENDAR.get(day, "")
    if kind == "off":
        return None, _DECREED.get(day, "перенесённый выходной")
    hours, reasons = week.hours[day.weekday()], []
    if kind.startswith("work"):
        hours = hours or _usual(week)
        reasons.append("рабочее воскресенье" if day.weekday() == 6 else "рабочая суббота")
    if hours is None:
        return None, "выходной"
    if kind.endswith("short"):
        hours = _shortened(hours, week)
        reasons.append("сокращённый день")
    return hours, ", ".join(reasons)


def _shortened(hours: Interval, week: Week) -> Interval:
    opening, closing = hours
    return opening, max(opening, closing - week.short_minutes)
