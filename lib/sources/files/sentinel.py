"""Who waits for a process that a file may end, and tells in its stead what became of it.

The two are one program: it forks once it knows what it is to do and before it does it, the younger goes on,
the older waits. A page of memory that both see says which file is being read. The younger alone takes memory
and time. This is for a command that reads what it needs once and only then tells or writes: one that goes on
after a file (`notify --watch`), or has done something before it reads one, has files read apart.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib.sources.files.outcome import late, starved

if TYPE_CHECKING:
    from mmap import mmap

_LONGEST = 4096  # bytes of a file's name
_HANDED_ON = ("SIGINT", "SIGTERM", "SIGHUP")
# What ends a process from outside, on purpose: it says nothing of the file.
_MEANT = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE")

_page: mmap | None = None  # where somebody waits for this process
_engine_died = False  # over the file that is read now


def waits() -> bool:
    """Whether a sentinel waits for this process."""
    return _page is not None


def engine_died() -> bool:
    """Whether this is the second try, to be made without the engine."""
    return _engine_died


@contextmanager
def reading(name: str) -> Iterator[None]:
    """A file is being read: if the process ends within, it was of this file."""
    assert _page is not None
    told = name.encode(errors="replace")[:_LONGEST]
    _page[:] = told.ljust(_LONGEST, b"\0")
    try:
        yield
    finally:
        _page[:] = bytes(_LONGEST)


def stands_by(*, again: bool) -> None:
    """Who started this process waits for it and tells of its end: files are read in it. Linux alone.

    `again`: one before it has died over the same file, which is then read without the engine.
    """
    if sys.platform != "linux":
        return
    from mmap import mmap  # noqa: PLC0415 (with what only this system has)

    global _page, _engine_died
    _page, _engine_died = mmap(-1, _LONGEST), again


def guarded(run: Callable[[], int]) -> int:
    """What `run` returns, in a process of which nothing but its end is asked.

    A process that an engine's crash or want of memory ended over a file begins once more, without the
    engine: so `run` must be such as has printed and changed nothing before it has read its files, and keeps
    nothing from one file to the next. SourceError where it ends again, or its time is up. Where the system
    knows no such limits (all but Linux) files are read apart, and `run` runs here.
    """
    if sys.platform != "linux":
        return run()
    from mmap import mmap  # noqa: PLC0415 (with what only this system has)

    global _page, _engine_died
    page = mmap(-1, _LONGEST)
    for again in (False, True):
        with _signals_kept() as before:
            parent, lifeline = os.getpid(), os.pipe()
            child = os.fork()
            if not child:
                _page, _engine_died = page, again
                _end_with(parent, lifeline)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                return run()
            code = os.waitstatus_to_exitcode(_end_of(child))
            for end in lifeline:
                os.close(end)
        name = bytes(page).rstrip(b"\0").decode(errors="ignore")
        page[:] = bytes(_LONGEST)
        if code >= 0:
            return code
        if not name or signal.Signals(-code).name in _MEANT:
            return _likewise(-code)
        if -code == signal.SIGXCPU:
            raise late(name)
    raise starved(name)


@contextmanager
def _signals_kept() -> Iterator[set[signal.Signals]]:
    """Signals to this process wait until it looks; gives the mask of before."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _awaited())
    try:
        yield {signal.Signals(each) for each in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _awaited() -> set[signal.Signals]:
    """The child's end, and what is handed on to it."""
    return {signal.SIGCHLD, *(signal.Signals[name] for name in _HANDED_ON)}


def _end_of(child: int) -> int:
    """Wait for the child's end, its status; hand on what one sends to this process alone."""
    while True:
        told = signal.sigwaitinfo(_awaited())
        if told.si_signo != signal.SIGCHLD:
            if told.si_code <= 0:  # by kill; what the terminal sends has reached both
                os.kill(child, told.si_signo)
            continue
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status


def _likewise(number: int) -> int:
    """End as the child ended."""
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    return 128 + number  # as a shell tells it, where the signal is held back


def _end_with(parent: int, lifeline: tuple[int, int]) -> None:
    """Let the system end this process as soon as the one that waits for it has gone, however it went.

    The end of a pipe that the other holds open is watched: its closing sends SIGIO, which nobody handles.
    """
    import fcntl  # noqa: PLC0415 (absent on Windows)

    mine, others = lifeline
    os.close(others)
    fcntl.fcntl(mine, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(mine, fcntl.F_SETFL, fcntl.fcntl(mine, fcntl.F_GETFL) | os.O_ASYNC)
    if os.getppid() != parent:
        os._exit(1)
