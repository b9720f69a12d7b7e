"""The small tabs: lists, parameters, norms, days. What cannot be used is named, and the default stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lib.base.errors import CalendarError
from lib.duties.live import live
from lib.law.regulation import RULE, Norm, Unit
from lib.law.schema import CASES, LISTS, NORMS, PARAMETERS, SETTINGS
from lib.register import Register, parse
from lib.register.office.settings import hours
from lib.sla import assess
from lib.sources.tabs import Tab, Tabs
from lib.worktime import DEFAULT, Override
from tests.build import NOW, register, tab

CASE = {"case": 1, "detected": "23.11.2026 10:00"}


def read(*tabs: Tab, timezone: str | None = None) -> Register:
    return parse(Tabs("Проверочный", (tab(CASES, []), *tabs), timezone))


def settings(*pairs: tuple[Any, Any], timezone: str | None = None) -> Register:
    return read(tab(SETTINGS, [{"name": name, "value": value} for name, value in pairs]), timezone=timezone)


def norms(*rows: tuple[Any, Any, Any]) -> Register:
    return read(tab(NORMS, [dict(zip(("step", "limit", "unit"), row, strict=True)) for row in rows]))


def named(found: Register) -> list[tuple[str, str, str]]:
    problems = found.problems
    assert set(problems["level"]) <= {"warning"}
    return list(zip(problems["tab"], problems["cell"], problems["kind"], strict=True))


class TestSettings:
    def test_defaults(self) -> None:
        found = read()
        assert found.schedule == DEFAULT
        assert (found.settings.latest.warn_minutes, found.timezone) == (30, "Europe/Moscow")
        assert found.settings.latest.accounts == ()
        assert found.settings.latest.curator == ""

    def test_the_defaults_as_staff_would_type_them_are_the_defaults(self) -> None:
        found = settings(*((item.title, item.default) for item in PARAMETERS))
        assert named(found) == []
        assert found.schedule == DEFAULT
        assert found.settings == read().settings

    def test_everything_set(self) -> None:
        found = settings(
            ("Организация", " Администрация  поселения "),
            ("КУРАТОР:", "Иванов\u00a0И. И."),
            ("заместитель главы *", "Петров П. П."),
            ("Глава", "Сидоров"),
            ("Рабочее время пт", "8:30 - 16.15"),
            ("Рабочее время сб", "10:00—24:00"),
            ("Рабочее время ср", ""),
            ("Рабочее время чт", None),
            ("Перерыв", "12:00–12:30"),
            ("Сокращение предпраздничного дня, мин", 30),
            ("Предупреждать за, мин", "45"),
            ("Официальные аккаунты", "https://vk.com/a, https://ok.ru/b\nhttps://t.me/c"),
            ("Часовой пояс", "Asia/Omsk"),
        )
        assert named(found) == []
        own = found.settings.latest
        assert (own.organisation, own.curator) == ("Администрация поселения", "Иванов И. И.")
        assert (own.deputy, own.head) == ("Петров П. П.", "Сидоров")
        assert own.accounts == ("https://vk.com/a", "https://ok.ru/b", "https://t.me/c")
        assert (own.warn_minutes, found.timezone) == (45, "Asia/Omsk")
        week = found.schedule.hours
        assert week == ((540, 1080), (540, 1080), None, None, (510, 975), (600, 1440), None)
        assert (found.schedule.breaks, found.schedule.short_minutes) == (((720, 750),), 30)

    def test_no_break(self) -> None:
        assert settings(("Перерыв", None)).schedule.breaks == ()

    @pytest.mark.parametrize(
        ("name", "value", "kind"),
        [
            ("Рабочее время пн", "с девяти до шести", "bad_hours"),
            ("Рабочее время пн", "18:00–09:00", "bad_hours"),
            ("Рабочее время пн", "09:00–09:00", "bad_hours"),
            ("Рабочее время пн", "09:00–25:00", "bad_hours"),
            ("Рабочее время пн", "09:00–13:00, 14:00–18:00", "bad_hours"),
            ("Рабочее время пн", 0.375, "bad_hours"),
            ("Рабочее время пн", "#REF!", "cell_error"),
            ("Рабочее время пн", False, "bad_hours"),
            ("Перерыв", "обед", "bad_hours"),
            ("Перерыв", True, "bad_hours"),
            ("Перерыв", False, "bad_hours"),
            ("Сокращение предпраздничного дня, мин", "час", "bad_minutes"),
            ("Сокращение предпраздничного дня, мин", -60, "bad_minutes"),
            ("Сокращение предпраздничного дня, мин", 1.5, "bad_minutes"),
            ("Предупреждать за, мин", "скоро", "bad_minutes"),
            ("Предупреждать за, мин", False, "bad_minutes"),
            ("Официальные аккаунты", "vk.com/a", "bad_link"),
            ("Часовой пояс", "Москва", "bad_timezone"),
            ("Часовой пояс", "Europe", "bad_timezone"),
            ("Часовой пояс", "../../etc/passwd", "bad_timezone"),
            ("Часовой пояс", "#N/A", "cell_error"),
            ("Часовой пояс", False, "bad_timezone"),
        ],
    )
    def test_unreadable(self, name: str, value: Any, kind: str) -> None:
        found = settings((name, value))
        assert named(found) == [("Настройки", "B2", kind)]
        assert (found.schedule, found.settings) == (DEFAULT, read().settings)

    def test_good_accounts_stay_beside_a_bad_one(self) -> None:
        found = settings(("Официальные аккаунты", "https://vk.com/a vk.com/b"))
        assert found.settings.latest.accounts == ("https://vk.com/a",)

    def test_unknown_doubled_and_nameless(self) -> None:
        found = settings(
            ("Цвет", "синий"), ("Куратор", "А"), ("куратор ", "Б"), (None, "В"), (None, None), ("#REF!", 1)
        )
        assert named(found) == [
            ("Настройки", "A2", "unknown_parameter"),
            ("Настройки", "A4", "doubled_key"),
            ("Настройки", "A5", "no_key"),
            ("Настройки", "A7", "cell_error"),
        ]
        assert found.settings.latest.curator == "А"

    def test_the_sheets_own_zone(self) -> None:
        assert read(timezone="Asia/Yekaterinburg").timezone == "Asia/Yekaterinburg"
        assert settings(("Часовой пояс", "Asia/Omsk"), timezone="Europe/Moscow").timezone == "Asia/Omsk"
        unknown = read(timezone="Сириус")
        assert unknown.timezone == "Europe/Moscow"
        assert named(unknown) == [("Настройки", "", "bad_timezone")]

    def test_a_week_without_a_working_minute(self) -> None:
        days = [(f"Рабочее время {day}", "") for day in ("пн", "вт", "ср", "чт", "пт")]
        with pytest.raises(CalendarError, match="рабочего времени"):
            settings(*days)
        with pytest.raises(CalendarError):
            settings(("Перерыв", "00:00–24:00"))

    @pytest.mark.parametrize("dash", "-‐‑‒–—―−")
    def test_any_dash(self, dash: str) -> None:
        assert hours(f" 9:00 {dash}\u00a018:00 ") == (540, 1080)


class TestNorms:
    def test_the_regulations(self) -> None:
        assert read().norms.latest == {key: rule.norm for key, rule in RULE.items()}

    def test_own(self) -> None:
        found = norms(
            ("ответ", 9, "раб. ч"),
            ("Ответ повышенной важности", "1,5", "раб.ч"),
            ("Окончательный  ответ", 7, "раб. дн."),
            ("Возврат", 20, "мин"),
            ("Размещение", None, "раб. мин"),
            ("Согласование зам. главы", 30, "раб. мин"),
        )
        assert named(found) == []
        assert found.norms.latest["answer"] == Norm(9, Unit.WORK_HOURS)
        assert found.norms.latest["answer_high"] == Norm(1.5, Unit.WORK_HOURS)
        assert found.norms.latest["final"] == Norm(7, Unit.WORK_DAYS)
        assert found.norms.latest["return"] == Norm(20, Unit.MINUTES)
        assert found.norms.latest["posting"] == Norm(None, None)
        assert found.norms.latest["deputy_review"] == Norm(30, Unit.WORK_MINUTES)
        assert found.norms.latest["draft"] == RULE["draft"].norm

    @pytest.mark.parametrize(
        ("limit", "unit", "cells"),
        [
            (0, "мин", ["B2"]),
            (-1, "мин", ["B2"]),
            ("много", "мин", ["B2"]),
            (True, "мин", ["B2"]),
            (1.5, "раб. дн.", ["B2"]),
            (4, "часа", ["C2"]),
            (4, None, ["C2"]),
            (0, "часа", ["B2", "C2"]),
            ("#REF!", "мин", ["B2"]),
            ("#REF!", "часа", ["B2", "C2"]),
            (4, "#REF!", ["C2"]),
            (False, "мин", ["B2"]),
            (4, False, ["C2"]),
            (1e12, "раб. ч", ["B2"]),
            (1e300, "мин", ["B2"]),
            ("9" * 15, "раб. дн.", ["B2"]),
        ],
    )
    def test_bad_ones_leave_the_default(self, limit: Any, unit: Any, cells: list[str]) -> None:
        found = norms(("Ответ", limit, unit))
        assert [cell for _, cell, _ in named(found)] == cells
        assert found.norms == read().norms

    @pytest.mark.parametrize("limit", [1 / 3, "0.3333333333333333", "0,33333333333333330"])
    def test_a_norm_has_as_many_digits_as_it_needs(self, limit: Any) -> None:
        found = norms(("Ответ", limit, "раб. ч"))
        assert named(found) == []
        assert found.norms.latest["answer"] == Norm(1 / 3, Unit.WORK_HOURS)

    @pytest.mark.parametrize(
        ("limit", "unit"),
        [(25_000, "раб. дн."), (100_000, "раб. ч"), (12_000_000, "раб. мин"), (50_000_000, "мин")],
    )
    def test_a_norm_of_most_of_a_century_has_a_deadline(self, limit: float, unit: str) -> None:
        row = {"detected": "23.11.2026 10:00", "sent": "23.11.2026 10:05", "kind": "Промежуточный"}
        steps = ("Ответ", "Окончательный ответ", "Проект ответа")
        found = register(
            {"case": 1, **row, "posted": "23.11.2026 11:00"},
            {"case": 2, **row},
            norms=[{"step": step, "limit": limit, "unit": unit} for step in steps],
        )
        assert named(found) == []
        rows = assess(found, NOW)
        due = rows.loc[rows["rule"].isin(["answer", "final", "draft"]), "due"]
        assert due.dt.year.between(2074, 2136).all()
        assert len(live(found, NOW)) == 2

    def test_unknown_doubled_and_nameless(self) -> None:
        found = norms(("Обед", 1, "раб. ч"), ("Ответ", 5, "раб. ч"), ("ОТВЕТ", 6, "раб. ч"), (None, 1, None))
        assert named(found) == [
            ("Нормативы", "A2", "unknown_step"),
            ("Нормативы", "A4", "doubled_key"),
            ("Нормативы", "A5", "no_key"),
        ]
        assert found.norms.latest["answer"].limit == 5

    def test_an_unknown_unit_beside_an_empty_limit(self) -> None:
        """The row does not exist (register.md, «Cells»)."""
        found = norms(("Ответ", None, "часа"))
        assert named(found) == [("Нормативы", "C2", "unknown_word")]
        assert found.norms == read().norms


class TestCalendar:
    def test_days(self) -> None:
        found = register(
            calendar=[
                {"date": 46349, "kind": "Выходной"},
                {"date": "24.11.2026", "kind": "рабочий", "hours": "10:00-15:00"},
                {"date": "2026-11-25", "kind": "сокращенный"},
                {},
            ]
        )
        assert named(found) == []
        assert found.schedule.overrides == (
            Override(date(2026, 11, 23), "off", None),
            Override(date(2026, 11, 24), "work", (600, 900)),
            Override(date(2026, 11, 25), "short", None),
        )

    @pytest.mark.parametrize(
        ("row", "kinds", "kept"),
        [
            ({"date": "23.11.2026", "kind": "праздник"}, ["unknown_word"], 0),
            ({"date": "23.11.2026"}, ["unknown_word"], 0),
            ({"date": "завтра", "kind": "рабочий"}, ["bad_date"], 0),
            ({"date": True, "kind": "рабочий"}, ["bad_date"], 0),
            ({"date": "#REF!", "kind": "рабочий"}, ["cell_error"], 0),
            ({"kind": "рабочий"}, ["bad_date"], 0),
            ({"hours": "09:00–13:00"}, ["bad_date"], 0),
            ({"date": 46349, "kind": "рабочий", "hours": "до обеда"}, ["bad_hours"], 1),
            ({"date": 46349, "kind": "#N/A"}, ["cell_error"], 0),
            ({"date": 46349, "kind": "праздник", "hours": "до обеда"}, ["unknown_word", "bad_hours"], 0),
        ],
    )
    def test_bad_rows(self, row: dict[str, Any], kinds: list[str], kept: int) -> None:
        found = register(calendar=[row])
        assert [kind for _, _, kind in named(found)] == kinds
        assert len(found.schedule.overrides) == kept

    def test_a_date_given_twice(self) -> None:
        found = register(
            calendar=[{"date": 46349, "kind": "рабочий"}, {"date": "23.11.26", "kind": "выходной"}]
        )
        assert named(found) == [("Календарь", "A3", "doubled_key")]
        assert [day.kind for day in found.schedule.overrides] == ["work"]


class TestLists:
    def test_lists_and_groups(self) -> None:
        found = register(
            {**CASE, "topic": "вода", "location": "Деревня", "executor": "иванов и.и."},
            lists=[
                {"topic": "Вода", "topic_group": "ЖКХ", "executor": "Иванов И. И.", "network": "MAX"},
                {"topic": "Дороги", "topic_group": "ЖКХ"},
                {"topic": "ВОДА", "location": "Деревня"},
                {"executor": 12},
            ],
        )
        assert named(found) == []
        lists = found.lists
        assert lists.topics == ("Вода", "Дороги")
        assert lists.groups == {"Вода": "ЖКХ", "Дороги": "ЖКХ"}
        assert (lists.executors, lists.locations, lists.networks) == (
            ("Иванов И. И.", "12"),
            ("Деревня",),
            ("MAX",),
        )
        case = found.cases.iloc[0]
        assert (case["topic"], case["topic_group"], case["executor"]) == ("Вода", "ЖКХ", "Иванов И. И.")
        assert found.people == ("Иванов И. И.", "12")

    def test_named(self) -> None:
        lists = [{"topic_group": "ЖКХ", "location": "#REF!", "topic": None}]
        assert named(register(lists=lists)) == [
            ("Справочники", "B2", "group_without_topic"),
            ("Справочники", "C2", "cell_error"),
        ]

    def test_any_one_column_will_do(self) -> None:
        found = read(tab(LISTS, [{"executor": "Иванов"}], ["executor"]))
        assert found.lists.executors == ("Иванов",)
