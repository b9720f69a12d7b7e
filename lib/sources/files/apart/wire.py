"""Frames between the server and the process that reads: lengths and plain data, never code."""

from __future__ import annotations

import io
import pickle
import struct
from typing import Any, BinaryIO, NoReturn

_LENGTH = struct.Struct("<Q")


def packed(frame: Any) -> bytes:
    """Plain data as bytes; without a memory of objects, which texts that hardly repeat would only fill."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(frame)
    return out.getvalue()


def unpacked(body: bytes) -> Any:
    """The data of a frame; whatever would name a class or a function is refused."""
    return _Data(io.BytesIO(body)).load()


class _Data(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} is no data")


def send(out: BinaryIO, body: bytes) -> None:
    """One frame: its length, then its bytes."""
    out.write(_LENGTH.pack(len(body)))
    out.write(body)
    out.flush()


def receive(source: BinaryIO, most: int) -> bytes | None:
    """The next frame; None at the end, which one longer than `most` bytes counts as."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > most:
        return None
    body = source.read(length)
    return body if len(body) == length else None
