"""Comparisons in words: «больше» and «меньше» only beyond chance, else «в пределах обычных колебаний»."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from lib.base.plaintext import first_up
from lib.figures.chance.limits import Side, wilson
from lib.figures.chance.xmr import Point, Rule, Run
from lib.figures.definitions import SOME, Amount, Measure
from lib.figures.definitions import share as share_of
from lib.figures.doubt import Range
from lib.figures.facts import NOT_GIVEN
from lib.figures.summary import Month, Value
from lib.words import phrases, words
from lib.words.words import MESSAGE, OF_MESSAGES
from lib.worktime.period import Period

WITHIN = "в пределах обычных колебаний"
ALIKE = "≈"  # in a table, where a difference is within chance
ALIKE_MEANS = f"{ALIKE} — разница {WITHIN}."
_STEPS_IN_DOUBT = ("шаге", "шагах", "шагах")
_OF_STEPS = ("шага", "шагов", "шагов")

SIDES = {
    Side.FAR_BELOW: "значительно ниже обычного",
    Side.BELOW: "ниже обычного",
    Side.WITHIN: "в обычных пределах",
    Side.ABOVE: "выше обычного",
    Side.FAR_ABOVE: "значительно выше обычного",
}

ENOUGH = f"у которых {SOME} случаев и больше"  # whom a funnel compares


@dataclass(frozen=True)
class Against:
    """An earlier number, how its period is told («в сентябре»), whether the present one differs from it."""

    when: str
    before: int
    side: Side


def beside(value: Value, month: Month) -> list[str]:
    """The earlier numbers in short lines: «▼ меньше, чем окт. 2025 (60)», «сент. 2026 — 49: в пределах …».

    Of a month that is not over the messages of its whole working days; of any other figure nothing.
    """
    past = [
        (phrases.short_month(span.start), phrases.brief(value.figure, amount), side)
        for span, amount, side in past_of(value, month)
        if amount is not None and side is not None
    ]
    first = []
    if month.openings and value == month.value("cases"):
        opened = month.openings[0]
        first = [f"первые {words.several(opened.days, words.WORKING_DAY)} — {words.number(opened.number)}"]
        past = [
            (phrases.short_month(one.span.start), words.number(one.before), one.side)
            for one in month.openings
            if one.days == opened.days
        ]
    greater, less = ("выше", "ниже") if value.figure.measure is Measure.SHARE else ("больше", "меньше")
    told = [
        f"{sign(side)} {greater if side > 0 else less}, чем {name} ({number})"
        for name, number, side in past
        if side
    ]
    alike = [f"{name} — {number}" for name, number, side in past if not side]
    return [*first, *told, *([f"{', '.join(alike)}: {WITHIN}"] if alike else [])]


def signs(value: Value, month: Month) -> str:
    """«▼ к окт. 2025» of a figure that differs from an earlier month beyond chance; else ""."""
    return ", ".join(
        f"{sign(side)} к {phrases.short_month(span.start)}" for span, _, side in past_of(value, month) if side
    )


def change(value: float) -> str:
    """A change of `dynamics.breakdown`: «+5», «−3» beyond chance, else «≈»; "" where it may not be told."""
    return "" if pd.isna(value) else phrases.signed(value) if value else ALIKE


def sign(side: Side | None) -> str:
    """«▲», «▼» where a figure differs beyond chance, else nothing."""
    return "" if not side else "▲" if side > 0 else "▼"


def when(span: Period, month: Month) -> str:
    """«в сентябре», with the year where it is another one."""
    return phrases.within(span, year=span.start.year != month.period.start.year)


def past_of(value: Value, month: Month) -> tuple[tuple[Period, Amount | None, Side | None], ...]:
    """The two earlier periods of a figure, what it was, and whether it differs now."""
    return (
        (month.period.previous(), value.previous, value.previous_side),
        (month.period.year_ago(), value.year_ago, value.year_side),
    )


def numbers(number: int, past: Iterable[Against]) -> str:
    """«, на 9 больше, чем в мае (3); в июне — 11, разница в пределах обычных колебаний»; "" for none."""
    known = list(past)
    differing = [
        f", на {words.number(abs(number - one.before))} {'больше' if one.side > 0 else 'меньше'}, чем"
        f" {one.when} ({words.number(one.before)})"
        for one in known
        if one.side
    ]
    alike = [f"{one.when} — {words.number(one.before)}" for one in known if not one.side]
    return "".join(differing) + (f"; {', '.join(alike)}, разница {WITHIN}" if alike else "")


def count(value: Value, month: Month) -> str:
    """A count against the earlier periods, as `numbers`; "" where there is nothing to compare with."""
    return numbers(
        value.current.good,
        [
            Against(when(span, month), amount.good, side)
            for span, amount, side in past_of(value, month)
            if amount is not None and side is not None
        ],
    )


def openings(month: Month) -> str:
    """The whole working days of a month that is not over against as many first ones; "" for none."""
    told = []
    for days in sorted({one.days for one in month.openings}):
        found = [one for one in month.openings if one.days == days]
        against = [Against(when(one.span, month), one.before, one.side) for one in found]
        number = found[0].number
        first = (
            "Сравнивается первый рабочий день"
            if days == 1
            else f"Сравниваются первые {words.several(days, words.WORKING_DAY)}"
        )
        told.append(f" {first}: {words.several(number, MESSAGE)}{numbers(number, against)}.")
    return "".join(told)


def rate(value: Value, month: Month) -> str:
    """«, больше, чем в сентябре (1,2)» of a rate, where it differs; else ""."""
    return "".join(
        f", {'больше' if side > 0 else 'меньше'}, чем {when(span, month)} ({phrases.rate(amount.value)})"
        for span, amount, side in past_of(value, month)
        if amount is not None and side
    )


def share(value: Value, month: Month) -> str:
    """A share against the month before, and a year ago where it differs; "" where that may not be told."""
    told = []
    for place, (span, amount, side) in enumerate(past_of(value, month)):
        if amount is None or side is None:
            continue
        if side:
            counted = f"{amount.good} из {amount.of}, {phrases.percent(amount)}"
            told.append(f", {'выше' if side > 0 else 'ниже'}, чем {when(span, month)} ({counted})")
        elif not place:
            told.append(f", {when(span, month)} — {phrases.share(amount)}, разница {WITHIN}")
    return "".join(told)


def named(table: pd.DataFrame, dimension: str) -> tuple[list[tuple[str, int]], int]:
    """The values of `dynamics.breakdown` with their cases, and how many cases have none: that is no value."""
    given = table[table["value"] != NOT_GIVEN[dimension]]
    pairs = list(zip(given["value"].tolist(), given["cases"].tolist(), strict=True))
    return pairs, int(table["cases"].sum() - given["cases"].sum())


_ANSWERS, _PREPARING = "ответов на обычные сообщения", "шагов подготовки ответов на обычные сообщения"
_MATTER = {"cases": OF_MESSAGES, "answer": (_ANSWERS,) * 3, "preparing": (_PREPARING,) * 3}
_POINT = ("период", "периода", "периодов")
_GREAT, _SMALL = ("верхней", "выше", "растёт"), ("нижней", "ниже", "снижается")


def usual(month: Month, key: str) -> str:
    """«Обычно от 21 до 69 сообщений в месяц; октябрь (41) — в обычных пределах.»; "" where not known.

    Where both limits are told alike: «Обычно 21 сообщение в месяц».
    """
    run = month.usual.get(key)
    if run is None:
        return ""
    point, matter = run.last, _MATTER[key]
    low, high = limits(run)
    usually = f"от {low} до {high}"
    if low == high:
        usually, matter = low, MESSAGE if run.counts else matter
    noun = _MATTER[key][0] if "," in high else words.form(int(high.replace("\xa0", "")), matter)
    usually = f"{usually} {noun} в месяц" if run.counts else f"в срок {usually}\u00a0% {noun}"
    told = found(run, point).replace(" (", ", ").rstrip(")")
    return f"Обычно {usually}; {phrases.months(point.span)} ({told}) — {_verdict(run)}."


def found(run: Run, point: Point) -> str:
    """What a point of a run is: «41», «33 из 45 (73,3 %)»."""
    return words.number(point.good) if run.counts else phrases.share(share_of(point.good, point.of))


def limits(run: Run) -> tuple[str, str]:
    """Between what the last month usually lies: whole, or as exact as tells on which side of them it is."""
    scale = 1 if run.counts else 100
    value, (low, high) = scale * run.last.value, (scale * limit for limit in run.limits(run.last))
    for digits in range(4):
        told = [words.rounded(limit, digits) for limit in (low, high)]
        if (value < told[0], value > told[1]) == (value < low, value > high):
            break
    return words.number(told[0], digits), words.number(told[1], digits)


def _verdict(run: Run) -> str:
    """Whether the last month is usual, in words."""
    signal = run.signal()
    if signal is None:
        return "в обычных пределах"
    limit, side, goes = _GREAT if signal.up else _SMALL
    pooled = any(point.span.months > 1 for point in run.points)
    lasted = words.several(signal.points, _POINT if pooled else words.MONTH)
    match signal.rule:
        case Rule.OUTSIDE:
            return f"{side} обычного"
        case Rule.NEAR:
            return f"в обычных пределах, но чаще обычного у {limit} границы"
        case Rule.SIDE:
            return f"в обычных пределах, но уже {lasted} подряд {side} среднего"
        case Rule.TREND:
            return f"в обычных пределах, но {'число' if run.counts else 'доля'} {goes} {lasted} подряд"


def interval(amount: Amount) -> str:
    """The likely interval of a share, «58–96 %»; "" where the share is not told."""
    if amount.few or not amount.known:
        return ""
    return between(wilson(amount.good, amount.of))


def between(parts: tuple[float, float]) -> str:
    """Two parts of a whole as whole per cent: «58–96 %»."""
    low, high = (words.number(words.rounded(100 * part)) for part in parts)
    return f"{low}–{high}\u00a0%"


def executors(year: Period | None, table: pd.DataFrame, name: Callable[[str], str]) -> str:
    """Who prepares otherwise than usual over a year, in sentences; "" where nobody can be told.

    year, table: `people.year_of_executors`. name: how an executor is called where the sentence is shown.
    """
    if year is None or table["side"].isna().all():
        return ""
    back = words.several(year.months, words.MONTH)
    until = phrases.month(year.last.astype(object))
    every = phrases.share(share_of(int(table["good"].sum()), int(table["judged"].sum())))
    told = [f"За {back} по {until} шаги подготовки ответов на обычные сообщения выполнены в срок: {every}."]
    for side, word in SIDES.items():
        found = [
            f"{name(row['person'])} — {phrases.share(share_of(row['good'], row['judged']))}"
            for row in table[table["side"] == side].to_dict("records")
        ]
        if side and found:
            told.append(f"{first_up(word)}{', проверить' if side < 0 else ''}: {phrases.some_of(found)}.")
    if (table["side"] == Side.WITHIN).any():
        who = "Все исполнители" if len(told) == 1 else "Остальные исполнители"
        told.append(f"{who}, {ENOUGH}, — в обычных пределах.")
    return " ".join(told)


def uncompared(whom: str) -> str:
    """Why nobody is said to be within what is usual, or outside; whom: «исполнителей», «поселений»."""
    return f"Меньше чем у двух {whom} набралось по {SOME} случаев, поэтому доли не сравниваются."


def bounds(found: Range) -> str:
    """«о 13 шагах судить нельзя, доля может быть от 50 % до 86 % (отмечено 23 из 36 шагов, 64 %)»."""
    steps = f"о {words.several(found.doubtful, _STEPS_IN_DOUBT)} судить нельзя"
    if found.worst.few:
        could = f"в срок могло быть от {found.worst.good} до {found.best.good} из {found.worst.of}"
        return f"{steps}, {could}"
    of = words.several(found.noted.of, _OF_STEPS)
    noted = f"{found.noted.good} из {of}, {phrases.percent(found.noted)}"
    low, high = phrases.percent(found.worst), phrases.percent(found.best)
    return f"{steps}, доля может быть от {low} до {high} (отмечено {noted})"
