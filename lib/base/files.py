"""Files written at one go: whoever reads meets the old one or the new one, never half of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.base.errors import UsageError


def vacant(path: Path) -> bool:
    """Whether nothing stands there yet: no file, or one without a byte."""
    return not path.exists() or (path.is_file() and not path.stat().st_size)


def ready(path: Path) -> None:
    """UsageError where nothing can be written there: asked before what takes long is worked out."""
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"Не удалось записать файл «{path}»: {why(FileNotFoundError(), path)}.")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write beside `path`; moved there at the end, gone if writing fails.

    UsageError, with what to mend, where the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        try:
            yield draft
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"Не удалось записать файл «{path}»: {why(error, path)}.") from error


def why(error: OSError, path: Path) -> str:
    """What to mend where `path` cannot be read or written, in Russian: the end of a sentence."""
    if path.is_dir():
        return "это папка, укажите имя файла в ней"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "такой папки нет, создайте её или укажите другую"
    if isinstance(error, PermissionError):
        return "закройте его в другой программе или проверьте права на файл и папку"
    return "проверьте место на диске и имя файла"
