"""Pictures of every page for the README and the guide: `.venv/bin/python -m tools.screenshots [FOLDER]`.

The app runs on the demonstration of an ordinary working morning, its clock standing there, in Debian's
Chromium (`apt install chromium fonts-dejavu`). Writes <page>-<1440|390>-<light|dark>.png, for
every page that the router names; two runs differ only by the words on the age of the data.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pandas as pd
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from lib.demo import embedded
from lib.duties.live import live
from lib.figures.headline import urgent
from lib.register import parse
from lib.sheets import read
from lib.web.shell import router
from tools.running import ROOT, copy, running

MOMENT = datetime(2026, 11, 18, 11, 30)  # a Wednesday
EMPTY = {"connect", "district"}  # pages that have nothing to show of the demonstration alone
SIZES = ((1440, 1000), (390, 844))  # CSS pixels: a desk's screen, a telephone
COLOURS = 64
RAN = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SETTLES = 2500  # ms: charts are drawn after the page's last message
DRAWN = (
    "[...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(c => c.querySelector('.main-svg'))"
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def addresses(workbook: Path) -> dict[str, str]:
    """Every page's name and address: the card is the most urgent case's, the list a month's late steps."""
    register = parse(read(workbook))
    late = urgent(live(register, pd.Timestamp(MOMENT)))
    case = register.cases["case"].iloc[late.index[0]]
    return {name: f"/{name}" for name in router.TITLES if name not in EMPTY} | {
        "now": "/",
        "case": f"/case?n={case}",
        "cases": "/cases?what=steps&period=2026-10&statuses=late",
    }


def compressed(picture: bytes) -> bytes:
    """A PNG of few colours."""
    target = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        target, "PNG", optimize=True
    )
    return target.getvalue()


def take(browser: Browser, url: str, paths: dict[str, str], target: Path) -> None:
    """All pictures of the app at `url` into `target`."""
    for theme in ("light", "dark"):
        for width, height in SIZES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,
                locale="ru-RU",
                timezone_id="Europe/Moscow",
            )
            page = context.new_page()
            for name, path in paths.items():
                page.goto(url + path)
                page.wait_for_selector(".otklik-heading")
                page.wait_for_selector(RAN, timeout=60_000)
                page.wait_for_timeout(SETTLES)
                page.wait_for_function(DRAWN)
                picture = compressed(page.screenshot())
                (target / f"{name}-{width}-{theme}.png").write_bytes(picture)
            context.close()


def main(target: Path) -> None:
    """Start the app, take the pictures."""
    target.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        copy(folder, MOMENT)
        embedded.prepare(MOMENT, folder / embedded.WORKBOOK.name)
        with running(folder) as app:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            take(browser, app.url, addresses(folder / embedded.WORKBOOK.name), target)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
