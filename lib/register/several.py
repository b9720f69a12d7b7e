"""Several spreadsheets as one register: this year's, then archives (register.md, «Several spreadsheets»).

Each may have several tabs with messages, and is parsed by itself, so № is unique within one only; the journal
and «Повторное к №» look in their own first, then in the others in the order of the list. Settings, norms,
calendar, phrases and lists are those of the first; an archive's own lists serve only to read its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.base.errors import RegisterError
from lib.law.schema import CALENDAR, CASES, JOURNAL, LISTS, NORMS, PHRASES, SETTINGS
from lib.register.cells import Names
from lib.register.decode import Bools
from lib.register.finding.headers import header_key
from lib.register.journal import (
    DETECTED,
    SECOND_DETECTION,
    Array,
    Detections,
    Events,
    Numbers,
    Strays,
    detected_once,
)
from lib.register.layout import PROBLEM_COLUMNS, VALUE_LENGTH, WARNING, always, words_of
from lib.register.office.settings import Local
from lib.register.register import Place, Register, events_frame, in_force, listings, parse
from lib.sources.lines import Line
from lib.sources.tabs import Tabs

MOST = 100  # tabs with messages: the column `source` is an int8
# The other tabs of an archive do not count; what its lists lack is nothing to mend.
_NOT_OF_ARCHIVES = frozenset(header_key(tab.title) for tab in (SETTINGS, NORMS, CALENDAR, PHRASES))
# What a message says of one spreadsheet, and what is true of several, by its kind.
_OF_SEVERAL = {
    "unknown_repeat": ("на этом листе", "ни на одном листе реестра", "ни в одной из таблиц"),
    "unknown_case": ("в реестре", "ни в одной из таблиц"),
}

# For № that stand in a spreadsheet (its index) and mean a case of another: the positions of those cases.
_Elsewhere: TypeAlias = Callable[[int, pa.Array], Array]


class _Starts(NamedTuple):
    """Of each spreadsheet the position of its first case and the index of its first place; and the ends."""

    cases: Array
    places: Array


def reader(
    lines: Sequence[Line] = (), listed: str = "", local: Local | None = None
) -> Callable[[Sequence[Tabs]], Register]:
    """What parses spreadsheets into one register, only what changed anew: the very same while nothing did."""
    tell = listings()
    kept: list[tuple[Tabs, str, Register]] = []
    whole: list[Register] = []

    def read(tables: Sequence[Tabs]) -> Register:
        now = None if local is None else cache(local)  # all that follows is of one day
        first = in_force(kept[0][2], now).sheets.text if kept and kept[0][0] is tables[0] else ""
        titles = [listed] * len(tables) if listed else [first, *tell(tables[1:], now)]
        before = {(id(tabs), of): part for tabs, of, part in kept}
        parts = [
            before.get((id(tabs), of))
            or (_archive(tabs, lines, of) if number else parse(tabs, lines, listed, now))
            for number, (tabs, of) in enumerate(zip(tables, titles, strict=True))
        ]
        if [*map(id, parts)] != [id(part) for _, _, part in kept]:
            whole[:] = [combine(parts)]
            titles[0] = listed or in_force(parts[0], now).sheets.text
            kept[:] = zip(tables, titles, parts, strict=True)
        return whole[0]

    return read


def _archive(tabs: Tabs, lines: Sequence[Line], listed: str) -> Register:
    """An archive: its cases, journal and the lists they were typed by; the rest of it does not count."""
    own = tuple(tab for tab in tabs.tabs if header_key(tab.title) not in _NOT_OF_ARCHIVES)
    try:
        return parse(replace(tabs, tabs=own), lines, listed)
    except RegisterError as error:
        raise RegisterError(f"Архив «{tabs.title}»: {error}") from error


def combine(parts: Sequence[Register]) -> Register:
    """One register of several; of one, that one itself. Positions and `source` as in `Register`."""
    if len(parts) == 1:
        return parts[0]
    starts = _Starts(
        np.cumsum([0, *(len(part.cases) for part in parts)]),
        np.cumsum([0, *(len(part.places) for part in parts)]),
    )
    if starts.places[-1] > MOST:
        raise RegisterError(f"Листов реестра больше {MOST}: уберите из списка настроек самые старые архивы.")
    first = parts[0]
    places = _places(parts)
    people = Names(first.lists.executors)
    codes = [_codes(part.people, people) for part in parts]
    named = words_of(people.spellings)
    elsewhere = _elsewhere(parts, starts.cases)
    cases, repeats = _cases(parts, starts, codes, named, elsewhere)
    strays = _strays(parts, starts, codes, elsewhere)
    events = _events(parts, starts, codes, named)
    excluded = cases["excluded"].to_numpy()
    events, detected, second = _joined(events, strays.events, named, excluded)
    anew = strays.take(second)
    mended = [
        _mended(part, number, elsewhere, repeats=repeats[number], detected=here, left=anew.of(place))
        for number, (part, here, place) in enumerate(
            zip(parts, np.split(detected, starts.cases[1:-1]), starts.places[:-1], strict=True)
        )
    ]
    told = anew.take(np.flatnonzero(~excluded[anew.events.at]))
    own = [tuple(places[start:end]) for start, end in pairwise(starts.places)]
    return replace(
        first,
        cases=cases,
        events=events,
        people=tuple(people.spellings),
        places=tuple(places),
        problems=_problems(parts, own, mended, told, starts),
        strays=Strays.none(),
    )


def _places(parts: Sequence[Register]) -> list[Place]:
    """The places of all, each by a title of its own: the spreadsheet's, where tabs count «title · tab»."""
    books = _told_apart([part.places[0].book for part in parts])
    by_tab = any(len(part.places) > 1 for part in parts)
    return [
        replace(place, book=book, title=f"{book} · {place.tab}" if by_tab else book)
        for book, part in zip(books, parts, strict=True)
        for place in part.places
    ]


def cases_meant(register: Register, asked: Sequence[tuple[int, str]]) -> list[int]:
    """Positions of the cases that these № mean in the spreadsheet (its index) where they stand, −1: none.

    As everywhere: the first of that № in its own spreadsheet, then in the others in order.
    """
    cases = register.cases
    known = np.flatnonzero(cases["case"].isin({case for _, case in asked}).to_numpy())
    own: dict[tuple[int, str], int] = {}
    first: dict[str, int] = {}
    for at, source, case in cases[["source", "case"]].iloc[known].itertuples(name=None):
        own.setdefault((source, case), at)
        first.setdefault(case, at)
    return [own.get((source, case), first.get(case, -1)) for source, case in asked]


def _told_apart(titles: Sequence[str]) -> list[str]:
    """The titles, each other than those before it: «Реестр», «Реестр (2)»."""
    result: list[str] = []
    for title in titles:
        number, name = 1, title
        while name in result:
            number += 1
            name = f"{title} ({number})"
        result.append(name)
    return result


def _codes(spellings: Sequence[str], names: Names) -> Array:
    """Codes into `names` of these spellings, and −1 at the end for an empty cell."""
    return np.array([*map(names.code, spellings), -1], np.int32)


def _recoded(column: pd.Series, codes: Array, dtype: pd.CategoricalDtype) -> pd.Categorical:
    return pd.Categorical.from_codes(codes[column.cat.codes.to_numpy()], dtype=dtype)


# --- cases and events --------------------------------------------------------------------------------------


def _elsewhere(parts: Sequence[Register], starts: Array) -> _Elsewhere:
    """Looks № up in all spreadsheets but their own, in order; the first case of each №, −1 where in none."""

    @cache
    def numbers(part: int) -> Numbers:
        cases = parts[part].cases
        own = pc.if_else(pa.array(cases["numbered"].to_numpy()), _texts(cases["case"]), None)
        return Numbers.of(own, ascending=False)[0]

    def find(own: int, asked: pa.Array) -> Array:
        found = np.full(len(asked), -1, np.int64)
        for other in range(len(parts)):
            open_still = np.flatnonzero(found < 0)
            if other != own and len(open_still):
                place = numbers(other).find(asked.take(pa.array(open_still)))
                found[open_still] = np.where(place >= 0, place + starts[other], -1)
        return found

    return find


def _texts(column: pd.Series) -> pa.StringArray:
    return pa.array(column).cast(pa.string())


def _cases(
    parts: Sequence[Register],
    starts: _Starts,
    people: Sequence[Array],
    named: pd.CategoricalDtype,
    elsewhere: _Elsewhere,
) -> tuple[pd.DataFrame, list[Array]]:
    """The cases of all; and of each part, which of them repeat a case of another spreadsheet."""
    lists = parts[0].lists
    listed = {
        "network": Names(lists.networks),
        "topic": Names(lists.topics),
        "location": Names(lists.locations),
        "topic_group": Names(lists.groups.values()),
    }
    codes: list[dict[str, Array]] = []
    for part in parts:
        own = {
            field: _codes(part.cases[field].cat.categories.tolist(), names) for field, names in listed.items()
        }
        # A topic that this year's list knows stands in this year's group.
        group = own["topic_group"][part.cases["topic_group"].cat.codes.to_numpy()]
        known = [lists.groups.get(listed["topic"].spellings[code]) for code in own["topic"][:-1]]
        prevails = _codes([name for name in known if name], listed["topic_group"])
        of_topic = np.full(len(known) + 1, -1, np.int32)
        of_topic[np.flatnonzero([bool(name) for name in known])] = prevails[:-1]
        now = of_topic[part.cases["topic"].cat.codes.to_numpy()]
        codes.append({**own, "topic_group": np.where(now >= 0, now, group)})

    dtypes = {field: words_of(names.spellings) for field, names in listed.items()}
    frames, found = [], []
    for number, part in enumerate(parts):
        columns: dict[str, Any] = {
            field: _recoded(part.cases[field], codes[number][field], dtypes[field])
            for field in ("network", "topic", "location")
        }
        columns["topic_group"] = pd.Categorical.from_codes(
            codes[number]["topic_group"], dtype=dtypes["topic_group"]
        )
        for field in ("executor", "executor2"):
            columns[field] = _recoded(part.cases[field], people[number], named)
        earlier, there = _earlier(part.cases, starts.cases[number], number, elsewhere)
        found.append(there)
        source = (part.cases["source"].to_numpy() + starts.places[number]).astype(np.int8)
        frames.append(part.cases.assign(**columns, earlier=earlier, source=source))
    return pd.concat(frames, ignore_index=True), found


def _earlier(cases: pd.DataFrame, start: int, own: int, elsewhere: _Elsewhere) -> tuple[Array, Bools]:
    """Of each case of a part the position of the earlier one; and where that stands in another part."""
    earlier = cases["earlier"].to_numpy().astype(np.int64)
    result = np.where(earlier >= 0, earlier + start, -1)
    open_still = np.flatnonzero((earlier < 0) & (cases["repeat_of"] != "").to_numpy())
    result[open_still] = elsewhere(own, _texts(cases["repeat_of"].iloc[open_still]))
    there = np.zeros(len(cases), bool)
    there[open_still] = result[open_still] >= 0
    return result.astype(np.int32), there


def _events(
    parts: Sequence[Register],
    starts: _Starts,
    people: Sequence[Array],
    named: pd.CategoricalDtype,
) -> pd.DataFrame:
    frames = [
        part.events.assign(
            at=(part.events["at"].to_numpy() + starts.cases[number]).astype(np.int32),
            executor=_recoded(part.events["executor"], people[number], named),
            source=(part.events["source"].to_numpy() + starts.places[number]).astype(np.int8),
        )
        for number, part in enumerate(parts)
    ]
    return pd.concat(frames, ignore_index=True)


def _strays(
    parts: Sequence[Register], starts: _Starts, people: Sequence[Array], elsewhere: _Elsewhere
) -> Strays:
    """The journals' events of cases that stand in another spreadsheet; `at` is their position there."""
    found = [Strays.none()]
    for number, (part, codes) in enumerate(zip(parts, people, strict=True)):
        at = elsewhere(number, part.strays.case).astype(np.int32)
        events = replace(
            part.strays.events,
            at=at,
            executor=codes[part.strays.events.executor],
            source=np.full(len(at), starts.places[number], np.int8),
        )
        found.append(replace(part.strays, events=events).take(np.flatnonzero(at >= 0)))
    return Strays(
        pa.concat_arrays(strays.case for strays in found),
        Events.united([strays.events for strays in found]),
        pa.concat_arrays(strays.typed for strays in found),
    )


def _joined(
    events: pd.DataFrame, strays: Events, named: pd.CategoricalDtype, excluded: Bools
) -> tuple[pd.DataFrame, Bools, Array]:
    """The cases' own events, and after them the strays, since what stands at home prevails.

    Per case whether a stray detects it, and which strays detect a case anew (`detected_once`).
    """
    own = events[(events["field"] == DETECTED).to_numpy()]
    at, time, dated = (own[name].to_numpy() for name in ("at", "time", "dated"))
    known = Detections.of(at, time, dated, excluded)
    kept, detected, second = detected_once(strays, known)
    if len(kept):
        more = events_frame(kept, named, np.ones(len(kept), bool))
        events = pd.concat([events, more], ignore_index=True)
    return events, detected, second


# --- problems ----------------------------------------------------------------------------------------------


def _mended(
    part: Register, number: int, elsewhere: _Elsewhere, *, repeats: Bools, detected: Bools, left: Strays
) -> Bools:
    """Which problems of a part are none, since another spreadsheet holds what is missing in it.

    repeats, detected: its cases whose earlier one, or whose detection, stands in another; left: its strays
    that detect a case of another anew, so that only here their times ahead of now are named.
    """
    problems = part.problems
    kind = problems["kind"].to_numpy()
    own = _own_places(part)
    result = np.zeros(len(problems), bool)
    sought = (("unknown_repeat", "repeat_of", repeats), ("no_detection", "detected", detected))
    for name, field, here in sought:
        cases = part.cases.loc[here, ["source", "row"]]
        cells = {
            (source, f"{part.places[source].columns.get((CASES.title, field))}{row}")
            for source, row in cases.itertuples(index=False, name=None)
        }
        found = [place in cells for place in zip(own, problems["cell"], strict=True)] if cells else False
        result |= (kind == name) & np.array(found, bool)
    times = [problems["cell"].isin(_time_cells(part, each)).to_numpy() for each in (part.strays, left)]
    of_strays, of_left = ((kind == "future") & cells for cells in times)
    unknown = np.flatnonzero((kind == "unknown_case") | of_strays)
    result[unknown] = elsewhere(number, _texts(problems["case"].iloc[unknown])) >= 0
    result[of_left] = False
    return result


def _own_places(part: Register) -> list[int]:
    """Of each problem of a part the index of its place in the part."""
    if "source" not in part.problems:
        return [0] * len(part.problems)
    numbers = {place.title: number for number, place in enumerate(part.places)}
    return part.problems["source"].map(numbers).tolist()


def _problems(
    parts: Sequence[Register],
    places: Sequence[tuple[Place, ...]],
    mended: Sequence[Bools],
    second: Strays,
    starts: _Starts,
) -> pd.DataFrame:
    """What is wrong in each, in the order of the spreadsheets; `second`: strays that detect a case anew."""
    frames = []
    for number, (part, own, gone) in enumerate(zip(parts, places, mended, strict=True)):
        kept = part.problems.assign(source=[own[place].title for place in _own_places(part)])[~gone]
        if number:  # its lists count for reading its own cells only: nothing there is to be mended
            kept = kept[kept["tab"] != LISTS.title]
        message = kept["message"]
        for kind, words in _OF_SEVERAL.items():
            for where in words[:-1]:
                message = message.where(kept["kind"] != kind, message.str.replace(where, words[-1]))
        here = second.of(starts.places[number])
        frames += [kept.assign(message=message), _second_detections(part, own[0].title, here)]
    return pd.concat(frames, ignore_index=True).astype(dict.fromkeys((*PROBLEM_COLUMNS, "source"), "str"))


def _time_cells(part: Register, strays: Strays) -> list[str]:
    return [f"{part.columns.get((JOURNAL.title, 'time'))}{row}" for row in strays.events.row]


def _second_detections(part: Register, title: str, strays: Strays) -> pd.DataFrame:
    """Each named at its time in the journal of this spreadsheet."""
    told = (WARNING, "second_detection", SECOND_DETECTION)
    cells = zip(_time_cells(part, strays), strays.case.to_pylist(), strays.typed.to_pylist(), strict=True)
    rows = [(JOURNAL.title, cell, case, *told, typed[:VALUE_LENGTH], title) for cell, case, typed in cells]
    return always(pd.DataFrame(rows, columns=[*PROBLEM_COLUMNS, "source"], dtype="str"))
