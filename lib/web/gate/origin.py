"""Whether a page of this very address asks: what its browser names as the origin is the host that it asked.

Streamlit would let other ports of the machine in, and looks outside for the address of its own machine, which
stops the whole server and tells a stranger's service where it is.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def own(headers: Headers) -> bool:
    """Whether the origin is the host; or one that the deployer names, for a proxy that changes the host."""
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if len(origins) != 1 or len(hosts) != 1:
        return False  # every browser names its origin, once
    origin = _place(origins[0])
    if origin is None:
        return False
    scheme = urlsplit(origins[0]).scheme
    named = st.get_option("server.corsAllowedOrigins") or ()
    return origin == _place(f"{scheme}://{hosts[0]}") or origin in [_place(each) for each in named]


def _place(address: str) -> tuple[str, int | None] | None:
    """Host and port of an address; None where it is none."""
    try:
        parts = urlsplit(address.strip().lower())
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts.hostname, port or _PORTS.get(parts.scheme)
