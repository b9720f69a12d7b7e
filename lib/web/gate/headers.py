"""What every answer tells the browser: who may frame the page, and that its cookies are for https alone.

Nobody may frame it and speak to it but the origins that `client.allowedOrigins` names
(.streamlit/config.toml): by default none. On Community Cloud, known by the address that was asked for, the
page stands in a frame of its own origin; so there its own origin may, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders

NOBODY = "https://otklik.invalid"  # a name that can never be registered (RFC 2606)
_CLOUD = re.compile(r"[a-z0-9-]{1,63}\.streamlit\.app")


def cloud(asked: Headers) -> str:
    """The page's own origin where it was asked for on Community Cloud; "" elsewhere."""
    host = asked.get("host", "").lower()
    return f"https://{host}" if _CLOUD.fullmatch(host) else ""


def framing(asked: Headers) -> tuple[str, ...]:
    """The origins that may frame the page that was asked for and send it messages."""
    if here := cloud(asked):
        return (here,)
    named: Sequence[str] = st.get_option("client.allowedOrigins") or ()
    return tuple(origin for origin in named if origin != NOBODY)


def guard(answer: MutableHeaders, asked: Headers) -> None:
    """The headers that guard a page, on an answer to whom asked so."""
    ancestors = framing(asked)
    answer["Content-Security-Policy"] = "frame-ancestors " + (" ".join(ancestors) or "'none'")
    if not ancestors:
        answer["X-Frame-Options"] = "DENY"  # for browsers that do not know the line above
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "same-origin"


def secured(cookies: Sequence[str]) -> Iterator[str]:
    """The cookies of an answer, each for https alone: Streamlit never says so behind a proxy."""
    for cookie in cookies:
        said = {part.strip().lower() for part in cookie.split(";")}
        yield cookie if "secure" in said else f"{cookie}; Secure"
