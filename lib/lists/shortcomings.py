"""What is wrong with one case, for its card: its deficiencies (п. 20), and its cells that were misread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lib.base.plaintext import plain
from lib.figures.facts import Facts
from lib.figures.signals import Lack, deficiencies
from lib.words import words


def of_case(facts: Facts, at: int) -> tuple[str, ...]:
    """The deficiencies of the case at that position, a sentence each, in the order of time."""
    found = deficiencies(facts)
    posted = [facts.cases[name].get(at) for name in ("answered", "finished")]
    return tuple(_told(row, posted) for row in found[found.index == at].to_dict("records"))


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
        said = f"«{row['what']}» — не сделано, срок прошёл {words.moment(row['due'])} ({who})"
    else:
        said = f"«{row['what']}» — с опозданием на {words.duration(row['late'])} ({who})"
    return f"Недостаток (п. {row['clause']}): {said}."
