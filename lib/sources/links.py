"""The addresses behind the texts of a Google Sheet: which columns may hold links, and what one answer tells.

The values of a sheet do not tell them. They come by one request of their own, for those columns alone whose
header says that they hold links, and only where some text in them shows no address itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import quote_plus

from gspread.utils import absolute_range_name, rowcol_to_a1

from lib.law.schema import CASES, COLUMNS, READ_TABS, Cell
from lib.sources.lines import Line
from lib.sources.tabs import HEAD_ROWS, RawColumn, Tab, Tabs
from lib.sources.titles import folded

FIELDS = (
    "sheets(properties(sheetId),data(startRow,startColumn,rowData(values("
    "hyperlink,textFormatRuns(format(link(uri))),chipRuns(chip(richLinkProperties(uri)))))))"
)
_TITLES = frozenset(folded(column.title) for column in CASES.known if column.cell is Cell.LINK)
_MAPPED = folded(COLUMNS.title)
_OTHERS = frozenset(folded(tab.title) for tab in READ_TABS if tab is not CASES)  # no messages in them
_WEB = ("http://", "https://")
LONGEST = 7_000  # characters of all ranges in the one address that asks: servers and proxies take 8,000

Behind = dict[int, dict[int, dict[int, str]]]  # by tab id, column and row


def ranges(tabs: Tabs, lines: Sequence[Line] = ()) -> list[str]:
    """The columns to ask about, as ranges; `lines`: those of the configuration, beside «Столбцы».

    As many as one address bears. What more there is keeps its texts, which the check of the register names.
    """
    left, chosen = LONGEST, []
    for each in _columns(tabs, lines):
        left -= len(f"&ranges={quote_plus(each)}")
        if left < 0:
            break
        chosen.append(each)
    return chosen


def _columns(tabs: Tabs, lines: Sequence[Line]) -> Iterator[str]:
    headers = _headers(tabs, lines)
    for tab in (tab for tab in tabs.tabs if folded(tab.title) not in _OTHERS):
        for index, column in enumerate(tab.columns):
            head = {folded(text) for text in column[:HEAD_ROWS] if isinstance(text, str)}
            if head & headers and _hides(column, headers):
                letters = rowcol_to_a1(1, index + 1)[:-1]
                yield absolute_range_name(tab.title, f"{letters}1:{letters}{len(column)}")


def _headers(tabs: Tabs, lines: Sequence[Line]) -> frozenset[str]:
    """What the header of a column of links may be, folded: the contract's titles and the office's own."""
    own = {folded(line.column) for line in lines if folded(line.field) in _TITLES}
    for tab in tabs.tabs:
        if folded(tab.title) == _MAPPED:
            for cells in zip_longest(*tab.columns):
                row = {folded(cell) for cell in cells if isinstance(cell, str)}
                own |= row if row & _TITLES else set()
    return _TITLES | own - {""}


def _hides(column: RawColumn, headers: frozenset[str]) -> bool:
    """Whether a text under the header shows no address, so that one may stand behind it."""
    texts = (cell.strip() for cell in column if isinstance(cell, str))
    return any(text and not text.lower().startswith(_WEB) and folded(text) not in headers for text in texts)


def behind(answer: Any) -> Behind:
    """The addresses of one answer; KeyError, TypeError or AttributeError where it is none."""
    found: Behind = {}
    for sheet in answer["sheets"]:
        for block in sheet.get("data", ()):
            top, left = block.get("startRow", 0), block.get("startColumn", 0)
            for row, cells in enumerate(block.get("rowData", ()), top):
                for column, cell in enumerate(cells.get("values", ()), left):
                    if address := next(_addresses(cell), ""):
                        of_tab = found.setdefault(sheet["properties"]["sheetId"], {})
                        of_tab.setdefault(column, {})[row] = address
    return found


def kept(before: Tabs, now: Tabs) -> Behind:
    """The addresses known before that hold still: of rows that are where and as they were."""
    earlier = {tab.gid: tab for tab in before.tabs}
    found: Behind = {}
    for tab in now.tabs:
        old = earlier.get(tab.gid, tab)
        of_tab = {
            column: {row: address for row, address in rows.items() if _row(old, row) == _row(tab, row)}
            for column, rows in old.links.items()
        }
        found[tab.gid or 0] = {column: rows for column, rows in of_tab.items() if rows}
    return found


def _row(tab: Tab, index: int) -> dict[int, Any]:
    """The filled cells of a row, by column."""
    cells = ((at, column[index]) for at, column in enumerate(tab.columns) if index < len(column))
    return {at: cell for at, cell in cells if cell not in ("", None)}


def _addresses(cell: Mapping[str, Any]) -> Iterator[str]:
    """All that a cell links to: as a whole, in parts of its text, as a chip."""
    parts = [run.get("format", {}).get("link", {}).get("uri", "") for run in cell.get("textFormatRuns", ())]
    chips = [
        run.get("chip", {}).get("richLinkProperties", {}).get("uri", "") for run in cell.get("chipRuns", ())
    ]
    return filter(None, (cell.get("hyperlink", ""), *parts, *chips))
