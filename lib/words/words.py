"""Russian words for what the engine measures: durations, moments, terms, numbers with their nouns."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from babel import Locale
from babel.numbers import format_decimal

from lib.base.plaintext import first_up
from lib.law.regulation import Norm, Role, Status, Unit
from lib.law.schema import WEEKDAYS

_HOUR = 60
_RUSSIAN = Locale("ru")
_MOMENTS = (
    "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%y %H:%M", "%d.%m.%Y",
    "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d",
)  # fmt: skip
_LONG = 10 * _HOUR  # from here on the minutes say nothing
NOT_REACHED = "не достигнуто"  # a percentile that falls among what is not done yet

# Nouns as (one, few, many).
MESSAGE = ("сообщение", "сообщения", "сообщений")
BY_MESSAGES = ("сообщению", "сообщениям", "сообщениям")
OF_MESSAGES = ("сообщения", "сообщений", "сообщений")
ABOUT_MESSAGES = ("сообщении", "сообщениях", "сообщениях")
CASE = ("случай", "случая", "случаев")
ANSWER = ("ответ", "ответа", "ответов")
DAY = ("день", "дня", "дней")
MONTH = ("месяц", "месяца", "месяцев")
YEAR = ("год", "года", "лет")
WORKING_DAY = ("рабочий день", "рабочих дня", "рабочих дней")
CELL = ("ячейка", "ячейки", "ячеек")
ERROR = ("ошибка", "ошибки", "ошибок")
WARNING = ("замечание", "замечания", "замечаний")


def rounded(value: float, digits: int = 0, of: int = 1) -> Decimal:
    """The only rounding of what is shown: `value` out of `of`, half up, as by hand: 1,05 is 1,1.

    A float is taken as the shortest decimal that means it, so that a quotient of two counts is theirs.
    """
    exact = Decimal(str(float(value))) / Decimal(int(of))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@lru_cache(maxsize=1 << 12)  # a table of thousands of rows holds few numbers, and Babel takes its time
def number(value: float | Decimal, digits: int = 0, *, whole: bool = True) -> str:
    """1234,5: with a no-break space between thousands and a comma; at most `digits` decimals, rounded.

    whole: a whole number is told without decimals, else with all of them.
    """
    shape = "#,##0" + ("." + ("#" if whole else "0") * digits if digits else "")
    told = value if isinstance(value, Decimal) else rounded(value, digits)
    return format_decimal(told, format=shape, locale=_RUSSIAN)


def several(count: int, noun: tuple[str, str, str]) -> str:
    """The number with its noun: «1 сообщение», «1 204 сообщения»."""
    return f"{number(count)} {form(count, noun)}"


def form(count: int, forms: tuple[str, str, str]) -> str:
    """The form of a word that goes with the number: «исчезла» 1 строка, «исчезли» 2, «исчезло» 5."""
    one, few, many = forms
    return {"one": one, "few": few}.get(_RUSSIAN.plural_form(abs(count)), many)


def duration(minutes: float) -> str:
    """Whole minutes as people say them: «меньше минуты», «45 мин», «1 ч 20 мин», «35 ч»; "" for NaN."""
    if math.isnan(minutes):
        return ""
    whole = int(abs(minutes))
    if whole == 0:
        return "меньше минуты" if minutes else "0 мин"
    hours, rest = divmod(whole, _HOUR)
    if hours == 0:
        return f"{rest} мин"
    long = number(hours) if hours > 999 else str(hours)
    return f"{long} ч" if rest == 0 or whole >= _LONG else f"{long} ч {rest} мин"


def at_most(minutes: float) -> str:
    """A duration told as «не дольше»: rounded up to what is told of it; «не достигнуто» for infinity."""
    if math.isinf(minutes):
        return NOT_REACHED
    if math.isnan(minutes):
        return ""
    whole = math.ceil(minutes)
    return duration(whole if whole < _LONG else _HOUR * math.ceil(whole / _HOUR))


def working(minutes: float) -> str:
    """Minutes of working time: «45 раб. мин», «1 раб. ч 20 мин», «35 раб. ч»; "" for NaN."""
    told = duration(minutes)
    return told.replace(" ", " раб. ", 1) if told[:1].isdigit() else told


def left(minutes: float, opens: Any = None) -> str:
    """Working time to a deadline: «осталось 20 раб. мин», «просрочено на 1 раб. ч 5 мин»; "" without one.

    opens: when working time goes on, where it stands still now; with none left it is kept until then.
    """
    if math.isnan(minutes):
        return ""
    if minutes == 0 and pd.notna(opens):
        return f"до начала рабочего времени, {WEEKDAYS[opens.weekday()]} {opens.hour}:{opens:%M}"
    if minutes < 0:
        return overdue(-minutes)
    return "осталось меньше минуты" if minutes < 1 else f"осталось {working(minutes)}"


def overdue(minutes: float, unit: str = "") -> str:
    """How long the deadline of an open step has passed: «просрочено на 18 раб. ч».

    The one form for it, wherever it is told. unit: of the step's norm; minutes of the clock are not working
    ones.
    """
    if minutes < 1:
        return "просрочено меньше чем на минуту"
    return f"просрочено на {duration(minutes) if unit == Unit.MINUTES else working(minutes)}"


def age(seconds: float) -> str:
    """How long ago the data were read, to the second while it matters."""
    whole = max(int(seconds), 0)
    if whole < 10:
        return "только что"
    if whole < 60:
        return f"{whole} с назад"
    if whole < 3600:
        return f"{whole // 60} мин назад"
    if whole < 86400:
        return f"{whole // 3600} ч назад"
    return f"{several(whole // 86400, DAY)} назад"


def moment(time: Any) -> str:
    """«пн 23.11.2026 14:05»; "" where there is none."""
    if pd.isna(time):
        return ""
    stamp = pd.Timestamp(time)
    return f"{WEEKDAYS[stamp.weekday()]} {stamp:%d.%m.%Y %H:%M}"


_WEEKDAYS_ON = (
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье",
)  # fmt: skip
_MONTHS_OF = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip


def at(time: Any, now: pd.Timestamp) -> str:
    """A moment to come, within a sentence: «сегодня в 14:00», «в понедельник, 30 ноября, в 9:00»."""
    stamp = pd.Timestamp(time)
    clock = f"в {stamp.hour}:{stamp:%M}"
    away = (stamp.normalize() - now.normalize()).days
    if away in _NEAR:
        return f"{_NEAR[away]} {clock}"
    return f"{_WEEKDAYS_ON[stamp.weekday()]}, {stamp.day} {_MONTHS_OF[stamp.month - 1]}, {clock}"


_NEAR = {-1: "вчера", 0: "сегодня", 1: "завтра"}


def on_day(time: Any, now: pd.Timestamp) -> str:
    """The day of a moment within a sentence: «сегодня», «вчера», «30 ноября», «30 ноября 2025 года»."""
    stamp = pd.Timestamp(time)
    away = (stamp.normalize() - now.normalize()).days
    if away in _NEAR:
        return _NEAR[away]
    told = f"{stamp.day} {_MONTHS_OF[stamp.month - 1]}"
    return told if stamp.year == now.year else f"{told} {stamp.year} года"


def near(time: Any, now: pd.Timestamp) -> str:
    """A moment as one says it: «сегодня 14:05», «пн 23.11 14:05», in another year with it; "" for none."""
    if pd.isna(time):
        return ""
    stamp = pd.Timestamp(time)
    away = (stamp.normalize() - now.normalize()).days
    if away in _NEAR:
        return f"{_NEAR[away]} {stamp:%H:%M}"
    if stamp.year != now.year:
        return f"{stamp:%d.%m.%Y %H:%M}"
    return f"{WEEKDAYS[stamp.weekday()]} {stamp:%d.%m %H:%M}"


def read_moment(text: str) -> pd.Timestamp | None:
    """A moment as a person types it (23.11.2026 12:00) or as an address holds it (2026-11-23T12:00).

    A date alone is its end. None: no moment, or none between 2000 and 2099.
    """
    typed = " ".join(text.replace(",", " ").split())
    for pattern in _MOMENTS:
        try:
            found = datetime.strptime(typed, pattern)
        except ValueError:
            continue
        if "%H" not in pattern:
            found = found.replace(hour=23, minute=59)
        return pd.Timestamp(found) if 2000 <= found.year <= 2099 else None
    return None


def local(instant: datetime | None, zone: str, today: date) -> str:
    """An aware instant on the wall clock of `zone`: «14:05» `today`, with its date on another day."""
    if instant is None:
        return "—"
    there = instant.astimezone(ZoneInfo(zone))
    return f"{there:%H:%M}" if there.date() == today else f"{there:%d.%m.%Y %H:%M}"


def term(limit: float, unit: Any) -> str:
    """A norm: «4 раб. ч», «1,5 раб. ч»; «без своего срока» where there is none."""
    if pd.isna(limit) or pd.isna(unit):
        return "без своего срока"
    return Norm(float(limit), Unit(unit)).text


_NBSP = "\u00a0"
# Where a line must not end: after №, п.; between a number and its unit, a month and its year; before a dash.
_KEPT = (
    (re.compile(r"(?<=№) "), _NBSP),
    (re.compile(r"(?<=\b[Пп]\.) (?=\d)|(?<=\b[Пп]п\.) (?=\d)"), _NBSP),
    (re.compile(r"(?<=\d) (?=(?:%|ч|мин|дн\.|раб\.|года?|из)(?:[\s,.;:)]|$))"), _NBSP),
    (re.compile(r"(?<=\bиз) (?=\d)"), _NBSP),
    (re.compile(r"(?<=раб\.) (?=мин|ч|дн)"), _NBSP),
    (re.compile(r" (?=[—–])"), _NBSP),
    (re.compile(r"(?<=[а-я]) (?=20\d\d\b)"), _NBSP),
)


def typeset(text: str) -> str:
    """The text with no-break spaces as Russian typography wants them."""
    for pattern, space in _KEPT:
        text = pattern.sub(space, text)
    return text


SIGNS: dict[Status, str] = {
    Status.MET: "✓",
    Status.LATE: "✕",
    Status.RUNNING: "…",
    Status.OVERDUE: "✕",
    Status.CANCELLED: "–",
    Status.UNPROVEN: "?",
}


def result(status: str, late: float) -> str:
    """How an obligation ended, with a sign and the delay: «✕ с опозданием на 12 мин»."""
    known = Status(status)
    delay = f" на {duration(late)}" if known in (Status.LATE, Status.OVERDUE) else ""
    return f"{SIGNS[known]} {known.label}{delay}"


LONGEST_NAME = 120  # characters of a name, a topic, a place that are shown


def cut(text: str, longest: int = LONGEST_NAME) -> str:
    """The text, or its beginning and how long it is: nobody reads the rest, and every row would bear it."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()}… ({several(len(text), ('знак', 'знака', 'знаков'))})"


def who(role: str, person: Any) -> str:
    """The role in the regulation's words, the name only in brackets."""
    label = Role(role).label
    return f"{label} ({cut(person)})" if isinstance(person, str) and person else label


UNPROVEN = "не отмечено, чья задержка"


def actor(role: str, person: str) -> str:
    """Who did the steps, as a line of a table: the executor by name, curator and deputy by role first."""
    if role not in set(Role):
        return UNPROVEN
    if role == Role.EXECUTOR:
        return cut(person) or "исполнитель не указан"
    return first_up(who(role, person))
