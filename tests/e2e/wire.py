"""What the server sends over the websocket to one visitor, without a browser: quick enough for every page.

The handshake is a browser's own: Origin, the token against forged requests, the cookie of a login.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

COOKIE = "_streamlit_user"
_XSRF = "_streamlit_xsrf"
_ANSWERS_WITHIN = 30.0  # seconds
# A page that asks to be drawn anew ends early, and its next run follows by itself.
_TO_BE_CONTINUED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


def login(secret: str, origin: str, address: str, /, **claims: Any) -> str:
    """The cookie of a login as Streamlit signs it, but of our own making."""
    told = {
        "email": address,
        "email_verified": True,
        "iat": int(time.time()),
        "origin": origin,
        "is_logged_in": True,
        "provider": "default",
        **claims,
    }
    return create_signed_value(secret, COOKIE, json.dumps(told)).decode()


def opened(url: str, cookie: str | None = None) -> ClientConnection:
    """A websocket as a browser opens it, to be closed by `with`."""
    token = generate_xsrf_token_string()
    cookies = f"{_XSRF}={token}" + (f"; {COOKIE}={cookie}" if cookie else "")
    return connect(
        f"ws://{urlsplit(url).netloc}/_stcore/stream",
        origin=Origin(url),
        subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
        additional_headers={"Cookie": cookies},
        max_size=None,
        proxy=None,
    )


def frames(url: str, page: str = "", query: str = "", cookie: str | None = None) -> list[bytes]:
    """Every frame of one page, from the visit to its last message."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    found: list[bytes] = []
    with opened(url, cookie) as socket:
        socket.send(asked.SerializeToString())
        while True:
            frame = socket.recv(timeout=_ANSWERS_WITHIN, decode=False)
            found.append(frame)
            told = ForwardMsg.FromString(frame)
            if told.WhichOneof("type") == "script_finished" and told.script_finished != _TO_BE_CONTINUED:
                return found


def holds(parts: list[bytes], word: str) -> bool:
    """Whether the word is in any of them, plain or as JSON writes it."""
    forms = (word.encode(), json.dumps(word)[1:-1].encode())
    return any(form in part for part in parts for form in forms)
