"""What the pages read: one feed of the register for all viewers, and everything derived from it, once.

The register is read and parsed once per change of its source. What follows from it is kept by the version of
the data and the minute, so that ten viewers, or a page drawn anew, cost one computation; and for not much
longer than the minute, so that memory stays flat however big the register. What is kept is shared between
sessions: nobody may change it. Only what follows from a visitor's own file stays with him.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, update_wrapper
from inspect import signature
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from lib import sla
from lib.base.clock import wall_clock
from lib.base.remembered import Remembered
from lib.base.shelf import Shelf
from lib.demo import embedded
from lib.documents.fingerprint import Marks
from lib.duties import advice, check, live, timeline
from lib.figures import headline
from lib.law.schema import CASES
from lib.lists import cases as caselist
from lib.lists.mending import personal, to_mend
from lib.lists.scope import WHOLE, Scope, narrow, owed_by, spelling, without_others
from lib.register import Register, several
from lib.register.office.settings import DEFAULT_ZONE
from lib.register.vanished import Watch
from lib.sheets import Source, source
from lib.sources.config import Config
from lib.sources.feed import Feed, Snapshot
from lib.sources.tabs import Tabs
from lib.worktime import Coverage, coverage

_KEPT = 12  # results of a function that are kept at most; older ones are computed again
_FEEDS = 2  # the present one and, while the settings are being changed, the one before
LIVES = 90.0  # seconds that a result is kept: an open page is drawn anew with each minute
STANDS = 900.0  # seconds that a result is kept which holds until something happens
EVER = pd.Timestamp(0)  # the minute of what does not depend on it
_serial = count()
_shelves: list[Shelf[Any]] = []  # of `kept`: what all sessions share

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Loaded:
    """A register as read; `edited`: it is the demonstration, and someone has typed into it.

    tables: what it was parsed from, kept by the source anyway.
    """

    register: Register
    edited: bool
    tables: tuple[Tabs, ...] = ()


@dataclass(frozen=True)
class Key:
    """What derived results are kept by: the feed, the version of its data, the minute assessed.

    `own`: the results of a visitor's own file, which lie in his session and go with it. `scope`: whom they
    are for; the results of one role are never another's. `state`: of results that hold longer than a minute,
    how things stood or what had happened (`timeline`); their minute is EVER. `listed`: the tabs with
    messages, where at a past moment others were listed than now.
    """

    feed: int
    version: int
    minute: pd.Timestamp
    own: dict[str, Shelf[Any]] | None = field(default=None, compare=False, repr=False)
    scope: Scope = WHOLE
    state: str = ""
    listed: str = ""


def kept(
    most: int, lives: float | None = LIVES
) -> Callable[[Callable[Concatenate[Key, P], T]], Callable[Concatenate[Key, P], T]]:
    """Keep the latest `most` results of a function of a `Key`, one computation for all sessions (`Shelf`).

    `lives`: seconds that a result is kept, None while there is room. Parameters whose names begin with an
    underscore follow from the others. The results of a visitor's own file are kept in `Key.own`, never beyond
    his session.
    """

    def decorate(make: Callable[Concatenate[Key, P], T]) -> Callable[Concatenate[Key, P], T]:
        shared: Shelf[Any] = Shelf(most, lives)
        _shelves.append(shared)
        told = [number for number, name in enumerate(signature(make).parameters) if not name.startswith("_")]
        function = f"{make.__module__}.{make.__qualname__}"

        def get(key: Key, /, *rest: P.args, **named: P.kwargs) -> T:
            shelf = shared if key.own is None else key.own.setdefault(function, Shelf(most, lives))
            arguments = (key, *rest)
            question = (*(arguments[number] for number in told), *named.items())
            found: T = shelf.get(question, lambda: make(key, *rest, **named))
            return found

        update_wrapper(get, make)
        return get

    return decorate


@dataclass(frozen=True)
class View:
    """The register as a page sees it: at the moment `now`, with what follows from it.

    `register` holds only what the visitor's role may see (`lib.lists.scope`), and so does all that follows.
    `reader`: whose door it was; of a file that he brought himself, anybody sees the whole.
    """

    key: Key
    register: Register
    reader: Scope = WHOLE
    prints: Marks | None = field(default=None, compare=False, repr=False)

    @property
    def marks(self) -> Marks:
        """Fingerprints of the register: of the whole, whatever the role sees, so that all read the same."""
        return self.prints or Marks(self.register)

    @property
    def now(self) -> pd.Timestamp:
        """The moment assessed: naive local time, whole minutes."""
        return self.key.minute

    @property
    def scope(self) -> Scope:
        """Whose view it is."""
        return self.key.scope

    @property
    def executor(self) -> str:
        """The executor whose view it is, as the register spells him; "" for the other roles."""
        return spelling(self.register, self.scope.executor) if self.scope.executor else ""

    def opens(self, at: int) -> bool:
        """Whether the card of the case at that position is his to open."""
        return not self.scope.only_high or bool(self.register.cases["high"].iloc[at])

    @property
    def duties(self) -> pd.DataFrame:
        """The obligations (`sla.assess`) of the cases that he sees, but no other executor's: for cards."""
        return _duties(self.key, self.register)

    @property
    def obligations(self) -> pd.DataFrame:
        """The obligations that figures are made of: all, or an executor's own."""
        return _own(self.key, self.register) if self.scope.executor else self.duties

    @property
    def live(self) -> pd.DataFrame:
        """The open cases (`live.live`)."""
        return _live(self.key, self.register)

    @property
    def steps(self) -> pd.DataFrame:
        """The open cases, and the reports to the head beside them (`live.with_reports`)."""
        return _steps(self.key, self.register)

    @property
    def listing(self) -> caselist.Listing:
        """The steps as they are shown."""
        return _listing(self.key, self.register)

    @cached_property
    def standing(self) -> Key:
        """The key of what holds until something happens: a step is done or runs out, a day begins."""
        return replace(self.key, minute=EVER, state=_assessed(self.key, self.register)[1])

    @cached_property
    def happened(self) -> Key:
        """The key of what follows from the events alone: of what no term that runs out touches."""
        return replace(self.key, minute=EVER, state=_assessed(self.key, self.register)[2])

    @property
    def problems(self) -> pd.DataFrame:
        """All that is to be mended (`check.problems`)."""
        return _problems(self.happened, self.register, self.now)

    @property
    def mending(self) -> list[to_mend.Group]:
        """All that is to be mended or only looks wrong, by what to do about it (`mending.sorted_out`)."""
        return _mending(self.happened, self.register, self.now)

    @property
    def coverage(self) -> Coverage:
        """How far the production calendar reaches over the register's events."""
        return coverage(self.register.events["time"].to_numpy(), self.now)

    @property
    def choices(self) -> headline.Choices:
        """What the filters offer."""
        return _choices(replace(self.key, minute=EVER), self.register)


class Served:
    """The feed of the configured register."""

    def __init__(self, config: Config) -> None:
        if config.demo:
            embedded.prepare(wall_clock(DEFAULT_ZONE), embedded.WORKBOOK)
        self.number = next(_serial)
        self.watch = Watch()
        self._config = config
        tables = source(config, embedded.WORKBOOK)
        load = _load(tables, self.watch, config)
        self.feed: Feed[Loaded] = Feed(load, lambda: tables.pause(config.refresh))

    def get(self) -> Snapshot[Loaded]:
        """The present snapshot, at once where there is a good copy."""
        return self.feed.get()

    def view(self, snapshot: Snapshot[Loaded], now: pd.Timestamp, scope: Scope = WHOLE) -> View:
        """What a page sees of the snapshot at `now`; only of one that has a value."""
        whole = register_of(snapshot)
        key = Key(self.number, snapshot.version, now.floor("min"), scope=scope)
        asked, today = (whole.settings.on(day).sheets for day in (now, wall_clock(whole.timezone)))
        if asked != today and not self._config.tabs and snapshot.value:
            key = replace(key, listed=asked.text or CASES.title)
            of_then = replace(key, minute=EVER, scope=WHOLE)
            whole = _parsed_as_of(of_then, snapshot.value.tables, self._config, now)
        ever = replace(key, minute=EVER)
        return View(key, _narrowed(ever, whole), scope, _marks(replace(ever, scope=WHOLE), whole))


class Visit:
    """A register that a visitor brought himself, served as `Served` serves the configured one.

    Lives in his session alone, with all that follows from it: nothing of it is written or shared.
    """

    def __init__(self, name: str, register: Register) -> None:
        self.name = name
        self.watch = Watch()
        self._number = next(_serial)
        self._own: dict[str, Shelf[Any]] = {}
        self._snapshot = Snapshot(Loaded(register, False), 1, datetime.now(UTC), None, None, 0)

    def get(self) -> Snapshot[Loaded]:
        """The file as it was brought."""
        return self._snapshot

    def view(self, snapshot: Snapshot[Loaded], now: pd.Timestamp, scope: Scope = WHOLE) -> View:
        """What a page sees of it at `now`: all, whoever brought it."""
        key = Key(self._number, snapshot.version, now.floor("min"), self._own)
        whole, ever = register_of(snapshot), replace(key, minute=EVER)
        return View(key, _narrowed(ever, whole), scope, _marks(ever, whole))


def register_of(snapshot: Snapshot[Loaded]) -> Register:
    """The register of a snapshot that has one; ValueError where nothing was read yet."""
    if snapshot.value is None:
        raise ValueError("nothing was read yet")
    return snapshot.value.register


# The feeds of this process, the latest last. Not in Streamlit's cache: any client may clear that with one
# frame, and with it would go the last good copy, what vanished and the back-off from a source in trouble.
_feeds: dict[Hashable, Served] = {}
_opening = threading.Lock()


def served(config: Config) -> Served:
    """The one feed of this process; made on the first call, and anew where another register is configured."""
    place = (
        *(config.demo, config.sheets, str(config.workbook), config.files, config.storage, config.refresh),
        *(config.tabs, config.columns),
    )
    with _opening:
        found = _feeds.get(place)
        if found is None:
            found = _feeds[place] = Served(config)
            for earlier in [*_feeds][:-_FEEDS]:
                del _feeds[earlier]
        return found


def forget_all() -> None:
    """Let go of every feed and of all that was derived, as a new process would: for tests."""
    with _opening:
        _feeds.clear()
    for shelf in _shelves:
        shelf.clear()


def present(register: Register) -> pd.Timestamp:
    """The wall clock in the register's time zone."""
    return pd.Timestamp(wall_clock(register.timezone))


def _load(tables: Source, watch: Watch, config: Config) -> Callable[[], Loaded]:
    parsed = several.reader(config.columns, config.tabs, wall_clock)
    last: list[Loaded] = []

    def load() -> Loaded:
        read = tables.read()
        register = parsed(read)
        if not last or last[0].register is not register:
            watch.look(register)
        # Asked after the reading: what was typed between the two counts as an edit, never the reverse.
        edited = config.demo and embedded.edited(embedded.WORKBOOK)
        if not last or last[0].register is not register or last[0].edited != edited:
            last[:] = [Loaded(register, edited, read)]
        return last[0]

    return load


@kept(2, STANDS)
def _parsed_as_of(key: Key, _tables: tuple[Tabs, ...], _config: Config, _now: pd.Timestamp) -> Register:
    """The register with the tabs that «Листы реестра» listed at a past moment."""
    return several.reader(_config.columns, _config.tabs, lambda _: _now)(_tables)


@kept(_KEPT)
def _assessed(key: Key, _register: Register) -> tuple[pd.DataFrame, str, str]:
    """The obligations, how things stand, and what has happened, times of no event among it."""
    rows, ahead = sla.assess(_register, key.minute), check.left_ahead(_register, key.minute)
    been = f"{timeline.happened(timeline.timeline(_register, key.minute), key.minute)} {ahead}"
    return rows, timeline.state(been, rows), been


@kept(2, lives=None)
def _marks(key: Key, _register: Register) -> Marks:
    return Marks(_register)


@kept(_KEPT)
def _narrowed(key: Key, _register: Register) -> Register:
    return narrow(_register, key.scope)


@kept(_KEPT)
def _duties(key: Key, _register: Register) -> pd.DataFrame:
    found = _assessed(key, _register)[0]
    return without_others(found, key.scope.executor) if key.scope.executor else found


@kept(_KEPT)
def _own(key: Key, _register: Register) -> pd.DataFrame:
    return owed_by(_assessed(key, _register)[0], key.scope.executor)


@kept(_KEPT)
def _live(key: Key, _register: Register) -> pd.DataFrame:
    found = live.live(_register, key.minute, _assessed(key, _register)[0])
    if key.scope.executor:
        found = without_others(found, key.scope.executor)
    return found[found["high"]] if key.scope.only_high else found


@kept(_KEPT)
def _steps(key: Key, _register: Register) -> pd.DataFrame:
    return live.with_reports(_register, key.minute, _duties(key, _register), _live(key, _register))


@kept(_KEPT)
def _listing(key: Key, _register: Register) -> caselist.Listing:
    return caselist.Listing.of(_register, _steps(key, _register))


@kept(_KEPT, STANDS)
def _problems(key: Key, _register: Register, _now: pd.Timestamp) -> pd.DataFrame:
    return check.problems(_register, _now)


@kept(_KEPT, STANDS)
def _mending(key: Key, _register: Register, _now: pd.Timestamp) -> list[to_mend.Group]:
    sought = personal.sought(_register, _now)
    texts = _personal(replace(key, state=""), _register) if sought else personal.none()
    hints = pd.concat([advice.advice(_register, _now), texts], ignore_index=True)
    return to_mend.sorted_out(_register, _problems(key, _register, _now), hints, _now)


@kept(_KEPT, lives=None)
def _personal(key: Key, _register: Register) -> pd.DataFrame:
    return personal.hints(_register, remembered(replace(key, version=0), "personal"))


@kept(_KEPT, lives=None)
def remembered(key: Key, what: str) -> Remembered[Any]:
    """What a register's texts were read as; `key` tells no version, so that each adds what is new in it."""
    return Remembered()


@kept(_KEPT)
def _choices(key: Key, _register: Register) -> headline.Choices:
    return headline.choices(_register)
