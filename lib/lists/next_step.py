"""The next step of a case, as its card tells it: what is to be done, by whom, by when, where to note it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib.base.plaintext import plain
from lib.figures.headline import DOOMED, states
from lib.law.schema import CASES, EVENT_FIELDS, JOURNAL
from lib.lists.pointers import cell_link
from lib.register import Register
from lib.words import words

# What is to be done, and the columns of «Реестр» that note it, the first empty one first.
_TO_DO: dict[str, tuple[str, tuple[str, ...]]] = {
    "dispatch": ("направить сообщение исполнителю", ("sent", "resent")),
    "draft": ("подготовить проект ответа", ("drafted",)),
    "review": (
        "согласовать проект, вернуть его на доработку или передать заместителю главы",
        ("approved", "final_approved"),
    ),
    "deputy_review": ("согласовать проект ответа", ("approved", "final_approved")),
    "rework": ("доработать проект ответа", ("redrafted",)),
    "posting": ("разместить согласованный ответ", ("posted", "final_posted")),
    "final": ("подготовить проект окончательного ответа", ("final_drafted",)),
    "answer": ("разместить ответ", ("posted",)),
    "answer_high": ("разместить ответ", ("posted",)),
    "report_head": ("доложить главе", ("reported",)),
}


@dataclass(frozen=True)
class NextStep:
    """What the case waits for.

    todo: in words, with an infinitive; due: the deadline that is shown (NaT none); left: working time to it
    in words; state: a key of `headline.STATES`; lacking: the working minutes that an answer under threat
    will be late by, else 0; column: where its time is noted, "" where no column is free; cell: «O1177»;
    cell_url: its address in a Google Sheet, or None; kept: no working time is left, and it
    stands still. rule, opened: which obligation it is.
    """

    rule: str
    opened: pd.Timestamp
    todo: str
    clause: str
    who: str
    state: str
    due: Any
    left: str
    column: str
    cell: str
    cell_url: str | None
    lacking: float = 0.0
    kept: bool = False


def to_do(rule: str) -> str:
    """What is to be done for the rule, with an infinitive."""
    return _TO_DO[rule][0]


def next_steps(register: Register, live: pd.DataFrame, at: int) -> list[NextStep]:
    """The next step of the case at that position, and the report to the head beside it, the nearer first.

    `live`: the open cases, `with_reports` or without. []: nothing is to be done.
    """
    rows = live[live.index == at]
    told = rows.assign(state=states(rows)).to_dict("records")
    return [_next_step(register, row, at) for row in told]


def _next_step(register: Register, row: dict[Any, Any], at: int) -> NextStep:
    rule = str(row["rule"])
    todo, fields = _TO_DO[rule]
    column, letters, source = _place(register, at, fields)
    cell = f"{letters}{register.cases['row'].iloc[at]}" if letters else ""
    return NextStep(
        rule=rule,
        opened=row["opened"],
        todo=todo,
        clause=str(row["clause"]),
        who=words.actor(row["role"], plain(row["person"])),
        state=str(row["state"]),
        due=row["deadline"],
        left=words.left(row["left"], row["opens"]),
        kept=bool(row["left"] == 0 and pd.notna(row["opens"])),
        column=column,
        cell=cell,
        cell_url=cell_link(register, CASES.title, cell, source) if cell else None,
        lacking=-row["reserve"] if row["state"] == DOOMED else 0.0,
    )


def _place(register: Register, at: int, fields: tuple[str, ...]) -> tuple[str, str, int]:
    """The first of the columns that is there and empty in the case's row: title, letters, the sheet."""
    source = int(register.cases["source"].iloc[at])
    place = register.places[source]
    events = register.events
    own = events[(events["at"] == at) & ~events["journal"]]
    filled = {EVENT_FIELDS[field] for field in own["field"]}
    for name in fields:
        letters = place.columns.get((CASES.title, name), "")
        if letters and name not in filled:
            return CASES.column(name).title, letters, source
    return "", "", source


def said(step: NextStep, *, first: bool = True) -> tuple[str, str, str]:
    """The step in whole sentences: what, whose and by when, where to note it.

    first: no other step of the case is told before it.
    """
    when = "" if pd.isna(step.due) else f" Срок — {words.moment(step.due)}, {step.left}."
    if step.kept:
        when = f" Срок — {words.moment(step.due)}. Сделать шаг вовремя ещё можно {step.left}."
    where = (
        f"Когда это сделано, впишите время в столбец «{step.column}», ячейка {step.cell}."
        if step.column
        else f"Когда это сделано, впишите время отдельной строкой на лист «{JOURNAL.title}»."
    )
    turn = f"У кого в работе: {step.who.removesuffix('.')}."
    begin = "Следующий шаг" if first else "Кроме того, нужно"
    when += _threat(step)
    return f"{begin} (п. {step.clause}): {step.todo}.", turn + when, where


def _threat(step: NextStep) -> str:
    """That the answer will be late unless it goes faster; "" where that is not so."""
    if step.state != DOOMED:
        return ""
    late = f" на {words.working(step.lacking)}" if step.lacking >= 1 else ""
    return f" Под угрозой: если каждый оставшийся шаг займёт всю свою норму, ответ опоздает{late}."
