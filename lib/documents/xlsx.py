"""The monthly summary as a workbook: numbers in tables, native charts to edit, sheets set up for paper.

Texts come from citizens and stay text: no formula, no link is made of them. Equal documents give equal bytes.
«Показатели» holds every figure as numbers, «Прошлые месяцы» what the next month's document compares with.
"""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import Any

import pandas as pd
import xlsxwriter

from lib.charts.looks import LIGHT
from lib.documents import past as report_past
from lib.documents.list_file import SAFE
from lib.documents.looks import FEWEST, LOOKS, Pattern
from lib.documents.model import Chart, Document, Kind, Section, Series, Shape, Table, Tone
from lib.documents.sheet import Sheet, Styles, widths_of

SUMMARY, FIGURES, DATA = "Сводка", "Показатели", "Данные диаграмм"
_TITLES = {
    "timeliness": "Своевременность",
    "quality": "Качество",
    "dynamics": "Динамика",
    "deficiencies": "Недостатки",
    "definitions": "Определения",
    "changed": "Изменения",
}
_GRID = [30.0] + [8.8] * 11  # characters: the columns of a sheet with several tables
_HEIGHT, _FRAME, _BAR, _GROUP = 300, 110, 26, 32  # pixels of charts and of their bars
_FEW = 5  # counts up to which every whole number is named beside the axis
_LABELS, _GAP = 16, 45  # labels below an axis; per cent of a bar between two
_PATTERNS = {
    Pattern.STRIPES: "wide_upward_diagonal",
    Pattern.CROSSES: "wide_downward_diagonal",
    Pattern.DOTS: "dotted_grid",
    Pattern.DIAMOND: "light_horizontal",
}


def render(document: Document) -> bytes:
    """The document as the bytes of an .xlsx."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        told = {"title": document.title, "author": document.curator.told, "created": document.now}
        book.set_properties({**told, "comments": f"{document.as_of}; контрольный код {document.fingerprint}"})
        styles = Styles(book)
        _summary(Sheet(book.add_worksheet(SUMMARY), styles, [24, 76], landscape=False), document)
        sheets = [book.add_worksheet(_TITLES[part.key]) for part in document.parts]
        figures = book.add_worksheet(FIGURES)
        charts = Charts(book, styles)
        past = book.add_worksheet(report_past.SHEET)
        for sheet, part in zip(sheets, document.parts, strict=True):
            lay(sheet, styles, part, charts).foot(f"{part.title}; {document.as_of}")
        charts.sheet.foot(f"{DATA}; {document.as_of}")
        charts.target.hide()  # for who edits a chart, not for paper
        _figures(figures, styles, document)
        _past(past, styles, document)
    return target.getvalue()


def _summary(sheet: Sheet, document: Document) -> None:
    sheet.title(document.title)
    sheet.sentence("")
    lines = [
        ("Организация", document.organisation or "—"),
        ("Кому", f"заместителю главы {document.deputy.declined}".strip()),
        ("От кого", f"от куратора {document.curator.declined}".strip()),
        ("Основание", document.subject),
        ("Данные на", f"{document.now:%d.%m.%Y %H:%M}"),
        ("Контрольный код", document.fingerprint),
        *(("Внимание", mark) for mark in document.marks),
        *((section.title, sentence) for section in document.findings for sentence in section.sentences),
        (
            "Для сверки",
            "Сохраните файл: по нему программа покажет, какие показатели прошлых месяцев изменились.",
        ),
    ]
    before = ""
    for name, text in lines:
        sheet.pair("" if name == before else name, text)
        before = name
    sheet.foot(f"{SUMMARY}; {document.as_of}")


def lay(target: Any, styles: Styles, part: Section, charts: Charts) -> Sheet:
    """A part of the document on its sheet; a single table keeps the columns of its groups, to filter by."""
    alone = len(part.blocks) == 1 and bool(part.tables)
    sheet = Sheet(target, styles, widths_of(part.tables[0]) if alone else _GRID, landscape=alone)
    sheet.title(part.title)
    for sentence in part.sentences:
        sheet.sentence(sentence)
    for block in part.blocks:
        if isinstance(block, Table):
            sheet.table(block, flat=alone, last=block is part.blocks[-1])
        else:
            bar = _GROUP if block.marked else _BAR
            height = _FRAME + bar * len(block.labels) if block.shape is Shape.BARS else _HEIGHT
            sheet.chart(charts.draw(block), height, block.alt, block.finding)
    return sheet


class Charts:
    """Native charts, and the sheet that holds their data, a block for each."""

    def __init__(self, book: Any, styles: Styles) -> None:
        self.book, self.styles = book, styles
        self.target = book.add_worksheet(DATA)
        self.sheet = Sheet(self.target, styles, [44, 22, 22, 22, 22, 22], landscape=False)
        self.next = 0

    def draw(self, chart: Chart) -> Any:
        """The chart over its own block of data.

        A native bar has no marks beside it: the earlier periods are bars of their own, beside the whole.
        """
        if chart.marked:
            whole = Series("всего за месяц", Tone.ORDINARY, chart.totals)
            chart = replace(chart, series=(whole, *(one for one in chart.series if one.tone.marked)))
        top = self._write(chart)
        kind = {Shape.BARS: "bar", Shape.COLUMNS: "column"}.get(chart.shape, "line")
        options = {"type": kind}
        if kind != "line" and not chart.marked:
            options["subtype"] = "stacked"
        drawn = self.book.add_chart(options)
        for place, series in enumerate(chart.series, start=1):
            drawn.add_series(_series(chart, series, top, place))
        drawn.show_hidden_data()  # its data lie on a sheet that is not shown
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        drawn.set_legend({"position": "top"} if len(chart.series) > 1 else {"none": True})
        numbers = {
            "num_format": "0",
            "min": chart.floor if chart.shape is Shape.RUN else 0,
            "major_gridlines": {"visible": True, "line": {"color": LIGHT.grid}},
            "line": {"none": True},
        }
        counts = [*chart.totals, *(value for series in chart.series for value in series.values)]
        if chart.shape is not Shape.RUN and not any(count > _FEW for count in counts):
            numbers["major_unit"] = 1  # a half is no number of messages
        if chart.shape is Shape.BARS:  # names run downwards, yet the numbers stay below
            drawn.set_x_axis(numbers)
            names = {"reverse": True, "crossing": "max", "interval_unit": 1}
            drawn.set_y_axis({**names, "major_gridlines": {"visible": False}})
        else:
            drawn.set_x_axis({"interval_unit": math.ceil(len(chart.labels) / _LABELS)})
            drawn.set_y_axis(numbers)
        return drawn

    def _write(self, chart: Chart) -> int:
        """Write the block of data; returns the row of its header."""
        styles, sheet = self.styles, self.target
        sheet.write_string(self.next, 0, chart.title, styles.heading)
        top = self.next + 1
        sheet.write_string(top, 0, "", styles.head)
        for place, series in enumerate(chart.series, start=1):
            sheet.write_string(top, place, series.name, styles.head)
            for row, value in enumerate(series.values, start=top + 1):
                if not math.isnan(value):
                    sheet.write_number(row, place, value, styles.cells[Kind.NUMBER, False])
        for row, label in enumerate(chart.labels, start=top + 1):
            sheet.write_string(row, 0, label, styles.cells[Kind.TEXT, False])
        self.next = top + len(chart.labels) + 2
        return top


def _series(chart: Chart, series: Series, top: int, place: int) -> dict[str, Any]:
    last = top + len(chart.labels)
    look = LOOKS[series.tone]
    colour = look.colour(LIGHT)
    result: dict[str, Any] = {
        "name": [DATA, top, place],
        "categories": [DATA, top + 1, 0, last, 0],
        "values": [DATA, top + 1, place, last, place],
        "gap": _GAP if chart.shape is Shape.BARS else _GAP + 60 * max(0, FEWEST - len(chart.labels)),
    }
    if series.tone is Tone.SIGNAL:
        diamond = {"type": "diamond", "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
        return result | {"line": {"none": True}, "marker": diamond}
    if chart.shape in (Shape.STAIRS, Shape.RUN):
        dash = "dash" if look.pattern is Pattern.DASHES else "solid"
        return result | {"line": {"color": colour, "width": 2, "dash_type": dash}}
    if look.pattern is Pattern.TICK:
        return result | {"fill": {"color": LIGHT.unknown}}
    if look.pattern in _PATTERNS:
        pattern = {"pattern": _PATTERNS[look.pattern], "fg_color": "#FFFFFF", "bg_color": colour}
        return result | {"pattern": pattern}
    return result | {"fill": {"color": colour}}


def _figures(target: Any, styles: Styles, document: Document) -> None:
    """Every figure as numbers, one row each."""
    frame = document.figures
    widths = [20 if name.startswith("Показано") else 12 for name in frame.columns[5:]]
    sheet = Sheet(target, styles, [16, 16, 38, 20, 12, *widths])
    text, number = styles.cells[Kind.TEXT, False], styles.cells[Kind.MINUTES, False]
    for row, told in enumerate([list(frame.columns), *frame.to_numpy().tolist()]):
        target.set_row(row, sheet.height([cell if isinstance(cell, str) else "" for cell in told]))
    for place, name in enumerate(frame.columns):
        target.write_string(0, place, name, styles.head)
        for row, value in enumerate(frame[name], start=1):
            if isinstance(value, str):
                target.write_string(row, place, value, text)
            elif pd.isna(value):
                target.write_blank(row, place, None, text)
            else:
                target.write_number(row, place, value, number)
    target.freeze_panes(1, 3)
    target.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    target.repeat_rows(0)
    sheet.foot(f"{FIGURES}; {document.as_of}")


def _past(target: Any, styles: Styles, document: Document) -> None:
    """The figures of the months before, as `report_past.read` finds them."""
    sheet = Sheet(target, styles, [18, 20, 16, 16, 38, 30], landscape=False)
    sheet.title(report_past.SHEET)
    sheet.sentence("По этому листу сводка следующего месяца увидит, что изменилось: не меняйте его.")
    target.hide()  # for programs, not for paper
    sheet.pair(report_past.MONTH, document.month)
    sheet.pair(report_past.PRINT, document.fingerprint)
    sheet.pair(report_past.AS_OF, f"{document.now:%d.%m.%Y %H:%M}")
    top = sheet.row + 1
    for place, name in enumerate(document.past.columns):
        target.write_string(top, place, name, styles.head)
        for row, value in enumerate(document.past[name], start=top + 1):
            target.write_string(row, place, value, styles.cells[Kind.TEXT, False])
    target.repeat_rows(top)
    sheet.foot(f"{report_past.SHEET}; {document.as_of}")
