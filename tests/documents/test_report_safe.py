"""What documents may not hold or do: citizens' texts stay text, no author, nothing of an excluded message."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from lib.documents import report
from lib.lists.scope import HEAD, VIEWER, Scope, narrow
from lib.register import Register
from lib.worktime.period import month_of
from tests.build import facts_of, register
from tests.report_files import Page, docx_text, xlsx_text

ENDINGS = tuple(report.KINDS)
TEXTS = (
    '=HYPERLINK("http://evil.example";"x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-1+1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]> </script><!-- &lt; &amp; $x^2$",
    "[сюда](javascript:alert(1))",
    "\u202eобратно\u202c\u200b\u0007\ufffe",
    "Длинноеслово" * 300,
)


def _rows(**others: Any) -> list[dict[str, Any]]:
    """A late message with each text in every place where somebody may type one."""
    times = {"sent": "12.10.2026 12:00", "drafted": "13.10.2026 12:00", "posted": "14.10.2026 12:00"}
    return [
        {
            "case": at,
            "detected": f"12.10.2026 10:{at:02d}",
            **times,
            **dict.fromkeys(("topic", "location", "network", "executor", "text"), text),
            "author": "АвторСообщения",
            "answer_url": "https://vk.com/wall-1_1",
            "importance": "Повышенная" if at % 4 == 0 else None,
            **others,
        }
        for at, text in enumerate(TEXTS, start=1)
    ]


def _file(known: Register, ending: str) -> bytes:
    document = report.of(facts_of(known), month_of("2026-10"))
    return report.render(document, ending)


def _inside(data: bytes) -> str:
    """All that a file holds, unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode()
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = (name for name in archive.namelist() if name.endswith((".xml", ".rels")))
    return "\n".join(archive.read(name).decode() for name in names)


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    settings = {"organisation": TEXTS[4], "curator": TEXTS[0], "deputy": TEXTS[8]}
    known = register(*_rows(), settings=settings)
    return {ending: _file(known, ending) for ending in ENDINGS}


def test_a_workbook_has_no_formula_and_no_link(hostile: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(hostile[".xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    told = {cell.value for cell in cells if cell.data_type == "s"}
    assert {"@SUM(1+1)", "-1+1", TEXTS[1]} <= told
    assert "<f>" not in "".join(
        zipfile.ZipFile(io.BytesIO(hostile[".xlsx"])).read(name).decode()
        for name in zipfile.ZipFile(io.BytesIO(hostile[".xlsx"])).namelist()
        if name.startswith("xl/worksheets/sheet")
    )


def test_a_memorandum_has_no_field_but_page_numbers_and_no_outside_part(hostile: dict[str, bytes]) -> None:
    inside = _inside(hostile[".docx"])
    assert set(re.findall(r'w:instr="([^"]*)"', inside)) == {"PAGE", "NUMPAGES"}
    assert "w:instrText" not in inside
    assert 'TargetMode="External"' not in inside
    assert "<w:hyperlink" not in inside
    text = docx_text(hostile[".docx"])
    for told in ("@SUM(1+1)", "alert(1)", "javascript:alert(1)"):
        assert told in text
    assert not re.search("[\u202a-\u202e\u200b\u0007\ufffe]", text)


def test_a_page_runs_nothing_of_it(hostile: dict[str, bytes]) -> None:
    page = Page(hostile[".html"])
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "nav", "div"),
        *("h1", "h2", "p", "strong", "a", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details"),
        *("summary", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td"),
        *("svg", "g", "path", "rect", "use", "defs", "pattern", "clippath", "text", "tspan"),  # of the charts
    }
    assert page.scripts == []
    assert "alert(1)" in page.text
    assert not re.search("[\u202a-\u202e\u200b\u0007\ufffe]", page.text)


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_author_is_told(ending: str, hostile: dict[str, bytes]) -> None:
    assert "АвторСообщения" not in _inside(hostile[ending])


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_excluded_message_is_told_by_its_reason_alone(ending: str) -> None:
    kept = {"case": 1, "detected": "12.10.2026 10:00", "text": "Обычное"}
    gone = {
        "case": "Исключённый-7",
        "detected": "12.10.2026 10:05",
        "text": "ИсключённыйТекст",
        "topic": "ИсключённаяТема",
        "location": "ИсключённоеМесто",
        "author": "ИсключённыйАвтор",
        "url": "https://vk.com/Исключённое",
        "excluded": "Оскорбления от Петрова Ивана Петровича, +7 921 123-45-67",
    }
    inside = _inside(_file(register(kept, gone), ending))
    assert "Исключённ" not in inside
    assert "Оскорбления от" in inside
    assert "Петров" not in inside
    assert "123-45-67" not in inside


@pytest.mark.parametrize("ending", ENDINGS)
def test_personal_data_in_messages_are_masked(ending: str) -> None:
    late = {"case": 1, "detected": "12.10.2026 10:00", "posted": "14.10.2026 10:00", "author": "Сидор С."}
    inside = _inside(_file(register({**late, "text": "Звоните Сидор С., +7 921 123-45-67"}), ending))
    assert "Звоните" in inside
    assert "123-45-67" not in inside
    assert "Сидор С." not in inside


@pytest.mark.parametrize("ending", ENDINGS)
def test_personal_data_in_topics_and_places_typed_by_hand_are_masked(ending: str) -> None:
    late = {"case": 1, "detected": "12.10.2026 10:00", "posted": "14.10.2026 10:00", "text": "Ямы"}
    typed = {"topic": "Ямы, звонить +7 921 123-45-67", "location": "Вистино, Петров Иван Петрович"}
    inside = _inside(_file(register({**late, **typed}), ending))
    assert "Ямы, звонить" in inside
    assert "123-45-67" not in inside
    assert "Петров" not in inside


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_role_gets_the_texts_it_may_see(ending: str) -> None:
    late = {"detected": "12.10.2026 10:00", "posted": "14.10.2026 10:00"}
    known = register(
        {"case": 1, **late, "text": "ОбычноеСлово"},
        {"case": 2, **late, "text": "ВажноеСлово", "importance": "Повышенная"},
    )
    seen = {}
    for role in ("curator", "deputy", HEAD, VIEWER):
        inside = _inside(_file(narrow(known, Scope(role)), ending))
        seen[role] = ("ОбычноеСлово" in inside, "ВажноеСлово" in inside)
    assert seen == {
        "curator": (True, True),
        "deputy": (True, True),
        HEAD: (False, True),
        VIEWER: (False, False),
    }


def test_a_role_gets_the_same_numbers() -> None:
    late = {"detected": "12.10.2026 10:00", "posted": "14.10.2026 10:00", "text": "Слово"}
    known = register({"case": 1, **late}, {"case": 2, **late, "importance": "Повышенная"})
    whole = xlsx_text(_file(known, ".xlsx"))
    seen = xlsx_text(_file(narrow(known, Scope(VIEWER)), ".xlsx"))
    line = re.compile(r"В октябре 2026 года выявлено[^.]*\.")
    assert line.findall(whole) == line.findall(seen) != []
