"""Surges of messages (п. 22, «повышенная социальная активность»): an exact test for small counts.

For every topic, place and topic × place the messages of the last 1, 3 and 7 days are held against that
series' own past. Were the rate unchanged, then of the n messages of window and past together each would
fall into the window with probability q = (days of the window) / (days of both), days weighed by how many
messages such a day brings (`day_weights`: its weekday, days off, the pile after them): so the number in the
window is binomial, exactly, however few there are. The past is taken twice, a year and a quarter, and the
less surprising of the two counts: a season is no surge.

Many series are tested at once. The chance that a candidate's p would be reached by mere chance anywhere is
the sum, over all series, of the probability that each attains a p that small; counts are discrete, so most
quiet series cannot, and cost nothing (Westfall and Wolfinger, 1997). A surge is a candidate whose sum is
within the window's share of DAILY. `benchmarks/insights.py` measures false alarms and delay on generated
years.

A name that was first written less than ENOUGH days before a window has no past to be held against: it is new,
or an old topic under a new name. What is written under it is told, unjudged, as `Surges.fresh`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import lgamma
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.facts import Facts

WINDOWS = (1, 3, 7)  # days
LEAST = {1: 4, 3: 5, 7: 7}  # fewer messages than this are no surge of anything
LIFT = 2.5  # nor are messages that do not exceed the usual so many times: a busy topic drifts with the season
DAILY = {1: 0.002, 3: 0.038, 7: 0.002}  # false alarms allowed a day, by window
YEAR, QUARTER = 364, 91  # days of the past, whole weeks
ENOUGH = 56  # with fewer days of past nothing can be judged
_DAY = np.timedelta64(1, "D")


class Level(StrEnum):
    """What a series is a series of."""

    TOPIC = "topic"
    LOCATION = "location"
    PAIR = "pair"


@dataclass(frozen=True)
class Surges:
    """What the test found on a day.

    judged: false where the register is too young to tell («данных мало»); history: days of past it has.
    found: the surges, the most surprising first. Columns: level (a Level), topic, location str ("" where it
    does not matter); days int64, the window; count int64; low, high int64, what such a window usually holds
    (8 of 10 of the past year's); expected float64, messages by the past year's rate; p float64, of this one
    alone; chance float64, that any series would show the like on such a day; cases object, tuples of
    positions.
    fresh: topics and places that are too new to be judged, with as many messages as a surge would need.
    Columns: level, topic, location, days, count, cases as above; since datetime64[s], the first message.
    """

    judged: bool
    history: int
    found: pd.DataFrame
    fresh: pd.DataFrame


@dataclass(frozen=True)
class _Series:
    """Daily counts: counts int64 (series × days), the last column is the day tested; names beside.

    begin: the first day that has a past, 0 where the name is older than the days; member: per level, for each
    case the number of its series, −1 where it has none; weights: of the days.
    """

    level: Array
    topic: Array
    location: Array
    counts: Array
    begin: Array
    member: dict[Level, Array]
    weights: Array


def surges(facts: Facts) -> Surges:
    """The surges as of the day of `facts.now`; the present day counts as whole, so it is not judged early."""
    history = 0 if np.isnat(facts.since) else int((facts.today - facts.since).astype(np.int64))
    if history < ENOUGH + max(WINDOWS):
        return Surges(False, history, _frame([], _FOUND), _frame([], _FRESH))
    span = min(YEAR + max(WINDOWS), history + 1)
    first = facts.today - (span - 1)
    cases = facts.cohort(None)
    cases = cases[(cases["day"] <= facts.today.astype("M8[s]")).to_numpy()]
    day = cases["day"].to_numpy().astype("M8[D]")
    born = _born(cases, first)
    cases = cases[day >= first]
    off = ~facts.calendar.is_working_day(first + np.arange(span))
    series = _series(cases, first, off, born)
    found = judge(series.counts, series.weights, series.begin)
    return Surges(
        True,
        history,
        _frame(_explained(series, found, cases, facts.today), _FOUND),
        _frame(_unjudged(series, cases, facts.today), _FRESH),
    )


def _born(cases: pd.DataFrame, first: np.datetime64) -> dict[tuple[str, str], int]:
    """For each (topic, "") and ("", place) the day of its first message, counted from `first`, 0 where older.

    A register's own first weeks are everybody's: who was there then is as old as the register.
    """
    found: dict[tuple[str, str], int] = {}
    start = cases["day"].min()
    for name in ("topic", "location"):
        for value, born in cases[cases[name] != ""].groupby(name)["day"].min().items():
            day = 0 if (born - start).days < ENOUGH else (born - pd.Timestamp(first)).days
            found[(str(value), "") if name == "topic" else ("", str(value))] = max(day, 0)
    return found


def _series(
    cases: pd.DataFrame, first: np.datetime64, off: Array, born: dict[tuple[str, str], int]
) -> _Series:
    """Series of every topic, place and pair that occur; what is not given belongs to none."""
    span = len(off)
    day = (cases["day"].to_numpy().astype("M8[D]") - first).astype(np.int64)
    topic, topics = pd.factorize(cases["topic"].mask(cases["topic"] == ""))
    place, places = pd.factorize(cases["location"].mask(cases["location"] == ""))
    both = np.where((topic >= 0) & (place >= 0), topic * np.int64(len(places)) + place, -1)
    pairs = np.unique(both[both >= 0])
    levels = [Level.TOPIC] * len(topics) + [Level.LOCATION] * len(places) + [Level.PAIR] * len(pairs)
    names = [(t, "") for t in topics] + [("", p) for p in places]
    names += [(topics[code // len(places)], places[code % len(places)]) for code in pairs.tolist()]
    begin = [max(born.get((t, ""), 0), born.get(("", p), 0)) for t, p in names]
    numbers = {
        Level.TOPIC: topic,
        Level.LOCATION: np.where(place >= 0, place + len(topics), -1),
        Level.PAIR: np.where(both >= 0, np.searchsorted(pairs, both) + len(topics) + len(places), -1),
    }
    counts = np.zeros((len(levels), span), np.int64)
    for number in numbers.values():
        given = number >= 0
        np.add.at(counts, (number[given], day[given]), 1)
    return _Series(
        np.array(levels, dtype=object),
        np.array([t for t, _ in names], dtype=object),
        np.array([p for _, p in names], dtype=object),
        counts,
        np.array(begin, np.int64),
        numbers,
        day_weights(np.bincount(day, minlength=span), first, off),
    )


def day_weights(totals: Array, first: np.datetime64, off: Array) -> Array:
    """How much of an average day each day of a span is: by days off, the pile after them, and its weekday.

    `totals` are all messages of each day from `first` on; `off`: which are days off. What nobody detects on
    days off is detected on the next working day: how much that is for each day off, the register itself
    tells. So the first day after long holidays may bring many times the usual and is no surge. Everywhere
    an average day's messages are added: where little is known the days are alike.
    """
    mean = max(float(totals.mean()), 1 / 7)

    def rate(days: Array) -> float:
        """Of an average day."""
        return float((totals[days].sum() + mean) / (days.sum() + 1) / mean)

    number = np.arange(len(totals))
    run = number - np.maximum.accumulate(np.where(off, -1, number))  # days off up to and including this one
    before = np.append(0, run[:-1])
    opening = ~off & (before > 0)
    plain = rate(~off & ~opening)
    gained = max(rate(opening) / plain - 1, 0.0) / before[opening].mean() if opening.any() else 0.0
    shape = np.where(off, rate(off), plain * (1 + gained * before * opening))
    weekday = (first.astype("M8[D]").astype(np.int64) + 3 + number) % 7
    seen, expected = (
        np.bincount(weekday, weights=values, minlength=7) + mean for values in (totals, shape * mean)
    )
    weights = shape * (seen / expected)[weekday]
    result: Array = weights / weights.mean()
    return result


@dataclass(frozen=True)
class Found:
    """One surge: the row of its series, its window, and its numbers as in `Surges.found`."""

    row: int
    days: int
    count: int
    low: int
    high: int
    expected: float
    p: float
    chance: float


def judge(counts: Array, weights: Array, begin: Array | None = None) -> list[Found]:
    """The surges of the last day of `counts` (series × days): rows and windows, the most surprising first.

    `weights`: how much of an average day each day is (`day_weights`); `begin`: the day from which on each
    series has a past. One that is shorter than ENOUGH is not judged.
    """
    found: list[Found] = []
    begin = np.zeros(len(counts), np.int64) if begin is None else begin
    for days in WINDOWS:
        window = counts[:, -days:].sum(axis=1)
        old = counts.shape[1] - days - begin >= ENOUGH
        candidates = np.flatnonzero((window >= LEAST[days]) & old)
        if not len(candidates):
            continue
        past = [_past(counts, weights, begin, days, length) for length in (YEAR, QUARTER)]
        usual = [before[candidates] / (1 / share[candidates] - 1) for before, share in past]
        for row in candidates[window[candidates] >= LIFT * np.max(usual, axis=0)]:
            own = max(
                float(tails(int(before[row] + window[row]), float(share[row]))[window[row]])
                for before, share in past
            )
            if own > DAILY[days]:
                continue
            of_year, share = past[0]  # how often each series could alarm
            chance = _chance((of_year + window)[old], share[old], own, LEAST[days])
            if chance <= DAILY[days]:
                low, high, expected = _usual(counts[row, begin[row] :], weights[begin[row] :], days)
                found.append(Found(int(row), days, int(window[row]), low, high, expected, own, chance))
    return sorted(found, key=lambda item: item.chance / DAILY[item.days])


def _past(counts: Array, weights: Array, begin: Array, days: int, length: int) -> tuple[Array, Array]:
    """Messages of each series in the `length` days before the window, and the window's share of its days."""
    first = max(counts.shape[1] - days - length, 0)
    before = counts[:, first:-days].sum(axis=1)  # none of them before `begin`
    window = float(weights[-days:].sum())
    left = np.cumsum(weights[:-days][::-1])[::-1]  # from each day up to the window
    return before, window / (window + np.append(left, 0.0)[np.clip(begin, first, len(left))])


@lru_cache(maxsize=1024)  # of a register with 10,000 messages a year each may take 80 kB
def tails(number: int, share: float) -> Array:
    """P(K ≥ k) for k = 0 … number + 1 of a binomial K of `number` trials of probability `share`, exactly."""
    k = np.arange(number + 1)
    logs = _log_factorials(number)
    terms = logs[number] - logs[k] - logs[number - k] + k * np.log(share) + (number - k) * np.log1p(-share)
    sums = np.cumsum(np.exp(terms)[::-1])[::-1]  # the small terms first: nothing of them is lost
    result: Array = np.append(np.minimum(sums, 1.0), 0.0)
    result.setflags(write=False)
    return result


@lru_cache(maxsize=64)
def _log_table(size: int) -> Array:
    return np.array([lgamma(n + 1.0) for n in range(size)])


def _log_factorials(number: int) -> Array:
    return _log_table(1 << max(int(number + 1).bit_length(), 6))


def _chance(totals: Array, shares: Array, p: float, least: int) -> float:
    """Expected number of series that would show a p as small by chance: the correction for many series."""
    able = totals >= least
    kinds, many = np.unique(np.stack([totals[able], shares[able]]), axis=1, return_counts=True)
    chance = 0.0
    for total, share, times in zip(*kinds.tolist(), many.tolist(), strict=True):
        number = int(total)
        tail = tails(number, share)
        critical = max(int(np.searchsorted(-tail, -p, side="left")), least)  # the first k with tail ≤ p
        chance += times * float(tail[min(critical, number + 1)])
    return chance


def _usual(counts: Array, weights: Array, days: int) -> tuple[int, int, float]:
    """What such windows held in the past: the middle 8 of 10, and the mean by weekday."""
    past = counts[:-days]
    sums = np.cumsum(np.append(0, past))
    windows = np.sort(sums[days:] - sums[:-days])
    low, high = (int(windows[int(part * (len(windows) - 1))]) for part in (0.1, 0.9))
    return low, high, float(past.sum() / weights[:-days].sum() * weights[-days:].sum())


def _explained(
    series: _Series, found: list[Found], cases: pd.DataFrame, today: np.datetime64
) -> list[dict[str, Any]]:
    """One surge once: the best window of a series, and no topic or place whose surge is a pair's own."""
    day = cases["day"].to_numpy().astype("M8[D]")
    position = cases.index.to_numpy()
    result: list[dict[str, Any]] = []
    told: set[int] = set()
    taken = np.zeros(len(cases), bool)
    pairs_first = sorted(found, key=lambda item: series.level[item.row] != Level.PAIR)
    for item in pairs_first:
        level = series.level[item.row]
        if item.row in told:
            continue
        mine = (series.member[level] == item.row) & (day > today - item.days)
        if level != Level.PAIR and int((mine & ~taken).sum()) < max(LEAST[item.days], item.high + 1):
            continue  # nothing unusual is left of it without the pairs
        told.add(item.row)
        taken |= mine & (level == Level.PAIR)
        result.append(
            {
                "level": str(level),
                "topic": series.topic[item.row],
                "location": series.location[item.row],
                "days": item.days,
                "count": item.count,
                "low": item.low,
                "high": item.high,
                "expected": item.expected,
                "p": item.p,
                "chance": item.chance,
                "cases": tuple(position[mine].tolist()),
            }
        )
    return sorted(result, key=lambda surge: surge["chance"])


def _unjudged(series: _Series, cases: pd.DataFrame, today: np.datetime64) -> list[dict[str, Any]]:
    """Topics and places without a past of their own that have as many messages as a surge needs."""
    day = cases["day"].to_numpy().astype("M8[D]")
    result: list[dict[str, Any]] = []
    for row in np.flatnonzero((series.level != Level.PAIR) & (series.begin > 0)):
        for days in reversed(WINDOWS):
            count = int(series.counts[row, -days:].sum())
            if series.counts.shape[1] - days - series.begin[row] >= ENOUGH or count < LEAST[days]:
                continue
            mine = series.member[series.level[row]] == row
            result.append(
                {
                    "level": str(series.level[row]),
                    "topic": series.topic[row],
                    "location": series.location[row],
                    "days": days,
                    "count": count,
                    "since": day[mine].min(),
                    "cases": tuple(cases.index[mine & (day > today - days)].tolist()),
                }
            )
            break
    return result


_NAMES = {"level": "str", "topic": "str", "location": "str", "days": "int64", "count": "int64"}
_FOUND = {
    **_NAMES,
    **{"low": "int64", "high": "int64", "expected": "float64", "p": "float64", "chance": "float64"},
    "cases": "object",
}
_FRESH = {**_NAMES, "since": "datetime64[s]", "cases": "object"}


def _frame(found: list[dict[str, Any]], kinds: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=list(kinds)).astype(kinds)
