"""Obligations by the clause of the regulation: answers worked out by hand, not by the code."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.law.regulation import Stage
from lib.sla import assess, traced
from tests.build import NOW, register

# Times of one day, 2026-11-17 (a Tuesday, 09:00–18:00, break 13:00–14:00), unless a date is given.
DAY = "17.11.2026"


def at(text: str) -> str:
    return text if " " in text else f"{DAY} {text}"


def case(**cells: Any) -> dict[str, Any]:
    """A row whose bare times are of DAY."""
    return {
        "case": 1,
        **{name: at(v) if isinstance(v, str) and ":" in v else v for name, v in cells.items()},
    }


def outcome(rows: pd.DataFrame, rule: str) -> list[str]:
    """The rule's obligations as «status due→closed late» with bare times on DAY."""

    def bare(time: pd.Timestamp) -> str:
        if pd.isna(time):
            return "-"
        return time.strftime("%H:%M" if time.strftime("%d.%m.%Y") == DAY else "%d.%m %H:%M")

    return [
        f"{row.status} {bare(row.due)}→{bare(row.closed)} {row.late:g}"
        for row in rows[rows["rule"] == rule].itertuples()
    ]


def assessed(*rows: dict[str, Any], now: str = NOW, **others: Any) -> pd.DataFrame:
    return assess(register(*rows, **others), now)


USUAL = {
    "detected": "09:20",
    "executor": "Исполнитель 1",
    "sent": "09:35",
    "drafted": "10:25",
    "approved": "10:40",
}


@pytest.mark.parametrize(
    ("clause", "cells", "rule", "expected"),
    [
        ("9", {"posted": "10:50"}, "answer", ["met 14:20→10:50 0"]),
        ("9: to the second", {"posted": "14:20:00"}, "answer", ["met 14:20→14:20 0"]),
        ("9: a second later", {"posted": "14:20:01"}, "answer", [f"late 14:20→14:20 {1 / 60:g}"]),
        ("9: still open", {}, "answer", ["overdue 14:20→- 1780"]),
        ("7", {}, "dispatch", ["met 09:50→09:35 0"]),
        ("7", {"sent": "09:51"}, "dispatch", ["late 09:50→09:51 1"]),
        ("11", {}, "draft", ["met 10:35→10:25 0"]),
        (
            "11: over the break",
            {"sent": "12:30", "drafted": "14:31", "approved": None},
            "draft",
            ["late 14:30→14:31 1"],
        ),
        ("12", {}, "review", ["met 10:55→10:40 0"]),
        ("14", {"posted": "10:56"}, "posting", ["late 10:55→10:56 1"]),
        ("10", {"importance": "Повышенная", "posted": "10:21"}, "answer_high", ["late 10:20→10:21 1"]),
        ("10", {"importance": "Повышенная", "posted": "10:21"}, "answer", []),
        ("22", {"importance": "Повышенная", "reported": "09:35"}, "report_head", ["met 09:35→09:35 0"]),
        (
            "22: open after the answer",
            {"importance": "Повышенная", "posted": "10:00"},
            "report_head",
            ["overdue 09:35→- 2005"],
        ),
        ("22: only high importance", {}, "report_head", []),
        ("7: shortened term", {"limit_hours": "1,5", "posted": "10:50"}, "answer", ["met 10:50→10:50 0"]),
        ("7: a limit above the norm", {"limit_hours": 9, "posted": "10:50"}, "answer", ["met 14:20→10:50 0"]),
        ("18", {"excluded": "угрозы"}, "answer", []),
        ("18: the cell says no", {"excluded": "нет", "posted": "10:50"}, "answer", ["met 14:20→10:50 0"]),
    ],
)
def test_one_obligation(clause: str, cells: dict[str, Any], rule: str, expected: list[str]) -> None:
    assert outcome(assessed(case(**{**USUAL, **cells})), rule) == expected, clause


class TestReturn:
    """П. 8: not the executor's competence; п. 7 read again from the return."""

    ROW = case(
        detected="09:00", executor="Исполнитель 1", sent="09:10", returned="09:22",
        executor2="Исполнитель 2", resent="09:30", drafted="10:20", approved="10:40", posted="10:50",
    )  # fmt: skip

    def test_the_return_has_fifteen_minutes(self) -> None:
        assert outcome(assessed(self.ROW), "return") == ["met 09:25→09:22 0"]

    def test_the_first_draft_is_cancelled_not_failed(self) -> None:
        assert outcome(assessed(self.ROW), "draft") == ["cancelled 10:10→09:22 0", "met 10:30→10:20 0"]

    def test_the_dispatch_runs_again(self) -> None:
        assert outcome(assessed(self.ROW), "dispatch") == ["met 09:30→09:10 0", "met 09:52→09:30 0"]

    def test_each_executor_owes_his_own(self) -> None:
        rows = assessed(self.ROW)
        drafts = rows[rows["rule"] == "draft"]
        assert drafts["person"].tolist() == ["Исполнитель 1", "Исполнитель 2"]

    def test_an_empty_new_executor_is_the_same_one(self) -> None:
        rows = assessed({**self.ROW, "executor2": None})
        assert rows[rows["rule"] == "draft"]["person"].tolist() == ["Исполнитель 1"] * 2

    def test_a_return_after_the_draft_is_no_return_of_the_sending(self) -> None:
        row = case(detected="09:00", executor="И", sent="09:10", drafted="09:30", returned="09:50")
        assert outcome(assessed(row), "return") == []

    def test_a_return_without_a_sending_ends_the_dispatch_and_opens_the_next(self) -> None:
        rows = assessed(case(detected="09:00", returned="09:10", resent="09:20"))
        assert outcome(rows, "dispatch") == ["met 09:30→09:10 0", "met 09:40→09:20 0"]
        assert rows[rows["rule"] == "dispatch"]["inferred"].tolist() == [True, False]

    def test_in_one_minute_the_return_stands_before_the_next_sending(self) -> None:
        rows = assessed(case(detected="09:00", executor="И", sent="09:05", returned="09:10", resent="09:10"))
        assert outcome(rows, "dispatch") == ["met 09:30→09:05 0", "met 09:40→09:10 0"]
        assert outcome(rows, "return") == ["met 09:20→09:10 0"]


class TestRework:
    """Пп. 12–13."""

    ROW = case(
        detected="09:05", executor="Исполнитель 1", sent="09:15", drafted="10:05",
        sent_back="10:25", redrafted="11:05", approved="11:15", posted="11:25",
    )  # fmt: skip

    def test_thirty_minutes_for_the_executor(self) -> None:
        assert outcome(assessed(self.ROW), "rework") == ["late 10:55→11:05 10"]

    def test_each_draft_is_reviewed(self) -> None:
        assert outcome(assessed(self.ROW), "review") == ["met 10:35→10:25 0", "met 11:35→11:15 0"]

    def test_without_an_executor_the_curator_reworks(self) -> None:
        row = {**self.ROW, "executor": None, "sent": None}
        rework = assessed(row).query("rule == 'rework'").iloc[0]
        assert (rework["role"], rework["person"]) == ("curator", "Куратор")

    def test_an_unnoted_rework_ends_inferred_with_the_approval(self) -> None:
        rework = assessed({**self.ROW, "redrafted": None}).query("rule == 'rework'").iloc[0]
        assert (rework["status"], bool(rework["inferred"])) == ("unproven", True)


class TestDeputy:
    """П. 12: the deputy approves answers of high importance; he has no term of his own."""

    ROW = case(
        detected="09:00", importance="Повышенная", executor="И", sent="09:05", drafted="09:20",
        escalated="09:25", approved="09:40", posted="09:45", reported="09:05",
    )  # fmt: skip

    def test_no_norm_no_lateness(self) -> None:
        assert outcome(assessed(self.ROW), "deputy_review") == ["met -→09:40 0"]

    def test_the_curators_review_ends_with_the_escalation(self) -> None:
        assert outcome(assessed(self.ROW), "review") == ["met 09:50→09:25 0"]

    def test_waiting_is_running_however_long(self) -> None:
        row = {**self.ROW, "approved": None, "posted": None}
        assert outcome(assessed(row), "deputy_review") == ["running -→- 0"]

    def test_a_norm_of_the_municipality_becomes_its_term(self) -> None:
        norms = [{"step": "Согласование зам. главы", "limit": 10, "unit": "мин"}]
        assert outcome(assessed(self.ROW, norms=norms), "deputy_review") == ["late 09:35→09:40 5"]


class TestInterim:
    """П. 15: five working days after an interim answer, its own day not counted."""

    ROW = case(
        detected="10.11.2026 11:00", executor="Исполнитель 1", sent="10.11.2026 11:10",
        drafted="10.11.2026 11:50", kind="Промежуточный", approved="10.11.2026 12:00",
        posted="10.11.2026 12:10",
    )  # fmt: skip

    def test_due_at_the_closing_minute_of_the_fifth_day(self) -> None:
        assert outcome(assessed({**self.ROW, "final_drafted": "17.11.2026 18:00"}), "final") == [
            "met 18:00→18:00 0"
        ]

    def test_nine_oclock_next_morning_is_still_in_time(self) -> None:
        row = {**self.ROW, "final_drafted": "18.11.2026 09:00"}
        assert outcome(assessed(row), "final") == ["met 18:00→18.11 09:00 0"]

    def test_a_minute_later_is_late(self) -> None:
        row = {**self.ROW, "final_drafted": "18.11.2026 09:01"}
        assert outcome(assessed(row), "final") == ["late 18:00→18.11 09:01 1"]

    def test_a_broken_promise_stays_open(self) -> None:
        assert outcome(assessed(self.ROW), "final")[0].startswith("overdue 18:00→-")

    def test_an_interim_answer_closes_the_four_hours(self) -> None:
        assert outcome(assessed(self.ROW), "answer") == ["met 10.11 16:00→10.11 12:10 0"]

    def test_a_query_obliges_likewise(self) -> None:
        row = {**self.ROW, "kind": "Запрос", "final_drafted": "17.11.2026 10:00"}
        assert outcome(assessed(row), "final") == ["met 18:00→10:00 0"]

    def test_only_a_final_draft_or_answer_ends_it(self) -> None:
        journal = [
            {"case": 1, "time": "12.11.2026 10:00", "event": "Проект получен", "kind": "Промежуточный"}
        ]
        assert outcome(assessed(self.ROW, journal=journal), "final")[0].startswith("overdue")
        journal = [{"case": 1, "time": "12.11.2026 10:00", "event": "Проект получен"}]  # empty: final by now
        assert outcome(assessed(self.ROW, journal=journal), "final") == ["met 18:00→12.11 10:00 0"]


class TestSkippedSteps:
    """An event of a later stage ends what is open before it: in time «met», else «unproven»."""

    def test_in_time_by_the_later_step(self) -> None:
        rows = assessed(case(detected="09:00", posted="09:25"))
        assert outcome(rows, "dispatch") == ["met 09:30→09:25 0"]
        assert rows["role"].unique().tolist() == ["curator"]  # nobody else owes anything

    def test_past_the_deadline_nothing_is_proven(self) -> None:
        assert outcome(assessed(case(detected="09:00", posted="09:40")), "dispatch") == [
            "unproven 09:30→09:40 10"
        ]

    def test_no_posting_without_an_approval(self) -> None:
        assert (
            outcome(
                assessed(case(detected="09:00", sent="09:05", drafted="09:10", posted="09:20")), "posting"
            )
            == []
        )

    def test_an_end_known_only_by_its_date_proves_no_lateness(self) -> None:
        rows = assessed(case(detected="09:30", sent="17.11.2026", drafted="10:10"))
        assert outcome(rows, "dispatch") == ["unproven 10:00→10:10 10"]

    def test_a_detection_known_only_by_its_date_proves_no_lateness(self) -> None:
        rows = assessed(case(detected="17.11.2026", sent="12:00", posted="16:00"))
        assert outcome(rows, "answer") == ["unproven 13:00→16:00 120"]
        assert outcome(rows, "dispatch") == ["unproven 09:30→12:00 150"]

    def test_nothing_after_the_final_answer_counts_but_the_report(self) -> None:
        row = case(
            detected="09:00", importance="Повышенная", posted="09:30", approved="09:50", reported="10:00"
        )
        rows = assessed(row)
        assert outcome(rows, "posting") == []
        assert outcome(rows, "report_head") == ["late 09:15→10:00 45"]


class TestClocks:
    def test_a_deadline_on_the_closing_minute_is_that_minute(self) -> None:
        assert outcome(assessed(case(detected="17:30", sent="17:50")), "dispatch") == ["met 18:00→17:50 0"]

    def test_late_means_that_working_time_ran_out(self) -> None:
        assert outcome(assessed(case(detected="17:30", sent="18:10")), "dispatch") == ["met 18:00→18:10 0"]
        assert outcome(assessed(case(detected="17:30", sent="18.11.2026 09:00")), "dispatch") == [
            "met 18:00→18.11 09:00 0"
        ]

    def test_a_start_outside_working_time_counts_from_the_next_opening(self) -> None:
        rows = assessed(case(detected="14.11.2026 12:00", sent="16.11.2026 09:31"))  # a Saturday
        assert outcome(rows, "dispatch") == ["late 16.11 09:30→16.11 09:31 1"]

    def test_minutes_by_the_clock_run_through_the_night(self) -> None:
        norms = [{"step": "Направление исполнителю", "limit": 30, "unit": "мин"}]
        rows = assessed(case(detected="17:50", sent="18:25"), norms=norms)
        assert outcome(rows, "dispatch") == ["late 18:20→18:25 5"]
        assert rows["spent"].tolist()[1] == 35

    def test_a_neighbours_norms_are_a_tab(self) -> None:
        norms = [{"step": "Ответ", "limit": 9, "unit": "раб. ч"}]
        rows = assessed(case(detected="09:00", posted="18.11.2026 10:00"), norms=norms)
        assert outcome(rows, "answer") == ["met 18.11 10:00→18.11 10:00 0"]

    def test_no_norm_no_deadline(self) -> None:
        norms = [{"step": "Размещение", "limit": None, "unit": None}]
        rows = assessed(case(**USUAL, posted="10:58"), norms=norms)
        assert outcome(rows, "posting") == ["met -→10:58 0"]
        assert rows.query("rule == 'posting'")[["limit", "unit"]].isna().all(axis=None)


class TestMoments:
    """`now` is an argument: any past moment can be assessed."""

    ROW = case(detected="23.11.2026 11:00", executor="И", sent="23.11.2026 11:20")

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("2026-11-23T10:54", []),
            ("2026-11-23T10:55", ["running 23.11 11:30→- 0"]),  # five minutes ahead count as happened
            ("2026-11-23T11:10", ["running 23.11 11:30→- 0"]),
            ("2026-11-23T11:15", ["met 23.11 11:30→23.11 11:20 0"]),
        ],
    )
    def test_what_came_later_is_hidden(self, now: str, expected: list[str]) -> None:
        assert outcome(assessed(self.ROW, now=now), "dispatch") == expected

    def test_what_opens_ahead_of_now_has_spent_nothing(self) -> None:
        rows = assessed(self.ROW, now="2026-11-23T10:56")
        assert rows["spent"].tolist() == [0.0, 0.0]

    def test_running_until_the_deadline_then_overdue(self) -> None:
        statuses = [assessed(self.ROW, now=f"2026-11-23T{t}")["status"].iloc[-1] for t in ("12:20", "12:21")]
        assert statuses == ["running", "overdue"]

    def test_no_rows_at_all(self) -> None:
        rows = assessed(now=NOW)
        assert rows.empty
        assert rows["opened"].dtype == "datetime64[s]"


class TestJournal:
    def test_further_rounds_of_rework(self) -> None:
        row = case(**USUAL)
        journal = [
            {"case": 1, "time": at("10:30"), "event": "На доработку"},
            {"case": 1, "time": at("10:35"), "event": "Доработано"},
        ]
        assert outcome(assessed(row, journal=journal), "rework") == ["met 11:00→10:35 0"]

    def test_the_same_event_at_the_same_minute_counts_once(self) -> None:
        journal = [{"case": "1", "time": at("09:35:40"), "event": "Направлено", "executor": "Исполнитель 7"}]
        drafts = assessed(case(**USUAL), journal=journal).query("rule == 'draft'")
        assert drafts["person"].tolist() == ["Исполнитель 7"]  # filled in the journal: it prevails
        assert drafts["opened"].tolist() == [pd.Timestamp("2026-11-17 09:35:00")]  # the row's time stays

    def test_a_detection_may_stand_in_the_journal(self) -> None:
        journal = [{"case": 1, "time": at("09:00"), "event": "Выявлено"}]
        assert outcome(assessed({"case": 1, "sent": at("09:20")}, journal=journal), "dispatch") == [
            "met 09:30→09:20 0"
        ]


def test_rows_stand_by_case_then_opened_then_rule() -> None:
    rows = assessed(
        case(detected="09:00", importance="Повышенная"),
        {"case": 2, "detected": at("08:00")},
    )
    assert list(zip(rows["case"], rows["rule"], strict=True)) == [
        ("1", "answer_high"), ("1", "dispatch"), ("1", "report_head"), ("2", "answer"), ("2", "dispatch"),
    ]  # fmt: skip
    assert rows.index.tolist() == [0, 0, 0, 1, 1]
    assert rows.index.name == "at"


@pytest.mark.parametrize(("term", "limit"), [(4.01, 4), (4, 4), (3.99, 3.99)])
def test_a_shortened_term_above_the_norm_by_seconds_is_not_in_force(term: float, limit: float) -> None:
    """Fine print 13: only what is shorter than the norm takes its place."""
    rows = assessed(case(detected="09:00", limit_hours=term))
    assert rows.loc[rows["rule"] == "answer", "limit"].tolist() == [limit]


def test_the_registers_first_event_counts_like_any_other() -> None:
    """Fine print 6: the executor of the latest «Направлено», be it the very first event of all."""
    sent = [{"case": 1, "time": at("09:10"), "event": "Направлено", "executor": "Исполнитель 2"}]
    rows = assessed(case(executor="Исполнитель 1", drafted="09:20", sent_back="09:30"), journal=sent)
    assert rows[rows["rule"] == "rework"]["person"].tolist() == ["Исполнитель 2"]
    nameless = assessed(case(sent="09:10", drafted="09:20", sent_back="09:30"))
    assert nameless[nameless["rule"] == "rework"]["role"].tolist() == ["executor"]  # it was sent, to somebody


def test_a_term_that_is_not_in_force_costs_no_calendar() -> None:
    """Fine print 13: the norm stands; half an hour of work a week would need centuries for the typed term."""
    week = {f"Рабочее время {day}": "" for day in ("вт", "ср", "чт", "пт")} | {
        "Рабочее время пн": "09:00–09:30"
    }
    rows = assessed(case(detected="09:00", limit_hours=8000), settings=week)
    assert rows.loc[rows["rule"] == "answer", "limit"].tolist() == [4]


def test_traced_names_the_events_behind_each_obligation() -> None:
    found = register(case(detected="09:00", sent="09:10", executor="Исполнитель 1"))
    rows = traced(found, "2026-11-17T09:30")
    stages = found.events["stage"]
    assert [
        (row.rule, stages[row.begun], stages[row.ended] if row.ended >= 0 else row.ended)
        for row in rows.itertuples()
    ] == [
        ("answer", Stage.DETECTED, -1),
        ("dispatch", Stage.DETECTED, Stage.SENT),
        ("draft", Stage.SENT, -1),
    ]
    assert rows.drop(columns=["begun", "ended"]).equals(assess(found, "2026-11-17T09:30"))
