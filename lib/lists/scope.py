"""What a role may see of the register: a register for it that holds nothing else.

Every page, list, figure and file follows from the register that it is given. So the limit is set here, below
all drawing: what a role may not see is not in its register, and cannot reach its browser by any way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.law.regulation import Role, Stage
from lib.register import Register
from lib.register.cells import name_key
from lib.register.journal import Strays
from lib.words import privacy
from lib.words.legible import legible, renamed, with_people
from lib.words.privacy import mask

CURATOR, DEPUTY, HEAD, VIEWER, EXECUTOR = "curator", "deputy", "head", "viewer", "executor"
DISTRICT = "district"  # looks over many registers: figures, as a viewer sees them
EVERY_PAGE = "*"
# The pages of each role, by their addresses; the card and the lists behind numbers are reached by links.
_PAGES: dict[str, tuple[str, ...]] = {
    CURATOR: (EVERY_PAGE,),
    DEPUTY: (EVERY_PAGE,),
    EXECUTOR: ("now", "people", "regulation", "case", "cases"),
    HEAD: ("now", "signals", "month", "regulation", "case", "cases"),
    VIEWER: ("now", "people", "topics", "signals", "month", "regulation", "case", "cases"),
    DISTRICT: ("now", "topics", "signals", "month", "regulation", "case", "cases", "district"),
}
# What people wrote, and the addresses where: columns of `Register.cases`.
_WRITTEN = ("text", "url", "author", "answer_url", "note", "excluded_reason")
_WORDS = ("topic", "topic_group", "location", "network")  # of lists, but staff may type others
_AFTER_DETECTION = tuple(stage for stage in Stage if stage not in (Stage.DETECTED, Stage.REPORTED))


@dataclass(frozen=True)
class Scope:
    """What one visitor may see; `executor`: his name in the register, for that role alone."""

    role: str = CURATOR
    executor: str = ""

    @property
    def whole(self) -> bool:
        """Curator and deputy: everything."""
        return self.role in (CURATOR, DEPUTY)

    @property
    def texts(self) -> bool:
        """Whether messages and their links are shown (viewer and district see figures)."""
        return self.role not in (VIEWER, DISTRICT)

    @property
    def only_high(self) -> bool:
        """Whether only cases of high importance are listed and opened one by one (п. 22)."""
        return self.role == HEAD

    def has(self, page: str) -> bool:
        """Whether the page of that address is his."""
        return EVERY_PAGE in _PAGES[self.role] or page in _PAGES[self.role]


WHOLE = Scope()


def narrow(register: Register, scope: Scope) -> Register:
    """The register as `scope` may see it; for curator and deputy that one itself.

    Executor: the cases that were sent to him, or where an event names him. Head: all cases for the figures
    of the month, but of ordinary ones nothing that people wrote. Viewer and district: no texts, no links, and
    what staff typed by hand (a topic, a place, a №, a name) is masked. Nobody but curator and deputy gets the
    cells of the check.
    """
    register = legible(register)
    if scope.whole:
        return register
    closed = replace(register, problems=register.problems.iloc[:0], strays=Strays.none())
    if scope.role == EXECUTOR:
        return _of_executor(closed, scope.executor)
    if scope.role == HEAD:
        return replace(closed, cases=_unwritten(closed.cases, ~closed.cases["high"].to_numpy()))
    cases = _unwritten(closed.cases, np.ones(len(closed.cases), bool))
    worded = {name: renamed(cases[name], mask) for name in _WORDS}
    worded |= {name: cases[name].map(privacy.number) for name in ("case", "repeat_of")}
    cases = cases.assign(**{name: column for name, column in worded.items() if column is not None})
    closed = with_people(replace(closed, cases=cases), privacy.person)
    places = tuple(replace(place, url=None) for place in closed.places)
    settings = closed.settings.turned(lambda own: replace(own, accounts=()))
    return replace(closed, places=places, settings=settings)


def spelling(register: Register, executor: str) -> str:
    """An executor's name as the register spells it; as it was given where the register does not know it."""
    key = name_key(executor)
    return next((name for name in register.people if name_key(name) == key), executor)


def owed_by(obligations: pd.DataFrame, executor: str) -> pd.DataFrame:
    """The obligations of that executor: his own figures are made of them."""
    return obligations[_owes(obligations, executor)]


def without_others(rows: pd.DataFrame, executor: str) -> pd.DataFrame:
    """Obligations or open cases (role, person) without those that another executor owes: his figures."""
    return rows[_owes(rows, executor) | (rows["role"] != Role.EXECUTOR).to_numpy()]


def _owes(rows: pd.DataFrame, executor: str) -> Array:
    his = [name for name in rows["person"].unique() if name_key(str(name)) == name_key(executor)]
    return (rows["person"].isin(his) & (rows["role"] == Role.EXECUTOR)).to_numpy()


def _unwritten(cases: pd.DataFrame, closed: Array) -> pd.DataFrame:
    """The cases without what people wrote, where `closed`."""
    return cases.assign(**{name: cases[name].where(~closed, "") for name in _WRITTEN})


def _of_executor(register: Register, executor: str) -> Register:
    """Only his cases, and of lists and names only what stands in them."""
    kept = _his(register, executor)
    place = np.full(len(kept) + 1, -1, np.int32)  # −1, no case, reads the last
    place[np.flatnonzero(kept)] = np.arange(kept.sum(), dtype=np.int32)
    cases = register.cases[kept].reset_index(drop=True)
    events = register.events[kept[register.events["at"].to_numpy()]].reset_index(drop=True)
    used = {
        str(name) for column in (cases["executor"], cases["executor2"], events["executor"]) for name in
        column.cat.categories[np.unique(column.cat.codes[column.notna()])]
    }  # fmt: skip
    people = tuple(name for name in register.people if name in used)
    columns: dict[str, Any] = {name: cases[name].cat.remove_unused_categories() for name in _WORDS}
    columns |= {name: _renamed(cases[name], people) for name in ("executor", "executor2")}
    cases = cases.assign(**columns, earlier=place[cases["earlier"].to_numpy()])
    events = events.assign(at=place[events["at"].to_numpy()], executor=_renamed(events["executor"], people))
    return replace(
        register,
        cases=cases,
        events=events,
        people=people,
        lists=replace(register.lists, executors=people),
    )


def _renamed(column: pd.Series, people: tuple[str, ...]) -> Any:
    """A column of names over those that are left."""
    names = pd.Index(list(people), dtype="str")
    places = np.append(names.get_indexer(column.cat.categories), -1)
    return pd.Categorical.from_codes(places[column.cat.codes.to_numpy()], dtype=pd.CategoricalDtype(names))


def _his(register: Register, executor: str) -> Array:
    """Which cases are his: an event names him, or he is the case's executor and the work has begun."""
    key = name_key(executor)
    codes = [code for code, name in enumerate(register.people) if name_key(name) == key]
    cases, events = register.cases, register.events
    at = events["at"].to_numpy()
    kept = np.zeros(len(cases), bool)
    kept[at[np.isin(events["executor"].cat.codes, codes)]] = True
    begun = np.zeros(len(cases), bool)
    begun[at[np.isin(events["stage"], _AFTER_DETECTION)]] = True
    for name in ("executor", "executor2"):
        kept |= begun & np.isin(cases[name].cat.codes, codes)
    return kept
