"""A workbook on a server: parsed once per change, torn files asked for again, every refusal in one line."""

from __future__ import annotations

import io
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from email.message import Message
from email.utils import formatdate
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from wsgidav.wsgidav_app import WsgiDAVApp

from lib import sheets
from lib.base.errors import SourceError
from lib.sources.config import Config
from lib.sources.config.storage import Storage
from lib.sources.download import Limits
from lib.sources.feed import Feed
from lib.sources.refusals import StorageError
from lib.sources.tabs import Tabs
from lib.sources.webfile import WebFile
from lib.template import workbook
from tests.sources.test_sheets import Clock
from tests.storage_server import Said, StorageServer, answer, certificate, drip, flood

LOGIN = Storage("otklik", "секрет приложения")
QUICK = Limits(size=1 << 20, connect=1, silence=0.3, whole=1.0)


def book(*texts: str) -> bytes:
    """A small zip that passes for a workbook; its texts are what the parser of these tests finds in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "\n".join(texts))
    return made.getvalue()


class Parser:
    """Counts what it parses; a workbook that says «broken» is none."""

    def __init__(self) -> None:
        self.bytes = 0
        self.names: list[str] = []

    def __call__(self, data: bytes, name: str) -> Tabs:
        self.bytes += len(data)
        self.names.append(name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            title = archive.read("xl/workbook.xml").decode()
        if title == "broken":
            raise SourceError("Файл повреждён.")
        return Tabs(title, ())


@pytest.fixture
def parser() -> Parser:
    return Parser()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def serve(respond: Said | Callable[[Message], Said]) -> StorageServer:
    return StorageServer(respond)


def file(server: StorageServer, parser: Parser, clock: Clock | None = None, **more: object) -> WebFile:
    storage = more.pop("storage", Storage())
    assert isinstance(storage, Storage)
    path = str(more.pop("path", "/dav/files/otklik/Реестр 2026.xlsx"))
    return WebFile(server.address + path, storage, parser, QUICK, clock or Clock())


def versioned(body: bytes, **headers: str) -> Callable[[Message], Said]:
    """A server that knows its tag and its time, and answers 304 to either."""

    stands = (headers.get("ETag"), headers.get("Last_Modified"))

    def respond(asked: Message) -> Said:
        said = answer(body, **headers)
        known = (asked["If-None-Match"], asked["If-Modified-Since"])
        same = any(there and there == here for there, here in zip(known, stands, strict=True))
        return Said(304, said.headers) if same else said

    return respond


PAST = formatdate(time.time() - 3600, usegmt=True)


# --- unchanged: nothing parsed, the very same objects ------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "question"),
    [
        ({"ETag": '"1"'}, {"If-None-Match": '"1"'}),
        ({"ETag": '"1"', "Last_Modified": PAST}, {"If-None-Match": '"1"'}),
        ({"ETag": 'W/"1"'}, {"If-None-Match": 'W/"1"'}),
        ({"ETag": 'W/"1"', "Last_Modified": PAST}, {"If-None-Match": 'W/"1"'}),
        ({"Last_Modified": PAST}, {"If-Modified-Since": PAST}),
    ],
)
def test_an_unchanged_file_is_told_by_its_tag_or_its_time(
    headers: dict[str, str], question: dict[str, str], parser: Parser
) -> None:
    with serve(versioned(book("a"), **headers)) as server:
        remote = file(server, parser)
        first = remote.read()
        parsed = parser.bytes
        assert remote.read() is first
        assert remote.read() is first
    assert parser.bytes == parsed
    for name, text in question.items():
        assert [asked[name] for asked in server.asked] == [None, text, text]


def test_without_a_tag_the_same_bytes_are_the_same_file(parser: Parser) -> None:
    with serve(answer(book("a"))) as server:
        remote = file(server, parser)
        first = remote.read()
        assert remote.read() is first
        assert len(parser.names) == 1
        server.respond = answer(book("b"))
        assert remote.read().title == "b"
    assert not any(asked["If-None-Match"] or asked["If-Modified-Since"] for asked in server.asked)


def test_a_new_tag_over_the_same_bytes_parses_nothing(parser: Parser) -> None:
    with serve(answer(book("a"), ETag='"1"')) as server:
        remote = file(server, parser)
        first = remote.read()
        server.respond = answer(book("a"), ETag='"2"')
        assert remote.read() is first
        assert remote.read() is first
    assert server.asked[-1]["If-None-Match"] == '"2"'
    assert len(parser.names) == 1


@pytest.mark.parametrize("tag", ["", 'W/"1"'])
def test_a_time_counts_only_once_its_second_was_over(tag: str, parser: Parser) -> None:
    """Two files of one second bear one time: the second of them must not pass for the first."""

    def respond(_: Message) -> Said:
        headers = {"Last_Modified": formatdate(time.time() + 5, usegmt=True)}
        return answer(book("a"), **headers, **({"ETag": tag} if tag else {}))

    with serve(respond) as server:
        remote = file(server, parser)
        remote.read()
        server.respond = versioned(book("b"), ETag=tag)
        assert remote.read().title == "b"


def test_changed_is_another_object(parser: Parser) -> None:
    with serve(versioned(book("a"), ETag='"1"')) as server:
        remote = file(server, parser)
        first = remote.read()
        server.respond = versioned(book("b"), ETag='"2"')
        second = remote.read()
        assert second is not first
        assert second.title == "b"
        assert remote.read() is second


# --- a tag counts only once the workbook was parsed whole --------------------------------------------------


@pytest.mark.parametrize(
    "torn",
    [
        Said(headers={"ETag": '"2"'}, pieces=[book("b")[:60]]),
        Said(headers={"ETag": '"2"'}, pieces=[book("b")[:60]], length=len(book("b"))),
        answer(book("broken"), ETag='"2"'),
        answer(b"", ETag='"2"'),
    ],
    ids=["half-written", "cut off", "replaced in the middle", "empty"],
)
def test_a_torn_file_is_asked_for_again(torn: Said, parser: Parser) -> None:
    with serve(versioned(book("a"), ETag='"1"')) as server:
        remote = file(server, parser)
        first = remote.read()
        server.respond = torn
        with pytest.raises(SourceError):
            remote.read()
        server.respond = versioned(book("b"), ETag='"2"')
        assert remote.read().title == "b"
        assert server.asked[-1]["If-None-Match"] == '"1"'
        server.respond = versioned(book("a"), ETag='"1"')
        assert remote.read() is not first


def test_a_torn_file_at_first_leaves_no_tag(parser: Parser) -> None:
    with serve(Said(headers={"ETag": '"1"'}, pieces=[book("a")[:60]])) as server:
        remote = file(server, parser)
        with pytest.raises(StorageError, match="не полностью"):
            remote.read()
        server.respond = versioned(book("a"), ETag='"1"')
        assert remote.read().title == "a"
    assert server.asked[-1]["If-None-Match"] is None


# --- refusals ----------------------------------------------------------------------------------------------

WHOSE = "дминистратору|ладельцу|тому, кто|Тому, кто"
REFUSED = [
    ("wrong password", Said(401, {"WWW-Authenticate": 'Basic realm="x"'}), r"имя или пароль \(401\)"),
    ("forbidden", Said(403), r"не даёт прочитать файл \(403\)"),
    ("absent", Said(404), r"нет \(404\)"),
    ("gone", Said(410), r"нет \(404\)"),
    ("locked", Said(423), r"заблокирован \(423\)"),
    ("too often", Said(429), r"реже \(429\)"),
    ("maintenance", Said(503), "ошибка 503"),
    ("broken", Said(500), "ошибка 500"),
    ("no method", Said(405), "ошибка 405"),
    ("unasked 304", Said(304), "ошибка 304"),
    ("part", Said(206, pieces=[book("a")]), "ошибка 206"),
    ("login page", answer(b"<!DOCTYPE html><html>...", Content_Type="text/html; charset=utf-8"), "страница"),
    ("page of words", answer(b"This is the WebDAV interface.", Content_Type="text/html"), "страница"),
    ("page without a type", answer(b"\xef\xbb\xbf\n <html>"), "страница"),
    ("empty", answer(b""), "пуст"),
    ("half a zip", answer(book("a")[:50]), "не полностью"),
    ("cut off", Said(pieces=[book("a")], length=10_000), "прервалось"),
    ("big by its own word", Said(pieces=[], length=2 << 20), "больше 1 МБ"),
    ("endless", Said(pieces=flood()), "больше 1 МБ"),
    ("slow", Said(pieces=drip(b"PK\3\4"), between=0.05), "секунд"),
    (
        "slow headers",
        Said(pieces=drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"), between=0.05, raw=True),
        "секунд",
    ),
    ("hung up", Said(pieces=[], raw=True), "прервалось"),
    ("no HTTP", Said(pieces=[b"220 ftp ready\r\n"], raw=True), "прервалось"),
    ("silent", Said(silent=5), "не ответило вовремя"),
    ("silent in the middle", Said(pieces=[b"PK\3\4", b"..."], between=5), "не ответило вовремя"),
]


@pytest.mark.parametrize(("said", "line"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_refusal_is_one_line_with_whose_cure_it_is(said: Said, line: str, parser: Parser) -> None:
    with serve(said) as server:
        remote = file(server, parser, storage=LOGIN)
        began = time.monotonic()
        with pytest.raises(StorageError, match=line) as caught:
            remote.read()
    assert time.monotonic() - began < 2.5
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert re.search(WHOSE, text)
    assert "http" not in text  # neither the address nor the login is told to visitors
    assert LOGIN.password not in text + caught.value.cure
    assert caught.value.cure.endswith(".")
    assert parser.names == []


@pytest.mark.parametrize(
    ("path", "cure"),
    [
        ("/s/AbC123", "/download"),
        ("/index.php/s/AbC123", "/download"),
        ("/apps/files/s/1.xlsx", "общей ссылки"),
    ],
)
def test_a_page_of_a_shared_link_is_known(path: str, cure: str, parser: Parser) -> None:
    with serve(answer(b"<html>")) as server, pytest.raises(StorageError) as caught:
        file(server, parser, path=path).read()
    assert cure in caught.value.cure


def test_an_address_on_the_command_line_leads_to_the_settings() -> None:
    with pytest.raises(SourceError, match="connect --file"):
        sheets.read("https://cloud.example.org/Реестр.xlsx")


def test_a_workbook_that_is_called_a_page_is_one_all_the_same(parser: Parser) -> None:
    with serve(answer(book("a"), Content_Type="text/html")) as server:
        assert file(server, parser).read().title == "a"


def test_nobody_at_home(parser: Parser) -> None:
    with serve(answer(b"")) as server:
        remote = file(server, parser)
    with pytest.raises(StorageError, match="Нет связи с хранилищем"):
        remote.read()


def test_without_a_login_a_401_asks_for_one(parser: Parser) -> None:
    with serve(Said(401)) as server, pytest.raises(StorageError, match=r"требует имя и пароль \(401\)"):
        file(server, parser).read()


# --- a server that asks to wait ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept(status: int, form: str, parser: Parser, clock: Clock) -> None:
    asked = "120" if form == "seconds" else formatdate(time.time() + 121, usegmt=True)
    with serve(Said(status, {"Retry-After": asked})) as server:
        remote = file(server, parser, clock)
        with pytest.raises(StorageError, match=str(status)):
            remote.read()
        assert 115 <= remote.pause(30) <= 121
        clock.now += 60
        server.respond = answer(book("a"))
        with pytest.raises(StorageError, match=str(status)):
            remote.read()
        assert len(server.asked) == 1
        clock.now += 62
        assert remote.read().title == "a"
        assert remote.pause(30) == 30


def test_a_wait_without_reason_is_cut(parser: Parser, clock: Clock) -> None:
    with serve(Said(503, {"Retry-After": "999999999"})) as server:
        remote = file(server, parser, clock)
        with pytest.raises(StorageError):
            remote.read()
    assert remote.pause(30) == 3600


@pytest.mark.parametrize("said", [Said(503), Said(404), Said(423), answer(b"PK")])
def test_what_may_pass_is_looked_for_at_every_refresh(said: Said, parser: Parser) -> None:
    with serve(said) as server:
        remote = file(server, parser)
        for _ in range(4):
            with pytest.raises(StorageError):
                remote.read()
            assert remote.pause(30) == 30


@pytest.mark.parametrize("status", [401, 403])
def test_nobody_knocks_at_a_shut_door_all_night(status: int, parser: Parser) -> None:
    with serve(Said(status)) as server:
        remote = file(server, parser)
        pauses = []
        for _ in range(6):
            with pytest.raises(StorageError):
                remote.read()
            pauses.append(remote.pause(30))
        assert pauses == [30, 60, 120, 240, 300, 300]
        assert remote.pause(600) == 600
        server.respond = answer(book("a"))
        remote.read()
        assert remote.pause(30) == 30


# --- who is told what --------------------------------------------------------------------------------------


def test_the_login_goes_with_the_request_in_any_alphabet(parser: Parser) -> None:
    with serve(answer(book("a"))) as server:
        file(server, parser, storage=LOGIN).read()
    import base64

    kind, _, code = str(server.asked[0]["Authorization"]).partition(" ")
    assert (kind, base64.b64decode(code).decode()) == ("Basic", "otklik:секрет приложения")
    assert server.asked[0]["Accept-Encoding"] == "identity"


def test_a_path_in_russian_with_spaces(parser: Parser) -> None:
    with serve(answer(book("a"))) as server:
        for path in ("/Папка один/Реестр 2026.xlsx", "/%D0%A0%D0%B5%D0%B5%D1%81%D1%82%D1%80%202026.xlsx"):
            file(server, parser, path=path).read()
    assert [path for path in server.paths if not path.isascii() or " " in path] == []
    assert parser.names == ["Реестр 2026.xlsx"] * 2


def test_the_password_goes_to_no_other_host(parser: Parser) -> None:
    with serve(answer(book("a"))) as other:
        with serve(Said(302, {"Location": f"{other.address}/elsewhere.xlsx"})) as server:
            assert file(server, parser, storage=LOGIN).read().title == "a"
        assert server.asked[0]["Authorization"]
        assert other.asked[0]["Authorization"] is None
        other.respond = Said(401)
        with (
            serve(Said(307, {"Location": f"{other.address}/elsewhere.xlsx"})) as server,
            pytest.raises(StorageError, match="другой сервер"),
        ):
            file(server, parser, storage=LOGIN).read()


def test_on_the_same_server_the_password_goes_along(parser: Parser) -> None:
    def respond(asked: Message) -> Said:
        if server.paths[-1] != "/new.xlsx":
            return Said(301, {"Location": "/new.xlsx"})
        return answer(book("a")) if asked["Authorization"] else Said(401)

    with serve(respond) as server:
        assert file(server, parser, storage=LOGIN).read().title == "a"


def test_a_login_of_the_computers_user_is_not_looked_for(
    parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serve(answer(book("a"))) as server:
        file(server, parser).read()
    assert server.asked[0]["Authorization"] is None


def test_round_and_round(parser: Parser) -> None:
    with (
        serve(Said(302, {"Location": "/again.xlsx"})) as server,
        pytest.raises(StorageError, match="без конца"),
    ):
        file(server, parser).read()
    assert len(server.asked) == 6


@pytest.mark.parametrize("location", ["http://example.org/a.xlsx", "file:///etc/passwd", "ftp://127.0.0.1/a"])
def test_nowhere_without_https(location: str, parser: Parser) -> None:
    with serve(Said(302, {"Location": location})) as server, pytest.raises(StorageError, match="без https"):
        file(server, parser).read()


def test_a_foreign_server_leads_nobody_to_this_computer() -> None:
    from urllib.parse import urlsplit

    from lib.sources.download import _may_go_on

    outside, inside = urlsplit("https://cloud.example.org/a"), urlsplit("https://127.0.0.1/a")
    assert _may_go_on(outside, outside)
    assert not _may_go_on(outside, inside)
    assert _may_go_on(inside, inside)


def test_an_authority_of_ones_own(parser: Parser, tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with StorageServer(answer(book("a")), context) as server:
        with pytest.raises(StorageError, match=r"Сертификат хранилища не принят.*\[storage\] ca"):
            file(server, parser).read()
        assert file(server, parser, storage=Storage(ca=ca)).read().title == "a"
        ca.write_text("no certificate")
        with pytest.raises(StorageError, match="не читается"):
            file(server, parser, storage=Storage(ca=ca)).read()


# --- the feed, archives, WebDAV ----------------------------------------------------------------------------


def test_the_feed_goes_on_with_the_last_good_copy(parser: Parser, clock: Clock) -> None:
    with serve(versioned(book("a"), ETag='"1"')) as server:
        source = sheets.Spreadsheets([file(server, parser, clock)], clock)
        feed = Feed(source.read, lambda: source.pause(30), clock, spawn=lambda work: work())
        first = feed.get()
        assert first.error is None
        server.respond = Said(503)
        clock.now += 31
        failed = feed.get()
        assert failed.value is first.value
        assert (failed.version, failed.misses) == (1, 1)
        assert "503" in str(failed.error)
        server.respond = versioned(book("a"), ETag='"1"')
        clock.now += 31
        again = feed.get()
        assert (again.value, again.version, again.error) == (first.value, 1, None)


def test_several_files_are_this_year_and_archives(tmp_path: Path) -> None:
    workbook.write(tmp_path / "r.xlsx")
    body = (tmp_path / "r.xlsx").read_bytes()
    with serve(versioned(body, ETag='"1"')) as now, serve(versioned(body, ETag='"1"')) as before:
        source = sheets.source(Config(files=(f"{now.address}/2026.xlsx", f"{before.address}/2025.xlsx")))
        tabs = source.read()
        assert source.read() is tabs
        assert [each.tabs[0].title for each in tabs] == ["Реестр", "Реестр"]
    assert (len(now.asked), len(before.asked)) == (2, 1)  # archives once an hour


@pytest.fixture
def dav(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """WsgiDAV over a folder, behind a name and a password."""
    folder = tmp_path / "dav"
    folder.mkdir()
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "simple_dc": {"user_mapping": {"*": {"otklik": {"password": "secret"}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": True, "default_to_digest": True},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}", folder
    server.stop()
    thread.join()


def test_webdav(dav: tuple[str, Path]) -> None:
    address, folder = dav
    path = folder / "Реестр 2026.xlsx"
    workbook.write(path)
    count = Parser()

    def parse(data: bytes, name: str) -> Tabs:
        count.bytes += len(data)
        return sheets.read_workbook(data, name)

    remote = WebFile(f"{address}/{path.name}", Storage("otklik", "secret"), parse)
    first = remote.read()
    assert first.tabs[0].title == "Реестр"
    assert count.bytes == path.stat().st_size
    assert remote.read() is first
    assert count.bytes == path.stat().st_size
    assert remote.answer.tag
    assert remote.answer.saved is not None
    path.unlink()
    workbook.write(path, "8")
    assert remote.read() is not first
    with pytest.raises(StorageError, match="401"):
        WebFile(f"{address}/{path.name}", Storage("otklik", "wrong"), parse).read()
    with pytest.raises(StorageError, match="404"):
        WebFile(f"{address}/none.xlsx", Storage("otklik", "secret"), parse).read()
    with pytest.raises(StorageError, match="страница"):
        WebFile(f"{address}/", Storage("otklik", "secret"), parse).read()
