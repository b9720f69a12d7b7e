"""How far timeliness may lie from what is shown: every step that cannot be judged, against it and for it.

Doubtful are the unproven steps, the late and overdue ones whose end has a time that cannot be read, and the
steps that such a time would have opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.definitions import APART, FIGURE, Amount, Figure, Importance, share
from lib.figures.facts import ANSWERS, PREPARING, RULE_KEYS, STATUSES, Facts
from lib.figures.noted import noted
from lib.figures.tally import timeliness
from lib.law.regulation import RULES, Status
from lib.law.schema import CASES, EVENT_FIELDS, JOURNAL, STAGE_OF
from lib.register.several import cases_meant
from lib.worktime.period import Period

UNREADABLE = (
    "bad_time",
    "lone_time",
    "cell_error",
)  # kinds of problems (register.parse), in a column of times
_NOT_OPENED = ("return", "final", "deputy_review")  # these need more than one event, or have no term
_UNPROVEN = STATUSES.index(Status.UNPROVEN)
_FAILED = [STATUSES.index(status) for status in (Status.LATE, Status.OVERDUE)]
_ROW_OF = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Range:
    """The timeliness of one figure, and its bounds if every doubtful step counted against, or for."""

    figure: Figure
    importance: Importance
    shown: Amount
    worst: Amount
    best: Amount
    doubtful: int

    @property
    def wide(self) -> bool:
        """Whether so much is in doubt that the share is told with its bounds."""
        return replace(self.shown, doubtful=self.doubtful).hazy

    @property
    def noted(self) -> Amount:
        """Of how many steps it is noted whether they were in time, out of all that are judged or in doubt."""
        return share(self.worst.of - self.doubtful, self.worst.of)


def ranges(facts: Facts, period: Period | None = None) -> tuple[Range, ...]:
    """The bounds of timely answers and timely preparing, by importance; None: the whole register.

    What the register does not keep has none.
    """
    cells = _unreadable(facts)
    return tuple(
        _range(facts, cells, FIGURE[key], importance, rules=rules, period=period)
        for key, rules in (("answer", ANSWERS), ("preparing", PREPARING))
        if noted(facts.kept, key)
        for importance in APART
    )


def _unreadable(facts: Facts) -> pd.DataFrame:
    """The times that cannot be read: at int64, the case; stage int64, −1 for a row of the journal."""
    register = facts.register
    problems = register.problems[register.problems["kind"].isin(UNREADABLE)]
    if problems.empty:
        return pd.DataFrame({"at": [], "stage": []}, dtype="int64")
    source = problems["source"] if register.archives else pd.Series(register.title, index=problems.index)
    cases = register.cases[["source", "row"]]
    places: list[tuple[int, int, int]] = []
    journal: list[tuple[int, str]] = []
    for number, place in enumerate(register.places):
        field = {(tab, letter): name for (tab, name), letter in place.columns.items()}
        field |= {(CASES.title, letter): name for name, letter in place.clocks.items()}
        own = problems[(source == place.title).to_numpy()]
        for tab, cell, case in zip(own["tab"], own["cell"], own["case"], strict=True):
            where = _ROW_OF.fullmatch(cell)
            name = field.get((tab, where[1])) if where else None
            if tab == JOURNAL.title and name == "time":
                journal.append((number, case))
            elif tab == CASES.title and where and name in EVENT_FIELDS:
                places.append((number, int(where[2]), int(STAGE_OF[name])))
    near = cases[cases["row"].isin({row for _, row, _ in places})]
    rows = {(number, row): at for at, number, row in near.itertuples(name=None)}
    found = [(rows[number, row], stage) for number, row, stage in places]
    found += [(at, -1) for at in cases_meant(register, journal) if at >= 0]
    return pd.DataFrame(found, columns=["at", "stage"], dtype="int64")


def _range(
    facts: Facts,
    cells: pd.DataFrame,
    figure: Figure,
    importance: Importance,
    *,
    rules: tuple[str, ...],
    period: Period | None,
) -> Range:
    high = importance is Importance.HIGH
    rows = facts.duties(period)
    mine = rows["high"].to_numpy() == high
    mine &= np.isin(rows["rule_code"].to_numpy(), [RULE_KEYS.index(rule) for rule in rules])
    status = rows["status_code"].to_numpy()
    shown = timeliness(rows.loc[mine, ["judged", "status_code"]])
    unproven = int((mine & (status == _UNPROVEN)).sum())
    touched = unopened = 0
    if len(cells):
        failed = rows[mine & np.isin(status, _FAILED)]
        touched = int(_touched(failed, cells).sum())
        unopened = _unopened(facts, cells, period, rules, high=high)
    every = shown.of + unproven + unopened
    best = shown.good + unproven + unopened + touched
    return Range(
        figure, importance, shown, share(shown.good, every), share(best, every), unproven + unopened + touched
    )


def _unopened(
    facts: Facts, cells: pd.DataFrame, period: Period | None, rules: tuple[str, ...], *, high: bool
) -> int:
    """How many steps the times that cannot be read would have opened."""
    cohort = facts.cohort(period)
    own = set(cohort.index[cohort["high"].to_numpy() == high].tolist())
    return sum(
        1
        for at, stage in zip(cells["at"].tolist(), cells["stage"].tolist(), strict=True)
        for rule in RULES
        if at in own and rule.key in rules and rule.key not in _NOT_OPENED and stage in rule.opened_by
        if rule.key in facts.kept
        if rule.key not in ANSWERS or (rule.key == "answer_high") == high
    )


def _touched(failed: pd.DataFrame, cells: pd.DataFrame) -> Array:
    """Which of the late and overdue steps might have ended at a time that cannot be read."""
    result = np.zeros(len(failed), bool)
    at, rule = failed.index.to_numpy(), failed["rule_code"].to_numpy()
    stages, places = cells["stage"].to_numpy(), cells["at"].to_numpy()
    for number in np.unique(rule).tolist():
        ends = [*(int(stage) for stage in RULES[number].closed_by), -1]
        cases = places[np.isin(stages, ends)]
        result |= (rule == number) & np.isin(at, cases)
    return result
