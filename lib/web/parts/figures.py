"""Parts that several pages of insights share: findings, charts, shares, and the tables beside the charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import first_up, plain
from lib.charts.looks import CONFIG, DARK, LIGHT, Chart, Palette
from lib.figures import signals
from lib.figures.definitions import Importance, share
from lib.figures.noted import apart, noted, whole
from lib.figures.signals import Lack
from lib.figures.summary import Month
from lib.law.regulation import Status
from lib.lists import spans
from lib.lists.question import LACKS, Choice, Question
from lib.web.html import blocks, markup
from lib.web.html.markup import LATER, MAIN, Cell, Head
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.words import compared as in_words
from lib.words import phrases, statements
from lib.worktime.period import Period

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_HALF = 500  # pixels: the least width of what stands side by side
DIMENSIONS = {"topic": "Темы", "topic_group": "Группы тем", "location": "Локации", "network": "Источники"}
STATUSES = (
    (Status.MET, "В срок", "сделано, пока срок не прошёл, или своего срока у шага нет"),
    (Status.LATE, "С опозданием", "сделано после срока"),
    (Status.OVERDUE, "Просрочено", "не сделано, срок прошёл"),
    (Status.RUNNING, "В работе", "срок ещё не прошёл"),
    (Status.UNPROVEN, "Не отмечено", "нельзя сказать, в срок ли: нет отметки или времени в ней"),
    (Status.CANCELLED, "Снято", "возвращено или передано другому исполнителю"),
)


def status_heads() -> list[Head]:
    """The titles of the counts by status and of the timeliness."""
    return [
        Head("Всего", number=True, place=LATER),
        *(Head(title, number=True, meaning=meaning, place=LATER) for _, title, meaning in STATUSES),
        Head(
            "Своевременность",
            number=True,
            meaning="в срок / (в срок + с опозданием + просрочено), без шагов, у которых своего срока нет",
            place=MAIN,
        ),
    ]


def draw(insight: Insight, key: str, make: partial[Chart], **others: Any) -> Chart:
    """A chart with its alternative text, built once for its numbers; `others` go to `st.plotly_chart`.

    `key` tells the chart from all others of any page, its period and person included.
    """
    chart = insight.chart(make)
    show(chart, key, **others)
    return chart


def show(chart: Chart, key: str, **others: Any) -> None:
    """A chart that has been built already; else as `draw`."""
    st.plotly_chart(chart.figure, config=CONFIG, alt=chart.alt, key=key, **others)


def side_by_side() -> DeltaGenerator:
    """What is drawn in it stands in two columns where the window is wide enough for both."""
    return st.grid(2, min_column_width=_HALF, gap="medium")


def palette() -> Palette:
    """The colours of the viewer's theme."""
    return DARK if router.dark() else LIGHT


def findings(month: Month) -> None:
    """A month in sentences by the parts of п. 21, to be read in a minute."""
    blocks.findings({part.heading: sentences for part, sentences in statements.by_part(month).items()})


def meant(head: Sequence[Head]) -> list[tuple[str, str]]:
    """What the columns of a table mean, for the «?» above it: pointing at a title is not for every screen."""
    return [(column.title, f"{first_up(column.meaning)}.") for column in head if column.meaning]


def timely(met: int, judged: int, href: str = "") -> Cell:
    """A share, marked below ten."""
    amount = share(met, judged)
    if not amount.known:
        return Cell("")
    return Cell(phrases.share(amount), href, few=amount.few)


def unfinished(insight: Insight, word: str) -> str:
    """The mark of a period that is not over; "" of one that is."""
    period = spans.read(word, insight.standing.today)
    return "ещё не закончен" if period is not None and insight.standing.incomplete(period) else ""


def trend_table(
    insight: Insight, counts: pd.DataFrame, tokens: Sequence[str], title: str, asked: Question
) -> None:
    """The numbers of a chart of timeliness, met and judged, each with its cases."""

    def html() -> str:
        rows = []
        for start, word, (met, judged) in zip(counts.index, tokens, counts.to_numpy().tolist(), strict=True):
            href = insight.address(replace(asked, period=word))
            rows.append(
                [Cell(phrases.month(start), note=unfinished(insight, word)), timely(met, judged, href)]
            )
        return markup.linked_table([Head("Месяц"), Head(title, number=True)], rows, title)

    with st.expander("Числа к графику", type="compact"):
        st.html(insight.drawn(f"trend {title} {tokens[0]} {tokens[-1]} {asked}", html))


def compared(period: Period) -> tuple[str, str]:
    """What the two earlier periods are called; "" for the year ago where it is the period before."""
    before, year = period.previous(), period.year_ago()
    named = phrases.period(before) if before.months == 1 else _dates(before)
    return named, "" if year == before else phrases.period(year) if year.months == 1 else "год назад"


def _dates(period: Period) -> str:
    return f"{phrases.short_day(period.start)}–{phrases.short_day(period.last)}"


def cases_of(insight: Insight, word: str, importance: Importance, **chosen: Any) -> str:
    """The address of the cases of a period and importance within the reader's choice."""
    return insight.address(
        Question(period=word, choice=replace(insight.choice, importance=importance, **chosen))
    )


def time_table(insight: Insight, counts: pd.DataFrame, tokens: Sequence[str], alt: str) -> None:
    """`dynamics.counts` beside its chart, each number with its cases."""
    columns = [("cases", insight.choice.importance, "Всего")]
    columns += [part for part in _importances(insight) if part[1] is not Importance.ALL]

    def html() -> str:
        rows = []
        for token, row in zip(tokens, counts.to_dict("records"), strict=True):
            numbers = [
                markup.count(row[name], cases_of(insight, token, importance))
                for name, importance, _ in columns
            ]
            when = Cell(spans.label(token, insight.standing.today), note=unfinished(insight, token))
            rows.append([when, *numbers, Cell(str(row["working_days"]))])
        titles = (*(title for _, _, title in columns), "Рабочих дней")
        return markup.linked_table([Head("Когда"), *(Head(t, number=True) for t in titles)], rows, alt)

    with st.expander("Числа к графику", type="compact"):
        st.html(insight.drawn(f"time {tokens[0]} {tokens[-1]} {len(tokens)}", html))


def value_table(insight: Insight, table: pd.DataFrame, name: str, word: str, period: Period) -> None:
    """`dynamics.breakdown` beside its chart, each number with its cases."""
    title = DIMENSIONS[name]

    def html() -> str:
        past = [
            said
            for span, change in zip(compared(period), ("change", "change_year"), strict=True)
            if span
            for said in (span, "Стало")[: 1 + told[change]]
        ]
        important = ("Повышенной важности",) * (len(apart(insight.standing.kept)) - 1)
        titles = ("Сообщений", *important, *past, "В среднем за рабочий день")
        rows = [_value_row(insight, row, name, word, period, told=told) for row in shown.to_dict("records")]
        return markup.linked_table([Head(title), *(Head(said, number=True) for said in titles)], rows, title)

    with st.expander(f"Все числа: {title.lower()}", type="compact"):
        shown = blocks.bounded(table)
        told = {change: bool(table[change].notna().any()) for change in ("change", "change_year")}
        st.html(insight.drawn(f"values {name} {word}", html))
        if not any(told.values()):
            blocks.definition(
                "Сравниваются только полные периоды: не тот, что ещё идёт, и не тот, в котором реестр начат."
            )
            return
        blocks.definition(
            "«Стало» — разница с прежним периодом, где она больше обычных колебаний;"
            f" {in_words.ALIKE_MEANS} «Было» — сколько сообщений приходилось на рабочий день в прежних"
            " периодах, в порядке столбцов."
        )


def _value_row(
    insight: Insight,
    row: Mapping[Any, Any],
    name: str,
    word: str,
    period: Period,
    *,
    told: Mapping[str, bool],
) -> list[Cell]:
    """told: whether the changes since each earlier period are told."""
    mine = {name: (str(row["value"]),)}
    every = insight.choice.importance

    def past(key: str, span: Period, change: str) -> list[Cell]:
        if pd.isna(row[key]):
            return [Cell("")] * (1 + told[change])
        number = int(row[key])
        href = cases_of(insight, spans.token(span), every, **mine)
        return [markup.count(number, href), Cell(in_words.change(row[change]))][: 1 + told[change]]

    both = [("previous_per_day", "change"), ("year_ago_per_day", "change_year")]
    both = both if compared(period)[1] else both[:1]
    rates = [phrases.rate(row[key]) for key, change in both if not pd.isna(row[change])]
    return [
        Cell(plain(row["value"])),
        markup.count(row["cases"], cases_of(insight, word, every, **mine)),
        *(
            markup.count(row[str(importance)], cases_of(insight, word, importance, **mine))
            for importance in apart(insight.standing.kept)[1:]
        ),
        *past("previous", period.previous(), "change"),
        *(past("year_ago", period.year_ago(), "change_year") if compared(period)[1] else []),
        Cell(phrases.rate(row["per_day"]), note=f"было: {'; '.join(rates)}" if rates else ""),
    ]


NOTHING_WAITED = "На конец дня без ответа не оставалось ни одного сообщения."


def backlog_table(insight: Insight, days: pd.DataFrame, period: Period, alt: str) -> None:
    """`dynamics.backlog` beside its chart, each number with its cases."""
    finals = int(noted(insight.standing.kept, "promised"))

    def html() -> str:
        last = days.tail(31).iloc[::-1]
        rows = []
        for day, row in zip(last.index, last.to_dict("records"), strict=True):
            word = spans.of_bin(day, "day", period)
            asked, owed = (
                insight.address(Question(period=word, trait=trait, choice=insight.choice))
                for trait in ("backlog", "promised")
            )
            rows.append(
                [
                    Cell(phrases.short_day(day)),
                    markup.count(int(row["waiting"]), asked),
                    Cell(phrases.days(row["oldest"])),
                    Cell(phrases.days_at_most(row["median"])),
                    *[markup.count(int(row["promised"]), owed)] * finals,
                ]
            )
        titles = ["Без ответа", "Самое давнее", "Половина не старше"]
        titles += ["Ждут окончательного ответа"] * finals
        return markup.linked_table([Head("День"), *(Head(t, number=True) for t in titles)], rows, alt)

    with st.expander("Числа к графику", type="compact"):
        st.html(insight.drawn(f"backlog {spans.token(period)}", html))
        blocks.definition("Последние дни периода, не больше 31.")


def _others_none(insight: Insight) -> str:
    if whole(insight.standing.kept):
        return "Других недостатков за этот период нет."
    return "Других недостатков по тому, что ведётся в реестре, за этот период нет."


def importance_heads(insight: Insight) -> list[Head]:
    """The titles of the counts `by_importance`."""
    return [Head(title, number=True) for _, _, title in _importances(insight)]


def _importances(insight: Insight) -> list[tuple[str, Importance, str]]:
    """The counts that are told apart: of all alone where «Важность» is not kept."""
    every = ("cases", Importance.ALL, "Все")
    if len(apart(insight.standing.kept)) == 1:
        return [every]
    return [
        ("ordinary", Importance.ORDINARY, "Обычные"),
        ("high", Importance.HIGH, "Повышенной важности"),
        every,
    ]


def by_importance(insight: Insight, row: Mapping[Any, Any], asked: Question) -> list[Cell]:
    """The counts of a row: of ordinary messages, of those of high importance, of all; each with its cases."""
    return [
        markup.count(row[name], insight.address(replace(asked, choice=Choice(importance=importance))))
        for name, importance, _ in _importances(insight)
    ]


def no_lacks(insight: Insight, period: Period | None, end: str) -> None:
    """That there are no deficiencies, as far as that can be told."""
    unknown = insight.lasting(signals.unjudged, period)
    told = f"{statements.no_lacks(insight.standing.kept, end, unjudged=unknown)}."
    (st.info if unknown else st.success)(told)


def lacks_by_kind(insight: Insight, told: pd.DataFrame, word: str, title: str) -> None:
    """`summary.lacks`, each number with its cases; kinds of which there are none are not shown."""
    found = told[told["cases"] > 0]
    if found.empty:
        if Lack.LATE in set(told["kind"]):
            no_lacks(insight, spans.read(word, insight.standing.today), "за этот период нет")
        else:
            st.info("Недостатки не считаются: ни один шаг в реестре не ведётся.")
        return
    rows = []
    for row in found.to_dict("records"):
        asked = Question(LACKS, word, kind=row["kind"])
        rows.append([Cell(row["title"], why=row["definition"]), *by_importance(insight, row, asked)])
    st.html(markup.linked_table([Head("Недостаток"), *importance_heads(insight)], rows, title))
    if len(found) < len(told):
        blocks.definition(_others_none(insight))
