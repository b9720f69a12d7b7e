"""«Своевременность»: its figures, answers and drafts in time over a year, high importance, all steps."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from lib.charts import trends
from lib.charts import usual as charts_usual
from lib.figures.definitions import FEW, Importance, Section, share
from lib.figures.facts import ANSWERS, PREPARING
from lib.lists.question import JUDGED, STEPS, Choice, Question
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts.figures import STATUSES, meant, palette, side_by_side, status_heads, timely, trend_table
from lib.web.views.month import table
from lib.web.views.month.shown import YEAR, Shown, months
from lib.words import absent, phrases, words

CHARTS = {
    "answer": ("Ответы в срок", ANSWERS),
    "preparing": ("Подготовка (проекты, доработки, окончательные) в срок", PREPARING),
}


def draw(shown: Shown) -> None:
    """The figures of timeliness, then how they went over a year."""
    table.figures(shown, Section.TIMELINESS)
    with side_by_side():
        for name in CHARTS:
            with st.container():
                if not (shown.paper and usual(shown, name)):  # on the screen it stands beside the findings
                    chart(shown, name, Importance.ORDINARY)
    charts = (partial(chart, shown, name, Importance.HIGH) for name in CHARTS)
    table.folded(shown, Section.TIMELINESS, Importance.HIGH, *charts)
    _steps(shown)


def usual(shown: Shown, name: str) -> bool:
    """What is usual from month to month, round the mean; false where there are too few months to say."""
    run = shown.month.usual.get(name)
    if run is None:
        return False
    title = f"{CHARTS[name][0]}: {Importance.ORDINARY.label}"
    sentence = shown.told(f"usual_{name}")
    make = partial(charts_usual.months, run, title, sentence, palette())
    before = shown.told("answers") if shown.paper and name == "answer" else ""
    shown.chart(f"usual_{name}", title, make, f"{before} {sentence}".strip())
    return True


def _trend(shown: Shown, what: str) -> pd.DataFrame:
    """Met and judged by month, over the year up to the month."""
    return shown.month.trend.tail(YEAR)[[f"{what}_met", f"{what}_judged"]]


def chart(shown: Shown, name: str, importance: Importance, place: str = "") -> None:
    """What was in time by month; of a few a sentence, for columns of one to nine are no chart."""
    what, (title, rules) = f"{name}_{importance}", CHARTS[name]
    trend = _trend(shown, what)
    met, judged = (trend[f"{what}_{part}"] for part in ("met", "judged"))
    if not judged.sum():
        return
    full = f"{title}: {importance.label}"
    tokens = months(trend)
    if judged.max() >= FEW:
        open_ = shown.month.incomplete
        make = partial(trends.timeliness, trend, what, full, tokens, palette(), unfinished=open_)
        sentence = shown.told("answers") if what == "answer_ordinary" else _last(shown, full, met, judged)
        shown.chart(f"{what}{place}", full, make, None if place else sentence)
    else:
        told = phrases.share(share(int(met.sum()), int(judged.sum())))
        back = words.several(len(trend), words.MONTH)
        blocks.finding(f"{full} — за {back} {told}.")
    if not place:
        asked = Question(STEPS, rules=rules, only=JUDGED, choice=Choice(importance=importance))
        trend_table(shown.insight, trend, tokens, full, asked)


def _last(shown: Shown, title: str, met: pd.Series, judged: pd.Series) -> str:
    """«…: обычные, в октябре 2026 года — 38 из 61 (62,3 %).»"""
    now = share(int(met.iloc[-1]), int(judged.iloc[-1]))
    return f"{title}, {phrases.within(shown.month.period)} — {phrases.share(now)}." if now.known else ""


def _steps(shown: Shown) -> None:
    """Obligations by step, as counts."""
    insight, month = shown.insight, shown.month
    with st.expander("Все шаги по положению", key=shown.key("steps")):
        rows = []
        for row in month.steps.to_dict("records"):
            importance = Importance.HIGH if row["high"] else Importance.ORDINARY
            asked = Question(
                STEPS, shown.word, rules=(str(row["rule"]),), choice=Choice(importance=importance)
            )
            term = words.term(row["limit"], row["unit"] or None)
            rows.append(
                [
                    Cell(str(row["step"]), note=f"п. {row['clause']}, {importance.label}, норма — {term}"),
                    markup.count(int(row["total"]), insight.address(asked)),
                    *(
                        markup.count(int(row[name]), insight.address(replace(asked, statuses=(name,))))
                        for name, _, _ in STATUSES
                    ),
                    timely(row["good"], row["judged"], insight.address(replace(asked, only=JUDGED))),
                ]
            )
        if told := absent.unkept(month.kept):
            blocks.definition(told)
        if not rows:
            st.caption("За этот месяц обязанностей нет.")
            return
        head = [Head("Шаг"), *status_heads()]
        blocks.explained("Шаги и нормы", terms=meant(head))
        st.html(markup.linked_table(head, rows, "Шаги по положению за месяц"))
