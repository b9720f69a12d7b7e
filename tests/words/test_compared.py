"""Comparisons in words, where little is known: all months alike, executors whom nobody compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.charts import funnel
from lib.charts.looks import LIGHT
from lib.documents import tables
from lib.figures import summary
from lib.figures.chance import xmr
from lib.figures.definitions import share
from lib.words import compared, phrases
from lib.worktime.period import month_of
from tests.build import facts_of, register
from tests.oracle import chance


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ([2] * 13, "Обычно 2 сообщения в месяц; "),
        ([21] * 13, "Обычно 21 сообщение в месяц; "),
        ([5] * 13, "Обычно 5 сообщений в месяц; "),
        ([20, 21] * 7, "Обычно от 18 до 23 сообщений в месяц; "),
    ],
)
def test_months_all_alike_are_told_without_from_and_to(values: list[int], begins: str) -> None:
    last = month_of("2026-10")
    spans = [last := last.previous() for _ in values][::-1]
    told = summary.of(facts_of(register({"case": 1})), month_of("2026-10"))
    run = xmr.counts(list(zip(spans, values, strict=True)))
    assert run
    assert compared.usual(replace(told, usual={"cases": run}), "cases").startswith(begins)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([(30, 40), (8, 8), (9, 9)], ""),  # the one of 40 would be held against himself
        ([(0, 40), (8, 8), (9, 9)], ""),
        ([(8, 8), (9, 9)], ""),
        (
            [(32, 40), (24, 30), (0, 5)],
            " Все исполнители, у которых 30 случаев и больше, — в обычных пределах.",
        ),
        (
            [(60, 60), (20, 40), (26, 34), (0, 5)],
            " Значительно ниже обычного, проверить: Исполнитель 2 — 20 из 40 (50\u00a0%)."
            " Значительно выше обычного: Исполнитель 1 — 60 из 60 (100\u00a0%)."
            " Остальные исполнители, у которых 30 случаев и больше, — в обычных пределах.",
        ),
    ],
)
def test_nobody_is_told_to_be_usual_whom_nobody_compared(counts: list[tuple[int, int]], told: str) -> None:
    rows = [
        {
            "case": f"{place}-{number}",
            "executor": f"Исполнитель {place}",
            "detected": "01.10.2026 10:00",
            "sent": "01.10.2026 10:05",
            "drafted": f"01.10.2026 {'10:30' if number < good else '12:00'}",
            "kind": "Окончательный",
        }
        for place, (good, of) in enumerate(counts, 1)
        for number in range(of)
    ]
    month = summary.of(facts_of(register(*rows)), month_of("2026-10"))
    good, of = map(sum, zip(*counts, strict=True))
    begins = "За 1 месяц по октябрь 2026 года шаги подготовки ответов на обычные сообщения выполнены в срок:"
    begins += f" {phrases.share(share(good, of))}."
    assert compared.executors(month.year, month.executors, str) == (begins + told if told else "")
    table = tables.executors(month)
    assert table
    verdicts = [str(row[-1].shown) for row in table.rows]
    assert set(verdicts) == {"—"} if not told and verdicts else "—" not in verdicts
    assert ("доли не сравниваются" in table.note) is not bool(told)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (
            [(30, 40), (8, 8), (9, 9), (1, 1), (2, 2)],
            "по всем исполнителям 50 из 60 (83,3\u00a0%). Меньше чем у двух исполнителей набралось по 30"
            " случаев, поэтому доли не сравниваются.",
        ),
        (
            [(32, 40), (24, 30), (0, 5)],
            "по всем исполнителям 56 из 75 (74,7\u00a0%); все исполнители, у которых 30 случаев и больше, в"
            " обычных пределах.",
        ),
    ],
)
def test_the_words_of_the_chart_speak_of_those_it_compares(counts: list[tuple[int, int]], told: str) -> None:
    names = [f"Исполнитель {place}" for place, _ in enumerate(counts, 1)]
    assert funnel.told_of(names, counts, funnel.EXECUTORS) == told
    chart = funnel.shares(names, counts, "Проекты", LIGHT, funnel.EXECUTORS)
    drawn = {trace.name: len(trace.x) for trace in chart.figure.data if trace.mode == "markers"}
    usual = sum(side is not None for side in chance.funnel(counts))
    groups = {"в обычных пределах": usual, "не сравнивается": len(counts) - usual}
    assert drawn == {name: many for name, many in groups.items() if many}
