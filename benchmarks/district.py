"""A district counted: one process against two, processes against Dask, and the sum of a whole country.

    .venv/bin/python -m benchmarks.district [REGISTERS [RUNS]]
    .venv/bin/python -m benchmarks.district country [SETTLEMENTS]

Each register has 1,200 cases; a few are made, and copied. CPU is user and system time of this process and of
all that it started, memory the largest peak of one of them. Seconds on the wall say something on an idle
machine alone. With requirements-district.txt installed also by a Dask cluster of two workers of this machine,
whose bytes must be the same. `country` is what a cluster costs beside the counting: each register of a whole
country is a task whose summary, a real one, is there already. What follows: benchmarks/district.md.
"""

from __future__ import annotations

import multiprocessing
import pickle
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path

import psutil

from lib.demo import register as demo
from lib.district import Summary, cluster, combine, whole
from lib.district.summary import unreadable
from lib.sources.config import Config
from lib.sources.config.district import District, Member

NOW, MONTH = datetime(2026, 11, 18, 12, 0), "2026-10"
MADE, CASES, RUNS, COUNTRY = 8, 1_200, 3, 18_000


@dataclass(frozen=True)
class Run:
    """Seconds on the wall and of CPU, the largest peak of a child in MB."""

    wall: float
    cpu: float
    peak: float


def measured(work: Callable[[], list[Summary]]) -> tuple[Run, list[Summary]]:
    """Do it once; what it took, that of all processes below this one included."""
    began, before = time.perf_counter(), _spent()
    found = work()
    wall = time.perf_counter() - began
    for child in multiprocessing.active_children():
        if "Dask" not in child.name:
            child.join()  # ended, but not yet counted among what has ended
    peak = max(_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return Run(wall, _spent() - before, peak), found


def _spent() -> float:
    """Seconds of CPU of this process and of all below it, the ended ones too."""
    own = psutil.Process()
    return sum(sum(each.cpu_times()[:4]) for each in (own, *own.children(recursive=True)))


def _peak() -> float:
    """The largest of the processes below this one, as they are, in MB."""
    return (
        max((each.memory_info().rss for each in psutil.Process().children(recursive=True)), default=0) / 2**20
    )


def made(folder: Path, number: int) -> District:
    """So many registers in a folder."""
    members = []
    for at in range(number):
        path = folder / f"p{at}.xlsx"
        if at < MADE:
            demo.write(path, NOW, CASES, at)
        else:
            shutil.copy(folder / f"p{at % MADE}.xlsx", path)
        members.append(Member(f"Поселение {at + 1}", Config(workbook=path)))
    return District("Район", tuple(members))


@contextmanager
def two_workers() -> Iterator[str]:
    """A Dask cluster of two workers of this machine; the address of its scheduler."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=40
    ) as local:
        yield local.scheduler_address


def main(number: int, runs: int = RUNS) -> int:
    with tempfile.TemporaryDirectory() as name:
        district = made(Path(name), number)
        ways: dict[str, Callable[[], list[Summary]]] = {
            "1 process": lambda: whole.count(district, NOW, MONTH, workers=1),
            "2 processes": lambda: whole.count(district, NOW, MONTH, workers=2),
        }
        stack = ExitStack()
        if find_spec("distributed"):
            address = stack.enter_context(two_workers())
            few = District(district.name, district.members[:4])
            whole.count(few, NOW, MONTH, scheduler=address)  # workers have loaded all that they need
            ways["Dask, 2 workers"] = lambda: whole.count(district, NOW, MONTH, scheduler=address)
        size = sum(path.stat().st_size for path in Path(name).iterdir()) / number
        taken: dict[str, list[Run]] = {way: [] for way in ways}
        found: dict[str, list[Summary]] = {}
        for _ in range(runs):
            for way, work in ways.items():
                run, found[way] = measured(work)
                taken[way].append(run)
        stack.close()
        print(f"{number} registers of {CASES} cases, {size / 1024:.0f} KB each, medians of {runs} runs:\n")
        print("| way | wall, s | registers/s | CPU, s | CPU, ms a register | largest process, MB |")
        print("|---|---|---|---|---|---|")
        cpu = {way: statistics.median(run.cpu for run in told) for way, told in taken.items()}
        for way, told in taken.items():
            wall = statistics.median(run.wall for run in told)
            peak = max(run.peak for run in told)
            each = 1000 * cpu[way] / number
            print(f"| {way} | {wall:.2f} | {number / wall:.1f} | {cpu[way]:.2f} | {each:.0f} | {peak:.0f} |")
        pairs = zip(taken["1 process"], taken["2 processes"], strict=True)
        ratio = statistics.median(one.wall / two.wall for one, two in pairs)
        print(f"\nTwo processes: {ratio:.2f} times as fast (pair by pair; target 1.8).")
        if "Dask, 2 workers" in cpu:
            more = cpu["Dask, 2 workers"] / cpu["2 processes"]
            same = found["Dask, 2 workers"] == found["2 processes"]
            print(f"Dask: {more:.2f} times the CPU (target 1.5), without its start; the same counts: {same}.")
        summaries = found["2 processes"]
        many = [pickle.loads(pickle.dumps(summaries[at % number])) for at in range(COUNTRY)]
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.process_time()
        combine(many)
        print(
            f"The sum of {COUNTRY} summaries: {time.process_time() - began:.2f} s CPU (target 2),"
            f" {held:.0f} MB with all of them (target 500), {len(pickle.dumps(many[0]))} bytes each."
        )
    return 0


@lru_cache
def _made(path: str) -> Summary:
    found: Summary = pickle.loads(Path(path).read_bytes())
    return found


def country(number: int = COUNTRY) -> int:
    """The tasks of a country through a cluster of two workers, and their sum."""

    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "summary"
        district = made(Path(name), 1)
        (one,) = whole.count(district, NOW, MONTH, workers=1)
        place.write_bytes(pickle.dumps(one))

        lost = partial(unreadable, MONTH)
        with two_workers() as address:
            cluster.count_all([str(place)] * 4, _made, lost, address)
            run, found = measured(lambda: cluster.count_all([str(place)] * number, _made, lost, address))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.process_time()
        total = combine(found)
        print(
            f"{number} tasks of a cluster: {run.cpu:.1f} s CPU, {1000 * run.cpu / number:.1f} ms each,"
            f" {run.wall:.0f} s on the wall; the asker holds {held:.0f} MB, a worker {run.peak:.0f} MB;"
            f" the sum of {total.registers} in {time.process_time() - began:.2f} s CPU."
        )
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["country"]:
        sys.exit(country(*map(int, sys.argv[2:])))
    sys.exit(main(*map(int, sys.argv[1:])) if len(sys.argv) > 1 else main(200))
