"""The monthly summary (п. 21): timeliness, quality and dynamics, each figure defined in `lib.figures`.

`month(register, obligations, month, now)` gives one `Month`, with the month before and the same month a
year ago beside every figure. Pages, documents and the digest show its numbers and compute none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lib import dynamics, people, tally
from lib.facts import ANSWERS, PREPARING, RULE_KEYS, Facts, gather, of_importance
from lib.figures import APART, FIGURE, Amount, Figure, Importance, count, measured, share
from lib.period import Period, month_of, months_until
from lib.register import Register
from lib.regulation import OUTCOMES, RULES, Status
from lib.signals import Lack, deficiencies

Key = tuple[str, Importance]
Amounts = dict[Key, Amount]
NO_OUTCOME = "Итог не указан"
_STEPS = ("dispatch", "return", "draft", "review", "rework", "posting", "final", "report_head")
HISTORY = 25  # months of history beside a summary


@dataclass(frozen=True)
class Value:
    """One figure of one importance; `previous` and `year_ago` are None where the register does not reach back."""

    figure: Figure
    importance: Importance
    current: Amount
    previous: Amount | None
    year_ago: Amount | None


@dataclass(frozen=True)
class Month:
    """Everything that the monthly summary holds.

    period, now; incomplete: the month is not over; partly: names of the compared periods («previous»,
    «year_ago») that the register covers only in part.
    values: the figures, by section; `value(key, importance)` finds one.
    steps: obligations by step and importance (`by_step`). preparing: by executor (`people.preparing`).
    outcomes: outcome str, ordinary, high, cases int64; their sum is the number of answered cases.
    lacks: kind, title, definition str, ordinary, high, cases int64: deficiencies by kind.
    deficiencies: `signals.deficiencies`, one by one. late: those of them with a term that ran out (the annex).
    days, weeks: `dynamics.counts` within the month; months: of the 25 months up to it.
    topics, groups, locations, networks, importance: `dynamics.breakdown`; excluded: `dynamics.excluded`.
    backlog: `dynamics.backlog` of each day. trend: `people.trend` of the 25 months.
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

    def value(self, key: str, importance: Importance = Importance.ALL) -> Value:
        """The figure of that key; KeyError where it is not told for that importance."""
        for value in self.values:
            if value.figure.key == key and value.importance is importance:
                return value
        raise KeyError((key, importance))


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
    now = amounts(facts, period)
    then = {name: amounts(facts, span) if facts.reach(span) else None for name, span in before.items()}
    previous, year_ago = then["previous"], then["year_ago"]
    lacking = deficiencies(facts, period)
    history = months_until(month_of(period.last.astype(object)), HISTORY)
    span = Period(history[0].start, history[-1].end)
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
            )
            for (key, importance), amount in now.items()
        ),
        steps=by_step(facts, period),
        preparing=people.preparing(facts, period),
        outcomes=outcomes(facts, period),
        lacks=lacks(lacking),
        deficiencies=lacking,
        late=lacking[lacking["due"].notna()],
        days=dynamics.counts(facts, period, "day"),
        weeks=dynamics.counts(facts, period, "week"),
        months=dynamics.counts(facts, span, "month"),
        topics=dynamics.breakdown(facts, period, "topic"),
        groups=dynamics.breakdown(facts, period, "topic_group"),
        locations=dynamics.breakdown(facts, period, "location"),
        networks=dynamics.breakdown(facts, period, "network"),
        importance=dynamics.by_importance(facts, period),
        excluded=dynamics.excluded(facts, period),
        backlog=dynamics.backlog(facts, period),
        trend=people.trend(facts, history[-1], months=HISTORY),
    )


def amounts(facts: Facts, period: Period) -> Amounts:
    """Every figure of the period by key and importance, in the order of `figures.FIGURES`."""
    found = {**_timeliness(facts, period), **_quality(facts, period), **_dynamics(facts, period)}
    order = {key: number for number, key in enumerate(FIGURE)}
    return dict(sorted(found.items(), key=lambda item: order[item[0][0]]))


def _timeliness(facts: Facts, period: Period) -> Amounts:
    result: Amounts = {}
    for importance in APART:
        rows = of_importance(facts.duties(period), importance)
        code = rows["rule_code"].to_numpy()

        def of_rules(*keys: str, rows: pd.DataFrame = rows, code: Any = code) -> pd.DataFrame:
            return rows[np.isin(code, [RULE_KEYS.index(key) for key in keys])]

        answers = of_rules(*ANSWERS)
        spent = answers["spent"].to_numpy()[answers["noted"].to_numpy()]
        median, ninth = tally.middle(spent)
        result["answer", importance] = tally.timeliness(answers)
        result["answer_median", importance] = measured(median, len(spent))
        result["answer_p90", importance] = measured(ninth, len(spent))
        result["preparing", importance] = tally.timeliness(of_rules(*PREPARING))
        for key in _STEPS:
            if key != "report_head" or importance is Importance.HIGH:
                result[key, importance] = tally.timeliness(of_rules(key))
        result["unproven", importance] = count(int((rows["status"] == Status.UNPROVEN).sum()))
    return result


def _quality(facts: Facts, period: Period) -> Amounts:
    result: Amounts = {}
    lacking = deficiencies(facts, period)
    finished = facts.cases["finished"].reindex(pd.RangeIndex(len(facts.register.cases))).to_numpy()
    earlier = facts.register.cases["earlier"].to_numpy()
    for importance in APART:
        cases = of_importance(facts.cohort(period), importance)
        answered = cases[cases["answered"].notna()]
        known = cases["first_draft"].to_numpy() >= 0
        drafted, sent = cases[cases["drafted"]], cases[cases["sent"]]
        media = answered["media"].dropna()
        marks = cases["mark"].dropna()
        judged = answered[answered["outcome"].isin(OUTCOMES)]
        repeats = cases[cases["repeat"]]
        gone = (repeats["detected"].to_numpy() - finished[earlier[repeats.index.to_numpy()]]).astype("m8[s]")
        back = gone[gone >= np.timedelta64(0, "s")].astype(np.int64) / 86400
        figures = {
            "first_draft": share(int((cases["first_draft"] == 1).sum()), int(known.sum())),
            "reworked": share(int((drafted["reworks"] > 0).sum()), len(drafted)),
            "returned": share(int((sent["returns"] > 0).sum()), len(sent)),
            "interim": share(int(answered["interim"].sum()), len(answered)),
            "repeated": share(len(repeats), len(cases)),
            "came_back": count(len(back)),
            "came_back_days": measured(tally.middle(back)[0], len(back)),
            "media": share(int(media.sum()), len(media)),
            "mark": measured(float(marks.mean()), len(marks)),
            "resolved": share(int((judged["outcome"] == OUTCOMES[0]).sum()), len(judged)),
            "deficiencies": count(len(of_importance(lacking, importance))),
        }
        result |= {(key, importance): amount for key, amount in figures.items()}
    return result


def _dynamics(facts: Facts, period: Period) -> Amounts:
    result: Amounts = {}
    days = facts.working_days(period)
    for importance in Importance:
        cases = of_importance(facts.cohort(period), importance)
        answered = int(cases["answered"].notna().sum())
        rate = len(cases) / days if days else np.nan
        result["cases", importance] = count(len(cases))
        result["per_day", importance] = Amount(rate, len(cases), days)
        result["answered", importance] = count(answered)
        result["unanswered", importance] = count(len(cases) - answered)
    result["outside", Importance.ALL] = dynamics.outside_hours(facts.cohort(period))
    ends = dynamics.backlog(facts, Period(period.last.astype(object), period.end))
    if facts.incomplete(period):
        ends = dynamics.backlog(facts, period).tail(1)
    result["backlog", Importance.ALL] = count(int(ends["waiting"].sum()))
    result["excluded", Importance.ALL] = count(len(facts.excluded(period)))
    return result


def by_step(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Obligations by step and importance, in the order of the rules, ordinary first.

    Columns: rule, step, clause str; high bool; the counts and medians of `tally.by_status`; limit float64 and
    unit str: the register's norm (NaN, "": none).
    """
    table = tally.by_status(facts.duties(period), ["rule_code", "high"])
    code = table.pop("rule_code").to_numpy()
    rules = [RULES[number] for number in code]
    norms = [facts.register.norms[rule.key] for rule in rules]
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
    cases = cases[cases["answered"].notna()]
    known = cases["outcome"].where(cases["outcome"].isin(OUTCOMES), NO_OUTCOME)
    high = cases["high"]
    table = pd.DataFrame(
        {"ordinary": known[~high].value_counts(), "high": known[high].value_counts()},
        index=pd.Index([*OUTCOMES, NO_OUTCOME], name="outcome"),
    )
    table = table.fillna(0).astype("int64")
    return table.assign(cases=table["ordinary"] + table["high"]).reset_index()


def lacks(lacking: pd.DataFrame) -> pd.DataFrame:
    """Deficiencies by kind: kind, title, definition str; ordinary, high, cases int64, every kind told."""
    kinds = list(Lack)
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
