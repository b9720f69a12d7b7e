"""The documents of a month of about 200 cases: the .docx must take 3 s and 2 MB at most.

    .venv/bin/python -m benchmarks.report [CASES]

CASES rows over 25 months; each kind of file is made in a process of its own, as the command makes it, so that
the time holds the import of the library that draws the pictures. «again» is what a running server needs.
Judged is the processor's time: on a busy machine the clock on the wall measures the others.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pandas as pd

from lib import sla
from lib.demo import register as demo
from lib.documents import report
from lib.figures.facts import Facts, gather
from lib.register import parse
from lib.sheets import read
from lib.worktime.period import month_of
from tests.build import NOW

MONTH, RUNS = "2026-10", 5
SECONDS, MEGABYTES = 3.0, 2.0


def facts_of(path: Path) -> Facts:
    register, now = parse(read(path)), pd.Timestamp(NOW)
    return gather(register, sla.assess(register, now), now)


def made(facts: Facts, ending: str) -> tuple[float, float, bytes]:
    """Seconds on the wall, seconds of the processor, the file."""
    wall, processor = time.perf_counter(), time.process_time()
    data = report.render(report.of(facts, month_of(MONTH)), ending)
    return time.perf_counter() - wall, time.process_time() - processor, data


def main(cases: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        demo.write(path, datetime.fromisoformat(NOW), cases=cases)
        facts = facts_of(path)
        number = len(facts.cohort(month_of(MONTH)))
        print(f"| {number} cases in {MONTH} | first, s (processor) | again, s (processor) | MB |")
        print("|---|---|---|---|")
        first: dict[str, float] = {}
        size: dict[str, float] = {}
        for ending in report.KINDS:
            code = "import sys, pathlib; from benchmarks.report import *; "
            code += "print(*made(facts_of(pathlib.Path(sys.argv[1])), sys.argv[2])[:2])"
            done = subprocess.run(
                [sys.executable, "-c", code, path, ending], check=True, capture_output=True, text=True
            )
            wall, first[ending] = map(float, done.stdout.split())
            runs = [made(facts, ending) for _ in range(RUNS)]
            size[ending] = len(runs[0][2]) / 1e6
            again, own = (statistics.median(run[place] for run in runs) for place in (0, 1))
            told = f"{wall:.2f} ({first[ending]:.2f}) | {again:.2f} ({own:.2f})"
            print(f"| {ending} | {told} | {size[ending]:.2f} |")
    return 0 if first[".docx"] <= SECONDS and size[".docx"] <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5600))
