"""Tables as HTML: small ones that wrap, the printed A4 page, the cards of a narrow screen.

Every text of the register is escaped here, in one place, and addresses are http(s) or our own (see
`lib.listing`). What is seen where (screen, phone, paper) is up to the style sheet, lib/assets/style.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from lib import words

WHOLE = 22  # characters: a shorter text is not broken into lines
MOST_ROWS = 300  # of one list on paper; beyond it the reader is pointed to the workbook

_PAPER = (
    "Состояние", "№", "Чей ход", "Шаг", "Срок", "Рабочее время", "Важность", "Тема", "Локация",
    "Суть сообщения",
)  # fmt: skip
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
            text = _anchor(value, links[name]) if name in links else escape(plain)
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


def _anchor(address: object, word: str) -> str:
    if not isinstance(address, str):
        return ""
    outside = (
        ' target="_blank" rel="noopener noreferrer"' if address.startswith("http") else ' target="_self"'
    )
    return f'<a href="{escape(address)}"{outside}>{escape(word)}</a>'


def paper(sections: Sequence[tuple[str, pd.DataFrame]], title: str, notes: Sequence[str]) -> str:
    """The lists of a page as one printable document; only on paper."""
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(note)}</p>" for note in notes if note)]
    for heading, table in sections:
        parts.append(f"<h2>{escape(heading)}</h2>")
        parts.append(_paper_table(table) if len(table) else "<p>Пусто.</p>")
    return f'<div class="otklik-paper">{"".join(parts)}</div>'


def _paper_table(table: pd.DataFrame) -> str:
    shown = table.head(MOST_ROWS)
    names = [name for name in _PAPER if name in shown.columns]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_text(value))}</td>" for value in row) + "</tr>"
        for row in shown[names].itertuples(index=False)
    )
    rest = len(table) - len(shown)
    more = f"<p>Ещё {rest} — в файле, который скачивается со страницы.</p>" if rest else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def cards(table: pd.DataFrame, query: Mapping[str, str] = _NONE) -> str:
    """The list as cards one under another; only on a narrow screen. `query` is added to links to cards."""
    shown = table.head(MOST_ROWS)
    parts = [_card(row, query) for row in shown.to_dict("records")]
    rest = len(table) - len(shown)
    if rest:
        parts.append(f"<p>Ещё {rest} — в файле, который скачивается ниже.</p>")
    return f'<div class="otklik-cards">{"".join(parts)}</div>'


def _card(row: dict[Any, Any], query: Mapping[str, str]) -> str:
    state = str(row["Состояние"])
    kind = {"✕": "late", "▲": "soon", "!": "soon"}.get(state[:1], "open")
    card = row["Карточка"] + (f"&{urlencode(query)}" if query else "")
    links = [_anchor(card, "Карточка")]
    for name, word in (("Сообщение", "Сообщение"), ("Строка", "Строка в таблице")):
        if isinstance(row[name], str):
            links.append(_anchor(row[name], word))
    facts = [row["Важность"] if row["Важность"] != "Обычная" else "", row["Тема"], row["Локация"]]
    return (
        f'<article class="{kind}"><header><b>{escape(state)}</b><span>№ {escape(row["№"])}</span></header>'
        f"<p><b>{escape(row['Шаг'])}</b> — {escape(row['Чей ход'])}</p>"
        f"<p>{escape(words.moment(row['Срок']))} · {escape(row['Рабочее время'])}</p>"
        f"<p>{escape(' · '.join(fact for fact in facts if fact))}</p>"
        f'<p class="text">{escape(row["Суть сообщения"])}</p><footer>{" ".join(links)}</footer></article>'
    )


def _text(value: Any) -> str:
    return words.moment(value) if isinstance(value, pd.Timestamp) else "" if pd.isna(value) else str(value)
