"""The table of «Notices» (commands.md), row by row: what is true when, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib.notices import run
from lib.notices.notice import Hours, When
from tests.build import register
from tests.notices.world import Services, at, case, one, settings, true, who

DRAFTED = {"detected": "09:50", "sent": "10:00", "drafted": "10:20"}
PROMISED = {
    "detected": "16.11.2026 09:00", "sent": "16.11.2026 09:10", "drafted": "16.11.2026 09:30",
    "kind": "Промежуточный", "approved": "16.11.2026 09:40", "posted": "16.11.2026 09:50",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "now", "expected"),
    [
        ({"detected": "09:50"}, "10:00", []),
        ({"detected": "09:50", "sent": "10:00"}, "10:00", ["executor"]),
        ({"detected": "09:50", "sent": "10:00"}, "11:30", ["executor"]),  # true while nothing came of it
        ({"detected": "09:50", "sent": "10:00", "drafted": "10:20"}, "10:30", []),
        ({"detected": "09:50", "sent": "10:00", "returned": "10:10"}, "10:30", []),
        ({"detected": "09:50", "sent": "10:00", "posted": "10:20"}, "10:30", []),
        ({"detected": "09:50", "sent": "10:00", "excluded": "да"}, "10:30", []),
        (
            {**DRAFTED, "importance": "Повышенная", "escalated": "10:25"},
            "10:30",
            ["deputy"],
        ),
        (
            {**DRAFTED, "escalated": "10:25", "approved": "10:28"},
            "10:30",
            [],
        ),
    ],
)  # fmt: skip
def test_a_step_is_yours(cells: dict[str, Any], now: str, expected: list[str]) -> None:
    assert who(true(one(**cells), now), "step") == expected


@pytest.mark.parametrize(
    ("cells", "now", "rule", "expected"),
    [
        ({"detected": "09:50", "sent": "10:00"}, "10:29", "draft", []),
        ({"detected": "09:50", "sent": "10:00"}, "10:30", "draft", ["executor"]),
        ({"detected": "09:50", "sent": "10:00"}, "11:00", "draft", ["executor"]),
        ({"detected": "09:50", "sent": "10:00"}, "11:01", "draft", []),
        ({"detected": "10:00"}, "10:20", "dispatch", []),  # the whole norm is no longer than the warning
        ({"detected": "10:00", "sent": "10:00"}, "14:29", "answer", []),
        ({"detected": "10:00", "sent": "10:00"}, "14:30", "answer", ["curator"]),  # due 15:00 after the break
        # the effective deadline of a draft is the answer's where that is nearer
        ({"detected": "09:00", "sent": "10:20", "limit_hours": 2}, "10:35", "draft", ["executor"]),
    ],
)
def test_due_soon(cells: dict[str, Any], now: str, rule: str, expected: list[str]) -> None:
    norms = [{"step": "Ответ", "limit": 4, "unit": "раб. ч"}]
    found = register(case(**cells), norms=norms)
    assert who(true(found, now), "soon", rule) == expected


@pytest.mark.parametrize(
    ("cells", "now", "rule", "expected"),
    [
        ({"detected": "09:50", "sent": "10:00"}, "11:00:00", "draft", []),
        ({"detected": "09:50", "sent": "10:00"}, "11:00:01", "draft", ["executor", "curator"]),
        ({"detected": "09:00"}, "09:31", "dispatch", ["curator"]),
        ({"detected": "09:00"}, "2026-11-23T20:00", "answer", ["curator"]),
        # 18:00 is the deadline: no working time has run past it in the night
        ({"detected": "13:00", "sent": "17:00"}, "2026-11-24T09:00:00", "draft", []),
        ({"detected": "13:00", "sent": "17:00"}, "2026-11-24T09:00:01", "draft", ["executor", "curator"]),
        # the answer's deadline has passed: the draft is late with it, though its own hour has not
        ({"detected": "09:00", "sent": "10:30", "limit_hours": 2}, "11:10", "draft", ["executor", "curator"]),
    ],
)
def test_overdue(cells: dict[str, Any], now: str, rule: str, expected: list[str]) -> None:
    assert who(true(one(**cells), now), "overdue", rule) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"detected": "09:50"}, []),
        ({"detected": "09:50", "importance": "Повышенная"}, ["head", "curator"]),
        ({"detected": "09:50", "importance": "Повышенная", "reported": "09:55"}, []),
    ],
)
def test_high_importance(cells: dict[str, Any], expected: list[str]) -> None:
    assert who(true(one(**cells), "10:00"), "high") == expected


def test_high_importance_where_reports_are_not_kept() -> None:
    fields = ("case", "detected", "topic", "location", "importance", "posted")
    found = register(case(detected="09:50", importance="Повышенная"), fields=fields)
    assert who(true(found, "10:00"), "high") == ["head", "curator"]


@pytest.mark.parametrize(("unit", "expected"), [("мин", When.AT_ONCE), ("раб. мин", When.WORKING)])
def test_when_high_importance_may_go(unit: str, expected: When) -> None:
    norms = [{"step": "Доклад главе", "limit": 15, "unit": unit}]
    found = register(case(detected="09:50", importance="Повышенная"), norms=norms)
    high = [notice for notice in true(found, "20:00") if notice.key.kind == "high"]
    assert {notice.when for notice in high} == {expected}


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        ("2026-11-20T12:00", None),
        ("2026-11-23T12:00", "promise_today"),  # the fifth working day after Monday the 16th
        ("2026-11-24T09:00:01", "promise_broken"),
    ],
)
def test_promises(now: str, kind: str | None) -> None:
    found = true(one(**PROMISED), now)
    told = [notice for notice in found if notice.key.rule == "final" and "promise" in notice.key.kind]
    assert [(notice.key.kind, notice.to.role) for notice in told] == (
        [(kind, "executor"), (kind, "curator")] if kind else []
    )
    assert {notice.when for notice in told} <= {When.OPENING}
    assert who(found, "overdue", "final") == []  # the broken promise says it


def test_a_kept_promise_is_told_no_more() -> None:
    found = true(one(**PROMISED, final_drafted="20.11.2026 10:00"), "2026-11-23T12:00")
    assert [notice for notice in found if "promise" in notice.key.kind] == []


def test_a_surge_is_told_once_from_its_first_day() -> None:
    old = [
        case(case=n, detected=f"{1 + n % 28:02}.{1 + n % 10:02}.2026 10:00", topic="Иное") for n in range(200)
    ]
    first = [case(case=300 + n, detected="20.11.2026 10:00", topic="Снег") for n in range(9)]
    more = [case(case=400 + n, detected="09:30", topic="Снег") for n in range(3)]
    seen = [case(case=500 + n, detected=f"{5 + n:02}.05.2026 10:00", topic="Снег") for n in range(3)]
    found = register(*old, *seen, *first, *more)
    keys = []
    for now in ("2026-11-20T12:00", "2026-11-21T12:00", "2026-11-23T12:00"):
        told = [
            notice for notice in true(found, now) if notice.key.kind == "surge" and "Снег" in notice.key.case
        ]
        assert {notice.to.role for notice in told} == {"head", "curator"}
        keys.append({notice.key for notice in told})
    assert keys[0] == keys[1] == keys[2]
    assert {key.opened for key in keys[0]} == {"2026-11-20"}


def test_a_surge_of_fridays_evening_is_told_on_monday_where_nobody_ran_it_before() -> None:
    old = [case(case=n, detected=f"{1 + n % 28:02}.{1 + n % 10:02}.2026 10:00") for n in range(200)]
    late = [case(case=300 + n, detected="20.11.2026 19:00", topic="Дороги", author="Б") for n in range(9)]
    (to_head, _) = [notice for notice in true(register(*old, *late), "08:30") if notice.key.kind == "surge"]
    assert to_head.key.opened == "2026-11-20"
    assert to_head.text.startswith("Сообщений стало заметно больше обычного (п. 22). «Дороги · Вистино»: за")
    assert to_head.text.endswith(
        "новый. Случайно столько набирается реже чем раз в 10 лет. Все сообщения — от одного автора."
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-23T08:30", ["head", "curator"]),  # new
        ("2026-11-23T23:59", ["head", "curator"]),
        ("2026-11-24T08:30", []),  # a whole working day brought nothing: it fades, which is no news
        ("2026-11-25T08:30", []),
    ],
)
@pytest.mark.parametrize("past", [200, 19])  # long enough to judge by; too young
def test_a_surge_that_fades_is_told_to_nobody(now: str, told: list[str], past: int) -> None:
    days = [
        f"{1 + n % 28:02}.{1 + n % 10:02}.2026" if past > 19 else f"{1 + n:02}.11.2026" for n in range(past)
    ]
    old = [case(case=n, detected=f"{day} 10:00", topic="Иное") for n, day in enumerate(days)]
    late = [case(case=300 + n, detected="20.11.2026 10:00", topic="Дороги", location=None) for n in range(14)]
    if past > 19:
        old += [case(case=500, detected="05.05.2026 10:00", topic="Дороги", location=None)]
    assert who(true(register(*old, *late), now), "surge") == told


def test_what_a_young_register_cannot_judge_is_told_without_a_verdict() -> None:
    old = [case(case=n, detected=f"{1 + n:02}.11.2026 10:00", topic="Иное") for n in range(19)]
    storm = [case(case=300 + n, detected="10:00", topic="Деревья", location=None) for n in range(14)]
    told = [notice.text for notice in true(register(*old, *storm), "12:00") if notice.key.kind == "surge"]
    expected = (
        "«Деревья»: за сегодня 14 сообщений, "
        "обычно меньше одного сообщения за день. Данных мало: всплеск ли это, судить рано. Подъём новый."
    )
    assert told == [f"За день пришло много сообщений (п. 22). {expected}"] * 2


@pytest.mark.parametrize(
    ("hours", "outside", "expected"),
    [
        (Hours(working=True, begun=True), False, set(When)),
        (Hours(working=False, begun=True), False, {When.AT_ONCE}),
        (Hours(working=False, begun=False), False, {When.AT_ONCE}),
        (Hours(working=False, begun=True), True, set(When)),
        (Hours(working=False, begun=False), True, {When.AT_ONCE, When.WORKING}),
    ],
)
def test_when_each_may_go(hours: Hours, outside: bool, expected: set[When]) -> None:
    assert {when for when in When if hours.allow(when, outside)} == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T08:59", 0),
        ("2026-11-23T09:00", 1),
        ("2026-11-23T13:30", 0),  # the break
        ("2026-11-22T12:00", 0),  # a Sunday
    ],
)
def test_the_digest_goes_once_a_working_day(tmp_path: Path, now: str, expected: int) -> None:
    services = Services()
    for _ in range(2):
        run.tell(register(), at(now), settings(tmp_path), services)
    for whose in ("curator", "deputy"):
        assert sum("«Отклик»: пн" in text for text in services.to(whose)) == expected
    assert services.to("head") == []
