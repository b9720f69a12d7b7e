"""A register that suddenly shrinks: which cases were there at an earlier read and are gone now.

Someone may have deleted rows, or filtered and cleared them; the register is shown as it is, with a warning.
Remembered is what was seen since the process began: a № corrected in its row is no loss, nor is a row that
came back.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass, field

import pandas as pd

from lib.register.register import Register

_CONTENT = ["source", "text", "url", "author"]


@dataclass(frozen=True)
class Vanished:
    """What is gone: №s in the order they stood, and how many rows without a № there are fewer."""

    numbers: tuple[str, ...]
    unnumbered: int

    @property
    def rows(self) -> int:
        """How many rows are gone in all."""
        return len(self.numbers) + self.unnumbered


@dataclass(frozen=True)
class _Seen:
    """Cases by spreadsheet and № with what stood in them, and the number of rows without a №."""

    cases: dict[tuple[int, str], Hashable] = field(default_factory=dict)
    unnumbered: int = 0

    @classmethod
    def of(cls, register: Register) -> _Seen:
        cases = register.cases
        content = pd.util.hash_pandas_object(cases[_CONTENT], index=False)
        bare = (cases[_CONTENT[1:]] == "").all(axis="columns")
        content = content.astype(object).where(~bare)  # nothing to know the row by
        numbered = cases["numbered"].to_numpy()
        keys = zip(cases["source"].to_numpy()[numbered].tolist(), cases["case"][numbered], strict=True)
        return cls(dict(zip(keys, content[numbered], strict=True)), int((~numbered).sum()))


class Watch:
    """Compares each register that is read with what was seen before; one for all viewers of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = _Seen()
        self._now = _Seen()
        self._lost: Vanished | None = None

    @property
    def lost(self) -> Vanished | None:
        """What is gone as of the last `look`; None where nothing is."""
        with self._lock:
            return self._lost

    def look(self, register: Register) -> None:
        """Compare with what was seen before, and remember what is there."""
        seen = _Seen.of(register)
        with self._lock:
            known = self._known
            fresh = {content for key, content in seen.cases.items() if key not in known.cases}
            gone = {
                key: content
                for key, content in known.cases.items()
                if key not in seen.cases and (content is None or content not in fresh)
            }
            given = len(fresh)  # a row without a № may have been given one
            fewer = max(0, known.unnumbered - seen.unnumbered - given)
            self._now = seen
            self._known = _Seen({**gone, **seen.cases}, seen.unnumbered + fewer)
            numbers = tuple(dict.fromkeys(number for _, number in gone))
            self._lost = Vanished(numbers, fewer) if gone or fewer else None

    def accept(self) -> None:
        """The loss is meant: what is there now is all there should be."""
        with self._lock:
            self._known, self._lost = self._now, None
