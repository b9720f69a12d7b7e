"""The order of the day: which open cases an action still changes, and whose turn each of them is.

Pure functions of the open cases of `lib.duties.live`; nothing here looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.duties.live import OVERDUE
from lib.duties.timeline import working_calendar
from lib.law.regulation import Role
from lib.register import Register


@dataclass(frozen=True)
class Turns:
    """Open cases by whose turn it is, each part in the order it was given.

    mine: of the reader himself; remind: of others, by person, he comes first whose first case does; deputy:
    with the deputy for approval, where the reader is another; deputy_first: the first of these stands before
    all that others are to be reminded of.
    """

    mine: pd.DataFrame
    remind: tuple[pd.DataFrame, ...]
    deputy: pd.DataFrame
    deputy_first: bool


def in_order(live: pd.DataFrame) -> pd.DataFrame:
    """`live` by what an action still changes.

    High importance first; within it, and then among the rest, what is not late yet by deadline, and what is
    late from the shortest delay on. Cases without a deadline stand last among those that are not late.
    """
    late = (live["status"] == OVERDUE).to_numpy()
    left = live["left"].fillna(np.inf).to_numpy()
    nearest = np.where(late, -left, left)
    return live.take(np.lexsort((nearest, late, ~live["high"].to_numpy())))


def long_late(live: pd.DataFrame, day: float) -> pd.Series:
    """Which cases are late by more than `day` working minutes: a call today no longer changes much there."""
    return (live["status"] == OVERDUE) & (live["left"] < -day)


def day_length(register: Register, now: pd.Timestamp) -> float:
    """The working minutes of the present working day, on a day off of the next one."""
    calendar = working_calendar(register, now)
    day = pd.Timestamp(calendar.next_open(now)).date()
    return float(calendar.between(calendar.open_of(day), calendar.close_of(day)))


def turns(live: pd.DataFrame, reader: Role) -> Turns:
    """Part the open cases by whose turn it is for a `reader` of that role."""
    with_deputy, mine = _with_deputy(live), is_mine(live, reader)
    others = live[~mine & ~with_deputy]
    people = others.groupby(["role", "person"], sort=False, observed=True)
    first = with_deputy[~mine][:1].any()  # of all that is not the reader's own
    return Turns(live[mine], tuple(rows for _, rows in people), live[with_deputy & ~mine], bool(first))


def is_mine(live: pd.DataFrame, reader: Role) -> npt.NDArray[np.bool_]:
    """Which are the open cases whose next step is the reader's own."""
    with_deputy = _with_deputy(live)
    return with_deputy if reader is Role.DEPUTY else (live["role"] == reader).to_numpy() & ~with_deputy


def _with_deputy(live: pd.DataFrame) -> npt.NDArray[np.bool_]:
    lies: npt.NDArray[np.bool_] = live["with_deputy"].to_numpy() | (live["role"] == Role.DEPUTY).to_numpy()
    return lies
