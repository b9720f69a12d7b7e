"""The fingerprint of what stands behind a document: the data, the norms, the calendar.

Equal fingerprints mean equal figures, time that has passed apart. It is told as «48217736-0921-5530»: data,
norms and calendar apart, so that a difference names its cause; digits alone, since whoever types it off paper
has a Russian keyboard. It depends neither on the order of rows nor on
what came after the month: later cases, later years of the calendar, names in «Настройки», authors, notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.base import written
from lib.duties.timeline import Array
from lib.law.regulation import RULES, Kind, Norm, Stage, Unit
from lib.register import Register
from lib.words import phrases
from lib.worktime.period import Period
from lib.worktime.workdays import PRODUCTION_CALENDAR

AFTER = timedelta(days=62)  # days of the calendar that count beyond the month: terms of its cases end by then
_HOLIDAYS = 14  # days that the longest holidays may put a term off
_IN_A_DAY = {
    Unit.MINUTES: 1440,
    Unit.WORK_MINUTES: 240,
    Unit.WORK_HOURS: 4,
    Unit.WORK_DAYS: 1,
}  # at the least
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
_SIGN = "\x1f"  # between what is told of a case
_DATA, _PART = 8, 4  # digits
_STATE_DAYS = sorted(PRODUCTION_CALENDAR)
_STATE = [f"{day} {PRODUCTION_CALENDAR[day]}" for day in _STATE_DAYS]
_PRINT = re.compile(r"(?<!\d)([0-9]{8})[-‐‑–— ]([0-9]{4})[-‐‑–— ]([0-9]{4})(?!\d)")


@dataclass(frozen=True)
class Print:
    """A fingerprint: eight digits of the data, four each of the norms and of the calendar."""

    data: str
    norms: str
    calendar: str

    def __str__(self) -> str:
        return f"{self.data}-{self.norms}-{self.calendar}"


def _since(day: date | None) -> tuple[str, ...]:
    return (f"{day}",) if day else ()


def _norm_lines(norms: Mapping[str, Norm]) -> list[str]:
    known = [(rule.key, norms[rule.key]) for rule in RULES]
    return [
        f"{key} {norm.limit if norm.limit is None else float(norm.limit)} {norm.unit}" for key, norm in known
    ]


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
        by_month: dict[str, list[bytes]] = defaultdict(list)
        for name, digest in zip(_months(self.register).tolist(), _cases(self.register), strict=True):
            by_month[name].append(digest)
        return {name: _digest(sorted(by_month[name]), _DATA) for name in sorted(by_month) if name}

    def norms(self, period: Period) -> str:
        """The norms that a step of the period's cases, or of earlier ones, began under: four digits."""
        used = self._norms(period)
        return _digest(
            [line for since, norms in used for line in (*_since(since), *_norm_lines(norms))], _PART
        )

    def _norms(self, period: Period) -> list[tuple[date | None, dict[str, Norm]]]:
        norms = self.register.norms
        return norms.until(self._last_event(period) if norms.days else period.last)

    @cached_property
    def _event_months(self) -> Array:
        """The month of detection of the case of each event."""
        months: Array = _months(self.register)[self.register.events["at"].to_numpy()]
        return months

    def _last_event(self, period: Period) -> np.datetime64:
        """The last day on which something happened in a case of the period or of an earlier one."""
        events = self.register.events
        ours = self._event_months
        known = events["time"].to_numpy()[(ours != "") & (ours <= f"{period.last.astype('M8[M]')}")]
        days = np.append(known.astype("M8[D]"), period.last)
        last: np.datetime64 = days.max()
        return last

    def _longest_term(self, period: Period) -> int:
        """Calendar days within which any norm of the period has run out, with room for holidays."""
        norms = [norm for _, norms in self._norms(period) for norm in norms.values() if norm.limit]
        days = [float(norm.limit or 0) / _IN_A_DAY[norm.unit] for norm in norms if norm.unit]
        return int(2 * max(days, default=0)) + _HOLIDAYS

    def calendar(self, period: Period) -> str:
        """The hours and the days of the calendar that the period's terms may need: four digits."""
        schedule = self.register.schedule
        last = period.end + AFTER
        own = {
            item.day: f"{item.day} {item.kind} {item.hours}" for item in schedule.overrides if item.day < last
        }
        state = _STATE[: bisect_left(_STATE_DAYS, last)]
        reach = period.last
        if schedule.later:
            reach = self._last_event(period) + self._longest_term(period)
        weeks = [
            line
            for since, week in schedule.weeks.until(reach)
            for line in (*_since(since), f"{week.hours} {week.breaks} {week.short_minutes}")
        ]
        return _digest([*weeks, *(own[day] for day in sorted(own)), *state], _PART)

    def of(self, period: Period) -> Print:
        """The fingerprint of a month's document: its data and all that came before."""
        last = f"{period.last.astype('M8[M]')}"
        data = (f"{month} {digest}" for month, digest in self.months.items() if month <= last)
        return Print(_digest(data, _DATA), self.norms(period), self.calendar(period))


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
    told = [part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in parts]
    found = blake2b(b"\x1e".join([*told, b""]), digest_size=16).digest()
    return f"{int.from_bytes(found) % 10**digits:0{digits}d}"


def _months(register: Register) -> Array:
    """The month of detection of each case, "" without one."""
    events = register.events
    own = np.flatnonzero(events["stage"].to_numpy() == Stage.DETECTED)
    months = np.full(len(register.cases), np.datetime64("NaT", "M"))
    months[events["at"].to_numpy()[own]] = events["time"].to_numpy()[own].astype("M8[M]")
    known, number = np.unique(months, return_inverse=True)
    names: Array = np.where(np.isnat(known), "", known.astype(str))
    return names[number]


def _columns(cases: pd.DataFrame) -> list[str]:
    """What counts of a case; what «Статус» says only where it says something."""
    return [*_CASE, "said"] if cases["said"].to_numpy().any() else _CASE


def _cases(register: Register) -> list[bytes]:
    """The digest of each case: its cells and its events, whatever the order of rows."""
    cases, events = register.cases, register.events
    case, *told = _texts(cases, "case", *_columns(cases))
    said = _joined(pc.if_else(pa.array(cases["numbered"].to_numpy()), case, ""), *told)
    at, lines = events["at"].to_numpy(), _lines(events)
    both = pa.table({"at": at, "line": lines})
    order = pc.sort_indices(both, [("at", "ascending"), ("line", "ascending")])
    ends = np.append(0, np.cumsum(np.bincount(at, minlength=len(cases))))
    happened = pc.binary_join(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), lines.take(order)), _SIGN)
    some = pa.array(np.diff(ends) > 0)
    whole = pc.if_else(some, _joined(said, happened), said)
    return [blake2b(each, digest_size=8).digest() for each in whole.cast(pa.binary()).to_pylist()]


def _lines(events: pd.DataFrame) -> pa.StringArray:
    """Each event: stage and kind, time, whether its hour is unknown and the executor, by pairs."""
    stage, kind, dated = (events[name].to_numpy() for name in ("stage", "kind", "dated"))
    executor = events["executor"].array
    people = [*executor.categories.tolist(), ""]  # −1, nobody, is the last
    steps = [f"{stage}{_SIGN}{kind}" for stage in range(len(Stage)) for kind in range(len(Kind))]
    ends = [f"{dated}{_SIGN}{name}" for dated in (False, True) for name in people]
    step = stage * np.int64(len(Kind)) + kind
    end = dated * np.int64(len(people)) + executor.codes % np.int64(len(people))
    time = written.moments(events["time"]).fill_null("NaT")
    return _joined(pa.array(steps).take(pa.array(step)), time, pa.array(ends).take(pa.array(end)))


def _joined(*texts: pa.StringArray) -> pa.StringArray:
    """What each row says, as one text."""
    return pc.binary_join_element_wise(*texts, _SIGN)


def _texts(frame: pd.DataFrame, *columns: str) -> list[pa.StringArray]:
    """These columns as texts; a value that is not given is empty."""
    return written.each([frame[name] for name in columns], str, "")
