"""What stands as a surge at a moment: as of now, and as of the end of each day since the last working one.

The present day counts as far as it has come, so in the morning it says little: what the last working day
brought, and the days off after it, is judged as of their own ends. A line is new on the first working day
after it was found; it goes on while it is found again; it fades once a whole working day brought nothing, and
goes when two did.

A name that was first written less than ENOUGH days before a window has no past to be held against: it is new,
or an old topic under a new name. What is written under it is told, unjudged, as `fresh`. While the register
itself is too young to be judged by, a day that plainly exceeds the others is told as `excess`, without a
verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.facts import Facts
from lib.figures.surges.exact import DAILY, ENOUGH, LEAST, LIFT, WINDOWS, YEAR, Found, day_weights, judge
from lib.figures.surges.series import Level, Series, series
from lib.register.cells import name_key

SPAN = YEAR + max(WINDOWS)  # days that one judgement looks at
LOOK = 92  # days back in which the first day of a line is looked for
EXCESS = 3 * LEAST[1]  # messages of a day that are told, unjudged, of a young register
_IDLE = 31  # days without a working one among them: then every day counts as one
_REPLY = re.compile(r"[?&](?:reply|thread)=\d+")  # a comment's address is that of its post, and this


class State(StrEnum):
    """How long a line has stood."""

    NEW = "new"
    GOING = "going"
    FADING = "fading"


@dataclass(frozen=True)
class Surges:
    """The surges as of a moment.

    judged: false where the register is too young to tell («данных мало»); history: days of past it has.

    found: the surges, the most surprising first. Columns: level (a Level), topic, location str ("" where it
    does not matter); days int64, the window; count int64, its messages; until datetime64[s], its last day;
    ago int64, how many days before the present one that was; later int64, messages after it; state (a
    State); start datetime64[s], the first of the days on which it was found without a break; last
    datetime64[s], the day of the last message; low, high int64, what such a window usually holds (8 of 10 of
    the past year's); chance float64, that any series would show the like on such a day; author, link int64,
    the most messages that one author wrote, that bear one address; cases object, tuples of positions, the
    window's and the later ones.

    fresh: topics and places that are too new to be judged, with as many messages as a surge would need.
    Columns as above up to `last`, author, link, cases; since datetime64[s], the first message.

    excess: of a young register the topics and places that one day exceeded plainly. Columns as of `found`
    without chance.
    """

    judged: bool
    history: int
    found: pd.DataFrame
    fresh: pd.DataFrame
    excess: pd.DataFrame


def surges(facts: Facts) -> Surges:
    """The surges as of `facts.now`."""
    history = _history(facts)
    judged = history >= ENOUGH + max(WINDOWS)
    if not history:
        return Surges(judged, history, *(_table([], kinds) for kinds in _ALL))
    days = _Days.of(facts)
    own = facts.register.cases
    tables = []
    for look, taking, kinds in (
        (days.judged, Level.PAIR, _FOUND),
        (days.fresh, Level.TOPIC, _FRESH),
        (days.excess, Level.TOPIC, _EXCESS),
    ):
        rows = [_row(days, seen, own) for seen in _told(days, look, taking)]
        tables.append(_table(rows, kinds))
    return Surges(judged, history, *tables)


def _table(rows: list[dict[str, Any]], kinds: dict[str, str]) -> pd.DataFrame:
    columns = {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in kinds.items()}
    return pd.DataFrame(columns)


def topics(facts: Facts) -> tuple[str, ...]:
    """The topics of the surges as of `facts.now`: `surges` without all that it tells of each."""
    if not _history(facts):
        return ()
    days = _Days.of(facts)
    own = days.series
    seen = _told(days, days.judged, Level.PAIR)
    return tuple(filter(None, (str(own.topic[each.found.row]) for each in seen)))


def _history(facts: Facts) -> int:
    """Days of past that the register has, 0 where it holds nothing."""
    return 0 if np.isnat(facts.since) else int((facts.today - facts.since).astype(np.int64))


@dataclass(frozen=True)
class _Seen:
    """Something found as of the end of the day of column `end`."""

    end: int
    found: Found


class _Days:
    """The series, looked at as of the end of any of their days."""

    def __init__(self, own: Series, history: int) -> None:
        self.series, self.history = own, history
        self.today: int = own.counts.shape[1] - 1
        works = ~own.off
        self._working = np.flatnonzero(works if works[-_IDLE:].any() else np.ones(len(works), bool))
        self._kept: dict[tuple[str, int], list[Found]] = {}

    @classmethod
    def of(cls, facts: Facts) -> _Days:
        """Those of a register, as many as the start of a line is looked for in."""
        history = _history(facts)
        return cls(series(facts, min(SPAN + LOOK, history + 1)), history)

    def judged(self, end: int) -> list[Found]:
        """The surges as of a day's end, by the exact test."""
        return self._once("judged", end, self._judge)

    def fresh(self, end: int) -> list[Found]:
        """Topics and places without a past that have as many messages as a surge would need."""
        return self._once("fresh", end, self._fresh)

    def excess(self, end: int) -> list[Found]:
        """Topics and places of a register without a past, with many more messages than on its other days."""
        return self._once("excess", end, self._excess)

    def standing(self, look: Callable[[int], list[Found]]) -> Iterator[_Seen]:
        """What `look` found that stands on the present day, with the day as of whose end it was found."""
        for end in range(max(self._working_day(self.today, 2), 0), self.today + 1):
            for found in look(end):
                if self._stands(found.row, end, self.today, through=self.today):
                    yield _Seen(end, found)

    def start(self, row: int, end: int) -> int:
        """The first of the days as of whose ends a series was found, without having gone between."""
        begin, day = end, end - 1
        while day >= max(self.today - LOOK, 0) and self._stands(row, day, begin, through=begin - 1):
            looks = (self.judged, self.fresh, self.excess)
            if any(found.row == row for look in looks for found in look(day)):
                begin = day
            day -= 1
        return begin

    def state(self, row: int, start: int) -> State:
        """How long a line that stands has stood."""
        opened = self._working_day(self.today, 1)
        if self.last(row, self.today) < opened:
            return State.FADING
        return State.NEW if start >= opened else State.GOING

    def rank(self, seen: _Seen) -> tuple[bool, float, int, int]:
        """Of what was found of one series: what ended on a day that brought something, the most surprising.

        Of equals the latest, of those the widest window.
        """
        empty = not self.series.counts[seen.found.row, seen.end]
        return bool(empty), seen.found.chance / DAILY[seen.found.days], -seen.end, -seen.found.days

    def last(self, row: int, through: int) -> int:
        """The day of a series' last message up to a day; −1 where there was none."""
        here = np.flatnonzero(self.series.counts[row, : through + 1])
        return int(here[-1]) if len(here) else -1

    def _stands(self, row: int, end: int, day: int, through: int) -> bool:
        """Whether what was found as of the `end` of a day stands on another, by messages `through` a day."""
        opened, before = (self._working_day(day, back) for back in (1, 2))
        last = self.last(row, through)
        return min(last, end) >= before and (end >= opened or last < opened)

    def _working_day(self, day: int, before: int) -> int:
        """The so many-th working day before a day; −1 where there is none."""
        place = int(np.searchsorted(self._working, day)) - before
        return int(self._working[place]) if place >= 0 else -1

    def _past(self, end: int) -> int:
        """Days of past that the register has on a day."""
        return self.history - self.today + end

    def _once(self, what: str, end: int, make: Callable[[int], list[Found]]) -> list[Found]:
        young = self._past(end) < ENOUGH + max(WINDOWS)
        if young is not (what == "excess"):
            return []
        if (what, end) not in self._kept:
            self._kept[what, end] = make(end)
        return self._kept[what, end]

    def _judge(self, end: int) -> list[Found]:
        part = self._span(end)
        begin = np.maximum(self.series.begin - part.start, 0)
        return judge(self.series.counts[:, part], self._weights(part), begin)

    def _fresh(self, end: int) -> list[Found]:
        own = self.series
        found = []
        for row in np.flatnonzero((own.level != Level.PAIR) & (own.begin > 0) & (own.begin <= end)).tolist():
            counts = {days: int(own.counts[row, max(end + 1 - days, 0) : end + 1].sum()) for days in WINDOWS}
            many = [
                days
                for days in WINDOWS
                if end + 1 - days - own.begin[row] < ENOUGH and counts[days] >= LEAST[days]
            ]
            if many:
                days = max(many, key=lambda days: (counts[days], -days))
                found.append(Found(row, days, counts[days]))
        return found

    def _excess(self, end: int) -> list[Found]:
        part = self._span(end)
        if end <= part.start:
            return []  # the register's first day: there is nothing to exceed
        weight = max(float(self._weights(part)[-1]), 1.0)
        found = []
        counts = self.series.counts[:, part]
        for row in np.flatnonzero((self.series.level != Level.PAIR) & (counts[:, -1] >= EXCESS)).tolist():
            others = np.sort(counts[row, :-1])
            low, high = (
                int(others[place])
                for place in (int(0.1 * (len(others) - 1)), int(np.ceil(0.9 * (len(others) - 1))))
            )
            count = int(counts[row, -1])
            if count > LIFT * weight * high:
                found.append(Found(row, 1, count, low, high))
        return found

    def _span(self, end: int) -> slice:
        return slice(max(end + 1 - SPAN, 0), end + 1)

    def _weights(self, part: slice) -> Array:
        own = self.series
        return day_weights(own.totals[part], own.first + part.start, own.off[part])


def _told(days: _Days, look: Callable[[int], list[Found]], taking: Level) -> list[_Seen]:
    """Each line once, as of the day on which it was most surprising; none that another's messages explain.

    Of a topic, or a place, whose messages are nearly all those of a line of the level `taking` there is
    nothing more to tell; nor is there once that line has gone: what it told of is not told anew as theirs.
    """
    own = days.series
    standing = list(days.standing(look))
    reach: dict[int, int] = {}
    for seen in standing:
        row = seen.found.row
        reach[row] = min(reach.get(row, seen.end), seen.end - seen.found.days)
    taken = np.zeros(len(own.cases), bool)
    chosen: dict[int, _Seen] = {}
    for seen in sorted(standing, key=lambda seen: (own.level[seen.found.row] != taking, days.rank(seen))):
        row = seen.found.row
        if row in chosen:
            continue
        mine, takes = own.mine(row), own.level[row] == taking
        if not takes:
            left = mine & (own.day > seen.end - seen.found.days) & (own.day <= seen.end) & ~taken
            enough = max(LEAST[seen.found.days], seen.found.high + 1)
            if left.sum() < enough or (left & ~_taken_within(days, look, taking, seen)).sum() < enough:
                continue
        chosen[row] = seen
        if takes:
            taken |= mine & (own.day > reach[row])
    return sorted(chosen.values(), key=lambda seen: (seen.found.chance, -seen.found.count))


def _taken_within(days: _Days, look: Callable[[int], list[Found]], taking: Level, seen: _Seen) -> Array:
    """The messages of each line of the level `taking` that was found on a day of a window; as a mask."""
    own = days.series
    taken = np.zeros(len(own.cases), bool)
    for end in range(max(seen.end - seen.found.days + 1, 0), seen.end + 1):
        for found in look(end):
            if own.level[found.row] == taking:
                taken |= own.mine(found.row) & (own.day > end - found.days)
    return taken


def _row(days: _Days, seen: _Seen, cases: pd.DataFrame) -> dict[str, Any]:
    own, found, end = days.series, seen.found, seen.end
    mine = own.mine(found.row)
    start = days.start(found.row, end)
    positions = own.cases[mine & (own.day > end - found.days)]
    links = cases["url"].iloc[positions].map(lambda url: _REPLY.sub("", url.strip()))
    return {
        "level": str(own.level[found.row]),
        "topic": own.topic[found.row],
        "location": own.location[found.row],
        "days": found.days,
        "count": found.count,
        "until": own.first + end,
        "ago": days.today - end,
        "later": int(own.counts[found.row, end + 1 :].sum()),
        "state": str(days.state(found.row, start)),
        "start": own.first + start,
        "last": own.first + days.last(found.row, days.today),
        "author": _most(cases["author"].iloc[positions].map(name_key)),
        "link": _most(links),
        "cases": tuple(positions.tolist()),
        "since": own.first + own.day[mine].min(),
        **{name: getattr(found, name) for name in ("low", "high", "chance")},
    }


def _most(values: pd.Series) -> int:
    """How often the most frequent value stands there; what is not given is none."""
    given = values[values != ""]
    return int(given.value_counts().iloc[0]) if len(given) else 0


_LINE = {
    **{"level": "str", "topic": "str", "location": "str", "days": "int64", "count": "int64"},
    **{"until": "datetime64[s]", "ago": "int64", "later": "int64", "state": "str"},
    **{"start": "datetime64[s]", "last": "datetime64[s]", "author": "int64", "link": "int64"},
    "cases": "object",
}
_USUAL = {"low": "int64", "high": "int64"}
_FOUND = {**_LINE, **_USUAL, "chance": "float64"}
_FRESH = {**_LINE, "since": "datetime64[s]"}
_EXCESS = {**_LINE, **_USUAL}
_ALL = (_FOUND, _FRESH, _EXCESS)
