"""A small world to tell things in: a register, whom to tell, and services that keep what they got."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lib import sla
from lib.figures.facts import gather
from lib.notices import due
from lib.notices.notice import Notice
from lib.notices.service import Sent
from lib.register import Register
from lib.sources.config import notify
from tests.build import register

PEOPLE = {
    "куратор": ["json://curator"],
    "заместитель": ["json://deputy"],
    "глава": ["json://head"],
    "исполнитель: И": ["json://executor"],
}


def at(clock: str) -> datetime:
    """«10:00» on Monday 23.11.2026, or a whole moment."""
    return datetime.fromisoformat(clock if "T" in clock else f"2026-11-23T{clock}")


def case(**cells: Any) -> dict[str, Any]:
    """A row of «Реестр»; «10:00» is a time of Monday 23.11.2026."""
    times = {
        name: f"23.11.2026 {value}" if isinstance(value, str) and value[2:3] == ":" else value
        for name, value in cells.items()
    }
    return {"case": 1, "executor": "И", "text": "Слова сообщения", **times}


def one(**cells: Any) -> Register:
    return register(case(**cells))


def true(found: Register, now: str, **wanted: Any) -> list[Notice]:
    """The notices that are true, the digest apart."""
    facts = gather(found, sla.assess(found, at(now)), at(now))
    return due.notices(facts, due.Wanted(**wanted), with_digest=False)


def who(notices: list[Notice], kind: str, rule: str | None = None) -> list[str]:
    """Whom this is told, in the order of the table."""
    return [
        notice.to.role for notice in notices if notice.key.kind == kind and rule in (None, notice.key.rule)
    ]


def settings(folder: Path, people: Mapping[str, Any] = PEOPLE, **more: Any) -> notify.Notify:
    return notify.read({"people": dict(people), **more}, folder)


class Services:
    """What the services took, and which of them refuse now."""

    def __init__(self) -> None:
        self.took: list[tuple[str, str]] = []
        self.refusing: set[str] = set()

    def __call__(self, address: str, title: str, body: str) -> Sent:
        name = address.removeprefix("json://")
        if name in self.refusing:
            return Sent(False, "сервис просит писать реже (429)")
        self.took.append((name, f"{title}\n{body}"))
        return Sent(True)

    def to(self, name: str) -> list[str]:
        return [text for whose, text in self.took if whose == name]


class Http:
    """A service on the loopback: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.answer, self.silent = 200, b"{}", 0.0
        self.stop = threading.Event()
        self.port = 0

    def json(self) -> list[Any]:
        return [json.loads(body) for _, _, body in self.asked]


@contextmanager
def http() -> Iterator[Http]:
    """The service, for as long as the test runs."""
    found = Http()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.asked.append((self.path, dict(self.headers), body))
            found.stop.wait(found.silent)
            with contextlib.suppress(ConnectionError):  # who asked may have left
                self.send_response(found.status)
                self.send_header("Content-Length", str(len(found.answer)))
                self.end_headers()
                self.wfile.write(found.answer)

        def log_message(self, *_: object) -> None:
            """Tests read their output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
