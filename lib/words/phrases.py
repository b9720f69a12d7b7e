"""Russian phrases for figures: months, dates, shares, changes, lists; CLDR rules and names from Babel.

Durations, moments and terms are in `words`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from lib.figures.definitions import SOME, Amount, Figure, Measure
from lib.words import words
from lib.worktime.period import Period

_RUSSIAN = Locale("ru")
NOTHING = "нет данных"
NOT_KEPT = "не ведётся"
FEW_DATA = "мало данных"
FEW_MARK = "*"  # beside a number of fewer than ten, with one note for all of them
FEW_NOTE = f"{FEW_MARK} Меньше 10 случаев: выводы делать рано."
_MONTHS_IN = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip


def percent(amount: Amount, digits: int | None = None) -> str:
    """A share in per cent, half up from its two counts: to one decimal, of fewer than SOME to a whole one.

    A decimal that is zero is not told: «42 %» of 50, as «57,1 %» of 49.
    100 % and 0 % are exactly all and nothing: what is only near has as many decimals as it needs.
    """
    digits = (1 if amount.of >= SOME else 0) if digits is None else digits
    shown = words.rounded(100 * amount.good, digits, amount.of)
    while shown in (0, 100) and 0 < amount.good < amount.of:
        digits += 1
        shown = words.rounded(100 * amount.good, digits, amount.of)
    return f"{words.number(shown, digits)}\u00a0%"


def share(amount: Amount, noun: tuple[str, str, str] | None = None) -> str:
    """«45 из 50 (90 %)»; of fewer than ten «3 из 4»; «нет данных» where there was nothing.

    noun: of what, «33 ответа из 45 (73,3 %)».
    """
    if not amount.known:
        return NOTHING if amount.kept else NOT_KEPT
    good = words.several(amount.good, noun) if noun else words.number(amount.good)
    told = f"{good} из {words.number(amount.of)}"
    return told if amount.few else f"{told} ({percent(amount)})"


def amount(figure: Figure, found: Amount | None) -> str:
    """The value of a figure as it is shown everywhere, without the mark of `mark`."""
    if found is None or not found.known:
        return NOTHING if found is None or found.kept else NOT_KEPT
    match figure.measure:
        case Measure.SHARE:
            return share(found)
        case Measure.MINUTES:
            return words.at_most(found.value)
        case Measure.DAYS:
            return days_at_most(found.value)
        case Measure.RATE:
            return rate(found.value)
        case _:
            return words.number(found.value, 2 if figure.measure is Measure.MARK else 0)


def counted(figure: Figure, found: Amount) -> tuple[str, str]:
    """A figure in two lines, counts first: «45 из 50» and «90 %», «3 из 4» and why no more, «60» and ""."""
    if figure.measure is not Measure.SHARE or not found.known:
        return amount(figure, found), ""
    told = f"{words.number(found.good)} из {words.number(found.of)}"
    return told, "меньше 10 случаев" if found.few else percent(found)


def mark(figure: Figure, found: Amount | None) -> str:
    """The mark of a share or an average over fewer than ten, else ""."""
    judged = figure.measure in (Measure.SHARE, Measure.MINUTES, Measure.DAYS, Measure.MARK)
    return FEW_MARK if judged and found is not None and found.known and found.few else ""


def day(when: Any) -> str:
    """«1 октября 2026 года»; "" for NaT."""
    return "" if pd.isna(when) else format_date(_date(when), "d MMMM y 'года'", locale=_RUSSIAN)


def date_in(when: Any) -> str:
    """«1 октября», where the year goes without saying."""
    return format_date(_date(when), "d MMMM", locale=_RUSSIAN)


def short_day(when: Any) -> str:
    """«01.10.2026»; "" for NaT."""
    return "" if pd.isna(when) else f"{pd.Timestamp(when):%d.%m.%Y}"


def month(when: date) -> str:
    """«октябрь 2026 года»."""
    return format_date(_date(when), "LLLL y 'года'", locale=_RUSSIAN)


def months(span: Period) -> str:
    """The names of a month or of several: «октябрь», «август – октябрь»."""
    first, last = (format_date(_date(day), "LLLL", locale=_RUSSIAN) for day in (span.start, span.last))
    return first if first == last else f"{first} – {last}"


def in_month(when: date, year: bool = True) -> str:
    """«в октябре 2026 года»."""
    name = _MONTHS_IN[when.month - 1]
    return f"в {name} {when.year} года" if year else f"в {name}"


def period(span: Period) -> str:
    """«октябрь 2026 года», «2026 год», or «с 01.10.2026 по 15.10.2026»."""
    if span.months == 1:
        return month(span.start)
    if span.months == 12 and span.start.month == 1:
        return f"{span.start.year} год"
    return f"с {short_day(span.start)} по {short_day(span.last)}"


def within(span: Period, year: bool = True) -> str:
    """«в октябре 2026 года», «в 2026 году», «с 01.10.2026 по 15.10.2026»."""
    if span.months == 1:
        return in_month(span.start, year)
    if span.months == 12 and span.start.month == 1:
        return f"в {span.start.year} году"
    return period(span)


MOST_NAMED = 10


def some_of(items: Sequence[str]) -> str:
    """«а, б и в»; of very many the first ones, and how many more there are."""
    more = len(items) - MOST_NAMED
    return listed(items if more <= 0 else [*items[:MOST_NAMED], f"ещё {words.number(more)}"])


def leading(counts: Sequence[tuple[str, int]], most: int, each: str = "{} — {}") -> str:
    """The most frequent of some, given in descending order: «а — 5, б — 3 и ещё 2 с тем же числом».

    Nobody wins among equals: those that are as many as the last one named are counted, too.
    """
    found = [(name, number) for name, number in counts if number]
    named, rest = found[:most], found[most:]
    told = [each.format(name, words.number(number)) for name, number in named]
    equals = sum(number == named[-1][1] for _, number in rest) if named else 0
    if not equals:
        return listed(told)
    return f"{', '.join(told)} и ещё {words.number(equals)} с тем же числом"


def listed(items: Iterable[str]) -> str:
    """«а, б и в»."""
    return format_list(list(items), locale=_RUSSIAN)


def _date(when: Any) -> date:
    found: date = pd.Timestamp(when).date()
    return found


def part(value: float) -> str:
    """A part of a whole as whole percent: «38 %», «меньше 1 %»; "" for NaN."""
    if pd.isna(value):
        return ""
    shown = 100 * words.rounded(value, 2)
    return f"{words.number(shown)}\u00a0%" if shown or not value else "меньше 1\u00a0%"


def signed(value: float) -> str:
    """A difference with its sign: «+5», «−3», «0»."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{words.number(abs(value))}"


def rate(value: float) -> str:
    """Messages per working day: «2,6», «1,0»; «—» where there was no working day."""
    if pd.isna(value):
        return "—"
    return "меньше 0,1" if 0 < value < 0.05 else words.number(value, 1, whole=False)


def days(value: float) -> str:
    """An age in calendar days: «меньше дня», «3,5 дн.», from ten on whole ones; "" for NaN."""
    if pd.isna(value):
        return ""
    return "меньше дня" if value < 1 else f"{words.number(value, 1 if value < 10 else 0)} дн."


def days_at_most(value: float) -> str:
    """An age told as «не позже»: like `days`, rounded up."""
    return "" if pd.isna(value) else days(_up(value))


def after_at_most(value: float) -> str:
    """The same within a sentence: «раньше чем через день», «не позднее чем через 3,5 дня»."""
    if value < 1:
        return "раньше чем через день"
    shown = _up(value)
    noun = words.DAY[1] if shown % 1 else words.form(int(shown), words.DAY)
    return f"не позднее чем через {words.number(shown, 1)} {noun}"


def _up(days: float) -> float:
    return math.ceil(10 * days) / 10 if days < 10 else math.ceil(days)


def short_month(when: date) -> str:
    """«окт. 2026»."""
    return format_date(_date(when), "LLL y", locale=_RUSSIAN)


def month_name(when: date) -> str:
    """«окт»: below a column of a chart."""
    return format_date(_date(when), "LLL", locale=_RUSSIAN).rstrip(".")[:3]


def brief(figure: Figure, found: Amount) -> str:
    """A figure of an earlier period in few words: of a share only the per cent, or «3 из 4»."""
    if figure.measure is Measure.SHARE and found.known and not found.few:
        return percent(found)
    return amount(figure, found)


def seldom(chance: float) -> str:
    """How seldom something happens by chance: «примерно раз в 5 месяцев», «реже чем раз в 10 лет»."""
    days = 1 / max(chance, 1e-12)
    if days > 3650:
        return "реже чем раз в 10 лет"
    for length, noun in ((365, words.YEAR), (30, words.MONTH), (1, words.DAY)):
        if days >= 2 * length:
            return f"примерно раз в {words.several(int(days / length), noun)}"
    return "чуть не каждый день"
