"""Dynamics of messages (п. 21): by day, week and month, by topic and place, heat maps, the backlog.

Every function takes `Facts`; choose the cases beforehand with `Facts.where`. Messages that must not be
processed (п. 18) appear only as `excluded`. Control sums: the sums over days, weeks, months and over the
values of any dimension are the number of the period's cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from lib.duties.timeline import AHEAD, Array
from lib.figures import tally
from lib.figures.chance.compare import comparable
from lib.figures.chance.limits import Side, count_side
from lib.figures.definitions import Amount, Importance, share
from lib.figures.facts import NOT_GIVEN, Facts, labels
from lib.worktime.period import Period

Step = Literal["day", "week", "month"]
_DAY = np.timedelta64(1, "D")
_NEVER = np.iinfo(np.int64).max
_Span: TypeAlias = tuple[Array, Array]  # of each case the second at which something begins, and ends
REASON_NOT_GIVEN = "Причина не указана"


def _bins(period: Period, by: Step) -> Array:
    """First days of the days, weeks (from Monday) or months that the period touches."""
    days = np.arange(period.first, period.last + _DAY)
    if by == "day":
        return days
    if by == "month":
        return np.unique(days.astype("M8[M]")).astype("M8[D]")
    return np.unique(days - _weekday(days).astype("m8[D]"))


def _weekday(days: Array) -> Array:
    result: Array = (days.astype("M8[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    return result


def counts(facts: Facts, period: Period, by: Step) -> pd.DataFrame:
    """Cases by day, week or month of detection, empty ones included.

    Index «start» datetime64[s]: the first day; weeks and months at the ends hold only the period's own
    days. Columns: ordinary, high, cases (their sum), excluded, working_days (that are over), all int64.
    """
    bins = _bins(period, by)

    def per_bin(days: Array) -> Array:
        return np.bincount(np.searchsorted(bins, days.astype("M8[D]"), side="right") - 1, minlength=len(bins))

    cohort = facts.cohort(period)
    high = cohort["high"].to_numpy()
    day = cohort["day"].to_numpy()
    result = pd.DataFrame(
        {"ordinary": per_bin(day[~high]), "high": per_bin(day[high])},
        index=pd.Index(bins.astype("M8[s]"), name="start"),
    )
    result["cases"] = result["ordinary"] + result["high"]
    result["excluded"] = per_bin(facts.excluded(period)["day"].to_numpy())
    result["working_days"] = per_bin(facts.working_days(period))
    return result


def breakdown(facts: Facts, period: Period, dimension: str) -> pd.DataFrame:
    """Cases by the values of a dimension, against the period before and the same one a year ago.

    `dimension` is a key of NOT_GIVEN (topic, topic_group, location, network). One row per value of any of the
    three periods, the most frequent first, then by name; what is not given last.
    Columns: value str; cases, ordinary, high int64; previous, year_ago float64 (NaN: the register does not
    reach back); change, change_year float64: the difference where it is beyond chance, 0 where it is not, NaN
    where the periods may not be compared; per_day, previous_per_day, year_ago_per_day float64, cases per
    working day (NaN: the period is not over).
    """
    return _compared(facts, period, lambda cases: labels(cases, dimension))


def by_importance(facts: Facts, period: Period) -> pd.DataFrame:
    """Like `breakdown`, by importance: «обычные» and «повышенной важности»."""
    named = {False: Importance.ORDINARY.label, True: Importance.HIGH.label}
    return _compared(facts, period, lambda cases: cases["high"].map(named))


def excluded(facts: Facts, period: Period) -> pd.DataFrame:
    """Messages that must not be processed by reason (п. 18), columns as in `breakdown` without importance."""

    def reasons(cases: pd.DataFrame) -> pd.Series:
        reason = cases["excluded_reason"]
        return reason.mask(reason == "", REASON_NOT_GIVEN)

    return _compared(facts, period, reasons, Facts.excluded).drop(columns=["ordinary", "high"])


def _compared(
    facts: Facts,
    period: Period,
    values: Callable[[pd.DataFrame], pd.Series],
    cases_of: Callable[[Facts, Period], pd.DataFrame] = Facts.cohort,
) -> pd.DataFrame:
    spans = {"cases": period, "previous": period.previous(), "year_ago": period.year_ago()}
    own = cases_of(facts, period)
    frames = {name: cases_of(facts, span) for name, span in spans.items()}
    chosen = {name: values(frame).to_numpy(dtype=object) for name, frame in frames.items()}
    code, names = pd.factorize(np.concatenate(list(chosen.values())), sort=True)
    ends = np.cumsum([len(found) for found in chosen.values()])
    parts = dict(zip(spans, np.split(code, ends[:-1]), strict=True))
    counts = {name: np.bincount(part, minlength=len(names)) for name, part in parts.items()}
    high = own["high"].to_numpy()
    of_high = np.bincount(parts["cases"][high], minlength=len(names))
    cases = counts["cases"]
    past = {
        name: counts[name].astype(np.float64) if facts.reach(spans[name]) else np.full(len(names), np.nan)
        for name in ("previous", "year_ago")
    }
    days = {
        name: np.nan if facts.incomplete(span) else len(facts.working_days(span)) or np.nan
        for name, span in spans.items()
    }
    result = pd.DataFrame(
        {
            "value": pd.Series(names, dtype="str"),
            "cases": cases,
            "ordinary": cases - of_high,
            "high": of_high,
            **past,
            **{
                name: changes(cases, counts[before], told=comparable(facts, period, spans[before]))
                for name, before in (("change", "previous"), ("change_year", "year_ago"))
            },
            "per_day": cases / days["cases"],
            "previous_per_day": past["previous"] / days["previous"],
            "year_ago_per_day": past["year_ago"] / days["year_ago"],
        }
    )
    given = ~result["value"].isin([*NOT_GIVEN.values(), REASON_NOT_GIVEN]).to_numpy()
    return result.iloc[np.lexsort((-cases, ~given))].reset_index(drop=True)


def changes(cases: Array, before: Array, *, told: bool) -> Array:
    """The differences that are beyond chance, else 0; NaN for all where they may not be told."""
    if not told:
        return np.full(len(cases), np.nan)
    pairs = zip(cases.tolist(), before.tolist(), strict=True)
    sides = [count_side(int(number), int(past)) for number, past in pairs]
    return np.where(np.array(sides, np.int64) == Side.WITHIN, 0.0, cases - before)


def heat(facts: Facts, period: Period, down: str = "topic", across: str = "location") -> pd.DataFrame:
    """Cases by two dimensions (keys of NOT_GIVEN): int64, the most frequent first, what is not given last."""
    cohort = facts.cohort(period)
    table = pd.crosstab(labels(cohort, down), labels(cohort, across))
    table = table.loc[_ranked(table.sum(axis=1), down)]
    table = table[_ranked(table.sum(axis=0), across)]
    return table.rename_axis(index=down, columns=across)


def _ranked(sums: pd.Series, dimension: str) -> pd.Index:
    """The values of a dimension, the most frequent first, what is not given last."""
    ranked = sums.sort_values(ascending=False, kind="stable").index
    given = ranked != NOT_GIVEN[dimension]
    return ranked[given].append(ranked[~given])


def hours(facts: Facts, period: Period) -> pd.DataFrame:
    """Cases by weekday (index 0–6, Monday first) and hour of detection (columns 0–23), int64.

    Without those whose hour is not known (`timed` false).
    """
    cohort = facts.cohort(period)
    times = cohort["detected"].to_numpy()[cohort["timed"].to_numpy()]
    hour = times.astype("M8[h]").astype(np.int64) % 24
    cells = np.bincount(_weekday(times) * 24 + hour, minlength=7 * 24).reshape(7, 24)
    return pd.DataFrame(cells, index=pd.RangeIndex(7, name="weekday"), columns=pd.RangeIndex(24, name="hour"))


def outside_hours(cases: pd.DataFrame) -> Amount:
    """The share of the given cases detected outside working hours, of those whose hour is known."""
    return share(int(cases["outside"].sum()), int(cases["timed"].sum()))


def backlog(facts: Facts, period: Period) -> pd.DataFrame:
    """What waited for a first answer at the end of each day of the period, today as of now.

    Index «day» datetime64[s]; days ahead are left out. Columns: waiting int64, cases without any answer;
    oldest, median float64, their age in calendar days (NaN where nothing waits); promised int64, cases with
    an interim answer whose final one is still owed. Cases without a detection are not in it.
    """
    days = np.arange(period.first, min(period.last, facts.today) + _DAY)
    waits, owes = _spans(facts.cohort(None))
    order = np.argsort(waits[0], kind="stable")
    since, until = waits[0][order], waits[1][order]
    waiting, promised = np.zeros((2, len(days)), np.int64)
    oldest, median = np.full((2, len(days)), np.nan)
    for place, end in enumerate(_ends(facts, days).astype(np.int64).tolist()):
        here = since[_open_at((since, until), end)]
        waiting[place], promised[place] = len(here), np.count_nonzero(_open_at(owes, end))
        if len(here):  # the oldest stands first: the ages descend
            oldest[place], median[place] = (end - here[[0, -1 - tally.half(len(here))]]) / 86400
    return pd.DataFrame(
        {"waiting": waiting, "oldest": oldest, "median": median, "promised": promised},
        index=pd.Index(days.astype("M8[s]"), name="day"),
    )


def waited(days: pd.DataFrame) -> bool:
    """Whether anything waited at the end of any of these days (`backlog`)."""
    return bool(days[["waiting", "promised"]].to_numpy().any())


def waiting(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Cases without any answer at the end of the period's last day, or now where that is still ahead."""
    cases = facts.cohort(None)
    return cases[_open_at(_spans(cases)[0], _end(facts, period))]


def promised(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Like `waiting`: cases with an interim answer whose final one was still owed at that moment."""
    cases = facts.cohort(None)
    return cases[_open_at(_spans(cases)[1], _end(facts, period))]


def _end(facts: Facts, period: Period | None) -> int:
    end = _ends(facts, np.array([facts.today if period is None else period.last]))[0]
    return int(end.astype(np.int64))


def _ends(facts: Facts, days: Array) -> Array:
    """The moments at which these days are over, or what has happened by now is."""
    result: Array = np.minimum((days + _DAY).astype("M8[s]"), facts.now + AHEAD + np.timedelta64(1, "s"))
    return result


def _spans(cases: pd.DataFrame) -> tuple[_Span, _Span]:
    """From when to when each case waited for any answer, and for the final one after an interim."""
    detected, answered, finished = (_seconds(cases[name]) for name in ("detected", "answered", "finished"))
    waits = np.where(cases["by_word"].to_numpy(), _NEVER, detected)
    return (waits, answered), (np.maximum(detected, answered), finished)


def _seconds(times: pd.Series) -> Array:
    moments = times.to_numpy()
    return np.where(np.isnat(moments), _NEVER, moments.astype("M8[s]").astype(np.int64))


def _open_at(span: _Span, end: int) -> Array:
    """Which of the spans had begun just before `end`, and were not over."""
    since, until = span
    result: Array = (since < end) & (until >= end)
    return result
