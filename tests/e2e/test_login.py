"""Login by account against a real OpenID Connect provider on the loopback, in a real browser.

The text cells of the register bear planted words. What the server sends to somebody not let in (frames of
the websocket, answers of HTTP, files) is searched for it; each search is shown to find it with the door open.
The browser does what only a browser does; that every page is closed is asked of the server itself
(`tests/e2e/wire.py`).
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import oidc_provider_mock
import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.base import files
from lib.demo import register as demo
from lib.law.schema import CASES
from lib.web.shell.access import SESSION
from tests.e2e.conftest import HERE, ROOT, Server, settled, started
from tests.e2e.test_live import now
from tests.e2e.wire import COOKIE, frames, holds, login

pytestmark = pytest.mark.e2e
PLANTED, OF_LISTS, ANY = "ТайноеСлово", "ТайнаяТема", "Тайн"  # written by people, of lists, either
COOKIE_SECRET = "e2e-cookie-secret-e2e-cookie-secret-e2e"
CLIENT_SECRET = "e2e-client-secret"
CURATOR, VIEWER, HEAD = "curator@example.org", "viewer@example.org", "head@example.org"
UNSURE, NAMELESS, STRANGER = "unsure@example.org", "nameless", "stranger@elsewhere.org"
SILENT = "silent@example.org"  # whose provider does not say whether the address is his
PAGES = sorted(path.stem.replace("now", "") for path in (ROOT / "pages").glob("*.py"))
CLOSED = "Войдите, чтобы увидеть реестр"
NOT_LISTED = "Вас нет в списке допущенных"
EXPIRED = "Время входа истекло"
QUERY = "n=1&list=open&period=all&what=all&who=all"

PEOPLE = {CURATOR: "куратор", VIEWER: "viewer", HEAD: "глава", UNSURE: "curator", SILENT: "curator"}


def secrets(provider: str, people: dict[str, str], here: str = HERE) -> str:
    listed = "\n".join(f'"{address}" = "{role}"' for address, role in people.items())
    return f"""
[register]
workbook = "register.xlsx"
[access]
mode = "oidc"
[access.people]
{listed}
[auth]
redirect_uri = "{here}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "otklik"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@dataclass
class House:
    """The app behind the door, the provider beside it, and all that the app has sent to anybody."""

    server: Server
    provider: str
    sent: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def allow(self, people: dict[str, str]) -> None:
        self.write(secrets(self.provider, people, self.url))

    def write(self, text: str) -> None:
        """Whole at once: Streamlit, which looks five times a second, would take half of it for all of it."""
        with files.whole(self.server.folder / ".streamlit" / "secrets.toml") as draft:
            draft.write_text(text, encoding="utf-8")

    def page(self, name: str, cookie: str | None = None) -> list[bytes]:
        """What is sent of a page to a visitor with that cookie."""
        found = frames(self.url, name, QUERY, cookie)
        self.sent += found
        return found

    def cookie(self, address: str = CURATOR, /, **claims: Any) -> str:
        return login(COOKIE_SECRET, self.url, address, **claims)


@dataclass
class Visit:
    """A browser of its own, with all that it received from the app."""

    page: Page
    context: BrowserContext
    house: House
    frames: list[bytes] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    sockets: list[WebSocket] = field(default_factory=list)

    def hear(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framereceived", lambda frame: self.frames.append(_bytes(frame)))

    def note(self, request: Request) -> None:
        """Remember what the page asks for: all but the files of Streamlit itself and the steps of a login."""
        if re.match(rf"{re.escape(self.house.url)}/(?!static/|auth/|oauth2callback)", request.url):
            self.asked.add(request.url)

    def forget(self) -> None:
        self.house.sent += self.frames
        self.frames.clear()
        self.asked.clear()

    def knows(self, word: str = ANY) -> bool:
        """Whether the word came in a frame, or stands in what the browser asked for by HTTP."""
        bodies = [self.context.request.get(url).body() for url in self.asked]
        self.house.sent += bodies
        return holds([*self.frames, *bodies], word)

    def log_in(self, address: str) -> None:
        """From the closed page that is open, through the provider's, and back."""
        self.page.get_by_role("button", name="Войти").click()
        self.page.locator("input[name=sub]").fill(address)
        self.page.get_by_role("button", name="Authorize").click()
        self.page.wait_for_url(self.house.url + "/**")

    def bring(self, cookie: str) -> None:
        self.context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.house.url}])

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


def _bytes(frame: Any) -> bytes:
    return frame if isinstance(frame, bytes) else str(frame).encode()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    users = [
        *(
            oidc_provider_mock.User(sub=address, claims={"email": address, "email_verified": sure})
            for address, sure in ((CURATOR, True), (STRANGER, True), (UNSURE, False))
        ),
        oidc_provider_mock.User(sub=SILENT, claims={"email": SILENT}),
        oidc_provider_mock.User(sub=NAMELESS, claims={}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as provider:
        address = f"http://localhost:{provider.server_port}"
        folder = tmp_path_factory.mktemp("login")
        _plant(folder / "register.xlsx")
        with started(folder, secrets(address, PEOPLE)) as server:
            yield House(server, address)


@pytest.fixture
def house(standing: House) -> House:
    """One app for all tests, open to the same people at the beginning of each."""
    standing.allow(PEOPLE)
    return standing


def _plant(path: Path) -> None:
    """A demonstration register with the word in every cell that people write, and in the settings."""
    demo.write(path, now().to_pydatetime(), cases=60)
    book = openpyxl.load_workbook(path)
    sheet = book["Реестр"]
    header = next(row for row in sheet.iter_rows(max_row=15) if "Выявлено" in [c.value for c in row])
    column = {str(cell.value): cell.column for cell in header if cell.value}
    cells = {
        **dict.fromkeys(("text", "note"), PLANTED),
        **dict.fromkeys(("topic", "location"), OF_LISTS),
        **dict.fromkeys(("url", "answer_url"), f"https://vk.com/{PLANTED}"),
    }
    for row in range(header[0].row + 1, sheet.max_row + 1):
        for name, value in cells.items():
            sheet.cell(row, column[CASES.column(name).title]).value = value
    for cell, value in book["Настройки"].iter_rows(max_col=2):
        if cell.value == "Организация":
            value.value = OF_LISTS
    book.save(path)


@pytest.fixture
def visit(browser: Browser, house: House) -> Iterator[Visit]:
    context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    context.set_default_timeout(30_000)
    page = context.new_page()
    found = Visit(page, context, house)
    context.on("page", lambda other: other.on("websocket", found.hear))
    page.on("websocket", found.hear)
    page.on("request", found.note)
    yield found
    found.forget()
    context.close()


# --- in the browser ---


def more(page: Page) -> None:
    """Open what is rarely wanted: downloads, the way out."""
    settled(page)
    page.get_by_role("button", name="⋯ Ещё").click()


def test_log_in_and_out(visit: Visit) -> None:
    page, house = visit.page, visit.house
    page.goto(f"{house.url}/?list=open")
    visit.sees(CLOSED)
    expect(page.get_by_text("Регламент")).to_have_count(0)
    assert visit.frames
    assert not visit.knows()
    visit.log_in(CURATOR)
    visit.sees("Данные прочитаны")
    assert visit.knows()  # the counter-proof: the word does travel once the door is open
    cookie = next(each["value"] for each in visit.context.cookies() if each.get("name") == COOKIE)
    assert holds(house.page("", cookie), ANY)
    other = visit.context.new_page()
    other.goto(house.url)
    expect(other.get_by_text("Данные прочитаны").first).to_be_visible()

    more(page)
    page.get_by_role("button", name="Выйти").click()
    page.get_by_role("button", name="End session").click()  # the provider's own page
    visit.sees(CLOSED)  # and from there back to ours
    expect(page.get_by_role("button", name="Войти")).to_be_visible()
    assert not [each for each in visit.context.cookies() if each.get("name") == COOKIE]
    visit.forget()
    page.goto(f"{house.url}/?list=open")
    visit.sees(CLOSED)
    assert not visit.knows()
    # The login itself has ended: neither another tab nor a copy of the cookie goes on with it.
    assert not holds(house.page("", cookie), ANY)
    assert holds(house.page("", cookie), "Вы вышли")
    # The other open tab is closed at its next sign of life, without a click.
    expect(other.get_by_text("Вы вышли")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (STRANGER, NOT_LISTED),
        (UNSURE, "Адрес почты не подтверждён"),
        (SILENT, "Адрес почты не подтверждён"),
        (NAMELESS, "Адрес почты неизвестен"),
    ],
)
def test_logged_in_but_not_let_in(visit: Visit, address: str, title: str) -> None:
    visit.page.goto(visit.house.url)
    visit.log_in(address)
    visit.sees(title)
    cookie = next(each["value"] for each in visit.context.cookies() if each.get("name") == COOKIE)
    for name in PAGES:
        sent = visit.house.page(name, cookie)
        assert holds(sent, title)
        visit.frames += sent
    assert visit.asked
    for word in (ANY, CURATOR):
        assert not visit.knows(word)


def test_a_taken_off_address_is_out_at_the_next_step(visit: Visit) -> None:
    visit.bring(visit.house.cookie(HEAD))
    visit.page.goto(f"{visit.house.url}/?list=open")
    more(visit.page)
    button = visit.page.get_by_role("button", name="Скачать .xlsx").first
    expect(button).to_be_enabled()
    with visit.page.expect_download():  # the counter-proof
        button.click()
    visit.house.allow({CURATOR: "curator"})
    visit.forget()
    with visit.sockets[-1].expect_event("framereceived", _answers_a_file) as answer:
        button.click()  # this click does not run the page
    told = ForwardMsg.FromString(_bytes(answer.value)).backend_operation_response
    assert told.error_msg or told.deferred_file.error_msg
    visit.sees("Файл не получен")
    visit.page.get_by_test_id("stButtonGroup").get_by_text("Ждут окончательного").click()  # this one does
    visit.sees(NOT_LISTED)
    expect(visit.page.get_by_text("Данные прочитаны")).to_have_count(0)
    assert not visit.knows()


def _answers_a_file(frame: Any) -> bool:
    return ForwardMsg.FromString(_bytes(frame)).WhichOneof("type") == "backend_operation_response"


def test_an_expired_login_in_the_browser(visit: Visit) -> None:
    visit.bring(visit.house.cookie(iat=int(time.time()) - SESSION - 60))
    visit.page.goto(f"{visit.house.url}/case?n=1")
    visit.sees(EXPIRED)
    expect(visit.page.get_by_role("button", name="Войти")).to_be_visible()
    assert visit.frames
    assert not visit.knows()


def test_every_address_in_the_browser_without_a_login(visit: Visit) -> None:
    for name in PAGES:
        visit.page.goto(f"{visit.house.url}/{name}?{QUERY}", wait_until="commit")
        visit.sees(CLOSED)
    assert len(visit.asked) > len(PAGES)
    assert len(visit.frames) > len(PAGES)
    assert not visit.knows()


def test_a_file_is_for_those_let_in(visit: Visit, browser: Browser) -> None:
    visit.bring(visit.house.cookie())
    visit.page.goto(f"{visit.house.url}/?list=open")
    more(visit.page)
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Скачать .xlsx").first.click()
    address = waiting.value.url
    assert "/media/" in address
    own = visit.context.request.get(address)
    assert own.status == 200
    with zipfile.ZipFile(io.BytesIO(own.body())) as book:
        assert any(PLANTED.encode() in book.read(name) for name in book.namelist())
    other = browser.new_context()
    foreign = visit.house.cookie(origin="https://elsewhere.example")
    for headers in ({}, {"Cookie": f"{COOKIE}=x"}, {"Cookie": f"{COOKIE}={foreign}"}):
        assert other.request.get(address, headers=headers).status == 404
        assert other.request.head(address, headers=headers).status == 404
    other.close()
    visit.house.allow({VIEWER: "viewer"})
    assert visit.context.request.get(address).status == 404


# --- asked of the server itself ---


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sent_only_behind_the_door(house: House, name: str) -> None:
    sent = house.page(name)
    assert holds(sent, CLOSED)
    assert not holds(sent, ANY)
    assert holds(house.page(name, house.cookie()), ANY)  # the counter-proof


@pytest.mark.parametrize(
    ("secret", "claims", "title"),
    [
        ("another-secret-another-secret-another", {}, CLOSED),
        (COOKIE_SECRET, {"origin": "https://evil.example"}, CLOSED),
        (COOKIE_SECRET, {"is_logged_in": False}, CLOSED),
        (COOKIE_SECRET, {"is_logged_in": "true"}, CLOSED),
        (COOKIE_SECRET, {"iat": 0}, EXPIRED),
        (COOKIE_SECRET, {"iat": None}, EXPIRED),
        (COOKIE_SECRET, {"email_verified": False}, "Адрес почты не подтверждён"),
        (COOKIE_SECRET, {"email": STRANGER}, NOT_LISTED),
        (COOKIE_SECRET, {"email": [CURATOR]}, "Адрес почты неизвестен"),
    ],
)
def test_forged_and_spoiled_cookies(house: House, secret: str, claims: dict[str, Any], title: str) -> None:
    sent = house.page("", login(secret, house.url, CURATOR, **claims))
    assert holds(sent, title)
    assert not holds(sent, ANY)


def test_cookies_without_a_signature(house: House) -> None:
    signed = house.cookie()
    assert holds(house.page("", signed), ANY)
    for value in ("x", signed[:-1], signed.rpartition(".")[0], "." + signed, "eyJpc19sb2dnZWRfaW4iOnRydWV9"):
        sent = house.page("", value)
        assert holds(sent, CLOSED)
        assert not holds(sent, ANY)


def test_a_viewer_is_sent_no_texts(house: House) -> None:
    cookie = house.cookie(VIEWER)
    for name in PAGES:
        assert not holds(house.page(name, cookie), PLANTED)
    assert holds(house.page("", house.cookie()), PLANTED)
    assert holds(house.page("topics", cookie), OF_LISTS)  # the figures are by topic, and those are his


def test_other_addresses_of_the_server_hold_nothing(visit: Visit) -> None:
    """Files of the folder, Streamlit's own service addresses, the interface for agents."""
    house = visit.house
    for address in (
        "register.xlsx", "app/static/register.xlsx", "static/../register.xlsx", ".streamlit/secrets.toml",
        "media/register.xlsx", "_stcore/health", "_stcore/host-config", "_stcore/metrics",
        "_stcore/script-health-check", "_stcore/agent", "_stcore/agent/sessions", "component/x/register.xlsx",
    ):  # fmt: skip
        body = visit.context.request.get(f"{house.url}/{address}").body()
        house.sent.append(body)
        assert not body.startswith(b"PK")
        assert not holds([body], ANY)


def test_secrets_are_nowhere(house: House, visit: Visit) -> None:
    """After all of the above: neither the log nor anything that was sent holds a secret."""
    house.write(secrets(house.provider, PEOPLE, house.url).replace('"viewer"', '"boss"'))
    visit.page.goto(house.url)
    visit.sees("Настройка с ошибкой")
    expect(visit.page.get_by_text(re.compile("неизвестная роль"))).to_be_visible()
    assert not visit.knows(VIEWER)
    assert str(house.server.folder) not in visit.page.inner_text("body")
    log = house.server.log.read_text(encoding="utf-8")
    assert "неизвестная роль" in log  # the deployer reads more than the visitor
    everything = [*house.sent, log.encode()]
    assert len(house.sent) > len(PAGES)
    for secret in (COOKIE_SECRET, CLIENT_SECRET):
        assert not holds(everything, secret)
    assert not holds([log.encode()], ANY)
