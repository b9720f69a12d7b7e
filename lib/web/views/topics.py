"""The parts of «Темы»: dynamics, what is written about and where, heat tables, the backlog, the excluded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from lib.base.plaintext import plain
from lib.charts import bars, trends
from lib.figures import dynamics
from lib.figures.amounts import dynamic
from lib.figures.definitions import FIGURE, Importance, Measure
from lib.figures.dynamics import Step
from lib.figures.noted import apart, noted
from lib.law.schema import WEEKDAYS
from lib.lists import behind_a_number, spans
from lib.lists.question import Choice, Question, some
from lib.web.html import blocks, markup
from lib.web.html.markup import LATER, MAIN, Cell, Head
from lib.web.parts import controls
from lib.web.parts.figures import (
    DIMENSIONS,
    NOTHING_WAITED,
    backlog_table,
    cases_of,
    compared,
    draw,
    palette,
    time_table,
    value_table,
)
from lib.web.shell.derived import Insight
from lib.words import phrases, words
from lib.words.words import MESSAGE
from lib.worktime.period import Period, month_of

IMPORTANCE = {"all": "Все", "ordinary": "Обычные", "high": "Повышенной важности"}
STEPS: dict[Step, str] = {"day": "По дням", "week": "По неделям", "month": "По месяцам"}
_CHOSEN = {"topic_group": "Группа тем", "topic": "Тема", "location": "Локация", "network": "Источник"}
_FIGURES = ("cases", "per_day", "unanswered", "outside")
_MOST = 15  # bars of one chart, rows and columns of a heat table
_LONG = {"day": 31, "week": 120}  # days of a period up to which such a step is the usual one


def choose(insight: Insight) -> tuple[str, Period, Insight]:
    """Period and cases: the choice that the address holds; the facts of the chosen cases."""
    with st.grid(6, min_column_width=155, gap="small", key="topics_choice"):
        word, period = controls.period(insight.standing, "12m")
        kept = insight.standing.kept
        group, topic, place, network = (
            controls.several(title, name, insight.noted(behind_a_number.options, name))
            if noted(kept, name)
            else ()
            for name, title in _CHOSEN.items()
        )
        importance = "all"
        if len(apart(kept)) > 1:
            importance = controls.one("Важность", "importance", IMPORTANCE, "all")
    choice = Choice(group, topic, place, network, Importance(importance))
    return word, period, Insight(insight.view, choice)


def head(insight: Insight, word: str, period: Period) -> None:
    """How many there were, against the period before and a year ago, absolute and per working day."""
    amounts = insight.noted(dynamic, period)
    found = amounts["cases", Importance.ALL]
    blocks.subheading(
        f"{words.several(int(found.value), MESSAGE)} · {spans.label(word, insight.standing.today)}"
    )
    if insight.choice:
        blocks.definition(f"Отбор: {insight.choice.told}")
    if insight.standing.incomplete(period):
        begun = "закончен" if np.datetime64(period.start) <= insight.standing.today else "начался"
        blocks.definition(f"Период ещё не {begun} и с прошлыми не сравнивается.")
    since = insight.standing.since
    if not all(insight.standing.whole(span) for span in (period, period.previous(), period.year_ago())):
        blocks.definition(
            "Пока в реестре нет ни одного сообщения."
            if np.isnat(since)
            else f"Реестр ведётся с {phrases.short_day(since)}: более ранние дни ни в один период не входят."
        )
    kept = insight.standing.kept
    figures = [key for key in _FIGURES if noted(kept, key)]
    if told := unkept(insight):
        blocks.definition(told)
    rows = [
        _figure_row(insight, key, importance, word, period)
        for key in figures
        for importance in _told_of(insight, key)
        if _counts(insight, key, importance, period)
    ]
    columns = [
        Head("Показатель"),
        *(
            Head(name, number=True, place=LATER if place else MAIN)
            for place, name in enumerate(_beside(insight, period))
        ),
    ]
    st.html(markup.linked_table(columns, rows, "Сообщения за период и прежде"))
    st.html(markup.printed([(FIGURE[key].title, FIGURE[key].definition) for key in figures]))


def unkept(insight: Insight) -> str:
    """What of this page the register does not keep, once for all of it; "" where it keeps all."""
    kept = insight.standing.kept
    named = {"topic": "темы", "location": "локации", "network": "источники", "backlog": "ответы"}
    absent = [title for name, title in named.items() if not noted(kept, name)]
    absent += ["важность"] if len(apart(kept)) == 1 else []
    return f"В реестре не ведётся: {', '.join(absent)}. Этих показателей здесь нет." if absent else ""


def _beside(insight: Insight, period: Period) -> dict[str, Period]:
    """The period and the earlier ones by the titles of their columns: whole ones stand beside a whole one."""
    earlier = () if insight.standing.incomplete(period) else (period.previous(), period.year_ago())
    named = dict(zip(compared(period), earlier, strict=False))
    return {"За период": period} | {name: span for name, span in named.items() if name}


def _told_of(insight: Insight, key: str) -> tuple[Importance, ...]:
    """For which importance a figure is told: apart, and for all where that is a plain count."""
    if insight.choice.importance is not Importance.ALL:
        return (insight.choice.importance,)
    told = apart(insight.standing.kept)
    if FIGURE[key].measure is Measure.SHARE:
        return told
    return (Importance.ALL, *told) if len(told) > 1 else (Importance.ALL,)


def _counts(insight: Insight, key: str, importance: Importance, period: Period) -> bool:
    """Whether a figure is worth its row: a count of one importance alone is not where it is 0 throughout."""
    if importance in (Importance.ALL, insight.choice.importance):
        return True
    amounts = [
        insight.noted(dynamic, span)[key, importance]
        for span in _beside(insight, period).values()
        if span is period or insight.standing.reach(span)
    ]
    return any(not amount.kept or some(FIGURE[key], amount) for amount in amounts)


def _figure_row(insight: Insight, key: str, importance: Importance, word: str, period: Period) -> list[Cell]:
    figure = FIGURE[key]
    told = _told_of(insight, key)
    whole = importance in (Importance.ALL, insight.choice.importance) or len(told) == 1
    title = figure.title if whole else f"{figure.title}: {importance.label}"
    first = importance is told[0]
    cells = [Cell(title, why=figure.definition if first else "")]
    for span in _beside(insight, period).values():
        if span is not period and not insight.standing.reach(span):
            cells.append(Cell(phrases.NOTHING))
            continue
        amount = insight.noted(dynamic, span)[key, importance]
        named = word if span is period else spans.token(span)
        question = Question(
            period=named,
            trait=key,
            choice=replace(insight.choice, importance=importance),
        )
        cells.append(
            Cell(
                phrases.amount(figure, amount),
                insight.address(question) if some(figure, amount) else "",
                few=bool(phrases.mark(figure, amount)),
            )
        )
    return cells


def over_time(insight: Insight, period: Period) -> None:
    """Messages by day, week or month; choosing a column makes it the period."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        blocks.subheading("Когда пишут")
        by = controls.part("Шаг", "step", STEPS, _usual(period))
    counts = insight.noted(dynamics.counts, period, by)
    counts = counts[counts.index <= pd.Timestamp(insight.standing.now)]
    if counts.empty:
        st.info("Этот период ещё не начался.")
        return
    if not counts[["cases", "excluded"]].to_numpy().any():
        st.info("За этот период сообщений нет.")
        return
    tokens = [spans.of_bin(start, by, period) for start in counts.index]
    unfinished = insight.standing.incomplete(month_of(counts.index[-1].date()))
    key = f"chart_time_{by}_{spans.token(period)}_{insight.choice.told}"
    chart = draw(
        insight,
        key,
        partial(trends.messages, counts, by, tokens, palette(), unfinished=unfinished),
        on_select=controls.picked(key, "period"),
        selection_mode="points",
    )
    time_table(insight, counts, tokens, chart.alt)


def _usual(period: Period) -> Step:
    days = (period.end - period.start).days
    return "day" if days <= _LONG["day"] else "week" if days <= _LONG["week"] else "month"


def by_value(insight: Insight, word: str, period: Period) -> None:
    """What is written about, where and in which network; choosing a bar filters the page."""
    kept = {name: title for name, title in DIMENSIONS.items() if noted(insight.standing.kept, name)}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        blocks.subheading("О чём и где пишут")
        name = controls.part("Показать по", "dimension", kept, next(iter(kept)))
    table = insight.noted(dynamics.breakdown, period, name)
    if not table["cases"].sum():
        st.info("За этот период таких сообщений нет.")
        return
    key = f"chart_values_{name}_{word}_{insight.choice.told}"
    draw(
        insight,
        key,
        partial(bars.values, table.head(_MOST), DIMENSIONS[name], compared(period), palette()),
        on_select=controls.picked(key, name),
        selection_mode="points",
    )
    blocks.definition("Щелчок по полосе отбирает только эти сообщения на всей странице.")
    value_table(insight, table, name, word, period)


def places(insight: Insight, word: str, period: Period) -> None:
    """Topic × place: numbers that open their cases."""
    blocks.subheading("Темы и локации")
    table = insight.noted(dynamics.heat, period)
    if table.empty:
        st.info("За этот период таких сообщений нет.")
        return
    shown = table.iloc[:_MOST, :_MOST]
    shown = shown.loc[:, (shown > 0).any()]
    st.html(insight.drawn(f"heat {word}", lambda: _places(insight, shown, word)))
    if shown.shape != table.shape:
        blocks.definition(f"Показаны самые частые: тем — {len(shown)}, локаций — {len(shown.columns)}.")


def hours(insight: Insight, word: str, period: Period) -> None:
    """Weekday × hour of detection: numbers that open their cases."""
    blocks.subheading("Дни недели и часы выявления")
    grid = insight.noted(dynamics.hours, period).to_numpy().tolist()
    used = [hour for hour in range(24) if any(row[hour] for row in grid)]
    if not used:
        st.info("Время выявления за этот период не отмечено.")
        return
    st.html(insight.drawn(f"hours {word}", lambda: _hours(insight, grid, used, word)))
    blocks.definition("Сообщения без времени выявления здесь не показаны.")


def _places(insight: Insight, shown: pd.DataFrame, word: str) -> str:
    every = insight.choice.importance
    most = int(shown.to_numpy().max())
    rows = [
        [
            Cell(plain(topic)),
            *(
                _warm(number, most, cases_of(insight, word, every, topic=(topic,), location=(place,)))
                for place, number in zip(shown.columns, numbers, strict=True)
            ),
        ]
        for topic, numbers in zip(shown.index, shown.to_numpy().tolist(), strict=True)
    ]
    head = [Head("Тема"), *(Head(plain(place)) for place in shown.columns)]
    return markup.linked_table(head, rows, "Сообщения по темам и локациям", "heat")


def _hours(insight: Insight, grid: list[list[int]], used: list[int], word: str) -> str:
    span = range(min(used), max(used) + 1)
    most = max(map(max, grid))
    rows = [
        [Cell(WEEKDAYS[day]), *(_warm(row[hour], most, _hour(insight, word, day, hour)) for hour in span)]
        for day, row in enumerate(grid)
    ]
    head = [Head("День"), *(Head(f"{hour}") for hour in span)]
    return markup.linked_table(head, rows, "Сообщения по дням недели и часам выявления", "heat")


def _warm(number: int, most: int, href: str) -> Cell:
    return Cell(str(number), href, heat=markup.warmth(number, most)) if number else Cell("·")


def _hour(insight: Insight, word: str, day: int, hour: int) -> str:
    return insight.address(Question(period=word, weekday=day, hour=hour, choice=insight.choice))


def backlog(insight: Insight, period: Period) -> None:
    """What waited for an answer at each day's end, and how old it was."""
    days = insight.lasting(dynamics.backlog, period)
    title = "Остаток без ответа на конец дня"
    if days.empty:
        blocks.subheading(title)
        st.info("Этот период ещё не начался.")
        return
    blocks.explained(title, FIGURE["backlog"].definition)
    if not dynamics.waited(days):
        st.info(NOTHING_WAITED)
        return
    key = f"chart_backlog_{spans.token(period)}_{insight.choice.told}"
    chart = draw(insight, key, partial(trends.backlog, days, palette()))
    backlog_table(insight, days, period, chart.alt)


def excluded(insight: Insight, period: Period) -> None:
    """Messages that must not be processed, by reason alone (п. 18)."""
    table = insight.noted(dynamics.excluded, period)
    blocks.subheading("Не подлежат обработке (п. 18)")
    if not table["cases"].sum():
        st.info("За этот период таких сообщений нет.")
        return
    titles = list(_beside(insight, period))
    past = ("previous", "year_ago")[: len(titles) - 1]
    rows = [
        [
            Cell(plain(row["value"])),
            Cell(words.number(row["cases"])),
            *(Cell("" if pd.isna(row[n]) else words.number(row[n])) for n in past),
        ]
        for row in table.to_dict("records")
    ]
    columns = [
        Head("Причина"),
        *(Head(title, number=True, place=LATER if n else MAIN) for n, title in enumerate(titles)),
    ]
    st.html(markup.linked_table(columns, rows, "Исключённые сообщения по причинам"))
    blocks.definition(
        "Показаны только число и причины. Сами сообщения не показываются и в других показателях не"
        " учитываются."
    )


def parts(insight: Insight, word: str, period: Period) -> list[Callable[[], None]]:
    """What draws the parts of the page for which the register keeps something, in their order."""
    kept = insight.standing.kept
    told = (
        (True, partial(over_time, insight, period)),
        (noted(kept, "backlog"), partial(backlog, insight, period)),
        (any(noted(kept, name) for name in DIMENSIONS), partial(by_value, insight, word, period)),
        (noted(kept, "topic") and noted(kept, "location"), partial(places, insight, word, period)),
        (True, partial(hours, insight, word, period)),
        (noted(kept, "excluded_reasons"), partial(excluded, insight, period)),
    )
    return [part for there, part in told if there]
