"""Where cases are to be found: a card and a list within the app, a row and a cell in the Google Sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlencode

import numpy as np
import numpy.typing as npt
import pandas as pd

from lib.duties.check import SOURCE
from lib.law.schema import CASES
from lib.lists.question import Question
from lib.register import Place, Register
from lib.register.once import once_a_register


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


def shown_tab(place: Place, tab: str) -> str:
    """A tab's title for people: of the tab with messages its own, which need not be «Реестр»."""
    return place.tab if tab == CASES.title else tab


def as_shown(register: Register, problems: pd.DataFrame) -> pd.DataFrame:
    """`check.problems` with the tabs as they are titled, and source the spreadsheet's title.

    Without source where all stand in one spreadsheet: there the tab says it.
    """
    if SOURCE not in problems:
        place = register.places[0]
        return problems.assign(tab=problems["tab"].mask(problems["tab"] == CASES.title, place.tab))
    places = {place.title: place for place in register.places}
    own = [places[title] for title in problems[SOURCE]]
    tabs = [shown_tab(place, tab) for place, tab in zip(own, problems["tab"], strict=True)]
    shown = problems.assign(tab=pd.Series(tabs, index=problems.index, dtype="str"))
    if one_book(register):
        return shown.drop(columns=SOURCE)
    return shown.assign(source=pd.Series([place.book for place in own], index=problems.index, dtype="str"))


def one_book(register: Register) -> bool:
    """Whether all messages stand in one spreadsheet, be it on several tabs."""
    return len({place.book for place in register.places}) == 1


def card_address(case: str, source: str = "", row: int = 0) -> str:
    """The address of the card of that №: with the spreadsheet's title where there are several, and the row
    where № and title together mean another case.
    """
    more = f"&source={quote_plus(source)}" if source else ""
    return f"case?n={quote_plus(case)}{more}" + (f"&row={row}" if row else "")


def card_addresses(register: Register, at: npt.NDArray[np.int64]) -> list[str]:
    """The address of each case's card within the app."""
    cases, doubled = register.cases, _doubled(register)
    titles = [place.title for place in register.places]
    return [
        card_address(case, titles[source] if register.archives else "", row if twice else 0)
        for case, source, row, twice in zip(
            *(cases[name].to_numpy()[at].tolist() for name in ("case", "source", "row")),
            doubled[at].tolist(),
            strict=True,
        )
    ]


@once_a_register()  # asked for each line of a page
def _doubled(register: Register) -> npt.NDArray[np.bool_]:
    """Which cases share № and spreadsheet with another."""
    return register.cases.duplicated(["case", "source"], keep=False).to_numpy()


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


def with_moment(addresses: Sequence[str], moment: Mapping[str, str]) -> list[str]:
    """Addresses with parameters at the moment that the reader has chosen."""
    more = f"&{urlencode(moment)}" if moment else ""
    return [address + more for address in addresses]


def month_address(word: str, part: str = "") -> str:
    """The address of «Месяц»: of that month, and of a part of it where one is named."""
    return f"month?{urlencode({'period': word, **({'part': part} if part else {})})}"


def list_address(question: Question, moment: Mapping[str, str], page: str = "cases") -> str:
    """The address of the list behind a number, at the moment that the reader has chosen."""
    (address,) = with_moment([f"{page}?{_parameters(question)}"], moment)
    return address


@lru_cache(maxsize=1 << 12)  # a page has hundreds of numbers, and each drawing of it asks for them anew
def _parameters(question: Question) -> str:
    return urlencode(question.query(), doseq=True)
