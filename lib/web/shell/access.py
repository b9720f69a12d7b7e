"""Who may see the register: one decision before any page is built (commands.md, Configuration).

The demonstration is open to all while nobody has typed into it. A real register stays closed until its
deployer has chosen how to let people in. With `oidc` the list of the admitted is asked anew at every step:
to be logged in is not yet to be let in, and an address taken off the list is out at the next one.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

import streamlit as st

from lib.base.plaintext import plain
from lib.lists.scope import WHOLE, Scope
from lib.sources.config import Config

SESSION = 12 * 3600  # seconds that a login counts: a working day; Streamlit's own cookie lasts for 30 days
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_LONGEST = 254  # characters of an address of mail
_VERIFIED = {"true": True, "false": False}  # some providers write it as a word; whatever else says nothing
# What nobody but a proxy adds to a request. A browser on this computer sends none of these.
_PROXIED = re.compile(
    r"forwarded|via|x-forward.*|x-real-.*|(?:.*-)?(?:client|remote|cluster)-?(?:ip|addr.*|host)|cf-.*|x-original-.*"
    r"|x-envoy-.*|x-proxy.*|x-(?:host|scheme|url-scheme|rewrite-url|http-.*)|x-(?:amzn|amz|azure|appengine|arr|google)-.*"
    r"|cdn-.*|fastly-.*|akamai-.*|x-varnish|x-cache.*|x-request-start|x-sendfile-type|front-end-https|proxy-.*"
    r"|max-forwards|surrogate-.*|.*-connecting-ip|x-b3-.*|x-nginx-.*|x-traefik-.*|x-haproxy-.*|x-squid.*"
)


@dataclass(frozen=True)
class Account:
    """Who the provider says has logged in, and when (seconds since 1970; None: it did not say)."""

    address: str
    verified: bool | None = True  # None: the provider does not say
    since: float | None = None
    provider: str = ""  # by the name of its section; Streamlit calls that of [auth] itself «default»


# Logins ended by «Выйти», until they would have run out: the browser drops its cookie, but a copy of
# it, and the reader's other open tabs, would go on. Of this process alone: a restart forgets it.
_ended: dict[tuple[str, float], float] = {}
_ending = threading.Lock()  # readers leave in threads of their own


def end(known: Account | None, now: float | None = None) -> None:
    """This login counts no longer, wherever its cookie turns up."""
    present = time.time() if now is None else now
    with _ending:
        for login in [login for login, until in _ended.items() if until <= present]:
            del _ended[login]
        if known is not None and known.since is not None:
            _ended[known.address, known.since] = known.since + SESSION


def account(claims: Mapping[str, Any]) -> Account | None:
    """The account of Streamlit's signed claims; None: nobody has logged in."""
    if claims.get("is_logged_in") is not True:
        return None
    address, since = claims.get("email"), claims.get("iat")
    provider = claims.get("provider")
    return Account(
        address.strip() if isinstance(address, str) else "",
        _VERIFIED.get(str(claims.get("email_verified")).casefold()),
        float(since) if isinstance(since, int | float) else None,
        provider if isinstance(provider, str) else "",
    )


@dataclass(frozen=True)
class Visitor:
    """What the server knows of a browser: the headers of its request, its address (None: unknown), the
    account that logged in with it.
    """

    headers: tuple[tuple[str, str], ...] = ()
    address: str | None = None
    account: Account | None = None

    @property
    def login(self) -> str:
        """The address of his account; "" where nobody logged in."""
        return self.account.address if self.account else ""

    @property
    def local(self) -> bool:
        """Whether the browser runs on this very computer, with nothing in between.

        Behind a proxy every visitor comes from the proxy's address: so any sign of one refuses. One that
        leaves no sign and names this computer as the host cannot be told (the guide says so).
        """
        if any(_PROXIED.fullmatch(name.lower()) for name, _ in self.headers):
            return False
        hosts = [value for name, value in self.headers if name.lower() == "host"]
        return _loopback(self.address) and len(hosts) == 1 and _without_port(hosts[0]) in _LOCAL_HOSTS


# Who asks by the websocket whose frame is answered (`lib.web.gate`): a download is made beside the page.
asking: ContextVar[Visitor | None] = ContextVar("asking", default=None)


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
    """Open, or closed with an explanation of what to do, and for whom it is.

    scope: what is seen behind an open one. logins: the providers to log in with, where that may help ("" is
    the only one). leave: the visitor has logged in and may log out. faulty: the deployment is to be mended
    before anybody gets in.
    """

    open: bool
    title: str = ""
    lines: tuple[str, ...] = ()
    scope: Scope = WHOLE
    logins: tuple[str, ...] = ()
    leave: bool = False
    faulty: bool = False


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
    faulty=True,
)
_NOT_LOCAL = Door(
    False,
    "Реестр открывается только на том компьютере, где работает программа",
    (
        'Доступ настроен так (mode = "local"), что страницу видно лишь в браузере того компьютера,'
        " где работает программа, по адресу http://localhost с её портом.",
        "Если смотреть нужно с других компьютеров или через прокси-сервер, выберите другой способ входа"
        " в разделе [access] файла .streamlit/secrets.toml.",
    ),
)
_EDITED = Door(
    False,
    "Этот реестр открывается только на том компьютере, где работает программа",
    (
        "В демонстрационный реестр внесли свои данные, поэтому он виден лишь в браузере того же компьютера,"
        " по адресу http://localhost с портом программы.",
        "Чтобы показать его другим, подключите реестр в .streamlit/secrets.toml и выберите там способ входа.",
    ),
)
_ASK = (
    "Добавить адрес в список может тот, кто разворачивал программу: обратитесь к нему или к куратору"
    " сообщений."
)


def decide(config: Config, visitor: Visitor, *, edited: bool = False, now: float | None = None) -> Door:
    """Whether `visitor` may see the configured register, and what of it.

    `edited`: someone typed into the demonstration. `now`: seconds since 1970, by default the present.
    """
    if config.demo:
        return _EDITED if edited and not visitor.local else _OPEN
    mode = config.access.mode if config.access else None
    if mode == "platform":
        return _OPEN
    if mode == "local":
        return _OPEN if visitor.local else _NOT_LOCAL
    return (
        _login(config, visitor.account, time.time() if now is None else now) if mode == "oidc" else _NO_MODE
    )


def _login(config: Config, known: Account | None, now: float) -> Door:
    people = config.access.people if config.access else {}
    fault = config.login.fault
    if fault is None and not people:
        fault = "список [access.people] пуст", 'Впишите в него строки "адрес" = "роль".'
    if fault is not None:
        lines = (
            "Реестр закрыт: войти в него пока нельзя.",
            f'Тому, кто разворачивает программу: в .streamlit/secrets.toml выбран mode = "oidc" в [access],'
            f" но {fault[0]}. {fault[1]}",
            "Всё сразу проверит команда python -m lib doctor.",
        )
        return Door(False, "Вход по учётной записи не настроен", lines, faulty=True)
    logins = config.login.providers
    if known is None:
        line = "В реестре сообщения жителей, поэтому он открыт только допущенным сотрудникам."
        return Door(False, "Войдите, чтобы увидеть реестр", (line,), logins=logins)
    if known.since is None or not now - SESSION < known.since:
        line = f"Вход действует {SESSION // 3600} часов. Войдите ещё раз."
        return Door(False, "Время входа истекло", (line,), logins=logins, leave=True)
    if (known.address, known.since) in _ended:
        line = "Чтобы снова увидеть реестр, войдите."
        return Door(False, "Вы вышли", (line,), logins=logins, leave=True)
    return _admit(config, known)


def _admit(config: Config, known: Account) -> Door:
    """The list of the admitted, for somebody whose login is in order."""
    if not known.address:
        line = "Служба входа не передала адрес почты, а доступ программа проверяет по нему."
        return Door(False, "Адрес почты неизвестен", (line, _ASK), leave=True)
    who = f"Вы вошли с адресом {plain(known.address)[:_LONGEST]}."
    if not _sure(config, known):
        line = "Служба входа не подтвердила, что этот адрес ваш. Подтвердите его у неё и войдите снова."
        return Door(False, "Адрес почты не подтверждён", (who, line), leave=True)
    person = config.access.person(known.address) if config.access else None
    if person is None:
        return Door(False, "Вас нет в списке допущенных", (who, _ASK), leave=True)
    return Door(True, scope=Scope(person.role, person.executor or ""), leave=True)


def _sure(config: Config, known: Account) -> bool:
    """Whether the address is his: the provider says so, or the deployer answers for one that says nothing."""
    if known.verified is None:
        return config.access is not None and known.provider in config.access.trust_email
    return known.verified


def visitor() -> Visitor:
    """The present one, as the server sees the browser's connection."""
    headers = st.context.headers
    names: Iterable[str] = dict.fromkeys(name for name, _ in headers.items())
    return Visitor(
        tuple((name, value) for name in names for value in headers.get_all(name)),
        st.context.ip_address,
        account(st.user.to_dict()),
    )
