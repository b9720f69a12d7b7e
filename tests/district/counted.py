"""What the tests of the map count in place of registers: functions that other processes can import."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from lib.district.summary import Summary

MONTH = "2026-10"


def count(task: tuple[str, str]) -> Summary:
    """A task is what to do and its name: die at once, die once, hang, or answer."""
    what, name = task
    if what == "hang":
        time.sleep(600)
    if what == "die" or (what == "die once" and not Path(name).exists()):
        Path(name).touch()
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    return Summary(MONTH, 1, prints=(name,))
