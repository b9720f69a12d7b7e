"""Lists of cases on a page: the list itself, the button for more of it, its workbook, its printed form.

Screen, paper and workbook show the one frame of `lib.lists.cases`; texts of the register never reach
Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from lib.documents import list_file
from lib.duties.kept import kept_ever
from lib.lists.cases import EARLIER, TEXT
from lib.web.parts import case_table
from lib.web.shell import router
from lib.web.shell.entry import file
from lib.web.shell.store import View
from lib.words import privacy
from lib.words.privacy import mask

FIRST = 20  # rows of a list at first
SPARE = 10  # rows for which no button is worth while
MORE = 200  # rows that come with a press of the button
MOST_PRINTED = 300
WRITTEN = ("Сообщение", TEXT)  # the link to what people wrote, and what it says
_FIELDS = {"Важность": "importance", "Тема": "topic", "Локация": "location", "Сообщение": "url", TEXT: "text"}
_WIDTHS = {
    "Состояние": 16, "№": 9, "У кого в работе": 28, "Шаг": 27, "Срок": 17, "Рабочее время": 24,
    "Выявлено": 17, "Важность": 13, "Тема": 20, "Локация": 18, "Сообщение": 30, "Запас": 14, TEXT: 60,
    "Кто": 30, "Сделано": 17, "Ответ дан": 17, "Недостаток": 30, "Итог": 24, "Причина": 44,
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_cases(
    view: View, rows: pd.DataFrame, key: str, alt: str, *, turn: bool = True, calm: bool = False
) -> None:
    """A list of open cases: `rows` are those of `view.steps`, in the order to show; a № opens its card.

    turn, calm: see `case_table.open_cases`.
    """
    table = view.listing.shown(rows)
    moment = router.moment_query()
    _list(
        view,
        table,
        key,
        lambda seen: case_table.open_cases(seen, view.now, moment, alt, turn=turn, calm=calm),
    )


def any_cases(view: View, table: pd.DataFrame, key: str, alt: str, rows: int = FIRST) -> None:
    """A list of `caselist.any_cases`, `rows` of it at first; a № opens its card."""
    _list(view, table, key, lambda seen: case_table.any_cases(seen, router.moment_query(), alt), rows)


def _list(
    view: View, table: pd.DataFrame, key: str, html: Callable[[pd.DataFrame], str], rows: int = FIRST
) -> None:
    seen = table.head(room(key, len(table), rows))
    st.html(html(seen.drop(columns=unseen(view), errors="ignore")))
    more(len(table) - len(seen), key)


def room(key: str, rows: int, first: int = FIRST) -> int:
    """How many of a list's rows are shown: `first`, and what its reader has asked for since he came."""
    shown = first + int(st.session_state.get(f"more_{key}", 0))
    return rows if rows <= shown + SPARE else shown


def more(rest: int, key: str) -> None:
    """The button for the next rows: a long list does not push away what follows. Paper tells the rest."""
    if rest > 0:
        st.html(f'<div class="otklik-rest">{_rest(rest)}</div>')
        told = f"Показать ещё {rest}" if rest <= MORE else f"Показать ещё {MORE} из {rest}"
        st.button(told, key=f"next_{key}", icon=":material/expand_more:", on_click=_show_more, args=(key,))


def _show_more(key: str) -> None:
    st.session_state[f"more_{key}"] = st.session_state.get(f"more_{key}", 0) + MORE


def printed(view: View, rows: pd.DataFrame, alt: str, most: int = MOST_PRINTED) -> str:
    """A list of open cases for paper: as the page shows it, at most `most` rows."""
    if rows.empty:
        return "<p>Пусто.</p>"
    table = view.listing.shown(rows.head(most)).drop(columns=unseen(view), errors="ignore")
    rest = len(rows) - len(table)
    told = _rest(rest) if rest else ""
    return (case_table.open_cases(table, view.now, {}, alt) if len(table) else "") + told


def _rest(rest: int) -> str:
    return f"<p>Ещё {rest} — в файле, который скачивается со страницы.</p>"


def unseen(view: View) -> list[str]:
    """Columns that a list leaves out for this reader: for a viewer what people wrote."""
    return [] if view.scope.texts else list(WRITTEN)


def download(
    view: View, table: pd.DataFrame, title: str, notes: Sequence[str], key: str, *, wide: bool = False
) -> None:
    """A button that builds the workbook of a list on the click."""
    st.download_button(
        "Скачать .xlsx",
        data=file(lambda: build(view, table, title, notes), view.reader),
        file_name=f"Отклик {title.split('(', maxsplit=1)[0].strip()} {view.now:%Y-%m-%d %H-%M}.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{key}",
        help="Список для Excel или LibreOffice, готовый к печати на A4. Авторов сообщений в нём нет.",
        disabled=table.empty,
        width="stretch" if wide else "content",
    )


def build(view: View, table: pd.DataFrame, title: str, notes: Sequence[str]) -> bytes:
    """The workbook of a list: what the page shows."""
    return list_file.workbook(exported(view, table), title, [*head(view), *notes], _WIDTHS)


def exported(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """A list as it may leave the app: without addresses within it and the sheet, personal data masked.

    Topics, places, №s and names, too: they may be typed by hand. What is not kept has no column.
    """
    noted = kept_ever(view.register).notes
    others = [title for title, field in _FIELDS.items() if not noted(field)]
    kept = table.drop(columns=["Строка", "Карточка", *unseen(view)])
    kept = kept.drop(columns=[EARLIER, *others], errors="ignore")
    authors = view.register.cases["author"].reindex(kept.index)
    for name in {TEXT, "Тема", "Локация"} & set(kept):
        kept[name] = [mask(*told) for told in zip(kept[name], authors, strict=True)]
    for name in {"№", *case_table.EARLIER_NUMBERS} & set(kept):
        kept[name] = kept[name].map(privacy.number)
    for name in {"Кто", "У кого в работе"} & set(kept):
        kept[name] = kept[name].map(privacy.person)
    return kept


def head(view: View) -> list[str]:
    """What a list on paper or in a file says of itself first: whose it is and of when."""
    organisation = view.register.settings.on(view.now).organisation
    return [*([organisation] if organisation else []), f"На {view.now:%d.%m.%Y %H:%M}"]
