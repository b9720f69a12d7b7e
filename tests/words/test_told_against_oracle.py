"""What a month is told in sentences equals an independent computation, to the word.

The sentences are written here anew, from the slow computations of `tests/oracle`, over a register of many
months: comparisons beyond chance, what is usual, bounds where steps are not noted.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from lib import sla
from lib.demo import register as demo
from lib.documents import findings, tables
from lib.figures import summary
from lib.figures.facts import Facts, gather
from lib.law import schema
from lib.register import parse
from lib.words import compared, phrases, statements
from lib.worktime.period import month_of
from tests.build import facts_of, register
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import chance
from tests.oracle import frames as slowly
from tests.oracle.summary import ANSWERS, PREPARING, Slow, last_day

NOW = datetime(2026, 11, 23, 12)
MONTHS = [(2026, 11), (2026, 10), (2026, 3), (2025, 10), (2024, 10)]
IN = (
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
)
NAMES = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
WITHIN = "в пределах обычных колебаний"
Month = tuple[int, int]


def _raw(blank: float) -> dict[str, list[list[Any]]]:
    """The demonstration as raw rows, a part of its approvals and drafts not noted."""
    chosen = random.Random(7)
    titles = {known.title: known for known in schema.TABS}
    raw: dict[str, list[list[Any]]] = {}
    for title, rows in demo.build(NOW, 450 if blank else 800).content.items():
        if title not in titles:
            continue
        columns = titles[title].columns
        raw[title] = [[column.title for column in columns]]
        for row in rows:
            cells = {name: value for name, value in row.items() if not _lost(title, name, chosen, blank)}
            raw[title].append([_cell(cells.get(column.field)) for column in columns])
    return raw


def _lost(title: str, name: str, chosen: random.Random, blank: float) -> bool:
    return title == "Реестр" and name in ("drafted", "reworked") and chosen.random() < blank


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


@cache
def _both(blank: float) -> tuple[Facts, Slow]:
    raw = _raw(blank)
    known = parse(as_tabs(raw))
    return gather(known, sla.assess(known, NOW), NOW), Slow(raw, NOW)


def _told(month: Month, blank: float = 0.0) -> tuple[summary.Month, Slow]:
    facts, slow = _both(blank)
    return summary.of(facts, month_of(f"{month[0]}-{month[1]:02d}")), slow


# --- the words, anew


def _number(value: Fraction | int, digits: int = 0) -> str:
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    told = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{told:,}".replace(",", "\xa0").replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def _percent(good: int, of: int) -> str:
    return f"{_number(Fraction(100 * good, of), 1 if of >= 30 else 0)}\u00a0%"


def _share(good: int, of: int) -> str:
    if not of:
        return "нет данных"
    return f"{good} из {of}" if of < 10 else f"{good} из {of} ({_percent(good, of)})"


def _plural(number: int, one: str, few: str, many: str) -> str:
    last, two = number % 10, number % 100
    word = one if last == 1 and two != 11 else few if last in (2, 3, 4) and two not in (12, 13, 14) else many
    return f"{_number(number)} {word}"


def _messages(number: int) -> str:
    return _plural(number, "сообщение", "сообщения", "сообщений")


def _when(month: Month, year: int) -> str:
    name = f"в {IN[month[1] - 1]}"
    return name if month[0] == year else f"{name} {month[0]} года"


def _past(month: Month) -> tuple[Month, Month]:
    return slowly.month_before(month, 1), slowly.month_before(month, 12)


def _numbers(number: int, past: list[tuple[str, int]]) -> str:
    sides = [(when, before, chance.counts_differ(number, before)) for when, before in past]
    told = "".join(
        f", на {abs(number - before)} {'больше' if side > 0 else 'меньше'}, чем {when} ({before})"
        for when, before, side in sides
        if side
    )
    alike = ", ".join(f"{when} — {before}" for when, before, side in sides if not side)
    return told + (f"; {alike}, разница {WITHIN}" if alike else "")


def _cases(slow: Slow, month: Month) -> str:
    whole = last_day(month) < NOW.date()
    number, high = len(slow.cohort(month)), len(slow.cohort(month, True))
    important = f" (повышенной важности — {high})" if high else ""
    told = f"В {IN[month[1] - 1]} {month[0]} года {'' if whole else 'пока '}выявлено {_messages(number)}"
    told += important
    past = [span for span in _past(month) if slowly.whole(slow, span)]
    if whole and slowly.whole(slow, month):
        told += _numbers(number, [(_when(span, month[0]), len(slow.cohort(span))) for span in past])
    told += "."
    openings = [(span, found) for span in past if (found := slowly.opening(slow, month, span))]
    for days in sorted({found[0] for _, found in openings}):
        same = [(span, found) for span, found in openings if found[0] == days]
        against = [(_when(span, month[0]), found[2]) for span, found in same]
        told += f" Сравниваются первые {_plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней')}:"
        told += f" {_messages(same[0][1][1])}{_numbers(same[0][1][1], against)}."
    return told


@pytest.mark.parametrize("month", MONTHS)
def test_messages(month: Month) -> None:
    told, slow = _told(month)
    assert statements.statements(told)["cases"].startswith(_cases(slow, month))


def _clear(slow: Slow, month: Month, key: str) -> bool:
    return slowly.whole(slow, month) and not slowly.hazy(slow, month, key, "ordinary")


def _timely(slow: Slow, month: Month, key: str) -> str:
    rules = {"answer": ANSWERS, "preparing": PREPARING}[key]
    duties = slow.of(slow.cohort(month, False), *rules)
    good, of = slow.share(duties)
    told = _share(good, of)
    before, year = _past(month)
    for span in (before, year):
        if not (_clear(slow, month, key) and _clear(slow, span, key)):
            continue
        past = slow.share(slow.of(slow.cohort(span, False), *rules))
        side = chance.shares_differ(good, of, *past)
        counted = f"{past[0]} из {past[1]}, {_percent(*past)}" if past[1] else ""
        if side:
            told += f", {'выше' if side > 0 else 'ниже'}, чем {_when(span, month[0])} ({counted})"
        elif side == 0 and span == before:
            told += f", {_when(span, month[0])} — {_share(*past)}, разница {WITHIN}"
    doubtful = sum(duty.status == "unproven" for duty in duties)
    if 20 * doubtful > of:
        every = of + doubtful
        told += f", о {_plural(doubtful, 'шаге', 'шагах', 'шагах')} судить нельзя, "
        told += (
            f"в срок могло быть от {good} до {good + doubtful} из {every}"
            if every < 10
            else f"доля может быть от {_percent(good, every)} до {_percent(good + doubtful, every)}"
            f" (отмечено {of} из {_plural(every, 'шага', 'шагов', 'шагов')}, {_percent(of, every)})"
        )
    running = sum(duty.status == "running" for duty in duties)
    return told + (f", ещё в работе — {running}" if running and last_day(month) < NOW.date() else "")


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("blank", [0.0, 0.3])
def test_answers_and_drafts_in_time(month: Month, blank: float) -> None:
    told, slow = _told(month, blank)
    found = statements.statements(told)
    answers, drafts = (_timely(slow, month, key) for key in ("answer", "preparing"))
    answered = f"Ответы размещены в срок: на обычные сообщения — {answers}"
    assert found["answer"].startswith((f"{answered};", f"{answered}."))
    prepared = (
        f"Проекты, доработки и окончательные проекты подготовлены в срок: по обычным сообщениям — {drafts}"
    )
    assert found["preparing"].startswith((f"{prepared};", f"{prepared}."))


def test_what_is_not_noted_is_told_and_compared_with_nothing() -> None:
    told = [statements.statements(_told(month, 0.3)[0])["preparing"] for month in MONTHS]
    ranged = [sentence for sentence in told if "судить нельзя, доля может быть от" in sentence]
    assert ranged
    assert not [sentence for sentence in ranged if "чем в " in sentence or "разница" in sentence]


def _run(slow: Slow, month: Month, key: str) -> tuple[list[Month], list[tuple[int, int]]]:
    last = month if last_day(month) < NOW.date() else slowly.month_before(month, 1)
    spans = [slowly.month_before(last, back) for back in range(24, -1, -1)]
    spans = [span for span in spans if slowly.whole(slow, span)]
    if key == "cases":
        return spans, [(len(slow.cohort(span)), 1) for span in spans]
    rules = {"answer": ANSWERS, "preparing": PREPARING}[key]
    return spans, [slow.share(slow.of(slow.cohort(span, False), *rules)) for span in spans]


SAID = {
    "": "в обычных пределах",
    "outside up": "выше обычного",
    "outside down": "ниже обычного",
    "near up": "в обычных пределах, но чаще обычного у верхней границы",
    "near down": "в обычных пределах, но чаще обычного у нижней границы",
}


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("key", ["cases", "answer", "preparing"])
def test_what_is_usual(month: Month, key: str) -> None:
    told, slow = _told(month)
    found = compared.usual(told, key)
    spans, pairs = _run(slow, month, key)
    groups = pairs if key == "cases" else chance.pooled(pairs)
    if len(spans) < 13 or len(groups) < 6:
        assert not found
        return
    if key == "cases":
        mean, low, high = chance.xmr([number for number, _ in pairs])
        tops = [high] * len(pairs)
        sign = chance.spoken([Fraction(g) for g, _ in pairs], [2 * mean - high] * len(pairs), tops, mean)
        begins = f"Обычно от {_number(low)} до {_number(high)} сообщени"
        shown = f"{pairs[-1][0]}"
    else:
        share, limits = chance.laney(groups)
        last = [Fraction(edge) for edge in limits[-1]]
        begins = f"Обычно в срок от {_number(100 * last[0])} до {_number(100 * last[1])}\u00a0% "
        outside = Fraction(*groups[-1]) < last[0] or Fraction(*groups[-1]) > last[1]
        above = Fraction(*groups[-1]) > Fraction(share)
        sign = f"outside {'up' if above else 'down'}" if outside else None
        good, of = groups[-1]
        shown = f"{good} из {of}, {_percent(good, of)}"
        assert (sign is not None) == ("бычного." in found and "границы" not in found)
    assert found.startswith(begins)
    names = NAMES[spans[-1][1] - 1]
    if key == "cases" or pairs[-1][1] >= 30:
        assert f"; {names} ({shown}) — " in found
    if sign in SAID:
        assert found.endswith(f" — {SAID[sign]}.")


def test_what_is_usual_is_the_same_from_the_month_that_runs_and_from_the_last_whole_one() -> None:
    november, october = (_told(month)[0] for month in ((2026, 11), (2026, 10)))
    assert november.usual == october.usual
    assert len(november.usual["cases"].points) == 25
    assert len(november.months) == len(november.trend) == 25


@pytest.mark.parametrize("month", MONTHS)
def test_the_limits_in_the_documents_charts(month: Month) -> None:
    told, slow = _told(month)
    for key in ("cases", "answer", "preparing"):
        _, pairs = _run(slow, month, key)
        chart = findings.usual(told, key)
        groups = pairs if key == "cases" else chance.pooled(pairs)
        if len(pairs) < 13 or len(groups) < 6:
            assert chart is None
            continue
        assert chart
        value, mean, low, high = (series.values for series in chart.series[:4])
        if key == "cases":
            middle, *edges = chance.xmr([number for number, _ in pairs])
            wanted = [(float(edges[0]), float(edges[1]))] * len(pairs)
            assert value == tuple(float(number) for number, _ in pairs)
            assert mean == pytest.approx([float(middle)] * len(pairs))
        else:
            share, limits = chance.laney(groups)
            wanted = [(100 * edge[0], 100 * edge[1]) for edge in limits]
            assert value == pytest.approx([100 * good / of for good, of in groups])
            assert mean == pytest.approx([100 * share] * len(groups))
        assert list(low) == pytest.approx([edge[0] for edge in wanted])
        assert list(high) == pytest.approx([edge[1] for edge in wanted])


@pytest.mark.parametrize("month", MONTHS)
def test_topics_have_no_winner_among_equals(month: Month) -> None:
    told, slow = _told(month)
    counts = Counter(one.topic for one in slow.cohort(month) if one.topic)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    said = [f"«{name}» — {number}" for name, number in ranked[:3]]
    equals = sum(number == ranked[2][1] for _, number in ranked[3:])
    joined = (
        f"{', '.join(said)} и ещё {equals} с тем же числом"
        if equals
        else f"{', '.join(said[:2])} и {said[2]}"
    )
    found = statements.statements(told)["topics"]
    assert found.startswith(f"Чаще всего жители писали на темы: {joined}")
    untold = sum(not one.topic for one in slow.cohort(month))
    assert (f"тема не указана у {untold} из " in found) == bool(untold)


@pytest.mark.parametrize("month", MONTHS)
def test_the_year_of_executors(month: Month) -> None:
    told, slow = _told(month)
    year = slowly.year(slow, month)
    own = slowly.executors(slow, year) if year else {}
    table = tables.executors(told)
    assert (table is None) == (not year)
    if table is None:
        return
    every = [(name, *pair) for name, pair in own.items()]
    mean = sum(good for _, good, _ in every) / sum(of for *_, of in every)
    rows = {slowly.fold(row[0].shown): [cell.shown for cell in row[1:]] for row in table.rows}
    assert set(rows) == {name for name, _, of in every if of >= 30}
    for name, good, of in every:
        if of < 30:
            continue
        spread = (mean * (1 - mean) / of) ** 0.5
        between = [
            f"{_number(Fraction(100 * max(0.0, mean - width * spread)))}–"
            f"{_number(Fraction(100 * min(1.0, mean + width * spread)))}\xa0%"
            for width in (1.96, 3.09)
        ]
        assert rows[name][0].replace("\xa0", " ") == f"{good} из {of}"
        assert rows[name][3:5] == between


def test_a_month_in_which_the_register_began_is_compared_with_nothing() -> None:
    rows = [{"case": n, "detected": f"{28 + n}.09.2026 10:00"} for n in range(3)]
    rows += [{"case": 10 + n, "detected": f"{1 + n % 28:02d}.10.2026 10:00"} for n in range(43)]
    facts = facts_of(register(*rows))
    told = summary.of(facts, month_of("2026-10"))
    found = statements.statements(told)["cases"]
    assert found == "В октябре 2026 года выявлено 43 сообщения. В среднем за рабочий день — 2,0 сообщения."
    charts = findings.every(told, facts.since)
    assert charts["months"].finding.replace("\xa0", " ") == "В октябре 2026 года 43 сообщения."
    assert not charts["topics"].marked
    assert not compared.beside(told.value("cases"), told)


def test_the_present_month_is_compared_by_its_whole_working_days_alone() -> None:
    """On Monday 23 November fifteen working days are over; what came today, and on days off, is left out."""
    rows = [{"case": 1, "detected": "01.10.2026 10:00"}, {"case": 2, "detected": "30.10.2026 10:00"}]
    rows += [{"case": 10 + n, "detected": "03.11.2026 10:00"} for n in range(9)]
    rows += [{"case": 30 + n, "detected": "23.11.2026 09:30"} for n in range(5)]
    facts = facts_of(register(*rows))
    found = statements.statements(summary.of(facts, month_of("2026-11")))["cases"]
    assert found == (
        "В ноябре 2026 года пока выявлено 14 сообщений. Сравниваются первые 14 рабочих дней: 9 сообщений,"
        " на 8 больше, чем в октябре (1). В среднем за рабочий день — 0,6 сообщения (за 14 рабочих дней,"
        " что уже прошли, — 9)."
    )


def test_an_executor_outside_the_funnel_is_named_and_nobody_else() -> None:
    def row(number: int, executor: str, drafted: str) -> dict[str, Any]:
        day = f"{1 + number % 2:02d}.10.2026"
        times = {"detected": f"{day} 10:00", "sent": f"{day} 10:05", "drafted": f"{day} {drafted}"}
        return {"case": number, "executor": executor, "kind": "Окончательный", **times}

    rows = [row(n, "Исполнитель 1", "10:30" if n % 10 else "12:00") for n in range(1, 41)]
    rows += [row(n, "Исполнитель 2", "10:30" if n % 2 else "12:00") for n in range(41, 81)]
    rows += [row(n, "Исполнитель 3", "12:00") for n in range(81, 86)]  # too few to say
    told = summary.of(facts_of(register(*rows)), month_of("2026-10"))
    assert chance.funnel([(36, 40), (20, 40), (0, 5)]) == [2, -1, None]
    assert compared.executors(told.year, told.executors, str) == (
        "За 1 месяц по октябрь 2026 года шаги подготовки ответов на обычные сообщения выполнены в срок:"
        " 56 из 85 (65,9\u00a0%)."
        " Ниже обычного, проверить: Исполнитель 2 — 20 из 40 (50\u00a0%)."
        " Значительно выше обычного: Исполнитель 1 — 36 из 40 (90\u00a0%)."
    )


def test_of_very_many_the_first_are_named() -> None:
    named = [f"Исполнитель {n}" for n in range(1, 13)]
    assert phrases.some_of(named).endswith("Исполнитель 10 и ещё 2")
    assert phrases.some_of(named[:2]) == "Исполнитель 1 и Исполнитель 2"


@pytest.mark.parametrize(
    ("pairs", "most", "told"),
    [
        ([("а", 5), ("б", 3), ("в", 1)], 2, "а — 5 и б — 3"),
        ([("а", 5), ("б", 3), ("в", 3), ("г", 3)], 2, "а — 5, б — 3 и ещё 2 с тем же числом"),
        ([("а", 2), ("б", 2)], 1, "а — 2 и ещё 1 с тем же числом"),
        ([("а", 0)], 1, ""),
    ],
)
def test_nobody_wins_among_equals(pairs: list[tuple[str, int]], most: int, told: str) -> None:
    assert phrases.leading(pairs, most) == told
