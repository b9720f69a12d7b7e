"""A viewer without a browser: Streamlit's messages over its websocket, on the loopback."""

from __future__ import annotations

import asyncio
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

ANSWERS_WITHIN = 60.0  # seconds
# A page that asks to be drawn anew ends early, and its next run follows by itself.
_TO_BE_CONTINUED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Session:
    """One open page: `open` runs it, `beat` asks for its fragment as the browser does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.fragment: str | None = None
        self.page = ""  # the hash by which the server knows the page: without it a redraw is of the first one
        self.interval = 10.0
        self.errors = 0
        self.received = 0  # bytes of messages, before the wire's own compression

    async def __aenter__(self) -> Session:
        self.socket: ClientConnection = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            max_size=None,
            subprotocols=["streamlit"],
            origin=Origin(f"http://127.0.0.1:{self.port}"),  # the door asks whose page this is
            proxy=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def open(self, page: str = "") -> None:
        """Run the page of that address to its last message, the first page by default."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        await self._ask(asked)

    async def beat(self) -> None:
        """Run the page's fragment, as it asks its browser to every few seconds."""
        asked = BackMsg()
        asked.rerun_script.fragment_id = self.fragment or ""
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.is_auto_rerun = True
        await self._ask(asked)

    async def _ask(self, asked: BackMsg) -> None:
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(ANSWERS_WITHIN):
            while True:
                told = ForwardMsg.FromString(await self.socket.recv(decode=False))
                kind = told.WhichOneof("type")
                self.received += told.ByteSize()
                if kind == "auto_rerun":
                    self.fragment, self.interval = told.auto_rerun.fragment_id, told.auto_rerun.interval
                elif kind == "navigation":
                    self.page = told.navigation.page_script_hash
                elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                    self.errors += 1
                elif kind == "script_finished" and told.script_finished != _TO_BE_CONTINUED:
                    return
