"""«Район»: shown where the settings name a district, to whom it may be; figures alone, and nobody waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.base.clock import wall_clock
from lib.base.errors import ConfigError
from lib.district.summary import Summary, unreadable
from lib.lists import spans
from lib.lists.scope import CURATOR, DEPUTY, DISTRICT, EXECUTOR, HEAD, VIEWER, Scope
from lib.register.office.settings import DEFAULT_ZONE
from lib.sources.config import Config
from lib.sources.config.district import District, Member
from lib.sources.tabs import Tabs
from lib.web.shell import districts
from lib.web.shell.districts import Looked, Reader
from lib.worktime.period import month_of
from tests import build
from tests.app import app, serve, texts

pytestmark = pytest.mark.usefixtures("clean")

MONTH = "2026-11"
NAMES = ("Поселение 1", "Поселение 2", "<b>Поселение 3</b>")
SAMPLE = District(
    "Район",
    tuple(
        Member(name, Config(workbook=Path(f"/srv/{at}.xlsx")), url="https://p1.example.ru" if not at else "")
        for at, name in enumerate(NAMES)
    ),
)
GOOD = Summary(
    MONTH,
    1,
    numbers={"cases": 40, "answered": 38, "live_overdue": 7, "deficiencies": 3, "errors": 0, "warnings": 1},
    kept={"answer": 1},
    duties={("answer", False, "met"): 30, ("answer", False, "late"): 8},
    messages={("2026-11-05", "Дороги", False): 40},
)
BAD = unreadable(MONTH, "Файл /srv/1.xlsx не найден. Проверьте путь и имя файла.")


@pytest.fixture
def empty() -> Tabs:
    """A register without a case."""
    return build.tabs()


@pytest.fixture(autouse=True)
def fresh() -> None:
    districts.forget_all()


def shown(monkeypatch: pytest.MonkeyPatch, empty: Tabs, *summaries: Summary) -> str:
    """The page over a district whose registers were counted so, as text."""
    serve(monkeypatch, empty)
    monkeypatch.setattr(districts, "configured", lambda: SAMPLE)
    monkeypatch.setattr(districts.whole, "count", lambda *_, **__: list(summaries))
    at = app()
    at.switch_page("pages/district.py").run()
    at.run()  # the count was begun by the first drawing, beside it
    assert not at.exception
    return texts(at)


def test_a_row_a_settlement_and_the_sum(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    page = shown(monkeypatch, empty, GOOD, BAD, GOOD)
    assert "Прочитано 2 реестра из 3." in page.replace("\u00a0", " ")
    assert 'href="https://p1.example.ru"' in page
    assert "60 из 76" in page.replace("\u00a0", " ")
    assert "&lt;b&gt;Поселение 3&lt;/b&gt;" in page


@pytest.mark.parametrize(("until", "past"), [(31, True), (0, False)])
def test_it_opens_with_the_month_that_every_page_opens_with(
    monkeypatch: pytest.MonkeyPatch, empty: Tabs, until: int, past: bool
) -> None:
    monkeypatch.setattr(spans, "SIGNED_BY", until)
    asked: set[str] = set()
    make = districts.reader

    def reader(found: District, month: str) -> Reader:
        asked.add(month)
        return make(found, month)

    monkeypatch.setattr(districts, "reader", reader)
    present = month_of(wall_clock(DEFAULT_ZONE).date())
    shown(monkeypatch, empty, GOOD, BAD, GOOD)
    assert asked == {f"{(present.previous() if past else present).start:%Y-%m}"}


def test_a_register_that_fails_says_why_and_no_folder(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    page = shown(monkeypatch, empty, GOOD, BAD, GOOD)
    assert "Файл 1.xlsx не найден" in page
    assert "/srv" not in page


def test_without_a_district_there_is_no_such_page(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    serve(monkeypatch, empty)
    at = app()
    at.switch_page("pages/district.py").run()
    assert not at.exception
    assert "Поселения" not in texts(at)


def test_settings_at_fault_are_told(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    def wrong() -> District:
        raise ConfigError("секрет", "два реестра с одним именем")

    serve(monkeypatch, empty)
    monkeypatch.setattr(districts, "configured", wrong)
    at = app()
    at.switch_page("pages/district.py").run()
    assert [error.value for error in at.error] == ["два реестра с одним именем"]


@pytest.mark.parametrize(
    ("role", "his"),
    [(DISTRICT, True), (CURATOR, True), (DEPUTY, True), (HEAD, False), (VIEWER, False), (EXECUTOR, False)],
)
def test_who_may_see_it(role: str, his: bool) -> None:
    assert Scope(role, "Исполнитель 1" if role == EXECUTOR else "").has("district") is his


def test_the_last_good_row_stays_with_its_age_and_what_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = [[GOOD, GOOD, GOOD], [GOOD, BAD, GOOD]]
    monkeypatch.setattr(districts.whole, "count", lambda *_, **__: counts.pop(0))
    reader = Reader(SAMPLE, MONTH)
    first: tuple[Looked, ...] = reader._load()
    second = reader._load()
    assert second[1].summary == GOOD
    assert second[1].at == first[1].at
    assert "не найден" in second[1].why
    assert second[0].why == ""


def test_a_register_that_was_never_read_has_no_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(districts.whole, "count", lambda *_, **__: [BAD, BAD, BAD])
    rows = Reader(SAMPLE, MONTH)._load()
    assert [row.at for row in rows] == [None] * 3


def test_the_first_visitor_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first count is under way there is a snapshot without a value, at once."""
    began = datetime.now(UTC)

    def slow(*_: object, **__: object) -> list[Summary]:
        time.sleep(2)
        return [GOOD, GOOD, GOOD]

    monkeypatch.setattr(districts.whole, "count", slow)
    assert Reader(SAMPLE, MONTH).get().value is None
    assert (datetime.now(UTC) - began).total_seconds() < 1.5


def test_one_reader_for_all_viewers_of_a_month() -> None:
    assert districts.reader(SAMPLE, MONTH) is districts.reader(SAMPLE, MONTH)
    assert districts.reader(SAMPLE, MONTH) is not districts.reader(SAMPLE, "2026-10")
