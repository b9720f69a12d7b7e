"""What somebody typed longer than anybody reads, shortened for pages: the register as it may be drawn.

A spreadsheet's cell takes 50,000 characters, and a № or a name stands in every row of every list: a page
would send megabytes with each minute. The sheet keeps the whole; a page shows the beginning and how long it
is. The text of a message is not touched: lists cut it themselves, its card shows all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lib.register import Register
from lib.register.office.settings import Settings
from lib.words.words import cut

NUMBER, REASON, ADDRESS = 40, 300, 2_000  # characters of each that are shown
_NAMES = ("topic", "topic_group", "location", "network", "outcome")
_PEOPLE = ("executor", "executor2")


def legible(register: Register) -> Register:
    """The register with nothing longer than pages bear; that one itself where nothing is."""
    cases, problems = register.cases, register.problems
    changed: dict[str, Any] = {name: _cut_all(cases[name], NUMBER) for name in ("case", "repeat_of")}
    changed["excluded_reason"] = _cut_all(cases["excluded_reason"], REASON)
    changed |= {name: _without_long(cases[name]) for name in ("url", "answer_url")}
    changed |= {name: renamed(cases[name], cut) for name in _NAMES}
    changed = {name: column for name, column in changed.items() if column is not None}
    told = {
        name: _cut_all(problems[name], longest)
        for name, longest in (("case", NUMBER), ("value", REASON), ("message", 2 * REASON))
    }
    told = {name: column for name, column in told.items() if column is not None}
    found = replace(register, cases=cases.assign(**changed)) if changed else register
    if "topic" in changed:
        topics = {str(word): cut(str(word)) for word in cases["topic"].cat.categories}
        found = replace(found, phrases=found.phrases.called(topics))
    if told:
        found = replace(found, problems=problems.assign(**told))
    settings = found.settings.turned(_named)
    if settings != found.settings:
        found = replace(found, settings=settings)
    return with_people(found, cut)


def _named(own: Settings) -> Settings:
    return replace(
        own,
        organisation=cut(own.organisation),
        curator=cut(own.curator),
        deputy=cut(own.deputy),
        head=cut(own.head),
        curator_post=cut(own.curator_post),
        curator_from=cut(own.curator_from),
        deputy_to=cut(own.deputy_to),
        drafter=cut(own.drafter),
    )


def with_people(register: Register, change: Callable[[str], str]) -> Register:
    """The register with the names of executors changed, wherever they stand."""
    people = tuple(dict.fromkeys(map(change, register.people)))
    listed = tuple(dict.fromkeys(map(change, register.lists.executors)))
    if people == register.people and listed == register.lists.executors:
        return register
    cases, events = register.cases, register.events
    return replace(
        register,
        people=people,
        lists=replace(register.lists, executors=listed),
        cases=cases.assign(**{name: _over(cases[name], people, change) for name in _PEOPLE}),
        events=events.assign(executor=_over(events["executor"], people, change)),
    )


def renamed(column: pd.Series, change: Callable[[str], str]) -> Any:
    """A column of categories with other words for them; two that become one are one. None: none changes."""
    words = [change(str(word)) for word in column.cat.categories]
    if words == list(column.cat.categories):
        return None
    return _over(column, tuple(dict.fromkeys(words)), change)


def _over(column: pd.Series, names: tuple[str, ...], change: Callable[[str], str]) -> Any:
    place = {name: number for number, name in enumerate(names)}
    codes = np.array([*(place[change(str(word))] for word in column.cat.categories), -1], np.int32)
    known = pd.CategoricalDtype(pd.Index(list(names), dtype="str"))
    return pd.Categorical.from_codes(codes[column.cat.codes.to_numpy()], dtype=known)


def _cut_all(column: pd.Series, longest: int) -> Any:
    long = (column.str.len() > longest).to_numpy()
    return column.where(~long, column[long].map(lambda text: cut(text, longest))) if long.any() else None


def _without_long(column: pd.Series) -> Any:
    """No browser opens an address of that length; the message's row is told beside it."""
    long = (column.str.len() > ADDRESS).to_numpy()
    return column.where(~long, "") if long.any() else None
