"""What only looks wrong, and what to type instead of a bad cell."""

from __future__ import annotations

from typing import Any

import pytest

from lib.duties.advice import advice, long_ahead
from lib.duties.check import problems
from lib.duties.instead import instead, nearest, when
from lib.law.schema import CASES
from lib.lists.mending import to_mend
from lib.register import parse
from tests.build import NOW, register
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import generate

COURSE = {"sent": "{} 09:30", "drafted": "{} 10:00", "approved": "{} 10:10", "posted": "{} 10:20"}
LISTS = [
    {
        "topic": "Дороги и транспорт",
        "location": "Вистино",
        "executor": "Иванов И. И.",
        "network": "ВКонтакте",
    },
    {"topic": "Вода", "location": "Ручьи", "executor": "Петров П. П.", "network": "Одноклассники"},
]


def course(day: str, **cells: Any) -> dict[str, Any]:
    return {"detected": f"{day} 09:05", **{key: shape.format(day) for key, shape in COURSE.items()}, **cells}


def hints(*rows: dict[str, Any], **others: Any) -> list[tuple[str, str]]:
    found = advice(register(*rows, **others), NOW)
    return list(zip(found["cell"], found["kind"], strict=True))


def test_day_and_month_swapped() -> None:
    row = course("11.05.2026", case=1, posted="05.11.2026 10:20")
    found = advice(register(row), NOW)
    assert found[["cell", "kind", "value"]].values.tolist() == [["V2", "swapped", "05.11.2026 10:20"]]
    assert "11.05.2026 10:20" in found["message"].iloc[0]
    assert instead(register(row), found) == ["11.05.2026 10:20"]


@pytest.mark.parametrize(
    "row",
    [
        course("11.05.2026"),
        course("11.11.2026"),  # the same day either way
        course("13.05.2026", posted="05.11.2026 10:20"),  # turned it would fit no better
        course("05.10.2026", kind="Промежуточный", final_drafted="09.10.2026 10:00"),
        course("11.05.2026", posted="05.11.2026 10:20", excluded="спам"),
        {"detected": "05.11.2026 09:05"},
    ],
)
def test_what_is_no_swap(row: dict[str, Any]) -> None:
    assert hints({"case": 1, **row}) == []


def test_a_detection_between_two_of_another_day() -> None:
    rows = [{"case": n, "detected": day} for n, day in enumerate(("02.11.2026 09:00", "11.02.2026 09:00"), 1)]
    assert hints(*rows, {"case": 3, "detected": "02.11.2026 12:00"}) == [("B3", "swapped")]


def test_a_step_in_the_journal() -> None:
    journal = [{"case": 1, "time": "05.11.2026 11:00", "event": "Доложено главе"}]
    assert hints(course("11.05.2026", case=1), journal=journal) == [("B2", "swapped")]


def test_one_link_twice() -> None:
    url = "https://vk.com/wall-1_2"
    first, second = ({"case": n, "detected": f"{n + 1:02}.11.2026 09:05", "url": url} for n in (1, 2))
    assert hints(first, {**second, "url": url + "/"}) == [("D3", "same_link")]
    assert hints(first, {**second, "repeat_of": 1}) == []
    assert hints(first, {**second, "excluded": "спам"}) == []
    assert hints(first, {**second, "url": ""}) == []


SENT, DRAFTED, APPROVED, POSTED = (
    {name: f"17.11.2026 {clock}"}
    for name, clock in (("sent", "09:10"), ("drafted", "09:20"), ("approved", "09:25"), ("posted", "09:30"))
)


@pytest.mark.parametrize(
    ("steps", "fields"),
    [
        ({**SENT, **DRAFTED, **POSTED}, ["approved"]),  # posted, never approved
        ({**SENT, **APPROVED, **POSTED}, ["drafted"]),
        ({"executor": "Иванов", **DRAFTED, **APPROVED, **POSTED}, ["sent"]),
        ({**DRAFTED, **APPROVED, **POSTED}, []),  # the curator answered without an executor
        ({**SENT, **DRAFTED, **APPROVED}, []),
        ({**SENT, **DRAFTED, "posted": "17.11.2027 10:00"}, []),  # not posted yet
        ({**SENT, **POSTED, "excluded": "угрозы"}, []),
    ],
)
def test_steps_left_out(steps: dict[str, Any], fields: list[str]) -> None:
    found = register({"case": 1, "detected": "17.11.2026 09:05", "url": "https://vk.com/1", **steps})
    hints = advice(found, NOW)
    wanted = [f"{found.columns[CASES.title, field]}2" for field in fields]
    assert hints.loc[hints["kind"] == "skipped", "cell"].tolist() == wanted


def test_a_time_before_the_detection_may_be_a_swapped_one_too() -> None:
    found = register({"case": 1, "detected": "03.11.2026 10:00", "sent": "11.03.2026 10:30"})
    named = problems(found, NOW)
    assert named["kind"].tolist() == ["early"]
    groups = to_mend.sorted_out(found, named, advice(found, NOW), NOW)
    assert "03.11.2026 10:30" in [line.instead for line in groups[-1].lines]


def test_a_step_that_the_check_names_is_not_told_twice() -> None:
    late = {"detected": "17.11.2026 09:05", "sent": "17.11.2026 09:30", "drafted": "17.11.2026 10:00"}
    found = register({"case": 1, **late, "posted": "17.11.2026 12:55"})
    named = problems(found, NOW)
    assert named["kind"].tolist() == ["unproven"]
    titles = [group.title for group in to_mend.sorted_out(found, named, advice(found, NOW), NOW)]
    assert titles == ["Шаг не отмечен"]


def test_each_cell_is_told_with_its_column_and_its_card() -> None:
    found = register({"case": 7, "detected": "вчера", "sent": "17.11.2026 09:30"})
    group = to_mend.groups(found, problems(found, NOW))[0]
    [line] = group.lines
    assert line.where == f"Реестр, {found.columns[CASES.title, 'detected']}2 («Выявлено»)"
    assert line.cells["Карточка"].tolist() == ["case?n=7"]


def test_of_two_rows_with_one_number_each_opens_its_own_card() -> None:
    found = register({"case": 5, "detected": "17.11.2026 09:05"}, {"case": 5, "detected": "вчера"})
    named = problems(found, NOW)
    groups = to_mend.groups(found, named)
    cards = [card for group in groups for line in group.lines for card in line.cells["Карточка"]]
    assert set(cards) == {"case?n=5&row=3"}
    assert to_mend.verdict(found, named, groups).cases == 1


def test_hints_stand_apart_from_what_is_to_be_mended() -> None:
    skipped = {"detected": "17.11.2026 09:05", **SENT, **POSTED, "url": "vk.com/1"}
    found = register({"case": 1, **skipped})
    groups = to_mend.sorted_out(found, problems(found, NOW), advice(found, NOW), NOW)
    assert {group.title: group.hint for group in groups} == {
        "Шаг пропущен": True,
        "Повторы и ссылки": False,
    }


def test_hints_are_no_problems() -> None:
    found = register(course("11.05.2026", case=1, posted="05.11.2026 10:20"))
    assert "swapped" not in problems(found, NOW)["kind"].tolist()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("дороги и транспрот", "Дороги и транспорт"),
        ("Дороги", "Дороги и транспорт"),
        ("транспорт", "Дороги и транспорт"),
        ("вода ", "Вода"),
        ("Boдa", "Вода"),  # three letters of it are Latin
        ("", ""),
        ("Совсем другое", ""),
    ],
)
def test_near_misses(typed: str, meant: str) -> None:
    assert nearest(typed, ("Дороги и транспорт", "Вода")) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("17/11/2026 09:30", "17.11.2026 09:30"),
        ("11/23/2026 9:30", "23.11.2026 09:30"),
        ("17.11.2026г. 9:30", "17.11.2026 09:30"),
        ("09:30 17.11.2026", "17.11.2026 09:30"),
        ("17.11.26 в 9.30", "17.11.2026 09:30"),
        ("2026/11/17 09:30", "17.11.2026 09:30"),
        ("17.11.2026 9 утра", "17.11.2026 чч:мм"),
        ("31.02.2026 10:00", ""),
        ("17.11.2026 24:00", ""),
        ("17.11.2026 и 18.11.2026", ""),
        ("14:05", ""),
        ("вчера", ""),
        ("", ""),
    ],
)
def test_times(typed: str, meant: str) -> None:
    assert when(typed) == meant


def test_what_to_type_instead() -> None:
    read = register(
        {
            "case": 1, "detected": "17/11/2026 09:05", "topic": "дороги и транспрот", "location": "Висттино",
            "executor": "Иваноф И.И.", "network": "В контакте", "importance": "повышеная",
            "url": "vk.com/wall-1_2", "limit_hours": "2 часа", "kind": "промежуточн.", "media": "дa",
        },
        journal=[{"case": 1, "time": "17.11.2026 10:00", "event": "Размещенно", "executor": "Питров П. П."}],
        lists=LISTS,
        settings={"Курратор": "Х"},
    )  # fmt: skip
    found = problems(read, NOW)
    proposed = dict(zip(found["value"], instead(read, found), strict=True))
    assert proposed == {
        "17/11/2026 09:05": "17.11.2026 09:05",
        "дороги и транспрот": "Дороги и транспорт",
        "Висттино": "Вистино",
        "Иваноф И.И.": "Иванов И. И.",
        "В контакте": "ВКонтакте",
        "повышеная": "Повышенная",
        "vk.com/wall-1_2": "https://vk.com/wall-1_2",
        "2 часа": "2",
        "промежуточн.": "Промежуточный",
        "дa": "да",
        "Размещенно": "Размещено",
        "Питров П. П.": "Петров П. П.",
        "Курратор": "Куратор",
    }


def test_times_typed_long_in_advance() -> None:
    read = register(
        {"case": 1, "detected": "20.11.2026 09:05", "sent": "23.11.2026 12:30", "posted": "23.11.2027 10:00"},
        {"case": 2, "detected": "20.11.2026 09:05", "sent": "25.11.2026"},
    )
    found = problems(read, NOW)
    future = found[long_ahead(found, NOW)]
    assert future["cell"].tolist() == ["V2", "L3"]
    titles = [group.title for group in to_mend.sorted_out(read, found, advice(read, NOW), NOW)]
    assert "Время в будущем" in titles
    assert "Время противоречит другим" in titles


@pytest.mark.parametrize("seed", range(12))
def test_every_trouble_has_a_group_of_its_own(seed: int) -> None:
    raw, now = generate.register(seed)
    read = parse(as_tabs(raw))
    titles = [group.title for group in to_mend.groups(read, problems(read, now))]
    assert titles
    assert "Прочее" not in titles
