"""What is kept of a register between drawings: computed once for all, and let go soon after its minute."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from lib.base.errors import SourceError
from lib.doctor import examine
from lib.sources.tabs import Tab, Tabs
from lib.web.shell import closed, store
from lib.web.shell.store import LIVES, Key, kept
from tests.app import OPEN, app, listed, serve, texts
from tests.build import tabs

ONE = tabs({"case": 1, "detected": "23.11.2026 09:05"})
TWO = tabs({"case": 1, "detected": "23.11.2026 09:05"}, {"case": 2, "detected": "23.11.2026 09:10"})
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
    monkeypatch.setattr(time, "monotonic", clock)
    yield clock
    store.forget_all()


def at(minute: int, own: dict | None = None, version: int = 1) -> Key:
    return Key(0, version, MINUTE + pd.Timedelta(minutes=minute), own)


def test_a_past_moment_has_the_tabs_that_were_listed_then(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [replace(each.tabs[0], title=title) for each, title in ((ONE, "Октябрь"), (TWO, "Ноябрь"))]
    columns = (
        ["Параметр", "Листы реестра", "Листы реестра"],
        ["Значение", "Октябрь", "Ноябрь"],
        ["Действует с", None, "24.11.2026"],
    )
    serve(monkeypatch, Tabs("", (*found, Tab("Настройки", columns))))
    monkeypatch.setattr(store, "wall_clock", lambda _: pd.Timestamp("2026-11-25 12:00"))
    own = store.served(OPEN)
    views = [own.view(own.get(), pd.Timestamp(f"2026-11-{day} 12:00")) for day in (23, 25)]
    assert [len(view.register.cases) for view in views] == [1, 2]
    assert [len(view.duties) for view in views] == [2 * len(view.register.cases) for view in views]


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
    make(at(0, own, 2))  # asked the longest ago
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


def test_two_who_ask_at_once_get_one_result(clock: Clock) -> None:
    made: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    @kept(2)
    def make(key: Key) -> Result:
        made.append(1)
        begun.set()
        go_on.wait(10)
        return Result()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(make, at(0))
        assert begun.wait(10)
        second = pool.submit(make, at(0))
        go_on.set()
        assert first.result(10) is second.result(10)
    assert made == [1]


def test_what_fails_is_not_kept(clock: Clock) -> None:
    @kept(2)
    def make(key: Key) -> Result:
        if clock.now < 1001:
            raise SourceError("Не вышло.")
        return Result()

    with pytest.raises(SourceError):
        make(at(0))
    clock.now += 1
    assert make(at(0)) is make(at(0))


def test_clearing_streamlits_caches_loses_nothing_that_must_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any client can clear them with one frame: the last good copy and what vanished stay."""
    table = serve(monkeypatch, TWO)
    at = app().run()
    table.tabs = ONE
    feed = store.served(OPEN).feed
    feed._spawn = lambda work: work()
    feed._due = feed._clock()
    assert "Пропали №: 2" in texts(at.run().run())
    table.error = SourceError("Таблица не отвечает.")
    st.cache_resource.clear()
    st.cache_data.clear()
    assert store.served(OPEN).feed is feed
    feed._due = feed._clock()
    at = app().run()
    assert listed(at) == ["1"]
    assert "Пропали №: 2" in texts(at)
    assert table.reads == 3


def test_another_register_has_a_feed_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, TWO)
    settings = [replace(OPEN, workbook=Path(name)) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    first, second, third = (store.served(one) for one in settings)
    assert store.served(settings[2]) is third
    assert store.served(settings[1]) is second
    assert store.served(settings[0]) is not first  # only the latest are kept


def test_whoever_presses_the_doctors_button_after_clearing_the_caches_examines_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    examined: list[int] = []
    monkeypatch.setattr(examine, "examine", lambda: examined.append(1) or [])
    monkeypatch.setattr(closed, "_latest", [])
    for _ in range(3):
        assert closed._examined() == []
        st.cache_data.clear()
    assert len(examined) == 1
