"""Which tabs of a Google Sheet are read whole: the register's own, and those that somebody lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib import sheets
from lib.sources.google import GoogleSheet
from lib.sources.titles import wanted
from lib.sources.transport import READ_ONLY, Patience, connect
from tests.sheets_server.model import Spreadsheet, Tab
from tests.sheets_server.server import SheetsServer

ID = "own-table-of-an-office"
HEAD = ["№", "Выявлено"]
LONG = [HEAD, *([number, 46_349.4] for number in range(1, 60))]


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    tabs = [
        Tab.of_rows("Январь", LONG),
        Tab.of_rows("Февраль", LONG),
        Tab.of_rows("Настройки", [["Параметр", "Значение"], ["Куратор", "Куратор"]]),
    ]
    with SheetsServer(Spreadsheet(ID, "Год", tabs)) as running:
        yield running


def sheet(server: SheetsServer, listed: str = "") -> GoogleSheet:
    client = connect(server.key, READ_ONLY, Patience(tries=1))
    return GoogleSheet(ID, client, wanted(sheets.TITLES), "Реестр", listed=listed)


def rows(found: GoogleSheet) -> dict[str, int]:
    tabs = found.read()
    return {tab.title: max(map(len, tab.columns), default=0) for tab in (*tabs.tabs, *tabs.others)}


def test_without_a_register_the_heads_of_the_others_are_looked_at(server: SheetsServer) -> None:
    assert rows(sheet(server)) == {"Настройки": 2, "Январь": 30, "Февраль": 30}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("февраль", {"Февраль": 60, "Настройки": 2, "Январь": 30}),
        ("Январь; Февраль", {"Январь": 60, "Февраль": 60, "Настройки": 2}),
        ("все", {"Январь": 60, "Февраль": 60, "Настройки": 2}),
    ],
)
def test_what_the_configuration_lists_is_read_whole(
    server: SheetsServer, listed: str, expected: dict[str, int]
) -> None:
    assert rows(sheet(server, listed)) == expected


def test_what_the_setting_lists_is_read_whole_and_as_it_changes(server: SheetsServer) -> None:
    settings = server.spreadsheets[ID].tab("Настройки")
    settings.columns = [["Параметр", "Листы реестра"], ["Значение", "Январь"]]
    found = sheet(server)
    assert rows(found) == {"Январь": 60, "Настройки": 2, "Февраль": 30}
    assert found.read() is found.read()
    settings.columns = [["Параметр", "Листы реестра"], ["Значение", "Январь; Февраль"]]
    assert rows(found) == {"Январь": 60, "Февраль": 60, "Настройки": 2}
