"""Texts of messages that look as if they held personal data: which kinds, and never the data themselves.

Hints for a person (register.md, «Personal data»): they touch no figure, and `check` names none of them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.base.remembered import Remembered
from lib.duties.advice import HINT
from lib.duties.check import COLUMNS, SOURCE
from lib.law.schema import CASES
from lib.register import Register
from lib.words import phrases, privacy

KIND = "personal"


def sought(register: Register, now: Any) -> bool:
    """Whether «Искать персональные данные» in «Настройки», as it is in force on the day of `now`, says so."""
    return register.settings.on(now).personal


def none() -> pd.DataFrame:
    """No hints."""
    return pd.DataFrame(columns=[*COLUMNS, SOURCE], dtype="str")


def hints(register: Register, before: Remembered[tuple[str, ...]] | None = None) -> pd.DataFrame:
    """A row for each text that holds any: the columns of `check.problems` and always `source`; level «hint».

    Its value are the kinds, never what is typed. before: the kinds in an earlier version of the register.
    """
    names = ("text", "case", "row", "source")
    found: list[tuple[str, ...]] = []
    before = Remembered() if before is None else before
    kinds_in = before.read(register.cases["text"], privacy.kinds)
    for text, case, row, source in zip(*(register.cases[name].tolist() for name in names), strict=True):
        kinds = kinds_in[text]
        if not kinds:
            continue
        place = register.places[source]
        letter = place.columns.get((CASES.title, "text"))
        if letter is not None:
            message = f"В тексте, похоже, есть {phrases.listed(kinds)}. Оставьте только суть."
            told = (CASES.title, f"{letter}{row}", case, HINT, KIND, message, ", ".join(kinds))
            found.append((*told, place.title))
    return pd.DataFrame(found, columns=[*COLUMNS, SOURCE], dtype="str")
