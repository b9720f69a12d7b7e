"""How much a file may ask of the machine, by what it is read for, and how its process is held to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MB = 1 << 20
BIGGEST_SHEET = 12_000_000  # cells of a tab's rectangle: 400,000 messages in thirty columns
PLAN = MB  # bytes of a part that only says how the workbook is built
STYLES = 8 * MB
DENSE = 16 * MB  # bytes of a part that may be packed as it likes: the same letter in hundreds of cells does
RATIO = 100  # how many times a bigger part may be packed: a sheet of styled cells reaches thirty
MOST_PARTS = 5_000


@dataclass(frozen=True)
class Budget:
    """Bytes of the file, of it unpacked and of the cells as handed over; cells of a tab; then the process.

    `memory`: bytes of its address space; `cpu`, `wall`: seconds. `waits`: it takes its turn with what other
    visitors bring.
    """

    packed: int
    unpacked: int
    result: int
    cells: int
    memory: int
    cpu: int
    wall: int
    waits: bool = False


# The register itself, put there by its owners; what a visitor brings; a summary that the program wrote.
REGISTER = Budget(128 * MB, 1024 * MB, 400 * MB, BIGGEST_SHEET, 1200 * MB, 120, 240)
VISIT = Budget(20 * MB, 250 * MB, 120 * MB, BIGGEST_SHEET // 2, 900 * MB, 45, 60, waits=True)
PREVIOUS = Budget(5 * MB, 40 * MB, 20 * MB, 500_000, 400 * MB, 10, 20, waits=True)


def hold(memory: int, cpu: int) -> None:
    """Bind this process: memory in all, seconds from now on, no file written, no core left behind.

    Where the system has no such limits the one who waits for the answer ends it by its deadline.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 (absent on Windows)

    def at_most(what: int, amount: int) -> None:
        _, hard = resource.getrlimit(what)
        soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(what, (soft, hard))

    used = resource.getrusage(resource.RUSAGE_SELF)
    at_most(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + cpu + 1)
    at_most(resource.RLIMIT_CORE, 0)
    at_most(resource.RLIMIT_FSIZE, 0)
    if sys.platform != "darwin":  # which counts what is never touched, and refuses
        at_most(resource.RLIMIT_AS, memory)


@contextmanager
def held(budget: Budget) -> Iterator[None]:
    """Bind this process while a file is read in it: so much more memory, so many more seconds, no core.

    Linux alone; the bounds of before hold again afterwards.
    """
    import resource  # noqa: PLC0415 (absent on Windows)

    with open("/proc/self/statm", encoding="ascii") as sizes:
        taken = int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    spent = resource.getrusage(resource.RUSAGE_SELF)
    bounds = {
        resource.RLIMIT_AS: taken + budget.memory,
        resource.RLIMIT_CPU: int(spent.ru_utime + spent.ru_stime) + budget.cpu + 1,
        resource.RLIMIT_CORE: 0,
    }
    before = {what: resource.getrlimit(what) for what in bounds}
    for what, (soft, hard) in before.items():
        known = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
        resource.setrlimit(what, (min([bounds[what], *known]), hard))
    try:
        yield
    finally:
        for what, limits in before.items():
            resource.setrlimit(what, limits)


def peak() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not tell.

    Not by getrusage: what it tells of a process may be the size of the one that started it.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            held = next((line.split()[1] for line in status if line.startswith("VmHWM:")), "0")
    except FileNotFoundError:  # no Linux
        return 0
    return int(held) << 10
