"""The .xlsx reader: every kind of cell told apart, and every kind of bad file refused in one line."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import sheets
from lib.base.errors import SourceError
from lib.sources.files import grid, outcome
from lib.sources.files.budget import REGISTER
from lib.sources.files.grid import PIECE
from lib.sources.tabs import Tabs

EPOCH = datetime(1899, 12, 30)
SHEET = "xl/worksheets/sheet1.xml"


def openpyxl_file(cells: dict[str, Any], title: str = "Реестр", **formats: str) -> bytes:
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    tab.title = title
    for place, value in cells.items():
        tab[place] = value
    for place, pattern in formats.items():
        tab[place].number_format = pattern
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """The workbook with one of its parts changed by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def column(tabs: Tabs, number: int = 0) -> list[Any]:
    return list(tabs.tabs[0].columns[number])


def cell(value: Any, pattern: str | None = None) -> Any:
    tabs = sheets.read_workbook(openpyxl_file({"A1": value}, **({"A1": pattern} if pattern else {})))
    return column(tabs)[0]


# Kinds of cells


@pytest.mark.parametrize(
    ("value", "pattern", "read"),
    [
        ("46349.5", None, "46349.5"),
        ("007", None, "007"),
        ("12", None, "12"),
        ("  с пробелами ", None, "  с пробелами "),
        ("две\nстроки", None, "две\nстроки"),
        ("TRUE", None, "TRUE"),
        (46349.5, None, 46349.5),
        (12, None, 12),
        (-0.1, None, -0.1),
        (1e300, None, 1e300),
        (True, None, True),
        (False, None, False),
        (date(2026, 11, 23), None, 46349),
        (datetime(2026, 11, 23), None, 46349),
        (datetime(2026, 11, 23, 14, 5), None, 46349 + (14 * 60 + 5) / 1440),
        (datetime(2026, 11, 23, 23, 59, 59), None, 46349 + 86399 / 86400),
        (time(14, 5), None, (14 * 60 + 5) / 1440),
        (timedelta(hours=30, minutes=5), None, (30 * 60 + 5) / 1440),
        (46349.5, "[h]:mm", 46349.5),
        (46349.5, "hh:mm", 46349.5),
        (0.5, "hh:mm", 0.5),
        (46349, "dd.mm.yyyy", 46349),
        (2, "dd.mm.yyyy", 2),
        (1.5, "mm:ss", 1.5),
        (59, "dd.mm.yyyy", 59),
        (61.25, "dd.mm.yyyy hh:mm", 61.25),
        (2958465.5, "dd.mm.yyyy", 2958465.5),
        (99999999, "dd.mm.yyyy", 99999999),
        (0, "dd.mm.yyyy", 0),
    ],
)
def test_value(value: Any, pattern: str | None, read: Any) -> None:
    found = cell(value, pattern)
    assert type(found) in (
        {bool} if isinstance(read, bool) else {str} if isinstance(read, str) else {int, float}
    )
    assert found == (pytest.approx(read, abs=1e-8) if isinstance(read, float) else read)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
def test_error_cells_are_texts(text: str) -> None:
    data = openpyxl_file({"A1": "x", "B3": text, "C3": 1.5, "B4": "после"})
    assert b't="e"' in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)
    tabs = sheets.read_workbook(data)
    assert column(tabs, 1) == ["", "", text, "после"]
    assert column(tabs, 2) == ["", "", 1.5, ""]


@pytest.mark.parametrize("text", [b"#SPILL!", b"#CALC!", b"Err:508"])
def test_an_error_unknown_to_the_engine_spoils_one_cell_only(text: bytes) -> None:
    data = changed(openpyxl_file({"A1": "#N/A", "A2": 12}), lambda xml: xml.replace(b"#N/A", text))
    assert column(sheets.read_workbook(data)) == [text.decode(), 12]


def test_errors_of_formulas_and_formulas_about_errors() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    tab = book.add_worksheet("Реестр")
    tab.write_formula("A1", "=1/0", None, "#DIV/0!")
    tab.write_formula("A2", '=IF(B1="t=""e""",1,2)', None, 2)
    tab.write_formula("A3", '="a"&"b"', None, "ab")
    tab.write_formula("A4", "=TRUE()", None, True)
    tab.write_string("A5", '<c r="A9" t="e"><v>#REF!</v></c>')
    tab.write_string("A6", "#REF!")
    book.close()
    assert column(sheets.read_workbook(out.getvalue())) == [
        "#DIV/0!",
        2,
        "ab",
        True,
        '<c r="A9" t="e"><v>#REF!</v></c>',
        "#REF!",
    ]


def test_inline_and_rich_text_and_iso_dates() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})  # writes inline strings
    tab = book.add_worksheet("Реестр")
    tab.write_string(0, 0, "сразу")
    tab.write_rich_string(1, 0, "жи", book.add_format({"bold": True}), "рный")
    book.close()
    assert column(sheets.read_workbook(out.getvalue())) == ["сразу", "жирный"]
    iso = openpyxl.Workbook(iso_dates=True)
    assert iso.active is not None
    iso.active.title = "Реестр"
    iso.active["A1"] = datetime(2026, 11, 23, 12)
    iso.active["A2"] = date(2026, 11, 23)
    out = io.BytesIO()
    iso.save(out)
    assert column(sheets.read_workbook(out.getvalue())) == [46349.5, 46349]


def test_a_file_that_counts_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active.title = "Реестр"
    book.active["A1"] = datetime(2026, 11, 23, 12)
    out = io.BytesIO()
    book.save(out)
    tabs = sheets.read_workbook(out.getvalue())
    assert (column(tabs), tabs.since_1904) == ([46349.5 - 1462], True)


# Where cells stand


def test_rows_and_columns_keep_their_places() -> None:
    tabs = sheets.read_workbook(openpyxl_file({"C4": "№", "E6": 5}))
    assert [list(cells) for cells in tabs.tabs[0].columns[:2]] == [[], []]
    assert column(tabs, 2) == ["", "", "", "№", "", ""]
    assert column(tabs, 4) == ["", "", "", "", "", 5]


def test_rows_come_whole_over_the_pieces_in_which_they_are_turned() -> None:
    rows = PIECE * 2 + 7
    tabs = sheets.read_workbook(openpyxl_file({f"B{row}": row for row in range(3, rows)}))
    assert column(tabs, 1) == ["", "", *range(3, rows)]


def test_only_the_contracts_tabs_are_read_in_their_order_hidden_ones_too() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Заметки"
    for title in ("НАСТРОЙКИ", "реестр ", "Правки", "Журнал"):
        book.create_sheet(title)["A1"] = title
    book["Журнал"].sheet_state = "hidden"
    book.create_chartsheet("Календарь")
    out = io.BytesIO()
    book.save(out)
    tabs = sheets.read_workbook(out.getvalue(), "отчёт")
    assert [tab.title for tab in tabs.tabs] == ["НАСТРОЙКИ", "реестр ", "Журнал"]
    assert (tabs.title, tabs.timezone, tabs.url) == ("отчёт", None, None)


def test_an_empty_tab() -> None:
    assert sheets.read_workbook(openpyxl_file({})).tabs[0].columns == ()


# Unusual but lawful XML


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: re.sub(rb'(<c|<row) r="[^"]*"', rb"\1", xml),
        lambda xml: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x="),
        lambda xml: xml.replace(b'"', b"'"),
    ],
    ids=["no-places", "prefixed", "single-quotes"],
)
def test_unusual_writers(change: Callable[[bytes], bytes]) -> None:
    data = openpyxl_file({"A1": "№", "B1": "x", "A2": 1, "B2": "#N/A"})
    tabs = sheets.read_workbook(changed(data, change))
    assert [column(tabs), column(tabs, 1)] == [["№", 1], ["x", "#N/A"]]


@pytest.mark.parametrize("place", ["A1048576", "XFD1"])
def test_a_stray_value_far_away_is_named_and_not_laid_out(place: str) -> None:
    cells = {f"{letter}{row}": 1 for row in range(1, 800) for letter in "ABCDEFGHIJKLMNOPQRST"}
    data = openpyxl_file({**cells, place: "x"})
    with pytest.raises(SourceError, match="далеко за таблицей"):
        sheets.read_workbook(data)


def test_far_cells_without_values_do_no_harm() -> None:
    data = openpyxl_file({"A1": "№", "A2": 1}, XFD1="dd.mm.yyyy", A1048576="dd.mm.yyyy")
    assert column(sheets.read_workbook(data)) == ["№", 1]


def test_a_trap_of_a_file_is_refused_before_it_is_unpacked() -> None:
    small = replace(REGISTER, unpacked=1000)
    with pytest.raises(SourceError, match="слишком велик"):
        sheets.read_workbook(openpyxl_file({"A1": "x" * 2000}), budget=small)


# Files that cannot be read


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html></html>", "не книга Excel"),
        (b"", "не книга Excel"),
        (openpyxl_file({"A1": 1})[:2000], "сохранён не полностью"),
        (openpyxl_file({"A1": 1})[:-30], "сохранён не полностью"),
        (b"PK\x05\x06" + bytes(18), "повреждён"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "защищён паролем"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"формате \.xls"),
        (changed(openpyxl_file({"A1": 1}), lambda xml: xml[: len(xml) // 2]), "повреждён"),
        (changed(openpyxl_file({"A1": 1.5}), lambda xml: xml.replace(b"1.5", b"x.y")), "повреждён"),
    ],
)
def test_not_a_workbook(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        sheets.read_workbook(data, "файл.xlsx")
    assert "файл.xlsx" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="не найден"):
        sheets.read(tmp_path / "нет.xlsx")
    with pytest.raises(SourceError, match="папка"):
        sheets.read(tmp_path)


def test_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(openpyxl_file({"A1": "№"}))

    def locked(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(SourceError, match="занят другой программой"):
        sheets.read(path)


def test_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(openpyxl_file({"A1": "№"}))

    def torn(self: Path) -> bytes:
        with self.open("ab") as file:
            file.write(b"more")
        return b"PK"

    monkeypatch.setattr(Path, "read_bytes", torn)
    with pytest.raises(SourceError, match="сейчас сохраняется"):
        sheets.read(path)


# The source over a file


def test_read_again_only_when_the_file_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(openpyxl_file({"A1": "один"}))
    source = sheets.Workbook(path)
    (first,) = before = source.read()
    assert column(first) == ["один"]
    reads = []
    plain = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: reads.append(self) or plain(self))
    assert source.read() is before
    assert not reads
    fresh = tmp_path / "new.xlsx"
    fresh.write_bytes(openpyxl_file({"A1": "два"}))
    os.replace(fresh, path)  # as Excel saves
    assert column(source.read()[0]) == ["два"]
    path.unlink()
    with pytest.raises(SourceError, match="не найден"):
        source.read()
    path.write_bytes(openpyxl_file({"A1": "три"}))
    assert column(source.read()[0]) == ["три"]


# Against another reader


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    st.text("абв xyz019.,-:#\n", max_size=12).filter(lambda text: not text.startswith("=")),
    st.sampled_from(["#REF!", "#N/A", "46349.5", "007", "TRUE", "да"]),
    st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.dates(date(1950, 1, 1), date(2099, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_same_as_openpyxl(rows: list[list[Any]]) -> None:
    cells = {f"{'ABCDE'[j]}{i + 1}": value for i, row in enumerate(rows) for j, value in enumerate(row)}
    data = openpyxl_file(cells)
    tab = openpyxl.load_workbook(io.BytesIO(data)).active
    assert tab is not None
    columns = sheets.read_workbook(data).tabs[0].columns
    for i, row in enumerate(tab.iter_rows(values_only=True)):
        for j, expected in enumerate(row):
            mine = columns[j][i] if j < len(columns) and i < len(columns[j]) else ""
            if isinstance(expected, datetime):
                assert mine == pytest.approx((expected - EPOCH) / timedelta(days=1), abs=1e-8)
            else:
                assert mine == ("" if expected is None else expected)
                assert isinstance(mine, bool) == isinstance(expected, bool)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", ""])
def test_damaged_files_end_in_the_one_error_or_none(part: str) -> None:
    data = openpyxl_file({f"A{row}": value for row in range(1, 20) for value in ("текст", row, "#N/A")})
    dice = random.Random(1)

    def spoil(text: bytes) -> bytes:
        spoilt = bytearray(text)
        for _ in range(dice.randrange(1, 6)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        return bytes(spoilt[: dice.choice([len(spoilt), dice.randrange(len(spoilt))])])

    for _ in range(200):
        with contextlib.suppress(SourceError):
            sheets.read_workbook(changed(data, spoil, part) if part else spoil(data))


@pytest.mark.parametrize(("name", "spare"), [("t.csv", "лишние строки"), ("t.xlsx", "лишние листы и строки")])
def test_a_file_that_is_too_big_is_told_to_lose_only_what_it_has(name: str, spare: str) -> None:
    tiny = replace(REGISTER, packed=1000, cells=10)
    with pytest.raises(SourceError, match=f"Удалите {spare}"):
        sheets.read_workbook(bytes(2000), name, budget=tiny)
    for refusal in (outcome.late(name), outcome.starved(name), grid.too_much(name, tiny)):
        assert f"Удалите {spare}" in str(refusal)
    with pytest.raises(
        SourceError, match="таблица занимает" if name == "t.csv" else "лист «Реестр» занимает"
    ):
        grid.check_extent(10, 2, "Реестр", name, tiny)
