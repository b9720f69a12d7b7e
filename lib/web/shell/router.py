"""The shell around every page: router, door, header with the age of the data, the moment, notices, style.

A page file calls `page()` first and gets what it may show, or does not run at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pandas as pd
import streamlit as st

from lib.base.errors import SourceError
from lib.base.plaintext import plain
from lib.sources.config import ROOT
from lib.web.html import blocks
from lib.web.shell import access, closed, links, russian, store, visit
from lib.web.shell.entry import Closed, Entry, enter, told
from lib.words import statements, words

if TYPE_CHECKING:
    from lib.lists.scope import Scope
    from lib.register import Register
    from lib.register.vanished import Vanished, Watch
    from lib.sources.feed import Snapshot
    from lib.web.shell.store import Loaded, Served, View, Visit

NAME = "Отклик"
PAGES = ROOT / "pages"
ASSETS = Path(__file__).resolve().parents[1] / "assets"
HEARTBEAT = 10  # seconds between looks at the feed while a page is open
MISSES = 3  # missed refreshes before everybody is told
MOST_LOST = 30  # numbers of vanished cases that are told one by one
MOMENT = "at"  # the query parameter of «на момент…»

_inside: ContextVar[View | None] = ContextVar("view", default=None)


def pages() -> list[st.Page]:
    """Every page of the app; the card is reached by its address."""
    return [
        st.Page(PAGES / "now.py", title="Сейчас", url_path="now", default=True),
        st.Page(PAGES / "deputy.py", title="Заместителю главы", url_path="deputy"),
        st.Page(PAGES / "people.py", title="Исполнители", url_path="people"),
        st.Page(PAGES / "topics.py", title="Темы", url_path="topics"),
        st.Page(PAGES / "signals.py", title="Сигналы", url_path="signals"),
        st.Page(PAGES / "month.py", title="Месяц", url_path="month"),
        st.Page(PAGES / "check.py", title="Проверка реестра", url_path="check"),
        st.Page(PAGES / "regulation.py", title="Регламент", url_path="regulation"),
        st.Page(PAGES / "case.py", title="Карточка", url_path="case", visibility="hidden"),
        st.Page(PAGES / "cases.py", title="Сообщения", url_path="cases", visibility="hidden"),
    ]


def _allowed(known: list[st.Page], scope: Scope) -> list[st.Page]:
    """The pages of a role; the others are not even there to be asked for."""
    return [page for page in known if scope.has(page.url_path or "now")]


def run() -> None:
    """The router: settle who may see what, draw the shell, run the chosen page in it."""
    st.set_page_config(page_title=NAME, page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.html(ASSETS / "style.css")
    st.logo(ASSETS / "logo.svg", size="medium")
    russian.speak()
    entry = enter()
    if isinstance(entry, Closed):
        # Behind a closed door there is no menu; every address of the app leads to the same explanation.
        st.navigation(pages(), position="hidden")
        _closed(entry)
    known = pages()
    chosen = st.navigation(_allowed(known, entry.door.scope), position="top")
    with _shown(_shell(chosen.title, entry)):
        links.follow(known)
        chosen.run()


def page() -> View:
    """What the page may show. A page that runs outside of the router is sent back to it.

    On a fresh server the first visit of a deep link runs the page's file alone, without the router and so
    without the door: naming the pages here makes Streamlit run the router instead.
    """
    view = _inside.get()
    if view is None:
        st.navigation(pages(), position="top")
        st.rerun()
    return view


@contextmanager
def _shown(view: View) -> Iterator[None]:
    token = _inside.set(view)
    try:
        yield
    finally:
        _inside.reset(token)


def _closed(reason: Closed) -> NoReturn:
    """Nothing but an explanation, and the way in for somebody who may have one."""
    door = reason.door
    with st.container(border=True, width=720):
        blocks.heading(door.title)
        for line in door.lines:
            st.text(line)
        with st.container(horizontal=True):
            for name in door.logins:
                if st.button(f"Войти через {name}" if name else "Войти", type="primary", key=f"login_{name}"):
                    st.login(name or None)
            if door.leave:
                _logout()
        if door.faulty:
            closed.offer()
    if reason.served is not None:
        _look_again(reason.served)
    st.stop()


def _logout() -> None:
    if st.button("Выйти", key="logout"):
        access.end(access.visitor().account)
        st.logout()
        st.stop()  # whatever else would run finds the door closed, and its rerun drops the way out


@st.fragment(run_every=HEARTBEAT)
def _look_again(served: Served) -> None:
    if served.get().value is not None:
        st.rerun()


def _shell(title: str, entry: Entry) -> View:
    """Title, age of the data, the moment, notices; returns what the page may show."""
    served, snapshot = entry.served, entry.snapshot
    register = store.register_of(snapshot)
    present = store.present(register).floor("min")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        blocks.heading(title, register.settings.organisation)
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="shell_tools"):
            age = st.container(width="content")
            chosen, complaint = _moment(title, present)
            if entry.door.leave:
                _logout()
    if complaint:
        st.warning(complaint)
    with age:
        state = _state(served, snapshot, None if chosen is not None else present)
        _heartbeat(served, state, register, entry.door.scope)
    view = served.view(snapshot, present if chosen is None else chosen, entry.door.scope)
    _notices(entry, view, past=chosen is not None)
    return view


def _state(
    served: Served | Visit, snapshot: Snapshot[Loaded], minute: pd.Timestamp | None
) -> tuple[object, ...]:
    """What a page depends on: where it changes, the page is drawn anew."""
    edited = snapshot.value is not None and snapshot.value.edited
    return snapshot.version, edited, _told(snapshot), served.watch.lost, minute


def _told(snapshot: Snapshot[Loaded]) -> bool:
    """Whether a missed refresh is told: at once where waiting cures nothing, else after three."""
    if snapshot.error is None:
        return False
    return snapshot.misses >= MISSES or not isinstance(snapshot.error, SourceError)


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
    with st.popover("На момент…", help="Показать реестр таким, каким он был"):
        st.text_input(
            "Показать, как было",
            told,
            key=field,
            on_change=_choose_moment,
            args=(field,),
            placeholder="дд.мм.гггг чч:мм",
            max_chars=20,
        )
        st.caption(
            f"Например, {present:%d.%m.%Y} 12:00, и клавиша Enter. Что случилось позже, будет скрыто;"
            " нормы, рабочие часы и имена остаются нынешними."
        )
    chosen = words.read_moment(told) if told.strip() else None
    if chosen is None and told.strip():
        return None, f"Момент не понят. Введите дату и время, например {present:%d.%m.%Y} 12:00."
    if chosen is not None and chosen > present:
        return None, "Этот момент ещё не наступил: показано, как есть сейчас."
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


def _notices(entry: Entry, view: View, *, past: bool) -> None:
    """What a reader must know first: the moment shown, stale data, lost rows, whose data, the calendar."""
    snapshot = entry.snapshot
    if past:
        with st.container(horizontal=True, vertical_alignment="center", key="past"):
            st.info(
                f"Показано, как было {words.moment(view.now)}: всё, что случилось позже, скрыто."
                " Нормы, рабочие часы и имена — нынешние."
            )
            st.button("Вернуться к настоящему", on_click=_back_to_now)
    if _told(snapshot):
        zone, today = view.register.settings.timezone, store.present(view.register).date()
        since = words.local(snapshot.failed_since, zone, today)
        read = words.local(snapshot.read_at, zone, today)
        blocks.warning(
            f"Таблица не читается с {since}. Показаны последние прочитанные данные, от {read}.",
            told(snapshot.error, entry.settings),
        )
    blocks.warning(*statements.torn(view.register))
    lost = entry.served.watch.lost
    if lost is not None and view.scope.whole:
        _lost_notice(lost, entry.served.watch)
    if isinstance(entry.served, store.Visit):
        visit.notice(entry.served)
    elif entry.settings.demo:
        _demo_notice(edited=snapshot.value is not None and snapshot.value.edited)
    if view.scope.executor and view.register.cases.empty:
        st.info("Сообщений, направленных вам, в реестре нет. Если это ошибка, скажите куратору:")
        st.text(f"в списке допущенных вы названы «{plain(view.scope.executor)}».")
    known = view.coverage
    if known.unknown_years:
        years = ", ".join(map(str, known.unknown_years))
        st.warning(
            f"За {years} год программа знает только праздники, установленные законом: переносы и сокращённые"
            " дни внесите на лист «Календарь», иначе сроки могут сдвинуться."
        )
    if known.ending:
        st.warning(
            f"Производственный календарь известен программе до {known.last_day:%d.%m.%Y}. Переносы"
            " и сокращённые дни следующего года внесите на лист «Календарь»."
        )


def _lost_notice(lost: Vanished, watch: Watch) -> None:
    """Rows that were there and are gone; the curator may say that it is meant."""
    named = ", ".join(plain(number) for number in lost.numbers[:MOST_LOST])
    more = len(lost.numbers) - MOST_LOST
    rows = words.several(lost.rows, ("строка", "строки", "строк"))
    with st.container(horizontal=True, vertical_alignment="center", key="lost"):
        st.warning(
            f"Из реестра пропало: {rows}. Если это ошибка, верните их: в Google Таблице есть «История"
            " версий», у файла — его копия. Цифры посчитаны без них."
        )
        st.button("Так и должно быть", on_click=watch.accept, help="Скрыть это предупреждение у всех")
    if named:
        st.text(f"Пропали №: {named}" + (f" и ещё {more}" if more > 0 else ""))


def _demo_notice(*, edited: bool) -> None:
    with st.expander("Это демонстрационные данные", type="compact"):
        st.markdown(
            "Сообщения и имена вымышлены; они лежат в файле `register.xlsx` рядом с программой."
            " Его можно открыть и править в Excel или LibreOffice: страница обновится сама.\n\n"
            "Чтобы подключить свой реестр, впишите адрес Google Таблицы или путь к файлу `.xlsx`"
            " в `.streamlit/secrets.toml` (образец — `.streamlit/secrets.example.toml`)."
        )
        if edited:
            st.markdown(
                "В файл внесены правки: он больше не заменяется новым и виден только на этом компьютере."
            )
        visit.uploader()


def tab_title(title: str) -> None:
    """What the browser's tab says; plain text."""
    st.set_page_config(page_title=f"{title} · {NAME}")


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
    """A link to another page of the app (its file's name), at the moment that the reader has chosen."""
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
