"""Tables as HTML: they wrap, print, and read well on a phone; and the printed A4 page.

Every text of the register is escaped here, in one place, and addresses are http(s) or our own (see
`lib.base.plaintext`). Heat is told by the number first, then by colour. What is seen where (screen, phone,
paper) is up to the style sheet, lib/web/assets/style.css.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd

from lib.words import phrases, words

WHOLE = 22  # characters: a shorter text is not broken into lines
_WORD = 12  # characters: a shorter word, a № say, is not broken even where words may be
NOTHING = "—"
_COMMA = '<span class="otklik-comma">, </span>'  # between links; on a telephone their room parts them
_LISTS = {"list": "otklik-table otklik-list", "mend": "otklik-table otklik-list otklik-mend"}
_STYLES = {"heat": "otklik-heat", **_LISTS}

# On a telephone: beside what names the row; a line without its title; shown by a tap alone.
MAIN, BARE, LATER = "main", "bare", "later"

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Cell:
    """One cell: its text, the address that it opens ("" none), a small second line, heat from 0 to 1.

    many: instead of the text, several texts with their addresses ("" none). fold: what they are folded under.
    why: what the text means, behind a «?» beside it. few: it is of fewer than ten, which is marked.
    beside: further links after the text, each its sign, its address and what is read out.
    """

    text: str
    href: str = ""
    note: str = ""
    heat: float = 0.0
    many: tuple[tuple[str, str], ...] = ()
    fold: str = ""
    why: str = ""
    few: bool = False
    beside: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Head:
    """A column's title; `number`: its cells stand to the right; `meaning` is shown on pointing at it.

    place: where its cells stand on a telephone, words below; "": a labelled line of the row.
    """

    title: str
    number: bool = False
    meaning: str = ""
    place: str = ""


def shell(style: str, titles: str, body: str, caption: str) -> str:
    """A table around its head's cells and its rows, both HTML; `caption` is read out, not shown."""
    return (
        f'<table class="{style}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
    )


def title(name: str, more: str = "") -> str:
    """The head's cell of a column; `more`: further attributes."""
    return f'<th scope="col" data-label="{escape(name)}"{more}>{escape(name)}</th>'


def table(frame: pd.DataFrame, caption: str, links: Mapping[str, str] = _NONE) -> str:
    """A small table whose texts wrap; on a narrow screen each row becomes a block of labelled lines.

    `caption` is read out, not shown. `links`: columns of addresses (or None), each with the word to click.
    """
    rows = []
    for row in frame.itertuples(index=False, name=None):
        cells = []
        for name, value in zip(frame.columns, row, strict=True):
            plain = "" if name in links else _text(value)
            text = anchor(value, links[name]) if name in links else escape(plain)
            kind = ' class="whole"' if text and len(plain) <= WHOLE else "" if text else ' class="none"'
            cells.append(f'<td{kind} data-label="{escape(name)}">{text or NOTHING}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return shell("otklik-table", "".join(map(title, frame.columns)), "".join(rows), caption)


def folding(frame: pd.DataFrame, caption: str, first: Sequence[str]) -> str:
    """A small table; on a telephone a list whose entries show the columns `first`, the rest by a tap."""
    rows = []
    for row in frame.to_dict("records"):
        name, *others = (_text(row[column]) for column in first)
        told = "".join(f"<span>{escape(text)}</span>" for text in others if text)
        rest = pairs((str(column), _text(row[column]) or NOTHING) for column in frame if column not in first)
        rows.append(f"<details><summary><b>{escape(name)}</b>{told}</summary>{rest}</details>")
    taps = f'<div class="otklik-taps">{"".join(rows)}</div>'
    return f'<div class="otklik-desk">{table(frame, caption)}</div>{taps}'


def section(name: str, *below: str) -> str:
    """A heading and what stands below it (HTML); on a telephone the heading opens it by a tap."""
    told = "".join(below)
    wide = f'<h2 class="otklik-subheading">{escape(name)}</h2>{told}'
    tap = f"<details><summary><b>{escape(name)}</b></summary>{told}</details>"
    return f'<div class="otklik-wide">{wide}</div><div class="otklik-phone">{tap}</div>'


def definition(text: str) -> str:
    """What a number means, in a line of its own."""
    return f'<p class="otklik-definition">{escape(words.typeset(text))}</p>'


def linked_table(head: Sequence[Head], rows: Sequence[Sequence[Cell]], caption: str, kind: str = "") -> str:
    """A table whose numbers open the cases behind them; `caption` is read out, not shown.

    `kind` "heat": narrow cells, a grid on a phone too; "list": the first cell names its row; "mend": such a
    list of «Проверка реестра». With a MAIN column a row of a telephone is brief; those for LATER open by a
    tap.
    """
    later = any(column.place == LATER for column in head)
    brief = later or any(MAIN in column.place for column in head)
    titles = "".join(_title(column) for column in head)
    body = "".join(
        "<tr>"
        + "".join(
            _cell(column, cell, "th" if kind in _LISTS and not place else "td")
            for place, (column, cell) in enumerate(zip(head, row, strict=True))
        )
        + (_more(row[0].text) if later else "")
        + "</tr>"
        for row in rows
    )
    style = _STYLES.get(kind, "otklik-table otklik-numbers") + " otklik-brief" * brief
    few = any(cell.few for row in rows for cell in row)
    note = definition(phrases.FEW_NOTE) if few else ""
    return f'<div class="otklik-scroll">{shell(style, titles, body, caption)}</div>{note}'


def _title(column: Head) -> str:
    kind = " ".join(filter(None, ("number" if column.number else "", column.place)))
    number = f' class="{kind}"' if kind else ""
    return title(column.title, number + (f' title="{escape(column.meaning)}"' if column.meaning else ""))


def _cell(column: Head, cell: Cell, tag: str) -> str:
    told = f"{cell.text}{phrases.FEW_MARK}" if cell.few and cell.text else cell.text
    text = escape(told) or NOTHING
    if cell.href:
        text = anchor(cell.href, told)
    if cell.many:
        text = _COMMA.join(anchor(href, said) if href else escape(said) for said, href in cell.many)
    if cell.fold:
        text = f"<details><summary>{escape(cell.fold)}</summary>{text}</details>"
    note = "".join(anchor(address, sign, said) for sign, address, said in cell.beside)
    note += f"<small>{escape(cell.note)}</small>" if cell.note else ""
    note += _why(cell)
    kind = "number" if column.number else "whole" if _word(cell.text) else ""
    kind = " ".join(filter(None, (kind, column.place)))
    style = f' class="{kind}"' if kind else ""
    heat = f' style="--heat: {100 * cell.heat:.0f}%"' if cell.heat else ""
    scope = ' scope="row"' if tag == "th" else ""
    return f'<{tag}{scope}{style}{heat} data-label="{escape(column.title)}"><span>{text}</span>{note}</{tag}>'


def _why(cell: Cell) -> str:
    """The «?» that opens what a cell means: by a finger and by the keyboard, too."""
    if not cell.why:
        return ""
    return _question(cell.text, escape(words.typeset(cell.why)), cell.why)


def _question(name: str, told: str, pointed: str = "") -> str:
    """A «?» that opens what is `told` (HTML) of a name; `pointed`: what is shown on pointing at it."""
    said = escape(f"Что значит «{name}»")
    hint = f' title="{escape(pointed)}"' if pointed else ""
    return f'<details class="otklik-why"><summary aria-label="{said}"{hint}>?</summary>{told}</details>'


def explained(
    heading: str, sentences: Sequence[str], terms: Sequence[tuple[str, str]] = (), above: Container[str] = ()
) -> str:
    """A heading with its «?»: how what stands below it is to be read, and what its columns mean.

    Paper, which nobody opens, has it below the heading, but for the terms that it has `above`.
    """
    told = "".join(f"<p>{escape(words.typeset(said))}</p>" for said in sentences)
    head = f'<h2 class="otklik-subheading">{escape(heading)}</h2>'
    new = [term for term in terms if term[0] not in above]
    return (
        f'<div class="otklik-explained">{head}{_question(heading, told + _terms(terms))}</div>'
        f"{_on_paper(told + _terms(new))}"
    )


def printed(terms: Sequence[tuple[str, str]]) -> str:
    """What the rows of a table mean, which have each a «?» of its own; on paper alone."""
    return _on_paper(_terms(terms))


def _terms(terms: Sequence[tuple[str, str]]) -> str:
    return pairs((term, words.typeset(said)) for term, said in terms) if terms else ""


def _on_paper(told: str) -> str:
    return f'<div class="otklik-said">{told}</div>'


def _more(name: str) -> str:
    """What opens the rest of a row, on a telephone alone; the style sheet looks whether it is open."""
    said = escape(f"Ещё: {name}")
    return f'<td class="more"><details><summary aria-label="{said}"></summary></details></td>'


def _word(text: str) -> bool:
    return 0 < len(text) <= _WORD and not any(map(str.isspace, text))


def count(number: int, href: str) -> Cell:
    """A number that opens its cases; none where there is nothing to open."""
    return Cell(f"{number:,}".replace(",", "\u00a0"), href if number else "")


def warmth(number: int, most: int) -> float:
    """How warm a cell of a heat table is: of the largest one, pale enough for its number to be read."""
    return 0.1 + 0.6 * number / most if most else 0.0


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
