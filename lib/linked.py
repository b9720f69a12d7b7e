"""Tables whose numbers open the cases behind them, as HTML: they wrap, print, and read well on a phone.

Every text is escaped here; an address is one of our own. Heat is told by the number first, then by colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from lib.markup import anchor
from lib.question import Question

NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the address that it opens ("" none), a small second line, heat from 0 to 1.

    many: instead of the text, several texts with their addresses.
    """

    text: str
    href: str = ""
    note: str = ""
    heat: float = 0.0
    many: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Head:
    """A column's title; `number`: its cells stand to the right; `meaning` is shown on pointing at it."""

    title: str
    number: bool = False
    meaning: str = ""


def address(question: Question, moment: Mapping[str, str], page: str = "cases") -> str:
    """The address of the list behind a number, at the moment that the reader has chosen."""
    return f"{page}?{urlencode({**question.query(), **moment}, doseq=True)}"


def count(number: int, href: str) -> Cell:
    """A number that opens its cases; none where there is nothing to open."""
    return Cell(f"{number:,}".replace(",", "\u00a0"), href if number else "")


def table(head: Sequence[Head], rows: Sequence[Sequence[Cell]], caption: str, kind: str = "") -> str:
    """The table; `caption` is read out, not shown.

    `kind` "heat": narrow cells, a grid on a phone too; "list": the first cell names its row.
    """
    titles = "".join(_title(column) for column in head)
    body = "".join(
        "<tr>"
        + "".join(
            _cell(column, cell, "th" if kind == "list" and not place else "td")
            for place, (column, cell) in enumerate(zip(head, row, strict=True))
        )
        + "</tr>"
        for row in rows
    )
    style = {"heat": "otklik-heat", "list": "otklik-table otklik-list"}.get(
        kind, "otklik-table otklik-numbers"
    )
    return (
        f'<div class="otklik-scroll"><table class="{style}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _title(column: Head) -> str:
    meaning = f' title="{escape(column.meaning)}"' if column.meaning else ""
    number = ' class="number"' if column.number else ""
    return f'<th scope="col" data-label="{escape(column.title)}"{number}{meaning}>{escape(column.title)}</th>'


def _cell(column: Head, cell: Cell, tag: str) -> str:
    text = escape(cell.text) or NOTHING
    if cell.href:
        text = anchor(cell.href, cell.text)
    if cell.many:
        text = ", ".join(anchor(href, said) for said, href in cell.many)
    note = f"<small>{escape(cell.note)}</small>" if cell.note else ""
    number = ' class="number"' if column.number else ""
    heat = f' style="--heat: {100 * cell.heat:.0f}%"' if cell.heat else ""
    scope = ' scope="row"' if tag == "th" else ""
    return (
        f'<{tag}{scope}{number}{heat} data-label="{escape(column.title)}"><span>{text}</span>{note}</{tag}>'
    )


def warmth(number: int, most: int) -> float:
    """How warm a cell of a heat table is: of the largest one, pale enough for its number to be read."""
    return 0.1 + 0.6 * number / most if most else 0.0


def with_moment(addresses: Sequence[str], moment: Mapping[str, str]) -> list[str]:
    """Addresses of cards at the moment that the reader has chosen."""
    more = f"&{urlencode(moment)}" if moment else ""
    return [address + more for address in addresses]
