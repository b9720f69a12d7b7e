"""The top of «Месяц»: which month, its documents, what qualifies it, its first numbers with their change."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.figures import summary
from lib.figures.definitions import Importance
from lib.lists import pointers, spans
from lib.web.html import blocks
from lib.web.html.blocks import Tile
from lib.web.parts import controls, documents
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views.month.shown import Shown
from lib.words import absent, compared, phrases, statements, words

# The first numbers: of which figure, the importance that is told large, and the one below it.
_FIRST = (
    ("cases", Importance.ALL),
    ("answer", Importance.ORDINARY),
    ("preparing", Importance.ORDINARY),
    ("deficiencies", Importance.ORDINARY),
)
_WHICH = (
    "Сообщение относится к тому месяцу, в котором выявлено. Обычные сообщения и сообщения повышенной важности"
    " не складываются в один показатель. До 10-го числа открывается последний законченный месяц."
)


def opened(insight: Insight) -> Shown:
    """The month that the address names, with its documents beside it on one line."""
    facts = insight.standing
    with st.container(horizontal=True, vertical_alignment="bottom", key="month_line"):
        with st.container(width=260, key="month_choice"):
            word = _chosen(insight)
        period = spans.read(word, facts.today)
        assert period is not None  # `_chosen` gives what can be read
        place = st.container(width="content", key="documents")  # not on paper
    month = replace(insight.settled(summary.of, period), now=insight.view.now.to_datetime64())
    with place:
        documents.buttons(insight, period, "month", documents.previous())
    organisation = insight.view.register.settings.on(insight.view.now).organisation
    router.headed(f"Сводная информация: {phrases.period(period)}", organisation)
    return Shown(insight, word, month)


def _chosen(insight: Insight) -> str:
    facts = insight.standing
    known = spans.months(facts.since, facts.today)
    told = st.query_params.get("period", "")
    period = spans.read(told, facts.today)
    # A month before the register has begun may be asked for, one that is still ahead may not.
    if told not in known and period is not None and period.months == 1 and period.first <= facts.today:
        known.append(told)
    labels = {word: _label(insight, word) for word in known}
    return controls.one("Месяц", "period", labels, spans.opening(facts.since, facts.today), _WHICH)


def _label(insight: Insight, word: str) -> str:
    period = spans.read(word, insight.standing.today)
    open_ = period is not None and insight.standing.incomplete(period)
    return f"{spans.label(word, insight.standing.today)}{' (не закончен)' if open_ else ''}"


def qualified(shown: Shown) -> None:
    """As of when it is, the months beside it, and what qualifies its numbers."""
    insight, month = shown.insight, shown.month
    part = st.query_params.get("part", "")
    near = [
        (_label(insight, word), pointers.month_address(word, part)) for word in _beside(insight, shown.word)
    ]
    blocks.links(near, router.moment_query(), f"Данные на {words.moment(month.now)}.")
    for told in (statements.unfinished(month), statements.partly(month)):
        if told:
            blocks.quiet(told)
    blocks.finding(*absent.lacking_besides(insight.view.register))


def _beside(insight: Insight, word: str) -> list[str]:
    """The month before and the one after, where the register has them."""
    known = spans.months(insight.standing.since, insight.standing.today)[::-1]
    if word not in known:
        return []
    at = known.index(word)
    return [*known[max(at - 1, 0) : at], *known[at + 1 : at + 2]]


def first(shown: Shown) -> None:
    """The month in four numbers, each with its change; below, those of messages of high importance."""
    month, tiles = shown.month, []
    for key, importance in _FIRST:
        value = month.value(key, importance)
        if value not in month.told:
            continue
        number, share = phrases.counted(value.figure, value.current)
        high = month.value(key, Importance.HIGH)
        important = ""
        if high in month.told and high.current.known:
            important = f"повышенной важности — {phrases.counted(high.figure, high.current)[0]}"
        href = shown.address(value, shown.word, value.current)
        notes = (share, *compared.beside(value, month), important)
        whose = " по обычным сообщениям" if importance is Importance.ORDINARY else ""
        tiles.append(Tile(f"{value.figure.title}{whose}", number, notes, href))
    blocks.tiles(tiles)
