"""The app on a copy of the project, on a free port of this computer; its clock may stand at a moment."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60.0  # seconds

# The app's own script with one line more. The demonstration is then made for that moment, too.
_STOPPED = """from datetime import datetime
from lib.web.shell import router, store
store.wall_clock = lambda zone: datetime.fromisoformat({moment!r})
router.run()
"""


@dataclass(frozen=True)
class Running:
    """A running app: its address, the folder of its copy, its process."""

    url: str
    port: int
    folder: Path
    process: subprocess.Popen[bytes]


def copy(folder: Path, moment: datetime | None = None) -> None:
    """Copy what the app needs into `folder`; with a `moment` its clock stands there (naive local time)."""
    for part in ("lib", "pages"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit", ignore=shutil.ignore_patterns("secrets*"))
    if moment is None:
        shutil.copy(ROOT / "dashboard.py", folder)
    else:
        (folder / "dashboard.py").write_text(_STOPPED.format(moment=moment.isoformat()), encoding="utf-8")


@contextmanager
def running(folder: Path, before: Sequence[str] = ()) -> Iterator[Running]:
    """Run the copy in `folder`, `before` put before the command (`taskset`, say). RuntimeError if it ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*before, sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(folder)},
        )
    try:
        _wait(port, process, folder / "server.log")
        yield Running(f"http://127.0.0.1:{port}", port, folder, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not start:\n" + log.read_text(encoding="utf-8", errors="replace"))
