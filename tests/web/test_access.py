"""Who may see the register, and what a closed door tells: not one cell, and no menu."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest

from lib.base.errors import ConfigError
from lib.sources import config
from lib.sources.config import Access, Config
from lib.web.gate.headers import NOBODY
from lib.web.shell import access, store
from lib.web.shell.access import Visitor, decide
from tests.app import OPEN, PAGES, ROOT, app, listed, serve, texts
from tests.build import tabs

LOCAL = Visitor((("Host", "localhost:8501"),))
FAR = Visitor((("Host", "otklik.example.org"),), "203.0.113.7")

# Each is the sign of some proxy, or of several.
PROXIES = (
    "Via", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "CF-Ray", "True-Client-IP", "Client-IP",
    "X-Cluster-Client-IP", "X-Original-Host", "X-Original-URL", "X-Original-Forwarded-For",
    "X-Envoy-External-Address", "X-Forward-For", "Fastly-Client-IP", "Fly-Client-IP", "X-Remote-Addr",
    "X-Amzn-Trace-Id", "X-Azure-ClientIP", "X-AppEngine-Remote-Addr", "X-Request-Start", "X-Varnish",
    "X-Host", "X-Scheme", "Max-Forwards", "CDN-Loop", "Akamai-Origin-Hop",
)  # fmt: skip
# What a browser on this computer sends.
OF_A_BROWSER = (
    "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Cache-Control", "Pragma", "Cookie",
    "Connection", "Upgrade", "Origin", "Referer", "DNT", "Sec-GPC", "Priority", "Sec-WebSocket-Key",
    "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-Fetch-Site", "Sec-WebSocket-Extensions",
    "Sec-CH-UA", "Upgrade-Insecure-Requests", "X-Requested-With",
)  # fmt: skip


def with_mode(mode: str | None) -> Config:
    return replace(OPEN, access=None if mode is None else Access(mode))


pytestmark = pytest.mark.usefixtures("clean")


@pytest.mark.parametrize(
    ("settings", "edited", "visitor", "opens"),
    [
        (Config(demo=True), False, FAR, True),
        (Config(demo=True), True, LOCAL, True),
        (Config(demo=True), True, FAR, False),
        (with_mode(None), False, LOCAL, False),
        (with_mode("platform"), False, FAR, True),
        (with_mode("local"), False, LOCAL, True),
        (with_mode("local"), False, FAR, False),
        (with_mode("oidc"), False, LOCAL, False),
    ],
)
def test_the_door(settings: Config, edited: bool, visitor: Visitor, opens: bool) -> None:
    door = decide(settings, visitor, edited=edited)
    assert door.open is opens
    assert opens or (door.title and door.lines)


@pytest.mark.parametrize(
    ("headers", "address", "local"),
    [
        ([("Host", "localhost")], None, True),
        ([("Host", "LOCALHOST:8501")], None, True),
        ([("host", "127.0.0.1:8501")], None, True),
        ([("Host", "[::1]:8501")], None, True),
        ([("Host", "[::1]")], "::1", True),
        ([("Host", "localhost")], "::ffff:127.0.0.1", True),
        ([], None, False),
        ([("Host", "localhost.evil.example")], None, False),
        ([("Host", "evil.example:8501")], None, False),
        ([("Host", "127.0.0.1.evil.example")], None, False),
        ([("Host", "192.168.1.5:8501")], None, False),
        ([("Host", "localhost"), ("Host", "evil.example")], None, False),
        ([("Host", "localhost")], "192.168.1.7", False),
        ([("Host", "localhost")], "сосед", False),
        ([("Host", "localhost"), ("X-Forwarded-For", "203.0.113.7")], None, False),
        ([("Host", "localhost"), ("x-forwarded-host", "localhost")], None, False),
        ([("Host", "localhost"), ("X-Forwarded-Proto", "")], None, False),
        ([("Host", "localhost"), ("Forwarded", "for=127.0.0.1")], None, False),
        *[([("Host", "localhost"), (name, "203.0.113.7")], None, False) for name in PROXIES],
        ([("Host", "localhost"), *[(name, "x") for name in OF_A_BROWSER]], None, True),
    ],
)
def test_this_computer(headers: list[tuple[str, str]], address: str | None, local: bool) -> None:
    assert Visitor(tuple(headers), address).local is local


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("mode", [None, "oidc", "local"])
def test_a_closed_door_shows_no_cell(page: str, mode: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"case": 1, "detected": "20.11.2026 09:05", "text": "Тайна", "topic": "Тайна", "author": "Тайна"}
    table = serve(monkeypatch, tabs(row, settings={"Организация": "Тайна"}), with_mode(mode))
    monkeypatch.setattr(access, "visitor", lambda: FAR)
    at = app().switch_page(f"pages/{page}")
    at.query_params["n"] = "1"
    at.run()
    assert not at.exception
    assert "Тайна" not in texts(at)
    assert not listed(at)
    assert not list(at.metric)
    assert not list(at.get("download_button"))
    assert table.reads == 0  # it is not even read
    assert "[access]" in texts(at)


def test_the_servers_settings_each_with_its_reason() -> None:
    """What guards the server is set by name, not left to the platform's defaults, and says why."""
    path = ROOT / ".streamlit" / "config.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    server = {
        "enableXsrfProtection": True,
        "enableCORS": True,
        "enableStaticServing": False,
        "enableAgentApi": False,
        "maxUploadSize": 20,
        "maxWidgetStateSize": 1,
        "maxMessageSize": 20,
    }
    assert found["client"]["allowedOrigins"] == [NOBODY]
    client = {"showErrorDetails": "none", "showErrorLinks": False, "disableDataExport": True}
    assert found["server"].items() >= server.items()
    assert found["client"].items() >= client.items()
    assert found["browser"] == {"gatherUsageStats": False}
    assert not {"trustedUserHeaders", "cookieSecret"} & set(found["server"])
    lines = path.read_text(encoding="utf-8").partition("[theme]")[0].splitlines()
    for place, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            # A reason stands above each setting, or above the two that share it.
            assert "#" in lines[place - 1][:1] + lines[place - 2][:1], line


def test_an_edited_demonstration_is_for_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"case": 1, "detected": "20.11.2026 09:05", "text": "Своё сообщение"}
    serve(monkeypatch, tabs(row), Config(demo=True))
    monkeypatch.setattr(store.embedded, "prepare", lambda *_: None)
    monkeypatch.setattr(store.embedded, "edited", lambda *_: True)
    monkeypatch.setattr(access, "visitor", lambda: FAR)
    far = app().run()
    assert not listed(far)
    assert "внесли свои данные" in texts(far)
    monkeypatch.setattr(access, "visitor", lambda: LOCAL)
    near = app().run()
    assert listed(near) == ["1"]


def test_a_malformed_configuration_is_no_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> Config:
        raise ConfigError("в строке тайна", "[register] workbook не заполнен: нужна строка в кавычках.")

    monkeypatch.setattr(config, "load", load)
    at = app().run()
    assert not at.exception
    assert "[register] workbook" in texts(at)
    assert "тайна" not in texts(at)
    assert "демонстрацион" not in re.sub(r"<style>.*?</style>", "", texts(at), flags=re.DOTALL)
