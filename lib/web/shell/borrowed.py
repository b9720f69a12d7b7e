"""What Streamlit 1.67 keeps private and the app cannot do without; nothing else borrows from it.

There is no public way to read its login before a page runs, to know the frames of its websocket, or to let go
of an uploaded file. tests/web/test_borrowed.py fails where an upgrade changes one of these names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

__all__ = ["BackMsg", "ForwardMsg", "asked", "claims", "held", "host_config", "let_go", "told"]


def claims(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the provider said of who has logged in with these cookies; {}: nobody, as far as we signed."""
    signed = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    found = json.loads(signed) if signed else {}
    return found if isinstance(found, dict) else {}


def asked(frame: bytes) -> BackMsg | None:
    """What a browser asks with a frame; None: it is none of Streamlit's."""
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except DecodeError:
        return None
    return message


def told(frame: bytes) -> ForwardMsg:
    """What the server tells a browser with a frame."""
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message


def host_config(origin: str) -> dict[str, Any]:
    """What Streamlit tells a page of who may speak to it: `origin` alone."""
    return {
        "allowedOrigins": [origin],
        "useExternalAuthToken": False,
        "enableCustomParentMessages": False,
        "enforceDownloadInNewTab": False,
        "metricsUrl": "",
        "blockErrorDialogs": False,
        "resourceCrossOriginMode": None,
    }


def _uploads() -> MemoryUploadedFileManager | None:
    manager = get_instance().uploaded_file_mgr if exists() else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


def held(session: str) -> tuple[int, int]:
    """How many uploaded files of that session are in memory, and how many bytes of all sessions."""
    uploads = _uploads()
    if uploads is None:
        return 0, 0
    kept = {name: list(files.values()) for name, files in list(uploads.file_storage.items())}
    return len(kept.get(session, [])), sum(len(file.data) for files in kept.values() for file in files)


def let_go(brought: UploadedFile) -> None:
    """Have Streamlit forget an uploaded file that was read: it would keep it as long as the session lives."""
    running, uploads = get_script_run_ctx(), _uploads()
    if running is not None and uploads is not None:
        uploads.remove_file(running.session_id, brought.file_id)
