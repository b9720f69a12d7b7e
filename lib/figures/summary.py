"""The monthly summary (п. 21): timeliness, quality and dynamics, each figure defined in `definitions`.

`month(register, obligations, month, now)` gives one `Month`, with the month before and the same month a
year ago beside every figure. Pages, documents and the digest show its numbers and compute none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.kept import Kept
from lib.figures import doubt, dynamics, people, tally
from lib.figures.amounts import STEPS, Key, amounts_of, within
from lib.figures.chance import xmr
from lib.figures.chance.compare import Opening, comparable, opening, side
from lib.figures.chance.limits import Side
from lib.figures.chance.xmr import Run
from lib.figures.definitions import (
    FIGURE,
    Amount,
    Figure,
    Importance,
    Section,
)
from lib.figures.doubt import Range
from lib.figures.facts import ANSWERS, PREPARING, Facts, gather, is_answered
from lib.figures.noted import apart, noted
from lib.figures.signals import Lack, deficiencies, looked_for, unjudged
from lib.law.regulation import OUTCOMES, RULES
from lib.register import Register
from lib.worktime.period import Period, month_of, months_until

NO_OUTCOME = "Итог не указан"
HISTORY = 25  # months of history beside a summary


@dataclass(frozen=True)
class Value:
    """One figure of one importance; `previous`, `year_ago` None: the register does not reach back.

    previous_side, year_side: whether it differs from those beyond chance; None: it may not be told.
    """

    figure: Figure
    importance: Importance
    current: Amount
    previous: Amount | None
    year_ago: Amount | None
    previous_side: Side | None = None
    year_side: Side | None = None

    @property
    def any(self) -> bool:
        """Whether there is a number worth its row, in any of the periods: a count of nothing is none."""
        amounts = (self.current, self.previous, self.year_ago)
        return any(one is not None and one.known and bool(one.of or one.value) for one in amounts)


@dataclass(frozen=True)
class Month:
    """Everything that the monthly summary holds.

    period, now; incomplete: the month is not over; partly: names of the compared periods («previous»,
    «year_ago») that the register covers only in part.
    values: the figures, by section; `value(key, importance)` finds one.
    steps: obligations by step and importance (`by_step`). preparing: by executor (`people.preparing`).
    outcomes: outcome str, ordinary, high, cases int64; their sum is the number of answered cases.
    lacks: kind, title, definition str, ordinary, high, cases int64: deficiencies by kind.
    deficiencies: `signals.deficiencies`, one by one; unjudged: `signals.unjudged`. late: those with a term
    that ran out (the annex).
    days, weeks: `dynamics.counts` within the month; months: of the 25 months up to it.
    topics, groups, locations, networks, importance: `dynamics.breakdown`; excluded: `dynamics.excluded`.
    renormed: keys of the figures whose norm changed in the period, or since a compared one.
    openings: the present month so far against the first working days of those it is compared with.
    ranges: `doubt.ranges`, how far timely answers and drafts may lie from what is shown.
    year, executors: `people.year_of_executors`.
    usual: what is usual from month to month, by «cases» and, of ordinary messages, «answer», «preparing», in
    the 25 months up to the last one that is over; a matter of which nothing can be said is left out.
    kept: what the register notes. backlog: `dynamics.backlog` of each day, of none where that is not kept.
    trend: `people.trend` of the 25 months.
    """

    period: Period
    now: np.datetime64
    incomplete: bool
    partly: tuple[str, ...]
    values: tuple[Value, ...]
    steps: pd.DataFrame
    preparing: pd.DataFrame
    outcomes: pd.DataFrame
    lacks: pd.DataFrame
    deficiencies: pd.DataFrame
    unjudged: bool
    late: pd.DataFrame
    days: pd.DataFrame
    weeks: pd.DataFrame
    months: pd.DataFrame
    topics: pd.DataFrame
    groups: pd.DataFrame
    locations: pd.DataFrame
    networks: pd.DataFrame
    importance: pd.DataFrame
    excluded: pd.DataFrame
    backlog: pd.DataFrame
    trend: pd.DataFrame
    openings: tuple[Opening, ...]
    ranges: tuple[Range, ...]
    usual: Mapping[str, Run]
    year: Period | None
    executors: pd.DataFrame
    kept: Kept
    renormed: frozenset[str]

    def value(self, key: str, importance: Importance = Importance.ALL) -> Value:
        """The figure of that key; KeyError where it is not told for that importance."""
        for value in self.values:
            if value.figure.key == key and value.importance is importance:
                return value
        raise KeyError((key, importance))

    @property
    def told(self) -> tuple[Value, ...]:
        """The figures that can be told: what the register keeps, by importance where it notes any."""
        parted = len(apart(self.kept)) > 1
        every = {value.figure.key for value in self.values if value.importance is Importance.ALL}
        one = {key: Importance.ALL if key in every else Importance.ORDINARY for key in FIGURE}
        return tuple(
            value
            for value in self.values
            if value.current.kept and (parted or value.importance is one[value.figure.key])
        )

    def untold(self, section: Section) -> tuple[Figure, ...]:
        """The figures of a section that the register does not keep, each once."""
        kept = {value.figure.key for value in self.told}
        own = (value.figure for value in self.values if value.figure.section is section)
        return tuple({figure.key: figure for figure in own if figure.key not in kept}.values())


def month(
    register: Register, obligations: pd.DataFrame, month: str | pd.Period | date, now: Any = None
) -> Month:
    """The summary of a month («2026-10»); `obligations` is `sla.assess(register, now)`.

    `now` is the moment of that assessment; without it, the last moment the obligations know of.
    """
    return of(gather(register, obligations, now), month_of(month))


def of(facts: Facts, period: Period) -> Month:
    """The summary of a month, or of any other period, from facts already gathered."""
    before = {"previous": period.previous(), "year_ago": period.year_ago()}
    lacking = deficiencies(facts)
    now = amounts_of(facts, period, lacking)
    then = {
        name: amounts_of(facts, span, lacking) if facts.reach(span) else None for name, span in before.items()
    }
    ranges = doubt.ranges(facts, period)
    uncertain = {(found.figure.key, found.importance) for found in ranges if found.wide}
    told = {
        name: figures if figures and comparable(facts, period, before[name]) else {}
        for name, figures in then.items()
    }

    def sides(key: Key) -> tuple[Side | None, ...]:
        figure = FIGURE[key[0]]
        known = key not in uncertain
        return tuple(side(figure, now[key], past.get(key)) if known else None for past in told.values())

    previous, year_ago = then["previous"], then["year_ago"]
    lacking = within(lacking, period)
    last = month_of(period.last.astype(object))
    history = months_until(
        last, HISTORY + facts.incomplete(last)
    )  # a month that runs takes no whole one's place
    months = dynamics.counts(facts, Period(history[0].start, last.end), "month")
    whole, executors = people.year_of_executors(facts, period)
    trend = people.trend(facts, last, months=len(history))
    return Month(
        period=period,
        now=facts.now,
        incomplete=facts.incomplete(period),
        partly=tuple(name for name, past in before.items() if facts.reach(past) and not facts.whole(past)),
        values=tuple(
            Value(
                FIGURE[key],
                importance,
                amount,
                previous[key, importance] if previous else None,
                year_ago[key, importance] if year_ago else None,
                *sides((key, importance)),
            )
            for (key, importance), amount in now.items()
        ),
        steps=by_step(facts, period),
        preparing=people.preparing(facts, period),
        outcomes=outcomes(facts, period),
        lacks=lacks(lacking, facts.kept),
        deficiencies=lacking,
        unjudged=unjudged(facts, period),
        late=lacking[lacking["due"].notna()],
        days=dynamics.counts(facts, period, "day"),
        weeks=dynamics.counts(facts, period, "week"),
        months=months.tail(HISTORY),
        topics=dynamics.breakdown(facts, period, "topic"),
        groups=dynamics.breakdown(facts, period, "topic_group"),
        locations=dynamics.breakdown(facts, period, "location"),
        networks=dynamics.breakdown(facts, period, "network"),
        importance=dynamics.by_importance(facts, period),
        excluded=dynamics.excluded(facts, period),
        backlog=dynamics.backlog(facts, period).iloc[: None if noted(facts.kept, "backlog") else 0],
        openings=tuple(
            found for span in before.values() if (found := opening(facts, period, span)) is not None
        ),
        ranges=ranges,
        kept=facts.kept,
        renormed=renormed(facts, period),
        trend=trend.tail(HISTORY),
        usual=_usual(facts, history, months, trend),
        year=whole,
        executors=executors,
    )


def _usual(facts: Facts, history: list[Period], months: pd.DataFrame, trend: pd.DataFrame) -> dict[str, Run]:
    whole = [comparable(facts, span) for span in history]
    spans = [span for span, kept in zip(history, whole, strict=True) if kept]
    found = {"cases": xmr.counts(list(zip(spans, months["cases"][whole].tolist(), strict=True)))}
    for key in ("answer", "preparing"):
        if noted(facts.kept, key):
            met, judged = (trend[f"{key}_ordinary_{what}"][whole].tolist() for what in ("met", "judged"))
            found[key] = xmr.shares(list(zip(spans, met, judged, strict=True)))
    return {key: run for key, run in found.items() if run is not None}


def renormed(facts: Facts, period: Period) -> frozenset[str]:
    """Figures whose norm is not one and the same in the period and in those that it is compared with."""
    spans = [span for span in (period.year_ago(), period.previous()) if facts.reach(span)]
    first = min(span.first for span in (*spans, period))
    used = facts.register.norms.within(first, min(period.last, facts.today))
    rules = {rule.key for rule in RULES if len({norms[rule.key] for norms in used}) > 1}
    made_of = {**{key: (key,) for key in STEPS}, "answer": ANSWERS, "preparing": PREPARING}
    return frozenset(key for key, parts in made_of.items() if rules.intersection(parts))


def by_step(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Obligations by step and importance, in the order of the rules, ordinary first.

    Columns: rule, step, clause str; high bool; the counts and medians of `tally.by_status`; limit float64 and
    unit str: the register's norm (NaN, "": none).
    """
    table = tally.by_status(facts.duties(period), ["rule_code", "high"])
    code = table.pop("rule_code").to_numpy()
    rules = [RULES[number] for number in code]
    in_force = facts.register.norms.on(facts.today if period is None else min(period.last, facts.today))
    norms = [in_force[rule.key] for rule in rules]
    texts = {"rule": [rule.key for rule in rules], "step": [rule.step for rule in rules]}
    texts["clause"] = [rule.clause for rule in rules]
    for place, (name, values) in enumerate(texts.items()):
        table.insert(place, name, pd.Series(values, dtype="str"))
    table["limit"] = np.array([np.nan if norm.limit is None else norm.limit for norm in norms], np.float64)
    table["unit"] = pd.Series([str(norm.unit or "") for norm in norms], dtype="str")
    return table


def outcomes(facts: Facts, period: Period) -> pd.DataFrame:
    """Answered cases by outcome («Итог»): outcome str, ordinary, high, cases int64, every outcome told."""
    cases = facts.cohort(period)
    cases = cases[is_answered(cases)]
    known = cases["outcome"].where(cases["outcome"].isin(OUTCOMES), NO_OUTCOME)
    high = cases["high"]
    table = pd.DataFrame(
        {"ordinary": known[~high].value_counts(), "high": known[high].value_counts()},
        index=pd.Index([*OUTCOMES, NO_OUTCOME], name="outcome"),
    )
    table = table.fillna(0).astype("int64")
    return table.assign(cases=table["ordinary"] + table["high"]).reset_index()


def lacks(lacking: pd.DataFrame, kept: Kept) -> pd.DataFrame:
    """Deficiencies by kind: kind, title, definition str; ordinary, high, cases int64.

    Every kind is told that the register can hold at all.
    """
    kinds = [kind for kind in Lack if looked_for(kind, kept)]
    high = lacking["high"].astype(bool)
    table = pd.DataFrame(
        {
            "kind": pd.Series([str(kind) for kind in kinds], dtype="str"),
            "title": pd.Series([kind.label for kind in kinds], dtype="str"),
            "definition": pd.Series([kind.definition for kind in kinds], dtype="str"),
            "ordinary": [int((lacking["kind"][~high] == kind).sum()) for kind in kinds],
            "high": [int((lacking["kind"][high] == kind).sum()) for kind in kinds],
        }
    )
    return table.assign(cases=table["ordinary"] + table["high"])
