"""The list of cases behind a number on a page: the table, its form for a narrow screen, its workbook.

All show the one frame of `lib.caselist`; texts of the register never reach Markdown.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib import export, linked, markup, tables, ui
from lib.caselist import ADDRESSES
from lib.entry import file
from lib.store import View

_ROW = 36  # pixels
_NARROW = 60  # rows shown on a narrow screen
_WIDTHS = {
    "№": 9, "Выявлено": 17, "Важность": 13, "Тема": 20, "Локация": 18, "Суть сообщения": 60, "Шаг": 28,
    "Кто": 30, "Срок": 17, "Сделано": 17, "Ответ дан": 17, "Недостаток": 30, "Итог": 24, "Причина": 44,
}  # fmt: skip
_PIXELS = {"№": 70, "Выявлено": 115, "Важность": 95, "Тема": 150, "Локация": 110, "Суть сообщения": 420}
_OTHERS = {
    "Шаг": 190, "Кто": 215, "Недостаток": 260, "Итог": 205, "Причина": 330, "Пункт": 70, "Состояние": 170,
}  # fmt: skip


def show(view: View, table: pd.DataFrame, key: str, alt: str, rows: int = 12) -> None:
    """A list of `lib.caselist`, at most `rows` of it without scrolling; a click on a № opens the card."""
    tables.open_clicked(view.register, table, key)
    with st.container(key=f"wide_{key}"):
        st.dataframe(
            table.drop(columns=tables.unseen(view)),
            hide_index=True,
            column_config=_config(table, key),
            placeholder="",
            row_height=_ROW,
            height=_ROW * min(len(table), rows) + _ROW + 2,
            key=f"table_{key}",
            alt=alt,
        )
    st.html(_narrow(table, alt))


def _config(table: pd.DataFrame, key: str) -> dict[str, Any]:
    column = st.column_config
    found: dict[str, Any] = {}
    for name in table.columns:
        if name == "№":
            found[name] = column.ButtonColumn(
                "№", key=f"open_{key}", type="tertiary", width=70, help="Открыть карточку сообщения"
            )
        elif name in ADDRESSES:
            found[name] = column.LinkColumn(display_text="открыть", width=85)
        elif pd.api.types.is_datetime64_any_dtype(table[name]):
            found[name] = column.DatetimeColumn(format="DD.MM.YY HH:mm", width=max(115, 9 * len(name)))
        else:
            found[name] = column.TextColumn(width=_PIXELS.get(name, _OTHERS.get(name, 120)))
    return found


def _narrow(table: pd.DataFrame, alt: str) -> str:
    shown = table.head(_NARROW).drop(columns=["Строка"])
    shown["Карточка"] = linked.with_moment(list(shown["Карточка"]), ui.moment_query())
    rest = len(table) - len(shown)
    more = f"<p>Ещё {rest} — в файле, который скачивается со страницы.</p>" if rest else ""
    links = {"Карточка": "открыть", "Сообщение": "открыть"}
    return f'<div class="otklik-cards">{markup.table(shown, alt, links)}{more}</div>'


def download(view: View, table: pd.DataFrame, title: str, notes: tuple[str, ...], key: str) -> None:
    """A button that builds the workbook of a list on the click."""
    st.download_button(
        "Скачать .xlsx",
        data=file(lambda: build(view, table, title, notes), view.scope),
        file_name=f"Отклик {title.split('(', maxsplit=1)[0].strip()} {view.now:%Y-%m-%d}.xlsx",
        mime=tables.XLSX,
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{key}",
        help="Список для Excel или LibreOffice, готовый к печати на A4. Авторов сообщений в нём нет.",
        disabled=table.empty,
    )


def build(view: View, table: pd.DataFrame, title: str, notes: tuple[str, ...]) -> bytes:
    """The workbook of a list: what the page shows, without addresses."""
    organisation = view.register.settings.organisation
    told = [*([organisation] if organisation else []), f"На {view.now:%d.%m.%Y %H:%M}", *notes]
    kept = tables.exported(view, table).drop(columns=list(ADDRESSES), errors="ignore")
    return export.workbook(kept, title, told, _WIDTHS)
