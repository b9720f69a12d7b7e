"""Obligations: who owed what, from when, until when, done when (rules.md, «Obligations»).

`assess` turns the events of a register into one row per obligation, for all cases at once: events in
order, and for each opening event the next one of its case that ends the rule. Nothing is stored: every
status is a function of the register and of `now`, so any past moment can be assessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.register import Register
from lib.regulation import RULES, Kind, Norm, Role, Rule, Stage, Status, Unit
from lib.timeline import Array, Timeline, moment, timeline, working_calendar
from lib.worktime import WorkCalendar

MINUTES_IN: dict[Unit, float] = {Unit.MINUTES: 1, Unit.WORK_MINUTES: 1, Unit.WORK_HOURS: 60}

# How a rule's obligation ended.
_OPEN, _CLOSED, _INFERRED, _CANCELLED, _VOID = range(5)
_NAT = np.datetime64("NaT", "s")
_NOBODY = -1


@dataclass(frozen=True)
class _Duties:
    """Obligations of one rule: indexes of the opening and ending events in the timeline (−1: open)."""

    rule: Rule
    opener: Array
    end: Array
    outcome: Array


def assess(register: Register, now: Any, events: Timeline | None = None) -> pd.DataFrame:
    """Every obligation of every case as of `now` (naive local time).

    One row per obligation, sorted by case in register order, then opened, then rule. The index «at» is the
    case's position in `register.cases`. Columns: case str; rule, role, person, status, unit category;
    opened, due, closed datetime64[s] (NaT: no norm, still open); inferred bool; limit float64, the norm's
    number (NaN: none); spent, late float64, minutes in the norm's clock. Excluded cases have no rows (п. 18),
    nor have those whose detection lies ahead of now. Of several spreadsheets the last column is source
    category, the title of the case's own.

    `events` is the timeline of the same register and moment where the caller has it already.
    """
    return _frame(register, _blocks(register, now, events))


def traced(register: Register, now: Any, events: Timeline | None = None) -> pd.DataFrame:
    """`assess`, and with each obligation the events that opened and ended it.

    begun, ended: int64 positions in `register.events`; ended is −1 while the obligation is open.
    """
    blocks = _blocks(register, now, events, traced=True)
    return _frame(register, blocks, ("begun", "ended"))


def _blocks(
    register: Register, now: Any, events: Timeline | None, *, traced: bool = False
) -> list[dict[str, Array]]:
    """The obligations of each rule as columns."""
    present = moment(now)
    events = timeline(register, now) if events is None else events
    excluded = register.cases["excluded"].to_numpy()
    line = events.take(~events.idle & ~excluded[events.at])
    clock = _Clock(register, present)
    seeker = _Seeker(line)
    blocks = []
    for rule in RULES:
        duties = _duties(rule, register, seeker)
        block = _measure(duties, register, seeker, clock)
        if traced:
            origin = np.append(line.origin, -1)
            block |= {"begun": origin[duties.opener], "ended": origin[duties.end]}
        blocks.append(block)
    return blocks


class _Seeker:
    """Where the events of a set of stages stand in the timeline, and which comes next in a case."""

    def __init__(self, line: Timeline) -> None:
        self.line = line
        self._bit = np.left_shift(np.int16(1), line.stage.astype(np.int16))
        self._found: dict[frozenset[Stage], Array] = {}

    def of(self, stages: frozenset[Stage]) -> Array:
        """Indexes of the events of these stages, in order."""
        if stages not in self._found:
            wanted = np.int16(sum(1 << stage for stage in stages))
            self._found[stages] = np.flatnonzero((self._bit & wanted) != 0)
        return self._found[stages]

    def after(self, index: Array, ends: Array) -> Array:
        """For each index the next of `ends` in its case; −1 if none. Both in order."""
        if not len(ends):
            return np.full(len(index), -1)
        place = np.searchsorted(ends, index, side="right")
        found = ends[np.minimum(place, len(ends) - 1)]
        at = self.line.at
        return np.where((place < len(ends)) & (at[found] == at[index]), found, -1)

    def before(self, index: Array, starts: Array) -> Array:
        """For each index the latest of `starts` in its case, itself included; −1 if none."""
        if not len(starts):
            return np.full(len(index), -1)
        place = np.searchsorted(starts, index, side="right") - 1
        found = starts[place]
        at = self.line.at
        return np.where((place >= 0) & (at[found] == at[index]), found, -1)


def _duties(rule: Rule, register: Register, seeker: _Seeker) -> _Duties:
    """Where a rule's obligations begin and how each one ended."""
    line = seeker.line
    outcomes = np.zeros(len(Stage), np.int8)
    for code, stages in (
        (_CLOSED, rule.closed_by),
        (_INFERRED, rule.inferred_by),
        (_CANCELLED, rule.cancelled_by),
        (_VOID, rule.void_by),
    ):
        outcomes[list(stages)] = code
    ends = seeker.of(rule.closed_by | rule.inferred_by | rule.cancelled_by | rule.void_by)
    if rule.key == "final":  # fine print 4: only what is final ends it
        ends = ends[line.kind[ends] == Kind.FINAL]
    opener = _openers(rule, register, seeker)
    end = seeker.after(opener, ends)
    ended = end >= 0
    outcome = np.full(len(opener), _OPEN, np.int8)
    outcome[ended] = outcomes[line.stage[end[ended]]]
    if rule.key == "return":  # it exists only where the case was in fact returned (п. 8)
        kept = outcome == _CLOSED
        opener, end, outcome = opener[kept], end[kept], outcome[kept]
    return _Duties(rule, opener, end, outcome)


def _openers(rule: Rule, register: Register, seeker: _Seeker) -> Array:
    """Indexes of the events that open the rule's obligation."""
    line, opener = seeker.line, seeker.of(rule.opened_by)
    if rule.key == "final":
        kind = line.kind[opener]
        opener = opener[(kind == Kind.INTERIM) | (kind == Kind.QUERY)]
    elif Stage.RETURNED in rule.opened_by:  # fine print 8: without a detection there is no dispatch
        opener = opener[~np.isnat(line.detected[line.at[opener]])]
    elif rule.key in ("answer", "answer_high", "report_head"):
        high = register.cases["high"].to_numpy()[line.at[opener]]
        opener = opener[~high if rule.key == "answer" else high]
    return opener


class _Clock:
    """Working time for the norms of one register, wide enough for every deadline."""

    def __init__(self, register: Register, present: np.datetime64) -> None:
        self.present = present
        own = [_own_limit(register, register.norms[rule]) for rule in ("answer", "answer_high")]
        longest = 60 * float(np.nanmax(np.concatenate(own), initial=0))
        days = 1
        for norm in register.norms.values():
            if norm.limit is not None and norm.unit is Unit.WORK_DAYS:
                days = max(days, int(norm.limit))
            elif norm.limit is not None and norm.unit is not None:
                longest = max(longest, norm.limit * MINUTES_IN[norm.unit])
        self.calendar: WorkCalendar = working_calendar(register, present, longest, days)

    def due(self, opened: Array, limit: Array, unit: Unit) -> Array:
        """Deadlines of `limit` units from `opened` (datetime64[s])."""
        if unit is Unit.WORK_DAYS:
            return self.calendar.add_days(opened, limit.astype(np.int64))
        seconds: Array = np.rint(limit * MINUTES_IN[unit] * 60)
        if unit is Unit.MINUTES:
            by_clock: Array = opened + seconds.astype("m8[s]")
            return by_clock
        return self.calendar.add(opened, seconds / 60)

    def elapsed(self, start: Array, end: Array, unit: Unit | None) -> Array:
        """Minutes from `start` to `end` in the norm's clock, 0 where `end` is not later."""
        if unit is Unit.MINUTES:
            minutes: Array = np.maximum((end - start).astype(np.int64), 0) / 60
            return minutes
        return self.calendar.between(start, end)


def _measure(duties: _Duties, register: Register, seeker: _Seeker, clock: _Clock) -> dict[str, Array]:
    """The columns of one rule's obligations, names as codes."""
    rule, line, opener, end = duties.rule, seeker.line, duties.opener, duties.end
    count = len(opener)
    running = duties.outcome == _OPEN
    cancelled = duties.outcome == _CANCELLED
    inferred = duties.outcome == _INFERRED
    opened = line.time[opener]
    closed = np.full(count, _NAT)
    closed[~running] = line.time[end[~running]]
    until = np.where(running, clock.present, closed)
    role, person = _owner(rule, register, seeker, opener)
    at = line.at[opener]
    limit, unit = _limits(rule, register, at)

    due = np.full(count, _NAT)
    spent = np.zeros(count)
    late = np.zeros(count)
    for measure in (None, *_UNITS):
        here = unit == (_NOBODY if measure is None else _UNITS.index(measure))
        if here.any():
            chosen: Any = slice(None) if here.all() else here
            spent[chosen] = clock.elapsed(opened[chosen], until[chosen], measure)
            if measure is not None:
                due[chosen] = clock.due(opened[chosen], limit[chosen], measure)
                late[chosen] = clock.elapsed(due[chosen], until[chosen], measure)
    late[cancelled] = 0.0

    unproven = inferred | (line.dated[opener] & (line.stage[opener] == Stage.DETECTED))
    unproven[~running] |= line.dated[end[~running]]
    passed = late > 0
    status = np.where(passed, _LATE, _MET)
    status[passed & unproven] = _UNPROVEN
    status[running] = np.where(passed[running], _OVERDUE, _RUNNING)
    status[cancelled] = _CANCELLED_STATUS
    return {
        "at": at,
        "rule": np.full(count, _RULE_KEYS.index(rule.key), np.int8),
        "role": role,
        "person": person,
        "opened": opened,
        "due": due,
        "closed": closed,
        "inferred": inferred,
        "status": status,
        "limit": limit,
        "unit": unit,
        "spent": spent,
        "late": late,
    }


def _limits(rule: Rule, register: Register, at: Array) -> tuple[Array, Array]:
    """The norm's number and the code of its unit for obligations of the cases `at`."""
    norm = register.norms[rule.key]
    if norm.limit is None or norm.unit is None:
        limit, unit = np.full(len(at), np.nan), np.full(len(at), _NOBODY, np.int8)
    else:
        limit = np.full(len(at), float(norm.limit))
        unit = np.full(len(at), _UNITS.index(norm.unit), np.int8)
    if rule.key in ("answer", "answer_high"):
        own = _own_limit(register, norm)[at]
        shortened = ~np.isnan(own)
        limit[shortened] = own[shortened]
        unit[shortened] = _UNITS.index(Unit.WORK_HOURS)
    return limit, unit


def _own_limit(register: Register, norm: Norm) -> Array:
    """The shortened term of each case in working hours, NaN where the norm stands (п. 7, fine print 13)."""
    limits = register.cases["limit_hours"].to_numpy(dtype=np.float64)
    if norm.limit is None or norm.unit not in (Unit.WORK_HOURS, Unit.WORK_MINUTES):
        return limits
    above = np.rint(limits * 3600) > np.rint(norm.limit * MINUTES_IN[norm.unit] * 60)
    return np.where(above, np.nan, limits)


def limit_above_norm(register: Register) -> Array:
    """Bool per case: its own term is above the norm, so the norm stands (fine print 13)."""
    high = register.cases["high"].to_numpy()
    limits = register.cases["limit_hours"].to_numpy(dtype=np.float64)
    result = np.zeros(len(limits), bool)
    for rule in RULES:
        if rule.key in ("answer", "answer_high"):
            dropped = ~np.isnan(limits) & np.isnan(_own_limit(register, register.norms[rule.key]))
            result |= dropped & (high == (rule.key == "answer_high"))
    return result


def _owner(rule: Rule, register: Register, seeker: _Seeker, opener: Array) -> tuple[Array, Array]:
    """Codes of role and person of each obligation (fine print 6)."""
    line = seeker.line
    roles = np.full(len(opener), _ROLES.index(rule.role), np.int8)
    curator, deputy = len(register.people), len(register.people) + 1
    if rule.role is not Role.EXECUTOR:
        return roles, np.full(len(opener), curator if rule.role is Role.CURATOR else deputy, np.int32)
    named = line.executor[opener]
    own = register.cases["executor"].cat.codes.to_numpy().astype(np.int32)[line.at[opener]]
    if rule.opened_by == {Stage.SENT}:
        return roles, np.where(named >= 0, named, own)
    # «Доработка», «Окончательный ответ»: named on the event, else the latest «Направлено» of the case.
    sent = seeker.before(opener, seeker.of(frozenset({Stage.SENT})))
    if len(line):
        named = np.where((named < 0) & (sent >= 0), line.executor[sent], named)
    person = np.where(named >= 0, named, own)
    nobody = (person == _NOBODY) & (sent < 0)
    roles[nobody] = _ROLES.index(Role.CURATOR)
    return roles, np.where(nobody, curator, person)


_COLUMNS = (
    *("at", "rule", "role", "person", "opened", "due", "closed", "inferred"),
    *("status", "limit", "unit", "spent", "late"),
)
_RULE_KEYS = sorted(rule.key for rule in RULES)  # alphabetical: the order of rows opened at one moment
_ROLES = [Role.CURATOR, Role.DEPUTY, Role.EXECUTOR]
_STATUSES = list(Status)
_MET, _LATE, _RUNNING, _OVERDUE, _CANCELLED_STATUS, _UNPROVEN = (
    np.int8(_STATUSES.index(status))
    for status in (
        *(Status.MET, Status.LATE, Status.RUNNING),
        *(Status.OVERDUE, Status.CANCELLED, Status.UNPROVEN),
    )
)
_UNITS = list(Unit)


def _frame(register: Register, blocks: list[dict[str, Array]], extra: tuple[str, ...] = ()) -> pd.DataFrame:
    """The blocks of all rules as one sorted frame with names instead of codes, and the `extra` columns."""
    blocks = sorted(blocks, key=lambda block: int(block["rule"][0]) if len(block["rule"]) else 0)
    data = {name: np.concatenate([block[name] for block in blocks]) for name in (*_COLUMNS, *extra)}
    seconds = data["opened"].astype(np.int64)
    place = (data["at"] << 37) | (seconds - (seconds.min() if len(seconds) else 0))
    order = np.argsort(place, kind="stable")  # the blocks stand in alphabetical order of their rules
    data = {name: values[order] for name, values in data.items()}

    names = [*register.people, register.settings.curator, register.settings.deputy]
    known = pd.Index(list(dict.fromkeys(name for name in names if name)), dtype="str")
    code = np.append(known.get_indexer(pd.Index(names)), _NOBODY)
    at = data.pop("at")
    return pd.DataFrame(
        {
            "case": register.cases["case"].array.take(at),
            "rule": _named(data["rule"], _RULE_KEYS),
            "role": _named(data["role"], _ROLES),
            "person": _named(code[data["person"]], known),
            "opened": data["opened"],
            "due": data["due"],
            "closed": data["closed"],
            "inferred": data["inferred"],
            "status": _named(data["status"], _STATUSES),
            "limit": data["limit"],
            "unit": _named(data["unit"], _UNITS),
            "spent": data["spent"],
            "late": data["late"],
            **{name: data[name] for name in extra},
            **_sources(register, at),
        },
        copy=False,
        index=pd.Index(at, name="at"),
    )


def _sources(register: Register, at: Array) -> dict[str, pd.Categorical]:
    """The last column, where the register has several spreadsheets: the title of each case's own."""
    if not register.archives:
        return {}
    source = register.cases["source"].to_numpy()[at]
    return {"source": _named(source, [place.title for place in register.places])}


def _named(codes: Array, names: Iterable[str]) -> pd.Categorical:
    """Codes as categories; −1 is a missing value."""
    dtype = pd.CategoricalDtype(pd.Index([str(name) for name in names], dtype="str"))
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
