"""What is usual from month to month: control charts of counts (XmR) and of shares (Laney's p′).

The limits come from how much neighbouring months differ, so that slow change does not widen them. Only whole
months count, 13 to 25 of them; months with few cases are pooled with the ones before. Nothing here depends on
the minute.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from lib.figures.definitions import SOME
from lib.worktime.period import Period

FEWEST_MONTHS = 13
FEWEST_POINTS = 6  # below this many pooled months nothing can be said
_WIDE = 2.66  # limits of individuals by the mean moving range: 3 / 1.128
_RANGE = 1.128  # of two values, by their standard deviation
_SIDE = 7  # points on one side of the mean
_TREND = 6  # points that rise, or fall
_NEAR = 2 / 3  # of the way from the mean to a limit


class Rule(StrEnum):
    """The usual signs that something has changed, the strongest first."""

    OUTSIDE = "outside"  # beyond a limit
    NEAR = "near"  # two of three near one limit
    SIDE = "side"  # seven on one side of the mean
    TREND = "trend"  # six rising or falling


@dataclass(frozen=True)
class Signal:
    """A rule that speaks of a point: upwards or downwards, and how many points in a row have led to it."""

    rule: Rule
    up: bool
    points: int


@dataclass(frozen=True)
class Point:
    """A month, or pooled months: good of so many (of 1: a plain count), how far from the mean is usual."""

    span: Period
    good: int
    of: int
    reach: float

    @property
    def value(self) -> float:
        """The count, or the share, 0–1."""
        return self.good / self.of


@dataclass(frozen=True)
class Run:
    """Months in their order, round their mean; counts: whether they are counts, not shares."""

    points: tuple[Point, ...]
    mean: float
    counts: bool

    @property
    def last(self) -> Point:
        """The month that is told of."""
        return self.points[-1]

    def limits(self, point: Point) -> tuple[float, float]:
        """Between what the point usually lies."""
        top = math.inf if self.counts else 1.0
        return max(0.0, self.mean - point.reach), min(top, self.mean + point.reach)

    def signal(self, at: int = -1) -> Signal | None:
        """The strongest sign of a change at a point, from it and those before; None where all is usual."""
        points = self.points[: at % len(self.points) + 1]
        return next(self._signals(points), None)

    def _signals(self, points: Sequence[Point]) -> Iterator[Signal]:
        offs = [point.value - self.mean for point in points]
        ups = [_above(point, self.points) for point in points]
        now, up = points[-1], ups[-1]
        if abs(offs[-1]) > now.reach and up:
            yield Signal(Rule.OUTSIDE, up > 0, 1)
        near = [
            side if abs(off) > _NEAR * point.reach else 0
            for point, off, side in zip(points, offs, ups, strict=True)
        ][-3:]
        if near[-1] and near.count(near[-1]) >= 2:
            yield Signal(Rule.NEAR, up > 0, near.count(near[-1]))
        side = _streak(ups)
        if up and side >= _SIDE:
            yield Signal(Rule.SIDE, up > 0, side)
        steps = [_compare(later, earlier) for earlier, later in pairwise(points)]
        if steps and steps[-1] and _streak(steps) >= _TREND - 1:
            yield Signal(Rule.TREND, steps[-1] > 0, _streak(steps) + 1)


def _above(point: Point, points: Sequence[Point]) -> int:
    """On which side of the mean of all a point lies, in whole numbers: 1, −1, 0 on it."""
    good, of = sum(each.good for each in points), sum(each.of for each in points)
    return _sign(point.good * of - good * point.of)


def _compare(one: Point, other: Point) -> int:
    return _sign(one.good * other.of - other.good * one.of)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _streak(signs: Sequence[int]) -> int:
    """How many at the end are the same."""
    return next((back for back, sign in enumerate(reversed(signs)) if sign != signs[-1]), len(signs))


def counts(months: Sequence[tuple[Period, int]]) -> Run | None:
    """The run of counts by whole month; None where there are too few months."""
    if len(months) < FEWEST_MONTHS:
        return None
    numbers = [number for _, number in months]
    reach = _WIDE * _moving(numbers)
    points = tuple(Point(span, number, 1, reach) for span, number in months)
    return Run(points, sum(numbers) / len(numbers), counts=True)


def shares(months: Sequence[tuple[Period, int, int]]) -> Run | None:
    """The run of shares, (month, good, of) each; None where there are too few months, or cases in them."""
    pooled = _pooled(months) if len(months) >= FEWEST_MONTHS else []
    if len(pooled) < FEWEST_POINTS:
        return None
    good, of = (sum(column) for column in list(zip(*pooled, strict=True))[1:])
    mean = good / of
    spreads = [math.sqrt(mean * (1 - mean) / own) for _, _, own in pooled]
    if not spreads[0]:  # all of them, or none
        wide = 0.0
    else:
        wide = _moving([(g / n - mean) / s for (_, g, n), s in zip(pooled, spreads, strict=True)]) / _RANGE
    points = tuple(Point(*each, 3 * spread * wide) for each, spread in zip(pooled, spreads, strict=True))
    return Run(points, mean, counts=False)


def _moving(values: Sequence[float]) -> float:
    """The mean moving range: how far neighbours differ."""
    return math.fsum(abs(later - earlier) for earlier, later in pairwise(values)) / (len(values) - 1)


def _pooled(months: Sequence[tuple[Period, int, int]]) -> list[tuple[Period, int, int]]:
    """Months joined, from the last one back, until each has cases enough; what is left over is dropped."""
    found: list[tuple[Period, int, int]] = []
    end, good, of = None, 0, 0
    for span, own_good, own_of in reversed(months):
        end, good, of = end or span.end, good + own_good, of + own_of
        if of >= SOME:
            found.append((Period(span.start, end), good, of))
            end, good, of = None, 0, 0
    return found[::-1]
