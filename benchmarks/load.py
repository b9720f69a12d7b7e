"""Thirty viewers with «Сейчас» open: p95 of an answer 1 s or less, memory flat after the first minute.

    .venv/bin/python -m benchmarks.load [--minutes 10] [--viewers 30] [--pages]

The server runs on core 0, the viewers in this process on the others, over the websocket as a browser does:
the page once, then its heartbeat as often as it asks for it, a full run every fourth time; with `--pages` of
the next page of the menu instead. Loopback only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.session import Session
from tools.running import copy, running

MENU = ("", "deputy", "people", "topics", "signals", "month", "check", "regulation")
SLOWEST, GROWTH, MEMORY = 1.0, 0.05, 1024.0  # seconds; a share; MB


@dataclass
class Seen:
    """What the viewers and the watch over the server's memory saw."""

    opened: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def megabytes(process: int) -> float:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def viewer(port: int, number: int, until: float, seen: Seen, pages: tuple[str, ...]) -> None:
    """One viewer until the end, who looks at the pages in turn; a fault ends him and is told."""
    try:
        await asyncio.sleep(number * 0.3)
        async with Session(port) as session:
            begun = time.perf_counter()
            await session.open(pages[0])
            seen.opened.append(time.perf_counter() - begun)
            turn = number
            while time.monotonic() + session.interval < until:
                await asyncio.sleep(session.interval)
                begun = time.perf_counter()
                await (session.open(pages[turn // 4 % len(pages)]) if turn % 4 == 0 else session.beat())
                seen.answers.append(time.perf_counter() - begun)
                turn += 1
            if session.errors:
                seen.errors.append(f"{session.errors} exceptions on the page")
    except Exception as error:
        seen.errors.append(repr(error))


async def watch(process: int, begun: float, until: float, seen: Seen) -> None:
    while time.monotonic() < until:
        seen.memory.append((time.monotonic() - begun, megabytes(process)))
        await asyncio.sleep(1)


async def load(port: int, process: int, viewers: int, minutes: float, pages: tuple[str, ...]) -> Seen:
    seen = Seen()
    begun = time.monotonic()
    until = begun + minutes * 60
    await asyncio.gather(
        watch(process, begun, until, seen),
        *(viewer(port, number, until, seen, pages) for number in range(viewers)),
    )
    return seen


def report(seen: Seen, viewers: int, minutes: float) -> int:
    """Print the table; 0 where every target is met."""
    p95 = statistics.quantiles(seen.answers, n=20)[-1]
    settled = [used for at, used in seen.memory if at >= min(60, minutes * 30)]
    tail = max(1, len(settled) // 10)
    growth = statistics.median(settled[-tail:]) / statistics.median(settled[:tail]) - 1
    print(f"| {viewers} viewers, {minutes:g} min | measured | target |\n|---|---|---|")
    print(f"| answers | {len(seen.answers)} | |")
    print(f"| first page, worst, s | {max(seen.opened):.2f} | |")
    print(f"| answer, p95, s | {p95:.2f} | {SLOWEST:.2f} |")
    print(f"| answer, worst, s | {max(seen.answers):.2f} | |")
    print(f"| memory, highest, MB | {max(used for _, used in seen.memory):.0f} | {MEMORY:.0f} |")
    print(f"| memory, growth after it settled | {growth:.1%} | {GROWTH:.0%} |")
    print(f"| errors | {len(seen.errors)} | 0 |")
    for error in sorted(set(seen.errors)):
        print(error)
    within = max(used for _, used in seen.memory) <= MEMORY
    return 0 if p95 <= SLOWEST and growth <= GROWTH and within and not seen.errors else 1


def main() -> int:
    options = argparse.ArgumentParser(description="Load of the live page.")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--viewers", type=int, default=30)
    options.add_argument("--pages", action="store_true", help="all pages of the menu in turn")
    chosen = options.parse_args()
    pages = MENU if chosen.pages else MENU[:1]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy(folder)
        with running(folder, ("taskset", "-c", "0")) as app:
            seen = asyncio.run(load(app.port, app.process.pid, chosen.viewers, chosen.minutes, pages))
    return report(seen, chosen.viewers, chosen.minutes)


if __name__ == "__main__":
    sys.exit(main())
