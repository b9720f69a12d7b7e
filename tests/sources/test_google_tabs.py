"""Which tabs of a Google Sheet are read whole: the register's own, and those that somebody lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from lib import sheets
from lib.register import parse
from lib.sources import links
from lib.sources.google import SECONDS_A_READ, GoogleSheet
from lib.sources.lines import Line
from lib.sources.tabs import Tab as Raw
from lib.sources.tabs import Tabs
from lib.sources.titles import wanted
from lib.sources.transport import READ_ONLY, Patience, connect
from tests.sheets_server.discovery import Refused
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


LINKS = {
    (1, 2): {"hyperlink": "https://vk.com/wall1"},
    (2, 2): {
        "textFormatRuns": [{"format": {"bold": True}}, {"format": {"link": {"uri": "https://vk.com/2"}}}]
    },
    (3, 2): {
        "chipRuns": [{}, {"startIndex": 1, "chip": {"richLinkProperties": {"uri": "https://vk.com/3"}}}]
    },
    (1, 3): {"hyperlink": "https://vk.com/answer"},
}
MESSAGES = [
    ["№", "Выявлено", "Ссылка на сообщение", "Где ответили"],
    *([number, 46_349.4, "сообщение", "тут" if number == 1 else ""] for number in range(1, 5)),
]


def linked(server: SheetsServer, *more: Tab, lines: tuple[Line, ...] = ()) -> GoogleSheet:
    tab = Tab.of_rows("Реестр", MESSAGES, links=LINKS)
    server.add(Spreadsheet("links", "Со ссылками", [tab, *more]))
    client = connect(server.key, READ_ONLY, Patience(tries=1))
    return GoogleSheet("links", client, wanted(sheets.TITLES), "Реестр", lines=lines)


def test_what_stands_behind_a_text_is_its_link(server: SheetsServer) -> None:
    found = linked(server)
    register = parse(found.read())
    assert register.cases["url"].tolist() == [f"https://vk.com/{end}" for end in ("wall1", "2", "3")] + [""]
    assert register.problems.loc[register.problems["kind"] == "bad_link", "cell"].tolist() == ["C5"]


@pytest.mark.parametrize("by_tab", [True, False])
def test_links_are_asked_of_the_offices_own_columns(server: SheetsServer, by_tab: bool) -> None:
    field, column = "Ссылка на ответ", "Где ответили"
    tab = Tab.of_rows("Столбцы", [["Поле", "Столбец"], [field, column]])
    found = linked(server, tab) if by_tab else linked(server, lines=(Line(field, column),))
    tabs = found.read()
    register = parse(tabs, () if by_tab else (Line(field, column),))
    assert register.cases["answer_url"].tolist() == ["https://vk.com/answer", "", "", ""]
    asked = [seen.query["ranges"] for seen in server.seen if "includeGridData" in seen.query]
    assert asked == [["'Реестр'!C1:C5", "'Реестр'!D1:D2"]]


def test_links_take_one_more_read_a_change_and_none_without(server: SheetsServer) -> None:
    found = linked(server)
    first = found.read()
    before = server.calls("spreadsheets.get")
    assert found.read() is first
    assert found.pause(1) == 2 * SECONDS_A_READ
    assert server.calls("spreadsheets.get") == before
    own = server.spreadsheets["links"].tab("Реестр")
    own.columns[0][1] = 17
    assert found.read() is not first
    assert server.calls("spreadsheets.get") == before + 1
    own.columns[2][1:] = ["https://vk.com/1"] * 4  # nothing hides any more
    assert not found.read().tabs[0].links
    assert server.calls("spreadsheets.get") == before + 1
    assert found.pause(1) == SECONDS_A_READ


REFUSED = [Refused(429, "RESOURCE_EXHAUSTED", "Quota"), Refused(400, "INVALID_ARGUMENT", "Bad request")]
NONSENSE = [{}, {"sheets": [{}, 7]}, {"sheets": [{"data": [{"rowData": [None]}]}]}]


def fail_links(monkeypatch: pytest.MonkeyPatch, answer: Refused | dict[str, object]) -> None:
    """The request for links alone is refused, or answered like this."""
    described = Spreadsheet.described

    def failing(own: Spreadsheet, ranges: list[str], *, cells: bool) -> dict[str, object]:
        if not cells:
            return described(own, ranges, cells=cells)
        if isinstance(answer, Refused):
            raise answer
        return answer

    monkeypatch.setattr(Spreadsheet, "described", failing)


@pytest.mark.parametrize("answer", [*REFUSED, *NONSENSE])
def test_values_do_not_wait_for_what_stands_behind_them(
    answer: Refused | dict[str, object],
    server: SheetsServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The request for links alone fails: fresh values, the links of unchanged rows, and once more."""
    found = linked(server)
    first = found.read()
    fail_links(monkeypatch, answer)
    assert found.read() is first
    server.spreadsheets["links"].tab("Реестр").columns[0][1] = 17
    fresh = found.read()
    assert fresh.tabs[0].columns[0][1] == 17
    assert fresh.tabs[0].links == {
        2: {2: "https://vk.com/2", 3: "https://vk.com/3"}
    }  # another № may be another
    assert found.read() is fresh
    assert len(caplog.records) == 1  # told once
    monkeypatch.undo()
    whole = found.read()
    assert whole.tabs[0].links[2] == first.tabs[0].links[2]
    before = server.calls("spreadsheets.get")
    assert found.read() is whole
    assert server.calls("spreadsheets.get") == before


def test_a_first_read_without_links_shows_the_values(
    server: SheetsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = linked(server)
    fail_links(monkeypatch, REFUSED[0])
    assert not found.read().tabs[0].links
    monkeypatch.undo()
    assert found.read().tabs[0].links


def test_one_address_asks_of_no_more_columns_than_it_bears() -> None:
    tab = Raw("", (("Ссылка на сообщение", "текст"), ("Ссылка на ответ", "текст")))
    many = tuple(replace(tab, title=f"Сообщения за месяц номер {number}") for number in range(100))
    asked = links.ranges(Tabs("", many, None, ""))
    assert asked[:2] == ["'Сообщения за месяц номер 0'!A1:A2", "'Сообщения за месяц номер 0'!B1:B2"]
    assert 6_500 < len(urlencode({"ranges": asked}, doseq=True)) <= links.LONGEST
