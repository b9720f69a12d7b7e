"""The same bytes by a Dask cluster, and one line where it cannot count."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from distributed import LocalCluster

from lib.base.errors import UsageError
from lib.district import cluster, processes
from lib.district.summary import unreadable
from tests.district.counted import MONTH, count

LOST = partial(unreadable, MONTH)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Two workers of this machine; the address of their scheduler."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as local:
        yield local.scheduler_address


@pytest.mark.slow
def test_a_cluster_gives_what_processes_give(scheduler: str) -> None:
    tasks = [("answer", str(number)) for number in range(9)]
    done: list[int] = []
    found = cluster.count_all(tasks, count, LOST, scheduler, told=lambda: done.append(1))
    assert found == processes.count_all(tasks, count, LOST, 2)
    assert len(done) == len(tasks)


@pytest.mark.slow
def test_a_worker_that_was_killed_loses_nothing(scheduler: str, tmp_path: Path) -> None:
    once = str(tmp_path / "once")
    found = cluster.count_all([("answer", "a"), ("die once", once), ("answer", "b")], count, LOST, scheduler)
    assert [each.prints for each in found] == [("a",), (once,), ("b",)]


@pytest.mark.slow
def test_a_register_that_hangs_is_given_up(scheduler: str) -> None:
    found = cluster.count_all([("hang", ""), ("answer", "b")], count, LOST, scheduler, patience=3.0)
    assert [each.unread or each.prints for each in found] == [(processes.HUNG,), ("b",)]


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTS_WITHIN", 1)
    with pytest.raises(UsageError, match="планировщик Dask не отвечает"):
        cluster.count_all([("answer", "a")], count, LOST, "tcp://127.0.0.1:9")


def test_without_dask_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"requirements-district\.txt"):
        cluster.count_all([("answer", "a")], count, LOST, "tcp://127.0.0.1:9")
