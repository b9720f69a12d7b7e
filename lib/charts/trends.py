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
from lib.charts.looks import Chart, Palette, Shape, by_importance, laid_out, marker, whole_numbers
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
    traces: list[Any] = []
    for name, title, marked in by_importance(palette, counts):
        told = title, counts[name], marked
        traces.append(_over_time(counts.index, by, tokens, told, unfinished=unfinished))
    if len(counts) <= _CROWDED:
        traces.append(go.Scatter(
            x=list(range(len(counts))), y=counts["cases"], mode="text", textposition="top center",
            text=[str(n) if n else "" for n in counts["cases"]], showlegend=False, hoverinfo="skip",
            cliponaxis=False,
        ))  # fmt: skip
    if usual is not None:
        traces.extend(_limits_across(counts.index, usual, palette))
    high = _HIGH if usual is None else _HIGHER
    figure = _time_laid_out(traces, palette, high, counts.index, by, unfinished=unfinished)
    return Chart(figure, _messages_told(counts, by) + (" Последний месяц не закончен." if unfinished else ""))


def _limits_across(starts: pd.Index, usual: Run, palette: Palette) -> list[go.Scatter]:
    """The mean and the limits of a run across the columns of its months: of whole ones alone."""
    whole = {point.span.start for point in usual.points}
    places = [place for place, start in enumerate(starts) if start.date() in whole]
    if not places:
        return []
    levels = zip((usual.mean, *usual.limits(usual.last)), ("среднее", "обычные пределы", ""), strict=True)
    return [
        go.Scatter(
            x=[places[0] - 0.5, places[-1] + 0.5], y=[level, level], mode="lines", hoverinfo="skip",
            name=name, showlegend=bool(name),
            line={"color": palette.norm, "width": 1, "dash": "solid" if name == "среднее" else "dash"},
        )
        for level, name in levels
    ]  # fmt: skip


def _over_time(
    starts: pd.Index,
    by: str,
    tokens: Sequence[str],
    told: tuple[str, pd.Series, dict[str, Any]],
    *,
    unfinished: bool,
) -> go.Bar:
    """Columns over time; paler are the months before the last one, or that one where it is unfinished."""
    name, values, marked = told
    before, last = (1.0, _PALE) if unfinished else (_PALE, 1.0)
    paler = {"opacity": [*[before] * (len(starts) - 1), last]} if by == "month" else {}
    return go.Bar(
        x=list(range(len(starts))), y=values, name=name, marker=marked | paler,
        customdata=[[token] for token in tokens], hovertext=[_when(start, by) for start in starts],
        hovertemplate=f"%{{hovertext}}<br>{name}: %{{y}}<extra></extra>",
    )  # fmt: skip


def _when(start: pd.Timestamp, by: str) -> str:
    return phrases.month(start) if by == "month" else phrases.short_day(start)


def _time_laid_out(
    traces: Sequence[Any], palette: Palette, height: int, starts: pd.Index, by: str, *, unfinished: bool
) -> go.Figure:
    """Columns with the time below: «окт», of January with its year; «01.10» of days, as many as fit."""
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
    whole: Shape = {"tickangle": 0, "ticklabeloverflow": "allow"} if unfinished else {}
    x: Shape = {"tickvals": shown, "ticktext": labels, "range": [-0.6, len(starts) - 0.4], **whole}
    y = whole_numbers(traces, "y")
    return laid_out(traces, palette, height, x, y, right=36 if unfinished else 16)


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
    traces: list[Any] = []
    for values, name, marked in (
        (met, "в срок", marker(palette.good)),
        (judged - met, "с опозданием и просрочено", marker(palette.bad, "/")),
    ):
        bars = _over_time(trend.index, "month", tokens, (name, values, marked), unfinished=unfinished)
        traces.append(bars)
    told = [_of(good, of) for good, of in zip(met, judged, strict=True)]
    traces.append(go.Scatter(
        x=list(range(len(trend))), y=judged, mode="text", text=told, textposition="top center",
        showlegend=False, hoverinfo="skip", cliponaxis=False, textfont={"size": 12},
    ))  # fmt: skip
    figure = _time_laid_out(traces, palette, _HIGH, trend.index, "month", unfinished=unfinished)
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
    traces: list[Any] = []
    said: Shape = {}
    if len(days):  # the last day as a whole step, too
        after = days.iloc[[-1]].set_axis(days.index[[-1]] + pd.Timedelta(days=1))
        end = f"{phrases.short_day(days.index[-1])}: {days['waiting'].iloc[-1]}"
        days = pd.concat([days, after])
        told = go.layout.Annotation(
            x=after.index[0], y=after["waiting"].iloc[0], text=end, showarrow=False, xanchor="right",
            yshift=11, font={"color": palette.text},
        )  # fmt: skip
        said = {"annotations": [told]}
    traces.append(go.Scatter(
        x=days.index, y=days["waiting"], name="без ответа", mode="lines", fill="tozeroy",
        line={"color": palette.bad, "width": 2, "shape": "hv"},
        hovertemplate="%{x|%d.%m.%Y}<br>без ответа: %{y}<extra></extra>",
    ))  # fmt: skip
    if days["promised"].any():
        traces.append(go.Scatter(
            x=days.index, y=days["promised"], name="ждут окончательного ответа", mode="lines",
            line={"color": palette.open, "width": 2, "dash": "dot", "shape": "hv"},
            hovertemplate="%{x|%d.%m.%Y}<br>ждут окончательного ответа: %{y}<extra></extra>",
        ))  # fmt: skip
    x: Shape = {"tickformat": "%d.%m.%y", "nticks": 8}
    y = whole_numbers(traces, "y")
    figure = laid_out(traces, palette, _HIGH, x, y, **said)
    if not len(days):
        return Chart(figure, "Остаток на конец дня: нет данных.")
    top = days["waiting"].idxmax()
    return Chart(
        figure,
        f"Остаток без ответа на конец дня: больше всего {days['waiting'].max()}"
        f" ({phrases.short_day(top)}), в последний день {days['waiting'].iloc[-1]}.",
    )
