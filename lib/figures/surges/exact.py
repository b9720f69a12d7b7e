"""The exact test for small counts: which series of daily counts surge on the last of their days.

The messages of the last 1, 3 and 7 days are held against the series' own past. Were the rate unchanged, then
of the n messages of window and past together each would fall into the window with probability q = (days of
the window) / (days of both), days weighed by how many messages such a day brings (`day_weights`: its weekday,
days off, the pile after them): so the number in the window is binomial, exactly, however few there are. The
past is taken twice, a year and a quarter, and the less surprising of the two counts: a season is no surge.

Many series are tested at once. The chance that a candidate's p would be reached by mere chance anywhere is
the sum, over all series, of the probability that each attains a p that small; counts are discrete, so most
quiet series cannot, and cost nothing (Westfall and Wolfinger, 1997). A surge is a candidate whose sum is
within the window's share of DAILY. `benchmarks/insights.py` measures false alarms and delay on generated
years, `benchmarks/mornings.py` what the morning tells of half a year with storms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import lgamma

import numpy as np

from lib.duties.timeline import Array

WINDOWS = (1, 3, 7)  # days
LEAST = {1: 4, 3: 5, 7: 7}  # fewer messages than this are no surge of anything
LIFT = 2.5  # nor are messages that do not exceed the usual so many times: a busy topic drifts with the season
DAILY = {1: 0.002, 3: 0.038, 7: 0.002}  # false alarms allowed a day, by window
YEAR, QUARTER = 364, 91  # days of the past, whole weeks
ENOUGH = 56  # with fewer days of past nothing can be judged


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
    """One surge: the row of its series, its window, and its numbers as in `Surges.found` (0: not judged)."""

    row: int
    days: int
    count: int
    low: int = 0
    high: int = 0
    chance: float = 0.0


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
        own = {
            row: max(
                float(tails(int(before[row] + window[row]), float(share[row]))[window[row]])
                for before, share in past
            )
            for row in candidates[window[candidates] >= LIFT * np.max(usual, axis=0)].tolist()
        }
        own = {row: p for row, p in own.items() if p <= DAILY[days]}
        if not own:
            continue
        of_year, share = past[0]  # how often each series could alarm
        chances = _chances((of_year + window)[old], share[old], np.array([*own.values()]), LEAST[days])
        for row, chance in zip(own, chances.tolist(), strict=True):
            if chance <= DAILY[days]:
                low, high = _usual(counts[row, begin[row] :], days)
                found.append(Found(row, days, int(window[row]), low, high, chance))
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


def _chances(totals: Array, shares: Array, p: Array, least: int) -> Array:
    """Of each p how many series would be expected to show one as small by chance: it corrects for many."""
    able = totals >= least
    kinds, many = np.unique(totals[able] + 1j * shares[able], return_counts=True)  # pairs, in their order
    chances = np.zeros(len(p))
    for total, share, times in zip(kinds.real.tolist(), kinds.imag.tolist(), many.tolist(), strict=True):
        tail = tails(int(total), share)
        first = len(tail) - tail[::-1].searchsorted(p, side="right")  # the first k with tail ≤ p
        chances += times * tail[np.minimum(np.maximum(first, least), len(tail) - 1)]
    return chances


def _usual(counts: Array, days: int) -> tuple[int, int]:
    """What such windows held in the past: the middle 8 of 10."""
    sums = np.cumsum(np.append(0, counts[:-days]))
    windows = np.sort(sums[days:] - sums[:-days])
    low, high = (int(windows[int(part * (len(windows) - 1))]) for part in (0.1, 0.9))
    return low, high
