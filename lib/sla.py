"""Obligations: who owed what, from when, until when, done when (rules.md, «Obligations»).

`assess` turns the events of a register into one row per obligation, for all cases at once: events in
order, and for each opening event the next one of its case that ends the rule. Nothing is stored: every
status is a function of the register and of `now`, so any past moment can be assessed.
"""

from __future__ import annotations

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
    nor have those whose detection lies ahead of now.

    `events` is the timeline of the same register and moment where the caller has it already.
    """
    return traced(register, now, events).drop(columns=["begun", "ended"])


def traced(register: Register, now: Any, events: Timeline | None = None) -> pd.DataFrame:
    """`assess`, and with each obligation the events that opened and ended it.

    begun, ended: int64 positions in `register.events`; ended is −1 while the obligation is open.
    """
    present = moment(now)
    events = timeline(register, now) if events is None else events
    excluded = register.cases["excluded"].to_numpy()
    line = events.take(~events.idle & ~excluded[events.at])
    clock = _Clock(register, present)
    seeker = _Next(line)
    blocks = [_measure(_duties(rule, register, line, seeker), register, line, clock) for rule in RULES]
    return _frame(register, blocks)


class _Next:
    """For each event, the next event of its case whose stage is in a set."""

    def __init__(self, line: Timeline) -> None:
        self.at = line.at
        self.count = len(line.at)

    def of(self, mask: Array, after: Array) -> Array:
        """Index of the first event with `mask` after each index of `after`, in its case; −1 if none."""
        ahead = np.where(mask, np.arange(self.count), self.count)
        ahead = np.minimum.accumulate(ahead[::-1])[::-1]
        ahead = np.append(ahead, [self.count, self.count])
        found = ahead[after + 1]
        same = self.at[np.minimum(found, self.count - 1)] == self.at[after]
        return np.where((found < self.count) & same, found, -1)


def _duties(rule: Rule, register: Register, line: Timeline, seeker: _Next) -> _Duties:
    """Where a rule's obligations begin and how each one ended."""
    opens = _opens(rule, register, line)
    ending = np.zeros(len(Stage), np.int8)
    for outcome, stages in (
        (_CLOSED, rule.closed_by),
        (_INFERRED, rule.inferred_by),
        (_CANCELLED, rule.cancelled_by),
        (_VOID, rule.void_by),
    ):
        for stage in stages:
            ending[stage] = outcome
    outcome_of = ending[line.stage]
    if rule.key == "final":  # fine print 4: only what is final ends it
        outcome_of = np.where(line.kind == Kind.FINAL, outcome_of, _OPEN)
    opener = np.flatnonzero(opens)
    end = seeker.of(outcome_of != _OPEN, opener) if len(opener) else opener
    outcome = np.where(end >= 0, outcome_of[end], _OPEN) if len(opener) else opener
    if rule.key == "return":  # it exists only where the case was in fact returned (п. 8)
        kept = outcome == _CLOSED
        opener, end, outcome = opener[kept], end[kept], outcome[kept]
    return _Duties(rule, opener, end, outcome)


def _opens(rule: Rule, register: Register, line: Timeline) -> Array:
    """Which events open the rule's obligation."""
    opens: Array = np.isin(line.stage, [int(stage) for stage in rule.opened_by])
    if rule.key == "final":
        return opens & np.isin(line.kind, (Kind.INTERIM, Kind.QUERY))
    if Stage.RETURNED in rule.opened_by:  # fine print 8: without a detection there is no dispatch
        return opens & ~np.isnat(line.detected)[line.at]
    if rule.key in ("answer", "answer_high", "report_head"):
        high = register.cases["high"].to_numpy()[line.at]
        return opens & (~high if rule.key == "answer" else high)
    return opens


class _Clock:
    """Working time for the norms of one register, wide enough for every deadline."""

    def __init__(self, register: Register, present: np.datetime64) -> None:
        self.present = present
        limits = register.cases["limit_hours"].to_numpy()
        longest = 60 * float(np.nanmax(limits, initial=0))
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
        seconds = np.rint(limit * MINUTES_IN[unit] * 60)
        if unit is Unit.MINUTES:
            return opened + seconds.astype("m8[s]")
        return self.calendar.add(opened, seconds / 60)

    def elapsed(self, start: Array, end: Array, unit: Unit | None) -> Array:
        """Minutes from `start` to `end` in the norm's clock, 0 where `end` is not later."""
        if unit is Unit.MINUTES:
            return np.maximum((end - start).astype(np.int64), 0) / 60
        return self.calendar.between(start, end)


def _measure(duties: _Duties, register: Register, line: Timeline, clock: _Clock) -> dict[str, Array]:
    """The columns of one rule's obligations, names as codes."""
    rule, opener, end = duties.rule, duties.opener, duties.end
    norm = register.norms[rule.key]
    opened = line.time[opener]
    open_still = duties.outcome == _OPEN
    closed = np.where(open_still, _NAT, line.time[end]) if len(opener) else opened
    until = np.where(open_still, clock.present, closed)
    inferred = duties.outcome == _INFERRED
    cancelled = duties.outcome == _CANCELLED
    role, person = _owner(rule, register, line, opener)

    at = line.at[opener]
    own = _own_limit(rule, register, norm)[at] if rule.key in ("answer", "answer_high") else None
    limit = np.full(len(opener), np.nan if norm.limit is None else norm.limit)
    unit = np.full(len(opener), _UNITS.index(norm.unit) if norm.unit in _UNITS else _NOBODY, np.int8)
    if norm.limit is None:
        unit[:] = _NOBODY
    if own is not None:
        short = ~np.isnan(own)
        limit = np.where(short, own, limit)
        unit = np.where(short, _UNITS.index(Unit.WORK_HOURS), unit)

    due = np.full(len(opener), _NAT)
    spent = np.zeros(len(opener))
    late = np.zeros(len(opener))
    for code in np.unique(unit):
        here = unit == code
        measure = None if code == _NOBODY else _UNITS[code]
        spent[here] = clock.elapsed(opened[here], until[here], measure)
        if measure is not None:
            due[here] = clock.due(opened[here], limit[here], measure)
            late[here] = clock.elapsed(due[here], until[here], measure)
    late[cancelled] = 0.0

    proven = ~inferred
    if len(opener):
        proven &= ~(line.dated[end] & ~open_still)
        proven &= ~(line.dated[opener] & (line.stage[opener] == Stage.DETECTED))
    status = np.where(
        open_still,
        np.where(late > 0, _STATUSES.index(Status.OVERDUE), _STATUSES.index(Status.RUNNING)),
        np.where(
            late > 0,
            np.where(proven, _STATUSES.index(Status.LATE), _STATUSES.index(Status.UNPROVEN)),
            _STATUSES.index(Status.MET),
        ),
    )
    status[cancelled] = _STATUSES.index(Status.CANCELLED)
    return {
        "at": at,
        "rule": np.full(len(opener), _RULE_KEYS.index(rule.key), np.int8),
        "role": role,
        "person": person,
        "opened": opened,
        "due": due,
        "closed": closed,
        "inferred": inferred,
        "status": status.astype(np.int8),
        "limit": limit,
        "unit": unit,
        "spent": spent,
        "late": late,
        "begun": line.origin[opener],
        "ended": np.where(open_still, -1, line.origin[end]) if len(opener) else opener,
    }


def _own_limit(rule: Rule, register: Register, norm: Norm) -> Array:
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
            dropped = ~np.isnan(limits) & np.isnan(_own_limit(rule, register, register.norms[rule.key]))
            result |= dropped & (high == (rule.key == "answer_high"))
    return result


def _owner(rule: Rule, register: Register, line: Timeline, opener: Array) -> tuple[Array, Array]:
    """Codes of role and person of each obligation (fine print 6)."""
    roles = np.full(len(opener), _ROLES.index(rule.role), np.int8)
    curator, deputy = len(register.people), len(register.people) + 1
    if rule.role is Role.CURATOR:
        return roles, np.full(len(opener), curator, np.int32)
    if rule.role is Role.DEPUTY:
        return roles, np.full(len(opener), deputy, np.int32)
    own = register.cases["executor"].cat.codes.to_numpy().astype(np.int32)
    named = np.where(line.executor >= 0, line.executor, own[line.at])
    if rule.opened_by == {Stage.SENT}:
        return roles, named[opener]
    # «Доработка», «Окончательный ответ»: named on the event, else the latest «Направлено» of the case.
    sent = np.maximum.accumulate(np.where(line.stage == Stage.SENT, np.arange(len(line)), -1))[opener]
    sent = np.where((sent >= 0) & (line.at[sent] == line.at[opener]), sent, -1)
    person = np.where(
        line.executor[opener] >= 0,
        line.executor[opener],
        np.where(sent >= 0, named[sent], own[line.at[opener]]),
    )
    nobody = (person == _NOBODY) & (sent < 0)
    roles[nobody] = _ROLES.index(Role.CURATOR)
    return roles, np.where(nobody, curator, person)


_RULE_KEYS = sorted(rule.key for rule in RULES)  # alphabetical: the order of rows opened at one moment
_ROLES = [Role.CURATOR, Role.DEPUTY, Role.EXECUTOR]
_STATUSES = list(Status)
_UNITS = list(Unit)


def _frame(register: Register, blocks: list[dict[str, Array]]) -> pd.DataFrame:
    """The blocks of all rules as one sorted frame with names instead of codes."""
    blocks = sorted(blocks, key=lambda block: int(block["rule"][0]) if len(block["rule"]) else 0)
    data = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    seconds = data["opened"].astype(np.int64)
    place = (data["at"] << 37) | (seconds - (seconds.min() if len(seconds) else 0))
    order = np.argsort(place, kind="stable")  # the blocks stand in alphabetical order of their rules
    data = {name: values[order] for name, values in data.items()}

    names = [*register.people, register.settings.curator, register.settings.deputy]
    known = pd.Index(dict.fromkeys(name for name in names if name))
    code = np.append(known.get_indexer(pd.Index(names)), _NOBODY)
    at = data.pop("at")
    return pd.DataFrame(
        {
            "case": register.cases["case"].array.take(at),
            "rule": pd.Categorical.from_codes(data["rule"], _RULE_KEYS),
            "role": pd.Categorical.from_codes(data["role"], [str(role) for role in _ROLES]),
            "person": pd.Categorical.from_codes(code[data["person"]], known),
            "opened": data["opened"],
            "due": data["due"],
            "closed": data["closed"],
            "inferred": data["inferred"],
            "status": pd.Categorical.from_codes(data["status"], [str(status) for status in _STATUSES]),
            "limit": data["limit"],
            "unit": pd.Categorical.from_codes(data["unit"], [str(unit) for unit in _UNITS]),
            "spent": data["spent"],
            "late": data["late"],
            "begun": data["begun"],
            "ended": data["ended"],
        },
        index=pd.Index(at, name="at"),
    )
