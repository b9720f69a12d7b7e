"""Which made files may be fetched, by whom: each by whom it was made for, while his page is open.

Streamlit keeps a made file under an address of its own and serves it to whoever knows the address, long after
the page has gone. Here an address counts once the server has told it to a page, for the account and the role
of that page, until its connection ends.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from lib.lists.scope import Scope


@dataclass(frozen=True)
class Holder:
    """Whom a page is drawn for: the address of his account ("" where nobody logs in) and his role."""

    address: str
    scope: Scope


@dataclass(frozen=True, eq=False)
class Connection:
    """One open page; what the server has told it of: names of files, each with whom it was made for."""

    files: dict[str, Holder] = field(default_factory=dict)


class Made:
    """The files that open pages have been told of; one for all of the server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[Connection] = set()

    def came(self) -> Connection:
        """A page has connected."""
        connection = Connection()
        with self._lock:
            self._open.add(connection)
        return connection

    def went(self, connection: Connection) -> None:
        """It has gone, and its files with it."""
        with self._lock:
            self._open.discard(connection)

    def told(self, connection: Connection, name: str, holder: Holder) -> None:
        """The server has told the page of a file that was made for `holder`."""
        with self._lock:
            connection.files[name] = holder

    def gives(self, name: str, holder: Holder) -> bool:
        """Whether a page that is open was told of that file, for the same account and role."""
        with self._lock:
            return any(page.files.get(name) == holder for page in self._open)
