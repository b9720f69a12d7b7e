"""What staff should mend in the register as of a moment: bad cells, impossible orders, missing proofs.

`problems(register, now)` unites what the parser found with what shows only against the order of events and
the present moment (register.md, «What `check` names, and where»).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lib import sla
from lib.duties.instead import SOURCE, with_terms, without_date
from lib.duties.timeline import Array, Timeline, is_ahead, moment, timeline
from lib.law.regulation import Kind, Stage, Status
from lib.law.schema import CALENDAR, CASES, EVENT_FIELDS, JOURNAL, STAGE_OF
from lib.law.statuses import Said
from lib.register import Register
from lib.register.layout import ERROR, WARNING
from lib.register.layout import PROBLEM_COLUMNS as COLUMNS
from lib.worktime import coverage

__all__ = ["COLUMNS", "ERROR", "SOURCE", "WARNING", "levels", "problems"]

_FAR = np.timedelta64(300, "D")  # a detection so long before the next step of its case has the wrong year

# An event of the first stage stands before every event of the second, though both stand.
_ORDERS: tuple[tuple[Stage, Stage], ...] = (
    (Stage.RETURNED, Stage.SENT),
    (Stage.DRAFTED, Stage.SENT),
    (Stage.SENT_BACK, Stage.DRAFTED),
    (Stage.ESCALATED, Stage.DRAFTED),
    (Stage.APPROVED, Stage.DRAFTED),
    (Stage.POSTED, Stage.APPROVED),
)


def problems(register: Register, now: Any) -> pd.DataFrame:
    """All that `check` names as of `now`: one row per cell and cause, errors and warnings.

    Columns: tab, cell (A1, "" where no single cell is to blame), case ("" where none), level (error or
    warning), kind (key of the cause), message (Russian: what is wrong and what to do), value (as typed).
    In the order of the tabs, then of the rows. Of several spreadsheets there is one more column, source
    (the title), and all of one stand before those of the next.
    """
    events = timeline(register, now)
    found = _found(register, events, sla.traced(register, now))
    own = pd.DataFrame(found, columns=[*COLUMNS, SOURCE], dtype="str")
    parsed = _as_of(register.problems, now)
    parsed = parsed if register.archives else parsed.assign(source=register.title)
    result = pd.concat([parsed[list(own)].astype("str"), own], ignore_index=True)
    result = _in_sheet_order(register, result)
    result["message"] = with_terms(register, result)
    result["message"] = without_date(register, result, pd.Timestamp(now))
    return result if register.archives else result[list(COLUMNS)]


def levels(register: Register, now: Any, obligations: pd.DataFrame) -> Counter[str]:
    """How many problems of each level `problems` has as of `now`.

    `obligations`: what `sla.traced` says of that moment.
    """
    place = COLUMNS.index("level")
    parsed = Counter(_as_of(register.problems, now)["level"].tolist())
    return parsed + Counter(row[place] for row in _found(register, timeline(register, now), obligations))


def _found(register: Register, events: Timeline, obligations: pd.DataFrame) -> list[tuple[str, ...]]:
    """What is found beside the cells that the parser could not read; rows as those of `problems`."""
    return [
        *_times(register, events),
        *_orders(register, events),
        *_unproven(register, obligations),
        *_wrong_years(register, events),
        *_words(register, events),
        *_limits(register, events),
        *_unknown_years(register, events),
    ]


def _as_of(parsed: pd.DataFrame, now: Any) -> pd.DataFrame:
    """What the parser named, of times of journal rows that are left out only those ahead of now."""
    time, dated = parsed["time"].to_numpy(), parsed["dated"].to_numpy()
    come = ~np.isnat(time) & ~is_ahead(time, dated, moment(now))
    return parsed[~come] if come.any() else parsed


def _in_sheet_order(register: Register, found: pd.DataFrame) -> pd.DataFrame:
    sources = {place.title: number for number, place in enumerate(register.places)}
    known = dict.fromkeys(tab for place in register.places for tab, _ in place.columns)
    tabs = {title: number for number, title in enumerate(known)}
    row = found["cell"].str.extract(r"(\d+)", expand=False).fillna("0").astype("int64")
    column = found["cell"].str.extract(r"([A-Z]+)", expand=False).fillna("")
    key = pd.DataFrame(
        {
            "source": found[SOURCE].map(sources),
            "tab": found["tab"].map(tabs).fillna(len(tabs)),
            "row": row,
            "width": column.str.len(),
            "column": column,
        }
    )
    order = key.sort_values(["source", "tab", "row", "width", "column"], kind="stable").index
    return found.loc[order].reset_index(drop=True)


def _row(register: Register, origin: int, level: str, kind: str, message: str) -> tuple[str, ...]:
    """A problem at the cell of an event, by the event's position in `register.events`."""
    event = register.events.iloc[origin]
    tab, field = (JOURNAL.title, "time") if event["journal"] else (CASES.title, EVENT_FIELDS[event["field"]])
    place = register.places[event["source"]]  # a journal may speak of a case of another spreadsheet
    cell = f"{place.columns[tab, field]}{event['row']}"
    shape = "%d.%m.%Y" if event["dated"] else "%d.%m.%Y %H:%M"
    case = register.cases["case"].iloc[event["at"]]
    return tab, cell, case, level, kind, message, event["time"].strftime(shape), place.title


def _word(field: int) -> str:
    return CASES.column(EVENT_FIELDS[field]).title


def _times(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Times ahead of now, before the detection, after the final answer."""
    excluded = register.cases["excluded"].to_numpy()
    at = register.events["at"].to_numpy()
    field = register.events["field"].to_numpy()
    result: list[tuple[str, ...]] = []
    for origin in events.future:
        detection = EVENT_FIELDS[field[origin]] == "detected"
        effect = "поэтому сообщение пока не учитывается" if detection else "поэтому шаг пока не учитывается"
        message = f"Время в «{_word(field[origin])}» ещё не наступило, {effect}. Проверьте дату и время."
        result.append(_row(register, origin, WARNING, "future", message))
    for origin in events.early[~excluded[at[events.early]]]:
        message = (
            f"«{_word(field[origin])}» раньше, чем «Выявлено»: шаг не учитывается. "
            "Исправьте это время или время в столбце «Выявлено»."
        )
        result.append(_row(register, origin, ERROR, "early", message))
    for origin in events.origin[events.idle & ~excluded[events.at]]:
        message = (
            f"«{_word(field[origin])}» позже окончательного ответа: шаг ни на что не влияет. "
            "Проверьте время или укажите «Вид ответа: Промежуточный», если ответ не окончательный."
        )
        result.append(_row(register, origin, WARNING, "after_final", message))
    return result


def _orders(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Impossible orders, at the later stage's cell; both events stay in time order."""
    line = events.take(~register.cases["excluded"].to_numpy()[events.at])
    index = np.arange(len(line))
    count = len(register.cases)
    found: list[tuple[int, str]] = []
    for early, late in _ORDERS:
        first = _first(line, line.stage == late, count)
        for position in np.flatnonzero(
            (line.stage == early) & (first[line.at] < len(line)) & (index < first[line.at])
        ):
            found.append((int(position), late.label))
    named = [(line.origin[position], before) for position, before in found]
    named += [(origin, CASES.column("final_drafted").title) for origin in _final_orders(register, events)]
    return [
        _row(
            register,
            origin,
            WARNING,
            "order",
            f"«{_word(register.events['field'].iloc[origin])}» отмечено раньше, чем «{before}». "
            "Исправьте одно из двух времён; пока сроки считаются по обоим, как введено.",
        )
        for origin, before in named
    ]


def _final_orders(register: Register, events: Timeline) -> Array:
    """Final answers that stand before the case's final draft, by position in `register.events`."""
    minute = events.resolved.astype("M8[m]")
    at = register.events["at"].to_numpy()
    field = register.events["field"].to_numpy()
    drafted, posted = (field == EVENT_FIELDS.index(name) for name in ("final_drafted", "final_posted"))
    first = np.full(len(register.cases), np.datetime64("NaT", "m"))
    np.fmin.at(first, at[drafted], minute[drafted])
    posted &= ~register.events["journal"].to_numpy() | np.isin(np.arange(len(at)), events.origin)
    result: Array = np.flatnonzero(posted & (minute < first[at]) & ~register.cases["excluded"].to_numpy()[at])
    return result


def _first(line: Timeline, mask: Array, count: int) -> Array:
    """Per case, the index of its first event with `mask`; the length of the timeline where none."""
    first = np.full(count, len(line))
    found = np.flatnonzero(mask)
    np.minimum.at(first, line.at[found], found)
    return first


def _unproven(register: Register, obligations: pd.DataFrame) -> list[tuple[str, ...]]:
    """The empty cell that would prove an obligation which ended, inferred, past its deadline."""
    unproven = (obligations["status"] == Status.UNPROVEN).to_numpy() & obligations["inferred"].to_numpy()
    here = np.flatnonzero(unproven & (obligations["ended"].to_numpy() >= 0))
    if not len(here):
        return []
    rows = obligations[["case", "rule", "ended"]].take(here)
    field = register.events["field"].to_numpy()
    ends = field[rows["ended"].to_numpy()]
    names = [
        _proof(rule, EVENT_FIELDS[ended]) for rule, ended in zip(rows["rule"], ends.tolist(), strict=True)
    ]
    asked = [EVENT_FIELDS.index(name) for name in names]
    typed = ~register.events["journal"].to_numpy()
    at = register.events["at"].to_numpy().astype(np.int64)
    filled = np.isin(_pairs(rows.index.to_numpy(), asked), _pairs(at[typed], field[typed]))
    problems = register.problems
    titles = problems[SOURCE] if register.archives else [register.title] * len(problems)
    named = set(zip(titles, problems["tab"], problems["cell"], strict=True))
    sheet_rows = register.cases["row"].to_numpy()
    places, source = register.places, register.cases["source"].to_numpy()
    result: dict[tuple[str, str], tuple[str, ...]] = {}
    for row, name, known, case in zip(rows.index, names, filled.tolist(), rows["case"], strict=True):
        place = places[source[row]]
        letter = place.columns.get((CASES.title, name))
        cell = f"{letter}{sheet_rows[row]}"
        if letter is None or known or (place.title, CASES.title, cell) in named:
            continue
        message = (
            f"Не отмечено «{CASES.column(name).title}», а следующий шаг сделан уже после срока: "
            "вовремя ли выполнен этот, неизвестно. Впишите время."
        )
        told = (CASES.title, cell, case, WARNING, "unproven", message, "", place.title)
        result[place.title, cell] = told
    return list(result.values())


def _pairs(at: Array, field: Any) -> Array:
    """One number for each case and field."""
    numbers: Array = at * len(EVENT_FIELDS) + field
    return numbers


def _proof(rule: str, ended: str) -> str:
    """The column whose time would prove the rule's end."""
    if rule in ("review", "deputy_review"):
        return "sent_back" if STAGE_OF[ended] is Stage.DRAFTED else "approved"
    return {"dispatch": "sent", "draft": "drafted", "rework": "redrafted", "final": "final_drafted"}[rule]


def _wrong_years(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Detections so long before the next step of their case that most likely the year is wrong."""
    line = events.take(~register.cases["excluded"].to_numpy()[events.at] & (events.stage != Stage.REPORTED))
    first = np.flatnonzero((line.stage[:-1] == Stage.DETECTED) & (line.at[1:] == line.at[:-1]))
    far = first[line.time[first + 1] - line.time[first] >= _FAR]
    return [
        _row(
            register,
            origin,
            WARNING,
            "far",
            f"«Выявлено» на {(after - before).astype('m8[D]').astype(int)} дн. раньше следующего шага: "
            "скорее всего, в дате не тот год. Проверьте оба времени.",
        )
        for origin, before, after in zip(line.origin[far], line.time[far], line.time[far + 1], strict=True)
    ]


def _words(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Words of «Статус» that say «в работе» beside a final answer that was posted."""
    ended = np.zeros(len(register.cases), bool)
    ended[events.at[(events.stage == Stage.POSTED) & (events.kind == Kind.FINAL)]] = True
    cases = register.cases
    working = ended & (cases["said"].to_numpy() == Said.WORKING) & ~cases["excluded"].to_numpy()
    message = (
        "Окончательный ответ размещён, а статус говорит, что работа идёт: считается, что ответ дан. "
        "Исправьте статус или время размещения."
    )
    return _cells(register, working, "status", ("status_open", message), str)


def _limits(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Shortened terms above the norm (п. 7): the norm stands."""
    above = sla.limit_above_norm(register, events)
    message = (
        "Срок больше нормы, поэтому действует норма: по п. 7 срок можно только сократить. "
        "Впишите меньшее число рабочих часов или очистите ячейку."
    )
    return _cells(
        register, above, "limit_hours", ("limit", message), lambda limit: f"{limit:g}".replace(".", ",")
    )


def _cells(
    register: Register, where: Array, field: str, told: tuple[str, str], shown: Callable[[Any], str]
) -> list[tuple[str, ...]]:
    """A warning (its kind and message) at the cell of that field, named like its column, of these cases."""
    if not where.any():
        return []
    cases = register.cases[["source", "row", "case", field]].take(np.flatnonzero(where))
    return [
        (
            CASES.title,
            f"{register.places[source].columns[CASES.title, field]}{row}",
            case,
            WARNING,
            *told,
            shown(value),
            register.places[source].title,
        )
        for source, row, case, value in cases.itertuples(index=False, name=None)
    ]


def _unknown_years(register: Register, events: Timeline) -> list[tuple[str, ...]]:
    """Years of events that the production calendar does not hold (fine print 14)."""
    return [
        (
            CALENDAR.title,
            "",
            "",
            WARNING,
            "calendar",
            f"Производственный календарь на {year} год программе неизвестен: выходными считаются только "
            "государственные праздники. Внесите переносы и сокращённые дни этого года на лист «Календарь».",
            "",
            register.title,
        )
        for year in coverage(events.time, np.datetime64("2000-01-01T00:00:00")).unknown_years
    ]
