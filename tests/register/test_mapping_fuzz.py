"""Contradictory lines over wild tables: never a crash, and every line that has no effect is named."""

from __future__ import annotations

from itertools import zip_longest
from random import Random
from typing import Any

import pytest

from lib.base.errors import RegisterError
from lib.duties.check import problems
from lib.law.schema import CASES
from lib.register import parse
from lib.register.finding.proposals import registers_like
from lib.sla import assess
from lib.sources.lines import Line
from lib.sources.tabs import Tab, Tabs

NOW = "2026-11-25T12:00"
TITLES = [column.title for column in CASES.known]
HEADERS = [*TITLES[:14], "Дата", "Время", "дата", "время", "Дата ответа", "Отметка", "№ п/п", "", None, 7]
NAMES = [*HEADERS, "Отметка дата", "Отметка время", "—", "-", "нет такого", " Дата* ", "ВРЕМЯ:"]
CELLS = [
    *(
        None,
        "",
        1,
        2,
        3,
        46_349.4,
        46_349.0,
        0.5,
        0.0,
        1.5,
        "23.11.2026",
        "23.11.2026 10:00",
        "14:05",
        "24:00",
    ),
    *(
        "итого",
        "Ноябрь 2026",
        "#REF!",
        True,
        False,
        "Исполнено",
        "да",
        "нет",
        "https://a.ru",
        "x" * 300,
        -1e300,
    ),
]


def tab(made: Random, title: str) -> Tab:
    rows: list[list[Any]] = [[made.choice(CELLS) for _ in range(9)] for _ in range(made.randrange(3))]
    rows += [[made.choice(HEADERS) for _ in range(9)] for _ in range(made.choice((1, 2, 2)))]
    if made.random() < 0.8:
        rows[-1][:2] = made.sample(["№", "Выявлено"], 2)
    rows += [[made.choice(CELLS) for _ in range(9)] for _ in range(made.randrange(8))]
    return Tab(title, tuple(list(column) for column in zip_longest(*rows)))


def lines(made: Random) -> list[list[Any]]:
    fields = [*TITLES, "Нет такого поля", None, 5]
    return [
        [
            made.choice(fields),
            made.choice(NAMES),
            made.choice([None, *NAMES]),
            made.choice([None, None, "А", "Ж"]),
        ]
        for _ in range(made.randrange(9))
    ]


def table(seed: int) -> tuple[Tabs, list[Line], str]:
    made = Random(seed)
    tabs = [tab(made, title) for title in made.sample(["Реестр", "А", "Б", "Журнал", "Реестр 2027"], 3)]
    columns = zip_longest(["Поле", "Столбец", "Время", "Лист"], *lines(made))
    own = Tab("Столбцы", tuple(list(column) for column in columns))
    more = [Line(*(str(part or "") for part in line)) for line in lines(made)[:3]]
    listed = made.choice(["", "все", "А; Б", "А;Реестр;Нет такого", "Б"])
    return Tabs("Своя", (*tabs, own)), more, listed


@pytest.mark.parametrize("block", range(4))
def test_no_line_makes_it_crash(block: int) -> None:
    read = 0
    for seed in range(100 * block, 100 * block + 25):
        tabs, more, listed = table(seed)
        try:
            register = parse(tabs, more, listed)
        except RegisterError:
            continue
        read += 1
        assess(register, NOW)
        assert not problems(register, NOW)["message"].eq("").any()
    assert read > 5


def test_no_table_makes_proposals_crash() -> None:
    for seed in range(12):
        for found in registers_like(table(seed)[0]):
            assert len({item.letters for item in found.fields}) == len(found.fields)
