"""A workbook that a WebDAV or web server keeps: asked for again and again, parsed only when it has changed.

The tag by which the server is asked «has it changed?» counts only once the workbook was parsed whole, so a
torn file is asked for again.
"""

from __future__ import annotations

import hashlib
import posixpath
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lib.sources.config.storage import Storage
from lib.sources.download import LIMITS, Answer, Limits, fetch
from lib.sources.refusals import StorageError
from lib.sources.tabs import Tabs

_LONGEST_PAUSE = 300.0  # seconds between knocks at a door that stays shut


class WebFile:
    """One workbook on a server.

    `parse` makes tabs of the bytes and the file's name. `answer`: what the server said of the file that was
    read last, without its bytes.
    """

    def __init__(
        self,
        address: str,
        storage: Storage,
        parse: Callable[[bytes, str], Tabs],
        limits: Limits = LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address
        self._storage = storage
        self._parse = parse
        self._limits = limits
        self._clock = clock
        self._last: tuple[bytes, Tabs] | None = None
        self._knocks = 0  # refusals of a login in a row
        self._asked_to_wait: StorageError | None = None
        self._not_before = clock()
        self.answer = Answer()
        self.name = posixpath.basename(unquote(urlsplit(address).path).rstrip("/")) or "файл"

    def read(self) -> Tabs:
        """The tabs of the file as it is; the very same object while nothing has changed.

        SourceError in Russian where the server refuses, does not answer, or the file is none. A server
        that asked to be left alone for a while is.
        """
        if self._asked_to_wait is not None and self._clock() < self._not_before:
            raise self._asked_to_wait.with_traceback(None)
        self._asked_to_wait = None
        try:
            tabs = self._read()
        except StorageError as error:
            self._knocks = self._knocks + 1 if error.shut else 0
            if error.wait:
                self._asked_to_wait, self._not_before = error, self._clock() + error.wait
            raise
        self._knocks = 0
        return tabs

    def pause(self, refresh: float) -> float:
        """`refresh`, or what the server asked for; doubled with each further refusal of a login."""
        pause = min(refresh * 2.0 ** min(max(self._knocks - 1, 0), 16), max(refresh, _LONGEST_PAUSE))
        return max(pause, self._not_before - self._clock())

    def _read(self) -> Tabs:
        answer = fetch(self.address, self._storage, self.answer.question, self._limits)
        if self._last is not None and answer.body is None:
            return self._last[1]
        body = answer.body or b""
        digest = hashlib.sha256(body).digest()
        if self._last is None or self._last[0] != digest:
            self._last = digest, self._parse(body, self.name)
        self.answer = replace(answer, body=None)
        return self._last[1]
