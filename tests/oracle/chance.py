"""What is beyond chance and what is usual, computed slowly in fractions from the textbook definitions.

Fisher's exact test and the conditional binomial one sum whole probabilities; the control charts are those of
«Making Data Count» and of Laney (2002). It shares no code with `lib/`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

Month = tuple[int, int]


def fisher(a: int, n: int, b: int, m: int) -> Fraction:
    """The probability of all tables with these margins that are no likelier than (a of n, b of m)."""
    whole = math.comb(n + m, a + b)
    each = [Fraction(math.comb(n, k) * math.comb(m, a + b - k), whole) for k in range(a + b + 1)]
    return sum((one for one in each if one <= each[a]), Fraction(0))


def binomial(a: int, b: int, part: Fraction = Fraction(1, 2)) -> Fraction:
    """The probability of all splits of a + b that are no likelier than a and b."""
    each = [math.comb(a + b, k) * part**k * (1 - part) ** (a + b - k) for k in range(a + b + 1)]
    return sum((one for one in each if one <= each[a]), Fraction(0))


def beyond(chance: Fraction, above: bool) -> int:
    return 0 if chance >= Fraction(1, 20) else 1 if above else -1


def shares_differ(a: int, n: int, b: int, m: int) -> int | None:
    """1, −1 beyond chance, 0 within; None: a base below thirty."""
    if n < 30 or m < 30:
        return None
    return beyond(fisher(a, n, b, m), Fraction(a, n) > Fraction(b, m))


def counts_differ(a: int, b: int, part: Fraction = Fraction(1, 2)) -> int:
    return beyond(binomial(a, b, part), a * (1 - part) > b * part)


def xmr(values: list[int]) -> tuple[Fraction, Fraction, Fraction]:
    """Mean, lower and upper limit of individuals: the mean ± 2.66 mean moving ranges, not below nothing."""
    mean = Fraction(sum(values), len(values))
    gaps = [abs(later - earlier) for earlier, later in pairwise(values)]
    reach = Fraction("2.66") * Fraction(sum(gaps), len(gaps))
    return mean, max(Fraction(0), mean - reach), mean + reach


def pooled(months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(good, of) from the last month back, joined until there are thirty; what is left over is dropped."""
    groups: list[tuple[int, int]] = []
    good = of = 0
    for own_good, own_of in months[::-1]:
        good, of = good + own_good, of + own_of
        if of >= 30:
            groups, good, of = [(good, of), *groups], 0, 0
    return groups


def laney(groups: list[tuple[int, int]]) -> tuple[float, list[tuple[float, float]]]:
    """The mean share and each point's limits: p̄ ± 3 σ(p) σ(z), σ(z) the mean moving range of z / 1.128."""
    mean = sum(good for good, _ in groups) / sum(of for _, of in groups)
    sigma = [math.sqrt(mean * (1 - mean) / of) for _, of in groups]
    z = [(good / of - mean) / s if s else 0.0 for (good, of), s in zip(groups, sigma, strict=True)]
    moving = [abs(later - earlier) for earlier, later in pairwise(z)]
    wide = sum(moving) / len(moving) / 1.128
    return mean, [(max(0.0, mean - 3 * s * wide), min(1.0, mean + 3 * s * wide)) for s in sigma]


def funnel(pairs: list[tuple[int, int]]) -> list[int | None]:
    """±1 beyond p̄ ± 1.96 √(p̄(1 − p̄)/n), ±2 beyond 3.09 of these, 0 within.

    None of fewer than thirty, and of the only one that has as many.
    """
    mean = sum(good for good, _ in pairs) / sum(of for _, of in pairs) if pairs else 0.0
    found: list[int | None] = []
    for place, (good, of) in enumerate(pairs):
        if of < 30 or all(other < 30 for _, other in pairs[:place] + pairs[place + 1 :]):
            found.append(None)
            continue
        far = good / of - mean
        spread = math.sqrt(mean * (1 - mean) / of)
        steps = (abs(far) > 1.96 * spread) + (abs(far) > 3.09 * spread)
        found.append(-steps if far < 0 else steps)
    return found


def spoken(values: list[Fraction], low: list[float], high: list[float], mean: Fraction) -> str:
    """The strongest sign at the last of the points, «outside up»; "" where all is usual.

    `low`, `high`: the limits of each point before they are cut to what is possible.
    """
    last, sides = values[-1], [1 if v > mean else -1 if v < mean else 0 for v in values]
    near = [
        side if abs(v - mean) > abs(Fraction(edge) - mean) * 2 / 3 else 0
        for v, side, edge in zip(values, sides, high, strict=True)
    ][-3:]
    six = list(pairwise(values[-6:]))
    signs = {
        "outside up": last > high[-1],
        "outside down": last < low[-1],
        "near up": near[-1] > 0 and near.count(1) >= 2,
        "near down": near[-1] < 0 and near.count(-1) >= 2,
        "side up": len(values) >= 7 and sides[-7:] == [1] * 7,
        "side down": len(values) >= 7 and sides[-7:] == [-1] * 7,
        "trend up": len(six) == 5 and all(a < b for a, b in six),
        "trend down": len(six) == 5 and all(a > b for a, b in six),
    }
    return next((name for name, seen in signs.items() if seen), "")
