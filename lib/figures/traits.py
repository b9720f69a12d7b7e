"""What the figures ask of a case, by the key of `definitions`: which cases count, and what holds of those.

`lib.lists.behind_a_number` lists by it the cases behind a number; `summary` counts the same independently,
and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures import dynamics
from lib.figures.amounts import returned_after
from lib.figures.facts import Facts, is_answered
from lib.law.regulation import OUTCOMES
from lib.worktime.period import Period

Judged = tuple[Any, Any]  # of which cases it is told, and whether it is true (or None: nothing to tell)


@dataclass(frozen=True)
class Trait:
    """What a figure asks of a case.

    said: what holds of a case, as the title of a column. judge: the cases that count (mask over `cases`) and
    of those what holds, or None where counting is all. first: the answer at the head of the list. taken: the
    cases that are looked at, of a period or (None) of all.
    """

    said: str
    judge: Callable[[Facts, pd.DataFrame], Judged]
    first: bool = True
    taken: Callable[[Facts, Period | None], pd.DataFrame] = Facts.cohort


def _every(cases: pd.DataFrame) -> Array:
    return np.ones(len(cases), bool)


def _whole(_: Facts, cases: pd.DataFrame) -> Judged:
    return _every(cases), None


TRAITS: dict[str, Trait] = {
    "cases": Trait("", _whole),
    "per_day": Trait("", lambda facts, cases: ((cases["day"] < pd.Timestamp(facts.today)).to_numpy(), None)),
    "answered": Trait("", lambda _, cases: (is_answered(cases), None)),
    "unanswered": Trait("", lambda _, cases: (~is_answered(cases), None)),
    "backlog": Trait("", _whole, taken=dynamics.waiting),
    "promised": Trait("", _whole, taken=dynamics.promised),
    "outside": Trait("В нерабочее время", lambda _, cases: (cases["timed"], cases["outside"])),
    "first_draft": Trait(
        "С первого проекта", lambda _, cases: (cases["first_draft"] >= 0, cases["first_draft"] == 1), False
    ),
    "reworked": Trait("Была доработка", lambda _, cases: (cases["drafted"], cases["reworks"] > 0)),
    "returned": Trait("Был возврат", lambda _, cases: (cases["sent"], cases["returns"] > 0)),
    "interim": Trait(
        "Был промежуточный ответ", lambda _, cases: (cases["answered"].notna(), cases["interim"])
    ),
    "repeated": Trait("Повторное", lambda _, cases: (_every(cases), cases["repeat"])),
    "came_back": Trait("", lambda _, cases: (~np.isnan(returned_after(cases)), None)),
    "media": Trait(
        "Фото или видео",
        lambda _, cases: (
            is_answered(cases) & cases["media"].notna().to_numpy(),
            cases["media"].fillna(False),
        ),
        False,
    ),
    "mark": Trait("", lambda _, cases: (cases["mark"].notna(), None)),
    "resolved": Trait(
        "Решено",
        lambda _, cases: (
            is_answered(cases) & cases["outcome"].isin(OUTCOMES).to_numpy(),
            cases["outcome"] == OUTCOMES[0],
        ),
        False,
    ),
}
