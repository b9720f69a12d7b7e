"""Raw tabs from a Google Sheet: one values:batchGet a refresh, decoded by orjson, by columns.

Where cells changed and a text may hide an address, one more request tells the links (`lib.sources.links`).
The values do not wait for them: where that request alone fails, the links of unchanged rows stay, and the
next look asks again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from gspread.urls import SPREADSHEET_DRIVE_URL, SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL
from gspread.utils import absolute_range_name, rowcol_to_a1

from lib.base.errors import SourceError
from lib.law.schema import SETTINGS
from lib.sources import links, titles
from lib.sources.lines import Line
from lib.sources.tabs import HEAD_ROWS, Merge, Tab, Tabs
from lib.sources.titles import folded
from lib.sources.transport import Client, GoogleError

METADATA_EVERY = 600.0  # seconds
SECONDS_A_READ = 2.0  # keeps a big sheet under 30 reads a minute, half of Google's quota
CHUNK = 50_000  # rows that come in one read
_BAD_REQUEST = 400
_SETTINGS = folded(SETTINGS.title)
MOST_HEADS = 40  # tabs that are only looked at: their names go into one address
MOST_COLUMNS = 100  # of such a tab
_FIELDS = (
    "properties(title,timeZone,locale),sheets(properties(sheetId,title,sheetType,gridProperties),merges)"
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Grid:
    """A tab as the metadata tells it; `rows` and `width` are the size of its grid, filled or not."""

    title: str
    gid: int
    rows: int
    width: int
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True)
class _Metadata:
    """grids: the tabs that are read whole; others: the rest, whose heads alone are looked at."""

    title: str
    timezone: str | None
    grids: tuple[_Grid, ...]
    others: tuple[_Grid, ...] = ()
    locale: str | None = None


@dataclass(frozen=True)
class _Piece:
    """Rows of a tab from `start` (0-based) that one range of a request covers."""

    grid: _Grid
    start: int
    name: str


class GoogleSheet:
    """One spreadsheet, read again and again; keeps its metadata and what the last read looked like.

    `wanted` is asked with each tab's title, `required` is the one without which there is no register.
    `listed`: tabs to read whole besides, as «Листы реестра» lists them; what the spreadsheet's own setting
    lists is read anyway. `lines`: the office's own columns, as the configuration tells them.
    """

    def __init__(
        self,
        identifier: str,
        client: Client,
        wanted: Callable[[str], bool],
        required: str,
        *,
        listed: str = "",
        lines: Sequence[Line] = (),
        clock: Callable[[], float] = time.monotonic,
        chunk: int = CHUNK,
    ) -> None:
        self._id = identifier
        self._listed = titles.listed(listed)
        self._lines = lines
        self._in_setting: set[str] = set()
        self._client = client
        self._wanted = wanted
        self._required = folded(required)
        self._clock = clock
        self._chunk = chunk
        self._metadata: _Metadata | None = None
        self._metadata_due = 0.0
        self._seen = {self._required}  # titles that were there once: their loss is looked after
        self._filled: dict[int, int] = {}  # rows with values at the last read, by tab id
        self._last: tuple[object, Tabs] | None = None
        self._linked: tuple[Tabs, Tabs] | None = None  # as read, and with what stands behind the texts
        self._missed = ""  # why the last request for that failed
        self.reads = 1  # requests that one refresh of the values takes
        self.link_reads = 0  # and for what stands behind them, where they changed

    def read(self) -> Tabs:
        """The wanted tabs as they are now; the very same object while nothing has changed.

        The values are asked for whole each time. Nothing cheaper tells that a sheet is unchanged within
        `spreadsheets.readonly`: the Sheets API gives neither a revision nor a time of change, nor does it
        answer to a tag; the version of a file stands in the Drive API alone, behind one more scope. A range
        or a count of rows would miss an edit in the middle. So only the parsing is spared.

        SourceError in Russian where Google refuses, does not answer, or answers nonsense.
        """
        tabs = self._read()
        named = {name for tab in tabs.tabs if folded(tab.title) == _SETTINGS for name in _listed(tab)}
        if named != self._in_setting and not named <= self._listed:
            self._in_setting = named  # other tabs hold the messages than was known: once more, with them
            self._metadata_due = 0.0
            tabs = self._read()
        if self._linked is None or self._linked[0] is not tabs or self._missed:
            self._linked = tabs, self._with_links(tabs)
        return self._linked[1]

    def _read(self) -> Tabs:
        known = self._metadata if self._clock() < self._metadata_due else None
        metadata = known or self._read_metadata()
        try:
            return self._read_values(metadata)
        except GoogleError as error:
            if error.status != _BAD_REQUEST or known is None:
                raise
        # A tab was renamed, removed or shortened since the metadata were read.
        return self._read_values(self._read_metadata())

    def _is_whole(self, title: str) -> bool:
        """Whether a tab of that title is read whole."""
        listed = self._listed or self._in_setting
        return self._wanted(title) or titles.ALL in listed or folded(title) in listed

    def pause(self, refresh: float) -> float:
        """`refresh`, stretched where a refresh takes several requests."""
        return max(refresh, SECONDS_A_READ * (self.reads + self.link_reads))

    def _read_metadata(self) -> _Metadata:
        answer = _decoded(self._get(SPREADSHEET_URL % self._id, {"fields": _FIELDS}))
        try:
            properties = answer["properties"]
            grids = tuple(
                _Grid(
                    sheet["title"],
                    sheet["sheetId"],
                    grid["rowCount"],
                    grid["columnCount"],
                    tuple(_merge(each, grid) for each in entry.get("merges", ())),
                )
                for entry in answer["sheets"]
                if (grid := (sheet := entry["properties"]).get("gridProperties"))
                and sheet.get("sheetType", "GRID") == "GRID"
            )
            metadata = _Metadata(
                properties["title"],
                properties.get("timeZone"),
                tuple(grid for grid in grids if self._is_whole(grid.title)),
                tuple(grid for grid in grids if not self._is_whole(grid.title)),
                properties.get("locale"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise _nonsense() from error
        there = {folded(grid.title) for grid in metadata.grids}
        # While a tab that was there is missing, look at every refresh whether it has come back. One that was
        # never there is no loss where other tabs hold the messages.
        missing = self._seen - there - ({self._required} if self._listed or self._in_setting else set())
        self._metadata_due = self._clock() + (0.0 if missing else METADATA_EVERY)
        self._seen |= there
        self._metadata = metadata
        return metadata

    def _read_values(self, metadata: _Metadata) -> Tabs:
        batches = self._batches(metadata.grids)
        heads = _heads(metadata.others)
        if heads:  # in the same request: what is not read must be told
            batches = [[*(batches[0] if batches else []), *heads], *batches[1:]]
        bodies = []
        for batch in batches:
            parameters = {
                "ranges": [piece.name for piece in batch],
                "majorDimension": "COLUMNS",
                "valueRenderOption": "UNFORMATTED_VALUE",
                "dateTimeRenderOption": "SERIAL_NUMBER",
                "fields": "valueRanges(values)",
                "prettyPrint": "false",  # spares two thirds of the bytes
            }
            body = self._get(SPREADSHEET_VALUES_BATCH_URL % self._id, parameters)
            bodies.append(body)
        state = (metadata, [hash(body) for body in bodies])  # 64 bits each, salted by the process
        if self._last is None or self._last[0] != state:
            self._last = (state, self._tabs(metadata, batches, bodies))
        self.reads = max(1, len(batches))
        return self._last[1]

    def _with_links(self, tabs: Tabs) -> Tabs:
        """The tabs with the addresses behind their texts: at most one request, none where nothing hides."""
        ranges = links.ranges(tabs, self._lines)
        self.link_reads = int(bool(ranges))
        missed, self._missed = self._missed, ""
        if not ranges:
            return tabs
        before, shown = self._linked or (tabs, tabs)
        try:
            found = self._behind(ranges)
        except SourceError as error:
            self._missed = str(error)
            if self._missed != missed:
                _log.warning("The links behind the texts stay as they were last read: %s", error)
            found = links.kept(shown, tabs)
        if before is tabs and all(found.get(tab.gid or 0, {}) == tab.links for tab in shown.tabs):
            return shown
        with_links = [replace(tab, links=found.get(tab.gid or 0, {})) for tab in tabs.tabs]
        return replace(tabs, tabs=tuple(with_links))

    def _behind(self, ranges: list[str]) -> links.Behind:
        asked = {"ranges": ranges, "fields": links.FIELDS, "includeGridData": "true", "prettyPrint": "false"}
        try:
            return links.behind(_decoded(self._get(SPREADSHEET_URL % self._id, asked)))
        except (KeyError, TypeError, AttributeError) as error:
            raise _nonsense() from error

    def _batches(self, grids: tuple[_Grid, ...]) -> list[list[_Piece]]:
        """What to ask for in each request: all in one, save the further rows of a tab that is too long.

        A grid may be far larger than what is filled of it, so after the first read the filled rows count;
        the last piece of a tab is open downwards, and no row can escape.
        """
        batches: list[list[_Piece]] = [[]] if grids else []
        for grid in grids:
            rows = min(grid.rows, self._filled.get(grid.gid, grid.rows))
            starts = range(0, max(rows, 1), self._chunk)
            for start in starts:
                name = absolute_range_name(grid.title)
                if len(starts) > 1:
                    letters = rowcol_to_a1(1, grid.width)[:-1]
                    end = "" if start == starts[-1] else str(start + self._chunk)
                    name = absolute_range_name(grid.title, f"A{start + 1}:{letters}{end}")
                piece = _Piece(grid, start, name)
                if start:
                    batches.append([piece])
                else:
                    batches[0].append(piece)
        return batches

    def _tabs(self, metadata: _Metadata, batches: list[list[_Piece]], bodies: list[bytes]) -> Tabs:
        """The answers put together; each body is let go once it is decoded."""
        columns: dict[int, list[list[Any]]] = {grid.gid: [] for grid in (*metadata.grids, *metadata.others)}
        same: dict[str, str] = {}
        for index, batch in enumerate(batches):
            answer, bodies[index] = _decoded(bodies[index]), b""
            try:
                ranges = answer["valueRanges"]
                for piece, found in zip(batch, ranges, strict=True):
                    _append(columns[piece.grid.gid], piece.start, found.get("values", []), same)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise _nonsense() from error
        for gid, tab in columns.items():
            self._filled[gid] = max(map(len, tab), default=0)
        return Tabs(
            metadata.title,
            tuple(
                Tab(grid.title, tuple(columns[grid.gid]), grid.gid, merges=grid.merges)
                for grid in metadata.grids
            ),
            metadata.timezone,
            SPREADSHEET_DRIVE_URL % self._id,
            tuple(Tab(grid.title, tuple(columns[grid.gid]), grid.gid) for grid in metadata.others),
            locale=metadata.locale,
        )

    def _get(self, url: str, parameters: dict[str, Any]) -> bytes:
        body: bytes = self._client.request("get", url, params=parameters).content
        return body


def _heads(others: tuple[_Grid, ...]) -> list[_Piece]:
    """The first rows of the tabs that are not read whole."""
    looked_at = [grid for grid in others if grid.rows and grid.width][:MOST_HEADS]
    corners = [rowcol_to_a1(min(HEAD_ROWS, grid.rows), min(MOST_COLUMNS, grid.width)) for grid in looked_at]
    return [
        _Piece(grid, 0, absolute_range_name(grid.title, f"A1:{corner}"))
        for grid, corner in zip(looked_at, corners, strict=True)
    ]


def _merge(told: dict[str, int], grid: dict[str, int]) -> Merge:
    """Merged cells as the API tells them: ends excluded, what is left out goes to the edge."""
    return Merge(
        told.get("startRowIndex", 0),
        told.get("startColumnIndex", 0),
        told.get("endRowIndex", grid["rowCount"]) - 1,
        told.get("endColumnIndex", grid["columnCount"]) - 1,
    )


def _listed(tab: Tab) -> set[str]:
    """The titles that «Листы реестра» on this «Настройки» lists."""
    return titles.listed_in([list(column) for column in tab.columns])


def _append(columns: list[list[Any]], start: int, values: list[list[Any]], same: dict[str, str]) -> None:
    """Put the columns of one piece, whose first row is `start`, below what is there.

    Equal texts of a long sheet become one object: most of its cells are words of a few lists.
    """
    if not start:
        columns.extend(values)
        return
    columns.extend([] for _ in range(len(values) - len(columns)))
    for column, cells in zip(columns, values, strict=False):
        if cells:
            column.extend([""] * (start - len(column)))
            column.extend([same.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in cells])


def _decoded(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _nonsense() from error


def _nonsense() -> SourceError:
    return SourceError(
        "Вместо данных Google Таблицы пришёл непонятный ответ. Обычно связь восстанавливается"
        " сама. Если нет, администратору программы нужно проверить прокси и доступ в интернет на этом"
        " компьютере."
    )
