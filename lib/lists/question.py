"""What a number counts, as an address: a `Question` is written into a page's address and read back, checked.

Every figure of `lib.figures.definitions` has one (`of_figure`); `behind_a_number` answers it with the list of
its cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from lib.base.plaintext import plain
from lib.figures import people
from lib.figures.definitions import Amount, Figure, Importance, Measure
from lib.figures.facts import ANSWERS, PREPARING, RULE_KEYS, STATUSES, Facts
from lib.figures.signals import Lack
from lib.figures.summary import NO_OUTCOME
from lib.figures.traits import TRAITS
from lib.law.regulation import OUTCOMES, Role, Status

CASES, STEPS, LACKS, HELD = "cases", "steps", "lacks", "held"
# The steps of a share, those whose time is measured, and the answers whose time is (`Facts.rows`).
JUDGED, NOTED, TIMED = "judged", "noted", "timed"
_LONGEST = 200  # characters of one value of an address
_MOST = 50  # values of one parameter


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
        """The choice in words: «тема: Снег, Дороги; локация: Вистино»."""
        parts = (
            ("группа", self.topic_group),
            ("тема", self.topic),
            ("локация", self.location),
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

    what: CASES, STEPS (obligations), LACKS (deficiencies) or HELD (late cases that a hand held over its
    norms: the share of lateness). period: a word of `spans`, "" for any.
    trait: of cases, a key of TRAITS. role, person (None: anybody; "": nobody is named), rules, statuses, only
    (JUDGED, NOTED, TIMED): of steps; person also of cases, to whom they were last sent. kind: of
    deficiencies. outcome: of answered cases. weekday, hour: of the detection, −1 for any. choice: of the
    cases.
    """

    what: str = CASES
    period: str = ""
    trait: str = "cases"
    role: str = ""
    person: str | None = None
    rules: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    only: str = ""
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
        only=one("only", (JUDGED, NOTED, TIMED)),
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
    rules = {"answer": ANSWERS, "preparing": PREPARING}
    steps = {
        "answer_median": Question(rules=ANSWERS, only=TIMED),
        "answer_p90": Question(rules=ANSWERS, only=TIMED),
        "answer_untimed": Question(rules=ANSWERS, statuses=(Status.RUNNING, Status.UNPROVEN)),
        "unproven": Question(statuses=(Status.UNPROVEN,)),
        **{rule: Question(rules=rules.get(rule, (rule,)), only=JUDGED) for rule in (*rules, *RULE_KEYS)},
    }
    if key in steps:
        return replace(steps[key], what=STEPS, period=period, choice=asked.choice)
    if key == "deficiencies":
        return replace(asked, what=LACKS)
    same = {"came_back_days": "came_back"}
    return replace(asked, trait=same.get(key, key))


def some(figure: Figure, amount: Amount) -> bool:
    """Whether there are any cases behind a figure; a rate is taken out of days, not of cases."""
    return bool(amount.good if figure.measure is Measure.RATE else amount.of)
