"""A funnel of shares: each of many by its number of cases, between the limits that chance alone gives."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import plotly.graph_objects as go

from lib.base.plaintext import plain, short
from lib.charts.looks import Chart, Palette, laid_out
from lib.figures.chance.limits import LIKELY, NEARLY_SURE, Side, funnel, limits, middle
from lib.figures.definitions import share
from lib.words import compared, phrases

_HIGH = 360  # pixels
_POINTS = 60  # of a limit's line


class Among(NamedTuple):
    """What all together are called: beside their line, one by one, as a whole, each, of them."""

    line: str
    by: str
    whole: str
    every: str
    of: str


DISTRICT = Among("весь район", "по поселениям", "по району", "все поселения", "поселений")
EXECUTORS = Among(
    "все исполнители", "по исполнителям", "по всем исполнителям", "все исполнители", "исполнителей"
)


def shares(
    names: Sequence[str],
    counts: Sequence[tuple[int, int]],
    what: str,
    palette: Palette,
    among: Among = DISTRICT,
) -> Chart:
    """`counts`: (in time, judged) of each name, the ones without a case left out; `what`: of what it is.

    among: what all together are called: DISTRICT or EXECUTORS.
    """
    sides = funnel(counts)
    shown = [at for at, (_, of) in enumerate(counts) if of]
    whole = middle(counts)
    most = max((counts[at][1] for at in shown), default=1)
    traces: list[Any] = []
    line = [1 + (most * 1.05 - 1) * step / (_POINTS - 1) for step in range(_POINTS)]
    for width, title, dash in (
        (LIKELY, "пределы 95\u00a0%", "dash"),
        (NEARLY_SURE, "пределы 99,8\u00a0%", "dot"),
    ):
        for place, named in enumerate((title, "")):
            traces.append(go.Scatter(
                x=line, y=[100 * limits(whole, number, width)[place] for number in line], mode="lines",
                name=named, showlegend=bool(named), hoverinfo="skip",
                line={"color": palette.unknown, "dash": dash},
            ))  # fmt: skip
    traces.append(go.Scatter(
        x=[line[0], line[-1]], y=[100 * whole] * 2, mode="lines", name=among.line, hoverinfo="skip",
        line={"color": palette.norm},
    ))  # fmt: skip
    for outside, title, colour, symbol in (
        (False, "в обычных пределах", palette.open, "circle"),
        (True, "вне обычных пределов", palette.bad, "diamond"),
        (None, "не сравнивается", palette.unknown, "circle-open"),
    ):
        chosen = [at for at in shown if _outside(sides[at]) is outside]
        if not chosen:
            continue
        told = [
            f"{escape(short(plain(names[at]), 40))}: {phrases.share(share(*counts[at]))}" for at in chosen
        ]
        traces.append(go.Scatter(
            x=[counts[at][1] for at in chosen],
            y=[100 * counts[at][0] / counts[at][1] for at in chosen],
            mode="markers", name=title, marker={"color": colour, "symbol": symbol, "size": 10},
            text=told, hovertemplate="%{text}<extra></extra>",
        ))  # fmt: skip
    below = {
        "title": {"text": "сколько случаев"}, "rangemode": "tozero", "showgrid": True,
        "gridcolor": palette.grid,
    }  # fmt: skip
    beside = {"title": {"text": "доля в срок, %"}, "range": [0, 105]}
    figure = laid_out(traces, palette, _HIGH, below, beside)
    return Chart(figure, f"{what} в срок {among.by}: {told_of(names, counts, among)}")


def told_of(names: Sequence[str], counts: Sequence[tuple[int, int]], among: Among = DISTRICT) -> str:
    """The share of all together, and who lies outside the limits, in words: in the order given."""
    good, of = (sum(pair[place] for pair in counts) for place in (0, 1))
    if not of:
        return "случаев нет."
    counted = phrases.share(share(good, of))
    sides = funnel(counts)
    if all(side is None for side in sides):
        return f"{among.whole} {counted}. {compared.uncompared(among.of)}"
    outside = [
        f"{short(plain(name), 40)} ({compared.SIDES[side]})"
        for name, side in zip(names, sides, strict=True)
        if side
    ]
    if not outside:
        return f"{among.whole} {counted}; {among.every}, {compared.ENOUGH}, в обычных пределах."
    return f"{among.whole} {counted}; вне обычных пределов {phrases.some_of(outside)}."


def _outside(side: Side | None) -> bool | None:
    """None of what nobody compared."""
    return None if side is None else side is not Side.WITHIN
