"""A script run of each page with 10,000 cases as users meet it: after nothing, a minute, a term, new data.

    .venv/bin/python -m benchmarks.pages [CASES] [PAGE …]

The whole script runs under AppTest (router, door, shell, page), in CPU time. Beside it in brackets what a
server would do of that: the script's own thread, its files compiled once, without the tree that AppTest
builds of the page. The targets are held against the first number. The first run of a page, which derives what
the later ones only read, is told beside. The register is in memory and parsed already: that is measured by
`benchmarks.sources` and `benchmarks.parse`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from lib import sla
from lib.demo import register as demo
from lib.law.regulation import Status
from lib.law.schema import CASES
from lib.register import parse
from lib.sheets import read
from lib.sources.feed import Snapshot
from lib.sources.tabs import Tab, Tabs
from lib.web.shell import store
from tests.app import app, serve
from tests.build import NOW

RUNS = 5
TARGETS = {"unchanged": 100.0, "minute": 200.0, "term": 200.0, "changed": 400.0}
NOW_MINUTE = 100.0  # «Сейчас» at a minute's tick: the page that is kept open
PAGES: dict[str, dict[str, str]] = {
    "now": {},
    "deputy": {},
    "people": {},
    "people, 12 months": {"period": "12m"},
    "topics": {},
    "topics, by day": {"period": "12m", "step": "day"},
    "month": {"period": "2026-10"},
    **{
        f"month, {part}": {"period": "2026-10", "part": part}
        for part in ("timeliness", "quality", "dynamics", "people", "lacks")
    },
    "signals": {},
    "signals, repeats": {"signal": "repeats"},
    "signals, deficiencies": {"signal": "lacks"},
    "check": {},
    "cases": {"what": "steps", "period": "12m"},
    "case": {"n": "7"},
    "regulation": {},
}


class World:
    """A register that may change under the app, and a clock that may be moved."""

    def __init__(self, patch: pytest.MonkeyPatch, path: Path) -> None:
        tabs = read(path)
        serve(patch, tabs)
        self.now = pd.Timestamp(NOW)
        self.version = 0
        self.states = [store.Loaded(parse(_without(tabs, number)), False) for number in range(RUNS, -1, -1)]
        patch.setattr(store, "present", lambda _: self.now)
        patch.setattr(store.Served, "get", lambda _: self.snapshot())

    def snapshot(self) -> Snapshot[store.Loaded]:
        loaded = self.states[self.version % len(self.states)]
        return Snapshot(loaded, self.version + 1, datetime.now(UTC), None, None, 0)

    def unchanged(self) -> None:
        """Nothing happens: somebody clicks, or a beat draws the page anew."""

    def minute(self) -> None:
        self.now += pd.Timedelta(minutes=1)

    def term(self) -> None:
        """The next minute in which the term of an open step runs out."""
        rows = sla.assess(store.register_of(self.snapshot()), self.now)
        due = rows["due"][(rows["status"] == Status.RUNNING).to_numpy()]
        self.now = due[due >= self.now].min().floor("min") + pd.Timedelta(minutes=1)

    def changed(self) -> None:
        """Somebody typed one message more; read and parsed already."""
        self.version += 1


def _without(tabs: Tabs, number: int) -> Tabs:
    """The register before its last `number` messages were typed."""

    def earlier(tab: Tab) -> Tab:
        columns = tuple(column[: len(column) - number] for column in tab.columns)
        return replace(tab, columns=columns) if tab.title == CASES.title else tab

    return replace(tabs, tabs=tuple(map(earlier, tabs.tabs)))


class Served:
    """What of a run is the server's: the thread of the script, without the compiling that AppTest repeats."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.took = 0.0
        self._compiling = 0.0
        run, compiled = LocalScriptRunner._run_script_thread, ScriptCache.get_bytecode

        def running(runner: LocalScriptRunner) -> None:
            self._compiling, start = 0.0, time.thread_time()
            run(runner)
            self.took = (time.thread_time() - start - self._compiling) * 1000

        def compiling(cache: ScriptCache, path: str) -> object:
            start = time.thread_time()
            found = compiled(cache, path)
            self._compiling += time.thread_time() - start
            return found

        patch.setattr(LocalScriptRunner, "_run_script_thread", running)
        patch.setattr(ScriptCache, "get_bytecode", compiling)


def timed(at: AppTest, served: Served) -> tuple[AppTest, tuple[float, float]]:
    start = time.process_time()
    at = at.run()
    assert not at.exception
    return at, ((time.process_time() - start) * 1000, served.took)


def measured(
    world: World, served: Served, page: str, query: dict[str, str]
) -> tuple[float, dict[str, tuple[float, float]]]:
    """The first run of a page, and the median of the later ones after each kind of event, in ms."""
    store.forget_all()
    world.now = pd.Timestamp(NOW)
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    at, (first, _) = timed(at.switch_page(f"pages/{page.partition(',')[0]}.py"), served)
    medians = {}
    for name in TARGETS:
        times = []
        for _ in range(RUNS):
            getattr(world, name)()
            at, took = timed(at, served)
            times.append(took)
        whole, own = map(statistics.median, zip(*times, strict=True))
        medians[name] = whole, own
    return first, medians


def main(cases: int, pages: list[str]) -> int:
    slow = False
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "register.xlsx"
        demo.write(path, datetime.fromisoformat(NOW), cases=cases)
        world, served = World(patch, path), Served(patch)
        print(f"| page, {cases} cases; ms CPU, medians of {RUNS} | first | {' | '.join(TARGETS)} | |")
        print("|---|---|---|---|---|---|")
        for page in pages or PAGES:
            first, medians = measured(world, served, page, PAGES[page])
            targets = {**TARGETS, **({"minute": NOW_MINUTE} if page == "now" else {})}
            over = [name for name in TARGETS if medians[name][0] > targets[name]]
            slow = slow or bool(over)
            told = " | ".join(f"{whole:.0f} ({own:.0f})" for whole, own in medians.values())
            print(f"| {page} | {first:.0f} | {told} | {', '.join(over)} |", flush=True)
    return int(slow)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2:]))
