"""Somebody's own table as the register would see it: its first cases, and the rows that are no messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lib.base.errors import OtklikError
from lib.base.plaintext import plain, short
from lib.figures.definitions import FIGURE, NOT_KEPT, Amount, Importance
from lib.figures.facts import ANSWERS, Facts
from lib.figures.noted import noted
from lib.figures.people import behind
from lib.figures.tally import timeliness
from lib.law.schema import CASES, EVENT_FIELDS
from lib.lists.pointers import as_shown
from lib.register import Register, parse
from lib.register.finding.proposals import Proposed
from lib.register.finding.tabs import EVERY
from lib.sources.files.book import CSV
from lib.sources.lines import Line
from lib.sources.tabs import Tabs
from lib.words import words

ANSWER = FIGURE["answer"]
FIRST = 10  # cases that are shown
_TEXT = 120  # characters of a message
_NO_CASE = ("column_numbers", "no_message")  # kinds of problems that leave a row out


def without_summaries(tabs: Tabs, found: Sequence[Proposed], lines: Sequence[Line]) -> list[str]:
    """The titles of the tabs that look like the register's, without one that only sums up the others."""
    titles = [proposed.tab.title for proposed in found]
    try:
        return [place.tab for place in parse(tabs, lines, "; ".join(titles)).places]
    except OtklikError:  # some other tab of it cannot be read: nothing to do with these
        return titles


def is_text(name: str) -> bool:
    """Whether a file of that name is a table as text, which no register is read from."""
    return name.lower().endswith(CSV)


def listed(name: str, titles: Sequence[str]) -> str:
    """The value of «Листы реестра» for these tabs of the file `name`.

    The one tab of a table as text has no title: whatever it is called once it is saved as a workbook, it is
    each tab with the key columns.
    """
    return EVERY if titles and is_text(name) else "; ".join(titles)


def first_cases(register: Register, obligations: pd.DataFrame) -> pd.DataFrame:
    """The first cases, a column for whatever stands in any of them, all text.

    №, Строка, the steps by their titles, Ответ (how the obligation stands), then names and words.
    """
    cases = register.cases.head(FIRST)
    places = [plain(register.places[source].tab) for source in cases["source"]]
    many = len(register.places) > 1
    told: dict[str, Any] = {
        "№": cases["case"].map(plain),
        "Строка": [
            f"{words.cut(place)}, {row}" if many else str(row)
            for place, row in zip(places, cases["row"], strict=True)
        ],
    }
    events = register.events[register.events["at"].to_numpy() < len(cases)]
    for number, field in enumerate(EVENT_FIELDS):
        own = events[(events["field"] == number).to_numpy()].drop_duplicates("at")
        steps = np.full(len(cases), "", object)
        steps[own["at"].to_numpy()] = [
            f"{time:%d.%m.%Y}" if dated else f"{time:%d.%m.%Y %H:%M}"
            for time, dated in zip(own["time"], own["dated"], strict=True)
        ]
        told[CASES.column(field).title] = steps
    answers = obligations[obligations["rule"].isin(ANSWERS) & (obligations.index < len(cases))]
    ended = np.full(len(cases), "", object)
    ended[answers.index.to_numpy()] = [
        words.result(status, late) for status, late in zip(answers["status"], answers["late"], strict=True)
    ]
    told["Ответ"] = ended
    for field in ("executor", "network", "topic", "location"):
        told[CASES.column(field).title] = [
            words.cut(plain(name)) if isinstance(name, str) else "" for name in cases[field]
        ]
    told["Статус"] = [words.cut(plain(text)) for text in cases["status"]]
    told["Суть сообщения"] = [short(text, _TEXT) for text in cases["text"]]
    frame = pd.DataFrame({name: np.asarray(values, object) for name, values in told.items()})
    return frame.loc[:, (frame != "").any()] if len(frame) else frame


def no_messages(register: Register) -> pd.DataFrame:
    """The rows that are no messages: Где, Что в ячейке, Почему; all text."""
    problems = register.problems
    rows = as_shown(register, problems[problems["kind"].isin(_NO_CASE)])
    return pd.DataFrame(
        {
            "Где": [f"{plain(tab)}, {cell}" for tab, cell in zip(rows["tab"], rows["cell"], strict=True)],
            "Что в ячейке": [words.cut(plain(value)) for value in rows["value"]],
            "Почему": [words.cut(plain(message), 300) for message in rows["message"]],
        }
    )


def in_time(facts: Facts, importance: Importance) -> Amount:
    """«Ответы в срок» of the whole table, as `summary` counts a month's."""
    if not noted(facts.kept, ANSWER.key):
        return NOT_KEPT
    rows = behind(facts, None, rules=ANSWERS)
    return timeliness(rows[rows["high"].to_numpy() == (importance is Importance.HIGH)])
