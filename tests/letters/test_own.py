"""The office's own texts («Фразы») in place of ours: their fields, their reach, and what they may not do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.duties.live import live
from lib.law.occasions import Named, Occasion
from lib.letters import letters, own
from lib.words.legible import legible
from tests.app import app, serve
from tests.build import NOW, register, tabs
from tests.letters.test_letters import EARLIER, HIGH, MESSAGE, MONDAY, SENT, letters_of, text_of

pytestmark = pytest.mark.usefixtures("clean")
ALL = "; ".join(f"{name}={{{name}}}" for name in Named)


def phrase(occasion: Occasion, text: str = ALL, topic: str | None = None) -> dict[str, Any]:
    return {"occasion": str(occasion), "topic": topic, "text": text}


def test_every_field_is_filled_from_the_case_and_the_engine() -> None:
    rows = (EARLIER, {**MESSAGE, "repeat_of": "1", "executor": "Исполнитель 1"})
    assert text_of(Occasion.DISPATCH, *rows, at=1, phrases=[phrase(Occasion.DISPATCH)]).split("; ") == [
        "№=2",
        "тема=Дороги",
        "локация=Вистино",
        "ссылка=https://vk.com/wall-1_2",
        "суть=Яма у школы",
        "исполнитель=Исполнитель 1",
        "шаг=подготовить проект ответа",
        "срок=23.11.2026 13:00",
        "срок ответа=23.11.2026 16:30",
        "осталось=осталось 1 раб. ч",
        "прежний №=1",
        "прежний ответ=https://vk.com/wall-1_9",
    ]


@pytest.mark.parametrize(
    ("occasion", "row", "expected"),
    [
        (Occasion.DISPATCH, {**MESSAGE, **HIGH}, "подготовить проект ответа до 23.11.2026 12:30"),
        (Occasion.REMIND, SENT, "подготовить проект ответа до 23.11.2026 10:10"),
        (
            Occasion.APPROVE,
            {**SENT, **HIGH, "drafted": MONDAY + "09:40"},
            "согласовать проект ответа до 23.11.2026 10:05",
        ),
        (Occasion.REPORT, {**SENT, **HIGH}, "доложить главе до 23.11.2026 09:20"),
        (Occasion.ANSWER, MESSAGE, "подготовить проект окончательного ответа до 30.11.2026 18:00"),
    ],
)
def test_the_step_and_its_deadline_are_those_of_the_occasion(
    occasion: Occasion, row: dict[str, Any], expected: str
) -> None:
    variant = letters.OWN if occasion is Occasion.ANSWER else ""
    told = text_of(occasion, row, variant=variant, phrases=[phrase(occasion, "{шаг} до {срок}")])
    assert told == expected


@pytest.mark.parametrize("occasion", Occasion)
def test_without_a_term_the_text_says_so(occasion: Occasion) -> None:
    told = "Прошу {шаг} до {срок}, {осталось}; ответ — до {срок ответа}."
    found = register({"case": 1, **MESSAGE}, phrases=[phrase(occasion, told)])
    assert (
        own.written(
            found, occasion, 0, pd.Timestamp(NOW), rule="deputy_review", due=pd.NaT, answer_due=pd.NaT
        )
        == "Прошу согласовать проект ответа до [срок], [срок не установлен]; ответ — до [срок ответа]."
    )


def test_a_final_draft_with_the_deputy_and_a_step_without_a_norm_have_no_term() -> None:
    interim = {**SENT, "drafted": MONDAY + "09:20", "approved": MONDAY + "09:30", "posted": MONDAY + "09:40"}
    final = {
        **interim,
        "kind": "Промежуточный",
        "final_drafted": MONDAY + "10:00",
        "importance": "Повышенная",
    }
    said = "{шаг}: {осталось}"
    told = text_of(Occasion.APPROVE, final, phrases=[phrase(Occasion.APPROVE, said)])
    assert told == "согласовать проект ответа: [срок не установлен]"
    limitless = [{"step": step, "limit": None} for step in ("Проект ответа", "Ответ")]
    told = text_of(Occasion.REMIND, SENT, phrases=[phrase(Occasion.REMIND, said)], norms=limitless)
    assert told == "подготовить проект ответа: [срок не установлен]"


def test_the_topic_s_own_text_then_any_topic_s_then_ours() -> None:
    own_texts = [phrase(Occasion.DISPATCH, "Общий"), phrase(Occasion.DISPATCH, "Про дороги", "дороги")]
    assert text_of(Occasion.DISPATCH, MESSAGE, phrases=own_texts) == "Про дороги"
    assert text_of(Occasion.DISPATCH, {**MESSAGE, "topic": "Вода"}, phrases=own_texts) == "Общий"
    assert text_of(Occasion.DISPATCH, MESSAGE).startswith("Направляю сообщение")


def test_a_topic_that_pages_cut_keeps_its_own_text() -> None:
    long = "Дороги " + "и мосты " * 40
    found = register(
        {"case": 1, **MESSAGE, "topic": long.upper()},
        phrases=[phrase(Occasion.DISPATCH, "Общий"), phrase(Occasion.DISPATCH, "Про дороги", long)],
    )
    term = pd.Timestamp(NOW)
    for shown in (found, legible(found)):
        told = own.written(shown, Occasion.DISPATCH, 0, term, rule="draft", due=term, answer_due=term)
        assert told == "Про дороги"


def test_an_answer_of_the_office_stands_before_the_skeletons() -> None:
    told = letters_of(MESSAGE, phrases=[phrase(Occasion.ANSWER, "Здравствуйте! {прежний ответ}")])
    variants = {letter.variant: letter.text for letter in told if letter.occasion is Occasion.ANSWER}
    assert list(variants)[:2] == [letters.OWN, "Решено"]
    assert variants[letters.OWN] == "Здравствуйте! [прежний ответ]"  # to be filled in, or struck out


def test_a_reminder_of_several_has_each_case_s_own_text_on_one_line() -> None:
    own_texts = [phrase(Occasion.REMIND, "№ {№}:\nждём {исполнитель}", "Вода")]
    found = register({"case": 1, **SENT, "topic": "Вода"}, {"case": 2, **SENT}, phrases=own_texts)
    now = pd.Timestamp(NOW)
    assert letters.reminder(found, live(found, now), now).splitlines()[:3] == [
        "Напоминаю о 2 сообщениях, по которым нужен ваш шаг.",
        "1. № 1: ждём Исполнитель 1",
        "2. Сообщение № 2 (Дороги, Вистино): подготовить проект ответа (п. 11)."
        " Срок — сегодня до 10:10, просрочено на 1 раб. ч 50 мин. Срок размещения ответа — сегодня до 14:05.",
    ]


def test_a_text_is_bounded_however_often_a_field_stands_in_it() -> None:
    row = {**MESSAGE, "text": "ы" * 50_000}
    told = text_of(Occasion.DISPATCH, row, phrases=[phrase(Occasion.DISPATCH, "{суть}" * 8_000)])
    assert len(told) == own.LONGEST
    assert told.endswith("…")


def test_nothing_unseen_of_an_own_text_goes_out() -> None:
    told = text_of(Occasion.DISPATCH, MESSAGE, phrases=[phrase(Occasion.DISPATCH, "а\u202eб\u200bв\r\n{№}")])
    assert told == "абв\n1"


def test_the_card_shows_an_own_text_as_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "<script>alert(1)</script> ![x](https://example.org/x) **{суть}**"
    row = {"case": 12, **MESSAGE, "text": "<b>Яма</b> {тема}"}
    serve(monkeypatch, tabs(row, phrases=[phrase(Occasion.DISPATCH, hostile)]))
    at: AppTest = app()
    at.query_params["n"] = "12"
    at = at.switch_page("pages/case.py").run()
    assert not at.exception
    wanted = "<script>alert(1)</script> ![x](https://example.org/x) **<b>Яма</b> {тема}**"
    assert wanted in [code.value for code in at.code]
    assert not any("alert(1)" in mark.value for mark in at.markdown)
