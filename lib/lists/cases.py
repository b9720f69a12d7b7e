"""Lists of cases for people: Russian columns, words instead of keys, links that are safe to follow.

The page, its printed form and the downloaded workbook all show these frames. The author of a message is
never in one (register.md, «Personal data»).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.base.plaintext import link, plain, short
from lib.duties.live import REPORT
from lib.figures.headline import STATES, states
from lib.law.regulation import HIGH
from lib.lists.pointers import card_addresses, row_links
from lib.register import Register
from lib.register.once import once_a_register
from lib.words import words

TEXT = "Суть сообщения"  # what people wrote, in every list
EARLIER = "Карточка прежнего"  # beside the № of an earlier case: the address of its card


def open_cases(register: Register, live: pd.DataFrame) -> pd.DataFrame:
    """The open cases with their next step: rows of `live`, in its order.

    Index «at» as in `live`. Columns, all text but the deadline (datetime64[s]): Состояние, №, У кого в
    работе, Шаг (with its clause), Срок, Рабочее время (left or past), Важность, Тема, Локация, Сообщение and
    Строка (addresses or None), Запас, Суть сообщения, Карточка (the card's address within the app).
    """
    spare = live["reserve"].where(~live["answered"] & ~live["high"])
    case = _of_case(register, live.index.to_numpy())
    return pd.DataFrame(
        {
            "Состояние": states(live).map(STATES).astype("str"),
            "№": case["№"],
            "У кого в работе": [
                words.actor(role, plain(person))
                for role, person in zip(live["role"], live["person"], strict=True)
            ],
            "Шаг": [
                f"{step}, п.\u00a0{clause}" for step, clause in zip(live["step"], live["clause"], strict=True)
            ],
            "Срок": live["deadline"],
            "Рабочее время": [
                words.left(minutes, opens) for minutes, opens in zip(live["left"], live["opens"], strict=True)
            ],
            **{name: case[name] for name in ("Важность", "Тема", "Локация", "Сообщение", "Строка")},
            "Запас": [_reserve(minutes) for minutes in spare],
            **{name: case[name] for name in (TEXT, "Карточка")},
        },
        index=live.index,
    )


@dataclass(frozen=True)
class Listing:
    """The open steps of a moment as they are shown, made once; any choice of them is found in it.

    table: `open_cases` of all of `with_reports`, in that order.
    """

    table: pd.DataFrame
    _places: pd.Index

    @classmethod
    def of(cls, register: Register, steps: pd.DataFrame) -> Listing:
        """Of the rows of `with_reports`."""
        return cls(open_cases(register, steps), _step(steps))

    def shown(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Some of these rows, in the order given."""
        return self.table.take(self._places.get_indexer(_step(rows)))


def _step(rows: pd.DataFrame) -> pd.Index:
    """A number that tells each row from the others: a case has one next step, and at most one report."""
    report: npt.NDArray[np.bool_] = (rows["rule"] == REPORT).to_numpy()
    at: npt.NDArray[np.int64] = rows.index.to_numpy()
    return pd.Index(2 * at + report)


def any_cases(
    register: Register,
    at: npt.NDArray[np.int64],
    detected: Any,
    extra: Mapping[str, Any],
) -> pd.DataFrame:
    """Cases that may be closed too: one row per position in `at`, in that order; positions may repeat.

    Index «at». Columns: №, Выявлено (datetime64[s], `detected`), those of `extra`, Важность, Тема, Локация,
    Суть сообщения (short), and the addresses Сообщение, Строка, Карточка.
    """
    case = _of_case(register, at)
    return pd.DataFrame(
        {
            "№": case.pop("№"),
            "Выявлено": detected,
            **{name: np.asarray(values) for name, values in extra.items()},
            **case,
        },
        index=pd.Index(at, name="at"),
    )


_MANY = 0.2  # of all cases: from here on it is as well to write all of them, once


@once_a_register()
def _written(_: Register) -> dict[str, Any]:
    """What lists say of all its cases, none of which ever changes; empty until a long list is asked for.

    A list of thousands was written anew each minute, to show eighteen of them.
    """
    return {}


def _of_case(register: Register, at: npt.NDArray[np.int64]) -> dict[str, Any]:
    """The columns that every list has; positions in `at` may repeat, their texts are made once."""
    texts, place = _written(register), at
    if not texts and len(at) > _MANY * len(register.cases):
        texts.update(_texts(register, np.arange(len(register.cases))))
    if not texts:
        at, place = np.unique(at, return_inverse=True)
        texts = _few(register, at.astype(np.int64).tobytes())
    return {name: values.take(place) for name, values in texts.items()}


@once_a_register(8)
def _few(register: Register, at: bytes) -> dict[str, Any]:
    """The same of a few positions: a minute later the same cases are open."""
    return _texts(register, np.frombuffer(at, np.int64))


def _texts(register: Register, at: npt.NDArray[np.int64]) -> dict[str, Any]:
    cases = register.cases.take(at)
    texts = {
        "№": cases["case"].map(plain).astype("str").to_numpy(),
        "Важность": np.where(cases["high"].to_numpy(), HIGH, "").astype(object),
        "Тема": _named(cases["topic"]),
        "Локация": _named(cases["location"]),
        TEXT: cases["text"].map(short).astype("str").to_numpy(),
        "Сообщение": cases["url"].map(link).astype(object).to_numpy(),
        "Строка": row_links(register, at),
        "Карточка": card_addresses(register, at),
    }
    return {name: pd.Series(np.asarray(values, dtype=object)).array for name, values in texts.items()}


def _named(column: pd.Series) -> Any:
    """A list column as plain text, "" where nothing is given."""
    names = np.array([*(plain(str(name)) for name in column.cat.categories), ""], dtype=object)
    return names[column.cat.codes.to_numpy()]


def _reserve(minutes: float) -> str:
    if pd.isna(minutes):
        return ""
    return f"−{words.duration(minutes)}" if minutes < 0 else words.duration(minutes)
