"""Who has come and what he comes to: through the door to the register, or the reason why not.

Asked before every drawing of a page, at every heartbeat of an open one, and at every download.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from lib.base.errors import ConfigError, OtklikError, UsageError
from lib.demo import embedded
from lib.lists.scope import Scope
from lib.sources import config
from lib.sources.feed import Snapshot
from lib.web.shell import access, store, visit
from lib.web.shell.store import Loaded, Served, Visit

HEARTBEAT = 10  # seconds between looks at the feed while a page is open

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
    """Why there is nothing to see; `served`: the feed to watch, where a good read would open the page.

    within: the open door of somebody who was let in, where only the register is missing: what needs none of
    it is his. alone: the settings name a district alone, so nothing is at fault.
    """

    door: access.Door
    served: Served | None = None
    within: access.Door | None = None
    alone: bool = False

    @classmethod
    def by(
        cls, title: str, *lines: str, served: Served | None = None, within: access.Door | None = None
    ) -> Closed:
        """Not the door but something else is in the way."""
        leave = within is not None and within.leave
        return cls(access.Door(False, title, lines, leave=leave, faulty=True), served, within)


_NO_REGISTER = access.Door(
    False,
    "Своего реестра здесь нет",
    ("В настройках указан только район: его реестры показывает страница «Район».",),
)


def enter() -> Entry | Closed:
    """Through the door to the register, or the reason why not."""
    try:
        settings = config.load()
    except ConfigError as error:
        _log_once(str(error))
        return Closed.by("Настройка с ошибкой", error.public)
    visitor = access.visitor()
    door = access.decide(settings, visitor)
    if not door.open:
        return Closed(door)
    return _open(settings, visitor, door) if settings.own else _beside(settings, door)


def _beside(settings: config.Config, within: access.Door) -> Entry | Closed:
    """What is there without a register of one's own: a file for one visit, the pages that need none."""
    own = visit.current()
    if own is not None:
        return Entry(settings, within, own, own.get())
    return Closed(replace(_NO_REGISTER, leave=within.leave), within=within, alone=True)


def _open(settings: config.Config, visitor: access.Visitor, within: access.Door) -> Entry | Closed:
    """What lies behind the open door."""
    try:
        served = store.served(settings)
    except OtklikError as error:
        return Closed.by("Реестр не открыт", told(error, settings), within=within)
    snapshot = served.get()
    loaded = snapshot.value
    door = access.decide(settings, visitor, edited=loaded is not None and loaded.edited)
    if not door.open:
        return Closed(door)
    own = visit.current()
    if own is not None:
        return Entry(settings, door, own, own.get())
    if loaded is None:
        line = "Страница откроется сама, как только он прочитается."
        why = told(snapshot.error, settings)
        return Closed.by("Реестр не прочитан", why, line, served=served, within=door)
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
