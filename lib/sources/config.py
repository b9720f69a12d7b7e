"""Which register to read, how often, and who may see it: `.streamlit/secrets.toml`, read and checked.

Knows nothing of Streamlit. Three outcomes, never mixed up (commands.md, Configuration): no file at all
is the demonstration; a file in order is a `Config`; anything else is a `ConfigError` naming the key.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

from lib.base.errors import ConfigError
from lib.sources.login import Login
from lib.sources.login import read as read_login

Table: TypeAlias = Mapping[str, Any]
Mode: TypeAlias = Literal["oidc", "platform", "local"]

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path(".streamlit") / "secrets.toml"
KEY_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
DEFAULT_REFRESH = 30.0  # seconds between reads while somebody looks
SHORTEST_REFRESH = 5.0  # 12 reads a minute: a fifth of Google's quota of 60

MODES: tuple[Mode, ...] = ("oidc", "platform", "local")
ROLES = ("curator", "deputy", "head", "viewer", "executor")
_TOP = ("register", "gcp_service_account", "access", "auth", "connections")
_KEY_FIELDS = ("client_email", "private_key", "token_uri")
_NOTHING: Table = MappingProxyType({})

# …/spreadsheets/d/ID/edit, …/spreadsheets/u/0/d/ID, drive.google.com/open?id=ID, or the id alone.
_SHEET_IN_ADDRESS = re.compile(r"(?:/spreadsheets/(?:u/\d+/)?d/|[?&]id=|/file/d/)([A-Za-z0-9_-]{10,})")
_SHEET_ID = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True)
class Person:
    """What one address, or every address of one @domain, may be; `executor`: the name in the register."""

    role: str
    executor: str | None = None


@dataclass(frozen=True)
class Access:
    """`[access]`: the mode, and for oidc who is who (keys in lower case: addresses and "@domain")."""

    mode: Mode
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))

    def person(self, address: str) -> Person | None:
        """Who the owner of this e-mail address is; an address beats its @domain. None: a stranger."""
        address = address.strip()
        if address.isascii():  # others are compared as they stand: «ſ» and «s» fold into one letter
            address = address.casefold()
        _, at, domain = address.rpartition("@")
        return self.people.get(address) or (self.people.get(at + domain) if at else None)


@dataclass(frozen=True)
class Config:
    """A configuration in order; exactly one of `demo`, `sheets`, `workbook` holds.

    `sheets` are ids of Google Sheets: this year's first, then archives. `access` is None where no mode
    was chosen: a real register then stays closed. `login`: what Streamlit's own section `[auth]` says.
    """

    demo: bool = False
    sheets: tuple[str, ...] = ()
    workbook: Path | None = None
    refresh: float = DEFAULT_REFRESH
    access: Access | None = None
    login: Login = field(default_factory=lambda: read_login(None))
    service_account: Table | None = field(default=None, repr=False)  # a private key: never shown


def load(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration of the app in `root`; ConfigError names the file and the key to mend.

    With a Google Sheet the service account is in `service_account`: the file that
    GOOGLE_APPLICATION_CREDENTIALS names, or else the secrets' own section.
    """
    data = _read(root)
    if data is None:
        return Config(demo=True)
    for name in data:
        if name not in _TOP:
            raise _error("неизвестный раздел или параметр", f"допустимы {_listed(_TOP)}", name)
    for name in _TOP:
        if name in data and not isinstance(data[name], dict):
            raise _error(f"«{name}» должен быть разделом", f"начните его строкой [{name}]")
    own_key = _service_account(data["gcp_service_account"]) if "gcp_service_account" in data else None
    access = _access(data["access"]) if "access" in data else None
    sheets, workbook, refresh = _register(data.get("register"), root)
    key = _key_file(environ) or own_key if sheets else None
    if sheets and key is None:
        raise _error(
            "нет раздела [gcp_service_account]",
            "добавьте в него поля ключа сервисного аккаунта: без него Google Таблицу не прочитать",
        )
    return Config(False, sheets, workbook, refresh, access, read_login(data.get("auth")), key)


def service_account(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Table:
    """The key for a Google Sheet named on the command line; reads no other section of the secrets."""
    if key := _key_file(environ):
        return key
    section = (_read(root) or {}).get("gcp_service_account")
    if not isinstance(section, dict):
        raise ConfigError(
            f"Нет ключа сервисного аккаунта: добавьте раздел [gcp_service_account] в {PLACE.as_posix()}"
            f" или укажите файл ключа в переменной {KEY_VARIABLE}."
        )
    return _service_account(section)


def sheet_id(address: str) -> str | None:
    """The id in the address of a Google Sheet, or the id itself; None where it is neither."""
    address = address.strip()
    if "/" not in address:
        return address if _SHEET_ID.fullmatch(address) else None
    found = _SHEET_IN_ADDRESS.search(address)
    return found.group(1) if found else None


def _read(root: Path) -> dict[str, Any] | None:
    """The secrets as parsed, None without any file.

    Streamlit also looks into the home folder, and a host may write the secrets there; that file counts
    only where the project has none and it holds our section, because it may belong to other apps.
    """
    own = _parse(root / PLACE)
    if own is not None:
        return own
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home, as in some containers
        return None
    common = _parse(home / PLACE)
    return common if common is not None and "register" in common else None


def _parse(path: Path) -> dict[str, Any] | None:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise _whole(path, "файл не в кодировке UTF-8. Сохраните его заново в UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"строка {found[1]}, столбец {found[2]}" if found else "в конце файла"
        hint = _hint(text, text.splitlines()[int(found[1]) - 1] if found else "")
        raise _whole(path, f"ошибка в записи TOML ({place}). {hint or 'Исправьте её.'}") from error
    except OSError as error:
        reason = error.strerror or error
        raise _whole(path, f"файл не читается ({reason}). Проверьте права на него.") from error


# What people write who have never seen TOML: how the line at fault looks, and what to do. The line itself,
# which may hold a secret, is never told.
_SLIPS = (
    (
        r"""\s*(\{|"\w+"\s*:)""",
        'Похоже, JSON вставлен как есть. Перенесите его поля по одному, по образцу: имя = "значение".',
    ),
    (r""".*=\s*[“”„«]""", 'Кавычки нужны прямые: "…".'),
    (r"""\s*[\w.+-]*@[\w.-]+\s*=""", 'Адрес слева возьмите в кавычки: "kurator@example.org" = "curator".'),
    (
        r"""(?!\s*private_key).*=\s*"[^"]*\\""",
        r"Путь с «\» возьмите в одинарные кавычки: workbook = 'C:\Otklik\Реестр.xlsx'.",
    ),
    (r"""\s*("[^"]*"|[\w-]+)\s*=\s*[^\s"'\[{]""", "Значение справа возьмите в кавычки."),
)


def _hint(text: str, line: str) -> str:
    """What to do about a mistake of TOML; "" where it looks like none that is known."""
    if re.search(r"(?m)^\s*private_key\s*=\s*'(?!'')", text):
        return "Значение private_key возьмите в двойные кавычки: в одинарных \\n не читается."
    return next((cure for slip, cure in _SLIPS if re.match(slip, line)), "")


def _register(section: Table | None, root: Path) -> tuple[tuple[str, ...], Path | None, float]:
    if section is None:
        raise _error("нет раздела [register]", "укажите в нём sheet (Google Таблица) или workbook (файл)")
    _known("register", section, ("sheet", "workbook", "refresh"))
    if ("sheet" in section) == ("workbook" in section):
        what = "и sheet, и workbook" if "sheet" in section else "ни sheet, ни workbook"
        raise _error(f"в [register] {what}", "оставьте одно: sheet (Google Таблица) или workbook (файл)")
    refresh = section.get("refresh", DEFAULT_REFRESH)
    if not isinstance(refresh, int | float) or isinstance(refresh, bool) or not refresh >= SHORTEST_REFRESH:
        raise _error("[register] refresh", "нужно число секунд, не меньше 5")
    if refresh == float("inf"):
        raise _error("[register] refresh", "нужно конечное число секунд")
    if "workbook" in section:
        return (), root / _text("register", "workbook", section["workbook"]), float(refresh)
    return _sheets(section["sheet"]), None, float(refresh)


def _sheets(value: object) -> tuple[str, ...]:
    addresses = value if isinstance(value, list) else [value]
    if not addresses:
        raise _error("[register] sheet: пустой список", "укажите адрес хотя бы одной таблицы")
    ids: list[str] = []
    for address in addresses:
        found = sheet_id(_text("register", "sheet", address))
        if found is None:
            raise _error(
                "[register] sheet: не адрес и не идентификатор Google Таблицы",
                "скопируйте адрес из строки браузера, когда таблица открыта",
            )
        if found in ids:
            raise _error("[register] sheet: таблица указана дважды", "оставьте её один раз", found)
        ids.append(found)
    return tuple(ids)


def _service_account(section: Table) -> Table:
    if section.get("type") != "service_account":
        raise _error(
            '[gcp_service_account] type: должно быть "service_account"',
            "нужен JSON-ключ сервисного аккаунта, а не другой ключ",
        )
    for name in _KEY_FIELDS:
        _text("gcp_service_account", name, section.get(name, ""))
    if "\\n" in section["private_key"]:
        raise _error(
            "[gcp_service_account] private_key взят в одинарные кавычки, и переводы строк \\n не прочитаны",
            "возьмите значение в двойные кавычки",
        )
    return MappingProxyType(dict(section))


def _key_file(environ: Mapping[str, str]) -> Table | None:
    name = environ.get(KEY_VARIABLE)
    if not name:
        return None
    try:
        key = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"Переменная {KEY_VARIABLE} указывает на файл {name}, но он не читается как JSON-ключ."
            " Исправьте путь или скачайте ключ заново."
        ) from error
    complete = isinstance(key, dict) and all(isinstance(key.get(name), str) for name in _KEY_FIELDS)
    if not complete or key.get("type") != "service_account":
        raise ConfigError(
            f"Файл {name} (переменная {KEY_VARIABLE}) — не ключ сервисного аккаунта:"
            " скачайте JSON-ключ в консоли Google Cloud."
        )
    return MappingProxyType(key)


def _access(section: Table) -> Access:
    _known("access", section, ("mode", "people"))
    if "mode" not in section:
        raise _error("[access] mode не указан", f"выберите {_listed(MODES)}")
    mode = section["mode"]
    if mode not in MODES:
        raise _error("[access] mode: неизвестный способ входа", f"допустимы только {_listed(MODES)}")
    people = section.get("people", _NOTHING)
    if not isinstance(people, dict | MappingProxyType):
        raise _error("[access.people] должен быть разделом", 'запишите в нём строки "адрес" = "роль"')
    known: dict[str, Person] = {}
    for address, role in people.items():
        name = address.strip().casefold()
        if not re.fullmatch(r"[^@\s]*@[^@\s]+", name):
            raise _error(
                "[access.people]: не адрес",
                'слева нужен адрес почты или "@домен"; адрес возьмите в кавычки',
                address,
            )
        if name in known:
            raise _error("[access.people]: адрес указан дважды", "оставьте одну строку", address)
        known[name] = _person(address, role)
    return Access(cast("Mode", mode), MappingProxyType(known))


def _person(address: str, role: object) -> Person:
    word, colon, name = (role if isinstance(role, str) else "").partition(":")
    word, name = word.strip(), " ".join(name.split())
    if word in ROLES and (bool(name) if word == "executor" else not colon):
        return Person(word, name or None)
    raise _error(
        "[access.people]: неизвестная роль",
        "допустимы curator, deputy, head, viewer, «executor: Имя исполнителя»",
        f"{address}» = «{role}",
    )


def _known(section: str, values: Table, names: tuple[str, ...]) -> None:
    for name in values:
        if name not in names:
            raise _error(f"[{section}] неизвестный параметр", f"допустимы {_listed(names)}", name)


def _text(section: str, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _error(f"[{section}] {name} не заполнен", "нужна непустая строка в кавычках")
    return value.strip()


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _error(what: str, cure: str, value: object = None) -> ConfigError:
    """`value`: what stands in the file, for the deployer alone."""
    typed = "" if value is None else f" «{value}»"
    place = PLACE.as_posix()
    return ConfigError(f"{place}: {what}{typed}: {cure}.", f"{place}: {what}: {cure}.")


def _whole(path: Path, fault: str) -> ConfigError:
    """The whole file is at fault; `fault` tells none of its content."""
    return ConfigError(f"{path}: {fault}", f"{PLACE.as_posix()}: {fault}")
