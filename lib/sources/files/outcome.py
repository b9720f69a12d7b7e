"""How the reading of a file may end but with its cells, and what is told of it."""

from __future__ import annotations

from lib.base.errors import SourceError
from lib.sources.files.budget import shorten


class BrokenFile(Exception):
    """The reader found the file damaged; the message is for the log, not for the user."""


class Died(Exception):
    """Nobody came to the file's end; `late`: because the time was up, else for want of memory."""

    def __init__(self, *, late: bool) -> None:
        super().__init__()
        self.late = late


def late(name: str) -> SourceError:
    """The seconds that a file has were used up."""
    return SourceError(
        f"Файл {name} не прочитан: чтение не закончилось за отведённое время."
        f" {shorten(name)} или сохраните его заново в Excel или LibreOffice."
    )


def starved(name: str) -> SourceError:
    """The memory that a file has does not suffice, whichever reader takes it."""
    return SourceError(
        f"Файл {name} не прочитан: ему не хватило отведённой памяти."
        f" {shorten(name)} или сохраните его заново в Excel или LibreOffice."
    )
