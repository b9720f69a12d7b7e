"""A register full of attacks in a real browser: nothing of it runs, loads or leads anywhere (issue 5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from lib.base.plaintext import plain
from tests.e2e.conftest import ROOT, Server, started
from tests.hostile import ATTACKS, MARK, OUTSIDE, register

pytestmark = pytest.mark.e2e
LEGAL = {name: attack for name, attack in ATTACKS.items() if plain(attack) == attack or name == "direction"}
PAGES = sorted(path.stem.replace("now", "") for path in (ROOT / "pages").glob("*.py"))
QUERIES = {
    "": ("list=open",),
    "case": [f"n={quote(LEGAL[name] + '2')}" for name in ("script", "picture")],
    "cases": ("what=lacks&period=all",),
    "signals": ("signal=repeats",),
    "people": ("period=all",),
    "topics": ("period=all",),
}
WITHOUT_TEXTS = {"regulation"}  # a page that says nothing of what the register holds
# What of the page is alive: addresses that run or lead outside, pictures and frames from elsewhere.
ALIVE = """(outside) => {
  const found = [];
  const host = (address) => { try { return new URL(address, location.href).hostname; } catch { return ''; } };
  for (const node of document.querySelectorAll('*')) {
    for (const { name, value } of node.attributes) {
      const bad = /^\\s*(javascript|vbscript|data:text)/i.test(value) || host(value) === outside;
      if (['href', 'src', 'xlink:href', 'action', 'srcdoc', 'data'].includes(name) && bad)
        found.push(`${node.tagName} ${name}=${value}`);
      if (name.startsWith('on')) found.push(`${node.tagName} ${name}=${value}`);
    }
  }
  if (window.attacked) found.push('a script ran');
  return found;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with xlsxwriter.Workbook(folder / "hostile.xlsx", {"strings_to_formulas": False}) as book:
        for tab in register(LEGAL).tabs:
            title = tab.title if MARK not in tab.title else f"<b>{MARK}"  # of what a sheet may be called
            sheet = book.add_worksheet(title)
            for place, column in enumerate(tab.columns):
                for row, value in enumerate(column):
                    if value is not None:
                        sheet.write_string(row, place, str(value)[:32_000])
    with started(folder, '[register]\nworkbook = "hostile.xlsx"\n[access]\nmode = "local"\n') as running:
        yield running


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_text("Данные прочитаны").first).to_be_visible()


def test_nothing_of_it_acts(server: Server, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    page = context.new_page()
    asked: list[str] = []
    spoken: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    for name in PAGES:
        for query in QUERIES.get(name, ("",)):
            page.goto(f"{server.url}/{name}?{query}", wait_until="commit")
            settled(page)
            if name not in WITHOUT_TEXTS:  # it is there, as text: a late part of the page is waited for
                page.wait_for_function("mark => document.body.innerText.includes(mark)", arg=MARK)
            assert page.evaluate(ALIVE, OUTSIDE) == [], f"{name}?{query}"
    # The counter-proof: the same look at an attack that is alive.
    page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", ATTACKS["picture"])
    assert len(page.evaluate(ALIVE, OUTSIDE)) > 1
    page.wait_for_function("window.attacked === 1")
    context.close()
    assert not spoken
    allowed = (server.url, server.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(allowed)] == [f"https://{OUTSIDE}/a.png"]
    assert "Traceback" not in server.log.read_text(encoding="utf-8")
