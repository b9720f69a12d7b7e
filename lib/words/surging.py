"""Surges in words: what was counted, how long it has stood, by what chance, by how many people (п. 22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from lib.duties.kept import Kept
from lib.figures.noted import noted
from lib.figures.surges import ENOUGH, WINDOWS, Level, State, Surges
from lib.words import phrases, words
from lib.words.words import DAY, MESSAGE

_MANY = 3  # messages of one author, or on one address, that are worth a word where they are half of all


def told(found: Mapping[Any, Any], phrase: Callable[[Any], str]) -> str:
    """A row with its `phrase` (`surge`, `fresh`, `excess`) and its course, as sentences.

    What is not judged is called no surge.
    """
    return f"{phrase(found)}. {'Всплеск' if 'chance' in found else 'Подъём'} {course(found)}."


def unseen(found: Surges, kept: Kept) -> str:
    """Why surges cannot be seen, or not yet; "" where they can."""
    if not noted(kept, "surges"):
        return "В реестре не ведутся ни темы, ни локации: всплесков по ним не видно."
    if found.judged:
        return ""
    enough = words.several(ENOUGH + max(WINDOWS), DAY)
    return (
        f"Данных мало: всплески видны, когда реестр ведётся дольше, чем {enough}; пока —"
        f" {words.several(found.history, DAY)}."
    )


def surge(found: Mapping[Any, Any]) -> str:
    """A row of `Surges.found` in words: ««Снег · Вистино»: за 3 дня 7 сообщений, обычно 0–1»."""
    names = {
        Level.TOPIC: f"«{found['topic']}»",
        Level.LOCATION: f"«{found['location']}»",
        Level.PAIR: f"«{found['topic']} · {found['location']}»",
    }
    later = f"; после этого ещё {words.number(found['later'])}" if found["later"] else ""
    return f"{names[Level(found['level'])]}: {_lately(found)}, {_usually(found)}{later}"


def fresh(found: Mapping[Any, Any]) -> str:
    """A row of `Surges.fresh`: «за 3 дня 5 сообщений по новой теме «Лёд» (впервые 18.11.2026): …»."""
    new = {Level.TOPIC: "по новой теме", Level.LOCATION: "по новому месту"}[Level(found["level"])]
    name = found["topic"] or found["location"]
    since = phrases.short_day(found["since"])
    return f"{_lately(found)} {new} «{name}» (впервые {since}): {phrases.FEW_DATA}, сравнить не с чем"


def excess(found: Mapping[Any, Any]) -> str:
    """A row of `Surges.excess`: `surge`, no verdict.

    ««Снег»: за сегодня 61 сообщение, обычно 0–3. Данных мало: всплеск ли это, судить рано».
    """
    return f"{surge(found)}. Данных мало: всплеск ли это, судить рано"


def course(found: Mapping[Any, Any]) -> str:
    """How long a line has stood: «новый», «продолжается с 26.10.2026», «затихает (последнее сообщение …)»."""
    state = State(found["state"])
    if state is State.NEW:
        return "новый"
    if state is State.GOING:
        return f"продолжается с {phrases.short_day(found['start'])}"
    return f"затихает (последнее сообщение {phrases.short_day(found['last'])})"


def chance(found: Mapping[Any, Any]) -> str:
    """How seldom the like comes by chance, as a sentence."""
    return f"Случайно столько набирается {phrases.seldom(float(found['chance']))}."


def sources(found: Mapping[Any, Any]) -> str:
    """That much of it is by one author, or on one address, as sentences; "" where it is not."""
    of = len(found["cases"])
    told = {"от одного автора": int(found["author"]), "по одной ссылке": int(found["link"])}
    every = ", ".join(whose for whose, many in told.items() if many == of)
    some = [
        f"{many} из {words.several(of, words.OF_MESSAGES)} — {whose}."
        for whose, many in told.items()
        if max(_MANY, of / 2) <= many < of
    ]
    return " ".join([*([f"Все сообщения — {every}."] if every else []), *some])


def _usually(found: Mapping[Any, Any]) -> str:
    """«обычно 0–3», «обычно 2», «обычно меньше одного сообщения за 3 дня»: the same on every surface."""
    if not found["high"]:
        days = int(found["days"])
        return f"обычно меньше одного сообщения за {'день' if days == 1 else words.several(days, words.DAY)}"
    low, high = (words.number(int(found[name])) for name in ("low", "high"))
    return f"обычно {low}" if low == high else f"обычно {low}–{high}"


def _lately(found: Mapping[Any, Any]) -> str:
    """«за сегодня», «за 3 дня»; of a window that has ended «за 20 ноября», «с 18 по 20 ноября»."""
    count, days = words.several(int(found["count"]), MESSAGE), int(found["days"])
    if not found["ago"]:
        return f"{'за сегодня' if days == 1 else f'за {words.several(days, words.DAY)}'} {count}"
    until = pd.Timestamp(found["until"])
    if days == 1:
        return f"за {phrases.date_in(until)} {count}"
    since = until - pd.Timedelta(days=days - 1)
    begin = str(since.day) if since.month == until.month else phrases.date_in(since)
    return f"с {begin} по {phrases.date_in(until)} {count}"
