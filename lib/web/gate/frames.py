"""The frames of a page's websocket: in come only those that a page needs, out goes what it may fetch later.

Streamlit takes commands of a developer from anybody who connects: to clear every cache, to watch the source,
to install files. None of them is one that our pages send.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import Message, Receive, Send

from lib.web.gate.made import Connection, Holder, Made
from lib.web.shell import borrowed
from lib.web.shell.borrowed import ForwardMsg

# What the pages send: an action of the reader, the sign of life, the addresses for a file to bring, the click
# on a download, and the button that stops a drawing.
ASKED = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
)
OPERATIONS = frozenset({"deferred_file"})  # of `backend_operation_request`
MOST_NAMES = 20  # files that one request may want addresses for
_FILE = b"/media/"  # stands in each frame that tells of a file
_SCRIPT = b"dashboard.py"  # stands in each frame that begins a drawing, with the folder that it lies in
_NOT_OURS = 1003  # the code of a connection closed because of data that it does not take


def needed(frame: bytes | None) -> bool | None:
    """Whether a page needs this frame; None: it is no frame of Streamlit's at all."""
    message = None if frame is None else borrowed.asked(frame)
    if message is None:
        return None
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    if kind == "file_urls_request":
        return len(message.file_urls_request.file_names) <= MOST_NAMES
    return kind in ASKED


class Frames:
    """One connection: its frames as they may pass; `holder` says for whom its page is drawn now."""

    def __init__(
        self, receive: Receive, send: Send, made: Made, page: Connection, holder: Callable[[], Holder | None]
    ) -> None:
        self._receive, self._send, self._made, self._page, self._holder = receive, send, made, page, holder

    async def receive(self) -> Message:
        """The next message that may come in; what is no frame of Streamlit's ends the connection."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            passes = needed(message.get("bytes"))
            if passes is None:
                await self._send({"type": "websocket.close", "code": _NOT_OURS})
                return {"type": "websocket.disconnect", "code": _NOT_OURS}
            if passes:
                return message

    async def send(self, message: Message) -> None:
        """Pass a message out, without a folder of the server; of a made file note for whom it is."""
        frame = message.get("bytes")
        if message["type"] == "websocket.send" and frame and _SCRIPT in frame:
            message = {**message, "bytes": without_folder(frame)}
        if message["type"] == "websocket.send" and frame and _FILE in frame:
            # Of any other kind nothing is believed: a text of the register may hold the same word.
            name = made_file(borrowed.told(frame))
            holder = await asyncio.to_thread(self._holder) if name else None
            if holder is not None:
                self._made.told(self._page, name, holder)
        await self._send(message)


def without_folder(frame: bytes) -> bytes:
    """A frame that begins a drawing with its script's name alone; any other as it is.

    The browser only tells apps apart by it.
    """
    message = borrowed.told(frame)
    if message.WhichOneof("type") != "new_session":
        return frame
    begun = message.new_session
    begun.main_script_path = begun.main_script_path.replace("\\", "/").rpartition("/")[2]
    told: bytes = message.SerializeToString()
    return told


def made_file(message: ForwardMsg) -> str:
    """The name of the file that a message tells of; "" where it is about anything else."""
    if message.WhichOneof("type") != "backend_operation_response":
        return ""
    return name_of(message.backend_operation_response.deferred_file.url)


def name_of(address: str) -> str:
    """What follows the folder of files in an address; "" where that is not in it."""
    return address.rpartition(_FILE.decode())[2] if _FILE.decode() in address else ""
