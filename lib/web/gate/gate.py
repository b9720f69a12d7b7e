"""The gate before Streamlit (`dashboard.py`): what the pages do not need goes no further, for anybody.

Streamlit serves whoever knows an address: its own measurements, the interface for programs, files that were
made for somebody else, uploads to a closed page. Here an address is one of the few that a browser needs of
our pages, or it does not exist; and every answer bears the headers that guard it.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse

from lib.base.errors import ConfigError
from lib.demo import embedded
from lib.sources import config
from lib.web.gate import headers, origin
from lib.web.gate.frames import Frames
from lib.web.gate.made import Holder, Made
from lib.web.gate.uploads import Uploads
from lib.web.shell import access, borrowed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FILES, UPLOADS = "media/", "_stcore/upload_file/"
LOGOUT, HOST = "auth/logout", "_stcore/host-config"
_CORE, _STATIC = "_stcore", "static/"
_NEEDED = frozenset({"_stcore/health", "_stcore/stream", HOST})  # of Streamlit's own addresses
# What Streamlit serves to apps of another make: components in files, files of a folder.
_UNUSED = ("component/", "app/static/")
_UPLOAD = re.compile(rf"{UPLOADS}([\w-]{{1,64}})/[\w-]{{1,64}}")
_POLICY = 1008  # the code of a connection that the server's rules refuse


class Gate:
    """ASGI: answers itself what goes no further, passes on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._made = Made()
        self._uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in or send away."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, partial(_guarded, HTTPConnection(scope), send))
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page's websocket, from where it may come and with what frames."""
        asking = HTTPConnection(scope)
        if not origin.own(asking.headers) or _place(scope["path"]) not in _NEEDED:
            await receive()  # the handshake, which is read before it is refused
            await send({"type": "websocket.close", "code": _POLICY})
            return
        page = self._made.came()
        frames = Frames(receive, send, self._made, page, partial(_holder, asking))
        # The click on a download is answered beside the page: by this it is known whose click it is.
        access.asking.set(await asyncio.to_thread(_visitor, asking))
        try:
            await self._app(scope, frames.receive, frames.send)
        finally:
            self._made.went(page)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An address: it is served, guarded, or does not exist."""
        asking, place = HTTPConnection(scope), _place(scope["path"])
        cloud = headers.cloud(asking.headers)
        upload = _UPLOAD.fullmatch(place)
        if not _exists(place):
            await _GONE(scope, receive, send)
        elif place == HOST and cloud:
            await JSONResponse(borrowed.host_config(cloud))(scope, receive, send)
        elif upload and scope["method"] == "PUT":
            await self._take(upload[1], scope, receive, send)
        elif upload or (FILES in place and not place.startswith(_STATIC)):
            holder = await asyncio.to_thread(_holder, asking)
            name = place.partition(FILES)[2]
            given = holder is not None and (bool(upload) or self._made.gives(name, holder))
            await (self._app if given else _GONE)(scope, receive, send)
        else:
            if place == LOGOUT:
                await asyncio.to_thread(_leave, asking)
            await self._app(scope, receive, send)

    async def _take(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A file that is brought: of the admitted, while there is room."""
        holder = await asyncio.to_thread(_holder, HTTPConnection(scope))
        with self._uploads.room(session) as room:
            answer = _GONE if holder is None else self._app if room else _FULL
            await answer(scope, receive, send)


_GONE = PlainTextResponse("Not Found", 404)
_FULL = PlainTextResponse("Too many files at once", 429, {"Retry-After": "10"})


def _place(path: str) -> str:
    """The address below that of the app, without the stroke at its beginning."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    whole = path.removeprefix("/")
    return whole.removeprefix(f"{base}/") if base else whole


def _exists(place: str) -> bool:
    """Whether our pages need the address: of Streamlit's own ones, only these are there."""
    if _CORE in place.split("/"):
        return place in _NEEDED or _UPLOAD.fullmatch(place) is not None
    return not place.startswith(_UNUSED)


async def _guarded(asking: HTTPConnection, send: Send, message: Message) -> None:
    """An answer on its way, with the headers that guard it."""
    if message["type"] == "http.response.start":
        message.setdefault("headers", [])
        answer = MutableHeaders(scope=message)
        headers.guard(answer, asking.headers)
        cookies = answer.getlist("set-cookie")
        private = await asyncio.to_thread(_private, asking) if cookies else False
        if private:
            del answer["set-cookie"]
            for cookie in headers.secured(cookies):
                answer.append("set-cookie", cookie)
    await send(message)


def _private(asking: HTTPConnection) -> bool:
    """Whether it came by https, as the server, the proxy or the address of the login says."""
    schemes = {asking.url.scheme, *asking.headers.getlist("x-forwarded-proto")}
    return "https" in schemes or _origin().startswith("https:")


def _origin() -> str:
    """Where people log in to this app; "" where nobody does."""
    try:
        return config.load().login.origin
    except ConfigError:
        return ""


def _visitor(asking: HTTPConnection) -> access.Visitor:
    """Who asks, by the headers and the signed cookie; a login to another app with the same secret is none."""
    claims = borrowed.claims(asking.cookies)
    known = access.account(claims) if claims.get("origin") == _origin() else None
    return access.Visitor(tuple(asking.headers.items()), asking.client.host if asking.client else None, known)


def _holder(asking: HTTPConnection) -> Holder | None:
    """For whom a page would be drawn that is asked for so; None: before a closed door."""
    try:
        settings = config.load()
    except ConfigError:
        return None
    visitor = _visitor(asking)
    edited = settings.demo and embedded.edited(embedded.WORKBOOK)
    door = access.decide(settings, visitor, edited=edited)
    return Holder(visitor.login, door.scope) if door.open else None


def _leave(asking: HTTPConnection) -> None:
    """A logout by whatever way ends the login itself: a copy of its cookie opens nothing more."""
    access.end(_visitor(asking).account)
