"""The open cases: whose move, by when, and whether the answer can still be in time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib import sla
from lib.duties.live import live, with_reports
from tests.build import register

NOW = "2026-11-23T11:00"


def one(now: str = NOW, norms: tuple[dict[str, Any], ...] = (), **cells: Any) -> pd.Series:
    times = {
        name: f"23.11.2026 {v}" if isinstance(v, str) and ":" in v and " " not in v else v
        for name, v in cells.items()
    }
    journal = times.pop("journal", ())
    return live(register({"case": 1, "executor": "И", **times}, journal=journal, norms=norms), now).iloc[0]


def test_the_step_is_the_last_begun_and_its_deadline_the_earlier_one() -> None:
    row = one(detected="09:00", sent="09:20", drafted="10:50")
    assert (row["rule"], row["role"], row["status"]) == ("review", "curator", "soon")
    assert row["deadline"] == pd.Timestamp("2026-11-23 11:20")
    assert row["left"] == 20


def test_the_answer_rules_where_it_is_nearer() -> None:
    row = one(detected="09:00", sent="09:20", limit_hours=2.2, now="2026-11-23T10:00")
    assert row["deadline"] == row["answer_due"] - pd.Timedelta(minutes=52)
    row = one(detected="09:00", sent="09:20", drafted="10:50", limit_hours=2.2)
    assert row["deadline"] == row["answer_due"] == pd.Timestamp("2026-11-23 11:12")


def test_the_reserve_is_what_the_remaining_norms_leave() -> None:
    assert one(detected="11:00")["reserve"] == 240 - 135
    assert one(detected="09:00", sent="09:20", drafted="10:50")["reserve"] == 120 - 20 - 15
    assert one(detected="11:00", limit_hours=2)["reserve"] == 120 - 135  # it can no longer be in time


def test_for_high_importance_the_reserve_is_what_is_left_of_the_hour() -> None:
    assert one(detected="10:30", importance="Повышенная")["reserve"] == 30


def test_a_late_promise_is_not_hidden_by_a_new_sending() -> None:
    journal = [{"case": 1, "time": "23.11.2026 10:50", "event": "Направлено"}]
    row = one(
        detected="02.11.2026 09:00", sent="02.11.2026 09:10", drafted="02.11.2026 09:30",
        kind="Промежуточный", approved="02.11.2026 09:40", posted="02.11.2026 09:50", journal=journal,
    )  # fmt: skip
    assert (row["rule"], row["status"]) == ("final", "overdue")


def test_the_report_to_the_head_runs_beside_the_steps() -> None:
    row = one(detected="10:30", importance="Повышенная", sent="10:35")
    assert (row["rule"], row["status"], bool(row["unreported"])) == ("draft", "soon", True)
    row = one(detected="10:30", importance="Повышенная", posted="10:40")
    assert (row["rule"], row["status"], bool(row["unreported"])) == ("report_head", "overdue", True)


def test_an_open_report_to_the_head_has_a_row_of_its_own() -> None:
    found = register(
        {"case": 1, "executor": "И", "importance": "Повышенная", "detected": "23.11.2026 10:52",
         "sent": "23.11.2026 10:55"},
        {"case": 2, "executor": "И", "detected": "23.11.2026 10:52"},
        {"case": 3, "executor": "И", "importance": "Повышенная", "detected": "23.11.2026 10:00",
         "sent": "23.11.2026 10:05", "posted": "23.11.2026 10:30"},
        settings={"curator": "Куратор 1"},
    )  # fmt: skip
    rows = live(found, NOW)
    told = with_reports(found, NOW, sla.assess(found, pd.Timestamp(NOW)), rows)
    assert list(zip(told["case"], told["rule"], told["beside"], strict=True)) == [
        ("3", "report_head", False),
        ("1", "report_head", True),
        ("2", "dispatch", False),
        ("1", "draft", False),
    ]
    report = told.iloc[1]
    assert report["deadline"] == report["due"] == pd.Timestamp("2026-11-23 11:07")
    assert (report["left"], report["status"], report["role"]) == (7, "soon", "curator")
    assert report["person"] == found.settings.on(pd.Timestamp(NOW)).curator
    assert list(told.dtypes[rows.columns]) == list(rows.dtypes)
    pd.testing.assert_frame_equal(told[~told["beside"]][rows.columns], rows)


def test_soon_and_reserve_count_working_minutes_for_norms_by_the_clock_too() -> None:
    norms = ({"step": "Размещение", "limit": 3860, "unit": "мин"},)
    row = one(
        detected="20.11.2026 16:00", sent="20.11.2026 16:10", drafted="20.11.2026 16:40",
        approved="20.11.2026 16:50", norms=norms, now="2026-11-20T16:58",
    )  # fmt: skip
    assert (row["left"], row["status"]) == (12, "soon")
    assert row["reserve"] == 182 - 12


def test_an_answered_case_has_no_reserve() -> None:
    row = one(
        detected="09:00",
        sent="09:20",
        drafted="09:40",
        kind="Промежуточный",
        approved="09:50",
        posted="10:00",
    )
    assert row["rule"] == "final"
    assert pd.isna(row["reserve"])
    assert bool(row["answered"])


def test_nothing_open_nothing_shown() -> None:
    whole = {"case": 1, "detected": "20.11.2026 09:00", "posted": "20.11.2026 09:20"}
    assert live(register(whole), NOW).empty
    assert live(register(), NOW).empty
