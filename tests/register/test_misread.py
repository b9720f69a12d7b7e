"""Nothing misread: numbers that are none, forms of «нет», dates, № in a date's format, merges, links."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lib.duties.check import problems
from lib.law.regulation import Stage
from lib.law.schema import CASES, NORMS
from lib.register import Register, parse
from lib.sources.tabs import Merge, Tabs
from tests.build import NOW, register, tab, tabs

CASE: dict[str, Any] = {"case": 1, "detected": "20.11.2026 09:00"}


def named(found: Register) -> list[tuple[str, str, str]]:
    return list(found.problems[["cell", "level", "kind"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("limit", "unit", "words"),
    [
        (1 / 6, "раб. ч", "время 4:00"),
        ("0,2", "раб. ч", "время 4:48"),
        (0.5, "раб. мин", "время 12:00"),
        (46146, "раб. ч", "дату 04.05.2026"),
        (36526, "раб. дн.", "дату 01.01.2000"),
        (73050, "мин", "дату 31.12.2099"),
    ],
)
def test_a_norm_that_is_a_time_or_a_date_does_not_exist(limit: Any, unit: str, words: str) -> None:
    found = register(CASE, norms=[{"step": "Ответ", "limit": limit, "unit": unit}])
    assert named(found) == [("B2", "warning", "mistaken_number")]
    assert f"похоже на {words}" in found.problems["message"].iloc[0]
    assert found.norms == register(CASE).norms


def test_a_cell_that_the_workbook_types_as_a_time_is_no_number() -> None:
    norms = tab(NORMS, [{"step": "Ответ", "limit": 4.0, "unit": "раб. ч"}])
    typed = replace(norms, moments={1: np.array([False, True])})
    assert ("B2", "warning", "mistaken_number") not in named(parse(Tabs("", (tab(CASES, [CASE]), norms))))
    found = parse(Tabs("", (tab(CASES, [CASE]), typed)))
    assert ("B2", "warning", "mistaken_number") in named(found)


@pytest.mark.parametrize(("value", "good"), [(0.25, True), (0.2, False), (46349, False), (1.5, True)])
def test_a_shortened_term_must_be_a_number(value: float, good: bool) -> None:
    found = register({**CASE, "limit_hours": value})
    assert (named(found) == []) == good
    assert found.cases["limit_hours"].notna().tolist() == [good]


@pytest.mark.parametrize("value", [0, 15, "30", 1])
def test_minutes_may_be_none_at_all(value: Any) -> None:
    assert named(register(CASE, settings={"Предупреждать за, мин": value})) == []


@pytest.mark.parametrize("value", [0.02, 46349])
def test_minutes_that_are_a_time_or_a_date(value: Any) -> None:
    found = register(CASE, settings={"Предупреждать за, мин": value})
    assert [kind for *_, kind in named(found)] == ["mistaken_number"]
    assert found.settings.latest.warn_minutes == 30


@pytest.mark.parametrize(
    "value", ["—", "–", "-", "−", ".", "…", "н/д", "Нет данных", "не", "нет.", "Нет!", "none", 0]
)
def test_every_form_of_no_leaves_the_case_in(value: Any) -> None:
    found = register({**CASE, "excluded": value})
    assert not found.cases["excluded"].any()
    assert named(found) == []


@pytest.mark.parametrize(
    ("value", "told"), [("угрозы", False), ("да", False), ("х", True), ("п. 18", True), (5, True)]
)
def test_a_reason_too_short_is_named(value: Any, told: bool) -> None:
    found = register({**CASE, "excluded": value})
    assert found.cases["excluded"].all()
    assert named(found) == ([("AD2", "warning", "short_reason")] if told else [])


@pytest.mark.parametrize(
    "text",
    [
        "23.11.2026 г. 14:05", "23.11.2026г. 14:05", "23.11.26 г., 14:05", "23.11.2026 14 ч 05 мин",
        "23.11.2026 14 ч. 05 мин.", "23-11-2026 14:05", "\u200e23.11.2026\u202f14:05\u200b",
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str) -> None:
    found = register({**CASE, "detected": text})
    assert named(found) == []
    assert found.events["time"].astype(str).tolist() == ["2026-11-23 14:05:00"]


@pytest.mark.parametrize("text", ["23/11/2026 14:05", "23.11.2026 14 ч", "11-23-2026 14:05"])
def test_what_is_no_date(text: str) -> None:
    assert named(register({**CASE, "detected": text})) == [("B2", "error", "bad_time")]


@pytest.mark.parametrize(("detected", "told"), [("25.01.2026 09:05", False), ("24.01.2026 09:05", True)])
def test_a_detection_of_another_year(detected: str, told: bool) -> None:
    found = register(
        {"case": 1, "detected": detected, "reported": "26.01.2026 09:00", "sent": "20.11.2026 09:05"}
    )
    kinds = problems(found, NOW)
    assert ((kinds["kind"] == "far") & (kinds["cell"] == "B2")).any() == told


def test_a_time_ahead_is_named_in_a_journal_row_that_is_left_out_too() -> None:
    journal = [
        {"case": 99, "time": "23.11.2026 12:05:01", "event": "Размещено"},
        {"case": 1, "time": "24.11.2026", "event": "не слово"},
        {"case": 1, "time": "24.11.2026 10:00", "event": "Выявлено"},  # once more
        {"case": 2, "time": "24.11.2026 10:00", "event": "Выявлено"},  # of an excluded case
    ]
    found = register(CASE, {**CASE, "case": 2, "excluded": "угрозы"}, journal=journal)
    later = ["B4", "B5"]
    for now, ahead in (
        (NOW, ["B2", "B3", *later]),
        ("2026-11-23T12:00:01", ["B3", *later]),
        ("2026-11-24T00:00", later),
        ("2026-11-24T09:55", []),
    ):
        told = problems(found, now)
        assert told.loc[told["kind"] == "future", "cell"].tolist() == ahead
    kinds = problems(found, NOW)["kind"].tolist()
    assert kinds.count("date_only") == kinds.count("second_detection") == 1


def test_a_number_in_a_dates_format_stays_the_number() -> None:
    whole = tabs({**CASE, "case": 60}, {**CASE, "case": 45000})
    first = replace(whole.tabs[0], moments={0: np.array([False, True, True])})
    found = parse(replace(whole, tabs=(first, *whole.tabs[1:])))
    assert found.cases["case"].tolist() == ["60", "45000"]
    assert named(found) == [("A2", "warning", "typed_number"), ("A3", "warning", "typed_number")]


def test_times_under_a_merge_are_told() -> None:
    rows = [
        {**CASE, "case": number, "sent": None if number == 3 else "20.11.2026 09:30"}  # a file may keep it
        for number in (1, 2, 3)
    ]
    whole = tabs(*rows)
    column = [item.field for item in CASES.columns].index("sent")
    merged = replace(whole.tabs[0], merges=(Merge(1, column, 2, column + 1),))
    found = parse(replace(whole, tabs=(merged, *whole.tabs[1:])))
    assert named(found) == [
        ("M2", "warning", "merged"),
        ("L3", "warning", "merged"),
        ("M3", "warning", "merged"),
    ]
    assert found.events.loc[found.events["stage"] == Stage.SENT, "at"].tolist() == [0]


def test_the_1904_system_moves_moments_and_nothing_else() -> None:
    serial = 46346.375 - 1462
    whole = tabs(
        {"case": 5, "detected": serial, "limit_hours": 2},
        calendar=[{"date": 46349 - 1462, "kind": "рабочий"}],
    )
    found = parse(replace(whole, since_1904=True))
    assert named(found) == []
    assert found.events["time"].astype(str).tolist() == ["2026-11-20 09:00:00"]
    assert found.cases["case"].tolist() == ["5"]
    assert str(found.schedule.overrides[0].day) == "2026-11-23"


def test_an_address_behind_a_text_is_the_link() -> None:
    whole = tabs({**CASE, "url": "ссылка"}, {**CASE, "case": 2, "url": "нет"})
    column = [item.field for item in CASES.columns].index("url")
    linked = replace(whole.tabs[0], links={column: {1: "https://vk.com/wall1"}})
    found = parse(replace(whole, tabs=(linked, *whole.tabs[1:])))
    assert found.cases["url"].tolist() == ["https://vk.com/wall1", ""]
    assert named(found) == [("D3", "warning", "bad_link")]


def test_words_in_two_parts_and_signs_that_nobody_sees() -> None:
    found = register(
        {**CASE, "case": "И\u0306-1", "topic": "До\u00adроги", "executor": "Елкин И. И."},
        {**CASE, "case": 2, "repeat_of": "Й-\u200b1"},
        lists=[{"topic": "Дороги", "location": "Вистино", "executor": "Ёлкин И.И."}],
    )
    assert named(found) == []
    assert found.cases["case"].tolist() == ["Й-1", "2"]
    assert found.cases["earlier"].tolist() == [-1, 0]
    assert isinstance(found.cases["topic"].iloc[0], str)
