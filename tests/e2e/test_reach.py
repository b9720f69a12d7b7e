"""What «Сейчас» shows without scrolling, and that nothing sticks out of it, at the widths of an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lib.demo import embedded
from tests.e2e.conftest import fresh, settled
from tools.running import Running, copy, running

pytestmark = pytest.mark.e2e
MORNING = datetime(2026, 11, 18, 11, 30)  # a Wednesday
_ROWS = """
[...document.querySelectorAll('.otklik-open tbody tr')].filter(row => row.checkVisibility()).map(row => {
  const box = row.getBoundingClientRect();
  return { top: box.top, bottom: box.bottom };
})
"""
# Cells whose content is wider than they are, or that stand over their row or the page's edge.
_OVERFLOWING = """
[...document.querySelectorAll('.otklik-open :is(th, td)')].filter(cell => {
  if (!cell.checkVisibility()) return false;
  const [box, row] = [cell.getBoundingClientRect(), cell.closest('tr').getBoundingClientRect()];
  return cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).display !== 'inline'
    || box.right > row.right + 1 || box.right > window.innerWidth;
}).map(cell => cell.textContent)
"""
_STICKING_OUT = """
[...document.querySelectorAll('[data-testid="stMain"] :is(button, a, p, h1, h2, h3, td, th)')]
  .filter(part => part.checkVisibility() && part.getBoundingClientRect().right > window.innerWidth + 1)
  .filter(part => !part.closest('.st-key-switch')).map(part => part.textContent)
"""
_HEIGHT = """() => {
  const whole = document.querySelector('[data-testid="stMainBlockContainer"]');
  return whole.getBoundingClientRect().top + whole.scrollHeight;
}"""
# Whether nothing makes a part pale, of all that it stands in.
_SEEN = """
part => {
  let seen = 1;
  for (let at = part; at; at = at.parentElement) seen *= getComputedStyle(at).opacity;
  return seen === 1;
}
"""


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration on a working morning, its clock standing there."""
    folder: Path = tmp_path_factory.mktemp("morning")
    copy(folder, MORNING)
    embedded.prepare(MORNING, folder / embedded.WORKBOOK.name)
    with running(folder) as app:
        yield app


def opened(browser: Browser, morning: Running, width: int, height: int, path: str = "/") -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="ru-RU")
    page.goto(morning.url + path)
    page.wait_for_selector(".otklik-open")
    settled(page)
    return page


@pytest.mark.parametrize(
    ("width", "height", "first", "whole"), [(1366, 768, 290, 6), (390, 844, 460, 2), (1920, 1080, 290, 6)]
)
def test_the_first_cases_are_in_sight(  # noqa: PLR0917
    browser: Browser, morning: Running, width: int, height: int, first: int, whole: int
) -> None:
    page = opened(browser, morning, width, height)
    rows: list[dict[str, float]] = page.evaluate(_ROWS)
    assert rows[0]["top"] <= first
    assert sum(row["bottom"] <= height for row in rows) >= whole
    page.close()


@pytest.mark.parametrize("width", [1920, 1366, 1093, 911, 768, 390])
@pytest.mark.parametrize("path", ["/", "/?list=open"])
def test_nothing_sticks_out(browser: Browser, morning: Running, width: int, path: str) -> None:
    page = opened(browser, morning, width, 900, path)
    assert page.evaluate(_OVERFLOWING) == []
    assert page.evaluate(_STICKING_OUT) == []
    main = page.get_by_test_id("stMain")
    assert main.evaluate("part => part.scrollWidth <= part.clientWidth")
    page.close()


@pytest.mark.parametrize("width", [768, 390])
def test_nothing_of_the_card_sticks_out(browser: Browser, morning: Running, width: int) -> None:
    """And who has no mouse sees the button that copies a text."""
    page = opened(browser, morning, width, 900)
    page.locator(".otklik-open tbody th a").first.click()
    page.wait_for_url(lambda url: "/case" in url)
    expect(fresh(page.get_by_text("Шаги и нормы"))).to_be_visible()
    settled(page)
    page.locator(".st-key-letters button").first.click()
    button = page.get_by_test_id("stCode").first.get_by_role("button")
    expect(button).to_have_css("visibility", "visible")
    page.wait_for_function(_SEEN, arg=button.element_handle())  # once what opens has faded in
    expect(page.locator(".otklik-table").first).to_be_attached()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("part => part.scrollWidth <= part.clientWidth")
    page.close()


def test_a_phone_shows_a_case_in_a_few_lines(browser: Browser, morning: Running) -> None:
    page = opened(browser, morning, 390, 844, "/?list=open")
    rows: list[dict[str, float]] = page.evaluate(_ROWS)
    assert len(rows) >= 25
    assert rows[24]["bottom"] - rows[0]["top"] <= 4500
    page.close()


_TARGETS = """
[...document.querySelectorAll('.otklik-brief :is(a, summary)')]
  .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 40)
  .map(part => part.outerHTML)
"""


@pytest.mark.parametrize(
    ("path", "most"),
    [("cases?what=steps&period=2026-10&statuses=late", 4000), ("people", 4000), ("regulation", 3500)],
)
def test_a_phone_shows_a_page_in_a_few_screens(
    browser: Browser, morning: Running, path: str, most: int
) -> None:
    """The rest of a row, of a section, opens by a tap; what is tapped is as large as a finger."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="ru-RU")
    page.goto(f"{morning.url}/{path}")
    page.wait_for_selector(".otklik-brief, .otklik-phone")
    settled(page)
    assert page.evaluate(_HEIGHT) <= most
    assert page.evaluate(_STICKING_OUT) == []
    assert page.evaluate(_TARGETS) == []
    for later in page.locator(".otklik-brief tbody tr").first.locator(".later").all():
        expect(later).to_be_hidden()
    for arrow in page.locator(".otklik-brief .more summary").all()[:1]:
        arrow.click()
        expect(page.locator(".otklik-brief tbody tr").first.locator(".later").first).to_be_visible()
    page.close()


def test_the_choice_of_cases_stays_open_while_it_is_made(browser: Browser, morning: Running) -> None:
    page = opened(browser, morning, 1366, 768)
    page.get_by_role("button", name="Отбор").click()
    page.get_by_test_id("stMultiSelect").nth(1).click()
    page.get_by_role("option").first.click()
    page.wait_for_url(lambda url: "topic=" in url)
    expect(fresh(page.get_by_text("Отбор · 1"))).to_be_visible()
    page.keyboard.press("Escape")  # closes the list of topics, not the popover
    fresh(page.get_by_text("Сбросить отбор")).click()
    page.wait_for_url(lambda url: "topic=" not in url)
    page.close()


def test_the_menu_prints(browser: Browser, morning: Running) -> None:
    page = opened(browser, morning, 1366, 768)
    page.evaluate("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }")
    page.get_by_role("button", name="Ещё").click()
    for name in ("Скачать .xlsx", "Проверить свой файл"):
        expect(page.get_by_text(name).first).to_be_visible()
    page.get_by_text("Распечатать").first.click()
    page.wait_for_function("window.printed === 1")
    page.wait_for_selector(".otklik-paper tbody th", state="attached")
    counter = fresh(page.locator(".st-key-switch button", has_text="Срочные"))
    counted = re.search(r"Срочные · (\d+)", counter.inner_text())
    assert counted
    whole = page.locator(".otklik-paper tbody th").count()  # the whole list, drawn for the printer
    assert whole >= int(counted[1]) > 10
    page.close()


def test_the_month_is_read_in_parts_and_printed_on_six_sheets(browser: Browser, morning: Running) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ru-RU")
    page.goto(f"{morning.url}/month?period=2026-10")
    switch = page.locator(".st-key-month_switch")
    page.wait_for_selector(".otklik-findings")
    settled(page)
    assert page.evaluate(_HEIGHT) <= 1500
    for name, shown in (
        ("Своевременность", "Все шаги по положению"),
        ("Динамика", "Остаток без ответа на конец дня"),
    ):
        switch.get_by_role("radio", name=name).or_(switch.get_by_role("button", name=name)).first.click()
        expect(page.get_by_text(shown).first).to_be_visible()
        settled(page)
        assert page.evaluate(_HEIGHT) <= 2400, name
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="Ещё").first.click()
    page.get_by_text("Распечатать").first.click()
    page.wait_for_function("window.printed")
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 4 <= sheets <= 6
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{morning.url}/month?period=2026-10")
    page.wait_for_selector(".otklik-findings")
    settled(page)
    assert page.evaluate(_HEIGHT) <= 4000
    page.close()


_GRANTED = """
window.notified = [];
window.Notification = class {
  static permission = "granted";
  static async requestPermission() { return "granted"; }
  constructor(title, options) { window.notified.push([title, options.body]); }
};
"""


def test_new_urgent_cases_are_told_on_this_computer(browser: Browser, morning: Running) -> None:
    """Off by default; then only what is new is told, with № and step, without a message's words."""
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="ru-RU")
    page.add_init_script(_GRANTED)
    page.goto(morning.url)
    known = "window.sessionStorage.getItem('otklik.attention.known')"
    page.wait_for_function(f"{known} !== null")
    settled(page)
    page.get_by_role("button", name="Ещё").click()
    box = page.get_by_role("checkbox", name="Сообщать о новых срочных")
    expect(box).not_to_be_checked()
    box.check()
    expect(page.get_by_text("Уведомления приходят")).to_be_visible()
    # One of them is new to this browser.
    fewer = f"JSON.stringify(JSON.parse({known}).slice(1))"
    page.evaluate(f"window.sessionStorage.setItem('otklik.attention.known', {fewer})")
    page.reload()
    page.wait_for_function("window.notified.length === 1")
    title, body = page.evaluate("window.notified[0]")
    assert title == "Отклик: новых срочных сообщений — 1"
    assert re.fullmatch(r"№ \d+: [а-яё, ]+, срок .+", body)
    # A key that is urgent no more tells when the page has compared: it then knows only what it shows.
    more = f"JSON.stringify([...JSON.parse({known}), 'settled'])"
    page.evaluate(f"window.sessionStorage.setItem('otklik.attention.known', {more})")
    page.reload()
    page.wait_for_function(f"!JSON.parse({known}).includes('settled')")
    assert page.evaluate("window.notified") == []
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")
    assert icon
    page.close()
