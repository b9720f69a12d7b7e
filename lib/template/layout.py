"""Where the columns of a register's tabs stand, and the formulas of its warnings.

Shared by the workbook (`workbook`) and the Google Sheet (`into_sheet`); the words and columns
are those of `lib.law.schema` and `defaults`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.utility import xl_col_to_name

from lib.law import regulation, schema
from lib.law.regulation import Norm, Unit
from lib.law.schema import Cell, Column, TabSchema
from lib.template.defaults import EXPLANATION

LAST_LIST_ROW = 500  # drop-down lists reach down to this row of «Справочники»
_TELLING = 40  # the first characters of a warning tell which it is
EXPLAINED = Column(EXPLANATION, EXPLANATION, Cell.TEXT, width=76)  # beside settings and norms


@dataclass(frozen=True)
class Layout:
    """A tab as it stands in one spreadsheet: its columns, its header row (1-based), where each field is."""

    tab: TabSchema
    columns: tuple[Column, ...]
    header_row: int
    at: Mapping[str, int]  # field → column, 0-based
    title: str  # as it is spelt in that spreadsheet

    @property
    def first_row(self) -> int:
        """The first sheet row of data, 1-based."""
        return self.header_row + 1

    def letter(self, field: str) -> str:
        """The column letter of that field; KeyError where the tab has no such column."""
        return str(xl_col_to_name(self.at[field]))

    def cells(self, field: str, last: int) -> str:
        """The absolute range of the column's data down to that row, with the tab's name."""
        letter, title = self.letter(field), self.title.replace("'", "''")
        return f"'{title}'!${letter}${self.first_row}:${letter}${last}"


def layout(tab: TabSchema, *, author: bool = False) -> Layout:
    """The tab as the template lays it: «Автор» only where asked for, notes beside the settings."""
    columns = tuple(column for column in tab.columns if author or column.field != "author")
    if tab in (schema.SETTINGS, schema.NORMS):
        columns += (EXPLAINED,)
    at = {column.field: number for number, column in enumerate(columns)}
    return Layout(tab, columns, 2, at, tab.title)


def bands(columns: tuple[Column, ...]) -> Iterator[tuple[str, list[int], int]]:
    """Groups of columns as (name, their numbers, the number of the one that bears the name).

    The name stands over the first column that is not folded away and wide enough for it.
    """
    for group, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        pairs = list(members)
        fit = (number for number, column in pairs if not column.rare and column.width >= len(group))
        yield group, [number for number, _ in pairs], next(fit, pairs[0][0])


def list_field(column: Column) -> str:
    """The field of «Справочники» that holds the column's list."""
    return next(item.field for item in schema.LISTS.columns if item.title == column.source)


def choices(column: Column) -> list[str]:
    """The fixed words of a column, empty where it has none."""
    return ["да", "нет"] if column.cell is Cell.YES_NO else list(column.words)


def late_formula(place: Layout, norms: Mapping[str, Norm], separator: str = ",") -> str:
    """True where a message has no answer past its term, as near as a sheet's formula can tell.

    Working time by the default week without the production calendar: no holidays, no shorter Fridays,
    the break spread over the day. Without the equals sign, and without decimal fractions, whose sign
    depends on the locale; `separator` stands between arguments (Google takes a semicolon everywhere).
    """
    first = place.first_row
    detected, posted, importance, limit = (
        f"${place.letter(field)}{first}" for field in ("detected", "posted", "importance", "limit_hours")
    )
    ordinary, high = (_overrun(norms[key], detected) for key in ("answer", "answer_high"))
    shorter = f"AND(ISNUMBER({limit}),{_worked(detected)}>{limit})"
    formula = (
        f'AND(ISNUMBER({detected}),{posted}="",{_processed(place)},'
        f'OR({shorter},IF({importance}="{regulation.HIGH}",{high},{ordinary})))'
    )
    return formula.replace(",", separator)


def processed_formula(place: Layout) -> str:
    """True where nothing excludes the message (п. 18); for Google, without the equals sign."""
    return _processed(place).replace(",", ";")


def _processed(place: Layout) -> str:
    cell = f"${place.letter('excluded')}{place.first_row}"
    return f'OR({cell}="",{cell}=FALSE,{cell}="нет")'  # FALSE: a check box that is not ticked


def _overrun(norm: Norm, since: str) -> str:
    """The formula of «more than the norm has passed since»."""
    if norm.limit is None or norm.unit is None:
        return "FALSE"
    if norm.unit is Unit.MINUTES:
        return f"NOW()-{since}>{norm.limit:g}/1440"
    minutes = {Unit.WORK_MINUTES: 1, Unit.WORK_HOURS: 60, Unit.WORK_DAYS: _day_minutes()}[norm.unit]
    return f"{_worked(since)}>{norm.limit * minutes:g}/60"


def _day() -> tuple[int, int]:
    """The opening and the closing minute of a default Monday."""
    text = next(item.default for item in schema.PARAMETERS if item.field == "hours_0")
    return _interval(text)


def _interval(text: str) -> tuple[int, int]:
    opening, closing = (
        int(hours) * 60 + int(minutes) for hours, minutes in (part.split(":") for part in text.split("–"))
    )
    return opening, closing


def _day_minutes() -> int:
    """Working minutes of a default Monday, the break taken out."""
    opening, closing = _day()
    start, end = _interval(next(item.default for item in schema.PARAMETERS if item.field == "lunch"))
    return closing - opening - (end - start)


def _worked(since: str) -> str:
    """The formula of working hours from a cell until now: whole weekdays, and parts of the two days."""
    opening, closing = _day()

    def clock(moment: str) -> str:
        part = f"(MEDIAN(MOD({moment},1),{opening}/1440,{closing}/1440)-{opening}/1440)"
        weekdays = f"NETWORKDAYS(36526,INT({moment})-1)"
        return f"({weekdays}+(WEEKDAY({moment},2)<6)*{part}/({closing - opening}/1440))"

    return f"({clock('NOW()')}-{clock(since)})*{_day_minutes()}/60"


def clash_formula(place: Layout, separator: str = ",") -> str:
    """True where a row contradicts itself: a step before the detection, or two steps the wrong way round."""
    first = place.first_row

    def cell(field: str) -> str:
        return f"${place.letter(field)}{first}"

    early = [
        f"AND(ISNUMBER({cell(field)}),{cell(field)}<{cell('detected')})"
        for field in schema.EVENT_FIELDS
        if field != "detected"
    ]
    wrong = [
        f"AND(COUNT({cell(earlier)},{cell(later)})=2,{cell(later)}<{cell(earlier)})"
        for earlier, later in CLASHES
    ]
    started = f"AND(ISNUMBER({cell('detected')}),OR({','.join(early)}))"
    return f"OR({','.join([started, *wrong])})".replace(",", separator)


def alike(formula: str, other: str) -> bool:
    """Whether two of these formulas are the same warning, wherever its columns stand, by whatever norm."""
    return _shape(formula)[:_TELLING] == _shape(other)[:_TELLING]


def _shape(formula: str) -> str:
    """A formula without its addresses, and without what another program writes in its own way."""
    plain = re.sub(r"\s|\(\)", "", re.sub(r"\$?[A-Z]{1,3}\$?[0-9]+", "@", formula))
    return plain.replace("FALSE", "0")


CLASHES: tuple[tuple[str, str], ...] = (
    ("sent", "drafted"),
    ("sent", "returned"),
    ("drafted", "sent_back"),
    ("drafted", "escalated"),
    ("drafted", "approved"),
    ("approved", "posted"),
    ("final_drafted", "final_posted"),
)
