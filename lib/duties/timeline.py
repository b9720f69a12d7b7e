"""The events of every case as of a moment: dates given a time, the future hidden, the order settled.

`timeline(register, now)` takes the raw events of the register and returns those that have happened by
`now`, case by case in their true order (rules.md, fine print 7–9, 12; register.md, Cells). What it leaves
out it names by position in `register.events`, so that `check` can tell staff which cell to mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from lib.base.errors import CalendarError
from lib.law.regulation import Kind, Stage, Unit
from lib.law.schema import EVENT_FIELDS
from lib.register import Register
from lib.register.once import once_a_register
from lib.worktime import WorkCalendar, calendar

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

AHEAD = np.timedelta64(5, "m")  # clocks of people differ: so far ahead of now still counts as happened
_DAY_END = np.timedelta64(23 * 60 + 59, "m")  # a date without a time on a day off
_FURTHEST = 256  # years, about: by then every norm that `lib.register.office.settings` lets pass has run out
_DETECTED = EVENT_FIELDS.index("detected")
_REPORTED = EVENT_FIELDS.index("reported")
_DAY = 86_400  # seconds


@dataclass(frozen=True, eq=False)
class Timeline:
    """Events that have happened, sorted by case and order; arrays of one length, one entry an event.

    at: int64, position of the case in `register.cases`; stage, field, kind: int8 codes; time:
    datetime64[s], local; dated: its time was not typed; executor: int32 code into `register.people`, −1
    where none is named; origin: position in `register.events`; idle: it came after the final answer and has
    no effect (fine print 3).

    detected: datetime64[s] per case, NaT where unknown or ahead of now. future, early: positions in
    `register.events` of what was left out; absent: bool per case, its detection lies ahead of now.
    """

    at: Array
    stage: Array
    field: Array
    time: Array
    dated: Array
    kind: Array
    executor: Array
    origin: Array
    journal: Array
    idle: Array
    detected: Array
    absent: Array
    future: Array
    early: Array
    resolved: Array

    def __len__(self) -> int:
        return len(self.at)

    def detection_day(self, register: Register) -> Array:
        """Per case the day of its detection, also of one that is still ahead; NaT where there is none."""
        at, field, time = (register.events[name].to_numpy() for name in ("at", "field", "time"))
        first = np.flatnonzero(field == _DETECTED)
        day = np.full(len(self.detected), np.datetime64("NaT", "D"))
        day[at[first]] = time[first].astype("M8[D]")
        return np.where(np.isnat(self.detected), day, self.detected.astype("M8[D]"))

    def take(self, mask: Array) -> Timeline:
        """Only the events where `mask` is true; what is told per case stays."""
        if mask.all():
            return self
        names = (
            *("at", "stage", "field", "time", "dated", "kind"),
            *("executor", "origin", "journal", "idle"),
        )
        kept = {name: getattr(self, name)[mask] for name in names}
        rest = {name: getattr(self, name) for name in ("detected", "absent", "future", "early", "resolved")}
        return Timeline(**kept, **rest)


def happened(events: Timeline, now: Any) -> str:
    """What has happened: the day, the events that count, and which lie ahead.

    While it is the same, all that follows from the events alone is the same. Events known by their date alone
    move with the minute on their day, and so does it.
    """
    day = str(moment(now).astype("M8[D]"))
    return _digest(day, events.origin, events.time, events.detected, events.future)


def state(been: str, rows: pd.DataFrame) -> str:
    """How things stand: what has `happened`, and what became of each obligation (`sla.assess`).

    While it is the same, all that follows from a register is the same, but the minutes that open obligations
    have run (`spent`, `late`) and what is reckoned from the minute itself.
    """
    codes = [rows[name].cat.codes for name in ("rule", "status", "person", "unit")]
    columns = [rows[name] for name in ("opened", "due", "closed", "limit", "inferred")]
    return _digest(been, rows.index, *codes, *columns)


def _digest(first: str, *others: Any) -> str:
    found = blake2b(first.encode(), digest_size=16)
    for part in others:
        found.update(np.asarray(part).tobytes())
    return found.hexdigest()


@lru_cache(32)  # one moment is asked for by every part
def moment(now: Any) -> np.datetime64:
    """`now` as local wall-clock time to the second."""
    return np.datetime64(pd.Timestamp(now).floor("s").to_pydatetime(), "s")


def working_calendar(register: Register, now: Any, minutes: float = 0, days: int = 0) -> WorkCalendar:
    """The register's calendar over all its events, and past `now` by its longest norm and the given term.

    `minutes` are working minutes and `days` working days that must still fit after `now`.
    """
    return _working_calendar(register, moment(now), minutes, days)


@once_a_register(8)  # a page asks a dozen times for the calendar of its minute
def _working_calendar(register: Register, present: np.datetime64, minutes: float, days: int) -> WorkCalendar:
    times = register.events["time"].to_numpy()
    first = int(str(min(times.min(), present) if len(times) else present)[:4])
    clock, minutes, days = _longest(register, minutes, days)
    begin = present + AHEAD  # the latest that an obligation may begin
    last, further = int(str(begin + clock)[:4]) + 1, 2
    while True:
        result = calendar(register.schedule, first, last)
        end = np.datetime64(f"{last}-12-31T23:59:59", "s")
        opens = np.arange(begin.astype("M8[D]"), end.astype("M8[D]"))
        if float(result.between(begin, end)) > minutes and int(result.is_working_day(opens).sum()) > days:
            return result
        if further > _FURTHEST:
            raise CalendarError(
                "При таком рабочем времени срок не наступит и через сто лет: проверьте лист «Нормативы», "
                "столбец «Срок, раб. ч» и «Рабочее время» на листе «Настройки»."
            )
        last, further = last + further, 2 * further


def _longest(register: Register, minutes: float, days: int) -> tuple[np.timedelta64, float, int]:
    """The longest norms, at least the given ones: by the clock, in working minutes, in working days."""
    own = register.cases["limit_hours"].to_numpy(dtype=np.float64)
    hours, clock = float(np.nanmax(own, initial=0)), 0.0
    for norm in (norm for norms in register.norms.values for norm in norms.values()):
        limit = norm.limit or 0
        if norm.unit is Unit.MINUTES:
            clock = max(clock, limit)
        elif norm.unit is Unit.WORK_MINUTES:
            minutes = max(minutes, limit)
        elif norm.unit is Unit.WORK_HOURS:
            hours = max(hours, limit)
        elif norm.unit is Unit.WORK_DAYS:
            days = max(days, int(limit))
    return np.timedelta64(round(clock * 60), "s"), max(minutes, 60 * hours), days


def timeline(register: Register, now: Any) -> Timeline:
    """The events of `register` that have happened by `now` (naive local time), in order.

    Nothing in them may be changed: all who ask for the same moment get the same arrays.
    """
    return _timeline(register, moment(now))


@once_a_register(2)  # obligations, figures, check and card of one minute, beside another moment's
def _timeline(register: Register, present: np.datetime64) -> Timeline:
    events = register.events
    at = events["at"].to_numpy().astype(np.int64)
    field = events["field"].to_numpy()
    dated = events["dated"].to_numpy()
    bare = np.flatnonzero(dated)  # few or none, as a rule
    time = events["time"].to_numpy().astype("M8[s]", copy=len(bare) > 0)
    future = is_ahead(time, dated, present)
    detection = field == _DETECTED
    days = working_calendar(register, present) if len(bare) else None

    if days is not None:
        here = bare[detection[bare] & ~future[bare]]
        bound = _first_timed_after(at, field, time, counts=~dated & ~future, asked=here)
        time[here] = _earliest(_opening(days, time[here].astype("M8[D]")), bound, present)

    detected = np.full(len(register.cases), np.datetime64("NaT", "s"))
    known = np.flatnonzero(detection & ~future)
    detected[at[known]] = time[known]
    absent = np.zeros(len(register.cases), bool)
    absent[at[detection & future]] = True
    first_minute = detected.astype("M8[m]").astype("M8[s]")
    early = (time < first_minute[at]) & ~future & ~detection
    early[bare] = False
    kept = ~future & ~early & ~absent[at]

    if days is not None:
        here = bare[kept[bare] & ~detection[bare]]
        bound = _first_timed_after(at, field, time, counts=kept & ~dated & ~detection, asked=here)
        bound[field[here] == _REPORTED] = np.datetime64("NaT")
        closing = _closing(days, time[here].astype("M8[D]"))
        time[here] = np.fmax(_earliest(closing, bound, present), detected[at[here]])

    origin, kind, executor, journal = counted_once(
        register, *in_order(events, kept, time, len(register.cases))
    )
    at, stage = at[origin], events["stage"].to_numpy()[origin]
    kind, final = _settled_kinds(register, at, stage, kind)
    result = Timeline(
        at=at,
        stage=stage,
        field=field[origin],
        time=time[origin],
        dated=dated[origin],
        kind=kind,
        executor=executor,
        origin=origin,
        journal=journal,
        idle=(np.arange(len(at)) > final[at]) & (stage != Stage.REPORTED),
        detected=detected,
        absent=absent,
        future=np.flatnonzero(future),
        early=np.flatnonzero(early),
        resolved=np.where(kept, time, np.datetime64("NaT")),
    )
    for array in vars(result).values():
        array.setflags(write=False)
    return result


def is_ahead(time: Array, dated: Array, present: np.datetime64) -> Array:
    """Which of these moments have not come; a date without a time has, unless it is a day after today."""
    result: Array = time > present + AHEAD
    bare = np.flatnonzero(dated)
    result[bare] = time[bare] > present  # however near midnight is
    return result


def _opening(days: WorkCalendar, day: Array) -> Array:
    opens: Array = days.open_of(day)
    return np.where(np.isnat(opens), day.astype("M8[s]"), opens)


def _closing(days: WorkCalendar, day: Array) -> Array:
    closes: Array = days.close_of(day)
    return np.where(np.isnat(closes), day.astype("M8[s]") + _DAY_END, closes)


def _earliest(time: Array, bound: Array, present: np.datetime64) -> Array:
    result: Array = np.fmin(np.fmin(time, bound), present)  # fmin passes NaT over
    return result


def _first_timed_after(at: Array, field: Array, time: Array, *, counts: Array, asked: Array) -> Array:
    """For each `asked` event, the case's first timed event of a later step on its day; NaT if none."""
    if not len(asked):
        return np.empty(0, "M8[s]")
    concerned = np.zeros(at.max() + 1, bool)
    concerned[at[asked]] = True
    timed = np.flatnonzero(concerned[at] & counts & (field != _REPORTED))
    both = np.concatenate([asked, timed])
    answers = np.arange(len(both)) >= len(asked)
    # Case by case and day by day from the last step to the first, the asked before the timed of its step:
    # what stands before it on its day are the later steps, and the least of them is its bound.
    day = time[both].astype("M8[D]").astype(np.int64)
    order = np.lexsort((answers, -field[both].astype(np.int64), day, at[both]))
    at, day, answers = at[both][order], day[order], answers[order]
    group = np.cumsum((np.diff(at, prepend=-1) != 0) | (np.diff(day, prepend=day[0]) != 0))
    second = np.where(answers, time[both][order].astype(np.int64) - day * _DAY, _DAY)
    least = np.minimum.accumulate(second - group * (_DAY + 1)) + group * (_DAY + 1)  # anew in each group
    bound = np.full(len(both), np.datetime64("NaT", "s"))
    bound[order] = np.where(least < _DAY, (day * _DAY + least).astype("M8[s]"), np.datetime64("NaT"))
    return bound[: len(asked)]


def in_order(events: pd.DataFrame, kept: Array, time: Array, count: int) -> tuple[Array, Array]:
    """Sort by case, minute, stage and second, with the two swaps of fine print 9.

    Positions of the kept events in order, and where a new «same event of a case at one minute» begins.
    """
    origin = np.flatnonzero(kept)
    at = events["at"].to_numpy().astype(np.int64)[origin]
    stage = events["stage"].to_numpy()[origin]
    seconds = time[origin].astype(np.int64)
    minute = seconds // 60
    rank = 2 * stage + 1
    for swapped, after in ((Stage.RETURNED, Stage.SENT), (Stage.SENT_BACK, Stage.DRAFTED)):
        if not len(moved := np.flatnonzero(stage == swapped)):
            continue
        since = np.full(count, np.iinfo(np.int64).max)
        earlier = np.flatnonzero(stage == after)
        np.minimum.at(since, at[earlier], minute[earlier])
        rank[moved[minute[moved] > since[at[moved]]]] = 2 * after
    # One sortable number: case 26 bits, minute 26 (127 years), rank 5, second 6.
    base = minute.min() if len(minute) else 0
    place = (((at << 26) | (minute - base)) << 5) | rank
    order = np.argsort((place << 6) | (seconds - 60 * minute), kind="stable")
    place = place[order]
    return origin[order], np.diff(place, prepend=-1) != 0


def counted_once(register: Register, origin: Array, new: Array) -> tuple[Array, Array, Array, Array]:
    """The same event of a case at one minute counts once: positions, kinds, executors, held by the journal.

    The row's time stays; the journal's executor and kind, where filled, prevail (register.md, Cells).
    """
    events = register.events
    kinds = events["kind"].to_numpy()
    executors = events["executor"].cat.codes.to_numpy().astype(np.int32)
    held = events["journal"].to_numpy()
    if new.all():
        return origin, kinds[origin], executors[origin], held[origin]
    first = np.flatnonzero(new)
    noted = np.logical_or.reduceat(held[origin], first)
    kept, kind, executor = origin[first], kinds[origin[first]], executors[origin[first]]
    shared = np.flatnonzero(~(new & np.append(new[1:], True)))
    same = np.cumsum(new, dtype=np.int32)[shared] - 1
    # The row before the journal, each as it stands in its tab.
    order = np.lexsort((origin[shared], held[origin[shared]], same))
    group, member = same[order], origin[shared[order]]
    leading = np.diff(group, prepend=-1) != 0
    kept[group[leading]] = member[leading]
    journal = held[member]
    for result, values, empty in ((kind, kinds, Kind.NONE), (executor, executors, -1)):
        result[group[leading]] = values[member[leading]]
        filled = np.flatnonzero(journal & (values[member] != empty))[::-1]
        result[group[filled]] = values[member[filled]]  # reversed: the first filled one is written last
    return kept, kind, executor, noted


def _settled_kinds(register: Register, at: Array, stage: Array, kind: Array) -> tuple[Array, Array]:
    """Fine print 7: an empty kind is the row's up to the first posting, final after it.

    Returns the kinds, and for each case the index of its first final answer (a huge number: none).
    """
    count = len(register.cases)
    posted = np.flatnonzero(stage == Stage.POSTED)
    none = np.iinfo(np.int64).max
    first = np.full(count, none)
    np.minimum.at(first, at[posted], posted)
    own = register.cases["kind"].to_numpy()
    own = np.where(own == Kind.NONE, Kind.FINAL, own)
    empty = np.flatnonzero((kind == Kind.NONE) & ((stage == Stage.DRAFTED) | (stage == Stage.POSTED)))
    kind[empty] = np.where(empty <= first[at[empty]], own[at[empty]], Kind.FINAL)
    final = np.full(count, none)
    answers = posted[kind[posted] == Kind.FINAL]
    np.minimum.at(final, at[answers], answers)
    return kind, final
