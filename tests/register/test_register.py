"""`parse`: what becomes a case, an event, a problem; and that nothing with content is ever lost."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.base.errors import CalendarError, RegisterError
from lib.duties import check
from lib.law.regulation import Kind
from lib.law.schema import CASES, EVENT_FIELDS, JOURNAL, STAGE_OF, TABS, Cell, TabSchema
from lib.register import Register, parse
from lib.register.layout import PROBLEM_COLUMNS
from lib.sheets import read
from lib.sources.tabs import Tab, Tabs
from tests.build import register, tab

EXAMPLE = Path(__file__).parents[1] / "examples" / "register.xlsx"
DETECTED = "23.11.2026 10:00"
CASE = {"case": 1, "detected": DETECTED}


def named(found: Register) -> list[tuple[str, str, str, str]]:
    problems = found.problems
    return list(zip(problems["cell"], problems["case"], problems["level"], problems["kind"], strict=True))


def letter(found: Register, field: str, title: str = CASES.title) -> str:
    return found.columns[title, field]


def kinds_at(found: Register, field: str, row: int = 2, title: str = CASES.title) -> list[str]:
    """The causes named at a cell, each with its level."""
    at = f"{letter(found, field, title)}{row}"
    problems = found.problems[(found.problems["tab"] == title) & (found.problems["cell"] == at)]
    return [f"{level} {kind}" for level, kind in zip(problems["level"], problems["kind"], strict=True)]


def only(found: Register, field: str, *causes: str) -> None:
    """These causes are named at the cell, and nothing is named anywhere else."""
    assert kinds_at(found, field) == list(causes)
    assert len(found.problems) == len(causes)


def raw(title: str, *rows: list[Any], gid: int | None = None) -> Tab:
    width = max(map(len, rows), default=0)
    return Tab(title, tuple([row[i] if i < len(row) else None for row in rows] for i in range(width)), gid)


# --- frames ------------------------------------------------------------------------------------------------


def test_the_example_of_the_contracts() -> None:
    found = parse(read(EXAMPLE))
    assert len(found.cases) == 15
    assert named(found) == [
        ("L14", "13", "warning", "date_only"),
        ("L15", "14", "error", "bad_time"),
        ("A16", "14", "error", "repeated_number"),
    ]
    assert found.settings.latest.curator == "Куратор Тестовый"
    assert found.people == ("Исполнитель 1", "Исполнитель 2")
    journal = found.events[found.events["journal"]]
    assert journal["row"].tolist() == [2, 3]
    assert journal["at"].tolist() == [9, 9]


def test_types() -> None:
    for found in (register(), register(CASE), parse(read(EXAMPLE))):
        assert {name: str(dtype) for name, dtype in found.cases.dtypes.items()} == {
            **dict.fromkeys(("case", "url", "author", "text", "answer_url", "note", "repeat_of"), "str"),
            **dict.fromkeys(("network", "topic", "topic_group", "location", "outcome"), "category"),
            **dict.fromkeys(("executor", "executor2"), "category"),
            **dict.fromkeys(("numbered", "high", "excluded"), "bool"),
            **{"row": "int32", "limit_hours": "float64", "kind": "int8", "media": "boolean", "mark": "Int8"},
            **{"earlier": "int32", "excluded_reason": "str", "source": "int8"},
            **{"status": "str", "said": "int8"},
        }
        assert {name: str(dtype) for name, dtype in found.events.dtypes.items()} == {
            **{"at": "int32", "field": "int8", "stage": "int8", "time": "datetime64[s]", "dated": "bool"},
            **{"kind": "int8", "executor": "category", "journal": "bool", "row": "int32", "source": "int8"},
        }
        assert {name: str(dtype) for name, dtype in found.problems.dtypes.items()} == {
            **dict.fromkeys(PROBLEM_COLUMNS, "str"),
            **{"time": "datetime64[s]", "dated": "bool"},
        }
        for frame in (found.cases, found.events):
            assert isinstance(frame.index, pd.RangeIndex)
        people = list(found.people)
        assert found.cases["executor"].cat.categories.tolist() == people
        assert found.cases["executor2"].cat.categories.tolist() == people
        assert found.events["executor"].cat.categories.tolist() == people


def test_every_column_of_a_case() -> None:
    found = register(
        {"case": 1, "detected": DETECTED},
        {
            **{
                "case": "7-а",
                "detected": DETECTED,
                "network": "MAX",
                "url": "https://a.ru",
                "author": "Житель",
            },
            **{
                "text": " Яма\nна дороге ",
                "topic": "Дороги",
                "location": "Центр",
                "importance": "ПОВЫШЕННАЯ",
            },
            **{"limit_hours": "0,5", "executor": "Иванов", "executor2": "Петров", "kind": "промежуточный"},
            **{"answer_url": "HTTP://b.ru", "media": "да", "repeat_of": "1", "excluded": "угрозы"},
            **{"mark": "4", "outcome": "решено", "note": 12.5},
        },
    )
    assert named(found) == []
    assert found.missing == ()
    assert found.cases.iloc[1].to_dict() == {
        **{
            "case": "7-а",
            "row": 3,
            "numbered": True,
            "network": "MAX",
            "url": "https://a.ru",
            "author": "Житель",
        },
        **{"text": "Яма\nна дороге", "topic": "Дороги", "topic_group": np.nan, "location": "Центр"},
        **{
            "high": True,
            "limit_hours": 0.5,
            "executor": "Иванов",
            "executor2": "Петров",
            "kind": Kind.INTERIM,
        },
        **{"answer_url": "HTTP://b.ru", "media": True, "repeat_of": "1", "earlier": 0, "excluded": True},
        **{"excluded_reason": "угрозы", "mark": 4, "outcome": "Решено", "note": "12.5", "source": 0},
        **{"status": "", "said": 0},
    }
    first = found.cases.iloc[0]
    assert first[["url", "repeat_of", "excluded_reason", "note"]].tolist() == [""] * 4
    assert first[["high", "media", "excluded"]].tolist() == [False] * 3
    assert first[["earlier", "kind"]].tolist() == [-1, 0]
    assert first[["limit_hours", "mark", "outcome", "executor"]].isna().all()


def test_every_event_of_a_row() -> None:
    times = {field: f"{day}.11.2026 10:00" for day, field in enumerate(EVENT_FIELDS, 1)}
    found = register({"case": 1, **times, "executor": "А", "executor2": "Б", "kind": "Запрос"})
    events = found.events.sort_values("field")
    assert events["field"].tolist() == list(range(len(EVENT_FIELDS)))
    assert events["stage"].tolist() == [STAGE_OF[field] for field in EVENT_FIELDS]
    assert events["time"].dt.day.tolist() == list(range(1, len(EVENT_FIELDS) + 1))
    kinds = {"drafted": 3, "redrafted": 3, "posted": 3, "final_drafted": 1, "final_posted": 1}
    assert events["kind"].tolist() == [kinds.get(field, 0) for field in EVENT_FIELDS]
    people = {"sent": "А", "resent": "Б"}
    assert events["executor"].astype(object).where(events["executor"].notna(), None).tolist() == [
        people.get(field) for field in EVENT_FIELDS
    ]
    assert not events["journal"].any()


def test_defaults_of_kind_and_of_the_new_executor() -> None:
    found = register({**CASE, "drafted": DETECTED, "executor": "А", "resent": DETECTED})
    events = found.events.set_index("field")
    assert events.loc[EVENT_FIELDS.index("drafted"), "kind"] == Kind.FINAL
    assert events.loc[EVENT_FIELDS.index("resent"), "executor"] == "А"


# --- rows and numbers --------------------------------------------------------------------------------------


class TestRows:
    @pytest.mark.parametrize(
        "row",
        [
            {},
            {"case": 5},
            {"case": "#REF!"},
            {"case": True},
            {"case": 5, "media": False, "excluded": False, "text": False, "detected": False},
            {"case": 5, "media": "нет", "excluded": "НЕТ", "note": " нет ", "topic": "FALSE"},
            {"case": 5, "media": "-", "excluded": 0},
            {"case": 5, "note": " \u00a0\u200b "},
        ],
    )
    def test_prepared_and_empty_rows_are_no_cases(self, row: dict[str, Any]) -> None:
        found = parse(Tabs("", (tab(CASES, [row, CASE]),)))
        assert found.cases["row"].tolist() == [3]
        assert set(found.problems["cell"]) <= {"G3", "H3"}
        assert found.people == ()
        assert found.cases["topic"].cat.categories.tolist() == []

    @pytest.mark.parametrize(
        "cell",
        [{"text": "да"}, {"media": True}, {"mark": 0}, {"note": "-"}, {"sent": "#REF!"}, {"excluded": "x"}],
    )
    def test_anything_else_makes_a_case(self, cell: dict[str, Any]) -> None:
        assert len(parse(Tabs("", (tab(CASES, [{"case": 5, **cell}]),))).cases) == 1

    def test_columns_of_the_staffs_own_make_no_case(self) -> None:
        found = parse(
            Tabs("", (raw("Реестр", ["№", "Выявлено", "Своё"], [1, None, "заметка"], [None, None, 1]),))
        )
        assert len(found.cases) == len(found.problems) == 0

    @pytest.mark.parametrize("number", [12, 12.0, "12", " 12\u00a0"])
    def test_one_number(self, number: Any) -> None:
        found = register({**CASE, "case": number}, {**CASE, "case": 12})
        assert found.cases["case"].tolist() == ["12", "12"]
        assert named(found) == [("A3", "12", "error", "repeated_number")]

    def test_other_numbers_are_compared_as_typed(self) -> None:
        typed = [7, "007", "7.0", 7.5, "А-1", "а-1", -7, "7 а", "7\u00a0б"]
        found = register(*({**CASE, "case": number} for number in typed))
        assert named(found) == []
        assert found.cases["case"].tolist() == ["7", "007", "7.0", "7.5", "А-1", "а-1", "-7", "7 а", "7 б"]

    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            (None, "no_number"),
            (" ", "no_number"),
            (True, "bad_number"),
            (False, "bad_number"),
            ("#N/A", "cell_error"),
        ],
    )
    def test_no_number(self, number: Any, kind: str) -> None:
        found = register(CASE, {**CASE, "case": number})
        assert found.cases["case"].tolist() == ["1", "строка 3"]
        assert found.cases["numbered"].tolist() == [True, False]
        assert named(found) == [("A3", "строка 3", "error", kind)]

    def test_each_repetition_is_named(self) -> None:
        found = register(*({**CASE, "case": number} for number in (3, 1, 3, 2, 3)))
        assert [cell for cell, *_ in named(found)] == ["A4", "A6"]
        assert len(found.cases) == 5

    def test_a_prepared_number_is_free(self) -> None:
        found = register({"case": 1, "topic": None, "location": None}, CASE)
        assert named(found) == []


# --- cells -------------------------------------------------------------------------------------------------


class TestCells:
    @pytest.mark.parametrize("field", EVENT_FIELDS)
    @pytest.mark.parametrize(
        ("value", "cause"),
        [
            ("утром", "error bad_time"),
            (True, "error bad_time"),
            (False, "error bad_time"),
            (12.03, "error bad_time"),
            ("#REF!", "error cell_error"),
            (46349, "warning date_only"),
            ("23.11.26", "warning date_only"),
        ],
    )
    def test_times(self, field: str, value: Any, cause: str) -> None:
        found = register({**CASE, field: value, "note": "x"})
        only(found, field, cause)
        assert (found.events["field"] == EVENT_FIELDS.index(field)).any() == ("date_only" in cause)

    @pytest.mark.parametrize("column", [c for c in CASES.columns if c.field != "case"], ids=lambda c: c.field)
    def test_an_error_value_is_named_once_in_any_column(self, column: Any) -> None:
        found = register({**CASE, column.field: "#ССЫЛКА!"})
        level = "error" if column.cell is Cell.TIME or column.decisive else "warning"
        only(found, column.field, f"{level} cell_error")

    @pytest.mark.parametrize(
        ("field", "value", "cause"),
        [
            ("url", "vk.com/1", "bad_link"),
            ("url", "javascript:alert(1)", "bad_link"),
            ("answer_url", 5, "bad_link"),
            ("answer_url", True, "bad_link"),
            ("importance", "спешно", "unknown_word"),
            ("importance", True, "unknown_word"),
            ("kind", "черновик", "unknown_word"),
            ("outcome", "забыто", "unknown_word"),
            ("limit_hours", 0, "bad_hours"),
            ("limit_hours", -1, "bad_hours"),
            ("limit_hours", "час", "bad_hours"),
            ("limit_hours", True, "bad_hours"),
            ("limit_hours", 1e9, "bad_hours"),
            ("media", "не знаю", "bad_yes_no"),
            ("mark", 6, "bad_mark"),
            ("mark", 4.5, "bad_mark"),
            ("mark", "хорошо", "bad_mark"),
            ("repeat_of", 99, "unknown_repeat"),
            ("repeat_of", True, "unknown_repeat"),
            ("repeat_of", 1, "self_repeat"),
        ],
    )
    def test_bad_values_are_named_and_count_as_empty(self, field: str, value: Any, cause: str) -> None:
        found = register({**CASE, field: value})
        level = "error" if CASES.column(field).decisive else "warning"
        only(found, field, f"{level} {cause}")
        empty = register(CASE).cases
        if cause not in ("unknown_repeat", "bad_yes_no"):
            assert found.cases.equals(empty)

    @pytest.mark.parametrize("field", ["text", "network", "executor", "note", "media", "excluded"])
    def test_false_is_empty_where_a_tick_or_any_text_may_stand(self, field: str) -> None:
        found = register({**CASE, field: False})
        assert named(found) == []
        assert found.cases.equals(register(CASE).cases)

    @pytest.mark.parametrize(
        ("field", "cause"),
        [
            ("url", "bad_link"),
            ("answer_url", "bad_link"),
            ("importance", "unknown_word"),
            ("kind", "unknown_word"),
            ("outcome", "unknown_word"),
            ("limit_hours", "bad_hours"),
            ("mark", "bad_mark"),
            ("repeat_of", "unknown_repeat"),
        ],
    )
    def test_false_elsewhere_counts_as_empty_and_is_named(self, field: str, cause: str) -> None:
        found = register({**CASE, field: False})
        level = "error" if CASES.column(field).decisive else "warning"
        only(found, field, f"{level} {cause}")
        assert found.cases.equals(register(CASE).cases)

    def test_false_is_no_name_of_a_list(self) -> None:
        found = register({**CASE, "executor": False}, lists=[{"executor": "Исполнитель 1"}])
        only(found, "executor", "warning not_in_list")
        assert found.cases["executor"].isna().all()

    def test_true_in_a_text(self) -> None:
        assert register({**CASE, "note": True}).cases["note"].tolist() == ["TRUE"]

    @pytest.mark.parametrize("value", ["нет", "НЕТ", "n", 0, "-", "–", False, None])
    def test_no_leaves_the_case_in(self, value: Any) -> None:
        assert not register({**CASE, "excluded": value}).cases["excluded"].any()

    @pytest.mark.parametrize("value", ["угрозы", "да", 1, True, "Есть!"])
    def test_anything_else_excludes_it(self, value: Any) -> None:
        found = register({**CASE, "excluded": value, "topic": None, "detected": None})
        assert found.cases["excluded"].all()
        assert named(found) == []  # neither the topic nor the detection of an excluded case is missed

    def test_topic_and_place_are_missed(self) -> None:
        found = register({**CASE, "topic": None, "location": False})
        assert [kind for *_, kind in named(found)] == ["no_topic", "no_location"]

    def test_names_outside_the_lists(self) -> None:
        row = {**CASE, "topic": " Вода ", "executor": "Чужой", "network": "MAX"}
        found = register(row, lists=[{"topic": "Дороги", "executor": "Свой"}])
        assert [kind for *_, kind in named(found)] == ["not_in_list"] * 2
        case = found.cases.iloc[0]
        assert (case["topic"], case["executor"], case["network"]) == ("Вода", "Чужой", "MAX")

    def test_repeats(self) -> None:
        found = register(CASE, {**CASE, "case": 2, "repeat_of": " 1 "}, {**CASE, "case": 3, "repeat_of": 9})
        assert found.cases["earlier"].tolist() == [-1, 0, -1]
        assert found.cases["repeat_of"].tolist() == ["", "1", "9"]

    def test_a_missing_detection(self) -> None:
        only(register({"case": 1, "text": "x"}), "detected", "error no_detection")

    def test_messages_quote_the_cell_in_one_short_line(self) -> None:
        found = register({**CASE, "sent": "{} a\n" * 100})
        message, value = found.problems.loc[0, ["message", "value"]]
        assert message.startswith("В ячейке «{} a {} a")
        assert "\n" not in message
        assert len(message) < 200
        assert len(value) == 200


# --- journal -----------------------------------------------------------------------------------------------


def journal_kinds(*rows: dict[str, Any], cases: tuple[dict[str, Any], ...] = (CASE,)) -> dict[str, list[str]]:
    """Causes by the cell of the journal, at a moment when every time has come."""
    problems = check.problems(register(*cases, journal=rows), "2027-12-31T12:00")
    problems = problems[problems["tab"] == JOURNAL.title]
    causes = problems["level"] + " " + problems["kind"]
    return causes.groupby(problems["cell"]).agg(list).to_dict()


class TestJournal:
    def test_words_and_kinds(self) -> None:
        words = JOURNAL.column("event").words
        rows = [{"case": 1, "time": f"24.11.2026 10:{n:02d}", "event": word} for n, word in enumerate(words)]
        found = register({"case": 1, "text": "x"}, journal=rows)
        assert named(found) == []
        events = found.events
        assert events["journal"].all()
        assert events["field"].tolist() == list(range(len(words)))
        assert events["row"].tolist() == list(range(2, len(words) + 2))
        finals = [EVENT_FIELDS.index(field) for field in ("final_drafted", "final_posted")]
        assert events.index[events["kind"] == Kind.FINAL].tolist() == finals
        assert events["executor"].isna().all()

    def test_typed_executor_and_kind(self) -> None:
        row = {"case": " 1 ", "time": 46350.5, "event": "размещено ", "executor": "А", "kind": "запрос"}
        event = register(CASE, journal=[row]).events.iloc[-1]
        assert (event["executor"], event["kind"], event["at"]) == ("А", Kind.QUERY, 0)

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ({}, {}),
            ({"note": False, "case": False}, {}),
            ({"note": "x"}, {"A2": ["error no_number"], "B2": ["error no_time"], "C2": ["warning no_event"]}),
            ({"case": 9, "time": DETECTED, "event": "Размещено"}, {"A2": ["error unknown_case"]}),
            ({"case": True, "time": DETECTED, "event": "Размещено"}, {"A2": ["error bad_number"]}),
            ({"case": "#REF!", "time": DETECTED, "event": "Размещено"}, {"A2": ["error cell_error"]}),
            ({"case": 1, "event": "Размещено"}, {"B2": ["error no_time"]}),
            ({"case": 1, "time": "утром", "event": "Размещено"}, {"B2": ["error bad_time"]}),
            ({"case": 1, "time": False, "event": "Размещено"}, {"B2": ["error bad_time"]}),
            ({"case": 1, "time": 46349, "event": "Размещено"}, {"B2": ["warning date_only"]}),
            ({"case": 1, "time": DETECTED, "event": "Ушло"}, {"C2": ["error unknown_word"]}),
            ({"case": 1, "time": DETECTED}, {"C2": ["warning no_event"]}),
            (
                {"case": 1, "time": DETECTED, "event": "Размещено", "kind": "?"},
                {"E2": ["error unknown_word"]},
            ),
        ],
    )
    def test_bad_rows(self, row: dict[str, Any], expected: dict[str, list[str]]) -> None:
        assert journal_kinds(row) == expected

    def test_a_prepared_number_is_unknown(self) -> None:
        prepared = {"case": 2, "topic": None, "location": None}
        row = {"case": 2, "time": DETECTED, "event": "Размещено"}
        assert journal_kinds(row, cases=(CASE, prepared)) == {"A2": ["error unknown_case"]}

    def test_a_repeated_numbers_journal_belongs_to_its_first_row(self) -> None:
        found = register(CASE, CASE, journal=[{"case": 1, "time": DETECTED, "event": "Размещено"}])
        assert found.events[found.events["journal"]]["at"].tolist() == [0]


class TestDetection:
    @staticmethod
    def read(own: Any, *journal: Any, **others: Any) -> tuple[list[str], list[str]]:
        """Times at which the case is detected, and cells named once every time has come."""
        rows = [{"case": 1, "time": time, "event": "Выявлено"} for time in journal]
        found = register({"case": 1, "detected": own, "text": "x", **others}, journal=rows)
        detections = found.events[found.events["field"] == 0]
        assert detections["time"].nunique() == 1  # the same minute, so that the timeline counts it once
        told = check.problems(found, "2027-12-31T12:00")["cell"].tolist()
        return detections["time"].dt.strftime("%d %H:%M").unique().tolist(), told

    def test_by_the_row(self) -> None:
        assert self.read("23.11.2026 10:00", "22.11.2026 10:00") == (["23 10:00"], ["B2"])

    def test_the_same_minute_counts_once(self) -> None:
        assert self.read("23.11.2026 10:00", "23.11.2026 10:00:30") == (["23 10:00"], [])

    def test_by_the_earliest_of_the_journal(self) -> None:
        times = ("24.11.2026 10:00", "23.11.2026 10:00", "23.11.2026 10:00:20")
        assert self.read(None, *times) == (["23 10:00"], ["B2"])

    def test_an_unreadable_one_gives_way(self) -> None:
        assert self.read("утром", "23.11.2026 10:00") == (["23 10:00"], ["B2"])

    def test_of_an_excluded_case_nothing_is_named(self) -> None:
        assert self.read("23.11.2026 10:00", "22.11.2026 10:00", excluded="угрозы") == (["23 10:00"], [])


# --- layout ------------------------------------------------------------------------------------------------


class TestLayout:
    @pytest.mark.parametrize("title", ["Реестр", "реестр ", "РЕЕСТР:", "Реёстр *"])
    @pytest.mark.parametrize("header", ["Выявлено", " выявлено*", "ВЫЯВЛЕНО :", "Выявлёно\n"])
    def test_titles_and_headers(self, title: str, header: str) -> None:
        found = parse(Tabs("", (raw(title, ["№", header], [1, DETECTED]),)))
        assert len(found.events) == 1

    def test_rows_above_the_header(self) -> None:
        titles = [["Реестр сообщений", None], [], ["№", "п/п"], *([None],) * 21]
        found = parse(Tabs("", (raw("Реестр", *titles, ["Выявлено", "№"], [DETECTED, 1]),)))
        assert found.cases["row"].tolist() == [26]
        assert found.columns[CASES.title, "case"] == "B"
        with pytest.raises(RegisterError, match="Выявлено"):
            parse(Tabs("", (raw("Реестр", *titles, [], ["Выявлено", "№"], [DETECTED, 1]),)))

    @pytest.mark.parametrize(
        ("tabs", "words"),
        [
            ((), "нет листа «Реестр»"),
            ((Tab("Лист1", ()),), "нет листа «Реестр»"),
            ((Tab("Реестр", ()),), "столбцов «№», «Выявлено»"),
            ((raw("Реестр", ["Выявлено"]),), "столбца «№»"),
            ((raw("Реестр", ["№", "Тема"]),), "столбца «Выявлено»"),
        ],
    )
    def test_no_register(self, tabs: tuple[Tab, ...], words: str) -> None:
        with pytest.raises(RegisterError, match=words):
            parse(Tabs("", tabs))

    def test_missing_columns(self) -> None:
        found = parse(Tabs("", (raw("Реестр", ["№", "Выявлено"], [1, DETECTED]),)))
        assert len(found.missing) == len(CASES.columns) - 2
        assert named(found) == []
        assert found.cases["media"].isna().all()

    def test_a_doubled_header(self) -> None:
        header = ["Тема", "№", "Выявлено", "Локация", "тема*"]
        found = parse(Tabs("", (raw("Реестр", [], header, ["Вода", 1, DETECTED, "Центр", "Дороги"]),)))
        assert named(found) == [("E2", "", "warning", "doubled_column")]
        assert found.cases["topic"].tolist() == ["Вода"]

    def test_a_doubled_tab(self) -> None:
        one = raw("Реестр", ["№", "Выявлено"], [1, DETECTED])
        found = parse(Tabs("", (one, raw("РЕЕСТР", ["№"]))))
        assert named(found) == [("", "", "warning", "doubled_tab")]

    def test_a_tab_without_its_header(self) -> None:
        cases = raw("Реестр", ["№", "Выявлено"], [1, DETECTED])
        found = parse(
            Tabs("", (cases, raw("Журнал", ["№", "Время"], [1, DETECTED]), Tab("Календарь", ([],))))
        )
        assert named(found) == [("", "", "warning", "no_header")]
        assert "«Событие»" in found.problems.loc[0, "message"]

    def test_addresses(self) -> None:
        cases = raw("Реестр", ["№", "Выявлено"], [1, DETECTED], gid=0)
        found = parse(Tabs("Название", (cases, raw("Журнал", ["x"], gid=7)), url="https://docs.google.com/x"))
        assert (found.title, found.url, found.gids) == (
            "Название",
            "https://docs.google.com/x",
            {"Реестр": 0},
        )

    def test_the_order_of_problems(self) -> None:
        found = register(
            {**CASE, "case": None, "sent": "x"},
            {**CASE, "case": 2, "reported": "x", "url": "x"},
            journal=[{"case": 9, "time": "x", "event": "x"}],
            calendar=[{"date": "x"}],
        )
        assert [cell for cell, *_ in named(found)] == ["A2", "L2", "D3", "AC3", "A2", "B2", "C2", "A2"]


# --- anything at all ---------------------------------------------------------------------------------------

SOME_TIMES = [46349.5, 46349, "23.11.2026 10:00", "23.11.26", "утром", "46349.5", 0, 1e9, "24:00"]
SOME_WORDS = [
    "да",
    "нет",
    "-",
    "Обычная",
    "Повышенная",
    "Промежуточный",
    "Иванов И. И.",
    "иванов и.и.",
    "https://a.ru",
]
SOME_TEXT = st.text(alphabet=string.printable + "№ёЁйй\u00a0\u200b#«»", max_size=8)
CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", " ", "#REF!", "#N/A", 1, 2, "1", 2.0, "007", *SOME_TIMES, *SOME_WORDS]),
    st.sampled_from([word for schema in TABS for column in schema.columns for word in column.words]),
    st.integers(),
    st.floats(),
    SOME_TEXT,
)


@st.composite
def some_tab(draw: st.DrawFn, schema: TabSchema) -> Tab:
    """A tab of the schema: shuffled, doubled, foreign and missing columns, of ragged lengths."""
    keys = [schema.column(key).title for key in (schema.keys[:1] if schema.any_key else schema.keys)]
    others = draw(
        st.lists(st.sampled_from([*(c.title for c in schema.columns), "Своё", "", None, 5]), max_size=8)
    )
    headers = draw(st.permutations([*keys, *others]))
    above = draw(st.integers(0, 3))
    body = st.lists(CELL, max_size=5)
    return Tab(schema.title, tuple([*[None] * above, header, *draw(body)] for header in headers))


@st.composite
def some_tabs(draw: st.DrawFn) -> Tabs:
    others = draw(st.lists(st.sampled_from(TABS[1:]), unique=True))
    return Tabs("Что угодно", (draw(some_tab(CASES)), *(draw(some_tab(schema)) for schema in others)))


def header_row(given_tab: Tab, schema: TabSchema) -> int:
    """Written for the tests alone: the row, from 0, that holds the keys."""
    keys = {schema.column(key).title for key in schema.keys}
    for row in range(15):
        here = {
            column[row] for column in given_tab.columns if row < len(column) and isinstance(column[row], str)
        }
        if (keys & here) if schema.any_key else keys <= here:
            return row
    raise AssertionError("no header")


def content_rows(
    given_tab: Tab, schema: TabSchema, *, empty: tuple[str, ...] = ("",), key: bool = True
) -> set[int]:
    """Sheet rows with content in the columns of the schema, found cell by cell."""
    header = header_row(given_tab, schema)
    titles = [column.title for column in schema.columns if key or column.field != "case"]
    seen, rows = set(), set()
    for column in given_tab.columns:
        title = column[header] if header < len(column) else None
        if title not in titles or title in seen:
            continue
        seen.add(title)
        yes_no = schema.columns[[c.title for c in schema.columns].index(title)].cell in (
            Cell.YES_NO,
            Cell.EXCLUDED,
        )
        for row, value in enumerate(column[header + 1 :], header + 2):
            if value is None or value is False or value != value:  # noqa: PLR0124
                continue
            text = (
                value.strip(string.whitespace + "\u00a0\u200b\x1c\x1d\x1e\x1f\x85").lower()
                if isinstance(value, str)
                else ""
            )
            if isinstance(value, str) and text in empty:
                continue
            if (
                yes_no
                and empty != ("",)
                and (
                    text.rstrip(".,! ")
                    in ("нет", "н", "не", "no", "n", "none", "false", "0", "н/д", "нет данных")
                    or (
                        isinstance(value, str)
                        and not any(sign.isalnum() for sign in text)
                        and text.rstrip(".,! ") not in ("+", "✓", "✔")  # these say yes
                    )
                    or (value is not True and value == 0)
                )
            ):
                continue
            rows.add(row)
    return rows


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(some_tabs())
def test_read_is_shown_plus_named(tabs: Tabs) -> None:
    """Every row with content is a case, an event or named; nothing that a cell may hold breaks the parser."""
    try:
        found = parse(tabs)
    except CalendarError:
        return  # a week without working time is refused as a whole
    by_title = {given_tab.title: given_tab for given_tab in tabs.tabs}
    cases = content_rows(by_title[CASES.title], CASES, empty=("", "нет", "false"), key=False)
    assert set(found.cases["row"]) == cases
    problems = found.problems
    named_rows = {
        title: set(cells.str.extract(r"(\d+)$", expand=False).dropna().astype(int))
        for title, cells in problems.groupby("tab")["cell"]
    }
    if JOURNAL.title in by_title:
        rows = content_rows(by_title[JOURNAL.title], JOURNAL)
        events = set(found.events.loc[found.events["journal"], "row"])
        assert events <= rows
        detections = repeated_detections(found, by_title[JOURNAL.title])
        assert rows <= events | named_rows.get(JOURNAL.title, set()) | detections
    assert set(problems["level"]) <= {"error", "warning"}
    assert (problems["message"].str.len() > 20).all()
    assert not problems.duplicated(["tab", "cell", "kind"]).any() or (problems["cell"] == "").any()
    assert found.events["at"].between(0, len(found.cases) - 1).all()
    assert not found.events["time"].isna().any()


def repeated_detections(found: Register, journal: Tab) -> set[int]:
    """Journal rows that say «Выявлено» of a case at the minute of its detection: they count once with it."""
    header = header_row(journal, JOURNAL)
    words = next(column for column in journal.columns if column[header : header + 1] == ["Событие"])
    return {
        row
        for row, word in enumerate(words[header + 1 :], header + 2)
        if isinstance(word, str) and word.strip().casefold() == "выявлено"
    }


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(SOME_TEXT, st.lists(st.lists(CELL, max_size=4), max_size=4)), max_size=4),
    some_tab(CASES),
)
def test_any_shape_of_tabs(others: list[tuple[str, list[list[Any]]]], cases: Tab) -> None:
    foreign = tuple(Tab(title, tuple(columns)) for title, columns in others)
    shapeless = tuple(
        Tab(schema.title, tuple(columns)) for schema, (_, columns) in zip(TABS[1:], others, strict=False)
    )
    expected = parse(Tabs("", (cases,)))
    found = parse(Tabs("", (*foreign, cases, *shapeless)))
    assert len(found.cases) == len(expected.cases)


@given(st.lists(st.one_of(st.none(), st.floats()), max_size=6))
def test_arrays_are_read_as_lists(values: list[float | None]) -> None:
    numbers = np.array([np.nan, *(np.nan if value is None else value for value in values)])
    own = Tab("Реестр", (["№", *range(len(values))], ["Выявлено", *values], numbers))
    assert len(parse(Tabs("", (own,))).cases) == sum(value is not None and value == value for value in values)  # noqa: PLR0124
