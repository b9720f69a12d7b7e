"""«Распечатать» in «⋯ Ещё»: the browser's own printing, once the page stands."""

from __future__ import annotations

import streamlit as st

_ROUND = "print_round"  # in the session: how often it was asked for

_PRINT = """
export default function ({ data }) {
  if (!data.round || window.otklikPrinted === data.round) return;
  window.otklikPrinted = data.round;
  const ran = '[data-testid="stApp"][data-test-script-state="notRunning"]';
  const drawn = () => (document.querySelector(ran) ? window.print() : setTimeout(drawn, 100));
  setTimeout(drawn, 300);
}
"""


def button() -> None:
    """The button, with what answers it in the browser."""
    st.button("Распечатать", icon=":material/print:", key="print", on_click=_ask, width="stretch")
    component = st.components.v2.component("otklik_print", js=_PRINT)
    with st.container(key="printing", height="content"):
        component(key="prints", data={"round": st.session_state.get(_ROUND, 0)})


def _ask() -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
