"""What may be chance: exact tests of two shares and of two counts, likely intervals, the limits of a funnel.

The tests are short sums of `math.lgamma`; scipy, which has them too, would weigh 100 MB for these two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from lib.figures.definitions import SOME

LIKELY = 1.96  # of the normal law: 95 %
NEARLY_SURE = 3.09  # 99.8 %
_CHANCE = 0.05  # what happens by chance less often than this is told as a difference
_ALIKE = 1 + 1e-7  # two outcomes this near are equally likely, the rest is rounding


class Side(IntEnum):
    """Where a number lies: below what chance alone gives, within it, above it; FAR: beyond 99.8 % of it."""

    FAR_BELOW = -2
    BELOW = -1
    WITHIN = 0
    ABOVE = 1
    FAR_ABOVE = 2


def share_side(good: int, of: int, good_before: int, of_before: int) -> Side | None:
    """Whether a share differs from an earlier one beyond chance; None: one of the two has too few cases."""
    if min(of, of_before) < SOME:
        return None
    above = good * of_before > good_before * of
    return _sided(above, fisher(good, of, good_before, of_before))


def count_side(number: int, before: int, part: float = 0.5) -> Side:
    """Whether a count differs from an earlier one beyond chance.

    part: which part of all the time that both were counted over is the first one's.
    """
    above = number * (1 - part) > before * part
    return _sided(above, binomial(number, before, part))


def _sided(above: bool, chance: float) -> Side:
    if chance >= _CHANCE:
        return Side.WITHIN
    return Side.ABOVE if above else Side.BELOW


@lru_cache(maxsize=1 << 14)
def fisher(good: int, of: int, good_before: int, of_before: int) -> float:
    """Fisher's exact test: how likely two shares of one and the same are at least as far apart, two-sided."""
    whole = good + good_before
    span = range(max(0, whole - of_before), min(of, whole) + 1)
    return _tail([_chosen(of, k) + _chosen(of_before, whole - k) for k in span], good - span.start)


@lru_cache(maxsize=1 << 14)
def binomial(number: int, before: int, part: float = 0.5) -> float:
    """The conditional binomial test: how likely two counts of one and the same are at least as far apart.

    Given their sum, the first is binomial with `part`, its part of the time; two-sided.
    """
    whole = number + before
    one, other = math.log(part), math.log1p(-part)
    return _tail([_chosen(whole, k) + k * one + (whole - k) * other for k in range(whole + 1)], number)


def _chosen(of: int, some: int) -> float:
    """The logarithm of how many ways there are to choose some of so many."""
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)


def _tail(likely: Sequence[float], found: int) -> float:
    """The part of all outcomes, given the logarithms of their weights, that are no likelier than this one."""
    top = max(likely)
    weights = [math.exp(each - top) for each in likely]
    seldom = math.fsum(weight for weight in weights if weight <= weights[found] * _ALIKE)
    return min(1.0, seldom / math.fsum(weights))


def wilson(good: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %, 0–1; the whole span where there is nothing to take it of."""
    if not of:
        return 0.0, 1.0
    share, squared = good / of, LIKELY**2
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = LIKELY / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def middle(counts: Iterable[tuple[int, int]]) -> float:
    """The share of all together, from the (good, of) of each; 0 where there is nothing."""
    good, of = (sum(column) for column in zip(*counts, (0, 0), strict=True))
    return good / of if of else 0.0


def limits(share: float, of: float, width: float = LIKELY) -> tuple[float, float]:
    """Between what a share of so many cases lies by chance alone, where that of all together is `share`."""
    half = width * math.sqrt(share * (1 - share) / of)
    return max(0.0, share - half), min(1.0, share + half)


def funnel(counts: Sequence[tuple[int, int]]) -> list[Side | None]:
    """Of each (good, of): whether its share lies beyond the 95 % or the 99.8 % limits round that of all.

    The limits narrow with the number of cases, as a funnel. None: nobody compared it, for it has fewer than
    SOME cases, or no other one has as many: it would be held against little but itself.
    """
    whole = middle(counts)
    enough = [of >= SOME for _, of in counts]
    if sum(enough) < 2:
        return [None] * len(counts)
    return [
        _beyond(good, of, whole) if chosen else None
        for (good, of), chosen in zip(counts, enough, strict=True)
    ]


def _beyond(good: int, of: int, whole: float) -> Side:
    far = good / of - whole
    spread = math.sqrt(whole * (1 - whole) / of)
    steps = sum(abs(far) > width * spread for width in (LIKELY, NEARLY_SURE))
    return Side(-steps if far < 0 else steps)
