"""The template laid into an existing Google Sheet: what is missing is added, nothing else is touched.

The owner makes the sheet and shares it with the service account as an editor; the client needs the full
spreadsheets scope. One reading, one plan, one `batchUpdate` (all of it or nothing). What was laid is
marked in the sheet itself (developer metadata, titles of views, descriptions of protections), so that a
second run sends nothing, and what staff have taken away does not come back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from gspread import HTTPClient

from lib.base.errors import UsageError
from lib.law import schema
from lib.law.schema import Column, TabSchema
from lib.register.finding import advice
from lib.register.finding.tabs import locate
from lib.register.layout import Sheet
from lib.template import defaults
from lib.template import missing as template_missing
from lib.template import sheet_requests as ask
from lib.template.defaults import EXPLANATION, Row
from lib.template.layout import Layout, layout
from lib.template.sheet_requests import Request
from lib.template.sheet_state import SAMPLE, Found, read


def apply(
    client: HTTPClient, sheet: str, preset: str | None = None, *, author: bool = False
) -> tuple[str, ...]:
    """Lay what the sheet of that id lacks; one Russian line for each thing done, none when all is there.

    `client` has the scope of `lib.sources.transport.READ_WRITE`; its errors pass through. UsageError for
    an unknown preset. No value of any cell changes but in empty cells: headers of added columns at the
    right end, absent parameters and norms below the last row, and tabs that were not there.
    """
    defaults.norms(preset)
    found = read(client, sheet)
    cases = found.get(schema.CASES.title)
    if cases is None or not cases.values:
        others = [there.tab for title, there in found.items() if title.startswith("other:")]
        if told := advice.instead_of_register(others):
            raise UsageError(told)
    plan = _Plan(found, preset, author=author)
    requests, done = plan.made()
    if requests:
        client.batch_update(sheet, {"requests": requests})
    return tuple(done)


class _Plan:
    """The requests that lay what is missing, and a line for each thing."""

    def __init__(self, found: dict[str, Found], preset: str | None, *, author: bool) -> None:
        self.found = found
        self.author = author
        self.requests: list[Request] = []
        self.done: list[str] = []
        used = {item.sheet_id for item in found.values()}
        self.ids = (number for number in count(820_001) if number not in used)
        placed = (locate(tab, found[tab.title].tab) for tab in schema.TABS if tab.title in found)
        self.sheets = {sheet.title: sheet for sheet in placed if sheet is not None}
        self.norms = template_missing.norms(preset, self.sheets)
        self.content = template_missing.content(preset, self.sheets.values())

    def made(self) -> tuple[list[Request], list[str]]:
        """All requests in the order in which they must be done, and what they do."""
        places: dict[str, tuple[int, Layout]] = {}
        fresh: set[str] = set()
        for tab in schema.TABS:
            there = self.found.get(tab.title)
            if there is None or not there.values:
                places[tab.title] = self._new(tab, there)
                fresh.add(tab.title)
            elif (place := self._extended(tab, there)) is not None:
                places[tab.title] = (there.sheet_id, place)
        # Lists first: the drop-down lists of the other tabs point at them.
        lists = places.get(schema.LISTS.title)
        for title, (sheet_id, place) in places.items():
            self._helps(sheet_id, place, lists[1] if lists else layout(schema.LISTS), title in fresh)
        if schema.MEMO_TITLE not in self.found:
            self._memo()
        return self.requests, self.done

    def _new(self, tab: TabSchema, there: Found | None) -> tuple[int, Layout]:
        """A tab from nothing, or the same laid into an empty one of that name."""
        place = layout(tab, author=self.author)
        rows = ask.table_cells(place.columns, self.content[tab.title])
        if there is None:
            sheet_id = next(self.ids)
            self.requests.append(
                ask.add_tab(sheet_id, tab.title, len(place.columns), frozen=place.header_row)
            )
            self.done.append(f"Лист «{tab.title}» добавлен")
        else:
            sheet_id, place = there.sheet_id, replace(place, title=there.title)
            if there.columns < len(place.columns):
                self.requests.append(ask.append_columns(sheet_id, len(place.columns) - there.columns))
            if there.rows < len(rows) + place.header_row + 1:
                self.requests.append(ask.append_rows(sheet_id, len(rows) + place.header_row + 1 - there.rows))
            self.requests.append(ask.freeze(sheet_id, place.header_row))
            self.done.append(f"Пустой лист «{tab.title}» заполнен")
        if tab is schema.CASES:
            above = ask.band_cells(place.columns)
        else:
            above = [ask.value_cell(defaults.TAB_NOTES[tab.title], {"textFormat": {"italic": True}})]
        headers = [ask.header_cell(column) for column in place.columns]
        self.requests.append(ask.write_cells(sheet_id, 0, 0, [above, headers, *rows]))
        self.requests += [ask.width(sheet_id, n, column.width) for n, column in enumerate(place.columns)]
        for start, end in _runs(n for n, column in enumerate(place.columns) if column.rare):
            self.requests += ask.fold(sheet_id, start, end)
        if tab in (schema.CASES, schema.JOURNAL):
            self.requests.append(ask.basic_filter(sheet_id, place, len(place.columns)))
        return sheet_id, place

    def _extended(self, tab: TabSchema, there: Found) -> Layout | None:
        """An existing tab with its missing columns and rows added; None where it has no header to go by."""
        sheet = self.sheets.get(tab.title)
        if sheet is None:
            self.done.append(template_missing.headless(there.title, tab))
            return None
        missing = template_missing.columns(sheet, author=self.author)
        self.done += template_missing.misspelt(sheet, author=self.author)
        added = {column.field: number for number, column in enumerate(missing, start=there.used)}
        if missing:
            names = template_missing.names(missing, self.content[tab.title]) if tab is schema.LISTS else []
            self._add_columns(there, sheet.header, missing, names)
        place = template_missing.place(sheet, added)
        if tab in (schema.SETTINGS, schema.NORMS):
            self._add_rows(there, sheet, place)
        return place

    def _add_columns(self, there: Found, start: int, missing: list[Column], rows: list[Row]) -> None:
        """Columns behind all others: their headers in row `start` (from 0), and these rows below."""
        first = there.used
        if first + len(missing) > there.columns:
            self.requests.append(ask.append_columns(there.sheet_id, first + len(missing) - there.columns))
        if start + 1 + len(rows) > there.rows:
            self.requests.append(ask.append_rows(there.sheet_id, start + 1 + len(rows) - there.rows))
        headers = [ask.header_cell(column) for column in missing]
        cells = [headers, *ask.table_cells(tuple(missing), rows)]
        self.requests.append(ask.write_cells(there.sheet_id, start, first, cells))
        self.requests += [
            ask.width(there.sheet_id, number, column.width)
            for number, column in enumerate(missing, start=first)
        ]
        for group in _runs(n for n, column in enumerate(missing, start=first) if column.rare):
            self.requests += ask.fold(there.sheet_id, *group)
        titles = "», «".join(column.title for column in missing)
        self.done.append(f"Лист «{there.title}»: добавлены столбцы «{titles}»")

    def _add_rows(self, there: Found, sheet: Sheet, place: Layout) -> None:
        """Absent parameters or norms, below the last row that holds anything."""
        absent = template_missing.rows(sheet, self.content[sheet.title])
        if not absent:
            return
        end = len(there.values)
        if end + len(absent) > there.rows:
            self.requests.append(ask.append_rows(there.sheet_id, end + len(absent) - there.rows))
        for name, column in place.at.items():
            cells = [[ask.value_cell(row.get(name))] for row in absent]
            self.requests.append(ask.write_cells(there.sheet_id, end, column, cells))
        names = "», «".join(row[sheet.schema.keys[0]] for row in absent)
        self.done.append(f"Лист «{there.title}»: добавлены строки «{names}»")

    def _helps(self, sheet_id: int, place: Layout, lists: Layout, fresh: bool) -> None:
        """Formats, rules and notes of columns; warnings, views and protection of the tab; each only once."""
        there = self.found.get(place.tab.title)
        self._column_helps(sheet_id, place, lists, None if fresh else there)
        before = len(self.requests)
        named = there.named if there else frozenset()
        marks = there.marks if there else frozenset()
        if ask.PROTECTED not in named and "protection" not in marks:
            self.requests += [ask.protect_header(sheet_id, place), ask.mark_tab(sheet_id, "protection")]
        if there and not fresh and not there.frozen and "frozen" not in marks:
            self.requests += [ask.freeze(sheet_id, place.header_row), ask.mark_tab(sheet_id, "frozen")]
        if place.tab is schema.CASES and template_missing.complete(place):
            end = max(max(place.at.values()) + 1, there.used if there else 0)
            rules = ask.conditions(sheet_id, place, self.norms, end, there.rules if there else 0)
            views = {
                f"view:{title}": request
                for title, request in ask.filter_views(sheet_id, place, self.norms, end).items()
                if title not in named
            }
            for mark, request in (rules | views).items():
                if mark not in marks:
                    self.requests += [request, ask.mark_tab(sheet_id, mark)]
        if len(self.requests) > before and not fresh:
            self.done.append(f"Лист «{place.title}»: добавлены подсветка, виды или защита заголовка")

    def _column_helps(self, sheet_id: int, place: Layout, lists: Layout, there: Found | None) -> None:
        helped = []
        for column in place.columns:
            if column.field == EXPLANATION or (there and column.field in there.column_marks):
                continue
            at = place.at[column.field]
            below = range(place.header_row, SAMPLE)
            wanted = [
                ("numberFormat", ask.number_format(sheet_id, place, column)),
                ("dataValidation", ask.validation(sheet_id, place, column, lists)),
            ]
            self.requests += [
                request
                for what, request in wanted
                if request is not None and not (there and there.has(what, at, below))
            ]
            header = place.header_row - 1
            added = there is None or at >= there.used
            if column.note and there and not added and not there.has("note", at, [header]):
                self.requests.append(ask.note(sheet_id, header, at, column.note))
            self.requests.append(ask.mark_column(sheet_id, at, column.field))
            helped.append(column.title)
        if helped and there:
            self.done.append(f"Лист «{place.title}»: подсказки для столбцов «{'», «'.join(helped)}»")

    def _memo(self) -> None:
        sheet_id = next(self.ids)
        cells = ask.memo_cells(defaults.memo(self.norms, google=True))
        self.requests += [
            ask.add_tab(sheet_id, schema.MEMO_TITLE, 1, index=0),
            ask.write_cells(sheet_id, 0, 0, cells),
            ask.width(sheet_id, 0, 118),
        ]
        self.done.append(f"Лист «{schema.MEMO_TITLE}» добавлен")


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Unbroken runs of numbers as half-open intervals."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
