"""`file` and `[storage]`: a workbook that a WebDAV or web server keeps, and the login there."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from lib.sources.config.faults import Table, fault, known, text

_GOOGLE = ("docs.google.com", "drive.google.com")


@dataclass(frozen=True)
class Storage:
    """How the server is entered; `ca`: a certificate authority of one's own, beside those known anyway."""

    user: str = ""
    password: str = field(default="", repr=False)  # never shown
    ca: Path | None = None


def read(section: Table, root: Path, name: str = "storage") -> Storage:
    """The section; a path of `ca` counts from `root`."""
    known(name, section, ("user", "password", "ca"))
    if ("user" in section) != ("password" in section):
        lacking = "password" if "user" in section else "user"
        raise fault(f"[{name}] {lacking} не указан", "нужны оба: user и password")
    user, password = "", section.get("password", "")
    if "user" in section:
        user = text(name, "user", section["user"])
        if ":" in user:
            raise fault(
                f"[{name}] user: в имени не бывает двоеточия", "укажите только имя, пароль — в password"
            )
    if not isinstance(password, str):  # an empty one is a password too: of a public link
        raise fault(f"[{name}] password", "нужна строка в кавычках")
    ca = root / text(name, "ca", section["ca"]) if "ca" in section else None
    if ca is not None and not ca.is_file():
        raise fault(f"[{name}] ca: такого файла нет", "укажите путь к файлу с сертификатом", section["ca"])
    return Storage(user, password, ca)


def addresses(value: object, name: str = "register") -> tuple[str, ...]:
    """The addresses of `file`, this year's first: of files, by https, with no login in them."""
    given = value if isinstance(value, list) else [value]
    if not given:
        raise fault(f"[{name}] file: пустой список", "укажите адрес хотя бы одного файла")
    found: list[str] = []
    for each in given:
        address = text(name, "file", each)
        _look(address, name)
        if address in found:
            raise fault(f"[{name}] file: файл указан дважды", "оставьте его один раз", address)
        found.append(address)
    return tuple(found)


def _look(address: str, name: str) -> None:
    """ConfigError where no file can be asked for by this address."""
    what, cure = f"[{name}] file: не адрес файла", 'нужен полный адрес: file = "https://…/Реестр.xlsx"'
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise fault(what, cure, address) from None
    if parts.username is not None:  # not told back: a password stands there
        raise fault(f"[{name}] file: в адресе имя и пароль", "перенесите их в раздел [storage]")
    if parts.scheme not in ("http", "https") or not host or any(sign.isspace() for sign in host):
        raise fault(what, cure, address)
    if parts.fragment:
        raise fault(f"[{name}] file: в адресе «#»", "если он в имени файла, замените его на %23", address)
    if host in _GOOGLE:
        raise fault(f"[{name}] file: это адрес Google", "для Google Таблицы вместо file нужен sheet", address)
    if not safe(parts):
        raise fault(
            f"[{name}] file: адрес без https", "по открытому http пароль и реестр видны всем", address
        )


def safe(parts: SplitResult) -> bool:
    """Whether nobody on the way reads along: https, or this computer itself."""
    return parts.scheme == "https" or (parts.scheme == "http" and loopback(parts.hostname or ""))


def loopback(host: str) -> bool:
    """Whether a host is this computer itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
