"""A table as text (.csv): encoding and separator told by themselves, every cell a text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from lib.base.errors import SourceError
from lib.sources.files.grid import Grid, Piece

TITLE = "Реестр"  # its one tab, which has no name of its own
_SEPARATORS = ";,\t"
_LOOKED_AT = 50  # records
_LONGEST = 1 << 20  # characters of a cell
_WORDS = 20  # letters that are enough to judge an encoding by


class Csv:
    """One tab of texts: the same questions as to an `Xlsx`."""

    since_1904 = False
    titles = (TITLE,)

    def __init__(self, data: bytes, name: str) -> None:
        self._text = decoded(data, name)
        self._name = name

    def read(self, grids: Mapping[int, Grid]) -> Iterator[tuple[int, Iterator[Piece]]]:
        """The table, rows as long as they are."""
        text, separator = self._text, ""
        first, _, rest = text.partition("\n")
        if first.lower().startswith("sep=") and len(first.strip()) == 5:  # what Excel writes for itself
            text, separator = rest, first[4]
        csv.field_size_limit(_LONGEST)
        for place, grid in grids.items():
            try:
                separator = separator or separated_by(text)
                records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
                for row, cells in enumerate(records):
                    for column, cell in enumerate(cells):
                        if cell:
                            grid.put(row, column, cell)
            except csv.Error as error:
                raise SourceError(
                    f"Файл {self._name} не читается как таблица: в нём есть незакрытая кавычка или ячейка"
                    " длиннее миллиона знаков. Сохраните его заново как .xlsx."
                ) from error
            yield place, grid.pieces()


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark or Windows-1251; SourceError where it is neither."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (encoding != "cp1251" or _is_russian(text)):
            return text
    raise SourceError(
        f"Файл {name} — не таблица в виде текста или его кодировка непонятна."
        " Сохраните его как «CSV UTF-8» или как книгу Excel (.xlsx)."
    )


def separated_by(text: str) -> str:
    """The separator by which most of the first records come out equally wide."""

    def evenness(separator: str) -> tuple[int, int]:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = Counter(len(cells) for cells in islice(records, _LOOKED_AT) if cells)
        wide = [(number, width) for width, number in widths.items() if width > 1]
        return max(wide, default=(0, 0))

    return max(_SEPARATORS, key=evenness)


def _is_russian(text: str) -> bool:
    """Whether the letters beyond ASCII are nearly all Russian, and most of them small.

    In a wrong encoding they are not: of that of MS-DOS half come out as small ones, but among strangers.
    """
    letters = [sign for sign in text if sign > "\x7f" and sign.isalpha()]
    small = sum("а" <= sign <= "я" or sign == "ё" for sign in letters)
    large = sum("А" <= sign <= "Я" or sign == "Ё" for sign in letters)
    return len(letters) < _WORDS or (small * 2 > len(letters) and (small + large) * 10 > len(letters) * 9)
