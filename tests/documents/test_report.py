"""The documents of a month: each figure and sentence the same in all three, the page, the digest (п. 21)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from html import unescape

import docx
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from docx.oxml.ns import qn

from lib.base.errors import UsageError
from lib.documents import annex, digest, dynamics, report
from lib.documents import findings as report_findings
from lib.documents.model import Cell, Column, Document, Kind, Table, share
from lib.documents.sheet import Sheet, Styles, widths_of
from lib.figures import summary
from lib.figures.definitions import Importance
from lib.figures.facts import Facts
from lib.law.schema import CASES
from lib.register import parse
from lib.sources.tabs import Tabs
from lib.web.parts import documents
from lib.web.shell import printing
from lib.words import phrases, statements, words
from lib.worktime.period import month_of
from tests import build
from tests.app import app, serve, texts
from tests.build import facts_of, register
from tests.report_files import (
    Page,
    docx_tables,
    docx_text,
    expected,
    in_a_cell,
    plain,
    xlsx_tables,
    xlsx_text,
)

MONTH = "2026-10"
ENDINGS = tuple(report.KINDS)

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="module")
def demonstration() -> Tabs:
    return build.demonstration(800)


@pytest.fixture(scope="module")
def facts(demonstration: Tabs) -> Facts:
    return facts_of(parse(demonstration))


@pytest.fixture(scope="module")
def document(facts: Facts) -> Document:
    return report.of(facts, month_of(MONTH))


@pytest.fixture(scope="module")
def files(document: Document) -> dict[str, bytes]:
    return {ending: report.render(document, ending) for ending in ENDINGS}


@pytest.fixture(scope="module")
def contents(files: dict[str, bytes]) -> dict[str, str]:
    return {
        ".docx": docx_text(files[".docx"]),
        ".xlsx": xlsx_text(files[".xlsx"]),
        ".html": Page(files[".html"]).text,
    }


def sentences(document: Document) -> list[str]:
    sections = (*document.findings, *document.parts)
    charts = [chart.finding for part in document.parts for chart in part.charts]
    return [plain(told) for section in sections for told in section.sentences] + [*map(plain, charts)]


def tables(document: Document) -> list[Table]:
    return [table for part in document.parts for table in part.tables]


# --- the same everywhere -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_sentence_is_in_every_file(ending: str, document: Document, contents: dict[str, str]) -> None:
    told = sentences(document)
    assert len(told) > 15
    for sentence in told:
        assert sentence in contents[ending]
    for once in (document.title, document.subject, document.fingerprint, document.organisation):
        assert plain(once) in contents[ending]


def test_every_table_on_paper(document: Document, files: dict[str, bytes]) -> None:
    in_word, in_browser = docx_tables(files[".docx"]), Page(files[".html"]).tables
    filled = [table for table in tables(document) if table.rows]
    assert len(filled) > 10
    for table in filled:
        assert in_word[table.title] == expected(table), table.title
        assert in_browser[table.key] == expected(table), table.title


def test_every_table_in_the_workbook(document: Document, files: dict[str, bytes]) -> None:
    found = xlsx_tables(files[".xlsx"])
    for table in tables(document):
        if not table.rows:
            continue
        flat = table.key == "deficiencies"
        rows = found[table.title][1:]
        kinds = [column.kind for column in (table.columns if flat else table.inner)]
        wanted = []
        for heading, own in [("", list(table.rows))] if flat else table.groups:
            wanted += [[heading]] if heading else []
            told = ([in_a_cell(*pair) for pair in zip(row, kinds, strict=True)] for row in own)
            wanted += [[value for value in row if value != ""] for row in told]
        assert rows[: len(wanted)] == wanted, table.title


def test_figures_of_the_workbook_are_those_of_the_summary(facts: Facts, files: dict[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))["Показатели"]
    head, *rows = sheet.iter_rows(values_only=True)
    told = [dict(zip(head, row, strict=True)) for row in rows]
    values = summary.of(facts, month_of(MONTH)).values
    assert len(told) == len(values) > 50
    grouped = sheet.column_dimensions.values()
    widths = {place: one.width for one in grouped for place in range(one.min, one.max + 1)}
    for column in sheet.columns:  # neither is a text cut nor does it run into the row below
        width = widths[column[0].column]
        for cell in column:
            lines = (sheet.row_dimensions[cell.row].height or 15) / 15
            assert not isinstance(cell.value, str) or len(cell.value) <= lines * width
    for row, value in zip(told, values, strict=True):
        assert (row["Ключ"], row["Важность"]) == (value.figure.key, value.importance.label)
        for when, amount in (("", value.current), (" годом раньше", value.year_ago)):
            assert row[f"Показано{when}"] == phrases.amount(value.figure, amount)
            if amount is not None and amount.known:
                assert row[f"Значение{when}"] == pytest.approx(amount.value)
                assert row[f"Из скольких{when}"] == amount.of
            else:
                assert row[f"Значение{when}"] is None


_USUAL = {f"usual_{key}" for key in report_findings.USUAL}


@pytest.mark.parametrize("month", [MONTH, "2026-11", "2025-03"])
def test_the_page_tells_the_same(
    month: str, facts: Facts, demonstration: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, demonstration)
    monkeypatch.setattr(printing, "asked", lambda: True)  # with every part
    at = app()
    at.session_state[documents.COMPARED] = True  # unfolded
    at.query_params["period"] = month
    at = at.switch_page("pages/month.py").run()
    assert not at.exception
    found = Page(("<p>" + "".join(element.proto.body for element in at.get("html"))).encode() + b"</p>")
    document = report.of(facts, month_of(month))
    for section in document.findings:
        for sentence in section.sentences:
            assert plain(sentence) in found.text
    drawn = report_findings.every(summary.of(facts, month_of(month)), facts.since)
    for key in ("answers", "days", "months", "topics", "backlog", *sorted(set(drawn) & _USUAL)):
        assert plain(drawn[key].finding) in found.text
    for mark in document.marks:
        assert plain(mark) in plain(texts(at))
    figures = document.figures
    for row in figures.to_dict("records"):
        if row["Показано"] != phrases.NOTHING:
            assert plain(f"{row['Показатель']}") in found.text
            assert plain(row["Показано"]) in found.text
    assert document.fingerprint in found.text


def test_the_pages_tables_hold_the_documents_figures(
    facts: Facts, demonstration: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, demonstration)
    monkeypatch.setattr(printing, "asked", lambda: True)
    at = app()
    at.query_params["period"] = MONTH
    at = at.switch_page("pages/month.py").run()
    body = "\n".join(element.proto.body for element in at.get("html"))
    tables = {
        unescape(part.split("</caption>")[0].rpartition(">")[2]): part for part in body.split("<table")[1:]
    }
    said, told = plain(texts(at)), 0
    whole = {"Сообщения", "Дан ответ"}  # counted together first
    for row in report.of(facts, month_of(MONTH)).figures.to_dict("records"):
        if row["Показано"] == phrases.NOTHING:
            continue
        section, importance = row["Раздел"].capitalize(), row["Важность"]
        first = importance == "все" or (importance == "обычные" and section != "Динамика")
        table = tables[f"{section}{'' if first else f': {importance}'}: показатели за месяц"]
        name = f"<span>{row['Показатель']}</span>"
        if name not in table:
            assert float(row["Значение"]) == 0
            assert f"«{row['Показатель']}»" in said
            continue
        line = next(part for part in table.split("<tr>") if name in part)
        shown = dict(re.findall(r'data-label="([^"]+)"><span>(.*?)</span>', line))
        for when, column in (("", "окт. 2026"), (" годом раньше", "окт. 2025")):
            wanted = row[f"Показано{when}"]
            assert plain(re.sub("<[^>]+>", "", shown[column])).rstrip("*") == plain(
                "—" if wanted == phrases.NOTHING else wanted
            ), row
        told += 1
    assert told > 30
    assert whole <= set(re.findall(r"<span>([^<]*)</span>", tables["Динамика: показатели за месяц"]))


def test_the_digest_tells_the_same(demonstration: Tabs) -> None:
    now = "2026-10-31T17:00"
    known = parse(demonstration)
    document = report.of(facts_of(known, now), month_of(MONTH))
    written = digest.text(digest.digest(known, pd.Timestamp(now)))
    month = statements.statements(summary.of(facts_of(known, now), month_of(MONTH)))
    memorandum = plain(" ".join(told for section in document.findings for told in section.sentences))
    for matter in ("cases", "answer", "preparing", "deficiencies", "backlog"):
        assert plain(month[matter]) in plain(written)
        assert plain(month[matter]) in memorandum


# --- every kind of month -----------------------------------------------------------------------------------


def test_a_month_that_is_not_over_says_so(facts: Facts) -> None:
    document = report.of(facts, month_of("2026-11"))
    (mark,) = document.marks
    assert mark.startswith("Месяц не закончен")
    for ending, told in (
        (".docx", docx_text),
        (".xlsx", xlsx_text),
        (".html", lambda data: Page(data).text),
    ):
        assert plain(mark) in told(report.render(document, ending))


def test_a_month_ahead_is_refused(facts: Facts) -> None:
    with pytest.raises(UsageError, match="ещё не наступил: декабрь 2026"):
        report.of(facts, month_of("2026-12"))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_small_months(number: int) -> None:
    rows = [
        {"case": at, "detected": f"0{at}.10.2026 10:00", "posted": f"0{at}.10.2026 11:00"}
        for at in range(1, number + 1)
    ]
    document = report.of(facts_of(register(*rows)), month_of(MONTH))
    found = {ending: report.render(document, ending) for ending in ENDINGS}
    wanted = "сообщений не выявлено" if not number else f"выявлено {words.several(number, words.MESSAGE)}"
    assert wanted in docx_text(found[".docx"])
    assert wanted in xlsx_text(found[".xlsx"])
    assert wanted in Page(found[".html"]).text


@pytest.mark.parametrize("ending", ENDINGS)
def test_equal_documents_are_equal_files(ending: str, document: Document, files: dict[str, bytes]) -> None:
    assert report.render(document, ending) == files[ending]


def test_no_other_ending(document: Document) -> None:
    with pytest.raises(UsageError, match=r"«\.pdf»"):
        report.render(document, ".pdf")


# --- what each format promises -----------------------------------------------------------------------------


def test_the_memorandum_is_ready_to_sign(document: Document, files: dict[str, bytes]) -> None:
    file = docx.Document(io.BytesIO(files[".docx"]))
    text = docx_text(files[".docx"])
    assert "СЛУЖЕБНАЯ ЗАПИСКА" in text
    assert document.curator.name in text
    assert document.deputy.name in text
    assert text.count("(подпись)") == 2
    assert (round(file.sections[0].page_width.mm), round(file.sections[0].page_height.mm)) == (210, 297)
    captions = [line.text for line in file.paragraphs if line.style.name == "Caption"]
    for kind in ("Таблица", "Рисунок"):
        numbers = [int(told.split("\u00a0")[1].split(".")[0]) for told in captions if told.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))


NAMES = {
    "curator": "Петрова П.П.",
    "Должность куратора": "специалист 1 категории",
    "Куратор (от кого)": "Петровой П.П.",
    "deputy": "Сидорова С.С.",
    "Заместитель главы (кому)": "Сидоровой С.С.",
    "Исполнитель документа": "Петрова П.П., тел. 2-22-22",
}


def test_names_stand_as_the_office_writes_them() -> None:
    row = {"case": 1, "detected": "01.10.2026 10:00", "posted": "01.10.2026 11:00"}
    named = report.of(facts_of(register(row, settings=NAMES)), month_of(MONTH))
    text = docx_text(report.render(named, ".docx"))
    for told in (
        "Заместителю главы Сидоровой С.С.",
        "от куратора Петровой П.П.",
        "Куратор, специалист 1 категории",
    ):
        assert told in text
    assert "Исп. Петрова П.П., тел. 2-22-22" in text
    assert "(Сидоров" not in text
    assert "заместителю главы Сидоровой С.С." in Page(report.render(named, ".html")).text
    nameless = docx_text(report.render(report.of(facts_of(register(row)), month_of(MONTH)), ".docx"))
    assert "Заместителю главы ____" in nameless
    assert "от куратора ____" in nameless
    assert "Исп." not in nameless


def test_the_signatures_stay_together_with_what_is_enclosed(files: dict[str, bytes]) -> None:
    file = docx.Document(io.BytesIO(files[".docx"]))
    signed = next(table for table in file.tables if "(подпись)" in table.cell(0, 1).text)
    assert "С информацией ознакомлен(а): заместитель главы" in signed.cell(1, 0).text
    enclosed = signed._tbl.getprevious()
    assert "Приложения: 1." in "".join(enclosed.itertext())
    kept = [*(line._p for cell in signed.rows[0].cells for line in cell.paragraphs), enclosed]
    kept.append(enclosed.getprevious())  # nobody signs a page that says nothing
    assert kept[-1].find(f".//{qn('w:b')}") is not None
    assert all(line.find(f".//{qn('w:keepNext')}") is not None for line in kept)
    for row in signed.rows:
        assert row._tr.find(f".//{qn('w:cantSplit')}") is not None


def test_word_opens_the_memorandum_without_repair(files: dict[str, bytes]) -> None:
    """Word minds the order of the settings, and opens an older format as «compatible»."""
    settings = docx.Document(io.BytesIO(files[".docx"])).settings.element
    names = [child.tag.split("}")[1] for child in settings]
    at = names.index("autoHyphenation")
    assert names[at - 1 : at + 3] == [
        *("defaultTabStop", "autoHyphenation", "hyphenationZone", "characterSpacingControl")
    ]
    modes = [
        one for one in settings.iter(qn("w:compatSetting")) if one.get(qn("w:name")) == "compatibilityMode"
    ]
    assert [mode.get(qn("w:val")) for mode in modes] == ["15"]


def test_pictures_have_200_dpi_and_words_in_their_place(files: dict[str, bytes]) -> None:
    file = docx.Document(io.BytesIO(files[".docx"]))
    assert len(file.inline_shapes) >= 8
    for shape in file.inline_shapes:
        part = file.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        pixels = struct.unpack(">II", part.blob[16:24])
        assert pixels[0] / (shape.width.inches) >= 200
        assert pixels[1] / (shape.height.inches) >= 200
        assert len(shape._inline.docPr.get("descr")) > 30


def test_the_workbook_has_native_charts_and_live_numbers(document: Document, files: dict[str, bytes]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(files[".xlsx"]))
    charts = [name for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == sum(len(part.charts) for part in document.parts)
    assert not [name for name in archive.namelist() if "media" in name]
    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    for name in charts:  # every chart points at cells that hold numbers
        areas = re.findall(r"<c:val><c:numRef><c:f>'?([^'!]+)'?!([^<]+)<", archive.read(name).decode())
        assert areas
        for sheet, area in areas:
            found = book[sheet][area.replace("$", "")]
            values = [
                cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in row
            ]
            assert all(value is None or isinstance(value, int | float) for value in values)
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_share_has_the_decimals_in_the_workbook_that_it_has_on_paper() -> None:
    """Of fewer than thirty whole per cent; no decimal that is zero; near the whole as many as it needs."""
    counts = [(7, 12), (17, 30), (45, 50), (9999, 10000), (3, 4)]
    cells = [share(*pair) for pair in counts]
    table = Table(
        "shares",
        "Доли",
        (Column("Шаг", width=40), Column("Доля", Kind.SHARE)),
        tuple((Cell(str(place)), cell) for place, cell in enumerate(cells)),
    )
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    Sheet(book.add_worksheet("Доли"), Styles(book), widths_of(table)).table(table, flat=True)
    book.close()
    found = openpyxl.load_workbook(io.BytesIO(target.getvalue()))["Доли"]
    rows = [row[1] for row in found.iter_rows() if str(row[0].value).isdigit()]
    assert [cell.shown for cell in cells] == ["58\xa0%", "56,7\xa0%", "90\xa0%", "99,99\xa0%", "3 из 4*"]
    assert [cell.number_format for cell in rows[:4]] == ["0%", "0.0%", "0%", "0.00%"]
    assert rows[4].value == "3 из 4*"


def test_the_page_asks_nothing_of_any_other_place(files: dict[str, bytes]) -> None:
    page = Page(files[".html"])
    for _, attributes in page.tags:
        assert not {"src", "srcset", "action", "formaction", "background"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(
        attributes["content"] or ""
        for tag, attributes in page.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert page.scripts == []
    assert len(files[".html"]) < 1_000_000  # of 2 MB that a mail in a village may take
    drawn = [attributes for tag, attributes in page.tags if attributes.get("class") == "chart"]
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in drawn)
    assert len(drawn) == sum(tag == "svg" for tag, _ in page.tags) >= 8


def test_topics_of_which_there_is_none_now_are_compared_with_nothing() -> None:
    """They were chosen for it: beside an earlier month their number could only have fallen."""
    rows = [{"case": n, "detected": f"{1 + n % 28:02d}.09.2026 10:00", "topic": "Снег"} for n in range(1, 15)]
    rows += [
        {"case": 20 + n, "detected": f"{1 + n % 28:02d}.10.2026 10:00", "topic": f"Тема {n}"}
        for n in range(dynamics.MOST + 2)
    ]
    rows += [{"case": 200, "detected": "03.08.2026 10:00", "topic": "Ямы"}]
    month = summary.of(facts_of(register(*rows)), month_of(MONTH))
    table = dynamics.breakdown(month, "topics", "Темы", "Тема", month.topics)
    assert table
    others, none, total = ([cell.shown for cell in row] for row in table.rows[-3:])
    assert (others[0], others[1], others[5]) == ("Прочие (2)", "2", "—")
    assert none[0] == "Темы без сообщений в этом месяце (1)"
    assert (none[1], none[4], none[5]) == ("0", "14", "—")
    assert (total[1], total[4], total[5]) == ("42", "14", "+28")


def test_a_delay_is_one_and_the_same_everywhere() -> None:
    row = {"case": 1, "detected": "12.10.2026 10:00", "posted": "14.10.2026 15:51:40"}
    facts = facts_of(register(row))
    month = summary.of(facts, month_of(MONTH))
    late = month.deficiencies["late"].max()
    cell = max(
        (row[-1] for row in annex.deficiencies(month, facts.register).rows), key=lambda c: c.value or 0
    )
    assert late > 600
    assert late % 60 > 30  # rounded, it would be another hour
    assert cell.shown.replace("\xa0", " ") == words.duration(late)
    assert cell.value == int(late)


def test_without_the_importance_nothing_is_told_apart_by_it() -> None:
    """No columns and rows of zeros: where «Важность» is not kept all messages are counted together."""
    fields = tuple(column.field for column in CASES.columns if column.field != "importance")
    rows = [
        {
            "case": number,
            "detected": f"{1 + number:02d}.10.2026 10:00",
            "posted": f"{1 + number:02d}.10.2026 15:00",
        }
        for number in range(1, 13)
    ]
    found = report.of(facts_of(register(*rows, fields=fields)), month_of(MONTH))
    titles = {column.title for table in tables(found) for column in table.columns}
    assert not [title for title in titles if "овыш" in title or "быч" in title.lower()]
    assert {"Всего", "Ответы в срок", "Подгот. в срок"} <= titles
    groups = [
        row[0].shown for table in tables(found) if table.key == "figures_dynamics" for row in table.rows
    ]
    assert groups.count("Все сообщения") == 3
    assert groups.count("Обычные сообщения") == 1  # a share out of hours, which is never of all together
    told = " ".join([*sentences(found), *(table.note for table in tables(found))])
    assert "повышенной важности:" not in told.lower()
    assert Importance.HIGH.label not in set(found.figures["Важность"])
    assert Importance.HIGH not in set(found.looked_back()["Важность"])
    kept = report.of(facts_of(register(*rows)), month_of(MONTH))
    assert any("Повыш." in column.title for table in tables(kept) for column in table.columns)


@pytest.mark.parametrize(("each", "named"), [(1, True), (9, False)])
def test_native_charts_of_few_messages_name_whole_numbers_alone(each: int, named: bool) -> None:
    """Left to itself a spreadsheet names halves, and rounds them: «0, 1, 1»."""
    rows = [
        {"case": 10 * day + at, "detected": f"{day:02d}.10.2026 10:00", "posted": f"{day:02d}.10.2026 11:00"}
        for day in (1, 2)
        for at in range(each)
    ]
    found = report.of(facts_of(register(*rows)), month_of(MONTH))
    archive = zipfile.ZipFile(io.BytesIO(report.render(found, ".xlsx")))
    drawn = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    days = next(chart for chart in drawn if "Сообщения по дням" in chart)
    assert ('<c:majorUnit val="1"/>' in days) is named
