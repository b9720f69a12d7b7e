"""Nothing that a command prints moves the cursor of a terminal; a pipe gets every byte of the register."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.base.plaintext import on_terminal
from lib.cli import main, output
from lib.sources.config import ROOT
from tests.build import NOW
from tests.hostile import ATTACKS

MOVES = ["\x1b[2J", "\x9b31m", "\x07", "\x08", "\r", "\x0b", "\x0c", "\u202e", "\u2066", "\x85", "\x00"]


class Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal, or not."""

    def __init__(self, *, seen: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8")
        self._seen = seen

    def told(self) -> str:
        self.flush()
        self.buffer.seek(0)
        return self.buffer.read().decode()

    def isatty(self) -> bool:
        return self._seen


@pytest.mark.parametrize("move", MOVES)
def test_what_moves_a_cursor_is_gone_on_a_terminal_alone(move: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"до{move}после\tи дальше\n"
    for seen in (True, False):
        terminal = Terminal(seen=seen)
        monkeypatch.setattr(sys, "stdout", terminal)
        output.write(text)
        output.write_all([text.encode()])
        told = terminal.told()
        assert (move in told) is not seen
        assert told.count("\tи дальше\n") == 2


def test_every_attack_is_harmless() -> None:
    for attack in ATTACKS.values():
        told = on_terminal(attack)
        assert all(sign in "\n\t" or sign.isprintable() or sign == "\u00a0" for sign in told), repr(told[:80])


@pytest.mark.parametrize("command", ["check", "obligations", "digest"])
@pytest.mark.parametrize("move", MOVES[:-1])
def test_a_files_name_in_a_message(
    command: str, move: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / f"нет{move}файла.xlsx")]) == 2
    told = capsys.readouterr().err
    assert "нет" in told
    assert move not in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("command", [("check",), ("obligations", "--format", "json"), ("digest",)])
def test_who_stops_reading_ends_the_command_quietly(
    command: tuple[str, ...],
    workbook: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with open(_nobody(), "w", encoding="utf-8") as unread:
        monkeypatch.setattr(sys, "stdout", unread)
        assert main([command[0], str(workbook), "--now", NOW, *command[1:]]) == 141
    assert "Error" not in capfd.readouterr().err


@pytest.mark.parametrize(("said", "ending"), [("--help", "stdout"), ("нет-такой", "stderr")])
def test_nothing_is_said_of_it_at_the_end_either(said: str, ending: str) -> None:
    """The help, and a fault; what the stream still held is not tried once more as the process ends."""
    unread = _nobody()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, ending: unread}
    done = subprocess.run([sys.executable, "-m", "lib", said], cwd=ROOT, check=False, **streams)
    os.close(unread)
    assert (done.returncode, done.stdout or b"", done.stderr or b"") == (141, b"", b"")


def _nobody() -> int:
    """The end of a pipe to write to whose other end is closed."""
    reads, writes = os.pipe()
    os.close(reads)
    return writes


def test_nothing_prints_but_by_the_one_door() -> None:
    found = [path.name for path in (ROOT / "lib" / "cli").glob("*.py") if "print(" in path.read_text("utf-8")]
    assert found == ["output.py"]
