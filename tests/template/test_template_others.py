"""The template's command on workbooks as other programs write them, and on those that it must leave alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.workbook.protection import WorkbookProtection

from lib.base.errors import OtklikError, RegisterError, SourceError, UsageError
from lib.law import schema
from lib.register import parse
from lib.sheets import read
from lib.template import into_file, leaf, ooxml
from lib.template import layout as template_layout
from lib.template import workbook as template
from tests.old_registers import by_hand, parts, rewritten


@pytest.fixture
def old(tmp_path: Path) -> Path:
    by_hand(tmp_path / "Реестр.xlsx")
    return tmp_path / "Реестр.xlsx"


# --- as other programs write -------------------------------------------------------------------------------


def test_rows_and_cells_without_addresses(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    by_hand(path)
    book = openpyxl.load_workbook(path)
    for place in ("A2", "G4"):  # without addresses there can be no gaps
        book["реестр"][place].value = None
    book["реестр"].delete_rows(2, 2)
    book.save(path)
    rewritten(
        path,
        lambda name, content: (
            re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", content) if name.endswith("sheet1.xml") else content
        ),
    )
    before = read(path)
    into_file.apply(path)
    after = read(path)
    for tab, other in zip(before.tabs, after.tabs[: len(before.tabs)], strict=True):
        if tab.title == "реестр":
            assert [list(column) for column in other.columns[:6]] == [list(c) for c in tab.columns]
    assert parse(read(path)).missing == ("Автор",)


def test_formats_of_columns_that_reach_to_the_end_are_cut_not_doubled(old: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        cols = b'<cols><col min="3" max="16384" width="9" customWidth="1"/></cols><sheetData>'
        return content.replace(b"<sheetData>", cols, 1) if name.endswith("sheet1.xml") else content

    rewritten(old, change)
    into_file.apply(old)
    root = etree.fromstring(parts(old)["xl/worksheets/sheet1.xml"])
    spans = [(int(col.get("min")), int(col.get("max"))) for col in root.iter(ooxml.tag("col"))]
    assert spans[0] == (3, 6)
    assert spans[-1] == (35, 16384)
    assert all(end + 1 == start for (_, end), (start, _) in pairwise(spans))


def test_rules_that_excel_keeps_aside_are_seen(old: Path) -> None:
    """Lists on another tab stand in an extension of the sheet when Excel has made them."""
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = (
        f'<extLst><ext xmlns:x14="{space}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>Заметки!$A$1:$A$5</xm:f></x14:formula1>'
        "<xm:sqref>A5:A900</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    ).encode()

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"</worksheet>", extension) if name.endswith("sheet1.xml") else content

    rewritten(old, change)
    into_file.apply(old)
    sheet = parts(old)["xl/worksheets/sheet1.xml"]
    assert b"<xm:sqref>A5:A900</xm:sqref>" in sheet
    assert b'sqref="A5:A5000"' not in sheet
    assert sheet.index(b"<extLst>") > sheet.index(b"<legacyDrawing")


def with_a_drawing(path: Path, drawing: bytes) -> None:
    """The workbook with that drawing on its empty «Журнал»."""
    part = ooxml.Package(path.read_bytes()).sheets()["Журнал"]
    relations = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    rewritten(
        path,
        lambda name, content: (
            content.replace(
                b"</worksheet>", b'<drawing xmlns:r="%b" r:id="rId1"/></worksheet>' % ooxml.LINKS.encode()
            )
            if name == part
            else content.replace(
                b"</Types>",
                b'<Override PartName="/xl/drawings/drawing9.xml" ContentType='
                b'"application/vnd.openxmlformats-officedocument.drawing+xml"/></Types>',
            )
        ),
        **{
            relations: b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId1" Type="%b/drawing" Target="../drawings/drawing9.xml"/></Relationships>'
            % ooxml.LINKS.encode(),
            "xl/drawings/drawing9.xml": drawing,
        },
    )


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (b"", "Пустой лист «Журнал» заполнен"),
        (b"<d:absoluteAnchor/>", "Лист «Журнал» не тронут: в первых 25 строках нет заголовков"),
    ],
)
def test_a_tab_with_an_empty_drawing_is_empty(old: Path, inside: bytes, said: str) -> None:
    """Google gives every tab of an exported workbook a drawing, though nothing is drawn."""
    space = b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    with_a_drawing(old, b'<d:wsDr xmlns:d="%b">%b</d:wsDr>' % (space, inside))
    assert any(line.startswith(said) for line in into_file.apply(old))
    openpyxl.load_workbook(old)
    parse(read(old))


def test_notes_are_drawn_beside_those_that_are_there(old: Path) -> None:
    """Excel's own drawings are no XML: an unclosed <br> is kept, and no box has another's name."""
    rewritten(
        old, lambda name, content: content.replace(b"</xml>", b"<br></xml>") if "Drawing" in name else content
    )
    into_file.apply(old)
    drawing = parts(old)["xl/drawings/commentsDrawing1.vml"]
    assert b"<br>" in drawing
    names = re.findall(rb'id="(_x0000_s\d+)"', drawing)
    notes = sum(bool(column.note) for column in template_layout.layout(schema.CASES).columns)
    assert len(set(names)) == len(names) == notes
    assert drawing.count(b'id="_x0000_t202"') == 1
    comments = etree.fromstring(parts(old)["xl/comments/comment1.xml"])
    authors = [author.text for author in comments.iter(ooxml.tag("author"))]
    writers = {
        item.get("ref"): authors[int(item.get("authorId"))] for item in comments.iter(ooxml.tag("comment"))
    }
    assert (writers["A4"], writers["B4"]) == ("куратор", "Отклик")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A1", [(1, 1, 1, 1)]),
        ("$B$2:AA10 D:E", [(2, 2, 10, 27), (1, 4, 1 << 20, 5)]),
        ("3:4", [(3, 1, 4, 16_384)]),
    ],
)
def test_areas(text: str, found: list[tuple[int, ...]]) -> None:
    assert leaf.areas(text) == found


def test_a_cell_that_holds_anything_is_never_replaced(old: Path) -> None:
    book, other = (ooxml.Package(old.read_bytes()) for _ in range(2))
    part = book.sheets()["реестр"]
    with pytest.raises(ValueError, match=r"A1 of .* is taken"):
        leaf.Leaf(book, part).take(leaf.Leaf(other, part))


# --- what is left alone ------------------------------------------------------------------------------------


def refused(path: Path, error: type[OtklikError], said: str) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error, match=said) as caught:
        into_file.apply(path)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def protect(book: Any) -> None:
    book["реестр"].protection.sheet = True


def lock(book: Any) -> None:
    book.security = WorkbookProtection(lockStructure=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            protect,
            "не тронут: лист «реестр» защищён; снимите защиту листа .* В нём не хватает: лист «Памятка»; ",
        ),
        (lock, "структура книги защищена; снимите защиту книги"),
    ],
)
def test_a_protected_workbook(old: Path, change: Callable[[Any], None], said: str) -> None:
    book = openpyxl.load_workbook(old)
    change(book)
    book.save(old)
    refused(old, UsageError, said)


def test_a_protected_workbook_that_lacks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    template.write(path)
    book = openpyxl.load_workbook(path)
    book["Реестр"].protection.sheet = True
    lock(book)
    book.save(path)
    assert into_file.apply(path) == ()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("_xmlsignatures/sig1.xml", "подписан электронной подписью"),
        ("xl/revisions/revisionHeaders.xml", "общий доступ"),
    ],
)
def test_a_signed_or_shared_workbook(old: Path, part: str, said: str) -> None:
    rewritten(old, lambda _, content: content, **{part: b"<a/>"})
    refused(old, UsageError, said)


def test_a_workbook_that_no_known_program_has_written(old: Path) -> None:
    content = parts(old)
    del content["xl/styles.xml"]
    with zipfile.ZipFile(old, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    refused(old, UsageError, "устроен не так, как его сохраняет Excel. Откройте его в Excel или LibreOffice")


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"", UsageError, "пуст: в нём нет ни одного листа. Удалите его"),
        ("просто текст".encode(), SourceError, "не книга Excel. Нужен файл .xlsx"),
        (b"PK\x03\x04 and nothing", SourceError, "повреждён, сохранён не полностью"),
        (b"\xd0\xcf\x11\xe0 old", SourceError, "в старом формате .xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), SourceError, "защищён паролем"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, error: type[OtklikError], said: str) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(content)
    refused(path, error, said)


def test_half_a_workbook(old: Path) -> None:
    old.write_bytes(old.read_bytes()[:-200])
    refused(old, SourceError, "повреждён, сохранён не полностью")


def test_a_folder(tmp_path: Path) -> None:
    refused(tmp_path, UsageError, "это папка, укажите имя файла в ней")


def test_an_unknown_preset(old: Path) -> None:
    with pytest.raises(UsageError, match="Нет набора норм «7»"):
        into_file.apply(old, "7")


def test_a_register_whose_header_is_not_found(old: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["реестр"]["D4"] = "Дата"
    book.save(old)
    refused(old, RegisterError, "в первых 25 строках нет столбца «Выявлено».*вернуть их")


def test_another_tab_without_a_header_is_named_and_left_alone(old: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["Журнал"]["B2"] = "что-то"
    book.save(old)
    before = parts(old)
    sheet = ooxml.Package(old.read_bytes()).sheets()["Журнал"]
    done = into_file.apply(old)
    said = "Лист «Журнал» не тронут: в первых 25 строках нет заголовков «№», «Время», «Событие»"
    assert done[-1] == said
    assert parts(old)[sheet] == before[sheet]
    laid = old.read_bytes()
    assert into_file.apply(old) == (said,)
    assert old.read_bytes() == laid


def test_a_file_that_changes_meanwhile_is_not_overwritten(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(*_: Any, **__: Any) -> None:
        old.write_bytes(b"typed meanwhile")

    monkeypatch.setattr(into_file, "graft", typed)
    with pytest.raises(UsageError, match="только что изменился и поэтому не тронут"):
        into_file.apply(old)
    assert old.read_bytes() == b"typed meanwhile"
    assert [item.name for item in old.parent.iterdir()] == [old.name]


def test_no_room_at_the_right_end(old: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["реестр"]["XFD9"] = "далеко"
    book.save(old)
    refused(old, UsageError, "На листе «реестр» справа нет места")


def register(path: Path, *rows: tuple[Any, ...]) -> Any:
    """A workbook of «Реестр» alone, to be changed and saved."""
    book = openpyxl.Workbook()
    book.active.title = "Реестр"
    for row in (("№", "Выявлено"), *rows):
        book.active.append(row)
    book.save(path)
    return book


def test_a_stray_cell_far_below_does_not_make_the_register_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = register(path, (1, "23.11.2026 09:10"))
    book["Реестр"]["B700000"] = " "
    book.save(path)
    assert len(parse(read(path)).cases) == 1
    refused(
        path,
        UsageError,
        "не тронут: на листе «Реестр» занята строка 700000, и с добавленным лист станет слишком велик;"
        " удалите лишние строки под таблицей",
    )
    book["Реестр"].delete_rows(700_000)
    book.save(path)
    assert into_file.apply(path)
    assert len(parse(read(path)).cases) == 1


def test_helps_reach_to_the_last_row_of_a_sheet_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = register(path)
    book["Реестр"].merge_cells("A5:A1048576")
    book.save(path)
    into_file.apply(path)
    sheet = openpyxl.load_workbook(path)["Реестр"]
    rules = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert "B2:B1048576" in rules
    assert [str(area.sqref) for area in sheet.conditional_formatting] == [
        "A2:A1048576 B2:B1048576",
        "A2:AF1048576",
    ]
    laid = path.read_bytes()
    assert into_file.apply(path) == ()
    assert path.read_bytes() == laid


def test_rows_that_do_not_fit_below(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    book = register(path)
    norms = book.create_sheet("Нормативы")
    norms.append(["Шаг", "Срок", "Единица"])
    norms["A1048576"] = "x"
    book.save(path)
    refused(
        path,
        UsageError,
        "не тронут: на листе «Нормативы» занята строка 1048576, и новые строки не поместятся;"
        " удалите лишние строки под таблицей",
    )
