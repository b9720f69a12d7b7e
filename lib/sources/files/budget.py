"""How much a file may ask of the machine, by what it is read for, and how its process is held to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

if sys.platform != "win32":
    import resource

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


def shorten(name: str) -> str:
    """What to do with a file that is too big: a table as text (.csv) has no sheets to spare."""
    return "Удалите лишние строки" if name.lower().endswith(".csv") else "Удалите лишние листы и строки"


def hold(memory: int, cpu: int) -> None:
    """Bind this process: memory in all, seconds from now on, no file written, no core left behind.

    Where the system has no such limits the one who waits for the answer ends it by its deadline.
    """
    if sys.platform == "win32":
        return
    bounds = {resource.RLIMIT_CPU: _seconds(cpu), resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if sys.platform != "darwin":  # which counts what is never touched, and refuses
        bounds[resource.RLIMIT_AS] = memory
    for what, amount in bounds.items():
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (_least(amount, hard), hard))


@contextmanager
def held(budget: Budget) -> Iterator[None]:
    """Bind this process while a file is read in it: so much more memory, so many more seconds, no core.

    Linux alone; the bounds of before hold again afterwards.
    """
    with open("/proc/self/statm", encoding="ascii") as sizes:
        taken = int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    bounds = {
        resource.RLIMIT_AS: taken + budget.memory,
        resource.RLIMIT_CPU: _seconds(budget.cpu),
        resource.RLIMIT_CORE: 0,
    }
    before = {what: resource.getrlimit(what) for what in bounds}
    for what, (soft, hard) in before.items():
        resource.setrlimit(what, (_least(bounds[what], soft, hard), hard))
    try:
        yield
    finally:
        for what, limits in before.items():
            resource.setrlimit(what, limits)


def _seconds(cpu: int) -> int:
    """The bound of this process's seconds that leaves it so many more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return int(used.ru_utime + used.ru_stime) + cpu + 1


def _least(amount: int, *limits: int) -> int:
    """The amount, or the least of the limits that are there."""
    return min([amount, *(each for each in limits if each != resource.RLIM_INFINITY)])


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
