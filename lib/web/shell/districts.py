"""The registers behind the page «Район»: counted beside the pages, the last good numbers kept with their age.

Nobody waits for them: a page shows what is known, and is drawn again when more is.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lib.base.clock import wall_clock
from lib.base.errors import ConfigError
from lib.district import whole
from lib.district.summary import Summary
from lib.register.office.settings import DEFAULT_ZONE
from lib.sources.config import district as settings
from lib.sources.config.district import District, Member
from lib.sources.feed import Feed, Snapshot

REFRESH = 300.0  # seconds between counts while somebody looks: many registers are read each time
_KEPT = 4  # readers: the months that are looked at

Rows = tuple["Looked", ...]


@dataclass(frozen=True)
class Looked:
    """What is known of one settlement.

    summary: of the last good count, or of an unread register; at: when that count was, None: never. why: what
    was in the way at the last count, "" while all is well.
    """

    member: Member
    summary: Summary
    at: datetime | None
    why: str


class Reader:
    """The counts of a district's month; `done` registers of the count that is under way are counted."""

    def __init__(self, district: District, month: str) -> None:
        self.district, self.month = district, month
        self.done = 0
        self._last: Rows = ()
        self._feed: Feed[Rows] = Feed(self._load, REFRESH, patience=0.0)

    def get(self) -> Snapshot[Rows]:
        """The present rows, at once; without a value while the very first count is under way."""
        return self._feed.get()

    def _load(self) -> Rows:
        self.done = 0
        found = whole.count(
            self.district,
            wall_clock(DEFAULT_ZONE),
            self.month,
            workers=max(1, (os.cpu_count() or 2) - 1),  # a processor is left to the pages
            told=self._step,
        )
        now = datetime.now(UTC)
        before = self._last or (None,) * len(found)
        self._last = tuple(
            _looked(member, summary, earlier, now)
            for member, summary, earlier in zip(self.district.members, found, before, strict=True)
        )
        return self._last

    def _step(self) -> None:
        self.done += 1


def _looked(member: Member, summary: Summary, before: Looked | None, now: datetime) -> Looked:
    """The row after a count: of one that failed, the good one of before with what is in the way now."""
    if summary.registers:
        return Looked(member, summary, now, "")
    why = " ".join(summary.unread)
    if before is not None and before.summary.registers:
        return replace(before, why=why)
    return Looked(member, summary, None, why)


def configured() -> District | None:
    """The district of the settings; None where they name none. ConfigError where they are at fault."""
    return settings.load()


def named() -> bool:
    """Whether the settings name a district, in order or not: the page then says what to mend."""
    try:
        return configured() is not None
    except ConfigError:
        return True


# Not in Streamlit's cache, as the feeds of `store`: any client may clear that.
_readers: list[Reader] = []
_opening = threading.Lock()


def reader(district: District, month: str) -> Reader:
    """The one reader of this process for a district's month."""
    with _opening:
        for known in _readers:
            if known.district == district and known.month == month:
                return known
        _readers.append(Reader(district, month))
        del _readers[:-_KEPT]
        return _readers[-1]


def forget_all() -> None:
    """Let go of every reader, as a new process would: for tests."""
    with _opening:
        _readers.clear()
