"""The parts of «Исполнители» as tables: overview, steps against norms, share of lateness, quality.

Nobody is ranked: rows stand by role, then by name; a share of fewer than ten is told as «3 из 4».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import plain
from lib.figures import people, summary
from lib.figures.definitions import FEW, FIGURE, Importance
from lib.figures.noted import apart, noted
from lib.law.regulation import RULE, Role
from lib.lists.question import HELD, JUDGED, NOTED, STEPS, Choice, Question
from lib.web.html import blocks, markup
from lib.web.html.markup import LATER, MAIN, Cell, Head
from lib.web.parts import controls
from lib.web.parts.figures import STATUSES, meant, status_heads, timely
from lib.web.shell.derived import Insight
from lib.words import absent, phrases, words
from lib.worktime.period import Period

EVERYBODY = "all"
LATENESS = "У кого задержались опоздавшие ответы"
IMPORTANCE = {"ordinary": "Обычные сообщения", "high": "Повышенной важности"}


@dataclass(frozen=True)
class Who:
    """Whose steps are shown; role "": everybody's."""

    role: str = ""
    person: str = ""

    @property
    def named(self) -> str:
        """What a heading calls him."""
        return words.actor(self.role, plain(self.person)) if self.role else "Все"


def choose(insight: Insight) -> tuple[str, Period, Importance, Who]:
    """Period, importance and person: the choice that the address holds."""
    hands = [
        (people.ROLES.index(role), words.actor(role, plain(person)), f"{role}:{person}")
        for role, person in insight.lasting(people.hands)
    ]
    hands.sort(key=lambda hand: (hand[0], hand[1].casefold()))
    with st.grid(3, min_column_width=150, gap="small", key="people_choice"):
        word, period = controls.period(insight.standing, "3m")
        who = EVERYBODY
        if not insight.view.executor:
            names = {EVERYBODY: "Все", **{key: named for _, named, key in hands}}
            who = controls.one("Кто", "who", names, EVERYBODY)
        importance = "ordinary"
        if len(apart(insight.standing.kept)) > 1:
            importance = controls.one("Важность", "importance", IMPORTANCE, "ordinary")
    if insight.view.executor:
        return word, period, Importance(importance), Who(Role.EXECUTOR, insight.view.executor)
    role, _, person = who.partition(":") if who != EVERYBODY else ("", "", "")
    return word, period, Importance(importance), Who(role, person)


def overview(insight: Insight, word: str, period: Period, importance: Importance) -> None:
    """All steps of each person, a row each."""
    table = insight.lasting(people.overview, period, importance)
    title, head = "Своевременность по людям", [Head("Кто"), *status_heads()]
    if table.empty:
        blocks.subheading(title)
        _unkept(insight)
        st.info("За этот период таких сообщений нет.")
        return
    blocks.explained(
        title,
        "Строки стоят по ролям и по алфавиту. Щелчок по числу открывает сообщения за ним.",
        terms=meant(head),
    )
    _unkept(insight)
    blocks.definition("Это не рейтинг: нагрузка и сложность у всех разные.")
    rows = []
    for row in blocks.bounded(table).to_dict("records"):
        asked = asked_of(word, importance, Who(str(row["role"]), str(row["person"])))
        rows.append([Cell(words.actor(row["role"], plain(row["person"]))), *_counts(insight, row, asked)])
    st.html(markup.linked_table(head, rows, title))


def _unkept(insight: Insight) -> None:
    if told := absent.unkept(insight.standing.kept):
        blocks.definition(told)


def asked_of(word: str, importance: Importance, who: Who, rules: tuple[str, ...] = ()) -> Question:
    """The question for a person's steps, or everybody's, of some rules or ()."""
    return Question(
        STEPS,
        word,
        role=who.role,
        person=who.person if who.role else None,
        rules=rules,
        choice=Choice(importance=importance),
    )


def _counts(insight: Insight, row: Mapping[Any, Any], asked: Question) -> list[Cell]:
    """Numbers of a row of `tally.by_status`, each with the address of its cases."""

    def link(*statuses: str, only: str = "") -> str:
        return insight.address(replace(asked, statuses=statuses, only=only))

    def number(name: str) -> int:
        return int(str(row[name]))

    return [
        markup.count(number("total"), link()),
        *(markup.count(number(status), link(status)) for status, _, _ in STATUSES),
        timely(number("good"), number("judged"), link(only=JUDGED)),
    ]


def steps(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """Obligations by step with median and 90th percentile against the norm."""
    if who.role:
        table = insight.lasting(people.steps, period)
        table = table[(table["role"] == who.role) & (table["person"] == who.person)]
    else:
        table = insight.lasting(summary.by_step, period)
    table = table[table["high"] == (importance is Importance.HIGH)]
    if table.empty:
        blocks.subheading("Шаги и нормы")
        st.info("За этот период таких шагов нет.")
        return
    head = [
        Head("Шаг"),
        Head("Норма", number=True, place=LATER),
        *status_heads(),
        Head(
            "Медиана",
            number=True,
            meaning="половина сделана не дольше; рабочее время шагов с отмеченными началом и концом",
            place=LATER,
        ),
        Head("9 из 10", number=True, meaning="девять из десяти сделаны не дольше", place=LATER),
    ]
    above = () if who.role else {column.title for column in status_heads()}
    blocks.explained("Шаги и нормы", terms=meant(head), above=above)
    rows = []
    for row in table.to_dict("records"):
        asked = asked_of(word, importance, who, (str(row["rule"]),))
        few = 0 < row["measured"] < FEW
        timed = insight.address(replace(asked, only=NOTED)) if row["measured"] else ""
        rows.append(
            [
                Cell(f"{row['step']}, п.\u00a0{row['clause']}"),
                Cell(words.term(row["limit"], row["unit"] or float("nan"))),
                *_counts(insight, row, asked),
                Cell(words.at_most(row["median"]), timed, few=few),
                Cell(words.at_most(row["p90"]), timed, few=few),
            ]
        )
    st.html(markup.linked_table(head, rows, "Шаги по нормам положения"))


_QUALITY = (
    ("returned_met", "returned_judged", "Возвраты за 15 минут", "return"),
    ("first_draft", "first_known", "Согласовано с первого проекта", "first_draft"),
    ("reworked", "drafted", "С доработкой", "reworked"),
    ("interim", "answered", "С промежуточным ответом", "interim"),
    ("final_met", "final_judged", "Окончательные за 5 рабочих дней", "final"),
)
_FIRST = "first_draft"  # the figure of a telephone's row
_WHOSE = (
    "Сообщение считается за тем, кому оно направлено последним; возврат — за тем, кто вернул; окончательный"
    " ответ — за тем, кто его должен."
)


def quality(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """How each executor's work turned out."""
    if who.role not in ("", Role.EXECUTOR) or not noted(insight.standing.kept, "of_executors"):
        return
    table = insight.lasting(people.quality, period)
    table = table[table["high"] == (importance is Importance.HIGH)]
    table = table[table["person"] == who.person] if who.role else table
    title = "Качество подготовки ответов"
    if table.empty:
        blocks.subheading(title)
        st.info("За этот период исполнителям ничего не направляли.")
        return
    shown = [part for part in _QUALITY if noted(insight.standing.kept, part[3])]
    head = [
        Head("Исполнитель"),
        Head("Сообщений", number=True, meaning="направленных ему последним", place=LATER if shown else MAIN),
        *(
            Head(title, number=True, meaning=FIGURE[key].matter, place=MAIN if key == _FIRST else LATER)
            for _, _, title, key in shown
        ),
    ]
    blocks.explained(title, _WHOSE, terms=[(column.title, column.meaning) for column in head[2:]])
    rows = []
    table = blocks.bounded(table.sort_values("person", key=lambda names: names.str.casefold()))
    for row in table.to_dict("records"):
        person = str(row["person"])
        choice = Choice(importance=importance)

        def link(key: str, person: str = person, choice: Choice = choice) -> str:
            if key in RULE:
                asked = Question(
                    STEPS,
                    word,
                    role=Role.EXECUTOR,
                    person=person,
                    rules=(key,),
                    only=JUDGED,
                    choice=choice,
                )
            else:
                asked = Question(period=word, trait=key, person=person, choice=choice)
            return insight.address(asked)

        rows.append(
            [
                Cell(words.actor(Role.EXECUTOR, plain(person))),
                markup.count(row["cases"], link("cases")),
                *(timely(row[good], row[of], link(key)) for good, of, _, key in shown),
            ]
        )
    st.html(markup.linked_table(head, rows, "Качество подготовки ответов по исполнителям"))
    if lost := [f"«{part[2]}»" for part in _QUALITY if part not in shown]:
        blocks.definition(f"Не ведётся: {', '.join(lost)}.")


def late_of(insight: Insight, period: Period, importance: Importance, who: Who) -> pd.DataFrame:
    """`people.lateness` of those who held late answers over the norm."""
    table = insight.of(people.lateness, period)
    table = table[(table["high"] == (importance is Importance.HIGH)) & (table["over"] > 0)]
    return table[(table["role"] == who.role) & (table["person"] == who.person)] if who.role else table


def lateness(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """In whose hands the late answers stayed over the norm."""
    table = late_of(insight, period, importance, who)
    if not noted(insight.standing.kept, "answer"):
        blocks.subheading(LATENESS)
        st.info("Ответы в реестре не ведутся: опоздали ли они, судить нельзя.")
        return
    if not noted(insight.standing.kept, "hands"):
        blocks.subheading(LATENESS)
        st.info("Шаги между выявлением и ответом не ведутся: у кого задержался ответ, сказать нельзя.")
        return
    if table.empty:
        blocks.subheading(LATENESS)
        st.success("За этот период опоздавших ответов, которые кто-то держал сверх нормы, нет.")
        return
    head = [
        Head("У кого"),
        Head("Сообщений", number=True, meaning="опоздавшие, которые он держал дольше нормы", place=LATER),
        Head("Сверх нормы", number=True, meaning="рабочее время после срока своего шага", place=MAIN),
        Head(
            "Больше всего",
            number=True,
            meaning="сообщение, на которое пришлось больше всего этого времени",
            place=LATER,
        ),
        Head(
            "Всего времени на его шагах",
            number=True,
            meaning="рабочее время своих шагов в тех же сообщениях",
            place=LATER,
        ),
        Head("Доля", number=True, meaning="от всего времени сверх нормы у всех", place=LATER),
    ]
    blocks.explained(
        LATENESS,
        "Только сообщения, первый ответ на которые опоздал или просрочен. Рабочее время сверх нормы своего"
        " шага до этого ответа; у шага без своей нормы (согласование заместителя главы) — после срока"
        " ответа.",
        terms=meant(head),
    )
    table = blocks.bounded(table)
    rows = []
    for row in table.to_dict("records"):
        asked = insight.address(
            Question(HELD, word, role=row["role"], person=row["person"], choice=Choice(importance=importance))
        )
        over = words.duration(row["over"])
        few = row["late"] < FEW
        rows.append(
            [
                Cell(words.actor(row["role"], plain(row["person"]))),
                markup.count(row["cases"], asked),
                Cell(over, asked),
                _largest(insight, row),
                Cell(words.duration(row["held"]) if row["held"] else "", asked),
                Cell(f"{over} из {words.duration(row['over'] / row['share'])}", asked, few=True)
                if few
                else Cell(phrases.part(row["share"]), asked),
            ]
        )
    st.html(markup.linked_table(head, rows, LATENESS))


def _largest(insight: Insight, row: Mapping[Any, Any]) -> Cell:
    """The one case that the hand held longest over the norm, and its part of all that it held so."""
    at = int(row["largest_at"])
    found = insight.view.register.cases.iloc[at]
    label = f"№ {plain(found['case'])}" if found["numbered"] else plain(found["case"])
    part = "" if row["cases"] == 1 else f", {phrases.part(row['largest'] / row['over'])}"
    return Cell(f"{words.duration(row['largest'])} ({label}{part})")
