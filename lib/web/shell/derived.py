"""What the pages of insights read: figures derived once per state of the data and minute, and addresses.

Everything kept here is shared between sessions: nobody may change it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from lib.figures import repeats
from lib.figures.facts import Facts, gather
from lib.lists import pointers
from lib.lists.question import EVERY, Choice, Question
from lib.lists.signal_cases import recent
from lib.web.shell import router
from lib.web.shell.store import Key, View, kept

_KEPT = 300  # results that are kept at most; older ones are computed again
_LASTING = 4  # results that hold longer than a minute

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Insight:
    """The register as of the page's moment, reduced to the cases of the reader's choice."""

    view: View
    choice: Choice = EVERY

    @property
    def facts(self) -> Facts:
        """The facts of the chosen cases."""
        return cast(Facts, _kept(self.view.key, "facts", repr(self.choice), self._facts))

    def _facts(self) -> Facts:
        if self.choice:
            return self.choice.of(Insight(self.view).facts)
        return gather(self.view.register, self.view.obligations, self.view.now)

    def of(self, function: Callable[Concatenate[Facts, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(facts, …)`, computed once; the arguments must tell themselves apart by their `repr`."""
        name = f"{function.__module__}.{function.__qualname__}"
        told = repr((self.choice, args, sorted(kwargs.items())))
        return cast(T, _kept(self.view.key, name, told, lambda: function(self.facts, *args, **kwargs)))

    def drawn(self, name: str, make: Callable[[], T]) -> T:
        """`make()`, a chart or the HTML of a table, made once per data, minute, choice, theme and moment.

        `name` must tell it from all others; what is drawn is shared, so nobody may change it.
        """
        told = repr((name, self.choice, router.dark(), router.moment_query()))
        return cast(T, _drawn(self.view.key, told, make))

    def likely(self) -> pd.DataFrame:
        """`repeats.likely` of the recent cases, kept for an hour: within it they hardly change."""
        key = replace(self.view.key, minute=self.view.now.floor("h"))

        def make() -> pd.DataFrame:
            facts = Insight(self.view).facts
            return repeats.likely(facts, self.texts(), recent(facts))

        return cast(pd.DataFrame, _lasting(key, "likely", make))

    def likely_of(self, at: int) -> pd.DataFrame:
        """`repeats.likely` of one case."""
        whole = Insight(self.view)
        return cast(
            pd.DataFrame,
            _kept(
                self.view.key,
                "likely",
                str(at),
                lambda: repeats.likely(whole.facts, self.texts(), np.array([at])),
            ),
        )

    def answered_before(self, at: int) -> pd.DataFrame:
        """`repeats.answered_before` of one case."""
        whole = Insight(self.view)
        return cast(
            pd.DataFrame,
            _kept(
                self.view.key,
                "answered_before",
                str(at),
                lambda: repeats.answered_before(whole.facts, self.texts(), at),
            ),
        )

    def texts(self) -> repeats.Texts:
        """The stemmed words of the register's messages."""
        key = replace(self.view.key, minute=pd.Timestamp(0))
        register = self.view.register
        return cast(repeats.Texts, _lasting(key, "texts", lambda: repeats.texts(register.cases["text"])))

    def address(self, question: Question) -> str:
        """The address of the list behind a number, at the page's moment."""
        return pointers.list_address(question, router.moment_query())


@kept(_KEPT)
def _drawn(key: Key, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_KEPT)
def _kept(key: Key, what: str, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_LASTING, lives=None)
def _lasting(key: Key, what: str, _make: Callable[[], Any]) -> Any:
    return _make()
