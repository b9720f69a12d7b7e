"""`[access]`: how people come in, and who of them may see what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import cast

from lib.sources.config.faults import Table, fault, known, listed
from lib.sources.login import ONLY, Login
from lib.sources.modes import MODES, Mode

ROLES = ("curator", "deputy", "head", "viewer", "executor", "district")
# The same in Russian, as the deployer may write them.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "куратор": "curator",
        "заместитель": "deputy",
        "глава": "head",
        "читатель": "viewer",
        "исполнитель": "executor",
        "район": "district",
    }
)
_NOTHING: Table = MappingProxyType({})


@dataclass(frozen=True)
class Person:
    """What one address, or every address of one @domain, may be; `executor`: the name in the register."""

    role: str
    executor: str | None = None


@dataclass(frozen=True)
class Access:
    """`[access]`: the mode, and for oidc who is who (keys in lower case: addresses and "@domain").

    `trust_email`: providers whose addresses count though they do not say that they have verified them.
    """

    mode: Mode
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    trust_email: tuple[str, ...] = ()

    def person(self, address: str) -> Person | None:
        """Who the owner of this e-mail address is; an address beats its @domain. None: a stranger."""
        address = address.strip()
        if address.isascii():  # others are compared as they stand: «ſ» and «s» fold into one letter
            address = address.casefold()
        _, at, domain = address.rpartition("@")
        return self.people.get(address) or (self.people.get(at + domain) if at else None)


def read(section: Table) -> Access:
    """The section: a mode that there is, addresses, each with a role that there is."""
    known("access", section, ("mode", "people", "trust_email"))
    if "mode" not in section:
        raise fault("[access] mode не указан", f"выберите {listed(MODES)}")
    mode = section["mode"]
    if mode not in MODES:
        raise fault("[access] mode: неизвестный способ входа", f"допустимы только {listed(MODES)}")
    people = section.get("people", _NOTHING)
    if not isinstance(people, dict | MappingProxyType):
        raise fault("[access.people] должен быть разделом", 'запишите в нём строки "адрес" = "роль"')
    found: dict[str, Person] = {}
    for address, role in people.items():
        name = address.strip().casefold()
        if not re.fullmatch(r"[^@\s]*@[^@\s]+", name):
            raise fault(
                "[access.people]: не адрес",
                'слева нужен адрес почты или "@домен"; адрес возьмите в кавычки',
                address,
            )
        if name in found:
            raise fault("[access.people]: адрес указан дважды", "оставьте одну строку", address)
        found[name] = _person(address, role)
    return Access(cast("Mode", mode), MappingProxyType(found), _trusted(section.get("trust_email", [])))


def _trusted(value: object) -> tuple[str, ...]:
    """Names of providers, as their sections in `[auth]` bear them."""
    named = value if isinstance(value, list) else [None]
    names = [name.strip() for name in named if isinstance(name, str) and name.strip()]
    if len(names) < len(named):
        raise fault("[access] trust_email: нужен список имён", f'запишите его так: trust_email = ["{ONLY}"]')
    return tuple(dict.fromkeys(names))


def agrees(access: Access, login: Login) -> None:
    """ConfigError where a provider is trusted that `[auth]` does not have."""
    there = tuple(name or ONLY for name in login.providers)
    for name in access.trust_email:
        if name not in there:
            raise fault(
                "[access] trust_email: такого поставщика входа в [auth] нет",
                f"впишите имя его раздела ({listed(there)})" if there else "заполните [auth]",
                name,
            )


def person(told: object) -> Person | None:
    """Who is meant by «куратор» or «исполнитель: Имя», in Russian or English; None: nobody that there is."""
    word, colon, name = (told if isinstance(told, str) else "").partition(":")
    word, name = word.strip().casefold(), " ".join(name.split())
    word = WORDS.get(word, word)
    if word in ROLES and (bool(name) if word == "executor" else not colon):
        return Person(word, name or None)
    return None


def _person(address: str, role: object) -> Person:
    found = person(role)
    if found is not None:
        return found
    raise fault(
        "[access.people]: неизвестная роль",
        "допустимы куратор, заместитель, глава, читатель, район, «исполнитель: Имя исполнителя»; по-английски"
        " — curator, deputy, head, viewer, district, «executor: Имя исполнителя»",
        f"{address}» = «{role}",
    )
