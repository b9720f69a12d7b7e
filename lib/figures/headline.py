"""The lists of «Сейчас», whose lengths are the numbers at its head, and the choice of open cases they show.

Pure functions of the open cases of `lib.duties.live`; nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.duties.live import OVERDUE, REPORT, RUNNING, SOON
from lib.duties.timeline import working_calendar
from lib.figures import urgency
from lib.law.regulation import HIGH, ORDINARY, Role
from lib.register import Register

# What the state of an open case is called, and the order of the words in a list of them.
DOOMED = "doomed"  # not late yet, but late if each remaining step takes its whole norm (negative reserve)
STATES: dict[str, str] = {
    OVERDUE: "✕ Просрочено",
    DOOMED: "▲ Под угрозой",
    SOON: "! Скоро срок",
    RUNNING: "В работе",
}
NOT_GIVEN = "не указано"
Mask: TypeAlias = npt.NDArray[np.bool_]


def states(live: pd.DataFrame) -> pd.Series:
    """The state of each open case, one of the keys of `STATES`; indexed as `live`."""
    doomed = (live["status"] != OVERDUE) & (live["reserve"] < 0)
    return live["status"].astype(object).mask(doomed, DOOMED)


@dataclass(frozen=True)
class Part:
    """A part of the open cases: which of them are in it, which is enough to count them, and their order."""

    which: Callable[[pd.DataFrame], Mask]
    order: Callable[[pd.DataFrame], pd.DataFrame] = urgency.in_order

    def __call__(self, live: pd.DataFrame) -> pd.DataFrame:
        """Those that are in it, in order."""
        return self.order(live[self.which(live)])


def _in(*known: str) -> Callable[[pd.DataFrame], Mask]:
    return lambda live: states(live).isin(known).to_numpy()


def _as_it_is(live: pd.DataFrame) -> pd.DataFrame:
    return live


# Overdue cases, those under threat and due-soon ones, by what an action still changes.
urgent = Part(_in(OVERDUE, DOOMED, SOON))
# Overdue cases, in the same order.
overdue = Part(_in(OVERDUE))
# Cases that are not late yet: those under threat and due-soon ones, in the same order.
soon = Part(_in(SOON, DOOMED))


def resumes(register: Register, now: pd.Timestamp) -> pd.Timestamp | None:
    """When working time goes on after `now`; None while it runs."""
    opens = pd.Timestamp(working_calendar(register, now).next_open(now))
    return opens if opens > now else None


# Cases with an interim answer and no final one, the nearest promise first (п. 15).
unfinished = Part(
    lambda live: live["final_due"].notna().to_numpy(),
    lambda live: live.sort_values("final_due", kind="stable"),
)
# The reports to the head that are still to be made (п. 22), of open cases `with_reports`.
unreported = Part(lambda live: (live["rule"] == REPORT).to_numpy())
# Each open case once, by its next step, of open cases `with_reports`.
each_once = Part(lambda live: ~live["beside"].to_numpy())
# Cases whose draft lies with the deputy for approval (п. 12).
waiting_for_deputy = Part(lambda live: live["with_deputy"].to_numpy(), _as_it_is)


@dataclass(frozen=True)
class Filters:
    """What a reader has chosen; an empty choice lets everything through."""

    executor: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    importance: str = ""

    def __bool__(self) -> bool:
        return bool(self.executor or self.topic or self.place or self.importance)


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: values that stand in the register's lists or in its cases."""

    executor: tuple[str, ...]
    topic: tuple[str, ...]
    place: tuple[str, ...]
    importance: tuple[str, ...] = (ORDINARY, HIGH)


def choices(register: Register) -> Choices:
    """The values of the filters, with «не указано» last where a case has none."""

    def of(name: str) -> tuple[str, ...]:
        column = register.cases[name]
        known = [str(value) for value in column.cat.categories if str(value).strip()]
        return (*sorted(known, key=str.casefold), *((NOT_GIVEN,) if column.isna().any() else ()))

    people = sorted(register.people, key=str.casefold)
    return Choices((*people, NOT_GIVEN), of("topic"), of("location"))


def select(register: Register, live: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The rows of `live` that pass the filters.

    A case is an executor's where the next step is his, or where it was sent to him.
    """
    if not filters:
        return live
    cases = register.cases.take(live.index.to_numpy())
    kept = pd.Series(True, index=live.index)
    if filters.executor:
        second = cases["executor2"].astype(object)
        sent_to = second.where(second.notna(), cases["executor"].astype(object)).fillna(NOT_GIVEN)
        owed_by = live["person"].where(live["role"] == Role.EXECUTOR, "")
        kept &= _among(sent_to.to_numpy(), filters.executor) | owed_by.isin(filters.executor)
    if filters.topic:
        kept &= _among(cases["topic"].astype(object).fillna(NOT_GIVEN).to_numpy(), filters.topic)
    if filters.place:
        kept &= _among(cases["location"].astype(object).fillna(NOT_GIVEN).to_numpy(), filters.place)
    if filters.importance:
        kept &= live["high"] == (filters.importance == HIGH)
    return live[kept]


def _among(values: Any, chosen: Collection[str]) -> npt.NDArray[np.bool_]:
    return np.isin(np.asarray(values, dtype="U"), list(chosen))
