"""The parts of «Исполнители»: overview, steps against norms, quality, share of lateness, trend.

Nobody is ranked: rows stand by role, then by name; a share of fewer than ten is told as «3 из 4».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from lib import charts, charts_insight, controls, linked, people, phrases, spans, summary, ui, words
from lib.behind import HELD, STEPS, Choice, Question
from lib.charts_insight import Chart
from lib.facts import ANSWERS, JUDGED, PREPARING
from lib.figures import FEW, FIGURE, Importance, share
from lib.insight import Insight
from lib.linked import Cell, Head
from lib.listing import plain
from lib.period import Period, month_of
from lib.regulation import RULE, Role, Status

EVERYBODY = "all"
IMPORTANCE = {"ordinary": "Обычные сообщения", "high": "Повышенной важности"}
_STATUSES = (
    (Status.MET, "В срок", "сделано, пока рабочее время не вышло"),
    (Status.LATE, "С опозданием", "сделано после срока"),
    (Status.OVERDUE, "Просрочено", "не сделано, срок прошёл"),
    (Status.RUNNING, "В работе", "срок ещё не прошёл"),
    (Status.UNPROVEN, "Не отмечено", "нельзя сказать, в срок ли: нет отметки или времени в ней"),
    (Status.CANCELLED, "Снято", "возвращено или передано другому исполнителю"),
)


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
        [insight.of(people.overview, None, importance) for importance in Importance if importance != "all"]
    )
    hands = {
        f"{role}:{person}": words.actor(role, plain(person))
        for role, person in zip(whole["role"], whole["person"], strict=True)
    }
    order = sorted(hands, key=lambda key: (people.ROLES.index(key.split(":")[0]), hands[key].casefold()))
    with st.grid(3, min_column_width=220, gap="small", key="people_choice"):
        word, period = controls.period(insight.facts, "3m")
        who = EVERYBODY
        if not insight.view.executor:
            names = {EVERYBODY: "Все", **{key: hands[key] for key in order}}
            who = controls.one("Кто", "who", names, EVERYBODY)
        importance = controls.one("Важность", "importance", IMPORTANCE, "ordinary")
    if insight.view.executor:
        return word, period, Importance(importance), Who(Role.EXECUTOR, insight.view.executor)
    role, _, person = who.partition(":") if who != EVERYBODY else ("", "", "")
    return word, period, Importance(importance), Who(role, person)


def draw(chart: Chart, key: str, **others: object) -> None:
    """A chart with its alternative text; `others` go to `st.plotly_chart`."""
    st.plotly_chart(chart.figure, config=charts.CONFIG, alt=chart.alt, key=key, **others)  # type: ignore[call-overload]


def palette() -> charts.Palette:
    """The colours of the viewer's theme."""
    return charts.DARK if ui.dark() else charts.LIGHT


def timely(met: int, judged: int, href: str = "") -> Cell:
    """A share with «мало данных» below ten."""
    amount = share(met, judged)
    if not amount.known:
        return Cell("")
    return Cell(phrases.share(amount), href, phrases.FEW_DATA if amount.of < FEW else "")


def overview(insight: Insight, word: str, period: Period, importance: Importance) -> None:
    """All steps of each person: a chart whose bars choose the person, and the table."""
    table = insight.of(people.overview, period, importance)
    ui.subheading("Кто сколько шагов сделал")
    if table.empty:
        st.info("За этот период таких сообщений нет.")
        return
    ui.definition(
        "Строки стоят по ролям и по алфавиту: это не рейтинг, нагрузка и сложность у всех разные."
        " Щелчок по полосе открывает одного человека, щелчок по числу — сообщения за ним."
    )
    chart = charts_insight.steps(table, palette())
    key = f"chart_people_{word}_{importance}"
    draw(chart, key, on_select=controls.picked(key, "who"), selection_mode="points")
    head = [Head("Кто"), *_heads()]
    rows = []
    for row in table.to_dict("records"):
        asked = _asked(word, importance, Who(str(row["role"]), str(row["person"])))
        rows.append([Cell(words.actor(row["role"], plain(row["person"]))), *_counts(insight, row, asked)])
    st.html(linked.table(head, rows, "Шаги по тем, кто их делает"))


def _asked(word: str, importance: Importance, who: Who, rules: tuple[str, ...] = ()) -> Question:
    return Question(
        STEPS,
        word,
        role=who.role,
        person=who.person if who.role else None,
        rules=rules,
        choice=Choice(importance=importance),
    )


def _heads() -> list[Head]:
    return [
        Head("Всего", number=True),
        *(Head(title, number=True, meaning=meaning) for _, title, meaning in _STATUSES),
        Head("Своевременность", number=True, meaning="в срок / (в срок + с опозданием + просрочено)"),
    ]


def _counts(insight: Insight, row: Mapping[Any, Any], asked: Question) -> list[Cell]:
    """Numbers of a row of `tally.by_status`, each with the address of its cases."""

    def link(*statuses: str) -> str:
        return insight.address(replace(asked, statuses=statuses))

    def number(name: str) -> int:
        return int(str(row[name]))

    return [
        linked.count(number("total"), link()),
        *(linked.count(number(status), link(status)) for status, _, _ in _STATUSES),
        timely(number("met"), number("judged"), link(*JUDGED)),
    ]


def steps(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """Obligations by step with median and 90th percentile against the norm."""
    if who.role:
        table = insight.of(people.steps, period)
        table = table[(table["role"] == who.role) & (table["person"] == who.person)]
    else:
        table = insight.of(summary.by_step, period)
    table = table[table["high"] == (importance is Importance.HIGH)]
    ui.subheading("Шаги и нормы")
    if table.empty:
        st.info("За этот период таких шагов нет.")
        return
    head = [
        Head("Шаг"),
        Head("Норма", number=True),
        *_heads(),
        Head("Медиана", number=True, meaning="половина сделана не дольше"),
        Head("9 из 10", number=True, meaning="девять из десяти сделаны не дольше"),
    ]
    rows = []
    for row in table.to_dict("records"):
        asked = _asked(word, importance, who, (str(row["rule"]),))
        few = phrases.FEW_DATA if 0 < row["measured"] < FEW else ""
        rows.append(
            [
                Cell(str(row["step"]), note=f"п. {row['clause']}"),
                Cell(words.term(row["limit"], row["unit"] or float("nan"))),
                *_counts(insight, row, asked),
                Cell(words.duration(row["median"]), note=few),
                Cell(words.duration(row["p90"])),
            ]
        )
    st.html(linked.table(head, rows, "Шаги по нормам положения"))
    ui.definition(
        "Медиана и «9 из 10» — рабочее время шагов, у которых отмечены и начало, и конец. «Не отмечено»,"
        " «в работе» и «снято» в своевременность не входят."
    )


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
    table = insight.of(people.quality, period)
    table = table[table["high"] == (importance is Importance.HIGH)]
    table = table[table["person"] == who.person] if who.role else table
    ui.subheading("Качество подготовки ответов")
    if table.empty:
        st.info("За этот период исполнителям ничего не направляли.")
        return
    head = [
        Head("Исполнитель"),
        Head("Сообщений", number=True, meaning="направленных ему последним"),
        *(Head(title, number=True, meaning=FIGURE[key].definition) for _, _, title, key in _QUALITY),
    ]
    rows = []
    for row in table.sort_values("person", key=lambda names: names.str.casefold()).to_dict("records"):
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
                    statuses=JUDGED,
                    choice=choice,
                )
            else:
                asked = Question(period=word, trait=key, person=person, choice=choice)
            return insight.address(asked)

        rows.append(
            [
                Cell(plain(person)),
                linked.count(row["cases"], link("cases")),
                *(timely(row[good], row[of], link(key)) for good, of, _, key in _QUALITY),
            ]
        )
    st.html(linked.table(head, rows, "Качество подготовки ответов по исполнителям"))
    ui.definition(
        "Сообщение считается за тем, кому оно направлено последним; возврат — за тем, кто вернул;"
        " окончательный ответ — за тем, кто его должен."
    )


def lateness(insight: Insight, word: str, period: Period, importance: Importance, who: Who) -> None:
    """In whose hands the late answers stayed over the norm."""
    table = insight.of(people.lateness, period)
    table = table[(table["high"] == (importance is Importance.HIGH)) & (table["over"] > 0)]
    if who.role:
        table = table[(table["role"] == who.role) & (table["person"] == who.person)]
    ui.subheading("Доля опоздания: у кого поздние ответы лежали сверх нормы")
    if table.empty:
        st.success("За этот период опоздавших ответов, которые кто-то держал сверх нормы, нет.")
        return
    if not who.role:
        draw(charts_insight.lateness(table, palette()), f"chart_late_{word}_{importance}")
    rows = []
    for row in table.to_dict("records"):
        asked = Question(
            HELD, word, role=row["role"], person=row["person"], choice=Choice(importance=importance)
        )
        rows.append(
            [
                Cell(words.actor(row["role"], plain(row["person"]))),
                linked.count(row["cases"], insight.address(asked)),
                Cell(words.duration(row["over"])),
                Cell(words.duration(row["held"]) if row["held"] else ""),
                Cell(phrases.part(row["share"])),
            ]
        )
    head = [
        Head("У кого"),
        Head("Сообщений", number=True, meaning="опоздавшие, которые он держал дольше нормы"),
        Head("Сверх нормы", number=True),
        Head("Держал всего", number=True),
        Head("Доля", number=True, meaning="от всего времени сверх нормы"),
    ]
    st.html(linked.table(head, rows, "Доля опоздания"))
    ui.definition(
        "Только сообщения, первый ответ на которые опоздал или просрочен. Рабочее время сверх нормы своего"
        " шага до этого ответа; у шага без своей нормы (согласование заместителя главы) — после срока ответа."
    )


def trend(insight: Insight, period: Period, importance: Importance, who: Who) -> None:
    """Timeliness by month of detection; choosing a month makes it the period."""
    facts = insight.facts
    month = month_of(min(period.last, facts.today).astype(object))
    table = insight.of(people.trend, month, who.person if who.role else None, who.role or None)
    tokens = [spans.of_bin(start, "month", Period(start.date(), month.end)) for start in table.index]
    shown = {
        "answer": ("Ответы в срок", "п. 9, 10"),
        "preparing": ("Подготовка проектов в срок", "пп. 11, 13, 15"),
    }
    of_role = {Role.CURATOR: ("answer",), Role.EXECUTOR: ("preparing",), Role.DEPUTY: ()}
    names = of_role[Role(who.role)] if who.role else tuple(shown)
    for name in names:
        title, clause = shown[name]
        if not table[f"{name}_{importance}_judged"].sum():
            continue
        ui.subheading(f"{title}, по месяцам ({clause})")
        key = f"chart_trend_{name}_{importance}_{month.start}_{who.role}_{who.person}"
        draw(
            charts_insight.timeliness(table, f"{name}_{importance}", title, tokens, palette()),
            key,
            on_select=controls.picked(key, "period"),
            selection_mode="points",
        )
        rules = ANSWERS if name == "answer" else PREPARING
        counts = table[[f"{name}_{importance}_met", f"{name}_{importance}_judged"]]
        asked = replace(_asked("", importance, who, rules), statuses=JUDGED)
        trend_table(insight, counts, tokens, title, asked)


def trend_table(
    insight: Insight, counts: pd.DataFrame, tokens: Sequence[str], title: str, asked: Question
) -> None:
    """The numbers of a chart of timeliness, met and judged, each with its cases."""
    with st.expander("Числа к графику", type="compact"):
        rows = []
        for start, word, (met, judged) in zip(counts.index, tokens, counts.to_numpy().tolist(), strict=True):
            href = insight.address(replace(asked, period=word))
            rows.append([Cell(phrases.month(start)), timely(met, judged, href)])
        st.html(linked.table([Head("Месяц"), Head(title, number=True)], rows, title))
