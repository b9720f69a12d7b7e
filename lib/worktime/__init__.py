"""Which minutes are working ones, and arithmetic on them (rules.md, «Clocks»); front door: `calendar`."""

from lib.worktime.workdays import (
    DEFAULT,
    KNOWN_YEARS,
    Coverage,
    Interval,
    Override,
    Schedule,
    Week,
    check,
    coverage,
)
from lib.worktime.worktime import LedgerLine, WorkCalendar, calendar

__all__ = [
    "DEFAULT",
    "KNOWN_YEARS",
    "Coverage",
    "Interval",
    "LedgerLine",
    "Override",
    "Schedule",
    "Week",
    "WorkCalendar",
    "calendar",
    "check",
    "coverage",
]
