"""The feed: one read for all, the last good copy, recovery by itself; by a clock of the test's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lib.base.errors import RegisterError, SourceError
from lib.sources.feed import Feed

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class World:
    """A source, a clock, and the reads that the feed started but the test has not yet let happen."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.seconds = 0.0
        self.reads = 0
        self.value: object = "данные"
        self.error: BaseException | None = None
        self.waiting: list[Callable[[], None]] = []
        self.at_once = at_once
        self.interval = 30.0
        self.feed = Feed(
            self.load,
            lambda: self.interval,
            lambda: self.seconds,
            now=lambda: START + timedelta(seconds=self.seconds),
            spawn=lambda work: work() if self.at_once else self.waiting.append(work),
            patience=0.01,
        )

    def load(self) -> object:
        self.reads += 1
        if self.error:
            raise self.error
        return self.value


def test_first_caller_gets_the_data_and_all_is_well() -> None:
    snapshot = World().feed.get()
    assert (snapshot.value, snapshot.version, snapshot.read_at) == ("данные", 1, START)
    assert (snapshot.error, snapshot.failed_since, snapshot.misses) == (None, None, 0)


def test_nothing_is_read_before_the_interval_nor_while_nobody_asks() -> None:
    world = World()
    for seconds in (0, 1, 29.9):
        world.seconds = seconds
        world.feed.get()
    assert world.reads == 1
    world.seconds = 100_000
    assert world.reads == 1
    world.feed.get()
    assert world.reads == 2


def test_version_grows_only_when_the_value_changes() -> None:
    world = World()
    first = world.feed.get()
    world.seconds = 30
    same = world.feed.get()
    assert (same.version, same.read_at) == (first.version, START + timedelta(seconds=30))
    world.value = "другие"
    world.seconds = 60
    assert (world.feed.get().value, world.feed.get().version) == ("другие", 2)


def test_with_good_data_nobody_waits() -> None:
    world = World()
    world.feed.get()
    world.at_once, world.seconds, world.value = False, 30, "новые"
    assert world.feed.get().value == "данные"
    assert world.feed.get().value == "данные"
    assert len(world.waiting) == 1
    world.waiting.pop()()
    assert world.feed.get().value == "новые"


@pytest.mark.parametrize("error", [SourceError("нет сети"), RegisterError("нет столбца «№»")])
def test_failed_refreshes_keep_the_last_good_copy_and_count(error: Exception) -> None:
    world = World()
    world.feed.get()
    world.error = error
    for miss in (1, 2, 3):
        world.seconds += 30
        snapshot = world.feed.get()
        assert (snapshot.value, snapshot.version, snapshot.read_at) == ("данные", 1, START)
        assert (snapshot.error, snapshot.misses) == (error, miss)
        assert snapshot.failed_since == START + timedelta(seconds=30)
    world.error = None
    world.seconds += 30
    healed = world.feed.get()
    assert (healed.error, healed.failed_since, healed.misses) == (None, None, 0)


def test_a_failed_first_read_is_told_at_once_and_tried_again() -> None:
    world = World()
    world.error = SourceError("нет доступа")
    for _ in range(5):
        snapshot = world.feed.get()
        assert (snapshot.value, snapshot.version, snapshot.error) == (None, 0, world.error)
    assert world.reads == 1
    world.error, world.seconds = None, 30
    assert world.feed.get().value == "данные"


def test_after_a_failed_first_read_nobody_waits_for_the_next() -> None:
    world = World()
    world.error = SourceError("нет доступа")
    world.feed.get()
    world.at_once, world.seconds, world.feed._patience = False, 30, 60
    start = time.monotonic()
    assert world.feed.get().error is world.error
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), MemoryError(), SystemExit()])
def test_an_error_of_our_own_is_logged_and_told(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.feed.get()
    world.error, world.seconds = error, 30
    snapshot = world.feed.get()
    assert snapshot.value == "данные"
    assert isinstance(snapshot.error, SourceError)
    assert type(error).__name__ in str(snapshot.error)
    assert snapshot.error.__cause__ is error
    assert "could not be read" in caplog.text


def test_a_hang_is_one_read_and_is_told_with_its_time() -> None:
    world = World()
    world.feed.get()
    world.at_once, world.seconds = False, 30
    for seconds, misses in ((30, 0), (59, 0), (60, 1), (125, 3)):
        world.seconds = seconds
        snapshot = world.feed.get()
        assert (snapshot.value, snapshot.misses) == ("данные", misses)
        assert (snapshot.error is None) == (misses == 0)
    assert snapshot.failed_since == START + timedelta(seconds=30)
    assert "не отвечает" in str(snapshot.error)
    assert len(world.waiting) == 1
    world.waiting.pop()()
    assert world.feed.get().error is None


def test_a_hang_of_the_first_read_does_not_hold_the_page_for_ever() -> None:
    world = World(at_once=False)
    snapshot = world.feed.get()
    assert snapshot.value is None
    assert "не отвечает" in str(snapshot.error)
    assert len(world.waiting) == 1


def test_the_interval_may_stretch() -> None:
    world = World()
    world.interval = 60
    world.feed.get()
    world.seconds = 59
    world.feed.get()
    assert world.reads == 1


def test_many_first_callers_share_one_read() -> None:
    reads: list[float] = []
    gate = threading.Event()

    def load() -> str:
        reads.append(time.monotonic())
        gate.wait(5)
        return "данные"

    feed = Feed(load, 30)
    found: list[object] = []
    callers = [threading.Thread(target=lambda: found.append(feed.get().value)) for _ in range(30)]
    for caller in callers:
        caller.start()
    gate.set()
    for caller in callers:
        caller.join(5)
    assert found == ["данные"] * 30
    assert len(reads) == 1


def test_many_threads_never_start_two_reads_at_once() -> None:
    busy, most = [0], [0]

    def load() -> object:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.001)
        busy[0] -= 1
        return object()

    feed = Feed(load, 0.0005)
    callers = [threading.Thread(target=lambda: [feed.get() for _ in range(50)]) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(10)
    assert most == [1]
