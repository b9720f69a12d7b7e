"""The closed page, and a closed one of many: why there is nothing to see, the way in, the doctor at a fault.

The deployer sees there what `python -m lib doctor` tells, link by link. Anybody may open such a page. So what
was seen, which names files, addresses and spreadsheets, is told on the computer itself alone; from elsewhere
only where it stands and what to do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

import pandas as pd
import streamlit as st

from lib.doctor import findings
from lib.doctor.findings import Finding
from lib.lists.scope import DISTRICT
from lib.sources.config import ROOT
from lib.web.html import blocks, markup
from lib.web.shell import access, districts
from lib.web.shell.entry import HEARTBEAT, Closed

if TYPE_CHECKING:
    from lib.web.shell.store import Served

REFUSED = "Страница не открыта"
_KEPT = 20  # seconds: whoever presses the button again and again does not press on Google
# What was found last, and when. Not in Streamlit's cache, which any client may clear with one frame.
_latest: list[tuple[float, list[Finding]]] = []
_examining = threading.Lock()


def show(reason: Closed, onward: Mapping[str, str] = MappingProxyType({})) -> NoReturn:
    """Nothing but an explanation, the way in for somebody who may have one; `onward`: pages, file → name."""
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
                logout()
        for page, name in onward.items():
            st.page_link(ROOT / "pages" / page, label=name, icon=":material/arrow_forward:")
        if door.faulty:
            offer()
    if reason.served is not None:
        _look_again(reason.served)
    st.stop()


def others(his: list[st.Page], first: str, names: Iterable[str]) -> list[st.Page]:
    """In place of the pages of `names` that are not the reader's: why, and the way back, in Russian.

    `first`: the page of the empty address, which Streamlit shows instead of what is not there.
    """
    there = {page.url_path or first for page in his}
    return [
        st.Page(partial(_refused, name, his[0]), title=REFUSED, url_path=name, visibility="hidden")
        for name in names
        if name not in there and name != first
    ]


def _refused(name: str, way: st.Page) -> None:
    if name == DISTRICT and not districts.named():
        st.text("Страница «Район» сводит реестры нескольких поселений; в настройках они не названы.")
    else:
        st.text("Этой страницы у вашей роли нет. Если она нужна, обратитесь к тому, кто настраивал доступ.")
    st.page_link(way, label=f"Открыть «{way.title}»", icon=":material/arrow_forward:")


def logout() -> None:
    """A button that ends the login."""
    if st.button("Выйти", key="logout"):
        access.end(access.visitor().account)
        st.logout()
        st.stop()  # whatever else would run finds the door closed, and its rerun drops the way out


@st.fragment(run_every=HEARTBEAT)
def _look_again(served: Served) -> None:
    if served.get().value is not None:
        st.rerun()


def offer() -> None:
    """A button to have every link of the deployment examined, and what was found."""
    if not st.button("Проверить установку", icon=":material/checklist:", key="checkup"):
        return
    found = _examined()
    shown = found if access.visitor().local else findings.public(found)
    st.text(findings.total(shown))
    st.html(markup.table(_table(shown), "Звенья установки по порядку"))


def _examined() -> list[Finding]:
    # Only here: the doctor needs Google's libraries, an open page of a workbook does not.
    from lib.doctor import examine as doctor  # noqa: PLC0415

    with st.spinner("Проверяю установку…"), _examining:
        if not _latest or time.monotonic() - _latest[0][0] > _KEPT:
            found = doctor.examine()
            _latest[:] = [(time.monotonic(), found)]
        return _latest[0][1]


def _table(found: list[Finding]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Что проверено": [finding.step for finding in found],
            "Состояние": [finding.level.label for finding in found],
            "Результат": [finding.seen for finding in found],
            "Что сделать": [finding.cure for finding in found],
        }
    )
    return table if table["Результат"].any() else table.drop(columns="Результат")
