"""Any cases as a table for people, closed ones too: what the lists behind the numbers show and export.

`lib.listing` does the same for the open cases and their next step. The author of a message is never in it
(register.md, «Personal data»).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.listing import card_addresses, link, plain, row_links, short
from lib.register import Register
from lib.regulation import HIGH

ADDRESSES = ("Сообщение", "Строка", "Карточка")  # columns of addresses, None where there is none
_DETECTED = "Выявлено"


def caselist(
    register: Register,
    at: npt.NDArray[np.int64],
    detected: Any,
    extra: Mapping[str, Any],
) -> pd.DataFrame:
    """One row per position in `at`, in that order; positions may repeat.

    Index «at». Columns: №, Выявлено (datetime64[s], `detected`), those of `extra`, Важность, Тема, Локация,
    Суть сообщения (short), and the addresses Сообщение, Строка, Карточка.
    """
    cases = register.cases.take(at)
    return pd.DataFrame(
        {
            "№": cases["case"].map(plain).astype("str").to_numpy(),
            _DETECTED: detected,
            **{name: np.asarray(values) for name, values in extra.items()},
            "Важность": np.where(cases["high"].to_numpy(), HIGH, "").astype(object),
            "Тема": _named(cases["topic"]),
            "Локация": _named(cases["location"]),
            "Суть сообщения": cases["text"].map(short).to_numpy(),
            "Сообщение": cases["url"].map(link).astype(object).to_numpy(),
            "Строка": row_links(register, at),
            "Карточка": card_addresses(register, at),
        },
        index=pd.Index(at, name="at"),
    )


def _named(column: pd.Series) -> Any:
    """A list column as plain text, "" where nothing is given."""
    names = np.array([*(plain(str(name)) for name in column.cat.categories), ""], dtype=object)
    return names[column.cat.codes.to_numpy()]
