"""Registers that people have made by hand, as files: what the template's command meets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from lib.sheets import read
from lib.template import ooxml

HEADERS = ["Тема", "№ ", "Моё", "Выявлено*", "Исполнитель", "Размещено"]
ROWS: list[tuple[Any, ...]] = [
    ("Дороги", 1, "своё", datetime(2026, 11, 23, 9, 15), "Исполнитель 1", datetime(2026, 11, 23, 11, 0)),
    ("Мусор", 2, None, datetime(2026, 11, 20, 9, 15), "Исполнитель 2", None),
    ("Дороги", "3а", True, "вчера", "Исполнитель 1", 46349.123456789012),
    ("Свалка", 4, 0.1, datetime(2026, 11, 23, 9, 15), "#REF!", None),
]


def by_hand(path: Path) -> None:
    """A settlement's own register, as openpyxl writes it: titles above, own columns, tabs and helps."""
    book = openpyxl.Workbook()
    cases = book.active
    cases.title = "реестр"
    cases["A1"] = "Реестр обращений, 2026"
    cases["A1"].font = Font(bold=True, size=16)
    cases.merge_cells("A1:Z1")
    cases["A2"] = "(ведёт администрация)"
    for column, title in enumerate(HEADERS, start=1):
        cases.cell(4, column, title).fill = PatternFill("solid", fgColor="FFFF00")
    for number, row in enumerate(ROWS, start=5):
        for column, value in enumerate(row, start=1):
            cases.cell(number, column, value)
    cases["D7"].number_format, cases["F7"].number_format = "@", "0.0000"
    cases["G4"].fill = PatternFill("solid", fgColor="FFFF00")  # empty, but painted
    cases["A4"].comment = Comment("Тему ставит куратор", "куратор")
    rule = DataValidation(type="list", formula1='"Исполнитель 1,Исполнитель 2"')
    rule.add("E5:E100")
    cases.add_data_validation(rule)
    cases.conditional_formatting.add("B5:B50", CellIsRule(operator="greaterThan", formula=["2"]))
    cases.auto_filter.ref = "A4:F8"
    settings = book.create_sheet("Настройки")
    for row in (
        ["Параметр", "Значение", "Пояснение"],
        ["Куратор", "К. К."],
        ["рабочее  время ПН:", "08:00–17:00"],
    ):
        settings.append(row)
    norms = book.create_sheet("Нормативы")
    for row in (
        ["Шаг", "Срок", "Единица"],
        ["Ответ", 3, "раб. ч"],
        ["согласование  Зам. Главы", 40, "раб. мин"],
    ):
        norms.append(row)
    book.create_sheet("Журнал")
    book.create_sheet("Заметки")["B2"] = "не трогать"
    book.active = 4
    book["Заметки"].sheet_view.tabSelected = True
    book.save(path)


def with_more(path: Path) -> None:
    """A register with what libraries lose: results of formulas, a chart, a table, rich text, a picture."""
    book = xlsxwriter.Workbook(str(path))
    cases = book.add_worksheet("Реестр")
    moment = book.add_format({"num_format": "dd.mm.yy hh:mm"})
    for column, title in enumerate(("№", "Выявлено", "Тема", "Дней")):
        cases.write(0, column, title)
    for number in (1, 2, 3):
        cases.write_number(number, 0, number)
        cases.write_number(number, 1, 46340.123456789012 + number, moment)
        cases.write_rich_string(number, 2, "Доро", book.add_format({"bold": True}), "ги")
        cases.write_formula(number, 3, f"=46349-INT(B{number + 1})", None, 9 - number)
    heads = [{"header": title} for title in ("№", "Выявлено", "Тема", "Дней")]
    cases.add_table("A1:D4", {"columns": heads, "name": "Обращения"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Реестр!$D$2:$D$4"})
    own = book.add_worksheet("Отчёт")
    own.insert_chart("A1", chart)
    own.insert_image("H1", "точка.png", {"image_data": io.BytesIO(_PIXEL)})
    book.define_name("Отчёт!Всего", "=Реестр!$D$2:$D$4")
    book.close()


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f"
    "0005000201a5f645400000000049454e44ae426082"
)
MAKERS: dict[str, Callable[[Path], None]] = {"by hand": by_hand, "with more": with_more}


def cells(path: Path) -> dict[tuple[str, str], bytes]:
    """Every cell that holds anything: its element as the file has it, format and all."""
    book = ooxml.Package(path.read_bytes())
    return {
        (title, cell.get("r")): re.sub(rb' xmlns(:\w+)?="[^"]*"', b"", etree.tostring(cell, with_tail=False))
        for title, part in book.sheets().items()
        for cell in book.tree(part).iter(ooxml.tag("c"))
        if len(cell)
    }


def values(path: Path) -> dict[tuple[str, int, int], Any]:
    """What stands in the cells of the register's own tabs, as the program reads them."""
    return {
        (tab.title, row, number): value
        for tab in read(path).tabs
        for number, column in enumerate(tab.columns)
        for row, value in enumerate(column)
        if value not in ("", None)
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> None:
    """The workbook with its parts changed, as another program would have written them."""
    found = {name: change(name, content) for name, content in parts(path).items()} | more
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
