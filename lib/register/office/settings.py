"""What «Настройки» and «Нормативы» say, and from which day on (register.md; rules.md, «Effective dates»).

Each reader takes the tab, or None where it is absent, names what it cannot use
and falls back on the default.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np

from lib import worktime
from lib.base.dated import Dated, Row, together
from lib.law import regulation, schema
from lib.law.regulation import Norm, Unit
from lib.law.schema import Parameter
from lib.register import closed
from lib.register.cells import UNKNOWN, name_key, plain, quantities, seen, seen_as, told, yes
from lib.register.finding.headers import header_key
from lib.register.finding.tabs import Chosen
from lib.register.layout import Problems, Sheet
from lib.register.office.lists import hours
from lib.register.office.rows import KeyedRows, Naming
from lib.worktime import Interval, Schedule, Week
from lib.worktime.workdays import DAY_MINUTES, open_intervals

_PARAMETERS = {header_key(item.title): item for item in schema.PARAMETERS}
DEFAULT_ZONE = "Europe/Moscow"
Local: TypeAlias = Callable[[str], Any]  # the moment to assess, as the clocks of that IANA zone show it
_YEARS, _WEEKS = 100, 5_218  # a longer term cannot be meant, and its end is no date that a sheet can hold
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """The parameters of «Настройки» that may change with time; `warn_minutes` are working minutes."""

    organisation: str = ""
    curator: str = ""
    deputy: str = ""
    head: str = ""
    curator_post: str = ""
    curator_from: str = ""
    deputy_to: str = ""
    drafter: str = ""
    accounts: tuple[str, ...] = ()
    warn_minutes: float = 30
    personal: bool = True
    sheets: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True)
class Parameters:
    """All that «Настройки» says: `schedule` without the days of «Календарь», `timezone` a valid IANA name."""

    settings: Dated[Settings]
    schedule: Schedule
    timezone: str


# --- «Настройки» -------------------------------------------------------------------------------------------


def read_settings(sheet: Sheet | None, problems: Problems, zone: str | None) -> Parameters:
    """The parameters; `zone` is the spreadsheet's own."""
    given: dict[str, list[Row[Any]]] = defaultdict(list)
    if sheet is not None:
        naming = Naming(sheet, problems)
        broken = _error_rows(sheet, "value")
        rows = KeyedRows(naming, "name", ("value",), header_key)
        for row, name, (value,) in rows:
            item = _PARAMETERS.get(header_key(name))
            if item is None:
                message = "Параметра {} нет: сверьте название с образцом или удалите строку."
                naming("name", row, "unknown_parameter", message, name)
                continue
            read = _interval if item.field.startswith("hours_") else _READERS.get(item.field, _words)
            result = None if row in broken else read(naming, row, item, value)
            message = "«Часовой пояс» один на всю историю, строка с датой не действует. Очистите эту ячейку."
            if (item.field == "timezone" and rows.day_is_none(row, message)) or result is None:
                continue
            counts, since = rows.counts(row, name)
            if counts:
                given[item.field].append((since, result))
    zones = [value for _, value in given.pop("timezone", []) if value]
    versions = together(given)
    weeks = versions.turned(_week)
    later = tuple(zip(weeks.days, weeks.values[1:], strict=True))
    return Parameters(
        versions.turned(_settings),
        Schedule(*weeks.values[0], later=later),
        zones[0] if zones else _own(zone, problems),
    )


def _settings(given: dict[str, Any]) -> Settings:
    return Settings(**{known.name: given[known.name] for known in fields(Settings) if known.name in given})


def _week(given: dict[str, Any]) -> Week:
    default = worktime.DEFAULT
    week = [given.get(f"hours_{day}", (usual,) if usual else ()) for day, usual in enumerate(default.hours)]
    return Week(
        tuple(intervals[0] if intervals else None for intervals in week),
        given.get("lunch", default.breaks),
        int(given.get("short_minutes", default.short_minutes)),
    )


def _error_rows(sheet: Sheet, name: str) -> set[int]:
    cells = sheet.cells(name)
    return set() if cells is None or cells.error is None else set(np.flatnonzero(cells.error).tolist())


# Readers of one value: None where it is bad, and named; of an empty number or zone the default.


def _words(naming: Naming, row: int, item: Parameter, value: str) -> str:
    return plain(seen(value))


def _interval(naming: Naming, row: int, item: Parameter, value: str) -> tuple[Interval, ...] | None:
    """Present and empty: a day off, no break."""
    if not value:
        return ()
    interval = hours(value)
    if interval:
        return (interval,)
    message = "«{}»: {{}} — не время работы. Введите начало и конец, например {}.".format(
        item.title, item.default or "09:00–18:00"
    )
    naming("value", row, "bad_hours", message, value)
    return None


def _minutes(naming: Naming, row: int, item: Parameter, value: str) -> float | None:
    if not value:
        return float(item.default)
    typed = naming.sheet.cell("value", row)
    (number,), _, (instead,) = quantities(typed, Unit.MINUTES)
    whole = item.field == "short_minutes"
    if number >= 0 and (number % 1 == 0 or not whole):
        return float(number)
    need = "целое число минут" if whole else "число минут"
    why = f"похоже на {told(typed)}" if instead else "— недопустимое значение"
    message = f"«{item.title}»: {{}} {why}. Введите {need} не меньше нуля, например {item.default}."
    kind, value = ("mistaken_number", seen_as(value)) if instead else ("bad_minutes", value)
    naming("value", row, kind, message, value)
    return None


def _yes_no(naming: Naming, row: int, item: Parameter, value: str) -> bool | None:
    said = yes(value or item.default)
    if said == UNKNOWN:
        message = (
            f"«{item.title}»: {{}} — ни «да», ни «нет»; действует «{item.default}». Введите «да» или «нет»."
        )
        naming("value", row, "bad_parameter", message, value)
        return None
    return said == 1


def _links(naming: Naming, row: int, item: Parameter, value: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[\s,;]+", plain(value)) if part]
    bad = [part for part in parts if not _LINK.fullmatch(part)]
    if bad:
        message = (
            f"«{item.title}»: {{}} — не ссылка. Введите через пробел адреса, которые начинаются с https://"
        )
        naming("value", row, "bad_link", message, " ".join(bad))
    return tuple(dict.fromkeys(part for part in parts if part not in bad))


def _sheets(naming: Naming, row: int, item: Parameter, value: str) -> Chosen:
    return Chosen.of(value, int(naming.sheet.rows(np.array([row]))[0])) if value else Chosen()


def _zone(naming: Naming, row: int, item: Parameter, value: str) -> str | None:
    if value and not _is_zone(value):
        message = "Часового пояса {} нет: введите название IANA, например Europe/Moscow."
        naming("value", row, "bad_timezone", message, value)
        return None
    return value


_READERS: dict[str, Callable[[Naming, int, Parameter, str], Any]] = {
    "lunch": _interval,
    "short_minutes": _minutes,
    "warn_minutes": _minutes,
    "personal": _yes_no,
    "accounts": _links,
    "timezone": _zone,
    "sheets": _sheets,
}


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, LookupError):  # no such zone; a folder of zones; a path
        return False


def _own(zone: str | None, problems: Problems) -> str:
    if not zone or _is_zone(zone):
        return zone or DEFAULT_ZONE
    message = (
        f"Часовой пояс таблицы {{}} неизвестен, взят {DEFAULT_ZONE}. "
        "Впишите параметр «Часовой пояс», например Europe/Moscow."
    )
    problems.add(schema.SETTINGS.title, 0, [0], "bad_timezone", message, value=[zone])
    return DEFAULT_ZONE


# --- «Нормативы» -------------------------------------------------------------------------------------------


def longest(schedule: Schedule) -> dict[Unit, float]:
    """How many units of each clock the last week of this schedule gives in a hundred years, without holidays.

    The contract knows no bound for a norm; a deadline needs a date. What is longer is named, never cut.
    """
    week = schedule.weeks.latest
    days = [open_intervals(hours, week.breaks) for hours in week.hours]
    minutes = _WEEKS * sum(end - start for intervals in days for start, end in intervals)
    return {
        Unit.MINUTES: _WEEKS * 7 * DAY_MINUTES,
        Unit.WORK_MINUTES: minutes,
        Unit.WORK_HOURS: minutes / 60,
        Unit.WORK_DAYS: _WEEKS * sum(map(bool, days)),
    }


def read_norms(sheet: Sheet | None, problems: Problems, schedule: Schedule) -> Dated[dict[str, Norm]]:
    """The norm of every rule, by its key: the regulation's, or the tab's."""
    rows: dict[str, list[Row[Norm]]] = defaultdict(list)
    if sheet is not None:
        naming = Naming(sheet, problems)
        steps = {name_key(rule.step): rule.key for rule in regulation.RULES}
        broken = _error_rows(sheet, "limit"), _error_rows(sheet, "unit")
        keyed, most = KeyedRows(naming, "step", ("limit", "unit")), longest(schedule)
        for row, step, (limit, unit) in keyed:
            key = steps.get(name_key(step))
            if key is None:
                message = "Шага {} нет: сверьте название с образцом или удалите строку."
                naming("step", row, "unknown_step", message, step)
                continue
            none = not limit and row not in broken[0]
            measure = None if row in broken[1] else _unit(naming, row, unit, needed=bool(limit))
            norm = None
            if none and (measure or not (unit or row in broken[1])):
                norm = Norm(None, None)
            elif limit and (number := _limit(naming, row, limit, measure, most)) and measure:
                norm = Norm(number, measure)
            if norm:
                counts, since = keyed.counts(row, step)
                if counts:
                    rows[key].append((since, norm))
    default = {rule.key: rule.norm for rule in regulation.RULES}
    return together(rows).turned(lambda given: {**default, **given})


def _unit(naming: Naming, row: int, text: str, *, needed: bool) -> Unit | None:
    column = schema.NORMS.column("unit")
    code, taken = closed.choice(text, column)
    if code >= 0:
        unit = Unit(column.words[code])
        if taken:
            naming("unit", row, "taken_word", closed.taken(column, unit), text)
        return unit
    if text or needed:
        what = "Единица {} неизвестна" if text else "Не указана единица"
        message = f"{what}, строка не действует. Выберите одну из: {', '.join(Unit)}"
        naming("unit", row, "unknown_word", message, text)
    return None


def _limit(
    naming: Naming, row: int, text: str, unit: Unit | None, most: Mapping[Unit, float]
) -> float | None:
    """A number above zero, whole in days, no more than the most of its unit; else None, named."""
    typed = naming.sheet.cell("limit", row)
    (number,), _, (instead,) = quantities(typed, unit)
    need, kind = "число больше нуля", "bad_norm"
    if instead:
        why, kind, text = f"похоже на {told(typed)}", "mistaken_number", seen_as(text)
    elif not number > 0 or (unit is Unit.WORK_DAYS and number % 1):
        why = "— недопустимое значение"
        need = "целое число больше нуля" if unit is Unit.WORK_DAYS else need
    elif unit is not None and number > most[unit]:
        why, need = f"не пройдёт и через {_YEARS} лет", "меньшее число"
    else:
        return float(number)
    message = f"Срок: {{}} {why}, строка не действует. Введите {need} или очистите ячейку."
    naming("limit", row, kind, message, text)
    return None
