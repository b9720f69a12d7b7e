"""Requests of the Sheets API's `batchUpdate` that lay the template: pure builders, nothing is sent here.

Every range is 0-based and half-open, as the API has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from lib.law import schema
from lib.law.regulation import Kind, Norm
from lib.law.schema import Cell, Column
from lib.template import look
from lib.template.defaults import Row
from lib.template.layout import (
    LAST_LIST_ROW,
    Layout,
    bands,
    choices,
    clash_formula,
    late_formula,
    list_field,
    processed_formula,
)

Request: TypeAlias = "dict[str, Any]"

MARK = "otklik"  # key of the developer metadata that say what was laid already
PROTECTED = "Отклик: заголовки"
MINE, OVERDUE, UNANSWERED, PROMISED = (
    "Мои",
    "Просрочено",
    "Без ответа",
    "Промежуточные без окончательного",
)
_WRITTEN = "userEnteredValue,userEnteredFormat,note"
_ROWS = 1000


def add_tab(sheet_id: int, title: str, columns: int, index: int | None = None, frozen: int = 0) -> Request:
    """A new tab with its header rows frozen; «Реестр» also keeps its № in sight."""
    properties: dict[str, Any] = {
        "sheetId": sheet_id,
        "title": title,
        "gridProperties": {
            "rowCount": _ROWS,
            "columnCount": columns,
            "frozenRowCount": frozen,
            "frozenColumnCount": 1 if title == schema.CASES.title else 0,
        },
    }
    if index is not None:
        properties["index"] = index
    return {"addSheet": {"properties": properties}}


def append_columns(sheet_id: int, count: int) -> Request:
    """More columns at the right end of the grid."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": count}}


def append_rows(sheet_id: int, count: int) -> Request:
    """More rows at the bottom of the grid."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": count}}


def write_cells(
    sheet_id: int, row: int, column: int, rows: Sequence[Sequence[Request]], fields: str = _WRITTEN
) -> Request:
    """Cells from that corner on: values, formats, notes, or only the `fields` named."""
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": list(cells)} for cells in rows],
            "fields": fields,
        }
    }


def note(sheet_id: int, row: int, column: int, text: str) -> Request:
    """A note on one cell, nothing else of it touched."""
    return write_cells(sheet_id, row, column, [[{"note": text}]], "note")


def value_cell(value: Any, style: Mapping[str, Any] | None = None) -> Request:
    """A cell with a text or a number as staff would type it; nothing for None or an empty text."""
    cell: Request = {}
    if isinstance(value, str) and value:
        cell["userEnteredValue"] = {"stringValue": value}
    elif value is not None and value != "":
        cell["userEnteredValue"] = {"numberValue": value}
    if style:
        cell["userEnteredFormat"] = dict(style)
    return cell


def header_cell(column: Column) -> Request:
    """A column's header in its group's colour, with its note."""
    style = {
        "backgroundColor": _colour(look.PALETTES[column.group].header),
        "textFormat": {"bold": True},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
    }
    return value_cell(column.title, style) | ({"note": column.note} if column.note else {})


def band_cells(columns: tuple[Column, ...]) -> list[Request]:
    """The coloured row above the headers of «Реестр»."""
    cells: list[Request] = [{} for _ in columns]
    for group, numbers, named in bands(columns):
        style = {
            "backgroundColor": _colour(look.PALETTES[group].band),
            "textFormat": {"bold": True, "foregroundColor": _colour("#FFFFFF")},
        }
        for number in numbers:
            cells[number] = value_cell(group if number == named else None, style)
    return cells


def table_cells(columns: tuple[Column, ...], rows: Sequence[Row]) -> list[list[Request]]:
    """The rows of a tab as cells."""
    return [[value_cell(row.get(column.field)) for column in columns] for row in rows]


def width(sheet_id: int, column: int, characters: int) -> Request:
    """The width of a column of our own."""
    return {
        "updateDimensionProperties": {
            "range": columns_range(sheet_id, column, column + 1),
            "properties": {"pixelSize": characters * 7 + 10},
            "fields": "pixelSize",
        }
    }


def columns_range(sheet_id: int, start: int, end: int) -> Request:
    """A DimensionRange over columns."""
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def fold(sheet_id: int, start: int, end: int) -> list[Request]:
    """A collapsed group over these columns."""
    group = columns_range(sheet_id, start, end)
    return [
        {"addDimensionGroup": {"range": group}},
        {
            "updateDimensionGroup": {
                "dimensionGroup": {"range": group, "depth": 1, "collapsed": True},
                "fields": "collapsed",
            }
        },
    ]


def number_format(sheet_id: int, place: Layout, column: Column) -> Request | None:
    """The format of moments and amounts below the header; None for a column of anything else."""
    patterns = {
        Cell.TIME: ("DATE_TIME", look.TIME_FORMAT),
        Cell.DATE: ("DATE", look.DATE_FORMAT),
        Cell.HOURS: ("NUMBER", look.AMOUNT_FORMAT),
    }
    if column.cell not in patterns:
        return None
    kind, pattern = patterns[column.cell]
    return {
        "repeatCell": {
            "range": _below(sheet_id, place, column),
            "cell": {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}}},
            "fields": "userEnteredFormat.numberFormat",
        }
    }


def validation(sheet_id: int, place: Layout, column: Column, lists: Layout) -> Request | None:
    """A rule for the cells below the header that warns and lets the value pass; None where there is none."""
    condition = _condition(column, lists)
    if condition is None:
        return None
    return {
        "setDataValidation": {
            "range": _below(sheet_id, place, column),
            "rule": {"condition": condition, "strict": False, "showCustomUi": True},
        }
    }


def _condition(column: Column, lists: Layout) -> Request | None:
    if column.cell is Cell.LIST and list_field(column) in lists.at:
        return _test("ONE_OF_RANGE", f"={lists.cells(list_field(column), LAST_LIST_ROW)}")
    if choices(column):
        return _test("ONE_OF_LIST", *choices(column))
    if column.cell in (Cell.TIME, Cell.DATE):
        return _test("DATE_IS_VALID")
    if column.cell is Cell.HOURS:
        return _test("NUMBER_BETWEEN", f"=1/{1 / schema.LEAST_AMOUNT:.0f}", str(schema.MOST_AMOUNT))
    if column.cell is Cell.MARK:
        return _test("NUMBER_BETWEEN", "1", "5")
    return None


def mark_column(sheet_id: int, column: int, field: str) -> Request:
    """The sign that a column has had its helps: it moves with the column."""
    location = {"dimensionRange": columns_range(sheet_id, column, column + 1)}
    return _metadata(location, field)


def mark_tab(sheet_id: int, what: str) -> Request:
    """The sign that a tab has had that help."""
    return _metadata({"sheetId": sheet_id}, what)


def _metadata(location: Request, value: str) -> Request:
    data = {"metadataKey": MARK, "metadataValue": value, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": data}}


def protect_header(sheet_id: int, place: Layout) -> Request:
    """The header row protected by a warning: anybody may still change it, knowingly."""
    return {
        "addProtectedRange": {
            "protectedRange": {
                "range": {
                    "sheetId": sheet_id,
                    "startRowIndex": place.header_row - 1,
                    "endRowIndex": place.header_row,
                },
                "description": PROTECTED,
                "warningOnly": True,
            }
        }
    }


def freeze(sheet_id: int, rows: int) -> Request:
    """The header rows kept in sight."""
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": sheet_id, "gridProperties": {"frozenRowCount": rows}},
            "fields": "gridProperties.frozenRowCount",
        }
    }


def basic_filter(sheet_id: int, place: Layout, end: int) -> Request:
    """The filter buttons on the headers."""
    return {"setBasicFilter": {"filter": {"range": _table(sheet_id, place, end)}}}


def conditions(
    sheet_id: int, place: Layout, norms: Mapping[str, Norm], end: int, after: int
) -> dict[str, Request]:
    """The two warnings in colour, by their names; `after`: how many rules the tab has already."""
    late = {
        "backgroundColor": _colour(look.LATE_FILL),
        "textFormat": {"foregroundColor": _colour(look.LATE_FONT), "bold": True},
    }
    clash = {"backgroundColor": _colour(look.CLASH_FILL)}
    rows = {"sheetId": sheet_id, "startRowIndex": place.header_row}
    shown = [
        rows | {"startColumnIndex": place.at[field], "endColumnIndex": place.at[field] + 1}
        for field in ("case", "detected")
    ]
    whole = [rows | {"startColumnIndex": 0, "endColumnIndex": end}]
    return {
        "condition:late": _rule(shown, late_formula(place, norms, ";"), late, after),
        "condition:clash": _rule(whole, clash_formula(place, ";"), clash, after + 1),
    }


def _rule(ranges: list[Request], formula: str, style: Request, index: int) -> Request:
    rule = {"condition": _test("CUSTOM_FORMULA", "=" + formula), "format": style}
    # A rule without an index would outrank those that the owner of the sheet has made: ours come after.
    return {"addConditionalFormatRule": {"rule": {"ranges": ranges, "booleanRule": rule}, "index": index}}


def filter_views(sheet_id: int, place: Layout, norms: Mapping[str, Norm], end: int) -> dict[str, Request]:
    """The ready views, by title."""
    first = place.first_row
    kind, interim = place.letter("kind"), (Kind.INTERIM.label, Kind.QUERY.label)
    either = ";".join(f'${kind}{first}="{word}"' for word in interim)
    processed = _test("CUSTOM_FORMULA", "=" + processed_formula(place))
    open_ones = {"posted": _test("BLANK"), "detected": _test("NOT_BLANK"), "excluded": processed}
    views = {
        MINE: {"executor": _test("NOT_BLANK"), "posted": _test("BLANK"), "excluded": processed},
        OVERDUE: {"detected": _test("CUSTOM_FORMULA", "=" + late_formula(place, norms, ";"))},
        UNANSWERED: open_ones,
        PROMISED: {
            "kind": _test("CUSTOM_FORMULA", f"=OR({either})"),
            "posted": _test("NOT_BLANK"),
            "final_posted": _test("BLANK"),
        },
    }
    return {
        title: {
            "addFilterView": {
                "filter": {
                    "title": title,
                    "range": _table(sheet_id, place, end),
                    "filterSpecs": [
                        {"columnIndex": place.at[field], "filterCriteria": {"condition": condition}}
                        for field, condition in tests.items()
                    ],
                }
            }
        }
        for title, tests in views.items()
    }


def memo_cells(sections: Sequence[tuple[str, tuple[str, ...]]]) -> list[list[Request]]:
    """The lines of «Памятка», one cell a row."""
    blue = _colour(look.PALETTES[schema.MESSAGE].band)
    title = {"textFormat": {"bold": True, "fontSize": 16, "foregroundColor": blue}}
    heading = {"textFormat": {"bold": True, "fontSize": 11, "foregroundColor": blue}}
    rows = [[value_cell("Как вести реестр", title)]]
    for head, lines in sections:
        rows.append([value_cell(head, heading)])
        rows += [[value_cell(line, {"wrapStrategy": "WRAP"})] for line in lines]
    return rows


def _test(kind: str, *values: str) -> Request:
    condition: Request = {"type": kind}
    if values:
        condition["values"] = [{"userEnteredValue": value} for value in values]
    return condition


def _below(sheet_id: int, place: Layout, column: Column) -> Request:
    """All cells of a column below the header, down to the end of the grid, however long it grows."""
    at = place.at[column.field]
    return {
        "sheetId": sheet_id,
        "startRowIndex": place.header_row,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }


def _table(sheet_id: int, place: Layout, end: int) -> Request:
    """The header and everything below it."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": place.header_row - 1,
        "startColumnIndex": 0,
        "endColumnIndex": end,
    }


def _colour(code: str) -> Request:
    """A colour of the API from #RRGGBB."""
    parts = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {name: round(part, 4) for name, part in zip(("red", "green", "blue"), parts, strict=True)}
