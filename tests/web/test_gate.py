"""The gate before Streamlit: what does not need to pass, does not; each answer bears what guards it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from streamlit import auth_util, config
from streamlit.web.server.starlette import starlette_auth_routes
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from lib.base.errors import ConfigError, UsageError
from lib.lists import scope
from lib.sources import config as settings
from lib.sources.config import Access, Config, Person
from lib.sources.login import Login
from lib.web.gate import gate, uploads
from lib.web.gate.made import Connection, Holder
from lib.web.shell import access, borrowed, entry
from lib.web.shell.access import SESSION, Account, Visitor
from lib.web.shell.borrowed import BackMsg, ForwardMsg

SECRET = "a-cookie-secret-of-the-test-a-cookie-secret"
HOST = "otklik.example.org"
ORIGIN = f"https://{HOST}"
PEOPLE = {
    "a@example.org": Person("curator"),
    "viewer@example.org": Person("viewer"),
    "one@example.org": Person("executor", "Исполнитель 1"),
    "two@example.org": Person("executor", "Исполнитель 2"),
}
OIDC = Config(
    workbook=Path("register.xlsx"), access=Access("oidc", PEOPLE), login=Login(("",), origin=ORIGIN)
)
FILE = "/media/0f.xlsx"
UPLOAD = "/_stcore/upload_file/session-1/file-1"
CURATOR = Holder("a@example.org", scope.Scope("curator"))


class Server:
    """In Streamlit's place: serves whatever is asked for, and says which frames have come to it."""

    def __init__(self) -> None:
        self.frames: list[BackMsg] = []
        self.asked: list[str] = []
        self.says = ForwardMsg()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        if scope["type"] == "http":
            answer = PlainTextResponse("file")
            if scope["path"] == "/oauth2callback":
                answer.set_cookie(USER_COOKIE_NAME, "x", httponly=True)
                answer.set_cookie("other", "y", secure=True)
            await answer(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            self.frames.append(BackMsg.FromString(message["bytes"]))
            await send({"type": "websocket.send", "bytes": self.says.SerializeToString()})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def house(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[gate.Gate]:
    monkeypatch.setattr(settings, "load", lambda: OIDC)
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", SECRET)
    yield gate.Gate(server)
    config.set_option("server.cookieSecret", before)


@pytest.fixture
def client(house: gate.Gate) -> TestClient:
    """A browser before the gate."""
    return TestClient(house, base_url=ORIGIN)


@pytest.fixture
def page(house: gate.Gate) -> Connection:
    """An open page of the curator's, which was told of a file that was made for him."""
    page = house._made.came()
    house._made.told(page, "0f.xlsx", CURATOR)
    return page


def cookies(**claims: Any) -> dict[str, str]:
    """What Streamlit itself sets at a login: signed, and cut into pieces where it is long."""
    told = {
        "email": "a@example.org",
        "email_verified": True,
        "iat": int(time.time()),
        "origin": ORIGIN,
        "is_logged_in": True,
        "provider": "default",
        **claims,
    }
    found: dict[str, str] = {}

    sign = starlette_auth_routes._create_signed_value_wrapper

    def keep(name: str, value: str) -> None:
        found[name] = sign(name, value).decode()

    auth_util.set_cookie_with_chunks(keep, sign, USER_COOKIE_NAME, told, cookie_attr_size=100)
    return found


# --- made files ---


@pytest.mark.usefixtures("page")
def test_a_file_is_given_behind_the_door_alone(client: TestClient) -> None:
    assert client.get(FILE).status_code == 404
    assert client.get(FILE, headers={"Cookie": "_streamlit_user=x"}).status_code == 404
    client.cookies.update(cookies())
    assert client.get(FILE).text == "file"


@pytest.mark.usefixtures("page")
def test_a_file_is_for_whom_it_was_made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address is handed on: history of a shared computer, a link in a chat."""
    for address in ("viewer@example.org", "one@example.org"):
        client.cookies.update(cookies(email=address))
        assert client.get(FILE).status_code == 404
        assert client.head(FILE).status_code == 404
    client.cookies.update(cookies())
    assert client.get(FILE).status_code == 200
    monkeypatch.setitem(PEOPLE, "a@example.org", Person("viewer"))  # he was a curator as it was made
    assert client.get(FILE).status_code == 404


def test_a_file_goes_with_his_page(client: TestClient, house: gate.Gate, page: Connection) -> None:
    client.cookies.update(cookies())
    assert client.get(FILE).status_code == 200
    house._made.went(page)
    assert client.get(FILE).status_code == 404


def test_a_file_that_no_page_was_told_of_is_nobodys(client: TestClient) -> None:
    client.cookies.update(cookies())
    assert client.get(FILE).status_code == 404


@pytest.mark.usefixtures("page")
def test_a_long_login_comes_in_pieces(client: TestClient) -> None:
    """Providers send pictures and groups: the cookie is cut, and still read."""
    known = cookies(picture=token_hex(6000))
    assert len(known) > 2
    client.cookies.update(known)
    assert client.get(FILE).text == "file"


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    "claims",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": None},
        {"is_logged_in": False},
        {"iat": int(time.time()) - SESSION - 1},
        {"iat": "now"},
        {"email": "b@example.org"},
        {"email_verified": False},
        {"email_verified": None},
    ],
)
def test_a_login_that_does_not_count(claims: dict[str, Any], client: TestClient) -> None:
    client.cookies.update(cookies(**claims))
    assert client.get(FILE).status_code == 404


@pytest.mark.usefixtures("page")
def test_any_other_secret(client: TestClient) -> None:
    known = cookies()
    config.set_option("server.cookieSecret", SECRET[::-1])
    client.cookies.update(known)
    assert client.get(FILE).status_code == 404


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("mode", [None, "oidc", "local"])
def test_a_real_register_gives_no_file_until_somebody_is_let_in(
    mode: str | None, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without [access] to nobody, whatever cookie he has; with "local" not to another computer."""
    allowed = None if mode is None else Access(mode)
    monkeypatch.setattr(settings, "load", lambda: Config(workbook=Path("register.xlsx"), access=allowed))
    for known in ({}, cookies()):
        client.cookies.update(known)
        assert client.get(FILE).status_code == 404


@pytest.mark.usefixtures("page")
def test_settings_with_a_fault_give_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> Config:
        raise ConfigError("сбой", "сбой")

    monkeypatch.setattr(settings, "load", load)
    client.cookies.update(cookies())
    assert client.get(FILE).status_code == 404


@pytest.mark.parametrize("path", [FILE, "/otklik/media/0f.xlsx", "/media//0f.xlsx", "/MEDIA/0f.xlsx"])
def test_however_the_path_is_written(path: str, client: TestClient) -> None:
    """What Streamlit would serve as a file is asked for; what it would not, may pass."""
    assert client.get(path).status_code == (200 if path.startswith("/MEDIA") else 404)


def download(client: TestClient, server: Server, text: str) -> None:
    """A page of the curator's, on which the server says `text` as where a made file is."""
    client.cookies.update(cookies())
    with client.websocket_connect("/_stcore/stream", headers={"Origin": ORIGIN, "Host": HOST}) as page:
        message = BackMsg()
        message.backend_operation_request.deferred_file.file_id = "1"
        page.send_bytes(message.SerializeToString())
        page.receive_bytes()
        server.frames.clear()
        assert client.get(text).status_code == 200
        client.cookies.update(cookies(email="viewer@example.org"))
        assert client.get(text).status_code == 404
        client.cookies.update(cookies())
    assert client.get(text).status_code == 404  # the page is closed


def test_the_page_that_was_told_of_a_file_may_fetch_it(client: TestClient, server: Server) -> None:
    server.says.backend_operation_response.deferred_file.url = FILE
    download(client, server, FILE)


def test_an_address_in_a_text_is_no_file_that_was_made(client: TestClient, server: Server) -> None:
    """A register's text that names a file of somebody else's, on a page that shows it."""
    server.says.delta.new_element.text.body = FILE
    with pytest.raises(AssertionError):
        download(client, server, FILE)


# --- addresses ---


@pytest.mark.parametrize("path", ["/", "/case", "/_stcore/health", "/static/x.js", "/_stcore/host-config"])
def test_pages_pass(path: str, client: TestClient) -> None:
    """They are Streamlit's own shell, without a cell; what is shown in it is up to `lib.web.shell.entry`."""
    assert client.get(path).text == "file"


@pytest.mark.parametrize("login", [{}, {"email": "a@example.org"}], ids=["a stranger", "the curator"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/_stcore/bidi-components/x/y.js",
        "/page/_stcore/metrics",
        "/_stcore/upload_file/a/b/c",
        "/component/x/index.html",
        "/app/static/register.xlsx",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_our_pages_do_not_need_is_not_there(
    method: str, path: str, login: dict[str, str], client: TestClient, server: Server
) -> None:
    client.cookies.update(cookies(**login) if login else {})
    assert client.request(method, path).status_code == 404
    assert server.asked == []


def test_under_a_base_path_the_same_holds(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "/static/" if name == "server.baseUrlPath" else [])
    assert client.get("/static/static/media/font.woff2").status_code == 200
    assert client.get("/static/_stcore/health").status_code == 200
    assert client.get("/static/media/0f.xlsx").status_code == 404
    assert client.get("/static/_stcore/metrics").status_code == 404


def test_streamlits_own_fonts_pass(client: TestClient) -> None:
    """The explanation before a closed door is written with them."""
    assert client.get("/static/media/font.woff2").status_code == 200


# --- what an answer bears ---


@pytest.mark.parametrize("path", ["/", "/static/x.js", FILE, "/_stcore/metrics", "/_stcore/health", UPLOAD])
def test_every_answer_is_guarded(path: str, client: TestClient) -> None:
    told = client.get(path).headers
    assert told["content-security-policy"] == "frame-ancestors 'none'"
    assert told["x-frame-options"] == "DENY"
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"


def test_on_community_cloud_its_own_origin_frames_the_page_and_no_other(client: TestClient) -> None:
    """There the page stands in a frame of the same origin; to it alone it listens."""
    told = client.get("/", headers={"Host": "otklik.streamlit.app"})
    assert told.headers["content-security-policy"] == "frame-ancestors https://otklik.streamlit.app"
    assert "x-frame-options" not in told.headers
    host = client.get("/_stcore/host-config", headers={"Host": "otklik.streamlit.app"}).json()
    assert host["allowedOrigins"] == ["https://otklik.streamlit.app"]
    for other in (
        "evil.streamlit.app.example.org",
        "streamlit.app",
        "a.b.streamlit.app",
        "x;y.streamlit.app",
    ):
        found = client.get("/", headers={"Host": other}).headers
        assert found["content-security-policy"] == "frame-ancestors 'none'"


def test_who_else_may_frame_it_is_a_setting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = "https://portal.example.org"
    monkeypatch.setattr(st, "get_option", lambda name: [portal] if name == "client.allowedOrigins" else "")
    assert client.get("/").headers["content-security-policy"] == f"frame-ancestors {portal}"


def test_cookies_are_for_https_alone_where_it_is_https(
    client: TestClient, house: gate.Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = client.get("/oauth2callback").headers.get_list("set-cookie")
    assert len(told) == 2
    assert all(cookie.lower().count("secure") == 1 for cookie in told)
    assert "HttpOnly" in told[0]
    monkeypatch.setattr(settings, "load", lambda: Config(demo=True))
    bare = TestClient(house, base_url="http://localhost:8501")
    assert "Secure" not in bare.get("/oauth2callback").headers.get_list("set-cookie")[0]
    behind = bare.get("/oauth2callback", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in behind.headers.get_list("set-cookie")[0]


# --- uploads ---


@pytest.mark.parametrize("claims", [None, {"email": "b@example.org"}, {"email_verified": False}])
def test_nothing_is_taken_from_a_stranger(
    claims: dict[str, Any] | None, client: TestClient, server: Server
) -> None:
    client.cookies.update({} if claims is None else cookies(**claims))
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert client.request(method, UPLOAD, content=b"x" * 1000).status_code == 404
    assert server.asked == []


def test_a_file_is_taken_from_the_admitted_while_there_is_room(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.cookies.update(cookies())
    held = {"session-1": 0}
    monkeypatch.setattr(borrowed, "held", lambda session: (held[session], 0))
    for number in range(uploads.OF_ONE + 1):
        held["session-1"] = number
        assert client.put(UPLOAD).status_code == (200 if number < uploads.OF_ONE else 429)
    assert client.delete(UPLOAD).status_code == 200
    monkeypatch.setattr(borrowed, "held", lambda _: (0, uploads.OF_ALL - 2**20))
    assert client.put(UPLOAD).status_code == 429


def test_files_on_their_way_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(borrowed, "held", lambda _: (1, 0))
    found = uploads.Uploads()
    with found.room("a") as one, found.room("a") as two, found.room("a") as three, found.room("b") as other:
        assert (one, two, three, other) == (True, True, False, True)
    assert not found._coming
    monkeypatch.setattr(borrowed, "held", lambda _: (0, 0))
    names = [str(number) for number in range(12)]
    rooms = [found.room(name) for name in names]
    assert sum(room.__enter__() for room in rooms) == uploads.OF_ALL // (20 * 2**20)
    for room in rooms:
        room.__exit__(None, None, None)


# --- the websocket ---


@pytest.mark.parametrize(
    ("origin", "host", "opens"),
    [
        ("https://otklik.example.org", "otklik.example.org", True),
        ("https://OTKLIK.example.org", "otklik.example.org", True),
        ("https://otklik.example.org:443", "otklik.example.org", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("https://evil.example", "otklik.example.org", False),
        ("https://otklik.example.org.evil.example", "otklik.example.org", False),
        ("http://localhost:1", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("http://localhost", "localhost:8501", False),
        ("https://otklik.example.org@evil.example", "otklik.example.org", False),
        ("https://x@otklik.example.org", "otklik.example.org", False),
        ("null", "otklik.example.org", False),
        ("", "otklik.example.org", False),
        ("https://otklik.example.org:нет", "otklik.example.org", False),
        ("https://evil.streamlit.app", "otklik.example.org", False),
        (None, "otklik.example.org", False),
    ],
)
def test_a_page_of_this_address_alone_connects(
    origin: str | None, host: str, opens: bool, client: TestClient, server: Server
) -> None:
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin.encode()})
    if opens:
        with client.websocket_connect("/_stcore/stream", headers=headers):
            assert server.asked == ["/_stcore/stream"]
        return
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
        pass
    assert server.asked == []  # Streamlit, which would look outside, has seen nothing of it


@pytest.mark.parametrize("option", ["server.enableCORS", "server.enableXsrfProtection"])
def test_no_setting_of_streamlits_opens_it_to_other_pages(
    option: str, client: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: False if name == option else found(name))
    headers = {"Origin": "https://evil.example", "Host": HOST}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
        pass
    assert server.asked == []


def test_a_proxy_that_changes_the_host_is_named_by_the_deployer(
    client: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        st, "get_option", lambda name: [ORIGIN] if name == "server.corsAllowedOrigins" else ""
    )
    with client.websocket_connect("/_stcore/stream", headers={"Origin": ORIGIN, "Host": "127.0.0.1:8501"}):
        assert len(server.asked) == 1


def frame(kind: str) -> BackMsg:
    """A frame of that kind, «kind.payload» with a payload."""
    kind, _, payload = kind.partition(".")
    message = BackMsg()
    if BackMsg.DESCRIPTOR.fields_by_name[kind].message_type:
        part = getattr(message, kind)
        part.SetInParent()
        if payload:
            getattr(part, payload).SetInParent()
    else:
        setattr(message, kind, True)
    return message


@pytest.mark.parametrize("claims", [None, {}], ids=["a stranger", "the curator"])
def test_only_frames_that_a_page_needs_come_through(
    claims: dict[str, Any] | None, client: TestClient, server: Server
) -> None:
    client.cookies.update({} if claims is None else cookies(**claims))
    dropped = (
        "clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket",
        "debug_shutdown_runtime", "backend_operation_request", "backend_operation_request.install_skills",
        "backend_operation_request.dismiss_skills_nudge", "backend_operation_request.dataframe_chunk",
    )  # fmt: skip
    passed = (
        "rerun_script", "app_heartbeat", "stop_script", "file_urls_request",
        "backend_operation_request.deferred_file",
    )  # fmt: skip
    many = BackMsg()
    many.file_urls_request.file_names.extend(["x"] * 100_000)
    with client.websocket_connect("/_stcore/stream", headers={"Origin": ORIGIN, "Host": HOST}) as page:
        page.send_bytes(many.SerializeToString())
        page.send_bytes(BackMsg().SerializeToString())
        for kind in (*dropped, *passed):
            page.send_bytes(frame(kind).SerializeToString())
        for _ in passed:
            page.receive_bytes()
    assert server.frames == [frame(kind) for kind in passed]


@pytest.mark.parametrize("data", [b"\xff\xff\xff", "текст", b"\x00" * 10])
def test_what_is_no_frame_ends_the_connection(data: bytes | str, client: TestClient, server: Server) -> None:
    with client.websocket_connect("/_stcore/stream", headers={"Origin": ORIGIN, "Host": HOST}) as page:
        page.send_bytes(data) if isinstance(data, bytes) else page.send_text(data)
        with pytest.raises(WebSocketDisconnect):
            page.receive_bytes()
    assert server.frames == []


# --- a click on a download, and a logout ---


def test_a_download_is_made_for_who_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of another's button, sent from a page of one's own, builds nothing."""
    monkeypatch.setattr(settings, "load", lambda: OIDC)
    curator, one, two = (
        Visitor((), None, Account(address, True, time.time()))
        for address in ("a@example.org", "one@example.org", "two@example.org")
    )
    built: list[str] = []
    monkeypatch.setattr(access, "visitor", lambda: curator)
    make = entry.file(lambda: built.append("x") or b"", scope.Scope("curator"))
    for clicks in (one, two, Visitor()):
        token = access.asking.set(clicks)
        with pytest.raises(UsageError):
            make()
        access.asking.reset(token)
    assert built == []
    token = access.asking.set(curator)
    make()
    access.asking.reset(token)
    assert built == ["x"]


@pytest.mark.usefixtures("page")
def test_a_logout_by_any_way_ends_the_login(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's own link, or a bare visit of the address: a copy of the cookie opens nothing more."""
    monkeypatch.setattr(access, "_ended", {})
    known = cookies(iat=int(time.time()) - 60)
    client.cookies.update(known)
    assert client.get(FILE).status_code == 200
    client.get("/auth/logout")
    client.cookies.update(known)
    assert client.get(FILE).status_code == 404
    client.cookies.update(cookies(iat=int(time.time())))  # a new login counts
    assert client.get(FILE).status_code == 200


def test_each_folder_is_named_once() -> None:
    """An address is told apart by its first part: none of ours is one of Streamlit's own."""
    pages = {path.stem for path in (settings.ROOT / "pages").glob("*.py")}
    assert not [name for name in pages if re.match(r"_stcore|media|component|app|auth|static", name)]
