"""What was told already: one small SQLite file, a row written only once the service took the message.

A run holds the lock from beginning to end, so two at once tell nothing twice. A message goes out within a
transaction that is committed afterwards: a kill in between loses nothing and doubles at most that message.
A file that cannot be read is put aside at one go with a new one taking its place, which remembers that what
opened before that day counts as told. Addresses, with their tokens, are kept only as their digest.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from lib.base.errors import OtklikError
from lib.notices.notice import Key

_VERSION = 1
_WAIT = 60.0  # seconds for another run to end
_TABLES = """
CREATE TABLE told (
    address TEXT NOT NULL, "case" TEXT NOT NULL, rule TEXT NOT NULL, opened TEXT NOT NULL,
    kind TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (address, "case", rule, opened, kind)
) WITHOUT ROWID;
CREATE TABLE forgiven (day TEXT NOT NULL);
"""
# What is wrong with the place and not with the file: nothing is put aside for it.
_PLACE = ("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_BUSY")


class StateError(OtklikError):
    """The file of what was told cannot be used now."""


class Busy(OtklikError):
    """Another run is telling."""


class State:
    """The rows of the file; a run has it by `held` or `seen`."""

    def __init__(self, file: sqlite3.Connection | None, aside: Path | None = None, broken: bool = False):
        self._file = file
        self.aside = aside  # where a file that could not be read was put
        self.broken = broken or aside is not None

    def told(self, address: str) -> set[Key]:
        """What this address was told."""
        if self._file is None:
            return set()
        rows = self._file.execute(
            'SELECT "case", rule, opened, kind FROM told WHERE address = ?', (mark(address),)
        )
        return {Key(*row) for row in rows}

    def forgiven(self) -> str | None:
        """The day before which all that opened counts as told, once after a file was put aside; else None."""
        if self._file is None:
            return None
        found = self._file.execute("SELECT day FROM forgiven").fetchone()
        return None if found is None else str(found[0])

    def forgive(self, told: Iterable[tuple[str, Key]], now: datetime) -> None:
        """Count these as told, and end the forgiving."""
        if self._file is None:
            return
        with self._change() as file:
            _write(file, told, now)
            file.execute("DELETE FROM forgiven")

    def tell(self, address: str, keys: Iterable[Key], now: datetime, send: Callable[[], bool]) -> bool:
        """Send, and write that it was told only where the service took it; returns whether it did."""
        if self._file is None:
            raise StateError("Файл того, что уже сообщено, открыт только для чтения.")
        with self._change() as file:
            _write(file, ((address, key) for key in keys), now)
            if not send():
                file.execute("ROLLBACK")
                return False
        return True

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        if self._file is None:
            raise StateError("Файл того, что уже сообщено, открыт только для чтения.")
        try:
            self._file.execute("BEGIN IMMEDIATE")
            yield self._file
            if self._file.in_transaction:
                self._file.execute("COMMIT")
        except sqlite3.Error as error:
            raise StateError(
                "Не удалось записать, что уже сообщено: проверьте место на диске и права ([notify] state)."
            ) from error
        finally:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")


def mark(address: str) -> str:
    """What stands for an address in the file."""
    return blake2b(address.encode(), digest_size=16).hexdigest()


@contextmanager
def held(path: Path, now: datetime, wait: float = _WAIT) -> Iterator[State]:
    """The file for one run and for nobody else meanwhile; a damaged one is put aside first."""
    with _lock(path, wait):
        aside = None
        if not path.exists():
            _new(path)
        elif not _sound(path):
            aside = _put_aside(path, now)
        with closing(_opened(path)) as file:
            yield State(file, aside)


@contextmanager
def seen(path: Path) -> Iterator[State]:
    """The file as it is, changed in nothing; one that is not there holds nothing."""
    if not path.exists():
        yield State(None)
    elif not _sound(path):
        yield State(None, broken=True)
    else:
        with closing(_opened(path, "?mode=ro")) as file:
            yield State(file)


@contextmanager
def _lock(path: Path, wait: float) -> Iterator[None]:
    """Only one run at a time: an exclusive transaction over an empty file beside, which ends with the run."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        lock = sqlite3.connect(beside, timeout=wait, isolation_level=None)
    except sqlite3.Error as error:
        raise _unusable(path) from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise Busy("Уведомления сейчас рассылает другой запуск: этот ничего не отправил.") from error
            raise _unusable(path) from error
        except sqlite3.Error as error:
            raise _unusable(path) from error
        yield


def _opened(path: Path, how: str = "") -> sqlite3.Connection:
    file = sqlite3.connect(f"{path.absolute().as_uri()}{how}", uri=True, timeout=5, isolation_level=None)
    file.execute("PRAGMA synchronous = FULL")
    return file


def _sound(path: Path) -> bool:
    """Whether the file is ours and whole; StateError where the place forbids to look."""
    if path.is_file() and not path.stat().st_size:
        return False  # we never leave an empty one
    try:
        with closing(_opened(path)) as file:
            version = file.execute("PRAGMA user_version").fetchone()[0]
            whole = file.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            file.execute('SELECT address, "case", rule, opened, kind, at FROM told LIMIT 1').fetchall()
            file.execute("SELECT day FROM forgiven LIMIT 1").fetchall()
            return bool(version == _VERSION and whole)
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith(_PLACE):
            raise _unusable(path) from error
        return False


def _new(path: Path, day: str | None = None) -> None:
    """A file without a row, there at one go; `day`: what opened before it counts as told."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as file:
            file.executescript(_TABLES)
            if day is not None:
                file.execute("INSERT INTO forgiven VALUES (?)", (day,))
            file.execute(f"PRAGMA user_version = {_VERSION}")
        os.chmod(draft, 0o600)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path) from error


def _put_aside(path: Path, now: datetime) -> Path:
    """A copy of what cannot be read stays beside; the new file takes its place in one step."""
    stem = f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}"
    aside = next(
        place
        for place in (path.with_name(f"{stem}{more}") for more in ("", *(f"-{n}" for n in range(2, 1000))))
        if not place.exists()
    )
    try:
        aside.write_bytes(path.read_bytes())
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)  # it belonged to the damaged one
    except OSError as error:
        raise _unusable(path) from error
    _new(path, f"{now:%Y-%m-%d}")
    return aside


def _write(file: sqlite3.Connection, told: Iterable[tuple[str, Key]], now: datetime) -> None:
    rows = [
        (mark(to), key.case, key.rule, key.opened, key.kind, f"{now:%Y-%m-%dT%H:%M:%S}") for to, key in told
    ]
    file.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?)", rows)


def _unusable(path: Path) -> StateError:
    return StateError(
        f"Файл «{path}», в котором отмечено, что уже сообщено, не открывается: проверьте папку, права и место"
        " на диске ([notify] state)."
    )
