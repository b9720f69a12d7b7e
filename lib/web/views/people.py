"""The parts of «Исполнители»: overview, steps against norms, quality, share of lateness, trend.

Nobody is ranked: rows stand by role, then by name; a share of fewer than ten is told as «3 из 4».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import plain
from lib.charts import figures as charts_insight
from lib.figures import people, summary
from lib.figures.definitions import FEW, FIGURE, Importance
from lib.figures.facts import ANSWERS, PREPARING
from lib.figures.noted import noted
from lib.law.regulation import RULE, Role
from lib.lists import spans
from lib.lists.question import HELD, JUDGED, NOTED, STEPS, Choice, Question
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import controls
from lib.web.parts.executors import executor_funnel
from lib.web.parts.figures import STATUSES, draw, meant, palette, status_heads, timely, trend_table
from lib.web.shell.derived import Insight
from lib.words import phrases, statements, words
from lib.worktime.period import Period, month_of

EVERYBODY = "all"
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
    whole = pd.concat(
        [
            insight.lasting(people.overview, None, importance)
            for importance in Importance
            if importance != "all"
        ]
    )
    hands = {
        f"{role}:{person}": words.actor(role, plain(person))
        for role, person in zip(whole["role"], whole["person"], strict=True)
    }
    order = sorted(hands, key=lambda key: (people.ROLES.index(key.split(":")[0]), hands[key].casefold()))
    with st.grid(3, min_column_width=220, gap="small", key="people_choice"):
        word, period = controls.period(insight.standing, "3m")
        who = EVERYBODY
        if not insight.view.executor:
            names = {EVERYBODY: "Все", **{key: hands[key] for key in order}}
            who = controls.one("Кто", "who", names, EVERYBODY)
        importance = controls.one("Важность", "importance", IMPORTANCE, "ordinary")
    if insight.view.executor:
        return word, period, Importance(importance), Who(Role.EXECUTOR, insight.view.executor)
    role, _, person = who.partition(":") if who != EVERYBODY else ("", "", "")
    return word, period, Importance(importance), Who(role, person)


def overview(insight: Insight, word: str, period: Period, importance: Importance) -> None:
    """All steps of each person: a chart of their parts whose bars choose the person, and the table."""
    table = insight.lasting(people.overview, period, importance)
    blocks.subheading("Своевременность по людям")
    if told := statements.unkept(insight.standing.kept):
        blocks.definition(told)
    if table.empty:
        st.info("За этот период таких сообщений нет.")
        return
    blocks.definition(
        "Полоса — все шаги человека, кроме снятых; сколько их, сказано под именем и в таблице. Строки стоят"
        " по ролям и по алфавиту: это не рейтинг, нагрузка и сложность у всех разные. Щелчок по полосе"
        " открывает одного человека, щелчок по числу — сообщения за ним."
    )
    table = blocks.bounded(table)
    key = f"chart_people_{word}_{importance}"
    draw(
        insight,
        key,
        partial(charts_insight.steps, table, palette()),
        on_select=controls.picked(key, "who"),
        selection_mode="points",
    )
    head = [Head("Кто"), *status_heads()]
    rows = []
    for row in table.to_dict("records"):
        asked = _asked(word, importance, Who(str(row["role"]), str(row["person"])))
        rows.append([Cell(words.actor(row["role"], plain(row["person"]))), *_counts(insight, row, asked)])
    st.html(markup.linked_table(head, rows, "Своевременность по людям"))
    meant(head)


def _asked(word: str, importance: Importance, who: Who, rules: tuple[str, ...] = ()) -> Question:
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
    blocks.subheading("Шаги и нормы")
    if table.empty:
        st.info("За этот период таких шагов нет.")
        return
    head = [
        Head("Шаг"),
        Head("Норма", number=True),
        *status_heads(),
        Head(
            "Медиана",
            number=True,
            meaning="половина сделана не дольше; рабочее время шагов с отмеченными началом и концом",
        ),
        Head("9 из 10", number=True, meaning="девять из десяти сделаны не дольше"),
    ]
    rows = []
    for row in table.to_dict("records"):
        asked = _asked(word, importance, who, (str(row["rule"]),))
        few = 0 < row["measured"] < FEW
        timed = insight.address(replace(asked, only=NOTED)) if row["measured"] else ""
        rows.append(
            [
                Cell(str(row["step"]), note=f"п. {row['clause']}"),
                Cell(words.term(row["limit"], row["unit"] or float("nan"))),
                *_counts(insight, row, asked),
                Cell(words.at_most(row["median"]), timed, few=few),
                Cell(words.at_most(row["p90"]), timed, few=few),
            ]
        )
    st.html(markup.linked_table(head, rows, "Шаги по нормам положения"))
    meant(head if who.role else head[-2:])  # of the others the table above has told


_QUALITY = (
    ("returned_met", "returned_judged", "Возвраты за 15 минут", "return"),
    ("first_draft", "first_known", "Согласовано с первого проекта", "first_draft"),
    ("reworked", "drafted", "С доработкой", "reworked"),
    ("interim", "answered", "С промежуточным ответом", "interim"),
    ("final_met", "final_judged", "Окончательные за 5 рабочих дней", "final"),
)


def quality(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """How each executor's work turned out."""
    if who.role not in ("", Role.EXECUTOR):
        return
    table = insight.lasting(people.quality, period)
    table = table[table["high"] == (importance is Importance.HIGH)]
    table = table[table["person"] == who.person] if who.role else table
    blocks.subheading("Качество подготовки ответов")
    if table.empty:
        st.info("За этот период исполнителям ничего не направляли.")
        return
    shown = [part for part in _QUALITY if noted(insight.standing.kept, part[3])]
    head = [
        Head("Исполнитель"),
        Head("Сообщений", number=True, meaning="направленных ему последним"),
        *(Head(title, number=True, meaning=FIGURE[key].matter) for _, _, title, key in shown),
    ]
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
    blocks.definition(
        "Сообщение считается за тем, кому оно направлено последним; возврат — за тем, кто вернул;"
        " окончательный ответ — за тем, кто его должен."
    )
    for column in head[2:]:
        blocks.definition(f"{column.title}. {column.meaning}")
    if lost := [f"«{part[2]}»" for part in _QUALITY if part not in shown]:
        blocks.definition(f"Не ведётся: {', '.join(lost)}.")


def lateness(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """In whose hands the late answers stayed over the norm."""
    table = insight.of(people.lateness, period)
    table = table[(table["high"] == (importance is Importance.HIGH)) & (table["over"] > 0)]
    if who.role:
        table = table[(table["role"] == who.role) & (table["person"] == who.person)]
    blocks.subheading("У кого задержались опоздавшие ответы")
    if not noted(insight.standing.kept, "answer"):
        st.info("Ответы в реестре не ведутся: опоздали ли они, судить нельзя.")
        return
    if table.empty:
        st.success("За этот период опоздавших ответов, которые кто-то держал сверх нормы, нет.")
        return
    table = blocks.bounded(table)
    if not who.role:
        key = f"chart_late_{word}_{importance}"
        draw(insight, key, partial(charts_insight.lateness, table, palette()))
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
    head = [
        Head("У кого"),
        Head("Сообщений", number=True, meaning="опоздавшие, которые он держал дольше нормы"),
        Head("Сверх нормы", number=True, meaning="рабочее время после срока своего шага"),
        Head(
            "Больше всего", number=True, meaning="сообщение, на которое пришлось больше всего этого времени"
        ),
        Head(
            "Всего времени на его шагах", number=True, meaning="рабочее время своих шагов в тех же сообщениях"
        ),
        Head("Доля", number=True, meaning="от всего времени сверх нормы у всех"),
    ]
    st.html(markup.linked_table(head, rows, "У кого задержались опоздавшие ответы"))
    meant(head)
    blocks.definition(
        "Только сообщения, первый ответ на которые опоздал или просрочен. Рабочее время сверх нормы своего"
        " шага до этого ответа; у шага без своей нормы (согласование заместителя главы) — после срока ответа."
    )


def _largest(insight: Insight, row: Mapping[Any, Any]) -> Cell:
    """The one case that the hand held longest over the norm, and its part of all that it held so."""
    at = int(row["largest_at"])
    found = insight.view.register.cases.iloc[at]
    label = f"№ {plain(found['case'])}" if found["numbered"] else plain(found["case"])
    part = "" if row["cases"] == 1 else f", {phrases.part(row['largest'] / row['over'])}"
    return Cell(words.duration(row["largest"]), note=f"{label}{part}")


def executors(insight: Insight, period: Period, importance: Importance, who: Who) -> None:
    """Executors over twelve whole months between the limits of chance; of ordinary messages alone."""
    kept = noted(insight.standing.kept, "preparing")
    if who.role or importance is not Importance.ORDINARY or not kept:
        return
    facts = insight.standing
    month = month_of(min(period.last, facts.today).astype(object))
    blocks.subheading("Кто вне обычного")
    executor_funnel(insight, month, f"chart_funnel_{month.start}")


def trend(insight: Insight, period: Period, importance: Importance, who: Who) -> None:
    """Timeliness by month of detection; choosing a month makes it the period."""
    facts = insight.standing
    month = month_of(min(period.last, facts.today).astype(object))
    table = insight.lasting(people.trend, month, who.person if who.role else None, who.role or None)
    tokens = [spans.of_bin(start, "month", Period(start.date(), month.end)) for start in table.index]
    shown = {
        "answer": ("Ответы в срок", "пп. 9, 10"),
        "preparing": ("Подготовка (проекты, доработки, окончательные) в срок", "пп. 11, 13, 15"),
    }
    for name, (title, clause) in shown.items():
        if not table[f"{name}_{importance}_judged"].sum():
            continue
        blocks.subheading(f"{title}, по месяцам ({clause})")
        key = f"chart_trend_{name}_{importance}_{month.start}_{who.role}_{who.person}"
        draw(
            insight,
            key,
            partial(
                charts_insight.timeliness,
                table,
                f"{name}_{importance}",
                title,
                tokens,
                palette(),
                unfinished=facts.incomplete(month),
            ),
            on_select=controls.picked(key, "period"),
            selection_mode="points",
        )
        rules = ANSWERS if name == "answer" else PREPARING
        counts = table[[f"{name}_{importance}_met", f"{name}_{importance}_judged"]]
        asked = replace(_asked("", importance, who, rules), only=JUDGED)
        trend_table(insight, counts, tokens, title, asked)
