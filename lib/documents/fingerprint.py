"""The fingerprint of what stands behind a document: the data, the norms, the calendar.

Equal fingerprints mean equal figures, time that has passed apart. It is told as «48217736-0921-5530»: data,
norms and calendar apart, so that a difference names its cause; digits alone, since whoever types it off paper
has a Russian keyboard. It depends neither on the order of rows nor on
what came after the month: later cases, later years of the calendar, names in «Настройки», authors, notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from lib.base import written
from lib.law.regulation import RULES, Stage
from lib.register import Register
from lib.words import phrases
from lib.worktime.period import Period
from lib.worktime.workdays import PRODUCTION_CALENDAR

AFTER = timedelta(days=62)  # days of the calendar that count beyond the month: terms of its cases end by then
_CASE = [
    "network",
    "topic",
    "topic_group",
    "location",
    "text",
    "answer_url",
    "high",
    "limit_hours",
    "executor",
    "executor2",
    "kind",
    "media",
    "repeat_of",
    "excluded",
    "excluded_reason",
    "mark",
    "outcome",
]
_EVENT = ["stage", "kind", "time", "dated", "executor"]
_DATA, _PART = 8, 4  # digits
_PRINT = re.compile(r"(?<!\d)([0-9]{8})[-‐‑–— ]([0-9]{4})[-‐‑–— ]([0-9]{4})(?!\d)")


@dataclass(frozen=True)
class Print:
    """A fingerprint: eight digits of the data, four each of the norms and of the calendar."""

    data: str
    norms: str
    calendar: str

    def __str__(self) -> str:
        return f"{self.data}-{self.norms}-{self.calendar}"


def read(text: str) -> Print | None:
    """A fingerprint as somebody typed it off a document; None where it is none."""
    found = _PRINT.search(text)
    return Print(*found.groups()) if found else None


@dataclass(frozen=True, eq=False)
class Marks:
    """Fingerprints of one state of a register; compute once and keep as long as the register is the same."""

    register: Register

    @cached_property
    def months(self) -> dict[str, str]:
        """The data of each month that has cases («2026-10»), in time order: eight digits."""
        by_month: dict[str, list[bytes]] = {}
        month = _months(self.register)
        for name, digest in zip(month, _cases(self.register), strict=True):
            if name:
                by_month.setdefault(name, []).append(digest)
        return {name: _digest(sorted(by_month[name]), _DATA) for name in sorted(by_month)}

    @cached_property
    def norms(self) -> str:
        """The norms in force: four digits."""
        norms = ((rule.key, self.register.norms[rule.key]) for rule in RULES)
        return _digest(
            (
                f"{key} {norm.limit if norm.limit is None else float(norm.limit)} {norm.unit}"
                for key, norm in norms
            ),
            _PART,
        )

    def calendar(self, period: Period) -> str:
        """The hours and the days of the calendar that the period's terms may need: four digits."""
        schedule = self.register.schedule
        last = period.end + AFTER
        own = {
            item.day: f"{item.day} {item.kind} {item.hours}" for item in schedule.overrides if item.day < last
        }
        state = (f"{day} {kind}" for day, kind in sorted(PRODUCTION_CALENDAR.items()) if day < last)
        week = f"{schedule.hours} {schedule.breaks} {schedule.short_minutes}"
        return _digest([week, *(own[day] for day in sorted(own)), *state], _PART)

    def of(self, period: Period) -> Print:
        """The fingerprint of a month's document: its data and all that came before."""
        last = f"{period.last.astype('M8[M]')}"
        data = (f"{month} {digest}" for month, digest in self.months.items() if month <= last)
        return Print(_digest(data, _DATA), self.norms, self.calendar(period))


def compare(before: Print, now: Print) -> str:
    """What has changed since the document with the fingerprint `before`, in one sentence."""
    parts = {
        "данные реестра": before.data != now.data,
        "нормы": before.norms != now.norms,
        "рабочее время или календарь": before.calendar != now.calendar,
    }
    changed = [name for name, differs in parts.items() if differs]
    if not changed:
        return "С тех пор реестр, нормы и календарь не изменились."
    return f"С тех пор изменились: {phrases.listed(changed)}."


def _digest(parts: Iterable[str | bytes], digits: int) -> str:
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))
        found.update(b"\x1e")
    return f"{int.from_bytes(found.digest()) % 10**digits:0{digits}d}"


def _months(register: Register) -> list[str]:
    """The month of detection of each case, "" without one."""
    events = register.events
    own = events[(events["stage"] == Stage.DETECTED).to_numpy()]
    months = np.full(len(register.cases), np.datetime64("NaT", "M"))
    months[own["at"].to_numpy()] = own["time"].to_numpy().astype("M8[M]")
    return ["" if name == "NaT" else name for name in months.astype(str).tolist()]


def _cases(register: Register) -> list[bytes]:
    """The digest of each case: its cells and its events, whatever the order of rows."""
    events = register.events
    happened: list[list[str]] = [[] for _ in range(len(register.cases))]
    for at, said in zip(events["at"].tolist(), _lines(events[_EVENT]), strict=True):
        happened[at].append(said)
    cases = register.cases
    cells = cases[_CASE]
    cells.insert(0, "case", cases["case"].where(cases["numbered"], ""))
    return [
        blake2b("\x1f".join([said, *sorted(own)]).encode(), digest_size=8).digest()
        for said, own in zip(_lines(cells), happened, strict=True)
    ]


def _lines(frame: pd.DataFrame) -> list[str]:
    """Each row as one text; a value that is not given is empty, a time has its seconds."""
    columns = [_texts(column) for _, column in frame.items()]
    lines: list[str] = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
    return lines


def _texts(column: pd.Series) -> Any:
    if written.is_moments(column):
        return written.moments(column).fill_null("NaT")
    return written.each(column, str, "")
