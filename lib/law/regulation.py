"""The regulation (Постановление № 82 of 30.06.2020) as data: roles, stages, rules, norms.

Every other module asks here who owes what to whom, from which event until which, how long,
and by which clause. Nothing here computes; names of people never stand in the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """Who owes a step (пп. 3, 6, 7, 22)."""

    CURATOR = "curator"
    EXECUTOR = "executor"
    DEPUTY = "deputy"
    HEAD = "head"

    @property
    def label(self) -> str:
        """The role in the regulation's own words."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.CURATOR: "куратор",
    Role.EXECUTOR: "исполнитель",
    Role.DEPUTY: "заместитель главы",
    Role.HEAD: "глава",
}


class Stage(IntEnum):
    """What can happen to a message; the order settles ties within one minute."""

    DETECTED = 0
    SENT = 1
    RETURNED = 2
    DRAFTED = 3
    SENT_BACK = 4
    ESCALATED = 5
    APPROVED = 6
    POSTED = 7
    REPORTED = 8

    @property
    def label(self) -> str:
        """The word for the event in the journal tab."""
        return _STAGE_LABELS[self]

    @property
    def clause(self) -> str:
        """The clause that speaks of the event."""
        return _STAGE_CLAUSES[self]


_STAGE_LABELS = {
    Stage.DETECTED: "Выявлено",
    Stage.SENT: "Направлено",
    Stage.RETURNED: "Возвращено",
    Stage.DRAFTED: "Проект получен",
    Stage.SENT_BACK: "На доработку",
    Stage.ESCALATED: "На согласовании у зам. главы",
    Stage.APPROVED: "Согласовано",
    Stage.POSTED: "Размещено",
    Stage.REPORTED: "Доложено главе",
}

_STAGE_CLAUSES = {
    Stage.DETECTED: "7",
    Stage.SENT: "7",
    Stage.RETURNED: "8",
    Stage.DRAFTED: "11, 13, 15",
    Stage.SENT_BACK: "12",
    Stage.ESCALATED: "12",
    Stage.APPROVED: "12",
    Stage.POSTED: "14",
    Stage.REPORTED: "22",
}


class Kind(IntEnum):
    """Kind of a draft or an answer (пп. 11, 15); NONE is an empty cell, read as FINAL."""

    NONE = 0
    FINAL = 1
    INTERIM = 2
    QUERY = 3

    @property
    def label(self) -> str:
        """The word in the register."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.NONE: "",
    Kind.FINAL: "Окончательный",
    Kind.INTERIM: "Промежуточный",
    Kind.QUERY: "Запрос",
}

ORDINARY, HIGH = "Обычная", "Повышенная"
OUTCOMES = ("Решено", "Разъяснено", "Передано", "Отказано")


class Unit(StrEnum):
    """Unit of a norm, in the register's own words."""

    MINUTES = "мин"
    WORK_MINUTES = "раб. мин"
    WORK_HOURS = "раб. ч"
    WORK_DAYS = "раб. дн."


def _forms() -> tuple[tuple[str, str], ...]:
    """Every form in which a unit is written out: «рабочих часов», «раб. час», «рабоч. мин.», «минуты»."""
    many = ("рабочие", "рабочих", "рабочим", "рабочими")
    of_hour = ("рабочий", "рабочего", "рабочему", "рабочим", "рабочем", *many)
    of_minute = ("рабочая", "рабочей", "рабочую", "рабочею", *many)
    hours = ("час", "часа", "часу", "часом", "часе", "часы", "часов", "часам", "часами", "часах")
    minutes = (
        *("минута", "минуты", "минуте", "минуту", "минутой", "минутою"),
        *("минут", "минутам", "минутами", "минутах"),
    )
    days = ("день", "дня", "дню", "днём", "дне", "дни", "дней", "дням", "днями", "днях")
    found = [(form, Unit.MINUTES) for form in (*minutes, *_abbreviated("минута"))]
    for adjectives, nouns, begun, unit in (
        (of_hour, hours, "час", Unit.WORK_HOURS),
        (of_minute, minutes, "минута", Unit.WORK_MINUTES),
        (of_hour, days, "день", Unit.WORK_DAYS),
    ):
        short = _abbreviated("рабочий")
        ends = (*nouns, *_abbreviated(begun), *(("дн.",) if unit is Unit.WORK_DAYS else ()))
        found += [(f"{one} {other}", unit) for one in (*adjectives, *short) for other in ends]
    return tuple((form, str(unit)) for form, unit in found)


def _abbreviated(word: str) -> tuple[str, ...]:
    """Its beginnings with a point."""
    return tuple(f"{word[:length]}." for length in range(1, len(word)))


UNIT_FORMS = _forms()  # another way to write a unit, and the unit


class Status(StrEnum):
    """Status of an obligation as of a moment (rules.md, «Status of an obligation»)."""

    MET = "met"
    LATE = "late"
    RUNNING = "running"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"
    UNPROVEN = "unproven"

    @property
    def label(self) -> str:
        """The word that users see."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.MET: "в срок",
    Status.LATE: "с опозданием",
    Status.RUNNING: "в работе",
    Status.OVERDUE: "просрочено",
    Status.CANCELLED: "снято",
    Status.UNPROVEN: "не отмечено",
}


@dataclass(frozen=True)
class Norm:
    """How long a step may take; `limit` None: the step has no norm of its own."""

    limit: float | None
    unit: Unit | None

    @property
    def text(self) -> str:
        """«4 раб. ч», «1,5 раб. ч»; "" where there is none."""
        if self.limit is None or self.unit is None:
            return ""
        number = f"{self.limit:g}".replace(".", ",") if self.limit % 1 else f"{self.limit:.0f}"
        return f"{number} {self.unit}"


@dataclass(frozen=True)
class Rule:
    """One obligation of the regulation.

    A register without any of the columns `kept_by` (fields of «Реестр») and without their events in «Журнал»
    does not keep what ends it, and nobody is judged by it (rules.md, «What the register keeps»).
    An event of `opened_by` opens it. The next event of the case among `closed_by`,
    `inferred_by` and `cancelled_by` ends it: truly, as a skipped step (the true end was no
    later), or without a result. `void_by` ends it as if it had never been.
    """

    key: str
    step: str  # its name in the «Нормативы» tab
    clause: str
    role: Role
    norm: Norm
    opened_by: frozenset[Stage]
    closed_by: frozenset[Stage]
    kept_by: tuple[str, ...]
    duty: str  # what is owed, in words for the card and the «Регламент» page
    inferred_by: frozenset[Stage] = field(default=frozenset())
    cancelled_by: frozenset[Stage] = field(default=frozenset())
    void_by: frozenset[Stage] = field(default=frozenset())


_S = Stage
RULES: tuple[Rule, ...] = (
    Rule(
        "answer",
        "Ответ",
        "9",
        Role.CURATOR,
        Norm(4, Unit.WORK_HOURS),
        opened_by=frozenset({_S.DETECTED}),
        closed_by=frozenset({_S.POSTED}),
        kept_by=("posted", "status"),
        duty="подготовить и разместить ответ",
    ),
    Rule(
        "answer_high",
        "Ответ повышенной важности",
        "10",
        Role.CURATOR,
        Norm(1, Unit.WORK_HOURS),
        opened_by=frozenset({_S.DETECTED}),
        closed_by=frozenset({_S.POSTED}),
        kept_by=("posted", "status"),
        duty="подготовить и разместить ответ на сообщение повышенной важности",
    ),
    Rule(
        "dispatch",
        "Направление исполнителю",
        "7",
        Role.CURATOR,
        Norm(30, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.DETECTED, _S.RETURNED}),
        closed_by=frozenset({_S.SENT}),
        inferred_by=frozenset({_S.RETURNED, _S.DRAFTED, _S.SENT_BACK, _S.ESCALATED, _S.APPROVED, _S.POSTED}),
        kept_by=("sent", "resent"),
        duty="направить сообщение исполнителю",
    ),
    Rule(
        "return",
        "Возврат",
        "8",
        Role.EXECUTOR,
        Norm(15, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.SENT}),
        closed_by=frozenset({_S.RETURNED}),
        void_by=frozenset({_S.SENT, _S.DRAFTED}),
        kept_by=("returned",),
        duty="вернуть сообщение куратору, если вопрос не в компетенции исполнителя",
    ),
    Rule(
        "draft",
        "Проект ответа",
        "11",
        Role.EXECUTOR,
        Norm(1, Unit.WORK_HOURS),
        opened_by=frozenset({_S.SENT}),
        closed_by=frozenset({_S.DRAFTED}),
        inferred_by=frozenset({_S.SENT_BACK, _S.ESCALATED, _S.APPROVED, _S.POSTED}),
        cancelled_by=frozenset({_S.RETURNED, _S.SENT}),
        kept_by=("drafted",),
        duty="подготовить проект ответа и направить его куратору",
    ),
    Rule(
        "review",
        "Согласование",
        "12",
        Role.CURATOR,
        Norm(30, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.DRAFTED}),
        closed_by=frozenset({_S.APPROVED, _S.SENT_BACK, _S.ESCALATED}),
        inferred_by=frozenset({_S.DRAFTED, _S.POSTED}),
        kept_by=("approved",),
        duty="согласовать проект, направить заместителю главы или на доработку",
    ),
    Rule(
        "deputy_review",
        "Согласование зам. главы",
        "12",
        Role.DEPUTY,
        Norm(None, None),
        opened_by=frozenset({_S.ESCALATED}),
        closed_by=frozenset({_S.APPROVED, _S.SENT_BACK}),
        inferred_by=frozenset({_S.DRAFTED, _S.POSTED}),
        kept_by=("approved",),
        duty="согласовать проект ответа на сообщение повышенной важности",
    ),
    Rule(
        "rework",
        "Доработка",
        "13",
        Role.EXECUTOR,
        Norm(30, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.SENT_BACK}),
        closed_by=frozenset({_S.DRAFTED}),
        inferred_by=frozenset({_S.SENT_BACK, _S.ESCALATED, _S.APPROVED, _S.POSTED}),
        cancelled_by=frozenset({_S.RETURNED, _S.SENT}),
        kept_by=("redrafted",),
        duty="доработать проект и направить на повторное согласование",
    ),
    Rule(
        "posting",
        "Размещение",
        "14",
        Role.CURATOR,
        Norm(15, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.APPROVED}),
        closed_by=frozenset({_S.POSTED}),
        kept_by=("posted",),
        duty="разместить согласованный ответ в социальной сети",
    ),
    Rule(
        "final",
        "Окончательный ответ",
        "15",
        Role.EXECUTOR,
        Norm(5, Unit.WORK_DAYS),
        opened_by=frozenset({_S.POSTED}),  # of an interim answer or a query
        closed_by=frozenset({_S.DRAFTED}),  # of kind final
        inferred_by=frozenset({_S.POSTED}),  # of kind final
        kept_by=("final_drafted", "final_posted"),
        duty="направить проект окончательного ответа",
    ),
    Rule(
        "report_head",
        "Доклад главе",
        "22",
        Role.CURATOR,
        Norm(15, Unit.WORK_MINUTES),
        opened_by=frozenset({_S.DETECTED}),
        closed_by=frozenset({_S.REPORTED}),
        kept_by=("reported",),
        duty="незамедлительно доложить главе",
    ),
)
RULE: dict[str, Rule] = {rule.key: rule for rule in RULES}

# Where the regulation is silent or ambiguous, this is how the product reads it; the
# «Регламент» page shows each line to everybody.
READINGS: tuple[tuple[str, str], ...] = (
    (
        "7",
        "После возврата сообщения исполнителем те же 30 минут на направление идут снова, с момента возврата.",
    ),
    (
        "7",
        "Сокращённый срок указывается в рабочих часах и заменяет 4 часа (1 час). Срок больше нормы не действует: остаётся норма, а проверка реестра называет ячейку.",
    ),
    ("7–14", "Минуты считаются рабочими: вся цепочка должна уложиться в 4 рабочих часа."),
    (
        "7–14",
        "Если шаг не отмечен, но отмечен более поздний, он считается завершённым не позднее него. Если и тогда срок уже прошёл, шаг показан как «не отмечено» и в своевременности не учитывается.",
    ),
    (
        "9",
        "Опозданием считается только истёкшее рабочее время: срок 18:00, ответ в 9:00 следующего рабочего дня — в срок.",
    ),
    (
        "10",
        "Час для сообщения повышенной важности идёт с момента выявления, когда бы заместитель главы ни установил важность.",
    ),
    ("11", "Час на проект ответа идёт с момента направления исполнителю: начала срока пункт не называет."),
    ("12", "Собственного срока у согласования заместителем главы нет: действует срок ответа."),
    (
        "15",
        "5 рабочих дней идут со дня размещения промежуточного ответа, сам этот день не считается. Размещённый запрос (уточнение) обязывает так же.",
    ),
    (
        "16",
        "Повторное сообщение — самостоятельное: к нему применяются и пункты 7 и 8. Более короткого срока у него нет.",
    ),
    ("22", "«Незамедлительно» — 15 рабочих минут; норму можно изменить на листе «Нормативы»."),
)
