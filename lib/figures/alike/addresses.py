"""Streets and house numbers as people write them: «ул. Школьная, д. 5», «дом 5 по Школьной», «на Школьной 5».

Reading is done by the words around a name and a number; what is not clearly an address is none. The names of
streets compare by their stems, so that «Школьная» and «Школьной» are one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from lib.base.plaintext import first_up
from lib.duties.timeline import Array

K = TypeVar("K", bound=Hashable)

_SHORT = r"(?:ул\b\.?|пер\.|просп\b\.?|пр-т|пр-кт|наб\.|б-р|мкр\b\.?|мкрн)"
_LONG = (
    r"(?:улиц(?:а|ы|е|у|ей)|переул(?:ок|к[аеу]|ком)|проспект[аеу]?|шоссе|проезд[аеу]?|бульвар[аеу]?|"
    r"площад(?:ь|и|ью)|микрорайон[аеу]?)"
)
_CUE = rf"(?:{_SHORT}|{_LONG})"
_WORD = r"[а-яё]{3,}(?:-[а-яё]+)?"
_CAPITAL = r"(?-i:[А-ЯЁ])[а-яё]{2,}(?:-[а-яё]+)?"
_ENDING = r"(?:ая|яя|ой|ей|ую|юю|ый|ий|ого|его|ом|ем|ому|ему)\b"  # «Школьная», «Лесном»: an adjective's
_OF_KIND = rf"(?-i:[А-ЯЁ])[а-яё]+?{_ENDING}"
_OF_SOMEBODY = r"(?-i:[А-ЯЁ])[а-яё]+(?:ина|[оеё]ва)\b"  # «Ленина», «Чехова»: a street's name in the genitive
_AHEAD = r"(?:[0-9]{1,3}\s?(?:лет|-?[йя])\s+|[а-яё]\.\s?)?[«\"]?"  # «40 лет Октября», «К. Маркса»
# Not followed by what a number counts, nor by the rest of a date, a time or a longer number.
_TIME = (
    r"(?![0-9])(?!\s*[.:][0-9])(?!\s*-?(?:%|лет|год|раз|час|ч\b|мин|дн|день|сут|недел|мес|руб|тыс|числ|"
    r"янв|фев|мар[та]|апр|ма[йя]\b|июн|июл|авг|сен|окт|ноя|дек|процент|й\b|го\b|х\b|ти\b|ю\b))"
)
_COUNT = (
    r"(?!\s*(?:метр|м\b|км|кв|чел|шт|этаж|подъезд|класс|литр|кг|столб|фонар|маши|собак|контейн|ям|дер|дом))"
)
_NUMBER = (
    r"([0-9]{1,3}(?:\s?/\s?[0-9]{1,3}|[-/]?[а-е]\b|\s?[«\"]?(?-i:[А-Е])\b[»\"]?)?)"
    rf"(?:\s?,?\s?(?:корп(?:ус)?\.?|к\.?|стр\.?)\s?([0-9]{{1,2}})\b)?{_TIME}"
)
_HOUSE = rf"(?:д\b\.?|дом(?:а|е|у|ом|ов)?)\s*(?:№\s*|номер\s+)?{_NUMBER}"
_NEAR = r"[\s,]*(?:(?:возле|у|около|напротив|перед|рядом с|в районе|за)\s+)?"
_FORMS = (
    # «ул. Школьная, д. 5», «улица Победы 5», «на улице Школьной у дома 5», «на улице Школьной»
    rf"(?:{_SHORT}\s*{_AHEAD}({_WORD})|{_LONG}\s+{_AHEAD}(?:({_CAPITAL})|([а-яё]+?{_ENDING})))[»\"]?"
    rf"(?:\s+{_CAPITAL})?(?:{_NEAR}{_HOUSE}|[\s,]*{_NUMBER}{_COUNT})?",
    # «Школьная ул., 5», «на Школьной улице у дома 5»
    rf"({_OF_KIND})\s+{_CUE}(?:{_NEAR}{_HOUSE}|[\s,]*{_NUMBER}{_COUNT})?",
    # «дом 5 по улице Школьной», «у дома 5 на Садовой»
    rf"{_HOUSE}[\s,]*(?:(?:по|на)\s+)?(?:{_SHORT}\s*({_WORD})|{_LONG}\s+({_WORD})|({_OF_KIND}))",
    rf"{_HOUSE}[\s,]*(?:по|на)\s+({_CAPITAL})",
    # «на Школьной 5», «Школьная, д. 5», «на школьной 5»
    rf"({_OF_KIND})[\s,]*(?:{_HOUSE}|{_NUMBER}{_COUNT})",
    rf"(?:на|по)\s+([а-яё]+?(?:ой|ей)\b)[\s,]*(?:{_HOUSE}|{_NUMBER}{_COUNT})",
    # «на Ленина 5», «Гагарина, 5»
    rf"(?:на|по)\s+({_CAPITAL})[\s,]*(?:{_HOUSE}|{_NUMBER}{_COUNT})",
    rf"({_OF_SOMEBODY})[\s,]*(?:{_HOUSE}|{_NUMBER}{_COUNT})",
    # «Ручьи, д. 5»; «в доме 5»
    rf"({_CAPITAL})\s?,\s?{_HOUSE}",
    _HOUSE,
)
_ADDRESS = re.compile(
    r"(?<![а-яёa-z0-9])(?:" + "|".join(f"(?:{form})" for form in _FORMS) + ")", re.IGNORECASE
)
_HINT = re.compile(rf"[0-9]|(?<![а-яё]){_CUE}", re.IGNORECASE)  # without one of these there is no address
# Adjectives and words before a number that name no street.
_NO_STREET = re.compile(
    r"наш|ваш|сво|мо[ейя]|эт[аойу]|вс[её]|соседн|цел|люб|кажд|друг|одн|котор|так|кром|сам|перв|втор|трет|прошл|"
    r"посл|след|добр|здравств|уваж|подскаж|прош|когда|где|пусть|опять|снова|возле|около|стоит|нет|"
    r"детск|спортивн|игров|останов"
)
_NO_HOUSE = re.compile("[^0-9а-е/]|/(?=[а-е])")
_LEADING = re.compile("^[0-9]+")
_ONLY_CUE = re.compile(rf"(?<![а-яё]){_CUE}(?![а-яё])", re.IGNORECASE)
_NOMINATIVE = {"ой": "ая", "ую": "ая", "ая": "ая", "ей": "яя", "юю": "яя", "яя": "яя"}
_FEMININE = re.compile("(?:ой|ую|ей|юю)$", re.IGNORECASE)


class Address(NamedTuple):
    """A street by its stem and a house as «5а», «12/2»; "" what is not told.

    name: of the street, in the form in which it is written; written: the whole address.
    """

    street: str
    house: str
    name: str = ""
    written: str = ""

    @property
    def base(self) -> str:
        """The house without its letter and building: 5а and 5 may be one, 5 and 7 are not."""
        return self.house if self.house.isdigit() else "".join(_LEADING.findall(self.house))

    @property
    def whole(self) -> tuple[str, ...]:
        """Street and house; () where one of them is not told."""
        return self[:2] if self.street and self.house else ()

    @property
    def shown(self) -> str:
        """«улица Школьная» of «на Школьной», «улица Победы»; of a lane the words as they stand."""
        if not self.name:
            return ""
        cue = _ONLY_CUE.search(self.written)
        name = first_up(self.name)
        if cue and not cue.group().lower().startswith("ул"):
            return f"{cue.group()} {name}"
        feminine = _FEMININE.sub(lambda end: _NOMINATIVE[end.group().lower()], name)
        return f"улица {feminine}" if cue or feminine[-2:] in _NOMINATIVE.values() else name


def addresses(text: str, stem: Callable[[str], str]) -> tuple[Address, ...]:
    """Every address that the text names, in its order, once each."""
    if not _HINT.search(text):
        return ()
    found: dict[tuple[str, str], Address] = {}
    for match in _ADDRESS.finditer(text):
        told = [part for part in match.groups() if part]
        street = next((part for part in told if not part[0].isdigit()), "")
        house = "/".join(part for part in told if part[0].isdigit())
        if _NO_STREET.match(street.lower()):
            street = ""
        if not house.isdigit():
            house = _NO_HOUSE.sub("", house.lower())
        key = stem(street) if street else "", house
        if any(key):
            found.setdefault(key, Address(*key, street, match.group()))
    return tuple(found.values())


class Where(Generic[K]):
    """In which texts a thing is named, for each thing that is."""

    def __init__(self, things: Sequence[K], texts: Array, size: int) -> None:
        """things: one after the other as they are named, falsy is none; texts: in which, of `size` in all."""
        known: defaultdict[K, int] = defaultdict(count().__next__)
        numbers = np.fromiter(map(known.__getitem__, things), np.int64)
        order = np.argsort(numbers, kind="stable")
        self._numbers = dict(known)
        self._texts = texts[order]
        self._starts = np.searchsorted(numbers[order], np.arange(len(known) + 1)).tolist()
        self._any = np.zeros(size, bool)
        self._any[texts[np.fromiter(map(bool, things), bool)]] = True

    def __getitem__(self, thing: K) -> Array:
        number = self._numbers[thing]
        texts: Array = self._texts[self._starts[number] : self._starts[number + 1]]
        return texts

    def only_others(self, things: Collection[K]) -> Array:
        """Which texts name such a thing, but none of these; no text where these are none."""
        result = self._any.copy() if things else np.zeros_like(self._any)
        for thing in things:
            result[self[thing]] = False
        return result


@dataclass(frozen=True)
class Addresses:
    """The addresses of many texts: which name a street, a house (by its number alone), both."""

    texts: tuple[tuple[Address, ...], ...]
    streets: Where[str]
    houses: Where[str]
    wholes: Where[tuple[str, ...]]

    @classmethod
    def of(cls, texts: Sequence[tuple[Address, ...]]) -> Addresses:
        """Those of the texts, in their order."""
        every = list(chain.from_iterable(texts))
        place, size = np.repeat(np.arange(len(texts)), [*map(len, texts)]), len(texts)
        return cls(
            tuple(texts),
            Where([own.street for own in every], place, size),
            Where([own.base for own in every], place, size),
            Where([own.whole for own in every], place, size),
        )

    def compared(self, text: int) -> tuple[Array, Array]:
        """Which texts name a house that this one names, with its street, and which name another address.

        Another: both name streets, none of them shared; or houses, none of their numbers shared.
        """
        own = self.texts[text]
        same = np.zeros(len(self.texts), bool)
        for address in own:
            if address.whole:
                same[self.wholes[address.whole]] = True
        other = self.streets.only_others([address.street for address in own if address.street])
        other |= self.houses.only_others([address.base for address in own if address.house])
        return same, other & ~same
