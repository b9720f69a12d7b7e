"""Texts made harmless: nothing unseen in them, only http(s) addresses become links; their first letter."""

from __future__ import annotations

import re

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


def on_terminal(text: str) -> str:
    """Text that moves no cursor, colours nothing and turns no writing: only lines and tabs stay."""
    return plain(text.replace("\r\n", "\n").replace("\r", " "))


def link(address: object) -> str | None:
    """The address if it is an http(s) one, else None: nothing else may become a link."""
    text = address.strip() if isinstance(address, str) else ""
    return text if _LINK.fullmatch(text) else None


def short(text: object, longest: int = LONGEST_TEXT) -> str:
    """One line of the text, cut with an ellipsis."""
    line = " ".join(plain(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def first_up(text: str) -> str:
    """The text with its first letter great."""
    return text[:1].upper() + text[1:]


def first_down(text: str) -> str:
    """The text with its first letter small."""
    return text[:1].lower() + text[1:]
