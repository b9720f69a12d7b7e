"""A demonstration register: 25 months of an invented settlement's messages, up to `now`.

Nothing in it is real. Three parts make it: a history that has run its course (`history`),
live cases placed back from `now` in working time, so that they make sense at night, on a Sunday and on
3 January alike (`live`), and a few typing mistakes for the check to find (here).
The same `now`, `cases` and `seed` give the same bytes.
"""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from lib.base import files
from lib.base.errors import UsageError
from lib.demo import history as demo_history
from lib.demo import live as demo_live
from lib.demo import texts
from lib.demo.history import Case, Clock
from lib.demo.town import Town
from lib.law import schema
from lib.template import defaults, workbook
from lib.template.defaults import Content, Row

CASES, SEED = 1200, 82


@dataclass(frozen=True)
class Mistake:
    """A mistake made on purpose: the case's №, the field of its cell, the level that `check` gives it."""

    case: int
    field: str
    level: str


@dataclass(frozen=True)
class Demo:
    """The rows of every tab (tab title → rows by field), and the mistakes that stand in them."""

    content: Content
    mistakes: tuple[Mistake, ...]


def build(now: datetime, cases: int = CASES, seed: int = SEED) -> Demo:
    """The demonstration as of the local wall-clock moment `now`, with so many rows in «Реестр».

    The first case lies in the 25th month before now's. UsageError for fewer than one case, and for a
    `now` outside 2003–2098, which the register's cells could not hold.
    """
    if cases < 1:
        raise UsageError(f"Сообщений должно быть не меньше одного, а задано {cases}.")
    if not 2003 <= now.year <= 2098:
        raise UsageError(f"Демонстрация возможна для 2003–2098 годов, а задан {now.year}.")
    clock = Clock.at(now)
    rng = np.random.default_rng([seed, cases])
    town = Town(clock.now.date(), random.Random(int(rng.integers(2**32))))
    surge = demo_live.surge(clock, rng, town)
    live = demo_live.cases(clock, rng, town)[:cases]
    surge = surge[: cases - len(live)]
    history = demo_history.cases(clock, rng, town, cases, [case.detected for case in (*surge, *live)])
    made = _spoil(clock, history)
    ordered = sorted([*history, *surge, *live], key=lambda case: case.detected)
    numbers = {id(case): number for number, case in enumerate(ordered, start=1)}
    rows, journal = [], []
    for number, case in enumerate(ordered, start=1):
        row: Row = {"case": number, **case.row}
        if case.repeats is not None:
            row["repeat_of"] = numbers[id(case.repeats)]
        demo_history.address(row, number)
        rows.append(row)
        journal += [{"case": number, **event} for event in case.journal]
    content = defaults.content()
    content[schema.CASES.title] = rows
    content[schema.JOURNAL.title] = sorted(journal, key=lambda event: event["time"])
    content[schema.LISTS.title] = defaults.lists(locations=tuple(texts.PLACES), executors=texts.EXECUTORS)
    content[schema.SETTINGS.title] = defaults.settings(texts.SETTINGS)
    mistakes = sorted((numbers[id(case)], field, level) for case, field, level in made)
    return Demo(content, tuple(Mistake(*mistake) for mistake in mistakes))


def write(path: str | Path, now: datetime, cases: int = CASES, seed: int = SEED) -> None:
    """Write the demonstration as an .xlsx register. UsageError as `build`, and for an unwritable path."""
    workbook.write_content(path, build(now, cases, seed).content)


def replaceable(path: Path) -> bool:
    """Whether writing there loses nothing: no file, an empty one, or a register as this program left it.

    Whatever program saves a workbook stamps the time into it; ours bears the stamp that `template` gives it.
    """
    if files.vacant(path):
        return True
    try:
        with zipfile.ZipFile(path) as book:
            stamps = re.findall(rb"<dcterms:\w+[^>]*>([^<]*)<", book.read("docProps/core.xml"))
    except (OSError, KeyError, zipfile.BadZipFile):  # no workbook of ours, whatever it is
        return False
    return set(stamps) == {f"{workbook.CREATED:%Y-%m-%dT%H:%M:%SZ}".encode()}


Spoiler = Callable[[Clock, Case], None]


def _course(clock: Clock, case: Case, **steps: float) -> None:
    """Retime a case: each step so many working minutes after its detection."""
    for field, minutes in steps.items():
        case.row[field] = clock.after(case.detected, minutes)


def _text_time(clock: Clock, case: Case) -> None:
    """A readable time typed as text: no mistake, the parser takes it."""
    case.row["drafted"] = case.row["drafted"].strftime("%d.%m.%Y %H-%M")


def _bare_time(clock: Clock, case: Case) -> None:
    _course(clock, case, sent=12, drafted=50, posted=65)
    case.row["approved"] = clock.after(case.detected, 60).strftime("%H:%M")


def _date_only(clock: Clock, case: Case) -> None:
    posted = case.row["posted"]
    case.row["posted"] = posted.replace(hour=0, minute=0)


def _unknown_topic(clock: Clock, case: Case) -> None:
    case.row["topic"] = "Дороги и транспрот"


def _unknown_executor(clock: Clock, case: Case) -> None:
    case.row["executor"] = "Исполнитель 2 (ЖХК)"


def _no_place(clock: Clock, case: Case) -> None:
    del case.row["location"]


def _missed_approval(clock: Clock, case: Case) -> None:
    _course(clock, case, sent=15, drafted=60, posted=140)
    del case.row["approved"]


def _approved_before_draft(clock: Clock, case: Case) -> None:
    _course(clock, case, sent=10, approved=40, drafted=47, posted=58)


def _last_year(clock: Clock, case: Case) -> None:
    _course(clock, case, drafted=24, approved=34, posted=40)
    case.row["sent"] = clock.after(case.detected, 9) - timedelta(days=365)


def _bad_link(clock: Clock, case: Case) -> None:
    case.row["url"] = "vk.com/wall-000000_1"


# What is spoilt, in which cell the check finds it, and at what level («» — it must find nothing).
_SPOILERS: tuple[tuple[Spoiler, str, str], ...] = (
    (_unknown_topic, "topic", "warning"),
    (_bare_time, "approved", "error"),
    (_date_only, "posted", "warning"),
    (_text_time, "drafted", ""),
    (_missed_approval, "approved", "warning"),
    (_bad_link, "url", "warning"),
    (_approved_before_draft, "approved", "warning"),
    (_no_place, "location", "warning"),
    (_last_year, "sent", "error"),
    (_unknown_executor, "executor", "warning"),
)


def _spoil(clock: Clock, history: list[Case]) -> list[tuple[Case, str, str]]:
    """Make the mistakes in plain finished cases of the last weeks, every third of them."""
    plain = [case for case in history if case.plain]
    chosen = plain[::-1][2 : 2 + 3 * len(_SPOILERS) : 3]
    made = []
    for case, (spoil, field, level) in zip(chosen, _SPOILERS, strict=False):
        spoil(clock, case)
        if level:
            made.append((case, field, level))
    return made
