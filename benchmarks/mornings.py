"""What the morning at 08:30 tells of half a year with storms: episodes, stale lines, false alarms.

    python -m benchmarks.mornings         # four half years of each kind, half a minute
    python -m benchmarks.mornings 12      # so many

A half year is 63 quiet days and 121 that are looked at, of topics × places with unequal rates, a weekday
profile and seasons, in a town that writes every day or in an office that notes on working days only. Two
storms are put into it, one of three days over all places, one on a Saturday and Sunday; and 24 episodes, each
some hours before the end of a day in a quiet pair, half of them on Fridays. An episode is told if a line on
its topic or its place stands at 08:30 of the next working day. A line is stale if two whole working days
before that morning brought it nothing. What stands and is related to nothing planted is a false alarm;
related ones within a week are one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from lib import sla
from lib.figures import surges
from lib.figures.facts import Facts, gather
from lib.register import parse
from lib.sources.tabs import Tab, Tabs

Array = np.ndarray[Any, np.dtype[Any]]
FIRST = np.datetime64("2026-03-02", "D")  # a Monday
PAST, LOOKED = 63, 121
DAYS = PAST + LOOKED
WEEK = np.array([1.3, 1.1, 1.1, 1.1, 1.0, 0.7, 0.7])
EPISODES, QUIET = 24, 0.15
MORNING = np.timedelta64(8 * 60 + 30, "m")


@dataclass(frozen=True)
class Town:
    """So many messages a day over topics and places; whether only an office's days bring any."""

    topics: int
    places: int
    daily: float
    office: bool = False


TOWNS = (Town(28, 6, 2.5, office=True), Town(20, 15, 5), Town(20, 15, 13), Town(20, 15, 13, office=True))


@dataclass(frozen=True)
class Planted:
    """Messages put into a day: of a topic, of a place, of both ("" any)."""

    day: int
    topic: str
    place: str
    storm: bool = False

    def told_by(self, row: dict[str, Any]) -> bool:
        """Whether a line is on its topic or its place, or on both."""
        about = [(row["topic"], self.topic), (row["location"], self.place)]
        return all(own in ("", other) or not other for own, other in about) and any(
            own and own == other for own, other in about
        )

    def behind(self, row: dict[str, Any], day: int) -> bool:
        """Whether its messages are in the window of a line of that day, or were in the week before it."""
        begin = day - row.get("ago", 0) - row["days"] - 7
        return begin < self.day <= day and (self.told_by(row) or (self.storm and not row["topic"]))


@dataclass
class Half:
    """The messages of half a year and what was planted among them."""

    day: list[int] = field(default_factory=list)
    minute: list[int] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def add(self, day: int, minutes: list[int], topic: str, place: str) -> None:
        """So many messages of a pair on a day."""
        for minute in minutes:
            self.day.append(day)
            self.minute.append(minute)
            self.topic.append(topic)
            self.place.append(place)

    def facts(self, works: Array) -> Facts:
        """The facts of a register that holds them, as of its end."""
        days = FIRST + np.array(self.day)
        moments = days.astype("M8[s]") + np.array(self.minute) * np.timedelta64(60, "s")
        order = np.argsort(moments, kind="stable")
        columns = {
            "№": [str(number + 1) for number in range(len(order))],
            "Выявлено": [f"{pd.Timestamp(moments[at]):%d.%m.%Y %H:%M}" for at in order],
            "Тема": [self.topic[at] for at in order],
            "Локация": [self.place[at] for at in order],
        }
        changed = {
            "Дата": [f"{pd.Timestamp(FIRST + day):%d.%m.%Y}" for day in range(DAYS)],
            "Вид дня": ["рабочий" if work else "выходной" for work in works],
        }
        parts = [("Реестр", columns), ("Календарь", changed)]
        tabs = Tabs(
            "Замер",
            tuple(Tab(title, tuple([name, *cells] for name, cells in own.items())) for title, own in parts),
        )
        register = parse(tabs)
        now = (FIRST + DAYS).astype("M8[s]")
        return gather(register, sla.assess(register, now), now)


def names(kind: str, many: int) -> list[str]:
    """«Тема 0», «Тема 1», …"""
    return [f"{kind} {number}" for number in range(many)]


def half_year(rng: np.random.Generator, town: Town) -> tuple[Half, Array]:
    """Half a year of a town, and which of its days are working ones."""
    topics, places = names("Тема", town.topics), names("Место", town.places)
    rates = np.outer(*(rng.dirichlet(np.full(size, 0.7)) for size in (town.topics, town.places)))
    rates *= rng.gamma(2, 0.5, rates.shape)
    rates *= town.daily / rates.sum()
    phase, days = rng.uniform(0, 2 * np.pi, (town.topics, 1, 1)), np.arange(DAYS)
    weekday = days % 7
    means = rates[:, :, None] * (1 + 0.4 * np.sin(2 * np.pi * days / 365 + phase))
    messages = rng.poisson(means * (WEEK / WEEK.mean())[weekday])
    works = weekday < 5
    if town.office:  # what days off bring is noted on the next working day
        opened = np.array([day + (7 - day % 7 if day % 7 > 4 else 0) for day in days])
        noted = np.zeros_like(messages)
        for day in days[opened < DAYS]:
            noted[:, :, opened[day]] += messages[:, :, day]
        messages = noted
    half = Half()
    for topic, place, day in np.argwhere(messages).tolist():
        many = int(messages[topic, place, day])
        half.add(day, rng.integers(9 * 60, 18 * 60, many).tolist(), topics[topic], places[place])
    _storms(half, rng, rates, town.office)
    _episodes(half, rng, rates, works)
    return half, works


def _storms(half: Half, rng: np.random.Generator, rates: Array, office: bool) -> None:
    """One of three days over all places on a topic, one of a weekend: some on a topic, some in a place."""
    quiet, places = np.argsort(rates.sum(axis=1)), names("Место", rates.shape[1])
    topic, other = (f"Тема {quiet[len(quiet) // part]}" for part in (2, 3))
    day = PAST + 7 * 4 + 1  # a Tuesday
    for after, many in enumerate((30, 18, 8)):
        for place in rng.integers(0, len(places), many).tolist():
            half.add(day + after, [int(rng.integers(10 * 60, 22 * 60))], topic, places[place])
        half.planted.append(Planted(day + after, topic, "", storm=True))
    day = PAST + 7 * 12 + (4 if office else 5)  # a Saturday; where nobody notes on it, the Friday
    place = places[int(np.argsort(rates.sum(axis=0))[len(places) // 2])]
    for after in range(1 if office else 2):
        for where in rng.integers(0, len(places), 7).tolist():
            half.add(day + after, [int(rng.integers(16 * 60, 24 * 60))], other, places[where])
        half.add(day + after, rng.integers(16 * 60, 24 * 60, 3).tolist(), other, place)
        half.planted.append(Planted(day + after, other, place, storm=True))


def _episodes(half: Half, rng: np.random.Generator, rates: Array, works: Array) -> None:
    topics, places = names("Тема", rates.shape[0]), names("Место", rates.shape[1])
    quiet = np.argwhere(rates <= QUIET)
    days = np.flatnonzero(works[:-3])
    days = days[days >= PAST]
    fridays = days[days % 7 == 4]
    chosen = [*rng.choice(fridays, EPISODES // 2), *rng.choice(days, EPISODES - EPISODES // 2)]
    for day in map(int, chosen):
        topic, place = quiet[rng.integers(len(quiet))].tolist()
        many = int(rng.integers(6, 9))
        half.add(day, rng.integers(17 * 60, 24 * 60, many).tolist(), topics[topic], places[place])
        half.planted.append(Planted(day, topics[topic], places[place]))


def as_of(facts: Facts, now: np.datetime64) -> Facts:
    """What was known at a moment, of facts that were gathered later; only what the surges look at."""
    cases = facts.cases[(facts.cases["detected"] <= pd.Timestamp(now)).to_numpy()]
    return replace(facts, now=now, cases=cases, _chosen={})


def mornings(facts: Facts, works: Array) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The lines that stand at 08:30 of each working day."""
    for day in np.flatnonzero(works):
        if day > PAST:
            now = ((FIRST + day).astype("M8[m]") + MORNING).astype("M8[s]")
            yield int(day), surges.surges(as_of(facts, now)).found.to_dict("records")


@dataclass
class Told:
    """What the mornings of a half year were worth."""

    episodes: int = 0
    found: int = 0
    storms: int = 0
    weathered: int = 0
    lines: int = 0
    stale: int = 0
    false: int = 0
    halves: int = 0

    def count(self, half: Half, facts: Facts, works: Array) -> None:
        """Add a half year."""
        working = np.flatnonzero(works)
        last = facts.cases["day"].to_numpy().astype("M8[D]")
        told = dict(mornings(facts, works))
        alarms: list[tuple[int, dict[str, Any]]] = []
        for day, rows in told.items():
            before = working[working < day]
            for row in rows:
                mine = np.ones(len(last), bool)
                for name in ("topic", "location"):
                    if row[name]:
                        mine &= (facts.cases[name] == row[name]).to_numpy()
                seen = (last[mine] - FIRST).astype(int)
                self.lines += 1
                self.stale += bool(seen[seen < day].max() < before[-2])
                if not any(one.behind(row, day) for one in half.planted):
                    alarms.append((day, row))
        for at, (day, row) in enumerate(alarms):
            near = (other for when, other in alarms[:at] if when >= day - 7)
            self.false += not any(_related(row, other) for other in near)
        for one in half.planted:
            after = working[working > one.day]
            hit = any(one.told_by(row) for row in told[int(after[0])])
            self.storms, self.weathered = self.storms + one.storm, self.weathered + (one.storm and hit)
            self.episodes, self.found = self.episodes + (not one.storm), self.found + (not one.storm and hit)
        self.halves += 1


def _related(one: dict[str, Any], other: dict[str, Any]) -> bool:
    shared = [one[name] and one[name] == other[name] for name in ("topic", "location")]
    return any(shared)


def worth(town: Town, halves: int, seed: int = 82) -> Told:
    """Measure the mornings of so many generated half years."""
    rng = np.random.default_rng([seed, town.topics, int(10 * town.daily), town.office])
    told = Told()
    for _ in range(halves):
        half, works = half_year(rng, town)
        told.count(half, half.facts(works), works)
    return told


def main() -> None:
    """Print the table."""
    halves = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    print(f"{'town':58} {'episodes':>9} {'storm days':>11} {'lines':>6} {'stale':>6} {'false a month':>14}")
    for town in TOWNS:
        told = worth(town, halves)
        print(
            f"{town!s:58} {told.found:4}/{told.episodes:<4} {told.weathered:5}/{told.storms:<5}"
            f" {told.lines:6} {told.stale:6} {told.false / told.halves / (LOOKED / 30.4):14.2f}"
        )


if __name__ == "__main__":
    main()
