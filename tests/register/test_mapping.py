"""«Столбцы», two-row headers, date and time apart, several tabs, rows that are no messages: by clause."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import pytest

from lib.base.errors import RegisterError
from lib.register import Register, parse
from lib.sla import assess
from lib.sources.lines import Line
from lib.sources.tabs import Tab, Tabs

NOW = "2026-11-25T12:00"
DAY = 46_349.0  # 23.11.2026
TEN = 10 / 24


def tab(title: str, *rows: list[Any]) -> Tab:
    return Tab(title, tuple(list(column) for column in zip_longest(*rows)))


def own(*rows: list[Any], lines: list[list[Any]] | None = None, title: str = "Реестр") -> Tabs:
    more = (tab("Столбцы", ["Поле", "Столбец", "Время", "Лист"], *lines),) if lines else ()
    return Tabs("Своя", (tab(title, *rows), *more))


def named(found: Register, *kinds: str) -> list[tuple[str, str, str]]:
    problems = found.problems
    told = zip(problems["tab"], problems["cell"], problems["kind"], strict=True)
    return [row for row in told if not kinds or row[2] in kinds]


def times(found: Register, field: int = 0) -> list[str]:
    events = found.events[found.events["field"] == field].sort_values("at")
    return [
        f"{time:%d.%m.%Y %H:%M}{' (дата)' * dated}"
        for time, dated in zip(events["time"], events["dated"], strict=True)
    ]


# --- which column is which ---------------------------------------------------------------------------------


def test_a_line_of_the_tab_goes_before_one_of_the_settings_and_both_before_the_own_header() -> None:
    rows = (["№", "Выявлено", "Найдено", "Замечено"], [1, DAY + 0.4, DAY + 0.5, DAY + 0.6])
    assert times(parse(own(*rows))) == ["23.11.2026 09:36"]
    assert times(parse(own(*rows), [Line("Выявлено", "Замечено")])) == ["23.11.2026 14:24"]
    both = own(*rows, lines=[["выявлено ", "НАЙДЕНО:"]])
    found = parse(both, [Line("Выявлено", "Замечено")])
    assert times(found) == ["23.11.2026 12:00"]
    assert named(found) == [("Столбцы", "", "doubled_line")]


def test_the_first_line_whose_column_is_there_counts() -> None:
    rows = (["№", "Дата ответа", "Выявлено"], [1, DAY + 0.5, DAY + 0.4])
    found = parse(own(*rows, lines=[["Размещено", "Ответ дан"], ["Размещено", "Дата ответа"]]))
    assert times(found, 9) == ["23.11.2026 12:00"]
    assert named(found) == [("Столбцы", "B2", "unknown_column")]


def test_a_line_takes_the_column_of_another_fields_header() -> None:
    rows = (["№", "Выявлено", "Направлено"], [1, DAY + 0.4, DAY + 0.5])
    found = parse(own(*rows, lines=[["Размещено", "Направлено"]]))
    assert times(found, 9) == ["23.11.2026 12:00"]
    assert "Направлено" in found.missing
    assert named(found) == []


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ([["Размещенно", "Ответ"]], [("A2", "unknown_field")]),
        ([["Размещено", "Отвед"]], [("B2", "unknown_column")]),
        ([["Размещено", "Ответ", "Час"]], [("C2", "unknown_column")]),
        ([["Размещено", "Ответ"], ["Размещено", "Ответ"]], [("A3", "doubled_line")]),
        ([["Размещено", "Ответ"], ["Согласовано", "Ответ"]], [("B3", "taken_column")]),
        ([["Размещено", "Ответ", "Ответ"]], [("C2", "taken_column")]),
        ([["Размещено", "Ответ", "", "Ноябрь"]], [("D2", "unknown_tab")]),
        ([["Размещено", None, "Время"]], [("B2", "empty_line")]),
        ([[None, "Ответ"]], [("A2", "empty_line")]),
        ([["Размещено", "—", "Ответ"]], [("C2", "needless_time")]),
        ([["Тема", "Ответ", "Время"]], [("C2", "needless_time")]),
        ([["Размещено", "—"], ["Размещено", "Ответ"]], [("A3", "doubled_line")]),
        ([["Размещено", "#REF!"]], [("B2", "cell_error")]),
    ],
)
def test_every_line_that_cannot_hold_is_named(lines: list[list[Any]], cells: list[tuple[str, str]]) -> None:
    rows = (["№", "Выявлено", "Ответ", "Время", "Локация"], [1, DAY + 0.4, DAY + 0.5, None, "Центр"])
    told = named(parse(own(*rows, lines=lines)))
    assert [(cell, kind) for title, cell, kind in told if title == "Столбцы"] == cells


def test_what_people_typed_is_told_as_it_is_and_short() -> None:
    header = ["№", "Выявлено", "Ответ"]
    found = parse(own(header, [1, DAY], lines=[["Размещено", "{}"], ["{}", "Ответ"]]))
    assert [told.split(":")[0] for told in found.problems["message"] if "{}" in told] == [
        "Столбца «{}» нет",
        "Поля «{}» нет",
    ]
    long = "Ы" * 5_000
    found = parse(own([*header, long, long], [1, DAY, None, "Вода", "Вода"], lines=[["Тема", long]]))
    assert len(found.problems)
    assert found.problems["message"].str.len().max() < 300


def test_the_nearest_header_is_told() -> None:
    found = parse(own(["№", "Выявлено", "Дата ответа"], [1, DAY], lines=[["Размещено", "Дата ответов"]]))
    assert "столбец C «Дата ответа»" in found.problems["message"].iloc[-1]


def test_a_dash_means_not_kept_even_beside_a_filled_column_of_that_name() -> None:
    rows = (["№", "Выявлено", "Размещено"], [1, DAY + 0.4, DAY + 0.5])
    found = parse(own(*rows, lines=[["Размещено", "-"]]))
    assert times(found, 9) == []
    assert named(found) == [("Реестр", "C1", "unkept_column")]


def test_without_numbers_rows_have_names() -> None:
    rows = (["Выявлено", "Размещено"], [DAY + 0.4, DAY + 0.5], [DAY + 0.4])
    found = parse(own(*rows, lines=[["№", "—"]]))
    assert found.cases["case"].tolist() == ["строка 2", "строка 3"]
    assert named(found) == [("Реестр", "", "no_numbers")]


def test_a_field_whose_cells_are_of_another_sort_is_named_at_its_header() -> None:
    rows = (
        ["№", "Выявлено", "Ответ", "Где", "Срок"],
        [1, DAY + 0.4, "вчера", "ВК", "скоро"],
        [2, DAY + 0.4, DAY + 0.5, "ОК", 2],
        [3, DAY + 0.4, "потом", "https://a.ru", "потом"],
    )
    lines = [["Размещено", "Ответ"], ["Ссылка на сообщение", "Где"], ["Срок, раб. ч", "Срок"]]
    found = parse(own(*rows, lines=lines))
    assert named(found, "other_sort") == [("Реестр", cell, "other_sort") for cell in ("C1", "D1", "E1")]
    assert named(parse(own(*rows)), "other_sort") == []


def test_words_of_status_in_a_column_of_times_are_told_once() -> None:
    rows = (["№", "Выявлено", "Размещено"], *([n, DAY + 0.4, "Исполнено"] for n in range(1, 40)))
    found = parse(own(*rows, [40, DAY + 0.4, "завтра"]))
    assert named(found) == [("Реестр", "C1", "status_words"), ("Реестр", "C41", "bad_time")]


# --- the header --------------------------------------------------------------------------------------------


def test_the_header_is_looked_for_in_25_rows() -> None:
    title = [["Журнал"]] * 24
    assert len(parse(own(*title, ["№", "Выявлено"], [1, DAY])).cases) == 1
    with pytest.raises(RegisterError, match="25 строках"):
        parse(own(*title, ["Журнал"], ["№", "Выявлено"], [1, DAY]))


def test_a_header_of_two_rows_where_the_keys_stand_in_one_each() -> None:
    found = parse(own(["№", "Сроки", None], [None, "Выявлено", "Размещено"], [1, DAY + 0.4, DAY + 0.5]))
    assert times(found, 9) == ["23.11.2026 12:00"]
    assert found.cases["row"].tolist() == [3]


def test_a_header_of_two_rows_where_the_lower_adds_known_headers() -> None:
    rows = (
        ["№", "Выявлено", "Ответ", None, None],
        [None, None, "Размещено", "Ссылка на ответ", "кто"],
        [1, DAY + 0.4, DAY + 0.5, "https://a.ru", "я"],
    )
    found = parse(own(*rows))
    assert times(found, 9) == ["23.11.2026 12:00"]
    assert len(found.cases) == 1
    one = parse(own(rows[0], [None, None, "Размещено", None, None], rows[2]))
    assert times(one, 9) == []  # one more header is none: the row is a message without №


def test_date_and_time_alone_take_the_upper_cell_before_them() -> None:
    rows = (
        ["№", "Поступило", None, "Ответ", None, None],
        [None, "дата", "время", "Дата", "кто", "время"],
        [1, DAY, TEN, DAY, "я", TEN + 0.1],
    )
    lines = [
        ["Выявлено", "Поступило дата", "Поступило время"],
        ["Размещено", "Ответ дата", "Ответ время"],
    ]
    found = parse(own(*rows, lines=lines))
    assert times(found) == ["23.11.2026 10:00"]
    assert times(found, 9) == ["23.11.2026 12:24"]
    assert named(found) == []


# --- date and time apart -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "clock", "time", "cells"),
    [
        (DAY, TEN, "23.11.2026 10:00", []),
        ("23.11.2026", "14:05", "23.11.2026 14:05", []),
        (DAY, "14.05", "23.11.2026 14:05", []),
        (DAY, "14-05", "23.11.2026 14:05", []),
        (DAY, "14:05:06", "23.11.2026 14:05", []),
        (DAY, 0.0, "23.11.2026 00:00", []),
        (DAY, None, "23.11.2026 00:00 (дата)", [("C2", "date_only")]),
        (DAY, "в обед", None, [("D2", "bad_time")]),
        (DAY, "24:00", None, [("D2", "bad_time")]),
        (DAY, DAY + TEN, None, [("D2", "bad_time")]),
        (DAY, "23.11.2026 14:05", None, [("D2", "bad_time")]),
        (DAY, "#REF!", None, [("D2", "cell_error")]),
        (DAY, True, None, [("D2", "bad_time")]),
        (None, TEN, None, [("D2", "lone_time")]),
        ("вчера", TEN, None, [("C2", "bad_time")]),
        (DAY + TEN, TEN, "23.11.2026 10:00", []),
        (DAY + TEN, TEN + 0.1, "23.11.2026 10:00", [("D2", "other_time")]),
        (DAY + TEN, "в обед", "23.11.2026 10:00", [("D2", "other_time")]),
        ("23.11.2026 00:00", TEN, "23.11.2026 00:00", [("D2", "other_time")]),
    ],
)
@pytest.mark.parametrize("name", ["Размещено", "Выявлено"])
def test_date_and_time_apart(
    name: str, date: Any, clock: Any, time: str | None, cells: list[tuple[str, str]]
) -> None:
    other = "Направлено" if name == "Выявлено" else "Выявлено"
    rows = (["№", other, "Дата", "Время", "Примечание"], [1, DAY, date, clock, "x"])
    found = parse(own(*rows, lines=[[name, "Дата", "Время"]]))
    assert times(found, 9 if name == "Размещено" else 0) == ([] if time is None else [time])
    here = [(cell, kind) for _, cell, kind in named(found) if cell[0] in "CD" and cell[1:] == "2"]
    assert here == cells


def test_two_columns_of_times_of_one_name() -> None:
    rows = (["№", "Поступило", "Время", "Ответ", "Время"], [1, DAY, TEN, DAY, TEN + 0.1])
    lines = [["Размещено", "Ответ", "Время"], ["Выявлено", "Поступило", "Время"]]
    found = parse(own(*rows, lines=lines))
    assert (times(found), times(found, 9)) == (["23.11.2026 10:00"], ["23.11.2026 12:24"])
    assert named(found) == []


# --- several tabs ------------------------------------------------------------------------------------------


def months(*titles: str, journal: tuple[list[Any], ...] = (), listed: str = "") -> Tabs:
    head = ["№", "Выявлено", "Размещено", "Повторное к №"]
    tabs = [
        tab(title, head, [1, DAY + number + 0.4, DAY + number + 0.45], [2, DAY + number + 0.5, None, 9])
        for number, title in enumerate(titles)
    ]
    if journal:
        tabs.append(tab("Журнал", ["№", "Время", "Событие"], *journal))
    if listed:
        tabs.append(tab("Настройки", ["Параметр", "Значение"], ["Листы реестра", listed]))
    return Tabs("Год", tuple(tabs))


def test_tabs_stand_in_the_order_that_lists_them() -> None:
    found = parse(months("Январь", "Февраль", listed="Февраль; январь;Март"))
    assert [place.tab for place in found.places] == ["Февраль", "Январь"]
    assert found.cases["source"].tolist() == [0, 0, 1, 1]
    assert named(found, "unknown_tab") == [("Настройки", "B2", "unknown_tab")]
    rows = assess(found, "2026-11-30T12:00")
    assert list(rows)[-1] == "source"
    assert rows["source"].unique().tolist() == ["Февраль", "Январь"]


def test_all_tabs_stand_in_the_workbooks_order() -> None:
    found = parse(months("Январь", "Февраль", listed="Все"))
    assert [place.tab for place in found.places] == ["Январь", "Февраль"]
    assert len(found.problems[found.problems["kind"] == "repeated_number"]) == 0


def test_one_tab_has_no_source() -> None:
    found = parse(months("Январь", listed="Январь"))
    assert "source" not in assess(found, "2026-11-30T12:00")
    assert found.places[0].tab == "Январь"


def test_a_repeat_is_looked_for_in_its_own_tab_first() -> None:
    head = ["№", "Выявлено", "Повторное к №"]
    one = tab("А", head, [1, DAY + 0.4], [2, DAY + 0.5, 1], [3, DAY + 0.5, 7])
    two = tab("Б", head, [1, DAY + 1.4], [7, DAY + 1.5, 1], [8, DAY + 1.5, 99])
    found = parse(Tabs("Год", (one, two)), listed="А;Б")
    assert found.cases["earlier"].tolist() == [-1, 0, 4, -1, 3, -1]
    assert named(found, "unknown_repeat") == [("Реестр", "C4", "unknown_repeat")]
    assert found.problems["source"].tolist() == ["Б"]


def test_a_row_of_the_journal_belongs_to_the_case_detected_last_before_it() -> None:
    journal = (
        [1, DAY + 0.6, "Направлено"],
        [1, DAY + 1.6, "Направлено"],
        [1, DAY - 1, "Направлено"],
        ["5", DAY, "Направлено"],
    )
    found = parse(months("Январь", "Февраль", journal=journal), listed="все")
    events = found.events[found.events["journal"]]
    assert events["at"].tolist() == [0, 2, 0]
    assert named(found, "unknown_case") == [("Журнал", "A5", "unknown_case")]


def test_a_summary_of_other_tabs_is_left_out_and_named() -> None:
    plain = months("Январь", "Февраль")
    both = [list(one) + list(two)[1:] for one, two in zip(*(t.columns for t in plain.tabs), strict=True)]
    twin = Tab("Копия", plain.tabs[0].columns)
    summary = Tab("Сводный", tuple(both))
    found = parse(Tabs("Год", (summary, *plain.tabs, twin)), listed="все")
    assert [place.tab for place in found.places] == ["Январь", "Февраль"]
    assert named(found, "summary_tab") == [("Сводный", "", "summary_tab"), ("Копия", "", "summary_tab")]


def test_a_listed_tab_without_key_columns_is_named() -> None:
    plain = months("Январь")
    other = tab("Свод", ["Тема", "Всего"], ["Дороги", 3])
    found = parse(Tabs("Год", (*plain.tabs, other)), listed="Январь; Свод")
    assert named(found, "no_header") == [("Свод", "", "no_header")]


@pytest.mark.parametrize(
    ("title", "rows", "told"),
    [
        ("Реестр 2027", [["что-то", "ещё"]], True),
        ("Реестр-2027", [["что-то"]], True),
        ("Копия_реестр(2)", [["что-то"]], True),
        ("Реесрт", [["что-то"]], True),
        ("Нормативы старые", [["что-то"]], True),
        ("Заметки", [["что-то"]], False),
        ("Прошлый год", [["№", "Выявлено"], [1, DAY]], True),
        ("Свод", [["Тема", "Локация", "Исполнитель"], ["а", "б", "в"]], True),
        ("Памятка", [["Тема", "Локация", "Исполнитель"], ["а", "б", "в"]], False),
    ],
)
def test_what_is_not_read_is_told(title: str, rows: list[list[Any]], told: bool) -> None:
    base = own(["№", "Выявлено"], [1, DAY + 0.4])
    found = parse(Tabs("Своя", base.tabs, others=(tab(title, *rows),)))
    assert named(found) == ([(title, "", "unread_tab")] if told else [])


def test_a_register_that_is_not_listed_is_told() -> None:
    """Where other tabs hold the messages, what stands in «Реестр» would vanish without a word."""
    base = own(["№", "Выявлено"], [1, DAY + 0.4]).tabs[0]
    others = (tab("Январь", ["№", "Выявлено"], [1, DAY + 0.5]),)
    told = [("Реестр", "", "unread_tab")]
    assert named(parse(Tabs("Год", (base, *others)), listed="Январь")) == told
    empty = tab("Реестр", ["что-то"])
    assert named(parse(Tabs("Год", (empty, *others)), listed="Январь")) == []
    twice = parse(Tabs("Год", (base, base)))
    assert named(twice) == [("Реестр", "", "doubled_tab")]


# --- rows that are no messages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ([1, 2, 3, 4], [("A2", "column_numbers")]),
        (["1", "2", "3", "4"], [("A2", "column_numbers")]),
        (["Итого", None, "5 штук", None], [("A2", "no_message")]),
        ([None, "всего за месяц", None, None], [("B2", "no_message")]),
        (["Ноябрь 2026 г.", None, "x", None], [("A2", "no_message")]),
        (["ноябрь", None, None, None], []),  # a prepared row: № alone
        (["Итого", DAY + 0.4, "x", "y"], []),
        ([1, DAY + 0.4, 3, 4], []),
    ],
)
def test_rows_that_are_no_messages(row: list[Any], cells: list[tuple[str, str]]) -> None:
    found = parse(own(["№", "Выявлено", "Суть сообщения", "Примечание"], row, [7, DAY + 0.5, "Яма"]))
    told = [(cell, kind) for _, cell, kind in named(found, "column_numbers", "no_message")]
    assert told == cells
    assert "7" in found.cases["case"].tolist()
    assert len(found.cases) == (1 if cells or not row[1] else 2)


def test_a_table_without_a_register_says_what_it_has() -> None:
    rows = (["Номер обращения", "Дата поступления", "Суть обращения"], [1, DAY + 0.4, "Яма"])
    with pytest.raises(RegisterError) as error:
        parse(own(*rows, title="Лист1"))
    told = str(error.value)
    assert "листы «Лист1»" in told
    assert "«Выявлено» — столбец B «Дата поступления»" in told
    assert "columns" in told
    assert "Подключить таблицу" in told
    with pytest.raises(RegisterError, match="Похоже, «Выявлено» — это столбец B «Дата поступления»"):
        parse(own(*rows))
