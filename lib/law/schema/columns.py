"""What a tab of the register and a column of it are, and what the cells of a column hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

# A number of hours, minutes or days: what is less is a time of day, what is more a date (register.md).
LEAST_AMOUNT, MOST_AMOUNT = 0.25, 36_525


class Cell(StrEnum):
    """What a cell of a column holds."""

    NUMBER = "number of the case"
    TIME = "date and time"
    DATE = "date"
    TEXT = "text"
    LINK = "http(s) link"
    LIST = "value from «Справочники»"
    CHOICE = "one of fixed words"
    HOURS = "positive number"
    YES_NO = "yes or no"
    MARK = "1 to 5"
    CASE = "number of another case"
    EXCLUDED = "reason of п. 18"
    STATUS = "word that may say that the answer was given"


@dataclass(frozen=True)
class Column:
    """One column of a tab.

    `source` is the title of its list in «Справочники» (Cell.LIST) and `words` its fixed words
    (Cell.CHOICE); `synonyms` are (another word, the word it stands for); `tight`: spaces and points do not
    matter in them; `decisive`: the word decides which clock runs, so that an unreadable one is an error.
    `group`, `note`, `rare` and `width` are for the template: the coloured band, the note
    on the header for staff, whether the column sits in the collapsed group, and its width in characters.
    """

    field: str
    title: str
    cell: Cell
    group: str = ""
    note: str = ""
    source: str = ""
    words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    tight: bool = False
    decisive: bool = False
    rare: bool = False
    width: int = 15


@dataclass(frozen=True)
class TabSchema:
    """One tab: its title, its columns, and the headers by which its header row is found.

    `columns` is what the template lays, `own` what is read where an office keeps it and never asked for.
    """

    title: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    any_key: bool = False  # «Справочники»: any one of them will do
    own: tuple[Column, ...] = ()

    @property
    def known(self) -> tuple[Column, ...]:
        """Every column that is read."""
        return (*self.columns, *self.own)

    def column(self, field: str) -> Column:
        """The column of that field; KeyError where there is none."""
        return self._by_field[field]

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.known}
