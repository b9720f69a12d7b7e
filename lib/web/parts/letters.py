"""Texts to copy, each behind a button: the reader copies and sends them himself, nothing is written anywhere.

They hold texts of the register, so `st.code` shows them: as typed, never Markdown, with a button that copies.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.law.occasions import Occasion
from lib.letters import answers, letters
from lib.letters.letters import Letter
from lib.lists.one_case import CaseFile
from lib.lists.scope import CURATOR, DEPUTY, EXECUTOR
from lib.lists.suggested import in_brackets
from lib.web.html import blocks
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.shell.store import View


def of_case(view: View, found: CaseFile) -> None:
    """The texts that fit the case's next steps: all for curator and deputy, for an executor his answer."""
    told = _of_case(view, found)
    timed = view.scope.whole and not router.moment_query() and letters.unfinished(found)
    if not told and not timed:
        return
    with st.container(horizontal=True, key="letters"):
        for occasion in Occasion:
            own = [letter for letter in told if letter.occasion is occasion]
            if own:
                with st.popover(_TITLES[occasion], icon=_ICON, key=f"letter_{occasion.name}"):
                    _shown(own, found)
                    if occasion is Occasion.DISPATCH and in_brackets(Insight(view).suggestions(found.at)):
                        blocks.definition("В квадратных скобках — подсказка: проверьте её и уберите скобки.")
        if timed:
            with st.popover(_TIME, icon=_ICON, key="letter_time"):
                _time(view)


def time(view: View) -> None:
    """The present moment as the spreadsheet wants it, for whoever types into it."""
    if view.scope.whole and not router.moment_query():
        st.caption(_TIME)
        _time(view)


def _time(view: View) -> None:
    _code(letters.for_the_sheet(view.now))
    blocks.definition("Вставьте в ячейку шага: таблица поймёт это как дату и время.")


def reminder(view: View, rows: pd.DataFrame, key: str) -> None:
    """One text for one person about all his cases of the list, beside his name."""
    if view.scope.whole and not router.moment_query():
        with st.popover("Текст напоминания", icon=_ICON, key=f"letter_{key}"):
            _code(letters.reminder(view.register, rows, view.now))


_TIME = "Время для таблицы"
_ICON = ":material/content_copy:"
_TITLES = {
    Occasion.DISPATCH: "Направить",
    Occasion.REMIND: "Напомнить",
    Occasion.APPROVE: "На согласование",
    Occasion.REPORT: "Доклад главе",
    Occasion.REPEAT: "Повторное",
    Occasion.ANSWER: "Ответ",
}
# Whose texts are whose: nobody asks himself for approval, and an executor drafts the answer.
_OF_ROLE = {
    CURATOR: tuple(Occasion),
    DEPUTY: tuple(occasion for occasion in Occasion if occasion is not Occasion.APPROVE),
    EXECUTOR: (Occasion.ANSWER,),
}


def _of_case(view: View, found: CaseFile) -> list[Letter]:
    """None at a past moment: its deadlines are not those of the day on which the text would be sent."""
    occasions = _OF_ROLE.get(view.scope.role, ())
    if router.moment_query() or not occasions:
        return []
    told = letters.of_case(
        view.register,
        view.duties,
        view.live,
        view.now,
        found,
        suggestions=Insight(view).suggestions(found.at),
    )
    return [letter for letter in told if letter.occasion in occasions]


def _shown(told: list[Letter], found: CaseFile) -> None:
    chosen = told[0]
    if len(told) > 1:
        texts = {letter.variant: letter for letter in told}
        chosen = texts[
            st.radio("Итог или вид ответа", list(texts), horizontal=True, key=f"letter_variant_{found.at}")
        ]
    _code(chosen.text)
    if chosen.occasion is Occasion.ANSWER:
        blocks.finding(*answers.checklist(repeat=found.repeat))


def _code(text: str) -> None:
    st.code(text, language=None, wrap_lines=True)
