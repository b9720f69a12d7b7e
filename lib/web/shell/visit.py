"""A register of the visitor's own: a file for one visit, of which nothing is kept on the server."""

from __future__ import annotations

from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib import sheets
from lib.base.clock import wall_clock
from lib.base.errors import OtklikError
from lib.register import parse
from lib.sources.tabs import Tabs
from lib.sources.workbook import MB, VISIT
from lib.web.shell import access, borrowed
from lib.web.shell.store import Visit

_VISIT, _REFUSED, _ROUND, _SESSION = "visit", "visit_refused", "visit_round", "visit_session"
KINDS = ("xlsx", "ods", "csv")
BIGGEST = VISIT.packed // MB  # megabytes; a register of 50,000 messages takes about half of it


def current() -> Visit | None:
    """The file that this visitor has brought, if any."""
    visit: Visit | None = st.session_state.get(_VISIT)
    return visit


def uploader(place: str = "notice") -> None:
    """A field to bring a file, for a visitor who was let in; `place` tells two on one page apart."""
    if current() is not None:
        return
    field = f"own_file_{place}_{st.session_state.get(_ROUND, 0)}"
    with st.container(key=f"own_file_{place}"):
        st.file_uploader(
            f"Реестр в файле .xlsx, .ods или .csv, не больше {BIGGEST} МБ",
            type=list(KINDS),
            max_upload_size=BIGGEST,
            key=field,
            on_change=_take,
            args=(field,),
        )
    st.caption("Файл увидите только вы, до закрытия этой вкладки: на сервере он не сохраняется.")
    refused = st.session_state.get(_REFUSED)
    if refused:
        st.warning("Файл не прочитан.")
        st.text(refused)


def show(visit: Visit) -> None:
    """Let this be the register that the visitor sees, on every page, until he goes back."""
    st.session_state[_VISIT] = visit


def read(brought: UploadedFile, tabs: str = "") -> Tabs:
    """The cells of a file that was brought; its bytes are let go at once. `tabs`: as in `sheets.read`."""
    borrowed.let_go(brought)
    return sheets.read_brought(brought.getvalue(), brought.name, tabs, _asker())


def notice(visit: Visit) -> None:
    """Whose data these are, and the way back."""
    with st.container(horizontal=True, vertical_alignment="center", key="own_notice"):
        st.info("Показан ваш файл. Его видите только вы; после закрытия вкладки от него ничего не останется.")
        st.button("Вернуться к реестру", on_click=_leave)
    st.text(visit.name)


def _take(field: str) -> None:
    """Read what was brought; the bytes are let go at once."""
    brought = st.session_state.get(field)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an empty field, without the file
    st.session_state[_REFUSED] = None
    if brought is None:
        return
    try:
        register = parse(read(brought), local=wall_clock)
    except OtklikError as error:
        st.session_state[_REFUSED] = str(error)
        return
    show(Visit(brought.name, register))


def _asker() -> str:
    """Who brings a file: whoever has logged in, in all his tabs; without a login this session."""
    known = access.visitor().account
    own: str = st.session_state.setdefault(_SESSION, uuid4().hex)
    return known.address if known is not None and known.address else own


def _leave() -> None:
    st.session_state[_VISIT] = None
