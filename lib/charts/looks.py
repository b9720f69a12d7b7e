"""What all charts share: the colours of both themes, the layout, Plotly's own words in Russian.

A state is always told twice: by colour and by a pattern or a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import plotly.graph_objects as go

Shape: TypeAlias = dict[str, Any]  # of an axis or a marker, in Plotly's own names
_MONTHS = [
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
]  # fmt: skip
# Plotly's own words in Russian; the chart's other texts come from here too.
_RUSSIAN: dict[str, Any] = {
    "dictionary": {
        "Autoscale": "Показать всё",
        "Reset axes": "Вернуть вид",
        "Zoom": "Увеличить",
        "Pan": "Сдвинуть",
        "Zoom in": "Крупнее",
        "Zoom out": "Мельче",
        "Download plot as a PNG": "Сохранить картинку",
        "Double-click to zoom back out": "Двойной щелчок — вернуть вид",
    },
    "format": {
        "days": ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"],
        "shortDays": ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
        "months": _MONTHS,
        "shortMonths": [month[:3] for month in _MONTHS],
        "date": "%d.%m.%Y",
        "decimal": ",",
        "thousands": "\u00a0",
    },
}
CONFIG: dict[str, Any] = {
    "locale": "ru",
    "locales": {"ru": _RUSSIAN},
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
}


@dataclass(frozen=True)
class Palette:
    """Colours of one theme; safe for colour-blind readers (after Okabe and Ito)."""

    good: str
    bad: str
    open: str
    unknown: str
    norm: str
    text: str
    grid: str


LIGHT = Palette("#0b7464", "#c4500f", "#4a86c8", "#8796a6", "#1b2733", "#1b2733", "#dfe5ec")
DARK = Palette("#4fbfa8", "#ef8a52", "#6ea8e8", "#8fa0b2", "#e5eaf0", "#e5eaf0", "#2a3745")


@dataclass(frozen=True)
class Chart:
    """A figure with the text that stands for it where it cannot be seen."""

    figure: go.Figure
    alt: str


def by_importance(palette: Palette, counts: pd.DataFrame) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Column, words and marker of the two halves of a bar: ordinary messages, those of high importance.

    Where none of the counts is of high importance, there is no such half.
    """
    ordinary = ("ordinary", "обычные", marker(palette.open))
    if not counts["high"].any():
        return (ordinary,)
    return ordinary, ("high", "повышенной важности", marker(palette.bad, "/"))


def marker(colour: str, pattern: str = "") -> dict[str, Any]:
    """Of bars: a colour, and a pattern over it that tells the state without it."""
    return {
        "color": colour,
        "pattern": {"shape": pattern, "size": 6, "solidity": 0.25, "fillmode": "overlay"},
    }


def whole_numbers(traces: Sequence[Any], along: str, marks: int = 5) -> Shape:
    """An axis of counts from nought on: its marks are whole numbers, however few are counted.

    along: where the traces have their counts, «x» or «y»; bars stand upon one another.
    """
    counts = {kind: [trace[along] for trace in traces if trace.type == kind] for kind in ("bar", "scatter")}
    stacked = np.nansum(np.array(counts["bar"], float), axis=0) if counts["bar"] else np.zeros(0)
    most = max(stacked.max(initial=0), *(np.nanmax([0, *line]) for line in counts["scatter"]), 0)
    return {"rangemode": "tozero", "tickformat": ",d", "nticks": marks} | (
        {"dtick": 1} if most < marks else {}
    )


def laid_out(
    traces: Sequence[Any],
    palette: Palette,
    height: int,
    x: Shape,
    y: Shape,
    *,
    right: int = 16,
    **others: Any,
) -> go.Figure:
    """The traces with the looks that all charts share, by the theme.

    x, y: what the axes have besides; right: the margin there; `others` go to the layout. A figure is made at
    once: each change of one that stands takes Plotly milliseconds.
    """
    every = {"fixedrange": True, "automargin": True, "tickfont": {"color": palette.text}}
    return go.Figure(
        traces,
        {
            "height": height,
            "margin": {"l": 8, "r": right, "t": 30, "b": 8},
            "plot_bgcolor": "rgba(0,0,0,0)",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": palette.text, "size": 13},
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "barmode": "stack",
            "bargap": 0.25,
            "dragmode": False,
            "hoverlabel": {"align": "left"},
            "separators": ",\u00a0",
            "xaxis": {**every, "showgrid": False, **x},
            "yaxis": {**every, "gridcolor": palette.grid, "zeroline": False, **y},
            **others,
        },
    )
