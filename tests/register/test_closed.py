"""Closed words: taken in silence, taken and named, or named and empty (register.md, «Closed words»)."""

from __future__ import annotations

import pytest

from lib.law.regulation import HIGH, ORDINARY, Kind
from lib.law.schema import CALENDAR, CASES, JOURNAL, NORMS, Column
from lib.register.closed import choice, signs_apart
from tests.build import register

IMPORTANCE, KIND, OUTCOME = (CASES.column(name) for name in ("importance", "kind", "outcome"))
EVENT, UNIT, DAY = JOURNAL.column("event"), NORMS.column("unit"), CALENDAR.column("kind")


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        (IMPORTANCE, " ПОВЫШЕННАЯ ", HIGH),
        (IMPORTANCE, "срочно", HIGH),
        (IMPORTANCE, "urgent", HIGH),
        (IMPORTANCE, "Средняя", ORDINARY),
        (IMPORTANCE, "Повы\u00adшенная", HIGH),
        (KIND, "Финальный", Kind.FINAL.label),
        (KIND, "предварительный", Kind.INTERIM.label),
        (KIND, "уточнение", Kind.QUERY.label),
        (UNIT, "раб.ч.", "раб. ч"),
        (UNIT, "рабочих часов", "раб. ч"),
        (UNIT, "рабоч. мин.", "раб. мин"),
        (UNIT, "рабочие дни", "раб. дн."),
        (UNIT, "минуты", "мин"),
    ],
)
def test_a_word_or_its_synonym_is_taken_without_a_word(column: Column, text: str, word: str) -> None:
    code, taken = choice(text, column)
    assert (column.words[code], taken) == (word, False)


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        (IMPORTANCE, "повышеная", HIGH),
        (IMPORTANCE, "Повыш. (глава)", HIGH),
        (IMPORTANCE, "обыч", ORDINARY),
        (IMPORTANCE, "срочн", HIGH),  # two words, one meaning
        (KIND, "промеж", Kind.INTERIM.label),
        (KIND, "Окончательынй", Kind.FINAL.label),
        (EVENT, "Размещенно", "Размещено"),
        (EVENT, "Согласован", "Согласовано"),
        (UNIT, "раб. минн", "раб. мин"),
        (OUTCOME, "Разяснено", "Разъяснено"),
        (DAY, "выходн.", "выходной"),
    ],
)
def test_the_one_word_that_it_can_mean_is_taken_and_named(column: Column, text: str, word: str) -> None:
    code, taken = choice(text, column)
    assert (column.words[code], taken) == (word, True)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (IMPORTANCE, "пов"),  # three letters
        (IMPORTANCE, "важность"),
        (IMPORTANCE, "не срочно"),  # three signs from «срочно»
        (EVENT, "Окончательный"),  # the beginning of three words
        (EVENT, "Направлен"),  # of two
        (UNIT, "часов"),
        (UNIT, "рабочих"),
        (DAY, "праздник"),
    ],
)
def test_what_may_mean_two_words_or_none_is_empty(column: Column, text: str) -> None:
    assert choice(text, column) == (-1, False)


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [("кот", "кот", 0), ("кто", "кот", 1), ("кат", "кот", 1), ("коты", "кот", 1), ("к", "коты", 3)],
)
def test_signs_apart(one: str, other: str, signs: int) -> None:
    assert signs_apart(one, other) == signs_apart(other, one) == signs


def test_a_clock_runs_by_the_word_that_was_meant_and_the_check_says_so() -> None:
    row = {"case": 1, "detected": "20.11.2026 09:05", "importance": "повышеная", "kind": "что-то"}
    found = register(row)
    assert found.cases["high"].tolist() == [True]
    told = found.problems.set_index("kind")
    assert told.loc["taken_word", "level"] == "warning"
    assert "принято за «Повышенная»: сообщение считается" in told.loc["taken_word", "message"]
    assert told.loc["unknown_word", "level"] == "error"
    assert "ответ пока считается окончательным" in told.loc["unknown_word", "message"]
