"""What every client of a server needs: a body read against the clock, and how long it asks us to wait."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

_BLOCK = 1 << 18


def drained(
    response: requests.Response,
    end: float,
    clock: Callable[[], float] = time.monotonic,
    look: Callable[[int, bytes], None] = lambda _size, _block: None,
) -> io.BytesIO:
    """The whole body of a response that is streamed, read until `end` by the clock.

    `requests` bounds only silences. `look` is shown each block and the size so far, and may refuse it.
    """
    body = io.BytesIO()
    while block := response.raw.read1(_BLOCK, decode_content=True):  # what has come, be it a byte
        body.write(block)
        look(body.tell(), block)
        if clock() > end:
            raise requests.ReadTimeout("the answer drips")
    body.seek(0)
    return body


def moment(text: str) -> datetime | None:
    """A time as the headers of HTTP write it, aware; None where it is none."""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def retry_after(response: requests.Response) -> float | None:
    """The seconds that the server asks to wait, as a number or as a date; None where it does not say."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    until = moment(text)
    return None if until is None else max(0.0, (until - datetime.now(UTC)).total_seconds())
