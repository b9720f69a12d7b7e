"""What a text to copy is for, and what an office's own may name in braces (register.md, «Фразы»)."""

from __future__ import annotations

from enum import StrEnum


class Occasion(StrEnum):
    """What a text is for; the word that an office knows it by."""

    DISPATCH = "Направить"
    REMIND = "Напомнить"
    APPROVE = "Согласовать"
    REPORT = "Доложить"
    REPEAT = "Повторное"
    ANSWER = "Ответ"


class Named(StrEnum):
    """What a text names of its case: «{тема}» stands for the topic."""

    NUMBER = "№"
    TOPIC = "тема"
    PLACE = "локация"
    LINK = "ссылка"
    TEXT = "суть"
    EXECUTOR = "исполнитель"
    STEP = "шаг"
    DUE = "срок"
    ANSWER_DUE = "срок ответа"
    LEFT = "осталось"
    EARLIER = "прежний №"
    EARLIER_ANSWER = "прежний ответ"


BRACED = tuple(f"{{{name}}}" for name in Named)  # as they stand in a text
