"""The HTTP side: token endpoint and API in one threaded server on the loopback."""

from __future__ import annotations

import gzip
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.sheets_server import discovery
from tests.sheets_server.discovery import Call, Refused, masked
from tests.sheets_server.faults import HTML, STATUS, Fault
from tests.sheets_server.model import Spreadsheet

AUDIENCE = "https://oauth2.googleapis.com/token"  # google-auth signs for it, whatever token_uri says
EMAIL = "otklik@example-project.iam.gserviceaccount.com"


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it; `method` is the API's name of it, "token", or "" if unknown."""

    method: str
    query: dict[str, list[str]]
    status: int
    at: float


@dataclass(frozen=True)
class _Token:
    scopes: frozenset[str]
    email: str
    expires: float


@cache
def _pair() -> tuple[str, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public


class SheetsServer:
    """`with SheetsServer() as server: server.add(Spreadsheet(…)); …; server.fail(Fault("hang"))`.

    `quota` is the reads a minute for each account; `clock` may be replaced to move its minute.
    """

    def __init__(self, *spreadsheets: Spreadsheet, quota: int = 60, compress: bool = False) -> None:
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.quota = quota
        self.compress = compress
        self.clock: Callable[[], float] = time.monotonic
        self.seen: list[Seen] = []
        self.revoked = False
        self._fault: Fault | None = None
        self._tokens: dict[str, _Token] = {}
        self._reads: deque[float] = deque()
        self._lock = threading.Lock()
        self.freed = threading.Event()  # lets go what hangs or drips
        self._http = _Server(self)
        for spreadsheet in spreadsheets:
            self.add(spreadsheet)

    def __enter__(self) -> SheetsServer:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.freed.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def key(self) -> dict[str, str]:
        """A service account's key as Google gives it, save that both addresses lead here."""
        return {
            "type": "service_account",
            "project_id": "example-project",
            "private_key_id": "1",
            "private_key": _pair()[0],
            "client_email": EMAIL,
            "client_id": "1",
            "token_uri": f"{self.url}/token",
            "sheets_uri": self.url,
        }

    def add(self, spreadsheet: Spreadsheet, role: str | None = "reader") -> None:
        """Serve a spreadsheet, shared with the account of `key` in this role (None: not at all)."""
        self.spreadsheets[spreadsheet.id] = spreadsheet
        if role:
            spreadsheet.shared[EMAIL] = role

    def fail(self, fault: Fault) -> None:
        self.freed.clear()
        self._fault = fault

    def heal(self) -> None:
        self._fault = None
        self.freed.set()

    def expire_tokens(self) -> None:
        """What was handed out is no longer taken: the next request meets a 401."""
        self._tokens.clear()

    def calls(self, name: str) -> int:
        """How many requests of that API method have come, whatever their answer."""
        return sum(seen.method.endswith(name) for seen in self.seen)

    def fault_for(self, where: str) -> Fault | None:
        with self._lock:
            fault = self._fault
            if fault is None or fault.where != where:
                return None
            if fault.times is not None:
                if fault.times == 0:
                    return None
                fault.times -= 1
            return fault

    def note(self, seen: Seen) -> None:
        with self._lock:
            self.seen.append(seen)

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """The token endpoint: a signed assertion for a token of one hour."""
        if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            raise _grant("unsupported_grant_type", "Invalid grant_type")
        try:
            claims = jwt.decode(form["assertion"][0], certs=_pair()[1], audience=AUDIENCE)
        except Exception as error:
            text = str(error).lower()
            clock = "expired" in text or "early" in text
            reason = "Token must be a short-lived token" if clock else "Invalid JWT Signature."
            raise _grant("invalid_grant", reason) from error
        if self.revoked or claims["iss"] != EMAIL:
            raise _grant("invalid_grant", "Invalid JWT Signature.")
        name = secrets.token_hex(8)
        self._tokens[name] = _Token(frozenset(claims["scope"].split()), claims["iss"], time.time() + 3600)
        return {"access_token": name, "token_type": "Bearer", "expires_in": 3599}

    def answer(self, call: Call, authorization: str, body: Any) -> bytes:
        """The API, after the request was found good."""
        token = self._tokens.get(authorization.removeprefix("Bearer "))
        if token is None or token.expires < time.time():
            raise Refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if not token.scopes & set(call.scopes):
            raise Refused(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
        self._count()
        spreadsheet = self.spreadsheets.get(call.path.get("spreadsheetId", ""))
        if spreadsheet is None:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.")
        if token.email not in spreadsheet.shared:
            raise Refused(403, "PERMISSION_DENIED", "The caller does not have permission")
        if spreadsheet.office:
            raise Refused(400, "FAILED_PRECONDITION", "This operation is not supported for this document")
        return self._served(call, spreadsheet)

    def _count(self) -> None:
        now = self.clock()
        with self._lock:
            while self._reads and self._reads[0] <= now - 60:
                self._reads.popleft()
            if len(self._reads) >= self.quota:
                raise Refused(
                    429,
                    "RESOURCE_EXHAUSTED",
                    "Quota exceeded for quota metric 'Read requests' and limit"
                    " 'Read requests per minute per user'",
                )
            self._reads.append(now)

    def _served(self, call: Call, spreadsheet: Spreadsheet) -> bytes:
        query = call.query
        answer: dict[str, Any]
        if call.method == "sheets.spreadsheets.get":
            mask = discovery.check_mask(query["fields"][0], "Spreadsheet") if "fields" in query else None
            wanted = query.get("includeGridData") == ["true"]  # counts only without a mask
            cells = wanted if mask is None else "data" in mask.get("sheets", {}) or mask.get("sheets") == {}
            answer = spreadsheet.described(query.get("ranges", []), cells=cells)
        elif call.method == "sheets.spreadsheets.values.batchGet":
            by_columns = query.get("majorDimension") == ["COLUMNS"]
            formatted = query.get("valueRenderOption") != ["UNFORMATTED_VALUE"]
            ranges = [
                spreadsheet.values(name, by_columns=by_columns, formatted=formatted)
                for name in query.get("ranges", [])
            ]
            answer = {"spreadsheetId": spreadsheet.id, "valueRanges": ranges}
        else:
            raise Refused(501, "UNIMPLEMENTED", f"{call.method} is not served here")
        if "fields" in query:
            schema = "Spreadsheet" if call.method.endswith("spreadsheets.get") else "BatchGetValuesResponse"
            answer = masked(answer, discovery.check_mask(query["fields"][0], schema))
        plain = query.get("prettyPrint") == ["false"]
        return orjson.dumps(answer, option=None if plain else orjson.OPT_INDENT_2)


def _grant(error: str, reason: str) -> Refused:
    refused = Refused(400, error, reason)
    refused.body = lambda: {"error": error, "error_description": reason}
    return refused


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: SheetsServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_PUT(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the console."""

    def _handle(self) -> None:
        owner = self.server.owner
        place = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_token = place.path == "/token"
        query = parse_qs(place.query, keep_blank_values=True)
        name = "token" if is_token else ""
        status, body, extra = 200, b"", {}
        fault = owner.fault_for("token" if is_token else "api")
        try:
            if is_token:
                body = json.dumps(owner.token(parse_qs(raw.decode()))).encode()
            else:
                call = discovery.call(self.command, place.path, query, json.loads(raw or b"null"))
                name = call.method
                if fault and fault.kind in ("status", "disabled"):
                    raise _ordered(fault)
                body = owner.answer(call, self.headers.get("Authorization", ""), raw)
            if fault and fault.kind == "status":
                raise _ordered(fault)
        except Refused as refused:
            status, body = refused.code, json.dumps(refused.body()).encode()
        if fault and fault.retry_after is not None:
            extra["Retry-After"] = fault.retry_after
        if fault and fault.kind == "html":
            status, body = fault.status, HTML
        owner.note(Seen(name, query, status, owner.clock()))
        if fault and fault.kind == "truncated":
            body = body[: len(body) // 2]
        self._send(status, body, extra, fault)

    def _send(self, status: int, body: bytes, extra: dict[str, str], fault: Fault | None) -> None:
        owner = self.server.owner
        kind = fault.kind if fault else ""
        if fault and kind == "hang":
            owner.freed.wait(fault.seconds)
        if kind in ("hang", "drop"):
            self.close_connection = True
            return
        if owner.compress and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            extra = {**extra, "Content-Encoding": "gzip"}
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if kind == "html" else "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        for header, value in extra.items():
            self.send_header(header, value)
        self.end_headers()
        if kind == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif fault and kind == "drip":
            for index in range(len(body)):
                if owner.freed.wait(fault.seconds):
                    break
                self.wfile.write(body[index : index + 1])
                self.wfile.flush()
            self.close_connection = True
        else:
            self.wfile.write(body)


def _ordered(fault: Fault) -> Refused:
    if fault.kind == "disabled":
        return Refused(
            403,
            "PERMISSION_DENIED",
            "Google Sheets API has not been used in project 1 before or it is disabled.",
            details=[{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}],
        )
    return Refused(fault.status, STATUS[fault.status], "Ordered by the test.")
