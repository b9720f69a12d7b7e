"""The whole configuration: each section by its own reader, and what must hold between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.base.errors import ConfigError
from lib.sources.config import access, account, columns, notify, register, secrets, storage
from lib.sources.config.access import Access
from lib.sources.config.account import KEY_VARIABLE
from lib.sources.config.faults import PLACE, Table, fault, listed
from lib.sources.config.notify import Notify
from lib.sources.config.register import DEFAULT_REFRESH
from lib.sources.config.secrets import ROOT
from lib.sources.config.storage import Storage
from lib.sources.lines import Line
from lib.sources.login import Login
from lib.sources.login import read as read_login

SECTIONS = (
    "register",
    "columns",
    "storage",
    "gcp_service_account",
    "access",
    "notify",
    "district",
    "auth",
    "connections",
)


@dataclass(frozen=True)
class Config:
    """A configuration in order; exactly one of `demo`, `sheets`, `workbook`, `files` holds.

    None of them where the settings name a district alone (`own` is false): it looks over others' registers.

    `sheets` are ids of Google Sheets: this year's first, then archives; `files` are addresses, likewise.
    `tabs` lists the tabs with messages as «Листы реестра» does, `columns` are lines of «Столбцы».
    `access` is None where no mode was chosen: a real register then stays closed. `login`: what Streamlit's
    own section `[auth]` says.
    """

    demo: bool = False
    sheets: tuple[str, ...] = ()
    workbook: Path | None = None
    files: tuple[str, ...] = ()
    storage: Storage = field(default_factory=Storage)
    refresh: float = DEFAULT_REFRESH
    tabs: str = ""
    columns: tuple[Line, ...] = ()
    access: Access | None = None
    login: Login = field(default_factory=lambda: read_login(None))
    service_account: Table | None = field(default=None, repr=False)  # a private key: never shown
    notify: Notify | None = None

    @property
    def own(self) -> bool:
        """Whether there is a register of one's own."""
        return self.demo or bool(self.sheets or self.workbook or self.files)


def load(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration of the app in `root`; ConfigError names the file and the key to mend.

    With a Google Sheet the service account is in `service_account`: the file that
    GOOGLE_APPLICATION_CREDENTIALS names, or else the secrets' own section.
    """
    data = secrets.read(root)
    return Config(demo=True) if data is None else checked(data, root, environ)


def checked(data: Mapping[str, Any], root: Path, environ: Mapping[str, str]) -> Config:
    """The settings in order, each section by its reader; ConfigError where they are not."""
    for name in data:
        if name not in SECTIONS:
            raise fault("неизвестный раздел или параметр", f"допустимы {listed(SECTIONS)}", name)
    for name in SECTIONS:
        if name in data and name != "columns" and not isinstance(data[name], dict):
            raise fault(f"«{name}» должен быть разделом", f"начните его строкой [{name}]")
    alone = "district" in data and "register" not in data
    place = register.Place() if alone else register.read(data.get("register"), root)
    own_key = account.read(data["gcp_service_account"]) if "gcp_service_account" in data else None
    allowed = access.read(data["access"]) if "access" in data else None
    told = notify.read(data["notify"], root) if "notify" in data else None
    entered = storage.read(data["storage"], root) if "storage" in data else Storage()
    key = account.from_environment(environ) or own_key if place.sheets else None
    if place.sheets and key is None:
        raise fault(
            "нет раздела [gcp_service_account]",
            "добавьте в него поля ключа сервисного аккаунта: без него Google Таблицу не прочитать",
        )
    login = read_login(data.get("auth"))
    if allowed is not None:
        access.agrees(allowed, login)
    return Config(
        sheets=place.sheets,
        workbook=place.workbook,
        files=place.files,
        storage=entered,
        refresh=place.refresh,
        tabs=place.tabs,
        columns=columns.read(data["columns"]) if "columns" in data else (),
        access=allowed,
        login=login,
        service_account=key,
        notify=told,
    )


def notices(root: Path = ROOT) -> Notify:
    """Who is told what (`[notify]`), whichever register is read; reads no other section of the secrets."""
    section = (secrets.read(root) or {}).get("notify")
    if not isinstance(section, dict):
        raise ConfigError(
            f"Некому сообщать: добавьте раздел [notify] в {PLACE.as_posix()}; по шагам — docs/notices.md."
        )
    return notify.read(section, root)


def service_account(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Table:
    """The key for a Google Sheet named on the command line; reads no other section of the secrets."""
    if key := account.from_environment(environ):
        return key
    section = (secrets.read(root) or {}).get("gcp_service_account")
    if not isinstance(section, dict):
        raise ConfigError(
            f"Нет ключа сервисного аккаунта: добавьте раздел [gcp_service_account] в {PLACE.as_posix()}"
            f" или укажите файл ключа в переменной {KEY_VARIABLE}."
        )
    return account.read(section)
