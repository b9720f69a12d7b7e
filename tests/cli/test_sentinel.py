"""A command reads its file itself, under limits; whatever the file does to it, one line and exit code 2."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.cli import GROUPS, usage
from lib.sources.config import ROOT
from tests.traps import HEADER, again, workbook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere files are read apart")

LONG = [HEADER.encode(), *again("<row><c><v>1</v></c></row>", 4)]
# Limits of the register as given, then the command line as it is started.
LIMITED = """
import sys
from dataclasses import replace
from lib.sources.files import budget
budget.REGISTER = replace(budget.REGISTER, {limits})
from lib.cli import started
sys.argv[0] = "lib"
sys.exit(started())
"""
# A program under the sentinel that says when it runs; what stands below is done in it.
GUARDED = """
import os, sys, time
from lib.sources.files import sentinel
def work():
    print(os.getpid(), flush=True)
    {work}
    return 7
sys.exit(sentinel.guarded(work))
"""


# `notify --watch` on the file that is named, stopped after its second round.
WATCHED = """
import sys
from pathlib import Path
from lib.sources import config
from tests.notices.world import settings
config.notices = lambda: settings(Path(sys.argv[1]).parent, {})
from lib.cli import registers
rounds = iter(range(2))
class Reading(registers.Reading):
    def __init__(self, read, pause, moment):
        super().__init__(read, lambda: _stopped() if next(rounds) else 0, moment)
def _stopped():
    raise KeyboardInterrupt
registers.Reading = Reading
from lib.cli import started
sys.argv[1:] = ["notify", sys.argv[1], "--watch"]
sys.exit(started())
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that could not read its file."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def long(tmp_path: Path) -> Path:
    path = tmp_path / "длинный.xlsx"
    path.write_bytes(workbook(LONG, stored=True))
    return path


@pytest.fixture
def deadly(tmp_path: Path) -> Path:
    """The engine aborts over it for want of memory."""
    path = tmp_path / "трап.xlsx"
    far = b'<row r="1048000"><c r="XFA1048000"><v>1</v></c></row>'
    path.write_bytes(workbook([HEADER.encode(), far], stored=True))
    return path


def test_a_file_that_ends_the_engine_is_read_without_it(deadly: Path) -> None:
    """The whole command begins once more."""
    assert "далеко за таблицей" in told(run("-m", "lib", "check", deadly))


def test_a_watch_goes_on_whatever_a_file_does(deadly: Path) -> None:
    """It begins once, says the trouble once, and ends as it is stopped."""
    done = run("-c", WATCHED, deadly)
    began, trouble, ended = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (0, "")
    assert began.startswith("Уведомления включены.")
    assert "далеко за таблицей" in trouble
    assert ended == "Уведомления остановлены."


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        (("notify", "--watch"), True),
        (("notify",), False),
        (("doctor",), True),
        (("connect", "--mode", "local"), True),
        (("check",), False),
    ],
)
def test_what_has_done_something_before_it_reads_begins_only_once(
    words: tuple[str, ...], apart: bool
) -> None:
    options = usage.parser(GROUPS).parse_args(words)
    assert options.apart(options) is apart


@pytest.mark.parametrize(
    ("limits", "says"),
    [("memory=1 << 20", "не хватило отведённой памяти"), ("cpu=-1", "за отведённое время")],
)
def test_memory_and_work_are_bounded(tmp_path: Path, limits: str, says: str) -> None:
    path = tmp_path / "долгий.xlsx"
    slow = b'<row><c t="e"><v>#N/A</v></c></row>'  # the engine is not asked
    path.write_bytes(workbook([slow, *LONG, *LONG, *LONG], stored=True))
    line = told(run("-c", LIMITED.format(limits=limits), "check", path))
    assert says in line
    assert path.name in line


def test_the_bounds_end_with_the_reading(long: Path) -> None:
    asked = (
        "import resource\n    from lib import sheets\n"
        "    every = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)\n"
        "    before = [resource.getrlimit(each) for each in every]\n"
        f"    print(len(sheets.read({str(long)!r}).tabs))\n"
        "    assert before == [resource.getrlimit(each) for each in every]"
    )
    done = run("-c", GUARDED.format(work=asked))
    assert (done.returncode, done.stdout.splitlines()[1:], done.stderr) == (7, ["1"], "")


@pytest.mark.parametrize(
    ("work", "code"),
    [("pass", 7), ("sys.exit(3)", 3), ("os.kill(os.getpid(), 9)", -9), ("os.abort()", -6)],
)
def test_outside_a_reading_the_end_is_the_programs_own(work: str, code: int) -> None:
    done = run("-c", GUARDED.format(work=work))
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_who_ends_the_command_ends_what_it_does(sent: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", GUARDED.format(work="time.sleep(60)")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as command:
        assert command.stdout is not None
        worker = int(command.stdout.readline())
        assert worker != command.pid
        command.send_signal(sent)
        assert command.wait(20) == -sent
        assert command.stdout.read() == ""  # its other end is closed: the worker has gone, too
    assert not alive(worker)


def alive(process: int) -> bool:
    """Whether a process still is, once the system had a moment to bury it."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        if "\nState:\tZ" in Path(f"/proc/{process}/status").read_text(encoding="utf-8"):
            return False
        time.sleep(0.05)
    return True
