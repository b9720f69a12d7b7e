"""A file of whatever kind as tabs: which are read whole, which are only looked at, and what is handed on."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from lib.sources.files.budget import Budget
from lib.sources.files.csv_file import Csv
from lib.sources.files.grid import Grid, Piece
from lib.sources.files.ods import Ods, is_ods
from lib.sources.files.xlsx import Xlsx
from lib.sources.titles import ALL, folded, listed, listed_in

CSV = ".csv"

Frame: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Job:
    """What is to be read: the file, the folded titles of the tabs wanted whole, further ones as typed.

    `tabs`: as «Листы реестра», «все» for every tab. `exact`: without the engine, which has died of it.
    `settings`: the folded title of the tab in which the file itself may list further ones.
    """

    data: bytes
    name: str
    wanted: frozenset[str]
    tabs: str
    budget: Budget
    exact: bool = False
    settings: str = ""


class Book(Protocol):
    """What a file of each kind answers; `read` fills the grids and gives their pieces."""

    since_1904: bool

    @property
    def titles(self) -> tuple[str, ...]:  # noqa: D102
        ...

    def read(self, grids: Mapping[int, Grid]) -> Iterator[tuple[int, Iterator[Piece]]]:  # noqa: D102
        ...


def opened(job: Job) -> Book:
    """The file as a book of its kind, which its bytes tell; only a text is told by its name."""
    if is_ods(job.data):
        return Ods(job.data, job.budget, job.name)
    if not job.data.startswith(b"PK") and job.name.lower().endswith(CSV):
        return Csv(job.data, job.name)
    return Xlsx(job.data, job.budget, job.name, exact=job.exact)


def frames(job: Job) -> Iterator[Frame]:
    """All that is handed on, in plain tuples.

    ("book", since_1904); for each tab ("tab", place, title, whole), then ("cells", columns, moments) by
    pieces, then ("marks", merges, links). A tab may come again, whole: the later one counts.
    """
    book = opened(job)
    yield "book", book.since_1904
    titles = {place: folded(title) for place, title in enumerate(book.titles)}
    asked = listed(job.tabs)
    whole = {place for place, title in titles.items() if ALL in asked or title in job.wanted | asked}
    asked = yield from _tabs(book, job, {place: place not in whole for place in titles})
    more = {place for place, title in titles.items() if ALL in asked or title in asked} - whole
    if more:
        yield from _tabs(book, job, dict.fromkeys(sorted(more), False))


def _tabs(book: Book, job: Job, heads: Mapping[int, bool]) -> Generator[Frame, None, set[str]]:
    """The frames of these tabs, `heads` says of each whether only its head; returns what «Настройки» list."""
    grids = {
        place: Grid(book.titles[place], job.name, job.budget, head=head) for place, head in heads.items()
    }
    found: set[str] = set()
    for place, pieces in book.read(grids):
        grid = grids[place]
        yield "tab", place, grid.title, not grid.head
        for cells, moments in pieces:
            if folded(grid.title) == job.settings:
                found |= listed_in(cells)
            yield "cells", cells, moments
        yield "marks", grid.merges, grid.links
    return found
