"""The annex of the monthly document: every deficiency under its case and message, personal data masked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from lib.base.plaintext import plain
from lib.documents.model import Cell, Column, Kind, Table, clean, late, moment, said, text
from lib.figures.summary import Month
from lib.register import Register
from lib.words import privacy, statements, words
from lib.words.privacy import mask

KEY = "deficiencies"  # of its table and of its part
_LONGEST_MESSAGE = 220  # characters
_READ_MESSAGE = 2_000  # of a message are looked through: enough to mask what is shown
_LONGEST_NUMBER = 24
_TOLD = ["case", "source", "topic", "location", "high", "text", "author"]  # of a case


def deficiencies(month: Month, register: Register) -> Table:
    """The annex: every deficiency, under the case and its message (masked, cut)."""
    found = month.deficiencies
    places = found.index.unique().to_numpy()
    cases = register.cases[_TOLD].take(places).to_dict("records")
    heads = {at: _case(register, case) for at, case in zip(places.tolist(), cases, strict=True)}
    rows = [
        (
            *heads[at],
            said(f"{row['what']} (п. {row['clause']})"),
            text(words.actor(row["role"], clean(privacy.person(row["person"]), 60)), 90),
            *(moment(row[name], month.period.start.year) for name in ("opened", "due", "closed")),
            late(row["late"]),
        )
        for at, row in zip(found.index.tolist(), found.to_dict("records"), strict=True)
    ]
    return Table(
        KEY,
        "Шаги с опозданием, не выполненные шаги и другие недостатки по сообщениям",
        (
            Column("№", width=14),
            Column("Тема и локация", width=40),
            Column("Суть сообщения", width=70),
            Column("Шаг", width=34),
            Column("Кто", width=39),
            Column("Начало", Kind.MOMENT, 24),
            Column("Срок", Kind.MOMENT, 24),
            Column("Сделано", Kind.MOMENT, 24),
            Column("Сверх срока", Kind.MINUTES, 20),
        ),
        tuple(rows),
        grouped=3,
        note="Сверх срока — рабочее время (для нормы в «мин» — обычное). «—» под «Сделано» — ещё не сделано.",
        nothing=f"{statements.no_lacks(month.kept, 'нет', unjudged=month.unjudged)}.",
    )


def _case(register: Register, row: Mapping[Hashable, Any]) -> tuple[Cell, Cell, Cell]:
    label = clean(privacy.number(plain(row["case"])), _LONGEST_NUMBER)
    if register.archives:
        label = f"{label} ({clean(register.places[int(row['source'])].title, 30)})"
    about = [mask(clean(row[name], 50)) for name in ("topic", "location") if isinstance(row[name], str)]
    if row["high"]:
        about.append("повышенная важность")
    return Cell(label), Cell(" · ".join(filter(None, about))), Cell(message(row["text"], row["author"]))


def message(content: object, author: str = "") -> str:
    """A message as documents tell it: one line, personal data masked, cut."""
    return clean(mask(clean(content, _READ_MESSAGE), clean(author, 100)), _LONGEST_MESSAGE)
