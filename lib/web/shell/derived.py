"""What the pages read: figures derived once per state of the data, and addresses.

Four clocks, each result by the slowest that it allows: what tells minutes that are running is kept by the
minute (`of`); any other figure until something happens (`lasting`: a step is done or runs out, a day begins,
somebody types), even longer where it asks for no obligation (`noted`: what runs out does not touch it); a
chart as long as its numbers are the same (`chart`). Everything kept here is shared between sessions: nobody
may change it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from lib.duties.timeline import state
from lib.figures import repeats
from lib.figures.alike.suggestions import History
from lib.figures.facts import Facts, course
from lib.lists import pointers, suggested
from lib.lists.mending import to_mend
from lib.lists.question import EVERY, Choice, Question
from lib.lists.signal_cases import recent
from lib.lists.suggested import Suggestion
from lib.web.shell import router
from lib.web.shell.store import EVER, STANDS, Key, View, kept, remembered
from lib.worktime.period import Period

_KEPT = 300  # results that are kept at most; older ones are computed again
_GATHERED = 10  # whole gatherings of facts: the largest of what is kept
_TEXTS = 8  # results that hold as long as the data

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Insight:
    """The register as of the page's moment, reduced to the cases of the reader's choice."""

    view: View
    choice: Choice = EVERY

    @cached_property
    def facts(self) -> Facts:
        """The facts of the chosen cases, to the minute."""
        return cast(Facts, _of_minute(self.view.key, "facts", repr(self.choice), self._facts))

    def _facts(self) -> Facts:
        if self.choice:
            return self.choice.of(Insight(self.view).facts)
        return self.standing.later(self.view.obligations, self.view.now)

    @cached_property
    def standing(self) -> Facts:
        """The facts of the chosen cases as of when things came to stand as they do."""
        return cast(Facts, _gathered(self.view.standing, repr(self.choice), self._standing))

    def _standing(self) -> Facts:
        if self.choice:
            return self.choice.of(Insight(self.view).standing)
        return self.course.owed(self.view.obligations, self.view.now)

    @cached_property
    def course(self) -> Facts:
        """The facts of the chosen cases that follow from the events alone."""
        return cast(Facts, _gathered(self.view.happened, repr(self.choice), self._course))

    def _course(self) -> Facts:
        if self.choice:
            return self.choice.of(Insight(self.view).course)
        return course(self.view.register, self.view.now)

    def of(self, function: Callable[Concatenate[Facts, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(facts, …)` to the minute; the arguments must tell themselves apart by their `repr`."""
        what = self._told(function, args, kwargs)
        return cast(T, _of_minute(self.view.key, *what, lambda: function(self.facts, *args, **kwargs)))

    def lasting(self, function: Callable[Concatenate[Facts, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same of a function that tells no running minutes: kept until something happens."""
        what = self._told(function, args, kwargs)
        return cast(T, _lasting(self.view.standing, *what, lambda: function(self.standing, *args, **kwargs)))

    def noted(self, function: Callable[Concatenate[Facts, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same of a function that asks for no obligation: kept though terms run out."""
        what = self._told(function, args, kwargs)
        return cast(T, _lasting(self.view.happened, *what, lambda: function(self.course, *args, **kwargs)))

    def settled(self, function: Callable[[Facts, Period], T], period: Period) -> T:
        """`function(facts, period)` of a period and those before it: kept until something happens to these.

        It is given no obligations of cases that were detected after the period.
        """
        what = self._told(function, (period,), {})

        def make() -> Any:
            facts = self.standing.until(period)
            key = replace(self.view.happened, state=state(self.view.happened.state, facts.rows))
            return _lasting(key, *what, lambda: function(facts, period))

        return cast(T, _lasting(self.view.standing, "settled", repr(what), make))

    def _told(self, function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[str, str]:
        name = f"{function.__module__}.{function.__qualname__}"
        return name, repr((self.choice, args, sorted(kwargs.items())))

    def drawn(self, name: str, make: Callable[[], T]) -> T:
        """`make()`, kept until something happens: HTML, sentences or rows that tell no running minutes.

        `name` must tell it from all others; what is kept is shared, so nobody may change it.
        """
        told = repr((name, self.choice, router.moment_query()))
        return cast(T, _lasting(self.view.standing, "drawn", told, make))

    def chart(self, make: partial[T]) -> T:
        """`make()`, a chart, kept as long as its numbers are the same: a finished month is drawn once."""
        told = pickle.dumps((make.func, make.args, make.keywords))
        key = replace(self.view.key, feed=0, version=0, minute=EVER)
        return cast(T, _chart(key, blake2b(told, digest_size=16).hexdigest(), make))

    def likely(self) -> pd.DataFrame:
        """`repeats.likely` of the recent cases, kept for an hour: within it they hardly change."""
        key = replace(self.view.key, minute=self.view.now.floor("h"))

        def make() -> pd.DataFrame:
            facts = Insight(self.view).course
            return repeats.likely(facts, self.texts(), recent(facts))

        return cast(pd.DataFrame, _of_data(key, "likely", make))

    def likely_of(self, at: int) -> pd.DataFrame:
        """`repeats.likely` of one case."""
        return self._alike("likely", at, lambda whole: repeats.likely(whole, self.texts(), np.array([at])))

    def answered_before(self, at: int) -> pd.DataFrame:
        """`repeats.answered_before` of one case."""
        return self._alike(
            "answered_before", at, lambda whole: repeats.answered_before(whole, self.texts(), at)
        )

    def _alike(self, what: str, at: int, find: Callable[[Facts], pd.DataFrame]) -> pd.DataFrame:
        whole = Insight(self.view)
        return cast(pd.DataFrame, _lasting(self.view.happened, what, str(at), lambda: find(whole.course)))

    def texts(self) -> repeats.Texts:
        """The stemmed words of the register's messages."""
        return self.history.known

    @property
    def history(self) -> History:
        """What the register's past suggests; it follows from the data alone."""
        register = self.view.register
        before = remembered(replace(self._ever, version=0), "words")
        return cast(History, _of_data(self._ever, "history", lambda: History(register, before)))

    def suggestions(self, at: int) -> tuple[Suggestion, ...]:
        """What it suggests now for the case at that position; only for who classifies and directs."""
        if not self.view.scope.whole or router.moment_query():
            return ()
        if not suggested.existing(self.history, self.view.now)[at]:
            return ()
        make = partial(suggested.of_case, self.history, at)
        return cast(tuple[Suggestion, ...], _lasting(self._ever, "suggestions", str(at), make))

    def hinted(self) -> list[to_mend.Group]:
        """What it suggests for all that lack something or wait now, as the check tells it."""
        if router.moment_query():
            return []
        register, history, now = self.view.register, self.history, self.view.now
        day = replace(self._ever, minute=now.normalize())
        told = f"hinted {suggested.existing(history, now).sum()}"  # within the day it may become one more

        def make() -> list[to_mend.Group]:
            return to_mend.groups(register, suggested.hints(history, now))

        return cast(list[to_mend.Group], _of_data(day, told, make))

    @property
    def _ever(self) -> Key:
        """The key of what follows from the data alone, whatever the minute."""
        return replace(self.view.key, minute=EVER)

    def address(self, question: Question) -> str:
        """The address of the list behind a number, at the page's moment."""
        return pointers.list_address(question, router.moment_query())


@kept(_KEPT)
def _of_minute(key: Key, what: str, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_GATHERED, STANDS)
def _gathered(key: Key, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_KEPT, STANDS)
def _lasting(key: Key, what: str, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_KEPT, lives=None)
def _chart(key: Key, told: str, _make: Callable[[], Any]) -> Any:
    return _make()


@kept(_TEXTS, lives=None)
def _of_data(key: Key, what: str, _make: Callable[[], Any]) -> Any:
    return _make()
