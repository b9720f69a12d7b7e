"""What is beyond chance: exact tests, control charts and limits against slow computations in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.figures.chance import limits, xmr
from lib.figures.chance.limits import Side
from lib.worktime.period import Period, month_of, months_until
from tests.oracle import chance

MONTHS = months_until(month_of("2026-10"), 25)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 70), st.integers(0, 70), st.data())
def test_two_shares(n: int, m: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    assert limits.fisher(a, n, b, m) == pytest.approx(float(chance.fisher(a, n, b, m)), abs=1e-9)
    assert limits.share_side(a, n, b, m) == chance.shares_differ(a, n, b, m)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 90), st.integers(0, 90), st.integers(1, 23), st.integers(1, 23))
def test_two_counts(a: int, b: int, days: int, before: int) -> None:
    assert limits.binomial(a, b) == pytest.approx(float(chance.binomial(a, b)), abs=1e-9)
    assert limits.count_side(a, b) == chance.counts_differ(a, b)
    part = Fraction(days, days + before)
    exact = float(chance.binomial(a, b, part))
    assert limits.binomial(a, b, days / (days + before)) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize(
    ("pair", "side"),
    [
        ((10, 3), Side.WITHIN),
        ((10, 2), Side.ABOVE),  # 0.0386
        ((2, 10), Side.BELOW),
        ((0, 5), Side.WITHIN),  # 2 × 1/32 is not below 5 %
        ((0, 6), Side.BELOW),
        ((43, 3), Side.ABOVE),
        ((52, 60), Side.WITHIN),
        ((0, 0), Side.WITHIN),
        ((9000, 8000), Side.ABOVE),
    ],
)
def test_counts_by_hand(pair: tuple[int, int], side: Side) -> None:
    assert limits.count_side(*pair) is side


def test_a_share_of_few_is_compared_with_nothing() -> None:
    assert limits.share_side(0, 29, 60, 60) is None
    assert limits.share_side(0, 30, 60, 60) is Side.BELOW
    assert limits.share_side(60, 60, 0, 29) is None
    assert limits.share_side(34, 44, 44, 47) is Side.BELOW  # Fisher: 0.035
    assert limits.share_side(47, 54, 40, 47) is Side.WITHIN


def _signal(run: xmr.Run) -> str:
    found = run.signal()
    return f"{found.rule} {'up' if found.up else 'down'}" if found else ""


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 12), min_size=13, max_size=25), st.integers(0, 3))
def test_counts_from_month_to_month(values: list[int], slope: int) -> None:
    values = [value + slope * place for place, value in enumerate(values)]
    run = xmr.counts(list(zip(MONTHS, values, strict=False)))
    assert run
    mean, low, high = chance.xmr(values)
    assert run.limits(run.last) == pytest.approx((float(low), float(high)))
    assert run.mean == pytest.approx(float(mean))
    whole = [2 * mean - high] * len(values)  # before it is cut at nothing
    assert _signal(run) == chance.spoken([Fraction(v) for v in values], whole, [high] * len(values), mean)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=13, max_size=25),
    st.integers(0, 40),
)
def test_shares_from_month_to_month(pairs: list[tuple[int, int]], most: int) -> None:
    months = [(min(good, of), min(of, most + good)) for good, of in pairs]
    run = xmr.shares([(span, *month) for span, month in zip(MONTHS, months, strict=False)])
    groups = chance.pooled(months)
    if len(groups) < 6:
        assert run is None
        return
    assert run
    assert [(point.good, point.of) for point in run.points] == groups
    assert run.last.span.end == MONTHS[len(months) - 1].end
    mean, told = chance.laney(groups)
    assert run.mean == pytest.approx(mean)
    for point, wanted in zip(run.points, told, strict=True):
        assert run.limits(point) == pytest.approx(wanted)


def test_too_few_months_tell_nothing() -> None:
    assert xmr.counts(list(zip(MONTHS, [5] * 12, strict=False))) is None
    assert xmr.shares([(span, 40, 50) for span in MONTHS[:12]]) is None
    assert xmr.shares([(span, 4, 5) for span in MONTHS]) is None  # 25 months are 4 points


def test_small_months_are_pooled_with_the_ones_before() -> None:
    run = xmr.shares([(span, 9, 10) for span in MONTHS])
    assert run
    assert [point.of for point in run.points] == [30] * 8
    assert run.last.span == Period(month_of("2026-08").start, month_of("2026-11").start)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([40, 44] * 6 + [60], "outside up"),
        ([40, 44] * 6 + [41], ""),
        ([40, 50] * 3 + [41, 50] + [46, 47, 46, 47, 46, 47, 46], "side up"),
        ([30, 60] * 6 + [41, 42, 43, 44, 45, 46], "trend up"),
        ([44, 44, 40, 44] * 3 + [44, 50, 44, 50], "near up"),
        ([44] * 13, ""),
    ],
)
def test_the_usual_signs(values: list[int], rule: str) -> None:
    run = xmr.counts(list(zip(MONTHS, values, strict=False)))
    assert run
    assert _signal(run) == rule


def test_all_in_time_has_no_limits_but_itself() -> None:
    run = xmr.shares([(span, 40, 40) for span in MONTHS])
    assert run
    assert run.limits(run.last) == (1.0, 1.0)
    assert run.signal() is None


@pytest.mark.parametrize("of", [30, 68, 218, 1000])
def test_the_limits_of_a_funnel(of: int) -> None:
    whole = Fraction(2, 3)
    for width in (limits.LIKELY, limits.NEARLY_SURE):
        spread = width * float(whole * (1 - whole) / of) ** 0.5
        assert limits.limits(float(whole), of, width) == pytest.approx(
            (float(whole) - spread, min(1, float(whole) + spread))
        )
