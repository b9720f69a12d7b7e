"""Tables as HTML: small ones that wrap, and the printed A4 page.

Every text of the register is escaped here, in one place, and addresses are http(s) or our own (see
`lib.listing`). What is seen where (screen, phone, paper) is up to the style sheet, lib/assets/style.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib import words

WHOLE = 22  # characters: a shorter text is not broken into lines

_NONE: Mapping[str, str] = MappingProxyType({})


def table(frame: pd.DataFrame, caption: str, links: Mapping[str, str] = _NONE) -> str:
    """A small table whose texts wrap; on a narrow screen each row becomes a block of labelled lines.

    `caption` is read out, not shown. `links`: columns of addresses (or None), each with the word to click.
    """
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in frame.columns)
    rows = []
    for row in frame.itertuples(index=False, name=None):
        cells = []
        for name, value in zip(frame.columns, row, strict=True):
            plain = "" if name in links else _text(value)
            text = anchor(value, links[name]) if name in links else escape(plain)
            whole = ' class="whole"' if len(plain) <= WHOLE else ""
            cells.append(f'<td{whole} data-label="{escape(name)}">{text or "—"}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table class="otklik-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Labels and their texts, one under another."""
    lines = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows)
    return f'<dl class="otklik-pairs">{lines}</dl>'


def anchor(address: object, word: str, said: str = "") -> str:
    """A link, outside ones in a tab of their own; "" where there is no address. `said`: what is read out."""
    if not isinstance(address, str):
        return ""
    outside = (
        ' target="_blank" rel="noopener noreferrer"' if address.startswith("http") else ' target="_self"'
    )
    label = f' aria-label="{escape(said)}"' if said else ""
    return f'<a href="{escape(address)}"{outside}{label}>{escape(word)}</a>'


def paper(sections: Sequence[tuple[str, str]], title: str, notes: Sequence[str]) -> str:
    """Headings with their lists (HTML) as one printable document; only on paper."""
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(note)}</p>" for note in notes if note)]
    parts += [f"<h2>{escape(heading)}</h2>{told}" for heading, told in sections]
    return f'<div class="otklik-paper">{"".join(parts)}</div>'


def _text(value: Any) -> str:
    return words.moment(value) if isinstance(value, pd.Timestamp) else "" if pd.isna(value) else str(value)
