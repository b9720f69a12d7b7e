"""Links within the app that keep the session: a click moves on as the menu does, without loading anew.

The links of `st.html` are plain addresses: they can be copied, opened beside, and work without this. A
visitor's own file lives in his session alone, so there a page loaded anew would lose it.

On a narrow screen the menu closes once a page is chosen. A page that is drawn anew while somebody reads it
with the keyboard keeps the focus on the link where it was.

A card and a list behind a number have no place in the menu: they lead back to where the reader came from, as
he left it.

On the way to a card or a list Streamlit leaves an entry in the browser's history that has the old page's name
and the new one's parameters; the way back skips it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from lib.web.shell.addresses import FIRST

_LISTEN = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest?.('[data-testid="stHtml"] a[href]');
    const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (!link || aside || link.target === "_blank" || link.origin !== window.location.origin) return;
    event.preventDefault();
    setTriggerValue("link", link.getAttribute("href"));
  };
  const back = (event) => {
    const [from, to] = [new URL(window.location.href), new URL(event.destination.url)];
    const backward = event.navigationType === "traverse"
      && event.destination.index < window.navigation.currentEntry.index;
    const hidden = /[/]cases?$/.test(from.pathname);
    const between = hidden && from.pathname !== to.pathname && from.search === to.search;
    if (backward && between) setTimeout(() => window.history.back());
  };
  const close = (event) => {  // the menu of a narrow screen would stay over the page that was chosen
    if (window.innerWidth > 768 || !event.target.closest?.('[data-testid="stSidebarNavLink"]')) return;
    const menu = '[data-testid="stSidebar"][data-collapsed="false"]';
    const button = `${menu} [data-testid="stSidebarCollapseButton"] button`;
    setTimeout(() => document.querySelector(button)?.click(), 300);
  };
  let held = null;
  const hold = (event) => { held = event.target.closest?.('[data-testid="stHtml"] a[href]') ?? null; };
  const drawnAnew = new MutationObserver(() => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const [address, shown] = [held.getAttribute("href"), held.textContent];
    const same = [...document.querySelectorAll('[data-testid="stHtml"] a[href]')]
      .find((link) => link.getAttribute("href") === address && link.textContent === shown);
    held = null;
    same?.focus({ preventScroll: true });
  });
  drawnAnew.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("focusin", hold);
  document.addEventListener("click", follow);
  document.addEventListener("click", close);
  window.navigation?.addEventListener("navigate", back);
  return () => {
    drawnAnew.disconnect();
    document.removeEventListener("focusin", hold);
    document.removeEventListener("click", follow);
    document.removeEventListener("click", close);
    window.navigation?.removeEventListener("navigate", back);
  };
}
"""


def follow(pages: list[st.Page]) -> None:
    """Go where a link within the app was clicked; anything that is none of the `pages` is left alone."""
    component = st.components.v2.component("otklik_links", js=_LISTEN)
    with st.container(key="links", height="content"):
        found = component(key="followed", on_link_change=_nothing)
    address = urlsplit(found.link or "")
    known = {page.url_path or FIRST: page for page in pages}
    if address.path in known:
        query = parse_qs(address.query, keep_blank_values=True)
        st.switch_page(known[address.path], query_params=query)


_TRAIL = "trail"  # in the session: each page's parameters when it was last seen, the latest page last
_DEEPER = {"case": {"case"}, "cases": {"case", "cases"}}  # what no page of these leads back to


def noted(page: str) -> None:
    """Remember that the session is on this page now, and with which parameters."""
    trail = st.session_state.setdefault(_TRAIL, {})
    trail.pop(page, None)
    trail[page] = {name: st.query_params.get_all(name) for name in st.query_params}


def came_from(page: str, may: Callable[[str], bool]) -> tuple[str, dict[str, list[str]]]:
    """Where the reader came from to this page: the page's name, and its parameters as he left it.

    may: whether a page is his. Who opened the address itself is led to the first page.
    """
    seen = reversed(st.session_state.get(_TRAIL, {}).items())
    left = ((name, query) for name, query in seen if name not in _DEEPER[page] and may(name))
    return next(left, (FIRST, {}))


def _nothing() -> None:
    """Streamlit hands a trigger on only where somebody listens."""
