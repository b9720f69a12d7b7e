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
# still runs was found in the last hours, and is no more than a day brings; what was forgotten lies days and
# weeks back, as it does in an ordinary office; the states that are missing here are those of the surge below.
# The first lines are the ones that a very small demonstration keeps.
_STATES: tuple[tuple[dict[str, int], Row], ...] = (
    ({"detected": 500, "sent": 480, "returned": 470, "resent": 95}, {}),  # the new executor is late, too
    ({"detected": 52, "sent": 33}, {}),  # with the executor, the draft is due soon
    ({"detected": 22}, {}),  # to be sent soon
    ({"detected": 14, "sent": 12, "drafted": 6, "escalated": 4}, _HIGH),  # the deputy's move; to be reported
    ({"detected": 85, "sent": 70, "drafted": 12}, {"limit_hours": 3}),  # a draft to approve, shortened term
    ({"detected": 60, "sent": 40, "returned": 14}, {}),  # returned, to be sent on
    ({"detected": 1250, "sent": 1235, "drafted": 1180}, {}),  # a draft that waits too long
    ({"detected": 6900, "sent": 6880}, {}),  # no draft, the answer overdue
    ({"detected": 8400, "sent": 8380, "drafted": 8320, "sent_back": 8295}, {}),  # reworked too long
    ({"detected": 5900, "sent": 5880, "drafted": 5825, "approved": 5790}, {}),  # approved, not posted in time
    (
        {"detected": 2730, "sent": 2724, "reported": 2718, "drafted": 2690, "escalated": 2682},
        _HIGH,
    ),  # the deputy, overdue
    (
        {
            "detected": 3330,
            "sent": 3322,
            "drafted": 3300,
            "escalated": 3294,
            "approved": 3286,
            "posted": 3281,
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
    (-13, None),
    (-3, 14),
    (-11, None),
    (-1, None),
    (-4, None),
    (-16, None),
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


# What people write about all at once, so many working minutes ago: the first were answered as usual, for the
# last there was no time yet, so that it is the surge that the open cases of the day are from.
_SURGE_ANSWERED = (1150, 840, 560, 430, 330)
_SURGE_STATES: tuple[dict[str, int], ...] = (
    {"detected": 225, "sent": 207, "drafted": 95, "sent_back": 75, "redrafted": 21},  # all but late
    {"detected": 120, "sent": 104, "drafted": 38, "sent_back": 16},  # being reworked
    {"detected": 98, "sent": 83, "drafted": 32, "approved": 6},  # to be posted
    {"detected": 50},  # not sent in time
)
_SURGE_PLACE = "Заречье"
_USUAL = {"sent": 16, "drafted": 66, "approved": 84, "posted": 93}  # after the detection


def surge(clock: Clock, rng: np.random.Generator, town: Town) -> list[Case]:
    """A surge of the last days on one topic in one place, answered as far as there was time."""
    words = random.Random(int(rng.integers(2**32)))
    topic = "Уборка снега" if clock.now.month in (11, 12, 1, 2, 3) else "Водоснабжение"
    answered = (
        {"detected": ago} | {name: ago - passed for name, passed in _USUAL.items()} for ago in _SURGE_ANSWERED
    )
    return [
        _case(clock, words, ago, town.message(clock.ago(ago["detected"]), topic, _SURGE_PLACE))
        for ago in (*answered, *_SURGE_STATES)
    ]
