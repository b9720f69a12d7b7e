"""What is in force from which day on (rules.md, «Effective dates»)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
U = TypeVar("U")
Row = tuple[date | None, T]  # from which day on (None: from the beginning), and what


@dataclass(frozen=True)
class Dated(Generic[T]):
    """Versions: `values[0]` from the beginning, `values[n]` from the midnight of `days[n - 1]` on."""

    values: tuple[T, ...]
    days: tuple[date, ...] = ()

    def turned(self, made: Callable[[T], U]) -> Dated[U]:
        """What `made` makes of each version; one that says the same as the version before is none."""
        values = [made(value) for value in self.values]
        new = [number for number in range(1, len(values)) if values[number] != values[number - 1]]
        return Dated(
            (values[0], *(values[number] for number in new)), tuple(self.days[number - 1] for number in new)
        )

    @property
    def latest(self) -> T:
        """The version that nothing follows, whether or not its day has come."""
        return self.values[-1]

    def places(self, days: npt.ArrayLike) -> npt.NDArray[np.intp]:
        """Which of `values` is in force on each of these days, or moments (datetime64; NaT: the first)."""
        asked = np.asarray(days)
        edges = np.array(self.days, "M8[D]").astype(asked.dtype)
        # As numbers, of which NaT is the least: it stands before every day.
        return np.asarray(edges.view(np.int64).searchsorted(asked.view(np.int64), side="right"))

    def on(self, day: Any) -> T:
        """What is in force on a day: a date, or any time of it."""
        return self.values[int(self.places(np.datetime64(day, "D")))]

    def until(self, last: Any) -> list[tuple[date | None, T]]:
        """The versions that have begun by a day, each with the day from which it is in force (None: ever)."""
        count = int(self.places(np.datetime64(last, "D"))) + 1
        return list(zip((None, *self.days), self.values, strict=True))[:count]

    def changes(self) -> list[tuple[date, T, T]]:
        """Each change: its day, what was in force before it and what is from it on."""
        return list(zip(self.days, self.values[:-1], self.values[1:], strict=True))

    def within(self, first: Any, last: Any) -> tuple[T, ...]:
        """The versions in force on any day from `first` to `last`, in order."""
        begin, end = self.places(np.array([np.datetime64(first, "D"), np.datetime64(last, "D")]))
        return self.values[begin : end + 1]


def together(rows: Mapping[str, Iterable[Row[Any]]]) -> Dated[dict[str, Any]]:
    """Rows of many keys as versions of them all; a key without a row in force is absent from a version."""
    of = {key: sorted(found, key=lambda row: row[0] or date.min) for key, found in rows.items()}
    days = sorted({day for found in of.values() for day, _ in found if day is not None})
    return Dated(tuple(_version(of, day) for day in (None, *days)), tuple(days))


def _version(rows: Mapping[str, list[Row[Any]]], day: date | None) -> dict[str, Any]:
    result = {}
    for key, found in rows.items():
        for since, value in found:
            if since is None or (day is not None and since <= day):
                result[key] = value
    return result
