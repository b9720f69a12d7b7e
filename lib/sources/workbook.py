"""Raw tabs from an .xlsx: every cell as the Sheets API would give it, errors, text and numbers apart.

python-calamine keeps the type of each cell but turns errors into '' (or gives the whole file up over one
it does not know) and formatted numbers into datetimes. So a sheet that holds errors is handed to it with
them marked as text, and datetimes become the serial numbers they were.
"""

from __future__ import annotations

import io
import os
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from lib.base.errors import SourceError
from lib.sources.tabs import RawColumn, Tab, Tabs

BIGGEST_FILE = 2 << 30  # bytes once unpacked: above that it is a mistake or a trap
BIGGEST_SHEET = 12_000_000  # cells: the engine lays out the whole rectangle, whatever is in it

_EPOCH = datetime(1899, 12, 30)
_MARCH_1900 = 61.0  # before it Excel's serials are one less: its 1900 was a leap year
_DAY = 86_400_000_000  # microseconds
_ROWS = 2_000  # rows turned at a time: bounds the memory of row lists
_PIECE = 1 << 20

_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\s(?:[^>]*?\s)?t=["'])e(?=["'])""")
_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s(?:[^>]*?\s)?r=["']([A-Z]+)(\d+)["'])?[^>]*(?<!/)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r=["'](\d+)""")
_REFERENCE = re.compile(rb'([A-Z]+)(\d+)"')


def read_workbook(source: str | os.PathLike[str] | bytes, wanted: Callable[[str], bool], title: str) -> Tabs:
    """The wanted tabs of a workbook: a path, or the bytes of an uploaded file (nothing is kept).

    `wanted` is asked with each tab's title; `title` becomes the title of the whole.
    SourceError, one Russian line with the cure, where it is no readable .xlsx.
    """
    data = source if isinstance(source, bytes) else _bytes(Path(source))
    name = title if isinstance(source, bytes) else str(source)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {sheet: part for sheet, part in _parts(archive) if wanted(sheet)}
            marked = _surveyed(archive, parts, name)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(marked or data)) as book:
            return Tabs(title, tuple(Tab(sheet, _columns(book.get_sheet_by_name(sheet))) for sheet in parts))
    except SourceError:
        raise
    except Exception as error:  # the engines fail in many ways over a damaged file; all mean the same
        raise _unreadable(data, name) from error


def titles(path: Path) -> tuple[str, ...]:
    """The titles of a file's sheets as typed; none where it is no readable workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(title for title, _ in _parts(archive))
    except (OSError, KeyError, ET.ParseError, zipfile.BadZipFile, SourceError):
        return ()


def _bytes(path: Path) -> bytes:
    """The whole file at one go, so that it is held for a moment only; SourceError where it cannot be had."""
    try:
        before = path.stat()
        data = path.read_bytes()
        after = path.stat()
    except FileNotFoundError as error:
        raise SourceError(f"Файл {path} не найден. Проверьте путь и имя файла.") from error
    except IsADirectoryError as error:
        raise SourceError(f"{path} — папка, а не файл. Укажите файл .xlsx.") from error
    except PermissionError as error:
        raise SourceError(
            f"Файл {path} занят другой программой или недоступен."
            " Закройте его в Excel или дайте право на чтение."
        ) from error
    except OSError as error:
        raise SourceError(
            f"Файл {path} не читается ({error.strerror or error}). Проверьте диск или сетевую папку."
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or not data:
        raise SourceError(f"Файл {path} пуст или сейчас сохраняется. Подождите, пока сохранение закончится.")
    return data


def _unreadable(data: bytes, name: str) -> SourceError:
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the old container: a password, or .xls itself
        if "EncryptedPackage".encode("utf-16-le") in data:
            return SourceError(f"Файл {name} защищён паролем. Снимите пароль и сохраните файл заново.")
        return SourceError(f"Файл {name} в старом формате .xls. Сохраните его как «Книга Excel (.xlsx)».")
    if data.startswith(b"PK"):
        return SourceError(
            f"Файл {name} повреждён, сохранён не полностью или это не книга Excel."
            " Сохраните его заново как .xlsx."
        )
    return SourceError(f"Файл {name} — не книга Excel. Нужен файл .xlsx.")


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and part's name of every worksheet, in the order of the workbook."""
    if sum(entry.file_size for entry in archive.infolist()) > BIGGEST_FILE:
        raise SourceError(
            "Файл слишком велик: в распакованном виде больше 2 ГБ. Вынесите прошлые годы в архив."
        )
    links = {
        link.get("Id"): link
        for link in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        if link.get("Type", "").endswith("/worksheet")
    }
    for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iterfind("{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if key in links:
            target = links[key].get("Target", "")
            yield sheet.get("name", ""), target[1:] if target.startswith("/") else f"xl/{target}"


def _surveyed(archive: zipfile.ZipFile, parts: dict[str, str], name: str) -> bytes | None:
    """Look through the sheets before they are laid out; the workbook with error cells marked as text.

    None where there are none, which is usual. SourceError where a stray cell makes a sheet immense.
    """
    marked: dict[str, bytes] = {}
    for sheet, part in parts.items():
        rows, width, errors = 0, 0, False
        for piece in _pieces(archive, part):
            errors = errors or b't="e"' in piece or b"t='e'" in piece
            for row in piece.split(b"row>"):
                rows, width = _extent(row, rows, width)
        if rows * width > BIGGEST_SHEET:
            raise SourceError(
                f"В файле {name} лист «{sheet}» занимает {rows} × {width} ячеек: есть значение далеко"
                " за таблицей. Удалите лишние строки и столбцы и сохраните файл."
            )
        if errors:
            pieces = (_ERROR_CELL.sub(rb"\1str", piece) for piece in _pieces(archive, part))
            marked[part] = b"".join(pieces)
    if not marked:
        return None
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for entry in archive.infolist():
            target.writestr(entry.filename, marked.get(entry.filename) or archive.read(entry))
    return copy.getvalue()


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part, unpacked piece by piece, each ending with a whole row."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            whole, mark, tail = (rest + piece).rpartition(b"row>")
            rest = tail
            if mark:
                yield whole + mark
    yield rest


def _extent(row: bytes, rows: int, width: int) -> tuple[int, int]:
    """The greatest row and column with a value, this row's included: `row` ends where its tag does."""
    last = max(row.rfind(b"v>"), row.rfind(b"is>"))
    if last < 0:
        return rows, width
    start = row.rfind(b' r="', 0, last) + 4
    found = _REFERENCE.match(row, start)
    if found:  # as every common program writes it: the last cell with a value names its place
        return max(rows, int(found[2])), max(width, _number(found[1]))
    cells = [cell for cell in _CELL.finditer(row)]
    named = _ROW.search(row)
    far = max((_number(cell[1]) for cell in cells if cell[1]), default=0)
    return max(int(named[1]) if named else 0, rows + 1), max(width, far, len(cells))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _columns(sheet: calamine.CalamineSheet) -> tuple[RawColumn, ...]:
    """A sheet's columns from A, each from row 1, in pieces of bounded memory."""
    if sheet.start is None:
        return ()
    columns: list[list[Any]] = []
    rows = sheet.iter_rows()
    while piece := list(islice(rows, _ROWS)):
        columns = columns or [[] for _ in piece[0]]
        for whole, values in zip(columns, zip(*piece, strict=True), strict=True):
            whole.extend(_plain(list(values)))
    return (*([] for _ in range(sheet.start[1])), *columns)


def _plain(values: list[Any]) -> list[Any]:
    """The cells with dates, times of day and durations as the serial numbers they were."""
    kinds = set(map(type, values))
    if datetime in kinds or date in kinds:
        at = [index for index, value in enumerate(values) if isinstance(value, date)]
        moments = [values[index] for index in at]
        if date in kinds:
            midnight = time()
            moments = [
                moment if isinstance(moment, datetime) else datetime.combine(moment, midnight)
                for moment in moments
            ]
        since = np.datetime64(_EPOCH, "us")
        stamps = pa.array(moments, pa.timestamp("us")).to_numpy(zero_copy_only=False)
        serials = (stamps - since).astype(np.int64) / _DAY
        serials[serials < _MARCH_1900] -= 1
        for index, serial in zip(at, serials.tolist(), strict=True):
            values[index] = serial
    if timedelta in kinds or time in kinds:
        values = [_fraction(value) for value in values]
    return values


def _fraction(value: Any) -> Any:
    """A duration or a time of day in days; anything else as it is."""
    if isinstance(value, time):
        value = datetime.combine(_EPOCH, value) - _EPOCH
    return value / timedelta(days=1) if isinstance(value, timedelta) else value
