"""The invented settlement: what its people write about, from where, and how much of it a day brings.

Every message names an address of its own, so that two on one matter are two matters: only a repeat has the
address of what it repeats. In the last weeks no topic, place or pair brings so many messages that they would
be a surge (`lib.figures.surges`): the only one there is was put there.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate, chain, cycle

from lib.demo.texts import (
    AGAIN,
    CLOSINGS,
    FROM,
    HOUSES,
    MAX_SINCE,
    NETWORKS,
    OPENINGS,
    PLACES,
    STREETS,
    SUBJECTS,
)
from lib.template.defaults import Row

_WATCHED = 40  # days back in which a surge might still be told
_ORDINARY = {1: 3, 3: 4, 7: 6}  # at most so many messages of a topic, a place, a pair in so many days
_TRIES = 300


class Town:
    """Messages of a settlement as of a day, each with an address of its own."""

    def __init__(self, today: date, words: random.Random) -> None:
        parts = [[(street, house) for street in STREETS for house in houses] for houses in HOUSES]
        for part in parts:
            words.shuffle(part)
        self._words = words
        self._addresses = cycle(chain.from_iterable(parts))
        self._watched = today - timedelta(days=_WATCHED)
        self._written: Counter[tuple[str, str, date]] = Counter()

    def message(self, moment: datetime, topic: str = "", place: str = "") -> Row:
        """What a citizen wrote at that moment: network, topic, place and text; topic and place as given."""
        words = self._words
        for _ in range(_TRIES):
            what = topic or words.choices(list(SUBJECTS), cum_weights=season(moment.month))[0]
            where = place or words.choices(list(PLACES), weights=[own[-1] for own in PLACES.values()])[0]
            if place or self._ordinary(moment.date(), what, where):
                break
        self._note(moment.date(), what, where)
        return {"network": self._network(moment), "topic": what, "location": where, **self._said(what, where)}

    def again(self, moment: datetime, earlier: Row) -> Row:
        """The same matter once more; nothing where a day has no room for it."""
        matter = str(earlier["topic"]), str(earlier["location"])
        if not self._ordinary(moment.date(), *matter):
            return {}
        self._note(moment.date(), *matter)
        text = str(earlier["text"])
        for begin in AGAIN:
            text = text.removeprefix(begin)
        told = {name: earlier[name] for name in ("network", "topic", "location")}
        return told | {"text": self._words.choice(AGAIN) + text}

    def _note(self, day: date, topic: str, place: str) -> None:
        for series in _series(topic, place):
            self._written[*series, day] += 1

    def _network(self, moment: datetime) -> str:
        since = datetime.fromisoformat(MAX_SINCE)
        networks = {name: own[-1] for name, own in NETWORKS.items() if name != "MAX" or moment >= since}
        return self._words.choices(list(networks), weights=list(networks.values()))[0]

    def _said(self, topic: str, place: str) -> Row:
        words = self._words
        street, house = next(self._addresses)
        within, of, _ = PLACES[place]
        text = words.choice(SUBJECTS[topic].texts)
        if "{s}" not in text and "{h}" not in text:
            text += words.choice(FROM)
        text = text.format(p=within, g=of, s=f"{street}, {house}", h=f"{house} на {street}")
        return {"text": words.choice(OPENINGS) + text + words.choice(CLOSINGS)}

    def _ordinary(self, day: date, topic: str, place: str) -> bool:
        """Whether one more message of that day would be nothing unusual."""
        if day < self._watched:
            return True
        for series in _series(topic, place):
            for days, most in _ORDINARY.items():
                for first in range(1 - days, 1):
                    window = (day + timedelta(days=first + number) for number in range(days))
                    if sum(self._written[*series, each] for each in window) >= most:
                        return False
        return True


def _series(topic: str, place: str) -> tuple[tuple[str, str], ...]:
    return (topic, ""), ("", place), (topic, place)


@cache
def season(month: int) -> list[float]:
    """How much is written in a month, summed up topic by topic."""
    return list(accumulate(subject.weight * subject.months[month - 1] for subject in SUBJECTS.values()))
