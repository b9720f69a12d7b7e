"""Charts over time: messages, timeliness, and the backlog at each day's end.

Pure builders from the engine's tables. Each gives the figure and its alternative text, told from the same
data; the page puts a table beside. Custom data hold the word that choosing a column writes into the address.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.base.plaintext import first_up
from lib.charts.looks import Chart, Palette, by_importance, laid_out, marker
from lib.figures.chance.xmr import Run
from lib.figures.definitions import share
from lib.words import phrases, words
from lib.words.words import MESSAGE

_HIGH, _HIGHER = 230, 270  # of a chart over time; of one below four names
_CROWDED = 31  # bars from which the numbers above them no longer fit
_MOST_BELOW = 16  # labels below an axis
_PALE = 0.6  # of the months before the one that is shown


def messages(
    counts: pd.DataFrame,
    by: str,
    tokens: Sequence[str],
    palette: Palette,
    usual: Run | None = None,
    *,
    unfinished: bool = False,
) -> Chart:
    """`dynamics.counts` as columns: ordinary below, high importance above, the sum on top.

    `tokens`: what choosing each column writes into the address. usual: the run of months (`xmr`), whose mean
    and limits lie across the columns. unfinished: the last month is not over.
    """
    unfinished = unfinished and by == "month"
    figure = go.Figure()
    for name, title, marked in by_importance(palette, counts):
        _over_time(figure, counts.index, by, tokens, (title, counts[name], marked), unfinished=unfinished)
    if len(counts) <= _CROWDED:
        figure.add_scatter(
            x=list(range(len(counts))), y=counts["cases"], mode="text", textposition="top center",
            text=[str(n) if n else "" for n in counts["cases"]], showlegend=False, hoverinfo="skip",
            cliponaxis=False,
        )  # fmt: skip
    laid_out(figure, palette, _HIGH if usual is None else _HIGHER)
    _time_below(figure, counts.index, by, unfinished)
    if usual is not None:
        _limits_across(figure, counts.index, usual, palette)
    return Chart(figure, _messages_told(counts, by) + (" Последний месяц не закончен." if unfinished else ""))


def _limits_across(figure: go.Figure, starts: pd.Index, usual: Run, palette: Palette) -> None:
    """The mean and the limits of a run across the columns of its months: of whole ones alone."""
    whole = {point.span.start for point in usual.points}
    places = [place for place, start in enumerate(starts) if start.date() in whole]
    if not places:
        return
    levels = zip((usual.mean, *usual.limits(usual.last)), ("среднее", "обычные пределы", ""), strict=True)
    for level, name in levels:
        figure.add_scatter(
            x=[places[0] - 0.5, places[-1] + 0.5], y=[level, level], mode="lines", hoverinfo="skip",
            name=name, showlegend=bool(name),
            line={"color": palette.norm, "width": 1, "dash": "solid" if name == "среднее" else "dash"},
        )  # fmt: skip


def _over_time(
    figure: go.Figure,
    starts: pd.Index,
    by: str,
    tokens: Sequence[str],
    told: tuple[str, pd.Series, dict[str, Any]],
    *,
    unfinished: bool,
) -> None:
    """Columns over time; paler are the months before the last one, or that one where it is unfinished."""
    name, values, marked = told
    before, last = (1.0, _PALE) if unfinished else (_PALE, 1.0)
    paler = {"opacity": [*[before] * (len(starts) - 1), last]} if by == "month" else {}
    figure.add_bar(
        x=list(range(len(starts))), y=values, name=name, marker=marked | paler,
        customdata=[[token] for token in tokens], hovertext=[_when(start, by) for start in starts],
        hovertemplate=f"%{{hovertext}}<br>{name}: %{{y}}<extra></extra>",
    )  # fmt: skip


def _when(start: pd.Timestamp, by: str) -> str:
    return phrases.month(start) if by == "month" else phrases.short_day(start)


def _time_below(figure: go.Figure, starts: pd.Index, by: str, unfinished: bool) -> None:
    """The time below columns: «окт», of January with its year; «01.10» of days and weeks, as many as fit."""
    step = 1 if by == "month" else math.ceil(len(starts) / _MOST_BELOW)
    shown = list(range(0, len(starts), max(step, 1)))
    labels = [
        _month_below(starts[place], alone=len(starts) == 1, first=not place)
        if by == "month"
        else f"{starts[place]:%d.%m}"
        for place in shown
    ]
    if unfinished:
        below = "<br><br>" if starts[-1].month in (2, 3) else "<br>"  # beside the year below January
        labels[-1] += f"{below}не закончен"
        # It may run on below its neighbours, and a phone shows it to its end.
        figure.update_xaxes(tickangle=0, ticklabeloverflow="allow").update_layout(margin_r=36)
    figure.update_xaxes(tickvals=shown, ticktext=labels, range=[-0.6, len(starts) - 0.4])
    figure.update_yaxes(rangemode="tozero", tickformat=",d", nticks=5)


def _month_below(start: pd.Timestamp, *, first: bool, alone: bool) -> str:
    """«ноя»; of January and of the first one with the year below it: not of two that stand side by side."""
    name = phrases.month_name(start)
    dated = start.month == 1 or (first and (alone or start.month != 12))
    return f"{name}<br>{start.year}" if dated else name


def _messages_told(counts: pd.DataFrame, by: str) -> str:
    step = {"day": "дням", "week": "неделям", "month": "месяцам"}[by]
    if not len(counts) or not counts["cases"].sum():
        return f"Сообщения по {step}: нет ни одного."
    top = counts.index[counts["cases"] == counts["cases"].max()]
    when = phrases.leading([(_when(pd.Timestamp(start), by), 1) for start in top], 1, "{}")
    told = words.several(int(counts["cases"].sum()), MESSAGE)
    return f"Сообщения по {step}: всего {told}, больше всего — {counts['cases'].max()} ({when})."


def timeliness(
    trend: pd.DataFrame,
    what: str,
    title: str,
    tokens: Sequence[str],
    palette: Palette,
    *,
    unfinished: bool = False,
) -> Chart:
    """Met and not met by month of detection; `what` begins the columns of `people.trend`: «answer_ordinary».

    The share stands above a month that has ten or more to judge. unfinished: the last month is not over.
    """
    met, judged = trend[f"{what}_met"], trend[f"{what}_judged"]
    figure = go.Figure()
    for values, name, marked in (
        (met, "в срок", marker(palette.good)),
        (judged - met, "с опозданием и просрочено", marker(palette.bad, "/")),
    ):
        _over_time(figure, trend.index, "month", tokens, (name, values, marked), unfinished=unfinished)
    told = [_of(good, of) for good, of in zip(met, judged, strict=True)]
    figure.add_scatter(
        x=list(range(len(trend))), y=judged, mode="text", text=told, textposition="top center",
        showlegend=False, hoverinfo="skip", cliponaxis=False, textfont={"size": 12},
    )  # fmt: skip
    laid_out(figure, palette, _HIGH)
    _time_below(figure, trend.index, "month", unfinished)
    if not len(trend):
        return Chart(figure, f"{title}, по месяцам выявления: нет данных.")
    when = first_up(phrases.in_month(trend.index[-1])) + (" (не закончен)" if unfinished else "")
    now = f"{when} в срок — {met.iloc[-1]} из {judged.iloc[-1]}."
    return Chart(figure, f"{title}, по месяцам выявления. {now}")


def _of(good: int, of: int) -> str:
    if not of:
        return ""
    told = share(good, of)
    return phrases.share(told) if told.few else phrases.percent(told)


def backlog(days: pd.DataFrame, palette: Palette) -> Chart:
    """`dynamics.backlog`: what waited for an answer at each day's end, and the promised final answers."""
    figure = go.Figure()
    if len(days):  # the last day as a whole step, too
        after = days.iloc[[-1]].set_axis(days.index[[-1]] + pd.Timedelta(days=1))
        end = f"{phrases.short_day(days.index[-1])}: {days['waiting'].iloc[-1]}"
        days = pd.concat([days, after])
        figure.add_annotation(
            x=after.index[0], y=after["waiting"].iloc[0], text=end, showarrow=False, xanchor="right",
            yshift=11, font={"color": palette.text},
        )  # fmt: skip
    figure.add_scatter(
        x=days.index, y=days["waiting"], name="без ответа", mode="lines", fill="tozeroy",
        line={"color": palette.bad, "width": 2, "shape": "hv"},
        hovertemplate="%{x|%d.%m.%Y}<br>без ответа: %{y}<extra></extra>",
    )  # fmt: skip
    if days["promised"].any():
        figure.add_scatter(
            x=days.index, y=days["promised"], name="ждут окончательного ответа", mode="lines",
            line={"color": palette.open, "width": 2, "dash": "dot", "shape": "hv"},
            hovertemplate="%{x|%d.%m.%Y}<br>ждут окончательного ответа: %{y}<extra></extra>",
        )  # fmt: skip
    laid_out(figure, palette, _HIGH)
    figure.update_xaxes(tickformat="%d.%m.%y", nticks=8)
    figure.update_yaxes(rangemode="tozero", tickformat=",d", nticks=5)
    if not len(days):
        return Chart(figure, "Остаток на конец дня: нет данных.")
    top = days["waiting"].idxmax()
    return Chart(
        figure,
        f"Остаток без ответа на конец дня: больше всего {days['waiting'].max()}"
        f" ({phrases.short_day(top)}), в последний день {days['waiting'].iloc[-1]}.",
    )
