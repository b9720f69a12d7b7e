"""What time it is: asked at the edge alone, and handed down to all that reckons."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def wall_clock(zone: str) -> datetime:
    """The present local time of an IANA time zone, naive, to the second."""
    return datetime.now(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
