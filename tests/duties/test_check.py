"""What `check` names against the order of events and the present moment (register.md)."""

from __future__ import annotations

from typing import Any

import pytest

from lib.duties.check import left_ahead, problems
from tests.build import NOW, register

A1 = {"detected": "B2", "sent": "L2", "returned": "M2", "drafted": "P2", "approved": "U2", "posted": "V2"}
WHOLE = {
    "case": 1, "detected": "17.11.2026 09:20", "executor": "И", "sent": "17.11.2026 09:35",
    "drafted": "17.11.2026 10:25", "approved": "17.11.2026 10:40", "posted": "17.11.2026 10:50",
}  # fmt: skip


def named(*rows: dict[str, Any], now: str = NOW, **others: Any) -> list[tuple[str, str, str, str]]:
    frame = problems(register(*rows, **others), now)
    return list(frame[["tab", "cell", "level", "kind"]].itertuples(index=False, name=None))


def test_a_register_in_order_has_nothing_to_mend() -> None:
    assert named(WHOLE) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sent": "17.11.2026 09:10"}, [("L2", "error", "early")]),
        ({"posted": "23.11.2026 12:06"}, [("V2", "warning", "future")]),
        ({"posted": "23.11.2026 12:05"}, []),
        ({"detected": "24.11.2026 09:00"}, [("B2", "warning", "future")]),
        ({"approved": "17.11.2026 10:55"}, [("U2", "warning", "after_final"), ("V2", "warning", "order")]),
        ({"drafted": "17.11.2026 09:30"}, [("P2", "warning", "order")]),
        ({"returned": "17.11.2026 09:30"}, [("M2", "warning", "order")]),
        ({"sent": None, "drafted": None, "approved": "17.11.2026 10:49"}, [("L2", "warning", "unproven")]),
        ({"sent": None}, [("L2", "warning", "unproven")]),
        ({"drafted": None, "approved": None}, [("P2", "warning", "unproven")]),
        ({"drafted": None, "approved": None, "posted": "17.11.2026 10:35"}, []),
        ({"approved": None, "posted": "17.11.2026 11:00"}, [("U2", "warning", "unproven")]),
        ({"limit_hours": 5}, [("J2", "warning", "limit")]),
        ({"limit_hours": 4}, []),
    ],
)
def test_cells(changes: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert [(cell, level, kind) for _, cell, level, kind in named({**WHOLE, **changes})] == expected


def test_an_excluded_case_is_not_checked_for_order_or_proof() -> None:
    assert named({**WHOLE, "sent": "17.11.2026 09:10", "approved": None, "excluded": "угрозы"}) == []


def test_nothing_is_named_in_a_column_that_is_absent() -> None:
    fields = ("case", "detected", "topic", "location", "posted")
    assert named({**WHOLE, "posted": "17.11.2026 12:30"}, fields=fields) == []


def test_an_event_of_the_journal_is_named_there() -> None:
    journal = [{"case": 1, "time": "17.11.2026 09:00", "event": "Направлено"}]
    assert named(WHOLE, journal=journal) == [("Журнал", "B2", "error", "early")]


def test_a_year_outside_the_production_calendar_is_said() -> None:
    row = {
        name: value.replace("2026", "2018") if isinstance(value, str) else value
        for name, value in WHOLE.items()
    }
    row |= {name: value.replace("17.11", "16.11") for name, value in row.items() if isinstance(value, str)}
    assert named(row) == [("Календарь", "", "warning", "calendar")]


def test_a_row_of_the_journal_that_is_left_out_is_named_while_it_lies_ahead() -> None:
    """It is no event: what is kept of the check until something happens must know of its time, too."""
    rows = ({"case": 99_999, "event": "Размещено", "time": "23.11.2026 14:05"},)
    found = register({"case": 1, "detected": "20.11.2026 10:00"}, journal=rows)
    before, after = "2026-11-23T13:50", "2026-11-23T14:20"
    assert [left_ahead(found, now) for now in (before, after)] == [1, 0]
    assert [int((problems(found, now)["kind"] == "future").sum()) for now in (before, after)] == [1, 0]
