"""The cases behind a number: what a number counts, as an address, and the list that it opens.

A `Question` is written into a page's address and read back, checked, from it; `answer` gives its list. Every
figure of `lib.figures` has one (`of_figure`), and its list has exactly as many rows as the number says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from lib import people, phrases, spans, words
from lib.caselist import caselist
from lib.facts import ANSWERS, JUDGED, PREPARING, RULE_KEYS, STATUSES, Facts, labels
from lib.figures import FIGURE, Amount, Figure, Importance, Measure, share
from lib.listing import plain
from lib.period import Period
from lib.regulation import OUTCOMES, RULE, Role, Status
from lib.schema import WEEKDAYS
from lib.signals import Lack, deficiencies
from lib.summary import NO_OUTCOME, returned_after
from lib.timeline import AHEAD, Array

CASES, STEPS, LACKS, HELD = "cases", "steps", "lacks", "held"
_LONGEST = 200  # characters of one value of an address
_MOST = 50  # values of one parameter
_URGENT = [Status.OVERDUE, Status.LATE, Status.UNPROVEN, Status.RUNNING, Status.MET, Status.CANCELLED]


@dataclass(frozen=True)
class Choice:
    """The reader's choice of cases by their own traits; an empty one lets everything through."""

    topic_group: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    importance: Importance = Importance.ALL

    def __bool__(self) -> bool:
        return bool(self.told)

    def of(self, facts: Facts) -> Facts:
        """The facts of the chosen cases."""
        if not self:
            return facts
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return facts.where(**chosen)

    @property
    def told(self) -> str:
        """The choice in words: «тема: Снег, Дороги; место: Вистино»."""
        parts = (
            ("группа", self.topic_group),
            ("тема", self.topic),
            ("место", self.location),
            ("источник", self.network),
        )
        said = [f"{name}: {', '.join(map(plain, values))}" for name, values in parts if values]
        if self.importance is not Importance.ALL:
            said.append(self.importance.label)
        return "; ".join(said)


EVERY = Choice()


@dataclass(frozen=True)
class Question:
    """What a number counts.

    what: CASES, STEPS (obligations), LACKS (deficiencies) or HELD (what was held over its norm in late
    cases: the share of lateness). period: a word of `lib.spans`, "" for any.
    trait: of cases, a key of TRAITS. role, person (None: anybody; "": nobody is named), rules, statuses: of
    steps; person also of cases, to whom they were last sent. kind: of deficiencies. outcome: of answered
    cases. weekday, hour: of the detection, −1 for any. choice: of the cases.
    """

    what: str = CASES
    period: str = ""
    trait: str = "cases"
    role: str = ""
    person: str | None = None
    rules: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kind: str = ""
    outcome: str = ""
    weekday: int = -1
    hour: int = -1
    choice: Choice = EVERY

    def query(self) -> dict[str, list[str]]:
        """The question as parameters of an address, without what is usual; `what` is always told."""
        found: dict[str, list[str]] = {"what": [self.what]}
        for part in (self, self.choice):
            for field in fields(part):
                value = getattr(part, field.name)
                if field.name == "choice" or value == field.default:
                    continue
                found[field.name] = list(value) if isinstance(value, tuple) else [str(value)]
        return found


def read(query: Mapping[str, list[str]]) -> Question:
    """The question that an address holds; values that mean nothing are left out."""

    def several(name: str, known: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values = [value[:_LONGEST] for value in query.get(name, [])[:_MOST]]
        return tuple(value for value in dict.fromkeys(values) if known is None or value in known)

    def one(name: str, known: tuple[str, ...], default: str = "") -> str:
        return next(iter(several(name, known)), default)

    return Question(
        what=one("what", (CASES, STEPS, LACKS, HELD), CASES),
        period=next(iter(several("period")), ""),
        trait=one("trait", tuple(TRAITS), "cases"),
        role=one("role", (*Role, people.UNPROVEN)),
        person=next(iter(several("person")), None),
        rules=several("rules", RULE_KEYS),
        statuses=several("statuses", STATUSES),
        kind=one("kind", tuple(Lack)),
        outcome=one("outcome", (*OUTCOMES, NO_OUTCOME)),
        weekday=int(one("weekday", tuple(map(str, range(7))), "-1")),
        hour=int(one("hour", tuple(map(str, range(24))), "-1")),
        choice=Choice(
            several("topic_group"),
            several("topic"),
            several("location"),
            several("network"),
            Importance(one("importance", tuple(Importance), Importance.ALL)),
        ),
    )


def limited(question: Question, executor: str) -> Question:
    """The question as an executor may ask it: of himself; "": of whomever."""
    if not executor or (question.person is None and question.what != HELD):
        return question
    return replace(question, person=executor, role=Role.EXECUTOR)


def of_figure(key: str, importance: Importance, period: str, choice: Choice | None = None) -> Question | None:
    """The question behind a figure; None for excluded messages, which have no list (п. 18)."""
    if key == "excluded":
        return None
    asked = Question(period=period, choice=replace(choice or EVERY, importance=importance))
    rules = {"answer": ANSWERS, "answer_median": ANSWERS, "answer_p90": ANSWERS, "preparing": PREPARING}
    if key in ("answer_median", "answer_p90"):
        return replace(asked, what=STEPS, rules=ANSWERS, statuses=(Status.MET, Status.LATE))
    if key in rules or key in RULE_KEYS:
        return replace(asked, what=STEPS, rules=rules.get(key, (key,)), statuses=JUDGED)
    if key == "unproven":
        return replace(asked, what=STEPS, statuses=(Status.UNPROVEN,))
    if key == "deficiencies":
        return replace(asked, what=LACKS)
    same = {"per_day": "cases", "came_back_days": "came_back"}
    return replace(asked, trait=same.get(key, key))


Judged = tuple[Any, Any]  # of which cases it is told, and whether it is true (or None: nothing to tell)


def some(figure: Figure, amount: Amount) -> bool:
    """Whether there are any cases behind a figure; a rate is taken out of days, not of cases."""
    return bool(amount.good if figure.measure is Measure.RATE else amount.of)


@dataclass(frozen=True)
class Trait:
    """What a figure asks of a case.

    judge: the cases that count (mask over `cases`) and of those what holds, or None where counting is all.
    first: the answer that stands at the head of the list.
    """

    said: str
    judge: Callable[[Facts, pd.DataFrame], Judged]
    first: bool = True


def _answered(cases: pd.DataFrame) -> Array:
    result: Array = cases["answered"].notna().to_numpy()
    return result


def _every(cases: pd.DataFrame) -> Array:
    return np.ones(len(cases), bool)


TRAITS: dict[str, Trait] = {
    "cases": Trait("", lambda _, cases: (_every(cases), None)),
    "answered": Trait("", lambda _, cases: (_answered(cases), None)),
    "unanswered": Trait("", lambda _, cases: (~_answered(cases), None)),
    "backlog": Trait("", lambda _, cases: (_every(cases), None)),
    "outside": Trait("В нерабочее время", lambda _, cases: (cases["timed"], cases["outside"])),
    "first_draft": Trait(
        "С первого проекта", lambda _, cases: (cases["first_draft"] >= 0, cases["first_draft"] == 1), False
    ),
    "reworked": Trait("Была доработка", lambda _, cases: (cases["drafted"], cases["reworks"] > 0)),
    "returned": Trait("Был возврат", lambda _, cases: (cases["sent"], cases["returns"] > 0)),
    "interim": Trait("Был промежуточный ответ", lambda _, cases: (_answered(cases), cases["interim"])),
    "repeated": Trait("Повторное", lambda _, cases: (_every(cases), cases["repeat"])),
    "came_back": Trait("", lambda facts, cases: (~np.isnan(returned_after(facts, cases)), None)),
    "media": Trait(
        "Фото или видео",
        lambda _, cases: (_answered(cases) & cases["media"].notna().to_numpy(), cases["media"].fillna(False)),
        False,
    ),
    "mark": Trait("", lambda _, cases: (cases["mark"].notna(), None)),
    "resolved": Trait(
        "Решено",
        lambda _, cases: (
            _answered(cases) & cases["outcome"].isin(OUTCOMES).to_numpy(),
            cases["outcome"] == OUTCOMES[0],
        ),
        False,
    ),
}


@dataclass(frozen=True)
class Answer:
    """The list behind a number.

    title, notes: what it is a list of. table: one row per case, step or deficiency, index «at» (positions,
    not unique), the columns of `caselist.caselist` with those of the question between; it may be empty.
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
    notes += [question.choice.told] if question.choice else []
    if question.what == STEPS:
        return _steps(chosen, question, period, notes)
    if question.what == LACKS:
        return _lacks(chosen, question, period, notes)
    if question.what == HELD:
        return _held(chosen, question, period, notes)
    return _cases(chosen, question, period, notes)


def _cases(facts: Facts, question: Question, period: Period | None, notes: list[str]) -> Answer:
    trait = TRAITS[question.trait]
    cases = _waiting(facts, period) if question.trait == "backlog" else facts.cohort(period)
    counted, holds = trait.judge(facts, cases)
    kept = np.asarray(counted, bool) & _when(cases, question)
    if question.person is not None:
        kept &= people.last_holder(facts)[cases.index.to_numpy()] == question.person
        notes = [*notes, words.actor(Role.EXECUTOR, plain(question.person))]
    if question.outcome:
        known = cases["outcome"].where(cases["outcome"].isin(OUTCOMES), NO_OUTCOME)
        kept &= _answered(cases) & (known == question.outcome).to_numpy()
        notes = [*notes, f"итог: {question.outcome}"]
    cases = cases[kept]
    extra: dict[str, Any] = {"Ответ дан": cases["answered"]}
    good = None
    if question.trait == "mark":
        extra["Оценка"] = [phrases.number(mark) for mark in cases["mark"]]
    if question.trait == "resolved":
        extra["Итог"] = cases["outcome"].map(plain)
    order = np.arange(len(cases))[::-1]
    if holds is not None:
        held = np.asarray(holds, bool)[kept]
        good = int(held.sum())
        extra[trait.said] = np.where(held, "да", "нет").astype(object)
        order = np.concatenate([order[held[order] == trait.first], order[held[order] != trait.first]])
    table = caselist(facts.register, cases.index.to_numpy(), cases["detected"].to_numpy(), extra)
    figure = FIGURE[question.trait]
    notes += [figure.definition] if question.trait != "cases" else []
    notes += _when_told(question)
    return Answer(figure.title, tuple(notes), table.iloc[order], good, trait.said)


def _waiting(facts: Facts, period: Period | None) -> pd.DataFrame:
    """Cases without an answer at the end of the period, now where that is still ahead."""
    cases = facts.cohort(None)
    end = facts.now + AHEAD + np.timedelta64(1, "s")
    if period is not None:
        end = min((period.last + np.timedelta64(1, "D")).astype("M8[s]"), end)
    return cases[(cases["detected"].to_numpy() < end) & ~(cases["answered"].to_numpy() < end)]


def _when(cases: pd.DataFrame, question: Question) -> Array:
    """Detected on that weekday and in that hour."""
    detected = cases["detected"]
    kept = _every(cases)
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
    )
    rank = np.full(len(STATUSES), len(_URGENT))
    for place, status in enumerate(_URGENT):
        rank[STATUSES.index(status)] = place
    late = rows["late"].fillna(0).to_numpy()
    rows = rows.iloc[np.lexsort((-rows.index.to_numpy(), -late, rank[rows["status_code"].to_numpy()]))]
    extra = {
        "Шаг": [f"{RULE[rule].step}, п. {RULE[rule].clause}" for rule in rows["rule"]],
        "Кто": _who(rows),
        "Срок": rows["due"],
        "Сделано": rows["closed"],
        "Затрачено": [words.duration(spent) for spent in rows["spent"]],
        "Итог": [words.result(s, late) for s, late in zip(rows["status"], rows["late"], strict=True)],
    }
    table = caselist(facts.register, rows.index.to_numpy(), _detected(facts, rows), extra)
    if question.rules:
        title = phrases.listed(dict.fromkeys(RULE[rule].step for rule in question.rules))
    else:
        title = "Шаги по сообщениям"
    who = words.actor(question.role, plain(question.person or "")) if question.role else ""
    statuses = ", ".join(Status(status).label for status in question.statuses)
    notes += [part for part in (who, statuses) if part]
    good = int((rows["status"] == Status.MET).sum()) if question.statuses == JUDGED else None
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
    rows = rows.sort_values("over", ascending=False, kind="stable")
    extra = {
        "Шаг": [f"{RULE[rule].step}, п. {RULE[rule].clause}" for rule in rows["rule"]],
        "Начало": rows["opened"],
        "Сверх нормы": [words.duration(over) for over in rows["over"]],
        "Всего": [words.duration(held) for held in rows["held"]],
    }
    table = caselist(facts.register, rows.index.to_numpy(), _detected(facts, rows), extra)
    notes = [*notes, words.actor(question.role, plain(person)), "сообщения, ответ на которые опоздал"]
    return Answer("Доля опоздания", tuple(notes), table, None)


def told(found: Answer) -> str:
    """The share of a list in words: «В срок: 23 из 49 (46,9 %).»; "" where there is none."""
    if found.good is None:
        return ""
    amount = share(found.good, len(found.table))
    few = f", {phrases.FEW_DATA}" if amount.known and amount.few else ""
    return f"{found.said}: {phrases.share(amount)}{few}."


def lacking(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.deficiencies` as they are shown and exported, in their order."""
    extra = {
        "Недостаток": [_named(kind, what) for kind, what in zip(rows["kind"], rows["what"], strict=True)],
        "Пункт": "п. " + rows["clause"],
        "Кто": _who(rows),
        "Срок": rows["due"],
        "Сделано": rows["closed"],
        "Опоздание": [words.duration(late) for late in rows["late"]],
    }
    return caselist(facts.register, rows.index.to_numpy(), _detected(facts, rows), extra)


def _named(kind: str, what: str) -> str:
    """«С опозданием: проект ответа»; what has no term is told by its own words."""
    before = {Lack.LATE: "С опозданием", Lack.OVERDUE: "Просрочено", Lack.PROMISE: "Нарушено обещание"}
    known = before.get(Lack(kind))
    return f"{known}: {what[:1].lower()}{what[1:]}" if known else what


def _who(rows: pd.DataFrame) -> list[str]:
    return [
        words.actor(role, plain(person)) for role, person in zip(rows["role"], rows["person"], strict=True)
    ]


def _detected(facts: Facts, rows: pd.DataFrame) -> Array:
    whole = facts.cases["detected"].reindex(pd.RangeIndex(len(facts.register.cases)))
    result: Array = whole.to_numpy()[rows.index.to_numpy()]
    return result


def options(facts: Facts, dimension: str) -> tuple[str, ...]:
    """The values of a dimension (a key of `facts.NOT_GIVEN`) that occur, by name."""
    return tuple(sorted({str(value) for value in labels(facts.cases, dimension)}, key=str.casefold))
