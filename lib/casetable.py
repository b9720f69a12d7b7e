"""The list of cases behind a number on a page, and its workbook.

Both show the one frame of `lib.caselist`; texts of the register never reach Markdown.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import export, lists, tables, ui
from lib.caselist import ADDRESSES
from lib.entry import file
from lib.store import View

_WIDTHS = {
    "№": 9, "Выявлено": 17, "Важность": 13, "Тема": 20, "Локация": 18, "Суть сообщения": 60, "Шаг": 28,
    "Кто": 30, "Срок": 17, "Сделано": 17, "Ответ дан": 17, "Недостаток": 30, "Итог": 24, "Причина": 44,
}  # fmt: skip


def show(view: View, table: pd.DataFrame, key: str, alt: str, rows: int = tables.FIRST) -> None:
    """A list of `lib.caselist`, `rows` of it at first; a № opens its card."""
    shown = table.head(tables.room(key, len(table), rows)).drop(columns=tables.unseen(view), errors="ignore")
    st.html(lists.cases(shown, ui.moment_query(), alt))
    tables.more(len(table) - len(shown), key)


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
