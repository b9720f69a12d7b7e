"""What is kept of a register between drawings: computed once for all, and let go soon after its minute."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Iterator

import pandas as pd
import pytest
import streamlit as st
from streamlit.runtime.caching import cache_utils

from lib.web.shell.store import LIVES, Key, kept

MINUTE = pd.Timestamp("2026-11-23 12:00")


class Result:
    """Something that can be watched going away."""


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(cache_utils, "TTLCACHE_TIMER", clock)
    monkeypatch.setattr(time, "monotonic", clock)
    yield clock
    st.cache_resource.clear()


def at(minute: int, own: dict | None = None, version: int = 1) -> Key:
    return Key(0, version, MINUTE + pd.Timedelta(minutes=minute), own)


@pytest.mark.parametrize("visit", [False, True], ids=["shared", "a visitor's own"])
def test_one_result_a_minute_and_none_of_long_ago(clock: Clock, visit: bool) -> None:
    made: list[weakref.ref[Result]] = []

    @kept(1000)
    def make(key: Key, told: str) -> Result:
        result = Result()
        made.append(weakref.ref(result))
        return result

    own = {} if visit else None
    for minute in range(30):
        for told in ("a", "b", "a", "b"):
            make(at(minute, own), told)
        assert len(made) == 2 * (minute + 1)
        clock.now += 60.0
    gc.collect()
    alive = [reference for reference in made if reference() is not None]
    assert len(alive) <= 2 * (1 + LIVES // 60)


@pytest.mark.parametrize("visit", [False, True], ids=["shared", "a visitor's own"])
def test_what_holds_longer_is_bounded_by_number_alone(clock: Clock, visit: bool) -> None:
    made: list[int] = []

    @kept(2, lives=None)
    def make(key: Key) -> Result:
        made.append(key.version)
        return Result()

    own = {} if visit else None
    for version in (1, 2, 1, 3):
        make(at(0, own, version))
        clock.now += 10_000.0
    assert made == [1, 2, 3]
    make(at(0, own, 1 if visit else 2))
    assert len(made) == 4


def test_one_function_of_a_visitor_does_not_push_out_anothers(clock: Clock) -> None:
    made: list[str] = []

    @kept(100)
    def many(key: Key, told: str) -> str:
        made.append(told)
        return told

    @kept(2, lives=None)
    def few(key: Key) -> str:
        return "few"

    own: dict = {}
    for told in "abcdef":
        many(at(0, own), told)
    few(at(0, own))
    for told in "abcdef":
        many(at(0, own), told)
    assert made == list("abcdef")
