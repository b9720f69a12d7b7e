"""The sign of life to systemd: ready, and then that the server's loop still turns (deploy/otklik.service).

A health check from outside is no help where nobody asks; a process that hangs sends nothing, and systemd
begins it anew. Where no systemd waits for the sign, nothing is done. The protocol is sd_notify(3).
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

_SIGNS = 2  # of life in each span after which systemd gives up


def waits(environ: Mapping[str, str] = os.environ) -> float | None:
    """Seconds between two signs of life; None: nobody waits for any."""
    told = environ.get("WATCHDOG_USEC", "")
    mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(told) / 1e6 / _SIGNS if told.isdecimal() and int(told) and mine else None


def say(sign: bytes, environ: Mapping[str, str] = os.environ) -> None:
    """Tell systemd, where it listens; a sign that does not reach it is as none."""
    place = environ.get("NOTIFY_SOCKET", "")
    if not place:
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.setblocking(False)
        way.sendto(sign, address)


@asynccontextmanager
async def watched(_app: Any) -> AsyncIterator[None]:
    """While the server runs: ready at its beginning, alive again and again, stopping at its end."""
    say(b"READY=1")
    pause = waits()
    beats = None if pause is None else asyncio.create_task(_beat(pause))
    try:
        yield
    finally:
        say(b"STOPPING=1")
        if beats is not None:
            beats.cancel()


async def _beat(pause: float) -> None:
    while True:
        say(b"WATCHDOG=1")
        await asyncio.sleep(pause)
