"""The register: raw tabs in, typed frames and a list of what is wrong in them out (register.md).

`parse(tabs)` is pure: no clock, no network. What depends on the present moment or on the order of events is
in `lib.duties.timeline`. Every row with content is a case, an event or named: read = shown + named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib import worktime
from lib.law.regulation import OUTCOMES, Kind, Norm
from lib.law.schema import CALENDAR, CASES, EVENT_FIELDS, JOURNAL, LISTS, NORMS, SETTINGS, TABS, Cell
from lib.register.cells import NO, Names, translate, word_key
from lib.register.columns import read_columns
from lib.register.decode import Bools, Cells, valid
from lib.register.journal import (
    DETECTED,
    FINALS,
    STAGES,
    Array,
    Detections,
    Events,
    Named,
    Numbers,
    Strays,
    number_texts,
    read_journal,
)
from lib.register.layout import ERROR, Problems, Sheet, find, letters, text_array
from lib.register.settings import Lists, Settings, read_calendar, read_lists, read_norms, read_settings
from lib.sources.tabs import Tabs
from lib.worktime import Schedule

_YES_NO_CELLS = (Cell.YES_NO, Cell.EXCLUDED)


@dataclass(frozen=True, eq=False)
class Place:
    """Where the cells of one spreadsheet stand; the fields mean what they mean in `Register`."""

    title: str
    url: str | None
    columns: dict[tuple[str, str], str]
    gids: dict[str, int]
    missing: tuple[str, ...]
    foreign: dict[str, str]


@dataclass(frozen=True, eq=False)
class Register:
    """A spreadsheet as typed frames. Nothing in it may be changed.

    cases: one row per case in register order, RangeIndex («position»). case str (№, or «строка N»);
    row int32 (sheet row); numbered bool; network, topic, topic_group, location category (NaN empty);
    url, author, text, answer_url, note str ("" empty; the links http(s) only); high bool; limit_hours
    float64 (working hours, NaN empty); executor, executor2 category over `people`; kind int8 (Kind);
    media boolean (NA: unreadable, or no such column); repeat_of str ("" none); earlier int32 (position of
    the earlier case, −1 none); excluded bool; excluded_reason str; mark Int8; outcome category; status
    str (the word as typed) and said int8 (Said: what it says); source int8 (0: the only spreadsheet, or the
    first of several).

    events: one row per readable event of a case, in no order, same events not yet united. at int32 (the
    case's position); field int8 (index into EVENT_FIELDS); stage int8; time datetime64[s], local (midnight
    for a date without a time); dated bool; kind int8 (0 where the timeline settles it); executor category
    over `people`; journal bool; row int32 (sheet row in its own tab); source int8 (that tab's spreadsheet).

    problems: all that can be named without a present moment, str columns tab, cell (A1, "" for a whole tab),
    case, level, kind (key of the cause), message (Russian), value (as typed), in the order of the sheet.

    columns: (tab title, field) → column letters; missing: titles of the columns that «Реестр» lacks; foreign:
    its other headers, as typed, by column letters; gids: tab title → Google's id of the tab.

    Of several spreadsheets as one register (`several`) title, url, columns, gids, missing and foreign are
    those of the first, `archives` holds the others; `source` of cases and of events is the index into
    `places`: an event of «Журнал» may stand in another spreadsheet than its case. problems have one more
    column source, the title of the spreadsheet of the cell, and follow one another by it.

    strays: what `several` needs to know of a single one; empty where there are several.
    """

    title: str
    url: str | None
    cases: pd.DataFrame
    events: pd.DataFrame
    people: tuple[str, ...]
    lists: Lists
    settings: Settings
    schedule: Schedule
    norms: dict[str, Norm]
    missing: tuple[str, ...]
    foreign: dict[str, str]
    columns: dict[tuple[str, str], str]
    gids: dict[str, int]
    problems: pd.DataFrame
    strays: Strays
    archives: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Each spreadsheet of the register: this year's, then archives."""
        first = Place(self.title, self.url, self.columns, self.gids, self.missing, self.foreign)
        return (first, *self.archives)


def parse(tabs: Tabs) -> Register:
    """The register of these raw tabs.

    RegisterError: no «Реестр», or a key column of it is absent. CalendarError: a week without working time.
    """
    problems = Problems()
    sheets = find(tabs, problems)
    lists = read_lists(sheets.get(LISTS.title), problems)
    settings, schedule = read_settings(sheets.get(SETTINGS.title), problems, tabs.timezone)
    schedule = replace(schedule, overrides=read_calendar(sheets.get(CALENDAR.title), problems))
    worktime.check(schedule)
    norms = read_norms(sheets.get(NORMS.title), problems, schedule)

    people = Names(lists.executors)
    rows, numbers = _rows(sheets[CASES.title], problems)
    read = read_columns(rows, numbers, lists, people, schedule)
    events = _row_events(rows, read)
    own = _own_detections(events, read["excluded"])
    journal, by_journal, strays = read_journal(sheets.get(JOURNAL.title), problems, numbers, people, own)
    undetected = np.isnat(own.time) & ~by_journal & ~read["excluded"] & ~rows.filled["detected"]
    undetected &= ~rows.column("detected").typed
    message = (
        "Не указано, когда выявлено: сроки не считаются. Введите дату и время, например 23.11.2026 14:05."
    )
    rows.name("detected", undetected, "no_detection", message, level=ERROR)

    staff = _words(people.spellings)
    return Register(
        title=tabs.title,
        url=tabs.url,
        cases=_cases_frame(rows, read, staff),
        events=_events_frame((*events, journal), staff),
        people=tuple(people.spellings),
        lists=lists,
        settings=settings,
        schedule=schedule,
        norms=norms,
        missing=tuple(c.title for c in CASES.columns if c.field not in sheets[CASES.title].places),
        foreign=sheets[CASES.title].foreign,
        columns={
            (schema.title, name): letters(index)
            for schema in TABS
            if schema.title in sheets
            for name, index in sheets[schema.title].places.items()
        },
        gids={title: sheet.tab.gid for title, sheet in sheets.items() if sheet.tab.gid is not None},
        problems=problems.frame(),
        strays=strays,
    )


# --- rows of «Реестр» --------------------------------------------------------------------------------------


def _rows(sheet: Sheet, problems: Problems) -> tuple[Named, Numbers]:
    """The rows that are cases; № unreadable, absent and repeated are named."""
    cells = {name: column for name in sheet.places if (column := sheet.cells(name)) is not None}
    here = np.flatnonzero(_content(sheet, cells))
    if len(here) < sheet.size:
        cells = {name: column.take(here) for name, column in cells.items()}
    row = sheet.rows(here)
    number = number_texts(cells["case"].readable())
    numbered = valid(number)
    case = number
    if not numbered.all():
        case = pc.coalesce(
            number, pc.binary_join_element_wise("строка", pa.array(row).cast(pa.string()), " ")
        )
    rows = Named.of(sheet, problems, row, case, cells)

    numbers, repeated = Numbers.of(number, ascending=_ascending(cells["case"]))
    flags = rows.column("case").flags
    bad = np.zeros(len(row), bool) if flags is None else flags
    message = "{} — не номер: впишите целое число или короткий текст, который не повторяется."
    rows.name("case", bad, "bad_number", message, level=ERROR)
    message = "Не указан №: впишите номер, который ещё не занят."
    rows.name("case", ~bad & ~rows.filled["case"], "no_number", message, level=ERROR)
    message = "Номер {} уже есть выше: дайте этому сообщению другой номер."
    rows.name("case", repeated, "repeated_number", message, level=ERROR)
    return rows, numbers


def _ascending(cells: Cells) -> bool:
    """Numbers only, each above the one before: the usual №, of which none repeats."""
    return cells.number is not None and cells.text is None and bool((np.diff(cells.number) > 0).all())


def _content(sheet: Sheet, cells: dict[str, Cells]) -> Bools:
    """Rows that are cases: some cell apart from № is neither empty, nor FALSE, nor «нет»."""
    result = np.zeros(sheet.size, bool)
    doubtful = []  # columns whose texts have to be looked at, in rows that nothing else settles
    for name, column in cells.items():
        if name == "case":
            continue
        if column.true is not None:
            result |= column.true
        if sheet.schema.column(name).cell in _YES_NO_CELLS:
            doubtful.append((Cells(column.size, column.number, column.text), NO))
            continue
        if column.number is not None:
            result |= ~np.isnan(column.number)
        if column.text is not None:
            doubtful.append((Cells(column.size, None, column.text), _EMPTY_WORDS))
    for column, empty in doubtful:
        open_still = np.flatnonzero(~result)
        if not len(open_still):
            break
        result[open_still[_says_something(column.take(open_still), empty)]] = True
    return result


def _says_something(cells: Cells, empty: frozenset[str]) -> Bools:
    said: Bools = translate(cells.strings(), lambda text: int(word_key(text) not in empty)) == 1
    return said


_EMPTY_WORDS = frozenset(("нет", "false"))


# --- events of «Реестр» ------------------------------------------------------------------------------------


def _row_events(rows: Named, read: dict[str, Any]) -> list[Events]:
    """The readable events of the rows, one `Events` a column; the unreadable are named."""
    kind = np.where(read["kind"] == Kind.NONE, Kind.FINAL, read["kind"]).astype(np.int8)
    second = np.where(read["executor2"] >= 0, read["executor2"], read["executor"])
    executors = {"sent": read["executor"], "resent": second}
    kinds = {"drafted": kind, "redrafted": kind, "posted": kind}
    result = []
    for number, field in enumerate(EVENT_FIELDS):
        if field not in rows.cells:
            continue
        found = rows.times(field)
        at = found.at
        other = int(Kind.FINAL) if number in FINALS else int(Kind.NONE)
        result.append(
            Events(
                at=at,
                field=np.full(len(at), number, np.int8),
                time=found.time,
                dated=found.dated,
                kind=kinds[field][at] if field in kinds else np.full(len(at), other, np.int8),
                executor=executors[field][at] if field in executors else np.full(len(at), -1, np.int32),
                row=rows.row[at],
                source=np.zeros(len(at), np.int8),
            )
        )
    return result


def _own_detections(events: Sequence[Events], excluded: Bools) -> Detections:
    """The rows' readable «Выявлено»: a key column, so its events are always among these, and first."""
    own = events[DETECTED]
    return Detections.of(own.at, own.time, own.dated, excluded)


# --- frames ------------------------------------------------------------------------------------------------


def _words(names: Sequence[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(list(names), dtype="str"))


def _category(codes: Array, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=_words(names))


def _groups(codes: Array, topics: Names, lists: Lists) -> pd.Categorical:
    groups = Names(lists.groups.values())
    of_topic = [groups.code(lists.groups[name]) if name in lists.groups else -1 for name in topics.spellings]
    return _category(np.array([*of_topic, -1], np.int32)[codes], groups.spellings)


def _cases_frame(rows: Named, read: dict[str, Any], people: pd.CategoricalDtype) -> pd.DataFrame:
    topics, topic_names = read["topic"]
    mark = np.nan_to_num(read["mark"]).astype(np.int8)
    return pd.DataFrame(
        {
            "case": text_array(rows.case),
            "row": rows.row,
            "numbered": valid(number_texts(rows.column("case"))),
            "network": _category(read["network"][0], read["network"][1].spellings),
            "url": text_array(read["url"]),
            "author": text_array(read["author"]),
            "text": text_array(read["text"]),
            "topic": _category(topics, topic_names.spellings),
            "topic_group": _groups(topics, topic_names, lists=read["lists"]),
            "location": _category(read["location"][0], read["location"][1].spellings),
            "high": read["high"],
            "limit_hours": read["limit_hours"],
            "executor": pd.Categorical.from_codes(read["executor"], dtype=people),
            "executor2": pd.Categorical.from_codes(read["executor2"], dtype=people),
            "kind": read["kind"],
            "answer_url": text_array(read["answer_url"]),
            "media": read["media"],
            "repeat_of": text_array(read["repeat_of"]),
            "earlier": read["earlier"].astype(np.int32),
            "excluded": read["excluded"],
            "excluded_reason": text_array(read["excluded_reason"]),
            "mark": pd.arrays.IntegerArray(mark, np.isnan(read["mark"])),
            "outcome": _category(read["outcome"], OUTCOMES),
            "note": text_array(read["note"]),
            "status": text_array(read["status"]),
            "said": read["said"],
            "source": np.zeros(len(rows.row), np.int8),
        },
        copy=False,
    )


def _events_frame(blocks: Sequence[Events], people: pd.CategoricalDtype) -> pd.DataFrame:
    events = Events.united(blocks)
    journal = np.zeros(len(events), bool)
    journal[len(events) - len(blocks[-1]) :] = True
    return events_frame(events, people, journal)


def events_frame(events: Events, people: pd.CategoricalDtype, journal: Bools) -> pd.DataFrame:
    """These events as a frame like `Register.events`; `people` are the names behind their executors."""
    columns = {
        "at": events.at,
        "field": events.field,
        "stage": STAGES[events.field],
        "time": events.time,
        "dated": events.dated,
        "kind": events.kind,
        "executor": pd.Categorical.from_codes(events.executor, dtype=people),
        "journal": journal,
        "row": events.row,
        "source": events.source,
    }
    return pd.DataFrame(columns, copy=False)
