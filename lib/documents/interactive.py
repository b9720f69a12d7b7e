"""The charts of a document as interactive Plotly figures for the .html, in the colours of either theme.

Places on an axis are numbers with the labels as their ticks: two labels cut to the same words stay two. Texts
of the register are escaped, since Plotly reads a little HTML in what it shows.
"""

from __future__ import annotations

import math
from html import escape
from typing import Any

import plotly.graph_objects as go

from lib.charts.case_steps import Palette
from lib.documents.looks import FEWEST, LOOKS, Pattern
from lib.documents.model import Chart, Series, Shape

_FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
_PATTERNS = {Pattern.STRIPES: "/", Pattern.CROSSES: "x", Pattern.DOTS: "."}
_MARKS = {Pattern.TICK: "line-ns-open", Pattern.DIAMOND: "diamond-open"}
_COLUMNS, _BAR, _FRAME = 270, 25, 78  # pixels: the height of columns; of a bar, and of all around bars
_MOST_BELOW = 16  # labels below an axis


def figure(chart: Chart, palette: Palette) -> go.Figure:
    """The chart as a figure without a width: it takes its place's."""
    made = go.Figure(layout={"template": None})
    if chart.shape is Shape.STAIRS:
        _stairs(made, chart, palette)
    else:
        _bars(made, chart, palette)
    made.update_layout(
        height=height(chart),
        margin={"l": 4, "r": 18, "t": 8, "b": 4},
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.text, "size": 12, "family": _FONT},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        showlegend=len(chart.series) > 1,
        barmode="stack",
        bargap=0.28,
        dragmode=False,
        hovermode="closest",
        separators=",\u00a0",
        hoverlabel={"align": "left"},
    )
    return made


def height(chart: Chart) -> int:
    """Its height in pixels."""
    return _FRAME + _BAR * len(chart.labels) if chart.shape is Shape.BARS else _COLUMNS


def _bars(made: go.Figure, chart: Chart, palette: Palette) -> None:
    lying = chart.shape is Shape.BARS
    places = list(range(len(chart.labels)))
    names = [escape(label) for label in chart.labels]
    for series in chart.series:
        look = LOOKS[series.tone]
        values = [None if math.isnan(value) else value for value in series.values]
        along = {"x": values, "y": places} if lying else {"x": places, "y": values}
        shown = {
            "name": escape(series.name),
            "customdata": names,
            "hovertemplate": f"%{{customdata}}<br>{escape(series.name)}: %{{{'x' if lying else 'y'}:,}}"
            "<extra></extra>",
        }
        if series.tone.marked:
            marker = {
                "symbol": _MARKS[look.pattern],
                "size": 11,
                "color": look.colour(palette),
                "line": {"width": 2},
            }
            made.add_scatter(**along, **shown, mode="markers", marker=marker, cliponaxis=False)
        else:
            marker = {
                "color": look.colour(palette),
                "pattern": {
                    "shape": _PATTERNS.get(look.pattern, ""),
                    "size": 6,
                    "solidity": 0.25,
                    "fillmode": "overlay",
                },
            }
            made.add_bar(**along, **shown, orientation="h" if lying else "v", marker=marker)
    _tops(made, chart, places, palette, lying=lying)
    _along(made, chart, palette, lying=lying)


def _tops(made: go.Figure, chart: Chart, places: list[int], palette: Palette, *, lying: bool) -> None:
    """The texts beside the whole bars; where marks would stand in their way they are in the labels."""
    if not chart.tops or chart.marked:
        return
    ends = list(chart.totals)
    made.add_scatter(
        x=ends if lying else places,
        y=places if lying else ends,
        mode="text",
        text=[f"\u00a0{escape(top)}" if lying else escape(top) for top in chart.tops],
        textposition="middle right" if lying else "top center",
        textfont={"size": 12 if lying else 11, "color": palette.text},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _stairs(made: go.Figure, chart: Chart, palette: Palette) -> None:
    places = list(range(len(chart.labels)))
    for series in chart.series:
        look = LOOKS[series.tone]
        dashed = look.pattern is Pattern.DASHES
        made.add_scatter(
            x=places,
            y=list(series.values),
            name=escape(series.name),
            mode="lines",
            line={
                "color": look.colour(palette),
                "width": 2,
                "shape": "hvh",
                "dash": "dash" if dashed else "solid",
            },
            fill=None if dashed else "tozeroy",
            customdata=[escape(label) for label in chart.labels],
            hovertemplate=f"%{{customdata}}<br>{escape(series.name)}: %{{y:,}}<extra></extra>",
        )
    _along(made, chart, palette, lying=False)


def _along(made: go.Figure, chart: Chart, palette: Palette, *, lying: bool) -> None:
    """The axes: names along one, whole numbers along the other."""
    step = 1 if lying else math.ceil(len(chart.labels) / _MOST_BELOW)
    shown = range(0, len(chart.labels), step)
    names: dict[str, Any] = {
        "tickvals": list(shown),
        "ticktext": [escape(chart.told[place]) for place in shown],
        "range": [len(chart.labels) - 0.4, -0.6] if lying else [-0.6, max(len(chart.labels), FEWEST) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickangle": 0,
        "ticklabelstandoff": 5 if lying else 0,
    }
    most = max([1.0, *chart.totals, *_marked(chart.series)])
    numbers: dict[str, Any] = {
        "range": [0, most * 1.14],
        "tickformat": ",d",
        "nticks": 6,
        "dtick": 1 if most <= 5 else None,
        "gridcolor": palette.grid,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    made.update_xaxes(**(numbers if lying else names))
    made.update_yaxes(**(names if lying else numbers))


def _marked(series: tuple[Series, ...]) -> list[float]:
    return [value for one in series if one.tone.marked for value in one.values if not math.isnan(value)]
