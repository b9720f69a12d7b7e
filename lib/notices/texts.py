"""What each notice says: whole sentences, in the words of the regulation, nothing of the message itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from lib.base.plaintext import plain
from lib.law.regulation import RULE, Role
from lib.words import surging, words
from lib.words.privacy import mask

# Signs that a messenger reads as markup or a call, and what stands there in their stead: an address of the
# register's is none, either.
_HARMLESS = str.maketrans(
    {"*": "∗", "_": "‗", "`": "'", "<": "‹", ">": "›", "[": "(", "]": ")", "@": "＠", "~": "∼", "|": "¦"}
)


def harmless(text: str) -> str:
    """A text of the register that no messenger takes for markup, for a call or for a link."""
    return plain(text).translate(_HARMLESS).replace("://", ": //")


def step(rule: str, due: Any, left: float, now: pd.Timestamp) -> str:
    """That a step is the reader's from now on."""
    if rule == "deputy_review":
        begin = "Проект ответа ждёт вашего согласования (п. 12)."
    else:
        begin = "Сообщение направлено вам: подготовьте проект ответа (п. 11)."
    return begin if pd.isna(due) else f"{begin} Срок — {words.at(due, now)}, {words.left(left)}."


def soon(rule: str, due: Any, left: float, now: pd.Timestamp) -> str:
    """That the deadline of the reader's step is near."""
    step = f"«{RULE[rule].step}» (п. {RULE[rule].clause})"
    return f"Подходит срок шага {step}: {words.at(due, now)}, {words.left(left)}."


def overdue(rule: str, due: Any, left: float, now: pd.Timestamp, owner: str) -> str:
    """That a step is late; `owner`: who owes it where the reader does not, else ""."""
    late = f", {words.left(left)}" if left < 0 else ""
    told = f"Шаг «{RULE[rule].step}» (п. {RULE[rule].clause}) не выполнен: срок — {words.at(due, now)}{late}."
    return told + _with(owner)


def high(to: str, detected: Any, now: pd.Timestamp) -> str:
    """That a message of high importance was detected."""
    told = f"Выявлено сообщение повышенной важности: {words.at(detected, now)}."
    if to == Role.CURATOR:
        return f"{told} О нём незамедлительно докладывают главе (п. 22)."
    return f"{told} О таком сообщении вам докладывают незамедлительно (п. 22)."


def surge(found: Mapping[Any, Any]) -> str:
    """That messages on something have become many."""
    told = f"Сообщений стало заметно больше обычного (п. 22). {_line(found, surging.surge)}"
    return f"{told} {surging.chance(found)}{_besides(found)}"


def excess(found: Mapping[Any, Any]) -> str:
    """That a day brought many messages on something, where the register is too young to judge it."""
    told = "За день пришло много сообщений (п. 22)."
    return f"{told} {_line(found, surging.excess)}{_besides(found)}"


def _line(found: Mapping[Any, Any], phrase: Callable[[Mapping[Any, Any]], str]) -> str:
    named = {**found, **{name: harmless(mask(plain(found[name]))) for name in ("topic", "location")}}
    return surging.told(named, phrase)


def _besides(found: Mapping[Any, Any]) -> str:
    told = surging.sources(found)
    return f" {told}" if told else ""


def promise_today(owner: str) -> str:
    """That a final answer is due today."""
    return "Сегодня срок окончательного ответа, обещанного в промежуточном (п. 15)." + _with(owner)


def promise_broken(due: Any, left: float, now: pd.Timestamp, owner: str) -> str:
    """That a final answer was not given by its day."""
    late = f", {words.left(left)}" if left < 0 else ""
    return f"Окончательный ответ не дан (п. 15): срок — {words.at(due, now)}{late}." + _with(owner)


def _with(owner: str) -> str:
    return f" У кого в работе: {owner}." if owner else ""
