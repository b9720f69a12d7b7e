"""The main job in a real browser: edit the register, see the case move; addresses, paper, closed doors."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from lib import sla
from lib.demo import register as demo
from lib.duties.live import live, with_reports
from lib.figures.headline import overdue as overdue_steps
from lib.figures.headline import urgent
from lib.register import parse
from lib.sheets import read
from lib.web.shell import router
from tests.e2e.conftest import Server, fresh, settled, started

pytestmark = pytest.mark.e2e
TABLE = ".otklik-list"
LISTED = ".otklik-list tbody th"
UPDATES_WITHIN = 60_000  # ms: the refresh interval of 30 s, the heartbeat of 10 s, and what they take


NAMES = list(router.TITLES)
_NAMES_OF_OTHERS = r"Ctrl\+P|Excel|LibreOffice|Google|Telegram|MAX|XLSX|ODS|CSV"
# The words on the page, seen and read out; the names of icons are drawn as pictures.
_SHOWN = """() => {
  document.querySelectorAll('[data-testid=stIconMaterial]').forEach((icon) => icon.remove());
  const said = ['placeholder', 'aria-label', 'title', 'alt'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((part) => part.getAttribute(name)));
  return [document.body.innerText, ...said].join(' ');
}"""


def now() -> pd.Timestamp:
    return pd.Timestamp(datetime.now(ZoneInfo("Europe/Moscow")).replace(tzinfo=None, microsecond=0))


def _bytes(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


def test_an_edit_moves_the_case(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/?list=open")
    page.wait_for_selector(TABLE)
    register = parse(read(server.workbook))
    moment = now()
    duties = sla.assess(register, moment)
    open_cases = live(register, moment, duties)
    late = urgent(open_cases)
    late = late[(late["status"] == "overdue") & ~late["answered"] & ~late["unreported"]]
    at = late.index[0]
    case, row = register.cases["case"].iloc[at], int(register.cases["row"].iloc[at])
    overdue = len(overdue_steps(with_reports(register, moment, duties, open_cases)))
    expect(page).to_have_title(re.compile(rf"^\({overdue}\)"))
    expect(page.locator(LISTED, has_text=re.compile(rf"^{case}\b"))).to_have_count(1)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 200")
    place = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    assert place > 0

    book = openpyxl.load_workbook(server.workbook)
    sheet = book["Реестр"]
    header = next(
        cells for cells in sheet.iter_rows(max_row=15) if "Размещено" in [cell.value for cell in cells]
    )
    column = {str(cell.value): cell.column for cell in header if cell.value}
    sheet.cell(row, column["Размещено"], (now() - timedelta(minutes=1)).to_pydatetime())
    sheet.cell(row, column["Вид ответа"], "Окончательный")
    book.save(server.workbook)

    expect(page).to_have_title(re.compile(rf"^\({overdue - 1}\)"), timeout=UPDATES_WITHIN)
    expect(page.locator(LISTED, has_text=re.compile(rf"^{case}\b"))).to_have_count(0)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == place
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_the_first_visit_is_a_deep_link(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/case?n=5")
    expect(page.locator(".otklik-heading")).to_contain_text("№ 5 · ")
    expect(page).to_have_title("№ 5 · Отклик")
    expect(page.get_by_text("Проверка").first).to_be_visible()


def test_a_click_opens_the_card_and_the_moment_goes_along(server: Server, page: Page) -> None:
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    page.goto(server.url)
    settled(page)
    page.locator(f"{TABLE} tbody th a").first.click()
    expect(page).to_have_title(re.compile("^№ .* Отклик$"))
    page.wait_for_url(re.compile(r"/case\?n="))  # follows the title
    settled(page)  # both pages have the menu: the list's goes last
    page.get_by_role("button", name="Ещё").click()
    page.get_by_label("Показать реестр на дату и время").fill("01.01.2026 12:00")
    page.keyboard.press("Enter")
    expect(fresh(page.get_by_text("Такого сообщения нет"))).to_be_visible()
    page.keyboard.press("Escape")
    fresh(page.get_by_text("К списку")).click()
    expect(fresh(page.get_by_text("Реестр показан по состоянию на 01.01.2026, 12:00"))).to_be_visible()
    page.wait_for_url(lambda url: "at=01.01.2026" in url)
    settled(page)
    fresh(page.get_by_text("Вернуться к настоящему")).click()
    page.wait_for_url(lambda url: "at=" not in url)
    assert not [url for url in outside if not url.startswith((server.url, "data:", "blob:"))]


def test_filters_survive_in_the_address(app: Server, page: Page) -> None:
    page.goto(app.url)
    settled(page)
    page.get_by_role("button", name="Отбор").click()
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name="Повышенная").click()
    page.wait_for_url(lambda url: "importance=" in url)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    settled(page)
    page.get_by_role("button", name="Отбор · 1").click()
    chosen = page.get_by_test_id("stSelectbox").first
    expect(chosen.get_by_role("combobox")).to_have_value("Повышенная")


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_cut_or_foreign(app: Server, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for name in NAMES:
        page.goto(f"{app.url}/{'case?n=5' if name == 'case' else name}")
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        main = page.get_by_test_id("stMain")
        assert main.evaluate("part => part.scrollWidth <= part.clientWidth"), name
        left = re.sub(rf"\S*(?:[./]|https)\S*|{_NAMES_OF_OTHERS}", "", page.evaluate(_SHOWN))
        assert not re.findall(r"[A-Za-z]{3,}", left), name
        assert page.evaluate("document.documentElement.lang") == "ru"


def test_the_menu_of_a_telephone_closes(app: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(app.url)
    settled(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Темы").click()
    expect(fresh(page.locator(".otklik-heading"))).to_contain_text("Темы")
    expect(page.get_by_test_id("stSidebarNavLink").first).not_to_be_in_viewport()


OWN_TABLES = Path(__file__).parents[1] / "examples" / "own_tables"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("date_and_time.xlsx", ("Выявлено", "Дата получения обращения", "Время получения обращения")),
        ("tracker.csv", ("Размещено", "Дата решения", "")),
    ],
)
def test_an_own_table_is_brought_chosen_copied_and_looked_at(
    app: Server, page: Page, name: str, line: tuple[str, str, str]
) -> None:
    field, column, time = line
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{app.url}/connect")
    page.locator("input[type=file]").first.set_input_files(OWN_TABLES / name)
    lines = fresh(page.get_by_test_id("stCode").filter(has_text="Столбец"))
    expect(lines).to_contain_text(column)
    boxes = fresh(page.get_by_test_id("stSelectbox"))
    box = boxes.filter(has=page.get_by_text(field, exact=True))
    box.get_by_role("combobox").click()
    page.get_by_role("option", name="Нет такого столбца").click()
    expect(lines).not_to_contain_text(column) if field != "Выявлено" else expect(lines).to_have_count(0)
    settled(page)
    box.get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile(rf" · {column}$")).click()
    if time:  # only dates are left in the column, so the page asks for their time again
        apart = boxes.filter(has=page.get_by_text(f"Время: {field}", exact=True))
        apart.get_by_role("combobox").click()
        page.get_by_role("option", name=re.compile(rf" · {time}$")).click()
    expect(lines).to_contain_text(time or column)
    settled(page)
    lines.hover()
    lines.get_by_role("button", name="Скопировать").click()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0] == "Поле\tСтолбец\tВремя\tЛист"
    assert f"{field}\t{column}\t{time}\t" in copied
    page.get_by_role("button", name="Посмотреть на этой таблице").click()
    expect(fresh(page.locator(".otklik-heading"))).to_contain_text("Сейчас")
    expect(fresh(page.get_by_text("Показан ваш файл"))).to_be_visible()
    fresh(page.get_by_role("button", name="Вернуться к реестру")).click()
    expect(page.get_by_text("Показан ваш файл")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "status", "arrives"),
    [("/now?topic=x", 200, "/?topic=x"), ("/nothing", 404, "/nothing"), ("/a/b", 404, "/a/b")],
)
def test_an_address_without_a_page(app: Server, page: Page, path: str, status: int, arrives: str) -> None:
    answer = page.goto(app.url + path)
    assert answer is not None
    assert answer.status == status
    assert page.url == app.url + arrives
    if status == 404:
        expect(page.get_by_role("heading", name="Такой страницы нет")).to_be_visible()
        page.get_by_role("link", name="Открыть «Сейчас»").click()
    expect(page.locator(".otklik-heading")).to_contain_text("Сейчас")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_all_of_it_may_stand_under_a_path(tmp_path: Path, page: Page) -> None:
    """Beside other sites on one host: a deep link, a click through to a card, an address without a page."""
    with started(tmp_path, under="otklik") as server:
        page.goto(f"{server.url}/case?n=5")
        expect(page).to_have_title("№ 5 · Отклик")
        settled(page)
        page.get_by_text("К списку").click()
        expect(page.locator(".otklik-heading")).to_contain_text("Сейчас")
        settled(page)
        page.locator(f"{TABLE} tbody th a").first.click()
        page.wait_for_url(f"{server.url}/case?n=*")
        expect(page.get_by_text("Почему такой срок")).to_be_visible()
        answer = page.goto(f"{server.url}/nothing")
        assert answer is not None
        assert answer.status == 404
        page.get_by_role("link", name="Открыть «Сейчас»").click()
        page.wait_for_selector(TABLE)
        assert page.url == f"{server.url}/"
        page.goto(f"{server.url}/now?topic=x")
        assert page.url == f"{server.url}/?topic=x"


def test_the_list_prints_on_a4(app: Server, page: Page, tmp_path: Path) -> None:
    page.goto(app.url)
    page.wait_for_selector(TABLE)
    settled(page)
    target = tmp_path / "list.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    told = subprocess.run(
        [program, "-layout", str(target), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "Сделать мне" in told
    assert "Напомнить" in told
    assert "Показать реестр на дату" not in told
    size = subprocess.run(["pdfinfo", str(target)], capture_output=True, check=True).stdout.decode()
    assert "(A4)" in size


def test_a_real_register_without_a_mode_is_closed(tmp_path: Path, page: Page) -> None:
    sent: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(_bytes(frame))))
    with started(tmp_path, '[register]\nworkbook = "register.xlsx"\n') as server:
        demo.write(server.workbook, now().to_pydatetime(), cases=60)
        book = openpyxl.load_workbook(server.workbook)
        for row in book["Реестр"].iter_rows(min_row=3):
            row[5].value = "Тайна"
        book.save(server.workbook)
        page.goto(f"{server.url}/case?n=1")
        expect(page.get_by_text("Доступ ещё не настроен")).to_be_visible()
        expect(page.get_by_text("Регламент")).to_have_count(0)
        assert sent
        assert not [frame for frame in sent if "Тайна".encode() in frame]


def test_local_mode_refuses_a_proxy(tmp_path: Path, browser_context_with_proxy_header: Page) -> None:
    page = browser_context_with_proxy_header
    local = '[register]\nworkbook = "register.xlsx"\n[access]\nmode = "local"\n'
    with started(tmp_path, local) as server:
        page.goto(server.url)
        expect(page.get_by_text("Реестр открывается только на том компьютере")).to_be_visible()
