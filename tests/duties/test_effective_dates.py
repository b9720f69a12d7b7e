"""«Действует с»: norms, hours and names of the day, worked out by hand (rules.md, «Effective dates»)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib import sla
from lib.base.dated import Dated
from lib.cli.tables import as_csv
from lib.documents import tables as documents
from lib.documents.fingerprint import Marks
from lib.duties import live
from lib.duties.check import problems
from lib.figures import summary
from lib.law.regulation import RULES
from lib.law.schema import CASES, NORMS, SETTINGS
from lib.lists import norms as tables
from lib.lists.mending import personal
from lib.register import Register, parse
from lib.register.several import reader
from lib.sources.tabs import Tab, Tabs
from lib.worktime.period import month_of
from tests.build import NOW, facts_of, tab

Rows = list[tuple[Any, ...]]


def register(*cases: dict[str, Any], norms: Rows = [], settings: Rows = []) -> Register:  # noqa: B006
    rows = [{"topic": "Дороги", "location": "Вистино", **case} for case in cases]
    parts = [tab(CASES, rows)]
    for schema, content in ((NORMS, norms), (SETTINGS, settings)):
        names = [column.field for column in schema.columns]
        parts.append(tab(schema, [dict(zip(names, row, strict=False)) for row in content]))
    return parse(Tabs("Проверочный", tuple(parts)))


def owed(found: Register, rule: str, now: str = NOW) -> pd.DataFrame:
    rows = sla.assess(found, now)
    return rows[rows["rule"] == rule]


def named(found: Register) -> list[tuple[str, str]]:
    return list(found.problems[["cell", "kind"]].itertuples(index=False, name=None))


def test_the_norm_of_the_day_on_which_it_opened_for_good() -> None:
    """Friday 20 and Monday 23 November; the answer takes two hours from the 23rd on."""
    found = register(
        {"case": 1, "detected": "20.11.2026 15:30", "posted": "23.11.2026 11:30"},
        {"case": 2, "detected": "23.11.2026 09:00", "posted": "23.11.2026 11:30"},
        norms=[("Ответ", 2, "раб. ч", "23.11.2026"), ("Ответ", 4, "раб. ч", None)],
    )
    rows = owed(found, "answer")
    assert rows["limit"].tolist() == [4, 2]
    assert rows["due"].astype(str).tolist() == ["2026-11-23 11:30:00", "2026-11-23 11:00:00"]
    assert rows["status"].astype(str).tolist() == ["met", "late"]


def test_a_change_begins_at_midnight_and_one_ahead_is_known() -> None:
    """From Tuesday 24 on the day ends at 12:00: what began on Monday at 17:00 reaches into it."""
    hours = [("Рабочее время вт", "09:00–12:00", "24.11.2026")]
    found = register({"case": 1, "detected": "23.11.2026 17:00"}, settings=hours)
    (row,) = owed(found, "answer", "2026-11-23T17:30").to_dict("records")
    assert str(row["due"]) == "2026-11-24 12:00:00"
    before = register({"case": 1, "detected": "23.11.2026 17:00"})
    (row,) = owed(before, "answer", "2026-11-23T17:30").to_dict("records")
    assert str(row["due"]) == "2026-11-24 12:00:00"


def test_hours_break_and_shortening_are_those_of_each_day() -> None:
    settings = [
        ("Рабочее время пн", "10:00–15:00", "30.11.2026"),
        ("Перерыв", "", "30.11.2026"),
        ("Рабочее время пн", "08:00–17:00", None),
    ]
    found = register(settings=settings)
    calendar = found.schedule.weeks
    assert calendar.on(pd.Timestamp("2026-11-29")).hours[0] == (480, 1020)
    assert calendar.on(pd.Timestamp("2026-11-30")).hours[0] == (600, 900)
    assert calendar.on(pd.Timestamp("2026-11-30")).breaks == ()
    assert calendar.on(pd.Timestamp("2026-11-29")).breaks == ((780, 840),)


def test_what_ran_out_under_one_is_his_though_another_closed_it() -> None:
    """The successor comes on Monday: the term ran out on Friday, the answer came on Monday."""
    settings = [("Куратор", "Первый", None), ("Куратор", "Вторая", "23.11.2026")]
    found = register(
        {"case": 1, "detected": "20.11.2026 09:00", "posted": "23.11.2026 10:00"},
        {"case": 2, "detected": "20.11.2026 16:30", "posted": "23.11.2026 09:30"},
        {"case": 3, "detected": "20.11.2026 09:00"},
        settings=settings,
    )
    assert owed(found, "answer")["person"].astype(str).tolist() == ["Первый", "Вторая", "Первый"]
    now = live.live(found, NOW)  # whose move it is: the one of today
    assert now.loc[2, "person"] == "Вторая"


def test_a_shortened_term_is_compared_with_the_norm_of_the_day_of_detection() -> None:
    norms = [("Ответ", 2, "раб. ч", "23.11.2026")]
    found = register(
        {"case": 1, "detected": "20.11.2026 09:00", "limit_hours": 3},
        {"case": 2, "detected": "23.11.2026 09:00", "limit_hours": 3},
        norms=norms,
    )
    assert owed(found, "answer")["limit"].tolist() == [3, 2]
    told = problems(found, NOW)
    assert told.loc[told["kind"] == "limit", "cell"].tolist() == ["J3"]


@pytest.mark.parametrize(
    ("rows", "expected", "limit"),
    [
        ([("Ответ", 2, "раб. ч", "завтра")], [("D2", "bad_since")], 4),
        ([("Ответ", 2, "раб. ч", "31.12.1999")], [("D2", "bad_since")], 4),
        ([("Ответ", 2, "раб. ч", "#REF!")], [("D2", "cell_error")], 4),
        ([("Ответ", 2, "раб. ч", "20.11.2026 14:00")], [("D2", "since_with_time")], 2),
        ([("Ответ", 2, "раб. ч", 46346), ("Ответ", 3, "раб. ч", "20.11.2026")], [("A3", "doubled_key")], 2),
        ([("Ответ", "?", "раб. ч", 46346), ("Ответ", 3, "раб. ч", 46346)], [("B2", "bad_norm")], 3),
        ([("Ответ", 3, "раб. ч", None), ("Ответ", 2, "час", 46346)], [("C3", "unknown_word")], 3),
        ([("Ответ", 3, "раб. ч", None), ("Ответ", None, None, 46346)], [], None),
    ],
)
def test_rows_that_do_not_exist(rows: Rows, expected: list[tuple[str, str]], limit: float | None) -> None:
    found = register({"case": 1, "detected": "23.11.2026 09:00"}, norms=rows)
    assert named(found) == expected
    assert found.norms.on(pd.Timestamp(NOW))["answer"].limit == limit


def test_the_time_zone_has_no_date() -> None:
    found = register(settings=[("Часовой пояс", "Asia/Omsk", "20.11.2026")])
    assert named(found) == [("C2", "bad_since")]
    assert found.timezone == "Europe/Moscow"


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_which_version_is_in_force_whatever_the_unit_of_a_moment(unit: str) -> None:
    versions = Dated(("а", "б", "в"), (date(2026, 11, 1), date(2026, 12, 1)))
    asked = ["NaT", "1999-01-01", "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", "2099-12-31"]
    assert versions.places(np.array(asked, f"M8[{unit}]")).tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert [versions.on(day) for day in ("2026-10-31T23:59:59", "2026-11-01")] == ["а", "б"]


MONTHS = tuple(
    replace(tab(CASES, [{"case": number, "detected": "01.10.2026 10:00"}], ("case", "detected")), title=title)
    for number, title in ((1, "Октябрь"), (2, "Ноябрь"))
)
LISTED: Rows = [("Листы реестра", "Октябрь", None), ("Листы реестра", "Октябрь; Ноябрь", "01.11.2026")]


@pytest.mark.parametrize(
    ("day", "cases"), [("2026-10-31T23:59", ["1"]), ("2026-11-01T00:00", ["1", "2"]), ("", ["1", "2"])]
)
def test_the_tabs_with_messages_are_those_listed_on_the_day(day: str, cases: list[str]) -> None:
    names = [column.field for column in SETTINGS.columns]
    settings = tab(SETTINGS, [dict(zip(names, row, strict=True)) for row in LISTED])
    local = (lambda _: pd.Timestamp(day)) if day else None
    found = parse(Tabs("Проверочный", (*MONTHS, settings)), local=local)
    assert found.cases["case"].tolist() == cases
    assert named(found) == ([] if len(cases) == 2 else [("", "unread_tab")])


def test_the_list_of_tabs_changes_with_the_day_though_no_cell_does(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [column.field for column in SETTINGS.columns]
    settings = tab(SETTINGS, [dict(zip(names, row, strict=True)) for row in LISTED])
    days = ["2026-10-31T23:59"]
    read = reader(local=lambda _: pd.Timestamp(days[-1]))
    tabs = Tabs("Проверочный", (*MONTHS, settings)), Tabs("Архив", (*MONTHS, settings))
    before = read(tabs)
    monkeypatch.setattr("lib.register.register.locate", None)  # «Настройки» are not read once more
    assert read(tabs) is before
    days.append("2026-11-01T00:00")
    assert [before.cases["case"].tolist(), read(tabs).cases["case"].tolist()] == [["1"] * 2, ["1", "2"] * 2]


def test_personal_data_are_sought_as_the_setting_of_the_day_says() -> None:
    found = register(settings=[("Искать персональные данные", "нет", "24.11.2026")])
    assert personal.sought(found, "2026-11-23T23:59")
    assert not personal.sought(found, "2026-11-24T00:00")


def test_a_column_that_is_empty_throughout_changes_nothing() -> None:
    """All as before, to the byte: the first row of a step counts, whatever stands in it."""
    case = {"case": 1, "detected": "20.11.2026 09:00", "sent": "20.11.2026 09:20"}
    norms: Rows = [
        ("Ответ", "?", "раб. ч", None),
        ("Ответ", 3, "раб. ч", None),
        ("Проект ответа", 2, "раб. ч", None),
    ]
    settings: Rows = [("Куратор", "Первый", None), ("Рабочее время пн", "10:00–16:00", None)]
    whole = register(case, norms=norms, settings=settings)
    parts = []
    for name in (CASES, NORMS, SETTINGS):
        own = next(part for part in _tabs(case, norms, settings) if part.title == name.title)
        parts.append(own if name is CASES else replace(own, columns=own.columns[:-1]))
    bare = parse(Tabs("Проверочный", tuple(parts)))
    assert [b"".join(as_csv(sla.assess(found, NOW))) for found in (whole,)] == [
        b"".join(as_csv(sla.assess(found, NOW))) for found in (bare,)
    ]
    assert named(whole) == named(bare) == [("B2", "bad_norm"), ("A3", "doubled_key")]


def _tabs(case: dict[str, Any], norms: Rows, settings: Rows) -> list[Tab]:
    rows = [{"topic": "Дороги", "location": "Вистино", **case}]
    found = [tab(CASES, rows)]
    for schema, content in ((NORMS, norms), (SETTINGS, settings)):
        names = [column.field for column in schema.columns]
        found.append(tab(schema, [dict(zip(names, row, strict=False)) for row in content]))
    return found


def test_the_fingerprint_of_a_month_knows_only_what_can_touch_it() -> None:
    case = {
        "case": 1,
        "detected": "20.10.2026 09:00",
        "sent": "20.10.2026 09:20",
        "posted": "20.10.2026 10:00",
    }
    october = month_of("2026-10")
    plain = Marks(register(case)).of(october)
    later = register(
        case,
        norms=[("Ответ", 2, "раб. ч", "01.01.2027")],
        settings=[("Рабочее время пн", "10:00–16:00", "01.01.2027"), ("Куратор", "Вторая", "05.10.2026")],
    )
    assert Marks(later).of(october) == plain
    touching = Marks(register(case, norms=[("Ответ", 2, "раб. ч", "20.10.2026")])).of(october)
    assert (touching.data, touching.calendar) == (plain.data, plain.calendar)
    assert touching.norms != plain.norms


def test_a_document_lists_the_versions_of_each_step_that_were_used() -> None:
    """Another step's change is none of «Направление исполнителю»."""
    found = register(
        *({"case": number, "detected": f"{9 + number}.11.2026 09:00"} for number in range(3)),
        norms=[("Ответ", 2, "раб. ч", "10.11.2026"), ("Доработка", 45, "раб. мин", "11.11.2026")],
    )
    table = documents.norms(found, sla.assess(found, NOW), "2026-11-30")
    told = [[cell.shown.replace("\u00a0", " ") for cell in row[::2]] for row in table.rows]
    assert told[:2] == [["Ответ (п. 9)", "4 раб. ч"], ["Ответ (п. 9), с 10.11.2026", "2 раб. ч"]]
    assert ["Направление исполнителю (п. 7)", "30 раб. мин"] in told
    assert ["Доработка (п. 13)", "45 раб. мин"] in told
    assert len(told) == len(RULES) + 1


def test_a_figure_whose_norm_changed_is_marked_and_the_change_is_told() -> None:
    found = register(
        {"case": 1, "detected": "20.10.2026 09:00"},
        {"case": 2, "detected": "20.11.2026 09:00"},
        norms=[("Ответ", 2, "раб. ч", "10.11.2026")],
        settings=[("Куратор", "Первый", None), ("Куратор", "Вторая", "01.12.2026")],
    )
    facts = facts_of(found)
    assert summary.of(facts, month_of("2026-11")).renormed == {"answer"}
    assert summary.of(facts, month_of("2026-10")).renormed == frozenset()
    assert tables.changes(found, NOW).to_numpy().tolist() == [
        ["10.11.2026", "Норма «Ответ»", "4 раб. ч", "2 раб. ч", "действует"],
        ["01.12.2026", "Куратор", "Первый", "Вторая", "ещё не наступило"],
    ]
    assert tables.differences(found, NOW) == (
        "«Ответ» (п. 9): 2 раб. ч вместо 4 раб. ч по положению, короче в 2 раза.",
    )
