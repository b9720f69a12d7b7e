"""The monthly summary as one self-contained .html: drawn charts, light and dark, A4 on paper.

Nothing is asked of any other place: the charts are drawn into it, and the policy at the head of the file lets
the browser run no script and fetch nothing at all. Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from html import escape
from itertools import count
from pathlib import Path

from lib.base.plaintext import first_up
from lib.charts.looks import DARK, LIGHT
from lib.documents.annex import KEY as ANNEX
from lib.documents.model import Chart, Column, Document, Kind, Row, Section, Series, Table, number
from lib.documents.pictures import svg

_ASSETS = Path(__file__).resolve().parent / "assets"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_ABREAST = 14  # columns of a table whose heads stand side by side; of a wider one they stand upright
_TOGETHER = 14  # rows of a table, or of a group in it, that stay on one page
_LEFT = (Kind.TEXT, Kind.MOMENT)


def render(document: Document) -> bytes:
    """The document as the bytes of an .html."""
    foot = f"{first_up(document.as_of)}; контрольный код {document.fingerprint}"
    return page(document.title, foot, _head(document), document.parts)


def page(title: str, foot: str, head: Iterable[str], parts: Sequence[Section]) -> bytes:
    """A page of these parts, complete in itself: `head` stands above them, `foot` below each printed one."""
    style = (_ASSETS / "report.css").read_text(encoding="utf-8")
    top = (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_foot(foot)}{_colours()}{style}</style>\n</head>\n<body>\n"
    )
    body = "\n".join(["<main>", *head, *_listed(parts), "</main>"])
    return f"{top}{body}\n</body>\n</html>\n".encode()


def _colours() -> str:
    """The colours of the charts: the reader's theme on a screen, the light one on paper."""
    light, dark = (
        f":root {{ {'; '.join(f'--chart-{name}: {value}' for name, value in asdict(theme).items())} }}"
        for theme in (LIGHT, DARK)
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def _foot(text: str) -> str:
    """What stands at the foot of each printed page."""
    told = _quoted(text)
    page = '"Страница " counter(page) " из " counter(pages)'
    return f"@page {{ @bottom-left {{ content: {told}; }} @bottom-right {{ content: {page}; }} }}\n"


def _quoted(text: str) -> str:
    """A text as a string of CSS: letters, digits and what needs no escape stand, the rest by number."""
    plain = "".join(c if c.isalnum() or c in " .;:-" else f"\\{ord(c):x} " for c in text)
    return f'"{plain}"'


# The body.


def _head(document: Document) -> Iterator[str]:
    yield "<header>"
    if document.organisation:
        yield f"<p>{escape(document.organisation)}</p>"
    yield f"<h1>{escape(document.title)}</h1>"
    yield f"<p>{escape(document.subject)}</p>"
    yield from (f'<p class="mark">{escape(mark)}</p>' for mark in document.marks)
    yield "</header>\n<section>"
    for section in document.findings:
        yield f"<p><strong>{escape(section.title)}.</strong> {escape(' '.join(section.sentences))}</p>"
    yield _signed(document)
    yield "</section>"


def _listed(parts: Sequence[Section]) -> Iterator[str]:
    """The parts with their numbers, and before them the list of what there is."""
    yield "<nav><ol>"
    yield from (f'<li><a href="#{part.key}">{escape(part.title)}</a></li>' for part in parts)
    yield "</ol></nav>"
    tables, charts = count(1), count(1)
    for place, part in enumerate(parts, start=1):
        yield from _part(part, place, tables, charts)


def _signed(document: Document) -> str:
    people = (
        ("Кому", f"заместителю главы {document.deputy.declined}"),
        ("От кого", f"от куратора {document.curator.declined}"),
    )
    told = "".join(f"<dt>{name}</dt><dd>{escape(person.strip())}</dd>" for name, person in people)
    return (
        f"<dl>{told}<dt>Данные на</dt><dd>{document.now:%d.%m.%Y %H:%M}</dd>"
        f'<dt>Контрольный код</dt><dd id="fingerprint">{escape(document.fingerprint)}</dd></dl>'
    )


def _part(part: Section, place: int, tables: Iterator[int], charts: Iterator[int]) -> Iterator[str]:
    annexed = part.key == ANNEX and any(table.rows for table in part.tables)
    fresh = ' class="fresh"' if place == 1 or annexed else ""  # begins a page; the others go on
    yield f'<section id="{part.key}"{fresh}>\n<h2>{place}. {escape(part.title)}</h2>'
    yield from (f"<p>{escape(sentence)}</p>" for sentence in part.sentences)
    for block in part.blocks:
        yield _table(block, next(tables)) if isinstance(block, Table) else _chart(block, next(charts))
    yield "</section>"


def _chart(chart: Chart, place: int) -> str:
    title = f"Рисунок\u00a0{place}. {chart.title}"
    return (
        f'<div class="keep">\n<p>{escape(chart.finding)}</p>\n<figure>'
        f'<div class="chart" role="img" aria-label="{escape(chart.alt)}">{svg(chart)}</div>'
        f"<figcaption>{escape(title)}</figcaption></figure>\n</div>\n"
        f"<details><summary>Числа к рисунку\u00a0{place}</summary>{_numbers(chart)}</details>"
    )


def _numbers(chart: Chart) -> str:
    """The chart as a table."""
    head = "".join(f'<th scope="col">{escape(series.name)}</th>' for series in chart.series)
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(_number(one, at) for one in chart.series)}</tr>'
        for at, label in enumerate(chart.labels)
    )
    return f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _number(series: Series, at: int) -> str:
    return f'<td class="right">{escape(number(series.values[at]).shown)}</td>'


def _over(column: Column, *, upright: bool) -> str:
    return f'<th scope="col"{" class=up" if upright else ""}>{escape(column.title)}</th>'


def _table(table: Table, place: int) -> str:
    title = escape(f"Таблица\u00a0{place}. {table.title}")
    if not table.rows:
        return f'<div class="keep"><p class="caption">{title}</p><p>{escape(table.nothing)}</p></div>'
    columns = table.inner
    whole = sum(column.width for column in columns)
    widths = "".join(f'<col style="width:{100 * column.width / whole:.1f}%">' for column in columns)
    many = len(columns) > _ABREAST
    head = "".join(_over(column, upright=many and column.kind is not Kind.TEXT) for column in columns)
    groups = "".join(_group(columns, heading, rows, total=table.total) for heading, rows in table.groups)
    note = f'<p class="note">{escape(table.notes)}</p>' if table.notes else ""
    kept = (" keep" if len(table.rows) <= _TOGETHER else "") + (" many" if many else "")
    return (
        f'<div class="scroll{kept}"><table data-key="{table.key}"><caption>{title}</caption>'
        f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>{groups}</table></div>{note}"
    )


def _group(columns: tuple[Column, ...], heading: str, rows: list[Row], *, total: bool) -> str:
    kept = ' class="keep"' if len(rows) <= _TOGETHER else ""
    over = (
        f'<tr class="group"><th scope="rowgroup" colspan="{len(columns)}">{escape(heading)}</th></tr>'
        if heading
        else ""
    )
    told = []
    for place, row in enumerate(rows, start=1):
        cells = "".join(
            f"<td{'' if column.kind in _LEFT else ' class=right'}>{escape(cell.shown)}</td>"
            for column, cell in zip(columns, row, strict=True)
        )
        told.append(f"<tr{' class=total' if total and place == len(rows) else ''}>{cells}</tr>")
    return f"<tbody{kept}>{over}{''.join(told)}</tbody>"
