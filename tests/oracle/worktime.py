"""A slow and obvious clock for the tests only: it looks at every minute, one after another.

It shares no code with lib/: the day is decided here anew, from rules.md («Clocks», fine print 14), so
that a mistake has to be made twice to go unseen. Only the plain data classes are taken as input.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

CSV = Path(__file__).parents[2] / "lib" / "worktime" / "data" / "production_calendar.csv"
ROWS = dict(line.split(",") for line in CSV.read_text(encoding="utf-8").split()[1:])
STATUTORY = {"01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08"} | {
    "02-23", "03-08", "05-01", "05-09", "06-12", "11-04"
}  # fmt: skip


@lru_cache(maxsize=4096)
def open_minutes(schedule, day: date) -> tuple[bool, ...]:
    """For each of the 1440 minutes of the day, whether it is working time."""
    own = schedule.hours[day.weekday()]
    borrowed = own
    for hours in schedule.hours:
        if borrowed is None:
            borrowed = hours
    by_sheet = None
    for override in schedule.overrides:
        if override.day == day:
            by_sheet = override
    published = ROWS.get(day.isoformat(), "")
    hours, short = own, False
    if by_sheet is not None:
        hours = None if by_sheet.kind == "off" else by_sheet.hours or borrowed
        short = by_sheet.kind == "short" and by_sheet.hours is None
    elif published == "off" or day.isoformat()[5:] in STATUTORY:
        hours = None
    elif published in ("work", "work_short"):
        hours, short = borrowed, published == "work_short"
    elif published == "short":
        short = True
    if hours is None:
        return (False,) * 1440
    opening, closing = hours
    if short:
        closing -= schedule.short_minutes
    return tuple(
        opening <= minute < closing and not any(start <= minute < end for start, end in schedule.breaks)
        for minute in range(1440)
    )


def is_open(schedule, moment: datetime) -> bool:
    return open_minutes(schedule, moment.date())[moment.hour * 60 + moment.minute]


def between(schedule, start: datetime, end: datetime) -> int:
    """Working seconds from start to end, none where the end is not later."""
    if end <= start:
        return 0
    seconds = 0
    minute = start.replace(second=0)
    while minute < end:
        following = minute + timedelta(minutes=1)
        if is_open(schedule, minute):
            seconds += int((min(following, end) - max(minute, start)).total_seconds())
        minute = following
    return seconds


def add(schedule, start: datetime, seconds: int) -> datetime:
    """The deadline so many working seconds after start; for 0 the first working instant."""
    minute = start.replace(second=0)
    while True:
        following = minute + timedelta(minutes=1)
        if is_open(schedule, minute):
            begin = max(minute, start)
            if seconds <= (following - begin).total_seconds():
                return begin + timedelta(seconds=seconds)
            seconds -= int((following - begin).total_seconds())
        minute = following


def close_of(schedule, day: date) -> datetime | None:
    closing = None
    for minute, is_working in enumerate(open_minutes(schedule, day)):
        if is_working:
            closing = datetime(day.year, day.month, day.day) + timedelta(minutes=minute + 1)
    return closing


def add_days(schedule, start: datetime, days: int) -> datetime:
    day = start.date()
    closing = None
    while days:
        day += timedelta(days=1)
        closing = close_of(schedule, day)
        if closing is not None:
            days -= 1
    return closing
