"""The files of a deployment: what they promise, as far as text can show it (no engine, no Windows here)."""

from __future__ import annotations

import asyncio
import configparser
import contextlib
import re
import socket
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from lib.sources.config import ROOT
from lib.sources.config.notify import STATE
from lib.web.gate import alive


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


def test_nothing_is_written_or_imported_beside_the_code() -> None:
    """Whoever could put a file beside the code would have it run at the next start."""
    image = read("Dockerfile")
    assert "PYTHONSAFEPATH=1" in image
    assert not re.search(r"chmod|chgrp|chown", image)
    assert " -P -m streamlit run" in service()["ExecStart"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Type", "notify"),
        ("Restart", "always"),
        ("WatchdogSec", "60"),
        ("MemoryMax", "2G"),
        ("TasksMax", "256"),
        ("LimitCORE", "0"),
        ("OOMPolicy", "continue"),
        ("SystemCallArchitectures", "native"),
        ("SystemCallFilter", "~@privileged @resources"),
    ],
)
def test_service_is_bounded_and_watched(name: str, value: str) -> None:
    assert service()[name] == value


@pytest.mark.parametrize(
    "file", ["deploy/otklik.service", "deploy/otklik-notify.service", "deploy/nginx.conf"]
)
def test_every_group_of_lines_has_its_reason(file: str) -> None:
    """Blank lines and comments part the groups; one that guards something begins with why."""
    guards = (
        r"SystemCall|Protect|Private|Restrict|Memory|Tasks|Limit|Watchdog|limit_|client_body|proxy_cookie"
    )
    lines = [line.strip() for line in read(file).splitlines()]
    for place, line in enumerate(lines):
        if re.match(guards, line):
            above = next(each for each in reversed(lines[:place]) if not each or each.startswith("#"))
            assert above.startswith("#"), line


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["otklik", "otklik-notify"])
def test_service_is_closed_as_systemd_sees_it(unit: str) -> None:
    """Exposure as of systemd 252, from 0 (closed) to 10."""
    command = ["systemd-analyze", "security", "--offline=true", str(ROOT / f"deploy/{unit}.service")]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout
    level = re.search(rf"exposure level for {unit}.service: ([\d.]+)", told)
    assert level
    assert float(level[1]) <= 2.5


@pytest.mark.parametrize(
    "line",
    [
        "limit_req  zone=otklik_requests burst=400 nodelay;",
        "limit_conn otklik_connections 100;",
        "limit_req zone=otklik_uploads burst=10 nodelay;",
        "proxy_cookie_flags ~ secure samesite=lax;",
        "location ~ ^/_stcore/(metrics|agent) {",
    ],
)
def test_nginx_bounds_and_closes(line: str) -> None:
    assert line in read("deploy/nginx.conf")


def test_the_sign_of_life(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ready, alive again and again while the loop turns, nothing while it stands still."""
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(place))
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(place))
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        monkeypatch.delenv("WATCHDOG_PID", raising=False)

        async def run() -> None:
            async with alive.watched(None):
                await asyncio.sleep(0.3)
                heard = signs(systemd)
                assert heard[0] == b"READY=1"
                assert heard.count(b"WATCHDOG=1") >= 3
                time.sleep(0.3)  # the loop hangs
                assert signs(systemd) == []

        asyncio.run(run())
        assert signs(systemd)[-1] == b"STOPPING=1"


def signs(systemd: socket.socket) -> list[bytes]:
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(systemd.recv(100))
    return found


@pytest.mark.parametrize(
    ("environ", "pause"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 30.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_who_waits_for_the_sign(environ: dict[str, str], pause: float | None) -> None:
    assert alive.waits(environ) == pause
    alive.say(b"READY=1", {"NOTIFY_SOCKET": "/nowhere/at/all"})


def test_notices_are_told_by_a_timer_and_kept_where_the_service_may_write() -> None:
    unit, guide = read("deploy/otklik-notify.service"), read("docs/notices.md")
    assert "python -m lib notify\n" in unit
    assert "StateDirectory=otklik-notify\n" in unit
    assert 'state = "/var/lib/otklik-notify/notified.sqlite"' in guide
    assert "OnCalendar=*:*:00\n" in read("deploy/otklik-notify.timer")


def test_the_scheduled_job_carries_what_was_told_from_run_to_run() -> None:
    job = yaml.safe_load(read("deploy/notify-workflow.yml"))
    steps = job["jobs"]["notify"]["steps"]
    restored, saved = (
        next(step for step in steps if step.get("uses", "").startswith(f"actions/cache/{name}"))
        for name in ("restore", "save")
    )
    assert restored["with"]["path"] == saved["with"]["path"] == STATE
    assert saved["with"]["key"].startswith(restored["with"]["restore-keys"])
    assert saved["if"].startswith("always()")
    assert job["concurrency"]["cancel-in-progress"] is False


def service() -> configparser.SectionProxy:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string(read("deploy/otklik.service"))
    return unit["Service"]


def test_service_is_reached_by_nginx_alone() -> None:
    assert service()["User"] == "otklik"
    assert "--server.address=127.0.0.1" in service()["ExecStart"]
    assert service()["ProtectSystem"] == "strict"
    port = re.search(r"--server\.port=(\d+)", service()["ExecStart"])
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
