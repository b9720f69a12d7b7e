"""The gate in a real browser: what the admitted bring and take passes, a foreign page frames nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lib.demo import register as demo
from tests.e2e.conftest import Server, settled, started
from tests.e2e.test_live import now
from tests.e2e.test_login import COOKIE_SECRET, secrets
from tests.e2e.wire import COOKIE, login

pytestmark = pytest.mark.e2e
SECRETS = secrets("http://127.0.0.1:1", {"deputy@example.org": "заместитель"})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("gate")
    demo.write(folder / "register.xlsx", now().to_pydatetime(), cases=40)
    with started(folder, SECRETS) as server:
        yield server


@pytest.fixture
def deputy(context: BrowserContext, house: Server) -> Page:
    cookie = login(COOKIE_SECRET, house.url, "deputy@example.org")
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
    return context.new_page()


def test_a_deputy_takes_away_lists_of_a_file_that_he_brought(
    deputy: Page, house: Server, tmp_path: Path
) -> None:
    own = tmp_path / "Свой.xlsx"
    demo.write(own, now().to_pydatetime(), cases=30, seed=5)
    deputy.goto(f"{house.url}/check")
    settled(deputy)
    for panel in deputy.locator("details summary").all():
        panel.click()
    deputy.locator("input[type=file]").first.set_input_files(own)
    expect(deputy.get_by_text("Показан ваш файл").first).to_be_visible()
    deputy.get_by_role("link", name="Месяц").first.click()
    expect(deputy).to_have_title(re.compile("Месяц · Отклик$"))
    settled(deputy)
    button = deputy.get_by_role("button", name="Таблицы .xlsx").first
    with deputy.expect_download() as waiting:
        button.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_foreign_page_frames_nothing(deputy: Page, house: Server, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<iframe src="{house.url}/check"></iframe>')
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as foreign:
        threading.Thread(target=foreign.serve_forever, daemon=True).start()
        told: list[str] = []
        deputy.on("console", lambda message: told.append(message.text))
        deputy.goto(f"http://127.0.0.1:{foreign.server_port}/")
        deputy.wait_for_timeout(1500)
        foreign.shutdown()
    assert [line for line in told if "frame-ancestors" in line]
    framed = deputy.frames[-1]
    assert framed.get_by_test_id("stApp").count() == 0
    assert "Отклик" not in framed.locator("body").inner_text()
