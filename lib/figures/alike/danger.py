"""Words of danger in a message: what suggests asking the deputy head about high importance (п. 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lib.figures.alike.texts import LETTERS, stemmer


@dataclass(frozen=True)
class Danger:
    """The words to look for: each a set of stems that stand side by side; `stem` of a word as written."""

    entries: frozenset[frozenset[str]]
    stem: Callable[[str], str]

    @classmethod
    def of(cls, words: Iterable[str]) -> Danger:
        """Those of a list; an entry without a letter finds nothing."""
        stem = stemmer()
        found = (frozenset(map(stem, LETTERS.findall(entry))) for entry in words)
        return cls(frozenset(filter(None, found)), stem)

    def found(self, text: str) -> tuple[str, ...]:
        """The words of danger that the text holds, as they are written there, once each."""
        written = LETTERS.findall(text)
        stems = list(map(self.stem, written))
        result: dict[str, str] = {}
        for size in {len(entry) for entry in self.entries}:
            for first in range(len(stems) - size + 1):
                if frozenset(stems[first : first + size]) in self.entries:
                    told = " ".join(written[first : first + size])
                    result.setdefault(told.lower(), told)
        return tuple(result.values())
