"""Pages on paper: black on white from the dark theme too, charts whole, nothing that only a screen needs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Server, settled

pytestmark = pytest.mark.e2e
PAGES = ("", "case?n=5", "check", "people", "month")
ACROSS = (297 - 2 * 10) / 25.4 * 96  # the text's width on a lying A4, in CSS pixels
# What is written on the page: each visible text with its colour, svg's included, and what is behind alerts.
_INKS = """() => {
  const seen = new Set(), shown = document.querySelector('.stApp');
  const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    const told = walker.currentNode.data.trim() && holder.checkVisibility();
    const ink = holder.closest('svg') ? 'fill' : 'color';
    if (told && !holder.closest('style, caption')) seen.add(getComputedStyle(holder)[ink]);
  }
  return [...seen];
}"""
_BACKS = (
    "[...document.querySelectorAll('[data-testid=stAlertContainer]')]"
    ".map(e => getComputedStyle(e).backgroundColor)"
)


def opened(page: Page, url: str) -> None:
    page.goto(url)
    settled(page)
    page.emulate_media(media="print")


@pytest.fixture
def dark(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1440, "height": 1000}, color_scheme="dark", locale="ru-RU")


@pytest.mark.parametrize("path", PAGES)
def test_the_dark_theme_prints_black_on_white(app: Server, dark: Page, path: str) -> None:
    opened(dark, f"{app.url}/{path}")
    inks = dark.evaluate(_INKS)
    assert inks == ["rgb(0, 0, 0)"]
    assert set(dark.evaluate(_BACKS)) <= {"rgba(0, 0, 0, 0)"}
    for tool in ("stFormSubmitButton", "stButton", "stSelectbox", "stDownloadButton"):
        assert not dark.locator(f"[data-testid={tool}] >> visible=true").count()
    dark.context.close()


@pytest.mark.parametrize("path", ["case?n=5", "people", "month", "topics"])
def test_no_chart_is_wider_than_the_paper(app: Server, dark: Page, path: str) -> None:
    opened(dark, f"{app.url}/{path}")
    widths = dark.evaluate("[...document.querySelectorAll('.main-svg')].map(e => e.clientWidth)")
    assert widths
    assert max(widths) <= ACROSS
    dark.context.close()


def test_headings_and_heads_of_tables_stay_with_what_they_head(app: Server, dark: Page) -> None:
    opened(dark, f"{app.url}/month?part=timeliness")
    for selector in (".otklik-subheading", ".otklik-table thead"):
        kept = f"[...document.querySelectorAll('{selector}')].map(e => getComputedStyle(e).breakAfter)"
        assert set(dark.evaluate(kept)) == {"avoid"}
    rows = "[...document.querySelectorAll('.otklik-table tr')].map(e => getComputedStyle(e).breakInside)"
    assert set(dark.evaluate(rows)) == {"avoid"}
    dark.context.close()


def test_numbers_on_a_phone_stand_each_on_one_line(app: Server, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="ru-RU")
    page.goto(f"{app.url}/people")
    page.wait_for_selector(".otklik-numbers")
    shown = "[...document.querySelectorAll('.otklik-numbers td.main > span')]"
    assert max(page.evaluate(f"{shown}.map(e => e.getClientRects().length)")) == 1
    links = "[...document.querySelectorAll('.otklik-numbers a')].filter(e => e.checkVisibility())"
    targets = page.evaluate(f"{links}.map(e => [e.offsetWidth, e.offsetHeight])")
    assert min(min(sides) for sides in targets) >= 24
    assert min(height for _, height in targets) >= 40
    assert re.fullmatch(r"\d+ из \d+.*", page.locator(".otklik-numbers td.main a").first.inner_text())
    page.context.close()


def test_the_list_prints_as_it_is_seen_and_whole_when_asked(app: Server, dark: Page) -> None:
    """Ctrl+P prints the rows of the page, «Распечатать» the whole list in their stead."""
    dark.goto(f"{app.url}/?list=open")
    settled(dark)
    dark.emulate_media(media="print")
    seen = dark.locator(".otklik-list tbody th >> visible=true").all_inner_texts()
    assert seen
    assert not dark.locator(".otklik-paper").count()
    assert not dark.locator("[data-testid=stHeader] >> visible=true").count()

    dark.emulate_media(media="screen")
    dark.get_by_role("button", name="Ещё").first.click()
    dark.evaluate("() => { window.print = () => { window.printed = true; }; }")
    dark.get_by_text("Распечатать").first.click()
    dark.wait_for_function("window.printed")
    dark.wait_for_selector(".otklik-paper tbody th", state="attached")
    assert not dark.locator(".otklik-paper >> visible=true").count()
    dark.emulate_media(media="print")
    whole = dark.locator(".otklik-paper tbody th >> visible=true").all_inner_texts()
    assert len(whole) >= len(seen)
    assert not dark.locator(".otklik-list:not(.otklik-paper *) >> visible=true").count()
    dark.context.close()
