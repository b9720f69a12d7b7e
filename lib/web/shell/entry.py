"""Who has come and what he comes to: through the door to the register, or the reason why not.

Asked before every drawing of a page, at every heartbeat of an open one, and at every download.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from lib.base.errors import ConfigError, OtklikError, UsageError
from lib.demo import embedded
from lib.lists.scope import Scope
from lib.sources import config
from lib.sources.feed import Snapshot
from lib.web.shell import access, store, visit
from lib.web.shell.store import Loaded, Served, Visit

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What an admitted visitor comes to: a register that was read at least once."""

    settings: config.Config
    door: access.Door
    served: Served | Visit
    snapshot: Snapshot[Loaded]


@dataclass(frozen=True)
class Closed:
    """Why there is nothing to see; `served`: the feed to watch, where a good read would open the page."""

    door: access.Door
    served: Served | None = None

    @classmethod
    def by(cls, title: str, *lines: str, served: Served | None = None) -> Closed:
        """Not the door but something else is in the way."""
        return cls(access.Door(False, title, lines, faulty=True), served)


def enter() -> Entry | Closed:
    """Through the door to the register, or the reason why not."""
    try:
        settings = config.load()
    except ConfigError as error:
        _log_once(str(error))
        return Closed.by("Настройка с ошибкой", error.public)
    visitor = access.visitor()
    door = access.decide(settings, visitor)
    return _open(settings, visitor) if door.open else Closed(door)


def _open(settings: config.Config, visitor: access.Visitor) -> Entry | Closed:
    """What lies behind the open door."""
    try:
        served = store.served(settings)
    except OtklikError as error:
        return Closed.by("Реестр не открыт", told(error, settings))
    snapshot = served.get()
    loaded = snapshot.value
    door = access.decide(settings, visitor, edited=loaded is not None and loaded.edited)
    if not door.open:
        return Closed(door)
    if loaded is None:
        line = "Страница откроется сама, как только он прочитается."
        return Closed.by("Реестр не прочитан", told(snapshot.error, settings), line, served=served)
    own = visit.current()
    if own is not None:
        return Entry(settings, door, own, own.get())
    return Entry(settings, door, served, snapshot)


def told(error: OtklikError | None, settings: config.Config) -> str:
    """An error as a visitor reads it: no folder of this computer in it."""
    if isinstance(error, ConfigError):
        return error.public
    folder = settings.workbook.parent if settings.workbook else config.ROOT
    return str(error).replace(f"{folder}{os.sep}", "")


@lru_cache(maxsize=20)
def _log_once(fault: str) -> None:
    """What is wrong with the settings, in full: for the deployer, in the server's log."""
    _log.error("%s", fault)


def file(build: Callable[[], bytes], scope: Scope) -> Callable[[], bytes]:
    """`build` for a download button: at the click the door is asked again, for who clicks.

    `scope`: whose door the page was drawn for (`View.reader`). The click does not run the page, so nothing
    else would ask; and whoever knows the button's number may send it from a page of his own. Every download
    button takes its file so.
    """
    visitor = access.visitor()

    def make() -> bytes:
        settings = config.load()
        edited = settings.demo and embedded.edited(embedded.WORKBOOK)
        clicks = access.asking.get() or visitor
        door = access.decide(settings, clicks, edited=edited)
        if not door.open or door.scope != scope or clicks.login != visitor.login:
            raise UsageError("Доступа к этому файлу больше нет: обновите страницу.")
        return build()

    return make
