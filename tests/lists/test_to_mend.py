"""«Проверка реестра»: one line a value, what is misread first, and what the card says of its own cells."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib import sla
from lib.duties.advice import HINT, advice
from lib.duties.check import ERROR, WARNING, problems
from lib.duties.instead import clock, nearest, spans
from lib.duties.live import live, with_reports
from lib.law.schema import CASES
from lib.lists import shortcomings
from lib.lists.mending import personal, to_mend
from lib.lists.mending.to_mend import Group
from lib.lists.next_step import next_steps
from lib.register import Register
from tests.build import NOW, facts_of, register

LISTS = [
    {"topic": "Дороги", "location": "Вистино", "executor": "Исполнитель 1", "network": "ВКонтакте"},
    {"topic": "Вода", "location": "Ручьи", "executor": "Исполнитель 2", "network": "Одноклассники"},
]
COURSE = {
    name: f"17.11.2026 {time}"
    for name, time in (
        ("detected", "09:05"), ("sent", "09:10"), ("drafted", "09:20"), ("approved", "09:25"),
        ("posted", "09:30"),
    )
}  # fmt: skip


def sorted_out(found: Register) -> list[Group]:
    return to_mend.sorted_out(found, problems(found, NOW), advice(found, NOW), NOW)


def cell(found: Register, field: str, row: int) -> str:
    return f"{found.columns[CASES.title, field]}{row}"


def sixty(**cells: Any) -> Register:
    rows = [{"case": number, "detected": "23.11.2026 11:00", **cells} for number in range(1, 61)]
    return register(*rows, lists=LISTS)


def test_sixty_rows_with_three_names_missing_from_the_lists_are_three_lines() -> None:
    found = sixty(executor="Третий А. А.", location="Новая", network="ВК")
    named = problems(found, NOW)
    assert len(named) == 180
    groups = sorted_out(found)
    [group] = groups
    assert [line.value for line in group.lines] == ["ВК", "Новая", "Третий А. А."]
    assert [line.count for line in group.lines] == [60, 60, 60]
    first, last = (cell(found, "network", row) for row in (2, 61))
    assert group.lines[0].where == f"60 ячеек: {first}–{last} («Источник»)"
    assert group.lines[0].instead == "ВКонтакте"
    assert len(group.lines[0].cells) == to_mend.MOST_CELLS
    told = to_mend.verdict(found, named, groups)
    assert (told.mend, told.look, told.errors, told.warnings, told.cases) == (0, 3, 0, 180, 60)


def test_one_name_in_two_spellings_and_two_columns_is_one_line() -> None:
    found = register(
        {"case": 1, "detected": "23.11.2026 11:00", "executor": "Третий А.А."},
        {"case": 2, "detected": "23.11.2026 11:00", "executor": "третий А. А."},
        {"case": 3, "detected": "23.11.2026 11:00", "executor2": "Третий А. А."},
        lists=LISTS,
    )
    [group] = sorted_out(found)
    [line] = group.lines
    assert line.count == 3
    assert "«Исполнитель», «Новый исполнитель»" in line.where


def test_errors_stand_first_and_each_line_has_its_own_level() -> None:
    found = register(
        {"case": 1, **COURSE, "sent": "17.11.2026 08:00"},  # before the detection: an error
        {"case": 2, **COURSE, "approved": "17.11.2026 09:15"},  # before its draft: a remark
    )
    order = next(group for group in sorted_out(found) if group.title == "Время противоречит другим")
    assert [line.level for line in order.lines] == [ERROR, WARNING]


def test_a_group_with_errors_stands_before_one_without() -> None:
    found = register(
        {"case": 1, **COURSE, "sent": "вчера", "media": "может быть", "url": "vk.com/1"},
    )
    groups = sorted_out(found)
    levels = [group.lines[0].level for group in groups if not group.hint]
    assert levels == sorted(levels, key=lambda level: level != ERROR)
    assert [group.hint for group in groups] == sorted(group.hint for group in groups)


def test_a_word_that_decides_a_term_stands_before_all_else() -> None:
    found = register(
        {"case": 1, **COURSE, "sent": "вчера", "importance": "кажется, важно"},
    )
    first = sorted_out(found)[0]
    assert first.lines[0].value == "кажется, важно"
    [said] = [said for said in to_mend.misread(found, problems(found, NOW), 0) if "важно" in said]
    assert cell(found, "importance", 2) in said


@pytest.mark.parametrize(
    ("importance", "level", "term"),
    [("повышеная", WARNING, "1 раб. ч (п. 10)"), ("кажется, важно", ERROR, "4 раб. ч (п. 9)")],
)
def test_a_misread_importance_says_which_term_runs(importance: str, level: str, term: str) -> None:
    found = register({"case": 1, **COURSE, "importance": importance})
    line = sorted_out(found)[0].lines[0]
    assert (line.level, line.value) == (level, importance)
    [message] = [told for told in problems(found, NOW)["message"] if "срок ответа" in told]
    for told in (message, line.todo, to_mend.misread(found, problems(found, NOW), 0)[0]):
        assert f"срок ответа — {term}." in told
    assert line.todo == message


def test_the_term_is_told_of_the_importance_and_what_was_typed_stays_as_it_is() -> None:
    """The sentence is made of the cell and the norm: no word of the cell is taken for a part of it."""
    found = register({"case": 1, **COURSE, "importance": "как у обычных (п. 9)"})
    [message] = [told for told in problems(found, NOW)["message"] if "срок ответа" in told]
    assert message == (
        "«как у обычных (п. 9)» не распознано: сообщение пока считается обычным, и срок ответа —"
        " 4 раб. ч (п. 9). Выберите «Обычная», «Повышенная»."
    )


def test_a_misread_importance_says_the_shorter_term_of_its_own() -> None:
    found = register({"case": 1, **COURSE, "importance": "кажется, важно", "limit_hours": 1.5})
    assert any("срок ответа — 1,5 раб. ч (п. 9)." in told for told in problems(found, NOW)["message"])


def test_a_word_that_decides_no_term_stands_with_the_words() -> None:
    found = register({"case": 1, **COURSE, "outcome": "разъяснен", "answer_url": "https://x/1"})
    assert [group.title for group in sorted_out(found)] == ["Слова и оценки"]


@pytest.mark.parametrize("typed", ["14:20", "14.20", "в 14:20", 0.5972222222222222])
def test_a_bare_time_of_day_is_told_with_the_whole_cell_to_type(typed: Any) -> None:
    found = register({"case": 1, **COURSE, "drafted": typed})
    named = problems(found, NOW)
    [message] = named.loc[named["cell"] == cell(found, "drafted", 2), "message"]
    assert "«14:20» нет даты" in message
    assert "Если это тот же день, впишите 17.11.2026 14:20." in message
    assert "шаг не учтён" in message


def test_words_beside_a_time_of_day_do_not_make_it_that_day() -> None:
    found = register({"case": 1, **COURSE, "drafted": "вчера, 14:20"})
    [message] = problems(found, NOW).loc[lambda table: table["kind"] == "bad_time", "message"]
    assert "«вчера, 14:20» нет даты. Если это было 17.11.2026, впишите 17.11.2026 14:20." in message


def test_a_bare_time_takes_the_day_of_the_step_beside_it() -> None:
    late = {**COURSE, "posted": "18.11.2026 10:00", "approved": "14:20"}
    found = register({"case": 1, **late, "drafted": None, "sent": None, "detected": "9:05"})
    named = problems(found, NOW).set_index("cell")["message"]
    assert "впишите 18.11.2026 09:05" in named[cell(found, "detected", 2)]
    assert "нет срока ответа" in named[cell(found, "detected", 2)]
    alone = register({"case": 1, "detected": "9:05"})
    assert "например 23.11.2026 09:05" in problems(alone, NOW)["message"].iloc[0]


def test_a_bare_time_in_the_journal() -> None:
    journal = [{"case": 1, "time": "14:20", "event": "Размещено"}]
    found = register({"case": 1, "detected": "20.11.2026 11:00"}, journal=journal)
    assert "впишите 20.11.2026 14:20" in problems(found, NOW)["message"].iloc[0]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("14:20", "14:20"),
        ("9.05", "09:05"),
        ("0.25", "06:00"),
        ("25:00", ""),
        ("14:75", ""),
        ("вчера", ""),
        ("", ""),
    ],
)
def test_clocks(value: str, told: str) -> None:
    assert clock(value) == told


@pytest.mark.parametrize(
    ("typed", "listed", "meant"),
    [
        ("ВК", ("ВКонтакте", "Одноклассники"), "ВКонтакте"),
        ("ВКонтакте", ("ВК", "ОК"), "ВК"),
        ("ок", ("ВКонтакте", "Одноклассники"), "Одноклассники"),
        ("телеграм", ("Telegram",), "Telegram"),
        ("промеж", ("Окончательный", "Промежуточный"), "Промежуточный"),
        ("есть", ("да", "нет"), "да"),
        ("Дороги", ("Дороги и транспорт", "Дороги местные"), ""),  # two begin so
        ("нов", ("Новая", "Луговая"), "Новая"),
        ("но", ("Новая", "Луговая"), ""),
    ],
)
def test_synonyms_and_beginnings(typed: str, listed: tuple[str, ...], meant: str) -> None:
    assert nearest(typed, listed) == meant


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["J3", "J4", "J5"], ["J3–J5"]),
        (["J5", "J3", "J9", "N4"], ["J3", "J5", "J9", "N4"]),
        (["J3", "J4", "J6", "J7"], ["J3–J4", "J6–J7"]),
        ([""], []),
    ],
)
def test_cells_under_one_another_are_told_together(cells: list[str], told: list[str]) -> None:
    assert spans(cells) == told


def test_every_cell_is_in_a_line() -> None:
    found = sixty(executor="Третий А. А.", detected="вчера", media="может быть", url="нет")
    named = problems(found, NOW)
    groups = sorted_out(found)
    assert sum(group.count for group in groups if not group.hint) == len(named)


def test_personal_data_are_told_by_their_kinds_and_never_repeated() -> None:
    text = "Иванов Иван Иванович, т. 8-921-123-45-67, кв 12: холодно"
    found = register({"case": 1, "detected": "23.11.2026 11:00", "text": text})
    hints = personal.hints(found)
    assert hints["cell"].tolist() == [cell(found, "text", 2)]
    assert hints["level"].tolist() == [HINT]
    assert "имя, телефон и номер квартиры" in hints["message"].iloc[0]
    assert hints["value"].tolist() == ["имя, телефон, номер квартиры"]
    told = " ".join(hints.iloc[0])
    assert not any(part in told for part in ("Иван", "921", "12:"))
    assert problems(found, NOW).empty
    groups = to_mend.sorted_out(found, problems(found, NOW), pd.concat([advice(found, NOW), hints]), NOW)
    assert [(group.title, group.hint) for group in groups] == [("Похоже на персональные данные", True)]


@pytest.mark.parametrize(
    ("typed", "looked_for"), [("нет", False), ("Нет", False), ("да", True), ("", True), ("может быть", True)]
)
def test_the_search_for_personal_data_may_be_turned_off(typed: str, looked_for: bool) -> None:
    row = {"case": 1, "detected": "23.11.2026 11:00", "text": "т. 8-921-123-45-67"}
    found = register(row, settings={"Искать персональные данные": typed})
    assert personal.sought(found, NOW) is looked_for
    assert problems(found, NOW)["kind"].tolist() == (["bad_parameter"] if typed == "может быть" else [])


HIGH = {"importance": "Повышенная", "answer_url": "https://x/1", "reported": "17.11.2026 09:10"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({**HIGH}, ["Недостаток (п. 12): размещено без согласования заместителя главы."]),
        ({}, ["Недостаток (п. 14): ссылка на размещённый ответ не указана."]),
        ({"answer_url": "https://x/1"}, []),
        (
            {"answer_url": "https://x/1", "drafted": "17.11.2026 10:40", "approved": "17.11.2026 10:41",
             "posted": "17.11.2026 10:42"},
            [
                "Недостаток (п. 11): шаг «Проект ответа» выполнен с опозданием на 30 мин."
                " Ответственный: Исполнитель 1."
            ],
        ),
    ],
)  # fmt: skip
def test_a_card_tells_the_deficiencies_of_its_case(cells: dict[str, Any], told: list[str]) -> None:
    found = register({"case": 1, **COURSE, "executor": "Исполнитель 1", **cells})
    assert [lack.said for lack in shortcomings.of_case(facts_of(found), 0)] == told


def test_a_card_tells_what_was_not_done_in_time() -> None:
    found = register({"case": 1, "detected": "20.11.2026 11:00"})
    told = shortcomings.of_case(facts_of(found), 0)
    assert [lack.rule for lack in told] == ["answer", "dispatch"]
    assert tuple(lack.said for lack in told) == (
        "Недостаток (п. 9): шаг «Ответ» не выполнен, срок — пт 20.11.2026 16:00, просрочено"
        " на 4 раб. ч."
        " Ответственный: Куратор (Куратор).",
        "Недостаток (п. 7): шаг «Направление исполнителю» не выполнен, срок — пт 20.11.2026"
        " 11:30, просрочено на 7 раб. ч 30 мин."
        " Ответственный: Куратор (Куратор).",
    )


def test_a_card_says_once_that_its_next_step_is_overdue() -> None:
    """The step tells its term and how long it has passed; beside it stands what is late besides."""
    found = register({"case": 1, "detected": "20.11.2026 11:00", "importance": "Повышенная"})
    duties = sla.assess(found, NOW)
    steps = next_steps(found, with_reports(found, NOW, duties, live(found, NOW, duties)), 0)
    assert [(step.rule, "просрочено" in step.left) for step in steps] == [
        ("report_head", True),
        ("dispatch", True),
    ]
    besides = shortcomings.beside(steps, shortcomings.of_case(facts_of(found), 0))
    assert [said.split(",")[0] for said in besides] == [
        "Недостаток (п. 10): шаг «Ответ повышенной важности» не выполнен"
    ]


def test_a_step_bounded_by_the_answer_is_a_deficiency_of_its_own_term() -> None:
    """The draft was due at 11:00; the step is told with the term of the answer, which was 9:30."""
    case = {"case": 1, "detected": "23.11.2026 09:00", "limit_hours": 0.5, "sent": "23.11.2026 10:00"}
    found = register({**case, "executor": "Исполнитель 1"})
    duties = sla.assess(found, NOW)
    steps = next_steps(found, live(found, NOW, duties), 0)
    lacks = shortcomings.of_case(facts_of(found), 0)
    assert steps[0].due == pd.Timestamp("2026-11-23 09:30")
    answer, dispatch, draft = shortcomings.beside(steps, lacks)
    assert answer == (
        "Недостаток (п. 9): в этот срок не выполнен и шаг «Ответ». Ответственный: Куратор (Куратор)."
    )
    assert "выполнен с опозданием на 30 мин" in dispatch
    assert draft.startswith("Недостаток (п. 11): шаг «Проект ответа» не выполнен, срок — пн 23.11.2026 11:00")


def test_misread_cells_of_other_cases_are_not_told() -> None:
    found = register({"case": 1, **COURSE}, {"case": 2, **COURSE, "sent": "вчера"})
    named = problems(found, NOW)
    assert to_mend.misread(found, named, 0) == ()
    [said] = to_mend.misread(found, named, 1)
    assert said.startswith(f"Реестр, {cell(found, 'sent', 3)} («Направлено»)")
