"""What lies in a zipped workbook, within its budget, and its XML by a reader that knows no DTD."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from lib.base.errors import SourceError
from lib.sources.files.budget import DENSE, MB, MOST_PARTS, RATIO, Budget

_PIECE = 256 << 10
_LONGEST_MARK = 8 * MB  # of one tag: an honest one has some hundred bytes
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]

Start = Callable[[str, dict[str, str]], Any]


class Damaged(Exception):
    """The file is not what it says to be; told to the user as one of a few plain causes."""


class Names(dict[str, str]):
    """Names of elements and attributes without their prefixes: `names["x:row"] == "row"`."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class Package:
    """A zip of parts; refused at once where it would unpack to more than the budget."""

    def __init__(self, data: bytes, budget: Budget, name: str) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        entries = self._archive.infolist()
        if sum(entry.file_size for entry in entries) > budget.unpacked:
            raise SourceError(
                f"Файл {name} слишком велик: в распакованном виде больше {budget.unpacked // MB} МБ."
                " Вынесите прошлые годы в архив."
            )
        dense = any(entry.file_size > max(DENSE, RATIO * entry.compress_size) for entry in entries)
        if dense or len(entries) > MOST_PARTS:
            why = "почти весь он — повторы" if dense else f"в нём больше {MOST_PARTS} вложений"
            raise SourceError(
                f"Файл {name} не читается: внутри он устроен не так, как пишут Excel и LibreOffice: {why}."
                " Откройте его там и сохраните заново."
            )
        self._sizes = {entry.filename: entry.file_size for entry in entries}

    def __contains__(self, part: str) -> bool:
        return part in self._sizes

    def size(self, part: str) -> int:
        """Bytes of a part once unpacked, as the archive says; 0 where it is absent."""
        return self._sizes.get(part, 0)

    def whole(self, part: str) -> bytes:
        """A part at once; Damaged where it is absent."""
        if part not in self._sizes:
            raise Damaged(f"{part}: absent")
        return self._archive.read(part)

    def stream(self, part: str, most: int | None = None) -> Iterator[bytes]:
        """A part in pieces; Damaged where it is absent or longer than `most` bytes."""
        if part not in self._sizes or (most is not None and self._sizes[part] > most):
            raise Damaged(f"{part}: absent or too long")
        with self._archive.open(part) as unpacked:
            while piece := unpacked.read(_PIECE):
                yield piece


def parse(
    pieces: Iterable[bytes],
    start: Start,
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """Run over an XML document, as `parsed` does, to its end."""
    for _ in parsed(pieces, start, end, text):
        pass


def parsed(
    pieces: Iterable[bytes],
    start: Start,
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> Iterator[None]:
    """Run over an XML document piece by piece; the handlers get names with their prefixes.

    Damaged: it is not well-formed, declares a document type, or has a tag without an end in sight.
    MemoryError where the memory of the process does not suffice.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - max(0, parser.CurrentByteIndex) > _LONGEST_MARK:
                raise Damaged("a tag that does not end")
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:  # the file is not to blame
            raise MemoryError from error
        raise Damaged(str(error)) from error


def _no_doctype(*_: Any) -> None:
    raise Damaged("a document type")
