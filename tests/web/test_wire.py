"""What goes over the wire is compressed: messages by the websocket, the program's files by HTTP."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path

import pytest
from websockets.extensions.permessage_deflate import PerMessageDeflate

from benchmarks.session import Session
from tools.running import copy, running


@pytest.mark.slow
def test_messages_and_files_are_deflated(tmp_path: Path) -> None:
    async def opened(port: int) -> tuple[bool, int, str, int]:
        async with Session(port) as session:
            await session.open("month")
            first, page = session.received, session.page
            await session.beat()
            deflated = any(isinstance(each, PerMessageDeflate) for each in session.socket.protocol.extensions)
            return deflated, first, page, session.errors

    copy(tmp_path)
    with running(tmp_path) as server:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/", headers={"Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
        deflated, size, page, errors = asyncio.run(opened(server.port))
    assert deflated
    assert size > 50_000
    assert page  # a viewer of the benchmark asks for the page that it has open
    assert errors == 0
