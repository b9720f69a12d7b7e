"""A script run of «Сейчас» with 10,000 cases, data unchanged: the median must be 150 ms or less.

    .venv/bin/python -m benchmarks.page [CASES]

The whole script runs under AppTest (router, door, shell, page), the register in memory; the time that AppTest
itself needs is measured with an empty script in the same process and told beside.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.demo import register as demo
from lib.sheets import read
from tests.app import app, listed, serve
from tests.build import NOW

RUNS = 25
TARGET_MS = 150.0


def measured(at: AppTest) -> list[float]:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        at.run()
        times.append((time.perf_counter() - start) * 1000)
        assert not at.exception
    return times


def main(cases: int) -> int:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "register.xlsx"
        demo.write(path, datetime.fromisoformat(NOW), cases=cases)
        serve(patch, read(path))
        at = app()
        start = time.perf_counter()
        at.run()
        first = (time.perf_counter() - start) * 1000
        rows = len(listed(at)) + len(listed(at, 1))
        page = measured(at)
        bare = measured(AppTest.from_string("import streamlit as st\nst.text('')", default_timeout=30))
    print(f"| «Сейчас», {cases} cases, {rows} rows shown | ms |\n|---|---|")
    print(f"| first run (parse, obligations) | {first:.0f} |")
    print(f"| median of {RUNS}, data unchanged | {statistics.median(page):.1f} |")
    print(f"| worst of {RUNS} | {max(page):.1f} |")
    print(f"| AppTest with an empty script, median | {statistics.median(bare):.1f} |")
    print(f"| target | {TARGET_MS:.0f} |")
    return 0 if statistics.median(page) <= TARGET_MS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
