"""The district's document: a workbook with native charts and a page that needs no network, of one content."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from html import escape

import xlsxwriter

from lib.district import content
from lib.district.summary import Summary, combine
from lib.documents import html, xlsx
from lib.documents.list_file import SAFE
from lib.documents.sheet import Styles
from lib.sources.config.district import District
from lib.words import phrases
from lib.worktime.period import month_of


def as_xlsx(district: District, summaries: Sequence[Summary], now: datetime) -> bytes:
    """Every part on a sheet of its own, and the sheet that the charts are drawn from."""
    title, told = _title(district, summaries), _as_of(now)
    parts = content.sections(_month(summaries), [each.name for each in district.members], summaries)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        book.set_properties({"title": title, "created": now, "comments": told})
        styles = Styles(book)
        sheets = [book.add_worksheet(_SHEETS[part.key]) for part in parts]
        charts = xlsx.Charts(book, styles)
        for sheet, part in zip(sheets, parts, strict=True):
            xlsx.lay(sheet, styles, part, charts).foot(f"{title}; {told}")
        charts.sheet.foot(f"{xlsx.DATA}; {told}")
        charts.target.hide()
    return target.getvalue()


def as_html(district: District, summaries: Sequence[Summary], now: datetime) -> bytes:
    """The same as one self-contained page, light and dark, A4 on paper."""
    title, told = _title(district, summaries), _as_of(now)
    parts = content.sections(_month(summaries), [each.name for each in district.members], summaries)
    head = f"<header>\n<h1>{escape(title)}</h1>\n<p>{escape(told)}</p></header>"
    return html.page(title, told, [head], parts)


_SHEETS = {
    "answers": "Главное",
    "registers": "Поселения",
    "messages": "Сообщения",
    "limits": "Доли и пределы",
    "codes": "Контрольные коды",
}


def _month(summaries: Sequence[Summary]) -> str:
    return combine(summaries).month


def _title(district: District, summaries: Sequence[Summary]) -> str:
    return f"{district.name}: работа с сообщениями {phrases.within(month_of(_month(summaries)))}"


def _as_of(now: datetime) -> str:
    return f"данные на {now:%d.%m.%Y %H:%M}"
