"""What pages are written with: headings, sentences, numbers, small tables, as HTML that wraps and prints.

Whatever is told here may hold texts of the register, and stays text.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from lib.base.plaintext import link, plain
from lib.lists.pointers import with_moment
from lib.web.html import markup
from lib.words import words

MOST_ROWS = 200  # of a table that no reader asks to go on: a page of 10,000 rows takes tens of megabytes


def heading(title: str, note: str = "") -> None:
    """The page's heading; its text may come from the register and stays text."""
    small = f"<small>{escape(plain(note))}</small>" if note else ""
    st.html(f'<h1 class="otklik-heading">{escape(title)}{small}</h1>')


def subheading(title: str) -> None:
    """A heading within the page; its text may come from the register."""
    st.html(f'<h2 class="otklik-subheading">{escape(title)}</h2>')


def explained(
    title: str, *sentences: str, terms: Sequence[tuple[str, str]] = (), above: Container[str] = ()
) -> None:
    """A heading within the page with a «?»: how it is to be read, and terms with what they mean.

    above: the terms that another heading of the page explains already; on paper they stand once.
    """
    st.html(markup.explained(title, sentences, terms, above))


def person(title: str) -> None:
    """A heading within a part, of somebody's cases; his name stays text."""
    st.html(f'<h3 class="otklik-person">{escape(title)}</h3>')


def quiet(text: str) -> None:
    """What is told without alarm, of ours or of the register; stays text."""
    st.html(f'<p class="otklik-quiet">{escape(words.typeset(text))}</p>')


def links(told: Sequence[tuple[str, str]], moment: Mapping[str, str], before: str = "") -> None:
    """Links within the app in one line, each a text and an address; `moment` goes along. Nothing for none.

    before: what is said in front of them.
    """
    if told or before:
        addresses = with_moment([address for _, address in told], moment)
        shown = (markup.anchor(address, text) for (text, _), address in zip(told, addresses, strict=True))
        said = f"<span>{escape(words.typeset(before))}</span>" if before else ""
        st.html(f'<p class="otklik-links">{said}{"".join(shown)}</p>')


def finding(*sentences: str) -> None:
    """Sentences with their numbers, one under another; they may hold texts of the register and stay text."""
    told = "".join(
        f'<p class="otklik-finding">{escape(words.typeset(said))}</p>' for said in sentences if said
    )
    if told:
        st.html(told)


def findings(parts: Mapping[str, Sequence[str]]) -> None:
    """Sentences under the matter that they are about; they may hold texts of the register and stay text."""
    told = ""
    for name, sentences in parts.items():
        lines = "".join(f"<p>{escape(words.typeset(said))}</p>" for said in sentences)
        told += f"<dt>{escape(name)}</dt><dd>{lines}</dd>"
    if told:
        st.html(f'<dl class="otklik-findings">{told}</dl>')


@dataclass(frozen=True)
class Tile:
    """A number under its name, with short notes below it; href: what it opens, "" nothing."""

    name: str
    number: str
    notes: Sequence[str] = ()
    href: str = ""


def tiles(shown: Sequence[Tile]) -> None:
    """Numbers side by side; all of it wraps and stays text."""
    told = ""
    for tile in shown:
        lines = "".join(f"<small>{escape(words.typeset(note))}</small>" for note in tile.notes if note)
        number = markup.anchor(tile.href, tile.number) if tile.href else escape(tile.number)
        told += f"<li><span>{escape(words.typeset(tile.name))}</span><b>{number}</b>{lines}</li>"
    st.html(f'<ul class="otklik-tiles">{told}</ul>')


def warning(*sentences: str) -> None:
    """What must not be overlooked; it may hold texts of the register and stays text."""
    if sentences:
        told = "".join(f"<p>{escape(words.typeset(said))}</p>" for said in sentences)
        st.html(f'<div class="otklik-warning" role="alert">{told}</div>')


def definition(text: str) -> None:
    """What a number means, beside it; stays text."""
    st.html(markup.definition(text))


def table(frame: pd.DataFrame, alt: str) -> None:
    """A small table, all of it in sight; its texts wrap and stay texts."""
    st.html(markup.table(bounded(frame), alt))


def bounded(frame: pd.DataFrame, *, latest: bool = False) -> pd.DataFrame:
    """The first rows of a table, or the latest, as many as a page bears; told where that is not all."""
    rest = len(frame) - MOST_ROWS
    if rest <= 0:
        return frame
    told = "последние" if latest else "первые"
    definition(f"Строк — {words.number(len(frame))}; показаны {told} {MOST_ROWS}.")
    return frame.tail(MOST_ROWS) if latest else frame.head(MOST_ROWS)


def accounts(addresses: tuple[str, ...]) -> None:
    """The official accounts of п. 5, where the register names them."""
    if addresses:
        frame = pd.DataFrame({"Аккаунт": addresses, "Ссылка": [link(address) for address in addresses]})
        told = markup.table(frame, "Официальные аккаунты", {"Ссылка": "открыть"})
        st.html(markup.section("Официальные аккаунты (п. 5)", told))
