"""A file read in this very process, under limits that end with the reading; a sentinel waits meanwhile.

No cell is handed over and nothing is started: what a file costs is what its reader costs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from lib.base.errors import SourceError
from lib.sources.files import budget, sentinel
from lib.sources.files.assembled import assembled
from lib.sources.files.book import Job, frames
from lib.sources.files.outcome import BrokenFile, Died
from lib.sources.tabs import Tabs


def read(job: Job, title: str) -> Tabs:
    """The tabs of a file; Died where the memory does not suffice.

    Whatever ends the process itself, its seconds of work or a panic of the engine, the sentinel tells.
    """
    with ExitStack() as held:
        held.enter_context(sentinel.reading(job.name))
        held.enter_context(_silent())
        held.enter_context(budget.held(job.budget))
        try:
            return assembled(frames(job), title)
        except SourceError:
            raise
        except MemoryError as error:
            raise Died(late=False) from error
        except Exception as error:  # a damaged file fails in many ways; all mean the same to who brought it
            raise BrokenFile(f"{type(error).__name__}: {error}"[:500]) from error


@contextmanager
def _silent() -> Iterator[None]:
    """Keep to itself what an engine writes as it dies: the sentinel says it in one line."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
