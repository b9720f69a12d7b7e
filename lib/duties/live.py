"""The open cases as of a moment: whose move it is, by when, and whether it can still be in time.

Everything follows from the obligations of `lib.sla`; the curator's page and the morning digest read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib import sla
from lib.duties.timeline import Array, moment, working_calendar
from lib.law.regulation import RULE, Role, Status, Unit
from lib.register import Register
from lib.worktime import WorkCalendar

REPORT = "report_head"
OVERDUE, SOON, RUNNING = "overdue", "soon", "running"

# The steps that still follow each step until the answer stands in the network (пп. 7, 11–14).
_FOLLOWING: dict[str, tuple[str, ...]] = {
    "dispatch": ("draft", "review", "posting"),
    "draft": ("review", "posting"),
    "rework": ("review", "posting"),
    "review": ("posting",),
    "deputy_review": ("posting",),
    "posting": (),
    "final": (),
}
_ANSWERS = ("answer", "answer_high")
_STEP = ["rule", "role", "person", "opened", "due"]  # what is told of an obligation that is open


def live(register: Register, now: Any, obligations: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per case with something open as of `now`, the most urgent first.

    The index «at» is the case's position in `register.cases`. Columns:
    case str; rule, step, clause, role, person str: the step that is next (`person` "" where unknown);
    opened, due datetime64[s]: of that step; answer_due: of the answer while the case is unanswered, else NaT;
    deadline: the earlier of the two (NaT: none); left float64: working minutes to it, negative
    once past, NaN without one; opens datetime64[s]: when working time goes on, NaT while it runs;
    reserve float64: working minutes of the answer deadline that remain once
    the norms of the remaining steps are subtracted, for high importance simply what is left of its hour, NaN
    once answered; high, answered, unreported bool; with_deputy bool: a draft lies with him for approval,
    whatever else is late; final_due datetime64[s]: the day a final answer is
    promised for after an interim one (п. 15), NaT without a promise; status: overdue, soon (within
    «Предупреждать за» working minutes) or running.
    """
    present = moment(now)
    obligations = sla.assess(register, now) if obligations is None else obligations
    moves = _moves(register, obligations)
    due_of, at = obligations["due"].to_numpy()[moves.open], pd.Index(moves.at, name="at")
    step = obligations[_STEP].take(moves.open[moves.chosen]).set_axis(at)
    rule = step["rule"].to_numpy(dtype=object)
    result = pd.DataFrame(
        {
            "case": register.cases["case"].array.take(moves.at),
            "rule": rule,
            "step": [RULE[key].step for key in rule],
            "clause": [RULE[key].clause for key in rule],
            "role": step["role"].astype(str),
            "person": _present_names(register, present, step),
            "opened": step["opened"],
            "due": step["due"],
            "answer_due": _due(due_of, moves.answer),
        },
        index=at,
    )
    due, answer_due = (result[name].to_numpy() for name in ("due", "answer_due"))
    result["deadline"] = np.fmin(due, answer_due)
    calendar = working_calendar(register, present)
    result["left"] = working_left(calendar, present, result["deadline"].to_numpy())
    result["opens"] = _opens(calendar, present, len(at))
    result["high"] = register.cases["high"].to_numpy()[moves.at]
    result["answered"] = moves.answer < 0
    result["unreported"] = moves.report >= 0
    result["with_deputy"] = moves.deputy >= 0
    result["final_due"] = _due(due_of, moves.final)
    result["reserve"] = _reserve(register, present, calendar, result)
    soon = result["left"] <= register.settings.on(present).warn_minutes
    result["status"] = np.where(moves.late, OVERDUE, np.where(soon, SOON, RUNNING))
    return _most_urgent_first(result)


def numbers(register: Register, obligations: pd.DataFrame) -> tuple[int, int]:
    """How many cases of `live` are overdue, and how many unreported, without what it tells of each."""
    moves = _moves(register, obligations)
    return int(moves.late.sum()), int((moves.report >= 0).sum())


@dataclass(frozen=True)
class _Moves:
    """What is open: where among the obligations, of which cases `at`, and what each case is about.

    chosen, answer, report, final, deputy: the place in `open` of the step that is next, of the answer, of the
    report to the head, of the promised answer, of the deputy's approval; −1 where there is none. late bool:
    the step or the answer is overdue.
    """

    open: Array
    at: Array
    chosen: Array
    answer: Array
    report: Array
    final: Array
    deputy: Array
    late: Array


def _moves(register: Register, obligations: pd.DataFrame) -> _Moves:
    status, place = obligations["status"], obligations.index.to_numpy()
    by_word = sla.among(status.array, Status.UNPROVEN) & np.isnat(obligations["closed"].to_numpy())
    answered = np.zeros(len(register.cases), bool)
    answered[place[by_word]] = True  # «Статус»
    rows = np.flatnonzero(_runs(status) & ~answered[place])
    at, case = np.unique(place[rows], return_inverse=True)
    rule = obligations["rule"].array.take(rows)
    overdue = sla.among(status.array, Status.OVERDUE)[rows]

    def latest(*rules: str) -> Array:
        """The place in `rows` of the latest opened one of these rules for each case; −1 without one."""
        return last(np.flatnonzero(sla.among(rule, *rules)))

    def last(places: Array) -> Array:
        """For each case the last one of these places that is his."""
        found = np.full(len(at), -1)
        found[case[places]] = places
        return found

    answer, report = latest(*_ANSWERS), latest(REPORT)
    # A step that is late stays the next one to take, whatever was begun after it: of several the one that has
    # been so longest. The report to the head runs beside the steps: `with_reports` gives it a row of its own.
    late = np.flatnonzero(sla.among(rule, *_FOLLOWING) & overdue)
    due = obligations["due"].to_numpy()[rows[late]]
    chosen = last(late[np.argsort(due, kind="stable")][::-1])
    for fallback in (latest(*_FOLLOWING), answer, report):
        chosen = np.where(chosen < 0, fallback, chosen)
    passed = np.append(overdue, False)  # −1, no row, reads the last
    return _Moves(
        *(rows, at, chosen, answer, report, latest("final"), latest("deputy_review")),
        passed[chosen] | passed[answer],
    )


def _runs(status: pd.Series) -> Array:
    """Which obligations are still to be done, late or not."""
    return sla.among(status.array, Status.RUNNING, Status.OVERDUE)


def with_reports(register: Register, now: Any, obligations: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The open cases `rows` of `live`, and each report to the head that is open beside another step as a row.

    The report (п. 22) has a term of its own and is the curator's, whoever has the case. Columns as in `live`,
    and beside bool: the row is such a report; its case has a row for its next step, too, at the same «at».
    """
    rows = rows.assign(beside=False)
    cases = rows[rows["unreported"] & (rows["rule"] != REPORT)]
    if cases.empty:
        return rows
    of_head = sla.among(obligations["rule"].array, REPORT)
    found = obligations[["opened", "due", "status"]].take(
        np.flatnonzero(of_head & _runs(obligations["status"]))
    )
    found = found[~found.index.duplicated(keep="last")].reindex(cases.index)
    present, own = moment(now), register.settings.on(now)
    rule = RULE[REPORT]
    left = working_left(working_calendar(register, present), present, found["due"].to_numpy())
    soon = np.where(left <= own.warn_minutes, SOON, RUNNING)
    reports = cases.assign(
        rule=REPORT,
        step=rule.step,
        clause=rule.clause,
        role=str(Role.CURATOR),
        person=own.curator,
        opened=found["opened"],
        due=found["due"],
        deadline=found["due"],
        left=left,
        reserve=np.nan,
        with_deputy=False,
        final_due=np.datetime64("NaT", "s"),
        beside=True,
        status=np.where(found["status"] == Status.OVERDUE, OVERDUE, soon),
    ).astype(rows.dtypes)
    return _most_urgent_first(pd.concat([rows, reports]))


def _most_urgent_first(rows: pd.DataFrame) -> pd.DataFrame:
    status, until = (rows[name].to_numpy() for name in ("status", "deadline"))
    rank = np.select([status == OVERDUE, status == SOON], [0, 1], 2)
    return rows.take(np.lexsort((until, np.isnat(until), rank)))


def _present_names(register: Register, present: np.datetime64, step: pd.DataFrame) -> Array:
    """Whose move it is: of curator and deputy the name in force today, whoever had the step before."""
    own = register.settings.on(present)
    today = step["role"].astype(str).map({Role.CURATOR: own.curator, Role.DEPUTY: own.deputy})
    return today.fillna(step["person"].astype(object).fillna("")).to_numpy(dtype=object)


def _due(due: Array, places: Array) -> Array:
    """The deadlines at those places; NaT where there is none."""
    return np.append(due, np.datetime64("NaT"))[places]  # −1 reads the last


def working_left(calendar: WorkCalendar, present: np.datetime64, until: Array) -> Array:
    """Signed working minutes from now; NaN without a deadline."""
    known = ~np.isnat(until)
    result = np.full(len(until), np.nan)
    end = until[known]
    result[known] = calendar.between(present, end) - calendar.between(end, present)
    return result


def _opens(calendar: WorkCalendar, present: np.datetime64, cases: int) -> Array:
    opens = pd.Timestamp(calendar.next_open(present)).to_datetime64()
    return np.full(cases, opens if opens > present else np.datetime64("NaT"), "M8[s]")


def _reserve(
    register: Register, present: np.datetime64, calendar: WorkCalendar, open_cases: pd.DataFrame
) -> Array:
    """What is left of the answer deadline after the rest of this step's norm and the steps to come."""
    left = working_left(calendar, present, open_cases["answer_due"].to_numpy())
    own = working_left(calendar, present, open_cases["due"].to_numpy())
    ahead = {
        rule: sum(_minutes(register, present, calendar, key) for key in following)
        for rule, following in _FOLLOWING.items()
    }
    chain = np.fmax(own, 0.0)
    chain = np.where(np.isnan(chain), 0.0, chain) + open_cases["rule"].map(ahead).fillna(0).to_numpy()
    is_answer = open_cases["rule"].isin(_ANSWERS).to_numpy()
    return np.where(open_cases["high"].to_numpy() | is_answer, left, left - chain)


def _minutes(register: Register, present: np.datetime64, calendar: WorkCalendar, rule: str) -> float:
    """The norm of a rule in working minutes, begun now where it is counted in days or by the clock."""
    norm = register.norms.on(present)[rule]
    if norm.limit is None or norm.unit is None:
        return 0.0
    if norm.unit is Unit.WORK_DAYS:
        return float(calendar.between(present, calendar.add_days(present, int(norm.limit))))
    if norm.unit is Unit.MINUTES:
        return float(calendar.between(present, present + np.timedelta64(round(norm.limit * 60), "s")))
    return norm.limit * sla.MINUTES_IN[norm.unit]
