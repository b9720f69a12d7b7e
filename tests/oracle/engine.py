"""A plain, slow reading of the contracts, to check the fast engine against.

Written from regulation.txt, rules.md, register.md and commands.md alone; it imports nothing of lib/.
One case, one event, one cell, one day at a time. Sentences of the contracts are quoted by the code
that obeys them; «(choice)» marks a place where the words leave a choice.

    obligations(tabs, now) -> list of dicts of text, the columns and the order of `obligations`
    named(tabs, now)       -> list of dicts: tab, cell, case, level, reason (all that `check` must name)

`tabs` maps a tab's title to its rows; a row is a list of raw cells: None, bool, int, float, str.
"""

# ruff: noqa: PLR0911, PLR0912, PLR0917  (long and plain, in the order of the contract)

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
import unicodedata
import zoneinfo
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from tests.oracle.generate import from_xlsx

CALENDAR_FILE = Path(__file__).resolve().parents[2] / "lib" / "worktime" / "data" / "production_calendar.csv"

COLUMNS = [
    "case",
    "rule",
    "role",
    "person",
    "opened",
    "due",
    "closed",
    "inferred",
    "status",
    "limit",
    "unit",
    "spent",
    "late",
]

AHEAD = timedelta(minutes=5)  # «later than now by more than 5 minutes»


class UnreadableRegister(Exception):
    """The register cannot be read at all: exit code 2."""


# ------------------------------------------------------------------ words of the contracts

# register.md, tab «Реестр»: header -> field
REGISTER_COLUMNS = {
    "№": "case",
    "Выявлено": "detected",
    "Источник": "network",
    "Ссылка на сообщение": "url",
    "Автор": "author",
    "Суть сообщения": "text",
    "Тема": "topic",
    "Локация": "location",
    "Важность": "importance",
    "Срок, раб. ч": "limit_hours",
    "Исполнитель": "executor",
    "Направлено": "sent",
    "Возвращено": "returned",
    "Новый исполнитель": "executor2",
    "Направлено повторно": "resent",
    "Проект получен": "drafted",
    "Вид ответа": "kind",
    "На доработку": "sent_back",
    "Доработано": "redrafted",
    "На согласовании у зам. главы": "escalated",
    "Согласовано": "approved",
    "Размещено": "posted",
    "Ссылка на ответ": "answer_url",
    "Фото/видео": "media",
    "Окончательный проект": "final_drafted",
    "Окончательный согласован": "final_approved",
    "Окончательный ответ": "final_posted",
    "Повторное к №": "repeat_of",
    "Доложено главе": "reported",
    "Не подлежит обработке": "excluded",
    "Оценка качества": "mark",
    "Итог": "outcome",
    "Примечание": "note",
    "Статус": "status",
}
JOURNAL_COLUMNS = {
    "№": "case",
    "Время": "time",
    "Событие": "event",
    "Исполнитель": "executor",
    "Вид ответа": "kind",
    "Примечание": "note",
}
LIST_COLUMNS = {
    "Тема": "topic",
    "Группа тем": "group",
    "Локация": "location",
    "Исполнитель": "executor",
    "Источник": "network",
    "Слова опасности": "danger",
    "Статус": "status",
    "Значит": "meaning",
}
SETTING_COLUMNS = {"Параметр": "name", "Значение": "value", "Действует с": "since"}
NORM_COLUMNS = {"Шаг": "step", "Срок": "limit", "Единица": "unit", "Действует с": "since"}
DAY_COLUMNS = {"Дата": "date", "Вид дня": "kind", "Часы": "hours"}
PHRASE_COLUMNS = {"Повод": "occasion", "Тема": "topic", "Текст": "text"}
OCCASIONS = ["Направить", "Напомнить", "Согласовать", "Доложить", "Повторное", "Ответ"]
PHRASE_FIELDS = ["№", "тема", "локация", "ссылка", "суть", "исполнитель", "шаг", "срок", "срок ответа"]
PHRASE_FIELDS += ["осталось", "прежний №", "прежний ответ"]

# «further right in the order Направлено, Возвращено, Направлено повторно, Проект получен, На
# доработку, Доработано, На согласовании, Согласовано, Размещено, Окончательный проект, Окончательный
# согласован, Окончательный ответ»; «Доложено главе» stands outside it, and so does «Выявлено».
EVENT_FIELDS = [
    "sent",
    "returned",
    "resent",
    "drafted",
    "sent_back",
    "redrafted",
    "escalated",
    "approved",
    "posted",
    "final_drafted",
    "final_approved",
    "final_posted",
]

# «the words of the row's other columns are taken with their column's meaning»
EVENT_OF_FIELD = {
    "detected": "detected",
    "sent": "sent",
    "returned": "returned",
    "resent": "sent",
    "drafted": "drafted",
    "sent_back": "sent_back",
    "redrafted": "drafted",
    "escalated": "escalated",
    "approved": "approved",
    "posted": "posted",
    "final_drafted": "drafted",
    "final_approved": "approved",
    "final_posted": "posted",
    "reported": "reported",
}

# «Order of stages, for ties in the same minute: detected, sent, returned, drafted, sent_back,
# escalated, approved, posted.» `reported` touches nothing but report_head; it stands last.
STAGE = {
    "detected": 0.0,
    "sent": 1.0,
    "returned": 2.0,
    "drafted": 3.0,
    "sent_back": 4.0,
    "escalated": 5.0,
    "approved": 6.0,
    "posted": 7.0,
    "reported": 8.0,
}

# Obligations, «closed by»
CLOSED_BY = {
    "answer": {"posted"},
    "answer_high": {"posted"},
    "dispatch": {"sent"},
    "draft": {"drafted"},
    "review": {"approved", "sent_back", "escalated"},
    "deputy_review": {"approved", "sent_back"},
    "rework": {"drafted"},
    "posting": {"posted"},
    "report_head": {"reported"},
    # `final` depends on the kind as well, `return` is made at the return: see run()
}

# rules.md, «What the register keeps»: rule -> (columns that keep it, stages of «Журнал» that do)
KEPT_BY = {
    "answer": (["posted", "status"], ["posted"]),
    "answer_high": (["posted", "status"], ["posted"]),
    "posting": (["posted"], ["posted"]),
    "dispatch": (["sent", "resent"], ["sent"]),
    "return": (["returned"], ["returned"]),
    "draft": (["drafted"], ["drafted"]),
    "review": (["approved"], ["approved"]),
    "deputy_review": (["approved"], ["approved"]),
    "rework": (["redrafted"], ["drafted"]),
    "final": (["final_drafted", "final_posted"], ["drafted", "posted"]),
    "report_head": (["reported"], ["reported"]),
}

# fine print 1, «Inferred ends, in full»
INFERRED_BY = {
    "dispatch": {"returned", "drafted", "sent_back", "escalated", "approved", "posted"},
    "draft": {"sent_back", "escalated", "approved", "posted"},
    "review": {"drafted", "posted"},
    "deputy_review": {"drafted", "posted"},
    "rework": {"sent_back", "escalated", "approved", "posted"},
}

# «cancelled, not failed, by `returned` or a further `sent`»; fine print 2: «`rework`, like `draft`»
CANCELLED_BY = {"draft": {"returned", "sent"}, "rework": {"returned", "sent"}}

STEP_NAMES = {
    "Ответ": "answer",
    "Ответ повышенной важности": "answer_high",
    "Направление исполнителю": "dispatch",
    "Возврат": "return",
    "Проект ответа": "draft",
    "Согласование": "review",
    "Согласование зам. главы": "deputy_review",
    "Доработка": "rework",
    "Размещение": "posting",
    "Окончательный ответ": "final",
    "Доклад главе": "report_head",
}
UNITS = ["мин", "раб. мин", "раб. ч", "раб. дн."]
DEFAULT_NORMS = {
    "answer": (4, "раб. ч"),
    "answer_high": (1, "раб. ч"),
    "dispatch": (30, "раб. мин"),
    "return": (15, "раб. мин"),
    "draft": (1, "раб. ч"),
    "review": (30, "раб. мин"),
    "deputy_review": None,
    "rework": (30, "раб. мин"),
    "posting": (15, "раб. мин"),
    "final": (5, "раб. дн."),
    "report_head": (15, "раб. мин"),
}
ROLE = {
    "answer": "curator",
    "answer_high": "curator",
    "dispatch": "curator",
    "return": "executor",
    "draft": "executor",
    "review": "curator",
    "deputy_review": "deputy",
    "rework": "executor",
    "posting": "curator",
    "final": "executor",
    "report_head": "curator",
}

KINDS = {"Окончательный": "final", "Промежуточный": "interim", "Запрос": "query"}
WEEKDAYS = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
HOUR = 3600
DEFAULT_WEEK = [(9 * HOUR, 18 * HOUR)] * 4 + [(9 * HOUR, 17 * HOUR), None, None]
DEFAULT_BREAK = (13 * HOUR, 14 * HOUR)
# «the statutory holidays (1–8.01, 23.02, 8.03, 1.05, 9.05, 12.06, 4.11)», as (month, day)
STATUTORY = {(1, d) for d in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}

# «Да/нет: да, д, есть, yes, …, ✔ / нет, н, не, no, n, none, false, 0, н/д, нет данных, empty»
YES = {"да", "д", "есть", "yes", "y", "true", "1", "+", "✓", "✔"}
NO = {"нет", "н", "не", "no", "n", "none", "false", "0", "н/д", "нет данных", ""}

# «Closed words», the synonyms: column's word -> other words for it
IMPORTANCE_SYNONYMS = {
    "Повышенная": "высокая, срочная, срочно, важная, важно, high, urgent",
    "Обычная": "низкая, средняя, нормальная, low, medium, normal",
}
KIND_SYNONYMS = {
    "Окончательный": "финальный, итоговый",
    "Промежуточный": "предварительный",
    "Запрос": "уточнение",
}
# «раб. час, рабочий час in any form = раб. ч, рабочая минута in any form = раб. мин, рабочий день in any
# form = раб. дн., минута in any form = мин»
HOUR_FORMS = ["час", "часа", "часу", "часом", "часе", "часы", "часов", "часам", "часами", "часах"]
MINUTE_FORMS = ["минута", "минуты", "минуте", "минуту", "минутой", "минутою", "минут"]
MINUTE_FORMS += ["минутам", "минутами", "минутах"]
DAY_FORMS = ["день", "дня", "дню", "днем", "дне", "дни", "дней", "дням", "днями", "днях"]
MANY = ["рабочие", "рабочих", "рабочим", "рабочими"]
OF_HIM = ["рабочий", "рабочего", "рабочему", "рабочим", "рабочем", *MANY]
OF_HER = ["рабочая", "рабочей", "рабочую", "рабочею", *MANY]

# «Статус» (register.md): the built-in words, in any gender and number
STATUS_WORDS = {
    "ответ дан": "ответ дан, ответ размещен, ответ опубликован, ответ направлен, размещено, опубликовано, "
    "отработано, исполнено, выполнено, завершено, закрыто, решено, готово, closed, resolved, done, "
    "solved, да",
    "в работе": "новое, новая, принято, в работе, на исполнении, назначено, направлено, на рассмотрении, "
    "на модерации, на согласовании, на утверждении, на доработке, нет ответа, не исполнено, не выполнено, "
    "открыто, open, new, pending, in progress, нет",
    "не подлежит": "не подлежит, не подлежит обработке, не подлежит ответу, спам, отклонено модератором",
}

# «`#REF!`, `#N/A`, `#ЗНАЧ!` and their like count as unreadable.»
ERROR_CELLS = {
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#ERROR!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#ССЫЛКА!",
    "#Н/Д",
    "#ЗНАЧ!",
    "#ДЕЛ/0!",
    "#ИМЯ?",
    "#ЧИСЛО!",
    "#ПУСТО!",
    "#ОШИБКА!",
}


# ------------------------------------------------------------------ text


# «without invisible characters (soft hyphen, zero width, direction marks)»
INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
INVISIBLE += "\u2066\u2067\u2068\u2069\ufeff"


def bare(text: str) -> str:
    """«after Unicode normalisation (NFC) and without invisible characters»"""
    return unicodedata.normalize("NFC", "".join(c for c in text if c not in INVISIBLE + "\ufe0e\ufe0f"))


def tidy(text: str) -> str:
    """«Spaces of every kind (no-break, thin) are spaces everywhere»; repeated ones are one."""
    return re.sub(r"\s+", " ", bare(text)).strip()


def fold(value) -> str:
    """Words compare without regard to case, ё/е and spaces."""
    return tidy(str(value)).lower().replace("ё", "е")


def fold_header(value) -> str:
    """«Headers compare without regard to case, ё/е, repeated or trailing spaces, line breaks, a
    trailing `*` or `:`.»"""
    return re.sub(r"[\s*:]+$", "", fold(value))


def fold_name(value) -> str:
    """«Names compare without regard to case, ё/е, spaces around initials and repeated spaces»."""
    return re.sub(r"\s*(?<!\w)(\w)\.\s*", r"\1.", fold(value))


def is_blank(raw) -> bool:
    return raw is None or (isinstance(raw, str) and bare(raw).strip() == "")


def is_error(raw) -> bool:
    return isinstance(raw, str) and raw.strip().upper() in ERROR_CELLS


def is_number(raw) -> bool:
    return isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw)


def as_text(raw) -> str:
    """A cell that should be text, as shown: trimmed; a number as it is written."""
    if is_blank(raw):
        return ""
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    return bare(str(raw)).strip()


def as_number(raw):
    """«a number or its text, comma or point»; None where it is neither."""
    if is_number(raw):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[+-]?\d+([.,]\d+)?", raw.strip()):
        return float(raw.strip().replace(",", "."))
    return None


def shortest(number) -> str:
    """«the norm's number (shortest decimal: 4, 1.5)»"""
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(float(number))), "f")


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_case_number(raw):
    """(№ as text or None, «absent» | «unreadable» | «»).

    «12, 12.0, "12", " 12 " are one; other text is compared as typed, trimmed.» «"007" is not 7.»
    The field is «whole number or short text»: TRUE is neither; 12.5 is taken as its text (choice)."""
    if is_blank(raw):
        return None, "absent"
    if isinstance(raw, str):
        if is_error(raw):
            return None, "unreadable"
        return re.sub(r"\s", " ", bare(raw)).strip(), ""
    if is_number(raw) and raw == int(raw):
        return str(int(raw)), ""
    if is_number(raw):
        return shortest(raw), ""
    return None, "unreadable"


# ------------------------------------------------------------------ date and time cells

# «Dates also with «г.» after the year, «14 ч 05 мин», and `23-11-2026 14:05`»
DAY_FIRST = r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})( ?г\.)?"
DASHED = r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})( ?г\.)?"
CLOCK = r",? (?P<H>\d{1,2})[:.-](?P<M>\d{2})(:(?P<S>\d{2}))?"
IN_WORDS = r",? (?P<H>\d{1,2}) ?ч\.? ?(?P<M>\d{2}) ?мин\.?"
YEAR_FIRST = r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
FORMS = [
    # `23.11.2026 14:05[:06]`, `23.11.26 14:05`, `23.11.2026, 14:05`, `23.11.2026 14-05`,
    # `23.11.2026 14.05`; «seconds only after a colon»
    DAY_FIRST + CLOCK,
    DAY_FIRST + IN_WORDS,
    DASHED + CLOCK,
    DASHED + IN_WORDS,
    # `2026-11-23 14:05`, `2026-11-23T14:05`
    YEAR_FIRST + r"[ T](?P<H>\d{1,2}):(?P<M>\d{2})(:(?P<S>\d{2}))?",
    # «like a date in text»
    DAY_FIRST,
    DASHED,
    YEAR_FIRST,
]


def read_time(raw):
    """("empty", None), ("time", datetime), ("date", date) or ("bad", None)."""
    if is_blank(raw):
        return "empty", None
    if is_number(raw):
        # «A spreadsheet serial number»; «Serials round to the nearest second.»
        if not 1 <= raw < 100_000:
            return "bad", None
        moment = datetime(1899, 12, 30) + timedelta(seconds=math.floor(raw * 86400 + 0.5))
        if not 2000 <= moment.year <= 2099:  # «a serial outside 2000–2099»
            return "bad", None
        if raw == int(raw):  # «A serial without a fraction … is a date without a time»
            return "date", moment.date()
        return "time", moment
    if not isinstance(raw, str):
        return "bad", None
    text = tidy(raw)  # «surrounding and repeated spaces do not matter»
    for form in FORMS:
        match = re.fullmatch(form, text, flags=re.ASCII)
        if not match:
            continue
        part = match.groupdict()
        year = int(part["y"]) + (2000 if len(part["y"]) == 2 else 0)  # «`yy` is 20yy»
        try:
            day = date(year, int(part["m"]), int(part["d"]))
            if part.get("H") is None:
                return "date", day
            clock = time(int(part["H"]), int(part["M"]), int(part.get("S") or 0))  # 24:00 fails
        except ValueError:
            return "bad", None
        return "time", datetime.combine(day, clock)
    # «Anything else (… a serial stored as text, a bare time, 24:00, slashes, words) is no time»
    return "bad", None


def read_hours(raw):
    """«Hours: one interval, hyphen or any dash, spaces allowed.» Seconds of the day, or None."""
    if not isinstance(raw, str):
        return None
    match = re.fullmatch(r"(\d{1,2}):(\d{2}) ?[-‐‑‒–—―−] ?(\d{1,2}):(\d{2})", tidy(raw))
    if not match:
        return None
    h1, m1, h2, m2 = (int(x) for x in match.groups())
    if h1 > 23 or h2 > 23 or m1 > 59 or m2 > 59:
        return None
    start, end = h1 * HOUR + m1 * 60, h2 * HOUR + m2 * 60
    return (start, end) if start < end else None


# ------------------------------------------------------------------ working time


def production_calendar() -> dict[date, str]:
    with open(CALENDAR_FILE, encoding="utf-8", newline="") as handle:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(handle)}


class WorkClock:
    """Working time: for each day a list of (start, end) seconds of the day, and nothing else."""

    def __init__(self, hours, pause, shortening, overrides):
        self.hours = hours  # seven `Rows` of (start, end) or None
        self.pause = pause  # `Rows` of (start, end) or None
        self.shortening = shortening  # `Rows` of minutes
        self.overrides = overrides  # date -> (kind, hours or None)
        self.production = production_calendar()
        self.years = {day.year for day in self.production}
        self.known = {}
        changes = {day for rows in (*hours, pause, shortening) for day, _ in rows.rows if day}
        for day in (date.min, *changes):
            if not any(self.without_pause(day, span) for span in self.week(day) if span):
                # «a week without a working minute (that one ends in exit code 2)»
                raise UnreadableRegister("the week has no working minute")

    def week(self, day):
        """«Every day has the hours, break and shortening in force *on that day*»"""
        return [rows.on(day, usual) for rows, usual in zip(self.hours, DEFAULT_WEEK, strict=True)]

    def without_pause(self, day, hours):
        """«then the break is taken out»"""
        start, end = hours
        pause = self.pause.on(day, DEFAULT_BREAK)
        if pause is None:
            pieces = [(start, end)]
        else:
            pieces = [(start, min(end, pause[0])), (max(start, pause[1]), end)]
        return [(a, b) for a, b in pieces if a < b]

    def hours_of(self, day):
        """«takes Monday's, or the first weekday's that has any»; «of the rows in force on that day»"""
        week = self.week(day)
        if week[day.weekday()]:
            return week[day.weekday()]
        return next(hours for hours in week if hours)

    def intervals(self, day: date):
        if day not in self.known:
            self.known[day] = self.reckon(day)
        return self.known[day]

    def reckon(self, day: date):
        kind, hours = self.overrides.get(day, (None, None))
        short = False
        if kind == "выходной":
            return []  # «выходной» ignores «Часы»
        if kind == "рабочий":
            hours = hours or self.hours_of(day)  # «рабочий» cancels a shortening
        elif kind == "сокращенный":
            short = hours is None  # «a «сокращённый» day with «Часы» is not shortened further»
            hours = hours or self.hours_of(day)
        else:
            official = self.production.get(day)
            # «Days off of the production calendar and the statutory holidays … are off on any
            # weekday»; «In years outside it only the statutory holidays are off»
            if official == "off" or (day.month, day.day) in STATUTORY:
                return []
            if official in ("work", "work_short"):
                hours = self.hours_of(day)  # «a worked Saturday that has hours keeps them»
            else:
                # «`short` alone never makes such a day a working one»
                hours = self.week(day)[day.weekday()]
                if hours is None:
                    return []
            short = official in ("short", "work_short")
        start, end = hours
        if short:
            end -= int(self.shortening.on(day, 60) * 60)  # «Shortening moves the closing time back»
            if end <= start:
                return []
        return self.without_pause(day, (start, end))

    def is_working(self, day):
        return bool(self.intervals(day))  # «A working day is one with a working minute»

    def opening(self, day) -> datetime:
        """«on a day off 00:00 and 23:59»"""
        pieces = self.intervals(day)
        return at(day, pieces[0][0] if pieces else 0)

    def closing(self, day) -> datetime:
        """«its closing minute is the end of its last interval»"""
        pieces = self.intervals(day)
        return at(day, pieces[-1][1] if pieces else 23 * HOUR + 59 * 60)

    def between(self, start: datetime, end: datetime) -> int:
        """Working seconds from start to end; 0 where end is not after start."""
        if end <= start:
            return 0
        seconds = 0
        day = start.date()
        while day <= end.date():
            for a, b in self.intervals(day):
                begin, finish = max(at(day, a), start), min(at(day, b), end)
                if finish > begin:
                    seconds += int((finish - begin).total_seconds())
            day += timedelta(days=1)
        return seconds

    def add(self, start: datetime, seconds: int) -> datetime:
        """«counts only minutes inside working intervals; a start outside them counts from the next
        opening. A deadline that falls exactly on a closing minute is that minute»"""
        day = start.date()
        while True:
            for a, b in self.intervals(day):
                begin, finish = max(at(day, a), start), at(day, b)
                if begin >= finish:
                    continue
                have = int((finish - begin).total_seconds())
                if seconds <= have:
                    return begin + timedelta(seconds=seconds)
                seconds -= have
            day += timedelta(days=1)

    def after_days(self, start: datetime, days: int) -> datetime:
        """«N working days after the day of the event; due at the closing minute of the N-th»"""
        day = start.date()
        while days:
            day += timedelta(days=1)
            if self.is_working(day):
                days -= 1
        return self.closing(day)


def at(day: date, second: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(seconds=second)


def minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


# ------------------------------------------------------------------ tabs and columns


@dataclass
class Table:
    """A tab found by its title, with its columns found by their headers."""

    title: str
    rows: list
    header: int = -1  # index of the header row, -1: not found
    column: dict = field(default_factory=dict)  # field -> index
    doubled: list = field(default_factory=list)  # (row, column) of second headers

    def body(self):
        """(index of the row, row) below the header."""
        for index in range(self.header + 1, len(self.rows)):
            yield index, self.rows[index]

    def get(self, row, name):
        place = self.column.get(name)
        if place is None or place >= len(row):
            return None
        return row[place]

    def cell(self, index, name) -> str:
        return letters(self.column[name]) + str(index + 1)


def find_table(tabs, title, columns, keys):
    """«Tabs are found by title, columns by header»; «The header row is the first row of the first 15
    that holds the tab's key columns.» keys is None: any one column makes a header."""
    for name, rows in tabs.items():
        if fold_header(name) != fold_header(title):  # «Tab titles compare as headers do»
            continue
        table = Table(name, rows)
        wanted = {fold_header(header): name_ for header, name_ in columns.items()}
        for index, row in enumerate(rows[:15]):
            found, doubled = {}, []
            for place, raw in enumerate(row):
                known = wanted.get(fold_header(raw)) if isinstance(raw, str) else None
                if known is None:
                    continue
                if known in found:
                    doubled.append((index, place))  # «Doubled columns: the first counts»
                else:
                    found[known] = place
            if found if keys is None else all(key in found for key in keys):
                table.header, table.column, table.doubled = index, found, doubled
                break
        return table
    return None


# ------------------------------------------------------------------ the register


@dataclass
class Event:
    event: str  # detected, sent, …
    name: str  # the field (column) whose word it bears
    tab: str
    cell: str
    when: datetime = None
    day: date = None  # set where only the date is known
    executor: str = ""
    kind: str = None  # final, interim, query; None: empty in the journal
    journal: bool = False
    noted: bool = False  # «Журнал» holds it, alone or beside the row
    words: dict = field(default_factory=dict)  # word → event, of all that became this one event
    filled: set = field(default_factory=set)  # what a journal row has put into it

    @property
    def by_date(self):
        return self.day is not None


@dataclass
class Case:
    index: int  # row index
    row: list
    number: str  # № or None
    label: str
    excluded: bool = False
    high: bool = False
    kind: str = "final"
    status: str = None  # what a word of «Статус» says: ответ дан, в работе, не подлежит
    executor: str = ""
    executor2: str = ""
    limit: float = None
    detection: tuple = ("empty", None)
    events: list = field(default_factory=list)  # of the row
    journal: list = field(default_factory=list)  # of the journal
    unborn: bool = False
    repeated: bool = False
    detected: Event = None
    effective: list = field(default_factory=list)  # what has happened, in order, and has an effect


@dataclass
class Obligation:
    rule: str
    opened: datetime
    opener: Event
    role: str
    person: str
    closed: datetime = None
    closer: Event = None
    inferred: bool = False
    cancelled: bool = False
    # filled by assess()
    due: datetime = None
    norm: tuple = None
    status: str = ""
    spent: int = 0
    late: int = 0


class Register:
    """Everything the contracts let one read out of the tabs, as of `now`."""

    def __init__(self, tabs, now):
        self.now = now.replace(microsecond=0)
        self.problems = []
        self.register = find_table(tabs, "Реестр", REGISTER_COLUMNS, ["case", "detected"])
        if self.register is None or self.register.header < 0:
            raise UnreadableRegister("no tab «Реестр» with № and Выявлено")
        self.journal = find_table(tabs, "Журнал", JOURNAL_COLUMNS, ["case", "time", "event"])
        self.lists = find_table(tabs, "Справочники", LIST_COLUMNS, None)
        self.settings = find_table(tabs, "Настройки", SETTING_COLUMNS, ["name", "value"])
        self.norm_tab = find_table(tabs, "Нормативы", NORM_COLUMNS, ["step", "limit", "unit"])
        self.day_tab = find_table(tabs, "Календарь", DAY_COLUMNS, ["date", "kind"])
        self.phrases = find_table(tabs, "Фразы", PHRASE_COLUMNS, ["occasion", "text"])
        others = (self.journal, self.lists, self.settings, self.norm_tab, self.day_tab, self.phrases)
        for table in (*others, self.register):
            if table is None:
                continue
            if table.header < 0:
                if any(not is_blank(raw) for row in table.rows for raw in row):
                    self.name(table, "", "", "warning", "tab without its header")  # (choice)
                continue
            for index, place in table.doubled:  # «a doubled header (its second cell)»
                self.name(table, f"{letters(place)}{index + 1}", "", "warning", "doubled header")
        self.read_lists()
        self.read_settings()
        self.read_norms()
        self.read_days()
        self.read_phrases()
        self.clock = WorkClock(self.hours, self.pause, self.shortening, self.days)
        self.read_cases()
        self.read_journal()
        self.duties = {}  # index of the case's row -> its obligations
        for case in self.cases:
            self.live(case)
        self.kept = self.keeps()
        for case in self.cases:
            self.duties[case.index] = self.owed(case)
        self.check_years()
        self.check_errors()

    # -- problems

    def name(self, table, cell, case, level, reason):
        line = {
            "tab": table.title if table else "",
            "cell": cell,
            "case": case or "",
            "level": level,
            "reason": reason,
        }
        if line not in self.problems:  # «one line per cell and cause»
            self.problems.append(line)

    # -- lists

    def read_lists(self):
        """«Independent columns»; name -> {folded: the list's spelling}"""
        self.spelling = {name: {} for name in LIST_COLUMNS.values()}
        self.statuses = {
            status_fold(word): meaning
            for meaning, words in STATUS_WORDS.items()
            for word in words.split(", ")
        }
        if self.lists is None or self.lists.header < 0:
            return
        for index, row in self.lists.body():
            for name in self.lists.column:
                raw = self.lists.get(row, name)
                if is_blank(raw):
                    continue
                if is_error(raw):
                    self.name(self.lists, self.lists.cell(index, name), "", "warning", "error value")
                    continue
                self.spelling[name].setdefault(fold_name(as_text(raw)), as_text(raw))

    def read_name(self, table, index, row, name, list_name, label):
        """A value from a list: «the list's spelling is shown»; «Names outside the lists are shown
        trimmed and named; where a list is absent or empty nothing is.»"""
        raw = table.get(row, name)
        if is_blank(raw):
            return ""
        if is_error(raw):
            self.name(table, table.cell(index, name), label, "warning", "error value")
            return ""
        text, known = as_text(raw), self.spelling[list_name]
        if fold_name(text) in known:
            return known[fold_name(text)]
        if known:
            self.name(table, table.cell(index, name), label, "warning", "not in the list")
        return text

    # -- «Действует с»

    def read_since(self, table, index, row):
        """(the row exists, its day or None). «An unreadable «Действует с», one outside 2000–2099, an error
        cell: named, the row does not exist. With a time of day: the date counts, named.»"""
        raw = table.get(row, "since")
        if is_blank(raw):
            return True, None
        how, value = read_time(raw)
        if how == "bad" or not 2000 <= value.year <= 2099:
            self.name(table, table.cell(index, "since"), "", "warning", "unreadable «Действует с»")
            return False, None
        if how == "time":
            self.name(table, table.cell(index, "since"), "", "warning", "«Действует с» with a time")
            return True, value.date()
        return True, value

    def is_dated(self, table):
        """«A column that is absent or empty throughout: all as before»"""
        return any(not is_blank(table.get(row, "since")) for _, row in table.body())

    # -- settings

    def read_settings(self):
        """«An absent parameter has its default; a present and empty «Рабочее время …» is a day off,
        «Перерыв» no break.»"""
        self.hours = [Rows() for _ in WEEKDAYS]
        self.pause, self.shortening = Rows(), Rows()
        self.curators, self.deputies = Rows(), Rows()
        table = self.settings
        if table is None or table.header < 0:
            return
        texts = ["организация", "куратор", "заместитель главы", "глава", "официальные аккаунты"]
        texts += ["листы реестра", "искать персональные данные", "должность куратора"]
        texts += ["куратор (от кого)", "заместитель главы (кому)", "исполнитель документа"]
        numbers = ["сокращение предпраздничного дня, мин", "предупреждать за, мин"]
        hours = {f"рабочее время {day}": n for n, day in enumerate(WEEKDAYS)}
        known = set(texts) | set(numbers) | set(hours) | {"перерыв", "часовой пояс"}
        dated = self.is_dated(table)
        seen = set()
        for index, row in table.body():
            raw_name, value = table.get(row, "name"), table.get(row, "value")
            if is_blank(raw_name) and is_blank(value) and is_blank(table.get(row, "since")):
                continue
            exists, since = self.read_since(table, index, row)
            key = "" if is_blank(raw_name) else fold_header(raw_name)
            if is_error(raw_name) or key not in known:
                # (choice) an unknown parameter is named: «No row with content is ever dropped silently»
                self.name(table, table.cell(index, "name"), "", "warning", "unknown parameter")
                if is_error(value):
                    self.name(table, table.cell(index, "value"), "", "warning", "error value")
                continue
            if not dated:
                if key in seen:  # «given twice the first counts and the others are named»
                    self.name(table, table.cell(index, "name"), "", "warning", "parameter given twice")
                    continue
                seen.add(key)
            bad = is_error(value)
            rows, result = Rows(), None
            if key in hours or key == "перерыв":
                rows = self.pause if key == "перерыв" else self.hours[hours[key]]
                result = None if is_blank(value) else read_hours(value)
                bad = bad or (not is_blank(value) and result is None)
            elif key in numbers:
                number = {numbers[0]: 60, numbers[1]: 30}[key] if is_blank(value) else as_number(value)
                # «Numbers that are none … for «Предупреждать за» and «Сокращение» (minutes; 0 is allowed)»
                bad = bad or number is None or number < 0 or is_no_number(number, "мин")
                if key == numbers[0]:
                    rows, result = self.shortening, number
            elif key in ("куратор", "заместитель главы") and not bad:
                rows = self.curators if key == "куратор" else self.deputies
                result = as_text(value)  # «the name in «Настройки», trimmed»
            elif key == "официальные аккаунты" and not bad:
                # (choice) what is no link is named, and the other links of the row stand
                parts = re.split(r"[\s,;]+", as_text(value))
                if any(part and not re.fullmatch(r"(?i:https?)://\S+", part) for part in parts):
                    self.name(table, table.cell(index, "value"), "", "warning", "not a link")
            elif key == "искать персональные данные" and not is_blank(value):
                bad = bad or (not is_yes(value) and not is_no(value))
            elif key == "часовой пояс":
                if not is_blank(value) and not bad:
                    try:
                        zoneinfo.ZoneInfo(as_text(value))
                    except (KeyError, ValueError, OSError):
                        bad = True
                # ««Часовой пояс» has no date: one is named and that row does not exist.»
                if not is_blank(table.get(row, "since")):
                    self.name(table, table.cell(index, "since"), "", "warning", "the zone has no date")
                    exists = False
            if bad:  # «an unreadable parameter»: named, and that row does not exist
                self.name(table, table.cell(index, "value"), "", "warning", "unreadable parameter")
            elif exists and dated and (key, since) in seen:
                # «Two sound rows of one key with one date (or two without): the first counts, the other
                # is named.»
                self.name(table, table.cell(index, "name"), "", "warning", "parameter given twice")
            elif exists:
                seen.add((key, since))
                rows.rows.append((since, result))

    # -- norms

    def read_norms(self):
        self.norms = {rule: Rows() for rule in DEFAULT_NORMS}
        table = self.norm_tab
        if table is None or table.header < 0:
            return
        steps = {fold(name): rule for name, rule in STEP_NAMES.items()}
        dated = self.is_dated(table)
        seen = set()
        for index, row in table.body():
            step, limit, unit = (table.get(row, name) for name in ("step", "limit", "unit"))
            if is_blank(step) and is_blank(limit) and is_blank(unit) and is_blank(table.get(row, "since")):
                continue
            exists, since = self.read_since(table, index, row)
            rule = None if is_blank(step) else steps.get(fold(step))
            if rule is None:  # «An unknown … step … is named»
                self.name(table, table.cell(index, "step"), "", "warning", "unknown step")
                for name, raw in (("limit", limit), ("unit", unit)):
                    if is_error(raw):
                        self.name(table, table.cell(index, name), "", "warning", "error value")
                continue
            if not dated:
                if rule in seen:  # «of a … step … given twice the first counts and the others are named»
                    self.name(table, table.cell(index, "step"), "", "warning", "step given twice")
                    continue
                seen.add(rule)
            known_unit, taken = (None, False) if is_blank(unit) else unit_of(unit)
            if taken:
                self.name(table, table.cell(index, "unit"), "", "warning", "unit taken for another")
            good, norm = True, None
            if known_unit is None and not (is_blank(unit) and (is_blank(limit) or is_error(limit))):
                # «a norm with an unknown step or unit: the row does not exist»
                self.name(table, table.cell(index, "unit"), "", "warning", "unknown unit")
                good = False
            if not is_blank(limit):  # «An empty Срок = no norm of its own»
                # «a norm must be above zero, whole in раб. дн.; otherwise it is named, and the row does
                # not exist»
                number = as_number(limit)
                if number is None or number <= 0 or is_no_number(number, known_unit):
                    self.name(table, table.cell(index, "limit"), "", "warning", "no norm")
                    good = False
                elif known_unit == "раб. дн." and number != int(number):
                    self.name(table, table.cell(index, "limit"), "", "warning", "days must be whole")
                    good = False
                norm = (number, known_unit)
            if not good or not exists:
                continue
            if dated and (rule, since) in seen:
                self.name(table, table.cell(index, "step"), "", "warning", "step given twice")
                continue
            seen.add((rule, since))
            self.norms[rule].rows.append((since, norm))

    # -- «Календарь»

    def read_days(self):
        """«Overrides the production calendar.»"""
        self.days = {}
        table = self.day_tab
        if table is None or table.header < 0:
            return
        for index, row in table.body():
            raw_date, raw_kind = table.get(row, "date"), table.get(row, "kind")
            raw_hours = table.get(row, "hours")
            if is_blank(raw_date) and is_blank(raw_kind) and is_blank(raw_hours):
                continue
            how, day = read_time(raw_date)
            if how != "date":  # (choice) a moment is no date
                self.name(table, table.cell(index, "date"), "", "warning", "unreadable date")
                continue
            if day in self.days:
                self.name(table, table.cell(index, "date"), "", "warning", "date given twice")
                continue
            kinds = {word: fold(word) for word in ("выходной", "рабочий", "сокращённый")}
            kind, taken = (None, False) if is_blank(raw_kind) else closed_word(raw_kind, kinds, {})
            if taken:
                self.name(table, table.cell(index, "kind"), "", "warning", "word taken for another")
            hours = None
            if not is_blank(raw_hours):
                hours = read_hours(raw_hours)
                if hours is None:
                    self.name(table, table.cell(index, "hours"), "", "warning", "unreadable hours")
            if kind is None:
                # (choice) an unknown or empty kind of day is named and overrides nothing
                self.name(table, table.cell(index, "kind"), "", "warning", "unknown kind of day")
                hours = None
            self.days[day] = (kind, hours)

    # -- «Фразы»

    def read_phrases(self):
        """«An unknown Повод or field is named (warning), the field stays as typed.»"""
        table = self.phrases
        if table is None or table.header < 0:
            return
        seen = set()
        for index, row in table.body():
            cells = [table.get(row, name) for name in ("occasion", "topic", "text")]
            if all(is_blank(raw) for raw in cells):
                continue
            occasion, topic, text = cells
            known = fold_name(as_text(occasion)) in map(fold_name, OCCASIONS)
            if not known and not is_error(occasion):  # (choice) a row without an occasion is named too
                self.name(table, table.cell(index, "occasion"), "", "warning", "unknown occasion")
            if "topic" in table.column:  # «Values outside the lists are accepted and named»
                self.read_name(table, index, row, "topic", "topic", "")
            if is_blank(text):  # (choice) «No row with content is ever dropped silently»
                self.name(table, table.cell(index, "text"), "", "warning", "no text")
            elif not is_error(text):
                parts = re.split(r"\{([^{}]*)\}", as_text(text))
                if any(fold(part) not in map(fold, PHRASE_FIELDS) for part in parts[1::2]):
                    self.name(table, table.cell(index, "text"), "", "warning", "unknown field")
                if any(sign in "".join(parts[::2]) for sign in "{}"):  # (choice)
                    self.name(table, table.cell(index, "text"), "", "warning", "brace without its pair")
            if not known or is_blank(text) or any(is_error(raw) for raw in cells):
                continue
            key = (fold_name(as_text(occasion)), fold_name(as_text(topic)))
            if key in seen:  # (choice) as of a parameter given twice: «the first counts»
                self.name(table, table.cell(index, "occasion"), "", "warning", "phrase given twice")
            seen.add(key)

    # -- «Реестр»

    def read_cases(self):
        table = self.register
        self.cases = []
        self.by_number = {}
        for index, row in table.body():
            # «A row whose cells in these columns, № apart, are all empty, FALSE or «нет» is
            # *prepared*: it is no case, and nothing is named». «Content in columns of the staff's
            # own makes no case either.»
            others = [table.get(row, name) for name in table.column if name != "case"]
            if all(
                is_blank(raw) or raw is False or (isinstance(raw, str) and fold(raw) in ("false", "нет"))
                for raw in others
            ):
                continue
            # «Rows that are no messages are named …: a row whose first filled cell begins with «итого» or
            # «всего» … and that has no readable detection»
            first = next(place for place, raw in enumerate(row) if not is_blank(raw))
            total = isinstance(row[first], str) and fold(row[first]).startswith(("итого", "всего"))
            if total and read_time(table.get(row, "detected"))[0] not in ("time", "date"):
                self.name(table, f"{letters(first)}{index + 1}", "", "warning", "no message")
                continue
            number, fault = read_case_number(table.get(row, "case"))
            # «A case without № is «строка N», N its row in the sheet.»
            case = Case(index, row, number, number if number else f"строка {index + 1}")
            self.cases.append(case)
            if fault:  # «Missing №: the № cell», an error
                self.name(table, table.cell(index, "case"), case.label, "error", f"{fault} №")
            elif number in self.by_number:  # «repeated №: each after the first»
                case.repeated = True
                self.name(table, table.cell(index, "case"), case.label, "error", "repeated №")
            else:
                self.by_number[number] = case
        self.wordy = {name for name in EVENT_OF_FIELD if name in table.column and self.is_wordy(name)}
        for case in self.cases:
            self.read_case(case)

    def is_wordy(self, name):
        """«A field for times of whose filled cells more than half are words of «Статус» is told once, at its
        header»; its words are then named no more."""
        table = self.register
        cells = [table.get(case.row, name) for case in self.cases]
        filled = [raw for raw in cells if not is_blank(raw) and raw is not False]
        if 2 * len([raw for raw in filled if is_status_word(raw)]) <= len(filled):
            return False
        self.name(table, table.cell(table.header, name), "", "error", "words of «Статус» where times belong")
        return True

    def time_of(self, case, name):
        raw = self.register.get(case.row, name)
        return ("word", None) if name in self.wordy and is_status_word(raw) else read_time(raw)

    def choice(self, table, index, row, name, label, words, synonyms, level="error"):
        """A cell with one of a few words. «else, or where two words fit, named (**error** for Важность,
        Вид ответа, Событие) and empty»"""
        raw = table.get(row, name)
        if is_blank(raw):
            return None
        meaning, taken = (None, False) if is_error(raw) else closed_word(raw, words, synonyms)
        if meaning is None:
            self.name(table, table.cell(index, name), label, level, f"unknown {name}")
        elif taken:
            self.name(table, table.cell(index, name), label, "warning", f"{name} taken for another word")
        return meaning

    def read_case(self, case):
        table, index, row, label = self.register, case.index, case.row, case.label

        def cell(name):
            return table.cell(index, name)

        def raw(name):
            return table.get(row, name)

        # «Не подлежит обработке»: «anything but empty / нет excludes the case»; «Every form of «нет»
        # … leaves the case in; so does an unreadable cell, named.»
        value = raw("excluded")
        if is_error(value):
            self.name(table, cell("excluded"), label, "warning", "error value")
        else:
            case.excluded = not is_no(value)
            # «one of under four letters that is no form of «да» is named»
            if case.excluded and not is_yes(value) and count_letters(as_text(value)) < 4:
                self.name(table, cell("excluded"), label, "warning", "hardly a reason")

        value = raw("status")
        if value is not None and value is not False and not is_blank(value):
            case.status = None if is_error(value) else self.statuses.get(status_fold(as_text(value)))
            if value is True:
                case.status = "ответ дан"
            if case.status is None:
                self.name(table, cell("status"), label, "warning", "unknown status")
            if case.status == "не подлежит":
                case.excluded = True

        levels = {"Обычная": "ordinary", "Повышенная": "high"}
        words = (table, index, row)
        case.high = self.choice(*words, "importance", label, levels, IMPORTANCE_SYNONYMS) == "high"
        case.kind = self.choice(*words, "kind", label, KINDS, KIND_SYNONYMS) or "final"
        outcomes = {word: word for word in ("Решено", "Разъяснено", "Передано", "Отказано")}
        self.choice(*words, "outcome", label, outcomes, {}, level="warning")
        if not is_blank(raw("mark")):
            mark = None if is_error(raw("mark")) else as_number(raw("mark"))
            if mark not in (1, 2, 3, 4, 5):
                self.name(table, cell("mark"), label, "warning", "unknown mark")

        case.executor = self.read_name(table, index, row, "executor", "executor", label)
        case.executor2 = self.read_name(table, index, row, "executor2", "executor", label)
        self.read_name(table, index, row, "network", "network", label)
        for name in ("topic", "location"):
            self.read_name(table, index, row, name, name, label)
            # «An absent or empty Тема or Локация of a case that is not excluded is a warning (п. 7)»
            if is_blank(raw(name)) and not case.excluded:
                self.name(table, cell(name) if name in table.column else "", label, "warning", f"no {name}")

        for name in ("author", "text", "note"):
            if is_error(raw(name)):
                self.name(table, cell(name), label, "warning", "error value")
        for name in ("url", "answer_url"):  # «a link that is not http(s)»
            value = raw(name)
            if not is_blank(value) and not (
                isinstance(value, str) and re.match(r"https?://\S", value.strip(), re.I)
            ):
                self.name(table, cell(name), label, "warning", "not a link")
        if not is_blank(raw("media")) and not is_no(raw("media")) and not is_yes(raw("media")):
            self.name(table, cell("media"), label, "warning", "neither yes nor no")

        # «a «Повторное к №» that is unknown or the case itself»
        if not is_blank(raw("repeat_of")):
            number, fault = read_case_number(raw("repeat_of"))
            if fault or number not in self.by_number:
                self.name(table, cell("repeat_of"), label, "warning", "repeat of an unknown case")
            elif number == case.number:
                self.name(table, cell("repeat_of"), label, "warning", "repeat of itself")

        # «Срок, раб. ч»: «optional number > 0»; «a number or its text, comma or point»
        if not is_blank(raw("limit_hours")):
            limit = as_number(raw("limit_hours"))
            if limit is None or limit <= 0 or is_no_number(limit, "раб. ч"):
                self.name(table, cell("limit_hours"), label, "warning", "no limit")
            else:
                case.limit = limit

        case.detection = self.time_of(case, "detected")
        self.check_time(table, cell("detected"), label, case.detection)
        for name in [*EVENT_FIELDS, "reported"]:
            how, value = self.time_of(case, name)
            if name in table.column:
                self.check_time(table, cell(name), label, (how, value))
            if how in ("empty", "bad", "word"):
                continue  # «named, and the event counts as absent»
            event = Event(EVENT_OF_FIELD[name], name, table.title, cell(name))
            event.when, event.day = (value, None) if how == "time" else (None, value)
            # «Исполнитель» belongs to «Направлено», «Новый исполнитель» to «Направлено повторно»
            # (empty: the same one)
            if name == "sent":
                event.executor = case.executor
            if name == "resent":
                event.executor = case.executor2 or case.executor
            # fine print 7: «The row's «Проект получен», «Доработано», «Размещено» have the row's kind.»
            if name in ("drafted", "redrafted", "posted"):
                event.kind = case.kind
            if name in ("final_drafted", "final_posted"):
                event.kind = "final"
            case.events.append(event)

    def check_time(self, table, cell, label, reading):
        """What the check says of one cell with a time, whatever its case."""
        how = reading[0]
        if how == "bad":
            self.name(table, cell, label, "error", "unreadable time")
        if how == "date":
            self.name(table, cell, label, "warning", "date without a time")
        if self.is_future(reading):
            self.name(table, cell, label, "warning", "later than now")

    def is_future(self, reading) -> bool:
        how, value = reading
        if how == "time":  # «later than now by more than 5 minutes»; «(inclusive) count as happened»
            return value > self.now + AHEAD
        if how == "date":  # «a date after today is a time later than now»
            return value > self.now.date()
        return False

    # -- «Журнал»

    def read_journal(self):
        table = self.journal
        if table is None or table.header < 0:
            return
        words = {header: name for header, name in REGISTER_COLUMNS.items() if name in EVENT_OF_FIELD}
        for index, row in table.body():
            if all(is_blank(table.get(row, name)) for name in table.column):
                continue  # nothing in any known column
            # «Journal rows with an empty or unknown №, or an empty or unreadable time, are named and
            # left out; a repeated №'s journal belongs to its first row.»
            number, fault = read_case_number(table.get(row, "case"))
            case = self.by_number.get(number) if not fault else None
            label = number or ""
            if case is None:
                self.name(
                    table, table.cell(index, "case"), label, "error", f"{fault} №" if fault else "unknown №"
                )
            reading = read_time(table.get(row, "time"))
            if reading[0] == "empty":
                self.name(table, table.cell(index, "time"), label, "error", "no time")
            self.check_time(table, table.cell(index, "time"), label, reading)
            # «an unknown journal event: the row is left out»
            name = self.choice(table, index, row, "event", label, words, {})
            if is_blank(table.get(row, "event")):
                self.name(table, table.cell(index, "event"), label, "warning", "no event")
            executor = self.read_name(table, index, row, "executor", "executor", label)
            kind = self.choice(table, index, row, "kind", label, KINDS, KIND_SYNONYMS)
            if is_error(table.get(row, "note")):
                self.name(table, table.cell(index, "note"), label, "warning", "error value")
            if case is None or name is None or reading[0] not in ("time", "date"):
                continue
            event = Event(
                EVENT_OF_FIELD[name],
                name,
                table.title,
                table.cell(index, "time"),
                executor=executor,
                kind=kind,
                journal=True,
            )
            event.when, event.day = (reading[1], None) if reading[0] == "time" else (None, reading[1])
            if name in ("final_drafted", "final_posted"):
                event.kind = "final"  # «taken with their column's meaning» (choice)
            case.journal.append(event)

    def table_of(self, event):
        return self.journal if event.journal else self.register

    def name_event(self, case, event, level, reason):
        self.name(self.table_of(event), event.cell, case.label, level, reason)

    # -- one case in time

    def detect(self, case):
        """fine print 8: «A case is detected once: by the row's «Выявлено», or, where that is absent or
        unreadable, by the earliest in the journal; any other is named and left out.»"""
        cell = self.register.cell(case.index, "detected")
        reading = case.detection
        journal = [e for e in case.journal if e.event == "detected"]
        chosen = None
        if reading[0] in ("time", "date"):
            if self.is_future(reading):
                # fine print 15: «A case whose «Выявлено» lies ahead of now does not exist yet: the
                # cell is named, it has no rows»
                case.unborn = True
                for event in [] if case.excluded else journal:
                    if not self.is_future(reading_of(event)):
                        self.name_event(case, event, "warning", "detected already")
                return None
            chosen = Event("detected", "detected", self.register.title, cell)
            chosen.when, chosen.day = (reading[1], None) if reading[0] == "time" else (None, reading[1])
        come = [e for e in journal if not self.is_future(reading_of(e))]
        for event in come + ([chosen] if chosen else []):
            if event.day is not None:
                # «taken as the opening minute of that day for `detected` … but never after now»
                # «… nor after the case's first timed event of a later step on that day»: every step is
                # later than the detection (choice: Выявлено is not in the order that the sentence lists)
                timed = [
                    other.when
                    for other in case.events + case.journal
                    if other.event not in ("detected", "reported")
                    and other.day is None
                    and not self.is_future(reading_of(other))
                    and other.when.date() == event.day
                ]
                event.when = min([self.clock.opening(event.day), self.now, *timed])
        if chosen is None:
            if not come and journal:
                case.unborn = True  # (choice) detected by the journal, ahead of now
                return None
            if not come:
                if not case.excluded and reading[0] == "empty":
                    # «no detection: «Выявлено»»; «A case without a detection is named (error)»
                    self.name(self.register, cell, case.label, "error", "no detection")
                return None
            chosen = min(come, key=lambda e: e.when)
        if not case.excluded:
            for event in come:
                # «the same event of the same case at the same minute counts once» (choice: not named)
                # … nor is any beside a date without a time counted as the same minute
                same = minute(event.when) == minute(chosen.when) and event.day == chosen.day
                if event is not chosen and not same:
                    self.name_event(case, event, "warning", "detected already")
        return chosen

    def events_of(self, case, detected):
        """The case's events but for its detection, with times, without what is left out, in order."""
        kept = []
        for event in case.events + [e for e in case.journal if e.event != "detected"]:
            # «counts as absent until it comes»
            if self.is_future(reading_of(event)):
                continue
            # «An event earlier than the case's `detected` is named by the check and left out.»; «An
            # event is earlier than `detected` only if its minute is.»
            if event.when and detected and minute(event.when) < minute(detected.when):
                self.name_event(case, event, "error", "earlier than detected")
                continue
            kept.append(event)

        timed = [e for e in kept if e.day is None]
        for event in kept:
            if event.day is None:
                continue
            # «taken … otherwise as its closing minute, but never after now, nor after the case's first
            # timed event of a later step on that day («later»: further right in the order …; a journal
            # event stands where its word does; Доложено главе neither bounds nor is bounded; events
            # left out do not count), nor before its `detected`, which wins»
            moment = min(self.clock.closing(event.day), self.now)
            if event.name in EVENT_FIELDS:
                for other in timed:
                    if (
                        other.name in EVENT_FIELDS
                        and other.when.date() == event.day
                        and EVENT_FIELDS.index(other.name) > EVENT_FIELDS.index(event.name)
                    ):
                        moment = min(moment, other.when)
            if detected:
                moment = max(moment, detected.when)
            event.when = moment

        # «Events of both tabs are united; the same event of the same case at the same minute counts
        # once.» «The same event of a case at one minute in both tabs: the row's time stays, the
        # journal's executor and kind, where filled, prevail.»
        united = []
        for event in kept:  # the row's first, left to right, then the journal's, top to bottom
            event.words = {event.name: event}
            event.noted = event.journal
            same = [u for u in united if u.event == event.event and minute(u.when) == minute(event.when)]
            if not same:
                united.append(event)
                continue
            first = same[0]
            first.noted = first.noted or event.journal
            first.words.setdefault(event.name, event)
            if event.journal:
                # (choice) of two journal rows the first that fills it prevails
                for name in ("executor", "kind"):
                    own = first.journal and getattr(first, name)
                    if getattr(event, name) and name not in first.filled and not own:
                        setattr(first, name, getattr(event, name))
                        first.filled.add(name)

        # fine print 9: «Events are ordered by minute, then stage, then second»; «In one minute
        # `returned` goes before `sent` where the case was already sent at an earlier minute, and
        # `sent_back` before `drafted` where it already had a draft at an earlier minute.»
        def earlier(name, event):
            return any(e.event == name and minute(e.when) < minute(event.when) for e in united)

        def order(event):
            stage = STAGE[event.event]
            if event.event == "returned" and earlier("sent", event):
                stage = STAGE["sent"] - 0.5
            if event.event == "sent_back" and earlier("drafted", event):
                stage = STAGE["drafted"] - 0.5
            return minute(event.when), stage, event.when

        united = sorted(united, key=order)  # not .sort(): order() looks into the list

        # fine print 7: «In the journal an empty kind is the row's kind up to and including the first
        # posting, Окончательный after it.»
        posted_before = False
        for event in united:
            if event.event in ("drafted", "posted") and event.kind is None:
                event.kind = "final" if posted_before else case.kind
            if event.event == "posted":
                posted_before = True
        return united

    def check_order(self, case, events):
        """«Impossible orders at the later stage's cell: returned or drafted before any sent,
        sent_back, escalated or approved before any drafted, posted before any approved, final_posted
        before final_drafted (each where both stand).»"""

        def places(what):
            return [n for n, event in enumerate(events) if event.event == what]

        def places_of_word(name):
            return [n for n, event in enumerate(events) if name in event.words]

        for later, earlier in (
            ("returned", "sent"),
            ("drafted", "sent"),
            ("sent_back", "drafted"),
            ("escalated", "drafted"),
            ("approved", "drafted"),
            ("posted", "approved"),
        ):
            first = places(earlier)
            for n in places(later):
                if first and n < first[0]:
                    self.name_event(case, events[n], "warning", f"{later} before any {earlier}")
        first = places_of_word("final_drafted")
        for n in places_of_word("final_posted"):
            if first and n < first[0]:
                # (choice) at the cell of that very word, unless a journal row became another's event
                word = events[n].words["final_posted"]
                if word is events[n] or not word.journal:
                    self.name_event(case, word, "warning", "final_posted before final_drafted")

    def check_limit(self, case):
        """fine print 13: «it rounds to a second; it is compared with a norm in `раб. ч` or `раб. мин`, and
        stands beside any other»; «A limit above the norm is named by the check, and the norm stands.»
        ««limit_hours» is compared with the answer norm of the day of detection.»"""
        if case.limit is None:
            return
        readings = [case.detection, *(reading_of(e) for e in case.journal if e.event == "detected")]
        days = [
            value if how == "date" else value.date() for how, value in readings if how in ("date", "time")
        ]
        if case.detected:
            day = case.detected.when.date()
        elif case.detection[0] in ("date", "time"):
            day = days[0]
        else:
            day = min(days, default=date.min)  # (choice) without a detection: the norm from the beginning
        rule = "answer_high" if case.high else "answer"
        norm = self.norms[rule].on(day, DEFAULT_NORMS[rule])
        comparable = norm and norm[1] in ("раб. ч", "раб. мин")
        if comparable and seconds_of(case.limit, "раб. ч") > seconds_of(*norm):
            table = self.register
            self.name(
                table, table.cell(case.index, "limit_hours"), case.label, "warning", "limit above the norm"
            )
            case.limit = None

    def live(self, case):
        """What happened in one case: its detection, and the events that have an effect."""
        case.detected = self.detect(case)
        self.check_limit(case)
        # fine print 15: «Excluded cases have no rows.» «Of an excluded case the cells are checked;
        # order, detection and proof are not.»
        if case.excluded or case.unborn:
            return
        events = self.events_of(case, case.detected)
        self.check_order(case, events)
        # «A «Выявлено» 300 days or more before the case's next counted event (report to the head apart) is
        # named (warning)»
        steps = [event for event in events if event.event != "reported"]
        if case.detected and steps and steps[0].when - case.detected.when >= timedelta(days=300):
            self.name_event(case, case.detected, "warning", "most likely the year is wrong")

        # fine print 3: «After the first `posted` of kind final no event but `reported` has any effect;
        # each such event is named by the check.»
        over = False
        for event in events:
            if over and event.event != "reported":
                self.name_event(case, event, "warning", "after the final answer")
                continue
            case.effective.append(event)
            if event.event == "posted" and event.kind == "final" and case.status == "в работе":
                # «A `posted` of kind final beside *в работе* is named»
                cell = self.register.cell(case.index, "status")
                self.name(self.register, cell, case.label, "warning", "at work though answered")
            if event.event == "posted" and event.kind == "final":
                over = True

    def keeps(self):
        """«A rule has obligations only where the register keeps what ends it: one of the rule's columns is
        there …, or «Журнал» holds events of the rule's stage, counted as of now, of at least three cases
        (excluded cases and events without effect do not count; for `final` drafts and postings
        together).»"""
        kept = set()
        for rule, (columns, stages) in KEPT_BY.items():
            held = [case for case in self.cases if any(e.event in stages and e.noted for e in case.effective)]
            if any(name in self.register.column for name in columns) or len(held) >= 3:
                kept.add(rule)
        return kept

    def owed(self, case):
        """The obligations of one case."""
        if case.excluded or case.unborn:
            return []
        duties = [d for d in self.run(case, case.detected, case.effective) if d.rule in self.kept]
        for duty in duties:
            self.assess(case, duty)
        self.check_proof(case, duties)
        # «sorted by case in register order, then opened, then rule»; «rules with equal `opened` stand
        # in alphabetical order»
        duties.sort(key=lambda d: (d.opened, d.rule))
        return duties

    def run(self, case, detected, events):
        duties = []

        def open_duty(rule, event, person=None, role=None):
            role = role or ROLE[rule]
            duty = Obligation(rule, event.when, event, role, person)
            duties.append(duty)
            return duty

        def close(duty, event, inferred=False, cancelled=False):
            duty.closed, duty.closer = event.when, event
            duty.inferred, duty.cancelled = inferred, cancelled

        def owner(event, latest):
            """fine print 6: «`rework` and `final` by the one named on the opening event, else the
            latest `sent`'s, else the case's; where nothing was sent and no executor is named, by the
            curator.»"""
            named = event.executor or (latest.executor if latest else "") or case.executor
            if not latest and not named:
                return {"role": "curator"}
            return {"role": "executor", "person": named}

        latest = None  # the latest `sent`
        answered = False  # that `sent` was answered by a `drafted` or given back
        if detected:
            open_duty("answer_high" if case.high else "answer", detected)
            open_duty("dispatch", detected)
            if case.high:
                open_duty("report_head", detected)
        # fine print 8: without a detection «its other events open theirs»
        for event in events:
            what = event.event
            # what it closes
            for duty in duties:
                if duty.closed is not None:
                    continue
                if duty.rule == "final":
                    # fine print 4: «`final` ends with a `drafted` of kind final or, inferred, a
                    # `posted` of kind final, nothing else»
                    if what == "drafted" and event.kind == "final":
                        close(duty, event)
                    elif what == "posted" and event.kind == "final":
                        close(duty, event, inferred=True)
                elif what in CLOSED_BY[duty.rule]:
                    close(duty, event)
                elif what in CANCELLED_BY.get(duty.rule, ()):
                    # fine print 2: «closed at the cancelling event, not inferred, late 0.00»
                    close(duty, event, cancelled=True)
                elif what in INFERRED_BY.get(duty.rule, ()):
                    close(duty, event, inferred=True)
            # what it opens
            if what == "sent":
                latest, answered = event, False
                # fine print 6: «owed by the executor of their `sent` (empty: the case's)»
                open_duty("draft", event, event.executor or case.executor)
            elif what == "returned":
                # fine print 5: «A `return` belongs to the latest `sent` before the `returned`, and
                # exists only where the `returned` comes before the `drafted` that answers that `sent`.»
                if latest and not answered:
                    duty = open_duty("return", latest, latest.executor or case.executor)
                    close(duty, event)
                    answered = True
                if detected:  # fine print 8: «A case without a detection … has no … `dispatch`»
                    open_duty("dispatch", event)
            elif what == "drafted":
                answered = True
                open_duty("review", event)
            elif what == "sent_back":
                open_duty("rework", event, **owner(event, latest))
            elif what == "escalated":
                open_duty("deputy_review", event)
            elif what == "approved":
                open_duty("posting", event)
            elif what == "posted" and event.kind != "final":
                # «`posted` of an `interim` (or `query`, reading)»; «An interim or query posting opens
                # one of its own»
                open_duty("final", event, **owner(event, latest))
        return duties

    def norm_of(self, case, rule, opened):
        """fine print 13: «`limit_hours` bounds only the answer, in `раб. ч`»"""
        if rule in ("answer", "answer_high") and case.limit is not None:
            return case.limit, "раб. ч"
        # «An obligation has the norm in force on the day on which it *opened*»
        return self.norms[rule].on(opened.date(), DEFAULT_NORMS[rule])

    def assess(self, case, duty):
        clock = self.clock
        duty.norm = self.norm_of(case, duty.rule, duty.opened)
        end = duty.closed if duty.closed is not None else self.now
        # «For a norm in `мин` the clock is the wall clock.»; «`spent` without a norm, and in
        # `раб. дн.`, is in working minutes»
        if duty.norm and duty.norm[1] == "мин":

            def passed(start, finish):
                return max(0, int((finish - start).total_seconds()))
        else:
            passed = clock.between
        # «an end before its start in the same minute counts as spent 0.00»
        duty.spent = passed(duty.opened, end)
        if duty.norm:
            number, unit = duty.norm
            if unit == "мин":
                duty.due = duty.opened + timedelta(seconds=seconds_of(number, unit))
            elif unit == "раб. дн.":
                duty.due = clock.after_days(duty.opened, int(number))
            else:
                duty.due = clock.add(duty.opened, seconds_of(number, unit))
            duty.late = passed(duty.due, end)
        # Status words: «*ответ дан* with no `posted` event (as of now): whatever is open of the case,
        # `report_head` apart, ends at an unknown moment: status `unproven`, `closed` empty, `inferred` true,
        # `spent` and `late` 0.00.»
        by_word = (
            duty.closed is None
            and duty.rule != "report_head"
            and case.status == "ответ дан"
            and not any(event.event == "posted" for event in case.effective)
        )
        # «`person` is the name in force on the day of the earlier of `due` and end (`closed`; while open,
        # `now`; without a due, the end; an end at an unknown moment: `due`, without one `opened`).»
        if duty.person is None:
            moments = [moment for moment in (duty.due, None if by_word else end) if moment] or [duty.opened]
            rows = {"curator": self.curators, "deputy": self.deputies}[duty.role]
            duty.person = rows.on(min(moments).date(), "")
        if by_word:
            duty.status, duty.inferred, duty.spent, duty.late = "unproven", True, 0, 0
        elif duty.cancelled:
            duty.status, duty.late = "cancelled", 0
        elif duty.closed is None:
            duty.status = "overdue" if duty.late else "running"
        elif not duty.late:
            duty.status = "met"
        elif (
            duty.inferred or duty.closer.by_date or (duty.opener.event == "detected" and duty.opener.by_date)
        ):
            # «closed past its deadline, but its end is inferred, or its end, or the detection that it
            # starts from, is known only by its date»
            duty.status = "unproven"
        else:
            duty.status = "late"

    def check_proof(self, case, duties):
        """«`unproven` by inference: the empty cell that would prove it … («Направлено», «Проект
        получен», «Согласовано», «Доработано», «Окончательный проект»; «На доработку» for a review
        ended by a further draft); an in-time inference is not named, nor is anything where that
        column is absent.»"""
        table = self.register
        for duty in duties:
            if duty.status != "unproven" or not duty.inferred or duty.closer is None:
                continue  # «an end by a word names no empty cell»
            name = {
                "dispatch": "sent",
                "draft": "drafted",
                "review": "approved",
                "deputy_review": "approved",
                "rework": "redrafted",
                "final": "final_drafted",
            }[duty.rule]
            if name == "approved" and duty.closer.event == "drafted":
                name = "sent_back"
            # (choice) only where that very cell is empty
            if name in table.column and is_blank(table.get(case.row, name)):
                self.name(table, table.cell(case.index, name), case.label, "warning", f"{duty.rule} unproven")

    def check_years(self):
        """«In years outside it only the statutory holidays are off, and the check says so.»"""
        years = set()
        for case in self.cases:
            if case.detection[0] in ("time", "date"):
                years.add(case.detection[1].year)
            years |= {
                (e.when.date() if e.day is None else e.day).year
                for e in case.events + case.journal
                if e.when or e.day
            }
        for year in sorted(years - self.clock.years):
            self.name(None, "", "", "warning", f"{year} is outside the production calendar")

    def check_errors(self):
        """«`#REF!` and its like in any known column.» Most were named where they were read."""
        seen = {(line["tab"], line["cell"]) for line in self.problems}
        cases = {case.index: case.label for case in self.cases}
        others = (self.journal, self.lists, self.settings, self.norm_tab, self.day_tab, self.phrases)
        for table in (self.register, *others):
            if table is None or table.header < 0:
                continue
            for index, row in table.body():
                if table is self.register and index not in cases:
                    continue  # of a prepared row «nothing is named»
                for name in table.column:
                    cell = table.cell(index, name)
                    if is_error(table.get(row, name)) and (table.title, cell) not in seen:
                        label = cases[index] if table is self.register else ""
                        self.name(table, cell, label, "warning", "error value")


def reading_of(event):
    """How the event's own cell read, before a date without a time was given one."""
    return ("date", event.day) if event.day is not None else ("time", event.when)


def said(raw) -> str:
    """«a trailing point, comma or exclamation mark does not matter»"""
    return fold(raw).rstrip(".,! ")


def is_no(raw) -> bool:
    if is_blank(raw) or raw is False:
        return True
    if is_number(raw):
        return raw == 0
    if not isinstance(raw, str) or is_yes(raw):
        return False
    # «and whatever has no letter and no digit (-, –, —, −, ., …)»
    return said(raw) in NO or not any(sign.isalnum() for sign in raw)


def is_yes(raw) -> bool:
    if raw is True:
        return True
    if is_number(raw):
        return raw == 1
    return isinstance(raw, str) and (said(raw) in YES or fold(raw) in YES)


# ------------------------------------------------------------------ closed words


def tight(text) -> str:
    """«Единица: spaces and points do not matter»"""
    return fold(text).replace(" ", "").replace(".", "")


def unit_of(raw):
    """(unit or None, taken for another)"""
    if not isinstance(raw, str):
        return None, False
    forms = {unit: [unit] for unit in UNITS}
    for adjectives, begun, nouns, unit in (
        (OF_HIM, "час", HOUR_FORMS, "раб. ч"),
        (OF_HER, "минута", MINUTE_FORMS, "раб. мин"),
        (OF_HIM, "день", DAY_FORMS, "раб. дн."),
    ):
        # «an abbreviation with a point is a form»
        firsts = adjectives + ["рабочий"[:n] + "." for n in range(1, 7)]
        seconds = nouns + [begun[:n] + "." for n in range(1, len(begun))]
        seconds += ["дн."] if begun == "день" else []
        forms[unit] += [f"{first} {second}" for first in firsts for second in seconds]
    forms["мин"] += MINUTE_FORMS + ["минута"[:n] + "." for n in range(1, 6)]
    for unit, written in forms.items():
        if tight(raw) in {tight(form) for form in written}:
            return unit, False
    found = fitting(raw, {form: unit for unit, written in forms.items() for form in written})
    return (found.pop(), True) if len(found) == 1 else (None, False)


def closed_word(raw, words, synonyms):
    """(meaning or None, taken for another). `words`: the column's word -> its meaning."""
    if not isinstance(raw, str):
        return None, False
    every = {fold(word): meaning for word, meaning in words.items()}
    for word, others in synonyms.items():
        for other in others.split(", "):
            every[fold(other)] = words[word]
    if fold(raw) in every:
        return every[fold(raw)], False
    found = fitting(raw, every)
    return (found.pop(), True) if len(found) == 1 else (None, False)


def fitting(raw, words):
    """«the one word of the column that begins with all of the cell's text up to its first point, four
    letters or more, or from which it differs by at most two signs … while the cell has six letters or
    more; words of one meaning count as one»"""
    text = fold(raw)
    begun = text[: text.index(".")].strip() if "." in text else text
    found = set()
    for word, meaning in words.items():
        whole = fold(word)
        if count_letters(begun) >= 4 and whole[: len(begun)] == begun:
            found.add(meaning)
        if count_letters(text) >= 6 and apart(text, whole) <= 2:
            found.add(meaning)
    return found


def count_letters(text) -> int:
    return len([sign for sign in text if sign.isalpha()])


def apart(a, b) -> int:
    """«signs (inserted, deleted, changed, or two neighbours swapped)»"""
    if abs(len(a) - len(b)) > 2:
        return 3
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            steps = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                steps.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(steps)
    return table[len(a), len(b)]


# ------------------------------------------------------------------ «Статус»


def status_fold(raw) -> str:
    """«compare as names do, in any gender and number (закрыта, решены), without signs and symbols before
    and after them»"""
    text = fold_name(raw)
    while text and not text[0].isalnum():
        text = text[1:]
    while text and not text[-1].isalnum():
        text = text[:-1]
    return " ".join(any_gender(word) for word in text.split(" "))


def is_status_word(raw) -> bool:
    """A built-in word of «Статус»."""
    words = [word for every in STATUS_WORDS.values() for word in every.split(", ")]
    return isinstance(raw, str) and not is_blank(raw) and status_fold(raw) in map(status_fold, words)


def any_gender(word) -> str:
    """(choice) the endings of participles and of «новый», «готовый» are cut off."""
    for ending in ("ный", "ная", "ное", "ные", "ый", "ая", "ое", "ые", "о", "а", "ы", ""):
        stem = word.removesuffix(ending) if ending else word
        if not word.endswith(ending):
            continue
        if re.search(r"(ен|ан)$", stem) or (ending[:1] != "н" and re.search(r"(ят|ыт|готов)$", stem)):
            return stem
        if stem == "нов" and ending in ("ый", "ая", "ое", "ые"):
            return stem
    return {"ответы": "ответ", "подлежат": "подлежит"}.get(word, word)


# ------------------------------------------------------------------ numbers that are none


def is_no_number(number, unit) -> bool:
    """«a number from 36526 to 73050 (a date); under 0.25 in раб. ч or under 1 in мин, раб. мин»"""
    if 36526 <= number <= 73050:
        return True
    least = {"раб. ч": 0.25, "мин": 1, "раб. мин": 1}.get(unit, 0)
    return 0 < number < least


# ------------------------------------------------------------------ effective dates


class Rows:
    """The rows of one step or parameter: (from which day, or None; what)."""

    def __init__(self):
        self.rows = []

    def on(self, day, default):
        """«the row … with the latest «Действует с» not after the day; without one the row without a date;
        without that the default»"""
        begun = [row for row in self.rows if row[0] is not None and row[0] <= day]
        if begun:
            return max(begun, key=lambda row: row[0])[1]
        undated = [row for row in self.rows if row[0] is None]
        return undated[0][1] if undated else default


def seconds_of(number, unit) -> int:
    """A norm in seconds; «it rounds to a second»."""
    return math.floor(number * {"мин": 60, "раб. мин": 60, "раб. ч": HOUR}[unit] + 0.5)


def minutes_text(seconds: int) -> str:
    return f"{seconds / 60:.2f}"


# ------------------------------------------------------------------ the two questions


def obligations(tabs, now) -> list[dict]:
    register = Register(tabs, now)
    lines = []
    for case in register.cases:
        for duty in register.duties[case.index]:
            lines.append(
                {
                    "case": case.label,
                    "rule": duty.rule,
                    "role": duty.role,
                    "person": duty.person,
                    "opened": duty.opened.isoformat(),
                    "due": duty.due.isoformat() if duty.due else "",
                    "closed": duty.closed.isoformat() if duty.closed else "",
                    "inferred": "true" if duty.inferred else "false",
                    "status": duty.status,
                    "limit": shortest(duty.norm[0]) if duty.norm else "",
                    "unit": duty.norm[1] if duty.norm else "",
                    "spent": minutes_text(duty.spent),
                    "late": minutes_text(duty.late),
                }
            )
    return lines


def named(tabs, now) -> list[dict]:
    return Register(tabs, now).problems


def write_csv(lines, columns, out):
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description="The slow oracle: obligations of a workbook as CSV.")
    parser.add_argument("register")
    parser.add_argument("--now", required=True, type=datetime.fromisoformat)
    parser.add_argument("--named", action="store_true", help="what `check` must name, instead")
    options = parser.parse_args(arguments)
    tabs = from_xlsx(options.register)
    try:
        if options.named:
            write_csv(named(tabs, options.now), ["tab", "cell", "case", "level", "reason"], sys.stdout)
        else:
            write_csv(obligations(tabs, options.now), COLUMNS, sys.stdout)
    except UnreadableRegister as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
