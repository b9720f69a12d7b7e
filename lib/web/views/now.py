"""The parts of «Сейчас»: the headline numbers, the choice of cases, the chosen list, what the deputy has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.figures import headline
from lib.figures.headline import Choices, Filters, Headline
from lib.web.html import blocks, markup
from lib.web.parts import case_list
from lib.web.shell.store import View
from lib.words import words
from lib.words.privacy import mask

RESERVE = (
    "Прошло и осталось — в рабочем времени. Запас — сколько его останется до срока ответа, если каждый"
    " следующий шаг займёт всю свою норму. Минус — в срок уже не успеть."
)


@dataclass(frozen=True)
class Shown:
    """A list of open cases: its name in the choice, its title, what is said where it is empty, its rows."""

    name: str
    title: str
    empty: str
    rows: Callable[[pd.DataFrame], pd.DataFrame]


LISTS = {
    "urgent": Shown("Срочные", "Просрочено и скоро срок", "Просроченного и срочного нет.", headline.urgent),
    "soon": Shown("Скоро срок", "Скоро срок или уже не успеть", "Близких сроков нет.", headline.soon),
    "open": Shown(
        "Все в работе",
        "Все, по которым что-то ещё не сделано",
        "Всё сделано: открытых сообщений нет.",
        lambda live: live,
    ),
    "final": Shown(
        "Обещан ответ",
        "Промежуточный ответ дан, окончательного ещё нет",
        "Обещанных окончательных ответов нет.",
        headline.unfinished,
    ),
    "head": Shown(
        "Не доложено главе",
        "Повышенной важности, главе не доложено",
        "Обо всех сообщениях повышенной важности доложено.",
        headline.unreported,
    ),
}


def numbers(counts: Headline, warn_minutes: float) -> None:
    """The headline numbers of «Сейчас»."""
    soon = (
        f"До срока {warn_minutes:g} рабочих минут или меньше; или в срок уже не успеть, даже если каждый"
        " уложится в свою норму."
    )
    shown = (
        (
            "overdue",
            "Просрочено",
            counts.overdue,
            "Рабочее время после срока следующего шага или ответа уже идёт.",
        ),
        ("soon", "Скоро срок", counts.soon, soon),
        ("open", "В работе", counts.open, "Все сообщения, по которым кто-то что-то ещё должен сделать."),
        (
            "final",
            "Обещан ответ",
            counts.unfinished,
            "Промежуточный ответ дан, окончательного ещё нет (п. 15).",
        ),
        (
            "head",
            "Не доложено главе",
            counts.unreported,
            "Сообщения повышенной важности, о которых глава не знает (п. 22).",
        ),
        (
            "deputy",
            "У зам. главы",
            counts.deputy,
            "Проекты ответов на согласовании у заместителя главы (п. 12).",
        ),
    )
    with st.grid(6, min_column_width=138, gap="small", key="numbers"):
        for name, label, value, meaning in shown:
            with st.container(height="stretch", key=f"number_{name}_{'some' if value else 'none'}"):
                st.metric(label, value, help=meaning, border=True, height="stretch")


def clock(view: View) -> None:
    """That working time stands still, where it does, and until when."""
    resumed = headline.resumes(view.register, view.now)
    if resumed is not None:
        st.caption(f"Рабочее время сейчас не идёт: отсчёт продолжится {words.near(resumed, view.now)}.")


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


def chosen_list(view: View, live: pd.DataFrame, chosen: Filters) -> tuple[str, pd.DataFrame]:
    """The list of the reader's choice, with its workbook; returns its title and rows, to be printed."""
    shown = LISTS[
        st.segmented_control(
            "Список",
            list(LISTS),
            format_func=lambda name: LISTS[name].name,  # the address holds these words: no count in them
            default="urgent",
            required=True,
            key="list",
            bind="query-params",
            label_visibility="collapsed",
        )
    ]
    rows = shown.rows(live)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        blocks.subheading(f"{shown.title} · {len(rows)}" if len(rows) else shown.title)
        case_list.download(view, view.listing.reindex(rows.index), shown.title, picked(chosen), "list")
    if view.register.cases.empty:
        st.info("Сообщений в реестре пока нет: впишите первое на лист «Реестр», и оно появится здесь.")
    elif len(rows):
        case_list.open_cases(view, rows, "list", alt=shown.title)
        blocks.definition(RESERVE)
    else:
        st.success(f"{shown.empty} Показаны только сообщения по отбору." if chosen else shown.empty)
    return shown.title, rows


def waiting(view: View, live: pd.DataFrame) -> pd.DataFrame:
    """What lies with the deputy head for approval (п. 12); returns its rows, to be printed."""
    rows = headline.waiting_for_deputy(live)
    blocks.subheading(f"Что ждёт заместителя главы · {len(rows)}")
    if len(rows):
        case_list.open_cases(view, rows, "deputy", "Проекты ответов на согласовании у заместителя главы")
    else:
        st.caption("На согласовании у заместителя главы ничего нет.")
    return rows


def paper(view: View, lists: Sequence[tuple[str, pd.DataFrame]], chosen: Filters) -> None:
    """The lists for an A4 sheet, seen by the printer alone."""
    told = [(title, case_list.printed(view, rows, title)) for title, rows in lists]
    st.html(markup.paper(told, "Сейчас", [*case_list.head(view), *picked(chosen)]))
    st.caption("Чтобы напечатать список на A4, нажмите Ctrl+P.")


def picked(chosen: Filters) -> list[str]:
    """What a list on paper or in a file says of the choice that it was made by."""
    parts = [
        ("исполнитель", ", ".join(chosen.executor)),
        ("тема", mask(", ".join(chosen.topic))),
        ("локация", mask(", ".join(chosen.place))),
        ("важность", chosen.importance),
    ]
    told = "; ".join(f"{name}: {value}" for name, value in parts if value)
    return [f"Отбор: {told}"] if told else []
