"""The monthly summary (п. 21): timeliness, quality and dynamics, each figure defined in `definitions`.

`month(register, obligations, month, now)` gives one `Month`, with the month before and the same month a
year ago beside every figure. Pages, documents and the digest show its numbers and compute none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.kept import Kept
from lib.figures import dynamics, people, tally
from lib.figures.definitions import (
    APART,
    FIGURE,
    NOT_KEPT,
    Amount,
    Figure,
    Importance,
    Section,
    count,
    measured,
    share,
)
from lib.figures.facts import ANSWERS, PREPARING, RULE_KEYS, STATUSES, Facts, gather, is_answered
from lib.figures.noted import noted
from lib.figures.signals import Lack, deficiencies, looked_for
from lib.law.regulation import OUTCOMES, RULES, Status
from lib.register import Register
from lib.worktime.period import Period, month_of, months_until

Key = tuple[str, Importance]
Amounts = dict[Key, Amount]
NO_OUTCOME = "Итог не указан"
_STEPS = ("dispatch", "return", "draft", "review", "rework", "posting", "final", "report_head")
HISTORY = 25  # months of history beside a summary
_MET, _UNPROVEN = STATUSES.index(Status.MET), STATUSES.index(Status.UNPROVEN)


@dataclass(frozen=True)
class Value:
    """One figure of one importance; `previous`, `year_ago` None: the register does not reach back."""

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
    deficiencies: `signals.deficiencies`, one by one. late: those with a term that ran out (the annex).
    days, weeks: `dynamics.counts` within the month; months: of the 25 months up to it.
    topics, groups, locations, networks, importance: `dynamics.breakdown`; excluded: `dynamics.excluded`.
    renormed: keys of the figures whose norm changed in the period, or since a compared one.
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
        """The figures that can be told: what the register keeps, and high importance where it notes any."""
        high = self.kept.notes("importance")
        return tuple(
            value
            for value in self.values
            if value.current.kept and (high or value.importance is not Importance.HIGH)
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
    now = amounts(facts, period, lacking)
    then = {
        name: amounts(facts, span, lacking) if facts.reach(span) else None for name, span in before.items()
    }
    previous, year_ago = then["previous"], then["year_ago"]
    lacking = _within(lacking, period)
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
        lacks=lacks(lacking, facts.kept),
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
        backlog=dynamics.backlog(facts, period).iloc[: None if noted(facts.kept, "backlog") else 0],
        kept=facts.kept,
        renormed=renormed(facts, period),
        trend=people.trend(facts, history[-1], months=HISTORY),
    )


def renormed(facts: Facts, period: Period) -> frozenset[str]:
    """Figures whose norm is not one and the same in the period and in those that it is compared with."""
    spans = [span for span in (period.year_ago(), period.previous()) if facts.reach(span)]
    first = min(span.first for span in (*spans, period))
    used = facts.register.norms.within(first, min(period.last, facts.today))
    rules = {rule.key for rule in RULES if len({norms[rule.key] for norms in used}) > 1}
    made_of = {**{key: (key,) for key in _STEPS}, "answer": ANSWERS, "preparing": PREPARING}
    return frozenset(key for key, parts in made_of.items() if rules.intersection(parts))


def amounts(facts: Facts, period: Period, lacking: pd.DataFrame | None = None) -> Amounts:
    """Every figure of the period by key and importance, in the order of `figures.FIGURES`.

    `lacking` is `signals.deficiencies(facts)` of all cases where the caller has it already.
    """
    lacking = deficiencies(facts, period) if lacking is None else _within(lacking, period)
    found = {**_timeliness(facts, period), **_quality(facts, period, lacking), **_dynamics(facts, period)}
    found = {key: amount if noted(facts.kept, key[0]) else NOT_KEPT for key, amount in found.items()}
    order = {key: number for number, key in enumerate(FIGURE)}
    return dict(sorted(found.items(), key=lambda item: order[item[0][0]]))


def _within(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    return frame[period.holds(frame["day"].to_numpy())]


def _timeliness(facts: Facts, period: Period) -> Amounts:
    rows = facts.duties(period)
    rule, status, high = (rows[name].to_numpy() for name in ("rule_code", "status_code", "high"))

    def counted(mask: Any) -> Any:
        cells = (high * len(RULE_KEYS) + rule)[mask]
        return np.bincount(cells, minlength=2 * len(RULE_KEYS)).reshape(2, len(RULE_KEYS))

    weighed = rows["judged"].to_numpy()
    met, judged = counted(weighed & (status == _MET)), counted(weighed)
    unproven = counted(status == _UNPROVEN).sum(axis=1)
    timed, answering = rows["timed"].to_numpy(), rows["answering"].to_numpy()
    untimed = np.isin(rule, [RULE_KEYS.index(key) for key in ANSWERS]) & ~timed
    result: Amounts = {}
    for number, importance in enumerate(APART):

        def timely(*keys: str, number: int = number) -> Amount:
            places = [RULE_KEYS.index(key) for key in keys]
            return share(met[number, places].sum(), judged[number, places].sum())

        mine = high == (importance is Importance.HIGH)
        times = answering[timed & mine]
        median, ninth = tally.middle(times)
        result["answer", importance] = timely(*ANSWERS)
        result["answer_median", importance] = measured(median, len(times))
        result["answer_p90", importance] = measured(ninth, len(times))
        result["answer_untimed", importance] = count((untimed & mine).sum())
        result["preparing", importance] = timely(*PREPARING)
        for key in _STEPS:
            if key != "report_head" or importance is Importance.HIGH:
                result[key, importance] = timely(key)
        result["unproven", importance] = count(unproven[number])
    return result


def _quality(facts: Facts, period: Period, lacking: pd.DataFrame) -> Amounts:
    cases = facts.cohort(period)
    drafted, sent, interim, repeat = (
        cases[name].to_numpy() for name in ("drafted", "sent", "interim", "repeat")
    )
    answered = is_answered(cases)
    posted = cases["answered"].notna().to_numpy()
    first = cases["first_draft"].to_numpy()
    media = answered & cases["media"].notna().to_numpy()
    shown = cases["media"].fillna(False).to_numpy(dtype=bool)
    mark = cases["mark"].to_numpy()
    outcome = cases["outcome"]
    judged = answered & outcome.isin(OUTCOMES).to_numpy()
    resolved = (outcome == OUTCOMES[0]).to_numpy()
    back = returned_after(cases)
    result: Amounts = {}
    for importance in APART:
        mine = cases["high"].to_numpy() == (importance is Importance.HIGH)

        def of_mine(good: Any, out_of: Any, mine: Any = mine) -> Amount:
            return share((good & out_of & mine).sum(), (out_of & mine).sum())

        marks = mark[mine & ~np.isnan(mark)]
        days = back[mine & ~np.isnan(back)]
        figures = {
            "first_draft": of_mine(first == 1, first >= 0),
            "reworked": of_mine(cases["reworks"].to_numpy() > 0, drafted),
            "returned": of_mine(cases["returns"].to_numpy() > 0, sent),
            "interim": of_mine(interim, posted),
            "repeated": of_mine(repeat, mine),
            "came_back": count(len(days)),
            "came_back_days": measured(tally.middle(days)[0], len(days)),
            "media": of_mine(shown, media),
            "mark": measured(marks.mean() if len(marks) else np.nan, len(marks)),
            "resolved": of_mine(resolved, judged),
            "deficiencies": count((lacking["high"] == (importance is Importance.HIGH)).sum()),
        }
        result |= {(key, importance): amount for key, amount in figures.items()}
    return result


def returned_after(cases: pd.DataFrame) -> Any:
    """«Написали снова после ответа»: for each case, calendar days from the final answer to the earlier one
    until the detection of this one; float64, NaN where it is no repeat, or came before that answer (п. 16).
    """
    gone = (cases["detected"] - cases["finished_before"]).to_numpy().astype("m8[s]")
    days = gone.astype(np.int64) / 86400
    return np.where(np.isnat(gone) | (days < 0), np.nan, days)


def _dynamics(facts: Facts, period: Period) -> Amounts:
    cases = facts.cohort(period)
    answered = is_answered(cases)
    high = cases["high"].to_numpy()
    days = len(facts.working_days(period))
    of_importance = {
        Importance.ORDINARY: ~high,
        Importance.HIGH: high,
        Importance.ALL: np.ones(len(high), bool),
    }
    result: Amounts = {}
    for importance, mine in of_importance.items():
        number = int(mine.sum())
        result["cases", importance] = count(number)
        result["per_day", importance] = Amount(number / days if days else np.nan, number, days)
        result["answered", importance] = count((mine & answered).sum())
        result["unanswered", importance] = count((mine & ~answered).sum())
        if importance is not Importance.ALL:
            result["outside", importance] = dynamics.outside_hours(cases[mine])
    for key, cases in (
        ("backlog", dynamics.waiting(facts, period)),
        ("promised", dynamics.promised(facts, period)),
    ):
        of_high = int(cases["high"].sum())
        result[key, Importance.ORDINARY] = count(len(cases) - of_high)
        result[key, Importance.HIGH] = count(of_high)
        result[key, Importance.ALL] = count(len(cases))
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
