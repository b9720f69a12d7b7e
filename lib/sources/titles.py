"""Titles of tabs compared as headers are (register.md): every source asks only for the register's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection


def folded(title: str) -> str:
    """A tab's title as it is compared: without regard to case, ё/е, spaces, a trailing * or :."""
    text = re.sub(r"\s+", " ", title.casefold().replace("ё", "е"))
    return text.strip().rstrip("*: ")


def wanted(titles: Collection[str]) -> Callable[[str], bool]:
    """A test whether a tab's title is one of these."""
    names = {folded(title) for title in titles}
    return lambda title: folded(title) in names
