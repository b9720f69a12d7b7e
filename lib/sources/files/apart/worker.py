"""The process in which files are read: it may be starved, stopped or die, and the server goes on.

Started by `pool` with two pipes and nothing else of the server: no secrets, none of its open files.
It takes jobs and answers in frames until its input ends.
"""

from __future__ import annotations

import os
import sys
from typing import Any, BinaryIO

from lib.base.errors import SourceError
from lib.sources.files.apart.wire import packed, receive, send, unpacked
from lib.sources.files.book import Job, frames
from lib.sources.files.budget import MB, Budget, hold, peak
from lib.sources.files.grid import too_much

BIGGEST_JOB = 512 * MB
REFUSED, BROKEN, DONE = "refused", "broken", "done"  # what the last frame of an answer begins with


def main() -> None:
    """Serve until the other side closes or has gone."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, it does not print into an answer
    source = sys.stdin.buffer
    while (body := receive(source, BIGGEST_JOB)) is not None:
        told: dict[str, Any] = unpacked(body)
        budget = Budget(**told.pop("budget"))
        hold(budget.memory, budget.cpu)
        answer(Job(budget=budget, **told), out)


def answer(job: Job, out: BinaryIO) -> None:
    """All frames of a file, the last of which says how it went.

    `refused` bears the line for the user, `broken` what the file did to the reader: it is damaged. A file
    for which the memory does not suffice ends the process.
    """
    sent = 0
    last: tuple[Any, ...]
    try:
        for frame in frames(job):
            body = packed(frame)
            sent += len(body)
            if sent > job.budget.result:
                raise too_much(job.name, job.budget)
            send(out, body)
        last = (DONE, peak())
    except SourceError as error:
        last = (REFUSED, peak(), str(error))
    except MemoryError:
        os._exit(1)
    except Exception as error:  # a damaged file fails in many ways; all mean the same to who brought it
        last = (BROKEN, peak(), f"{type(error).__name__}: {error}"[:500])
    send(out, packed(last))


if __name__ == "__main__":
    main()
