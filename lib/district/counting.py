"""One register counted: read where it lies, by the same engine as its own dashboard, into a `Summary`."""

from __future__ import annotations

import logging
import os
from collections import Counter
from datetime import datetime
from typing import Any

import numpy as np

from lib import sheets, sla
from lib.base.errors import OtklikError
from lib.district.summary import Summary, bin_of, unreadable
from lib.documents.fingerprint import Marks
from lib.duties import check, live
from lib.figures import signals, surges
from lib.figures.facts import RULE_KEYS, STATUSES, Facts, gather
from lib.figures.noted import noted
from lib.law.regulation import Status
from lib.law.statuses import Said
from lib.register import Register, several
from lib.sources.config import Config
from lib.words.privacy import mask
from lib.worktime.period import Period, month_of

FAILED = "Программа не смогла посчитать этот реестр. Причина — в журнале программы; сообщите её разработчику."

_log = logging.getLogger(__name__)


def summarise(source: str | os.PathLike[str] | Config, now: datetime, month: str) -> Summary:
    """The counts of one register as of `now`, a naive local time, with the cases of a month («2026-10»).

    `source`: what `sheets.read` takes, or the settings of a register with its tabs and columns. A register
    that cannot be read is a summary that says why. UsageError for a month that makes no sense.
    """
    period = month_of(month)
    try:
        if isinstance(source, Config):
            tables = sheets.source(source).read()
            register = several.reader(source.columns, source.tabs, lambda _: now)(tables)
        else:
            register = several.reader(local=lambda _: now)((sheets.read(source),))
        return of(register, now, period)
    except OtklikError as error:
        return unreadable(month, str(error))
    except Exception:  # a fault of ours in one register must not take the others' figures away
        _log.exception("A register of the district could not be counted")
        return unreadable(month, FAILED)


def of(register: Register, now: Any, period: Period) -> Summary:
    """The counts of a register that was read: of the month's cases, and of what is open now."""
    facts = gather(register, sla.traced(register, now), now)
    levels = check.levels(register, now, facts.rows)
    return Summary(
        month=f"{period.start:%Y-%m}",
        registers=1,
        numbers=_numbers(facts, period) | {"errors": levels[check.ERROR], "warnings": levels[check.WARNING]},
        kept=dict.fromkeys(facts.kept.rules, 1),
        duties=_duties(facts, period),
        messages=_messages(facts, period),
        answers=_answers(facts, period),
        surging=_surging(facts),
        prints=(str(Marks(register).of(period)),),
    )


def _numbers(facts: Facts, period: Period) -> dict[str, int]:
    """The plain numbers; one is absent where the register does not keep what it counts."""
    register, keeps = facts.register, facts.kept
    at, answered = facts.columns("cohort", period, "at", "answered")
    found = {"cases": len(at)}
    if "answer" in keeps:
        said = register.cases["said"].to_numpy()[at] == Said.ANSWERED
        found["answered"] = int((~np.isnat(answered) | said).sum())
    overdue, unreported = live.numbers(register, facts.rows)
    if keeps.rules:
        found["live_overdue"] = overdue
    if noted(keeps, "deficiencies"):
        found["deficiencies"] = signals.number_of_deficiencies(facts, period)
    if "final" in keeps:
        found["promises_broken"] = signals.broken_promises(facts)
    if noted(keeps, "unreported"):
        found["not_reported"] = unreported
    return found


def _duties(facts: Facts, period: Period) -> dict[tuple[str, bool, str], int]:
    codes = facts.columns("duties", period, "rule_code", "high", "status_code")
    return {
        (RULE_KEYS[rule], high, STATUSES[status]): count
        for (rule, high, status), count in Counter(zip(*map(np.ndarray.tolist, codes), strict=True)).items()
        if STATUSES[status] != Status.CANCELLED
    }


def _messages(facts: Facts, period: Period) -> dict[tuple[str, str, bool], int]:
    """By day, topic and importance. A topic is typed by hand: a name or a phone in it does not leave."""
    day, topic, high = facts.columns("cohort", period, "day", "topic", "high")
    masked = {name: mask(name) for name in dict.fromkeys(topic)}
    days = np.datetime_as_string(day.astype("M8[D]"))
    keys = zip(days.tolist(), map(masked.__getitem__, topic), high.tolist(), strict=True)
    return dict(Counter(keys))


def _answers(facts: Facts, period: Period) -> dict[tuple[bool, int], int]:
    timed, minutes, high = facts.columns("duties", period, "timed", "answering", "high")
    judged = timed & ~np.isnan(minutes)
    found = zip(high[judged].tolist(), map(bin_of, minutes[judged].tolist()), strict=True)
    return dict(Counter(found))


def _surging(facts: Facts) -> dict[str, int]:
    return dict.fromkeys(map(mask, surges.topics(facts)), 1)
