"""The charts of a document as pictures for .docx and .html, drawn by matplotlib without screen or browser.

Colours are those of the app; a state is told by its pattern too. Of matplotlib's state only how it writes SVG
is set, once: figures are made and dropped one by one, so that several viewers may ask at the same time.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass, fields
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from lib.charts.looks import LIGHT
from lib.documents.looks import FEWEST, LOOKS, Pattern
from lib.documents.model import Chart, Series, Shape, Tone

DPI = 202  # a little above what is printed well, for the inch is rounded
WIDTH = 165 / 25.4  # inches: the text's width on the page
_FONT = "DejaVu Sans"  # comes with matplotlib, has Cyrillic
_SIZE = 8.0  # points
_MUTED = "#51606f"


# Text stays text, and equal charts are equal bytes.
rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "otklik"})
_NAMELESS = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_IDS = re.compile(r' id="[a-z]+(?:2d|\.[a-z]+)?_\d+"|<metadata>.*?</metadata>\s*', re.DOTALL | re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_VARIABLES = {getattr(LIGHT, each.name): f"var(--chart-{each.name})" for each in fields(LIGHT)} | {
    LIGHT.text: "var(--text)",
    _MUTED: "var(--muted)",
    "#ffffff": "var(--back)",
}

_HATCHES = {Pattern.STRIPES: "////", Pattern.CROSSES: "xxxx", Pattern.DOTS: "...."}


@dataclass(frozen=True)
class Picture:
    """A PNG and its size on paper in inches."""

    png: bytes
    width: float
    height: float


def draw(chart: Chart) -> Picture:
    """The chart as a picture of the text's width."""
    figure, height = _drawn(chart)
    target = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(target, metadata={"Software": None}, pil_kwargs={"compress_level": 2})
    return Picture(target.getvalue(), WIDTH, height)


def svg(chart: Chart) -> str:
    """The chart as an element of a page; its colours are variables of the page, «--chart-good»."""
    figure, _ = _drawn(chart)
    figure.set_facecolor("none")
    figure.axes[0].set_facecolor("none")
    target = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(target, metadata=_NAMELESS)
    drawn = target.getvalue()
    drawn = _IDS.sub("", drawn[drawn.index("<svg") :])
    return _COLOUR.sub(lambda found: _VARIABLES.get(found[0], found[0]), drawn)


def _drawn(chart: Chart) -> tuple[Figure, float]:
    """The chart as a figure of matplotlib, and its height in inches."""
    height = _height(chart)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    _DRAWN[chart.shape](axes, chart)
    _finish(figure, axes, chart)
    return figure, height


def _height(chart: Chart) -> float:
    if chart.shape is Shape.BARS:
        return 0.55 + 0.235 * len(chart.labels)
    return 1.9 if chart.shape is Shape.RUN else 2.3


def _stacked(chart: Chart) -> list[tuple[Series, list[float], list[float]]]:
    """Each bar series with its bottoms and its values."""
    bottoms = [0.0] * len(chart.labels)
    result = []
    for series in chart.series:
        if not series.tone.marked:
            result.append((series, bottoms, list(series.values)))
            bottoms = [low + value for low, value in zip(bottoms, series.values, strict=True)]
    return result


def _bar(series: Series) -> dict[str, Any]:
    look = LOOKS[series.tone]
    return {
        "color": look.colour(LIGHT),
        "hatch": _HATCHES.get(look.pattern, ""),
        "edgecolor": "white",
        "linewidth": 0.4,
        "label": series.name,
    }


def _columns(axes: Any, chart: Chart) -> None:
    places = range(len(chart.labels))
    for series, bottoms, values in _stacked(chart):
        axes.bar(places, values, bottom=bottoms, width=0.72, **_bar(series))
    totals = chart.totals
    for place, top, total in zip(places, chart.tops, totals, strict=False):
        axes.annotate(
            top, (place, total), (0, 2), textcoords="offset points", ha="center", va="bottom",
            fontproperties=_font(_SIZE - 1), color=LIGHT.text,
        )  # fmt: skip
    axes.set_ylim(0, max(max(totals, default=0), 1) * 1.16)
    _sideways(axes, chart)


def _stairs(axes: Any, chart: Chart) -> None:
    places = list(range(len(chart.labels)))
    for number, series in enumerate(chart.series):
        axes.step(
            places, series.values, where="mid", label=series.name, color=LOOKS[series.tone].colour(LIGHT),
            linewidth=1.6, linestyle="--" if number else "-",
        )  # fmt: skip
    axes.fill_between(
        places,
        chart.series[0].values,
        step="mid",
        color=LOOKS[chart.series[0].tone].colour(LIGHT),
        alpha=0.12,
    )
    axes.set_ylim(0, max(1.0, *(max(series.values) for series in chart.series)) * 1.12)
    _sideways(axes, chart)


def _run(axes: Any, chart: Chart) -> None:
    places = range(len(chart.labels))
    for series in chart.series:
        look = LOOKS[series.tone]
        signal, value = series.tone is Tone.SIGNAL, series.tone is Tone.VALUE
        axes.plot(
            places, series.values, label=series.name, color=look.colour(LIGHT), markersize=6 if signal else 3,
            linewidth=1.6 if value else 1.0, marker="D" if signal else "o" if value else "",
            linestyle="" if signal else "--" if look.pattern is Pattern.DASHES else "-",
        )  # fmt: skip
    axes.set_ylim(chart.floor, max(1.0, *chart.totals) * (1.02 if chart.floor else 1.06))
    _sideways(axes, chart)


def _sideways(axes: Any, chart: Chart) -> None:
    """Labels below, as many as fit."""
    step = math.ceil(len(chart.labels) / 16)
    places = range(0, len(chart.labels), step)
    axes.set_xticks(list(places), [chart.labels[place] for place in places])
    axes.set_xlim(-0.6, max(len(chart.labels), FEWEST) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.grid(axis="y", color=LIGHT.grid, linewidth=0.7)


_HALO = withStroke(linewidth=3.2, foreground="white")  # a mark on a dark bar, in grey print too
_MARKS: dict[Tone, dict[str, Any]] = {
    Tone.PREVIOUS: {"marker": "|", "s": 110, "linewidths": 2.2, "color": LIGHT.norm},
    Tone.YEAR_AGO: {
        "marker": "D",
        "s": 22,
        "linewidths": 1.2,
        "facecolors": "none",
        "edgecolors": LIGHT.norm,
    },
}


def _bars(axes: Any, chart: Chart) -> None:
    places = range(len(chart.labels))
    for series, bottoms, values in _stacked(chart):
        axes.barh(places, values, left=bottoms, height=0.66, **_bar(series))
    marks = [series for series in chart.series if series.tone.marked]
    for series in marks:  # none at zero: it would lie on the labels
        values = [value or math.nan for value in series.values]
        drawn = axes.scatter(
            values, places, zorder=3, clip_on=False, label=series.name, **_MARKS[series.tone]
        )
        drawn.set_path_effects([_HALO])
    totals = chart.totals
    widest = max([1.0, *totals, *(value for series in marks for value in series.values)])
    for place, top, total in zip(places, () if marks else chart.tops, totals, strict=False):
        axes.annotate(
            top, (total, place), (3, 0), textcoords="offset points", ha="left", va="center",
            fontproperties=_font(_SIZE), color=LIGHT.text,
        )  # fmt: skip
    axes.set_yticks(list(places), list(chart.told))
    axes.set_ylim(len(chart.labels) - 0.4, -0.6)
    axes.set_xlim(0, widest * 1.1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.grid(axis="x", color=LIGHT.grid, linewidth=0.7)


_DRAWN = {Shape.COLUMNS: _columns, Shape.BARS: _bars, Shape.STAIRS: _stairs, Shape.RUN: _run}


def _font(size: float) -> FontProperties:
    return FontProperties(family=_FONT, size=size)


def _finish(figure: Figure, axes: Any, chart: Chart) -> None:
    """Lines, texts, the legend; then the place of the axes between them."""
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LIGHT.grid)
    axes.tick_params(length=0, pad=5, colors=LIGHT.text)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(_SIZE))
        label.set_parse_math(False)  # a «$» in a topic is a dollar
    for text in axes.texts:
        text.set_parse_math(False)
    legend = None
    if len(chart.series) > 1 or chart.shape is Shape.STAIRS:
        drawn = dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))
        legend = figure.legend(
            list(drawn.values()), list(drawn),
            loc="upper left", ncols=min(len(chart.series), 5), frameon=False, prop=_font(_SIZE),
            labelcolor=_MUTED, handlelength=1.6, columnspacing=1.4, borderaxespad=0.1,
        )  # fmt: skip
    _fit(figure, axes, legend)


_GAP = 0.04  # inches from the edge, and below the legend


def _fit(figure: Figure, axes: Any, legend: Any) -> None:
    """Axes as large as their labels and the legend leave room for.

    An engine of the library measures all of it four times. No label here depends on the size of the axes,
    so that once is enough.
    """
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    width, height = figure.bbox.size
    gap = _GAP * figure.dpi
    around = axes.get_tightbbox(renderer)
    top = height - gap - (legend.get_window_extent(renderer).height if legend else 0.0)
    left, low = gap - around.x0, gap - around.y0
    right, high = width - gap - max(around.x1 - width, 0), top - max(around.y1 - height, 0)
    axes.set_position((left / width, low / height, (right - left) / width, (high - low) / height))
