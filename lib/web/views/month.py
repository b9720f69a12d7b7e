"""The parts of «Месяц»: the findings in words, the figures with their definitions, charts that print well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import plain
from lib.charts import figures as charts_insight
from lib.charts.figures import Chart
from lib.documents import findings
from lib.figures import summary
from lib.figures.definitions import FIGURES, TIMELY, Amount, Figure, Importance, Section
from lib.figures.facts import ANSWERS, PREPARING
from lib.figures.noted import noted
from lib.figures.summary import Month, Value
from lib.lists import spans
from lib.lists.question import JUDGED, STEPS, Choice, Question, of_figure, some
from lib.register import Register
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import controls
from lib.web.parts.figures import (
    STATUSES,
    backlog_table,
    lacks_by_kind,
    meant,
    palette,
    show,
    status_heads,
    time_table,
    timely,
    trend_table,
    value_table,
)
from lib.web.shell.derived import Insight
from lib.words import phrases, statements, words
from lib.worktime.period import Period, month_of

_COLUMNS = (
    (Importance.ORDINARY, "Обычные"),
    (Importance.HIGH, "Повышенной важности"),
    (Importance.ALL, "Все"),
)
# What is read first: figures and whose messages they are of.
_FIRST = (
    ("cases", Importance.ALL),
    ("answer", Importance.ORDINARY),
    ("answer", Importance.HIGH),
    ("preparing", Importance.ORDINARY),
    ("deficiencies", Importance.ORDINARY),
    ("deficiencies", Importance.HIGH),
)
_YEAR = 13  # months of a chart: a year and the month itself
_MOST = 12  # bars of a chart
_PAGE = 1040  # pixels


def choose(insight: Insight) -> tuple[str, Month]:
    """The month that the address names, and its summary."""
    facts = insight.standing
    known = spans.months(facts.since, facts.today)
    told = st.query_params.get("period", "")
    period = spans.read(told, facts.today)
    # A month before the register has begun may be asked for, one that is still ahead may not.
    if told not in known and period is not None and period.months == 1 and period.first <= facts.today:
        known.append(told)
    with st.container(width=320, key="month_choice"):
        word, chosen = controls.period(facts, known[0], known)
    return word, replace(insight.lasting(summary.of, chosen), now=insight.view.now.to_datetime64())


def head(month: Month, register: Register) -> None:
    """What month it is, as of when, and what qualifies it."""
    blocks.subheading(f"Сводная информация: {phrases.period(month.period)}")
    blocks.definition(
        f"Данные на {words.moment(month.now)}. Сообщение относится к тому месяцу, в котором выявлено."
        " Обычные сообщения и сообщения повышенной важности не складываются в один показатель."
    )
    for told in (statements.unfinished(month), statements.partly(month)):
        if told:
            st.info(told)
    blocks.finding(*statements.lacking_besides(register))


def first(month: Month) -> None:
    """The month in six numbers: counts first, below them the share and the month before."""
    tiles = []
    for key, importance in _FIRST:
        value = month.value(key, importance)
        if value not in month.told:
            continue
        shown, share = phrases.counted(value.figure, value.current)
        whose = "" if importance is Importance.ALL else f": {importance.label}"
        past = _past(value.figure, month.period.previous(), value.previous)
        tiles.append((f"{value.figure.title}{whose}", shown, (share, past)))
    blocks.tiles(tiles)


def section(insight: Insight, month: Month, word: str, name: Section) -> None:
    """The figures of one part with their definitions, the month before and a year ago."""
    blocks.subheading(name.heading)
    if name is Section.TIMELINESS:
        blocks.definition(f"Доля в срок — {TIMELY}.")
    st.html(insight.drawn(f"section {name} {word}", lambda: _section(insight, month, word, name)))
    if told := statements.untold(month, name):
        blocks.definition(told)


def _section(insight: Insight, month: Month, word: str, name: Section) -> str:
    keys = [figure for figure in FIGURES if figure.section is name]
    known = {(value.figure.key, value.importance): value for value in month.told}
    keys = [figure for figure in keys if any((figure.key, importance) in known for importance, _ in _COLUMNS)]
    shown = [(i, title) for i, title in _COLUMNS if any((figure.key, i) in known for figure in keys)]
    rows = []
    for figure in keys:
        clause = f" П. {figure.clause}." if figure.clause else ""
        changed = " Норма менялась: месяцы сравнимы не вполне." if figure.key in month.renormed else ""
        cells = [Cell(figure.title, note=f"{figure.matter}{clause}{changed}")]
        for importance, _ in shown:
            value = known.get((figure.key, importance))
            cells.append(_value(insight, value, word, month.period) if value else Cell(""))
        rows.append(cells)
    head = [Head("Показатель"), *(Head(title, number=True) for _, title in shown)]
    return markup.linked_table(head, rows, f"{name.heading}: показатели за месяц")


def _value(insight: Insight, value: Value, word: str, period: Period) -> Cell:
    """The number with its cases; below it the month before and the same month a year ago."""
    figure = value.figure
    asked = of_figure(figure.key, value.importance, word)
    few = phrases.mark(figure, value.current)
    past = [
        _past(figure, span, amount)
        for span, amount in ((period.previous(), value.previous), (period.year_ago(), value.year_ago))
    ]
    return Cell(
        phrases.amount(figure, value.current) if value.current.known or not value.current.kept else "",
        insight.address(asked) if asked is not None and some(figure, value.current) else "",
        "; ".join(part.replace(" ", "\u00a0") for part in (few, *past) if part),
    )


def _past(figure: Figure, span: Period, amount: Amount | None) -> str:
    """«окт. 2026: 88 %»; "" where that month has none."""
    if amount is None or not amount.known:
        return ""
    return f"{phrases.short_month(span.start)}: {phrases.brief(figure, amount)}"


def steps(insight: Insight, month: Month, word: str) -> None:
    """Obligations by step, as counts."""
    blocks.subheading("Шаги по положению")
    rows = []
    for row in month.steps.to_dict("records"):
        importance = Importance.HIGH if row["high"] else Importance.ORDINARY
        asked = Question(STEPS, word, rules=(str(row["rule"]),), choice=Choice(importance=importance))
        note = (
            f"п. {row['clause']}, {importance.label}, норма — {words.term(row['limit'], row['unit'] or None)}"
        )
        rows.append(
            [
                Cell(str(row["step"]), note=note),
                markup.count(int(row["total"]), insight.address(asked)),
                *(
                    markup.count(int(row[name]), insight.address(replace(asked, statuses=(name,))))
                    for name, _, _ in STATUSES
                ),
                timely(row["good"], row["judged"], insight.address(replace(asked, only=JUDGED))),
            ]
        )
    if told := statements.unkept(month.kept):
        blocks.definition(told)
    if not rows:
        st.caption("За этот месяц обязанностей нет.")
        return
    head = [Head("Шаг"), *status_heads()]
    st.html(markup.linked_table(head, rows, "Шаги по положению за месяц"))
    meant(head[:-1])  # of what the share is taken, the figures above have told


def preparing(insight: Insight, month: Month, word: str) -> None:
    """Timeliness of preparing answers by executor (п. 21), by name."""
    if month.preparing.empty:
        return
    blocks.subheading("Подготовка ответов по исполнителям")
    rows = []
    for row in blocks.bounded(month.preparing).to_dict("records"):
        importance = Importance.HIGH if row["high"] else Importance.ORDINARY
        asked = Question(
            STEPS,
            word,
            role=row["role"],
            person=row["person"],
            rules=PREPARING,
            choice=Choice(importance=importance),
        )
        late = ("late", "overdue")
        rows.append(
            [
                Cell(words.actor(row["role"], plain(row["person"])), note=importance.label),
                markup.count(row["total"], insight.address(asked)),
                markup.count(row["late"] + row["overdue"], insight.address(replace(asked, statuses=late))),
                timely(row["good"], row["judged"], insight.address(replace(asked, only=JUDGED))),
            ]
        )
    titles = ("Проектов и доработок", "Не в срок", "В срок")
    st.html(
        markup.linked_table(
            [Head("Кто"), *(Head(t, number=True) for t in titles)], rows, "Подготовка ответов"
        )
    )
    blocks.definition("Строки стоят по алфавиту: это не рейтинг, нагрузка и сложность у всех разные.")


def outcomes(insight: Insight, month: Month, word: str) -> None:
    """What came of the answered messages, each number with its cases; nothing where no outcome is kept."""
    if not noted(month.kept, "resolved"):
        return
    blocks.subheading("Чем закончилось")
    rows = []
    for row in blocks.bounded(month.outcomes).to_dict("records"):
        asked = Question(period=word, trait="answered", outcome=row["outcome"])
        rows.append([Cell(row["outcome"]), *_by_importance(insight, row, asked)])
    st.html(markup.linked_table([Head("Итог"), *_IMPORTANCE_HEADS], rows, "Итоги ответов"))


_IMPORTANCE_HEADS = [Head(title, number=True) for _, title in _COLUMNS]


def _by_importance(insight: Insight, row: Mapping[Any, Any], asked: Question) -> list[Cell]:
    """The counts ordinary, high and cases of a row, each with its cases."""
    named = (("ordinary", Importance.ORDINARY), ("high", Importance.HIGH), ("cases", Importance.ALL))
    return [
        markup.count(row[name], insight.address(replace(asked, choice=Choice(importance=importance))))
        for name, importance in named
    ]


def lacks(insight: Insight, month: Month, word: str) -> None:
    """Deficiencies by kind (п. 20), each number with its cases."""
    blocks.subheading("Недостатки в работе (п. 20)")
    lacks_by_kind(insight, month.lacks, word, "Недостатки в работе")


def timely_charts(insight: Insight, month: Month) -> None:
    """Answers and drafts in time over a year, by importance."""
    told, stamp, colours = _told(insight, month), spans.token(month.period), palette()
    trend = month.trend.tail(_YEAR)
    months = _months(trend)
    for name, title, rules in (
        ("answer", "Ответы в срок", ANSWERS),
        ("preparing", "Подготовка проектов в срок", PREPARING),
    ):
        for importance in (Importance.ORDINARY, Importance.HIGH):
            what = f"{name}_{importance}"
            if not trend[f"{what}_judged"].sum():
                continue
            full = f"{title}: {importance.label}"
            make = partial(charts_insight.timeliness, trend, what, full, months, colours)
            sentence = told.get("answers", "") if what == "answer_ordinary" else ""
            _chart(insight, full, sentence, f"chart_{what}_{stamp}", make)
            asked = Question(STEPS, rules=rules, only=JUDGED, choice=Choice(importance=importance))
            trend_table(insight, trend[[f"{what}_met", f"{what}_judged"]], months, full, asked)


def moving_charts(insight: Insight, month: Month) -> None:
    """Messages by day and by month, topics, what waited for an answer."""
    told, stamp, colours = _told(insight, month), spans.token(month.period), palette()
    days = month.days[month.days.index <= pd.Timestamp(month.now)]
    tokens = [spans.of_bin(start, "day", month.period) for start in days.index]
    make = partial(charts_insight.messages, days, "day", tokens, colours)
    chart = _chart(insight, "Сообщения по дням", told.get("days", ""), f"chart_days_{stamp}", make)
    time_table(insight, days, tokens, chart.alt)
    counts = month.months.tail(_YEAR)
    months = _months(counts)
    make = partial(charts_insight.messages, counts, "month", months, colours)
    chart = _chart(insight, "Сообщения по месяцам", told.get("months", ""), f"chart_months_{stamp}", make)
    time_table(insight, counts, months, chart.alt)
    if month.topics["cases"].sum():
        named = (phrases.period(month.period.previous()), phrases.period(month.period.year_ago()))
        make = partial(charts_insight.values, month.topics.head(_MOST), "Темы", named, colours)
        _chart(insight, "Темы", told.get("topics", ""), f"chart_topics_{stamp}", make)
        value_table(insight, month.topics, "topic", stamp, month.period)
    if len(month.backlog):
        make = partial(charts_insight.backlog, month.backlog, colours)
        sentence = told.get("backlog", "")
        chart = _chart(insight, "Остаток без ответа на конец дня", sentence, f"chart_backlog_{stamp}", make)
        backlog_table(insight, month.backlog, month.period, chart.alt)


def _told(insight: Insight, month: Month) -> dict[str, str]:
    """The sentences above the charts, as the documents have them."""
    return insight.drawn(
        f"findings_{spans.token(month.period)}",
        lambda: {key: one.finding for key, one in findings.every(month, insight.standing.since).items()},
    )


def _months(history: pd.DataFrame) -> list[str]:
    return [spans.token(month_of(start.date())) for start in history.index]


def _chart(insight: Insight, title: str, sentence: str, key: str, make: partial[Chart]) -> Chart:
    """A chart under its sentence, as wide as an A4 page lying on its side, and whole on one page."""
    chart = insight.chart(make)
    with st.container(width=_PAGE, key=f"keep_{key}"):
        blocks.subheading(title)
        blocks.finding(sentence or chart.alt)
        show(chart, key)
    return chart
