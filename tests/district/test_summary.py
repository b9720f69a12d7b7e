"""Summaries add up: in any order, however grouped; medians come from the sums (commands.md, «District»)."""

from __future__ import annotations

import json
import math
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.base.errors import UsageError
from lib.district import Summary, combine
from lib.district.summary import NEVER, NUMBERS, bin_of, bounds, percentile, unreadable

COUNTS = st.integers(0, 1_000)
SUMMARIES = st.builds(
    Summary,
    month=st.just("2026-10"),
    registers=st.integers(0, 3),
    unread=st.lists(st.sampled_from(["Файл не найден.", "Нет листа «Реестр»."]), max_size=2)
    .map(sorted)
    .map(tuple),
    numbers=st.dictionaries(st.sampled_from(NUMBERS), COUNTS),
    kept=st.dictionaries(st.sampled_from(["answer", "draft"]), st.integers(1, 3)),
    duties=st.dictionaries(
        st.tuples(st.sampled_from(["answer", "draft"]), st.booleans(), st.sampled_from(["met", "late"])),
        COUNTS,
    ),
    messages=st.dictionaries(
        st.tuples(
            st.sampled_from(["2026-10-01", "2026-10-02"]), st.sampled_from(["Дороги", ""]), st.booleans()
        ),
        COUNTS,
    ),
    answers=st.dictionaries(st.tuples(st.booleans(), st.sampled_from([0, 7, 90, NEVER])), COUNTS),
    surging=st.dictionaries(st.sampled_from(["Дороги", "Вода"]), st.integers(1, 3)),
)


@given(st.lists(SUMMARIES, max_size=6), st.integers(0, 9), st.integers(0, 6))
def test_the_sum_is_the_same_in_any_order_and_grouping(parts: list[Summary], seed: int, cut: int) -> None:
    whole = combine(parts)
    mixed = list(parts)
    random.Random(seed).shuffle(mixed)
    assert combine(mixed) == whole
    assert combine([combine(parts[:cut]), combine(parts[cut:])]) == whole


@given(SUMMARIES)
def test_nothing_changes_nothing(one: Summary) -> None:
    assert combine([one, combine([])]) == combine([one]) == one


@given(SUMMARIES)
def test_a_summary_travels(one: Summary) -> None:
    assert pickle.loads(pickle.dumps(one)) == one
    assert json.loads(json.dumps(one.as_data(), ensure_ascii=False)) == one.as_data()


def test_what_no_register_keeps_is_none_and_not_zero() -> None:
    keeps = Summary("2026-10", 1, kept={"answer": 1}, duties={("answer", False, "met"): 3})
    other = Summary("2026-10", 1)
    assert combine([keeps, other]).duty("answer", "met", "late") == 3
    assert combine([keeps, other]).duty("answer", "late") == 0
    assert combine([keeps, other]).duty("draft", "met") is None


def test_two_months_do_not_add_up() -> None:
    with pytest.raises(UsageError, match="2026-09 и 2026-10"):
        combine([Summary("2026-09", 1), Summary("2026-10", 1)])


def test_another_version_is_refused() -> None:
    with pytest.raises(UsageError, match="другой версией"):
        combine([Summary("2026-10", 1, version=0)])


def test_the_line_of_an_unread_register_is_one_line() -> None:
    assert unreadable("2026-10", "Файл\nне найден.").unread == ("Файл не найден.",)


@given(st.floats(0, 1e6))
def test_a_bin_holds_its_time_and_is_narrow(minutes: float) -> None:
    low, high = bounds(bin_of(minutes))
    assert low <= minutes * (1 + 1e-9)
    assert minutes < high * (1 + 1e-9)
    assert high <= max(1.0, low * 1.0501)


@given(st.lists(st.one_of(st.integers(0, 60_000).map(float), st.just(math.inf)), min_size=1, max_size=60))
def test_the_median_of_a_sum_is_the_median_of_all_to_a_twentieth(times: list[float]) -> None:
    parts = [Summary("2026-10", 1, answers={(False, bin_of(each)): 1}) for each in times]
    exact = sorted(times)[math.ceil(len(times) / 2) - 1]
    found = percentile(combine(parts), 0.5)
    assert found == bin_of(exact)


def test_without_answers_there_is_no_median() -> None:
    assert percentile(Summary("2026-10", 1), 0.5) is None
