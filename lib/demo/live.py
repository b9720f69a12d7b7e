"""The present of the demonstration: open cases in every state, placed back from `now` in working time."""

from __future__ import annotations

import random
from datetime import datetime, time
from itertools import cycle

import numpy as np

from lib.demo import texts
from lib.demo.history import Case, Clock, finish, message
from lib.demo.texts import EXECUTORS, SUBJECTS
from lib.law import regulation
from lib.law.regulation import Kind
from lib.template.defaults import Row

_HIGH = {"importance": regulation.HIGH}
_INTERIM, _QUERY = {"kind": Kind.INTERIM.label}, {"kind": Kind.QUERY.label}

# One open case a line: how many working minutes ago each step was, then what else stands in the row.
# The first lines are the ones that a very small demonstration keeps.
_STATES: tuple[tuple[dict[str, int], Row], ...] = (
    ({"detected": 300, "sent": 280}, {}),  # no draft, the answer overdue
    ({"detected": 45, "sent": 25}, {}),  # with the executor
    ({"detected": 22}, {}),  # to be sent soon
    ({"detected": 35, "sent": 31, "reported": 26, "drafted": 14, "escalated": 9}, _HIGH),  # the deputy's move
    ({"detected": 4}, {}),  # just found
    ({"detected": 50}, {}),  # not sent in time
    ({"detected": 70, "sent": 49}, {}),  # the draft is due soon
    ({"detected": 110, "sent": 92}, {}),  # the draft is late, the answer is not yet
    ({"detected": 60, "sent": 40, "returned": 29}, {}),  # returned, to be sent on
    ({"detected": 95, "sent": 80, "returned": 70, "resent": 52}, {}),  # with the new executor
    ({"detected": 85, "sent": 70, "drafted": 12}, {}),  # a draft to approve
    ({"detected": 130, "sent": 118, "drafted": 46}, {}),  # a draft that waits too long
    ({"detected": 120, "sent": 104, "drafted": 38, "sent_back": 16}, {}),  # being reworked
    ({"detected": 160, "sent": 141, "drafted": 84, "sent_back": 61}, {}),  # reworked too long
    ({"detected": 150, "sent": 133, "drafted": 75, "sent_back": 52, "redrafted": 20}, {}),  # reworked
    ({"detected": 115, "sent": 98, "drafted": 42, "approved": 6}, {}),  # to be posted
    ({"detected": 125, "sent": 108, "drafted": 66, "approved": 33}, {}),  # approved, not posted in time
    ({"detected": 190, "sent": 11}, {}),  # not late yet, but it can hardly be in time
    ({"detected": 250, "sent": 232, "drafted": 100, "sent_back": 80, "redrafted": 21}, {}),  # all but late
    (
        {"detected": 78, "sent": 72, "reported": 65, "drafted": 40, "escalated": 31},
        _HIGH,
    ),  # the deputy, overdue
    ({"detected": 8, "sent": 3}, _HIGH),  # not reported yet, in time
    ({"detected": 41, "sent": 36}, _HIGH),  # not reported, overdue
    ({"detected": 520, "sent": 512, "drafted": 490, "escalated": 484, "approved": 476, "posted": 471}, _HIGH),
    ({"detected": 55, "sent": 38}, {"limit_hours": 1.5}),  # shortened term
    (
        {"detected": 600, "sent": 580, "drafted": 530, "approved": 512, "posted": 503},
        _QUERY,
    ),  # a question asked
)
# Interim answers: posted on the working day so many days from today, the final draft so many minutes ago.
_PROMISES: tuple[tuple[int, int | None], ...] = ((-2, None), (-5, None), (-8, None), (-3, 14), (-6, None))


def cases(clock: Clock, rng: np.random.Generator) -> list[Case]:
    """Open cases in every state, the most telling first, one excluded message among them."""
    words = random.Random(int(rng.integers(2**32)))
    colleagues = cycle(EXECUTORS)
    made = [_case(clock, words, ago, extra, next(colleagues)) for ago, extra in _STATES]
    made += [_promise(clock, words, day, draft) for day, draft in _PROMISES]
    moment = clock.ago(140)
    row = {"detected": moment, "network": "ВКонтакте", "text": texts.EXCLUDED_TEXT}
    made.append(Case(moment, row | {"excluded": texts.EXCLUSIONS[0]}))
    return made


def _case(clock: Clock, words: random.Random, ago: dict[str, int], extra: Row, colleague: str) -> Case:
    steps = {name: clock.ago(minutes) for name, minutes in ago.items()}
    row: Row = {**steps, **message(words, steps["detected"]), **extra}
    owner = SUBJECTS[row["topic"]].executor
    if "sent" in row:
        row["executor"] = owner
    if "returned" in row:
        row["executor"] = colleague if colleague != owner else next(n for n in EXECUTORS if n != owner)
    if "resent" in row:
        row["executor2"] = owner
    finish(row, words)
    return Case(steps["detected"], row)


def _promise(clock: Clock, words: random.Random, day: int, draft: int | None) -> Case:
    """An interim answer whose final one is still owed, or drafted and not yet approved."""
    posted = datetime.combine(clock.working_day(day), time(11, 20))
    back = {"detected": 130, "sent": 112, "drafted": 40, "approved": 9}
    row: Row = {name: clock.ago(minutes, posted) for name, minutes in back.items()}
    row |= {"posted": posted, **message(words, posted), **_INTERIM}
    row["executor"] = SUBJECTS[row["topic"]].executor
    if draft is not None:
        row["final_drafted"] = clock.ago(draft)
    finish(row, words)
    return Case(row["detected"], row)


# What people write about all at once: the topic by season, messages so many working minutes ago.
_SURGE = (1150, 1010, 905, 640, 575, 430, 265, 98)
_SURGE_PLACE = "Заречье"


def surge(clock: Clock, rng: np.random.Generator) -> list[Case]:
    """A surge of the last days on one topic in one place, answered as far as there was time."""
    words = random.Random(int(rng.integers(2**32)))
    topic = "Уборка снега" if clock.now.month in (11, 12, 1, 2, 3) else "Водоснабжение"
    made = []
    for minutes in _SURGE:
        detected = clock.ago(minutes)
        steps = {"sent": 16, "drafted": 66, "approved": 84, "posted": 93}
        row: Row = {"detected": detected, **message(words, detected, topic, _SURGE_PLACE)}
        row["executor"] = SUBJECTS[topic].executor
        row |= {name: clock.ago(minutes - passed) for name, passed in steps.items() if minutes > passed}
        finish(row, words)
        made.append(Case(detected, row))
    return made
