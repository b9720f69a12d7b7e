"""What was worked out is kept for those who ask for the same: the latest few answers, each made once.

Not by Streamlit's cache: that one takes longer to tell two questions apart than most answers take to make,
and any client may clear it with one frame.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, MutableMapping
from typing import Generic, TypeVar

from cachetools import LRUCache, TTLCache, cached

T = TypeVar("T")


class Shelf(Generic[T]):
    """The answers to at most `most` questions, each for `lives` seconds; None: while there is room.

    Where there is none, what was not asked for the longest goes. Who asks for what another is making waits
    for it; what fails is not kept. Answers are shared: nobody may change them.
    """

    def __init__(self, most: int, lives: float | None = None) -> None:
        known: MutableMapping[Hashable, T] = (
            LRUCache(most) if lives is None else TTLCache(most, lives, timer=_clock)
        )
        self._answer = cached(known, key=lambda question, _: question, condition=threading.Condition())(_made)

    def get(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer to the question, by `make` where it is not known."""
        answer: T = self._answer(question, make)
        return answer

    def clear(self) -> None:
        """Let go of everything."""
        self._answer.cache_clear()


def _made(_: Hashable, make: Callable[[], T]) -> T:
    return make()


def _clock() -> float:
    return time.monotonic()
