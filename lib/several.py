"""Several spreadsheets as one register: this year's, then archives (register.md, «Several spreadsheets»).

Each is parsed by itself, so № is unique, and the journal looks, within one spreadsheet only. Settings, norms,
calendar and lists are the first one's; an archive's own lists serve only to read its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lib.cells import Names
from lib.errors import RegisterError
from lib.journal import Array
from lib.layout import header_key
from lib.register import Place, Register, parse
from lib.schema import CASES, JOURNAL, LISTS
from lib.tabs import Tabs

MOST = 100  # spreadsheets: the column `source` is an int8
_READ_OF_ARCHIVES = frozenset(header_key(tab.title) for tab in (CASES, JOURNAL, LISTS))


def reader() -> Callable[[Sequence[Tabs]], Register]:
    """A function that parses spreadsheets into one register, and only those anew that have changed."""
    kept: list[tuple[Tabs, Register]] = []

    def read(tables: Sequence[Tabs]) -> Register:
        before = {id(tabs): part for tabs, part in kept}
        parts = [
            before.get(id(tabs)) or (parse(tabs) if not number else _archive(tabs))
            for number, tabs in enumerate(tables)
        ]
        kept[:] = zip(tables, parts, strict=True)
        return combine(parts)

    return read


def _archive(tabs: Tabs) -> Register:
    """An archive: its cases, journal and the lists they were typed by; the rest of it does not count."""
    own = tuple(tab for tab in tabs.tabs if header_key(tab.title) in _READ_OF_ARCHIVES)
    try:
        return parse(replace(tabs, tabs=own))
    except RegisterError as error:
        raise RegisterError(f"Архив «{tabs.title}»: {error}") from error


def combine(parts: Sequence[Register]) -> Register:
    """One register of several; of one, that one itself. Positions and `source` as in `Register`."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) > MOST:
        raise RegisterError(f"Таблиц больше {MOST}: уберите из списка sheet самые старые архивы.")
    first = parts[0]
    titles = _told_apart([part.title for part in parts])
    starts = np.cumsum([0, *(len(part.cases) for part in parts)])
    people = Names(first.lists.executors)
    codes = [_codes(part.people, people) for part in parts]
    named = pd.CategoricalDtype(pd.Index(people.spellings, dtype="str"))
    cases, found = _cases(parts, starts, codes, named)
    return replace(
        first,
        title=titles[0],
        cases=cases,
        events=_events(parts, starts, codes, named),
        people=tuple(people.spellings),
        problems=_problems(parts, titles, found),
        archives=tuple(
            Place(title, part.url, part.columns, part.gids, part.missing)
            for title, part in zip(titles[1:], parts[1:], strict=True)
        ),
    )


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


def _cases(
    parts: Sequence[Register], starts: Array, people: Sequence[Array], named: pd.CategoricalDtype
) -> tuple[pd.DataFrame, list[Array]]:
    """The cases of all in order; and of each part, which of them repeat a case of another spreadsheet."""
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

    dtypes = {
        field: pd.CategoricalDtype(pd.Index(names.spellings, dtype="str")) for field, names in listed.items()
    }
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
        earlier, elsewhere = _earlier(parts, starts, number)
        found.append(elsewhere)
        source = np.full(len(part.cases), number, np.int8)
        frames.append(part.cases.assign(**columns, earlier=earlier, source=source))
    return pd.concat(frames, ignore_index=True), found


def _earlier(parts: Sequence[Register], starts: Array, number: int) -> tuple[Array, Array]:
    """Of each case of a part the position of the earlier one; and where that stands in another part."""
    cases = parts[number].cases
    earlier = cases["earlier"].to_numpy().astype(np.int64)
    result = np.where(earlier >= 0, earlier + starts[number], -1)
    open_still = np.flatnonzero((earlier < 0) & (cases["repeat_of"] != "").to_numpy())
    elsewhere = np.zeros(len(cases), bool)
    for other, part in enumerate(parts):
        if other == number or not len(open_still):
            continue
        numbered = np.flatnonzero(part.cases["numbered"].to_numpy())
        texts = part.cases["case"].iloc[numbered]
        first = ~texts.duplicated().to_numpy()
        place = pd.Index(texts[first]).get_indexer(pd.Index(cases["repeat_of"].iloc[open_still]))
        here = place >= 0
        result[open_still[here]] = numbered[first][place[here]] + starts[other]
        elsewhere[open_still[here]] = True
        open_still = open_still[~here]
    return result.astype(np.int32), elsewhere


def _events(
    parts: Sequence[Register], starts: Array, people: Sequence[Array], named: pd.CategoricalDtype
) -> pd.DataFrame:
    frames = [
        part.events.assign(
            at=(part.events["at"].to_numpy() + start).astype(np.int32),
            executor=_recoded(part.events["executor"], codes, named),
        )
        for part, start, codes in zip(parts, starts[:-1], people, strict=True)
    ]
    return pd.concat(frames, ignore_index=True)


# --- problems ----------------------------------------------------------------------------------------------


def _problems(parts: Sequence[Register], titles: Sequence[str], found: Sequence[Array]) -> pd.DataFrame:
    """What is wrong in each, in the order of the spreadsheets; a repeat found elsewhere is no fault."""
    frames = []
    for number, (part, title, elsewhere) in enumerate(zip(parts, titles, found, strict=True)):
        problems = part.problems
        unknown = (problems["kind"] == "unknown_repeat").to_numpy()
        letter = part.columns.get((CASES.title, "repeat_of"))
        cells = [f"{letter}{row}" for row in part.cases["row"].to_numpy()[elsewhere]]
        kept = problems[~(unknown & problems["cell"].isin(cells).to_numpy())]
        if number:  # its lists count for reading its own cells only: nothing there is to be mended
            kept = kept[kept["tab"] != LISTS.title]
        message = kept["message"].where(
            kept["kind"] != "unknown_repeat",
            kept["message"].str.replace("на этом листе", "ни в одной из таблиц"),
        )
        frames.append(kept.assign(message=message, source=title))
    return pd.concat(frames, ignore_index=True).astype("str")
