"""What a workbook says of its cells beyond their values, by our own reader and by the engine alike."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from lib import sheets
from lib.base.errors import SourceError
from lib.sources.files import xlsx
from lib.sources.files.book import Job, frames
from lib.sources.files.budget import REGISTER
from lib.sources.tabs import HEAD_ROWS, UNCALCULATED, Merge, Tab, Tabs
from tests.sources.test_workbook import openpyxl_file
from tests.traps import workbook

HERE = Path(__file__).resolve().parents[1]
EXAMPLE = HERE / "examples" / "register.xlsx"


def written(fill: Callable[[Any, Any], None], title: str = "Реестр") -> bytes:
    """A workbook by XlsxWriter: `fill` gets the book and its tab."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book, book.add_worksheet(title))
    book.close()
    return out.getvalue()


def only(tabs: Tabs) -> Tab:
    (tab,) = tabs.tabs
    return tab


# Numbers typed as a date or a time


@pytest.mark.parametrize(
    ("pattern", "typed"),
    [
        ("General", False),
        ("0.00", False),
        ('0" дн."', False),
        ("[Red]0", False),
        (r"0\d", False),
        ("# ##0,00 [$₽-419]", False),
        ("dd.mm.yyyy", True),
        ("hh:mm", True),
        ("[h]:mm", True),
        ("[$-419]d mmm yyyy;@", True),
        ("mm:ss.0", True),
        ("yyyy", True),
    ],
)
def test_a_number_says_whether_it_is_typed_as_a_moment(pattern: str, typed: bool) -> None:
    tab = only(sheets.read_workbook(openpyxl_file({"B2": 4.5, "A3": "x"}, B2=pattern)))
    assert tab.columns[1][1] == 4.5
    assert tab.typed(1, 3).tolist() == [False, typed, False]
    assert tab.typed(1, 2, 1).tolist() == [typed, False]
    assert tab.typed(0, 3).tolist() == [False] * 3


def test_formats_known_by_their_number_alone() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Реестр"
    for row, value in enumerate((date(2026, 11, 23), time(4, 0), timedelta(hours=30), 46349, "x", True), 1):
        book.active.cell(row, 1, value)
    out = io.BytesIO()
    book.save(out)
    assert only(sheets.read_workbook(out.getvalue())).typed(0, 6).tolist() == [True] * 3 + [False] * 3


@pytest.mark.parametrize("number", [1e300, -1e300, 1e18, 1e15, -5.0, 2958466.0])
def test_one_huge_number_in_a_format_of_time_spoils_no_other_cell(number: float) -> None:
    def fill(book: Any, tab: Any) -> None:
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for row in range(60_000):  # long enough for the engine, which gives the sheet up
            tab.write_number(row, 0, 46349.5, moment)
        tab.write_number(3, 1, number, moment)

    tab = only(sheets.read_workbook(written(fill)))
    assert (tab.columns[0][59_999], tab.columns[1][3]) == (46349.5, number)


# Formulas


def test_a_formula_without_a_stored_value_is_an_error_cell() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Реестр"
    book.active["A1"], book.active["A2"], book.active["A3"] = "x", "=1+1", "после"
    out = io.BytesIO()
    book.save(out)
    assert only(sheets.read_workbook(out.getvalue())).columns[0] == ["x", UNCALCULATED, "после"]


def test_a_formula_with_an_empty_text_is_an_empty_cell() -> None:
    data = workbook('<row><c t="str"><f>""</f><v></v></c><c t="str"><f>""</f></c><c><v>1</v></c></row>')
    assert [cells[0] for cells in only(sheets.read_workbook(data)).columns if cells] == [UNCALCULATED, 1]


# Links and merges


def test_the_address_behind_a_text_is_told_and_the_text_stays() -> None:
    def fill(_: Any, tab: Any) -> None:
        tab.write_url("A1", "https://vk.com/wall-1_2#comment", string="ответ")
        tab.write_url("A2", "https://vk.com/wall-1_3")
        tab.write_formula("B1", '=HYPERLINK("https://ok.ru/a?b=""c""","и это")', None, "и это")
        tab.write_formula("B2", "=HYPERLINK(C1)", None, "не сказано")
        tab.write_url("B3", "internal:'Реестр'!A1", string="внутрь")

    tab = only(sheets.read_workbook(written(fill)))
    assert tab.links == {0: {0: "https://vk.com/wall-1_2#comment"}, 1: {0: 'https://ok.ru/a?b="c"'}}
    assert tab.columns[0] == ["ответ", "https://vk.com/wall-1_3", ""]
    assert tab.columns[1] == ["и это", "не сказано", "внутрь"]


def test_merges_are_ranges() -> None:
    def fill(_: Any, tab: Any) -> None:
        tab.merge_range("B2:C4", "сразу")
        tab.merge_range("E1:E2", "")

    assert only(sheets.read_workbook(written(fill))).merges == (Merge(1, 1, 3, 2), Merge(0, 4, 1, 4))


# Which tabs are read


def several(*titles: str, listed: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title in titles:
        tab = book.create_sheet(title)
        for row in range(1, 101):
            tab.cell(row, 1, f"{title} {row}")
    if listed is not None:
        tab = book.create_sheet("Настройки")
        tab.append(["Параметр", "Значение"])
        tab.append(["Листы  реестра:", listed])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lengths(tabs: tuple[Tab, ...]) -> dict[str, int]:
    return {tab.title: max(map(len, tab.columns), default=0) for tab in tabs}


def test_of_tabs_that_are_not_asked_for_only_the_head_is_looked_at() -> None:
    tabs = sheets.read_workbook(several("Заметки", "Реестр", "Реестр 2027"))
    assert lengths(tabs.tabs) == {"Реестр": 100}
    assert lengths(tabs.others) == {"Заметки": HEAD_ROWS, "Реестр 2027": HEAD_ROWS}


@pytest.mark.parametrize("listed", ["Январь; ФЕВРАЛЬ ", "все"])
@pytest.mark.parametrize("inside", [True, False], ids=["in-the-file", "by-the-caller"])
def test_listed_tabs_are_read_whole_in_the_order_of_the_workbook(listed: str, inside: bool) -> None:
    data = several("Февраль", "Январь", listed=listed if inside else None)
    tabs = sheets.read_workbook(data, tabs="" if inside else listed)
    assert [tab.title for tab in tabs.tabs][:2] == ["Февраль", "Январь"]
    assert lengths(tabs.tabs)["Январь"] == 100
    assert tabs.others == ()


@pytest.mark.parametrize("title", ["Ре\u00adестр", "Ре\u200bестр", "Реестр\ufeff", "Спи\u0306ски"])
def test_titles_compare_without_what_nobody_sees(title: str) -> None:
    assert len(sheets.read_workbook(several(title), tabs="Спйски").tabs) == 1


# The engine and our own reader


@pytest.fixture
def by_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "SMALL", 0)


def content(data: bytes, *, exact: bool) -> list[Any]:
    job = Job(data, "x.xlsx", frozenset(("реестр", "настройки", "журнал")), "", REGISTER, exact)
    return [frame for frame in frames(job) if frame[0] != "tab" or frame[3]]


def say_the_same(fast: list[Any], exact: list[Any]) -> None:
    assert len(fast) == len(exact)
    for mine, other in zip(fast, exact, strict=True):
        if mine[0] != "cells":
            assert mine == other
            continue
        for left, right in zip(mine[1], other[1], strict=True):
            assert left == pytest.approx(right) if isinstance(right, float) else len(left) == len(right)
            for a, b in zip(left, right, strict=True):
                assert a == (pytest.approx(b, abs=1e-9) if isinstance(b, float) else b)
        stripped = [{at: mask.rstrip(b"\0") for at, mask in each[2].items()} for each in (mine, other)]
        assert stripped[0] == stripped[1]


def mixed() -> bytes:
    def fill(book: Any, tab: Any) -> None:
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        for row in range(3, 40):
            tab.write_number(row, 1, 46349.25 + row, moment)
            tab.write_number(row, 2, 0.5, clock)
            tab.write_string(row, 3, f"  текст {row}\nстрока ")
            tab.write_boolean(row, 4, row % 2)
            tab.write_number(row, 5, row)
            tab.write_formula(row, 6, "=F1*2", None, row * 2)
        tab.merge_range("A1:C1", "Реестр")
        tab.write_url("H5", "https://vk.com/1", string="ссылка")

    return written(fill)


@pytest.mark.usefixtures("by_engine")
@pytest.mark.parametrize("name", ["mixed", "example"])
def test_the_engine_and_our_own_reader_say_the_same(name: str) -> None:
    data = mixed() if name == "mixed" else EXAMPLE.read_bytes()
    say_the_same(content(data, exact=False), content(data, exact=True))


@pytest.mark.parametrize("rows", [5, HEAD_ROWS, HEAD_ROWS + 1])
def test_a_short_tab_that_is_only_looked_at_is_read_by_the_engine_under_way(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own reader would have to go through the texts of the whole book; one too long it only begins."""

    def fill(book: Any, tab: Any) -> None:
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for row in range(600):
            tab.write_string(row, 0, f"текст {row}")
        memo = book.add_worksheet("Памятка")
        for row in range(1, rows):
            memo.write_string(row, 1, f"строка {row}")
            memo.write_number(row, 2, 46349.25 + row, moment)
        memo.merge_range("A1:C1", "Памятка")
        memo.write_url("D2", "https://vk.com/1", string="ссылка")

    monkeypatch.setattr(xlsx, "SMALL", 10_000)
    data = written(fill)
    exact = content(data, exact=True)
    if rows <= HEAD_ROWS:
        monkeypatch.setattr(xlsx.Xlsx, "_texts", None)
    say_the_same(content(data, exact=False), exact)


# .csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_tells_its_encoding_and_separator_itself(encoding: str, separator: str) -> None:
    rows = [["№", "Выявлено", "Суть сообщения"], ["1", "23.11.2026 10:00", 'яма; "большая", у дома'], ["2"]]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    data = "\r\n".join(separator.join(row) for row in quoted).encode(encoding)
    tab = only(sheets.read_brought(data, "таблица.csv"))
    assert tab.title == "Реестр"
    assert [column[:2] for column in tab.columns] == [list(pair) for pair in zip(*rows[:2], strict=True)]
    assert tab.columns[0][2] == "2"


def test_a_csv_says_its_separator() -> None:
    assert only(sheets.read_brought(b"sep=,\r\na,b;c\r\n", "x.csv")).columns[1] == ["b;c"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("Выявлено;Суть сообщения;улица".encode("koi8-r"), "кодировка непонятна"),
        (bytes(range(256)) * 4, "кодировка непонятна"),
        (b'a;"b\n' + b"x" * (2 << 20), "незакрытая кавычка"),
        (bytes(21 << 20), "слишком велик"),
    ],
)
def test_a_csv_that_cannot_be_read(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        sheets.read_brought(data, "таблица.csv")


def test_a_csv_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(SourceError, match="200 МБ, а читаются"):
        sheets.read_table(path)


def test_a_csv_is_no_register(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("№;Выявлено\n1;23.11.2026 10:00\n", encoding="utf-8")
    with pytest.raises(SourceError, match="таблица в виде текста"):
        sheets.read(path)
    assert only(sheets.read_table(path)).columns[0] == ["№", "1"]
