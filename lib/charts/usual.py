"""What is usual from month to month: a line of months round their mean, between the limits of chance."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.charts.looks import Chart, Palette, Shape, laid_out, whole_numbers
from lib.figures.chance.xmr import Point, Run
from lib.words import compared, phrases

_HIGH = 230  # pixels
_MOST_BELOW = 9  # months named below the line


def months(run: Run, title: str, sentence: str, palette: Palette) -> Chart:
    """`sentence`: what `compared.usual` says of the run; with the title it stands for the chart."""
    scale = 1 if run.counts else 100
    places = list(range(len(run.points)))
    lows, highs = zip(*map(run.limits, run.points), strict=True)
    traces: list[Any] = []
    for name, values, line in (
        ("обычные пределы", lows, {"color": palette.unknown, "dash": "dash", "width": 1.5}),
        ("", highs, {"color": palette.unknown, "dash": "dash", "width": 1.5}),
        ("среднее", [run.mean] * len(places), {"color": palette.norm, "width": 1}),
    ):
        traces.append(go.Scatter(
            x=places, y=[scale * value for value in values], mode="lines", name=name, showlegend=bool(name),
            line=line, hoverinfo="skip",
        ))  # fmt: skip
    traces.append(go.Scatter(
        x=places, y=[scale * point.value for point in run.points], mode="lines+markers", showlegend=False,
        line={"color": palette.open, "width": 2}, text=[_told(point, run) for point in run.points],
        marker={"size": 6}, hovertemplate="%{text}<extra></extra>",
    ))  # fmt: skip
    if unusual := [at for at in places if run.signal(at) is not None]:
        traces.append(go.Scatter(
            x=unusual, y=[scale * run.points[at].value for at in unusual], mode="markers", name="необычное",
            marker={"color": palette.bad, "symbol": "diamond", "size": 10}, hoverinfo="skip",
        ))  # fmt: skip
    step = max(1, -(-len(places) // _MOST_BELOW))
    shown = places[::-1][::step][::-1]
    labels = [f"{pd.Timestamp(run.points[at].span.last):%m.%y}" for at in shown]
    share: Shape = {"ticksuffix": "\u00a0%", "nticks": 5, "tickformat": ",d"}
    beside = whole_numbers(traces, "y") if run.counts else share
    figure = laid_out(traces, palette, _HIGH, {"tickvals": shown, "ticktext": labels}, beside)
    return Chart(figure, f"{title}. {sentence}")


def _told(point: Point, run: Run) -> str:
    when = phrases.month(point.span.start) if point.span.months == 1 else phrases.period(point.span)
    return f"{when}<br>{compared.found(run, point)}"
