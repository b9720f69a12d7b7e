"""Periods as a page's address names them: «2026-10», «2026», «2026-10-05», «2026-10-05..2026-10-11», «12m».

Whatever comes from an address is checked here; a word that names no period counts as none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pandas as pd

from lib.words import phrases
from lib.worktime.period import Period, month_of, months_until

RECENT = {"12m": 12, "3m": 3}  # months up to the present one
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_LONGEST = 3660  # days
SIGNED_BY = 10  # the day until which a month is summed up after its end


def read(token: str, today: np.datetime64) -> Period | None:
    """The period that the word names; None where it names none between 2000 and 2099."""
    if token in RECENT:
        spans = months_until(month_of(today.astype(object)), RECENT[token])
        return Period(spans[0].start, spans[-1].end)
    if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", token):
        return month_of(token)
    if re.fullmatch(r"20\d\d", token):
        return Period(date(int(token), 1, 1), date(int(token) + 1, 1, 1))
    ends = _RANGE.fullmatch(token)
    first, last = (_day(text) for text in (ends.groups() if ends else (token, token)))
    if first is None or last is None or not 0 <= (last - first).days < _LONGEST:
        return None
    return Period(first, last + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == 10 and 2000 <= found.year <= 2099 else None


def token(period: Period) -> str:
    """The word of a period: the shortest that `read` understands."""
    if period.months == 1:
        return f"{period.start:%Y-%m}"
    if period.months == 12 and period.start.month == 1:
        return f"{period.start:%Y}"
    last = period.last.astype(object)
    return period.start.isoformat() if last == period.start else f"{period.start}..{last}"


def label(word: str, today: np.datetime64) -> str:
    """What the period is called: «октябрь 2026 года», «последние 12 месяцев»."""
    if word in RECENT:
        return f"последние {RECENT[word]} {'месяцев' if RECENT[word] > 4 else 'месяца'}"
    period = read(word, today)
    if period is None:
        return word
    if period.end - period.start == timedelta(days=1):
        return phrases.day(period.start)
    return phrases.period(period)


def months(since: np.datetime64, today: np.datetime64) -> list[str]:
    """The words of all months from the register's first day to the present one, the latest first."""
    if np.isnat(since):
        since = today
    first, last = (pd.Period(str(day), freq="M") for day in (min(since, today), today))
    return [str(month) for month in pd.period_range(first, last, freq="M")][::-1]


def opening(since: np.datetime64, today: np.datetime64) -> str:
    """The word of the month that opens: until the tenth the last whole one, which is being signed."""
    present, *past = months(since, today)
    return past[0] if past and today.astype(object).day <= SIGNED_BY else present


def choices(since: np.datetime64, today: np.datetime64) -> list[str]:
    """Words to choose from: recent months together, then month by month and year by year, latest first."""
    each = months(since, today)
    years = sorted({month[:4] for month in each}, reverse=True)
    return [*RECENT, *each, *years]


def of_bin(start: pd.Timestamp, by: str, within: Period) -> str:
    """The word of the day, week or month that begins on `start`, cut to the period."""
    first = start.date()
    ends = {"day": first + timedelta(days=1), "week": first + timedelta(days=7)}
    end = ends.get(by) or month_of(first).end
    return token(Period(max(first, within.start), min(end, within.end)))
