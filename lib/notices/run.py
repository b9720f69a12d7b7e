"""One run: what is true now, less what was told, as one message an address, each written down once taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lib import sla
from lib.figures.facts import Facts, gather
from lib.notices import due, state
from lib.notices.message import Message, Place, message, places, wanted
from lib.notices.notice import Key, Kind, Notice
from lib.notices.service import Sent, send
from lib.notices.state import State
from lib.register import Register
from lib.sources.config import Notify

Send = Callable[[str, str, str], Sent]  # address, title, body


@dataclass(frozen=True)
class Told:
    """What became of a run: messages taken, and a line for each that was not, or for what is to be known."""

    taken: int
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def tell(register: Register, now: datetime, settings: Notify, deliver: Send = send) -> Told:
    """Tell everybody what he is to know now. StateError, Busy: nobody was told anything."""
    taken, failed = 0, []
    with state.held(settings.state, now) as book:
        notes = _noted(book)
        facts = _facts(register, now)
        there = places(settings.people)
        found = _notices(facts, settings, there, book)
        day = book.forgiven()
        if day is not None:
            book.forgive(_before(day, found, there), now)
        hours = due.hours(facts)
        for place in there:
            ready = message(found, place, book.told, hours, settings.outside)
            if ready is None:
                continue
            why = _told(book, ready, now, deliver)
            if why:
                failed.append(f"Не доставлено ({place.told}): {why}. Будет отправлено при следующем запуске.")
            else:
                taken += 1
    return Told(taken, tuple(failed), notes)


def preview(register: Register, now: datetime, settings: Notify) -> tuple[list[Message], tuple[str, ...]]:
    """What would go now, and what is to be known of it; changes nothing."""
    with state.seen(settings.state) as book:
        facts = _facts(register, now)
        there = places(settings.people)
        found = _notices(facts, settings, there, book)
        day = f"{now:%Y-%m-%d}" if book.broken else book.forgiven()
        told = {(place.address, key) for place in there for key in book.told(place.address)}
        if day is not None:
            told.update(_before(day, found, there))
        hours = due.hours(facts)
        ready = (
            message(
                found,
                place,
                lambda asked: {key for address, key in told if address == asked},
                hours,
                settings.outside,
            )
            for place in there
        )
        return [each for each in ready if each is not None], _noted(book)


def _told(book: State, ready: Message, now: datetime, deliver: Send) -> str:
    """Send and write it down; "" where it was taken, else why not."""
    sent: list[Sent] = []

    def go() -> bool:
        sent.append(deliver(ready.place.address, ready.title, ready.body))
        return sent[-1].taken

    return "" if book.tell(ready.place.address, ready.keys, now, go) else sent[-1].why


def _facts(register: Register, now: datetime) -> Facts:
    return gather(register, sla.assess(register, now), now)


def _notices(facts: Facts, settings: Notify, there: Sequence[Place], book: State) -> list[Notice]:
    """All that is true; the digest only where somebody has not had it yet."""
    today = str(facts.today)
    readers = [place for place in there if due.READERS & set(place.people)]
    new = any(
        not any(key.kind == Kind.DIGEST and key.opened == today for key in book.told(place.address))
        for place in readers
    )
    return due.notices(facts, due.Wanted(settings.url, settings.texts), with_digest=new)


def _before(day: str, found: Sequence[Notice], there: Sequence[Place]) -> list[tuple[str, Key]]:
    """What counts as told, of each address, once a state was put aside on that day."""
    return [
        (place.address, notice.key)
        for place in there
        for notice in wanted(found, place)
        if notice.key.opened < day
    ]


def _noted(book: State) -> tuple[str, ...]:
    if not book.broken:
        return ()
    where = f" и отложен в сторону: «{book.aside}»" if book.aside is not None else ""
    return (
        f"Файл того, что уже сообщено, не читается{where}."
        " Всё, что началось раньше сегодняшнего дня, считается сообщённым.",
    )
