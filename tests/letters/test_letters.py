"""Texts to copy, by what they are for: whole sentences, the engine's deadlines, the right reader."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.duties.live import live
from lib.law.occasions import Occasion
from lib.letters import letters
from lib.letters.letters import Letter
from lib.lists.one_case import casefile
from lib.web.shell import router
from tests.app import app, serve
from tests.build import NOW, register, tabs

pytestmark = pytest.mark.usefixtures("clean")
MONDAY = "23.11.2026 "
MESSAGE = {"detected": MONDAY + "11:30", "text": "Яма\nу школы", "url": "https://vk.com/wall-1_2"}
SENT = {"detected": MONDAY + "09:05", "sent": MONDAY + "09:10", "executor": "Исполнитель 1"}
HIGH = {"importance": "Повышенная"}


def letters_of(*rows: dict[str, Any], at: int = 0, **others: Any) -> list[Letter]:
    found = register(*({"case": number, **row} for number, row in enumerate(rows, 1)), **others)
    now = pd.Timestamp(NOW)
    duties = sla.assess(found, now)
    case = casefile(found, duties, now, at)
    assert case is not None
    return list(letters.of_case(found, duties, live(found, now, duties), now, case))


def text_of(occasion: Occasion, *rows: dict[str, Any], at: int = 0, variant: str = "", **others: Any) -> str:
    told = [
        letter.text
        for letter in letters_of(*rows, at=at, **others)
        if (letter.occasion, letter.variant) == (occasion, variant)
    ]
    assert len(told) == 1
    return told[0]


def test_the_dispatch_has_the_message_and_the_deadlines_of_a_sending_now() -> None:
    assert text_of(Occasion.DISPATCH, MESSAGE).splitlines() == [
        "Направляю сообщение № 1 для подготовки проекта ответа (п. 7).",
        "Тема: Дороги",
        "Локация: Вистино",
        "Суть сообщения: Яма у школы",
        "Ссылка на сообщение: https://vk.com/wall-1_2",
        "Прошу подготовить проект ответа сегодня до 13:00 (норма — 1 раб. ч, п. 11).",
        "Если решение вопроса не входит в вашу компетенцию, верните сообщение сегодня до 12:15 (п. 8).",
        "Срок размещения ответа — сегодня до 16:30 (п. 9).",
    ]


def test_the_dispatch_of_high_importance_is_bounded_by_the_answer() -> None:
    told = text_of(Occasion.DISPATCH, {**MESSAGE, **HIGH})
    assert "Сообщение отнесено к категории повышенной важности (п. 10)." in told
    assert "Прошу подготовить проект ответа сегодня до 12:30, чтобы ответ был размещён в срок." in told
    assert told.endswith("Срок размещения ответа — сегодня до 12:30 (п. 10).")


def test_the_dispatch_says_nothing_of_norms_that_are_none() -> None:
    norms = [{"step": step, "limit": None} for step in ("Проект ответа", "Возврат", "Ответ")]
    told = text_of(Occasion.DISPATCH, MESSAGE, norms=norms)
    assert "Прошу подготовить проект ответа.\n" in told
    assert told.endswith("верните сообщение (п. 8).")


def test_the_dispatch_after_an_overdue_answer_asks_by_the_norm() -> None:
    told = text_of(Occasion.DISPATCH, {**MESSAGE, "detected": "20.11.2026 09:00"})
    assert "Прошу подготовить проект ответа сегодня до 13:00" in told
    assert told.endswith("Срок размещения ответа — 20 ноября до 13:00, просрочено на 6 раб. ч (п. 9).")


def test_a_reminder_of_one_case() -> None:
    assert text_of(Occasion.REMIND, SENT).splitlines() == [
        "Напоминаю о сообщении № 1 (Дороги, Вистино): подготовить проект ответа (п. 11)."
        " Срок — сегодня до 10:10, просрочено на 1 раб. ч 50 мин. Срок размещения ответа — сегодня до 14:05.",
        "Прошу сделать это или сообщить, когда будет готово.",
    ]


def test_one_reminder_for_all_cases_of_a_person() -> None:
    late = {**SENT, "detected": "19.11.2026 09:05", "sent": "19.11.2026 09:10"}
    found = register({"case": 1, **SENT}, {"case": 2, **late, "topic": None, "location": None})
    now = pd.Timestamp(NOW)
    assert letters.reminder(found, live(found, now), now).splitlines() == [
        "Напоминаю о 2 сообщениях, по которым нужен ваш шаг.",
        "1. Сообщение № 2: подготовить проект ответа (п. 11)."
        " Срок — 19 ноября до 10:10, просрочено на 16 раб. ч."
        " Срок размещения ответа — 19 ноября до 14:05, просрочено на 13 раб. ч.",
        "2. Сообщение № 1 (Дороги, Вистино): подготовить проект ответа (п. 11)."
        " Срок — сегодня до 10:10, просрочено на 1 раб. ч 50 мин. Срок размещения ответа — сегодня до 14:05.",
        "Прошу сделать это или сообщить, когда будет готово.",
    ]


def test_a_long_reminder_says_how_many_more() -> None:
    found = register(*({"case": number, **SENT} for number in range(1, letters.MOST + 6)))
    told = letters.reminder(found, live(found, NOW), pd.Timestamp(NOW)).splitlines()
    assert told[0] == "Напоминаю о 35 сообщениях, по которым нужен ваш шаг."
    assert told[-2] == "И ещё 5 сообщений."
    assert len(told) == letters.MOST + 3


def test_the_request_for_approval_and_the_report_are_of_high_importance() -> None:
    row = {**SENT, **HIGH, "network": "ВКонтакте", "drafted": MONDAY + "09:40"}
    assert text_of(Occasion.APPROVE, row).splitlines() == [
        "Прошу согласовать проект ответа на сообщение повышенной важности № 1 (п. 12).",
        "Тема: Дороги",
        "Локация: Вистино",
        "Срок размещения ответа — сегодня до 10:05, просрочено на 1 раб. ч 55 мин (п. 10).",
    ]
    told = text_of(Occasion.REPORT, {**row, "posted": MONDAY + "09:50"})
    assert told.startswith("Докладываю о сообщении повышенной важности № 1 (п. 22).\n")
    assert told.endswith("Источник: ВКонтакте.\nИсполнитель: Исполнитель 1.\nОтвет размещён сегодня в 9:50.")
    ordinary = {letter.occasion for letter in letters_of({**SENT, "drafted": MONDAY + "09:40"})}
    assert ordinary == {Occasion.ANSWER}


EARLIER = {
    "detected": "10.03.2026 09:05",
    "posted": "11.03.2026 10:00",
    "answer_url": "https://vk.com/wall-1_9",
}


def test_a_repeat_names_the_earlier_answer() -> None:
    rows = (EARLIER, {**MESSAGE, "repeat_of": "1"})
    assert text_of(Occasion.REPEAT, *rows, at=1).splitlines() == [
        "Сообщение № 2 повторное: по этому вопросу уже было сообщение № 1.",
        "Ответ на него размещён 11 марта.",
        "Прежний ответ: https://vk.com/wall-1_9",
        "Прошу оперативно принять меры по решению вопроса и подготовить ответ: в нём должна быть информация"
        " о принятых мерах или о ходе решения вопроса (п. 16).",
        "Срок размещения ответа — сегодня до 16:30 (п. 9).",
    ]
    answer = text_of(Occasion.ANSWER, *rows, at=1, variant="Решено").splitlines()
    assert answer[:3] == [
        "Здравствуйте!",
        "Ранее на этот вопрос отвечали 11 марта: https://vk.com/wall-1_9",
        "[Какие меры приняты с тех пор или как решается вопрос.]",
    ]


def test_a_repeat_of_what_was_never_answered_says_so() -> None:
    rows = ({"detected": "10.03.2025 09:05"}, {**MESSAGE, "repeat_of": "1"})
    assert "Ответ на него не размещён.\nПрошу" in text_of(Occasion.REPEAT, *rows, at=1)
    assert "Ранее" not in text_of(Occasion.ANSWER, *rows, at=1, variant="Решено")


def test_skeletons_by_outcome() -> None:
    variants = [letter.variant for letter in letters_of(MESSAGE) if letter.occasion is Occasion.ANSWER]
    assert variants == ["Решено", "Разъяснено", "Передано", "Отказано", "Промежуточный", "Запрос"]
    told = text_of(Occasion.ANSWER, MESSAGE, variant="Промежуточный")
    assert told.endswith("Окончательный ответ подготовим не позднее 30 ноября.")  # five working days on
    answered = {**SENT, "kind": "Промежуточный", "posted": MONDAY + "10:00"}
    left = [letter.variant for letter in letters_of(answered) if letter.occasion is Occasion.ANSWER]
    assert left == ["Решено", "Разъяснено", "Передано", "Отказано"]


FINAL_WITH_THE_CURATOR = {
    **SENT, "drafted": MONDAY + "09:50", "kind": "Промежуточный", "approved": MONDAY + "10:00",
    "posted": MONDAY + "10:05", "final_drafted": MONDAY + "11:40",
}  # fmt: skip


@pytest.mark.parametrize("approved", [None, MONDAY + "11:50"])
def test_a_final_answer_has_its_skeleton_until_it_is_posted(approved: str | None) -> None:
    told = letters_of({**FINAL_WITH_THE_CURATOR, "final_approved": approved})
    assert [letter.variant for letter in told if letter.occasion is Occasion.ANSWER] == [
        "Решено", "Разъяснено", "Передано", "Отказано",
    ]  # fmt: skip
    assert letters_of({**FINAL_WITH_THE_CURATOR, "final_posted": MONDAY + "11:50"}) == []


@pytest.mark.parametrize("row", [{**SENT, "posted": MONDAY + "10:00"}, {**MESSAGE, "excluded": "спам"}])
def test_a_case_that_is_done_or_excluded_needs_no_text(row: dict[str, Any]) -> None:
    assert letters_of(row) == []


def test_a_row_without_number_is_named_by_its_place() -> None:
    found = register({"case": None, **MESSAGE})
    told = letters.reminder(found, live(found, NOW), pd.Timestamp(NOW))
    assert told.startswith("Напоминаю о сообщении из строки 2 (Дороги, Вистино): направить сообщение")


def test_the_moment_as_the_sheet_wants_it() -> None:
    assert letters.for_the_sheet(pd.Timestamp("2026-11-23T09:05:40")) == "23.11.2026 09:05"


def page(monkeypatch: pytest.MonkeyPatch, name: str, *rows: dict[str, Any], **query: str) -> AppTest:
    serve(monkeypatch, tabs(*rows))
    at = app()
    for key, value in query.items():
        at.query_params[key] = value
    return at.switch_page(f"pages/{name}.py").run()


def test_the_card_shows_texts_as_they_are_never_as_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "<script>alert(1)</script> ![x](https://example.org/x) **жирно**"
    at = page(monkeypatch, "case", {"case": 12, **MESSAGE, "text": hostile}, n="12")
    assert not at.exception
    codes = [code.value for code in at.code]
    assert any(f"Суть сообщения: {hostile}" in code for code in codes)
    assert "23.11.2026 12:00" in codes
    assert not any("alert(1)" in mark.value for mark in at.markdown)


def test_the_time_for_the_sheet_is_there_while_a_step_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no text fits the step."""
    row = {"case": 12, **FINAL_WITH_THE_CURATOR}
    assert "23.11.2026 12:00" in [code.value for code in page(monkeypatch, "case", row, n="12").code]
    monkeypatch.setattr(letters, "of_case", lambda *_, **__: ())
    assert [code.value for code in page(monkeypatch, "case", row, n="12").code] == ["23.11.2026 12:00"]
    done = {**row, "final_posted": MONDAY + "11:50"}
    assert not page(monkeypatch, "case", done, n="12").code


def test_a_past_moment_has_no_texts_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    at = page(monkeypatch, "case", {"case": 12, **MESSAGE}, n="12", **{router.MOMENT: "2026-11-23T11:45"})
    assert not at.exception
    assert not at.code


def test_now_has_one_text_for_each_person(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"case": number, **SENT, "executor": f"Исполнитель {1 + number % 2}"} for number in range(1, 5)]
    at = page(monkeypatch, "now", *rows)
    assert not at.exception
    told = [code.value for code in at.code]
    told.remove("23.11.2026 12:00")  # the time as the sheet wants it
    assert len(told) == 2
    assert all(text.startswith("Напоминаю о 2 сообщениях") for text in told)
