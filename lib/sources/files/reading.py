"""Reads a file under limits and gives its cells as data: in a process apart, or in this very one.

The server and whoever else must go on (`notify --watch`, `doctor`) reads apart: a file may starve that
process, stop or end it. A command that reads once, and only then tells or writes, reads its file itself,
without handing cells over, where a sentinel waits for it and tells what became of it. Whatever a file does
(no memory, no end, a crash of an engine), it ends in one Russian line.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from lib.sources.files import here, sentinel
from lib.sources.files.book import Job
from lib.sources.files.outcome import BrokenFile, Died, late, starved
from lib.sources.tabs import Tabs

__all__ = ["BrokenFile", "read"]


def read(job: Job, title: str, asker: Hashable = None) -> Tabs:
    """The tabs of a file; `title` becomes the title of the whole.

    `asker`: who brought it; he has one file read at a time. SourceError, one Russian line, where it is
    refused or cannot be read within its limits; BrokenFile where it is damaged.
    """
    if sentinel.waits():
        return _tried(replace(job, exact=job.exact or sentinel.engine_died()), title, here.read)
    # Imported only here: a command that reads its file itself starts no process.
    from lib.sources.files.apart import pool  # noqa: PLC0415

    with pool.turn(job, asker):
        return _tried(job, title, pool.read)


def _tried(job: Job, title: str, way: Callable[[Job, str], Tabs]) -> Tabs:
    """The tabs of a file; where the engine died of it once more, by our own reader.

    The engine asks for memory without measure, our own reader counts first.
    """
    for each in (job,) if job.exact else (job, replace(job, exact=True)):
        try:
            return way(each, title)
        except Died as death:
            if death.late:
                raise late(job.name) from death
    raise starved(job.name)
