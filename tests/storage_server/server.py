"""One file behind one address; what it answers is set by the test, what it was asked is kept."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Said:
    """An answer: `pieces` go out one by one, `between` seconds apart; `length` may lie about them."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes] = ()
    between: float = 0.0
    length: int | None = None
    silent: float = 0.0  # seconds before the first byte of the answer
    raw: bool = False  # `pieces` are all that goes out, status line and headers too


def answer(body: bytes, **headers: str) -> Said:
    """The file as a sound server gives it."""
    return Said(headers={name.replace("_", "-"): text for name, text in headers.items()}, pieces=[body])


class StorageServer:
    """Answers with what `respond` makes of a request's headers; `asked` keeps them in order."""

    def __init__(
        self, respond: Said | Callable[[Message], Said], context: ssl.SSLContext | None = None
    ) -> None:
        self.respond = respond
        self.asked: list[Message] = []
        self.paths: list[str] = []
        self.stop = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.headers)
                outer.paths.append(self.path)
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                """Tests read their output."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.address = f"http{'s' if context else ''}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        said = self.respond(handler.headers) if callable(self.respond) else self.respond
        self.stop.wait(said.silent)
        try:
            if not said.raw:
                self._head(handler, said)
            for piece in said.pieces:
                handler.wfile.write(piece)
                if self.stop.wait(said.between):
                    return
        except OSError:  # the other side hung up, as it should
            return

    @staticmethod
    def _head(handler: BaseHTTPRequestHandler, said: Said) -> None:
        handler.send_response(said.status)
        for name, text in said.headers.items():
            handler.send_header(name, text)
        if isinstance(said.pieces, list):
            size = sum(map(len, said.pieces)) if said.length is None else said.length
            handler.send_header("Content-Length", str(size))
        handler.end_headers()

    def __enter__(self) -> StorageServer:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate authority of one's own in a file, and a server's context that it vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Own authority")])
    here = ipaddress.ip_address("127.0.0.1")
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(here)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "ca.pem", folder / "key.pem"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def drip(beginning: bytes, drop: bytes = b"\0" * 10) -> Iterable[bytes]:
    """Bytes without end, a few at a time."""
    yield beginning
    while True:
        yield drop


def flood() -> Iterable[bytes]:
    """Bytes without end, as fast as they go."""
    yield from drip(b"PK\3\4", b"\0" * (1 << 20))
