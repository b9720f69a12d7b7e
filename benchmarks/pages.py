"""A script run of each page of insights with 10,000 cases, data unchanged: the median must be 300 ms or less.

    .venv/bin/python -m benchmarks.pages [CASES]

The whole script runs under AppTest (router, door, shell, page), the register in memory; the first run of a
page, which derives what the later ones only read, is told beside.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pytest

from lib.demo import register as demo
from lib.sheets import read
from tests.app import app, serve
from tests.build import NOW

RUNS = 15
TARGET_MS = 300.0
PAGES: dict[str, dict[str, str]] = {
    "deputy": {},
    "people": {},
    "people, 12 months": {"period": "12m"},
    "topics": {},
    "topics, by day": {"period": "12m", "step": "day"},
    "month": {"period": "2026-10"},
    "signals": {},
    "signals, repeats": {"signal": "repeats"},
    "signals, deficiencies": {"signal": "lacks"},
    "cases": {"what": "steps", "period": "12m"},
}


def measured(page: str, query: dict[str, str]) -> tuple[float, list[float]]:
    """The first run of a page and the later ones, in milliseconds."""
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    times = []
    for run in range(RUNS + 1):
        start = time.perf_counter()
        at = at.switch_page(f"pages/{page.partition(',')[0]}.py").run() if not run else at.run()
        times.append((time.perf_counter() - start) * 1000)
        assert not at.exception
    return times[0], times[1:]


def main(cases: int) -> int:
    slow = False
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "register.xlsx"
        demo.write(path, datetime.fromisoformat(NOW), cases=cases)
        serve(patch, read(path))
        print(
            f"| page, {cases} cases | first, ms | median of {RUNS} | worst | target |\n|---|---|---|---|---|"
        )
        for page, query in PAGES.items():
            first, times = measured(page, query)
            middle = statistics.median(times)
            slow = slow or middle > TARGET_MS
            print(f"| {page} | {first:.0f} | {middle:.0f} | {max(times):.0f} | {TARGET_MS:.0f} |")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
