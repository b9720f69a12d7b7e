"""Lists of cases on a page: what a row says, how many there are at first, and the words for a moment."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.web.parts import case_list
from lib.words import words
from tests.app import app, listed, serve, texts
from tests.build import tabs

pytestmark = pytest.mark.usefixtures("clean")


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-11-23 09:05", "сегодня 09:05"),
        ("2026-11-22 23:59", "вчера 23:59"),
        ("2026-11-24 00:00", "завтра 00:00"),
        ("2026-11-20 17:00", "пт 20.11 17:00"),
        ("2025-11-23 12:00", "23.11.2025 12:00"),
        (None, ""),
    ],
)
def test_a_moment_as_one_says_it(time: str | None, said: str) -> None:
    assert words.near(pd.Timestamp(time) if time else pd.NaT, pd.Timestamp("2026-11-23 12:00")) == said


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("по п. 9 и пп. 16–17", "по п.~9 и пп.~16–17"),
        ("№ 12 — за 4 ч 5 мин, 81 %", "№~12~— за 4~ч 5~мин, 81~%"),
        ("4 человека", "4 человека"),
    ],
)
def test_no_line_ends_within_what_belongs_together(text: str, tied: str) -> None:
    assert words.typeset(text) == tied.replace("~", "\u00a0")


def test_a_row_says_how_late_and_whose_move(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs(
            {
                "case": 1, "detected": "20.11.2026 09:05", "sent": "20.11.2026 09:10",
                "executor": "Исполнитель 1", "topic": "Снег", "location": "Озерки",
            }
        ),
    )  # fmt: skip
    at = app().run()
    row = next(body for body in texts(at).split("<tr") if "otklik-state" in body)
    for part in (
        "✕ Просрочено",
        "на 8 раб. ч 50 мин",
        "срок пт 20.11 10:10",
        "Исполнитель 1",
        "Проект ответа, п. 11",
        "Озерки",
    ):
        assert part in row
    assert 'href="case?n=1"' in row


def test_a_long_list_opens_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"case": n, "detected": "20.11.2026 09:05"} for n in range(1, case_list.FIRST + case_list.SPARE + 2)
    ]
    serve(monkeypatch, tabs(*rows))
    at = app().run()
    assert len(listed(at)) == case_list.FIRST
    button = next(one for one in at.button if one.label.startswith("Показать ещё"))
    assert button.label == f"Показать ещё {len(rows) - case_list.FIRST}"
    button.click().run()
    assert len(listed(at)) == len(rows)
    assert not [one for one in at.button if one.label.startswith("Показать ещё")]


def test_a_few_rows_more_need_no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"case": n, "detected": "20.11.2026 09:05"} for n in range(1, case_list.FIRST + case_list.SPARE + 1)
    ]
    serve(monkeypatch, tabs(*rows))
    assert len(listed(app().run())) == len(rows)


def test_what_is_due_soon_has_its_own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs({"case": 1, "detected": "20.11.2026 09:05"}, {"case": 2, "detected": "23.11.2026 11:50"}),
    )
    at = app()
    at.query_params["list"] = "Скоро срок"
    at.run()
    assert listed(at) == ["2"]


def test_an_empty_register_says_how_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs())
    assert "Впишите первое на лист «Реестр»" in texts(app().run())
