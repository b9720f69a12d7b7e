"""The door of the files, on the app as Streamlit serves it: private parts of Streamlit that it leans on.

There is no public way in Streamlit 1.67: neither its middleware nor `request.state` knows who has logged in.
If one of these fails after an upgrade, files are closed to everybody, and lib/web/shell/gate.py is to be
mended.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import streamlit
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from streamlit import auth_util, config
from streamlit.web.server.starlette import starlette_auth_routes, starlette_routes, starlette_server_config

from lib.base.errors import ConfigError
from lib.sources import config as settings
from lib.sources.config import Access, Config, Person
from lib.sources.login import Login
from lib.web.shell import gate
from lib.web.shell.access import SESSION

SECRET = "a-cookie-secret-of-the-test-a-cookie-secret"
ORIGIN = "https://otklik.example.org"
OIDC = Config(
    workbook=Path("register.xlsx"),
    access=Access("oidc", {"a@example.org": Person("curator")}),
    login=Login(("",), origin=ORIGIN),
)
FILE = "/media/0f.xlsx"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser before the gate; behind it, whatever is asked for is given."""
    monkeypatch.setattr(settings, "load", lambda: OIDC)
    before = config.get_option("server.cookieSecret")
    config.set_option("server.cookieSecret", SECRET)
    yield TestClient(gate.Gate(PlainTextResponse("file")), base_url=ORIGIN)
    config.set_option("server.cookieSecret", before)


def cookies(**claims: Any) -> dict[str, str]:
    """What Streamlit itself sets at a login: signed, and cut into pieces where it is long."""
    told = {
        "email": "a@example.org",
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

    auth_util.set_cookie_with_chunks(keep, sign, gate.USER_COOKIE_NAME, told, cookie_attr_size=100)
    return found


def test_the_names_it_leans_on() -> None:
    where = f"Streamlit {streamlit.__version__}: see lib/web/shell/gate.py"
    assert callable(gate._get_signed_cookie_with_chunks), where
    assert starlette_server_config.USER_COOKIE_NAME == "_streamlit_user", where
    assert f"{starlette_routes.BASE_ROUTE_MEDIA}/" == gate.FILES, where


def test_a_file_is_given_behind_the_door_alone(client: TestClient) -> None:
    assert client.get(FILE).status_code == 404
    assert client.get(FILE, headers={"Cookie": "_streamlit_user=x"}).status_code == 404
    client.cookies.update(cookies())
    assert client.get(FILE).text == "file"


def test_a_long_login_comes_in_pieces(client: TestClient) -> None:
    """Providers send pictures and groups: the cookie is cut, and still read."""
    known = cookies(picture=token_hex(6000))
    assert len(known) > 2
    client.cookies.update(known)
    assert client.get(FILE).text == "file"


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
    ],
)
def test_a_login_that_does_not_count(claims: dict[str, Any], client: TestClient) -> None:
    client.cookies.update(cookies(**claims))
    assert client.get(FILE).status_code == 404


def test_any_other_secret(client: TestClient) -> None:
    known = cookies()
    config.set_option("server.cookieSecret", SECRET[::-1])
    client.cookies.update(known)
    assert client.get(FILE).status_code == 404


@pytest.mark.parametrize("mode", [None, "oidc", "local"])
def test_a_real_register_gives_no_file_until_somebody_is_let_in(
    mode: str | None, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without [access] to nobody, whatever cookie he has; with "local" not to another computer."""
    access = None if mode is None else Access(mode)
    monkeypatch.setattr(settings, "load", lambda: Config(workbook=Path("register.xlsx"), access=access))
    for known in ({}, cookies()):
        client.cookies.update(known)
        assert client.get(FILE).status_code == 404


def test_settings_with_a_fault_give_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> Config:
        raise ConfigError("сбой", "сбой")

    monkeypatch.setattr(settings, "load", load)
    client.cookies.update(cookies())
    assert client.get(FILE).status_code == 404


@pytest.mark.parametrize("path", ["/", "/case", "/_stcore/health", "/static/x.js"])
def test_pages_pass(path: str, client: TestClient) -> None:
    """They are Streamlit's own shell, without a cell; what is shown in it is up to `lib.web.shell.entry`."""
    assert client.get(path).text == "file"


def test_streamlits_own_fonts_pass(client: TestClient) -> None:
    """The explanation before a closed door is written with them."""
    assert client.get("/static/media/font.woff2").status_code == 200


def test_under_a_base_path_only_its_own_files_pass(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "get_option", lambda _: "/static/")
    assert client.get("/static/static/media/font.woff2").status_code == 200
    assert client.get("/static/media/0f.xlsx").status_code == 404


@pytest.mark.parametrize("path", [FILE, "/otklik/media/0f.xlsx", "/media//0f.xlsx", "/MEDIA/0f.xlsx"])
def test_however_the_path_is_written(path: str, client: TestClient) -> None:
    """What Streamlit would serve as a file is asked for; what it would not, may pass."""
    assert client.get(path).status_code == (200 if path.startswith("/MEDIA") else 404)
