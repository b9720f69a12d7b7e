"""How late an open step is, is told in one form on every surface: «просрочено на …»."""

from __future__ import annotations

import pandas as pd
import pytest

from lib import sla
from lib.documents import digest
from lib.duties.live import live
from lib.figures.facts import gather
from lib.figures.signals import Lack
from lib.law.regulation import Status
from lib.letters import letters
from lib.lists import cases, next_step, shortcomings, signal_cases
from lib.notices import due
from lib.words import words
from tests.build import NOW, register

LATE = {
    "case": 1, "detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10", "executor": "Исполнитель 1",
}  # fmt: skip
TOLD = "просрочено на 1 раб. ч 50 мин"


@pytest.mark.parametrize(
    ("minutes", "unit", "told"),
    [
        (0.4, "", "просрочено меньше чем на минуту"),
        (32, "", "просрочено на 32 раб. мин"),
        (150, "раб. дн.", "просрочено на 2 раб. ч 30 мин"),
        (150, "мин", "просрочено на 2 ч 30 мин"),  # by the clock
    ],
)
def test_the_form(minutes: float, unit: str, told: str) -> None:
    assert words.overdue(minutes, unit) == told


def test_every_surface_tells_it_so() -> None:
    found, now = register(LATE), pd.Timestamp(NOW)
    duties = sla.assess(found, now)
    facts, rows = gather(found, duties, NOW), live(found, now, duties)
    (step,) = next_step.next_steps(found, rows, 0)
    told = {
        "list": cases.open_cases(found, rows)["Рабочее время"].iloc[0],
        "card": next_step.said(step)[1],
        "deficiency": " ".join(lack.said for lack in shortcomings.of_case(facts, 0)),
        "digest": digest.text(digest.digest(found, NOW)),
        "notices": " ".join(notice.text for notice in due.notices(facts, due.Wanted(), with_digest=False)),
        "letter": letters.reminder(found, rows, now),
    }
    assert {name for name, text in told.items() if TOLD in text.replace("\u00a0", " ")} == set(told)


def test_a_promise_and_a_report_are_told_in_the_same_form() -> None:
    promised = {**LATE, "kind": "Промежуточный", "detected": "09.11.2026 09:00", "sent": "09.11.2026 09:05"}
    found = register(
        {**promised, "posted": "09.11.2026 10:00"},
        {"case": 2, "detected": "23.11.2026 11:00", "importance": "Повышенная"},
    )
    facts = gather(found, sla.assess(found, NOW), NOW)
    assert list(signal_cases.promised(facts)["Состояние"]) == ["просрочено на 34 раб. ч"]
    told = digest.digest(found, NOW)
    (report,) = next(part for part in told.parts if part.key == "unreported").lines
    assert report.said.replace("\u00a0", " ") == (
        "выявлено пн 23.11.2026 11:00; срок сегодня 11:15, просрочено на 45 раб. мин"
    )


def test_the_word_is_that_of_the_status() -> None:
    assert Lack.OVERDUE.label.casefold() == Status.OVERDUE.label == "просрочено"
