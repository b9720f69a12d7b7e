"""Lists of cases on a page: the list itself, the button for more of it, its workbook.

Screen, paper and workbook show the one frame of `lib.listing`; texts of the register never reach Markdown.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import export, lists, ui
from lib.entry import file
from lib.headline import Choices, Filters
from lib.privacy import mask
from lib.store import View

FIRST = 20  # rows of a list at first
SPARE = 10  # rows for which no button is worth while
MORE = 200  # rows that come with a press of the button
MOST_PRINTED = 300
WRITTEN = ("Сообщение", "Суть сообщения")  # the link to what people wrote, and what it says
RESERVE = (
    "Запас — сколько рабочего времени останется до срока ответа, если каждый следующий шаг займёт всю свою"
    " норму. Минус — в срок уже не успеть."
)
_WIDTHS = {
    "Состояние": 16, "№": 9, "Чей ход": 28, "Шаг": 26, "Срок": 17, "Рабочее время": 18, "Важность": 13,
    "Тема": 20, "Локация": 18, "Сообщение": 30, "Запас": 14, "Суть сообщения": 60,
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filters(choices: Choices) -> Filters:
    """The reader's choice of cases; part of the address, where an unknown value simply does not count."""
    with st.grid(4, min_column_width=160, gap="small", key="filters"):
        executor = _several("Исполнитель", "Все исполнители", choices.executor, "executor")
        topic = _several("Тема", "Все темы", choices.topic, "topic")
        place = _several("Локация", "Все локации", choices.place, "place")
        importance = st.selectbox(
            "Важность",
            choices.importance,
            index=None,
            placeholder="Любая важность",
            key="importance",
            bind="query-params",
            label_visibility="collapsed",
        )
    return Filters(executor, topic, place, importance or "")


def _several(label: str, nothing: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    """`nothing`: what stands in the field while nothing is chosen; it says what the field is for."""
    chosen = st.multiselect(
        label,
        options,
        placeholder=nothing,
        key=key,
        bind="query-params",
        select_all=False,
        label_visibility="collapsed",
    )
    return tuple(chosen)


def cases(view: View, rows: pd.DataFrame, key: str, alt: str) -> None:
    """A list of open cases: `rows` are those of `view.live`, in the order to show; a № opens its card."""
    table = view.listing.reindex(rows.index)
    shown = table.head(room(key, len(table))).drop(columns=unseen(view), errors="ignore")
    st.html(lists.open_cases(shown, view.now, ui.moment_query(), alt))
    more(len(table) - len(shown), key)


def room(key: str, rows: int, first: int = FIRST) -> int:
    """How many of a list's rows are shown: `first`, and what its reader has asked for since he came."""
    shown = first + int(st.session_state.get(f"more_{key}", 0))
    return rows if rows <= shown + SPARE else shown


def more(rest: int, key: str) -> None:
    """The button for the next rows; a long list does not push away what stands below it."""
    if rest > 0:
        told = f"Показать ещё {rest}" if rest <= MORE else f"Показать ещё {MORE} из {rest}"
        st.button(told, key=f"next_{key}", icon=":material/expand_more:", on_click=_show_more, args=(key,))


def printed(view: View, rows: pd.DataFrame, alt: str) -> str:
    """The list for paper: as the page shows it, at most `MOST_PRINTED` rows."""
    table = view.listing.reindex(rows.index).head(MOST_PRINTED).drop(columns=unseen(view), errors="ignore")
    if table.empty:
        return "<p>Пусто.</p>"
    rest = len(rows) - len(table)
    told = f"<p>Ещё {rest} — в файле, который скачивается со страницы.</p>" if rest else ""
    return lists.open_cases(table, view.now, {}, alt) + told


def _show_more(key: str) -> None:
    st.session_state[f"more_{key}"] = st.session_state.get(f"more_{key}", 0) + MORE


def unseen(view: View) -> list[str]:
    """Columns that a list leaves out for this reader: for a viewer what people wrote."""
    return [] if view.scope.texts else list(WRITTEN)


def exported(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """A list as it may leave the app: without addresses within it and the sheet, personal data masked."""
    closed = ["Строка", "Карточка"] if view.scope.texts else ["Строка", "Карточка", *WRITTEN]
    kept = table.drop(columns=closed)
    if WRITTEN[1] in kept:
        authors = view.register.cases["author"].reindex(kept.index)
        kept[WRITTEN[1]] = [mask(*told) for told in zip(kept[WRITTEN[1]], authors, strict=True)]
    return kept


def download(view: View, rows: pd.DataFrame, title: str, chosen: Filters, key: str) -> None:
    """A button that builds the workbook of a list on the click."""
    st.download_button(
        "Скачать .xlsx",
        data=file(lambda: build(view, rows, title, chosen), view.scope),
        file_name=f"Отклик {view.now:%Y-%m-%d %H-%M}.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{key}",
        help="Список для Excel или LibreOffice, готовый к печати на A4. Авторов сообщений в нём нет.",
    )


def build(view: View, rows: pd.DataFrame, title: str, chosen: Filters) -> bytes:
    """The workbook of a list: what the page shows, without the addresses within the app and the sheet."""
    table = exported(view, view.listing.reindex(rows.index))
    return export.workbook(table, title, notes(view, chosen), _WIDTHS)


def notes(view: View, chosen: Filters) -> list[str]:
    """What a list on paper or in a file says of itself: whose it is, of when, and what was chosen."""
    picked = [
        ("исполнитель", ", ".join(chosen.executor)),
        ("тема", ", ".join(chosen.topic)),
        ("локация", ", ".join(chosen.place)),
        ("важность", chosen.importance),
    ]
    told = "; ".join(f"{name}: {value}" for name, value in picked if value)
    return [
        *([view.register.settings.organisation] if view.register.settings.organisation else []),
        f"На {view.now:%d.%m.%Y %H:%M}",
        *([f"Отбор: {told}"] if told else []),
    ]
