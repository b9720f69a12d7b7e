"""The real app on a copy of the project, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("lib", "pages", "dashboard.py")
STARTS_WITHIN = 60.0  # seconds
expect.set_options(timeout=30_000)  # ms: as long as every look at a page of `context` may take
# For a test that waits for many changes: the app's own clockwork as it stands, and as it is in the copy.
BRISK = (
    ("lib/web/shell/entry.py", "HEARTBEAT = 10 ", "HEARTBEAT = 1 "),
    ("lib/sources/config/register.py", "DEFAULT_REFRESH = 30.0 ", "DEFAULT_REFRESH = 1.0 "),
    ("lib/sources/config/register.py", "SHORTEST_REFRESH = 5.0 ", "SHORTEST_REFRESH = 1.0 "),
)
HERE = "@here"  # in the secrets of a test: the address of the server that is to start
# Chromium as root and without a network of its own: nothing is looked up, fetched or synchronised.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# Nothing is being drawn any more: the script is through, no part is stale or still on its way, letters and
# charts are there, and nothing has changed since the frame before.
_SETTLED = """() => {
  const [drawn, before] = [document.body.innerHTML, window.drawnBefore];
  window.drawnBefore = drawn;
  const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  return document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
    && document.fonts.status === 'loaded'
    && charts.every(chart => chart.querySelector('.main-svg'))
    && drawn === before;
}"""


@dataclass(frozen=True)
class Server:
    """A running app: its address, the folder it runs in, its log."""

    url: str
    folder: Path
    log: Path

    @property
    def workbook(self) -> Path:
        return self.folder / "register.xlsx"


def fresh(parts: Locator) -> Locator:
    """Those of the parts that the page goes on with: drawn anew, it may hold the old one beside the new one.

    A look at one part by its words would find both and fail; this one waits for the new one.
    """
    return parts.and_(parts.page.locator(":not([data-stale=true], [data-stale=true] *)"))


def settled(page: Page) -> None:
    """Wait until a page of the app stands as it will stay until its next beat."""
    page.wait_for_selector(".otklik-heading", timeout=60_000)
    page.wait_for_function(_SETTLED, timeout=60_000)


@contextmanager
def started(folder: Path, secrets: str = "", *, brisk: bool = False, under: str = "") -> Iterator[Server]:
    """Copy the project into `folder` and run it there on a free port.

    `brisk`: it looks for changes every second; `under`: the path of the address that all of it stands under.
    """
    for part in PARTS:
        source = ROOT / part
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder / part, ignore=ignored) if source.is_dir() else shutil.copy(
            source, folder
        )
    for name, line, quick in BRISK if brisk else ():
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(line) == 1
        (folder / name).write_text(text.replace(line, quick), encoding="utf-8")
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if secrets:
        known = secrets.replace(HERE, f"http://127.0.0.1:{port}")
        (folder / ".streamlit" / "secrets.toml").write_text(known, encoding="utf-8")
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.address", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.baseUrlPath", under],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(folder)},
        )
    server = Server(f"http://127.0.0.1:{port}/{under}".rstrip("/"), folder, log)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail("the server did not start:\n" + server.log.read_text(encoding="utf-8", errors="replace"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The demonstration, as the README's command starts it."""
    with started(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration for tests that only look at it: one server for all of a module."""
    with started(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, locale="ru-RU", timezone_id="Europe/Moscow"
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def browser_context_with_proxy_header(browser: Browser) -> Iterator[Page]:
    """A browser whose requests look as if a proxy had passed them on."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "203.0.113.7"}, locale="ru-RU")
    yield context.new_page()
    context.close()
