"""The files of a deployment: what they promise, as far as text can show it (no engine, no Windows here)."""

from __future__ import annotations

import configparser
import re

import pytest

from lib.sources.config import ROOT


def read(path: str) -> str:
    return (ROOT / path).read_bytes().decode()


def test_image_runs_as_its_own_user_and_is_watched() -> None:
    lines = read("Dockerfile").splitlines()
    starts = [line.split(" ", 1) for line in lines if re.match(r"[A-Z]+ ", line)]
    order = [word for word, _ in starts]
    assert dict(starts)["USER"] not in ("root", "0")
    assert order.index("COPY") < order.index("USER") < order.index("CMD")
    assert "HEALTHCHECK" in order
    assert "/_stcore/health" in read("Dockerfile")


def test_image_holds_what_exists_and_no_secret() -> None:
    for sources in re.findall(r"(?m)^COPY (.+) \S+$", read("Dockerfile")):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    assert {".streamlit/secrets.toml", "register.xlsx"} <= set(read(".dockerignore").splitlines())


def test_service_is_reached_by_nginx_alone() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(read("deploy/otklik.service"))
    service = unit["Service"]
    assert service["User"] == "otklik"
    assert "--server.address=127.0.0.1" in service["ExecStart"]
    assert service["ProtectSystem"] == "strict"
    port = re.search(r"--server\.port=(\d+)", service["ExecStart"])
    assert port
    assert f"proxy_pass http://127.0.0.1:{port[1]};" in read("deploy/nginx.conf")


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $otklik_connection;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_http_version 1.1;",
    ],
)
def test_nginx_passes_the_websocket_and_who_asks(line: str) -> None:
    assert line in read("deploy/nginx.conf")


def test_uploads_of_the_same_size_pass_nginx() -> None:
    size = re.search(r"(?m)^maxUploadSize = (\d+)", read(".streamlit/config.toml"))
    assert size
    assert f"client_max_body_size {size[1]}m;" in read("deploy/nginx.conf")


def test_double_click_starts_on_this_computer_alone() -> None:
    text = read("start.bat")
    assert text.count("\n") == text.count("\r\n")  # labels and Cyrillic need Windows' own line ends
    assert text.index("chcp 65001") < text.index("Отклик")
    assert "start.py run --server.address=127.0.0.1" in text
