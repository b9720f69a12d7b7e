"""Words of «Статус» and what they say of a case, as data (register.md, «Статус»)."""

from __future__ import annotations

from enum import IntEnum


class Said(IntEnum):
    """What a word in «Статус» says: nothing that counts, at work, answered at an unknown time, п. 18."""

    NOTHING = 0
    WORKING = 1
    ANSWERED = 2
    EXCLUDED = 3

    @property
    def label(self) -> str:
        """The word for it in the column «Значит» of «Справочники»."""
        return _LABELS[self]


_LABELS = {
    Said.NOTHING: "",
    Said.WORKING: "в работе",
    Said.ANSWERED: "ответ дан",
    Said.EXCLUDED: "не подлежит",
}

# The built-in words, any gender and number of them; a list of the office's own prevails.
WORDS: dict[Said, tuple[str, ...]] = {
    Said.ANSWERED: (
        "ответ дан", "ответ размещён", "ответ опубликован", "ответ направлен", "размещено", "опубликовано",
        "отработано", "исполнено", "выполнено", "завершено", "закрыто", "решено", "готово",
        "closed", "resolved", "done", "solved", "да",
    ),
    Said.WORKING: (
        "новое", "принято", "в работе", "на исполнении", "назначено", "направлено", "на рассмотрении",
        "на модерации", "на согласовании", "на утверждении", "на доработке", "нет ответа", "не исполнено",
        "не выполнено", "открыто", "open", "new", "pending", "in progress", "нет",
    ),
    Said.EXCLUDED: (
        "не подлежит", "не подлежит обработке", "не подлежит ответу", "спам", "отклонено модератором",
    ),
}  # fmt: skip
