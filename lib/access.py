"""Who may see the register: one decision before any page is built (commands.md, Configuration).

The demonstration is open to all while nobody has typed into it. A real register stays closed until its
deployer has chosen how to let people in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import streamlit as st

from lib.config import Config

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Visitor:
    """What the server knows of a browser: the headers of its request, and its address (None: unknown)."""

    headers: tuple[tuple[str, str], ...] = ()
    address: str | None = None

    @property
    def local(self) -> bool:
        """Whether the browser runs on this very computer, with nothing in between.

        Behind a proxy every visitor comes from the proxy's address: so any sign of one refuses.
        """
        names = [name.lower() for name, _ in self.headers]
        if any(name == "forwarded" or name.startswith("x-forwarded") for name in names):
            return False
        hosts = [value for name, value in self.headers if name.lower() == "host"]
        return _loopback(self.address) and len(hosts) == 1 and _without_port(hosts[0]) in _LOCAL_HOSTS


def _loopback(address: str | None) -> bool:
    """Streamlit gives no address at all for a browser on the same computer."""
    if address is None:
        return True
    try:
        known = ip_address(address)
    except ValueError:
        return False
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return (mapped or known).is_loopback


def _without_port(host: str) -> str:
    name = host.strip().lower()
    bare, colon, port = name.rpartition(":")
    return bare if colon and port.isdigit() else name


@dataclass(frozen=True)
class Door:
    """Open, or closed with an explanation of what to do, and for whom it is."""

    open: bool
    title: str = ""
    lines: tuple[str, ...] = ()


_OPEN = Door(True)
_NO_MODE = Door(
    False,
    "Доступ ещё не настроен",
    (
        "Реестр подключён, но закрыт: в нём сообщения жителей, и пока не выбрано, кого пускать,"
        " не показывается ничего.",
        "Тому, кто разворачивает программу: добавьте в .streamlit/secrets.toml раздел [access]"
        " и выберите в нём способ входа.",
        'mode = "local" — смотреть можно только на том же компьютере, где работает программа.',
        'mode = "platform" — вход закрывает сама площадка (закрытое приложение Community Cloud).',
        'mode = "oidc" — вход по учётной записи и список допущенных.',
    ),
)
_NOT_LOCAL = Door(
    False,
    "Реестр открыт только на своём компьютере",
    (
        'Доступ настроен так (mode = "local"), что страницу видно лишь в браузере того компьютера,'
        " где работает программа, по адресу http://localhost с её портом.",
        "Если смотреть нужно с других компьютеров или через прокси-сервер, выберите другой способ входа"
        " в разделе [access] файла .streamlit/secrets.toml.",
    ),
)
_EDITED = Door(
    False,
    "Этот реестр открыт только на своём компьютере",
    (
        "В демонстрационный реестр внесли свои данные, поэтому он виден лишь в браузере того компьютера,"
        " где работает программа, по адресу http://localhost с её портом.",
        "Чтобы показать его другим, подключите реестр в .streamlit/secrets.toml и выберите там способ входа.",
    ),
)
_NO_LOGIN = Door(
    False,
    "Вход по учётной записи пока не работает",
    (
        'Выбран mode = "oidc", но этой версии программы он ещё не знаком, и реестр остаётся закрытым.',
        'Пока можно выбрать "local" или "platform" в разделе [access] файла .streamlit/secrets.toml.',
    ),
)


def decide(config: Config, visitor: Visitor, *, edited: bool = False) -> Door:
    """Whether `visitor` may see the configured register; `edited`: someone typed into the demonstration."""
    if config.demo:
        return _EDITED if edited and not visitor.local else _OPEN
    mode = config.access.mode if config.access else None
    if mode == "platform":
        return _OPEN
    if mode == "local":
        return _OPEN if visitor.local else _NOT_LOCAL
    return _NO_LOGIN if mode == "oidc" else _NO_MODE


def visitor() -> Visitor:
    """The present one, as the server sees the browser's connection."""
    headers = st.context.headers
    names: Iterable[str] = dict.fromkeys(name for name, _ in headers.items())
    return Visitor(
        tuple((name, value) for name in names for value in headers.get_all(name)), st.context.ip_address
    )
