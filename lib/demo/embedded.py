"""The embedded demonstration register in the project's root: made, made anew, and left alone once edited.

Its fingerprint is kept beside it. While the file is as it was written, it may be replaced; once someone has
typed into it, it is his register: never overwritten, and served to this computer alone (commands.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

from lib.base.errors import SourceError
from lib.demo import register as demo
from lib.sources.config import ROOT
from lib.worktime import DEFAULT, calendar

WORKBOOK = ROOT / "register.xlsx"


def mark_of(workbook: Path) -> Path:
    """The file that keeps the fingerprint of `workbook` and when it was written."""
    return workbook.resolve().with_suffix(".json")


def prepare(now: datetime, workbook: Path) -> None:
    """Make the demonstration where there is none, or anew where it is unedited and of an earlier working day.

    `now` is naive local time. SourceError where the folder cannot be written.
    """
    if not workbook.exists() or (not edited(workbook) and _stale(workbook, now)):
        _write(workbook, now)


def edited(workbook: Path) -> bool:
    """Whether the file is anything but what `prepare` wrote: then it may hold real messages."""
    kept = _mark(workbook)
    return kept is None or kept["sha256"] != _fingerprint(workbook)


def _stale(workbook: Path, now: datetime) -> bool:
    """Working time has passed since, and a new day has come: the live cases stand as they were left."""
    made = datetime.fromisoformat((_mark(workbook) or {})["made"])
    if made.date() == now.date():
        return False
    first, last = sorted((made, now))
    passed = calendar(DEFAULT, first.year - 1, last.year + 1).between(first, last)
    return bool(made > now or passed > 0)


def _write(workbook: Path, now: datetime) -> None:
    """Written whole beside its place and moved there, the fingerprint first: never half a register.

    Should the process end between the two moves, the old file no longer fits its fingerprint and counts as
    edited: it is kept, and shown to this computer alone.

    Its place may be a link into a folder of its own, where nothing may be written beside the code.
    """
    workbook = workbook.resolve()
    try:
        with tempfile.TemporaryDirectory(dir=workbook.parent, prefix=".demo-") as folder:
            fresh, mark = Path(folder) / workbook.name, Path(folder) / "mark.json"
            demo.write(fresh, now)
            mark.write_text(json.dumps({"sha256": _fingerprint(fresh), "made": now.isoformat()}))
            os.replace(mark, mark_of(workbook))
            os.replace(fresh, workbook)
    except OSError as error:
        raise SourceError(
            f"Демонстрационный реестр не записан: {error.strerror or error}. Дайте программе право записи"
            " в её папку или подключите свой реестр."
        ) from error


def _mark(workbook: Path) -> dict[str, str] | None:
    try:
        kept = json.loads(mark_of(workbook).read_text(encoding="utf-8"))
        datetime.fromisoformat(kept["made"])
        return {"sha256": str(kept["sha256"]), "made": kept["made"]}
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
    ):  # no mark, or one that is not ours: unknown means edited
        return None


def _fingerprint(workbook: Path) -> str:
    try:
        return hashlib.sha256(workbook.read_bytes()).hexdigest()
    except OSError:  # gone or locked: the reader says so; until then it fits no mark
        return ""
