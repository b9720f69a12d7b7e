"""A list as a workbook to keep or to print: text stays text, no formula lives, A4 is set up.

Cells come from citizens and may begin with «=», «+» or «@»; nothing here lets a spreadsheet program run them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from lib.base.plaintext import plain

_CREATED = datetime(2020, 6, 30)  # a fixed stamp: equal lists give equal bytes
# For every workbook with texts of the register: none of them becomes a formula, a link or a number.
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_LONGEST = 32_767  # characters in a cell of the format
_LONGEST_FOOT = 100  # of its 255 with what else stands there; a longer foot is left out altogether


def workbook(table: pd.DataFrame, title: str, notes: list[str], widths: Mapping[str, float]) -> bytes:
    """`table` as the bytes of an .xlsx: title and notes above, a frozen header, A4 landscape, one page wide.

    datetime64 columns become dates, numbers stay numbers, everything else text. `widths` are in characters.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        book.set_properties({"title": _text(title), "created": _CREATED})
        sheet = book.add_worksheet("Список")
        style = _styles(book)
        sheet.write_string(0, 0, _text(title), style["title"])
        for number, note in enumerate(notes, start=1):
            sheet.write_string(number, 0, _text(note), style["note"])
        top = len(notes) + 2
        for column, name in enumerate(table.columns):
            sheet.set_column(column, column, widths.get(name, 14))
            sheet.write_string(top, column, _text(name), style["header"])
            _column(sheet, top + 1, column, table[name], style)
        sheet.freeze_panes(top + 1, 0)
        if len(table):
            sheet.autofilter(top, 0, top + len(table), len(table.columns) - 1)
        _for_paper(sheet, top, title)
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "border_color": "#D3DBE5", "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"font_color": "#51606F"}),
        "header": book.add_format({**edge, "bold": True, "bg_color": "#F2F5F9", "text_wrap": True}),
        "text": book.add_format({**edge, "text_wrap": True}),
        "time": book.add_format({**edge, "num_format": "dd.mm.yyyy hh:mm"}),
    }


def _column(sheet: Any, top: int, column: int, values: pd.Series, style: dict[str, Any]) -> None:
    if pd.api.types.is_datetime64_any_dtype(values):
        for row, value in enumerate(values, start=top):
            if pd.isna(value):
                sheet.write_blank(row, column, None, style["time"])
            else:
                sheet.write_datetime(row, column, value.to_pydatetime(), style["time"])
    elif pd.api.types.is_numeric_dtype(values):
        for row, value in enumerate(values, start=top):
            sheet.write_number(row, column, value, style["text"])
    else:
        for row, value in enumerate(values, start=top):
            sheet.write_string(row, column, _text(value), style["text"])


def _text(value: object) -> str:
    """As long as a cell may be, without what no XML may hold: that would make the file unreadable."""
    return plain(value)[:_LONGEST]


def _for_paper(sheet: Any, header: int, title: str) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L{_text(title)[:_LONGEST_FOOT].replace('&', '&&')}&RСтраница &P из &N")
