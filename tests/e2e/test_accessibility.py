"""axe-core on every page, both widths, both themes; and the main job by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lib.web.shell import router
from tests.e2e.conftest import Server, settled

pytestmark = pytest.mark.e2e
NAMES = list(router.TITLES)
SEVERE = ("serious", "critical")
TABS = 60  # presses of Tab that must be enough to come to a part of the page


def severe(page: Page) -> list[str]:
    """The violations, one line an element; none of Streamlit's own had to be left out so far."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:200]} — {node['failureSummary'][:300]}"
        for found in violations
        if found["impact"] in SEVERE
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_serious_violation(app: Server, browser: Browser, width: int, theme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, color_scheme=theme, locale="ru-RU"
    )
    page = context.new_page()
    found = []
    for name in NAMES:
        page.goto(f"{app.url}/{'case?n=5' if name == 'case' else '' if name == 'now' else name}")
        settled(page)
        found += [f"{name}: {line}" for line in severe(page)]
    context.close()
    assert not found, "\n".join(found)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is in `selector`."""
    inside = "wanted => document.activeElement?.closest(wanted) !== null"
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(inside, selector):
            return
    pytest.fail(f"{TABS} presses of Tab do not reach {selector}")


def test_the_keyboard_alone_filters(app: Server, page: Page) -> None:
    page.goto(app.url)
    page.wait_for_selector(".otklik-list")
    settled(page)
    tab_to(page, ".st-key-chooser")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-testid=stSelectbox]")  # what opens may come after the next key
    tab_to(page, "[data-testid=stSelectbox]")
    page.keyboard.type("Повышенная")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "importance=" in url)
    page.keyboard.press("Escape")
    tab_to(page, ".otklik-list")


def test_the_keyboard_alone_opens_a_card(app: Server, page: Page) -> None:
    page.goto(app.url)
    page.wait_for_selector(".otklik-list")
    settled(page)
    tab_to(page, ".otklik-list")
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"№ {number} · Отклик")
    settled(page)
    tab_to(page, "[data-testid=stPageLink]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".otklik-open")


def test_the_focus_stays_when_the_page_is_drawn_anew(app: Server, page: Page) -> None:
    page.goto(app.url)
    page.wait_for_selector(".otklik-list")
    settled(page)
    tab_to(page, ".otklik-list")
    number = page.evaluate("document.activeElement.textContent")
    # What React does when the text of the list has changed with the minute.
    page.evaluate(
        "const list = document.querySelector('.otklik-list').parentElement; list.innerHTML = list.innerHTML"
    )
    page.wait_for_function("number => document.activeElement.textContent === number", arg=number)
