"""Frames that no browser of ours sends, against the real server: nobody's login opens, nothing hangs or dies.

Every kind of message that the server's own format knows, with random fields, as strangers and as the admitted
send them; also what is no message at all. The seed is fixed: CI does the same each time. By hand, longer:

    OTKLIK_FUZZ_SECONDS=3600 OTKLIK_FUZZ_SEED=7 python3 start.py test -m slow tests/e2e/test_fuzz_frames.py
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection

from lib.demo import register as demo
from lib.demo.texts import EXECUTORS, PLACES
from lib.web.shell.borrowed import BackMsg
from tests.e2e.conftest import ROOT, Server, started
from tests.e2e.test_live import now
from tests.e2e.test_login import COOKIE_SECRET, secrets
from tests.e2e.wire import frames, holds, login, opened
from tests.hostile import ATTACKS

pytestmark = pytest.mark.slow
SECONDS = float(os.environ.get("OTKLIK_FUZZ_SECONDS", "40"))
SEED = int(os.environ.get("OTKLIK_FUZZ_SEED", "20261128"))
HANGS = 5.0  # seconds without an answer
# Places and people of the demonstration: cells that a page shows, and no closed door.
CELLS = (*PLACES, *EXECUTORS)
EACH = 40  # frames of one visit
CURATOR, VIEWER, STRANGER = "curator@example.org", "viewer@example.org", "stranger@elsewhere.org"
SECRETS = secrets("http://127.0.0.1:1", {CURATOR: "куратор", VIEWER: "читатель"})
PAGES = [path.stem.replace("now", "") for path in sorted((ROOT / "pages").glob("*.py"))]
_OF_A_PAGE = re.compile(rb"\$\$ID-[\w-]{1,200}|[0-9a-f]{32}|[0-9a-f-]{36}")
_WORDS = [
    *PAGES, *ATTACKS.values(), "", "0", "/", "../../secrets.toml", "n=1&list=open&period=all",
    "at=31.02.2026", "what=steps&who=all", "\x00", "Ы" * 2000, "-1", "1e309", "null",
    '{"a": [1]}', "[" * 500, "default",
]  # fmt: skip
_NUMBERS = (0, 1, -1, 2**31 - 1, 2**63 - 1, -(2**63))


def value(kind: Any, chance: random.Random, known: list[str]) -> Any:
    """Something that a field of that type may hold."""
    text = chance.choice(known) if known and chance.random() < 0.4 else chance.choice(_WORDS)
    number = chance.choice(_NUMBERS)
    if kind.type == kind.TYPE_BYTES:
        return chance.randbytes(chance.choice((0, 3, 500)))
    made = {
        kind.CPPTYPE_STRING: text.encode("utf-8", "replace").decode(),
        kind.CPPTYPE_BOOL: number > 0,
        kind.CPPTYPE_INT32: max(-(2**31), min(number, 2**31 - 1)),
        kind.CPPTYPE_ENUM: abs(number) % 3,
        kind.CPPTYPE_UINT32: abs(number) % 2**32,
        kind.CPPTYPE_INT64: number,
        kind.CPPTYPE_UINT64: abs(number) % 2**64,
    }
    return made.get(kind.cpp_type, chance.choice((0.0, -1.5, float("inf"), float("nan"), 1e308)))


def fill(message: Any, chance: random.Random, known: list[str], depth: int = 0) -> None:
    """Random fields of a message, down to the leaves."""
    for kind in message.DESCRIPTOR.fields:
        if chance.random() < 0.5 or depth > 6:
            continue
        place = getattr(message, kind.name)
        number = chance.choice((1, 1, 2, 30)) if kind.is_repeated else 1
        for _ in range(number):
            if kind.message_type is not None:
                part = place.add() if kind.is_repeated else place
                part.SetInParent()
                fill(part, chance, known, depth + 1)
            elif kind.is_repeated:
                place.append(value(kind, chance, known))
            else:
                setattr(message, kind.name, value(kind, chance, known))


KINDS = [kind.name for kind in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]


def frame(chance: random.Random, known: list[str]) -> tuple[str, bytes | str]:
    """A frame of some kind, and what kind."""
    if chance.random() < 0.04:
        return "no frame", chance.choice((chance.randbytes(60), "текст", b"", b"\xff" * 1000))
    message = BackMsg()
    name = chance.choice(KINDS)
    kind = BackMsg.DESCRIPTOR.fields_by_name[name]
    if kind.message_type is None:
        setattr(message, name, chance.random() < 0.9)
    else:
        part = getattr(message, name)
        part.SetInParent()
        fill(part, chance, known)
    if name == "rerun_script" and chance.random() < 0.5:  # a page that there is, with anything else in it
        message.rerun_script.page_name = chance.choice(PAGES)
        message.rerun_script.page_script_hash = message.rerun_script.fragment_id = ""
    return name, message.SerializeToString()


@dataclass
class Fuzz:
    """What came of it, over all visits."""

    server: Server
    until: float
    sent: Counter[str] = field(default_factory=Counter)
    leaks: list[bytes] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        """Ask for the health, again and again."""
        while time.monotonic() < self.until:
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"{self.server.url}/_stcore/health", timeout=HANGS) as answer:
                    assert answer.status == 200
            except OSError:
                self.slow.append(time.monotonic() - began)
            time.sleep(0.3)

    def attack(self, number: int) -> None:
        """Visit after visit, each as somebody."""
        chance = random.Random(SEED + number)
        while time.monotonic() < self.until:
            who = chance.choice((None, STRANGER, VIEWER, CURATOR))
            cookie = login(COOKIE_SECRET, self.server.url, who) if who else None
            self.visits[str(who)] += 1
            with (
                suppress(ConnectionClosed, InvalidMessage, InvalidStatus),
                opened(self.server.url, cookie) as page,
            ):
                self._visit(page, chance, admitted=who in (VIEWER, CURATOR))

    def _visit(self, page: ClientConnection, chance: random.Random, *, admitted: bool) -> None:
        known: list[str] = []
        for _ in range(EACH):
            if time.monotonic() > self.until:
                return
            name, data = frame(chance, known)
            page.send(data)
            self.sent[name] += 1
            for got in _received(page):
                known = (known + [word.decode() for word in _OF_A_PAGE.findall(got)])[-400:]
                if not admitted and any(holds([got], cell) for cell in CELLS):
                    self.leaks.append(got)


def _received(page: ClientConnection) -> Iterator[bytes]:
    with suppress(TimeoutError):
        while True:
            got = page.recv(timeout=0.02, decode=False)
            assert isinstance(got, bytes)
            yield got


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Server]:
    demo.write(tmp_path / "register.xlsx", now().to_pydatetime(), cases=40)
    with started(tmp_path, SECRETS) as server:
        yield server


def test_frames_of_every_kind(house: Server) -> None:
    curator = login(COOKIE_SECRET, house.url, CURATOR)
    before = shown(frames(house.url, "", "list=open", curator))
    assert len(before) > 2  # the counter-proof: a page shows them once the door is open
    fuzz = Fuzz(house, time.monotonic() + SECONDS)
    work = [threading.Thread(target=fuzz.watch)]
    work += [threading.Thread(target=fuzz.attack, args=(number,)) for number in range(3)]
    for each in work:
        each.start()
    for each in work:
        each.join()
    assert not fuzz.slow
    assert not fuzz.leaks
    assert {*KINDS, "no frame"} <= set(fuzz.sent), fuzz.sent
    assert len(fuzz.visits) == 4
    # Alive, and nothing of it lost: the curator sees what he saw, a stranger the closed door.
    assert before <= shown(frames(house.url, "", "list=open", curator))
    assert not shown(frames(house.url, "", "list=open"))
    assert not shown([house.log.read_bytes()])
    print(f"{sum(fuzz.sent.values())} frames in {sum(fuzz.visits.values())} visits: {dict(fuzz.sent)}")


def shown(parts: list[bytes]) -> set[str]:
    """The cells that are in any of them."""
    return {cell for cell in CELLS if holds(parts, cell)}
