"""The command line, one file a group of commands (commands.md); front door: `main`.

A command is a function under `@GROUP.command(name, what it is for, *arguments)`; a new group stands below.
What a command needs is imported inside it: `--help` starts without pandas, a file is read without Google's
libraries (tests/cli/test_startup.py).

Tables go to standard output as UTF-8, messages to standard error. Exit code 0: done; 1: `check` or
`doctor` found errors; 2: bad usage or a register that cannot be read, with one line that says what to mend;
141: nobody reads the output any more.
"""

from __future__ import annotations

from lib.cli import columns, connecting, district, doctor, documents, making, notify, registers, usage

GROUPS = (
    making.GROUP,
    columns.GROUP,
    registers.GROUP,
    documents.GROUP,
    district.GROUP,
    notify.GROUP,
    connecting.GROUP,
    doctor.GROUP,
)  # in the order of `--help`


def started() -> int:
    """`main` as a program of its own, which a file may end: a sentinel waits and tells it in one line.

    A command that goes on after a file, or has done something before it, has files read apart instead.
    """
    import gc
    import os

    from lib.sources.files import sentinel

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies; threads cost at the start
    gc.set_threshold(100_000, 20, 100)  # imports and cells are many and no rubbish: do not look so often
    code = usage.run(GROUPS, None, sentinel.guarded)
    if sentinel.waits():
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End at once, if nobody works here any more: taking everything apart first costs a tenth of a second."""
    import os
    import sys
    import threading

    if threading.active_count() == 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    return usage.run(GROUPS, arguments)
