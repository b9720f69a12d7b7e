"""`[district]`: the registers that a district looks over, each with a place, tabs and columns of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lib.base.errors import ConfigError
from lib.sources.config import account, columns, register, secrets, storage
from lib.sources.config.faults import PLACE, Table, fault, known, text, whole
from lib.sources.config.load import Config
from lib.sources.config.secrets import ROOT
from lib.sources.config.storage import Storage

_PLACE = ("sheet", "workbook", "file", "tabs")
_NAME = "district.registers"
_KEY = "gcp_service_account"


@dataclass(frozen=True)
class Member:
    """One settlement: its name, where its register lies, the address of its own dashboard ("" unknown)."""

    name: str
    place: Config
    url: str = ""


@dataclass(frozen=True)
class District:
    """The district's name and its settlements, in the order of the configuration."""

    name: str
    members: tuple[Member, ...]


def load(
    path: Path | None = None, root: Path = ROOT, environ: Mapping[str, str] = os.environ
) -> District | None:
    """The district of a file of its own, or of the settings in `root`; None where these name none.

    Paths count from the file's folder, those of the settings from `root`. ConfigError names what to mend.
    """
    if path is None:
        data = secrets.read(root) or {}
        return _of(data, root, environ) if "district" in data else None
    found = secrets.parse(path)
    if found is None:
        raise whole(path, "файла нет. Проверьте путь и имя файла.")
    if "district" not in found:
        raise whole(path, "нет раздела [district]. Перечислите в нём реестры: [[district.registers]].")
    if _KEY not in found:  # the app's serves
        elsewhere = secrets.read(root) or {}
        if _KEY in elsewhere:
            found = {**found, _KEY: elsewhere[_KEY]}
    try:
        return _of(found, path.absolute().parent, environ)
    except ConfigError as error:  # which names the settings of the app
        raise ConfigError(str(error).replace(PLACE.as_posix(), str(path), 1), error.public) from error


def _of(data: Table, base: Path, environ: Mapping[str, str]) -> District:
    """The district of these settings; paths count from `base`."""
    if not isinstance(data["district"], dict):
        raise fault("«district» должен быть разделом", "начните его строкой [district]")
    own = data.get(_KEY)
    key = account.from_environment(environ) or (account.read(own) if isinstance(own, dict) else None)
    return read(data["district"], base, key)


def read(section: Table, root: Path, key: Table | None) -> District:
    """The section; `key`: the service account's, for registers that are Google Sheets."""
    known("district", section, ("name", "registers"))
    given = section.get("registers", [])
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise fault(f"«{_NAME}» должен быть списком разделов", f"начните каждый реестр с [[{_NAME}]]")
    if not given:
        raise fault("в [district] нет ни одного реестра", f"добавьте хотя бы один раздел [[{_NAME}]]")
    members: dict[str, Member] = {}
    for one in given:
        member = _member(one, root, key)
        if member.name.casefold() in members:
            raise fault(f"[[{_NAME}]]: два реестра с одним именем", "дайте им разные имена", member.name)
        members[member.name.casefold()] = member
    name = text("district", "name", section["name"]) if "name" in section else "Район"
    return District(name, tuple(members.values()))


def _member(section: Table, root: Path, key: Table | None) -> Member:
    known(
        f"[{_NAME}]",
        section,
        ("name", "sheet", "workbook", "file", "tabs", "columns", "storage", "url"),
    )
    if "name" not in section:
        raise fault(f"[[{_NAME}]] без name", "укажите имя поселения")
    name = text(f"[{_NAME}]", "name", section["name"])
    place = register.read({part: section[part] for part in _PLACE if part in section}, root, f"[{_NAME}]")
    if place.sheets and key is None:
        raise fault(
            f"[[{_NAME}]] sheet: нет раздела [gcp_service_account]",
            "добавьте в него поля ключа сервисного аккаунта: без него Google Таблицу не прочитать",
            name,
        )
    lines = columns.read(section["columns"], f"{_NAME}.columns") if "columns" in section else ()
    entered = (
        storage.read(section["storage"], root, f"{_NAME}.storage") if "storage" in section else Storage()
    )
    return Member(
        name,
        Config(
            sheets=place.sheets,
            workbook=place.workbook,
            files=place.files,
            storage=entered,
            tabs=place.tabs,
            columns=lines,
            service_account=dict(key) if place.sheets and key else None,
        ),
        _url(section["url"]) if "url" in section else "",
    )


def _url(value: object) -> str:
    address = text(f"[{_NAME}]", "url", value)
    if urlsplit(address).scheme not in ("http", "https"):
        raise fault(f"[[{_NAME}]] url: не адрес страницы", "начните его с https://", address)
    return address
