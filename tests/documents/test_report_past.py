"""The fingerprint of a document, and what has changed in past months since an earlier one was made."""

from __future__ import annotations

import io
import time
from typing import Any

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.base.errors import OtklikError, SourceError, UsageError
from lib.documents import fingerprint, report
from lib.documents import past as report_past
from lib.documents.fingerprint import Marks, Print
from lib.documents.model import Document
from lib.figures.facts import Facts
from lib.register import parse
from lib.sources import config
from lib.sources.config import Access, Config, Person
from lib.sources.login import Login
from lib.sources.tabs import Tabs
from lib.web.parts import documents
from lib.web.shell import access
from lib.web.shell.access import Account, Visitor
from lib.worktime.period import month_of
from tests import build
from tests.app import OPEN, app, serve, texts
from tests.build import NOW, tabs
from tests.report_files import Page, docx_text, plain, xlsx_text

ROWS: tuple[dict[str, Any], ...] = (
    {"case": 1, "detected": "15.09.2026 10:00", "posted": "15.09.2026 12:00"},
    {"case": 2, "detected": "16.09.2026 10:00", "posted": "16.09.2026 17:00"},
    {"case": 3, "detected": "15.10.2026 10:00", "posted": "15.10.2026 12:00"},
    {"case": 4, "detected": "16.11.2026 10:00", "posted": "16.11.2026 12:00"},
)
SEPTEMBER, OCTOBER = month_of("2026-09"), month_of("2026-10")

pytestmark = pytest.mark.usefixtures("clean")


def changed(number: int, **cells: Any) -> tuple[dict[str, Any], ...]:
    return tuple({**row, **cells} if row["case"] == number else row for row in ROWS)


def facts_of(known: Tabs, now: str = NOW) -> Facts:
    return build.facts_of(parse(known), pd.Timestamp(now))


def print_of(month: str = "2026-10", *rows: dict[str, Any], **others: Any) -> Print:
    return Marks(parse(tabs(*(rows or ROWS), **others))).of(month_of(month))


def workbook(known: Tabs, month: str, now: str = NOW) -> bytes:
    return report.render(report.of(facts_of(known, now), month_of(month)), ".xlsx")


def october(known: Tabs, earlier: bytes) -> Document:
    return report.of(facts_of(known), OCTOBER, previous=report_past.read(earlier))


# --- the fingerprint ---------------------------------------------------------------------------------------


def test_the_same_data_have_the_same_fingerprint() -> None:
    assert print_of() == print_of("2026-10", *reversed(ROWS))
    assert str(print_of()) == str(fingerprint.read(f" контрольный код {print_of()}. "))


@pytest.mark.parametrize(
    ("number", "cells", "same"),
    [
        (3, {"posted": "15.10.2026 12:01"}, False),
        (3, {"topic": "Снег"}, False),
        (3, {"importance": "Повышенная"}, False),
        (1, {"posted": "15.09.2026 12:01"}, False),  # a document compares with the month before
        (4, {"posted": "16.11.2026 17:00"}, True),  # what came after the month
        (3, {"author": "Кто-то", "note": "Заметка"}, True),  # is in no figure and in no document
    ],
)
def test_what_the_fingerprint_depends_on(number: int, cells: dict[str, Any], same: bool) -> None:
    assert (print_of("2026-10", *changed(number, **cells)).data == print_of().data) is same


def test_norms_and_calendar_have_parts_of_their_own() -> None:
    before = print_of()
    norms = print_of(norms=({"step": "Ответ", "limit": 8, "unit": "раб. ч"},))
    assert (norms.data, norms.calendar) == (before.data, before.calendar)
    assert norms.norms != before.norms
    off = print_of(calendar=({"date": "15.10.2026", "kind": "выходной"},))
    assert (off.data, off.norms) == (before.data, before.norms)
    assert off.calendar != before.calendar
    assert fingerprint.compare(before, norms) == "С тех пор изменились: нормы."
    assert fingerprint.compare(before, off) == "С тех пор изменились: рабочее время или календарь."
    assert fingerprint.compare(before, before) == "С тех пор реестр, нормы и календарь не изменились."


@pytest.mark.parametrize(
    "typed", ["", "9F3A2C71", "9F3A2C71-40BE", "ZZZZZZZZ-40BE-11D7", "9F3A2C71/40BE/11D7"]
)
def test_what_is_no_fingerprint(typed: str) -> None:
    assert fingerprint.read(typed) is None


@pytest.mark.parametrize("typed", ["48217736-0921-5530", "48217736–0921–5530", " 48217736 0921 5530."])
def test_a_fingerprint_as_people_type_it(typed: str) -> None:
    assert fingerprint.read(typed) == Print("48217736", "0921", "5530")


# --- what has changed --------------------------------------------------------------------------------------


def test_nothing_has_changed() -> None:
    document = october(tabs(*ROWS), workbook(tabs(*ROWS), "2026-09", "2026-10-05T10:00"))
    section = next(part for part in document.parts if part.key == "changed")
    assert "расхождений в прошлых месяцах нет" in plain(section.sentences[0])
    assert "данные на 05.10.2026 10:00" in plain(section.sentences[0])
    assert section.sentences[1] == "С тех пор реестр, нормы и календарь не изменились."
    assert not section.tables


def test_a_changed_past_month_is_told_in_every_file() -> None:
    earlier = workbook(tabs(*ROWS), "2026-09", "2026-10-05T10:00")
    document = october(tabs(*changed(2, posted="16.09.2026 12:00")), earlier)
    section = next(part for part in document.parts if part.key == "changed")
    (table,) = section.tables
    told = [[cell.shown for cell in row] for row in table.rows]
    assert ["2026-09", "Ответы в срок", "обычные", "1 из 2", "2 из 2"] in told
    assert {row[0] for row in told} == {"2026-09"}
    sentence = plain(section.sentences[0])
    assert sentence.endswith("расходятся данные за 1 месяц.")
    for ending, read in (
        (".docx", docx_text),
        (".xlsx", xlsx_text),
        (".html", lambda data: Page(data).text),
    ):
        text = read(report.render(document, ending))
        assert text.count(sentence) == 2  # in the memorandum and in its part
        assert "С тех пор изменились: данные реестра." in text


def test_a_change_that_no_figure_shows_is_told_too() -> None:
    document = october(tabs(*changed(1, topic="Снег")), workbook(tabs(*ROWS), "2026-09"))
    (table,) = next(part for part in document.parts if part.key == "changed").tables
    assert [cell.shown for cell in table.rows[0]] == [
        *("2026-09", "прочие данные сообщений", "все", "—", "изменены")
    ]


def test_without_an_earlier_document_nothing_is_said() -> None:
    document = report.of(facts_of(tabs(*ROWS)), OCTOBER)
    assert "changed" not in [part.key for part in document.parts]
    assert "changed" not in [section.key for section in document.findings]


def test_it_is_read_back_as_it_was_written() -> None:
    facts = facts_of(tabs(*ROWS))
    document = report.of(facts, SEPTEMBER)
    found = report_past.read(report.render(document, ".xlsx"))
    assert (found.month, str(found.fingerprint)) == ("2026-09", document.fingerprint)
    assert found.as_of == "23.11.2026 12:00"
    pd.testing.assert_frame_equal(found.past, document.past)


def test_another_file_is_refused() -> None:
    with pytest.raises(SourceError, match="не книга Excel"):
        report_past.read(b"nothing")
    book = openpyxl.Workbook()
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(UsageError, match="«Прошлые месяцы»"):
        report_past.read(target.getvalue())


def test_a_file_that_was_tampered_with_harms_nobody() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(tabs(*ROWS), "2026-09")))
    sheet = book["Прошлые месяцы"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "1 из 2":
                cell.value = "<script>alert(1)</script>" * 100
            elif cell.value in ("2026-09", "high") and cell.row > 8:
                cell.value = "=cmd"
    target = io.BytesIO()
    book.save(target)
    document = october(tabs(*changed(1, topic="Снег")), target.getvalue())
    for ending in report.KINDS:
        assert report.render(document, ending)


# --- on the page -------------------------------------------------------------------------------------------


def opened(month: str = "2026-09") -> AppTest:
    at = app()
    at.query_params["period"] = month
    at.session_state[documents.COMPARED] = True  # unfolded
    return at.switch_page("pages/month.py").run()


def test_the_page_shows_the_fingerprint_and_compares_it(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*changed(1, posted="15.09.2026 12:01")))
    at = opened()
    now = str(print_of("2026-09", *changed(1, posted="15.09.2026 12:01")))
    assert now in texts(at)
    field = at.text_input(key="documents_print")
    field.set_value(str(print_of("2026-09"))).run()
    assert [told.value for told in at.warning] == ["С тех пор изменились: данные реестра."]
    at.text_input(key="documents_print").set_value(now).run()
    assert "С тех пор реестр, нормы и календарь не изменились." in [told.value for told in at.success]
    at.text_input(key="documents_print").set_value("<b>не он").run()
    assert "Это не контрольный код" in at.warning[0].value
    assert not at.exception


def test_the_page_compares_with_an_earlier_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*changed(2, posted="16.09.2026 12:00")))
    at = opened("2026-10")
    earlier = workbook(tabs(*ROWS), "2026-09", "2026-10-05T10:00")
    at.file_uploader(key="documents_previous").set_value(("сводка.xlsx", earlier, report.KINDS[".xlsx"].mime))
    at.run()
    assert not at.exception
    text = plain(texts(at))
    assert "С прошлой сводкой за сентябрь 2026 года" in text
    assert "расходятся данные за 1 месяц" in text
    assert "2 из 2" in text
    at.file_uploader(key="documents_previous").set_value(("а.xlsx", b"PK", "x")).run()
    assert "Файл не прочитан." in [told.value for told in at.warning]
    assert not at.exception


def _clicked(monkeypatch: pytest.MonkeyPatch, page: str) -> tuple[AppTest, dict[str, Any]]:
    """Draw a page; what its buttons would do on the click, by the name of the file."""
    offered: dict[str, Any] = {}
    drawn = documents.st.download_button

    def button(*args: Any, **options: Any) -> Any:
        offered[options["file_name"]] = options
        return drawn(*args, **options)

    monkeypatch.setattr(documents.st, "download_button", button)
    at = app()
    at.query_params["period"] = "2026-10"
    return at.switch_page(page).run(), offered


@pytest.mark.parametrize("page", ["pages/month.py", "pages/deputy.py"])
def test_buttons_build_the_files_behind_the_door(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS))
    at, offered = _clicked(monkeypatch, page)
    assert not at.exception
    names = [f"Сводная информация 2026-10{ending}" for ending in report.KINDS]
    assert [name for name in offered if name.startswith("Сводная")] == names
    document = report.of(facts_of(tabs(*ROWS)), OCTOBER)
    for name, ending in zip(names, report.KINDS, strict=True):
        assert offered[name]["on_click"] == "ignore"
        assert offered[name]["data"]() == report.render(document, ending)
    closed = Config(workbook=OPEN.workbook, access=Access("local"))
    monkeypatch.setattr(config, "load", lambda: closed)
    monkeypatch.setattr(access, "visitor", lambda: Visitor((("Host", "evil.example"),)))
    with pytest.raises(OtklikError, match="Доступа"):
        offered[names[0]]["data"]()


@pytest.mark.parametrize("role", ["curator", "head", "viewer"])
def test_every_role_reads_the_same_fingerprint(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(dict(row, text="Слово +7 921 123-45-67", topic="Иван Петров") for row in ROWS)
    people = {"someone@example.org": Person(role)}
    known = Account("someone@example.org", True, time.time())
    settings = Config(workbook=OPEN.workbook, access=Access("oidc", people), login=Login(("",)))
    serve(monkeypatch, tabs(*rows), settings)
    monkeypatch.setattr(access, "visitor", lambda: Visitor(account=known))
    at = opened("2026-10")
    assert not at.exception
    assert str(print_of("2026-10", *rows)) in texts(at)
