"""Charts of the insights: messages over time, timeliness, bars by value, the backlog, the share of lateness.

Pure builders from the engine's tables. Each gives the figure and its alternative text, told from the same
data; the page puts a table beside. A state is told by colour and by pattern; custom data hold the word that
choosing a bar writes into the address.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.base.plaintext import plain
from lib.charts.case_steps import Palette
from lib.figures.chance.xmr import Run
from lib.figures.definitions import FEW, share
from lib.figures.facts import NOT_GIVEN
from lib.words import phrases, words
from lib.words.words import MESSAGE

_BAR = 34  # pixels of a horizontal bar
_TALL, _TALLEST = 44, 62  # of one with two lines beside it, with three
_LONGEST = 34  # characters of a label beside a bar
_HIGH, _HIGHER = 230, 270  # of a chart over time; of one below four names
_STEP = ("шаг", "шага", "шагов")
_CROWDED = 31  # bars from which the numbers above them no longer fit
_MOST_BELOW = 16  # labels below an axis
_PALE = 0.6  # of the months before the one that is shown


@dataclass(frozen=True)
class Chart:
    """A figure with the text that stands for it where it cannot be seen."""

    figure: go.Figure
    alt: str


def _rows_laid_out(figure: go.Figure, palette: Palette, labels: Sequence[str], row: int = _BAR) -> None:
    """Bars side by side, each row of the table one, the first on top; `labels` are HTML of Plotly's."""
    laid_out(figure, palette, 70 + row * len(labels))
    figure.update_xaxes(
        showgrid=True, gridcolor=palette.grid, tickformat=",d", rangemode="tozero", nticks=6, zeroline=False
    )
    # By place: two long names may begin alike and be cut to the same label, and stay two bars.
    figure.update_yaxes(
        range=[len(labels) - 0.5, -0.5], tickvals=list(range(len(labels))), ticktext=labels, showgrid=False
    )


def laid_out(figure: go.Figure, palette: Palette, height: int, **others: Any) -> go.Figure:
    """The looks that all charts share, by the theme; `others` go to the layout."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 30, "b": 8},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 13},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        barmode="stack",
        bargap=0.25,
        dragmode=False,
        hoverlabel={"align": "left"},
        separators=",\u00a0",
        **others,
    )
    figure.update_xaxes(
        fixedrange=True, automargin=True, showgrid=False, tickfont={"color": palette.text}, title=None
    )
    figure.update_yaxes(
        fixedrange=True, automargin=True, gridcolor=palette.grid, zeroline=False, title=None,
        tickfont={"color": palette.text},
    )  # fmt: skip
    return figure


def _label(text: str, longest: int = _LONGEST) -> str:
    told = plain(text)
    return escape(told if len(told) <= longest else told[: longest - 1].rstrip() + "…")


def _marker(colour: str, pattern: str = "") -> dict[str, Any]:
    return {
        "color": colour,
        "pattern": {"shape": pattern, "size": 6, "solidity": 0.25, "fillmode": "overlay"},
    }


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
    for name, title, marker in (
        ("ordinary", "обычные", _marker(palette.open)),
        ("high", "повышенной важности", _marker(palette.bad, "/")),
    ):
        _over_time(figure, counts.index, by, tokens, (title, counts[name], marker), unfinished=unfinished)
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
    name, values, marker = told
    before, last = (1.0, _PALE) if unfinished else (_PALE, 1.0)
    paler = {"opacity": [*[before] * (len(starts) - 1), last]} if by == "month" else {}
    figure.add_bar(
        x=list(range(len(starts))), y=values, name=name, marker=marker | paler,
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
        _month_below(starts[place], first=not place) if by == "month" else f"{starts[place]:%d.%m}"
        for place in shown
    ]
    if unfinished:
        below = "<br><br>" if starts[-1].month in (2, 3) else "<br>"  # beside the year below January
        labels[-1] += f"{below}не закончен"
        # It may run on below its neighbours, and a phone shows it to its end.
        figure.update_xaxes(tickangle=0, ticklabeloverflow="allow").update_layout(margin_r=36)
    figure.update_xaxes(tickvals=shown, ticktext=labels, range=[-0.6, len(starts) - 0.4])
    figure.update_yaxes(rangemode="tozero", tickformat=",d", nticks=5)


def _month_below(start: pd.Timestamp, *, first: bool) -> str:
    """«ноя»; of January and of the first one with the year below it."""
    name = phrases.month_name(start)
    return f"{name}<br>{start.year}" if first or start.month == 1 else name


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
    for values, name, marker in (
        (met, "в срок", _marker(palette.good)),
        (judged - met, "с опозданием и просрочено", _marker(palette.bad, "/")),
    ):
        _over_time(figure, trend.index, "month", tokens, (name, values, marker), unfinished=unfinished)
    told = [_of(good, of) for good, of in zip(met, judged, strict=True)]
    figure.add_scatter(
        x=list(range(len(trend))), y=judged, mode="text", text=told, textposition="top center",
        showlegend=False, hoverinfo="skip", cliponaxis=False, textfont={"size": 12},
    )  # fmt: skip
    laid_out(figure, palette, _HIGH)
    _time_below(figure, trend.index, "month", unfinished)
    if not len(trend):
        return Chart(figure, f"{title}, по месяцам выявления: нет данных.")
    when = phrases.first_up(phrases.in_month(trend.index[-1])) + (" (не закончен)" if unfinished else "")
    now = f"{when} в срок — {met.iloc[-1]} из {judged.iloc[-1]}."
    return Chart(figure, f"{title}, по месяцам выявления. {now}")


def _of(good: int, of: int) -> str:
    if not of:
        return ""
    told = share(good, of)
    return phrases.share(told) if told.few else phrases.percent(told)


def values(table: pd.DataFrame, title: str, names: tuple[str, str], palette: Palette) -> Chart:
    """`dynamics.breakdown` as bars, the most frequent on top, with marks for the two earlier periods.

    `names`: what those periods are called, "" for one that is not shown.
    """
    table = table[table["cases"] > 0]
    labels = [_label(value) for value in table["value"]]
    rows = list(range(len(labels)))
    custom = [[value] for value in table["value"]]
    figure = go.Figure()
    for name, said, marker in (
        ("ordinary", "обычные", _marker(palette.open)),
        ("high", "повышенной важности", _marker(palette.bad, "/")),
    ):
        figure.add_bar(
            y=rows, x=table[name], orientation="h", name=said, marker=marker, customdata=custom,
            hovertext=labels, hovertemplate=f"%{{hovertext}}<br>{said}: %{{x}}<extra></extra>",
        )  # fmt: skip
    for name, change, said, symbol in (
        ("previous", "change", names[0], "line-ns-open"),
        ("year_ago", "change_year", names[1], "diamond-open"),
    ):
        if said and table[change].notna().any():
            figure.add_scatter(
                y=rows, x=table[name], mode="markers", name=said,
                marker={"symbol": symbol, "size": 11, "color": palette.norm, "line": {"width": 2.5}},
                hovertext=labels, hovertemplate=f"%{{hovertext}}<br>{said}: %{{x}}<extra></extra>",
            )  # fmt: skip
    _rows_laid_out(figure, palette, labels)
    given = table[~table["value"].isin(list(NOT_GIVEN.values()))]
    pairs = [(plain(value), n) for value, n in zip(given["value"], given["cases"].tolist(), strict=True)]
    return Chart(figure, f"{title}: {phrases.leading(pairs, 3, '«{}» — {}') or 'нет данных'}.")


def outcomes(table: pd.DataFrame, palette: Palette) -> Chart:
    """`summary.outcomes` as bars in its own order, the sum beside each."""
    table = table[table["cases"] > 0]
    rows = list(range(len(table)))
    figure = go.Figure()
    for name, said, marker in (
        ("ordinary", "обычные", _marker(palette.open)),
        ("high", "повышенной важности", _marker(palette.bad, "/")),
    ):
        figure.add_bar(
            y=rows, x=table[name], orientation="h", name=said, marker=marker,
            hovertemplate=f"{said}: %{{x}}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        y=rows, x=table["cases"], mode="text", text=[f"\u00a0{n}" for n in table["cases"]],
        textposition="middle right", showlegend=False, hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    _rows_laid_out(figure, palette, [_label(value) for value in table["outcome"]])
    top = [f"{plain(v).lower()} — {n}" for v, n in zip(table["outcome"], table["cases"], strict=True)]
    return Chart(figure, f"Итоги ответов: {phrases.listed(top) if top else 'нет данных'}.")


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


def steps(table: pd.DataFrame, palette: Palette) -> Chart:
    """`people.overview` as bars in its own order, by no merit: which part was met, late, overdue, not known.

    Each bar is the whole of one person's steps, without those that were dropped; their number stands beside
    it. Bars as long as the numbers would leave an executor's steps unseen beside the curator's.
    """
    people = [_named(role, person) for role, person in zip(table["role"], table["person"], strict=True)]
    parts = (
        ("met", "в срок или без срока", _marker(palette.good)),
        ("late", "с опозданием", _marker(palette.bad, "/")),
        ("overdue", "просрочено", _marker(palette.bad, "x")),
        ("unproven", "не отмечено", _marker(palette.unknown, ".")),
        ("running", "в работе", _marker(palette.open)),
    )
    sums = table[[name for name, _, _ in parts]].sum(axis=1)
    labels = [
        f"{_label(named)}<br>{words.several(int(number), _STEP)}"
        for named, number in zip(people, sums, strict=True)
    ]
    keys = [[f"{role}:{person}"] for role, person in zip(table["role"], table["person"], strict=True)]
    figure = go.Figure()
    for name, said, marker in parts:
        counted = [
            f"{escape(named)}<br>{said}: {n}" + (f" ({phrases.percent(share(n, whole), 0)})" if whole else "")
            for named, n, whole in zip(people, table[name], sums, strict=True)
        ]
        figure.add_bar(
            y=list(range(len(table))), x=table[name] / sums.clip(lower=1), orientation="h", name=said,
            marker=marker, customdata=keys, hovertext=counted,
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
    _rows_laid_out(figure, palette, labels, _TALL)
    figure.update_xaxes(range=[0, 1], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    told = [
        f"{named} — {good} из {judged} в срок"
        for named, good, judged in zip(people, table["good"], table["judged"], strict=True)
    ]
    return Chart(figure, f"Доли шагов каждого, кто их делал: {'; '.join(told) if told else 'нет данных'}.")


def _named(role: str, person: str) -> str:
    return words.actor(role, plain(person))


def _held(row: Mapping[Any, Any]) -> list[str]:
    """«35 ч · 97 % · 3 сообщения», «больше всего 34 ч»: the share only where it is of enough cases."""
    part = "" if row["late"] < FEW else f" · {phrases.part(row['share'])}"
    cases = words.several(int(row["cases"]), MESSAGE)
    most = [] if row["cases"] == 1 else [f"больше всего {words.duration(row['largest'])}"]
    return [f"{words.duration(row['over'])}{part} · {cases}", *most]


def lateness(table: pd.DataFrame, palette: Palette) -> Chart:
    """`people.lateness` of one importance: working time over the norm in each hand, in the table's order."""
    table = table[table["over"] > 0]
    people = [_named(role, person) for role, person in zip(table["role"], table["person"], strict=True)]
    told = [_held(row) for row in table.to_dict("records")]
    pairs = list(zip(people, told, strict=True))
    figure = go.Figure()
    figure.add_bar(
        y=list(range(len(table))), x=table["over"], orientation="h", marker=_marker(palette.bad, "/"),
        hovertext=["<br>".join([escape(named), *said]) for named, said in pairs], showlegend=False,
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    # The words stand under the name, on lines that a phone does not cut: beside the bar there is no room.
    _rows_laid_out(figure, palette, ["<br>".join([_label(named), *said]) for named, said in pairs], _TALLEST)
    figure.update_xaxes(visible=False)
    alt = "; ".join(f"{named} — {', '.join(said)}" for named, said in pairs)
    return Chart(figure, f"Рабочее время сверх нормы: {alt or 'нет'}.")
