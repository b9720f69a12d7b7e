"""What texts were read as, remembered from one version of a register to the next: most of them stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The texts of the last reading and what they were read as; no others: it never outgrows a register."""

    def __init__(self) -> None:
        self._known: Mapping[str, T] = {}

    def read(self, texts: Iterable[str], make: Callable[[str], T]) -> Mapping[str, T]:
        """What `make`, always the same function of the text alone, makes of each; asked for new ones only."""
        known = self._known
        found = {text: known[text] if text in known else make(text) for text in dict.fromkeys(texts)}
        self._known = found
        return found
