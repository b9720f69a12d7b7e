"""The door of the files: what a page offers for download is served only to somebody whom the door lets in.

Streamlit keeps a made file under an address of its own and serves it to whoever knows the address, without a
page and so without the door. This stands before it (`dashboard.py`). Streamlit 1.67 tells a middleware in no
public way who has logged in, so two private names are borrowed to read its cookie; tests/web/test_gate.py
fails where an upgrade changes them.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit.config import get_option
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from lib.base.errors import ConfigError
from lib.demo import embedded
from lib.sources import config
from lib.web.shell import access

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FILES = "media/"  # in the path of every file that a page offers
_OWN = "static/"  # where Streamlit's own files lie, the fonts in static/media/ among them


class Gate:
    """ASGI: passes on everything but files asked for by somebody who may not see the register."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404, as for a file that never was, or pass on."""
        asked = scope["type"] == "http" and FILES in scope["path"] and not _of_streamlit(scope["path"])
        if asked and not await asyncio.to_thread(_admitted, Request(scope)):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _of_streamlit(path: str) -> bool:
    """Whether it lies among Streamlit's own files: those the explanation before a closed door needs, too."""
    base = get_option("server.baseUrlPath").strip("/")
    return path.startswith(f"/{base}/{_OWN}" if base else f"/{_OWN}")


def _admitted(request: Request) -> bool:
    try:
        settings = config.load()
    except ConfigError:
        return False
    edited = settings.demo and embedded.edited(embedded.WORKBOOK)
    return access.decide(settings, _visitor(request, settings.login.origin), edited=edited).open


def _visitor(request: Request, origin: str) -> access.Visitor:
    """`origin`: of this app; a login of another one that shares its secret does not count."""
    signed = _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
    claims = json.loads(signed) if signed else {}
    if claims.get("origin") != origin:
        claims = {}
    address = request.client.host if request.client else None
    return access.Visitor(tuple(request.headers.items()), address, access.account(claims))
