"""«Распечатать» in «⋯ Ещё»: the browser's own printing, once the page stands.

A page that has a printed form of its own draws it only then (`asked`).
"""

from __future__ import annotations

import math
import time

import streamlit as st

_ROUND, _ASKED = "print_round", "print_asked"  # in the session: how often it was asked for, and when last
_LASTS = 60.0  # seconds that the printed form stays: the browser's dialogue is open meanwhile

_PRINT = """
export default function ({ data }) {
  if (!data.round || window.otklikPrinted === data.round) return;
  window.otklikPrinted = data.round;
  const ran = '[data-testid="stApp"][data-test-script-state="notRunning"]';
  let quiet = 0;  // looks in a row at which nothing was being drawn
  const look = () => {
    quiet = document.querySelector(ran) ? quiet + 1 : 0;
    const form = document.querySelector(".otklik-paper");  // a page without one is printed as it stands
    if (quiet < (form ? 2 : 8)) setTimeout(look, 250);
    else window.print();
  };
  look();
}
"""


def button() -> None:
    """The button; `answer` has the browser print."""
    st.button("Распечатать", icon=":material/print:", key="print", on_click=_ask, width="stretch")


def answer() -> None:
    """Have the browser print where it was asked for; after all else, so that the printed form stands."""
    component = st.components.v2.component("otklik_print", js=_PRINT)
    with st.container(key="printing", height="content"):
        component(key="prints", data={"round": st.session_state.get(_ROUND, 0)})


def asked() -> bool:
    """Whether the page is drawn for the printer, too: «Распечатать» was pressed within the last minute."""
    since: float = st.session_state.get(_ASKED, -math.inf)
    return time.monotonic() - since < _LASTS


def _ask() -> None:
    st.session_state[_ASKED] = time.monotonic()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
