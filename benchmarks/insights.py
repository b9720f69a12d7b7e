"""Speed of the insights at 10,000 cases, and what the surges are worth on generated years.

    python -m benchmarks.insights            # everything, half a minute
    python -m benchmarks.insights surges 8   # only the surges, over so many years of each kind

A world is topics × places with unequal rates, a weekday profile and, if asked, seasons, bursts of its own, or
an office that detects on working days only (what was written on days off is detected after them, New Year's
holidays included). A year without surges is judged day by day; alarms of related series within a week
are one.
Then six messages within two days are put into a quiet pair (at most 0.3 a day; half of the pairs between 0.2
and 0.3), and the pair must be found by the evening of the day after. The same year is judged once more as
that of a young register, from the first day that it can be judged on.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from lib import sla
from lib.demo import register as demo
from lib.figures import dynamics, people, repeats, signals, summary, surges
from lib.figures.facts import gather
from lib.law import schema
from lib.register import Register, parse
from lib.sources.tabs import Tab, Tabs
from lib.worktime import calendar
from lib.worktime.period import month_of
from lib.worktime.workdays import DEFAULT

Array = np.ndarray[Any, np.dtype[Any]]
NOW = datetime(2026, 11, 23, 12)
SPAN = surges.YEAR + max(surges.WINDOWS)
YOUNG = surges.ENOUGH + max(surges.WINDOWS)  # days of the youngest register that is judged
FIRST = np.datetime64("2024-01-01", "D")
OFF = ~calendar(DEFAULT, 2024, 2026).is_working_day(FIRST + np.arange(SPAN + 365))
WEEK = np.array([1.3, 1.1, 1.1, 1.1, 1.0, 0.7, 0.7])
QUIET, MESSAGES, TRIALS = 0.3, 6, 100


@dataclass(frozen=True)
class World:
    """So many messages a day over topics and places; how far seasons swing, and days by themselves."""

    topics: int
    places: int
    daily: float
    season: float = 0.0
    bursts: float = 0.0
    office: bool = False


WORLDS = (
    World(20, 15, 1.6),
    World(20, 15, 1.6, season=0.5),
    World(8, 5, 3),
    World(8, 5, 3, season=0.5),
    World(20, 15, 13),
    World(20, 15, 13, season=0.5),
    World(20, 15, 1.6, office=True),
    World(8, 5, 3, season=0.5, office=True),
    World(20, 15, 13, season=0.5, office=True),
    World(20, 15, 13, bursts=0.3),
)


@dataclass(frozen=True)
class Worth:
    """False alarms a month, of an old and of a young register; the share of planted surges found in time.

    found: at all, as the pair, its topic or its place; named: as the pair itself.
    """

    alarms: float
    young: float
    found: float
    named: float


def worth(world: World, years: int = 1, trials: int = TRIALS, seed: int = 82) -> Worth:
    """Measure the surges on generated years of a world."""
    rng = np.random.default_rng([seed, world.topics, world.places, int(10 * world.daily)])
    alarms, young, found, named = [], [], [], []
    for _ in range(years):
        rates, messages = _generated(rng, world)
        alarms.append(_false_alarms(messages, SPAN) / 12)
        young.append(_false_alarms(messages, YOUNG) / ((messages.shape[2] - YOUNG) / 365 * 12))
        for hit, own in _planted(rng, rates, messages, trials):
            found.append(hit)
            named.append(own)
    return Worth(*(float(np.mean(values)) for values in (alarms, young, found, named)))


def _generated(rng: np.random.Generator, world: World) -> tuple[Array, Array]:
    """Messages by topic, place and day of a past and a year: how many to expect, and how many came."""
    topics, places = (rng.dirichlet(np.full(size, 0.7)) for size in (world.topics, world.places))
    rates = np.outer(topics, places) * rng.gamma(2, 0.5, (world.topics, world.places))
    rates *= world.daily / rates.sum()
    days = np.arange(SPAN + 365)
    phase = rng.uniform(0, 2 * np.pi, (world.topics, 1, 1))
    rates = rates[:, :, None] * (1 + world.season * np.sin(2 * np.pi * days / 365 + phase))
    means = rates * (WEEK / WEEK.mean())[days % 7]
    if world.bursts:
        means = means * rng.gamma(1 / world.bursts, world.bursts, means.shape)
    messages = rng.poisson(means)
    if world.office:
        open_days = np.flatnonzero(~OFF)
        when = np.searchsorted(open_days, np.arange(messages.shape[2]))  # the working day that detects each
        kept = when < len(open_days)
        detected = np.zeros_like(messages)
        np.add.at(detected, (slice(None), slice(None), open_days[when[kept]]), messages[:, :, kept])
        messages = detected
    return rates, messages


def _judged(messages: Array, end: int) -> list[int]:
    """Rows of the series that surge on the day `end` − 1: topics, places, pairs."""
    first = max(end - SPAN, 0)
    window = messages[:, :, first:end]
    counts = np.concatenate([window.sum(axis=1), window.sum(axis=0), window.reshape(-1, end - first)])
    weights = surges.day_weights(window.sum(axis=(0, 1)), FIRST + first, OFF[first:end])
    return [found.row for found in surges.judge(counts, weights)]


def _false_alarms(messages: Array, begin: int) -> int:
    """Alarms from the day `begin` on."""
    topics, places, days = messages.shape
    last = np.full(topics + places + topics * places, -30)
    alarms = 0
    for end in range(begin + 1, days + 1):
        for row in sorted(_judged(messages, end), reverse=True):
            if last[_related(row, topics, places)].max() < end - 7:
                alarms += 1
            last[row] = end
    return alarms


def _related(row: int, topics: int, places: int) -> list[int]:
    pairs = topics + places
    if row >= pairs:
        topic, place = divmod(row - pairs, places)
        return [row, topic, topics + place]
    if row < topics:
        return [row, *(pairs + row * places + place for place in range(places))]
    return [row, *(pairs + topic * places + row - topics for topic in range(topics))]


def _planted(rng: np.random.Generator, rates: Array, messages: Array, trials: int) -> list[tuple[bool, bool]]:
    topics, places, days = messages.shape
    result = []
    for trial in range(trials):
        start = int(rng.integers(SPAN, days - 2))
        rate = np.maximum(rates.mean(axis=2), rates[:, :, start])  # quiet by the year and in the season
        hardest = np.argwhere((rate <= QUIET) & (rate > QUIET - 0.1))
        choice = hardest if trial % 2 and len(hardest) else np.argwhere(rate <= QUIET)
        topic, place = choice[rng.integers(len(choice))]
        spoilt = messages[:, :, : start + 3].copy()
        first = rng.binomial(MESSAGES, 0.5)
        spoilt[topic, place, start] += first
        spoilt[topic, place, start + 1] += MESSAGES - first
        rows = {row for end in (start + 2, start + 3) for row in _judged(spoilt, end)}
        pair = topics + places + topic * places + place
        result.append((bool(rows & {pair, topic, topics + place}), pair in rows))
    return result


def demonstration(cases: int = 10_000) -> Register:
    """The demonstration of so many cases, without a file between."""
    content = demo.build(NOW, cases).content
    parts = []
    for tab in schema.TABS:
        rows = content.get(tab.title, [])
        columns = ([column.title, *(row.get(column.field) for row in rows)] for column in tab.columns)
        parts.append(Tab(tab.title, tuple(columns)))
    return parse(Tabs("Замер", tuple(parts)))


def timed(work: Callable[[], Any], times: int = 7) -> float:
    """The median time of a call, in milliseconds, the first one not counted."""
    work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return 1000 * statistics.median(spent)


def speed(register: Register) -> dict[str, float]:
    """Milliseconds of everything that a page asks, the obligations given."""
    obligations = sla.assess(register, NOW)
    facts = gather(register, obligations, NOW)
    month = month_of("2026-11")
    texts = repeats.texts(register.cases["text"])

    def fresh() -> Any:
        return gather(register, obligations, NOW)

    def people_page() -> None:
        people.steps(facts, month)
        people.quality(facts, month)
        people.lateness(facts, month)
        people.trend(facts, month)

    def topics_page() -> None:
        for name in ("topic", "topic_group", "location", "network"):
            dynamics.breakdown(facts, month, name)
        dynamics.counts(facts, month, "day")
        dynamics.counts(facts, month, "week")
        dynamics.heat(facts, month)
        dynamics.hours(facts, month)
        dynamics.backlog(facts, month)

    return {
        "gather the facts (once a minute)": timed(fresh),
        "«Месяц»: the whole summary": timed(lambda: summary.of(facts, month)),
        "«Исполнители»": timed(people_page),
        "«Темы»": timed(topics_page),
        "signals: deficiencies, promises, reports": timed(
            lambda: (signals.deficiencies(facts), signals.promises(facts), signals.reports(facts))
        ),
        "surges": timed(lambda: surges.surges(facts)),
        "texts for the repeats (once a version)": timed(lambda: repeats.texts(register.cases["text"]), 3),
        "repeats of all": timed(lambda: repeats.likely(facts, texts), 3),
        "repeats of one": timed(lambda: repeats.likely(facts, texts, np.array([len(register.cases) - 5]))),
    }


def main() -> None:
    """Print the tables."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] == "speed":
        for what, spent in speed(demonstration()).items():
            print(f"{spent:8.1f} ms  {what}")
    if not arguments or arguments[0] == "surges":
        years = int(arguments[1]) if len(arguments) > 1 else 4
        print(f"\n{years} years of each; target: below 1 alarm a month, found 100 %")
        print(f"{'world':74} {'alarms a month':>15} {'young':>6} {'found':>7} {'as the pair':>12}")
        for world in WORLDS:
            result = worth(world, years)
            print(
                f"{world!s:74} {result.alarms:15.2f} {result.young:6.2f} {result.found:7.1%}"
                f" {result.named:12.1%}"
            )


if __name__ == "__main__":
    main()
