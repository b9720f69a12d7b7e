"""Raw tabs from a file: every cell as the Sheets API would give it, errors, text and numbers apart.

The file is read in a process of its own, under the limits of what it is read for (`lib.sources.files`);
here it is fetched, and what comes of it is told.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Hashable
from pathlib import Path

from lib.base.errors import SourceError
from lib.law import schema
from lib.sources.files import reading
from lib.sources.files.book import CSV, Job
from lib.sources.files.budget import BIGGEST_SHEET, MB, PREVIOUS, REGISTER, VISIT, Budget, shorten
from lib.sources.tabs import Tabs
from lib.sources.titles import folded

__all__ = ["BIGGEST_SHEET", "MB", "PREVIOUS", "REGISTER", "VISIT", "Budget", "read_workbook", "titles"]


def read_workbook(
    source: str | os.PathLike[str] | bytes,
    wanted: Collection[str],
    title: str,
    *,
    tabs: str = "",
    budget: Budget = REGISTER,
    text: bool = False,
    asker: Hashable = None,
) -> Tabs:
    """The tabs of an .xlsx or .ods, of a .csv too where `text`: a path, or bytes of which nothing is kept.

    Read whole are the tabs titled as in `wanted`, those that «Листы реестра» in the file's «Настройки» names
    and those that `tabs` names likewise («Январь; Февраль», «все»); of the others the head (`Tabs.others`).
    `title` becomes the title of the whole. `budget` says what the file is read for; `asker` is the visitor
    who brought it, and has one file read at a time.
    SourceError, one Russian line with the cure, where it cannot be read or asks for more than the budget.
    """
    data = source if isinstance(source, bytes) else _bytes(Path(source), budget)
    name = title if isinstance(source, bytes) else str(source)
    _check_size(len(data), name, budget)
    if name.lower().endswith(CSV) and not text:
        raise SourceError(
            f"Файл {name} — таблица в виде текста. Реестр читается из .xlsx, .ods или Google Таблицы:"
            " откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»."
        )
    try:
        names, settings = frozenset(map(folded, wanted)), folded(schema.SETTINGS.title)
        return reading.read(Job(data, name, names, tabs, budget, settings=settings), title, asker)
    except reading.BrokenFile as error:
        raise _unreadable(data, name) from error


def titles(path: Path) -> tuple[str, ...]:
    """The titles of a file's tabs as typed; none where it is no readable workbook."""
    try:
        found = read_workbook(path, (), path.stem)
    except SourceError:
        return ()
    return tuple(tab.title for tab in (*found.tabs, *found.others))


def _check_size(size: int, name: str, budget: Budget) -> None:
    if size > budget.packed:
        raise SourceError(
            f"Файл {name} слишком велик: {size // MB} МБ, а читаются файлы не больше"
            f" {budget.packed // MB} МБ. {shorten(name)} или вынесите прошлые годы в архив."
        )


def _bytes(path: Path, budget: Budget) -> bytes:
    """The whole file at one go, so that it is held for a moment only; SourceError where it cannot be had."""
    try:
        before = path.stat()
        _check_size(before.st_size, str(path), budget)
        data = path.read_bytes()
        after = path.stat()
    except FileNotFoundError as error:
        raise SourceError(f"Файл {path} не найден. Проверьте путь и имя файла.") from error
    except IsADirectoryError as error:
        raise SourceError(f"{path} — папка, а не файл. Укажите файл .xlsx или .ods.") from error
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
