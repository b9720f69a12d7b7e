"""What follows from a register, which never changes, is reckoned once and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from lib.register.register import Register

P = ParamSpec("P")
T = TypeVar("T")


def once_a_register(
    most: int = 1,
) -> Callable[[Callable[Concatenate[Register, P], T]], Callable[Concatenate[Register, P], T]]:
    """Keep the latest `most` results for each register, by what else was asked; nobody may write into them.

    A result must not hold its register, or neither would ever go.
    """

    def decorate(make: Callable[Concatenate[Register, P], T]) -> Callable[Concatenate[Register, P], T]:
        results: WeakKeyDictionary[Register, dict[Any, T]] = WeakKeyDictionary()

        @wraps(make)
        def get(register: Register, /, *rest: P.args, **named: P.kwargs) -> T:
            known = results.get(register, {})
            asked = rest, tuple(named.items())
            if asked not in known:
                kept = list(known.items())[max(0, len(known) - most + 1) :]
                known = results[register] = {**dict(kept), asked: make(register, *rest, **named)}
            return known[asked]

        return get

    return decorate
