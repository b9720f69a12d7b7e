"""The «Регламент» page as tables: norms in force, hours, days of the register's own, roles with names.

Pure functions of the register; what the register changed against the regulation is told beside it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.law.regulation import READINGS, RULES, Norm, Role
from lib.law.schema import WEEKDAYS
from lib.register import Register
from lib.words import words

_KINDS = {"off": "выходной", "work": "рабочий", "short": "сокращённый"}


def norms(register: Register, day: Any) -> pd.DataFrame:
    """Every obligation: Пункт, Шаг, Что сделать, Кто, По умолчанию, Действует; all text."""
    own = register.norms.on(day)
    return pd.DataFrame(
        [
            (
                f"п. {rule.clause}",
                rule.step,
                rule.duty,
                rule.role.label,
                _norm(rule.norm),
                _norm(own[rule.key]),
            )
            for rule in RULES
        ],
        columns=["Пункт", "Шаг", "Что сделать", "Кто", "По умолчанию", "Действует"],
        dtype="str",
    )


def changed(register: Register, day: Any) -> int:
    """How many norms the register's «Нормативы» set otherwise than the regulation."""
    return sum(register.norms.on(day)[rule.key] != rule.norm for rule in RULES)


def _norm(norm: Norm) -> str:
    return words.term(float("nan") if norm.limit is None else norm.limit, norm.unit)


def hours(register: Register, day: Any) -> pd.DataFrame:
    """The working week: День, Часы; with the break as a last row."""
    week = register.schedule.weeks.on(day)
    rows = [
        (day, _interval(interval) if interval else "выходной")
        for day, interval in zip(WEEKDAYS, week.hours, strict=True)
    ]
    rows += [("перерыв", _interval(interval)) for interval in week.breaks] or [("перерыв", "нет")]
    rows.append(("предпраздничный день", f"короче на {words.duration(week.short_minutes)}"))
    return pd.DataFrame(rows, columns=["День", "Часы"], dtype="str")


def _interval(interval: tuple[int, int]) -> str:
    start, end = interval
    return f"{start // 60:02d}:{start % 60:02d}–{end // 60:02d}:{end % 60:02d}"


def own_days(register: Register) -> pd.DataFrame:
    """Days of the «Календарь» tab: Дата, Вид дня, Часы."""
    return pd.DataFrame(
        [
            (
                f"{override.day:%d.%m.%Y}",
                _KINDS[override.kind],
                _interval(override.hours) if override.hours else "",
            )
            for override in sorted(register.schedule.overrides, key=lambda override: override.day)
        ],
        columns=["Дата", "Вид дня", "Часы"],
        dtype="str",
    )


def roles(register: Register, day: Any) -> pd.DataFrame:
    """Who does what: Роль (the name in brackets), Пункт, Что делает."""
    settings = register.settings.on(day)
    rows = [
        (Role.CURATOR, settings.curator, "п. 6", "выявляет, направляет, согласует, размещает, отчитывается"),
        (Role.EXECUTOR, "", "п. 7", "готовит проект ответа, дорабатывает его, готовит окончательный ответ"),
        (Role.DEPUTY, settings.deputy, "п. 3", "устанавливает повышенную важность и согласует ответы по ней"),
        (Role.HEAD, settings.head, "п. 22", "узнаёт о значимых сообщениях незамедлительно"),
    ]
    return pd.DataFrame(
        [(words.who(role, name), clause, duty) for role, name, clause, duty in rows],
        columns=["Роль", "Пункт", "Что делает"],
        dtype="str",
    )


def readings() -> list[tuple[str, str]]:
    """Where the regulation is silent, how the product reads it: the clause and the reading."""
    return [(f"п. {clause}", text) for clause, text in READINGS]
