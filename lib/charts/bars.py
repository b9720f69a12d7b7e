"""Bars side by side: topics and places, outcomes, everyone's steps, working time over the norm.

Pure builders from the engine's tables. Each gives the figure and its alternative text, told from the same
data; the page puts a table beside. Custom data hold the word that choosing a bar writes into the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.base.plaintext import plain
from lib.charts.looks import Chart, Palette, Shape, by_importance, laid_out, marker, whole_numbers
from lib.figures.definitions import FEW, share
from lib.figures.facts import NOT_GIVEN
from lib.words import phrases, words
from lib.words.words import MESSAGE

_BAR = 34  # pixels of a horizontal bar
_TALL, _TALLEST = 44, 62  # of one with two lines beside it, with three
_LONGEST = 34  # characters of a label beside a bar
_STEP = ("шаг", "шага", "шагов")


def _rows_laid_out(
    traces: Sequence[Any], palette: Palette, labels: Sequence[str], row: int = _BAR, **x: Any
) -> go.Figure:
    """Bars side by side, each row of the table one, the first on top; `labels` are HTML of Plotly's.

    x: what the axis below them has besides.
    """
    below = {"showgrid": True, "gridcolor": palette.grid, "zeroline": False, "rangemode": "tozero"}
    # By place: two long names may begin alike and be cut to the same label, and stay two bars.
    beside: Shape = {
        "range": [len(labels) - 0.5, -0.5], "tickvals": list(range(len(labels))), "ticktext": labels,
        "showgrid": False,
    }  # fmt: skip
    return laid_out(traces, palette, 70 + row * len(labels), below | x, beside)


def _label(text: str, longest: int = _LONGEST) -> str:
    told = plain(text)
    return escape(told if len(told) <= longest else told[: longest - 1].rstrip() + "…")


def values(table: pd.DataFrame, title: str, names: tuple[str, str], palette: Palette) -> Chart:
    """`dynamics.breakdown` as bars, the most frequent on top, with marks for the two earlier periods.

    `names`: what those periods are called, "" for one that is not shown.
    """
    table = table[table["cases"] > 0]
    labels = [_label(value) for value in table["value"]]
    rows = list(range(len(labels)))
    custom = [[value] for value in table["value"]]
    traces: list[Any] = []
    for name, said, marked in by_importance(palette, table):
        traces.append(go.Bar(
            y=rows, x=table[name], orientation="h", name=said, marker=marked, customdata=custom,
            hovertext=labels, hovertemplate=f"%{{hovertext}}<br>{said}: %{{x}}<extra></extra>",
        ))  # fmt: skip
    for name, change, said, symbol in (
        ("previous", "change", names[0], "line-ns-open"),
        ("year_ago", "change_year", names[1], "diamond-open"),
    ):
        if said and table[change].notna().any():
            traces.append(go.Scatter(
                y=rows, x=table[name], mode="markers", name=said,
                marker={"symbol": symbol, "size": 11, "color": palette.norm, "line": {"width": 2.5}},
                hovertext=labels, hovertemplate=f"%{{hovertext}}<br>{said}: %{{x}}<extra></extra>",
            ))  # fmt: skip
    figure = _rows_laid_out(traces, palette, labels, **whole_numbers(traces, "x", 6))
    given = table[~table["value"].isin(list(NOT_GIVEN.values()))]
    pairs = [(plain(value), n) for value, n in zip(given["value"], given["cases"].tolist(), strict=True)]
    return Chart(figure, f"{title}: {phrases.leading(pairs, 3, '«{}» — {}') or 'нет данных'}.")


def outcomes(table: pd.DataFrame, palette: Palette) -> Chart:
    """`summary.outcomes` as bars in its own order, the sum beside each."""
    table = table[table["cases"] > 0]
    rows = list(range(len(table)))
    traces: list[Any] = []
    for name, said, marked in by_importance(palette, table):
        traces.append(go.Bar(
            y=rows, x=table[name], orientation="h", name=said, marker=marked,
            hovertemplate=f"{said}: %{{x}}<extra></extra>",
        ))  # fmt: skip
    traces.append(go.Scatter(
        y=rows, x=table["cases"], mode="text", text=[f"\u00a0{n}" for n in table["cases"]],
        textposition="middle right", showlegend=False, hoverinfo="skip", cliponaxis=False,
    ))  # fmt: skip
    labels = [_label(value) for value in table["outcome"]]
    figure = _rows_laid_out(traces, palette, labels, **whole_numbers(traces, "x", 6))
    top = [f"{plain(v).lower()} — {n}" for v, n in zip(table["outcome"], table["cases"], strict=True)]
    return Chart(figure, f"Итоги ответов: {phrases.listed(top) if top else 'нет данных'}.")


def steps(table: pd.DataFrame, palette: Palette) -> Chart:
    """`people.overview` as bars in its own order, by no merit: which part was met, late, overdue, not known.

    Each bar is the whole of one person's steps, without those that were dropped; their number stands beside
    it. Bars as long as the numbers would leave an executor's steps unseen beside the curator's.
    """
    people = [_named(role, person) for role, person in zip(table["role"], table["person"], strict=True)]
    parts = (
        ("met", "в срок или без срока", marker(palette.good)),
        ("late", "с опозданием", marker(palette.bad, "/")),
        ("overdue", "просрочено", marker(palette.bad, "x")),
        ("unproven", "не отмечено", marker(palette.unknown, ".")),
        ("running", "в работе", marker(palette.open)),
    )
    sums = table[[name for name, _, _ in parts]].sum(axis=1)
    labels = [
        f"{_label(named)}<br>{words.several(int(number), _STEP)}"
        for named, number in zip(people, sums, strict=True)
    ]
    keys = [[f"{role}:{person}"] for role, person in zip(table["role"], table["person"], strict=True)]
    traces: list[Any] = []
    for name, said, marked in parts:
        counted = [
            f"{escape(named)}<br>{said}: {n}" + (f" ({phrases.percent(share(n, whole), 0)})" if whole else "")
            for named, n, whole in zip(people, table[name], sums, strict=True)
        ]
        traces.append(go.Bar(
            y=list(range(len(table))), x=table[name] / sums.clip(lower=1), orientation="h", name=said,
            marker=marked, customdata=keys, hovertext=counted,
            hovertemplate="%{hovertext}<extra></extra>",
        ))  # fmt: skip
    share_of: Shape = {"range": [0, 1], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    figure = _rows_laid_out(traces, palette, labels, _TALL, **share_of)
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
    bar = go.Bar(
        y=list(range(len(table))), x=table["over"], orientation="h", marker=marker(palette.bad, "/"),
        hovertext=["<br>".join([escape(named), *said]) for named, said in pairs], showlegend=False,
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    # The words stand under the name, on lines that a phone does not cut: beside the bar there is no room.
    labels = ["<br>".join([_label(named), *said]) for named, said in pairs]
    figure = _rows_laid_out([bar], palette, labels, _TALLEST, visible=False)
    alt = "; ".join(f"{named} — {', '.join(said)}" for named, said in pairs)
    return Chart(figure, f"Рабочее время сверх нормы: {alt or 'нет'}.")
