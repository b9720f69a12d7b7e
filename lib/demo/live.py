"""The present of the demonstration: open cases in every state, placed back from `now` in working time."""

from __future__ import annotations

import random
from datetime import datetime, time

import numpy as np

from lib.demo import texts
from lib.demo.history import Case, Clock, finish
from lib.demo.texts import EXECUTORS, SUBJECTS
from lib.demo.town import Town
from lib.law import regulation
from lib.law.regulation import Kind
from lib.template.defaults import Row

_HIGH = {"importance": regulation.HIGH}
_INTERIM, _QUERY = {"kind": Kind.INTERIM.label}, {"kind": Kind.QUERY.label}

# One open case a line: how many working minutes ago each step was, then what else stands in the row. What
# still runs was found in the last hours; what was forgotten lies some days back, as it does in an ordinary
# office. The first lines are the ones that a very small demonstration keeps.
_STATES: tuple[tuple[dict[str, int], Row], ...] = (
    ({"detected": 620, "sent": 600}, {}),  # no draft, the answer overdue
    ({"detected": 52, "sent": 33}, {}),  # with the executor, the draft is due soon
    ({"detected": 22}, {}),  # to be sent soon
    ({"detected": 35, "sent": 31, "reported": 26, "drafted": 14, "escalated": 9}, _HIGH),  # the deputy's move
    ({"detected": 50}, {}),  # not sent in time
    ({"detected": 110, "sent": 92}, {}),  # the draft is late, the answer is not yet
    ({"detected": 60, "sent": 40, "returned": 29}, {}),  # returned, to be sent on
    ({"detected": 85, "sent": 70, "drafted": 12}, {"limit_hours": 3}),  # a draft to approve, shortened term
    ({"detected": 120, "sent": 104, "drafted": 38, "sent_back": 16}, {}),  # being reworked
    ({"detected": 115, "sent": 98, "drafted": 42, "approved": 6}, {}),  # to be posted
    ({"detected": 190, "sent": 11}, {}),  # not late yet, but it can hardly be in time
    ({"detected": 225, "sent": 207, "drafted": 95, "sent_back": 75, "redrafted": 21}, {}),  # all but late
    ({"detected": 8, "sent": 3}, _HIGH),  # not reported yet, in time
    ({"detected": 500, "sent": 480, "returned": 470, "resent": 35}, {}),  # with the new executor
    ({"detected": 1250, "sent": 1235, "drafted": 1180}, {}),  # a draft that waits too long
    ({"detected": 2240, "sent": 2220, "drafted": 2160, "sent_back": 2135}, {}),  # reworked too long
    ({"detected": 1760, "sent": 1740, "drafted": 1685, "approved": 1650}, {}),  # approved, not posted in time
    (
        {"detected": 2730, "sent": 2724, "reported": 2718, "drafted": 2690, "escalated": 2682},
        _HIGH,
    ),  # the deputy, overdue
    (
        {
            "detected": 3220,
            "sent": 3212,
            "drafted": 3190,
            "escalated": 3184,
            "approved": 3176,
            "posted": 3171,
        },
        _HIGH,
    ),  # answered, and not reported
    (
        {"detected": 2350, "sent": 2330, "drafted": 2280, "approved": 2262, "posted": 2253},
        _QUERY,
    ),  # a question asked
)
# Interim answers: posted on the working day so many days from today, the final draft so many minutes ago.
_PROMISES: tuple[tuple[int, int | None], ...] = (
    (-2, None),
    (-5, None),
    (-8, None),
    (-3, 14),
    (-6, None),
    (-1, None),
    (-4, None),
)
# A matter that was answered; the state of that number is the same once more, and nobody has linked it.
_ANSWERED = {"detected": 4330, "sent": 4310, "drafted": 4262, "approved": 4240, "posted": 4229}
_MATTER = ("Тротуары и переходы", "Берёзово")
_AGAIN = 1


def cases(clock: Clock, rng: np.random.Generator, town: Town) -> list[Case]:
    """Open cases in every state, the most telling first, one excluded message among them."""
    words = random.Random(int(rng.integers(2**32)))
    answered = _case(clock, words, _ANSWERED, town.message(clock.ago(_ANSWERED["detected"]), *_MATTER))
    made = []
    for number, (ago, extra) in enumerate(_STATES):
        found = clock.ago(ago["detected"])
        said = town.again(found, answered.row) if number == _AGAIN else town.message(found)
        made.append(_case(clock, words, ago, said | extra))
    made += [_promise(clock, town, words, day, draft) for day, draft in _PROMISES]
    moment = clock.ago(780)
    row = {"detected": moment, "network": "ВКонтакте", "text": texts.EXCLUDED_TEXT}
    made.append(Case(moment, row | {"excluded": texts.EXCLUSIONS[0]}))
    return [*made, answered]


def _case(clock: Clock, words: random.Random, ago: dict[str, int], said: Row) -> Case:
    steps = {name: clock.ago(minutes) for name, minutes in ago.items()}
    row: Row = steps | said
    owner = SUBJECTS[row["topic"]].executor
    if "sent" in row:
        row["executor"] = owner
    if "returned" in row:
        row["executor"] = words.choice([name for name in EXECUTORS if name != owner])
    if "resent" in row:
        row["executor2"] = owner
    finish(row, words)
    return Case(steps["detected"], row)


def _promise(clock: Clock, town: Town, words: random.Random, day: int, draft: int | None) -> Case:
    """An interim answer whose final one is still owed, or drafted and not yet approved."""
    posted = datetime.combine(clock.working_day(day), time(11, 20))
    back = {"detected": 130, "sent": 112, "drafted": 40, "approved": 9}
    row: Row = {name: clock.ago(minutes, posted) for name, minutes in back.items()}
    row |= {"posted": posted, **town.message(posted), **_INTERIM}
    row["executor"] = SUBJECTS[row["topic"]].executor
    if draft is not None:
        row["final_drafted"] = clock.ago(draft)
    finish(row, words)
    return Case(row["detected"], row)


# What people write about all at once: the topic by season, messages so many working minutes ago.
_SURGE = (1390, 1270, 1120, 905, 700, 610, 530, 350, 98)
_SURGE_PLACE = "Заречье"


def surge(clock: Clock, rng: np.random.Generator, town: Town) -> list[Case]:
    """A surge of the last days on one topic in one place, answered as far as there was time."""
    words = random.Random(int(rng.integers(2**32)))
    topic = "Уборка снега" if clock.now.month in (11, 12, 1, 2, 3) else "Водоснабжение"
    made = []
    for minutes in _SURGE:
        detected = clock.ago(minutes)
        steps = {"sent": 16, "drafted": 66, "approved": 84, "posted": 93}
        row: Row = {"detected": detected, **town.message(detected, topic, _SURGE_PLACE)}
        row["executor"] = SUBJECTS[topic].executor
        row |= {name: clock.ago(minutes - passed) for name, passed in steps.items() if minutes > passed}
        finish(row, words)
        made.append(Case(detected, row))
    return made
