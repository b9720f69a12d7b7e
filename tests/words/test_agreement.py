"""Verbs and nouns go with their number, and a sentence ends with a full stop."""

from __future__ import annotations

import pytest

from lib.district import content
from lib.district.summary import Summary
from lib.figures.definitions import FIGURE, Importance, share
from lib.figures.doubt import Range
from lib.words import compared, phrases, statements

MONTH = "2026-10"


@pytest.mark.parametrize(
    ("good", "told"),
    [
        (0, "согласовано 0 ответов из 45"),
        (1, "согласован 1 ответ из 45"),
        (2, "согласовано 2 ответа из 45"),
        (11, "согласовано 11 ответов из 45"),
        (41, "согласован 41 ответ из 45"),
    ],
)
def test_first_drafts(good: int, told: str) -> None:
    assert statements.first_drafts(share(good, 45)).startswith(f"с первого проекта {told}")


@pytest.mark.parametrize(("read", "told"), [(1, "Прочитан 1 реестр из"), (2, "Прочитано 2 реестра из")])
def test_registers_that_were_read(read: int, told: str) -> None:
    kept = [Summary(MONTH, 1, prints=(f"00000000-0000-000{each}",)) for each in range(read)]
    names = [f"Поселение {each}" for each in range(read)]
    assert content.findings(MONTH, names, kept)[0].replace("\u00a0", " ").startswith(told)


def test_steps_that_are_noted() -> None:
    figure = FIGURE["answer"]
    found = Range(figure, Importance.ORDINARY, share(20, 31), share(20, 41), share(30, 41), 10)
    assert "(отмечено 31 из 41 шага, " in compared.bounds(found)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0.4, "раньше чем через день"),
        (1.0, "не позднее чем через 1 день"),
        (3.42, "не позднее чем через 3,5 дня"),
        (4.0, "не позднее чем через 4 дня"),
        (9.96, "не позднее чем через 10 дней"),
        (20.3, "не позднее чем через 21 день"),
    ],
)
def test_an_age_within_a_sentence(days: float, told: str) -> None:
    assert phrases.after_at_most(days) == told
