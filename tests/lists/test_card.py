"""The card says the next step and where to note it, how like messages were answered, and whole hours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.duties.live import live
from lib.figures import repeats
from lib.law.schema import CASES
from lib.lists import axis, cases, one_case
from lib.lists.next_step import NextStep, next_steps, said
from lib.sla import assess
from tests.app import app, serve, texts
from tests.build import NOW, facts_of, register, tabs

pytestmark = pytest.mark.usefixtures("clean")
MONDAY = "23.11.2026 "
SENT = {"detected": MONDAY + "09:05", "sent": MONDAY + "09:10", "executor": "Исполнитель 1"}


def step_of(row: dict[str, Any], **others: Any) -> NextStep | None:
    found = register({"case": 1, **row}, **others)
    return next(iter(next_steps(found, live(found, NOW), 0)), None)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"detected": MONDAY + "11:50"}, "Направлено"),
        ({**SENT, "returned": MONDAY + "09:20"}, "Направлено повторно"),
        (SENT, "Проект получен"),
        ({**SENT, "drafted": MONDAY + "09:50"}, "Согласовано"),
        ({**SENT, "drafted": MONDAY + "09:50", "sent_back": MONDAY + "10:00"}, "Доработано"),
        ({**SENT, "drafted": MONDAY + "09:50", "approved": MONDAY + "10:00"}, "Размещено"),
        ({**SENT, "kind": "Промежуточный", "posted": MONDAY + "10:00"}, "Окончательный проект"),
    ],
)
def test_the_next_step_names_the_cell_of_its_time(row: dict[str, Any], column: str) -> None:
    step = step_of(row)
    assert step is not None
    assert step.column == column
    found = register({"case": 1, **row})
    letters = {title: found.columns["Реестр", name] for name, title in _titles().items()}
    assert step.cell == f"{letters[column]}2"


def _titles() -> dict[str, str]:
    return {column.field: column.title for column in CASES.columns}


def test_a_filled_cell_leads_to_the_journal() -> None:
    """After a second return «Направлено повторно» is taken: the next sending stands in «Журнал»."""
    row = {**SENT, "returned": MONDAY + "09:20", "resent": MONDAY + "09:25", "executor2": "Исполнитель 2"}
    journal = [{"case": 1, "time": MONDAY + "09:30", "event": "Возвращено"}]
    step = step_of(row, journal=journal)
    assert step is not None
    assert (step.rule, step.column) == ("dispatch", "")
    assert said(step)[2] == "Когда это сделано, впишите время отдельной строкой на лист «Журнал»."


def test_nothing_is_next_in_a_case_that_is_done() -> None:
    assert step_of({**SENT, "posted": MONDAY + "10:00"}) is None


def test_the_step_is_told_in_whole_sentences() -> None:
    step = step_of(SENT)
    assert step is not None
    assert said(step) == (
        "Следующий шаг (п. 11): подготовить проект ответа.",
        "У кого в работе: Исполнитель 1. Срок — пн 23.11.2026 10:10, просрочено на 1 раб. ч 50 мин.",
        f"Когда это сделано, впишите время в столбец «Проект получен», ячейка {step.cell}.",
    )


def card(monkeypatch: pytest.MonkeyPatch, *rows: dict[str, Any], url: str | None = None) -> AppTest:
    read = tabs(*rows)
    if url:
        read = replace(read, url=url, tabs=(replace(read.tabs[0], gid=7), *read.tabs[1:]))
    serve(monkeypatch, read)
    at = app()
    at.query_params["n"] = str(rows[0]["case"])
    return at.switch_page("pages/case.py").run()


def test_the_card_says_that_the_answer_is_under_threat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hours are less than the 135 minutes of the remaining steps."""
    serve(monkeypatch, tabs({"case": 1, "detected": MONDAY + "12:00", "limit_hours": 2}))
    at = app()
    at.query_params["n"] = "1"
    card = texts(at.switch_page("pages/case.py").run())
    assert 'class="otklik-next doomed"' in card
    assert "если каждый оставшийся шаг займёт всю свою норму, ответ опоздает на 15 раб. мин." in card


def test_a_term_at_the_closing_is_kept_until_the_opening() -> None:
    """Seen on Saturday; «осталось меньше минуты» beside «срок вчера» said nothing."""
    saturday = pd.Timestamp("2026-11-21T12:00")
    found = register({"case": 1, "detected": "20.11.2026 16:30", "executor": "Исполнитель 1"})
    rows = live(found, saturday)
    assert list(cases.open_cases(found, rows)["Рабочее время"]) == ["до начала рабочего времени, пн 9:00"]
    (step,) = next_steps(found, rows, 0)
    assert said(step)[1].endswith(
        "Срок — пт 20.11.2026 17:00. Сделать шаг вовремя ещё можно до начала рабочего времени, пн 9:00."
    )


def test_the_heading_names_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    at = card(monkeypatch, {"case": 12, **SENT, "topic": "Дороги <b>", "location": "Вистино"})
    assert '<h1 class="otklik-heading">№ 12 · Дороги &lt;b&gt;, Вистино</h1>' in texts(at)


def test_in_a_google_sheet_the_cell_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    at = card(monkeypatch, {"case": 12, **SENT}, url="https://docs.google.com/spreadsheets/d/x/edit")
    cell = register({"case": 1, **SENT}).columns["Реестр", "drafted"] + "2"
    address = f"https://docs.google.com/spreadsheets/d/x/edit#gid=7&amp;range={cell}"
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer">{cell}</a>' in texts(at)


def test_why_such_a_deadline_begins_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    at = card(monkeypatch, {"case": 12, **SENT})
    at.session_state["why"] = True
    at.run()
    assert not at.exception
    assert at.selectbox[0].format_func(at.selectbox[0].value).startswith("Проект ответа, п. 11")
    assert "рабочее время" in texts(at)


def test_three_nearest_answers_without_a_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    done = {"posted": "10.11.2026 10:00", "answer_url": "https://vk.com/wall-1_2"}
    old = [
        {"case": n, "detected": f"{n:02}.11.2026 09:05", "text": text, "topic": topic, **done}
        for n, text, topic in (
            (2, "Яма у школы", "Дороги"),
            (3, "Нет воды", "Вода"),
            (4, "Фонарь не горит", "Дороги"),
            (5, "Ямы на дороге у дома", "Дороги"),
            (6, "Гололёд", "Дороги"),
        )
    ]
    unanswered = {"case": 7, "detected": "09.11.2026 09:05", "text": "Яма у школы", "topic": "Дороги"}
    rows = [{"case": 1, **SENT, "text": "Яма на дороге у школы", "topic": "Дороги"}, *old, unanswered]
    facts = facts_of(register(*rows))
    found = repeats.answered_before(facts, repeats.texts(facts.register.cases["text"]), 0)
    numbers = facts.register.cases["case"].iloc[found["earlier_at"]].tolist()
    assert set(numbers[:2]) == {"2", "5"}
    assert len(numbers) == 3
    assert numbers[2] in {"4", "6"}  # nothing in common but the topic
    shown = texts(card(monkeypatch, *rows))
    assert "Как отвечали раньше" in shown
    assert 'href="https://vk.com/wall-1_2"' in shown


@pytest.mark.parametrize(
    ("row", "ticks", "days"),
    [
        (
            {"detected": MONDAY + "09:05"},
            ["09:05<br>23.11", "10:00", "11:00", "12:00", "14:00"],
            [],
        ),
        (
            {"detected": "20.11.2026 16:20"},
            ["16:20<br>20.11", "09:00<br>23.11", "10:00", "11:00", "12:00"],
            [40.0],
        ),
    ],
)
def test_ticks_stand_at_whole_hours_and_where_a_day_begins(
    row: dict[str, Any], ticks: list[str], days: list[float]
) -> None:
    found = register({"case": 1, **row})
    duties = assess(found, NOW)
    file = one_case.casefile(found, duties, pd.Timestamp(NOW), 0)
    assert file is not None
    scale = axis.axis(found, file.steps, pd.Timestamp(NOW))
    assert [label for _, label in scale.ticks] == ticks
    assert scale.days == days


@pytest.mark.parametrize(
    ("minutes", "ticks"),
    [(50, ["10:05<br>23.11", "10:15", "10:30", "10:45"]), (3, ["10:05<br>23.11", "10:06", "10:07", "10:08"])],
)
def test_where_no_whole_hour_falls_shorter_steps_tell_the_length(minutes: float, ticks: list[str]) -> None:
    found = register({"case": 1, "detected": MONDAY + "10:05"})
    file = one_case.casefile(found, assess(found, NOW), pd.Timestamp(NOW), 0)
    assert file is not None
    short = file.steps.assign(until=minutes, bound=minutes)
    assert [label for _, label in axis.axis(found, short, pd.Timestamp(NOW)).ticks] == ticks
