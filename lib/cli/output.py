"""Standard output, as UTF-8 whatever the console's own encoding (Windows)."""

from __future__ import annotations

import sys


def write(text: str) -> None:
    """A text as it stands."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()
