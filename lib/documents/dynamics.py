"""Tables of the monthly document: messages by week, month, topic, place. Widths are millimetres of A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lib.documents.model import Cell, Column, Kind, Table, change, number, rate, share, text
from lib.documents.tables import by_importance, heading, spans
from lib.figures.definitions import Importance
from lib.figures.dynamics import changes
from lib.figures.facts import NOT_GIVEN
from lib.figures.noted import apart, noted
from lib.figures.summary import Month
from lib.words import compared, phrases, statements, words
from lib.worktime.period import Period

_SHORT = {Importance.ORDINARY: "обычн.", Importance.HIGH: "повыш."}
MOST = 40  # values of one table; the rest are summed up
MONTHS = 13  # of history in a table
_MANY = {
    "Тема": "Темы",
    "Группа": "Группы",
    "Локация": "Локации",
    "Источник": "Источники",
    "Причина": "Причины",
}


def weeks(month: Month) -> Table | None:
    """Messages by week; weeks at the ends hold the month's own days only. None where there is no message."""
    if not month.weeks[["cases", "excluded"]].to_numpy().any():
        return None
    first, last = month.period.first.astype("M8[s]"), month.period.last.astype("M8[s]")
    begun = month.weeks[month.weeks.index <= pd.Timestamp(month.now)]
    days = (pd.date_range(start, periods=7) for start in begun.index)
    own = (week[(week >= first) & (week <= last)] for week in days)
    names = [f"{week[0]:%d.%m}–{week[-1]:%d.%m}" for week in own]
    return _over_time(month, ("weeks", "Сообщения по неделям", "Неделя"), names, begun)


def months(month: Month, since: np.datetime64) -> Table:
    """Messages and timeliness by month, the months that the register reaches."""
    kept = recent(month.months, since)
    trend = recent(month.trend, since)
    names = [heading(Period(start.date(), (start + pd.offsets.MonthBegin()).date())) for start in kept.index]
    told = apart(month.kept)
    extra = [
        (f"{title}: {_SHORT[importance]}" if len(told) > 1 else title, f"{what}_{importance}")
        for what, title in (("answer", "Ответы в срок"), ("preparing", "Подгот. в срок"))
        for importance in told
        if noted(month.kept, what)
    ]
    shares = [
        (
            Column(title, Kind.SHARE, 20),
            [share(*pair) for pair in zip(trend[f"{key}_met"], trend[f"{key}_judged"], strict=True)],
        )
        for title, key in extra
    ]
    titles = ("months", "Сообщения и своевременность по месяцам", "Месяц")
    return _over_time(month, titles, names, kept, shares)


def recent(history: pd.DataFrame, since: np.datetime64) -> pd.DataFrame:
    """The last months of a history that the register reaches; none of an empty register."""
    last = history.tail(MONTHS)
    if np.isnat(since):
        return last.iloc[:0]
    kept: pd.DataFrame = last[last.index.to_numpy().astype("M8[M]") >= since.astype("M8[M]")]
    return kept


def _over_time(
    month: Month,
    titles: tuple[str, str, str],
    names: Sequence[str],
    frame: pd.DataFrame,
    shares: Sequence[tuple[Column, list[Cell]]] = (),
) -> Table:
    key, caption, first = titles
    counted = by_importance(  # with the width in millimetres beside shares
        month.kept,
        ("cases", "Всего", 11.5),
        ("ordinary", "Обычн.", 14.0),
        ("high", "Повыш.", 15.0),
        ("excluded", "Не подл.", 10.5),
        ("working_days", "Раб. дней", 10.0),
    )
    rows = [
        (Cell(name), *(number(row[column]) for column, *_ in counted), *(cells[place] for _, cells in shares))
        for place, (name, row) in enumerate(zip(names, frame.to_dict("records"), strict=True))
    ]
    columns = (
        *(Column(title, Kind.NUMBER, width if shares else 26) for _, title, width in counted),
        *(column for column, _ in shares),
    )
    return Table(
        key,
        caption,
        (Column(first, width=165 - sum(column.width for column in columns)), *columns),
        tuple(rows),
        note="Не подлежат — не подлежат обработке по п. 18, в число сообщений не входят.",
    )


def _against(span: Period) -> str:
    """At the head of a column of changes: «к сент. 2026»."""
    return f"к {phrases.short_month(span.start)}"


def given(frame: pd.DataFrame) -> bool:
    """Whether any message has a value of the dimension: «Тема не указана» alone is no table and no chart."""
    return bool((~frame["value"].isin([*NOT_GIVEN.values()])).any())


def breakdown(month: Month, key: str, title: str, first: str, frame: pd.DataFrame) -> Table | None:
    """Messages by the values of a dimension, against the two earlier periods; the last row sums them up.

    None where there is none in any of the three, or none has a value: page one says so.
    """
    if not given(frame):
        return None
    _, previous, year_ago = spans(month)
    columns: list[tuple[str, str, Any, Kind, float]] = [
        ("cases", "Всего", number, Kind.NUMBER, 13),
        ("ordinary", "Обычн.", number, Kind.NUMBER, 14),
        ("high", "Повыш.", number, Kind.NUMBER, 15),
        ("previous", heading(previous), number, Kind.NUMBER, 18),
        ("change", _against(previous), change, Kind.CHANGE, 12),
        ("year_ago", heading(year_ago), number, Kind.NUMBER, 18),
        ("change_year", _against(year_ago), change, Kind.CHANGE, 12),
        ("per_day", "в среднем за раб. день", rate, Kind.RATE, 19),
    ]
    columns = [column for column in by_importance(month.kept, *columns) if column[0] in frame]
    days = 0 if month.incomplete else month.value("per_day").current.of
    some, none = frame[frame["cases"] > 0], frame[frame["cases"] == 0]
    shown: list[tuple[Any, dict[Any, Any]]] = [(row["value"], row) for row in some[:MOST].to_dict("records")]
    for named, rest in (("Прочие", some[MOST:]), (f"{_MANY[first]} без сообщений в этом месяце", none)):
        if len(rest):
            # Summed up for the number that they have now: against an earlier one it could only be low.
            untested = {"change": float("nan"), "change_year": float("nan")}
            shown.append((f"{named} ({words.number(len(rest))})", _sums(rest, days) | untested))
    shown.append(("Всего", _sums(frame, days)))
    rows = tuple(
        (text(value, 60), *(show(row[name]) for name, _, show, _, _ in columns)) for value, row in shown
    )
    width = 165 - sum(width for *_, width in columns)
    return Table(
        key,
        title,
        (Column(first, width=width), *(Column(title, kind, width) for _, title, _, kind, width in columns)),
        rows,
        total=True,
        note=" ".join(filter(None, (compared.ALIKE_MEANS, statements.partly(month)))),
    )


def _sums(frame: pd.DataFrame, days: int) -> dict[Any, Any]:
    """The rows in one; a rate and a change are those of the sums."""
    sums = {str(name): float(frame[name].sum(skipna=False)) for name in frame if name != "value"}
    for name, before in (("change", "previous"), ("change_year", "year_ago")):
        told = bool(frame[name].notna().all())
        sums[name] = float(changes(np.array([sums["cases"]]), np.array([sums[before]]), told=told)[0])
    return sums | {"per_day": sums["cases"] / days if days else float("nan")}
