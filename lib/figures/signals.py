"""What asks for attention: deficiencies (п. 20), promises (п. 15), reports to the head (п. 22).

Surges of messages (п. 22) are in `surges`, likely repeats (п. 16) in `repeats`.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from lib import sla
from lib.base import written
from lib.duties.kept import Kept
from lib.duties.timeline import Array
from lib.figures.facts import RULE_KEYS, STATUSES, Facts
from lib.law.regulation import RULE, Role, Stage, Status
from lib.law.schema import CASES
from lib.worktime.period import Period


class Lack(StrEnum):
    """Kinds of deficiencies."""

    LATE = "late"
    OVERDUE = "overdue"
    PROMISE = "promise"
    DEPUTY = "deputy"
    LINK = "link"

    @property
    def label(self) -> str:
        """What it is called."""
        return _LACKS[self][0]

    @property
    def definition(self) -> str:
        """When it is one, in one line."""
        return _LACKS[self][1]


_LACKS: dict[Lack, tuple[str, str]] = {
    Lack.LATE: ("Выполнено с опозданием", "Шаг выполнен после срока."),
    Lack.OVERDUE: ("Просрочено", "Шаг не выполнен, а срок прошёл."),
    Lack.PROMISE: (
        "Нарушен срок окончательного ответа",
        "После промежуточного ответа окончательный проект не получен за 5 рабочих дней (п. 15).",
    ),
    Lack.DEPUTY: (
        "Ответы без согласования заместителя главы",
        "Ответ на сообщение повышенной важности согласован или размещён без заместителя главы (п. 12).",
    ),
    Lack.LINK: ("Ответы без ссылки", "Ответ размещён, а ссылка на него не указана (п. 14)."),
}
_Lacks = tuple[Array, Array]  # the cases, and when it arose
_FAILED = [STATUSES.index(Status.LATE), STATUSES.index(Status.OVERDUE)]
_COLUMNS = [
    "case",
    "kind",
    "rule",
    "clause",
    "what",
    "role",
    "person",
    "opened",
    "due",
    "closed",
    "late",
    "unit",
]


def looked_for(kind: Lack, kept: Kept) -> bool:
    """Whether the register can show a deficiency of this kind: what it does not keep is not judged."""
    if kind is Lack.DEPUTY:
        return kept.notes("approved") and kept.notes("escalated")
    if kind is Lack.LINK:
        return "answer_url" in kept.fields
    return "final" in kept if kind is Lack.PROMISE else bool(kept.rules)


def deficiencies(facts: Facts, period: Period | None = None) -> pd.DataFrame:
    """Every deficiency of the period's cases (п. 20); None: of all cases.

    One row each, by case in register order, then in time; index «at». Columns: case str; kind (a Lack);
    rule str ("" for what is no obligation); clause str; what str (Russian: the step or the lack); role,
    person str ("" unknown); opened, due, closed datetime64[s] (NaT none; of a lack without a term `closed` is
    when it arose); late float64, minutes past the deadline in the norm's clock (NaN where there is no term);
    unit str; high bool; day datetime64[s] of the case's detection. A lack whose column is absent is not
    looked for.
    """
    rows = facts.duties(period)
    failed = np.flatnonzero(np.isin(rows["status_code"].to_numpy(), _FAILED))
    rows = rows[[*(name for name in _COLUMNS if name in rows), "status"]].take(failed)
    rule, keys = rows["rule"].array, rows["rule"].array.categories.tolist()
    kind = written.texts(rows["status"].array)
    kind[sla.among(rule, "final")] = str(Lack.PROMISE)
    late = pd.DataFrame(
        {
            "case": rows["case"],
            "kind": kind,
            "rule": written.texts(rule),
            "clause": written.texts(rule, (RULE[key].clause for key in keys)),
            "what": written.texts(rule, (RULE[key].step for key in keys)),
            "role": written.texts(rows["role"].array),
            "person": written.texts(rows["person"].array),
            **{name: rows[name] for name in ("opened", "due", "closed", "late")},
            "unit": written.texts(rows["unit"].array),
        },
        index=rows.index,
    )
    without_deputy, without_link = _without(facts, period)
    deputy = _lacks(facts, *without_deputy, Lack.DEPUTY, "12")
    link = _lacks(facts, *without_link, Lack.LINK, "14")
    found = pd.concat([late, deputy, link])
    found["high"] = facts.register.cases["high"].to_numpy()[found.index.to_numpy()]
    days = facts.cases["day"].reindex(pd.RangeIndex(len(facts.register.cases)))
    found["day"] = days.to_numpy()[found.index.to_numpy()]
    when = found["opened"].fillna(found["closed"])
    places = np.lexsort((when.to_numpy(), found.index.to_numpy()))
    return found.iloc[places].rename_axis("at")


def number_of_deficiencies(facts: Facts, period: Period | None) -> int:
    """How many rows `deficiencies` has, without what it tells of each."""
    (status,) = facts.columns("duties", period, "status_code")
    late = np.isin(status, _FAILED)
    return int(late.sum()) + sum(len(at) for at, _ in _without(facts, period))


def unjudged(facts: Facts, period: Period | None) -> bool:
    """Whether steps of the period's cases ended, and of none it can be told if it was in time."""
    codes = facts.duties(period)["status_code"].to_numpy()
    known = [*_FAILED, STATUSES.index(Status.MET)]
    return bool((codes == STATUSES.index(Status.UNPROVEN)).any() and not np.isin(codes, known).any())


def _lacks(facts: Facts, at: Array, when: Array, kind: Lack, clause: str) -> pd.DataFrame:
    """Deficiencies of the curator that have no term, at the moments they arose."""
    nothing = np.full(len(at), np.datetime64("NaT", "s"))
    names = facts.register.settings
    return pd.DataFrame(
        {
            "case": facts.register.cases["case"].array.take(at),
            "kind": str(kind),
            "rule": "",
            "clause": clause,
            "what": kind.label,
            "role": str(Role.CURATOR),
            "person": np.array([own.curator for own in names.values], dtype=object)[names.places(when)],
            "opened": nothing,
            "due": nothing,
            "closed": when,
            "late": np.nan,
            "unit": "",
        },
        index=pd.Index(at, dtype="int64"),
    )[_COLUMNS]


def _told(facts: Facts, field: str) -> Array:
    """Per case: its spreadsheet has the column, so that an empty cell says something."""
    has = [CASES.column(field).title not in place.missing for place in facts.register.places]
    result: Array = np.array(has)[facts.register.cases["source"].to_numpy()]
    return result


def _without(facts: Facts, period: Period | None) -> tuple[_Lacks, _Lacks]:
    """What the period's cases lack that has no term: the deputy's approval, the link."""
    at, high, answered = facts.columns("cohort", period, "at", "high", "answered")
    return _without_deputy(facts, at[high]), _without_link(facts, at, answered)


def _without_deputy(facts: Facts, high: Array) -> _Lacks:
    """Answers to messages of high importance that the deputy did not approve (п. 12): case, and when.

    Judged for each answer apart: its last approval must follow an «На согласовании у зам. главы» that came
    after the last draft; an answer that was posted without any approval lacks it too.
    """
    line = facts.line
    wanted = np.zeros(len(facts.register.cases), bool)
    wanted[high] = looked_for(Lack.DEPUTY, facts.kept)
    noted = np.zeros(len(facts.register.places), bool)  # at least in the journal
    noted[facts.register.events["source"].to_numpy()[line.origin[line.stage == Stage.ESCALATED]]] = True
    wanted &= noted[facts.register.cases["source"].to_numpy()] | _told(facts, "escalated")
    own = line.take(wanted[line.at])
    number = np.arange(len(own))
    starts = np.diff(own.at, prepend=-1) != 0
    starts[1:] |= own.stage[:-1] == Stage.POSTED  # the work on the next answer
    answer = np.cumsum(starts) - 1
    since = np.maximum.accumulate(np.where(starts | (own.stage == Stage.DRAFTED), number, -1))
    escalated = np.maximum.accumulate(np.where(own.stage == Stage.ESCALATED, number, -1)) >= since
    approved, posted = np.full(len(own), -1), np.full(len(own), -1)
    for stage, ends in ((Stage.APPROVED, approved), (Stage.POSTED, posted)):
        here = np.flatnonzero(own.stage == stage)
        ends[answer[here]] = here  # the last one stays
    without = np.where((approved >= 0) & ~escalated[approved], approved, np.where(approved < 0, posted, -1))
    without = without[without >= 0]
    return own.at[without], own.time[without]


def _without_link(facts: Facts, at: Array, answered: Array) -> _Lacks:
    """Answered cases whose «Ссылка на ответ» is empty (п. 14): case, and when it was answered."""
    judged = np.flatnonzero(_told(facts, "answer_url")[at] & ~np.isnat(answered))
    links = facts.register.cases["answer_url"].array.take(at[judged]).to_numpy()
    without = judged[links == ""]
    return at[without], answered[without]


# The state of a promise, the most pressing first, and its words.
BROKEN, TODAY, OPEN, LATE, KEPT, UNKNOWN = "broken", "today", "open", "late", "kept", "unknown"
PROMISE_STATES: dict[str, str] = {
    BROKEN: "просрочено",
    TODAY: "срок сегодня",
    OPEN: "в работе",
    LATE: "выполнено с опозданием",
    KEPT: "выполнено в срок",
    UNKNOWN: "не отмечено, в срок ли",
}


def promised(facts: Facts) -> dict[str, int]:
    """How many promises there are of each state (the keys of PROMISE_STATES)."""
    found = promises(facts)["state"].value_counts()
    return {state: int(found.get(state, 0)) for state in PROMISE_STATES}


def broken_promises(facts: Facts) -> int:
    """How many promises of all cases are BROKEN, without what `promises` tells of each."""
    rows = facts.duties(None)
    final = rows["rule_code"].to_numpy() == RULE_KEYS.index("final")
    return int((final & (rows["status_code"].to_numpy() == STATUSES.index(Status.OVERDUE))).sum())


def promises(facts: Facts, period: Period | None = None) -> pd.DataFrame:
    """Every interim answer as a debt with its date (п. 15), the most pressing first; None: of all cases.

    Index «at». Columns: case str; state (a key of PROMISE_STATES); role, person str ("" unknown); given, due,
    kept datetime64[s] (of the interim answer, of the final draft; NaT); late float64, minutes past the term
    in the norm's clock; unit str; high bool.
    """
    rows = facts.duties(period)
    rows = rows[(rows["rule"] == "final").to_numpy()]
    today = rows["due"].to_numpy().astype("M8[D]") == facts.today
    status = rows["status"].astype("str")
    state = status.map(
        {
            Status.OVERDUE: BROKEN,
            Status.RUNNING: OPEN,
            Status.LATE: LATE,
            Status.MET: KEPT,
            Status.UNPROVEN: UNKNOWN,
        }
    ).mask((status == Status.RUNNING) & today, TODAY)
    result = pd.DataFrame(
        {
            "case": rows["case"],
            "state": state,
            "role": written.texts(rows["role"].array),
            "person": written.texts(rows["person"].array),
            "given": rows["opened"],
            "due": rows["due"],
            "kept": rows["closed"],
            "late": rows["late"],
            "unit": written.texts(rows["unit"].array),
            "high": rows["high"],
        }
    )
    rank = result["state"].map({name: number for number, name in enumerate(PROMISE_STATES)})
    places = np.lexsort((result["due"].to_numpy(), rank.to_numpy()))
    return result.iloc[places]


def reports(facts: Facts, period: Period | None = None) -> pd.DataFrame:
    """What must be, or was, reported to the head at once (п. 22); None: of all cases.

    Unreported first, then the latest first; index «at». Columns: case, status str; detected, due, reported
    datetime64[s] (NaT: not reported); waited float64, minutes from the detection to the report or to now, in
    the norm's clock; passed float64, the same by the clock on the wall; late float64, minutes past the term.
    """
    rows = facts.duties(period)
    rows = rows[(rows["rule"] == "report_head").to_numpy()]
    until = rows["closed"].fillna(pd.Timestamp(facts.now))
    result = pd.DataFrame(
        {
            "case": rows["case"],
            "status": rows["status"].astype("str"),
            "detected": rows["opened"],
            "due": rows["due"],
            "reported": rows["closed"],
            "waited": rows["spent"],
            "passed": np.maximum((until - rows["opened"]).dt.total_seconds() / 60, 0.0),
            "late": rows["late"],
        }
    )
    places = np.lexsort(
        (-result["detected"].to_numpy().astype("int64"), result["reported"].notna().to_numpy())
    )
    return result.iloc[places]
