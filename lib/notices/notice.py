"""What a notice is: its key, whose it is, when it may go, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lib.sources.config.access import Person


class Kind(StrEnum):
    """What is told; in the order in which a message tells it."""

    HIGH = "high"
    SURGE = "surge"
    STEP = "step"
    SOON = "soon"
    OVERDUE = "overdue"
    PROMISE_TODAY = "promise_today"
    PROMISE_BROKEN = "promise_broken"
    DIGEST = "digest"


class When(StrEnum):
    """When a notice may go: at once, in working time, or from the opening of a working day on."""

    AT_ONCE = "at once"
    WORKING = "working"
    OPENING = "opening"


@dataclass(frozen=True, order=True)
class Key:
    """What is told once to each address; `opened` is a moment as text, of a surge and a digest a day."""

    case: str
    rule: str
    opened: str
    kind: str


@dataclass(frozen=True)
class Notice:
    """One thing that one person is to know.

    case: «№ 7. Снег · Вистино», the head under which a message tells all of one case; link: of its card, or
    ""; text: whole sentences; words: of the message itself, where they may leave the building.
    """

    key: Key
    to: Person
    when: When
    text: str
    case: str = ""
    link: str = ""
    words: str = ""


@dataclass(frozen=True)
class Hours:
    """How the moment stands to working time: it runs; the working day has begun."""

    working: bool
    begun: bool

    def allow(self, when: When, outside: bool) -> bool:
        """Whether a notice may go now; `outside`: the office wants them out of working hours, too."""
        if when is When.OPENING:
            return self.begun and (self.working or outside)
        return self.working or outside or when is When.AT_ONCE
