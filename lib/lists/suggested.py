"""What the register's own history suggests for a message, in words: topic, place, executor, importance.

Suggested and never filled in: it touches no figure, `check` names none of it, nothing is written. Where
history says little, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.base.plaintext import short
from lib.duties.advice import HINT
from lib.duties.check import COLUMNS, SOURCE
from lib.duties.timeline import AHEAD, Array, moment
from lib.figures.alike.suggestions import Course, Guess, History, Misdirected
from lib.figures.facts import NOT_GIVEN
from lib.law.schema import CASES
from lib.register import Register
from lib.words import phrases

KIND, DANGER = "suggested", "danger"
MOST = 200  # messages of each sort that the check asks about, the latest ones
FRESH = np.timedelta64(60, "D")  # before today: older ones that wait are looked after elsewhere
_EXECUTORS = ("executor", "executor2")
_ALIKE = 2  # messages alike that a reason names


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for a column of «Реестр»; value "": nothing to type, but something to think of.

    reason: «похоже на № 736 и № 801»; said: all of it in whole sentences.
    """

    field: str
    value: str
    reason: str
    said: str

    @property
    def likely(self) -> str:
        """«возможно, «Дороги»: похоже на № 736»; of an executor the reason names him."""
        return self.reason if self.field in _EXECUTORS else f"возможно, «{self.value}»: {self.reason}"

    @property
    def kind(self) -> str:
        """By which the check groups it."""
        return DANGER if self.field == "importance" else KIND


def of_case(history: History, at: int) -> tuple[Suggestion, ...]:
    """All that history suggests for the message at that position, in the order of the columns."""
    found = []
    topic = ""
    for field, guesses in (("topic", history.topics), ("location", history.places)):
        guess = _sure(guesses(at)) if _lacks(history, field)[at] else None
        if guess is not None:
            found.append(_guessed(history, field, guess))
            topic = guess.value if field == "topic" else topic
    if words := history.dangers(at):
        found.append(_dangerous(words))
    back = bool(history.given_back[at])
    usual = history.usual(at, topic) if back or history.undirected[at] else None
    if usual is not None and not (back and usual.executor == history.executor(at)):
        found.append(_usual(usual, topic, _EXECUTORS[back]))
    if (wrong := history.misdirected(at)) is not None:
        second = isinstance(history.register.cases["executor2"].iloc[at], str)
        found.append(_misdirected(wrong, _EXECUTORS[second]))
    return tuple(found)


def existing(history: History, now: pd.Timestamp) -> Array:
    """Which messages have been found by that moment: what lies ahead does not exist yet (fine print 15)."""
    result: Array = ~(history.detected > moment(now) + AHEAD)
    return result


def hints(history: History, now: pd.Timestamp) -> pd.DataFrame:
    """A row for each suggestion: the columns of `check.problems` and always `source`; level «hint».

    The same all day, as long as the same messages are `existing`.
    """
    cases, rows = history.register.cases, []
    for at in _asked(history, now).tolist():
        place = history.register.places[cases["source"].iloc[at]]
        for told in of_case(history, at):
            letter = place.columns.get((CASES.title, told.field))
            if letter is not None:
                typed = cases[told.field].iloc[at] if told.field in _EXECUTORS else ""
                value = typed if isinstance(typed, str) else ""
                named = (CASES.title, f"{letter}{cases['row'].iloc[at]}", cases["case"].iloc[at])
                rows.append((*named, HINT, told.kind, told.said, value, place.title))
    return pd.DataFrame(rows, columns=[*COLUMNS, SOURCE], dtype="str")


def in_brackets(suggestions: Iterable[Suggestion]) -> tuple[str, ...]:
    """What a text to copy says of the message's empty cells; whoever sends it looks at it first."""
    return tuple(f"{CASES.column(told.field).title}: [{told.likely}]" for told in suggestions if told.value)


def _asked(history: History, now: pd.Timestamp) -> Array:
    """The messages that the check asks about: the latest that lack something, the latest that wait."""
    detected = history.detected
    known = ~np.isnat(detected) & existing(history, now)
    fresh = detected >= moment(now.normalize()) - FRESH
    order = np.argsort(np.where(known, -detected.astype(np.int64), 0), kind="stable")
    lacks = _lacks(history, "topic") | _lacks(history, "location")
    asked = [order[(mask & known)[order]][:MOST] for mask in (lacks, history.waits & fresh)]
    result: Array = np.unique(np.concatenate(asked))
    return result


def _lacks(history: History, field: str) -> Array:
    """Which messages lack a topic or a place, where the register has a column for it (п. 7)."""
    cases = history.register.cases
    kept = np.array([(CASES.title, field) in place.columns for place in history.register.places])
    empty = cases[field].isna().to_numpy() & ~cases["excluded"].to_numpy()
    result: Array = empty & kept[cases["source"].to_numpy()]
    return result


def _sure(guesses: Iterable[Guess]) -> Guess | None:
    return next((guess for guess in guesses if guess.sure), None)


def _guessed(history: History, field: str, guess: Guess) -> Suggestion:
    value = short(guess.value)
    if guess.named:
        reason = "это место названо в сообщении"
    elif guess.street:
        reason = f"{short(guess.street)} — {value}"
    else:
        numbers = [_number(history.register, case) for case in guess.cases[:_ALIKE]]
        reason = f"похоже на {phrases.listed(numbers)}"
    return Suggestion(field, value, reason, f"{NOT_GIVEN[field]}. Возможно, «{value}»: {reason}.")


def _number(register: Register, at: int) -> str:
    case = short(register.cases["case"].iloc[at])
    return f"№ {case}" if register.cases["numbered"].iloc[at] else f"строку {case.split()[-1]}"


def _usual(usual: Course, topic: str, field: str) -> Suggestion:
    name = short(usual.executor)
    which = f"по теме «{short(topic)}»" if topic else "по этой теме"
    reason = f"{which} обычно {name}, {_returns(usual)}"
    return Suggestion(field, name, reason, f"{CASES.column(field).title} не указан: {reason}.")


def _misdirected(found: Misdirected, field: str) -> Suggestion:
    whose, course = ("указанному исполнителю", found.named)
    if not course.sent:
        whose, course = ("другим исполнителям", found.others)
    back = f"Сообщения на тему «{short(found.topic)}», направленные {whose}, возвращались куратору"
    reason = f"Обычно их получает {short(found.usual.executor)}, {_returns(found.usual)}"
    return Suggestion(field, "", reason, f"{back}: {_of(course)} (п. 8). {reason}.")


def _dangerous(words: tuple[str, ...]) -> Suggestion:
    told = phrases.listed([f"«{short(word)}»" for word in words])
    noun = "есть слово" if len(words) == 1 else "есть слова"
    ask = "Спросите заместителя главы, не отнести ли сообщение к категории повышенной важности (п. 10)"
    return Suggestion("importance", "", ask, f"В сообщении {noun} {told}. {ask}.")


def _returns(course: Course) -> str:
    return f"возвратов {_of(course)}"


def _of(course: Course) -> str:
    return f"{course.returned} из {course.sent}"
