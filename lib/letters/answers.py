"""Skeletons of an answer by its outcome (пп. 11, 15–17), and what it is checked against before it is posted.

What the writer fills in himself stands in square brackets.
"""

from __future__ import annotations

from lib.law.regulation import OUTCOMES, Kind

_SOLVED, _EXPLAINED, _PASSED_ON, _REFUSED = OUTCOMES
INTERIM, QUERY = Kind.INTERIM.label, Kind.QUERY.label
ON_A_REPEAT = "Сообщение повторное: в ответе расскажите, какие меры приняты или как решается вопрос (п. 16)."
_BODIES = {
    _SOLVED: "Вопрос решён: [что сделано и когда].\nФото или видео прилагаем: [если они есть].",
    _EXPLAINED: "[Ответ по существу вопроса.]\n[Чем это предусмотрено и куда обратиться ещё.]",
    _PASSED_ON: "Решение вопроса не входит в полномочия Администрации, поэтому сообщение передано: "
    "[кому и когда].\n[Как узнать о решении.]",
    _REFUSED: "Выполнить просьбу невозможно: [причина].\n[Что можно сделать в этом случае.]",
    INTERIM: "Сообщение принято в работу: [что уже делается].\nОкончательный ответ подготовим{until}.",
    QUERY: "Чтобы ответить по существу, просим уточнить: [что именно].",
}


def skeleton(outcome: str, until: str, earlier: str) -> str:
    """The answer with that outcome or of that kind.

    until: « не позднее 30 ноября», when the final answer is due after an interim one, or "". earlier: a
    sentence on what was answered before to a repeated message, or "".
    """
    told = ["Здравствуйте!", _BODIES[outcome].format(until=until)]
    if earlier:
        told[1:1] = [earlier, "[Какие меры приняты с тех пор или как решается вопрос.]"]
    return "\n".join(told)


def outcomes() -> tuple[str, ...]:
    """The outcomes and kinds that have a skeleton, in the order in which they are offered."""
    return tuple(_BODIES)


def checklist(*, repeat: bool) -> tuple[str, ...]:
    """What the answer must be (пп. 16, 17, 19), in sentences."""
    return (
        *([ON_A_REPEAT] if repeat else []),
        "Пишите по существу и так, как принято в этой социальной сети. Приложите фото или видео, если они"
        " есть (п. 17).",
        "За достоверность, полноту и срок проекта отвечает исполнитель (п. 19).",
    )
