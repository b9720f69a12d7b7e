"""Where raw tabs come from: a Google Sheet or a workbook, in one shape for the parser.

Nothing above this floor knows Google or files. The parts: `lib.sources.workbook` reads .xlsx, .ods, .csv,
`lib.sources.google` and `lib.sources.transport` speak to the Sheets API, `lib.sources.webfile` asks a WebDAV
or web server for a workbook, `lib.sources.feed` keeps the last good copy, `lib.sources.config` says which.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lib.base.errors import ConfigError, SourceError
from lib.law import schema
from lib.sources import config
from lib.sources.lines import Line
from lib.sources.tabs import Tabs
from lib.sources.titles import ALL, wanted
from lib.sources.workbook import REGISTER, VISIT, Budget
from lib.sources.workbook import read_workbook as _read_workbook

if TYPE_CHECKING:
    from lib.sources.google import GoogleSheet
    from lib.sources.transport import Patience
    from lib.sources.webfile import WebFile

TITLES = tuple(tab.title for tab in schema.READ_TABS)  # what is asked of a source; staff's own tabs are not
ARCHIVES_EVERY = 3600.0  # seconds: earlier years hardly change
_IS_WANTED = wanted(TITLES)
_WORKBOOKS = (".xlsx", ".ods", ".xlsm", ".xls", ".xlsb", ".csv")  # the last three to say what to do with them

NO_REGISTER = (
    "В настройках указан только район: своего реестра нет. Добавьте раздел [register] или укажите реестр."
)
_ELSE = " Проверьте путь или скопируйте адрес из браузера."

_log = logging.getLogger(__name__)


class Source(Protocol):
    """A register's spreadsheets, read again and again: this year's, then archives.

    `read` gives the very same objects while nothing changed, and raises SourceError in Russian.
    `pause` is the seconds to leave between reads, at least `refresh`: big sheets need more.
    """

    def read(self) -> tuple[Tabs, ...]:  # noqa: D102
        ...

    def pause(self, refresh: float) -> float:  # noqa: D102
        ...


class Workbook:
    """A local workbook, opened only when the file has changed; `tabs`: as in `read`."""

    def __init__(self, path: Path, tabs: str = "") -> None:
        self._path = path
        self._tabs = tabs
        self._last: tuple[object, tuple[Tabs, ...]] | None = None

    def read(self) -> tuple[Tabs, ...]:
        """The tabs of the file as it is; SourceError where it is missing, locked or half-written."""
        state = self._state()
        if self._last is None or state is None or self._last[0] != state:
            self._last = (state, (read_file(self._path, self._tabs),))
        return self._last[1]

    def pause(self, refresh: float) -> float:
        """A file may be looked at as often as one likes."""
        return refresh

    def _state(self) -> object:
        try:
            now = self._path.stat()
        except OSError:
            return None  # reading it will say what is wrong
        return now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino


class Spreadsheet(Protocol):
    """One spreadsheet in the network; what `Source` says holds for it too."""

    def read(self) -> Tabs:  # noqa: D102
        ...

    def pause(self, refresh: float) -> float:  # noqa: D102
        ...


class Spreadsheets:
    """One or several spreadsheets as one register; all but the first are archives, read once an hour.

    An archive that fails is served as it was last read, and tried again at the next refresh.
    """

    def __init__(self, sheets: Sequence[Spreadsheet], clock: Callable[[], float] = time.monotonic) -> None:
        self._sheets = tuple(sheets)
        self._clock = clock
        self._due = 0.0
        self._last: tuple[Tabs, ...] = ()

    def read(self) -> tuple[Tabs, ...]:
        """The tabs of each spreadsheet, in the order of the configuration."""
        first = self._sheets[0].read()
        archives = self._last[1:]
        if len(self._sheets) > 1 and (not archives or self._clock() >= self._due):
            archives = self._read_archives(archives)
        now = (first, *archives)
        if len(now) != len(self._last) or any(a is not b for a, b in zip(now, self._last, strict=True)):
            self._last = now
        return self._last

    def pause(self, refresh: float) -> float:
        """As long as this year's spreadsheet needs."""
        return self._sheets[0].pause(refresh)

    def _read_archives(self, before: tuple[Tabs, ...]) -> tuple[Tabs, ...]:
        due = self._clock() + ARCHIVES_EVERY
        archives = []
        for index, sheet in enumerate(self._sheets[1:]):
            try:
                archives.append(sheet.read())
            except SourceError as error:
                if not before:
                    raise SourceError(f"Архив (таблица {index + 2} в списке): {error}") from error
                _log.warning("An archive keeps its last good copy: %s", error)
                archives.append(before[index])
                due = self._clock()
        self._due = due
        return tuple(archives)


def source(settings: config.Config, demonstration: Path = config.ROOT / "register.xlsx") -> Source:
    """The configured source; the demonstration's file where there is no configuration.

    ConfigError where the settings name a district alone.
    """
    if not settings.own:
        raise ConfigError(NO_REGISTER, NO_REGISTER)
    if settings.service_account is not None and settings.sheets:
        return Spreadsheets(
            _google(settings.service_account, settings.sheets, tabs=settings.tabs, lines=settings.columns)
        )
    if settings.files:
        return Spreadsheets(web_files(settings))
    return Workbook(settings.workbook or demonstration, settings.tabs)


def read(
    place: str | os.PathLike[str],
    credentials: config.Table | None = None,
    patience: Patience | None = None,
    tabs: str = "",
    lines: Sequence[Line] = (),
) -> Tabs:
    """The register's raw tabs from a path of an .xlsx or .ods, or from a Google Sheet's address or id.

    `credentials` is the service account's key; left out, it is looked for as commands.md says. A file
    reads no secrets. `tabs`: tabs to read whole beside the register's own, as «Листы реестра» lists them
    («Январь; Февраль», «все»); those that the spreadsheet lists itself are read anyway. `lines`: the office's
    own columns, as one knows them, so that links behind their texts are read too.
    SourceError or ConfigError, in Russian and with the cure, where it cannot be read.
    """
    (found,) = at(place, credentials, patience, tabs, lines).read()
    return found


def at(
    place: str | os.PathLike[str],
    credentials: config.Table | None = None,
    patience: Patience | None = None,
    tabs: str = "",
    lines: Sequence[Line] = (),
) -> Source:
    """What `read` reads, to be read again and again."""
    text = os.fspath(place)
    remote = text.lower().startswith(("http://", "https://"))
    workbook = text.lower().endswith(_WORKBOOKS) and not remote
    if isinstance(place, Path) or workbook or os.path.isfile(text):
        return Workbook(Path(text), tabs)
    identifier = config.sheet_id(text)
    if identifier is None:
        raise SourceError(
            f"«{text}» — не файл .xlsx или .ods и не адрес Google Таблицы."
            + (" Файл на сервере указывают в настройках: команда connect --file." if remote else _ELSE)
        )
    return Spreadsheets(
        _google(credentials or config.service_account(), (identifier,), patience, tabs, lines)
    )


def web_files(settings: config.Config) -> list[WebFile]:
    """The configured workbooks on a server; nothing is asked for yet."""
    # Imported only here: a workbook on this computer needs nothing that speaks to servers.
    from lib.sources.webfile import WebFile  # noqa: PLC0415

    read = partial(read_workbook, tabs=settings.tabs)
    return [WebFile(address, settings.storage, read) for address in settings.files]


def read_file(path: Path, tabs: str = "") -> Tabs:
    """The register's raw tabs from a workbook on this computer; `tabs`: as in `read`."""
    return _read_workbook(path, TITLES, path.stem, tabs=tabs)


def read_workbook(data: bytes, name: str = "файл", tabs: str = "", *, budget: Budget = REGISTER) -> Tabs:
    """The register's raw tabs from the bytes of a workbook; nothing is kept of it. `tabs`: as in `read`."""
    return _read_workbook(data, TITLES, name, tabs=tabs, budget=budget)


def read_brought(data: bytes, name: str, tabs: str = "", asker: Hashable = None) -> Tabs:
    """What a visitor brought, a .csv too: as `read_workbook`, within the bounds of a visit.

    `asker`: who brought it; he has one file read at a time.
    """
    return _read_workbook(data, TITLES, name, tabs=tabs, budget=VISIT, text=True, asker=asker)


def read_table(path: Path) -> Tabs:
    """Somebody's own table (.xlsx, .ods, .csv), every tab of it whole: for proposals of a mapping."""
    return _read_workbook(path, TITLES, path.stem, tabs=ALL, text=True)


def _google(
    key: config.Table,
    identifiers: Sequence[str],
    patience: Patience | None = None,
    tabs: str = "",
    lines: Sequence[Line] = (),
) -> list[GoogleSheet]:
    # Imported only here: a workbook needs nothing of Google's libraries, and they take a tenth of the start.
    from lib.sources import google, transport  # noqa: PLC0415

    client = transport.connect(key, patience=patience or transport.Patience())
    return [
        google.GoogleSheet(name, client, _IS_WANTED, schema.CASES.title, listed=tabs, lines=lines)
        for name in identifiers
    ]
