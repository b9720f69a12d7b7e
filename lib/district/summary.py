"""What is counted of one register, in numbers that add up: the sum of two summaries is the summary of both.

No text of a message and no person stands in it. A share or a median of a district is told from the summed
counts, never averaged from averages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lib.base.errors import UsageError

VERSION = 1
# What is counted besides obligations; a number that the register does not keep is absent, not 0.
NUMBERS = (
    "cases",
    "answered",
    "live_overdue",
    "promises_broken",
    "not_reported",
    "deficiencies",
    "errors",
    "warnings",
)
# Times to answer fall into bins a twentieth wide: the middle of one is within 2.5 % of all that it holds.
_WIDTH = math.log(1.05)
NEVER = 1 << 15  # the bin of the answers that are overdue: longer than any (rules.md)


@dataclass(frozen=True)
class Summary:
    """The counts of one register or of many.

    month: «2026-10», what all of them are of; "" of nothing at all. registers: how many were read. unread:
    the line of each that could not be read, in alphabetical order. numbers: by the names of NUMBERS. kept: by
    rule, how many registers keep it. duties: by rule, high importance and status, of cases detected in the
    month. messages: by day («2026-10-05»), topic and high importance; excluded ones (п. 18) apart. answers:
    by high importance and bin of the working minutes from detection to the answer. surging: by topic, in how
    many registers messages on it surge now. prints: the control code of each register's month, in order.
    """

    month: str = ""
    registers: int = 0
    unread: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    duties: Mapping[tuple[str, bool, str], int] = field(default_factory=dict)
    messages: Mapping[tuple[str, str, bool], int] = field(default_factory=dict)
    answers: Mapping[tuple[bool, int], int] = field(default_factory=dict)
    surging: Mapping[str, int] = field(default_factory=dict)
    prints: tuple[str, ...] = ()
    version: int = VERSION

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        """Come from another process: what thousands of summaries are counted by is held once."""
        for name, value in state.items():
            counts = (
                {_shared(key): count for key, count in value.items()} if isinstance(value, dict) else value
            )
            object.__setattr__(self, name, counts)

    def duty(self, rule: str, *statuses: str, high: bool | None = None) -> int | None:
        """How many obligations of a rule have one of these statuses; None where no register keeps it."""
        if not self.kept.get(rule):
            return None
        wanted = (False, True) if high is None else (high,)
        return sum(self.duties.get((rule, each, status), 0) for each in wanted for status in statuses)

    def as_data(self) -> dict[str, Any]:
        """The same as JSON can hold it: what is counted by several things at once as rows, in their order."""
        return {
            "version": self.version,
            "month": self.month,
            "registers": self.registers,
            "unread": list(self.unread),
            "numbers": {name: self.numbers[name] for name in NUMBERS if name in self.numbers},
            "kept": dict(sorted(self.kept.items())),
            **{
                name: [[*key, count] for key, count in sorted(getattr(self, name).items())]
                for name in ("duties", "messages", "answers")
            },
            "surging": dict(sorted(self.surging.items())),
            "prints": list(self.prints),
        }


@lru_cache(1 << 16)
def _shared(key: Any) -> Any:
    return key


def unreadable(month: str, why: str) -> Summary:
    """The summary of a register that cannot be read: the line that says why."""
    return Summary(month, unread=(" ".join(why.split()),))


def combine(summaries: Iterable[Summary]) -> Summary:
    """The sum, whatever the order and however they were summed before; of none, a summary of nothing.

    UsageError where they are of different months, or were made by another version of the program.
    """
    month, registers = "", 0
    unread: list[str] = []
    prints: list[str] = []
    sums: dict[str, Any] = {name: {} for name in _ADDED}
    for one in summaries:
        if one.version != VERSION:
            raise UsageError(
                "Сводка реестра посчитана другой версией программы. Обновите программу на всех компьютерах"
                " и посчитайте заново."
            )
        if one.month and month and one.month != month:
            raise UsageError(f"Сводки за разные месяцы ({month} и {one.month}) не складываются.")
        month = month or one.month
        registers += one.registers
        unread += one.unread
        prints += one.prints
        for name, into in sums.items():
            for key, count in getattr(one, name).items():
                into[key] = into.get(key, 0) + count
    return Summary(month, registers, tuple(sorted(unread)), prints=tuple(sorted(prints)), **sums)


_ADDED = ("numbers", "kept", "duties", "messages", "answers", "surging")


def bin_of(minutes: float) -> int:
    """The bin of a time to answer, working minutes; infinite while it is overdue."""
    if math.isinf(minutes):
        return NEVER
    return 0 if minutes < 1 else 1 + int(math.log(minutes) / _WIDTH)


def bounds(number: int) -> tuple[float, float]:
    """From and below how many working minutes a bin holds; the last one is infinite."""
    if number == NEVER:
        return math.inf, math.inf
    return (0.0, 1.0) if number == 0 else (math.exp((number - 1) * _WIDTH), math.exp(number * _WIDTH))


def percentile(summary: Summary, part: float, *, high: bool = False) -> int | None:
    """The bin of the smallest time that this part of the answers does not exceed; None without answers."""
    bins = sorted((number, count) for (mark, number), count in summary.answers.items() if mark is high)
    wanted = math.ceil(sum(count for _, count in bins) * part)
    for number, count in bins:
        wanted -= count
        if wanted <= 0:
            return number
    return None
