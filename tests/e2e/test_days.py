"""Each user's day in a browser, from end to end: staff, the curator, the deputy head, the deployer.

The Google Sheet is served by the local Sheets server and read by the real gspread; staff type into it with no
page in between. The app looks for changes every second here (`conftest.BRISK`), else it is as shipped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Download, Locator, Page, TimeoutError, expect

from lib import sla
from lib.duties import check
from lib.duties.live import live, with_reports
from lib.figures import headline
from lib.register import Register, parse
from lib.sheets import read
from lib.sources import transport
from lib.sources.config import ROOT
from lib.template import into_sheet
from tests.e2e.conftest import Server, fresh, settled, started
from tests.sheets_server import Spreadsheet
from tests.sheets_server.server import EMAIL
from tests.sheets_server.updates import RichTab, WritableServer

pytestmark = pytest.mark.e2e
ID = "1ZyXwVuTsRqPoNmLkJiHgFeDcBa9876543210"  # not the one of the sample, which is named as such
ADDRESS = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
LOCAL = '\n[access]\nmode = "local"\n'
FIRST_ROW = 2  # of the template's «Реестр», counted from 0: below the coloured band and the header
MOVES_WITHIN = 20_000  # ms
_WRITTEN = "document.body.textContent"


def now() -> datetime:
    return datetime.now(ZoneInfo("Europe/Moscow")).replace(tzinfo=None, microsecond=0)


def serial(moment: datetime) -> float:
    """A time as a spreadsheet keeps it."""
    return (moment - datetime(1899, 12, 30)).total_seconds() / 86_400


@contextmanager
def running(folder: Path, secrets: str = "") -> Iterator[Server]:
    with started(folder, secrets, brisk=True) as server:
        yield server
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.fixture
def google() -> Iterator[WritableServer]:
    """An empty Google Sheet, shared with the service account as an editor."""
    with WritableServer(Spreadsheet(ID, "Реестр сообщений", [RichTab("Лист1", width=26)])) as server:
        server.quota = 100_000  # the app asks far more often than as shipped
        yield server


def connected(google: WritableServer) -> str:
    """The secrets of the guide: the sheet's address and the key's fields as Google gives them."""
    fields = [f'{name} = "{value}"'.replace("\n", "\\n") for name, value in google.key.items()]
    return "\n".join([f'[register]\nsheet = "{ADDRESS}"\n', "[gcp_service_account]", *fields, ""])


class Typist:
    """Somebody who types into the row of a case on «Реестр»."""

    def __init__(self, google: WritableServer) -> None:
        self._tab: Any = google.spreadsheets[ID].tab("Реестр")
        header = [str(column[FIRST_ROW - 1]).rstrip(" *") for column in self._tab.columns]
        self._column = {title: number for number, title in enumerate(header)}

    def type(self, cells: dict[str, Any]) -> None:
        for title, value in cells.items():
            typed = serial(value) if isinstance(value, datetime) else value
            self._tab.put(FIRST_ROW, self._column[title], typed)


def number(page: Page, name: str) -> Locator:
    """One of the numbers at the head of «Сейчас»; for a moment there may be the old and the new one.

    So it is compared with a list: `to_have_text([…])` waits until there is one, and it is that.
    """
    titles = {"open": "Все в работе", "overdue": "Просрочено", "final": "Ждут окончательного"}
    title = {**titles, "head": "Не доложено главе", "deputy": "У зам. главы"}[name]
    return counter(page, title).locator("strong")


def counter(page: Page, title: str) -> Locator:
    """The button of «Сейчас» that has a number and chooses its list."""
    return fresh(page.locator(".st-key-switch button", has_text=title))


def listed(page: Page, place: int = 0) -> Locator:
    """The rows of a list of open cases."""
    return fresh(page.locator("table.otklik-open")).nth(place).locator("tbody tr")


def choose_list(page: Page, title: str) -> None:
    counter(page, title).click()


def converge(page: Page, shown: Callable[[], Any], expected: Callable[[], Any]) -> None:
    """Wait until the page shows what is expected at the present minute: both go on with the clock."""
    until = time.monotonic() + MOVES_WITHIN / 1000
    while (left := until - time.monotonic()) > 0:
        before = page.evaluate(_WRITTEN)
        if shown() == expected():
            return
        with suppress(TimeoutError):  # what is expected is asked once more below
            page.wait_for_function(f"before => {_WRITTEN} !== before", arg=before, timeout=left * 1000)
    assert shown() == expected()


# Staff: a case's whole life


@dataclass(frozen=True)
class Step:
    """What staff type, and what the curator's page shows then.

    moment: the column that gets the time. actor, step: whose move it is, "" where nobody's. final, head:
    promised answers, and cases that the head was not told of.
    """

    moment: str
    actor: str
    step: str = ""
    final: int = 0
    head: int = 0
    cells: tuple[tuple[str, Any], ...] = ()


CURATOR, DEPUTY, FIRST, SECOND = "Куратор", "Заместитель главы", "Исполнитель 1", "Исполнитель 2"
FOUND = (
    ("№", 1),
    ("Тема", "Дороги"),
    ("Локация", "Посёлок"),
    ("Источник", "ВКонтакте"),
    ("Ссылка на сообщение", "https://vk.com/wall-1_1"),
    ("Суть сообщения", "Яма у дома 5"),
)
POSTED = (
    ("Вид ответа", "Промежуточный"),
    ("Ссылка на ответ", "https://vk.com/wall-1_2"),
    ("Фото/видео", "да"),
)
LIFE = (
    Step("Выявлено", CURATOR, "Направление исполнителю", cells=FOUND),
    Step("Направлено", FIRST, "Проект ответа", cells=(("Исполнитель", FIRST),)),
    Step("Возвращено", CURATOR, "Направление исполнителю"),
    Step("Направлено повторно", SECOND, "Проект ответа", cells=(("Новый исполнитель", SECOND),)),
    Step("Проект получен", CURATOR, "Согласование", head=1, cells=(("Важность", "Повышенная"),)),
    Step("На доработку", SECOND, "Доработка", head=1),
    Step("Доработано", CURATOR, "Согласование", head=1),
    Step("На согласовании у зам. главы", DEPUTY, "Согласование зам. главы", head=1),
    Step("Согласовано", CURATOR, "Размещение", head=1),
    Step("Доложено главе", CURATOR, "Размещение"),
    Step("Размещено", SECOND, "Окончательный ответ", final=1, cells=POSTED),
    Step("Окончательный проект", CURATOR, "Согласование"),
    Step("Окончательный согласован", CURATOR, "Размещение"),
    Step("Окончательный ответ", ""),
)


def test_staff_type_a_whole_life_and_the_curator_sees_each_step(
    google: WritableServer, tmp_path: Path, page: Page
) -> None:
    into_sheet.apply(transport.connect(google.key, transport.READ_WRITE), ID)
    staff, begun = Typist(google), now().replace(second=0) - timedelta(minutes=len(LIFE) + 1)
    with running(tmp_path, connected(google).replace("\n\n", "\nrefresh = 1\n\n", 1) + LOCAL) as server:
        page.goto(server.url)
        expect(number(page, "open")).to_have_text(["0"])
        choose_list(page, "Все в работе")
        page.evaluate("window.never_reloaded = true")
        for minute, step in enumerate(LIFE):
            staff.type({**dict(step.cells), step.moment: begun + timedelta(minutes=minute)})
            if step.actor:
                row = listed(page).filter(
                    has=page.get_by_role("link", name="Карточка сообщения № 1", exact=True)
                )
                move = re.compile(rf"^\s*{step.actor}\s*{step.step}, п")
                expect(row.locator('[data-label="У кого в работе"]')).to_have_text(move, timeout=MOVES_WITHIN)
            else:
                none = fresh(page.get_by_text("открытых сообщений нет"))
                expect(none).to_be_visible(timeout=MOVES_WITHIN)
            for name, count in (("open", int(bool(step.actor))), ("final", step.final), ("head", step.head)):
                expect(number(page, name)).to_have_text([str(count)])
            expect(number(page, "deputy")).to_have_text([str(int(step.actor == DEPUTY))])
            if step.final:
                choose_list(page, "Ждут окончательного")
                expect(listed(page)).to_have_count(1)
                choose_list(page, "Все в работе")
        assert page.evaluate("window.never_reloaded")
        page.goto(f"{server.url}/case?n=1")
        # All is done, but the final answer went past the deputy: told, and no green.
        expect(
            page.get_by_text("Недостаток (п. 12): размещено без согласования заместителя главы.")
        ).to_be_visible()
        expect(page.get_by_text("По сообщению больше ничего не требуется")).to_be_visible()
        course = page.locator("table", has_text="События по сообщению").locator("tbody tr")
        expect(course).to_have_count(len(LIFE))


# The curator: a morning at the demonstration


def test_the_curators_day(tmp_path: Path, page: Page) -> None:
    with running(tmp_path) as server:
        page.goto(server.url)
        expect(listed(page).first).to_be_visible()
        register = parse(read(server.workbook))
        executor = _sees_what_is_late(page, register)
        _opens_the_card(page)
        _looks_back(page, register, executor)
        _mends_a_cell(page, server, register)


def _of(register: Register, moment: datetime, *executor: str) -> pd.DataFrame:
    """The open cases at the moment, to whole minutes as on the page; of that executor or of all."""
    minute = pd.Timestamp(moment).floor("min")
    duties = sla.assess(register, minute)
    rows = with_reports(register, minute, duties, live(register, minute, duties))
    return headline.select(register, rows, headline.Filters(executor))


def _sees_what_is_late(page: Page, register: Register) -> str:
    """The number of late cases, the most urgent first; then those of one executor alone."""
    converge(
        page,
        number(page, "overdue").all_inner_texts,
        lambda: [str(len(headline.overdue(_of(register, now()))))],
    )
    choose_list(page, "Срочные")
    late = headline.urgent(_of(register, now()))
    executor = late.loc[late["role"] == "executor", "person"].iloc[0]
    page.get_by_role("button", name="Отбор").click()
    page.get_by_test_id("stMultiSelect").first.click()
    page.get_by_role("option", name=executor, exact=True).click()
    page.wait_for_url(lambda url: "executor=" in url)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    converge(
        page,
        counter(page, "Срочные").locator("strong").all_inner_texts,
        lambda: [str(len(headline.urgent(_of(register, now(), executor))))],
    )
    return str(executor)


def _opens_the_card(page: Page) -> None:
    """From the first row of the list to the card, and to the reason of a deadline."""
    link = listed(page).first.get_by_role("link", name=re.compile("^Карточка сообщения №"))
    case = link.inner_text()
    link.click()
    expect(page).to_have_title(f"№ {case} · Отклик")
    settled(page)
    page.get_by_text("Почему такой срок").click()
    expect(page.get_by_text(re.compile(r"^Пункт \d+: .+ Норма — .+ срок — "))).to_be_visible()
    ledger = page.locator("table", has_text="Из чего сложился срок")
    expect(ledger.locator("tbody tr").first).to_be_visible()
    page.get_by_text("К списку").click()
    page.wait_for_url(lambda url: "executor=" in url)  # the list as it was left
    expect(listed(page).first).to_be_visible()
    settled(page)


def _looks_back(page: Page, register: Register, executor: str) -> None:
    """A month ago, as it was, of the same executor; and back."""
    past = (now() - timedelta(days=30)).replace(hour=12, minute=0, second=0)
    page.get_by_role("button", name="Ещё").click()
    page.get_by_label("Показать реестр на дату и время").fill(f"{past:%d.%m.%Y %H:%M}")
    page.keyboard.press("Enter")
    shown_at = re.compile(rf"^Реестр показан по состоянию на {past:%d.%m.%Y}, 12:00")
    expect(fresh(page.get_by_text(shown_at))).to_be_visible()
    page.keyboard.press("Escape")
    expect(number(page, "open")).to_have_text([str(len(headline.each_once(_of(register, past, executor))))])
    fresh(page.get_by_text("Вернуться к настоящему")).click()
    page.wait_for_url(lambda url: "at=" not in url)
    shown = number(page, "open")
    converge(
        page, shown.all_inner_texts, lambda: [str(len(headline.each_once(_of(register, now(), executor))))]
    )


def _mends_a_cell(page: Page, server: Server, register: Register) -> None:
    """The check names a time that cannot be read; mended in the file, it is gone from the open page."""
    found = check.problems(register, now())
    bad = found[found["kind"] == "bad_time"].iloc[0]
    page.get_by_role("link", name="Проверка", exact=True).first.click()
    expect(page).to_have_title(re.compile("Проверка реестра · Отклик$"))
    settled(page)
    named = fresh(page.locator("tr", has=page.get_by_text(f"{bad['tab']}, {bad['cell']} («")))
    expect(named).to_contain_text(bad["value"])
    events = register.events[register.events["at"] == register.cases["case"].tolist().index(bad["case"])]
    book = openpyxl.load_workbook(server.workbook)
    # A bare time was typed: the day was left out.
    book["Реестр"][bad["cell"]] = f"{events['time'].min():%d.%m.%Y} {bad['value']}"
    book.save(server.workbook)
    expect(named).to_have_count(0, timeout=MOVES_WITHIN)
    expect(fresh(page.locator(".otklik-heading"))).to_contain_text("Проверка реестра")


# The deputy head: a month and its documents


class _Words(HTMLParser):
    """The words of a page of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _of_docx(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([paragraph.text for paragraph in document.paragraphs] + cells)


def _of_xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path, data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    return " ".join(str(cell) for cell in cells if cell is not None)


def _of_html(path: Path) -> str:
    return " ".join(_Words(path.read_text(encoding="utf-8")).words)


READERS = {".docx": _of_docx, ".xlsx": _of_xlsx, ".html": _of_html}


def plainly(text: str) -> str:
    """Words with single spaces, for every kind of space."""
    return " ".join(text.split())


def test_the_deputys_month(tmp_path: Path, page: Page) -> None:
    with running(tmp_path) as server:
        page.goto(f"{server.url}/deputy")
        expect(page.get_by_text(re.compile("^Ждут согласования · [1-9]"))).to_be_visible()
        page.get_by_text("Открыть сводную информацию").click()
        month = _month(page)
        expect(page).to_have_title("Месяц · Отклик")
        settled(page)
        told_here = page.locator(".otklik-findings p")
        expect(told_here.first).to_be_visible()
        findings = [plainly(text) for text in told_here.all_inner_texts()]
        assert any(re.search(r"\d", text) for text in findings)
        for ending, words in READERS.items():
            button = page.get_by_role("button", name=re.compile(rf"{re.escape(ending)}$"))
            with page.expect_download() as arriving:
                button.click()
            path = _kept(arriving.value, tmp_path)
            assert path.name == f"Сводная информация {month}{ending}"
            told = plainly(words(path))
            for finding in findings:
                assert finding in told


def _month(page: Page) -> str:
    """The month that the address names: the last one that is over."""
    page.wait_for_url(re.compile(r"/month\?.*period="))
    found = re.search(r"period=(\d{4}-\d{2})", page.url)
    assert found
    first = now().replace(day=1)
    assert found[1] == f"{first - timedelta(days=1):%Y-%m}"
    return found[1]


def _kept(download: Download, folder: Path) -> Path:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


# The deployer: a sheet connected from nothing, by the guide


def command(server: Server, *words: str) -> tuple[int, str]:
    """What `python -m lib …` does in the app's folder: its exit code and all that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "lib", *words],
        cwd=server.folder,
        env={**os.environ, "HOME": str(server.folder), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_deployer_connects_a_sheet_from_nothing(
    google: WritableServer, tmp_path: Path, page: Page
) -> None:
    with running(tmp_path) as server:
        (tmp_path / "requirements.txt").write_bytes((ROOT / "requirements.txt").read_bytes())
        secrets = tmp_path / ".streamlit" / "secrets.toml"
        page.goto(server.url)
        expect(page.get_by_text("Это демонстрация")).to_be_visible()

        # The key and the sheet's address: the door closes at once, and says why.
        secrets.touch(mode=0o600)
        secrets.write_text(connected(google), encoding="utf-8")
        expect(page.get_by_text("Доступ ещё не настроен")).to_be_visible(timeout=MOVES_WITHIN)
        expect(listed(page)).to_have_count(0)
        page.get_by_text("Проверить установку").click()
        links = fresh(page.locator("table", has_text="Звенья установки")).locator("tbody tr")
        expect(links.filter(has_text="Доступ")).to_contain_text("исправить")
        expect(links.filter(has_text="Ключ Google")).to_contain_text("в порядке")
        expect(links.filter(has_text="Листы и столбцы")).to_contain_text("исправить")

        # The template is laid by an editor; a reader is enough from then on.
        code, told = command(server, "template", "--sheet", ADDRESS)
        assert (code, "Лист «Реестр» добавлен" in told) == (0, True)
        google.spreadsheets[ID].shared[EMAIL] = "reader"
        code, told = command(server, "doctor")
        assert (code, "исправить  Доступ" in told, told.count("исправить  ")) == (1, True, 1)

        # [access]: the register opens, empty; the first message that is typed appears.
        secrets.write_text(connected(google) + LOCAL, encoding="utf-8")
        code, told = command(server, "doctor")
        assert (code, "исправить" in told) == (0, False)
        page.reload()
        expect(number(page, "open")).to_have_text(["0"])
        expect(page.get_by_text("Это демонстрация")).to_have_count(0)
        Typist(google).type({"Выявлено": now() - timedelta(minutes=1), **dict(FOUND)})
        expect(number(page, "open")).to_have_text(["1"], timeout=MOVES_WITHIN)
