"""What it costs to read a workbook in a process apart, and sheets that the engine leaves to our own reader.

    .venv/bin/python -m benchmarks.apart [CASES]

CPU is user and system time in a fresh process, its child's among it; imports and start apart. The same file,
once read here and once apart, medians of RUNS; memory is the peak of both processes together. Then a sheet
with an error or a HYPERLINK in every row at half the length and whole: twice the rows, twice the time.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from lib import sheets
from lib.law import schema
from lib.sources.config import ROOT
from lib.sources.files.apart import pool
from lib.sources.files.assembled import assembled
from lib.sources.files.book import Job, frames
from lib.sources.files.budget import REGISTER
from lib.sources.titles import folded
from tests.build import NOW

RUNS = 3
APART, MEMORY, LINEAR = 1.25, 450.0, 2.3
KINDS = {
    "plain": None,
    "an error in each row": "=1/0",
    "a link in each row": '=HYPERLINK("https://vk.com/{}")',
}
COLUMNS = 30


def read(path: str, way: str) -> dict[str, float]:
    """Seconds of CPU and MB of one reading in this process, which is fresh."""
    start, begun = _spent(), time.perf_counter()
    if way == "apart":
        sheets.read_file(Path(path))
        pool.close()
    else:
        names = frozenset(map(folded, sheets.TITLES))
        job = Job(Path(path).read_bytes(), path, names, "", REGISTER, settings=folded(schema.SETTINGS.title))
        assembled(frames(job), path)
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return {"cpu": _spent() - start, "wall": time.perf_counter() - begun, "memory": sum(peaks)}


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def fresh(path: Path, way: str) -> dict[str, float]:
    """`read` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.apart", "--read", str(path), way]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(told)
    return found


def medians(path: Path, *ways: str) -> dict[str, dict[str, float]]:
    """The median of each figure by way, the ways taken in turns."""
    rounds = [{way: fresh(path, way) for way in ways} for _ in range(RUNS)]
    return {
        way: {
            name: statistics.median(each[way][name] for each in rounds) for name in ("cpu", "wall", "memory")
        }
        for way in ways
    }


def write(path: Path, rows: int, formula: str | None) -> None:
    """A sheet of numbers and repeated texts, in each row the formula."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        tab = book.add_worksheet(schema.CASES.title)
        for row in range(rows):
            for column in range(COLUMNS - 1):
                if column % 2:
                    tab.write_number(row, column, row)
                else:
                    tab.write_string(row, column, f"Слово {row % 500}")
            if formula is not None:
                value = "#DIV/0!" if "/0" in formula else "пост"
                tab.write_formula(row, COLUMNS - 1, formula.format(row), None, value)


def main(cases: int) -> int:
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        subprocess.run(
            [sys.executable, "-m", "lib", "demo", path, "--now", NOW, "--cases", str(cases), "--seed", "7"],
            cwd=ROOT,
            check=True,
            stderr=subprocess.DEVNULL,
        )
        found = medians(path, "here", "apart")
        ratio, memory = found["apart"]["cpu"] / found["here"]["cpu"], found["apart"]["memory"]
        slow = ratio > APART or memory > MEMORY
        print(f"| {cases} cases | here | apart | times | target |\n|---|---|---|---|---|")
        print(f"| s CPU | {found['here']['cpu']:.2f} | {found['apart']['cpu']:.2f} | {ratio:.2f} | {APART} |")
        print(f"| MB, both processes | {found['here']['memory']:.0f} | {memory:.0f} | | {MEMORY:.0f} |")
        print("\n| a sheet of 30 columns, s CPU | half | whole | times | target |\n|---|---|---|---|---|")
        for kind, formula in KINDS.items():
            spent = []
            for rows in (cases // 2, cases):
                write(path, rows, formula)
                spent.append(fresh(path, "here")["cpu"])
            growth = spent[1] / spent[0]
            slow = slow or growth > LINEAR
            print(f"| {kind} | {spent[0]:.2f} | {spent[1]:.2f} | {growth:.2f} | {LINEAR} |")
    return int(slow)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        print(json.dumps(read(*sys.argv[2:])))
        sys.exit()
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
