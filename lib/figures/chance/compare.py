"""Which periods may be compared, and whether a figure of one differs from another's beyond chance.

A period that is not over, or that the register does not cover from its first day on, is compared with
nothing, with one exception: the whole working days of the present month with as many first ones of another
month (`opening`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.duties.timeline import Array
from lib.figures.chance.limits import Side, count_side, share_side
from lib.figures.definitions import Amount, Figure, Measure
from lib.figures.facts import Facts
from lib.worktime.period import Period, month_of, months_until


def complete(facts: Facts, period: Period) -> bool:
    """Whether the period is over and the register covers it from its first day on."""
    return facts.whole(period) and not facts.incomplete(period)


def comparable(facts: Facts, *periods: Period) -> bool:
    """Whether what was counted in these periods may be compared."""
    return all(complete(facts, period) for period in periods)


def year(facts: Facts, period: Period) -> Period | None:
    """The last twelve months up to the period that are whole, or as many as there are; None for none."""
    months = months_until(month_of(period.last.astype(object)), 13)
    whole = [month for month in months if complete(facts, month)][-12:]
    return Period(whole[0].start, whole[-1].end) if whole else None


def side(figure: Figure, now: Amount, before: Amount | None) -> Side | None:
    """Whether a figure of a whole period differs from an earlier one's; None: it cannot be told.

    Shares by Fisher's exact test, counts and rates by the conditional binomial one. Of an average or a
    percentile there is no saying, nor of a share where more steps are not noted than leave it as it is.
    """
    if before is None or not (now.known and before.known) or now.hazy or before.hazy:
        return None
    match figure.measure:
        case Measure.SHARE:
            return share_side(now.good, now.of, before.good, before.of)
        case Measure.COUNT:
            return count_side(now.good, before.good)
        case Measure.RATE:
            return count_side(now.good, before.good, now.of / (now.of + before.of))
        case _:
            return None


@dataclass(frozen=True)
class Opening:
    """The messages of the present month's whole working days, and of as many first ones of another month."""

    span: Period
    days: int
    number: int
    before: int
    side: Side


def opening(facts: Facts, period: Period, other: Period) -> Opening | None:
    """The present month so far against the beginning of another; None where that may not be compared."""
    if period.months != 1 or not facts.incomplete(period) or not facts.whole(period):
        return None
    if not complete(facts, other):
        return None
    own, theirs = facts.working_days(period), facts.working_days(other)
    days = min(len(own), len(theirs))
    if not days:
        return None
    number, before = (_on(facts, span, some[:days]) for span, some in ((period, own), (other, theirs)))
    return Opening(other, days, number, before, count_side(number, before))


def _on(facts: Facts, period: Period, days: Array) -> int:
    day = facts.cohort(period)["day"].to_numpy().astype("M8[D]")
    return int(np.isin(day, days).sum())
