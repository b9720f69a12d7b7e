"""One message for one address: what it has not been told yet, in the order of what matters first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lib.notices.notice import Hours, Key, Kind, Notice
from lib.register.cells import name_key
from lib.sources.config.access import Person
from lib.words import words

_NOTICE = ("уведомление", "уведомления", "уведомлений")
_ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Place:
    """One address of a service, and whose it is: usually one person's; `number` of how many he has."""

    address: str = field(repr=False)
    people: tuple[Person, ...]
    number: int
    of: int

    @property
    def told(self) -> str:
        """Whose it is, never what it is: «куратор, адрес 2 из 3»."""
        which = f", адрес {self.number} из {self.of}" if self.of > 1 else ""
        return " и ".join(map(named, self.people)) + which


@dataclass(frozen=True)
class Message:
    """What goes to one place at one go; `keys` of all that it tells."""

    place: Place
    title: str
    body: str
    keys: tuple[Key, ...]


def named(person: Person) -> str:
    """«куратор», «исполнитель (Исполнитель 1)»."""
    return words.who(person.role, person.executor)


def places(people: Mapping[Person, Sequence[str]]) -> list[Place]:
    """Each address once, in the order of the settings, with all whose it is."""
    found: dict[str, Place] = {}
    for person, addresses in people.items():
        for number, address in enumerate(addresses, start=1):
            before = found.get(address)
            if before is None:
                found[address] = Place(address, (person,), number, len(addresses))
            else:
                found[address] = Place(address, (*before.people, person), before.number, before.of)
    return list(found.values())


def wanted(notices: Iterable[Notice], place: Place) -> list[Notice]:
    """The notices for those whose address it is, each once."""
    whose = {_same(person) for person in place.people}
    found: dict[Key, Notice] = {}
    for notice in notices:
        if _same(notice.to) in whose:
            found.setdefault(notice.key, notice)
    return list(found.values())


def message(
    notices: Iterable[Notice], place: Place, told: Callable[[str], set[Key]], hours: Hours, outside: bool
) -> Message | None:
    """What this place is to be told now; None: nothing."""
    before = told(place.address)
    new = [
        notice
        for notice in wanted(notices, place)
        if notice.key not in before and hours.allow(notice.when, outside)
    ]
    if not new:
        return None
    new.sort(key=lambda notice: _ORDER[Kind(notice.key.kind)])
    title = f"«Отклик»: {words.several(len(new), _NOTICE)}"
    return Message(place, title, "\n\n".join(_blocks(new)), tuple(notice.key for notice in new))


def _blocks(notices: Iterable[Notice]) -> list[str]:
    """A block for each case, with all that is told of it, and one for each notice that is of none."""
    heads: dict[tuple[str, str], list[Notice]] = {}
    for number, notice in enumerate(notices):
        heads.setdefault((notice.key.case, notice.case) if notice.case else ("", str(number)), []).append(
            notice
        )
    return [
        "\n".join(
            filter(None, (own[0].case, *(notice.text for notice in own), _quoted(own[0].words), own[0].link))
        )
        for own in heads.values()
    ]


def _quoted(text: str) -> str:
    return f"Сообщение: «{text}»" if text else ""


def _same(person: Person) -> tuple[str, str]:
    return person.role, name_key(person.executor or "")
