"""Who did what and how: steps by person, the quality of their work, the share of lateness.

No ranking: rows stand by role, then by name. Importance is never mixed. Every number opens the cases behind
it: `behind` gives their positions for the same period, person, rule and status.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures import tally
from lib.figures.chance.compare import year
from lib.figures.chance.limits import funnel
from lib.figures.definitions import Importance
from lib.figures.facts import ANSWERS, PREPARING, RULE_KEYS, STATUSES, Facts, spelled
from lib.law.regulation import RULE, Role, Stage, Status
from lib.worktime.period import Period, months_until

ROLES: tuple[str, ...] = (Role.CURATOR, Role.DEPUTY, Role.EXECUTOR)
HANDS = ("dispatch", "return", "draft", "review", "deputy_review", "rework", "posting")  # who held the case
UNPROVEN = "unproven"  # in place of a role: an end that is not noted is charged to nobody


def _prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with plain text for role and person: "" where nobody is named."""
    return rows.assign(
        role=rows["role"].astype("str"),
        person=rows["person"].astype("str").fillna(""),
        rule=rows["rule"].astype("str"),
    )


def hands(facts: Facts) -> list[tuple[str, str]]:
    """Every role and person with an obligation, by role; "" where nobody is named."""
    roles, persons = facts.rows["role"].array, facts.rows["person"].array
    names = ["", *map(str, persons.categories)]  # by their codes, of which −1 is nobody
    found = np.unique(roles.codes.astype(np.int64) * len(names) + persons.codes + 1)
    return [(str(roles.categories[code // len(names)]), names[code % len(names)]) for code in found.tolist()]


def steps(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Obligations by person, step and importance.

    One row for each combination that occurs, by role, person, the order of the rules, importance. Columns:
    role, person ("" unknown), rule, step, clause str; high bool; the counts and medians of
    `tally.by_status`; limit float64 and unit str: the register's norm (NaN, "": none).
    """
    table = tally.by_status(facts.duties(period), ["role", "person", "rule", "high"])
    in_force = facts.register.norms.on(facts.today if period is None else min(period.last, facts.today))
    norms = [in_force[rule] for rule in table["rule"]]
    table.insert(3, "step", [RULE[rule].step for rule in table["rule"]])
    table.insert(4, "clause", [RULE[rule].clause for rule in table["rule"]])
    table["limit"] = np.array([np.nan if norm.limit is None else norm.limit for norm in norms], np.float64)
    table["unit"] = pd.Series([str(norm.unit or "") for norm in norms], index=table.index, dtype="str")
    order = pd.DataFrame(
        {
            "role": table["role"].map({role: number for number, role in enumerate(ROLES)}),
            "person": table["person"].str.casefold(),
            "rule": table["rule"].map({rule: number for number, rule in enumerate(RULE_KEYS)}),
            "high": table["high"],
        }
    )
    places = order.sort_values(["role", "person", "rule", "high"], kind="stable").index
    return table.loc[places].reset_index(drop=True)


def preparing(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Timeliness of preparing answers (draft, rework, final) by person and importance (п. 21).

    Columns: role, person str; high bool; the counts and medians of `tally.by_status`.
    """
    groups = ["role", "person", "high"]
    rows = facts.duties(period)[[*groups, "rule_code", *tally.COUNTED]]
    preparing = np.isin(rows["rule_code"].to_numpy(), [RULE_KEYS.index(rule) for rule in PREPARING])
    return tally.by_status(rows[preparing], groups)


def year_of_executors(facts: Facts, month: Period) -> tuple[Period | None, pd.DataFrame]:
    """The last twelve whole months up to a month (`year`), and `executors` of these, empty for none."""
    whole = year(facts, month)
    return whole, executors(facts, whole or month).iloc[: None if whole else 0]


def executors(facts: Facts, period: Period) -> pd.DataFrame:
    """Timely preparing of ordinary messages by executor, and who is outside the limits of chance (`funnel`).

    By name, who has none and who was never judged left out. Columns: person str; good, judged int64, side
    Int64, NA of whom nobody is compared with.
    """
    table = preparing(facts, period)
    chosen = (table["role"] == Role.EXECUTOR) & ~table["high"].astype(bool)
    chosen &= (table["person"] != "") & (table["judged"] > 0)
    table = table.loc[chosen, ["person", "good", "judged"]]
    table["side"] = pd.array(funnel(list(zip(table["good"], table["judged"], strict=True))), "Int64")
    places = table["person"].str.casefold().sort_values(kind="stable").index
    return table.loc[places].reset_index(drop=True)


def behind(
    facts: Facts,
    period: Period | None,
    *,
    role: str | None = None,
    person: str | None = None,
    rules: tuple[str, ...] = (),
    statuses: tuple[str, ...] = (),
    only: str = "",
) -> pd.DataFrame:
    """The obligations behind a number of `steps` or `preparing`: rows of `Facts.rows`; None, (): any.

    `only`: the column of a mask besides: «judged» (of a share), «noted» (of a median), «timed» (of answers).
    """
    rows = facts.duties(period)
    kept = np.ones(len(rows), bool)
    if role is not None:
        kept &= (rows["role"].astype("str") == role).to_numpy()
    if person is not None:
        kept &= (rows["person"].astype("str").fillna("") == person).to_numpy()
    if rules:
        kept &= np.isin(rows["rule_code"].to_numpy(), [RULE_KEYS.index(rule) for rule in rules])
    if statuses:
        kept &= np.isin(rows["status_code"].to_numpy(), [STATUSES.index(status) for status in statuses])
    if only:
        kept &= rows[only].to_numpy()
    return rows[kept]


def quality(facts: Facts, period: Period | None) -> pd.DataFrame:
    """How each executor's work turned out, by importance; cases count for whom they were last sent to.

    Columns: person str; high bool; cases int64, sent to the person; and pairs of int64, a numerator and what
    it is out of: returned / cases, with a return; returned_met / returned_judged, in 15 minutes (п. 8);
    first_draft / first_known, approved as first drafted; reworked / drafted, sent back; interim / answered;
    final_met / final_judged, final answers in 5 working days (п. 15).
    The return belongs to who gave it back, the final answer to who owed it, the rest to who has the case.
    """
    at, high, first, reworks, drafted, interim, answered = facts.columns(
        "cohort", period, "at", "high", "first_draft", "reworks", "drafted", "interim", "answered"
    )
    rows = behind(facts, period, role=Role.EXECUTOR, rules=("return", "final"))
    holders, known = _holders(facts)
    names, place = np.unique([*known, *map(str, rows["person"].cat.categories), ""], return_inverse=True)

    own = holders[at]
    mine = 2 * place[own] + high
    answered = ~np.isnat(answered)
    theirs = 2 * place[len(known) :][rows["person"].cat.codes.to_numpy()] + rows["high"].to_numpy()
    rule, judged = rows["rule_code"].to_numpy(), rows["judged"].to_numpy()
    met = judged & (rows["status_code"].to_numpy() == STATUSES.index(Status.MET))
    back, final = (rule == RULE_KEYS.index(key) for key in ("return", "final"))
    gave = np.unique(np.stack([rows.index.to_numpy()[back], theirs[back]]), axis=1)[1]

    def counted(groups: Array) -> Array:
        return np.bincount(groups, minlength=2 * len(names))

    sent = own >= 0
    table = pd.DataFrame(
        {
            "cases": counted(mine[sent]),
            "returned": counted(gave),
            "returned_met": counted(theirs[back & met]),
            "returned_judged": counted(theirs[back & judged]),
            "first_draft": counted(mine[sent & (first == 1)]),
            "first_known": counted(mine[sent & (first >= 0)]),
            "reworked": counted(mine[sent & (reworks > 0) & drafted]),
            "drafted": counted(mine[sent & drafted]),
            "interim": counted(mine[sent & interim & answered]),
            "answered": counted(mine[sent & answered]),
            "final_met": counted(theirs[final & met]),
            "final_judged": counted(theirs[final & judged]),
        }
    )
    table.insert(0, "person", pd.Series(np.repeat(names, 2), dtype="str"))
    table.insert(1, "high", np.tile([False, True], len(names)))
    return table[table.iloc[:, 2:].any(axis=1)].reset_index(drop=True)


def last_holder(facts: Facts) -> Array:
    """Per case, the person that it was last sent to: "" where nobody is named, None where it was not sent."""
    codes, names = _holders(facts)
    held: Array = np.array([*names, None], dtype=object)[codes]  # −1, sent nowhere, reads the last
    return held


def _holders(facts: Facts) -> tuple[Array, list[str]]:
    """Per case, the number of the person that it was last sent to, −1 where it was not; their names."""
    line, cases = facts.line, facts.register.cases
    sent = np.flatnonzero(line.stage == Stage.SENT)
    at = line.at[sent]
    own = cases["executor"].cat.codes.to_numpy()[at]
    codes = np.where(line.executor[sent] >= 0, line.executor[sent], own)
    names = [*spelled(facts.register.people), ""]
    result, here = np.full((2, len(cases)), -1)
    result[at] = np.where(codes < 0, len(names) - 1, codes)  # the last one stays; nobody named is the last
    here[facts.cases.index.to_numpy()] = 0
    return np.where(here < 0, -1, result), names


def trend(
    facts: Facts, month: Period, person: str | None = None, role: str | None = None, months: int = 13
) -> pd.DataFrame:
    """Timeliness by month of detection up to `month`: index «start» datetime64[s], the month's first day.

    Columns, for each of answer (curator's whole chain) and preparing, and for each importance:
    answer_ordinary_met, answer_ordinary_judged, …, int64. With a person or a role, that one's alone.
    """
    spans = months_until(month, months)
    starts = np.array([span.first for span in spans])
    rows = behind(facts, Period(spans[0].start, month.end), role=role, person=person)
    bin_of = np.searchsorted(starts, rows["day"].to_numpy().astype("M8[D]"), side="right") - 1
    judged = rows["judged"].to_numpy()
    met = judged & (rows["status"] == Status.MET).to_numpy()
    high = rows["high"].to_numpy()
    result = pd.DataFrame(index=pd.Index(starts.astype("M8[s]"), name="start"))
    for name, rules in (("answer", ANSWERS), ("preparing", PREPARING)):
        of_rule = rows["rule"].isin(rules).to_numpy()
        for importance, mask in ((Importance.ORDINARY, ~high), (Importance.HIGH, high)):
            for what, which in (("met", met), ("judged", judged)):
                chosen = bin_of[of_rule & mask & which]
                result[f"{name}_{importance}_{what}"] = np.bincount(chosen, minlength=len(starts))
    return result


def lateness(facts: Facts, period: Period | None) -> pd.DataFrame:
    """The share of lateness: in whose hands the late answers stayed over the norm.

    Over the cases whose first answer is late or overdue. For each hand that held one of them before that
    answer: `over`, working minutes past the step's own norm; where a step has none (the deputy's approval),
    those past the case's answer deadline. `held`: all working minutes in that hand. An end that is not noted
    is charged to nobody: person «», role «unproven».
    Columns: role, person str; high bool; cases int64, late ones that the hand held over the norm; over, held
    float64; share float64 = over / all over of that importance (NaN where nothing is over); late int64, the
    cases that the share is taken over: those of that importance that anybody held over the norm; largest
    float64, the minutes over in the case that the hand held longest over the norm, and largest_at int64, its
    position (−1: none).
    """
    hands = held_late(facts, period)
    table = hands.groupby(["role", "person", "high"])[["over", "held"]].sum()
    long = hands[hands["over"] > 0].reset_index()
    several = long.groupby(["role", "person", "high"])["at"].nunique()
    table.insert(0, "cases", several.reindex(table.index, fill_value=0).astype("int64"))
    by_case = long.groupby(["role", "person", "high", "at"])["over"].sum().reset_index("at")
    most = by_case.sort_values("over", kind="stable").groupby(level=["role", "person", "high"]).last()
    table["largest"] = most["over"].reindex(table.index, fill_value=0.0)
    table["largest_at"] = most["at"].reindex(table.index, fill_value=-1).astype("int64")
    table = table.reset_index()
    table["late"] = table["high"].map(long.groupby("high")["at"].nunique()).fillna(0).astype("int64")
    total = table.groupby("high")["over"].transform("sum")
    table["share"] = np.divide(
        table["over"], total, out=np.full(len(table), np.nan), where=(total > 0).to_numpy()
    )
    return table


def held_late(facts: Facts, period: Period | None) -> pd.DataFrame:
    """The steps behind `lateness`: every step that a hand held in a late case before its first answer.

    A draft or rework that was taken away (cancelled) was held too: its norm counts, unless the hand gave the
    case back (then the norm of the return does). Two steps of one kind that ended together, as after a
    doubled note, were one holding: the first tells it.
    Index «at». Columns: role, person str; high bool; rule str; opened datetime64[s]; over, held float64.
    """
    rows = facts.duties(period)[["role", "person", "high", "rule", "status", "opened", "due", "closed"]]
    answer = rows[rows["rule"].isin(ANSWERS) & rows["status"].isin([Status.LATE, Status.OVERDUE])]
    count = len(facts.register.cases)
    due, end = np.full(count, np.datetime64("NaT", "s")), np.full(count, np.datetime64("NaT", "s"))
    due[answer.index.to_numpy()] = answer["due"].to_numpy()
    closed = answer["closed"].to_numpy()
    end[answer.index.to_numpy()] = np.where(np.isnat(closed), facts.now, closed)

    late = ~np.isnat(end[rows.index.to_numpy()])  # the others' steps do not matter here
    held = _prepared(rows[late & rows["rule"].isin(HANDS).to_numpy()])
    held = held.assign(at=held.index)
    gave = held[held["rule"] == "return"].set_index(["at", "closed"]).index
    taken = pd.MultiIndex.from_frame(held[["at", "closed"]])
    held = held[~((held["status"] == Status.CANCELLED).to_numpy() & taken.isin(gave))]
    held = held[~held.duplicated(["at", "rule", "closed"])]
    at = held.index.to_numpy()
    start = held["opened"].to_numpy()
    held, at = held[start < end[at]], at[start < end[at]]  # comparing with NaT is false
    start, until = held["opened"].to_numpy(), held["closed"].to_numpy()
    until = np.minimum(np.where(np.isnat(until), facts.now, until), end[at])
    limit = held["due"].to_numpy()
    limit = np.maximum(np.where(np.isnat(limit), due[at], limit), start)
    unproven = (held["status"] == Status.UNPROVEN).to_numpy()
    over = facts.calendar.between(limit, until)
    return pd.DataFrame(
        {
            "role": held["role"].mask(unproven, UNPROVEN),
            "person": held["person"].mask(unproven, ""),
            "high": held["high"],
            "rule": held["rule"],
            "opened": held["opened"],
            "over": over,
            "held": np.where(unproven, 0.0, facts.calendar.between(start, until)),
        },
        index=pd.Index(at, name="at"),
    )


def overview(facts: Facts, period: Period | None, importance: Importance) -> pd.DataFrame:
    """All steps of each person, of one importance (not ALL, which would mix two), by role, then by name.

    Columns: role, person str; the counts and medians of `tally.by_status`.
    """
    rows = facts.duties(period)[["role", "person", "high", *tally.COUNTED]]
    rows = rows[rows["high"].to_numpy() == (importance is Importance.HIGH)]
    table = tally.by_status(rows, ["role", "person"])
    order = pd.DataFrame({"role": table["role"].map(ROLES.index), "person": table["person"].str.casefold()})
    places = order.sort_values(["role", "person"], kind="stable").index
    return table.loc[places].reset_index(drop=True)
