"""From the server's start to the last message of the first page, on one core: 6 s or less.

    .venv/bin/python -m benchmarks.startup [IMPORTS]

The demonstration is made on this start, as on the very first one. Server on core 0, the client on the others.
Then the heaviest imports of the app, its pages included (own time, `python -X importtime`).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.session import Session
from tools.running import ROOT, copy, running

TARGET = 6.0  # seconds
IMPORTED = "from lib.web.shell import router, store; from lib.web.views import now"


async def first_page(port: int) -> None:
    async with Session(port) as session:
        await session.open("")


def start() -> tuple[float, float]:
    """Seconds to a healthy server and to the end of the first page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy(folder)
        begun = time.perf_counter()
        with running(folder, ("taskset", "-c", "0")) as app:
            healthy = time.perf_counter() - begun
            asyncio.run(first_page(app.port))
            return healthy, time.perf_counter() - begun


def imports(count: int) -> list[tuple[int, int, str]]:
    """The heaviest modules: own and cumulative microseconds, name."""
    command = ["taskset", "-c", "0", sys.executable, "-X", "importtime", "-c", IMPORTED]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    found = []
    for line in told.splitlines():
        if line.startswith("import time:") and "self [us]" not in line:
            own, total, name = line.removeprefix("import time:").split("|")
            found.append((int(own), int(total), name.strip()))
    return sorted(found, reverse=True)[:count]


def main(count: int) -> int:
    os.sched_setaffinity(0, os.sched_getaffinity(0) - {0} or {0})
    healthy, page = start()
    print("| cold start, one core | s |\n|---|---|")
    print(f"| server answers | {healthy:.2f} |\n| last message of the first page | {page:.2f} |")
    print(f"| target | {TARGET:.2f} |\n\n| import | own, ms | with what it imports, ms |\n|---|---|---|")
    for own, total, name in imports(count):
        print(f"| {name} | {own / 1000:.1f} | {total / 1000:.1f} |")
    return 0 if page <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
