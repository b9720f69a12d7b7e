"""A funnel of shares: each of many by its number of cases, between the limits that chance alone gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from lib.base.plaintext import plain, short
from lib.charts.case_steps import Palette
from lib.charts.figures import Chart, laid_out
from lib.figures.chance import LIKELY, Side, funnel
from lib.figures.definitions import share
from lib.words import phrases

_HIGH = 360  # pixels
_POINTS = 60  # of a limit's line


def shares(names: Sequence[str], counts: Sequence[tuple[int, int]], what: str, palette: Palette) -> Chart:
    """`counts`: (in time, judged) of each name, the ones without a case left out; `what`: of what it is."""
    sides = funnel(counts)
    shown = [at for at, (_, of) in enumerate(counts) if of]
    good, of = (sum(pair[place] for pair in counts) for place in (0, 1))
    middle = good / of if of else 0.0
    most = max((counts[at][1] for at in shown), default=1)
    figure = go.Figure()
    line = [1 + (most * 1.05 - 1) * step / (_POINTS - 1) for step in range(_POINTS)]
    for sign, title in ((1, "пределы обычного (95 %)"), (-1, "")):
        limit = [
            100 * min(1.0, max(0.0, middle + sign * LIKELY * math.sqrt(middle * (1 - middle) / number)))
            for number in line
        ]
        figure.add_scatter(
            x=line, y=limit, mode="lines", name=title, showlegend=bool(title), hoverinfo="skip",
            line={"color": palette.unknown, "dash": "dash"},
        )  # fmt: skip
    figure.add_scatter(
        x=[line[0], line[-1]], y=[100 * middle] * 2, mode="lines", name="весь район", hoverinfo="skip",
        line={"color": palette.norm},
    )  # fmt: skip
    for within, title, colour, symbol in (
        (True, "в обычных пределах", palette.open, "circle"),
        (False, "вне обычных пределов", palette.bad, "diamond"),
    ):
        chosen = [at for at in shown if (sides[at] is Side.WITHIN) is within]
        if not chosen:
            continue
        told = [
            f"{escape(short(plain(names[at]), 40))}: {phrases.share(share(*counts[at]))}" for at in chosen
        ]
        figure.add_scatter(
            x=[counts[at][1] for at in chosen],
            y=[100 * counts[at][0] / counts[at][1] for at in chosen],
            mode="markers", name=title, marker={"color": colour, "symbol": symbol, "size": 10},
            text=told, hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    laid_out(figure, palette, _HIGH)
    figure.update_xaxes(
        title={"text": "сколько случаев"}, rangemode="tozero", showgrid=True, gridcolor=palette.grid
    )
    figure.update_yaxes(title={"text": "доля в срок, %"}, range=[0, 105])
    outside = [names[at] for at in shown if sides[at] is not Side.WITHIN]
    return Chart(figure, f"{what} в срок по поселениям: {_told(good, of, outside)}")


def _told(good: int, of: int, outside: Sequence[str]) -> str:
    if not of:
        return "случаев нет."
    counted = phrases.share(share(good, of))
    if not outside:
        return f"по району {counted}; все поселения в обычных пределах."
    who = phrases.listed(short(plain(name), 40) for name in outside)
    return f"по району {counted}; вне обычных пределов {who}."
