"""The past of the demonstration: cases that ran their course, with seasons, surges, delays and repeats.

The steps of all cases are drawn at once as arrays of working minutes; the words are put to them case
by case. Used by `register`, and `live` borrows the words.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from lib import worktime
from lib.demo import texts as demo_texts
from lib.demo.texts import EXECUTORS, NETWORKS, SUBJECTS
from lib.demo.town import Town, season
from lib.law import regulation
from lib.law.regulation import Kind
from lib.template.defaults import Row
from lib.worktime import WorkCalendar

MONTHS = 25
SETTLED = 480  # history ends so many working minutes (a day) before now: the rest is made live
Times = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]


@dataclass(eq=False)
class Case:
    """One case in the making: what stands in its row (but for №), its journal, the case it repeats."""

    detected: datetime
    row: Row
    journal: list[Row] = field(default_factory=list)
    repeats: Case | None = None
    plain: bool = False  # an ordinary course without a turn: good for a typing mistake


@dataclass(frozen=True)
class Clock:
    """The present minute, and working time before and after it in the default schedule."""

    now: datetime
    calendar: WorkCalendar

    @classmethod
    def at(cls, now: datetime) -> Clock:
        """The clock of that local moment, whole minutes."""
        minute = now.replace(second=0, microsecond=0, tzinfo=None)
        return cls(minute, worktime.calendar(worktime.DEFAULT, now.year - 3, now.year + 1))

    def after(self, moment: datetime, minutes: float) -> datetime:
        """So many working minutes after the moment."""
        return _python(self.calendar.add(np.datetime64(moment, "s"), minutes))

    def ago(self, minutes: float, before: datetime | None = None) -> datetime:
        """So many working minutes before now, or before that moment."""
        end = np.datetime64(before or self.now, "s")
        start = end - np.timedelta64(60 + int(minutes / 100), "D")  # holidays never last so long
        passed = float(self.calendar.between(start, end))
        return _python(self.calendar.add(start, passed - minutes))

    def working_day(self, offset: int) -> date:
        """The working day counted from today: 0 is today or the next one, −1 the one before that."""
        days = np.datetime64(self.now, "D") + np.arange(-60, 30)
        working = days[self.calendar.is_working_day(days)]
        today = int(np.searchsorted(working, np.datetime64(self.now, "D")))
        found: date = working[today + offset].item()
        return found

    def first_day(self) -> date:
        """The first day of the 25th month before now's."""
        months = self.now.year * 12 + self.now.month - 1 - MONTHS
        return date(months // 12, months % 12 + 1, 1)


def cases(
    clock: Clock, rng: np.random.Generator, town: Town, count: int, others: Sequence[datetime]
) -> list[Case]:
    """The finished ones of `count` cases, oldest first; of interim answers the final one may still be owed.

    `others` are the detections of the rest, made elsewhere: of their days so many fewer are made here.
    """
    if count <= len(others):
        return []
    words = random.Random(int(rng.integers(2**32)))
    detected = _moments(clock, rng, count, others)
    subjects = [town.message(moment) for moment in detected.tolist()]
    _surges(clock, town, rng, detected, subjects)
    order = np.argsort(detected, kind="stable")
    detected = detected[order]
    subjects = [subjects[i] for i in order]
    course = _Course.drawn(clock, rng, detected, subjects)
    made: list[Case] = []
    by_topic: dict[str, list[Case]] = {}
    for at, subject in enumerate(subjects):
        case = course.case(at, subject, clock, words)
        _maybe_repeat(case, by_topic.get(str(subject["topic"]), []), town, words)
        if "excluded" not in case.row:
            by_topic.setdefault(str(subject["topic"]), []).append(case)
        made.append(case)
    return made


def address(row: Row, number: int) -> None:
    """Give the message and its answer invented links, each its own."""
    part, _ = NETWORKS[row["network"]]
    row.setdefault("url", f"https://example.org/{part}/wall-{100_000 + number}_{number}")
    if "posted" in row:
        row.setdefault("answer_url", f"https://example.org/{part}/wall-{100_000 + number}_{number}?reply=1")


# How busy the hours of a working day are when messages are found, and how often on other days.
_HOURS = {8: 0.3, 9: 1.8, 10: 1.6, 11: 1.2, 12: 0.9, 14: 1.1, 15: 1.0, 16: 0.9, 17: 0.5, 19: 0.3, 21: 0.2}
_WEEKDAYS = np.array([1.3, 1.1, 1.0, 1.0, 0.85, 1.0, 1.0])
_DAY_OFF, _GROWTH = 0.12, 0.25


def _moments(clock: Clock, rng: np.random.Generator, count: int, others: Sequence[datetime]) -> Times:
    """Moments of detection, `datetime64[s]` to the minute: weekly and yearly rhythm, slow growth.

    All of `count` make that rhythm, and what is not among `others` is drawn.
    """
    first = np.datetime64(clock.first_day(), "D")
    end = np.datetime64(clock.ago(SETTLED), "D")
    days = np.arange(first, np.datetime64(clock.now, "D") + 1)
    working = clock.calendar.is_working_day(days)
    weekday = (days.astype(np.int64) + 3) % 7
    seasons = np.array([season(month)[-1] for month in range(1, 13)])
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    weight = np.where(working, _WEEKDAYS[weekday], _DAY_OFF) * seasons[month]
    weight *= np.linspace(1, 1 + _GROWTH, days.size)
    taken = np.bincount((np.array(others, "M8[D]") - first).astype(np.int64), minlength=days.size)
    weight = _left(weight * count / weight.sum(), taken)[days < end]
    chosen = rng.choice(weight.size, count - len(others), p=weight / weight.sum())
    chosen[0] = int(np.argmax(working))  # the first working day of the first month
    hours, shares = list(_HOURS), np.array(list(_HOURS.values()))
    minute = rng.choice(hours, chosen.size, p=shares / shares.sum()) * 60 + rng.integers(0, 60, chosen.size)
    free = ~working[chosen]
    minute[free] = rng.integers(10 * 60, 21 * 60, int(free.sum()))
    moments: Times = days[chosen].astype("datetime64[s]") + minute.astype("timedelta64[m]")
    return moments


_LEAST = 0.5  # of a day's messages are left, however many others there are of the days after
_AROUND = 35  # days that make room for them


def _left(expected: npt.NDArray[np.float64], taken: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """How many messages each day is still to bring; what a day has too many of, the days before it lack."""
    left, over = expected.copy(), 0.0
    for day in range(expected.size - 1, max(expected.size - 1 - _AROUND, -1), -1):
        over += taken[day] - expected[day] * (1 - _LEAST)
        left[day] -= expected[day] * (1 - _LEAST) + min(over, 0.0)
        over = max(over, 0.0)
    return left


_OVER = 42  # days after which a past surge is certainly over
# Days of social activity in the past: (month, day), what, where, how many messages in three days.
_PAST_SURGES = (
    ((1, 21), "Уборка снега", "Заречье", 9),
    ((5, 14), "Вывоз мусора", "Новый Посёлок", 8),
    ((8, 12), "Водоснабжение", "Озерки", 8),
)


def _surges(clock: Clock, town: Town, rng: np.random.Generator, detected: Times, subjects: list[Row]) -> None:
    """Turn some messages of a full-sized history into surges on the same topic and place."""
    if detected.size < 300:
        return
    last = clock.now - timedelta(days=_OVER)
    free = iter(rng.permutation(np.arange(1, detected.size)))
    for (month, day), topic, place, size in _PAST_SURGES:
        year = last.year if (month, day) <= (last.month, last.day) else last.year - 1
        opening = clock.after(datetime(year, month, day), 0)
        for minutes in sorted(rng.choice(np.arange(20, 1200), size, replace=False).tolist()):
            at = int(next(free))
            moment = clock.after(opening, minutes)
            detected[at] = np.datetime64(moment, "s")
            subjects[at] = town.message(moment, topic, place)


def _maybe_repeat(case: Case, earlier: list[Case], town: Town, words: random.Random) -> None:
    """Make one case in twelve a repeat of the latest one on its topic, days or weeks before."""
    if "excluded" in case.row or words.random() > 0.12:
        return
    near = [
        other
        for other in earlier[-12:]
        if timedelta(days=3) <= case.detected - other.detected <= timedelta(days=60) and "posted" in other.row
    ]
    told = town.again(case.detected, near[-1].row) if near else {}
    if told:
        case.repeats, case.plain = near[-1], False
        case.row |= told


# An executor's pace, at the beginning of the history and at its end: one mends his ways, one flags.
_PACE = dict(zip(EXECUTORS, ((0.95, 0.95), (1.3, 0.95), (0.9, 1.2), (1.05, 1.05), (0.8, 0.8)), strict=True))
# Of the last weeks, those that went badly are mostly among the live ones.
_LATELY = np.timedelta64(25, "D")


@dataclass(frozen=True)
class _Course:
    """The steps of all cases at once: field → `datetime64[s]`, NaT where the step did not happen."""

    detected: Times
    steps: Mapping[str, Times]
    journal: Mapping[str, Times]  # second rounds: returned, sent, sent_back, drafted
    kind: npt.NDArray[np.int8]
    high: Flags
    alone: Flags  # the curator answered without an executor
    excluded: Flags
    shortened: Flags

    @classmethod
    def drawn(cls, clock: Clock, rng: np.random.Generator, detected: Times, subjects: list[Row]) -> _Course:
        """Draw what happened to each case and how long each step took."""
        n = detected.size
        chance = rng.random(n)
        high, excluded = chance < 0.045, chance > 0.988
        interim, query = (chance > 0.06) & (chance < 0.15), (chance > 0.15) & (chance < 0.165)
        alone = (chance > 0.2) & (chance < 0.24)
        later = interim | query
        kind = np.where(interim, Kind.INTERIM, np.where(query, Kind.QUERY, Kind.FINAL)).astype(np.int8)

        def some(share: float) -> Flags:
            return np.asarray(rng.random(n) < share) & ~alone & ~excluded

        returned, reworked = some(0.12) & ~high, some(0.19)
        returned2, reworked2 = returned & some(0.15), reworked & some(0.15)
        bad = np.where(detected < np.datetime64(clock.now) - _LATELY, 0.13, 0.04)
        slow = np.exp(rng.normal(0, 0.2, n)) * np.where((rng.random(n) < bad) & ~high, 4.4, 1.0)
        age = np.linspace(0, 1, n)
        pace = np.array([_PACE[SUBJECTS[row["topic"]].executor] for row in subjects])
        slow *= pace[:, 0] * (1 - age) + pace[:, 1] * age

        def took(median: float, spread: float, high_median: float = 0.0) -> npt.NDArray[np.float64]:
            middle = np.where(high, high_median or median, median)
            return np.clip(np.round(middle * np.exp(rng.normal(0, spread, n))), 1, 400)

        def step(since: Times, minutes: npt.NDArray[np.float64], happened: Flags | None = None) -> Times:
            times = clock.calendar.add(since, minutes)
            return times if happened is None else np.where(happened, times, np.datetime64("NaT", "s"))

        sent = step(detected, took(23, 0.4, 6))
        back = step(sent, took(10, 0.5), returned)
        again = step(np.where(returned, back, sent), took(15, 0.5), returned)
        back2 = step(np.where(returned, again, sent), took(9, 0.5), returned2)
        again2 = step(np.where(returned2, back2, sent), took(14, 0.5), returned2)
        begun = np.where(returned2, again2, np.where(returned, again, sent))
        drafted = step(begun, np.clip(np.round(took(49, 0.27, 20) * slow), 5, 420))
        rework = step(drafted, took(18, 0.5, 6), reworked)
        redrafted = step(np.where(reworked, rework, drafted), took(24, 0.4, 8), reworked)
        rework2 = step(np.where(reworked, redrafted, drafted), took(15, 0.5, 6), reworked2)
        redrafted2 = step(np.where(reworked2, rework2, drafted), took(22, 0.4, 8), reworked2)
        ready = np.where(reworked2, redrafted2, np.where(reworked, redrafted, drafted))
        escalated = step(ready, took(6, 0.4), high & some(0.95))
        seen = np.where(np.isnat(escalated), ready, escalated)
        approved = np.where(alone, step(detected, 9 + took(8, 0.3)), step(seen, took(24, 0.35, 7)))
        posted = step(approved, took(11, 0.4, 4))
        due = clock.calendar.add_days(posted, np.where(rng.random(n) < 0.82, rng.integers(3, 5, n), 7))
        final_drafted = step(due, rng.integers(20, 440, n).astype(np.float64), later)
        final_approved = step(np.where(later, final_drafted, posted), took(15, 0.5), later)
        final_posted = step(np.where(later, final_approved, posted), took(8, 0.5), later)
        reported = step(detected, took(8, 0.7), high)
        # An approval that nobody noted, where the answer came too soon for it to be missed.
        quick = clock.calendar.between(ready, posted) <= 30
        approved = np.where(quick & some(0.15) & ~high & ~later, np.datetime64("NaT", "s"), approved)
        nobody = alone | excluded
        steps = {
            "sent": _without(sent, nobody),
            "returned": back,
            "resent": again,
            "drafted": _without(drafted, nobody),
            "sent_back": rework,
            "redrafted": redrafted,
            "escalated": escalated,
            "approved": _without(approved, excluded),
            "posted": _without(posted, excluded),
            "final_drafted": final_drafted,
            "final_approved": final_approved,
            "final_posted": final_posted,
            "reported": reported,
        }
        journal = {"returned": back2, "sent": again2, "sent_back": rework2, "drafted": redrafted2}
        shortened = some(0.015) & ~high
        return cls(detected, steps, journal, kind, high, alone, excluded, shortened)

    def case(self, at: int, subject: Row, clock: Clock, words: random.Random) -> Case:
        """The case at that position, with its words; steps after now have not happened."""
        detected = _python(self.detected[at])
        if self.excluded[at]:
            row = {"detected": detected, "network": subject["network"], "text": demo_texts.EXCLUDED_TEXT}
            return Case(detected, row | {"excluded": words.choice(demo_texts.EXCLUSIONS)})
        moments = {name: _python(times[at]) for name, times in self.steps.items() if not np.isnat(times[at])}
        row = {"detected": detected, **subject}
        row |= {name: moment for name, moment in moments.items() if moment <= clock.now}
        owner = SUBJECTS[subject["topic"]].executor
        if not self.alone[at]:
            row["executor"] = owner
        if "returned" in row:
            row["executor"] = words.choice([name for name in EXECUTORS if name != owner])
            row["executor2"] = owner
        if self.high[at]:
            row["importance"] = regulation.HIGH
        elif words.random() < 0.3:
            row["importance"] = regulation.ORDINARY
        kind = Kind(int(self.kind[at]))
        if kind is not Kind.FINAL or words.random() < 0.5:
            row["kind"] = kind.label
        if self.shortened[at]:
            row["limit_hours"] = 2
        case = Case(detected, row, self._rounds(at, row, clock, words))
        turns = {"returned", "sent_back", "escalated"} & row.keys()
        ordinary = "sent" in row and "approved" in row and "limit_hours" not in row
        case.plain = ordinary and not turns and not case.journal and kind is Kind.FINAL
        finish(row, words)
        return case

    def _rounds(self, at: int, row: Row, clock: Clock, words: random.Random) -> list[Row]:
        """The journal's rows: the second return (the right executor is found then), the second rework."""
        events: list[Row] = []
        for name, times in self.journal.items():
            if np.isnat(times[at]) or times[at] > np.datetime64(clock.now):
                continue
            event: Row = {"time": _python(times[at]), "event": regulation.Stage[name.upper()].label}
            if name == "sent":
                owner = row["executor2"]
                others = [person for person in EXECUTORS if person not in (owner, row["executor"])]
                row["executor2"], event["executor"] = words.choice(others), owner
            events.append(event)
        return events


def finish(row: Row, words: random.Random) -> None:
    """What is noted once the answer stands: pictures, outcome, mark, a note here and there."""
    if "posted" not in row:
        return
    row["media"] = "да" if words.random() < 0.35 else "нет"
    final = row.get("kind", Kind.FINAL.label) == Kind.FINAL.label or "final_posted" in row
    if final and words.random() < 0.75:
        row["outcome"] = words.choices(regulation.OUTCOMES, weights=(45, 35, 15, 5))[0]
    if final and words.random() < 0.3:
        row["mark"] = words.choices((5, 4, 3, 2), weights=(45, 38, 13, 4))[0]
    if words.random() < 0.08:
        row["note"] = words.choice(demo_texts.NOTES)


def _without(times: Times, flags: Flags) -> Times:
    return np.where(flags, np.datetime64("NaT", "s"), times)


def _python(moment: Any) -> datetime:
    """A `datetime64[s]` as a datetime."""
    value: datetime = moment.astype("datetime64[s]").item()
    return value
