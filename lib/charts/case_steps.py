"""The steps of one case against their norms, over working time; safe against hostile texts."""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go

from lib.charts.looks import Palette
from lib.law.regulation import Status
from lib.lists.axis import Axis
from lib.words import words

_PATTERNS = {
    Status.MET: "",
    Status.LATE: "/",
    Status.RUNNING: "",
    Status.OVERDUE: "/",
    Status.CANCELLED: ".",
    Status.UNPROVEN: "x",
}
_THINNEST = 0.004  # of the axis: a step done at once still shows
_ROW = 66  # pixels: two lines of words above, the bar below


def case_steps(steps: pd.DataFrame, scale: Axis, palette: Palette) -> go.Figure:
    """Steps of a case against their norms, over working time.

    `steps` is `CaseFile.steps`: one bar from opening to end, and a mark at the deadline. `scale` tells the
    clock time of working minutes since the start; a thin line stands where a day begins. Texts are escaped.
    """
    longest = max(float(steps[["until", "bound"]].max().max()), 1.0)
    rows = list(range(len(steps)))
    bars = go.Bar(
        y=rows,
        base=steps["begin"],
        x=(steps["until"] - steps["begin"]).clip(lower=longest * _THINNEST),
        orientation="h",
        width=0.24,
        marker={
            "color": [_colour(status, palette) for status in steps["status"]],
            "pattern": {
                "shape": [_PATTERNS[Status(status)] for status in steps["status"]],
                "size": 6,
                "solidity": 0.25,
                "fillmode": "overlay",
            },
        },
        customdata=_hover(steps),
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>начало: %{customdata[2]}"
            "<br>сделано: %{customdata[3]}<br>норма: %{customdata[4]}<extra></extra>"
        ),
    )
    marks = go.Scatter(
        x=steps["bound"],
        y=rows,
        mode="markers",
        marker={"symbol": "line-ns", "size": 11, "line": {"width": 4, "color": palette.norm}},
        customdata=[words.moment(due) for due in steps["due"]],
        hovertemplate="срок: %{customdata}<extra></extra>",
    )
    said = [
        {
            "x": 0,
            "xref": "paper",
            "y": row,
            "yshift": 27,
            # On one line a phone would cut the end off, which tells how it went.
            "text": f"<b>{escape(step)}</b><br>{escape(spent)} · {escape(result)}",
            "showarrow": False,
            "xanchor": "left",
            "align": "left",
            "font": {"color": palette.text, "size": 13},
        }
        for row, step, spent, result in zip(rows, steps["step"], steps["spent"], steps["result"], strict=True)
    ]
    dotted = {"color": palette.unknown, "width": 1, "dash": "dot"}
    whole = {"type": "line", "y0": 0, "y1": 1, "yref": "y domain", "line": dotted, "layer": "below"}
    days = [{**whole, "x0": day, "x1": day} for day in scale.days]
    return go.Figure(
        [bars, marks],
        {
            "xaxis": {
                "range": [-longest * 0.01, longest * 1.03],
                "tickvals": [minute for minute, _ in scale.ticks],
                "ticktext": [label for _, label in scale.ticks],
                "tickangle": 0,
                "ticklabeloverflow": "allow",
                "showgrid": True,
                "gridcolor": palette.grid,
                "zeroline": False,
                "fixedrange": True,
                "tickfont": {"color": palette.text, "size": 12},
            },
            "yaxis": {"visible": False, "range": [len(steps) - 0.5, -0.8], "fixedrange": True},
            "annotations": said,
            "shapes": days,
            "height": 60 + _ROW * len(steps),
            "margin": {"l": 12, "r": 24, "t": 4, "b": 40},
            "showlegend": False,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text},
        },
    )


def _hover(steps: pd.DataFrame) -> list[list[str]]:
    return [
        [
            escape(step),
            escape(who),
            words.moment(opened),
            words.moment(end) if closed else "ещё нет",
            escape(norm),
        ]
        for step, who, opened, end, closed, norm in zip(
            *(steps[name] for name in ("step", "who", "opened", "end", "closed", "norm")), strict=True
        )
    ]


def _colour(status: str, palette: Palette) -> str:
    if status == Status.MET:
        return palette.good
    if status in (Status.LATE, Status.OVERDUE):
        return palette.bad
    return palette.open if status == Status.RUNNING else palette.unknown
