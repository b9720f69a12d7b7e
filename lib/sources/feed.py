"""The feed: one reader for all viewers, which keeps the last good copy and never makes a page wait for it.

It reads only when asked, at most one read at a time, beside the page; a failed read leaves the copy as
it was and is told with its cause and since when. Lives in one place per process (at the edge).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from lib.base.errors import OtklikError, SourceError

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot(Generic[T]):
    """What the feed knows now.

    `value` is None until the first good read; `version` grows only when the value changes (0: none yet);
    `read_at` is the end of the last good read. `error`, `failed_since` and `misses` (reads missed in a
    row) speak of the time after it and are None, None and 0 while all is well. Times are aware, in UTC.
    """

    value: T | None
    version: int
    read_at: datetime | None
    error: OtklikError | None
    failed_since: datetime | None
    misses: int


def _beside(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="feed", daemon=True).start()


def _utc() -> datetime:
    return datetime.now(UTC)


class Feed(Generic[T]):
    """Serves the last good value of `load`, and reads anew when it is `refresh` seconds old and asked for.

    `refresh` may be a function: a big sheet stretches its interval. `patience` is how many seconds the
    very first caller waits. `clock` (seconds), `now` and `spawn` are there for the tests.
    """

    def __init__(
        self,
        load: Callable[[], T],
        refresh: float | Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        *,
        now: Callable[[], datetime] = _utc,
        spawn: Callable[[Callable[[], None]], None] = _beside,
        patience: float = 60.0,
    ) -> None:
        self._load = load
        self._refresh = refresh if callable(refresh) else lambda: refresh
        self._clock = clock
        self._now = now
        self._spawn = spawn
        self._patience = patience
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._flight: tuple[float, datetime] | None = None  # when the read under way began, by both clocks
        self._due = clock()
        self._known: Snapshot[T] = Snapshot(None, 0, None, None, None, 0)

    def get(self) -> Snapshot[T]:
        """The present snapshot, at once where there is a good copy; starts a read if one is due.

        Before the first read has ended it waits for it, and all first callers share that one read.
        A load that fails is no exception here: see `error`.
        """
        with self._lock:
            start = self._flight is None and self._clock() >= self._due
            if start:
                self._flight = (self._clock(), self._now())
                self._done.clear()
            wait = self._flight is not None and self._known.value is None and self._known.error is None
        if start:
            self._spawn(self._read)
        if wait:
            self._done.wait(self._patience)
        with self._lock:
            return self._told()

    def _read(self) -> None:
        value: T | None = None
        error: OtklikError | None = None
        try:
            value = self._load()
        except OtklikError as known:
            error = known
        except BaseException as unknown:  # even a panic of an engine: the page goes on with the last copy
            _log.exception("The register could not be read")
            error = SourceError(
                f"Реестр не прочитан: внутренняя ошибка ({type(unknown).__name__})."
                " Сообщите о ней тому, кто сопровождает программу; подробности — в журнале сервера."
            )
            error.__cause__ = unknown
        with self._lock:
            was, began = self._known, self._flight
            if error is None:
                version = was.version + (value is not was.value)
                self._known = Snapshot(value, version, self._now(), None, None, 0)
            else:
                since = was.failed_since or (began[1] if began else self._now())
                self._known = Snapshot(was.value, was.version, was.read_at, error, since, was.misses + 1)
            self._flight = None
            self._due = self._clock() + self._refresh()
        self._done.set()

    def _told(self) -> Snapshot[T]:
        """The snapshot, with a read that has not come back in time counted among the missed."""
        known = self._known
        if self._flight is None:
            return known
        began, since = self._flight
        overdue = int((self._clock() - began) // self._refresh())
        if not overdue and (known.value is not None or known.error is not None):
            return known
        hang = SourceError(
            "Таблица не отвечает. Обычно связь восстанавливается сама. Если нет, администратору"
            " программы нужно проверить сеть."
        )
        return Snapshot(
            known.value,
            known.version,
            known.read_at,
            known.error or hang,
            known.failed_since or since,
            known.misses + overdue,
        )
