"""Daily counts of every topic, place and topic × place, up to the present day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from pandas.api.extensions import ExtensionArray

from lib.duties.timeline import Array
from lib.figures.facts import Facts
from lib.figures.surges.exact import ENOUGH


class Level(StrEnum):
    """What a series is a series of."""

    TOPIC = "topic"
    LOCATION = "location"
    PAIR = "pair"


@dataclass(frozen=True)
class Series:
    """counts int64 (series × days), the last column is the present day; names beside, "" where none matters.

    totals: all messages of each day; off: which days are off; first: the first of them. begin: the first day
    that has a past, 0 where the name is older than the days. cases: the positions of the messages, day: the
    column of each; member: per level, the number of each one's series, −1 where it has none.
    """

    level: Array
    topic: Array
    location: Array
    counts: Array
    begin: Array
    totals: Array
    off: Array
    first: np.datetime64
    cases: Array
    day: Array
    member: dict[Level, Array]

    def mine(self, row: int) -> Array:
        """Which of the messages belong to a series."""
        result: Array = self.member[self.level[row]] == row
        return result


def series(facts: Facts, span: int) -> Series:
    """The series of the `span` days up to the present one; a topic or place that is not given has none."""
    first = facts.today - (span - 1)
    cases = facts.cases
    day = (cases["day"].to_numpy().astype("M8[D]") - first).astype(np.int64)
    told = ~cases["excluded"].to_numpy() & (cases["day"].to_numpy() <= facts.today)  # no day is none of them
    born = {name: _born(cases[name].array[told], day[told]) for name in ("topic", "location")}
    here = np.flatnonzero(told & (day >= 0))
    day = day[here]
    topic, topics = _numbered(cases["topic"].array.take(here))
    place, places = _numbered(cases["location"].array.take(here))
    both = np.where((topic >= 0) & (place >= 0), topic * np.int64(len(places)) + place, -1)
    pairs = np.unique(both[both >= 0])
    levels = [Level.TOPIC] * len(topics) + [Level.LOCATION] * len(places) + [Level.PAIR] * len(pairs)
    names = [(t, "") for t in topics] + [("", p) for p in places]
    names += [(topics[code // len(places)], places[code % len(places)]) for code in pairs.tolist()]
    begin = [max(born["topic"].get(t, 0), born["location"].get(p, 0)) for t, p in names]
    member = {
        Level.TOPIC: topic,
        Level.LOCATION: np.where(place >= 0, place + len(topics), -1),
        Level.PAIR: np.where(both >= 0, np.searchsorted(pairs, both) + len(topics) + len(places), -1),
    }
    counts = np.zeros((len(levels), span), np.int64)
    for number in member.values():
        given = number >= 0
        np.add.at(counts, (number[given], day[given]), 1)
    return Series(
        np.array(levels, dtype=object),
        np.array([t for t, _ in names], dtype=object),
        np.array([p for _, p in names], dtype=object),
        counts,
        np.array(begin, np.int64),
        np.bincount(day, minlength=span),
        ~facts.calendar.is_working_day(first + np.arange(span)),
        first,
        cases.index.to_numpy()[here],
        day,
        member,
    )


def _numbered(names: ExtensionArray) -> tuple[Array, list[str]]:
    """The number of each name, −1 where none is given, and the names, in the order they come first."""
    codes, found = names.factorize()
    known = found.tolist()
    given = np.array([name != "" for name in known], bool)
    numbers = np.append(np.where(given, np.cumsum(given) - 1, -1), -1)  # the last: of no name at all
    return numbers[codes], [name for name in known if name]


def _born(names: ExtensionArray, day: Array) -> dict[str, int]:
    """For each name the day of its first message, 0 where it is older than the days.

    A register's own first weeks are everybody's: who was there then is as old as the register.
    """
    codes, known = _numbered(names)
    first = np.full(len(known) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, codes, day)  # −1, no name, is the last
    old = first[:-1] < day.min(initial=np.iinfo(np.int64).max - ENOUGH) + ENOUGH
    return dict(zip(known, np.where(old, 0, np.maximum(first[:-1], 0)).tolist(), strict=True))
