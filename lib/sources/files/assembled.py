"""The tabs of a file, put together from its frames as they come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lib.sources.files.book import Frame
from lib.sources.tabs import Merge, Tab, Tabs


def assembled(frames: Iterable[Frame], title: str) -> Tabs:
    """What the frames of a whole file say (`book.frames`); `title` becomes the title of the whole."""
    since_1904 = False
    tabs: dict[int, _Growing] = {}
    last: _Growing | None = None
    for kind, *told in frames:
        if kind == "book":
            (since_1904,) = told
        elif kind == "tab":
            place, name, whole = told
            last = tabs[place] = _Growing(name, whole)
        elif last is not None and kind == "cells":
            last.add(*told)
        elif last is not None and kind == "marks":
            last.marks = tuple(told)
    return Tabs(
        title,
        _in_order(tabs, whole=True),
        others=_in_order(tabs, whole=False),
        since_1904=since_1904,
    )


@dataclass
class _Growing:
    """A tab as its pieces come in."""

    title: str
    whole: bool
    columns: list[list[Any]] = field(default_factory=list)
    moments: dict[int, bytearray] = field(default_factory=dict)
    rows: int = 0
    marks: tuple[Any, ...] = ((), {})

    def add(self, cells: list[list[Any]], moments: dict[int, bytes]) -> None:
        self.columns.extend([] for _ in range(len(cells) - len(self.columns)))
        for column, more in zip(self.columns, cells, strict=False):
            column.extend(more)
        for place, mask in moments.items():
            known = self.moments.setdefault(place, bytearray())
            known.extend(bytes(self.rows - len(known)))
            known.extend(mask)
        self.rows += max(map(len, cells), default=0)

    def tab(self) -> Tab:
        merges, links = self.marks
        return Tab(
            self.title,
            tuple(self.columns),
            moments={place: np.frombuffer(mask, bool) for place, mask in self.moments.items()},
            merges=tuple(Merge(*each) for each in merges),
            links={place: behind for place, behind in links.items() if behind},
        )


def _in_order(tabs: dict[int, _Growing], *, whole: bool) -> tuple[Tab, ...]:
    return tuple(grown.tab() for _, grown in sorted(tabs.items()) if grown.whole is whole)
