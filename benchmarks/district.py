"""A district counted: one process against two, processes against Dask, and the sum of a whole country.

    .venv/bin/python -m benchmarks.district [REGISTERS]

Each register has 1,200 cases; a few are made, and copied. CPU is user and system time of this process and of
all that it started, memory the largest peak of one of them. For a country: benchmarks/district.md.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lib.demo import register as demo
from lib.district import Summary, combine, whole
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
    """Do it once; what it took, its children included."""

    def spent() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    began, before = time.perf_counter(), spent()
    found = work()
    wall = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Run(wall, spent() - before, peak), found


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


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        district = made(Path(name), number)
        ways = {
            "1 process": lambda: whole.count(district, NOW, MONTH, workers=1),
            "2 processes": lambda: whole.count(district, NOW, MONTH, workers=2),
        }
        taken: dict[str, list[Run]] = {way: [] for way in ways}
        for _ in range(RUNS):
            for way, work in ways.items():
                run, summaries = measured(work)
                taken[way].append(run)
        print(f"{number} registers of {CASES} cases, medians of {RUNS} runs in turn:\n")
        print("| way | wall, s | registers/s | CPU, s | largest process, MB |\n|---|---|---|---|---|")
        for way, runs in taken.items():
            wall = statistics.median(run.wall for run in runs)
            cpu = statistics.median(run.cpu for run in runs)
            peak = max(run.peak for run in runs)
            print(f"| {way} | {wall:.2f} | {number / wall:.1f} | {cpu:.2f} | {peak:.0f} |")
        ratios = [one.wall / two.wall for one, two in zip(*taken.values(), strict=True)]
        print(f"\nTwo processes: {statistics.median(ratios):.2f} times as fast (pair by pair; target 1.8).")
        many = [summaries[at % number] for at in range(COUNTRY)]
        began = time.process_time()
        combine(many)
        print(f"The sum of {COUNTRY} summaries: {time.process_time() - began:.2f} s CPU (target 2).")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
