"""The template laid into a Google Sheet, over HTTP, by the real gspread."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from lib.base.errors import SourceError, UsageError
from lib.law import schema
from lib.law.danger import DANGER
from lib.register import Register, parse
from lib.sources import google, titles, transport
from lib.template import defaults, into_sheet, sheet_requests
from lib.template.layout import layout
from tests.sheets_server import Spreadsheet
from tests.sheets_server.updates import RichTab, WritableServer

SHEET = "1AbcDefGhiJklMnoPqrStuVwxYz0123456789"


def old_register() -> list[RichTab]:
    """A settlement's own sheet: another order of columns, a title above, columns and helps of its own."""
    cases = RichTab.of_rows(
        "реестр",
        [
            ["Реестр обращений, 2026"],
            ["Тема", "№ ", "Моё", "Выявлено*", "Исполнитель", "Размещено"],
            ["Дороги", 1, "своё", 46349.5, "Иванова", 46349.6],
            ["Мусор", 2, "", 46350.5, "Петров", ""],
            ["Дороги", 3, True, "вчера", "Иванова"],
        ],
        width=8,
    )
    cases.cells[(2, 3)] = {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}
    cases.cells[(2, 4)] = {"dataValidation": {"condition": {"type": "ONE_OF_LIST"}}}
    cases.cells[(1, 0)] = {"note": "Тему ставит Иванова"}
    cases.rules = [{"ranges": [{"sheetId": cases.gid}], "booleanRule": {}}]
    settings = RichTab.of_rows("Настройки", [["Параметр", "Значение"], ["Куратор", "К. К."]])
    settings.rows = 4
    return [RichTab.of_rows("Заметки", [["не трогать"]]), cases, settings, RichTab("Журнал", width=3)]


@pytest.fixture(params=["new", "old"])
def server(request: pytest.FixtureRequest) -> Iterator[WritableServer]:
    tabs: list[Any] = [RichTab("Лист1", width=26)] if request.param == "new" else old_register()
    with WritableServer(Spreadsheet(SHEET, "Реестр", tabs)) as running:
        yield running


def lay(server: WritableServer, **options: Any) -> tuple[str, ...]:
    client = transport.connect(server.key, transport.READ_WRITE)
    return into_sheet.apply(client, SHEET, **options)


def parsed(server: WritableServer) -> Register:
    wanted = titles.wanted([tab.title for tab in schema.TABS])
    client = transport.connect(server.key)
    return parse(google.GoogleSheet(SHEET, client, wanted, schema.CASES.title).read())


def values(server: WritableServer) -> dict[str, dict[tuple[int, int], Any]]:
    return {
        tab.title: {
            (row, number): cell
            for number, column in enumerate(tab.columns)
            for row, cell in enumerate(column)
            if cell not in ("", None)
        }
        for tab in server.spreadsheets[SHEET].tabs
    }


def test_no_cell_that_was_there_changes_and_a_second_run_does_nothing(server: WritableServer) -> None:
    before = values(server)
    assert lay(server)
    after = values(server)
    for title, cells in before.items():
        assert {place: after[title][place] for place in cells} == cells
    state = copy.deepcopy(server.spreadsheets[SHEET].tabs)
    assert lay(server) == ()
    assert server.spreadsheets[SHEET].tabs == state
    assert len(server.batches) == 1


def test_everything_of_the_schema_is_there(server: WritableServer) -> None:
    lay(server)
    for tab in schema.TABS:
        sheet = next(
            item for item in server.spreadsheets[SHEET].tabs if item.title.casefold() == tab.title.casefold()
        )
        header = {str(cell).strip(" *") for column in sheet.columns for cell in column[:2]}
        wanted = {column.title for column in tab.columns if column.field != "author"}
        assert wanted <= header


def test_a_new_sheet_gets_all_the_helps() -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", [RichTab("Лист1")])) as server:
        done = lay(server)
        spreadsheet = server.spreadsheets[SHEET]
        assert [tab.title for tab in spreadsheet.tabs] == [
            schema.MEMO_TITLE,
            "Лист1",
            *(tab.title for tab in schema.TABS),
        ]
        assert len(done) == 8
        cases: Any = spreadsheet.tab("Реестр")
        place = layout(schema.CASES)
        assert (cases.frozen_rows, cases.frozen_columns) == (2, 1)
        assert [view["title"] for view in cases.views] == [
            "Мои",
            "Просрочено",
            "Без ответа",
            "Промежуточные без окончательного",
        ]
        memo = "\n".join(values(server)[schema.MEMO_TITLE].values())
        assert all(f"«{view['title']}»" in memo for view in cases.views)
        assert len(cases.rules) == 2
        assert all(item["warningOnly"] for item in cases.protections)
        assert all(group["collapsed"] for group in cases.groups)
        folded_away = {n for group in cases.groups for n in group["range"]}
        assert folded_away == {n for n, column in enumerate(place.columns) if column.rare}
        for number, column in enumerate(place.columns):
            assert cases.cells[(1, number)]["note"] == column.note
            rule = cases.cells.get((2, number), {}).get("dataValidation")
            assert rule is None or rule["strict"] is False
            if column.cell is schema.Cell.TIME:
                style = cases.cells[(900, number)]["userEnteredFormat"]["numberFormat"]
                assert style == {"type": "DATE_TIME", "pattern": "dd.mm.yyyy hh:mm"}
        topic = cases.cells[(2, place.at["topic"])]["dataValidation"]["condition"]
        assert topic["values"] == [{"userEnteredValue": "='Справочники'!$A$3:$A$500"}]


def test_an_old_sheet_keeps_what_is_its_own() -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", old_register())) as server:
        lay(server)
        cases: Any = server.spreadsheets[SHEET].tab("реестр")
        assert cases.cells[(1, 0)]["note"] == "Тему ставит Иванова"
        assert cases.cells[(2, 3)]["userEnteredFormat"]["numberFormat"] == {"type": "DATE"}
        assert cases.cells[(2, 4)]["dataValidation"] == {"condition": {"type": "ONE_OF_LIST"}}
        assert cases.cells[(2, 0)]["dataValidation"]["condition"]["type"] == "ONE_OF_RANGE"
        assert not set(cases.widths) & set(range(6))  # nothing of theirs is widened
        assert "booleanRule" in cases.rules[0]
        assert cases.rules[0]["booleanRule"] == {}  # theirs comes first
        assert not cases.column_marks.keys() & {2}
        # The header is theirs, one row lower than ours: formulas and ranges follow it.
        formula = cases.rules[1]["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        assert "$D3" in formula
        assert "," not in formula
        # Lists hold what is in use; rows that were absent are added below.
        lists = values(server)["Справочники"]
        assert [lists[(row, 0)] for row in (2, 3)] == ["Дороги", "Мусор"]
        assert (4, 0) not in lists
        assert [lists[(row, 3)] for row in (2, 3)] == ["Иванова", "Петров"]
        settings = values(server)["Настройки"]
        assert settings[(1, 1)] == "К. К."
        assert "Перерыв" in settings.values()
        assert list(settings.values()).count("Куратор") == 1


def test_what_staff_took_away_does_not_come_back() -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", [RichTab("Лист1")])) as server:
        lay(server)
        cases: Any = server.spreadsheets[SHEET].tab("Реестр")
        cases.views.clear()
        cases.protections.clear()
        cases.rules.clear()
        assert lay(server) == ()


def test_a_column_that_was_deleted_comes_back_at_the_right_end() -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", [RichTab("Лист1")])) as server:
        lay(server)
        cases: Any = server.spreadsheets[SHEET].tab("Реестр")
        at = layout(schema.CASES).at["outcome"]
        cases.columns[at][1] = "Своё название"
        done = lay(server)
        assert "Лист «Реестр»: добавлены столбцы «Итог»" in done
        assert cases.columns[at][1] == "Своё название"
        assert server.spreadsheets[SHEET].tab("Реестр").columns[-1][1] == "Итог"
        assert lay(server) == ()


def test_a_tab_without_a_header_is_named_and_left_alone() -> None:
    strange = RichTab.of_rows("Реестр", [["что-то"], [1, 2, 3]])
    with WritableServer(Spreadsheet(SHEET, "Реестр", [strange])) as server:
        done = lay(server)
        assert "Лист «Реестр» не тронут: в первых 25 строках нет заголовков «№», «Выявлено»" in done
        assert values(server)["Реестр"] == {(0, 0): "что-то", (1, 0): 1, (1, 1): 2, (1, 2): 3}


def test_presets_author_and_refusals() -> None:
    spreadsheet = Spreadsheet(SHEET, "Реестр", [RichTab("Лист1")])
    with WritableServer(spreadsheet) as server:
        with pytest.raises(UsageError, match="Нет набора норм"):
            lay(server, preset="7")
        spreadsheet.shared = dict.fromkeys(spreadsheet.shared, "reader")
        with pytest.raises(SourceError, match=r"откройте её для .+ с правом редактора\."):
            lay(server)
        assert [tab.title for tab in spreadsheet.tabs] == ["Лист1"]
        spreadsheet.shared = dict.fromkeys(spreadsheet.shared, "writer")
        lay(server, preset="9-4-7", author=True)
        norms = values(server)["Нормативы"]
        assert [norms[(2, n)] for n in range(3)] == ["Ответ", 9, "раб. ч"]
        assert "Автор" in values(server)["Реестр"].values()


def test_the_parser_reads_the_same_cases_before_and_after() -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", old_register())) as server:
        before = parsed(server)
        lay(server)
        after = parsed(server)
        assert list(after.cases["case"]) == list(before.cases["case"]) == ["1", "2", "3"]
        assert after.events.reset_index(drop=True).equals(before.events.reset_index(drop=True))
        assert after.missing == ("Автор",)
        assert after.settings.latest.curator == "К. К."
        assert after.norms == before.norms
        # The lists are made of what is in use: no name of theirs is called unknown.
        assert "not_in_list" not in set(after.problems["kind"])


def test_a_column_that_seems_misspelt_is_named_and_not_added() -> None:
    tabs = old_register()
    tabs[1].put(1, 2, "Направленно")
    heads = RichTab.of_rows("Справочники", [["Исполнители", "Локация"], ["Иванова", "Вистино"]])
    with WritableServer(Spreadsheet(SHEET, "Реестр", [*tabs, heads])) as server:
        done = lay(server)
        assert any("«Направлено» не добавлен: похоже, это столбец C «Направленно»" in line for line in done)
        assert any("«Исполнитель» не добавлен: похоже, это столбец A «Исполнители»" in line for line in done)
        cases: Any = server.spreadsheets[SHEET].tab("реестр")
        assert "Направлено" not in values(server)["реестр"].values()
        assert (len(cases.rules), cases.views) == (1, [])
        cases.columns[2][1] = "Направлено"
        assert "Лист «реестр»: добавлены подсветка, виды или защита заголовка" in lay(server)
        cases = server.spreadsheets[SHEET].tab("реестр")
        assert (len(cases.rules), len(cases.views)) == (3, 4)


def test_added_lists_hold_what_is_in_use_and_the_warning_is_of_their_norm() -> None:
    tabs = old_register()
    lists = RichTab.of_rows("Справочники", [["Тема"], ["Дороги"], ["Мусор"]])
    lists.rows = 3  # names go below the end of the grid
    norms = RichTab.of_rows("Нормативы", [["Шаг", "Срок", "Единица"], ["Ответ", 24, "раб. ч"]])
    with WritableServer(Spreadsheet(SHEET, "Реестр", [*tabs, lists, norms])) as server:
        done = lay(server)
        added = "добавлены столбцы «Группа тем», «Локация», «Исполнитель», «Источник», «Слова опасности»"
        assert f"Лист «Справочники»: {added}" in done
        typed = values(server)["Справочники"]
        assert [typed[(row, 3)] for row in (1, 2)] == ["Иванова", "Петров"]
        assert [typed[(row, 5)] for row in (1, 2)] == list(DANGER[:2])
        assert [row for row, column in typed if column == 1] == [0]  # no group beside their topics
        assert "not_in_list" not in set(parsed(server).problems["kind"])
        cases: Any = server.spreadsheets[SHEET].tab("реестр")
        late = cases.rules[1]["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        assert late.endswith(">1440/60)))")
        assert lay(server) == ()


def test_new_lists_hold_the_names_of_the_journal_and_no_error_of_a_cell() -> None:
    tabs = old_register()
    tabs[1].put(4, 0, "#REF!")
    heads, event = ["№", "Время", "Событие", "Исполнитель"], [1, 46349.55, "Возвращено", "Сидоров"]
    tabs[3] = RichTab.of_rows("Журнал", [heads, event])
    with WritableServer(Spreadsheet(SHEET, "Реестр", tabs)) as server:
        lay(server)
        lists = values(server)["Справочники"]
        assert [lists[(row, 3)] for row in (2, 3, 4)] == ["Иванова", "Петров", "Сидоров"]
        assert "#REF!" not in lists.values()
        assert "not_in_list" not in set(parsed(server).problems["kind"])


@pytest.mark.parametrize("preset", [None, *defaults.PRESETS])
def test_the_parser_takes_a_new_sheet(preset: str | None) -> None:
    with WritableServer(Spreadsheet(SHEET, "Реестр", [RichTab("Лист1")])) as server:
        lay(server, preset=preset)
        register = parsed(server)
        assert len(register.cases) == 0
        assert len(register.problems) == 0
        assert register.norms.latest == defaults.norms(preset)


def test_formulas_for_google_hold_no_decimal_and_no_comma() -> None:
    for preset in (None, *defaults.PRESETS):
        norms = defaults.norms(preset)
        place = layout(schema.CASES)
        rules = sheet_requests.conditions(1, place, norms, 30, 0)
        for request in rules.values():
            formula = request["addConditionalFormatRule"]["rule"]["booleanRule"]["condition"]["values"]
            assert not set(formula[0]["userEnteredValue"]) & set(",.")
