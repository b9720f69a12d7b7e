"""Uploads: by the admitted alone, few at a time of each page, and of all pages no more than memory bears.

Streamlit takes a file from anybody who has connected, any number of them, and keeps each as long as the page
is open. The app reads a file at once and lets go of it, so an honest page holds one or two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from lib.web.shell import borrowed

OF_ONE = 3  # files of one page, those on their way among them
OF_ALL = 200 * 2**20  # bytes of all pages; one on its way counts as the biggest that may come


class Uploads:
    """Counts the files that are on their way; used by the server's one loop alone."""

    def __init__(self) -> None:
        self._coming: Counter[str] = Counter()

    @contextmanager
    def room(self, session: str) -> Iterator[bool]:
        """Whether one more file of that page may come; it is counted until the block ends."""
        biggest = int(st.get_option("server.maxUploadSize")) * 2**20
        files, bytes_held = borrowed.held(session)
        free = files + self._coming[session] < OF_ONE
        if not free or bytes_held + (self._coming.total() + 1) * biggest > OF_ALL:
            yield False
            return
        self._coming[session] += 1
        try:
            yield True
        finally:
            self._coming[session] -= 1
            self._coming += Counter()  # pages without any are not kept
