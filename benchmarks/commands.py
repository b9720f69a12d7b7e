"""The command line at 50,000 cases against a bare read of the workbook, in one run: CPU and peak memory.

    .venv/bin/python -m benchmarks.commands [CASES]

CPU is user and system time of the whole process, the start of Python among it; medians of RUNS.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from lib.sources.config import ROOT
from tests.build import NOW

RUNS = 3
_BARE = (
    "import sys, python_calamine\n"
    "book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])\n"
    "for name in book.sheet_names:\n"
    "    book.get_sheet_by_name(name).to_python(skip_empty_area=False)"
)
# What a command may take: times the bare read, which takes about a second, and MB.
TARGETS = {
    "csv": (3.0, 360.0),
    "json": (3.2, 360.0),
    "check": (2.8, None),
    "help": (0.1, None),
    "five": (0.55, None),
}


def spent(*command: str) -> tuple[float, float]:
    """Seconds of CPU and the peak of memory in MB of a process."""
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(cases: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path, few = Path(folder) / "register.xlsx", Path(folder) / "few.xlsx"
        # Made by processes of their own: a child begins with its parent's peak of memory.
        for place, number in ((path, cases), (few, 5)):
            spent("-m", "lib", "demo", str(place), "--now", NOW, "--cases", str(number), "--seed", "7")
        table = ("-m", "lib", "obligations", str(path), "--now", NOW)
        commands = {
            "bare": ("-c", _BARE, str(path)),
            "csv": table,
            "json": (*table, "--format", "json"),
            "check": ("-m", "lib", "check", str(path), "--now", NOW),
            "help": ("-m", "lib", "--help"),
            "five": ("-m", "lib", "obligations", str(few), "--now", NOW),
        }
        rounds = [{name: spent(*command) for name, command in commands.items()} for _ in range(RUNS)]
    runs = {name: [each[name] for each in rounds] for name in commands}
    seconds = {name: statistics.median(cpu for cpu, _ in runs[name]) for name in runs}
    print(
        f"| {cases} cases | s CPU | times the bare read | target | MB | target |\n|---|---|---|---|---|---|"
    )
    slow = False
    for name, values in runs.items():
        ratio, memory = seconds[name] / seconds["bare"], max(peak for _, peak in values)
        most, room = TARGETS.get(name, (None, None))
        slow = slow or (most is not None and ratio > most) or (room is not None and memory > room)
        print(f"| {name} | {seconds[name]:.2f} | {ratio:.2f} | {most or ''} | {memory:.0f} | {room or ''} |")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
