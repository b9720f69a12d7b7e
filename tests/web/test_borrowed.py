"""The private names of Streamlit that the app leans on: where one fails after an upgrade, mend borrowed.py.

There is no public way in Streamlit 1.67 to any of it: neither its middleware nor `request.state` knows who
has logged in, and no setting says which frames are taken. Where a name is gone, the door stays shut to
everybody.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.web.server.starlette import starlette_routes, starlette_server_config, starlette_websocket

from lib.sources.config import ROOT
from lib.web.gate import frames, gate
from lib.web.shell import borrowed
from lib.web.shell.borrowed import BackMsg, ForwardMsg

WHERE = f"Streamlit {streamlit.__version__}: see lib/web/shell/borrowed.py"
# What a browser may ask in 1.67; a new kind is to be looked at before anybody may send it.
KNOWN = {
    "clear_cache", "set_run_on_save", "stop_script", "rerun_script", "load_git_info",
    "debug_disconnect_websocket", "debug_shutdown_runtime", "file_urls_request", "app_heartbeat",
    "backend_operation_request",
}  # fmt: skip
KNOWN_OPERATIONS = {"deferred_file", "install_skills", "dismiss_skills_nudge", "dataframe_chunk"}


def kinds(message: type, oneof: str) -> set[str]:
    return {field.name for field in message.DESCRIPTOR.oneofs_by_name[oneof].fields}


def test_the_login_and_the_addresses() -> None:
    assert callable(starlette_websocket._get_signed_cookie_with_chunks), WHERE
    assert starlette_server_config.USER_COOKIE_NAME == "_streamlit_user", WHERE
    assert f"{starlette_routes.BASE_ROUTE_MEDIA}/" == gate.FILES, WHERE
    assert f"{starlette_routes.BASE_ROUTE_UPLOAD_FILE}/" == gate.UPLOADS, WHERE
    assert starlette_routes.ROUTE_HOST_CONFIG == gate.HOST, WHERE


def test_every_kind_of_frame_is_known() -> None:
    assert kinds(BackMsg, "type") == KNOWN, WHERE
    operation = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
    assert {field.name for field in operation.oneofs_by_name["payload"].fields} == KNOWN_OPERATIONS, WHERE
    assert KNOWN > frames.ASKED
    assert KNOWN_OPERATIONS > frames.OPERATIONS


@pytest.mark.parametrize("path", ["/home/x/otklik/dashboard.py", r"C:\x\otklik\dashboard.py"])
def test_no_folder_of_the_server_is_told_of(path: str) -> None:
    message = ForwardMsg()
    message.new_session.main_script_path = path
    message.new_session.page_script_hash = "1"
    told = borrowed.told(frames.without_folder(message.SerializeToString()))
    assert (told.new_session.main_script_path, told.new_session.page_script_hash) == ("dashboard.py", "1"), (
        WHERE
    )
    text = ForwardMsg()
    text.delta.new_element.text.body = path
    assert borrowed.told(frames.without_folder(text.SerializeToString())) == text


def test_a_made_file_is_told_of_as_it_was() -> None:
    message = ForwardMsg()
    message.backend_operation_response.deferred_file.url = "/media/0f.xlsx"
    assert frames.made_file(borrowed.told(message.SerializeToString())) == "0f.xlsx", WHERE


def test_the_settings_of_a_host_are_those_that_streamlit_tells() -> None:
    app = Starlette(routes=starlette_routes.create_host_config_routes(""))
    told = TestClient(app).get("/_stcore/host-config").json()
    assert borrowed.host_config("x") == {**told, "allowedOrigins": ["x"]}, WHERE


def test_uploads_are_counted_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(borrowed, "_uploads", lambda: uploads)
    for session, name, size in (("a", "1", 10), ("a", "2", 20), ("b", "3", 30)):
        uploads.add_file(session, UploadedFileRec(name, "x.xlsx", "", b"x" * size))
    assert borrowed.held("a") == (2, 60), WHERE
    assert borrowed.held("nobody") == (0, 60)
    uploads.remove_file(session_id="a", file_id="1")
    assert borrowed.held("a") == (1, 50), WHERE


def test_nothing_else_borrows() -> None:
    """`streamlit` itself is public, and what its functions return; every other module of it is borrowed."""
    files = [ROOT / "dashboard.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "lib").rglob("*.py")]
    assert {path for path in files if private(path)} == {Path(borrowed.__file__)}


def private(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    modules = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    # The types of a place on the page and of what a visitor brought: no behaviour is borrowed with them.
    modules -= {"streamlit.delta_generator", "streamlit.runtime.uploaded_file_manager"}
    return any(re.match(r"streamlit\.", name or "") for name in modules) or "import streamlit." in text
