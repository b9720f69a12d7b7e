"""Lines that say which column of an office's own table holds a field (register.md, «One's own table»).

They stand on the register's tab «Столбцы», in the configuration, or in a file of the command line. Nothing
here knows which fields there are: a line is what somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lib.base.errors import SourceError

NONE = "—"  # in the place of a column: this field is not kept
PARTS = ("Поле", "Столбец", "Время", "Лист")
_DASHES = frozenset("—–-−―‒‐‑")


@dataclass(frozen=True)
class Line:
    """One line, as written; `row`: its row on «Столбцы», 0: it stands in the configuration or in a file."""

    field: str
    column: str
    time: str = ""
    tab: str = ""
    row: int = 0

    @property
    def none(self) -> bool:
        """Whether it says that the field is not kept."""
        return is_none(self.column)

    @property
    def clock(self) -> str:
        """The column of the time of day; "" where none stands apart."""
        return "" if is_none(self.time) else self.time

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Its cells, in the order of PARTS."""
        return self.field, self.column, self.time, self.tab

    @property
    def text(self) -> str:
        """The line as `columns` prints it."""
        return "\t".join(self.parts)


def is_none(column: str) -> bool:
    """Whether a text is the dash that stands for no column."""
    return column.strip() in _DASHES


def read_lines(path: Path) -> tuple[Line, ...]:
    """The lines of a file as `columns` prints them; SourceError where it cannot be read as such."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise SourceError(f"Файл {path} не найден. Проверьте путь и имя файла.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"Файл {path} не в кодировке UTF-8. Сохраните его заново в UTF-8.") from error
    except OSError as error:
        raise SourceError(f"Файл {path} не читается ({error.strerror or error}).") from error
    lines = []
    for number, row in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in row.split("\t")]
        if not any(parts):
            continue
        if len(parts) < 2 or any(parts[len(PARTS) :]):
            raise SourceError(
                f"Файл {path}, строка {number}: нужны две, три или четыре части через табуляцию:"
                f" {', '.join(PARTS)}."
            )
        if tuple(parts[:2]) != PARTS[:2]:  # a header line, which somebody may have added
            name, column, time, tab = [*parts, "", ""][: len(PARTS)]
            lines.append(Line(name, column, time, tab))
    return tuple(lines)
