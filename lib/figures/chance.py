"""What may be chance: the likely interval of a share, and who differs from all together by more than that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum

from lib.figures.definitions import FEW

LIKELY = 1.96  # of the normal law: 95 %


class Side(IntEnum):
    """Where a share lies among all: below what chance alone gives, within it, above it."""

    BELOW = -1
    WITHIN = 0
    ABOVE = 1


def wilson(good: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %, 0–1; the whole span where there is nothing to take it of."""
    if not of:
        return 0.0, 1.0
    share, squared = good / of, LIKELY**2
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = LIKELY / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def funnel(counts: Sequence[tuple[int, int]]) -> list[Side]:
    """Of each (good, of): whether its share differs from that of all together beyond the 95 % limits.

    The limits narrow with the number of cases, as a funnel. Of fewer than FEW nothing is said: within.
    """
    good, of = sum(pair[0] for pair in counts), sum(pair[1] for pair in counts)
    if not of:
        return [Side.WITHIN] * len(counts)
    middle = good / of
    found = []
    for own_good, own_of in counts:
        far = 0.0 if own_of < FEW else own_good / own_of - middle
        beyond = own_of and abs(far) > LIKELY * math.sqrt(middle * (1 - middle) / own_of)
        found.append(Side.WITHIN if not beyond else Side.BELOW if far < 0 else Side.ABOVE)
    return found
