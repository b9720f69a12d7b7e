"""One GET of a file from a WebDAV or web server by `requests`: bounded in size and time, faults in Russian.

The password goes to the server of the configuration and to no other; redirects are followed here, because
`requests` would follow one to open http as well.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from lib.sources import refusals
from lib.sources.config.storage import Storage, loopback, safe
from lib.sources.refusals import StorageError
from lib.sources.wire import drained, moment, retry_after

_ON = 5  # times that a server may send us on
_MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one download may take: bytes, and seconds."""

    size: int = 64 * _MB
    connect: float = 10.0
    silence: float = 30.0
    whole: float = 90.0


LIMITS = Limits()


@dataclass(frozen=True)
class Answer:
    """What the server said of the file, and its bytes; None: unchanged since it was asked last."""

    body: bytes | None = None
    tag: str = ""
    modified: str = ""
    date: str = ""

    @property
    def saved(self) -> datetime | None:
        """When the file was stored last, aware; None where the server does not tell."""
        return moment(self.modified)

    @property
    def told(self) -> datetime | None:
        """The server's own clock, aware."""
        return moment(self.date)

    @property
    def question(self) -> dict[str, str]:
        """The headers that ask «has it changed since?»; none where the answer could not be trusted.

        A time of whole seconds, or a weak tag, may stand for two files of one second: they count only once
        that second was over as the server answered.
        """
        if self.tag and not self.tag.startswith("W/"):
            return {"If-None-Match": self.tag}
        if self.saved is not None and self.told is not None and self.told <= self.saved:
            return {}
        if self.tag:
            return {"If-None-Match": self.tag}
        return {"If-Modified-Since": self.modified} if self.saved is not None else {}


def fetch(address: str, storage: Storage, question: Mapping[str, str], limits: Limits = LIMITS) -> Answer:
    """The file as the server has it now, asked with the headers of `question`; StorageError in Russian."""
    end = time.monotonic() + limits.whole
    try:
        with (
            _cut_after(limits.whole),
            _session(storage) as session,
            _reached(session, address, storage, question, limits) as response,
        ):
            _refuse(response, address, storage)
            unchanged = response.status_code == HTTPStatus.NOT_MODIFIED
            if unchanged and not question:
                raise refusals.by_status(response.status_code)
            body = None if unchanged else _body(response, limits, end)
            if time.monotonic() >= end:  # cut, and what came may look like all there is
                raise refusals.slow(limits.whole)
    except (StorageError, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        if time.monotonic() >= end:
            raise refusals.slow(limits.whole) from error
        if isinstance(error, StorageError):
            raise
        raise refusals.silence(error) from error
    said = response.headers
    return Answer(body, said.get("ETag", ""), said.get("Last-Modified", ""), said.get("Date", ""))


# --- the way there -----------------------------------------------------------------------------------------

_sockets: ContextVar[list[socket.socket]] = ContextVar("sockets of the download under way")


class _Plain(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _sockets.get().append(self.sock)


class _Safe(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _sockets.get().append(self.sock)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _Safe


_POOLS = {"http": _PlainPool, "https": _SafePool}


class _Way(HTTPAdapter):
    """The way out of `requests` whose sockets are known, and that trusts a `ca` of one's own as well."""

    def __init__(self, trusted: ssl.SSLContext | None) -> None:
        self._more: dict[str, Any] = {} if trusted is None else {"ssl_context": trusted}
        super().__init__()

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,
        **named: Any,
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **named, **self._more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **named, **self._more)
        manager.pool_classes_by_scheme = _POOLS
        return manager


@contextmanager
def _cut_after(seconds: float) -> Iterator[None]:
    """Every connection made within is cut after so long, also one whose server drips byte by byte."""
    sockets: list[socket.socket] = []
    known = _sockets.set(sockets)

    def cut() -> None:
        for each in sockets:
            with suppress(OSError):  # closed already
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _sockets.reset(known)


def _session(storage: Storage) -> requests.Session:
    trusted = None
    if storage.ca is not None:
        trusted = ssl.create_default_context()
        try:
            trusted.load_verify_locations(storage.ca)
        except OSError as error:
            raise refusals.authority() from error
    session = requests.Session()
    way = _Way(trusted)
    session.mount("https://", way)
    session.mount("http://", way)
    return session


class _Login(AuthBase):
    """User and password for the server of the configuration alone.

    Given also where there are none: else `requests` would look for some in a file of the computer's user.
    """

    def __init__(self, address: str, storage: Storage) -> None:
        self._home = _origin(address)
        user, password = storage.user.encode(), storage.password.encode()
        self._login = HTTPBasicAuth(user, password) if user else None

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._login is not None and _origin(request.url or "") == self._home:
            self._login(request)
        return request


def _origin(address: str) -> tuple[str, str, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _reached(
    session: requests.Session, address: str, storage: Storage, question: Mapping[str, str], limits: Limits
) -> requests.Response:
    """The answer at the end of the way, its body still to be read."""
    login, here = _Login(address, storage), address
    for _ in range(_ON + 1):
        response = session.get(
            here,
            headers={**question, "Accept-Encoding": "identity", "User-Agent": "Otklik"},
            auth=login,
            stream=True,
            allow_redirects=False,
            timeout=(limits.connect, limits.silence),
        )
        onward = session.get_redirect_target(response)
        if onward is None:
            return response
        response.close()
        here = urljoin(here, onward)
        if not _may_go_on(urlsplit(address), urlsplit(here)):
            raise refusals.open_way()
    raise refusals.round_and_round()


def _may_go_on(start: SplitResult, onward: SplitResult) -> bool:
    """Only over https; and to this computer only from this computer."""
    ours = loopback(start.hostname or "")
    return safe(onward) and (ours or not loopback(onward.hostname or ""))


# --- what came ---------------------------------------------------------------------------------------------


def _refuse(response: requests.Response, address: str, storage: Storage) -> None:
    """StorageError for every status but «here it is» and «unchanged»."""
    status = response.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        elsewhere = _origin(response.url) != _origin(address)
        raise refusals.stranger(elsewhere=elsewhere, named=bool(storage.user))
    if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        raise refusals.by_status(status, retry_after(response) or 0.0)


def _body(response: requests.Response, limits: Limits, end: float) -> bytes:
    """The file's bytes; StorageError where they are a page, too many, or only a part of it."""
    path = urlsplit(response.url).path
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limits.size:
        raise refusals.big(limits.size // _MB)
    typed = response.headers.get("Content-Type", "").lower().startswith("text/html")

    def look(size: int, block: bytes) -> None:
        if size > limits.size:
            raise refusals.big(limits.size // _MB)
        first = size == len(block)
        tagged = block.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        if first and (tagged or (typed and not block.startswith(b"PK"))):
            raise refusals.page(path)

    body = drained(response, end, look=look).getvalue()
    if not body:
        raise refusals.empty()
    if body.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(body)):
        raise refusals.torn()
    return body
