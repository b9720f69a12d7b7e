"""What is wrong with one case, for its card: its deficiencies (п. 20), and its cells that were misread."""

from __future__ import annotations

from typing import Any

import pandas as pd

from lib.base.plaintext import plain
from lib.figures.facts import Facts
from lib.figures.signals import Lack, deficiencies
from lib.words import words


def of_case(facts: Facts, at: int) -> tuple[str, ...]:
    """The deficiencies of the case at that position, a sentence each, in the order of time."""
    found = deficiencies(facts)
    answered = facts.cases["answered"].get(at)
    return tuple(_told(row, answered) for row in found[found.index == at].to_dict("records"))


def _told(row: dict[Any, Any], answered: Any) -> str:
    """«Недостаток (п. 12): ответ размещён без согласования заместителя главы.»"""
    kind, who = Lack(row["kind"]), words.actor(row["role"], plain(row["person"]))
    if kind is Lack.LINK:
        said = "ссылка на размещённый ответ не указана"
    elif kind is Lack.DEPUTY:
        posted = pd.notna(answered) and answered >= row["closed"]
        said = f"{'размещено' if posted else 'согласовано'} без согласования заместителя главы"
    elif pd.isna(row["closed"]):
        said = f"«{row['what']}» — не сделано, срок прошёл {words.moment(row['due'])} ({who})"
    else:
        said = f"«{row['what']}» — с опозданием на {words.duration(row['late'])} ({who})"
    return f"Недостаток (п. {row['clause']}): {said}."
