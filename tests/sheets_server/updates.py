"""The writing half of the local Sheets server: `batchUpdate` as far as the template asks for it.

A batch is all or nothing, as at Google: it is tried on a copy. What Google refuses is refused here: a range
outside the grid, a doubled title or id, a group that is not there, a writer who is only a reader.
"""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.sheets_server import discovery
from tests.sheets_server.discovery import Call, Refused, invalid, masked
from tests.sheets_server.model import Spreadsheet, Tab
from tests.sheets_server.server import EMAIL, SheetsServer


@dataclass
class RichTab(Tab):
    """A tab with all that the template sets beside values."""

    cells: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    column_marks: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    protections: list[dict[str, Any]] = field(default_factory=list)
    frozen_rows: int = 0
    frozen_columns: int = 0
    basic_filter: dict[str, Any] | None = None

    def put(self, row: int, column: int, value: Any) -> None:
        while len(self.columns) <= column:
            self.columns.append([])
        cells = self.columns[column]
        cells += [""] * (row + 1 - len(cells))
        cells[row] = value

    def described(self, index: int, rows: int | None) -> dict[str, Any]:
        answer: dict[str, Any] = {"properties": self.properties(index)}
        answer["properties"]["gridProperties"] |= {
            "frozenRowCount": self.frozen_rows,
            "frozenColumnCount": self.frozen_columns,
        }
        for name, items in (
            ("protectedRanges", self.protections),
            ("filterViews", self.views),
            ("conditionalFormats", self.rules),
            ("developerMetadata", self.marks),
        ):
            if items:
                answer[name] = items
        if rows is not None:
            answer["data"] = [
                {
                    "columnMetadata": [
                        {"developerMetadata": self.column_marks[n]} if n in self.column_marks else {}
                        for n in range(self.width)
                    ],
                    "rowData": [
                        {"values": [self.cells.get((row, n), {}) for n in range(self.width)]}
                        for row in range(rows)
                    ],
                }
            ]
        return answer


class WritableServer(SheetsServer):
    """A Sheets server whose spreadsheets of `RichTab`s may be changed by their editors."""

    def __init__(self, *spreadsheets: Spreadsheet) -> None:
        super().__init__()
        self._said = threading.local()
        self.batches: list[list[dict[str, Any]]] = []
        for spreadsheet in spreadsheets:
            self.add(spreadsheet, "writer")

    def answer(self, call: Call, authorization: str, body: Any) -> bytes:
        self._said.body = body
        return super().answer(call, authorization, body)

    def _served(self, call: Call, spreadsheet: Spreadsheet) -> bytes:
        if call.method == "sheets.spreadsheets.batchUpdate":
            if spreadsheet.shared[EMAIL] != "writer":
                raise Refused(403, "PERMISSION_DENIED", "The caller does not have permission")
            requests = orjson.loads(self._said.body)["requests"]
            tried = copy.deepcopy(spreadsheet.tabs)
            for request in requests:
                ((name, content),) = request.items()
                _DO[name](tried, content)
            spreadsheet.tabs[:] = tried
            self.batches.append(requests)
            return orjson.dumps({"spreadsheetId": spreadsheet.id, "replies": [{} for _ in requests]})
        if call.method == "sheets.spreadsheets.get":
            answer = spreadsheet.described()
            asked = call.query.get("ranges")
            answer["sheets"] = [
                tab.described(index, _rows(asked, tab))
                for index, tab in enumerate(spreadsheet.tabs)
                if asked is None or _rows(asked, tab) is not None
            ]
            return orjson.dumps(masked(answer, discovery.check_mask(call.query["fields"][0], "Spreadsheet")))
        return super()._served(call, spreadsheet)


def _rows(asked: list[str] | None, tab: RichTab) -> int | None:
    """How many first rows of the tab were asked for: ranges like 'Реестр'!1:60."""
    for name in asked or []:
        title, _, rows = name.rpartition("!")
        if title == f"'{tab.title}'":
            last = int(rows.partition(":")[2])
            if last > tab.rows:
                raise invalid(f"Range ({name}) exceeds grid limits. Max rows: {tab.rows}")
            return last
    return None


def _of(tabs: list[RichTab], sheet_id: int) -> RichTab:
    for tab in tabs:
        if tab.gid == sheet_id:
            return tab
    raise invalid(f"No grid with id: {sheet_id}")


def _span(tab: RichTab, place: dict[str, Any]) -> tuple[range, range]:
    """Rows and columns of a GridRange; refused where it leaves the grid."""
    rows = range(place.get("startRowIndex", 0), place.get("endRowIndex", tab.rows))
    columns = range(place.get("startColumnIndex", 0), place.get("endColumnIndex", tab.width))
    if rows.stop > tab.rows or columns.stop > tab.width or not rows or not columns:
        raise invalid(f"Attempting to use a range outside of the grid: {place}")
    return rows, columns


def _dimension(tabs: list[RichTab], place: dict[str, Any]) -> tuple[RichTab, range]:
    tab = _of(tabs, place["sheetId"])
    span = range(place["startIndex"], place["endIndex"])
    if place["dimension"] != "COLUMNS" or span.stop > tab.width or not span:
        raise invalid(f"Invalid dimension range: {place}")
    return tab, span


def _add_sheet(tabs: list[RichTab], content: dict[str, Any]) -> None:
    properties = content["properties"]
    if any(tab.gid == properties["sheetId"] or tab.title == properties["title"] for tab in tabs):
        raise invalid(f"A sheet with the name or id of {properties['title']!r} already exists.")
    grid = properties["gridProperties"]
    tab = RichTab(
        properties["title"],
        rows=grid["rowCount"],
        width=grid["columnCount"],
        gid=properties["sheetId"],
        frozen_rows=grid.get("frozenRowCount", 0),
        frozen_columns=grid.get("frozenColumnCount", 0),
    )
    if tab.frozen_rows >= tab.rows or (tab.frozen_columns and tab.frozen_columns >= tab.width):
        raise invalid("You can't freeze all visible rows or columns")
    tabs.insert(properties.get("index", len(tabs)), tab)


def _append(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab = _of(tabs, content["sheetId"])
    if content["dimension"] == "COLUMNS":
        tab.width += content["length"]
    else:
        tab.rows += content["length"]


def _update_cells(tabs: list[RichTab], content: dict[str, Any]) -> None:
    start = content["start"]
    tab = _of(tabs, start["sheetId"])
    fields = content["fields"].split(",")
    for row, line in enumerate(content["rows"], start=start["rowIndex"]):
        for column, cell in enumerate(line["values"], start=start["columnIndex"]):
            if row >= tab.rows or column >= tab.width:
                raise invalid("Attempting to write outside of the grid")
            if "userEnteredValue" in fields:
                tab.put(row, column, next(iter(cell.get("userEnteredValue", {}).values()), ""))
            kept = tab.cells.setdefault((row, column), {})
            for name in ("userEnteredFormat", "note"):
                if name in fields:
                    kept.pop(name, None)
                    kept |= {name: cell[name]} if name in cell else {}


def _widen(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab, span = _dimension(tabs, content["range"])
    tab.widths |= dict.fromkeys(span, content["properties"]["pixelSize"])


def _add_group(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab, span = _dimension(tabs, content["range"])
    tab.groups.append({"range": span, "collapsed": False})


def _update_group(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab, span = _dimension(tabs, content["dimensionGroup"]["range"])
    for group in tab.groups:
        if group["range"] == span:
            group["collapsed"] = content["dimensionGroup"]["collapsed"]
            return
    raise invalid("No dimension group there")


def _repeat(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab = _of(tabs, content["range"]["sheetId"])
    assert content["fields"] == "userEnteredFormat.numberFormat"
    style = content["cell"]["userEnteredFormat"]["numberFormat"]
    rows, columns = _span(tab, content["range"])
    for row in rows:
        for column in columns:
            kept = tab.cells.setdefault((row, column), {})
            kept["userEnteredFormat"] = kept.get("userEnteredFormat", {}) | {"numberFormat": style}


def _validate(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab = _of(tabs, content["range"]["sheetId"])
    rows, columns = _span(tab, content["range"])
    for row in rows:
        for column in columns:
            tab.cells.setdefault((row, column), {})["dataValidation"] = content["rule"]


def _mark(tabs: list[RichTab], content: dict[str, Any]) -> None:
    data = content["developerMetadata"]
    if "dimensionRange" in data["location"]:
        tab, span = _dimension(tabs, data["location"]["dimensionRange"])
        tab.column_marks.setdefault(span.start, []).append(data)
    else:
        _of(tabs, data["location"]["sheetId"]).marks.append(data)


def _protect(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab = _of(tabs, content["protectedRange"]["range"]["sheetId"])
    _span(tab, content["protectedRange"]["range"])
    tab.protections.append(content["protectedRange"])


def _sheet_properties(tabs: list[RichTab], content: dict[str, Any]) -> None:
    assert content["fields"] == "gridProperties.frozenRowCount"
    tab = _of(tabs, content["properties"]["sheetId"])
    tab.frozen_rows = content["properties"]["gridProperties"]["frozenRowCount"]


def _basic_filter(tabs: list[RichTab], content: dict[str, Any]) -> None:
    tab = _of(tabs, content["filter"]["range"]["sheetId"])
    _span(tab, content["filter"]["range"])
    tab.basic_filter = content["filter"]


def _rule(tabs: list[RichTab], content: dict[str, Any]) -> None:
    for place in content["rule"]["ranges"]:
        tab = _of(tabs, place["sheetId"])
        _span(tab, place)
    if content.get("index", 0) > len(tab.rules):
        raise invalid("Invalid index of a conditional format rule")
    tab.rules.insert(content.get("index", 0), content["rule"])


def _view(tabs: list[RichTab], content: dict[str, Any]) -> None:
    view = content["filter"]
    tab = _of(tabs, view["range"]["sheetId"])
    _, columns = _span(tab, view["range"])
    if any(other["title"] == view["title"] for other in tab.views):
        raise invalid(f"A filter view named {view['title']!r} already exists")
    if any(spec["columnIndex"] not in columns for spec in view["filterSpecs"]):
        raise invalid("A filter on a column outside of its range")
    tab.views.append(view)


_DO = {
    "addSheet": _add_sheet,
    "appendDimension": _append,
    "updateCells": _update_cells,
    "updateDimensionProperties": _widen,
    "addDimensionGroup": _add_group,
    "updateDimensionGroup": _update_group,
    "repeatCell": _repeat,
    "setDataValidation": _validate,
    "createDeveloperMetadata": _mark,
    "addProtectedRange": _protect,
    "updateSheetProperties": _sheet_properties,
    "setBasicFilter": _basic_filter,
    "addConditionalFormatRule": _rule,
    "addFilterView": _view,
}
