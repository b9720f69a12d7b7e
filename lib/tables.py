"""Lists of cases on a page: the table, its cards on a narrow screen, its printed form, its workbook.

All four show the one frame of `lib.listing`; texts of the register never reach Markdown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib import export, markup, ui
from lib.entry import file
from lib.headline import STATES, Choices, Filters
from lib.listing import case_query
from lib.privacy import mask
from lib.register import Register
from lib.store import View

_ROWS = 12  # of a table without scrolling
_ROW = 36  # pixels
WRITTEN = ("Сообщение", "Суть сообщения")  # the link to what people wrote, and what it says
_WIDTHS = {
    "Состояние": 16, "№": 9, "Чей ход": 28, "Шаг": 26, "Срок": 17, "Рабочее время": 18, "Важность": 13,
    "Тема": 20, "Локация": 18, "Сообщение": 30, "Запас": 14, "Суть сообщения": 60,
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filters(choices: Choices) -> Filters:
    """The reader's choice of cases; part of the address, where an unknown value simply does not count."""
    with st.grid(4, min_column_width=160, gap="small", key="filters"):
        executor = _several("Исполнитель", choices.executor, "executor")
        topic = _several("Тема", choices.topic, "topic")
        place = _several("Локация", choices.place, "place")
        importance = st.selectbox(
            "Важность",
            choices.importance,
            index=None,
            placeholder="Любая",
            key="importance",
            bind="query-params",
        )
    return Filters(executor, topic, place, importance or "")


def _several(label: str, options: Sequence[str], key: str) -> tuple[str, ...]:
    chosen = st.multiselect(label, options, placeholder="Все", key=key, bind="query-params", select_all=False)
    return tuple(chosen)


def cases(view: View, rows: pd.DataFrame, key: str, alt: str) -> None:
    """A list of open cases: `rows` are those of `view.live`, in the order to show.

    A click on a № opens the card in place; the addresses open beside.
    """
    table = view.listing.reindex(rows.index)
    open_clicked(view.register, table, key)
    with st.container(key=f"wide_{key}"):
        st.dataframe(
            _columns(view, table),
            hide_index=True,
            column_config=_config(key),
            placeholder="",
            row_height=_ROW,
            height=_ROW * min(len(table), _ROWS) + _ROW + 2,
            key=f"table_{key}",
            alt=alt,
        )
    st.html(markup.cards(table, ui.moment_query()))


def open_clicked(register: Register, table: pd.DataFrame, key: str) -> None:
    """Open the card whose № was clicked; the rows may have moved since, so the label decides."""
    click = st.session_state.get(f"open_{key}")
    if not click:
        return
    found = table.index[table["№"] == click["label"]]
    if len(found):
        at = table.index[click["row"]] if click["row"] < len(table) else found[0]
        at = at if at in found else found[0]
        query = {**case_query(register, int(at)), **ui.moment_query()}
        st.switch_page(ui.PAGES / "case.py", query_params=query)


def unseen(view: View) -> list[str]:
    """Columns that a list leaves out: addresses that lead nowhere, and for a viewer what people wrote."""
    addresses = ["Карточка"] if view.register.url else ["Карточка", "Строка"]
    return addresses if view.scope.texts else [*addresses, *WRITTEN]


def exported(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """A list as it may leave the app: without addresses within it and the sheet, personal data masked."""
    closed = ["Строка", "Карточка"] if view.scope.texts else ["Строка", "Карточка", *WRITTEN]
    kept = table.drop(columns=closed)
    if WRITTEN[1] in kept:
        authors = view.register.cases["author"].reindex(kept.index)
        kept[WRITTEN[1]] = [mask(*told) for told in zip(kept[WRITTEN[1]], authors, strict=True)]
    return kept


def _columns(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """What travels to the browser: without links to rows where the register is a file."""
    shown = table.drop(columns=unseen(view))
    shown["Состояние"] = pd.Series([[state] for state in table["Состояние"]], index=table.index, dtype=object)
    return shown


def _config(key: str) -> dict[str, Any]:
    column = st.column_config
    return {
        "Состояние": column.MultiselectColumn(
            options=list(STATES.values()), color=["#b5420a", "#a86a00", "#a86a00", "#3a6ea5"], width=125
        ),
        "№": column.ButtonColumn(
            "№", key=f"open_{key}", type="tertiary", width=70, help="Открыть карточку сообщения"
        ),
        "Чей ход": column.TextColumn(width=205, help="Кто должен сделать следующий шаг"),
        "Шаг": column.TextColumn(width=190, help="Следующий шаг и пункт положения (постановление № 82)"),
        "Срок": column.DatetimeColumn(
            format="DD.MM.YY HH:mm", width=110, help="Более ранний из двух сроков: шага или всего ответа"
        ),
        "Рабочее время": column.TextColumn(width=130, help="Сколько его осталось до срока или прошло после"),
        "Важность": column.TextColumn(width=95),
        "Тема": column.TextColumn(width=145),
        "Локация": column.TextColumn(width=105),
        "Сообщение": column.LinkColumn(display_text="открыть", width=80, help="Сообщение в социальной сети"),
        "Строка": column.LinkColumn(display_text="открыть", width=75, help="Строка в таблице реестра"),
        "Запас": column.TextColumn(
            width=95,
            help="Сколько рабочего времени останется до срока ответа, если каждый следующий шаг займёт"
            " всю свою норму. Минус — в срок уже не успеть.",
        ),
        "Суть сообщения": column.TextColumn(width=420),
    }


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
