"""The lists behind the numbers: `answer` gives the cases, steps or deficiencies that a `Question` asks for.

A list has exactly as many rows as its number says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.base.plaintext import first_down, plain
from lib.base.written import once
from lib.duties.timeline import Array
from lib.figures import people
from lib.figures.definitions import FIGURE, share
from lib.figures.facts import STATUSES, Facts, is_answered, labels
from lib.figures.signals import Lack, deficiencies
from lib.figures.summary import NO_OUTCOME
from lib.figures.traits import TRAITS
from lib.law.regulation import OUTCOMES, RULE, Role, Status
from lib.law.schema import WEEKDAYS
from lib.lists import spans
from lib.lists.cases import any_cases
from lib.lists.question import HELD, JUDGED, LACKS, NOTED, STEPS, TIMED, Question
from lib.words import phrases, words
from lib.words.privacy import mask
from lib.worktime.period import Period

_URGENT = [Status.OVERDUE, Status.LATE, Status.UNPROVEN, Status.RUNNING, Status.MET, Status.CANCELLED]
_ONLY = {
    JUDGED: "в срок, с опозданием и просроченные",
    NOTED: "те, у которых отмечены начало и конец",
    TIMED: "в срок, с опозданием и просроченные",
}


@dataclass(frozen=True)
class Answer:
    """The list behind a number.

    title, notes: what it is a list of. table: one row per case, step or deficiency, index «at» (positions,
    not unique), the columns of `caselist.any_cases` with those of the question between; it may be empty.
    good: how many of its rows the numerator of a share counts, None where there is no share; said: what holds
    of those.
    """

    title: str
    notes: tuple[str, ...]
    table: pd.DataFrame
    good: int | None
    said: str = ""


def answer(facts: Facts, question: Question) -> Answer:
    """The list of a question; an unknown period counts as any."""
    period = spans.read(question.period, facts.today)
    chosen = question.choice.of(facts)
    notes = [spans.label(question.period, facts.today)] if period else []
    notes += [mask(question.choice.told)] if question.choice else []  # they go into the workbook, too
    if question.what == STEPS:
        return _steps(chosen, question, period, notes)
    if question.what == LACKS:
        return _lacks(chosen, question, period, notes)
    if question.what == HELD:
        return _held(chosen, question, period, notes)
    return _cases(chosen, question, period, notes)


def _cases(facts: Facts, question: Question, period: Period | None, notes: list[str]) -> Answer:
    trait = TRAITS[question.trait]
    cases = trait.taken(facts, period)
    counted, holds = trait.judge(facts, cases)
    kept = np.asarray(counted, bool) & _when(cases, question)
    if question.person is not None:
        kept &= people.last_holder(facts)[cases.index.to_numpy()] == question.person
        notes = [*notes, words.actor(Role.EXECUTOR, plain(question.person))]
    if question.outcome:
        known = cases["outcome"].where(cases["outcome"].isin(OUTCOMES), NO_OUTCOME)
        kept &= is_answered(cases) & (known == question.outcome).to_numpy()
        notes = [*notes, f"итог: {question.outcome}"]
    cases = cases[kept]
    extra: dict[str, Any] = {"Ответ дан": cases["answered"]}
    good = None
    if question.trait == "mark":
        extra["Оценка"] = [words.number(mark) for mark in cases["mark"]]
    if question.trait == "resolved":
        extra["Итог"] = cases["outcome"].map(plain)
    order = np.arange(len(cases))[::-1]
    if holds is not None:
        held = np.asarray(holds, bool)[kept]
        good = int(held.sum())
        extra[trait.said] = np.where(held, "да", "нет").astype(object)
        order = np.concatenate([order[held[order] == trait.first], order[held[order] != trait.first]])
    table = any_cases(facts.register, cases.index.to_numpy(), cases["detected"].to_numpy(), extra)
    figure = FIGURE[question.trait]
    notes += [figure.definition] if question.trait != "cases" else []
    notes += _when_told(question)
    return Answer(figure.title, tuple(notes), table.iloc[order], good, trait.said)


def _when(cases: pd.DataFrame, question: Question) -> Array:
    """Detected on that weekday and in that hour."""
    detected = cases["detected"]
    kept = np.ones(len(cases), bool)
    if question.weekday >= 0:
        kept &= (cases["timed"] & (detected.dt.day_of_week == question.weekday)).to_numpy()
    if question.hour >= 0:
        kept &= (cases["timed"] & (detected.dt.hour == question.hour)).to_numpy()
    return kept


def _when_told(question: Question) -> list[str]:
    day = f"день недели: {WEEKDAYS[question.weekday]}" if question.weekday >= 0 else ""
    hour = f"время выявления: {question.hour:02d}:00–{question.hour:02d}:59" if question.hour >= 0 else ""
    return [part for part in (day, hour) if part]


def _steps(facts: Facts, question: Question, period: Period | None, notes: list[str]) -> Answer:
    rows = people.behind(
        facts,
        period,
        role=question.role or None,
        person=question.person,
        rules=question.rules,
        statuses=question.statuses,
        only=question.only,
    )
    rank = np.full(len(STATUSES), len(_URGENT))
    for place, status in enumerate(_URGENT):
        rank[STATUSES.index(status)] = place
    late = rows["late"].fillna(0).to_numpy()
    rows = rows.iloc[np.lexsort((-rows.index.to_numpy(), -late, rank[rows["status_code"].to_numpy()]))]
    extra = {
        "Шаг": once(_step, rows["rule"]),
        "Кто": who(rows),
        "Срок": rows["due"],
        "Сделано": rows["closed"],
        "Затрачено": once(words.duration, rows["spent"]),
        "Итог": once(words.result, rows["status"], rows["late"]),
    }
    table = any_cases(facts.register, rows.index.to_numpy(), _detected(facts, rows), extra)
    if question.rules:
        title = phrases.listed(dict.fromkeys(RULE[rule].step for rule in question.rules))
    else:
        title = "Шаги по сообщениям"
    hand = words.actor(question.role, plain(question.person or "")) if question.role else ""
    statuses = ", ".join(Status(status).label for status in question.statuses)
    notes += [part for part in (hand, statuses, _ONLY.get(question.only, "")) if part]
    good = int((rows["status"] == Status.MET).sum()) if question.only == JUDGED else None
    return Answer(title, tuple(notes), table, good, "В срок")


def _lacks(facts: Facts, question: Question, period: Period | None, notes: list[str]) -> Answer:
    rows = deficiencies(facts, period)
    if question.kind:
        rows = rows[rows["kind"] == question.kind]
        notes = [*notes, Lack(question.kind).definition]
    else:
        notes = [*notes, FIGURE["deficiencies"].definition]
    if question.role:
        rows = rows[rows["role"] == question.role]
    if question.person is not None:
        rows = rows[rows["person"] == question.person]
    title = Lack(question.kind).label if question.kind else "Недостатки в работе (п. 20)"
    return Answer(title, tuple(notes), lacking(facts, rows), None)


def _held(facts: Facts, question: Question, period: Period | None, notes: list[str]) -> Answer:
    rows = people.held_late(facts, period)
    person = question.person or ""
    rows = rows[(rows["role"] == question.role) & (rows["person"] == person) & (rows["over"] > 0)]
    steps = pd.Series(once(_step, rows["rule"]), rows.index)
    table = rows.groupby(level="at").agg({"over": "sum", "held": "sum"})
    table["steps"] = steps.groupby(level="at").agg(lambda told: "; ".join(dict.fromkeys(told)))
    table = table.sort_values("over", ascending=False, kind="stable")
    extra = {
        "Шаг": table["steps"],
        "Сверх нормы": [words.duration(over) for over in table["over"]],
        "Всего": [words.duration(held) for held in table["held"]],
    }
    table = any_cases(facts.register, table.index.to_numpy(), _detected(facts, table), extra)
    notes = [*notes, words.actor(question.role, plain(person)), "сообщения, ответ на которые опоздал"]
    return Answer("У кого задержались опоздавшие ответы", tuple(notes), table, None)


def told(found: Answer) -> str:
    """The share of a list in words: «В срок: 23 из 49 (46,9 %).»; "" where there is none."""
    if found.good is None:
        return ""
    amount = share(found.good, len(found.table))
    few = " (меньше 10 случаев: доля не рассчитывается)" if amount.known and amount.few else ""
    return f"{found.said}: {phrases.share(amount)}{few}."


def lacking(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.deficiencies` as they are shown and exported, in their order."""
    extra = {
        "Недостаток": once(_named, rows["kind"], rows["what"]),
        "Пункт": "п. " + rows["clause"],
        "Кто": who(rows),
        "Срок": rows["due"],
        "Сделано": rows["closed"],
        "Опоздание": once(words.duration, rows["late"]),
    }
    return any_cases(facts.register, rows.index.to_numpy(), _detected(facts, rows), extra)


def _named(kind: str, what: str) -> str:
    """«С опозданием: проект ответа»; what has no term is told by its own words."""
    before = {Lack.LATE: "С опозданием", Lack.OVERDUE: "Просрочено", Lack.PROMISE: "Нарушен срок п. 15"}
    known = before.get(Lack(kind))
    return f"{known}: {first_down(what)}" if known else what


def who(rows: pd.DataFrame) -> list[str]:
    """Who did or owes each step, as a line of a list says it."""
    return once(lambda role, person: words.actor(role, plain(person)), rows["role"], rows["person"])


def _step(rule: str) -> str:
    return f"{RULE[rule].step}, п. {RULE[rule].clause}"


def _detected(facts: Facts, rows: pd.DataFrame) -> Array:
    whole = facts.cases["detected"].reindex(pd.RangeIndex(len(facts.register.cases)))
    result: Array = whole.to_numpy()[rows.index.to_numpy()]
    return result


def options(facts: Facts, dimension: str) -> tuple[str, ...]:
    """The values of a dimension (a key of `facts.NOT_GIVEN`) that occur, by name."""
    return tuple(sorted(map(str, labels(facts.cases, dimension).unique()), key=str.casefold))
