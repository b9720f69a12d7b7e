"""Reads a file in a process of its own, under limits, and hands the cells back as data.

The process costs little to start and is kept for the next file while it is small. Whatever a file does to
it (no memory, no end, a crash of an engine) ends in one Russian line here.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from lib.base.errors import SourceError
from lib.sources.files import windows
from lib.sources.files.book import Job
from lib.sources.files.budget import MB
from lib.sources.files.wire import packed, receive, send, unpacked
from lib.sources.files.worker import BROKEN, DONE, REFUSED
from lib.sources.tabs import Merge, Tab, Tabs

AT_ONCE = 2  # files of visitors read at the same time; the register itself waits for none of them
PATIENCE = 30.0  # seconds that a visitor's file waits for its turn
KEPT_UP_TO = 160 * MB  # a process that has held more is not kept
_TOLD = ("data", "name", "wanted", "tabs", "exact", "settings")  # of a job; its budget is told beside
JOBS = 50  # files that one process reads at most
GOING = 5.0  # seconds in which a process that has closed its end is gone
_ROOT = Path(__file__).resolve().parents[3]
# What a Python process needs of the environment to start and find its packages; nothing else is handed on.
_NEEDED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "VIRTUAL_ENV")


_log = logging.getLogger(__name__)


class BrokenFile(Exception):
    """The reader found the file damaged; the message is for the log, not for the user."""


class _Died(Exception):
    """The process ended in the middle of an answer; `late`: because its time was up."""

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self.late = late


class _Process:
    """One process that reads, one file at a time."""

    def __init__(self) -> None:
        known = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        paths = [str(_ROOT), *filter(None, [known.get("PYTHONPATH")])]
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "lib.sources.files.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**known, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._in = cast("BinaryIO", self._popen.stdin)
        self._out = cast("BinaryIO", self._popen.stdout)
        self._bounds = windows.Job(self._popen)
        self._jobs = 0
        self._peak = 0

    @property
    def fresh(self) -> bool:
        """Whether it may read one more file."""
        return self._jobs < JOBS and self._peak < KEPT_UP_TO and self._popen.poll() is None

    def read(self, job: Job) -> Iterator[tuple[Any, ...]]:
        """The frames of a file but the last, which SourceError, BrokenFile or the end stand for.

        _Died where the process does not come to the last.
        """
        self._jobs += 1
        up = threading.Event()

        def stop() -> None:
            up.set()
            self._popen.kill()

        clock = threading.Timer(job.budget.wall, stop)
        clock.daemon = True
        clock.start()
        try:
            self._bounds.hold(job.budget.memory)
            told = {name: getattr(job, name) for name in _TOLD}
            send(self._in, packed({**told, "budget": asdict(job.budget)}))
            del told
            got = 0
            while (body := receive(self._out, job.budget.result)) is not None:
                got += len(body)
                if got > job.budget.result + MB:
                    raise BrokenFile("more was handed on than agreed")
                frame = unpacked(body)
                if frame[0] in (DONE, REFUSED, BROKEN):
                    self._peak = frame[1]
                    if frame[0] == REFUSED:
                        raise SourceError(frame[2])
                    if frame[0] == BROKEN:
                        raise BrokenFile(frame[2])
                    return
                yield frame
        except BrokenPipeError:  # it has gone before it took the whole file
            _log.debug("A reading process ended early")
        finally:
            clock.cancel()
        raise _Died(late=up.is_set() or self._ran_out())

    def end(self) -> None:
        """Stop it, whatever it does, and let its pipes go."""
        self._popen.kill()
        self._popen.wait()
        self._bounds.close()
        for pipe in (self._in, self._out):
            with suppress(BrokenPipeError):  # what was not taken any more
                pipe.close()

    def _ran_out(self) -> bool:
        """Whether the system stopped it because its seconds of work were used up."""
        try:
            self._popen.wait(GOING)
        except subprocess.TimeoutExpired:
            return False
        return sys.platform != "win32" and self._popen.returncode == -signal.SIGXCPU


class _Pool:
    """The processes: at most one at rest, kept for the next file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Process] = []

    @contextmanager
    def process(self) -> Iterator[_Process]:
        """A process for one file; ended unless it came to the end of its answer."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is not None and not process.fresh:
            process.end()
            process = None
        process = process or _Process()
        try:
            yield process
        except (SourceError, BrokenFile):
            self._back(process)
            raise
        except BaseException:
            process.end()
            raise
        self._back(process)

    def forget(self) -> None:
        """Leave what is at rest to the process that this one was forked from."""
        self._lock = threading.Lock()
        self._idle = []

    def close(self) -> None:
        """End what is at rest."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def _back(self, process: _Process) -> None:
        with self._lock:
            if process.fresh and not self._idle:
                self._idle.append(process)
                return
        process.end()


_POOL = _Pool()
atexit.register(_POOL.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forget)
_TURNS = threading.BoundedSemaphore(AT_ONCE)
_asking: set[Hashable] = set()
_asking_lock = threading.Lock()


def read(job: Job, title: str, asker: Hashable = None) -> Tabs:
    """The tabs of a file; `title` becomes the title of the whole.

    `asker`: who brought it; he has one file read at a time. SourceError, one Russian line, where it is
    refused or cannot be read within its limits; BrokenFile where it is damaged.
    """
    with _turn(job, asker):
        try:
            return _read(job, title)
        except _Died as death:
            if death.late:
                raise _late(job) from death
        if not job.exact:  # the engine asks for memory without measure, our own reader counts first
            try:
                return _read(replace(job, exact=True), title)
            except _Died as death:
                if death.late:
                    raise _late(job) from death
    raise SourceError(
        f"Файл {job.name} не прочитан: ему не хватило отведённой памяти. Удалите лишние листы и строки"
        " или сохраните его заново в Excel или LibreOffice."
    )


@contextmanager
def _turn(job: Job, asker: Hashable) -> Iterator[None]:
    """Wait until it is this file's turn; SourceError where that takes too long."""
    if not job.budget.waits:
        yield
        return
    with _asking_lock:
        if asker is not None and asker in _asking:
            raise SourceError("Ваш прошлый файл ещё читается. Подождите, пока он откроется, и повторите.")
        _asking.add(asker)
    try:
        if not _TURNS.acquire(timeout=PATIENCE):
            raise SourceError("Сейчас читаются файлы других посетителей. Повторите через минуту.")
        try:
            yield
        finally:
            _TURNS.release()
    finally:
        with _asking_lock:
            _asking.discard(asker)


def _late(job: Job) -> SourceError:
    return SourceError(
        f"Файл {job.name} не прочитан: чтение не закончилось за отведённое время. Удалите лишние листы"
        " и строки или сохраните его заново в Excel или LibreOffice."
    )


@dataclass
class _Growing:
    """A tab as its pieces come in."""

    title: str
    whole: bool
    columns: list[list[Any]] = field(default_factory=list)
    moments: dict[int, bytearray] = field(default_factory=dict)
    rows: int = 0
    marks: tuple[Any, ...] = ((), {})

    def add(self, cells: list[list[Any]], moments: dict[int, bytes]) -> None:
        self.columns.extend([] for _ in range(len(cells) - len(self.columns)))
        for column, more in zip(self.columns, cells, strict=False):
            column.extend(more)
        for place, mask in moments.items():
            known = self.moments.setdefault(place, bytearray())
            known.extend(bytes(self.rows - len(known)))
            known.extend(mask)
        self.rows += max(map(len, cells), default=0)

    def tab(self) -> Tab:
        merges, links = self.marks
        return Tab(
            self.title,
            tuple(self.columns),
            moments={place: np.frombuffer(mask, bool) for place, mask in self.moments.items()},
            merges=tuple(Merge(*each) for each in merges),
            links={place: behind for place, behind in links.items() if behind},
        )


def _read(job: Job, title: str) -> Tabs:
    since_1904 = False
    tabs: dict[int, _Growing] = {}
    last: _Growing | None = None
    with _POOL.process() as process:
        for kind, *told in process.read(job):
            if kind == "book":
                (since_1904,) = told
            elif kind == "tab":
                place, name, whole = told
                last = tabs[place] = _Growing(name, whole)
            elif last is not None and kind == "cells":
                last.add(*told)
            elif last is not None and kind == "marks":
                last.marks = tuple(told)
    return Tabs(
        title,
        _in_order(tabs, whole=True),
        others=_in_order(tabs, whole=False),
        since_1904=since_1904,
    )


def _in_order(tabs: dict[int, _Growing], *, whole: bool) -> tuple[Tab, ...]:
    return tuple(grown.tab() for _, grown in sorted(tabs.items()) if grown.whole is whole)
