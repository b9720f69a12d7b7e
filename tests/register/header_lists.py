"""Tables made of lists of headers: plausible cells under each, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from lib.sources.tabs import Tab

EXAMPLES = Path(__file__).parents[1] / "examples"
FILE, TRAPS = EXAMPLES / "header_lists.txt", EXAMPLES / "header_traps.txt"
ROWS = 24
_STATES = ("Ответ дан", "В работе", "Закрыто", "Новое", "Исполнено")
_WORDS = ("Дороги", "Свет", "Вода", "Мусор", "Двор")
_TEXTS = ("Яма у остановки", "Не горит фонарь", "Слабый напор воды", "Не вывезли контейнер", "Снег не убран")


@dataclass(frozen=True)
class HeaderList:
    """A list: its name, and of each column header, sort of cells and the field («own», «?», "")."""

    name: str
    columns: tuple[tuple[str, str, str], ...]

    def tab(self, rows: int = ROWS) -> Tab:
        """The table, with so many rows."""
        made = Random(self.name)
        begins = sorted(46_300 + made.randrange(20) + made.randrange(540, 1_060) / 1440 for _ in range(rows))
        columns = [
            [header, *(_cell(sort, row, begins[row], made) for row in range(rows))]
            for header, sort, _ in self.columns
        ]
        return Tab("Лист1", tuple(columns))


def _cell(sort: str, row: int, begin: float, made: Random) -> Any:
    later = begin + made.randrange(20, 300) / 1440
    return {
        "n": 7001 + row,
        "p": row + 1,
        "c": f"{row + 1}-В",
        "t": begin if row % 7 else None,
        "d": float(int(begin)),
        "h": begin % 1,
        "due": float(int(begin) + 30),
        "u": begin + made.randrange(3, 9) + 0.1,
        "s": made.choice(_STATES),
        "w": made.choice(_WORDS),
        "x": made.choice(_TEXTS),
        "l": f"https://vk.example/wall-1_{row}",
        "f": "Житель",
        "ph": f"8 900 000-00-{row:02}",
        "y": made.choice(("да", "нет")),
        "e": None,
        "later": later,
    }[sort]


def header_lists(file: Path = FILE) -> Iterator[HeaderList]:
    """All lists of a file; the second and later times of a row come after its first."""
    name, columns = "", []
    for line in [*file.read_text(encoding="utf-8").splitlines(), "== "]:
        if line.startswith("== "):
            if columns:
                yield HeaderList(name, tuple(columns))
            name, columns = line[3:], []
        elif line and not line.startswith("#"):
            header, sort, field = (part.strip() for part in line.split("|"))
            if sort == "t" and any(known == "t" for _, known, _ in columns):
                sort = "later"
            columns.append((header, sort, field))
