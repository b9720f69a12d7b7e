"""What a command prints: tables on standard output, messages on standard error (UTF-8, on Windows, too).

A register's cell or a file's name may hold what moves the cursor, hides a line or answers in the reader's
stead. In a pipe the bytes are those of the register; on a terminal, and in every message, they are harmless.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from lib.base.plaintext import on_terminal

_GONE = (errno.EPIPE, errno.EINVAL)  # the second is Windows' word for it


class Unread(Exception):
    """Nobody reads what is printed any more (`… | head`): no fault, but there is nothing left to do."""


@contextmanager
def _read_by(stream: TextIO) -> Iterator[None]:
    """Unread where the other end of the stream is closed; what it still holds then goes nowhere."""
    try:
        yield
    except OSError as error:
        if error.errno not in _GONE:
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        raise Unread from error


def write(text: str) -> None:
    """A text as it stands; on a terminal without what moves its cursor."""
    write_all([text.encode()])


def write_all(pieces: Iterable[Any]) -> None:
    """What is encoded already, piece after piece (bytes or any buffer of them)."""
    seen = sys.stdout.isatty()
    with _read_by(sys.stdout):
        sys.stdout.flush()
    for piece in pieces:
        harmless = on_terminal(bytes(piece).decode(errors="replace")).encode() if seen else piece
        with _read_by(sys.stdout):
            sys.stdout.buffer.write(harmless)
    with _read_by(sys.stdout):
        sys.stdout.flush()


def say(text: str, end: str = "\n") -> None:
    """A message to who runs the command, on standard error."""
    with _read_by(sys.stderr):
        print(on_terminal(text), end=end, file=sys.stderr, flush=True)


def advance(text: str) -> None:
    """How far long work is: over the line before, on a terminal alone."""
    if sys.stderr.isatty():
        print("\r" + on_terminal(text), end="", file=sys.stderr, flush=True)
