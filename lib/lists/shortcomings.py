"""What is wrong with one case, for its card: its deficiencies (п. 20), and its cells that were misread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from lib.base.plaintext import plain
from lib.figures.facts import Facts
from lib.figures.signals import Lack, deficiencies
from lib.lists.next_step import NextStep
from lib.words import words


class Shortcoming(NamedTuple):
    """A deficiency in a sentence; rule, opened, due: of the step that it is about, "" and NaT of none.

    besides: of an open step, what is said of it where its term has been told.
    """

    rule: str
    said: str
    opened: Any = pd.NaT
    due: Any = pd.NaT
    besides: str = ""


def of_case(facts: Facts, at: int) -> tuple[Shortcoming, ...]:
    """The deficiencies of the case at that position in the order of time."""
    own = deficiencies(facts.only(facts.cases.index.to_numpy() == at)).to_dict("records")
    posted = [facts.cases[name].get(at) for name in ("answered", "finished")]
    return tuple(
        Shortcoming(row["rule"], _told(row, posted), row["opened"], row["due"], _besides(row)) for row in own
    )


def beside(steps: Sequence[NextStep], lacks: Sequence[Shortcoming]) -> list[str]:
    """What is to be said beside the open steps of the case: not again that one of them is overdue.

    A step whose own term comes after the answer's is told with that one: so the answer's deficiency has no
    term here, and the step's has its own.
    """
    told = {(step.rule, step.opened, step.due) for step in steps}
    terms = {due for _, _, due in told}
    return [
        lack.besides if lack.besides and lack.due in terms else lack.said
        for lack in lacks
        if (lack.rule, lack.opened, lack.due) not in told
    ]


def _besides(row: dict[Any, Any]) -> str:
    """«Недостаток (п. 9): в этот срок не выполнен и шаг «Ответ». Ответственный: …»"""
    if not row["rule"] or pd.notna(row["closed"]):
        return ""
    who = words.actor(row["role"], plain(row["person"])).removesuffix(".")
    said = f"в этот срок не выполнен и шаг «{row['what']}». Ответственный: {who}"
    return f"Недостаток (п. {row['clause']}): {said}."


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
