"""Registers are counted in processes: one that dies or hangs costs nobody else a number."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest

from lib.district import processes
from lib.district.summary import Summary, unreadable
from tests.district.counted import MONTH, count

LOST = partial(unreadable, MONTH)


def told(summaries: list[Summary]) -> list[str]:
    """The name of each that was counted, the line of each that was not."""
    return [*(" ".join(each.prints or each.unread) for each in summaries)]


def test_answers_come_in_the_order_of_the_tasks() -> None:
    tasks = [("answer", str(number)) for number in range(9)]
    done: list[int] = []
    found = processes.count_all(tasks, count, LOST, 2, told=lambda: done.append(1))
    assert told(found) == [name for _, name in tasks]
    assert len(done) == len(tasks)


def test_a_process_that_was_killed_loses_nothing(tmp_path: Path) -> None:
    once = str(tmp_path / "once")
    found = processes.count_all([("answer", "a"), ("die once", once), ("answer", "b")], count, LOST, 2)
    assert told(found) == ["a", once, "b"]


def test_a_register_that_ends_its_process_is_a_row_that_says_so(tmp_path: Path) -> None:
    found = processes.count_all([("die", str(tmp_path / "twice")), ("answer", "b")], count, LOST, 1)
    assert told(found) == [processes.DIED, "b"]


def test_a_register_that_hangs_is_given_up() -> None:
    found = processes.count_all(
        [("hang", ""), ("answer", "b"), ("answer", "c")], count, LOST, 1, patience=4.0
    )
    assert told(found) == [processes.HUNG, "b", "c"]


def test_ctrl_c_ends_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        processes.count_all([("answer", "a"), ("hang", "")], count, LOST, 2, told=interrupted)
    assert time.monotonic() - began < processes.PATIENCE / 2  # nobody takes the place of who was ended
