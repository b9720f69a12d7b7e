"""What stands in a Google Sheet already, as far as the template asks: tabs, headers, values, helps.

Read in three calls whatever the size: properties, values, and what is set in the first rows' cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from gspread import HTTPClient

from lib.law import schema
from lib.sources.tabs import HEAD_ROWS, Tab
from lib.sources.titles import folded
from lib.template.sheet_requests import MARK, Request

SAMPLE = 60  # rows that are looked at for formats and rules of the owner's own
_FIELDS = (
    "sheets(properties(sheetId,title,gridProperties),protectedRanges(description),filterViews(title),"
    "conditionalFormats(ranges(sheetId)),developerMetadata(metadataKey,metadataValue))"
)
_CELL_FIELDS = (
    "sheets(properties(sheetId),data(columnMetadata(developerMetadata(metadataKey,metadataValue)),"
    "rowData(values(note,dataValidation(condition(type)),userEnteredFormat(numberFormat(type))))))"
)


@dataclass(frozen=True)
class Found:
    """A tab that is there already: its properties, its values by rows, what is set in its cells."""

    sheet_id: int
    title: str
    rows: int
    columns: int
    frozen: int
    values: list[list[Any]]
    rules: int  # conditional formats
    named: frozenset[str]  # protections and views, by name
    marks: frozenset[str]  # what was laid on the tab
    column_marks: frozenset[str]  # fields whose helps were laid
    cells: list[list[Request]] = field(default_factory=list)  # the first rows: notes, rules, formats

    @property
    def used(self) -> int:
        """How many columns hold anything."""
        return max((len(row) for row in self.values), default=0)

    @property
    def tab(self) -> Tab:
        """The values by columns, as the parser takes them."""
        return Tab(self.title, tuple(map(list, zip_longest(*self.values, fillvalue=""))), self.sheet_id)

    def has(self, what: str, column: int, rows: Iterable[int]) -> bool:
        """Whether any of these rows (0-based) has that property set in the column."""
        return any(
            what in self.cells[row][column]
            or (what == "numberFormat" and what in self.cells[row][column].get("userEnteredFormat", {}))
            for row in rows
            if row < len(self.cells) and column < len(self.cells[row])
        )


def read(client: HTTPClient, sheet: str) -> dict[str, Found]:
    """The tabs that are ours by title (template's title → what is there), and those of other names."""
    answer = client.fetch_sheet_metadata(sheet, {"fields": _FIELDS})
    ours = {folded(tab.title): tab.title for tab in schema.TABS} | {
        folded(schema.MEMO_TITLE): schema.MEMO_TITLE
    }
    sheets: dict[str, Any] = {}
    for item in answer["sheets"]:
        title = item["properties"]["title"]
        sheets.setdefault(ours.get(folded(title), f"other:{title}"), item)
    known = [item for title, item in sheets.items() if title in ours.values()]
    values, cells = _values(client, sheet, known), _cells(client, sheet, known)
    cases = sheets.get(schema.CASES.title)
    if cases is None or not values.get(
        cases["properties"]["sheetId"]
    ):  # is there a register of another name?
        others = [item for item in sheets.values() if item not in known and _is_grid(item)]
        values |= _values(client, sheet, others, f"!1:{HEAD_ROWS}")
    return {title: _found(item, values, cells) for title, item in sheets.items()}


def _quoted(item: Any) -> str:
    return "'" + str(item["properties"]["title"]).replace("'", "''") + "'"


def _is_grid(item: Any) -> bool:
    return "gridProperties" in item["properties"]


def _values(
    client: HTTPClient, sheet: str, items: Sequence[Any], rows: str = ""
) -> dict[int, list[list[Any]]]:
    if not items:
        return {}
    ranges = [_quoted(item) + rows for item in items]
    answer = client.values_batch_get(sheet, ranges, {"valueRenderOption": "UNFORMATTED_VALUE"})
    return {
        item["properties"]["sheetId"]: part.get("values", [])
        for item, part in zip(items, answer["valueRanges"], strict=True)
    }


def _cells(client: HTTPClient, sheet: str, items: Sequence[Any]) -> dict[int, Any]:
    if not items:
        return {}
    ranges = []
    for item in items:
        rows = min(SAMPLE, item["properties"]["gridProperties"]["rowCount"])
        ranges.append(f"{_quoted(item)}!1:{rows}")
    answer = client.fetch_sheet_metadata(sheet, {"ranges": ranges, "fields": _CELL_FIELDS})
    return {item["properties"]["sheetId"]: item.get("data", [{}])[0] for item in answer["sheets"]}


def _found(item: Any, values: dict[int, list[list[Any]]], cells: dict[int, Any]) -> Found:
    properties = item["properties"]
    grid = properties.get("gridProperties", {})
    data = cells.get(properties["sheetId"], {})
    return Found(
        sheet_id=properties["sheetId"],
        title=properties["title"],
        rows=grid.get("rowCount", 0),
        columns=grid.get("columnCount", 0),
        frozen=grid.get("frozenRowCount", 0),
        values=values.get(properties["sheetId"], []),
        rules=len(item.get("conditionalFormats", [])),
        named=frozenset(
            [part.get("description", "") for part in item.get("protectedRanges", [])]
            + [part.get("title", "") for part in item.get("filterViews", [])]
        ),
        marks=frozenset(_marks(item)),
        column_marks=frozenset(mark for column in data.get("columnMetadata", []) for mark in _marks(column)),
        cells=[row.get("values", []) for row in data.get("rowData", [])],
    )


def _marks(holder: Any) -> list[str]:
    return [
        data.get("metadataValue", "")
        for data in holder.get("developerMetadata", [])
        if data.get("metadataKey") == MARK
    ]
