"""A register of few clocks has lost nothing; one whose other cells or journal know a step has."""

from __future__ import annotations

from typing import Any

import pytest

from lib.documents import report
from lib.register import Register
from lib.words.absent import lacking, torn
from lib.worktime.period import month_of
from tests.build import facts_of, register

BASE = ("case", "detected", "topic", "location", "executor")
CASE: dict[str, Any] = {"case": 1, "detected": "20.11.2026 09:00", "posted": "20.11.2026 11:00"}
SENT: dict[str, Any] = {**CASE, "sent": "20.11.2026 09:30", "approved": "20.11.2026 10:30"}


def _event(case: int, event: str) -> dict[str, Any]:
    return {"case": case, "time": "20.11.2026 10:00", "event": event}


@pytest.mark.parametrize(
    "steps",
    [
        ("posted",),
        ("sent", "posted"),
        ("approved", "posted"),
        ("drafted", "posted"),
        ("sent", "drafted", "posted"),
        ("sent", "approved", "posted"),
        ("sent", "returned", "posted"),
        ("sent", "posted", "answer_url", "media"),
        ("sent",),
        (),
    ],
)
def test_a_register_of_few_clocks_has_lost_nothing(steps: tuple[str, ...]) -> None:
    found = register(SENT, fields=(*BASE, *steps))
    assert torn(found) == ()
    assert lacking(found)


@pytest.mark.parametrize(
    ("steps", "extra", "lost"),
    [
        (("drafted", "approved", "posted", "resent"), {}, "«Направлено»"),  # its column stands, still empty
        (("sent", "posted", "sent_back"), {"sent_back": "20.11.2026 10:00"}, "«Проект получен»"),
        (("sent", "posted", "escalated"), {"escalated": "20.11.2026 10:00"}, "«Согласовано»"),
        (("sent", "answer_url"), {"answer_url": "https://vk.com/1"}, "«Размещено»"),
    ],
)
def test_a_lost_step_is_proven_by_other_cells(
    steps: tuple[str, ...], extra: dict[str, Any], lost: str
) -> None:
    told = " ".join(torn(register({**SENT, **extra}, fields=(*BASE, *steps))))
    assert lost in told


def test_a_lost_step_is_proven_by_the_journal_unless_it_is_kept_there() -> None:
    rows = [{**CASE, "case": number} for number in range(1, 5)]
    fields = (*BASE, "posted")
    second_round = register(*rows, journal=[_event(1, "Проект получен")], fields=fields)
    assert "«Проект получен»" in " ".join(torn(second_round))
    journal = [_event(number, "Проект получен") for number in range(1, 5)]
    assert torn(register(*rows, journal=journal, fields=fields)) == ()


def test_an_answer_told_by_a_word_needs_no_time() -> None:
    row = {**CASE, "answer_url": "https://vk.com/1", "status": "Ответ дан"}
    assert torn(register(row, fields=(*BASE, "sent", "answer_url", "status"))) == ()


def test_page_one_of_the_memorandum_names_a_lost_column_and_the_appendix_what_was_never_kept() -> None:
    def told(found: Register) -> tuple[str, str]:
        document = report.of(facts_of(found), month_of("2026-11"))
        return " ".join(document.marks), " ".join(document.parts[-1].sentences)

    first, method = told(register(SENT, fields=(*BASE, "posted")))
    assert "нет столбц" not in first
    assert "нет столбцов «Направлено»" in method
    first, method = told(
        register({**SENT, "answer_url": "https://vk.com/1"}, fields=(*BASE, "sent", "answer_url"))
    )
    assert "нет столбцов «" in first
    assert "«Размещено»" in first
    assert "нет столбц" not in method
