"""One printable sheet of the monthly workbook, filled from above: titles, sentences, tables, charts.

Heights of rows are set, since not every program finds them itself, and pages break between blocks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from lib.documents.model import Column, Kind, Row, Table

FORMATS = {
    Kind.NUMBER: "#,##0",
    Kind.CHANGE: '+#,##0;"−"#,##0;0',
    Kind.RATE: "0.0",
    Kind.SHARE: "0%",  # with the decimals that are shown of each
    Kind.MINUTES: "General",
    Kind.MOMENT: "dd.mm.yyyy hh:mm",
}
_LINE = 15.0  # points of a line
_LANDSCAPE, _PORTRAIT = (777.0, 515.0), (530.0, 762.0)  # points of A4 inside the margins
_PIXEL = 0.75  # points
_GREAT, _SMALL, _THIN, _NARROW = 1.25, 1.02, 0.5, " \u00a0.,:;()«»·-"  # of a digit's width: letters, signs
_RAGGED, _PADDING = 1.08, 0.7  # lines end at words; beside the text of a cell
_MANY = 15  # columns of a wide table
_SURE = 0.97  # of a page is counted on: fonts differ
_HALF, _BEGUN = 0.5, 8  # of a page, from which a table may be parted; lines that it begins with at least


class Styles:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        edge = {"border": 1, "border_color": "#D3DBE5", "valign": "top"}
        wrapped = {"valign": "top", "text_wrap": True}
        self.plain = book.add_format(wrapped)
        self.bold = book.add_format({**wrapped, "bold": True})
        self.title = book.add_format({**wrapped, "bold": True, "font_size": 14})
        self.heading = book.add_format({"bold": True, "font_size": 12})
        self.head = book.add_format({**edge, "bold": True, "bg_color": "#E8F0FA", "text_wrap": True})
        self.group = book.add_format({**edge, "bold": True, "bg_color": "#F2F5F9"})
        self.cells = {
            (kind, bold): book.add_format(
                {**edge, "text_wrap": kind is Kind.TEXT, "bold": bold}
                | ({"num_format": FORMATS[kind]} if kind in FORMATS else {})
            )
            for kind in Kind
            for bold in (False, True)
        }
        self.right = book.add_format({**edge, "align": "right"})
        self._share = cache(
            lambda digits, bold: book.add_format(
                {**edge, "bold": bold, "num_format": f"0.{'0' * digits}%" if digits else FORMATS[Kind.SHARE]}
            )
        )

    def of(self, kind: Kind, value: Any, bold: bool) -> Any:
        """The format of a cell; a share shows as many decimals as its value has, not rounded once more."""
        if kind is not Kind.SHARE or value is None:
            return self.cells[kind, bold]
        return self._share(len(f"{100 * value:.6f}".rstrip("0").partition(".")[2]), bold)


class Sheet:
    """A worksheet and the row where the next block begins. `widths` of its columns are in characters.

    It is printed one page wide, whatever the fonts of the computer make of the widths.
    """

    def __init__(
        self, sheet: Any, styles: Styles, widths: Sequence[float], *, landscape: bool = True
    ) -> None:
        self.sheet, self.styles, self.widths = sheet, styles, list(widths)
        self.row = 0
        for place, width in enumerate(self.widths):
            sheet.set_column(place, place, width)
        self.width = sum(int(width * 7 + 0.5) + 5 for width in self.widths)  # pixels, in Calibri 11
        across, down = _LANDSCAPE if landscape else _PORTRAIT
        sheet.set_paper(9)  # A4
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        self._page, self._used = _SURE * down / min(1.0, across / (self.width * _PIXEL)), 0.0
        self._breaks: list[int] = []
        self._repeated = 0.0  # points of the header that each further page repeats

    def foot(self, text: str) -> None:
        """What stands at the foot of each page; call it last."""
        self.sheet.set_footer(f"&L&8{text.replace('&', '&&')}&R&8Страница &P из &N")
        if self._breaks:
            self.sheet.set_h_pagebreaks(self._breaks)

    def _room(self, height: float) -> None:
        """Begin a new page where a block of that height would be cut, unless it is longer than a page."""
        if self._used and self._used + height > self._page and height <= self._page:
            self._turn()

    def _turn(self) -> None:
        self._breaks.append(self.row)
        self._used = self._repeated

    def _next(self, height: float = _LINE) -> None:
        if self._used + height > self._page:
            self._turn()
        self.sheet.set_row(self.row, height)
        self.row += 1
        self._used += height

    def title(self, text: str) -> None:
        """The title of the sheet, across all columns."""
        self._across(text, self.styles.title, _LINE * 1.4 * self._lines(text, sum(self.widths) * 0.75))

    def sentence(self, text: str) -> None:
        """A sentence across all columns."""
        self._across(text, self.styles.plain, _LINE * self._lines(text, sum(self.widths)))

    def _across(self, text: str, style: Any, height: float) -> None:
        self._write(0, len(self.widths) - 1, text, style)
        self._next(height)

    def _write(self, first: int, last: int, text: str, style: Any) -> None:
        """A text over the columns `first` to `last`, as text whatever it looks like."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
        self.sheet.write_string(self.row, first, text, style)

    def pair(self, name: str, text: str) -> None:
        """A name and its text beside it, over all other columns."""
        self._write(0, 0, name, self.styles.bold)
        self._write(1, len(self.widths) - 1, text, self.styles.plain)
        self._next(_LINE * self._lines(text, sum(self.widths[1:])))

    @staticmethod
    def _lines(text: str, width: float) -> int:
        """How many lines a text takes in `width` of the program's own measure, which is a digit's."""
        taken = sum(_GREAT if c.isupper() else _THIN if c in _NARROW else _SMALL for c in text)
        return 1 if taken <= width - _PADDING else max(2, math.ceil(taken * _RAGGED / max(width, 1)))

    def height(self, texts: Sequence[str]) -> float:
        """How high a row is whose texts stand in one column each, none of them cut."""
        return _LINE * max(self._lines(text, width) for text, width in zip(texts, self.widths, strict=True))

    def chart(self, drawn: Any, height: int, alt: str, finding: str) -> None:
        """A native chart as wide as the sheet, `height` pixels high, under the sentence of its finding."""
        rows = math.ceil(height * _PIXEL / _LINE) + 1
        self._room((rows + 2) * _LINE)
        self._next()
        self.sentence(finding)
        drawn.set_size({"width": self.width - 4, "height": height})
        self.sheet.insert_chart(self.row, 0, drawn, {"description": alt, "object_position": 1})
        for _ in range(rows):
            self._next()

    def table(self, table: Table, *, flat: bool, last: bool = False) -> None:
        """A table; `flat`: the cells of groups stay in columns to filter by, else they become headings.

        The `last` one of a sheet may go on on the next page, which then repeats its header: a sheet has one
        header to repeat.
        """
        columns = table.columns if flat else table.inner
        groups = [("", list(table.rows))] if flat else list(table.groups)
        spans = self._spans(columns)
        titles = [f"{item.title}, мин" if item.kind is Kind.MINUTES else item.title for item in columns]
        head = max(self._height(columns, spans, titles), _LINE * (2 if len(columns) > 5 else 1))
        rows_of = [row for _, rows in groups for row in rows]
        whole = sum(self._height(columns, spans, [cell.shown for cell in row]) for row in rows_of)
        told = self._lines(table.notes or table.nothing, sum(self.widths)) + len(groups) + 3
        begun = head + _LINE * _BEGUN
        self._room(begun if last and whole > _HALF * self._page else head + whole + told * _LINE)
        self._next()
        self._write(0, 0, table.title, self.styles.heading)
        self._next(_LINE * 1.2)
        if not table.rows:
            return self.sentence(table.nothing)
        top = self.row
        for span, title in zip(spans, titles, strict=True):
            self._write(*span, title, self.styles.head)
        self._next(head)
        if flat or last:
            self.sheet.repeat_rows(top)
            self._repeated = head
        for heading, rows in groups:
            if heading:
                self._write(0, spans[-1][1], heading, self.styles.group)
                self._next()
            for number, row in enumerate(rows, start=1):
                self._row(columns, spans, row, bold=table.total and number == len(rows))
        if flat:
            self.sheet.freeze_panes(top + 1, 0)
            self.sheet.autofilter(top, 0, self.row - 1, len(columns) - 1)
        if table.notes:
            self.sentence(table.notes)

    def _spans(self, columns: Sequence[Column]) -> list[tuple[int, int]]:
        """The first and the last column of the sheet for each column of a table.

        A number takes one; what is left of the sheet is parted among the texts after the first column.
        """
        texts = [place for place, column in enumerate(columns) if place and column.kind is Kind.TEXT]
        free = max(len(self.widths) - len(columns), 0)
        more = free // len(texts) if texts else 0
        result, place = [], 0
        for number, _ in enumerate(columns):
            last = place + (more if number in texts else 0)
            result.append((place, last))
            place = last + 1
        return result

    def _row(self, columns: Sequence[Column], spans: list[tuple[int, int]], row: Row, *, bold: bool) -> None:
        for span, column, cell in zip(spans, columns, row, strict=True):
            style = self.styles.of(column.kind, cell.value, bold)
            if isinstance(cell.value, datetime):
                self.sheet.write_datetime(self.row, span[0], cell.value, style)
            elif cell.value is not None and column.kind is not Kind.TEXT:
                self.sheet.write_number(self.row, span[0], cell.value, style)
            else:
                self._write(*span, cell.shown, self.styles.right if column.kind in FORMATS else style)
        self._next(self._height(columns, spans, [cell.shown for cell in row]))

    def _height(self, columns: Sequence[Column], spans: list[tuple[int, int]], shown: Sequence[str]) -> float:
        lines = 1
        for column, (first, last), text in zip(columns, spans, shown, strict=True):
            if column.kind is Kind.TEXT or not text[:1].isdigit():
                lines = max(lines, self._lines(text, sum(self.widths[first : last + 1])))
        return _LINE * lines


def widths_of(table: Table) -> list[float]:
    """Widths for a sheet of that one table, in characters."""
    least: Mapping[Kind, float] = {Kind.MOMENT: 17, Kind.TEXT: 9}
    number = 12 if len(table.columns) <= _MANY else 9  # of a wide table, so that its page stays legible
    return [max(column.width * 0.6, least.get(column.kind, number)) for column in table.columns]
