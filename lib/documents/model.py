"""What a monthly document consists of: sections with sentences, tables and charts, before any file format.

`content` fills it from the summary; the three writers and the page «Месяц» only lay it out. Every
text in it is ready to be shown: clean of characters that no file may hold, cut to a length that fits, with
no-break spaces where a line must not end. Nothing in it is escaped: each writer does that for its own format.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

import pandas as pd

from lib.base.plaintext import first_down, short
from lib.figures.definitions import Amount, Figure
from lib.figures.definitions import share as share_of
from lib.words import compared, phrases, words

_NBSP = "\u00a0"


def clean(text: object, longest: int) -> str:
    """Text of the register as one line that any file may hold, cut with an ellipsis."""
    return short(text, longest) if isinstance(text, str) else ""


class Kind(StrEnum):
    """What the cells of a column hold; `Cell.value` is in this unit."""

    TEXT = "text"
    NUMBER = "number"
    CHANGE = "change"  # a number with its sign
    RATE = "rate"  # a number with one decimal
    SHARE = "share"  # 0–1
    MINUTES = "minutes"
    MOMENT = "moment"  # datetime


@dataclass(frozen=True)
class Cell:
    """What is shown, and the value behind it for a spreadsheet; None: only the text."""

    shown: str
    value: float | datetime | None = None
    few: bool = False  # of fewer than ten: `shown` ends with the mark of it


@dataclass(frozen=True)
class Column:
    """A column: `width` in millimetres on an A4 page; in a spreadsheet it follows from that."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 16


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table; `grouped` leading columns are the heading of the rows that share them, a sheet keeps them.

    `nothing` is said in its place where it has no rows. `total`: the last row is their sum.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    grouped: int = 0
    total: bool = False
    note: str = ""
    nothing: str = "Нет данных."

    @property
    def notes(self) -> str:
        """What is said with the table: its note, and once what the mark of a small number means."""
        few = any(cell.few for row in self.rows for cell in row)
        return " ".join(filter(None, (self.note, words.typeset(phrases.FEW_NOTE) if few else "")))

    @property
    def inner(self) -> tuple[Column, ...]:
        """The columns beside those that make the headings of groups."""
        return self.columns[self.grouped :]

    @property
    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """The rows under their headings, without the cells that stand in these; one «» where not grouped."""
        for key, rows in groupby(self.rows, key=lambda row: row[: self.grouped]):
            told = [
                f"№{_NBSP}{cell.shown}" if column.title == "№" else cell.shown
                for column, cell in zip(self.columns, key, strict=False)
                if cell.shown
            ]
            yield " · ".join(told), [row[self.grouped :] for row in rows]


class Shape(StrEnum):
    """How a chart is drawn."""

    COLUMNS = "columns"  # stacked, upright
    BARS = "bars"  # stacked, lying, the first on top
    STAIRS = "stairs"  # lines that hold their level from one label to the next
    RUN = "run"  # a line from point to point, round its mean and between its limits


class Tone(StrEnum):
    """What a series means: writers choose colour and pattern by it."""

    ORDINARY = "ordinary"
    HIGH = "high"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"
    UNPROVEN = "unproven"
    PREVIOUS = "previous"  # a mark, not a bar
    YEAR_AGO = "year_ago"  # a mark, not a bar
    WAITING = "waiting"
    PROMISED = "promised"
    VALUE = "value"  # of a run: the line itself
    MEAN = "mean"
    LIMIT = "limit"
    SIGNAL = "signal"  # points of the line where something has changed

    @property
    def marked(self) -> bool:
        """Whether it is a mark beside the bars."""
        return self in (Tone.PREVIOUS, Tone.YEAR_AGO)


@dataclass(frozen=True)
class Series:
    """One series of a chart, a value for each label."""

    name: str
    tone: Tone
    values: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """A chart with the sentence that states its finding; `tops`: texts beside the whole bars."""

    key: str
    title: str
    finding: str
    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    tops: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether marks stand beside its bars."""
        return any(series.tone.marked for series in self.series)

    @property
    def told(self) -> tuple[str, ...]:
        """The labels as they stand beside the bars: with the number where marks would stand in its way."""
        if not self.marked:
            return self.labels
        return tuple(f"{label} — {top}" for label, top in zip(self.labels, self.tops, strict=True))

    @property
    def totals(self) -> tuple[float, ...]:
        """How long each whole bar is, without marks; of lines, the highest of each place."""
        whole = [series.values for series in self.series if not series.tone.marked]
        together = max if self.shape in (Shape.STAIRS, Shape.RUN) else sum
        return tuple(together(values) for values in zip(*whole, strict=True))

    @property
    def floor(self) -> float:
        """Where the axis of a run begins: at nothing, or near the lowest where all of it lies high."""
        told = [value for series in self.series for value in series.values if not math.isnan(value)]
        low = min(told, default=0.0)
        return 10.0 * math.floor(low / 10) if low > max(told, default=0.0) / 3 else 0.0

    @property
    def alt(self) -> str:
        """The text that stands for it where it cannot be seen."""
        return f"{self.title}. {self.finding}"


Block = Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of the document: sentences, then tables and charts in their order."""

    key: str
    title: str
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))


@dataclass(frozen=True)
class Person:
    """Someone by office; `name` "" where the register does not tell it.

    declined: the name as the head of the memorandum has it, «Фамилии И.О.». post: what he is besides.
    """

    office: str
    name: str
    declined: str = ""
    post: str = ""

    @property
    def signing(self) -> str:
        """What he signs as: the office that the head of the memorandum names, then the post."""
        post = first_down(self.post) if self.post[1:2].islower() else self.post
        return f"{self.office}, {post}" if post else self.office

    @property
    def told(self) -> str:
        """The office, the name in brackets."""
        return f"{self.office} ({self.name})" if self.name else self.office


@dataclass(frozen=True)
class Document:
    """The whole summary of a month, the same for every file.

    month: «2026-10». drafter: who wrote the memorandum, with his telephone. `marks` qualify everything (an
    unfinished month). `findings`: the sentences of the memorandum itself, nothing but sentences; `parts`
    stand behind them, with tables and charts. figures: each figure as columns of a spreadsheet.
    """

    month: str
    title: str
    subject: str
    organisation: str
    curator: Person
    deputy: Person
    drafter: str
    as_of: str
    marks: tuple[str, ...]
    findings: tuple[Section, ...]
    parts: tuple[Section, ...]
    fingerprint: str
    now: datetime
    figures: pd.DataFrame
    looked_back: Callable[[], pd.DataFrame]

    @property
    def past(self) -> pd.DataFrame:
        """The figures of the months before (`past`): only a workbook holds them, and they take their time."""
        return self.looked_back()


# Cells.


def text(value: object, longest: int = 80) -> Cell:
    """A text of the register."""
    return Cell(clean(value, longest))


def said(value: str) -> Cell:
    """A text of our own."""
    return Cell(words.typeset(value))


def number(value: float) -> Cell:
    """A whole number; a dash where there is none."""
    return Cell("—") if math.isnan(value) else Cell(words.number(value), float(value))


def change(value: float) -> Cell:
    """A difference with its sign where it is beyond chance; a dash where there is nothing to compare with."""
    return Cell(compared.change(value) or "—", float(value) if value and not math.isnan(value) else None)


def rate(value: float) -> Cell:
    """A number with one decimal."""
    return Cell("—") if math.isnan(value) else Cell(phrases.rate(value), float(words.rounded(value, 1)))


def share(good: int, of: int) -> Cell:
    """A share as it is told everywhere: of fewer than ten only «3 из 4»; its value is the shown per cent."""
    amount = share_of(good, of)
    if not amount.known:
        return Cell("—")
    if amount.few:
        return Cell(f"{words.number(good)} из {words.number(of)}{phrases.FEW_MARK}", few=True)
    shown = phrases.percent(amount)
    told = Decimal(shown.removesuffix("\u00a0%").replace(",", "."))
    return Cell(shown, float(told / 100))


def minutes(value: float) -> Cell:
    """A percentile in minutes, «не дольше»; a dash where there is none."""
    if math.isnan(value):
        return Cell("—")
    told = words.at_most(value)
    return Cell(told.replace(" ", _NBSP), None if math.isinf(value) else float(math.ceil(value)))


def late(value: float) -> Cell:
    """A delay in whole minutes, told as everywhere, not as «не дольше»; a dash where there is none."""
    told = words.duration(value).replace(" ", _NBSP)
    return Cell(told, float(int(value))) if told else Cell("—")


def moment(value: Any, year: int | None = None) -> Cell:
    """A moment to the minute, its year where that is not `year`; a dash where there is none."""
    if pd.isna(value):
        return Cell("—")
    stamp = pd.Timestamp(value)
    told = f"{stamp:%d.%m}{_NBSP}{stamp:%H:%M}" if stamp.year == year else f"{stamp:%d.%m.%Y %H:%M}"
    return Cell(told, stamp.to_pydatetime())


def figure(known: Figure, amount: Amount | None) -> Cell:
    """The value of a figure with its mark."""
    shown = phrases.amount(known, amount)
    mark = phrases.mark(known, amount)
    return Cell(words.typeset(f"{shown}{mark}"), few=bool(mark))
