"""Addresses that lead to no page: told in Russian, with the way back, before Streamlit tells it in English.

Streamlit serves its one page under every address, and says «Page not found» over the first page. This stands
before it (`dashboard.py`). The first page has the empty address; its own name leads there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lib.sources.config import ROOT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FIRST = "now"  # the page that stands at the empty address
_PAGES = ROOT / "pages"
# What Streamlit and its proxies serve beside pages, by the first part of the address.
_SERVED = {"_stcore", "app", "auth", "component", "media", "oauth2callback", "static", "~"}
_NAME = re.compile(r"[^/.]*")  # with a point in it, it is a file

_LOST = """<!doctype html>
<html lang="ru"><meta charset="utf-8"><title>Такой страницы нет · Отклик</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
body {{ font: 1rem/1.5 "Source Sans", system-ui, sans-serif; padding: 12vh 1.5rem }}
h1 {{ font-size: 1.75rem }}
a {{ display: inline-block; padding: .6rem 0; color: LinkText }}
</style>
<h1>Такой страницы нет</h1>
<p>Проверьте адрес: возможно, в нём опечатка или ссылка устарела.</p>
<p><a href="{home}">Открыть «Сейчас»</a></p>
</html>"""


class Addresses:
    """ASGI: answers for addresses without a page, passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._known = {path.stem for path in _PAGES.glob("*.py")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead to the first page, answer 404 in Russian, or pass on."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        home = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/") + "/"
        path = request.url.path
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            return None
        if not path.startswith(home):
            return None
        name = path[len(home) :].rstrip("/")
        if name == FIRST:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{home}{query}", 307)
        first = name.split("/")[0]
        if not name or name in self._known or first in _SERVED or not _NAME.fullmatch(name.split("/")[-1]):
            return None
        return HTMLResponse(_LOST.format(home=home), 404)
