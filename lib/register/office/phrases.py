"""«Фразы»: the office's own texts to copy, and what in them cannot be used (register.md).

A row without an occasion that is known, without a text, or of an occasion and topic that stand above does not
exist. A field in braces that is not known stays in the text as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.law.occasions import BRACED, Named, Occasion
from lib.register.cells import name_key, word_key
from lib.register.layout import Problems, Sheet, quote, texts
from lib.register.office.lists import Lists, not_listed
from lib.register.office.rows import Naming

_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_OCCASIONS = {name_key(occasion): occasion for occasion in Occasion}
_NAMED = {word_key(name): name for name in Named}


@dataclass(frozen=True)
class Phrases:
    """The office's texts as typed, by occasion and by topic as names are compared; "": any topic."""

    texts: Mapping[tuple[Occasion, str], str] = field(default_factory=dict)

    def text(self, occasion: Occasion, topic: str) -> str | None:
        """The text for that occasion: the topic's own, else that of any topic; None where there is none."""
        own = self.texts.get((occasion, name_key(topic))) if topic else None
        return own or self.texts.get((occasion, ""))

    def called(self, names: Mapping[str, str]) -> Phrases:
        """The same where topics have other names; of two that become one the first row's text counts."""
        keys = {name_key(old): name_key(new) for old, new in names.items()}
        rows = reversed(list(self.texts.items()))
        return Phrases({(occasion, keys.get(topic, topic)): text for (occasion, topic), text in rows})


def named(inner: str) -> Named | None:
    """What a text within braces stands for; None where it is no field."""
    return _NAMED.get(word_key(inner))


def filled(text: str, values: Mapping[Named, str]) -> str:
    """The text with its fields replaced; what is empty stays to be filled in, in square brackets."""

    def value(match: re.Match[str]) -> str:
        name = named(match[1])
        return match[0] if name is None else values.get(name) or f"[{name}]"

    return _IN_BRACES.sub(value, text)


def read_phrases(sheet: Sheet | None, lists: Lists, problems: Problems) -> Phrases:
    """The office's own texts."""
    if sheet is None:
        return Phrases()
    naming = Naming(sheet, problems)
    columns = [texts(problems, sheet, name) for name in ("occasion", "topic", "text")]
    topics = {name_key(topic) for topic in lists.topics}
    found: dict[tuple[Occasion, str], str] = {}
    for row, cells in enumerate(zip(*(column for column, _ in columns), strict=True)):
        word, topic, text = cells
        broken = [bool(filled[row]) and not cell for (_, filled), cell in zip(columns, cells, strict=True)]
        if not any((*cells, *broken)):
            continue
        occasion = _OCCASIONS.get(name_key(word))
        if occasion is None and not broken[0]:
            message = "Повод {} неизвестен" if word else "Не указан повод"
            message += f", строка не действует: выберите один из: {', '.join(Occasion)}."
            naming("occasion", row, "unknown_occasion", message, word)
        if topic and topics and name_key(topic) not in topics:
            naming("topic", row, "not_in_list", not_listed("Тема"), topic)
        if text:
            _name_braces(naming, row, text)
        elif not broken[2]:
            message = "Нет текста, строка не действует: впишите его или очистите строку."
            naming("text", row, "empty_phrase", message)
        if occasion is None or not text or any(broken):
            continue
        key = occasion, name_key(topic)
        if key in found:
            about = f" на тему {quote(topic)}" if topic else ""
            message = f"{{}}{about} уже есть выше: действует первая строка. Удалите эту."
            naming("occasion", row, "doubled_phrase", message, word)
            continue
        found[key] = text
    return Phrases(found)


def _name_braces(naming: Naming, row: int, text: str) -> None:
    """Name the fields of a text that are not known, and braces that have no pair."""
    unknown = dict.fromkeys(inner for inner in _IN_BRACES.findall(text) if named(inner) is None)
    if unknown:
        others = f" (и ещё {len(unknown) - 1})" if len(unknown) > 1 else ""
        message = (
            f"Поля {{}}{others} нет, в тексте оно останется как есть. Можно вписать: {', '.join(BRACED)}."
        )
        naming("text", row, "unknown_brace", message, f"{{{next(iter(unknown))}}}")
    rest = re.search("[{}]", _IN_BRACES.sub("", text))
    if rest:
        message = "У скобки {} нет пары, в тексте она останется как есть. Поле пишут так: {тема}."
        naming("text", row, "unpaired_brace", message, rest[0])
