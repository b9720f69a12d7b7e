"""The documents of a month read back: their text and their tables, each by a reader of its own format."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn

from lib.documents.model import Cell, Kind, Table

Rows = list[list[str]]
_VOID = {"meta", "col", "br", "img", "link", "input", "hr"}


def plain(text: str) -> str:
    """The text with ordinary spaces and hyphens: what a reader reads."""
    return " ".join(text.replace("\u00a0", " ").replace("\u2011", "-").split())


class Page(HTMLParser):
    """An .html taken apart: tags with their attributes, visible text, tables by `data-key`, scripts."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.tables: dict[str, Rows] = {}
        self._open: list[str] = []
        self._rows: Rows = []
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "table":
            self._rows = []
            key = dict(attrs).get("data-key")
            if key:
                self.tables[key] = self._rows
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
        elif tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.scripts[-1] += data
        elif inside not in ("style", "title"):
            self.words.append(data)
            if inside in ("td", "th"):
                self._rows[-1][-1] += data

    @property
    def text(self) -> str:
        return plain(" ".join(self.words))


def docx_text(data: bytes) -> str:
    """All words of a .docx, those of its tables included, in their order."""
    body = docx.Document(io.BytesIO(data)).element.body
    return plain(" ".join(map(_words, body.iter(qn("w:p")))))


def _words(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(qn("w:t")))


def docx_tables(data: bytes) -> dict[str, Rows]:
    """The tables of a .docx by their titles, every row of them; a cell over several columns once."""
    file = docx.Document(io.BytesIO(data))
    found: dict[str, Rows] = {}
    title = ""
    for block in file.iter_inner_content():
        if hasattr(block, "rows"):
            if title:
                rows = block._tbl.tr_lst
                found[title] = [[_words(cell) for cell in row.tc_lst] for row in rows]
            title = ""
        else:
            told = re.fullmatch(r"Таблица\u00a0\d+\. (.*)", block.text)
            title = told[1] if told else title  # a note may stand between
    return found


def xlsx_text(data: bytes) -> str:
    """All texts in the cells of an .xlsx."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return plain(" ".join(value for value in cells if isinstance(value, str)))


def xlsx_tables(data: bytes) -> dict[str, list[list[Any]]]:
    """The tables of an .xlsx by their titles: the rows below each, up to an empty one."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found: dict[str, list[list[Any]]] = {}
    for sheet in (one for one in book if one.title != "Данные диаграмм"):
        rows = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        for at, row in enumerate(rows):
            if len(row) == 1 and row[0].font.b and row[0].font.sz == 12:
                end = next((k for k in range(at + 1, len(rows)) if not rows[k]), len(rows))
                found[row[0].value] = [[cell.value for cell in own] for own in rows[at + 1 : end]]
    return found


def expected(table: Table) -> Rows:
    """The rows that a table must have on paper: its titles, then the rows under the headings of groups."""
    rows = [[column.title for column in table.inner]]
    for heading, own in table.groups:
        rows += [[heading]] if heading else []
        rows += [[cell.shown for cell in row] for row in own]
    return rows


def in_a_cell(cell: Cell, kind: Kind) -> Any:
    """What a spreadsheet's cell must hold: the value where there is one, else the text."""
    if cell.value is None or kind is Kind.TEXT:
        return cell.shown
    return cell.value if kind is Kind.MOMENT else round(float(cell.value), 4)
