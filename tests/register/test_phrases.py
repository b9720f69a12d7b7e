"""«Фразы»: the office's own texts to copy; what cannot be used is named by its cell (register.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lib.duties.instead import instead
from lib.law.occasions import Named, Occasion
from lib.law.schema import PHRASES
from lib.lists.mending.to_mend import groups
from lib.register import Register, parse
from lib.register.office.phrases import filled
from lib.register.several import reader
from lib.sources.tabs import Tab
from tests.build import register, tab, tabs

ROW = {"case": 1, "detected": "23.11.2026 09:00"}
TOPICS = [{"topic": "Дороги"}, {"topic": "Ёлки"}]


def phrases(*rows: dict[str, Any], lists: Any = TOPICS) -> Register:
    return register(ROW, lists=lists, phrases=rows)


def named(found: Register) -> list[tuple[str, str, str]]:
    own = found.problems[found.problems["tab"] == "Фразы"]
    return list(own[["cell", "level", "kind"]].itertuples(index=False, name=None))


def test_a_topic_s_own_text_prevails_over_that_of_any_topic() -> None:
    found = phrases(
        {"occasion": "Направить", "text": "Всем"},
        {"occasion": " направить ", "topic": "елки", "text": "Про ёлки\nи ветки"},
    )
    assert named(found) == []
    told = found.phrases.text
    assert told(Occasion.DISPATCH, "Ёлки") == "Про ёлки\nи ветки"
    assert told(Occasion.DISPATCH, "Дороги") == told(Occasion.DISPATCH, "") == "Всем"
    assert told(Occasion.REMIND, "Ёлки") is None


def test_a_register_without_the_tab_has_no_texts_of_its_own() -> None:
    found = register(ROW)
    assert found.phrases.texts == {}
    assert found.problems.empty


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"occasion": "Позвонить", "text": "Текст"}, [("A2", "unknown_occasion")]),
        ({"text": "Текст"}, [("A2", "unknown_occasion")]),
        ({"occasion": "#REF!", "text": "Текст"}, [("A2", "cell_error")]),
        ({"occasion": "Ответ", "topic": "Дорога", "text": "Текст"}, [("B2", "not_in_list")]),
        ({"occasion": "Ответ"}, [("C2", "empty_phrase")]),
        ({"topic": "Дороги"}, [("A2", "unknown_occasion"), ("C2", "empty_phrase")]),
        ({"occasion": "Ответ", "text": "#Н/Д"}, [("C2", "cell_error")]),
        ({"occasion": "Ответ", "text": "{Срок  Ответа} {ПРЕЖНИЙ №}"}, []),
        ({"occasion": "Ответ", "text": "{тэма} и {место}"}, [("C2", "unknown_brace")]),
        ({"occasion": "Ответ", "text": "Скобки {} без поля"}, [("C2", "unknown_brace")]),
        ({"occasion": "Ответ", "text": "Тема {тема"}, [("C2", "unpaired_brace")]),
        ({"occasion": "Ответ", "text": "{{тема}}"}, [("C2", "unpaired_brace")]),
        ({}, []),
    ],
)
def test_what_cannot_be_used_is_named(row: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = phrases(row, {"occasion": "Ответ", "topic": "Ёлки", "text": "Другое"})
    assert named(found) == [(cell, "warning", kind) for cell, kind in expected]


def test_a_row_that_cannot_be_used_does_not_stand_in_the_way_of_a_sound_one() -> None:
    found = phrases(
        {"occasion": "Ответ"},
        {"occasion": "Ответ", "topic": "#REF!", "text": "Сломанная тема"},
        {"occasion": "Ответ", "text": "Первая"},
        {"occasion": "ответ", "text": "Вторая"},
    )
    assert found.phrases.text(Occasion.ANSWER, "Дороги") == "Первая"
    assert named(found)[-1] == ("A5", "warning", "doubled_phrase")


def test_the_topic_of_a_doubled_row_is_told_short_and_as_it_is_typed() -> None:
    row = {"occasion": "Ответ", "text": "Текст"}
    for topic, shown in (("Мосты {}", "Мосты {}"), ("Ы" * 5_000, "Ы" * 59 + "…")):
        found = phrases({**row, "topic": topic}, {**row, "topic": topic}, lists=())
        assert found.problems["message"].tolist() == [
            f"«Ответ» на тему «{shown}» уже есть выше: действует первая строка. Удалите эту."
        ]


def test_a_topic_outside_the_list_counts_and_nothing_is_named_without_a_list() -> None:
    row = {"occasion": "Ответ", "topic": "Вода", "text": "Про воду"}
    assert named(phrases(row, lists=())) == []
    assert phrases(row).phrases.text(Occasion.ANSWER, "вода") == "Про воду"


def test_each_line_says_where_it_is_and_what_to_do() -> None:
    found = phrases(
        {"occasion": "Напомнит", "text": "{тэма}, {а}, {б}"}, {"occasion": "Ответ", "text": "{срок"}
    )
    assert instead(found, found.problems) == ["Напомнить", "{тема}", ""]
    (group,) = groups(found, found.problems)
    assert group.title == "Свои тексты на листе «Фразы»"
    told = {line.where: line.todo for line in group.lines}
    assert told["Фразы, A2 («Повод»)"].startswith(
        "Повод «Напомнит» неизвестен, строка не действует: выберите"
    )
    assert told["Фразы, C2 («Текст»)"].startswith(
        "Поля «{тэма}» (и ещё 2) нет, в тексте оно останется как есть."
    )
    assert told["Фразы, C3 («Текст»)"] == (
        "У скобки «{» нет пары, в тексте она останется как есть. Поле пишут так: {тема}."
    )


def test_without_its_columns_the_tab_is_named_and_the_register_is_read() -> None:
    raw = tabs(ROW)
    found = parse(replace(raw, tabs=(*raw.tabs, Tab("Фразы", (["Повод", "Ответ"], ["Слова", "Текст"])))))
    assert len(found.cases) == 1
    assert found.problems["kind"].tolist() == ["no_header"]
    assert found.phrases.texts == {}


def test_the_phrases_of_an_archive_do_not_count() -> None:
    own = tab(PHRASES, [{"occasion": "Ответ", "text": "Прошлогодний"}, {"occasion": "Что-то", "text": "x"}])
    now, before = tabs(ROW), tabs({**ROW, "case": 2})
    found = reader()((now, replace(before, title="2025", tabs=(*before.tabs, own))))
    assert found.phrases.texts == {}
    assert found.problems.empty


def test_fields_are_filled_once_and_what_is_empty_stays_to_be_filled_in() -> None:
    values = {Named.NUMBER: "12", Named.TEXT: "{тема} и {", Named.TOPIC: "Дороги"}
    told = filled("№ {№}: {суть}, {Локация}, {не поле}, {тема", values)
    assert told == "№ 12: {тема} и {, [локация], {не поле}, {тема"
