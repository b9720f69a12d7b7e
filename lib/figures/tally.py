"""Counting obligations by status, with medians: the arithmetic under the tables of steps.

Frames are rows of `Facts.rows`; groups are any of their columns.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.definitions import Amount, share
from lib.figures.facts import STATUSES
from lib.law.regulation import Status

_MET = STATUSES.index(Status.MET)
COUNTED = ("status_code", "judged", "noted", "spent")  # the columns of rows that `by_status` counts by
COUNTS: tuple[str, ...] = ("total", *STATUSES)
_Count = TypeVar("_Count", int, Array)


def timeliness(rows: pd.DataFrame) -> Amount:
    """met / (met + late + overdue) of the given obligations (rules.md, «Status of an obligation»).

    A step without a term of its own can be neither in time nor late: it is not in it.
    """
    judged = rows["judged"].to_numpy()
    return share((judged & (rows["status_code"].to_numpy() == _MET)).sum(), judged.sum())


def by_status(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Obligations counted by status for each combination of `groups` that occurs, sorted by it.

    Columns: the groups, names as text, "" for none; total and the statuses int64 (total is their sum); good,
    judged int64 and timeliness float64 (NaN where judged is 0), as in `timeliness`; measured int64, median
    and p90 float64: minutes spent, in the norm's clock, over the obligations whose two ends are noted (NaN
    where none is).
    """
    number, keys = _numbered(rows, groups)
    size = len(keys)
    counts = np.bincount(
        number * len(STATUSES) + rows["status_code"].to_numpy(), minlength=size * len(STATUSES)
    )
    table = pd.DataFrame(counts.reshape(size, len(STATUSES)), columns=list(STATUSES))
    weighed = rows["judged"].to_numpy()
    judged = np.bincount(number[weighed], minlength=size)
    good = np.bincount(number[weighed & (rows["status_code"].to_numpy() == _MET)], minlength=size)
    timed = rows["noted"].to_numpy()
    spent = rows["spent"].to_numpy()[timed]
    measured, median, p90 = _quantiles(number[timed], spent, size)
    result = pd.concat([keys, table], axis=1)
    result.insert(len(groups), "total", table.sum(axis=1))
    return result.assign(
        good=good,
        judged=judged,
        timeliness=np.divide(good, judged, out=np.full(size, np.nan), where=judged > 0),
        measured=measured,
        median=median,
        p90=p90,
    )


def _numbered(rows: pd.DataFrame, groups: list[str]) -> tuple[Array, pd.DataFrame]:
    """The number of each row's group, and the groups as a frame in that order."""
    if not groups:
        return np.zeros(len(rows), np.int64), pd.DataFrame(index=range(1))
    combined = np.zeros(len(rows), np.int64)
    uniques: list[Any] = []
    for name in groups:
        codes, values = _ordered(rows[name])
        combined = combined * (len(values) + 1) + codes + 1
        uniques.append(values)
    present, number = np.unique(combined, return_inverse=True)
    columns: dict[str, Any] = {}
    rest = present
    for name, values in zip(reversed(groups), reversed(uniques), strict=True):
        code = rest % (len(values) + 1) - 1
        rest = rest // (len(values) + 1)
        columns[name] = pd.Series(pd.Index(values)).reindex(code).reset_index(drop=True)
    return number, pd.DataFrame({name: columns[name] for name in groups})


def _ordered(column: pd.Series) -> tuple[Array, pd.Index]:
    """A number for each value by their order, and the values; of names "" is a missing one."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return pd.factorize(column, sort=True)
    names = np.array([*map(str, column.cat.categories), ""], dtype=object)  # −1, none given, reads the last
    values, place = np.unique(names, return_inverse=True)
    return place[column.cat.codes.to_numpy()], pd.Index(values, dtype="str")


def _quantiles(number: Array, values: Array, size: int) -> tuple[Array, Array, Array]:
    """How many values each group has, and the smallest that half, that nine tenths do not exceed."""
    order = np.lexsort((values, number))
    values = values[order]
    count = np.bincount(number, minlength=size)
    start = np.cumsum(count) - count
    median, p90 = np.full(size, np.nan), np.full(size, np.nan)
    some = count > 0
    first, many = start[some], count[some]
    median[some] = values[first + half(many)]
    p90[some] = values[first + (9 * many + 9) // 10 - 1]
    return count, median, p90


def half(many: _Count) -> _Count:
    """The place, among so many values in ascending order, of the smallest that half of them do not exceed."""
    return (many + 1) // 2 - 1


def middle(values: Array) -> tuple[float, float]:
    """The smallest value that half, that nine tenths of them do not exceed; NaN for no values."""
    _, median, p90 = _quantiles(np.zeros(len(values), np.int64), np.asarray(values, np.float64), 1)
    return float(median[0]), float(p90[0])
