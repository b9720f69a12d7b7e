"""What is wrong with one case, for its card: its deficiencies (п. 20), and its cells that were misread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from lib.base.plaintext import plain
from lib.figures.facts import Facts
from lib.figures.signals import Lack, deficiencies
from lib.words import words


class Shortcoming(NamedTuple):
    """A deficiency in a sentence; rule: of the step that it is about, "" where it is about none."""

    rule: str
    said: str


def of_case(facts: Facts, at: int) -> tuple[Shortcoming, ...]:
    """The deficiencies of the case at that position in the order of time."""
    found = deficiencies(facts)
    posted = [facts.cases[name].get(at) for name in ("answered", "finished")]
    own = found[found.index == at].to_dict("records")
    return tuple(Shortcoming(row["rule"], _told(row, posted)) for row in own)


def _told(row: dict[Any, Any], posted: Sequence[Any]) -> str:
    """«Недостаток (п. 12): ответ размещён без согласования заместителя главы.»"""
    kind, who = Lack(row["kind"]), words.actor(row["role"], plain(row["person"]))
    if kind is Lack.LINK:
        said = "ссылка на размещённый ответ не указана"
    elif kind is Lack.DEPUTY:
        shown = any(pd.notna(time) and time >= row["closed"] for time in posted)
        said = (
            "размещено без согласования заместителя главы" if shown else "согласовано без заместителя главы"
        )
    elif pd.isna(row["closed"]):
        past = words.overdue(row["late"], row["unit"])
        term = f"срок — {words.moment(row['due'])}, {past}"
        said = f"шаг «{row['what']}» не выполнен, {term}. Ответственный: {who}"
    else:
        late = words.duration(row["late"])
        said = f"шаг «{row['what']}» выполнен с опозданием на {late}. Ответственный: {who}"
    return f"Недостаток (п. {row['clause']}): {said.removesuffix('.')}."
