"""Open cases as a table for people: Russian columns, words instead of keys, links that are safe to follow.

The page, its printed form and the downloaded workbook all show this one table. The author of a message is
never in it (register.md, «Personal data»).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib import words
from lib.headline import STATES, states
from lib.register import Register
from lib.regulation import HIGH
from lib.schema import CASES

LONGEST_TEXT = 300  # characters of a message in a list; the card shows it whole

_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
# Characters that are invisible or turn the direction of writing (they can make a text say something else),
# halves of pairs, which no page can be sent, and what is no character at all, which no XML may hold.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def plain(text: object) -> str:
    """Text of the register without characters that cannot be seen."""
    return _UNSEEN.sub("", text) if isinstance(text, str) else ""


def link(address: object) -> str | None:
    """The address if it is an http(s) one, else None: nothing else may become a link."""
    text = address.strip() if isinstance(address, str) else ""
    return text if _LINK.fullmatch(text) else None


def short(text: object, longest: int = LONGEST_TEXT) -> str:
    """One line of the text, cut with an ellipsis."""
    line = " ".join(plain(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def cell_link(register: Register, tab: str, cell: str, source: int = 0) -> str | None:
    """The address of a cell in the Google Sheet; None for a workbook or where no cell is known.

    `source` is the index of the spreadsheet in `register.places`.
    """
    place = register.places[source]
    if not place.url or not cell or tab not in place.gids:
        return None
    return f"{place.url.split('#')[0]}#gid={place.gids[tab]}&range={quote(cell)}"


def row_link(register: Register, at: int) -> str | None:
    """The address of the row of the case at that position in the Google Sheet; None for a workbook."""
    return row_links(register, np.array([at]))[0]


def row_links(register: Register, at: npt.NDArray[np.int64]) -> list[str | None]:
    """The addresses of the rows of these cases, as `row_link` tells one."""
    rows, sources = (register.cases[name].to_numpy()[at].tolist() for name in ("row", "source"))
    return [
        cell_link(register, CASES.title, f"A{row}", source) for row, source in zip(rows, sources, strict=True)
    ]


def card_addresses(register: Register, at: npt.NDArray[np.int64]) -> list[str]:
    """The address of each case's card within the app.

    The №, the spreadsheet's title where there are several, and the row where both together mean another case.
    """
    cases = register.cases
    doubled = cases.duplicated(["case", "source"], keep=False).to_numpy()
    titles = [place.title for place in register.places]
    return [
        "case?"
        + urlencode(
            {
                "n": case,
                **({"source": titles[source]} if register.archives else {}),
                **({"row": str(row)} if twice else {}),
            }
        )
        for case, source, row, twice in zip(
            *(cases[name].to_numpy()[at].tolist() for name in ("case", "source", "row")),
            doubled[at].tolist(),
            strict=True,
        )
    ]


def find_case(register: Register, case: str, row: str = "", source: str = "") -> int | None:
    """Position of the case with that №, also as «12.0»; None: no such case.

    `row` and `source`, the spreadsheet's title, tell apart cases of one №; this year's comes first.
    """
    wanted = case.strip()
    if wanted.endswith(".0") and wanted[:-2].isdigit():
        wanted = wanted[:-2]
    found = np.flatnonzero(register.cases["case"] == wanted)
    titles = [place.title for place in register.places]
    if source in titles:
        found = found[register.cases["source"].to_numpy()[found] == titles.index(source)]
    if row.isascii() and row.isdigit() and len(row) < 10:
        found = found[register.cases["row"].to_numpy()[found] == int(row)]
    return int(found[0]) if len(found) else None


def listing(register: Register, live: pd.DataFrame) -> pd.DataFrame:
    """Rows of `live` (in its order) as they are shown.

    Index «at» as in `live`. Columns, all text but the deadline (datetime64[s]): Состояние, №, Чей ход, Шаг
    (with its clause), Срок, Рабочее время (left or past), Важность, Тема, Локация, Сообщение and Строка
    (addresses or None), Запас, Суть сообщения, Карточка (the card's address within the app).
    """
    cases = register.cases.take(live.index.to_numpy())
    spare = live["reserve"].where(~live["answered"] & ~live["high"])
    return pd.DataFrame(
        {
            "Состояние": states(live).map(STATES).astype("str"),
            "№": live["case"].map(plain).astype("str"),
            "Чей ход": [
                words.actor(role, plain(person))
                for role, person in zip(live["role"], live["person"], strict=True)
            ],
            "Шаг": [
                f"{step}, п.\u00a0{clause}" for step, clause in zip(live["step"], live["clause"], strict=True)
            ],
            "Срок": live["deadline"],
            "Рабочее время": [words.left(minutes) for minutes in live["left"]],
            "Важность": live["high"].map({True: HIGH, False: ""}).astype("str"),
            "Тема": cases["topic"].astype(object).fillna("").map(plain).astype("str"),
            "Локация": cases["location"].astype(object).fillna("").map(plain).astype("str"),
            "Сообщение": cases["url"].map(link).astype(object),
            "Строка": row_links(register, live.index.to_numpy()),
            "Запас": [_reserve(minutes) for minutes in spare],
            "Суть сообщения": cases["text"].map(short).astype("str"),
            "Карточка": card_addresses(register, live.index.to_numpy()),
        },
        index=live.index,
    )


def _reserve(minutes: float) -> str:
    if pd.isna(minutes):
        return ""
    return f"−{words.duration(minutes)}" if minutes < 0 else words.duration(minutes)
