"""The office's own texts («Фразы») for a case as of a moment: what its fields in braces stand for.

Like our own they go out as plain text, and nothing in them is unseen; what the case lacks stays to be filled
in, in square brackets.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.base.plaintext import link, plain, short
from lib.duties.live import working_left
from lib.duties.timeline import moment, working_calendar
from lib.law.occasions import Named, Occasion
from lib.lists.next_step import to_do
from lib.register import Register
from lib.register.office.phrases import filled
from lib.words import words

LONGEST = 4_000  # characters of a text: no messenger takes more, however often a field stands in it
MESSAGE = 2_000  # characters of a message that go along
_NO_TERM = "[срок не установлен]"  # nobody can write in what is left of none
_SHAPE = "%d.%m.%Y %H:%M"


def written(
    register: Register,
    occasion: Occasion,
    at: int,
    now: pd.Timestamp,
    *,
    rule: str,
    due: Any,
    answer_due: Any,
    executor: str = "",
) -> str | None:
    """The office's text on that occasion for the case at that position; None where it has none.

    rule: the step that it is about; due: that step's deadline, answer_due: the answer's, NaT: none.
    executor: who has the case now, "": who stands in its row.
    """
    topic = register.cases["topic"].iloc[at]  # whole: a phrase is looked up by all of it
    phrase = register.phrases.text(occasion, topic if isinstance(topic, str) else "")
    if phrase is None:
        return None
    row = register.cases.iloc[at]
    until = pd.DatetimeIndex([due]).to_numpy().astype("M8[s]")  # NaT too: no term is a term like others
    (left,) = working_left(working_calendar(register, now), moment(now), until)
    before = register.cases.iloc[int(row["earlier"])] if row["earlier"] >= 0 else None
    values = {
        Named.NUMBER: short(row["case"]),
        Named.TOPIC: _text(row["topic"]),
        Named.PLACE: _text(row["location"]),
        Named.LINK: link(row["url"]) or "",
        Named.TEXT: short(row["text"], MESSAGE),
        Named.EXECUTOR: short(executor) or _text(row["executor2"]) or _text(row["executor"]),
        Named.STEP: to_do(rule),
        Named.DUE: _moment(due),
        Named.ANSWER_DUE: _moment(answer_due),
        Named.LEFT: words.left(float(left)) or _NO_TERM,
        Named.EARLIER: "" if before is None else short(before["case"]),
        Named.EARLIER_ANSWER: "" if before is None else link(before["answer_url"]) or "",
    }
    told = filled(phrase[:LONGEST], values)
    told = "\n".join(plain(line).rstrip() for line in told.splitlines())
    return told if len(told) <= LONGEST else told[: LONGEST - 1].rstrip() + "…"


def _moment(due: Any) -> str:
    """In the shape that fits any sentence: «до 23.11.2026 14:05», «срок — 23.11.2026 14:05»."""
    return "" if pd.isna(due) else f"{due:{_SHAPE}}"


def _text(value: Any) -> str:
    return short(value) if isinstance(value, str) else ""
