"""Standard output, as UTF-8 whatever the console's own encoding (Windows)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any


def write(text: str) -> None:
    """A text as it stands."""
    write_all([text.encode()])


def write_all(pieces: Iterable[Any]) -> None:
    """What is encoded already, piece after piece (bytes or any buffer of them)."""
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()
