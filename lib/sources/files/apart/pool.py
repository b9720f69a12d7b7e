"""The processes that read files apart, under limits, and hand the cells back as data; whose turn it is.

A process costs little to start and is kept for the next file while it is small.
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
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from lib.base.errors import SourceError
from lib.sources.files.apart import windows
from lib.sources.files.apart.wire import packed, receive, send, unpacked
from lib.sources.files.apart.worker import BROKEN, DONE, REFUSED
from lib.sources.files.assembled import assembled
from lib.sources.files.book import Job
from lib.sources.files.budget import MB
from lib.sources.files.outcome import BrokenFile, Died
from lib.sources.tabs import Tabs

AT_ONCE = 2  # files of visitors read at the same time; the register itself waits for none of them
PATIENCE = 30.0  # seconds that a visitor's file waits for its turn
KEPT_UP_TO = 160 * MB  # a process that has held more is not kept
_TOLD = ("data", "name", "wanted", "tabs", "exact", "settings")  # of a job; its budget is told beside
JOBS = 50  # files that one process reads at most
GOING = 5.0  # seconds in which a process that has closed its end is gone
_ROOT = Path(__file__).resolve().parents[4]
# What a Python process needs of the environment to start and find its packages; nothing else is handed on.
_NEEDED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "VIRTUAL_ENV")

_log = logging.getLogger(__name__)


class _Process:
    """One process that reads, one file at a time."""

    def __init__(self) -> None:
        known = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        paths = [str(_ROOT), *filter(None, [known.get("PYTHONPATH")])]
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "lib.sources.files.apart.worker"],
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

        Died where the process does not come to the last.
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
        raise Died(late=up.is_set() or self._ran_out())

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


def close() -> None:
    """End the process that is kept for the next file."""
    _POOL.close()


def read(job: Job, title: str) -> Tabs:
    """The tabs of a file, read apart; Died where the process does not come to its end."""
    with _POOL.process() as process:
        return assembled(process.read(job), title)


@contextmanager
def turn(job: Job, asker: Hashable) -> Iterator[None]:
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
