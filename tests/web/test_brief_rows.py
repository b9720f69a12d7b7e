"""A row of a telephone: a few lines first, the rest by a tap; a desk sees every column, nothing twice."""

from __future__ import annotations

import re

import pandas as pd

from lib.web.html.markup import LATER, MAIN, Cell, Head, explained, linked_table, printed
from lib.web.parts.case_table import any_cases

TIME = pd.Timestamp(2026, 10, 8, 10, 24)
STEP = {
    "№": "7", "Выявлено": TIME, "Шаг": "Проект ответа, п. 11", "Кто": "Исполнитель 1", "Срок": TIME,
    "Сделано": TIME, "Итог": "✕ с опозданием на 16 ч", "Важность": "", "Тема": "Дороги", "Локация": "Вистино",
    "Суть сообщения": "Яма", "Сообщение": "https://example.org/1", "Строка": None, "Карточка": "/case?n=7",
}  # fmt: skip


def places(html: str) -> dict[str, str]:
    """The classes of the cells of the first row, by the title of their column."""
    row = html.split("<tbody>")[1].split("</tr>", maxsplit=1)[0]
    cells = re.findall(r'<t[hd](?: scope="row")?(?: class="([^"]*)")? data-label="([^"]*)"', row)
    return {title: " ".join(name for name in kinds.split() if name != "whole") for kinds, title in cells}


def listed(**others: object) -> str:
    return any_cases(pd.DataFrame([{**STEP, **others}]), {}, "Шаги")


def test_the_result_stands_beside_the_number_and_the_times_open_by_a_tap() -> None:
    assert places(listed()) == {
        "№": "", "Выявлено": "later", "Шаг, кто": "bare", "Срок": "later", "Сделано": "later",
        "Итог": "main bare", "Тема и локация": "bare", "Суть сообщения": "bare",
    }  # fmt: skip


def test_without_a_result_the_detection_stands_beside_the_number() -> None:
    told = places(any_cases(pd.DataFrame([STEP]).drop(columns=["Итог", "Шаг", "Кто"]), {}, "Сообщения"))
    assert told["Выявлено"] == "main bare"


def test_every_text_stands_once_and_the_arrow_says_whose_it_is() -> None:
    html = listed().replace("\u00a0", " ")
    assert [html.count(text) for text in ("Исполнитель 1", "✕ с опозданием на 16 ч", ">Яма<")] == [1, 1, 1]
    assert html.count('<td class="more"><details><summary aria-label="Ещё: 7">') == 1
    assert "otklik-brief" in html


def test_a_table_with_nothing_for_later_has_no_arrow() -> None:
    rows = [[Cell("Ответ"), Cell("3")]]
    assert "more" not in linked_table([Head("Шаг"), Head("Всего", number=True)], rows, "Шаги")
    brief = linked_table([Head("Шаг", place=MAIN), Head("Всего", number=True, place=LATER)], rows, "Шаги")
    assert 'class="number later"' in brief


def test_a_hostile_name_stays_text_on_the_arrow() -> None:
    assert 'aria-label="Ещё: &quot;&gt;&lt;b&gt;"' in listed(**{"№": '"><b>'})


def test_the_message_and_its_row_open_from_beside_the_number() -> None:
    html = listed(Строка="https://docs.example.org/1#gid=0&range=A7")
    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)
    assert links == [
        ("/case?n=7", "7"),
        ("https://example.org/1", "↗"),
        ("https://docs.example.org/1#gid=0&amp;range=A7", "строка"),
    ]
    assert 'aria-label="Сообщение № 7 в социальной сети"' in html
    assert "↗" not in listed(Сообщение=None)


def test_paper_has_once_what_a_column_means() -> None:
    terms = [("В срок", "Сделано вовремя."), ("Медиана", "Половина не дольше.")]
    told = explained("Шаги", ["Строки по шагам."], terms, above={"В срок"})
    screen, paper = told.split('<div class="otklik-said">')
    assert all(text in screen for text in ("Что значит «Шаги»", "Сделано вовремя.", "Строки по шагам."))
    assert "Половина не дольше." in paper
    assert "Сделано вовремя." not in paper
    assert printed(terms).count("<dt>") == len(terms)
