"""Sending by Apprise: one address, any service; and why it was not taken, without the address or its token.

Apprise (BSD-2) is imported only here, when something is sent. It says why something failed in what it logs of
the call, with hosts and chats: so its log goes nowhere, and only the number of an answer is told on.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

LIMIT = 60.0  # seconds for one message, whatever its service does; each answer has four of Apprise's own
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 600.0  # seconds
_CODE = re.compile(r"error=(\d{3})\b")
_REASONS = {
    400: "сервис не понял сообщение",
    401: "сервис не принял ключ или пароль из адреса",
    403: "сервис не разрешает писать по этому адресу",
    404: "сервис не знает такого адреса",
    429: "сервис просит писать реже",
}


@dataclass(frozen=True)
class Sent:
    """How a sending ended; `why` it failed, as the end of a sentence."""

    taken: bool
    why: str = ""


def send(address: str, title: str, body: str, limit: float = LIMIT) -> Sent:
    """Send one message to one address; a service that hangs is left after `limit` seconds."""
    apprise = _apprise()
    asset = apprise.AppriseAsset(async_mode=False)
    try:
        service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
        if service is None:
            return Sent(False, "адрес не подходит ни к одному сервису, исправьте его в [notify.people]")
        service.overflow_mode = apprise.OverflowMode.SPLIT  # longer than it takes: in pieces, whole
        sender = apprise.Apprise(asset=asset)
        sender.add(service)
        result = sender.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT, timeout=limit)
    except Exception:  # a plugin's own fault: it is told, stops nobody else, and bears no address
        return Sent(False, "сервис ответил не так, как ожидалось")
    return Sent(True) if result else Sent(False, _why(result))


def _why(result: Any) -> str:
    told = "\n".join(entry.message for entry in result.logs())
    if found := _CODE.search(told):
        code = int(found[1])
        return f"{_REASONS.get(code, 'сервис отказал')} ({code})"
    if result.timeout_count or "onnection error" in told:
        return "сервис недоступен или не ответил вовремя"
    return "сервис не принял сообщение"


@cache
def _apprise() -> Any:
    """The library with our plugins in it, and its log turned away from every reader."""
    import apprise  # noqa: PLC0415

    from lib.notices import messengers  # noqa: PLC0415

    own = logging.getLogger("apprise")
    own.propagate = False
    own.addHandler(logging.NullHandler())
    messengers.register()
    return apprise


class Patient:
    """`send` for run after run: what failed is asked again after a pause that doubles, up to ten minutes."""

    def __init__(self, deliver: Callable[[str, str, str], Sent] = send) -> None:
        self._deliver = deliver
        self._waiting: dict[str, tuple[float, float, Sent]] = {}  # until when, how long, how it had ended

    def __call__(self, address: str, title: str, body: str) -> Sent:
        """Send, or, while the pause lasts, tell again how it ended the last time."""
        until, pause, last = self._waiting.get(address, (0.0, _FIRST_PAUSE / 2, Sent(True)))
        if time.monotonic() < until:
            return last
        sent = self._deliver(address, title, body)
        if sent.taken:
            self._waiting.pop(address, None)
        else:
            pause = min(2 * pause, _LONGEST_PAUSE)
            self._waiting[address] = (time.monotonic() + pause, pause, sent)
        return sent
