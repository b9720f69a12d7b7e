"""`[notify]`: who is told where, by which service, and whether out of working hours too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from lib.base.errors import ConfigError
from lib.sources.config import samples
from lib.sources.config.access import Person, person
from lib.sources.config.faults import Table, fault, known

STATE = "notified.sqlite"
_TOLD = ("curator", "deputy", "head", "executor")  # who is ever told anything
_SERVICE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_NOTHING: Table = MappingProxyType({})


@dataclass(frozen=True)
class Notify:
    """`[notify]`: `people` are the services' addresses of each, with tokens in them: never shown.

    url: of the dashboard, with «/» at its end, or ""; texts: a message's own words may leave the building;
    state: the file that keeps what was told; outside: told out of working hours, too.
    """

    state: Path
    people: Mapping[Person, tuple[str, ...]] = field(repr=False)
    url: str = ""
    texts: bool = False
    outside: bool = False


def read(section: Table, root: Path) -> Notify:
    """The section; the path of `state` counts from `root`."""
    known("notify", section, ("url", "texts", "state", "people", "quiet"))
    quiet = section.get("quiet", _NOTHING)
    if not isinstance(quiet, dict | MappingProxyType):
        raise fault("[notify.quiet] должен быть разделом", "запишите в нём outside = false")
    known("notify.quiet", quiet, ("outside",))
    state = section.get("state", STATE)
    if not isinstance(state, str) or not state.strip():
        raise fault("[notify] state", "нужно имя файла в кавычках")
    return Notify(
        state=root / state.strip(),
        people=_people(section.get("people", _NOTHING)),
        url=_url(section.get("url", "")),
        texts=_flag("notify", "texts", section.get("texts", False)),
        outside=_flag("notify.quiet", "outside", quiet.get("outside", False)),
    )


def _flag(section: str, name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise fault(f"[{section}] {name}", "нужно true или false без кавычек")
    return value


def _url(value: object) -> str:
    """The dashboard's address, to which the address of a card is joined; "" where none is given."""
    wrong = fault("[notify] url: не адрес", 'нужен адрес страницы программы: url = "https://…"')
    if not isinstance(value, str):
        raise wrong
    if not value.strip():
        return ""
    try:
        parts = urlsplit(value.strip())
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        raise wrong from None
    if not good or parts.query or parts.fragment or any(sign.isspace() for sign in value.strip()):
        raise wrong
    return value.strip().rstrip("/") + "/"


def _people(section: object) -> Mapping[Person, tuple[str, ...]]:
    if not isinstance(section, dict | MappingProxyType):
        raise fault("[notify.people] должен быть разделом", 'запишите в нём строки "роль" = ["адрес"]')
    found: dict[Person, tuple[str, ...]] = {}
    for word, value in section.items():
        whom = person(word)
        if whom is None or whom.role not in _TOLD:
            raise fault(
                "[notify.people]: неизвестная роль",
                "слева допустимы куратор, заместитель, глава, «исполнитель: Имя исполнителя»; по-английски"
                " — curator, deputy, head, «executor: Имя исполнителя»",
                word,
            )
        if whom in found:
            raise fault("[notify.people]: роль указана дважды", "оставьте одну строку", word)
        found[whom] = _addresses(word, value)
    return MappingProxyType(found)


def _addresses(word: str, value: object) -> tuple[str, ...]:
    """The services' addresses; a fault names whose they are and never tells one back."""
    found: dict[str, None] = {}
    for number, given in enumerate(value if isinstance(value, list) else [value], start=1):
        address = given.strip() if isinstance(given, str) else ""
        if not _SERVICE.fullmatch(address):
            raise _wrong(word, number, "это не адрес сервиса", 'нужна строка вида "tgram://…"')
        if samples.is_sample(address):
            raise _wrong(word, number, "осталось слово из образца", "впишите свой адрес")
        found[address] = None
    return tuple(found)


def _wrong(word: str, number: int, what: str, cure: str) -> ConfigError:
    return fault(f"[notify.people], {number}-й адрес: {what}", f"{cure} (docs/notices.md)", word)
