"""What was worked out is kept for those who ask for the same: the latest few answers, each made once.

Of our own, not Streamlit's: that one takes longer to tell two questions apart than most answers take to make,
and any client may clear it with one frame.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Answer(Generic[T]):
    """An answer: until when it is kept, and itself once it is made. Whoever makes it holds the lock."""

    until: float
    made: list[T] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)


class Shelf(Generic[T]):
    """The answers to at most `most` questions, each for `lives` seconds; None: while there is room.

    Where there is none, what was not asked for the longest goes. Who asks for what another is making waits
    for it; what fails is not kept. Answers are shared: nobody may change them.
    """

    def __init__(self, most: int, lives: float | None = None) -> None:
        self._most = most
        self._lives = inf if lives is None else lives
        self._known: dict[Hashable, _Answer[T]] = {}  # the latest asked last
        self._lock = threading.Lock()

    def get(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer to the question, by `make` where it is not known."""
        answer = self._place(question)
        with answer.lock:
            if not answer.made:
                answer.made.append(make())
            return answer.made[0]

    def _place(self, question: Hashable) -> _Answer[T]:
        present = time.monotonic()
        with self._lock:
            found = self._known.pop(question, None)
            if found is None or found.until <= present:
                found = _Answer(present + self._lives)
                self._make_room(present)
            self._known[question] = found
            return found

    def _make_room(self, present: float) -> None:
        """For one answer more: what has outlived its time goes, then the oldest."""
        alive = [(question, answer) for question, answer in self._known.items() if answer.until > present]
        self._known = dict(alive[max(0, len(alive) - self._most + 1) :])

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._known = {}
