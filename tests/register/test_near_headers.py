"""A header that is nearly ours is named with the one that is meant; a table without its key columns, too."""

from __future__ import annotations

from typing import Any

import pytest

from lib.base.errors import RegisterError
from lib.register import parse
from lib.register.finding.likeness import near_own
from lib.register.finding.proposals import propose
from lib.sources.tabs import Tab, Tabs
from lib.words.absent import lacking

ROWS = [[1, 46346.4, "Дороги", 46346.45, 46346.5], [2, 46346.6, "Дороги", 46346.62, 46346.65]]


def table(
    *header: str, title: str = "Реестр", above: int = 0, lines: tuple[tuple[str, str], ...] = ()
) -> Tabs:
    columns = tuple(
        [*[None] * above, name, *(row[index] for row in ROWS)] for index, name in enumerate(header)
    )
    tabs: tuple[Any, ...] = (Tab(title, columns),)
    if lines:
        tabs += (Tab("Столбцы", (["Поле", *(a for a, _ in lines)], ["Столбец", *(b for _, b in lines)])),)
    return Tabs("", tabs)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Выявленно", "detected"),
        ("Направленно", "sent"),
        ("Направленно исполнителю", "sent"),
        ("Направлено исполнителю", "sent"),
        ("Размещенно", "posted"),
        ("Возвращен", "returned"),
        ("Доложенно главе", "reported"),
        ("Локацыя", "location"),
        ("Исполнители", "executor"),
        ("Направление", ""),
        ("Размещение", ""),
        ("Исполнено", ""),
        ("Отработано", ""),
        ("Дата ответа", ""),  # another name, no slip: a person decides
        ("Тема обращения", ""),
        ("Комментарий", ""),
        ("", ""),
    ],
)
def test_near_headers(header: str, field: str) -> None:
    assert near_own(header) == field


def test_check_names_the_header_that_is_meant() -> None:
    told = " ".join(lacking(parse(table("№", "Выявлено", "Тема", "Направленно исполнителю", "Размещенно"))))
    assert "Похоже, «Направлено» — это столбец D «Направленно исполнителю»: исправьте его заголовок." in told
    assert "Похоже, «Размещено» — это столбец E «Размещенно»: исправьте его заголовок." in told


def test_columns_proposes_the_header_that_is_meant() -> None:
    found = propose(table("№", "Выявленно", "Тема", "Направленно исполнителю", "Размещенно").tabs[0])
    assert found is not None
    assert [(line.field, line.column) for line in found.lines] == [
        ("Выявлено", "Выявленно"),
        ("Направлено", "Направленно исполнителю"),
        ("Размещено", "Размещенно"),
    ]


def refusal(tabs: Tabs) -> str:
    with pytest.raises(RegisterError) as refused:
        parse(tabs)
    return str(refused.value)


def test_a_register_without_its_keys_says_what_it_has_and_how_to_go_on() -> None:
    told = refusal(table("№", "Выявленно", "Тема", "Когда отдали", "Чьё", above=2))
    assert "нет столбца «Выявлено»." in told
    assert "В строке 3 стоят заголовки «№», «Выявленно», «Тема», «Когда отдали», «Чьё»." in told
    assert "Похоже, «Выявлено» — это столбец B «Выявленно»." in told
    assert "«№» — это" not in told
    assert "python -m lib columns" in told
    assert "«Подключить таблицу»" in told
    assert "в одной строке" not in told  # a header may span two


def test_a_line_whose_column_is_not_there_is_told() -> None:
    lines = (("№", "Номер"), ("Выявлено", "Дата обнаружения"))
    told = refusal(table("Номер", "Дата", "Тема", lines=lines))
    assert "нет столбца «Выявлено» (на листе «Столбцы» назван «Дата обнаружения»)." in told
    assert "Похоже, «Выявлено» — это столбец B «Дата»." in told


def test_an_empty_register_has_no_headers_to_name() -> None:
    told = refusal(Tabs("", (Tab("Реестр", (["Сообщения 2026 года"],)),)))
    assert "нет столбцов «№», «Выявлено»." in told
    assert "стоят" not in told


def test_a_small_tab_says_what_it_has() -> None:
    raw = Tabs(
        "", (*table("№", "Выявлено").tabs, Tab("Журнал", (["№", 1], ["Когда", 1], ["Событие", "Направлено"])))
    )
    [told] = parse(raw).problems["message"]
    assert told == (
        "Лист не читается. На листе «Журнал» в первых 25 строках нет столбца «Время»."
        " В строке 1 стоят заголовки «№», «Когда», «Событие». Исправьте заголовки."
    )


def test_a_header_of_signs_alone_means_nothing() -> None:
    found = propose(table("№", "*", "Тема", ": ", "\u200b").tabs[0])
    assert found is not None
    assert [item.field for item in found.fields] == ["case", "topic"]
    with pytest.raises(RegisterError, match="нет столбца «Выявлено»"):
        parse(table("№", "*", "Тема"))


def test_half_of_a_surrogate_pair_in_a_header_is_told_as_what_it_shows() -> None:
    found = parse(table("№", "Выявлено", "Место\ud800", lines=(("Локация", "Место\ud800"),)))
    assert found.problems["message"].tolist() == [
        "Столбца «Место?» нет: исправьте название. Ближе всего столбец C «Место?»."
    ]
