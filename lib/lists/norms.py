"""The «Регламент» page as tables: norms in force, hours, days of the register's own, roles with names.

Pure functions of the register; what the register changed against the regulation is told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.law.regulation import READINGS, RULES, Norm, Role, Unit
from lib.law.schema import WEEKDAYS
from lib.register import Register
from lib.words import words
from lib.worktime import Week

_KINDS = {"off": "выходной", "work": "рабочий", "short": "сокращённый"}


def norms(register: Register, day: Any) -> pd.DataFrame:
    """Every obligation: Пункт, Шаг, Что сделать, Кто, По положению, Действует, Отличие; all text."""
    return norms_of(register.norms.on(day))


def norms_of(own: Mapping[str, Norm]) -> pd.DataFrame:
    """The table of `norms` for these norms, by key of the rule."""
    return pd.DataFrame(
        [
            (
                f"п. {rule.clause}",
                rule.step,
                rule.duty,
                rule.role.label,
                _norm(rule.norm),
                _norm(own[rule.key]),
                apart(own[rule.key], rule.norm),
            )
            for rule in RULES
        ],
        columns=["Пункт", "Шаг", "Что сделать", "Кто", "По положению", "Действует", "Отличие"],
        dtype="str",
    )


def changed(register: Register, day: Any) -> int:
    """How many norms the register's «Нормативы» set otherwise than the regulation."""
    return sum(register.norms.on(day)[rule.key] != rule.norm for rule in RULES)


def apart(own: Norm, usual: Norm) -> str:
    """How a norm differs from the regulation's, in words; "" where it does not."""
    if own == usual:
        return ""
    if own.limit is None or usual.limit is None:
        return "у вас срока нет" if own.limit is None else "по положению срока нет"
    minutes = [_IN_MINUTES.get(norm.unit, 0) * (norm.limit or 0) for norm in (own, usual)]
    if _clock(own) != _clock(usual) or not all(minutes):
        return "считается по другим часам"
    longer = minutes[0] > minutes[1]
    times = max(minutes) / min(minutes)
    if times == 1:
        return "то же в других единицах"
    return f"{'длиннее' if longer else 'короче'} в {words.number(words.rounded(times, 1), 1)} раза"


def _clock(norm: Norm) -> str:
    return "days" if norm.unit is Unit.WORK_DAYS else "wall" if norm.unit is Unit.MINUTES else "work"


_IN_MINUTES: dict[Unit | None, float] = {
    Unit.MINUTES: 1,
    Unit.WORK_MINUTES: 1,
    Unit.WORK_HOURS: 60,
    Unit.WORK_DAYS: 1,
}


def differences(register: Register, day: Any) -> tuple[str, ...]:
    """Each norm in force on a day that differs from the regulation's, in one sentence."""
    own = register.norms.on(day)
    return tuple(
        f"«{rule.step}» (п. {rule.clause}): {_norm(own[rule.key])} вместо {_norm(rule.norm)} по положению, "
        f"{apart(own[rule.key], rule.norm)}."
        for rule in RULES
        if own[rule.key] != rule.norm
    )


def changes(register: Register, day: Any) -> pd.DataFrame:
    """What changes on which day: С какого дня, Что, Было, Стало, Состояние as of `day`; all text."""
    rows: list[tuple[Any, str, str, str]] = []
    for since, before, after in register.norms.changes():
        for rule in RULES:
            if before[rule.key] != after[rule.key]:
                rows.append((since, f"Норма «{rule.step}»", _norm(before[rule.key]), _norm(after[rule.key])))
    for since, week, then in register.schedule.weeks.changes():
        told = [dict(_week_rows(each)) for each in (week, then)]
        rows += [
            (since, f"Рабочее время: {name}", told[0].get(name, ""), value)
            for name, value in told[1].items()
            if told[0].get(name) != value
        ]
    for since, old, new in register.settings.changes():
        for title, name in (("Куратор", "curator"), ("Заместитель главы", "deputy"), ("Глава", "head")):
            if getattr(old, name) != getattr(new, name):
                rows.append((since, title, getattr(old, name), getattr(new, name)))
    today = pd.Timestamp(day).date()
    return pd.DataFrame(
        [
            (f"{since:%d.%m.%Y}", what, before, after, "действует" if since <= today else "ещё не наступило")
            for since, what, before, after in sorted(rows, key=lambda row: row[0])
        ],
        columns=["С какого дня", "Что", "Было", "Стало", "Состояние"],
        dtype="str",
    )


def _norm(norm: Norm) -> str:
    return words.term(float("nan") if norm.limit is None else norm.limit, norm.unit)


def hours(register: Register, day: Any) -> pd.DataFrame:
    """The working week: День, Часы; with the break as a last row."""
    return pd.DataFrame(_week_rows(register.schedule.weeks.on(day)), columns=["День", "Часы"], dtype="str")


def _week_rows(week: Week) -> list[tuple[str, str]]:
    rows = [
        (day, _interval(interval) if interval else "выходной")
        for day, interval in zip(WEEKDAYS, week.hours, strict=True)
    ]
    rows += [("перерыв", _interval(interval)) for interval in week.breaks] or [("перерыв", "нет")]
    rows.append(("предпраздничный день", f"короче на {words.duration(week.short_minutes)}"))
    return rows


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
        (
            Role.CURATOR,
            settings.curator,
            "п. 6",
            "выявляет, направляет, согласовывает, размещает, отчитывается",
        ),
        (Role.EXECUTOR, "", "п. 7", "готовит проект ответа, дорабатывает его, готовит окончательный ответ"),
        (
            Role.DEPUTY,
            settings.deputy,
            "п. 3",
            "устанавливает повышенную важность и согласовывает ответы по ней",
        ),
        (Role.HEAD, settings.head, "п. 22", "получает доклад о значимых сообщениях незамедлительно"),
    ]
    return pd.DataFrame(
        [(words.who(role, name), clause, duty) for role, name, clause, duty in rows],
        columns=["Роль", "Пункт", "Что делает"],
        dtype="str",
    )


def readings() -> list[tuple[str, str]]:
    """Where the regulation is silent, how the product reads it: the clause and the reading."""
    return [(f"п. {clause}", text) for clause, text in READINGS]
