"""The monthly summary as a memorandum to the deputy head, .docx: ready to sign, for Word and LibreOffice.

A4, Times New Roman, tables that repeat their headers and split no row, pictures with texts that stand for
them. Tables are markup that takes its place once the library has written the rest: over an annex of ten
thousand rows it takes seconds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor

from lib.base.plaintext import first_up
from lib.documents.model import Chart, Column, Document, Kind, Person, Section, Table
from lib.documents.pictures import draw

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = "Times New Roman"
_INK = RGBColor(0x1B, 0x27, 0x33)
_TWIPS = 56.6929  # in a millimetre
_LEFT, _RIGHT, _UPPER, _LOWER = 30, 15, 20, 20  # millimetres: the left edge is for the binding
_TEXT = 210 - _LEFT - _RIGHT
_NARROW = 7  # columns from which a table is set smaller
_WHOLE = 14  # rows up to which a table stays on one page
_PROSE = 2  # columns of a table of long texts, which may go on on the next page
_STAMP = (1980, 1, 1, 0, 0, 0)  # of the parts in the container: equal documents give equal bytes
_PLACE = '<w:p {} w:rsidR="00AB{:04X}"/>'
_PLACED = re.compile(rb'<w:p w:rsidR="00AB([0-9A-F]{4})"/>')
_BLANK, _SIGN = "_" * 28, "(подпись)"


class _File(DocxDocument):
    """The library's document, with the markup of its tables, each in the place of one paragraph."""

    def __init__(self) -> None:
        made = docx.Document()
        super().__init__(made.element, made.part)
        self.markup: list[str] = []

    def place(self, markup: str) -> None:
        """Put a table at the end."""
        mark = parse_xml(_PLACE.format(_W, len(self.markup)))
        self.element.body.insert_element_before(mark, "w:sectPr")
        self.markup.append(markup)


def render(document: Document) -> bytes:
    """The document as the bytes of a .docx."""
    file = _File()
    _prepare(file, document)
    _head(file, document)
    for section in document.findings:
        _finding(file, section, keep=section is document.findings[-1])
    _signatures(file, document)
    tables, pictures = count(1), count(1)
    for number, part in enumerate(document.parts, start=1):
        heading = file.add_heading(f"Приложение {number}. {part.title}", 1)
        # The others go on where the one before ends: no page stays half empty.
        heading.paragraph_format.page_break_before = number == 1
        _section(file, part, tables, pictures)
    target = io.BytesIO()
    file.save(target)
    return _steady(target.getvalue(), file.markup)


def _section(file: Any, section: Section, tables: Iterator[int], pictures: Iterator[int]) -> None:
    for sentence in section.sentences:
        _text(file, sentence)
    for block in section.blocks:
        if isinstance(block, Table):
            _table(file, block, next(tables))
        else:
            _chart(file, block, next(pictures))


# The page.


def _prepare(file: Any, document: Document) -> None:
    """Paper, styles, language, properties, the foot of the page."""
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(_LEFT), Mm(_RIGHT)
    page.top_margin, page.bottom_margin = Mm(_UPPER), Mm(_LOWER)
    page.footer_distance = Mm(10)
    for name, size, bold in (("Normal", 12, False), ("Heading 1", 13, True), ("Caption", 10, True)):
        style = file.styles[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.color.rgb = _INK
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), _FONT)
    normal = file.styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.space_before = Pt(0), Pt(0)
    normal.paragraph_format.line_spacing = 1.0  # the memorandum keeps to its page in a wider font, too
    normal.element.rPr.append(parse_xml(f'<w:lang {_W} w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/>'))
    heading = file.styles["Heading 1"].paragraph_format
    heading.space_before, heading.space_after, heading.keep_with_next = Pt(14), Pt(6), True
    caption = file.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after = Pt(10), Pt(3)
    settings = file.settings.element
    for entry in ("<w:autoHyphenation {0}/>", '<w:hyphenationZone {0} w:val="360"/>'):
        settings.insert_element_before(parse_xml(entry.format(_W)), "w:characterSpacingControl", "w:compat")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":  # an older version opens as «compatible»
            setting.set(qn("w:val"), "15")
    told = file.core_properties
    told.title, told.author, told.comments = document.title, document.curator.told, document.as_of
    told.keywords, told.language, told.last_modified_by = document.fingerprint, "ru-RU", "«Отклик»"
    told.created = told.modified = document.now
    told.revision = 1
    _foot(page, document)


def _foot(page: Any, document: Document) -> None:
    line = page.footer.paragraphs[0]
    line.style = "Normal"  # the style of feet has tabs of its own
    line.paragraph_format.tab_stops.add_tab_stop(Mm(_TEXT), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{first_up(document.as_of)}; контрольный код {document.fingerprint}\tСтраница\u00a0")
    _field(line, "PAGE")
    line.add_run(" из\u00a0")
    _field(line, "NUMPAGES")
    for run in line.runs:
        run.font.size = Pt(8)


def _field(line: Any, name: str) -> None:
    """A field that the reader's program fills in: the number of the page, of pages."""
    line._p.append(
        parse_xml(
            f'<w:fldSimple {_W} w:instr="{name}"><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r>'
            "</w:fldSimple>"
        )
    )


# Head and signatures.


def _head(file: Any, document: Document) -> None:
    left = [document.organisation or _BLANK, "", "____ ____________ 20___ г. №\u00a0________"]
    right = ["Заместителю главы", document.deputy.declined or _BLANK, "",
             "от куратора", document.curator.declined or _BLANK]  # fmt: skip
    _columns(file, (85, 80), (left, right))
    _text(file, "СЛУЖЕБНАЯ ЗАПИСКА", bold=True, middle=True, before=8)
    _text(file, document.title, bold=True, middle=True, after=6)
    _text(file, document.subject)
    for mark in document.marks:
        _text(file, mark, bold=True)


def _finding(file: Any, section: Section, *, keep: bool) -> None:
    """A finding of the memorandum: its matter in bold, then the sentences in one paragraph.

    keep: with what follows, for nobody signs a page that says nothing.
    """
    line = _text(file, "", keep=keep)
    line.paragraph_format.keep_together = keep
    line.add_run(f"{section.title}. ").bold = True
    line.add_run(" ".join(section.sentences))


def _signatures(file: Any, document: Document) -> None:
    """What is enclosed and both signatures: together, or together on the next page."""
    titles = [f"{number}.\u00a0{part.title}" for number, part in enumerate(document.parts, start=1)]
    enclosed = _text(file, f"Приложения: {'; '.join(titles)}.", before=4, after=8, indent=False, keep=True)
    enclosed.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _columns(
        file,
        (78, 39, 48),
        _signature(first_up(document.curator.signing), document.curator, apart=True),
        _signature("С информацией ознакомлен(а): заместитель главы", document.deputy),
    )
    if document.drafter:
        _text(file, f"Исп. {document.drafter}", indent=False, before=6).runs[0].font.size = Pt(10)


def _signature(office: str, person: Person, *, apart: bool = False) -> tuple[list[str], ...]:
    """The office and the date, a line to sign on, the name; `apart`: an empty line parts it from the next."""
    return (
        [office, "«___»\u00a0____________\u00a020___\u00a0г.", *([""] if apart else [])],
        ["_" * 17, _SIGN],
        [person.name or "_" * 20],
    )


def _columns(file: Any, widths: tuple[float, ...], *rows: tuple[list[str], ...]) -> None:
    """Texts side by side, without lines; the rows stay on one page."""
    body = ""
    for place, row in enumerate(rows, start=1):
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>'
            f"{''.join(_line(text, keep=place < len(rows)) for text in lines)}</w:tc>"
            for width, lines in zip(widths, row, strict=True)
        )
        body += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    total = _twips(sum(widths))
    file.place(
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>",
    )


def _line(text: str, *, keep: bool) -> str:
    """A paragraph of `_columns`; what stands in brackets under a line is small."""
    small = '<w:rPr><w:sz w:val="16"/></w:rPr>' if text == _SIGN else ""
    return (
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}<w:suppressAutoHyphens/></w:pPr>"
        f'<w:r>{small}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _text(
    file: Any,
    text: str,
    *,
    bold: bool = False,
    middle: bool = False,
    indent: bool = True,
    keep: bool = False,
    before: float = 0,
    after: float = 4,
) -> Any:
    line = file.add_paragraph()
    run = line.add_run(text)
    run.bold = bold or None
    shape = line.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    shape.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.JUSTIFY
    if indent and not middle:
        shape.first_line_indent = Mm(12.5)
    shape.widow_control = True
    return line


# Tables and charts.


def _table(file: Any, table: Table, number: int) -> None:
    caption = file.add_paragraph(f"Таблица\u00a0{number}. {table.title}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    if not table.rows:
        _text(file, table.nothing)
        return
    if table.notes:  # above: a note below might begin the next page
        note = file.add_paragraph()
        note.add_run(table.notes).font.size = Pt(9)
        note.paragraph_format.space_after = Pt(3)
        note.paragraph_format.keep_with_next = True
    columns = table.inner
    small = len(columns) >= _NARROW
    whole = len(table.rows) <= _WHOLE and len(columns) > _PROSE
    grid = "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in columns)
    rows = [_row(columns, [column.title for column in columns], small=small, head=True)]
    for heading, own in table.groups:
        if heading:
            rows.append(_heading(columns, heading, small))
        for place, row in enumerate(own):
            last = len(own) - 1
            keep = place < last and (whole or place in (0, last - 1))
            total = table.total and place == last
            rows.append(_row(columns, [cell.shown for cell in row], small=small, bold=total, keep=keep))
    width = _twips(sum(column.width for column in columns))
    file.place(
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_margins(40 if small else 60)}</w:tblCellMar>'
        f"<w:tblCaption w:val={quoteattr(table.title)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>",
    )
    file.add_paragraph().paragraph_format.line_spacing = Pt(6)  # parts the table from the next


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8796A6"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="{}"/>'


def _margins(beside: int) -> str:
    """Of every cell, in twips; `beside`: to the left and to the right."""
    return "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 20), ("left", beside), ("bottom", 20), ("right", beside))
    )


def _row(
    columns: tuple[Column, ...],
    shown: list[str],
    *,
    small: bool,
    head: bool = False,
    bold: bool = False,
    keep: bool = False,
) -> str:
    cells = "".join(
        _cell(
            text,
            column.width,
            align="center" if head else "left" if column.kind in (Kind.TEXT, Kind.MOMENT) else "right",
            small=small,
            bold=head or bold,
            fill="E8F0FA" if head else "",
            keep=head or keep,
        )
        for column, text in zip(columns, shown, strict=True)
    )
    header = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>"


def _heading(columns: tuple[Column, ...], text: str, small: bool) -> str:
    width = sum(column.width for column in columns)
    cell = _cell(
        text, width, align="left", small=small, bold=True, fill="F2F5F9", keep=True, span=len(columns)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"


def _cell(
    text: str, width: float, *, align: str, small: bool, bold: bool, fill: str, keep: bool, span: int = 1
) -> str:
    size = 16 if small else 18  # half-points
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>'
        f"{f'<w:gridSpan w:val={chr(34)}{span}{chr(34)}/>' if span > 1 else ''}"
        f"{_SHADED.format(fill) if fill else ''}</w:tcPr>"
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}"
        f'<w:suppressAutoHyphens w:val="{"1" if align == "center" else "0"}"/>'
        f'<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )


def _twips(width: float) -> int:
    return round(width * _TWIPS)


def _chart(file: Any, chart: Chart, number: int) -> None:
    line = file.add_paragraph()
    line.add_run(chart.finding)
    line.paragraph_format.first_line_indent = Mm(12.5)
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(8), Pt(4)
    line.paragraph_format.keep_with_next = True
    picture = draw(chart)
    holder = file.add_paragraph()
    holder.paragraph_format.keep_with_next = True
    holder.paragraph_format.line_spacing = 1.0
    shape = holder.add_run().add_picture(io.BytesIO(picture.png), Inches(picture.width))
    for side in ("distT", "distB", "distL", "distR"):  # without them LibreOffice leaves a gap
        shape._inline.set(side, "0")
    told = shape._inline.docPr
    told.set("descr", chart.alt)
    told.set("title", chart.title)
    told.set("name", f"Рисунок {number}")
    caption = file.add_paragraph(f"Рисунок\u00a0{number}. {chart.title}", style="Caption")
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(2), Pt(8)


def _steady(data: bytes, tables: list[str]) -> bytes:
    """The same container without the moment of its making, the tables in their places."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in source.infolist():
            part = zipfile.ZipInfo(entry.filename, _STAMP)
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                content = _PLACED.sub(lambda found: tables[int(found[1], 16)].encode(), content)
            copy.writestr(part, content, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()
