"""Every figure of a period as an amount, by key and importance: timeliness, quality, dynamics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib.figures import dynamics, tally
from lib.figures.definitions import APART, FIGURE, NOT_KEPT, Amount, Importance, count, measured, share
from lib.figures.facts import ANSWERS, PREPARING, RULE_KEYS, STATUSES, Facts, is_answered
from lib.figures.noted import noted
from lib.figures.signals import deficiencies
from lib.law.regulation import OUTCOMES, Status
from lib.worktime.period import Period

Key = tuple[str, Importance]
Amounts = dict[Key, Amount]
STEPS = ("dispatch", "return", "draft", "review", "rework", "posting", "final", "report_head")
_MET, _UNPROVEN = STATUSES.index(Status.MET), STATUSES.index(Status.UNPROVEN)


def amounts_of(facts: Facts, period: Period, lacking: pd.DataFrame | None = None) -> Amounts:
    """Every figure of the period by key and importance, in the order of `figures.FIGURES`.

    `lacking` is `signals.deficiencies(facts)` of all cases where the caller has it already.
    """
    lacking = deficiencies(facts, period) if lacking is None else within(lacking, period)
    found = {**_timeliness(facts, period), **_quality(facts, period, lacking)}
    found = _kept(facts, found) | dynamic(facts, period)
    order = {key: number for number, key in enumerate(FIGURE)}
    return dict(sorted(found.items(), key=lambda item: order[item[0][0]]))


def dynamic(facts: Facts, period: Period) -> Amounts:
    """Those of `amounts_of` that ask for no obligation: how many messages there were, and are open."""
    return _kept(facts, _dynamics(facts, period))


def _kept(facts: Facts, found: Amounts) -> Amounts:
    return {key: amount if noted(facts.kept, key[0]) else NOT_KEPT for key, amount in found.items()}


def within(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The rows whose case was detected in the period, by their column «day»."""
    return frame[period.holds(frame["day"].to_numpy())]


def _timeliness(facts: Facts, period: Period) -> Amounts:
    rows = facts.duties(period)
    rule, status, high = (rows[name].to_numpy() for name in ("rule_code", "status_code", "high"))

    def counted(mask: Any) -> Any:
        cells = (high * len(RULE_KEYS) + rule)[mask]
        return np.bincount(cells, minlength=2 * len(RULE_KEYS)).reshape(2, len(RULE_KEYS))

    weighed = rows["judged"].to_numpy()
    met, judged = counted(weighed & (status == _MET)), counted(weighed)
    unproven = counted(status == _UNPROVEN)
    timed, answering = rows["timed"].to_numpy(), rows["answering"].to_numpy()
    untimed = np.isin(rule, [RULE_KEYS.index(key) for key in ANSWERS]) & ~timed
    result: Amounts = {}
    for number, importance in enumerate(APART):

        def timely(*keys: str, number: int = number) -> Amount:
            places = [RULE_KEYS.index(key) for key in keys]
            return share(*(table[number, places].sum() for table in (met, judged, unproven)))

        mine = high == (importance is Importance.HIGH)
        times = answering[timed & mine]
        median, ninth = tally.middle(times)
        result["answer", importance] = timely(*ANSWERS)
        result["answer_median", importance] = measured(median, len(times))
        result["answer_p90", importance] = measured(ninth, len(times))
        result["answer_untimed", importance] = count((untimed & mine).sum())
        result["preparing", importance] = timely(*PREPARING)
        for key in STEPS:
            if key != "report_head" or importance is Importance.HIGH:
                result[key, importance] = timely(key)
        result["unproven", importance] = count(unproven[number].sum())
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
    over = cases["day"].to_numpy() < facts.today
    days = len(facts.working_days(period))
    of_importance = {
        Importance.ORDINARY: ~high,
        Importance.HIGH: high,
        Importance.ALL: np.ones(len(high), bool),
    }
    result: Amounts = {}
    for importance, mine in of_importance.items():
        result["cases", importance] = count(mine.sum())
        whole = int((mine & over).sum())
        result["per_day", importance] = Amount(whole / days if days else np.nan, whole, days)
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
