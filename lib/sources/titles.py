"""Titles of tabs compared as headers are (register.md): every source asks only for the register's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import zip_longest
from typing import Any

# Characters that nobody sees: soft hyphens, zero widths, marks of the direction of writing.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def folded(title: str) -> str:
    """A tab's title as it is compared: without regard to case, ё/е, spaces, a trailing * or :."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", title))
    text = re.sub(r"\s+", " ", text.casefold().replace("ё", "е"))
    return text.strip().rstrip("*: ")


def wanted(titles: Collection[str]) -> Callable[[str], bool]:
    """A test whether a tab's title is one of these."""
    names = {folded(title) for title in titles}
    return lambda title: folded(title) in names


ALL = folded("все")  # «Листы реестра»: every tab
_PARAMETER = folded("Листы реестра")


def listed(titles: str) -> set[str]:
    """The folded titles that a list «Январь; Февраль» names, ALL among them where it says so."""
    return {name for name in map(folded, titles.split(";")) if name}


def listed_in(columns: Sequence[Iterable[Any]]) -> set[str]:
    """The folded titles that «Листы реестра» in these cells of «Настройки» name.

    Whatever stands in the row of the parameter counts, whichever version is in force: a tab too many is
    read, the parser decides.
    """
    found: set[str] = set()
    for cells in zip_longest(*columns):
        if any(isinstance(cell, str) and folded(cell) == _PARAMETER for cell in cells):
            found |= {name for cell in cells if isinstance(cell, str) for name in listed(cell)}
    return found - {_PARAMETER}
