"""Daily counts of every topic, place and topic × place, up to the present day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
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
    here = np.flatnonzero(told & (day >= 0))
    topic, topics, topic_born = _numbered(cases["topic"].array, day, told, here)
    place, places, place_born = _numbered(cases["location"].array, day, told, here)
    day = day[here]
    both = np.where((topic >= 0) & (place >= 0), topic * np.int64(len(places)) + place, -1)
    pairs = np.unique(both[both >= 0])
    levels = [Level.TOPIC] * len(topics) + [Level.LOCATION] * len(places) + [Level.PAIR] * len(pairs)
    names = [(t, "") for t in topics] + [("", p) for p in places]
    names += [(topics[code // len(places)], places[code % len(places)]) for code in pairs.tolist()]
    begin = topic_born + place_born
    begin += [max(topic_born[code // len(places)], place_born[code % len(places)]) for code in pairs.tolist()]
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


def _numbered(
    column: ExtensionArray, day: Array, told: Array, here: Array
) -> tuple[Array, list[str], list[int]]:
    """The number of each name `here`, −1 where none is given; the names in the order they come first; and
    of each the day of its first message that is `told`, 0 where it is older than the days.

    A register's own first weeks are everybody's: who was there then is as old as the register.
    """
    codes, found = column.factorize()
    names = found.tolist()
    given = np.array([*(name != "" for name in names), False])
    codes = np.where(given[codes], codes, -1)
    first = np.full(len(names) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, codes[told], day[told])  # −1, no name, is the last
    old = first < day[told].min(initial=np.iinfo(np.int64).max - ENOUGH) + ENOUGH
    shown = pd.unique(codes[here])
    shown = shown[shown >= 0]
    number = np.full(len(names) + 1, -1)
    number[shown] = np.arange(len(shown))
    begin = np.where(old, 0, np.maximum(first, 0))[shown]
    return number[codes[here]], [names[code] for code in shown.tolist()], begin.tolist()
