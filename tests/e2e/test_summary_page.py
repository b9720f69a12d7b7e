"""The monthly summary as .html in a browser: both themes, under its own policy, asking nobody, on A4."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from lib import sla
from lib.demo import register as demo
from lib.documents import report
from lib.figures.facts import gather
from lib.register import Register, parse
from lib.sheets import read
from lib.worktime.period import month_of
from tests.build import NOW, register

pytestmark = pytest.mark.e2e
_DRAWN = "document.querySelectorAll('.chart svg').length"


def written(known: Register, folder: Path) -> tuple[Path, int]:
    """The file, and how many charts it has."""
    now = pd.Timestamp(NOW)
    document = report.of(gather(known, sla.assess(known, now), now), month_of("2026-10"))
    path = folder / "summary.html"
    path.write_bytes(report.render(document, ".html"))
    return path, sum(len(part.charts) for part in document.parts)


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("summary")
    demo.write(folder / "register.xlsx", datetime.fromisoformat(NOW), cases=800)
    return written(parse(read(folder / "register.xlsx")), folder)


def opened(page: Page, path: Path) -> tuple[list[str], list[str]]:
    """Open the file; what the console says, and what is asked of anybody."""
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    return said, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_drawn_and_asks_nobody(
    scheme: Literal["light", "dark"], width: int, browser: Browser, summary: tuple[Path, int]
) -> None:
    path, charts = summary
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    said, asked = opened(page, path)
    assert (said, asked) == ([], [path.as_uri()])
    assert page.evaluate(_DRAWN) == charts > 6
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(255, 255, 255)") is (scheme == "light")
    words = page.evaluate("getComputedStyle(document.querySelector('.chart text')).fill")
    assert (words == "rgb(27, 39, 51)") is (scheme == "light")
    context.close()


def test_paper_is_light_and_cuts_no_chart(browser: Browser, summary: tuple[Path, int]) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    opened(page, summary[0])
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    sheet = int((210 - 18 - 12) / 25.4 * 96)  # the text's width on the page, in pixels
    page.set_viewport_size({"width": sheet, "height": 900})
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.chart text')).fill") == "rgb(27, 39, 51)"
    wide = page.evaluate("Math.max(...[...document.querySelectorAll('.chart svg')].map(e => e.clientWidth))")
    assert wide <= sheet
    kept = "[...document.querySelectorAll('.chart')].every(chart => {const holder = chart.closest('.keep');"
    assert page.evaluate(kept + " return holder && getComputedStyle(holder).breakInside === 'avoid'})")
    context.close()


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    bad = (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "$x^2$ <b>",
        "</script><svg onload=alert(1)>",
    )
    rows = [
        {
            "case": at,
            "detected": f"1{at}.10.2026 10:00",
            "posted": f"1{at}.10.2026 17:00",
            **dict.fromkeys(("topic", "location", "network", "executor", "text"), text),
        }
        for at, text in enumerate(bad, start=1)
    ]
    path, charts = written(register(*rows), tmp_path)
    context = browser.new_context()
    page = context.new_page()
    said, asked = opened(page, path)
    assert (said, asked) == ([], [path.as_uri()])
    assert page.evaluate(_DRAWN) == charts
    assert page.evaluate("document.querySelectorAll('img, svg[onload], iframe').length") == 0
    assert "<script>alert(1)</script>" in page.locator(".chart").nth(charts - 2).text_content()
    context.close()
