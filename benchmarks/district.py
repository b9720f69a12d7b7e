"""A district counted: one process against two, processes against Dask; and a country, in pieces, for real.

    .venv/bin/python -m benchmarks.district [REGISTERS [RUNS]]
    .venv/bin/python -m benchmarks.district country [REGISTERS [PIECE]]
    .venv/bin/python -m benchmarks.district tasks [TASKS]

First the machine's yardstick: what the bare engine takes for one workbook. Then registers of 1,200 cases:
a few are made, and copied. CPU is user and system time of this process and of all that it started, memory the
largest peak of one of them. Seconds on the wall say something on an idle machine alone: the best of the runs
is told beside their median, and the load. With requirements-district.txt installed also by a Dask cluster of
two workers of this machine, whose counts must be the same.

`country`: registers of which no two are alike, of 300 to 2,100 cases, through that cluster, so many at a
time; each summary must be the one that a process counts, and their sum what plain addition gives. `tasks`:
what a cluster costs beside the counting, each task's summary being there already. What follows from it all:
benchmarks/district.md.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path

import psutil
from python_calamine import CalamineWorkbook

from lib.district import Summary, cluster, combine, whole
from lib.district.summary import unreadable
from lib.sources.config import Config
from lib.sources.config.district import District, Member

NOW, MONTH = datetime(2026, 11, 18, 12, 0), "2026-10"
MADE, CASES, RUNS, COUNTRY = 8, 1_200, 3, 18_000
FEWEST, MOST, PIECE = 300, 2_100, 100
WATCHED = 1.0  # seconds between looks at the peaks, which stay: looking for processes costs milliseconds


@dataclass(frozen=True)
class Run:
    """Seconds on the wall and of CPU, the largest peak of a child in MB."""

    wall: float
    cpu: float
    peak: float


def measured(work: Callable[[], list[Summary]]) -> tuple[Run, list[Summary]]:
    """Do it once; what it took, that of all processes below this one included."""
    peaks, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(WATCHED):
            peaks.append(_peak())

    watcher = threading.Thread(target=watch)
    began, before = time.perf_counter(), _spent()
    watcher.start()
    found = work()
    wall = time.perf_counter() - began
    done.set()
    watcher.join()
    for child in multiprocessing.active_children():
        if "Dask" not in child.name:
            child.join()  # ended, but not yet counted among what has ended
    return Run(wall, _spent() - before, max(*peaks, _peak())), found


def _spent() -> float:
    """Seconds of CPU of this process and of all below it, the ended ones too."""
    own = psutil.Process()
    return sum(sum(each.cpu_times()[:4]) for each in (own, *own.children(recursive=True)))


def _peak() -> float:
    """The largest that a process below this one has been, in MB."""
    return max(map(_largest, psutil.Process().children(recursive=True)), default=0.0)


def _largest(process: psutil.Process) -> float:
    try:
        told = Path(f"/proc/{process.pid}/status").read_text("ascii")
    except OSError:  # it has gone meanwhile
        return 0.0
    return float(told.partition("VmHWM:")[2].partition("kB")[0] or 0) / 1024


def write(path: Path, cases: int, seed: int) -> None:
    """A register with so many cases."""
    from lib.demo import register  # no worker needs it, and each imports this module

    register.write(path, NOW, cases, seed)


def made(folder: Path, number: int) -> District:
    """So many registers in a folder."""
    members = []
    for at in range(number):
        path = folder / f"p{at}.xlsx"
        if at < MADE:
            write(path, CASES, at)
        else:
            shutil.copy(folder / f"p{at % MADE}.xlsx", path)
        members.append(Member(f"Поселение {at + 1}", Config(workbook=path)))
    return District("Район", tuple(members))


def yardstick(path: Path, times: int = 15) -> float:
    """The least seconds of CPU in which the bare engine lays a workbook out."""

    def once() -> float:
        before = time.process_time()
        for _ in range(4):  # the clock of a process ticks in steps of 4 ms
            book = CalamineWorkbook.from_path(path)
            for title in book.sheet_names:
                book.get_sheet_by_name(title).to_python()
        return (time.process_time() - before) / 4

    return min(once() for _ in range(times))


@contextmanager
def two_workers() -> Iterator[str]:
    """A Dask cluster of two workers of this machine; the address of its scheduler."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=40
    ) as local:
        yield local.scheduler_address


def by_dask(district: District) -> tuple[Run, list[Summary]]:
    """By a cluster whose workers have loaded all that they need; it goes again: idle it works too."""
    with two_workers() as address:
        few = District(district.name, district.members[:4])
        whole.count(few, NOW, MONTH, scheduler=address)
        return measured(lambda: whole.count(district, NOW, MONTH, scheduler=address))


def main(number: int, runs: int = RUNS) -> int:
    with tempfile.TemporaryDirectory() as name:
        district = made(Path(name), number)
        ways: dict[str, Callable[[], tuple[Run, list[Summary]]]] = {
            "1 process": lambda: measured(lambda: whole.count(district, NOW, MONTH, workers=1)),
            "2 processes": lambda: measured(lambda: whole.count(district, NOW, MONTH, workers=2)),
        }
        if find_spec("distributed"):
            ways["Dask, 2 workers"] = lambda: by_dask(district)
        size = sum(path.stat().st_size for path in Path(name).iterdir()) / number
        taken: dict[str, list[Run]] = {way: [] for way in ways}
        found: dict[str, list[Summary]] = {}
        for _ in range(runs):
            for way, work in ways.items():
                run, found[way] = work()
                taken[way].append(run)
        raw = yardstick(Path(name) / "p0.xlsx")
        print(f"The bare engine reads one workbook in {1000 * raw:.1f} ms of CPU.")
        load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
        print(
            f"{number} registers of {CASES} cases, {size / 1024:.0f} KB each, {runs} runs in turn;"
            f" load {load}:\n"
        )
        print(
            "| way | registers/s, best | median | CPU, ms a register, least | median | in yardsticks"
            " | largest process, MB |"
        )
        print("|---|---|---|---|---|---|---|")
        for way, told in taken.items():
            walls, cpus = sorted(run.wall for run in told), sorted(run.cpu / number for run in told)
            rates = (number / walls[0], number / statistics.median(walls))
            each = (1000 * cpus[0], 1000 * statistics.median(cpus))
            print(
                f"| {way} | {rates[0]:.1f} | {rates[1]:.1f} | {each[0]:.0f} | {each[1]:.0f}"
                f" | {cpus[0] / raw:.1f} | {max(run.peak for run in told):.0f} |"
            )
        pairs = zip(taken["1 process"], taken["2 processes"], strict=True)
        ratios = sorted(one.wall / two.wall for one, two in pairs)
        print(
            f"\nTwo processes, pair by pair: {ratios[-1]:.2f} times as fast at best,"
            f" {statistics.median(ratios):.2f} in the median (target 1.8)."
        )
        if "Dask, 2 workers" in taken:
            both = zip(taken["Dask, 2 workers"], taken["2 processes"], strict=True)
            more = statistics.median(one.cpu / two.cpu for one, two in both)
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


def country(number: int = 400, piece: int = PIECE) -> int:
    """Registers of which no two are alike, through a cluster of two workers, piece by piece."""
    own = psutil.Process()
    cpu: Counter[str] = Counter()
    total, plain = Summary(), Counter[tuple[str, object]]()
    size = cases = registers = 0
    peak = 0.0
    began = time.perf_counter()
    with two_workers() as address:
        for start in range(0, number, piece):
            with tempfile.TemporaryDirectory() as name:
                asked = [
                    (Path(name) / f"p{at}.xlsx", _cases(at), at)
                    for at in range(start, min(start + piece, number))
                ]
                with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as makers:
                    list(makers.map(write, *zip(*asked, strict=True)))
                size += sum(path.stat().st_size for path, _, _ in asked)
                cases += sum(each for _, each, _ in asked)
                district = District(
                    "Часть", tuple(Member(path.stem, Config(workbook=path)) for path, _, _ in asked)
                )
                asker, before = sum(own.cpu_times()[:2]), _spent()
                found = whole.count(district, NOW, MONTH, scheduler=address)
                asker = sum(own.cpu_times()[:2]) - asker
                cpu["asker"] += asker
                cpu["workers"] += _spent() - before - asker
                peak = max(peak, _peak())
                if whole.count(district, NOW, MONTH, workers=2) != found:
                    raise AssertionError("a process counts otherwise than the cluster")
                total = combine([total, combine(found)])
                plain.update(_plainly(found))
                registers += len(found)
                held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"{registers} registers, {cases} cases, {size / 2**20:.0f} MB read; CPU of the workers"
                    f" {cpu['workers']:.1f} s, of asker and scheduler {cpu['asker']:.1f} s; largest worker"
                    f" {peak:.0f} MB, the asker {held:.0f} MB; unread {len(total.unread)};"
                    f" {time.perf_counter() - began:.0f} s so far, making and checking included",
                    flush=True,
                )
    same = plain == Counter(_plainly([total])) and total.registers == number
    print(f"The sum of the sums is the plain sum of {number} single ones, each read once: {same}.")
    print(
        f"A register: {1000 * cpu['workers'] / number:.0f} ms of a worker,"
        f" {1000 * cpu['asker'] / number:.1f} ms of the asker; a thousand cases:"
        f" {1e6 * cpu['workers'] / cases:.0f} ms."
    )
    return 0 if same else 1


def _cases(seed: int) -> int:
    return random.Random(seed).randint(FEWEST, MOST)


def _plainly(summaries: Sequence[Summary]) -> Counter[tuple[str, object]]:
    """Every count of these summaries, added one by one."""
    found: Counter[tuple[str, object]] = Counter()
    for one in summaries:
        for name in ("numbers", "kept", "duties", "messages", "answers", "surging"):
            for key, count in getattr(one, name).items():
                found[name, key] += count
        found.update(("print", each) for each in one.prints)
    return +found  # what is 0 everywhere is nothing


@lru_cache
def _made(path: str) -> Summary:
    found: Summary = pickle.loads(Path(path).read_bytes())
    return found


def tasks(number: int = COUNTRY) -> int:
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
    what, *numbers = sys.argv[1:] or ("200",)
    ways = {"country": country, "tasks": tasks}
    sys.exit(ways[what](*map(int, numbers)) if what in ways else main(int(what), *map(int, numbers)))
