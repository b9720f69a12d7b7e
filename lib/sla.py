"""Obligations: who owed what, from when, until when, done when (rules.md, «Obligations»).

`assess` turns the events of a register into one row per obligation, for all cases at once: events in
order, and for each opening event the next one of its case that ends the rule. Nothing is stored: every
status is a function of the register and of `now`, so any past moment can be assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.kept import kept
from lib.duties.timeline import Array, Timeline, moment, timeline, working_calendar
from lib.law.regulation import RULES, Kind, Role, Rule, Stage, Status, Unit
from lib.law.statuses import Said
from lib.register import Register
from lib.register.layout import words_of
from lib.worktime import WorkCalendar

MINUTES_IN: dict[Unit, float] = {Unit.MINUTES: 1, Unit.WORK_MINUTES: 1, Unit.WORK_HOURS: 60}

# How a rule's obligation ended.
_OPEN, _CLOSED, _INFERRED, _CANCELLED, _VOID = range(5)
_NAT = np.datetime64("NaT", "s")
_NOBODY = -1


@dataclass(frozen=True)
class _Duties:
    """Obligations: code of the rule, indexes of the opening and ending events in the timeline (−1: open)."""

    rule: Array
    opener: Array
    end: Array
    outcome: Array

    def take(self, order: Array) -> _Duties:
        """The same in this order."""
        return _Duties(self.rule[order], self.opener[order], self.end[order], self.outcome[order])


def assess(register: Register, now: Any) -> pd.DataFrame:
    """Every obligation of every case as of `now` (naive local time).

    One row per obligation, sorted by case in register order, then opened, then rule. The index «at» is the
    case's position in `register.cases`. Columns: case str; rule, role, person, status, unit category;
    opened, due, closed datetime64[s] (NaT: no norm, still open or ended by a word of «Статус»); inferred
    bool; limit float64, the norm's number (NaN: none); spent, late float64, minutes in the norm's clock.
    Excluded cases have no rows (п. 18), nor have those whose detection lies ahead of now, nor rules whose end
    the register does not keep. Of several spreadsheets the last column is source category, the title of the
    case's own.
    """
    return _measured(register, moment(now), *_found(register, now))


def traced(register: Register, now: Any) -> pd.DataFrame:
    """`assess`, and with each obligation the events that opened and ended it.

    begun, ended: int64 positions in `register.events`; ended is −1 while the obligation is open.
    """
    seeker, duties = _found(register, now)
    origin = np.append(seeker.line.origin, -1)
    ends = {"begun": origin[duties.opener], "ended": origin[duties.end]}
    return _measured(register, moment(now), seeker, duties, ends)


def among(words: pd.Categorical, *names: str) -> Array:
    """Which of a category column of `assess` are one of these names; a missing value is none."""
    found: Array = np.logical_or.reduce([words == name for name in names])
    return found


class _Seeker:
    """Where the events of a set of stages stand in the timeline, and which comes next in a case.

    Events without effect, which open and end nothing, are never found: those of excluded cases, and those
    after the final answer.
    """

    def __init__(self, line: Timeline, excluded: Array) -> None:
        self.line = line
        effective = ~line.idle & ~excluded[line.at]
        self._bit = np.left_shift(effective.astype(np.int16), line.stage)

    def of(self, stages: frozenset[Stage]) -> Array:
        """Where in the timeline events of these stages stand, as a mask."""
        found: Array = (self._bit & np.int16(sum(1 << stage for stage in stages))) != 0
        return found

    def after(self, index: Array, ends: Array) -> Array:
        """For each index the next event of its case in the mask `ends`; −1 if none."""
        passed = np.cumsum(ends, dtype=np.int32)[index]  # a fifth of the time that a binary search takes
        return self._of_case(index, np.append(np.flatnonzero(ends), -1)[passed])

    def before(self, index: Array, starts: Array) -> Array:
        """For each index the latest event of its case in the mask `starts`, itself included; −1 if none."""
        passed = np.cumsum(starts, dtype=np.int32)[index]
        return self._of_case(index, np.append(-1, np.flatnonzero(starts))[passed])

    def _of_case(self, index: Array, found: Array) -> Array:
        at = self.line.at
        return np.where((found >= 0) & (at[found] == at[index]), found, -1)


def _found(register: Register, now: Any) -> tuple[_Seeker, _Duties]:
    """The timeline, and the obligations in it."""
    seeker = _Seeker(timeline(register, now), register.cases["excluded"].to_numpy())
    return seeker, _duties(register, seeker)


def _duties(register: Register, seeker: _Seeker) -> _Duties:
    """The obligations of all rules that the register keeps, sorted by case, then opened, then rule."""
    told = kept(register, seeker.line)
    blocks = [_duties_of(code, register, seeker) for code, rule in enumerate(_RULES) if rule.key in told]
    if not blocks:
        nothing = np.empty(0, np.int64)
        return _Duties(nothing.astype(np.int8), nothing, nothing, nothing.astype(np.int8))
    duties = _Duties(*(np.concatenate([getattr(block, part) for block in blocks]) for part in _PARTS))
    line = seeker.line
    seconds = line.time.astype(np.int64)
    place = (line.at << 37) | (seconds - (seconds.min() if len(seconds) else 0))
    return duties.take(np.argsort(place[duties.opener], kind="stable"))  # stable: the rules stand in order


def _duties_of(code: int, register: Register, seeker: _Seeker) -> _Duties:
    """Where a rule's obligations begin and how each one ended."""
    line, rule, outcomes = seeker.line, _RULES[code], _OUTCOMES[code]
    ends = seeker.of(rule.closed_by | rule.inferred_by | rule.cancelled_by | rule.void_by)
    if rule.key == "final":  # fine print 4: only what is final ends it
        ends &= line.kind == Kind.FINAL
    opener = _openers(rule, register, seeker)
    end = seeker.after(opener, ends)
    ended = end >= 0
    outcome = np.full(len(opener), _OPEN, np.int8)
    outcome[ended] = outcomes[line.stage[end[ended]]]
    if rule.key == "return":  # it exists only where the case was in fact returned (п. 8)
        kept = outcome == _CLOSED
        opener, end, outcome = opener[kept], end[kept], outcome[kept]
    return _Duties(np.full(len(opener), code, np.int8), opener, end, outcome)


def _openers(rule: Rule, register: Register, seeker: _Seeker) -> Array:
    """Indexes of the events that open the rule's obligation."""
    line, opener = seeker.line, np.flatnonzero(seeker.of(rule.opened_by))
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
    """Deadlines and durations in the clocks of all norms; units as codes."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar

    def due(self, opened: Array, limit: Array, unit: Array) -> Array:
        """Deadlines of `limit` units from `opened` (datetime64[s]); NaT without a norm."""
        due: Array = self._calendar.add(opened, limit * _WORK_MINUTES[unit])
        if len(days := np.flatnonzero(unit == _BY_DAYS)):
            due[days] = self._calendar.add_days(opened[days], limit[days])
        if len(clock := np.flatnonzero(unit == _BY_CLOCK)):
            due[clock] = opened[clock] + np.rint(limit[clock] * 60).astype("m8[s]")
        return due

    def elapsed(self, start: Array, end: Array, unit: Array) -> Array:
        """Minutes from `start` to `end` in the norm's clock; 0 without a start or with an earlier end."""
        minutes: Array = self._calendar.between(start, end)
        if len(clock := np.flatnonzero(unit == _BY_CLOCK)):
            minutes[clock] = np.maximum((end[clock] - start[clock]).astype(np.int64), 0) / 60
        minutes[np.isnan(minutes)] = 0.0
        return minutes


def _measured(
    register: Register,
    present: np.datetime64,
    seeker: _Seeker,
    duties: _Duties,
    others: Mapping[str, Array] = MappingProxyType({}),
) -> pd.DataFrame:
    """The columns of `assess`, and the others."""
    line, rule, opener, outcome = seeker.line, duties.rule, duties.opener, duties.outcome
    clock = _Clock(working_calendar(register, present))
    at = line.at[opener]
    opened = line.time[opener]
    closed = np.append(line.time, _NAT)[duties.end]
    by_word = (outcome == _OPEN) & (rule != _CODE["report_head"]) & _answered_by_word(register, line)[at]
    running = (outcome == _OPEN) & ~by_word
    until = np.where(running, present, closed)
    limit, unit = _limits(register, rule, at, opened)
    role, person = _owners(register, rule, seeker, opener)
    due = clock.due(opened, limit, unit)
    person = _named_on(register, person, opened, due, until)
    late = clock.elapsed(due, until, unit)
    late[outcome == _CANCELLED] = 0.0

    unproven = outcome == _INFERRED
    if line.dated.any():
        unproven |= line.dated[opener] & (line.stage[opener] == Stage.DETECTED)
        unproven |= np.append(line.dated, False)[duties.end]
    passed = late > 0
    status = np.where(passed, np.where(unproven, _UNPROVEN, _LATE), _MET)
    status = np.where(running, np.where(passed, _OVERDUE, _RUNNING), status)
    status[outcome == _CANCELLED] = _CANCELLED_STATUS
    status[by_word] = _UNPROVEN
    return pd.DataFrame(
        {
            "case": register.cases["case"].array.take(at),
            "rule": _named(rule, (rule.key for rule in _RULES)),
            "role": _named(role, _ROLES),
            "person": _people(register, person),
            "opened": opened,
            "due": due,
            "closed": closed,
            "inferred": (outcome == _INFERRED) | by_word,
            "status": _named(status, _STATUSES),
            "limit": limit,
            "unit": _named(unit, _UNITS),
            "spent": clock.elapsed(opened, until, unit),
            "late": late,
            **_sources(register, at),
            **others,
        },
        copy=False,
        index=pd.Index(at, name="at"),
    )


def _answered_by_word(register: Register, line: Timeline) -> Array:
    """Bool per case: «Статус» says that the answer was given, and no posting says when."""
    answered: Array = register.cases["said"].to_numpy() == Said.ANSWERED
    answered[line.at[line.stage == Stage.POSTED]] = False
    return answered


def _limits(register: Register, rule: Array, at: Array, opened: Array) -> tuple[Array, Array]:
    """The norm's number (NaN: none) and the code of its unit for obligations of these rules and cases.

    The norm is the one in force on the day on which the obligation opened, for good.
    """
    limit, unit = _norms(register, rule, opened)
    own = register.cases["limit_hours"].to_numpy(dtype=np.float64)
    if not np.isnan(own).all():
        here = np.flatnonzero((rule == _CODE["answer"]) | (rule == _CODE["answer_high"]))
        here = here[~np.isnan(own[at[here]])]
        here = here[~_above(own[at[here]], limit[here], unit[here])]
        limit[here], unit[here] = own[at[here]], _UNITS.index(Unit.WORK_HOURS)
    return limit, unit


def _norms(register: Register, rule: Array, day: Array) -> tuple[Array, Array]:
    """Number and unit of the norms of these rules (codes) in force on these days."""
    limits, units = [], []
    for norms in register.norms.values:
        known = [norms[rule.key] for rule in _RULES]
        limits.append([np.nan if norm.limit is None else norm.limit for norm in known])
        units.append([_NOBODY if norm.unit is None else _UNITS.index(norm.unit) for norm in known])
    place = rule.astype(np.int64)
    if register.norms.days:
        place += len(_RULES) * register.norms.places(day)
    return np.array(limits).ravel().take(place), np.array(units, np.int8).ravel().take(place)


def due(register: Register, rule: str, opened: Any) -> pd.Timestamp:
    """When a step of that rule would be due if it opened at that moment; NaT: no norm of its own."""
    start = np.array([moment(opened)])
    limit, unit = _norms(register, np.array([_CODE[rule]]), start)
    return pd.Timestamp(_Clock(working_calendar(register, opened)).due(start, limit, unit)[0])


def _above(own: Array, limit: Array, unit: Array) -> Array:
    """Where a shortened term in working hours is above its norm, so that the norm stands (fine print 13).

    A norm by another clock is not compared with: the term stands beside it.
    """
    above: Array = np.rint(own * 3600) > np.rint(limit * _WORK_MINUTES[unit] * 60)
    return above  # comparing with NaN, that of any other clock and of no norm, is false


def limit_above_norm(register: Register, events: Timeline) -> Array:
    """Bool per case: its own term is above the norm of the day of detection, so the norm stands."""
    own = register.cases["limit_hours"].to_numpy(dtype=np.float64)
    if np.isnan(own).all():
        return np.zeros(len(own), bool)
    high = register.cases["high"].to_numpy()
    rule = np.where(high, _CODE["answer_high"], _CODE["answer"])
    return _above(own, *_norms(register, rule, events.detection_day(register)))


def _owners(register: Register, rule: Array, seeker: _Seeker, opener: Array) -> tuple[Array, Array]:
    """Codes of role and person of each obligation (fine print 6); person as `_people` reads it.

    Of curator and deputy the first name that each had: `_named_on` finds the one in force.
    """
    line = seeker.line
    roles = np.array([_ROLES.index(rule.role) for rule in _RULES], np.int8)[rule]
    curator = len(register.people)
    deputy = curator + len(register.settings.values)
    person = np.where(roles == _ROLES.index(Role.DEPUTY), deputy, curator).astype(np.int32)
    # Named on the event, else the latest «Направлено» of the case, else the case's.
    here = np.flatnonzero(roles == _ROLES.index(Role.EXECUTOR))
    named = line.executor[opener[here]]
    asked = np.flatnonzero(named < 0)
    sent = seeker.before(opener[here[asked]], seeker.of(frozenset({Stage.SENT})))
    own = register.cases["executor"].cat.codes.to_numpy()[line.at[opener[here[asked]]]]
    latest = np.where(sent >= 0, line.executor[sent], _NOBODY) if len(line) else own
    named[asked] = np.where(latest >= 0, latest, own)
    person[here] = named
    nobody = here[asked[(named[asked] == _NOBODY) & (sent < 0)]]
    roles[nobody], person[nobody] = _ROLES.index(Role.CURATOR), curator
    return roles, person


def _named_on(register: Register, person: Array, opened: Array, due: Array, until: Array) -> Array:
    """The persons, of curator and deputy the names in force on the day of the earlier of due and end.

    What has neither: on the day on which it opened.
    """
    if not register.settings.days:
        return person
    here = np.flatnonzero(person >= len(register.people))
    day = np.fmin(due[here], until[here])
    person[here] += register.settings.places(np.where(np.isnat(day), opened[here], day)).astype(np.int32)
    return person


def _people(register: Register, codes: Array) -> pd.Categorical:
    """Names by their codes: the register's people, then each curator, each deputy; each name once."""
    versions = register.settings.values
    names = [*register.people, *(own.curator for own in versions), *(own.deputy for own in versions)]
    known = {name: number for number, name in enumerate(dict.fromkeys(filter(None, names)))}
    return _named(np.array([*(known.get(name, _NOBODY) for name in names), _NOBODY])[codes], known)


def _outcomes(rule: Rule) -> Array:
    """How an event of each stage ends the rule's obligation."""
    outcomes = np.full(len(Stage), _OPEN, np.int8)
    for how, stages in (
        (_CLOSED, rule.closed_by),
        (_INFERRED, rule.inferred_by),
        (_CANCELLED, rule.cancelled_by),
        (_VOID, rule.void_by),
    ):
        outcomes[list(stages)] = how
    return outcomes


_RULES = sorted(RULES, key=lambda rule: rule.key)  # alphabetical: the order of rows opened at one moment
_OUTCOMES = [_outcomes(rule) for rule in _RULES]
_CODE = {rule.key: code for code, rule in enumerate(_RULES)}
_PARTS = tuple(field.name for field in fields(_Duties))
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
_BY_CLOCK, _BY_DAYS = _UNITS.index(Unit.MINUTES), _UNITS.index(Unit.WORK_DAYS)
# Working minutes in a unit, by its code: NaN for the other clocks and, last, for no norm.
_WORK_MINUTES = np.array(
    [*(np.nan if unit is Unit.MINUTES else MINUTES_IN.get(unit, np.nan) for unit in _UNITS), np.nan]
)


def _sources(register: Register, at: Array) -> dict[str, pd.Categorical]:
    """The last column, where the register has several spreadsheets: the title of each case's own."""
    if not register.archives:
        return {}
    source = register.cases["source"].to_numpy()[at]
    return {"source": _named(source, [place.title for place in register.places])}


def _named(codes: Array, names: Iterable[str]) -> pd.Categorical:
    """Codes as categories; −1 is a missing value."""
    return pd.Categorical.from_codes(codes, dtype=words_of(names), validate=False)
