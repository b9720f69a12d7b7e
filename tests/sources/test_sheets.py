"""The Google source: the real gspread and google-auth against the local server, faults and all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from google.auth import jwt
from google.oauth2 import service_account

from lib import sheets
from lib.base.errors import ConfigError, SourceError
from lib.sources import config
from lib.sources.feed import Feed
from lib.sources.google import GoogleSheet
from lib.sources.titles import wanted
from lib.sources.transport import READ_ONLY, READ_WRITE, GoogleError, Patience, connect
from tests.sheets_server import Fault, SheetsServer, Spreadsheet, Tab
from tests.sheets_server.server import AUDIENCE, EMAIL

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz"
QUICK = Patience(pause=0.001, total=5.0, connect=1.0, read=0.1, answer=0.2)
ROWS = [["№", "Выявлено", "Срок"], [1, 46349.5, True], ["007", "46349.5", "#REF!"], ["", "", 1.5]]


def register(identifier: str = ID, **more: list[list[Any]]) -> Spreadsheet:
    tabs: dict[str, list[list[Any]]] = {
        "Реестр": ROWS,
        "Настройки": [["Параметр", "Значение"]],
        "Мои заметки": [["x"]],
        **more,
    }
    return Spreadsheet(identifier, "Реестр 2026", [Tab.of_rows(title, rows) for title, rows in tabs.items()])


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer(register()) as running:
        yield running


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def sheet(server: SheetsServer, clock: Clock | None = None, chunk: int = 50_000) -> GoogleSheet:
    clock = clock or Clock()
    client = connect(server.key, READ_ONLY, QUICK, sleep=lambda _: None)
    return GoogleSheet(ID, client, wanted(sheets.TITLES), "Реестр", clock=clock, chunk=chunk)


def methods(server: SheetsServer) -> list[str]:
    return [seen.method.rpartition(".")[2] for seen in server.seen]


# What is read


def test_cells_come_as_the_api_gives_them(server: SheetsServer) -> None:
    tabs = sheets.read(f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0", server.key, QUICK)
    assert (tabs.title, tabs.timezone) == ("Реестр 2026", "Europe/Moscow")
    assert tabs.url == f"https://docs.google.com/spreadsheets/d/{ID}"
    first, second = tabs.tabs
    assert [first.title, second.title] == ["Реестр", "Настройки"]  # staff's own tab is not asked for
    assert first.gid == server.spreadsheets[ID].tab("Реестр").gid
    assert [list(column) for column in first.columns] == [
        ["№", 1, "007"],
        ["Выявлено", 46349.5, "46349.5"],
        ["Срок", True, "#REF!", 1.5],
    ]


def test_metadata_first_then_one_read_a_refresh(server: SheetsServer) -> None:
    clock = Clock()
    source = sheet(server, clock)
    for _ in range(5):
        source.read()
        clock.now += 30
    assert methods(server) == ["token", "get", *["batchGet"] * 5]
    clock.now += 600
    source.read()
    assert methods(server)[-2:] == ["get", "batchGet"]
    assert all(seen.status == 200 for seen in server.seen)


def test_only_the_right_to_read_is_asked_for(server: SheetsServer) -> None:
    sheet(server).read()
    (token,) = server._tokens.values()
    assert token.scopes == {"https://www.googleapis.com/auth/spreadsheets.readonly"}
    assert READ_WRITE != READ_ONLY


def test_unchanged_sheet_is_the_very_same_object(server: SheetsServer) -> None:
    source = sheet(server)
    before = source.read()
    assert source.read() is before
    server.spreadsheets[ID].tab("Реестр").columns[0][1] = 2
    after = source.read()
    assert after is not before
    assert after.tabs[0].columns[0][1] == 2


@pytest.mark.parametrize("title", ["реестр", " Реестр ", "РЕЕСТР:", "Реестр *"])
def test_titles_compare_as_headers_do(server: SheetsServer, title: str) -> None:
    server.spreadsheets[ID].tab("Реестр").title = title
    assert [tab.title for tab in sheet(server).read().tabs] == [title, "Настройки"]


def test_a_title_with_an_apostrophe_or_a_chart_tab_is_no_trouble(server: SheetsServer) -> None:
    server.spreadsheets[ID].tabs += [Tab("It's", [["x"]]), Tab("Журнал", kind="OBJECT")]
    client = connect(server.key, READ_ONLY, QUICK)
    tabs = GoogleSheet(ID, client, lambda _: True, "Реестр").read()
    assert [tab.title for tab in tabs.tabs] == ["Реестр", "Настройки", "Мои заметки", "It's"]
    assert tabs.tabs[3].columns == (["x"],)


def test_empty_tab_and_no_known_tab(server: SheetsServer) -> None:
    server.spreadsheets[ID].tab("Реестр").columns = []
    source = sheet(server)
    assert source.read().tabs[0].columns == ()
    server.spreadsheets[ID].tabs = [Tab("Лист1", [["x"]])]
    assert source.read().tabs == ()


def test_compressed_answers(server: SheetsServer) -> None:
    server.compress = True
    assert sheet(server).read().tabs[0].columns[0] == ["№", 1, "007"]


# Tabs that come and go


def test_renamed_tab_costs_one_look_at_the_metadata_and_comes_back_at_once(server: SheetsServer) -> None:
    source = sheet(server)
    source.read()
    tab = server.spreadsheets[ID].tab("Реестр")
    tab.title = "Реестр старый"
    server.seen.clear()
    assert [tab.title for tab in source.read().tabs] == ["Настройки"]
    assert methods(server) == ["batchGet", "get", "batchGet"]
    tab.title = "Реестр"
    assert [tab.title for tab in source.read().tabs] == ["Реестр", "Настройки"]


def test_absent_optional_tabs_are_no_fault_and_cost_nothing(server: SheetsServer) -> None:
    source = sheet(server)
    source.read()
    source.read()
    assert methods(server).count("get") == 1


# Long sheets


def long_register(rows: int, grid: int) -> Spreadsheet:
    column: list[object] = ["№", *range(1, rows)]
    words: list[object] = ["Тема", *("Дороги" for _ in range(1, rows - 7))]
    """A register of so many rows; with chunks this small the quota is not the point."""
    return Spreadsheet(
        ID, "Большой", [Tab("Реестр", [column, words], rows=grid), Tab("Журнал", [["№"]], rows=9)]
    )


@pytest.mark.parametrize("rows", [5, 9, 10, 11, 20, 21, 25, 40])
def test_chunks_lose_and_double_nothing(server: SheetsServer, rows: int) -> None:
    server.quota = 10_000
    server.add(long_register(rows, 40))
    source = sheet(server, chunk=10)
    for _ in range(2):
        columns = source.read().tabs[0].columns
        assert columns[0] == ["№", *range(1, rows)]
        assert list(columns[1]) == ["Тема", *["Дороги"] * (rows - 8)][: max(1, rows - 7)]


def test_an_empty_grid_is_not_read_in_chunks_for_long(server: SheetsServer) -> None:
    server.quota = 10_000
    server.add(long_register(9, 1000))
    source = sheet(server, chunk=10)
    source.read()
    assert source.reads == 100
    source.read()
    assert source.reads == 1


def test_the_interval_stretches_so_that_reads_stay_under_30_a_minute(server: SheetsServer) -> None:
    server.quota = 10_000
    server.add(long_register(1000, 1000))
    source = sheet(server, chunk=10)
    both = sheets.Spreadsheets([source])
    assert both.pause(30) == 30
    both.read()
    assert 60 / both.pause(30) * source.reads <= 30


def test_rows_added_below_the_last_chunk_are_seen_and_a_shortened_grid_is_no_fault(
    server: SheetsServer,
) -> None:
    server.quota = 10_000
    server.add(long_register(25, 1000))
    source = sheet(server, chunk=10)
    source.read()
    tab = server.spreadsheets[ID].tab("Реестр")
    tab.columns[0] += ["x"] * 30
    assert len(source.read().tabs[0].columns[0]) == 55
    tab.columns, tab.rows = [["№", 1]], 12
    assert source.read().tabs[0].columns == (["№", 1],)


# Several spreadsheets


def test_archives_are_read_rarely_and_keep_their_last_good_copy(server: SheetsServer) -> None:
    other = register("archive-of-2025")
    server.add(other)
    clock = Clock()
    client = connect(server.key, READ_ONLY, QUICK, sleep=lambda _: None)
    parts = [
        GoogleSheet(identifier, client, wanted(sheets.TITLES), "Реестр", clock=clock)
        for identifier in (ID, other.id)
    ]
    both = sheets.Spreadsheets(parts, clock)
    first = both.read()
    assert [tabs.url for tabs in first] == [
        f"https://docs.google.com/spreadsheets/d/{identifier}" for identifier in (ID, other.id)
    ]
    server.seen.clear()
    clock.now += 30
    assert both.read() is first
    assert methods(server) == ["batchGet"]
    other.tab("Реестр").columns[0][1] = 99
    clock.now += 3600
    second = both.read()
    assert second[0] is first[0]
    assert second[1].tabs[0].columns[0][1] == 99
    other.shared.clear()
    clock.now += 3600
    assert both.read() is second


def test_an_archive_that_never_was_read_is_named(server: SheetsServer) -> None:
    settings = config.Config(sheets=(ID, "archive-of-2025"), service_account=server.key)
    with pytest.raises(SourceError, match=r"Архив \(таблица 2 в списке\)"):
        sheets.source(settings).read()


# Faults: every one an error in Russian, in bounded time and requests, and gone when the fault is


@pytest.mark.parametrize(
    ("fault", "tries", "says"),
    [
        (Fault("status", 401), 2, "не принял ключ"),  # a second one with a new token
        (Fault("status", 403), 1, f"откройте её для {EMAIL}"),
        (Fault("disabled"), 1, "не включён Google Sheets API"),
        (Fault("status", 404), 1, "не найдена"),
        (Fault("status", 429), 4, "квота"),
        (Fault("status", 429, retry_after="0"), 4, "квота"),
        (Fault("status", 429, retry_after="3600"), 1, "квота"),
        (Fault("status", 500), 4, "Сбой на стороне Google"),
        (Fault("status", 502), 4, "Сбой на стороне Google"),
        (Fault("status", 503), 4, "Сбой на стороне Google"),
        (Fault("html", 200), 1, "непонятный ответ"),
        (Fault("html", 502), 4, "Сбой на стороне Google"),
        (Fault("truncated"), 1, "непонятный ответ"),
        (Fault("cut"), 4, "прервалось"),
        (Fault("drop"), 4, "Нет связи"),
        (Fault("hang"), 4, "не ответил вовремя"),
        (Fault("drip", seconds=0.05), 4, "не ответил вовремя"),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else None,
)
def test_fault(server: SheetsServer, fault: Fault, tries: int, says: str) -> None:
    source = sheet(server)
    before = source.read()
    for _ in range(2):
        server.seen.clear()
        server.fail(fault)
        start = time.monotonic()
        with pytest.raises(SourceError, match=says) as caught:
            source.read()
        assert time.monotonic() - start < 4
        assert server.calls("batchGet") == tries
        assert "\n" not in str(caught.value)
    server.heal()
    assert source.read() is before


def test_a_passing_fault_is_not_seen_at_all(server: SheetsServer) -> None:
    source = sheet(server)
    source.read()
    for fault in (Fault("status", 503, times=3), Fault("cut", times=1), Fault("drop", times=2)):
        server.fail(fault)
        source.read()


def test_an_expired_token_is_renewed_without_ado(server: SheetsServer) -> None:
    source = sheet(server)
    source.read()
    server.expire_tokens()
    source.read()
    assert methods(server).count("token") == 2


def test_real_refusals(server: SheetsServer) -> None:
    spreadsheet = server.spreadsheets[ID]
    with pytest.raises(GoogleError, match="не найдена"):
        sheets.read("no-such-spreadsheet", server.key, QUICK)
    spreadsheet.office = True
    with pytest.raises(GoogleError, match="файл Excel на Диске"):
        sheets.read(ID, server.key, QUICK)
    spreadsheet.shared.clear()
    with pytest.raises(GoogleError, match="откройте её для"):
        sheets.read(ID, server.key, QUICK)
    server.quota = 0
    with pytest.raises(GoogleError, match="квота"):
        sheets.read(ID, server.key, QUICK)


def test_revoked_key(server: SheetsServer) -> None:
    server.revoked = True
    with pytest.raises(GoogleError, match="ключ отозван или неверны часы"):
        sheets.read(ID, server.key, QUICK)
    assert methods(server) == ["token"]


def test_wrong_clock(server: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(self: service_account.Credentials) -> bytes:
        moment = int((datetime.now(UTC) - timedelta(days=1)).timestamp())
        claims: dict[str, object] = {
            "iat": moment,
            "exp": moment + 3600,
            "iss": EMAIL,
            "scope": "x",
            "aud": AUDIENCE,
        }
        token: bytes = jwt.encode(self.signer, claims)
        return token

    monkeypatch.setattr(service_account.Credentials, "_make_authorization_grant_assertion", late)
    with pytest.raises(GoogleError, match="неверны часы"):
        sheets.read(ID, server.key, QUICK)


def test_no_network() -> None:
    with SheetsServer(register()) as server:
        key = server.key
    with pytest.raises(GoogleError, match="Нет связи с Google"):
        sheets.read(ID, key, QUICK)


def test_a_token_endpoint_that_hangs(server: SheetsServer) -> None:
    server.fail(Fault("hang", where="token"))
    with pytest.raises(GoogleError, match=r"не ответил вовремя|Нет связи"):
        sheets.read(ID, server.key, QUICK)


@pytest.mark.parametrize("status", [500, 503])
def test_a_token_endpoint_that_fails_is_not_called_a_bad_key(
    server: SheetsServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time", SimpleNamespace(sleep=lambda _: None))
    server.fail(Fault("status", status, where="token"))
    with pytest.raises(GoogleError, match="Сбой на стороне Google"):
        sheets.read(ID, server.key, QUICK)
    assert methods(server) == ["token"] * 3


def test_spoilt_private_key(server: SheetsServer) -> None:
    with pytest.raises(ConfigError, match="private_key испорчен"):
        sheets.read(ID, {**server.key, "private_key": "-----BEGIN PRIVATE KEY-----\nx\n"}, QUICK)


# Retries: how many, how long


def test_back_off_grows_with_jitter_and_stops_at_four(server: SheetsServer) -> None:
    clock = Clock()
    client = connect(server.key, READ_ONLY, Patience(), clock, clock.sleep)
    server.fail(Fault("status", 503))
    with pytest.raises(GoogleError):
        GoogleSheet(ID, client, wanted(sheets.TITLES), "Реестр").read()
    assert client.requests == 4
    assert all(0.75 * 2**n <= pause <= 1.25 * 2**n for n, pause in enumerate(clock.slept))
    assert len(clock.slept) == 3


@pytest.mark.parametrize(
    ("asked", "slept"),
    [("7", [7, 7]), ("19", [19]), ("21", []), ("Thu, 01 Jan 1970 00:00:00 GMT", None), ("soon", None)],
)
def test_retry_after_is_honoured_within_20_seconds(
    server: SheetsServer, asked: str, slept: list[float] | None
) -> None:
    clock = Clock()
    client = connect(server.key, READ_ONLY, Patience(), clock, clock.sleep)
    server.fail(Fault("status", 429, retry_after=asked))
    with pytest.raises(GoogleError, match="квота"):
        GoogleSheet(ID, client, wanted(sheets.TITLES), "Реестр").read()
    if slept is None:
        assert len(clock.slept) == 3
    else:
        assert clock.slept == slept
    assert sum(clock.slept) <= 20


def test_a_write_that_may_have_been_done_is_not_repeated(server: SheetsServer) -> None:
    client = connect(server.key, READ_WRITE, QUICK, sleep=lambda _: None)
    for fault, tries in ((Fault("status", 503), 1), (Fault("drop"), 1), (Fault("status", 429), 4)):
        server.seen.clear()
        server.fail(fault)
        with pytest.raises(GoogleError):
            client.batch_update(ID, {"requests": []})
        assert server.calls("spreadsheets.batchUpdate") == tries


# Viewers, quota, hangs: feed and source together


def test_thirty_viewers_for_ten_minutes_stay_far_below_the_quota(server: SheetsServer) -> None:
    clock = Clock()
    server.clock = clock
    source = sheet(server, clock)
    feed = Feed(source.read, 30, clock, spawn=lambda work: work())
    for _ in range(600):
        for _ in range(30):
            assert feed.get().error is None
        clock.now += 1
    assert server.calls("batchGet") <= 21
    assert server.calls("spreadsheets.get") <= 2
    # Nobody looks for an hour: nothing is read in it, and the next viewer costs one look and one read.
    count = len(server.seen)
    clock.now += 3600
    feed.get()
    assert methods(server)[count:] == ["get", "batchGet"]


@pytest.mark.parametrize("kind", ["status", "hang", "cut", "truncated", "drip", "html"])
def test_a_session_outlives_a_fault(server: SheetsServer, kind: str) -> None:
    clock = Clock()
    feed = Feed(sheet(server, clock).read, 30, clock, spawn=lambda work: work())
    good = feed.get()
    server.fail(Fault(kind, 503 if kind == "status" else 200, seconds=0.05 if kind == "drip" else 60))
    for miss in range(1, 4):
        clock.now += 30
        snapshot = feed.get()
        assert snapshot.value is good.value
        assert snapshot.misses == miss
        assert snapshot.read_at == good.read_at
        assert isinstance(snapshot.error, SourceError)
    server.heal()
    clock.now += 30
    assert feed.get().error is None


def test_a_hang_piles_up_neither_threads_nor_requests(server: SheetsServer) -> None:
    clock = Clock()
    feed = Feed(sheet(server).read, 30, clock)
    feed.get()
    server.fail(Fault("hang"))
    threads = threading.active_count()
    for _ in range(100):
        clock.now += 30
        feed.get()
    assert threading.active_count() <= threads + 2  # the feed's one, and the server's for its one request
    server.heal()


# Which source


def test_workbook_on_the_command_line_reads_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Реестр"
    book.active["A1"] = "№"
    book.save(tmp_path / "r.xlsx")
    monkeypatch.setattr(config, "service_account", lambda: pytest.fail("secrets were read"))
    assert sheets.read(str(tmp_path / "r.xlsx")).tabs[0].columns == (["№"],)


@pytest.mark.parametrize("place", ["что-то", "https://example.org/x", "a b c d e f g h", "я" * 5000, "a\0b"])
def test_neither_file_nor_address(place: str) -> None:
    with pytest.raises(SourceError, match=r"не файл \.xlsx или \.ods и не адрес"):
        sheets.read(place)


def test_the_key_file_prevails(server: SheetsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps(server.key), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
    assert sheets.read(ID).title == "Реестр 2026"
