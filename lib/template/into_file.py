"""The template laid into a workbook that is there: what is missing is added, no cell is touched.

The same is missing as in a Google Sheet (`into_sheet`). What is added is written as a workbook of
its own, by the writer of the empty register, and put into the other part by part (`graft`): everything
else in the file stays as it is. A file bears no marks of what was laid, as a Google Sheet does: a list or a
note that staff took away is missing.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter
from lxml.etree import XMLSyntaxError

from lib import sheets
from lib.base import files
from lib.base.errors import UsageError
from lib.law import schema
from lib.law.schema import Column
from lib.register.finding import advice
from lib.register.finding.headers import Rules
from lib.register.finding.tabs import headless, locate
from lib.register.layout import Sheet
from lib.sources.tabs import Tabs
from lib.sources.titles import folded
from lib.sources.workbook import BIGGEST_SHEET
from lib.template import defaults
from lib.template import missing as template_missing
from lib.template.defaults import Row
from lib.template.graft import graft
from lib.template.layout import Layout, alike, layout
from lib.template.leaf import BOTTOM, LAST_COLUMN, Leaf, reference
from lib.template.ooxml import WORKBOOK, Package, tag
from lib.template.workbook import LAST_ROW, OPTIONS, Writer, rule, warnings

_SPARE = 1000  # the helps reach at least so many rows below the last one


def apply(path: Path, preset: str | None = None, *, author: bool = False) -> tuple[str, ...]:
    """Add what the workbook lacks; one Russian line for each thing done, none when all is there.

    UsageError or SourceError where it cannot be read or must not be written to, RegisterError where
    «Реестр» has no header row; the file is as it was then, and where nothing lacks.
    """
    defaults.norms(preset)
    data = _read(path)
    tabs = sheets.read_workbook(data, str(path))
    with _of_a_known_make(path):
        book = Package(data)
        plan = _Plan(book, tabs, preset, author=author)
        why = plan.forbidden()
    if plan.lacks:
        if why:
            lacks = "; ".join(lack for _, lack in plan.lacks)
            raise UsageError(f"Файл «{path}» не тронут: {why}. В нём не хватает: {lacks}.")
        donor = plan.donor()
        with _of_a_known_make(path):
            graft(book, donor, first={schema.MEMO_TITLE}, over=plan.over)
            content = book.content()
        _write(path, data, content)
    return (*(done for done, _ in plan.lacks), *plan.left)


@contextmanager
def _of_a_known_make(path: Path) -> Iterator[None]:
    """What trips over a part that is not as Excel and LibreOffice write it becomes a line with the cure."""
    try:
        yield
    except (KeyError, ValueError, IndexError, AttributeError, TypeError, XMLSyntaxError) as error:
        raise UsageError(
            f"Файл «{path}» не тронут: он устроен не так, как его сохраняет Excel. Откройте его в Excel или"
            " LibreOffice, сохраните как «Книга Excel (.xlsx)» и повторите."
        ) from error


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Не удалось прочитать файл «{path}»: {files.why(error, path)}.") from error
    if not data:
        raise UsageError(
            f"Файл «{path}» пуст: в нём нет ни одного листа. Удалите его и повторите, реестр будет создан."
        )
    return data


def _write(path: Path, before: bytes, after: bytes) -> None:
    """At one go, where a link points to and with the rights the file had, unless it has just changed."""
    place = path.resolve()
    with files.whole(place) as draft:
        draft.write_bytes(after)
        shutil.copymode(place, draft)
        if place.read_bytes() != before:
            raise UsageError(f"Файл «{path}» только что изменился и поэтому не тронут. Повторите команду.")


@dataclass(frozen=True)
class _Extra:
    """What is added to a tab that is there."""

    place: Layout
    used: tuple[int, int]  # the last row and column that hold anything
    read: tuple[int, int]  # how many rows and columns the program reads
    columns: list[Column]
    names: list[Row]  # of the added columns of «Справочники»
    rows: list[Row]
    noted: list[Column]
    ruled: list[Column]
    warnings: list[str]

    def lacks(self) -> Iterator[tuple[str, str]]:
        """What is said when it is done, and what is said of it as missing."""
        title = self.place.title
        if self.columns:
            names = _listed(column.title for column in self.columns)
            yield f"Лист «{title}»: добавлены столбцы {names}", f"столбцы {names} на листе «{title}»"
        if self.rows:
            names = _listed(row[self.place.tab.keys[0]] for row in self.rows)
            yield f"Лист «{title}»: добавлены строки {names}", f"строки {names} на листе «{title}»"
        helped = [column for column in (*self.noted, *self.ruled) if column not in self.columns]
        if helped:
            names = _listed(dict.fromkeys(column.title for column in helped))
            yield f"Лист «{title}»: подсказки для столбцов {names}", f"подсказки на листе «{title}»"
        if self.warnings:
            yield f"Лист «{title}»: добавлена подсветка", f"подсветка на листе «{title}»"

    def crowded(self) -> str | None:
        """Why there is no room below for what is added, with what to do; None where there is."""
        above = self.place.header_row + len(self.names)
        below = self.used[0] + len(self.rows) if self.rows else 0
        bottom = max(self.read[0], above, below)
        width = max(self.read[1], *(number + 1 for number in self.place.at.values()))
        if bottom > BOTTOM:
            why = "новые строки не поместятся"
        elif bottom * width > BIGGEST_SHEET:
            why = "с добавленным лист станет слишком велик"
        else:
            return None
        row = self.used[0] if self.rows else self.read[0]
        return (
            f"на листе «{self.place.title}» занята строка {row}, и {why}; удалите лишние строки под таблицей"
        )

    def write(self, writer: Writer) -> None:
        """Write it on a sheet of its own, every cell where it is to stand."""
        sheet = writer.book.add_worksheet(self.place.title)
        last = min(max(LAST_ROW, self.used[0] + _SPARE), BOTTOM)
        width = max(self.used[1], *(number + 1 for number in self.place.at.values()))
        writer.widths(sheet, self.place, self.columns)
        writer.headers(sheet, self.place, self.columns)
        writer.rows(sheet, self.place, self.names, self.place.first_row)
        writer.rows(sheet, self.place, self.rows, self.used[0] + 1)
        writer.notes(sheet, self.place, self.noted)
        writer.rules(sheet, self.place, self.ruled, last)
        if self.warnings:
            writer.conditions(sheet, self.place, self.warnings, width, last)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def _spare_real_data(tabs: Tabs) -> None:
    """UsageError where the register seems to stand on a tab of another name."""
    if told := advice.instead_of_register((*tabs.tabs, *tabs.others)):
        raise UsageError(told)


class _Plan:
    """What a workbook lacks, tab by tab."""

    def __init__(self, book: Package, tabs: Tabs, preset: str | None, *, author: bool) -> None:
        self.book = book
        self.parts = book.sheets()
        self.fresh: dict[str, Layout] = {}
        self.over: list[str] = []  # empty tabs, which are laid anew
        self.left: list[str] = []  # what is said of tabs that cannot be added to
        self.lacks: list[tuple[str, str]] = []
        found = self._found(tabs, author)
        self.norms = template_missing.norms(preset, found)
        self.content = template_missing.content(preset, found.values())
        self.leaves = {title: self._leaf(sheet.tab.title) for title, sheet in found.items()}
        self.used = {title: leaf.used(found[title].header + 1) for title, leaf in self.leaves.items()}
        added = {title: self._added(sheet, author) for title, sheet in found.items()}
        places = {title: template_missing.place(sheet, added[title]) for title, sheet in found.items()}
        self.lists = (self.fresh | places).get(schema.LISTS.title)
        self.left += [
            told for sheet in found.values() for told in template_missing.misspelt(sheet, author=author)
        ]
        self.extras = [
            self._extra(sheet, places[title], [sheet.schema.column(name) for name in added[title]])
            for title, sheet in found.items()
        ]
        self.lacks += [lack for extra in self.extras for lack in extra.lacks()]

    def _found(self, tabs: Tabs, author: bool) -> dict[str, Sheet]:
        """The tabs that are there with a header row; of the others it is noted what becomes of them."""
        titles = {folded(title): title for title in reversed(self.parts)}  # of doubled ones the first counts
        raw = {tab.title: tab for tab in tabs.tabs}
        self.memo = folded(schema.MEMO_TITLE) not in titles
        if self.memo:
            self.lacks.append((f"Лист «{schema.MEMO_TITLE}» добавлен", f"лист «{schema.MEMO_TITLE}»"))
        found = {}
        for tab in schema.TABS:
            title = titles.get(folded(tab.title))
            if tab is schema.CASES and (title is None or self._is_empty(title)):
                _spare_real_data(tabs)
            if title is None:
                self.fresh[tab.title] = layout(tab, author=author)
                self.lacks.append((f"Лист «{tab.title}» добавлен", f"лист «{tab.title}»"))
            elif self._is_empty(title):
                self.fresh[tab.title] = replace(layout(tab, author=author), title=title)
                self.over.append(title)
                self.lacks.append((f"Пустой лист «{title}» заполнен", f"заголовки на листе «{title}»"))
            elif (sheet := locate(tab, raw[title])) is not None:
                found[tab.title] = sheet
            elif tab is schema.CASES:
                raise headless(raw[title], Rules(tab))
            else:
                self.left.append(template_missing.headless(title, tab))
        return found

    def _is_empty(self, title: str) -> bool:
        """Whether nothing stands on the tab, nothing is drawn on it, and nothing is locked.

        A drawing may hold nothing: Google gives every tab one.
        """
        leaf = self._leaf(title)
        blank = all(
            link.kind == "printerSettings" or (link.kind == "drawing" and not len(self.book.tree(link.part)))
            for link in self.book.links(leaf.part)
        )
        return leaf.is_empty() and blank and not leaf.locked()

    def _leaf(self, title: str) -> Leaf:
        return Leaf(self.book, self.parts[title])

    def _added(self, sheet: Sheet, author: bool) -> dict[str, int]:
        """Where the missing columns of a tab go: behind all that it holds."""
        _, used = self.used[sheet.title]
        missing = template_missing.columns(sheet, author=author)
        if used + len(missing) > LAST_COLUMN:
            raise UsageError(
                f"На листе «{sheet.tab.title}» справа нет места: занят последний столбец. Удалите лишнее и"
                " повторите."
            )
        return {column.field: number for number, column in enumerate(missing, start=used)}

    def _extra(self, sheet: Sheet, place: Layout, added: list[Column]) -> _Extra:
        leaf = self.leaves[sheet.title]
        notes, there = leaf.notes(), leaf.conditions()
        names, rows = [], []
        if sheet.schema is schema.LISTS:
            names = template_missing.names(added, self.content[sheet.title])
        if sheet.schema in (schema.SETTINGS, schema.NORMS):
            absent = template_missing.rows(sheet, self.content[sheet.title])
            rows = [{name: value for name, value in row.items() if name in place.at} for row in absent]
        cases = sheet.schema is schema.CASES and template_missing.complete(place)
        wanted = warnings(place, self.norms) if cases else {}
        return _Extra(
            place,
            self.used[sheet.title],
            (max(map(len, sheet.tab.columns)), len(sheet.tab.columns)),
            added,
            names,
            rows,
            noted=[
                column
                for column in place.columns
                if column.note and reference(place.header_row, place.at[column.field] + 1) not in notes
            ],
            ruled=[
                column
                for column in place.columns
                if rule(column, self.lists) and not leaf.ruled(place.at[column.field] + 1, place.first_row)
            ],
            warnings=[
                name for name, formula in wanted.items() if not any(alike(formula, other) for other in there)
            ],
        )

    def forbidden(self) -> str | None:
        """Why this workbook must not be written to, with what to do; None where it may be."""
        if any(part.startswith("_xmlsignatures/") for part in self.book):
            return "он подписан электронной подписью, а правка её отменит; сохраните копию без подписи"
        if any(part.startswith("xl/revisions/") for part in self.book):
            return "к нему открыт общий доступ; закройте общий доступ к книге (вкладка «Рецензирование»)"
        locked = self.book.tree(WORKBOOK).find(tag("workbookProtection"))
        if locked is not None and locked.get("lockStructure") in ("1", "true"):
            return "структура книги защищена; снимите защиту книги (вкладка «Рецензирование»)"
        for extra in self.extras:
            if any(extra.lacks()) and self.leaves[extra.place.tab.title].locked():
                return f"лист «{extra.place.title}» защищён; снимите защиту листа (вкладка «Рецензирование»)"
            if why := extra.crowded():
                return why
        return None

    def donor(self) -> Package:
        """A workbook of what is missing alone."""
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            writer = Writer(book, self.norms, self.lists)
            if self.memo:
                writer.memo()
            for title, place in self.fresh.items():
                writer.tab(place, self.content[title])
            for extra in self.extras:
                if any(extra.lacks()):
                    extra.write(writer)
        return Package(file.getvalue())
