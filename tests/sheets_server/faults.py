"""What can go wrong between the product and Google, to order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["status", "html", "hang", "cut", "truncated", "drip", "drop", "disabled"]

HTML = (
    b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"
)


@dataclass
class Fault:
    """One kind of failure, for the next `times` requests (None: until it is lifted).

    status: an error with that HTTP status; html: a page instead of JSON, with `status`; hang: no answer
    for `seconds`; cut: the connection ends in the body; truncated: half of the JSON, declared as a whole;
    drip: a byte every `seconds`; drop: the connection ends before an answer; disabled: the API is off.
    `where` is "api" or "token".
    """

    kind: Kind
    status: int = 200
    retry_after: str | None = None
    seconds: float = 60.0
    times: int | None = None
    where: Literal["api", "token"] = "api"


STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
}
