"""An empty register as an .xlsx workbook, and the writer that the demonstration shares.

The layout comes from `lib.law.schema`, the words from `defaults`. The Google Sheet of the
same layout is laid by `into_sheet`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from lib.base import files
from lib.law import schema
from lib.law.regulation import Norm
from lib.law.schema import Cell, Column
from lib.template import defaults, look
from lib.template.defaults import Content, Row
from lib.template.layout import (
    LAST_LIST_ROW,
    Layout,
    bands,
    choices,
    clash_formula,
    late_formula,
    layout,
    list_field,
)

LAST_ROW = 5000  # helps (lists, formats of a condition) reach down to this sheet row
CREATED = datetime(2026, 1, 1)  # a fixed date of creation: equal content, equal bytes
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}  # of xlsxwriter: texts stay texts
EPOCH = datetime(1899, 12, 30)
LATE, CLASH = "late", "clash"
LINE = 13.5  # height of one line of text, points


def write(path: str | Path, preset: str | None = None, *, author: bool = False) -> None:
    """Write an empty register.

    `preset` is a key of `template_defaults.PRESETS` (UsageError for another name); `author` adds the
    optional column «Автор», which holds personal data. UsageError too where the file cannot be written.
    """
    write_content(path, defaults.content(preset), preset=preset, author=author)


def write_content(
    path: str | Path, content: Content, *, preset: str | None = None, author: bool = False
) -> None:
    """Write a register with these rows, laid out and helped as the template is; UsageError as `write`."""
    layouts = {tab.title: layout(tab, author=author) for tab in schema.TABS}
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": "Реестр сообщений из открытых источников", "created": CREATED})
        writer = Writer(book, defaults.norms(preset), layouts[schema.LISTS.title])
        writer.memo()
        for title, place in layouts.items():
            writer.tab(place, content.get(title, []))
        book.get_worksheet_by_name(schema.CASES.title).activate()
    with files.whole(Path(path)) as draft:
        draft.write_bytes(file.getvalue())


class Writer:
    """One workbook being written: its formats are made once.

    `lists` is where «Справочники» stands, for the drop-down lists; without it there are none of its lists.
    """

    def __init__(self, book: Any, norms: dict[str, Norm], lists: Layout | None) -> None:
        self.book = book
        self.norms = norms
        self.lists = lists
        base = {"font_name": "Arial", "font_size": 10}
        top = base | {"valign": "top"}
        self.text = book.add_format(top | {"text_wrap": True, "align": "left"})
        self.plain = book.add_format(top | {"align": "left"})
        self.time = book.add_format(top | {"num_format": look.TIME_FORMAT, "align": "left"})
        self.amount = book.add_format(top | {"num_format": look.AMOUNT_FORMAT, "align": "left"})
        self.date = book.add_format(top | {"num_format": look.DATE_FORMAT, "align": "left"})
        self.bands = {
            group: book.add_format(base | {"bold": True, "font_color": "#FFFFFF", "bg_color": colours.band})
            for group, colours in look.PALETTES.items()
        }
        self.heads = {
            group: book.add_format(
                base
                | {"bold": True, "bg_color": colours.header, "text_wrap": True, "valign": "vcenter"}
                | {"bottom": 2, "bottom_color": colours.band}
            )
            for group, colours in look.PALETTES.items()
        }
        self.note = book.add_format(base | {"italic": True, "font_color": "#4A4F55", "valign": "top"})
        self.late = book.add_format({"bg_color": look.LATE_FILL, "font_color": look.LATE_FONT, "bold": True})
        self.clash = book.add_format({"bg_color": look.CLASH_FILL})

    def tab(self, place: Layout, rows: Sequence[Row]) -> None:
        """A whole tab with its rows, laid out and helped."""
        sheet = self.book.add_worksheet(place.title)
        self.widths(sheet, place, place.columns)
        if place.tab is schema.CASES:
            self._bands(sheet, place)
            self.conditions(sheet, place, (LATE, CLASH), len(place.columns), LAST_ROW)
        else:
            sheet.write_string(0, 0, defaults.TAB_NOTES[place.tab.title], self.note)
        sheet.set_row(place.header_row - 1, 44 if place.tab is schema.CASES else 20)
        sheet.freeze_panes(place.header_row, 1 if place.tab is schema.CASES else 0)
        self.headers(sheet, place, place.columns)
        self.notes(sheet, place, place.columns)
        self.rows(sheet, place, rows, place.first_row)
        self.rules(sheet, place, place.columns, LAST_ROW)
        self._page(sheet, place, len(rows))

    def memo(self) -> None:
        """The tab «Памятка»."""
        sheet = self.book.add_worksheet(schema.MEMO_TITLE)
        heading = {"font_name": "Arial", "font_size": 11, "bold": True, "font_color": "#1F4E79"}
        title = self.book.add_format(heading | {"font_size": 16})
        section = self.book.add_format(heading | {"valign": "bottom"})
        line = self.book.add_format(
            {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top", "indent": 1}
        )
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 118)
        sheet.write_string(0, 0, "Как вести реестр", title)
        sheet.set_row(0, 26)
        row = 1
        for head, lines in defaults.memo(self.norms):
            sheet.set_row(row, 21)
            sheet.write_string(row, 0, head, section)
            for text in lines:
                row += 1
                sheet.write_string(row, 0, text, line)
                sheet.set_row(row, LINE * ceil(len(text) / 118))
            row += 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)

    def _format(self, column: Column) -> Any:
        """The format of a column's data cells."""
        if column.cell is Cell.TIME:
            return self.time
        if column.cell is Cell.DATE:
            return self.date
        if column.cell is Cell.HOURS:
            return self.amount
        return self.text if column.cell is Cell.TEXT else self.plain

    def widths(self, sheet: Any, place: Layout, columns: Iterable[Column]) -> None:
        """Widths, default formats, and the rare columns in collapsed groups (the «+» stands after each)."""
        after_rare, number = False, 0
        for column in columns:
            number = place.at[column.field]
            options: dict[str, Any] = {}
            if column.rare:
                options = {"level": 1, "hidden": True}
            elif after_rare:
                options = {"collapsed": True}
            after_rare = column.rare
            sheet.set_column(number, number, column.width, self._format(column), options)
        if after_rare:
            sheet.set_column(number + 1, number + 1, None, None, {"collapsed": True})

    def _bands(self, sheet: Any, place: Layout) -> None:
        """The coloured band above the headers: the group's name over its first column that is not folded."""
        for group, numbers, named in bands(place.columns):
            for number in numbers:
                sheet.write_string(0, number, group if number == named else "", self.bands[group])

    def headers(self, sheet: Any, place: Layout, columns: Iterable[Column]) -> None:
        """The headers of these columns in the colours of their groups."""
        for column in columns:
            sheet.write_string(
                place.header_row - 1, place.at[column.field], column.title, self.heads[column.group]
            )

    def notes(self, sheet: Any, place: Layout, columns: Iterable[Column]) -> None:
        """The notes on the headers of these columns, where they have any."""
        look = {"author": "Отклик", "x_scale": 2.2, "y_scale": 1.1}
        for column in columns:
            if column.note:
                sheet.write_comment(place.header_row - 1, place.at[column.field], column.note, look)

    def rows(self, sheet: Any, place: Layout, rows: Iterable[Row], first: int) -> None:
        """Rows from that sheet row (from 1) on; KeyError for a field that the tab has not."""
        fields = {column.field: (place.at[column.field], self._format(column)) for column in place.columns}
        widths = {column.field: column.width for column in place.columns if column.cell is Cell.TEXT}
        for number, row in enumerate(rows, start=first - 1):
            # Excel fits the height of wrapped text by itself, LibreOffice only where it is typed.
            lengths = (ceil(len(str(row.get(f, ""))) / (1.15 * width)) for f, width in widths.items())
            lines = max(lengths, default=1)
            if lines > 1:
                sheet.set_row(number, LINE * lines)
            for field, value in row.items():
                column, style = fields[field]
                if isinstance(value, str):
                    sheet.write_string(number, column, value, style)
                elif isinstance(value, datetime):
                    sheet.write_number(number, column, serial(value), style)
                else:
                    sheet.write_number(number, column, value, style)

    def rules(self, sheet: Any, place: Layout, columns: Iterable[Column], last: int) -> None:
        """Drop-down lists and bounds down to the `last` row; all of them warn and let the value pass."""
        for column in columns:
            found = rule(column, self.lists)
            if found:
                at, warning = place.at[column.field], {"error_type": "warning", "ignore_blank": True}
                sheet.data_validation(place.first_row - 1, at, last - 1, at, warning | found)

    def conditions(self, sheet: Any, place: Layout, which: Iterable[str], columns: int, last: int) -> None:
        """Those of the `warnings`: over № and «Выявлено», and over the first so many columns."""
        first, end = place.first_row, xl_col_to_name(columns - 1)
        shown = (f"{letter}{first}:{letter}{last}" for letter in map(place.letter, ("case", "detected")))
        looks = {LATE: (" ".join(shown), self.late), CLASH: (f"A{first}:{end}{last}", self.clash)}
        formulas = warnings(place, self.norms)
        for name in which:
            area, style = looks[name]
            rule = {"type": "formula", "criteria": f"={formulas[name]}", "format": style}
            sheet.conditional_format(area.partition(" ")[0], rule | {"multi_range": area})

    def _page(self, sheet: Any, place: Layout, rows: int) -> None:
        """Filters and print set-up: A4 across, legible («Реестр» is two pages wide), headers on each page."""
        if place.tab in (schema.CASES, schema.JOURNAL):
            bottom = max(place.header_row + rows, LAST_ROW) - 1
            sheet.autofilter(place.header_row - 1, 0, bottom, len(place.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(2 if place.tab is schema.CASES else 1, 0)
        if place.tab is schema.CASES:
            sheet.repeat_columns(0, 0)
        sheet.hide_gridlines(0)
        sheet.repeat_rows(place.header_row - 1)
        sheet.set_footer("&L&A&R&P из &N")


def warnings(place: Layout, norms: Mapping[str, Norm]) -> dict[str, str]:
    """The formulas by which cells of «Реестр» are coloured, without the equals sign."""
    return {LATE: late_formula(place, norms), CLASH: clash_formula(place)}


def rule(column: Column, lists: Layout | None) -> dict[str, Any] | None:
    """What xlsxwriter is told of a column's drop-down list or bounds; None where it has none."""
    if column.cell is Cell.LIST and lists is not None and list_field(column) in lists.at:
        source = lists.cells(list_field(column), LAST_LIST_ROW)
        start = source.partition(":")[0]
        # Up to the last filled line: the list that drops down has no empty tail.
        return {
            "validate": "list",
            "source": f"={start}:INDEX({source},MAX(1,COUNTA({source})))",
            "error_title": "Нет в списке",
            "error_message": f"Такого значения нет на листе «Справочники», столбец «{column.source}».",
        }
    if choices(column):
        return {
            "validate": "list",
            "source": choices(column),
            "error_title": "Нет в списке",
            "error_message": "Выберите значение из списка: другое «Отклик» не поймёт.",
        }
    if column.cell in (Cell.TIME, Cell.DATE):
        example = "23.11.2026 14:05" if column.cell is Cell.TIME else "23.11.2026"
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": datetime(2000, 1, 1),
            "maximum": datetime(2099, 12, 31),
            "error_title": "Похоже, это не дата",
            "error_message": f"Нужны дата и время: {example}."
            if column.cell is Cell.TIME
            else f"Нужна дата: {example}.",
        }
    if column.cell is Cell.HOURS:
        return {
            "validate": "decimal",
            "criteria": "between",
            "minimum": schema.LEAST_AMOUNT,
            "maximum": schema.MOST_AMOUNT,
            "error_title": "Нужно число",
            "error_message": "Нужно число, например 4 или 1,5: не время и не дата.",
        }
    if column.cell is Cell.MARK:
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": 5,
            "error_title": "Оценка",
            "error_message": "Целое число от 1 до 5.",
        }
    return None


def serial(moment: datetime) -> float:
    """The spreadsheet's number of that moment: days since 30.12.1899."""
    return (moment - EPOCH).total_seconds() / 86_400
