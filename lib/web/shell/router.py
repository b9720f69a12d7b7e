"""The shell around every page: router, door, header with the age of the data, the moment, notices, style.

A page file calls `page()` first and gets what it may show, or does not run at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from lib.lists.scope import DEPUTY, DISTRICT, VIEWER
from lib.sources.config import ROOT
from lib.web.html import blocks
from lib.web.shell import closed, districts, links, notices, printing, russian, store, visit
from lib.web.shell.addresses import FIRST
from lib.web.shell.entry import HEARTBEAT, Closed, Entry, enter
from lib.words import words

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from lib.lists.scope import Scope
    from lib.register import Register
    from lib.sources.feed import Snapshot
    from lib.web.shell.store import Loaded, Served, View, Visit

NAME = "Отклик"
CHECK = "Проверка реестра"
HEADINGS = {"Проверка": CHECK}  # of pages whose name in the menu is shorter
START = {
    DEPUTY: "deputy",
    VIEWER: "month",
    DISTRICT: DISTRICT,
}  # the first page of a role, where it is not «Сейчас»
IN_SIGHT = 5  # entries of the menu
PAGES = ROOT / "pages"
ASSETS = Path(__file__).resolve().parents[1] / "assets"
MOMENT = "at"  # the query parameter of «на момент…»


@dataclass(frozen=True)
class Frame:
    """What the shell gives a page: what it may show, and places in the line of its title.

    view: None on a page that needs no register, while there is none. headline: holds the page's heading;
    tools: right of it; menu: first in «⋯ Ещё».
    """

    view: View | None
    headline: DeltaGenerator
    tools: DeltaGenerator
    menu: DeltaGenerator


_inside: ContextVar[Frame | None] = ContextVar("frame", default=None)


TITLES = {
    FIRST: "Сейчас",
    "month": "Месяц",
    "people": "Исполнители",
    "topics": "Темы",
    "check": "Проверка",
    "deputy": "Заместителю главы",
    "signals": "Сигналы",
    "regulation": "Регламент",
    DISTRICT: "Район",
    "connect": "Подключить таблицу",
    "case": "Карточка",
    "cases": "Сообщения",
}
_BY_LINK = ("case", "cases")  # reached from others, not by the menu
_NEED_NONE = (DISTRICT, "connect")  # pages that are there without a register


def pages(titles: Mapping[str, str] = TITLES) -> list[st.Page]:
    """Every page of the app by its address; in the menu those of `titles`, the card is reached by a link."""
    return [
        st.Page(
            PAGES / f"{name}.py",
            title=titles.get(name, title),
            url_path=name,
            default=name == FIRST,
            visibility="visible" if name in titles and name not in _BY_LINK else "hidden",
        )
        for name, title in TITLES.items()
    ]


def _allowed(known: list[st.Page], scope: Scope) -> dict[str, list[st.Page]]:
    """The pages of a role: five in sight, his first page first, the rest behind «⋯»."""
    start = START.get(scope.role, FIRST)
    his = [page for page in known if _his(page.url_path or FIRST, scope)]
    his.sort(key=lambda page: (page.url_path or FIRST) != start)
    return {"": his[:IN_SIGHT], "⋯": his[IN_SIGHT:]}


def _his(name: str, scope: Scope) -> bool:
    """Whether a page is for him and the settings have what it shows: «Район» needs a district in them."""
    return scope.has(name) and (name != DISTRICT or districts.named())


def run() -> None:
    """The router: settle who may see what, draw the shell, run the chosen page in it."""
    st.set_page_config(page_title=NAME, page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.html(ASSETS / "style.css")
    st.logo(ASSETS / "logo.svg", size="medium")
    russian.speak()
    entry = enter()
    if isinstance(entry, Closed):
        _without_register(entry)
        return
    shown = _allowed(pages(), entry.door.scope)
    known = [page for section in shown.values() for page in section]
    chosen = st.navigation({**shown, "": [*shown[""], *closed.others(known, FIRST, TITLES)]}, position="top")
    _start(chosen, known, entry.door.scope)
    links.noted(chosen.url_path or FIRST)
    with _shown(_shell(HEADINGS.get(chosen.title, chosen.title), entry)):
        links.follow(known)
        chosen.run()
        printing.answer()


def _without_register(reason: Closed) -> None:
    """What needs no register, for who was let in; every other address of the app leads to the explanation.

    Behind a closed door there is no menu at all.
    """
    scope = reason.within.scope if reason.within is not None else None
    his = {name: TITLES[name] for name in _NEED_NONE if scope is not None and _his(name, scope)}
    if scope is None or not his:
        st.navigation(pages(), position="hidden")
        closed.show(reason)
    there = his if reason.alone else {FIRST: "Реестр", **his}
    chosen = st.navigation(pages(there), position="top")
    if chosen.url_path not in his:
        if reason.alone:
            st.switch_page(PAGES / f"{next(iter(his))}.py")
        closed.show(reason, {f"{name}.py": title for name, title in his.items() if name != DISTRICT})
    with _shown(_bare_shell(chosen.title, reason)):
        chosen.run()
        printing.answer()


def _start(chosen: st.Page, known: list[st.Page], scope: Scope) -> None:
    """Lead who has come to the app's bare address to the first page of his role."""
    fresh = not st.session_state.get("started")
    st.session_state["started"] = True
    first = [page for page in known if page.url_path == START.get(scope.role)]
    if fresh and first and not chosen.url_path and not st.query_params:
        st.switch_page(first[0])


def page() -> View:
    """What the page may show. A page that runs outside of the router is sent back to it.

    On a fresh server the first visit of a deep link runs the page's file alone, without the router and so
    without the door: naming the pages here makes Streamlit run the router instead.
    """
    view = frame().view
    if view is None:
        raise LookupError(
            "a page of the register without one: the router shows only those of _NEED_NONE then"
        )
    return view


def frame() -> Frame:
    """The places that the shell keeps for the page; see `page` for one that runs outside of the router.

    A page that needs no register asks this in place of `page`.
    """
    found = _inside.get()
    if found is None:
        st.navigation(pages(), position="top")
        st.rerun()
    return found


def headed(title: str, note: str = "") -> None:
    """Give the page a heading that names its object; it may hold texts of the register and stays text."""
    with frame().headline:
        blocks.heading(title, note)


@contextmanager
def _shown(frame: Frame) -> Iterator[None]:
    token = _inside.set(frame)
    try:
        yield
    finally:
        _inside.reset(token)


def _shell(title: str, entry: Entry) -> Frame:
    """The line of the title with the age of the data and «⋯ Ещё», then notices; returns the page's frame."""
    served, snapshot = entry.served, entry.snapshot
    register = store.register_of(snapshot)
    present = store.present(register).floor("min")
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="shell_head"
    ):
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="shell_title"):
            headline = st.empty()
            age = st.container(width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="shell_tools"):
            notices.demonstration(entry)
            tools = st.container(horizontal=True, width="content", key="page_tools")
            with st.popover("⋯ Ещё", help="Скачать, распечатать, показать на дату", key="shell_menu"):
                menu = st.container()
                printing.button()
                chosen, complaint = _moment(title, present)
                if entry.door.scope.has("check") and title != CHECK:
                    with st.expander("Проверить свой файл", type="compact"):
                        visit.uploader("menu")
                if entry.door.leave:
                    closed.logout()
    if complaint:
        st.warning(complaint)
    with age:
        state = _state(served, snapshot, None if chosen is not None else present)
        _heartbeat(served, state, register, entry.door.scope)
    view = served.view(snapshot, present if chosen is None else chosen, entry.door.scope)
    with headline:
        blocks.heading(title, register.settings.on(view.now).organisation)
    notices.notices(entry, view, _back_to_now if chosen is not None else None)
    return Frame(view, headline, tools, menu)


def _bare_shell(title: str, reason: Closed) -> Frame:
    """The same line of the title without a register; why there is none stands below, with the way back."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="shell_head"
    ):
        headline = st.empty()
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="shell_tools"):
            tools = st.container(horizontal=True, width="content", key="page_tools")
            with st.popover("⋯ Ещё", help="Распечатать", key="shell_menu"):
                menu = st.container()
                printing.button()
                if reason.door.leave:
                    closed.logout()
    with headline:
        blocks.heading(title)
    _watch(reason)
    if not reason.alone:
        with st.container(horizontal=True, vertical_alignment="center", key="no_register"):
            st.warning(f"{reason.door.title}. Остальные страницы откроются, как только он прочитается.")
            st.page_link(PAGES / f"{FIRST}.py", label="Почему он не прочитан")
    return Frame(None, headline, tools, menu)


@st.fragment(run_every=HEARTBEAT)
def _watch(drawn: Closed) -> None:
    """Have the page drawn anew once there is a register, or once its reader may see it no longer."""
    entry = enter()
    if not isinstance(entry, Closed) or entry.within != drawn.within:
        st.rerun()


def _state(
    served: Served | Visit, snapshot: Snapshot[Loaded], minute: pd.Timestamp | None
) -> tuple[object, ...]:
    """What a page depends on: where it changes, the page is drawn anew."""
    edited = snapshot.value is not None and snapshot.value.edited
    return snapshot.version, edited, notices.told_now(snapshot), served.watch.lost, minute


@st.fragment(run_every=HEARTBEAT)
def _heartbeat(served: Served | Visit, drawn: tuple[object, ...], register: Register, scope: Scope) -> None:
    """The age of the data; has the page drawn anew once they change, and with each minute if it is live.

    Also once its reader may see it no longer: an address taken off the list does not wait for a click.
    """
    entry = enter()
    if isinstance(entry, Closed) or entry.door.scope != scope:
        st.rerun()
    snapshot = served.get()
    minute = store.present(register).floor("min") if drawn[-1] is not None else None
    if snapshot.read_at is not None:
        passed = (datetime.now(UTC) - snapshot.read_at).total_seconds()
        st.caption(f"Данные прочитаны {words.age(passed)}")
    if _state(served, snapshot, minute) != drawn:
        st.rerun()


def _moment(page_title: str, present: pd.Timestamp) -> tuple[pd.Timestamp | None, str]:
    """The past moment that the reader has chosen; part of the address. None: the page is live, "" or why.

    Streamlit drops the address's parameters on the way to another page of the app; this one is carried on.
    """
    state = st.session_state
    told = st.query_params.get(MOMENT, "")
    if not told and state.get("moment_page", page_title) != page_title:
        told = state.get("moment", "")
        if told:
            st.query_params[MOMENT] = told
    if told != state.get("moment", ""):
        state["moment_round"] = state.get("moment_round", 0) + 1
    state["moment_page"], state["moment"] = page_title, told
    # A field of its own for each moment: in a closed popover the browser would keep what was typed before.
    field = f"moment_{state.get('moment_round', 0)}"
    st.text_input(
        "Показать реестр на дату и время",
        told,
        key=field,
        on_change=_choose_moment,
        args=(field,),
        placeholder="дд.мм.гггг чч:мм",
        max_chars=20,
    )
    st.caption(
        f"Например, {present:%d.%m.%Y} 12:00, и клавиша Enter. Более поздние события будут скрыты;"
        " нормы, рабочие часы и имена — действовавшие тогда по столбцу «Действует с», без него нынешние."
    )
    chosen = words.read_moment(told) if told.strip() else None
    if chosen is None and told.strip():
        return None, f"Не удалось распознать дату и время. Введите их так: {present:%d.%m.%Y} 12:00."
    if chosen is not None and chosen > present:
        return None, "Это время ещё не наступило: реестр показан по состоянию на сейчас."
    return chosen, ""


def _choose_moment(field: str) -> None:
    typed = st.session_state[field].strip()
    if typed:
        st.query_params[MOMENT] = typed
    else:
        forget(MOMENT)


def _back_to_now() -> None:
    forget(MOMENT)


def moment_query() -> dict[str, str]:
    """The chosen moment as query parameters, for links that open beside or load the app anew."""
    told = st.session_state.get("moment", "")
    return {MOMENT: told} if told else {}


def tab_title(title: str, *, marked: bool = False) -> None:
    """What the browser's tab says, plain text; `marked`: with a dot on the icon."""
    icon = "icon_marked.svg" if marked else "icon.svg"
    st.set_page_config(page_title=f"{title} · {NAME}", page_icon=str(ASSETS / icon))


def dark() -> bool:
    """Whether the viewer's theme is dark; charts take their colours by it."""
    return st.context.theme.type == "dark"


def calendar_note(view: View) -> str:
    """Which production calendar is in use, until when."""
    return (
        "Праздники, переносы и сокращённые дни — по производственному календарю России,"
        f" он известен программе до {view.coverage.last_day:%d.%m.%Y}. Лист «Календарь» меняет любой день."
    )


def onward(page: str, label: str, **query: str) -> None:
    """A link to another page of the app (its file's name), at the moment that the reader has chosen.

    Nothing where that page is not his: to ask Streamlit for a page that is not in the menu ends this one.
    """
    view = frame().view
    if view is None or not view.reader.has(Path(page).stem):
        return
    st.page_link(
        PAGES / page,
        label=label,
        icon=":material/arrow_forward:",
        query_params={**query, **moment_query()},
    )


def forget(*names: str) -> None:
    """Drop another page's parameters from the address: the browser's way back leaves them there."""
    for name in names:
        if name in st.query_params:
            del st.query_params[name]
