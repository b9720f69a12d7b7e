"""What the register's small tabs say: «Справочники», «Настройки», «Нормативы», «Календарь» (register.md).

Each reader takes the tab, or None where it is absent, names what it cannot use
and falls back on the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import numpy as np

from lib import worktime
from lib.law import regulation, schema
from lib.law.regulation import Norm, Unit
from lib.law.schema import Parameter
from lib.law.statuses import Said
from lib.register.cells import amounts, name_key, plain, times, word_key, yes_no
from lib.register.decode import Cells, decode
from lib.register.finding.tabs import Chosen
from lib.register.layout import Problems, Sheet, name_errors, texts
from lib.register.status import meaning, status_key
from lib.worktime import Interval, Override, Schedule
from lib.worktime.workdays import DAY_MINUTES, open_intervals

DEFAULT_ZONE = "Europe/Moscow"
_YEARS, _WEEKS = 100, 5_218  # a longer term cannot be meant, and its end is no date that a sheet can hold

_HOURS = re.compile(r"([0-9]{1,2})[:.]([0-9]{2}) ?[-‐‑‒–—―−] ?([0-9]{1,2})[:.]([0-9]{2})")
_LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_DayKind = Literal["off", "work", "short"]  # in the order of the schema's words
_DAY_KINDS: dict[str, _DayKind] = {
    name_key(word): kind
    for word, kind in zip(schema.CALENDAR.column("kind").words, get_args(_DayKind), strict=True)
}


@dataclass(frozen=True)
class Lists:
    """The lists of «Справочники», each in its own order; a tuple is empty where there is no list."""

    topics: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)  # topic → group, only topics that have one
    locations: tuple[str, ...] = ()
    executors: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    statuses: Mapping[str, Said] = field(default_factory=dict)  # the office's own words, by `status_key`


@dataclass(frozen=True)
class Settings:
    """The parameters of «Настройки»; `timezone` is a valid IANA name, `warn_minutes` are working minutes."""

    organisation: str = ""
    curator: str = ""
    deputy: str = ""
    head: str = ""
    accounts: tuple[str, ...] = ()
    warn_minutes: float = 30
    personal: bool = True
    timezone: str = DEFAULT_ZONE
    sheets: Chosen = field(default_factory=Chosen)


# --- «Справочники» -----------------------------------------------------------------------------------------


def read_lists(sheet: Sheet | None, problems: Problems) -> Lists:
    """The lists, every name once, in the spelling of its first cell."""
    if sheet is None:
        return Lists()
    column = {item.field: texts(problems, sheet, item.field)[0] for item in schema.LISTS.known}
    topics = _once(column["topic"])
    groups: dict[str, str] = {}
    for topic, group in zip(column["topic"], column["topic_group"], strict=True):
        if topic and group:
            groups.setdefault(topics[name_key(topic)], plain(group))
    if "topic" in sheet.places:
        lost = [row for row, group in enumerate(column["topic_group"]) if group and not column["topic"][row]]
        problems.add(
            sheet,
            "topic_group",
            sheet.rows(np.array(lost, np.intp)),
            "group_without_topic",
            "Группа {} стоит без темы: впишите тему в ту же строку или удалите группу.",
            value=[column["topic_group"][row] for row in lost],
        )
    return Lists(
        tuple(topics.values()),
        groups,
        tuple(_once(column["location"]).values()),
        tuple(_once(column["executor"]).values()),
        tuple(_once(column["network"]).values()),
        _statuses(sheet, problems, column["status"], column["meaning"]),
    )


def _statuses(sheet: Sheet, problems: Problems, words: list[str], meanings: list[str]) -> dict[str, Said]:
    """What the office's own words of «Статус» say; a word that says nothing, or twice, is named."""
    naming = _Naming(sheet, problems)
    known: dict[str, Said] = {}
    for row, (word, text) in enumerate(zip(words, meanings, strict=True)):
        said = meaning(text) if text else None
        if not word:
            if text and "status" in sheet.places:
                message = "«Значит» стоит без статуса: впишите статус в ту же строку или очистите ячейку."
                naming("meaning", row, "no_key", message, text)
        elif status_key(word) in known:
            message = "{} уже есть выше: действует первая строка. Удалите эту."
            naming("status", row, "doubled_key", message, word)
        elif said is not None:
            known[status_key(word)] = said
        elif text:
            message = "{} не подходит: впишите «ответ дан», «в работе» или «не подлежит»."
            naming("meaning", row, "unknown_word", message, text)
        elif meaning(word) is None:
            message = "Что значит статус {}? Впишите рядом «ответ дан», «в работе» или «не подлежит»."
            naming("status", row, "no_meaning", message, word)
    return known


def _once(names: list[str]) -> dict[str, str]:
    result: dict[str, str] = {}
    for name in filter(None, names):
        result.setdefault(name_key(name), plain(name))
    return result


# --- small tabs: one key a row, given once -----------------------------------------------------------------


@dataclass
class _Naming:
    """Names cells of one small tab, one at a time."""

    sheet: Sheet
    problems: Problems

    def __call__(self, field: str, row: int, kind: str, message: str, value: str = "") -> None:
        rows = self.sheet.rows(np.array([row], np.intp))
        self.problems.add(self.sheet, field, rows, kind, message, value=[value])


def _keyed_rows(
    naming: _Naming, field: str, *others: str, key_of: Callable[[str], str] = name_key
) -> Iterator[tuple[int, str, list[str]]]:
    """Rows with content: (row under the header, key, texts of the others); a row that has no key,
    or one given before, is named and left out."""
    keys, key_filled = texts(naming.problems, naming.sheet, field)
    columns = [texts(naming.problems, naming.sheet, other) for other in others]
    title = naming.sheet.schema.column(field).title
    seen: set[str] = set()
    for row, text in enumerate(keys):
        if not text:
            if any(filled[row] for _, filled in columns) and not key_filled[row]:
                message = (
                    f"Строка без значения в столбце «{title}» не действует: впишите его или очистите строку."
                )
                naming(field, row, "no_key", message)
            continue
        key = key_of(text)
        if key in seen:
            message = "{} уже есть выше: действует первая строка. Удалите эту."
            naming(field, row, "doubled_key", message, text)
            continue
        seen.add(key)
        yield row, text, [column[row] for column, _ in columns]


def hours(text: str) -> Interval | None:
    """«09:00–18:00» as minutes from midnight; None where it is no interval that ends after it begins."""
    match = _HOURS.fullmatch(plain(text))
    if not match:
        return None
    hour, minute, to_hour, to_minute = map(int, match.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    good = minute < 60 and to_minute < 60 and 0 <= start < end <= DAY_MINUTES
    return (start, end) if good else None


# --- «Настройки» -------------------------------------------------------------------------------------------


def read_settings(sheet: Sheet | None, problems: Problems, zone: str | None) -> tuple[Settings, Schedule]:
    """The parameters, and the schedule without the days of «Календарь»; `zone` is the spreadsheet's own."""
    given: dict[str, Any] = {}
    if sheet is not None:
        naming = _Naming(sheet, problems)
        known = {_parameter_key(item.title): item for item in schema.PARAMETERS}
        broken = _error_rows(sheet, "value")
        for row, name, (value,) in _keyed_rows(naming, "name", "value", key_of=_parameter_key):
            item = known.get(_parameter_key(name))
            if item is None:
                message = "Параметра {} нет: сверьте название с образцом или удалите строку."
                naming("name", row, "unknown_parameter", message, name)
                continue
            read = _interval if item.field.startswith("hours_") else _READERS.get(item.field, _words)
            result = None if row in broken else read(naming, row, item, value)
            if result is not None:
                given[item.field] = result
    default = worktime.DEFAULT
    week = [given.get(f"hours_{day}", (usual,) if usual else ()) for day, usual in enumerate(default.hours)]
    schedule = Schedule(
        tuple(intervals[0] if intervals else None for intervals in week),
        given.get("lunch", default.breaks),
        int(given.get("short_minutes", default.short_minutes)),
    )
    plainly = {field.name: given[field.name] for field in fields(Settings) if field.name in given}
    return Settings(**{"timezone": _own(zone, problems), **plainly}), schedule


def _parameter_key(text: str) -> str:
    return word_key(text).rstrip("*: ")


def _error_rows(sheet: Sheet, name: str) -> set[int]:
    cells = sheet.cells(name)
    return set() if cells is None or cells.error is None else set(np.flatnonzero(cells.error).tolist())


# Readers of one value: None where the default stands, because the cell is empty or named.


def _words(naming: _Naming, row: int, item: Parameter, value: str) -> str:
    return plain(value)


def _interval(naming: _Naming, row: int, item: Parameter, value: str) -> tuple[Interval, ...] | None:
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


def _minutes(naming: _Naming, row: int, item: Parameter, value: str) -> float | None:
    if not value:
        return None
    number = float(amounts(decode([value], 1))[0][0])
    whole = item.field == "short_minutes"
    if number >= 0 and (number % 1 == 0 or not whole):
        return number
    need = "целое число минут" if whole else "число минут"
    message = f"«{item.title}»: {{}} не годится. Введите {need} не меньше нуля, например {item.default}."
    naming("value", row, "bad_minutes", message, value)
    return None


def _yes_no(naming: _Naming, row: int, item: Parameter, value: str) -> bool | None:
    if not value:
        return None
    yes, unknown = yes_no(decode([value], 1))
    if unknown[0]:
        message = (
            f"«{item.title}»: {{}} — ни «да», ни «нет»; действует «{item.default}». Введите «да» или «нет»."
        )
        naming("value", row, "bad_parameter", message, value)
        return None
    return bool(yes[0])


def _links(naming: _Naming, row: int, item: Parameter, value: str) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[\s,;]+", plain(value)) if part]
    bad = [part for part in parts if not _LINK.fullmatch(part)]
    if bad:
        message = (
            f"«{item.title}»: {{}} — не ссылка. Введите через пробел адреса, которые начинаются с https://"
        )
        naming("value", row, "bad_link", message, " ".join(bad))
    return tuple(dict.fromkeys(part for part in parts if part not in bad))


def _sheets(naming: _Naming, row: int, item: Parameter, value: str) -> Chosen:
    return Chosen.of(value, int(naming.sheet.rows(np.array([row]))[0]))


def _zone(naming: _Naming, row: int, item: Parameter, value: str) -> str | None:
    if value and not _is_zone(value):
        message = "Часового пояса {} нет: введите название IANA, например Europe/Moscow."
        naming("value", row, "bad_timezone", message, value)
        return None
    return value or None


_READERS: dict[str, Callable[[_Naming, int, Parameter, str], Any]] = {
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
    """How many units of each clock the week of this schedule gives in a hundred years, holidays not regarded.

    The contract knows no bound for a norm; a deadline needs a date. What is longer is named, never cut.
    """
    days = [open_intervals(hours, schedule.breaks) for hours in schedule.hours]
    minutes = _WEEKS * sum(end - start for intervals in days for start, end in intervals)
    return {
        Unit.MINUTES: _WEEKS * 7 * DAY_MINUTES,
        Unit.WORK_MINUTES: minutes,
        Unit.WORK_HOURS: minutes / 60,
        Unit.WORK_DAYS: _WEEKS * sum(map(bool, days)),
    }


def read_norms(sheet: Sheet | None, problems: Problems, schedule: Schedule) -> dict[str, Norm]:
    """The norm of every rule, by its key: the regulation's, or the tab's."""
    norms = {rule.key: rule.norm for rule in regulation.RULES}
    if sheet is None:
        return norms
    naming = _Naming(sheet, problems)
    steps = {name_key(rule.step): rule.key for rule in regulation.RULES}
    broken = _error_rows(sheet, "limit"), _error_rows(sheet, "unit")
    for row, step, (limit, unit) in _keyed_rows(naming, "step", "limit", "unit"):
        key = steps.get(name_key(step))
        if key is None:
            message = "Шага {} нет: сверьте название с образцом или удалите строку."
            naming("step", row, "unknown_step", message, step)
            continue
        measure = None
        if row not in broken[1]:
            measure = _unit(naming, row, unit, needed=bool(limit))
        if not limit and row not in broken[0]:
            norms[key] = Norm(None, None)
        elif limit and (number := _limit(naming, row, limit, measure, schedule)) and measure:
            norms[key] = Norm(number, measure)
    return norms


def _unit(naming: _Naming, row: int, text: str, *, needed: bool) -> Unit | None:
    unit = {_unit_key(unit): unit for unit in Unit}.get(_unit_key(text))
    if unit is None and (text or needed):
        what = "Единица {} неизвестна" if text else "Не указана единица"
        message = f"{what}, действует норма по умолчанию. Выберите одну из: {', '.join(Unit)}."
        naming("unit", row, "unknown_word", message, text)
    return unit


def _limit(naming: _Naming, row: int, text: str, unit: Unit | None, schedule: Schedule) -> float | None:
    """A number above zero, whole in days, that runs out within a hundred years; else None, named."""
    number = float(amounts(decode([text], 1))[0][0])
    if not number > 0 or (unit is Unit.WORK_DAYS and number % 1):
        why = "не годится"
        need = "целое число больше нуля" if unit is Unit.WORK_DAYS else "число больше нуля"
    elif unit is not None and number > longest(schedule)[unit]:
        why, need = f"не наступит и через {_YEARS} лет", "меньшее число"
    else:
        return number
    message = f"Срок {{}} {why}, действует норма по умолчанию. Введите {need} или очистите ячейку."
    naming("limit", row, "bad_norm", message, text)
    return None


def _unit_key(text: str) -> str:
    return word_key(text).replace(" ", "").rstrip(".")


# --- «Календарь» -------------------------------------------------------------------------------------------


def read_calendar(sheet: Sheet | None, problems: Problems) -> tuple[Override, ...]:
    """The days that the register knows better than the production calendar, in the tab's order."""
    if sheet is None:
        return ()
    naming = _Naming(sheet, problems)
    every = sheet.rows(np.arange(sheet.size))
    dates = sheet.cells("date") or Cells(sheet.size)
    shown = dates.shown(np.arange(sheet.size))
    broken = dates.error
    dates = name_errors(problems, sheet, "date", dates, rows=every)
    found = times(dates)
    when, _ = found.spread(sheet.size)
    bad = set(found.bad.tolist())
    kinds, kind_filled = texts(problems, sheet, "kind")
    spans, span_filled = texts(problems, sheet, "hours")
    result: dict[date, Override] = {}
    seen: set[date] = set()
    for row in range(sheet.size):
        if np.isnat(when[row]):
            if row in bad:
                message = "{} — не дата. Введите дату, например 04.11.2026."
                naming("date", row, "bad_date", message, shown[row])
            elif (kind_filled[row] or span_filled[row]) and (broken is None or not broken[row]):
                naming(
                    "date", row, "bad_date", "Нет даты: введите её, например 04.11.2026, или очистите строку."
                )
            continue
        day = when[row].astype("M8[D]").astype(date)
        if day in seen:
            message = "{} уже есть выше: действует первая строка. Удалите эту."
            naming("date", row, "doubled_key", message, f"{day:%d.%m.%Y}")
            continue
        seen.add(day)
        span = hours(spans[row])
        if spans[row] and span is None:
            message = (
                "{} — не часы работы, ячейка не действует. Введите начало и конец, например 09:00–13:00."
            )
            naming("hours", row, "bad_hours", message, spans[row])
        kind = _DAY_KINDS.get(name_key(kinds[row]))
        if kind is None:
            if kinds[row] or not kind_filled[row]:
                message = "Вид дня {} неизвестен" if kinds[row] else "Не указан вид дня"
                message += ": выберите «выходной», «рабочий» или «сокращённый»."
                naming("kind", row, "unknown_word", message, kinds[row])
            continue
        result[day] = Override(day, kind, span)
    return tuple(result.values())
