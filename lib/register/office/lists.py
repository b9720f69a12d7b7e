"""«Справочники» and «Календарь»: the lists, and the days that the register knows better (register.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

import numpy as np

from lib.law import schema
from lib.law.statuses import Said
from lib.register import closed
from lib.register.cells import name_key, plain, seen, times
from lib.register.decode import Cells
from lib.register.layout import Problems, Sheet, name_errors, texts
from lib.register.office.rows import Naming
from lib.register.status import meaning, status_key
from lib.worktime import Interval, Override
from lib.worktime.workdays import DAY_MINUTES

_HOURS = re.compile(r"([0-9]{1,2})[:.]([0-9]{2}) ?[-‐‑‒–—―−] ?([0-9]{1,2})[:.]([0-9]{2})")
_DayKind = Literal["off", "work", "short"]
_KIND = schema.CALENDAR.column("kind")
_DAY_KINDS: tuple[_DayKind, ...] = get_args(_DayKind)  # in the order of the schema's words


@dataclass(frozen=True)
class Lists:
    """The lists of «Справочники», each in its own order; a tuple is empty where there is no list."""

    topics: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)  # topic → group, only topics that have one
    locations: tuple[str, ...] = ()
    executors: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    statuses: Mapping[str, Said] = field(default_factory=dict)  # the office's own words, by `status_key`
    danger: tuple[str, ...] = ()  # its words of danger; those of the program where there are none


def not_listed(title: str) -> str:
    """What is said of a name ({}) that the list of that title does not have."""
    return (
        f"{{}} нет в списке «{title}» на листе «Справочники»:"
        " исправьте написание или добавьте строку в список."
    )


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
            groups.setdefault(topics[name_key(topic)], plain(seen(group)))
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
        _dangers(sheet, problems, column["danger"]),
    )


def _dangers(sheet: Sheet, problems: Problems, words: list[str]) -> tuple[str, ...]:
    """The words of danger, every one once; what has no letter can be in no message, and is named."""
    naming = Naming(sheet, problems)
    for row, word in enumerate(words):
        if word and not any(map(str.isalpha, word)):
            message = "{} — не слово: впишите слово, как его пишут в сообщениях, или очистите ячейку."
            naming("danger", row, "unknown_word", message, word)
    return tuple(word for word in _once(words).values() if any(map(str.isalpha, word)))


def _statuses(sheet: Sheet, problems: Problems, words: list[str], meanings: list[str]) -> dict[str, Said]:
    """What the office's own words of «Статус» say; a word that says nothing, or twice, is named."""
    naming = Naming(sheet, problems)
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
        result.setdefault(name_key(name), plain(seen(name)))
    return result


def hours(text: str) -> Interval | None:
    """«09:00–18:00» as minutes from midnight; None where it is no interval that ends after it begins."""
    match = _HOURS.fullmatch(plain(text))
    if not match:
        return None
    hour, minute, to_hour, to_minute = map(int, match.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    good = minute < 60 and to_minute < 60 and 0 <= start < end <= DAY_MINUTES
    return (start, end) if good else None


# --- «Календарь» -------------------------------------------------------------------------------------------


def read_calendar(sheet: Sheet | None, problems: Problems) -> tuple[Override, ...]:
    """The days that the register knows better than the production calendar, in the tab's order."""
    if sheet is None:
        return ()
    naming = Naming(sheet, problems)
    dates = sheet.cells("date") or Cells(sheet.size)
    shown = dates.shown()
    broken = dates.error
    dates = name_errors(problems, sheet, "date", dates)
    found = times(dates, since_1904=sheet.since_1904)
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
        code, taken = closed.choice(kinds[row], _KIND)
        if code < 0:
            if kinds[row] or not kind_filled[row]:
                message = "Вид дня {} неизвестен" if kinds[row] else "Не указан вид дня"
                message += ": выберите «выходной», «рабочий» или «сокращённый»."
                naming("kind", row, "unknown_word", message, kinds[row])
            continue
        if taken:
            naming("kind", row, "taken_word", closed.taken(_KIND, _KIND.words[code]), kinds[row])
        result[day] = Override(day, _DAY_KINDS[code], span)
    return tuple(result.values())
