"""The parts of «Район»: one row a settlement, who is outside chance, messages over all, shared surges."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import numpy as np
import streamlit as st

from lib.base.clock import wall_clock
from lib.base.errors import ConfigError
from lib.base.plaintext import short
from lib.charts import funnel, trends
from lib.charts.looks import CONFIG, Chart
from lib.district import content
from lib.district.summary import Summary, combine
from lib.district.table import TOTAL, judged
from lib.figures.definitions import FEW, share
from lib.lists import spans
from lib.register.office.settings import DEFAULT_ZONE
from lib.sources.config.district import District
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import controls
from lib.web.parts.figures import palette
from lib.web.shell import districts
from lib.web.shell.districts import Rows
from lib.words import compared, phrases, words
from lib.worktime.period import month_of

_LOOKS_EVERY = timedelta(seconds=10)
_HEADS = (
    Head("Поселение"),
    Head("Данные"),
    Head("Просрочено сейчас", number=True, meaning="Сообщения любого месяца, как на странице «Сейчас»."),
    Head("Нарушен срок окончательного ответа", number=True),
    Head("Не доложено главе", number=True),
    Head("Выявлено за месяц", number=True),
    Head("Ответы в срок", number=True, meaning="На обычные сообщения месяца (п. 9)."),
    Head("Проекты в срок", number=True, meaning="Проекты ответов на сообщения месяца (п. 11)."),
    Head("Недостатки", number=True, meaning="По сообщениям, выявленным за месяц (п. 20)."),
)


def draw() -> None:
    """The whole page."""
    try:
        found = districts.configured()
    except ConfigError as error:
        st.error(error.public)
        return
    if found is None:
        st.info("Район в настройках не указан: страница показывает реестры из раздела [district].")
        return
    month = _month()
    reader = districts.reader(found, month)
    snapshot = reader.get()
    _wait(reader, snapshot.version)
    if snapshot.error is not None:
        blocks.warning(str(snapshot.error))
    if snapshot.value is None:
        if snapshot.error is None:
            st.info(f"Реестры читаются: {reader.done} из {len(found.members)}. Таблица появится сама.")
        return
    _told(found, month, snapshot.value)


def _month() -> str:
    """The month that was chosen: the present one or the one before, which is the first until it is signed."""
    day = wall_clock(DEFAULT_ZONE).date()
    today, since = (np.datetime64(one) for one in (day, month_of(day).previous().start))
    months = {word: spans.label(word, today) for word in spans.months(since, today)}
    return controls.part("Месяц", "period", months, spans.opening(since, today))


@st.fragment(run_every=_LOOKS_EVERY)
def _wait(reader: districts.Reader, drawn: int) -> None:
    """Draw the page anew once more is known."""
    if reader.get().version != drawn:
        st.rerun()


def _told(found: District, month: str, rows: Rows) -> None:
    names = [row.member.name for row in rows]
    summaries = [row.summary for row in rows]
    whole = combine(summaries)
    blocks.finding(*content.findings(month, names, summaries))
    _table(rows, whole)
    for rule, what in (("answer", "Ответы"), ("draft", "Проекты ответов")):
        counts = [judged(one, rule) for one in summaries]
        if sum(of for _, of in counts):
            blocks.subheading(f"{what} в срок")
            _chart(f"funnel_{rule}", funnel.shares(names, counts, what, palette()))
    blocks.subheading(f"Сообщения района {phrases.within(month_of(month))}")
    days = content.by_day(month, whole)
    _chart("days", trends.messages(days, "day", [f"{day:%Y-%m-%d}" for day in days.index], palette()))
    _topics(whole)


def _chart(key: str, chart: Chart) -> None:
    st.plotly_chart(chart.figure, config=CONFIG, alt=chart.alt, key=f"district_{key}")


def _table(rows: Rows, whole: Summary) -> None:
    blocks.subheading("Поселения")
    now = datetime.now(UTC)
    cells = [
        [
            Cell(short(row.member.name, 60), row.member.url),
            Cell(_freshness(row, now), note=_why(row)),
            *_numbers(row.summary),
        ]
        for row in rows
    ]
    cells.append([Cell(TOTAL), Cell(""), *_numbers(whole)])
    st.html(
        markup.linked_table(
            _HEADS, cells, "Поселения района: просрочено сейчас, ответы и проекты за месяц", "list"
        )
    )
    blocks.definition(
        f"Прочерк: реестр этого не ведёт. Доля меньше чем по {FEW} случаям не рассчитывается."
        " Строки стоят в порядке настроек, это не рейтинг."
    )


def _why(row: districts.Looked) -> str:
    """What is in the way, without a folder of this computer."""
    workbook = row.member.place.workbook
    return row.why.replace(f"{workbook.parent}{os.sep}", "") if workbook else row.why


def _freshness(row: districts.Looked, now: datetime) -> str:
    if row.at is None:
        return "Не прочитан"
    return words.age((now - row.at).total_seconds())


def _numbers(summary: Summary) -> list[Cell]:
    live = [_count(summary, name) for name in ("live_overdue", "promises_broken", "not_reported", "cases")]
    return [*live, _share(summary, "answer"), _share(summary, "draft"), _count(summary, "deficiencies")]


def _count(summary: Summary, name: str) -> Cell:
    found = summary.numbers.get(name)
    return Cell("—" if found is None else words.number(found))


def _share(summary: Summary, rule: str) -> Cell:
    if not summary.kept.get(rule):
        return Cell("—")
    good, of = judged(summary, rule)
    return Cell(
        words.typeset(phrases.share(share(good, of))) if of else "—", note=compared.interval(share(good, of))
    )


def _topics(whole: Summary) -> None:
    heads = [Head("Тема"), Head("Сообщений", number=True)]
    topics = content.topics(whole)[:30]
    cells = [[Cell(short(topic, 60)), Cell(words.number(count))] for topic, count, _ in topics]
    if whole.surging:
        heads.append(Head("Необычно много сейчас, поселений", number=True))
        for row, (topic, *_) in zip(cells, topics, strict=True):
            row.append(Cell(words.number(whole.surging[topic]) if topic in whole.surging else ""))
    if cells:
        st.html(markup.linked_table(heads, cells, "Сообщения по темам", "list"))
    else:
        st.info("За месяц сообщений нет.")
