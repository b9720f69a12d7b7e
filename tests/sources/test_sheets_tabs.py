"""A Google Sheet's tabs: which are read whole, which are only looked at, what the metadata tell of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lib.sources.google import GoogleSheet
from lib.sources.tabs import HEAD_ROWS, Merge
from lib.sources.titles import wanted
from lib.sources.transport import Patience, connect
from tests.sheets_server import SheetsServer, Spreadsheet, Tab

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz"
CASES = [["№", "Выявлено"], [1, 46349.5]]


def numbered(title: str, rows: int = 60) -> Tab:
    return Tab.of_rows(title, [["№", "Выявлено"], *([row, 46349.5] for row in range(1, rows))])


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer() as server:
        yield server


def sheet(server: SheetsServer, *tabs: Tab, listed: str = "") -> GoogleSheet:
    server.add(Spreadsheet(ID, "Реестр 2026", list(tabs)))
    client = connect(server.key, patience=Patience())
    return GoogleSheet(ID, client, wanted(("Реестр", "Настройки")), "Реестр", listed=listed)


def test_other_tabs_are_looked_at_in_the_same_request(server: SheetsServer) -> None:
    source = sheet(
        server, numbered("Заметки"), numbered("Реестр"), Tab("Пусто"), Tab("Узко", rows=3, width=2)
    )
    tabs = source.read()
    assert [tab.title for tab in tabs.tabs] == ["Реестр"]
    assert {tab.title: max(map(len, tab.columns), default=0) for tab in tabs.others} == {
        "Заметки": HEAD_ROWS,
        "Пусто": 0,
        "Узко": 0,
    }
    assert source.read() is tabs
    assert [server.calls("spreadsheets.get"), server.calls("batchGet")] == [1, 2]


def test_without_a_register_the_others_are_looked_at_all_the_same(server: SheetsServer) -> None:
    tabs = sheet(server, numbered("Обращения")).read()
    assert (tabs.tabs, [tab.columns[0][0] for tab in tabs.others]) == ((), ["№"])


@pytest.mark.parametrize("inside", [True, False], ids=["in-the-sheet", "by-the-caller"])
@pytest.mark.parametrize("listed", ["Январь; февраль", "все"])
def test_listed_tabs_are_read_whole(server: SheetsServer, listed: str, inside: bool) -> None:
    settings = Tab.of_rows("Настройки", [["Параметр", "Значение"], ["Листы реестра", listed]])
    own = [settings] if inside else []
    tabs = [numbered("Февраль"), *own, numbered("Январь")]
    source = sheet(server, *tabs, listed="" if inside else listed)
    read = source.read()
    assert {tab.title: len(tab.columns[0]) for tab in read.tabs if tab.title != "Настройки"} == {
        "Февраль": 60,
        "Январь": 60,
    }
    assert read.others == ()
    count = server.calls("batchGet")
    assert source.read() is read
    assert server.calls("batchGet") == count + 1


def test_merges_and_the_locale_come_with_the_metadata(server: SheetsServer) -> None:
    tab = numbered("Реестр")
    tab.merges = [
        {
            "sheetId": tab.gid,
            "startRowIndex": 1,
            "endRowIndex": 3,
            "startColumnIndex": 0,
            "endColumnIndex": 2,
        },
        {"sheetId": tab.gid, "startRowIndex": 5, "endRowIndex": 6},
    ]
    tabs = sheet(server, tab).read()
    assert tabs.tabs[0].merges == (Merge(1, 0, 2, 1), Merge(5, 0, 5, 39))
    assert (tabs.locale, tabs.since_1904, dict(tabs.tabs[0].moments)) == ("ru_RU", False, {})
