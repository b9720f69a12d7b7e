"""Reads a file under limits and gives its cells as data: in a process apart, or in this very one.

The server and whoever else must go on reads apart: a file may starve that process, stop or end it. A
command that lives for one file reads it itself, without handing cells over, where a sentinel waits for it
and tells what became of it. Whatever a file does (no memory, no end, a crash of an engine), it ends in one
Russian line.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from lib.sources.files import here, sentinel
from lib.sources.files.apart import pool
from lib.sources.files.book import Job
from lib.sources.files.outcome import BrokenFile, Died, late, starved
from lib.sources.tabs import Tabs

__all__ = ["BrokenFile", "read"]


def read(job: Job, title: str, asker: Hashable = None) -> Tabs:
    """The tabs of a file; `title` becomes the title of the whole.

    `asker`: who brought it; he has one file read at a time. SourceError, one Russian line, where it is
    refused or cannot be read within its limits; BrokenFile where it is damaged.
    """
    way = here.read if sentinel.waits() else pool.read
    job = replace(job, exact=job.exact or sentinel.engine_died())
    with pool.turn(job, asker):
        # The engine asks for memory without measure, our own reader counts first.
        for each in (job,) if job.exact else (job, replace(job, exact=True)):
            try:
                return way(each, title)
            except Died as death:
                if death.late:
                    raise late(job.name) from death
    raise starved(job.name)
