"""The register: raw tabs in, typed frames and a list of what is wrong in them out (register.md).

`parse(tabs)` is pure: no clock, no network. What depends on the present moment or on the order of events is
in `lib.duties.timeline`. Every row with content is a case, an event or named: read = shown + named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from lib import worktime
from lib.base.dated import Dated
from lib.base.plaintext import plain
from lib.law.regulation import OUTCOMES, Norm
from lib.law.schema import CALENDAR, CASES, COLUMNS, JOURNAL, LISTS, NORMS, PHRASES, SETTINGS
from lib.register.cells import UNKNOWN, Names
from lib.register.columns import read_columns
from lib.register.decode import Bools, plainly
from lib.register.finding.headers import header_key
from lib.register.finding.lookup import Lookup, OwnTab
from lib.register.finding.mapping import Mapping
from lib.register.finding.tabs import Chosen, find, locate, name_unread, registers
from lib.register.journal import (
    DETECTED,
    STAGES,
    Array,
    Detections,
    Events,
    Strays,
    read_journal,
)
from lib.register.layout import ERROR, PROBLEM_COLUMNS, Problems, Sheet, letters, text_array, words_of
from lib.register.messages import Rows, read_rows, row_events, without_summaries
from lib.register.office.lists import Lists, read_calendar, read_lists
from lib.register.office.phrases import Phrases, read_phrases
from lib.register.office.settings import Local, Parameters, Settings, read_norms, read_settings
from lib.sources.lines import Line
from lib.sources.tabs import Tabs
from lib.worktime import Schedule


@dataclass(frozen=True, eq=False)
class Place:
    """Where the messages of one tab stand, and all else of their spreadsheet.

    title: by which it is told from the other places of the register: the spreadsheet's, of several tabs of
    one the tab's; book: the spreadsheet's title; tab: that of the tab, as it is shown to people.
    columns: (tab title, field) → column letters, «Реестр» standing for the tab with messages whatever its
    title; clocks: field → letters of the column that holds its time of day apart; headers: letters → header
    of that tab's columns that an office calls otherwise than the contract. missing: titles of the columns
    that it lacks; foreign: its other headers, as typed, by column letters. gids: tab title → Google's id.
    """

    title: str
    book: str
    url: str | None
    tab: str
    columns: dict[tuple[str, str], str]
    clocks: dict[str, str]
    headers: dict[str, str]
    gids: dict[str, int]
    missing: tuple[str, ...]
    foreign: dict[str, str]

    @classmethod
    def of(cls, tabs: Tabs, title: str, sheet: Sheet, shared: Map[str, Sheet]) -> Place:
        """The place of this tab with messages among the spreadsheet's other tabs."""
        sheets = {CASES.title: sheet, **shared}
        return cls(
            title=plain(title),
            book=plain(tabs.title),
            url=tabs.url,
            tab=sheet.shown,
            columns={
                (name, field): letters(index)
                for name, part in sheets.items()
                for field, index in part.places.items()
            },
            clocks={field: letters(index) for field, index in sheet.clocks.items()},
            headers=sheet.headers,
            gids={name: part.tab.gid for name, part in sheets.items() if part.tab.gid is not None},
            missing=tuple(c.title for c in CASES.columns if c.field not in sheet.places),
            foreign=sheet.foreign,
        )


@dataclass(frozen=True, eq=False)
class Register:
    """A spreadsheet as typed frames. Nothing in it may be changed.

    cases: one row per case in register order, RangeIndex («position»). case str (№, or «строка N»);
    row int32 (sheet row); numbered bool; network, topic, topic_group, location category (NaN empty);
    url, author, text, answer_url, note str ("" empty; the links http(s) only); high bool; limit_hours
    float64 (working hours, NaN empty); executor, executor2 category over `people`; kind int8 (Kind);
    media boolean (NA: unreadable, or no such column); repeat_of str ("" none); earlier int32 (position of
    the earlier case, −1 none); excluded bool; excluded_reason str; mark Int8; outcome category; status
    str (the word as typed) and said int8 (Said: what it says); source int8 (index into `places`).

    events: one row per readable event of a case, in no order, same events not yet united. at int32 (the
    case's position); field int8 (index into EVENT_FIELDS); stage int8; time datetime64[s], local (midnight
    for a date without a time); dated bool; kind int8 (0 where the timeline settles it); executor category
    over `people`; journal bool; row int32 (sheet row in its own tab); source int8 (index into `places`: an
    event of «Журнал» may stand in another spreadsheet than its case).

    problems: all that can be named without a present moment, str columns tab («Реестр»: the place's tab with
    messages), cell (A1, "" for a whole tab), case, level, kind (key of the cause), message (Russian), value
    (as typed), in the order of the sheet; time datetime64[s], dated bool: of what `check` names only while
    that time lies ahead (a date without a time or not), else NaT, False; where there are several places one
    more, source, the title of the cell's place, by which they follow one another.

    phrases: the office's own texts to copy.

    settings and norms (by key of the rule) in force on each day; timezone: a valid IANA name.

    places: one for each tab with messages, usually one: of this year's spreadsheet, then of archives.
    strays: what `several` needs to know of a single spreadsheet; empty where there are several.
    """

    cases: pd.DataFrame
    events: pd.DataFrame
    people: tuple[str, ...]
    lists: Lists
    phrases: Phrases
    settings: Dated[Settings]
    timezone: str
    schedule: Schedule
    norms: Dated[dict[str, Norm]]
    places: tuple[Place, ...]
    problems: pd.DataFrame
    strays: Strays

    @property
    def title(self) -> str:
        """The title of the first place."""
        return self.places[0].title

    @property
    def url(self) -> str | None:
        """The address of the first place's spreadsheet."""
        return self.places[0].url

    @property
    def columns(self) -> dict[tuple[str, str], str]:
        """The columns of the first place."""
        return self.places[0].columns

    @property
    def gids(self) -> dict[str, int]:
        """Google's ids of the tabs of the first place."""
        return self.places[0].gids

    @property
    def missing(self) -> tuple[str, ...]:
        """What the first place lacks."""
        return self.places[0].missing

    @property
    def foreign(self) -> dict[str, str]:
        """The other headers of the first place."""
        return self.places[0].foreign

    @property
    def archives(self) -> tuple[Place, ...]:
        """The further places; none where there is one tab with messages only."""
        return self.places[1:]


def parse(tabs: Tabs, lines: Sequence[Line] = (), listed: str = "", local: Local | None = None) -> Register:
    """The register of these raw tabs.

    `lines`: those of the configuration, after the spreadsheet's own; `listed`: the tabs with messages, in
    place of «Листы реестра». `local`: the day on which «Листы реестра» must be in force; left out, its last
    version counts, be it one that lies ahead. RegisterError: no «Реестр», or a key column of it is absent.
    CalendarError: a week without working time.
    """
    problems = Problems()
    sheets = find(tabs, problems)
    lists = read_lists(sheets.get(LISTS.title), problems)
    phrases = read_phrases(sheets.get(PHRASES.title), lists, problems)
    said = read_settings(sheets.get(SETTINGS.title), problems, tabs.timezone)
    schedule = replace(said.schedule, overrides=read_calendar(sheets.get(CALENDAR.title), problems))
    worktime.check(schedule)
    norms = read_norms(sheets.get(NORMS.title), problems, schedule)

    mapping = Mapping(sheets.get(COLUMNS.title), lines, problems)
    found = registers(
        tabs,
        mapping,
        Chosen.of(listed) if listed else in_force(said, local).sheets,
        sheets.get(SETTINGS.title),
        problems,
    )
    mapping.name([sheet for sheet, _ in found])
    name_unread(tabs, [sheet.tab for sheet, _ in found], mapping, problems)
    parts = without_summaries([read_rows(sheet, own) for sheet, own in found], problems)
    lookup = Lookup.of([part.numbers for part in parts], [len(part) for part in parts])

    names = {
        "network": Names(lists.networks),
        "topic": Names(lists.topics),
        "location": Names(lists.locations),
        "executor": Names(lists.executors),
    }
    read = [
        read_columns(part.named, OwnTab(lookup, number), lists, names, schedule)
        for number, part in enumerate(parts)
    ]
    events = [
        block
        for number, (part, columns) in enumerate(zip(parts, read, strict=True))
        for block in row_events(part, columns, lookup.starts[number], number)
    ]
    own = _own_detections(events, np.concatenate([columns["excluded"] for columns in read]))
    journal, by_journal, strays = read_journal(
        sheets.get(JOURNAL.title), problems, lookup.meant, names["executor"], own
    )
    for part, columns, start in zip(parts, read, lookup.starts, strict=True):
        part.name_other_sorts(columns)
        here = slice(start, start + len(part))
        undetected = np.isnat(own.time[here]) & ~by_journal[here] & ~own.excluded[here] & part.undetected()
        message = (
            "Не указано, когда выявлено: сроки не считаются. Введите дату и время, например 23.11.2026 14:05."
        )
        part.named.name("detected", undetected, "no_detection", message, level=ERROR)

    staff = words_of(names["executor"].spellings)
    many = len(parts) > 1
    places = tuple(
        Place.of(tabs, part.sheet.shown if many else tabs.title, part.sheet, sheets) for part in parts
    )
    return Register(
        cases=_cases_frame(parts, read, names, lists),
        events=_events_frame((*events, journal), staff),
        people=tuple(names["executor"].spellings),
        lists=lists,
        phrases=phrases,
        settings=said.settings,
        timezone=said.timezone,
        schedule=schedule,
        norms=norms,
        places=places,
        problems=_problems(parts, places, problems),
        strays=strays,
    )


def in_force(said: Parameters | Register, local: Local | None) -> Settings:
    """The settings of now; without a clock the last of them."""
    return said.settings.latest if local is None else said.settings.on(local(said.timezone))


def listings() -> Callable[[Sequence[Tabs], Local | None], list[str]]:
    """Asks spreadsheets for their tabs with messages, as their own «Настройки» list them on that day.

    Asked again, it reads the «Настройки» of those that are new.
    """
    kept: list[tuple[Tabs, Parameters | None]] = []

    def tell(tables: Sequence[Tabs], local: Local | None) -> list[str]:
        known = {id(tabs): said for tabs, said in kept}
        kept[:] = [(tabs, known[id(tabs)] if id(tabs) in known else _said(tabs)) for tabs in tables]
        return ["" if said is None else in_force(said, local).sheets.text for _, said in kept]

    return tell


def _said(tabs: Tabs) -> Parameters | None:
    """What the «Настройки» of a spreadsheet say; None where there are none."""
    key = header_key(SETTINGS.title)
    own = next((tab for tab in tabs.tabs if header_key(tab.title) == key), None)
    sheet = None if own is None else locate(SETTINGS, own)
    if sheet is None:
        return None
    return read_settings(replace(sheet, since_1904=tabs.since_1904), Problems(), tabs.timezone)


def _own_detections(events: Sequence[Events], excluded: Bools) -> Detections:
    """The rows' readable «Выявлено»; each block is of one field."""
    own = Events.united([Events.none(), *(block for block in events if DETECTED in block.field[:1])])
    return Detections.of(own.at, own.time, own.dated, excluded)


def _problems(parts: Sequence[Rows], places: Sequence[Place], shared: Problems) -> pd.DataFrame:
    """What is wrong on each tab with messages, then in all else of the spreadsheet."""
    if len(parts) == 1:
        shared.take(parts[0].named.problems)
        return shared.frame()
    frames = [part.named.problems.frame() for part in parts]
    frames[0] = pd.concat([frames[0], shared.frame()])
    told = [frame.assign(source=place.title) for frame, place in zip(frames, places, strict=True)]
    return pd.concat(told, ignore_index=True).astype(dict.fromkeys((*PROBLEM_COLUMNS, "source"), "str"))


# --- frames ------------------------------------------------------------------------------------------------


def _category(codes: Array, names: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=words_of(names))


def _groups(codes: Array, topics: Names, lists: Lists) -> pd.Categorical:
    groups = Names(lists.groups.values())
    of_topic = [groups.code(lists.groups[name]) if name in lists.groups else -1 for name in topics.spellings]
    return _category(np.array([*of_topic, -1], np.int32)[codes], groups.spellings)


def _cases_frame(
    parts: Sequence[Rows], read: Sequence[dict[str, Any]], names: Map[str, Names], lists: Lists
) -> pd.DataFrame:
    def joined(field: str) -> Array:
        return np.concatenate([columns[field] for columns in read])

    def words(field: str) -> ExtensionArray:
        return text_array(pa.concat_arrays([plainly(columns[field]) for columns in read]))

    named = [part.named for part in parts]
    topics, mark, media = joined("topic"), joined("mark"), joined("media")
    return pd.DataFrame(
        {
            "case": text_array(pa.concat_arrays([rows.case for rows in named])),
            "row": np.concatenate([rows.row for rows in named]),
            "numbered": np.concatenate([part.numbered for part in parts]),
            "network": _category(joined("network"), names["network"].spellings),
            "url": words("url"),
            "author": words("author"),
            "text": words("text"),
            "topic": _category(topics, names["topic"].spellings),
            "topic_group": _groups(topics, names["topic"], lists),
            "location": _category(joined("location"), names["location"].spellings),
            "high": joined("high"),
            "limit_hours": joined("limit_hours"),
            "executor": _category(joined("executor"), names["executor"].spellings),
            "executor2": _category(joined("executor2"), names["executor"].spellings),
            "kind": joined("kind"),
            "answer_url": words("answer_url"),
            "media": pd.arrays.BooleanArray(media == 1, media == UNKNOWN),
            "repeat_of": words("repeat_of"),
            "earlier": joined("earlier").astype(np.int32),
            "excluded": joined("excluded"),
            "excluded_reason": words("excluded_reason"),
            "mark": pd.arrays.IntegerArray(np.nan_to_num(mark).astype(np.int8), np.isnan(mark)),
            "outcome": _category(joined("outcome"), OUTCOMES),
            "note": words("note"),
            "status": words("status"),
            "said": joined("said"),
            "source": np.repeat(np.arange(len(parts), dtype=np.int8), [len(part) for part in parts]),
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
