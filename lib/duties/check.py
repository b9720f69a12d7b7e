"""What staff should mend in the register as of a moment: bad cells, impossible orders, missing proofs.

`problems(register, now)` unites what the parser found with what shows only against the order of events and
the present moment (register.md, «What `check` names, and where»).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
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
    look = _Look(register, events)
    return [
        *_times(look),
        *_orders(look),
        *_unproven(look, obligations),
        *_wrong_years(look),
        *_words(look),
        *_limits(register, events),
        *_unknown_years(register, events),
    ]


def _as_of(parsed: pd.DataFrame, now: Any) -> pd.DataFrame:
    """What the parser named, of times of journal rows that are left out only those ahead of now."""
    come = ~np.isnat(parsed["time"].to_numpy()) & ~_ahead(parsed, now)
    return parsed[~come] if come.any() else parsed


def _ahead(parsed: pd.DataFrame, now: Any) -> Array:
    return is_ahead(parsed["time"].to_numpy(), parsed["dated"].to_numpy(), moment(now))


def left_ahead(register: Register, now: Any) -> int:
    """How many journal rows that are left out lie ahead of now: no event, and named only while they do."""
    return int(np.count_nonzero(_ahead(register.problems, now)))


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


class _Look:
    """A register as of a moment, looked at event by event: its columns as arrays, and rows of `problems`."""

    def __init__(self, register: Register, events: Timeline) -> None:
        self.register, self.events = register, events
        self.at, self.field, self.journal = (
            register.events[name].to_numpy() for name in ("at", "field", "journal")
        )
        self.excluded = register.cases["excluded"].to_numpy()
        self.own = np.flatnonzero(~self.excluded[events.at])  # in the timeline: of cases that are processed

    @cached_property
    def _cells(self) -> dict[str, Any]:
        return {name: self.register.events[name].array for name in ("row", "source", "time", "dated")}

    @cached_property
    def _case(self) -> Any:
        return self.register.cases["case"].array

    def word(self, origin: int) -> str:
        """The title of an event's column, by the event's position in `register.events`."""
        return CASES.column(EVENT_FIELDS[self.field[origin]]).title

    def row(self, origin: int, level: str, kind: str, message: str) -> tuple[str, ...]:
        """A problem at the cell of an event."""
        event = {name: column[origin] for name, column in self._cells.items()}
        tab, field = (
            (JOURNAL.title, "time")
            if self.journal[origin]
            else (CASES.title, EVENT_FIELDS[self.field[origin]])
        )
        place = self.register.places[event["source"]]  # a journal may speak of a case of another spreadsheet
        cell = f"{place.columns[tab, field]}{event['row']}"
        shape = "%d.%m.%Y" if event["dated"] else "%d.%m.%Y %H:%M"
        case = self._case[self.at[origin]]
        return tab, cell, case, level, kind, message, event["time"].strftime(shape), place.title


def _times(look: _Look) -> list[tuple[str, ...]]:
    """Times ahead of now, before the detection, after the final answer."""
    events, result = look.events, []
    for origin in events.future:
        detection = EVENT_FIELDS[look.field[origin]] == "detected"
        effect = "поэтому сообщение пока не учитывается" if detection else "поэтому шаг пока не учитывается"
        message = f"Время в «{look.word(origin)}» ещё не наступило, {effect}. Проверьте дату и время."
        result.append(look.row(origin, WARNING, "future", message))
    for origin in events.early[~look.excluded[look.at[events.early]]]:
        message = (
            f"«{look.word(origin)}» раньше, чем «Выявлено»: шаг не учитывается. "
            "Исправьте это время или время в столбце «Выявлено»."
        )
        result.append(look.row(origin, ERROR, "early", message))
    for origin in events.origin[look.own[events.idle[look.own]]]:
        message = (
            f"«{look.word(origin)}» позже окончательного ответа: шаг ни на что не влияет. "
            "Проверьте время или укажите «Вид ответа: Промежуточный», если ответ не окончательный."
        )
        result.append(look.row(origin, WARNING, "after_final", message))
    return result


def _orders(look: _Look) -> list[tuple[str, ...]]:
    """Impossible orders, at the later stage's cell; both events stay in time order."""
    at, stage, origin = (getattr(look.events, name)[look.own] for name in ("at", "stage", "origin"))
    first = np.full((len(Stage), len(look.excluded)), -1)  # per stage and case its first event; −1: none
    back = np.arange(len(at) - 1, -1, -1)
    first[stage[back], at[back]] = back  # reversed: the first one is written last
    named: list[tuple[int, str]] = []
    for early, late in _ORDERS:
        here = np.flatnonzero(stage == early)
        named += [(event, late.label) for event in origin[here[here < first[late, at[here]]]]]
    named += [(event, CASES.column("final_drafted").title) for event in _final_orders(look)]
    return [
        look.row(
            event,
            WARNING,
            "order",
            f"«{look.word(event)}» отмечено раньше, чем «{before}». "
            "Исправьте одно из двух времён; пока сроки считаются по обоим, как введено.",
        )
        for event, before in named
    ]


def _final_orders(look: _Look) -> Array:
    """Final answers that stand before the case's final draft, by position in `register.events`."""
    minute, at, field = look.events.resolved.astype("M8[m]"), look.at, look.field
    drafted = np.flatnonzero(field == EVENT_FIELDS.index("final_drafted"))
    first = np.full(len(look.excluded), np.datetime64("NaT", "m"))
    np.fmin.at(first, at[drafted], minute[drafted])
    posted = np.flatnonzero(field == EVENT_FIELDS.index("final_posted"))
    posted = posted[(minute[posted] < first[at[posted]]) & ~look.excluded[at[posted]]]
    early: Array = posted[~look.journal[posted] | np.isin(posted, look.events.origin)]
    return early


def _unproven(look: _Look, obligations: pd.DataFrame) -> list[tuple[str, ...]]:
    """The empty cell that would prove an obligation which ended, inferred, past its deadline."""
    register = look.register
    unproven = sla.among(obligations["status"].array, Status.UNPROVEN) & obligations["inferred"].to_numpy()
    here = np.flatnonzero(unproven & (obligations["ended"].to_numpy() >= 0))
    if not len(here):
        return []
    at, ended = obligations.index.to_numpy()[here], obligations["ended"].to_numpy()[here]
    rules = obligations["rule"].array.take(here).tolist()
    names = [_proof(rule, EVENT_FIELDS[field]) for rule, field in zip(rules, look.field[ended], strict=True)]
    asked = np.zeros(len(look.excluded), bool)
    asked[at] = True
    typed = np.flatnonzero(asked[look.at] & ~look.journal)
    filled = set(zip(look.at[typed].tolist(), look.field[typed].tolist(), strict=True))
    problems = register.problems
    titles = problems[SOURCE].tolist() if register.archives else [register.title] * len(problems)
    named = set(zip(titles, problems["tab"].tolist(), problems["cell"].tolist(), strict=True))
    row, source, case = (register.cases[name].array.take(at).tolist() for name in ("row", "source", "case"))
    result: dict[tuple[str, str], tuple[str, ...]] = {}
    for position, name, line, number, told in zip(at.tolist(), names, row, source, case, strict=True):
        place = register.places[number]
        letter = place.columns.get((CASES.title, name))
        cell = f"{letter}{line}"
        known = (position, EVENT_FIELDS.index(name)) in filled
        if letter is None or known or (place.title, CASES.title, cell) in named:
            continue
        message = (
            f"Не отмечено «{CASES.column(name).title}», а следующий шаг сделан уже после срока: "
            "вовремя ли выполнен этот, неизвестно. Впишите время."
        )
        found = (CASES.title, cell, told, WARNING, "unproven", message, "", place.title)
        result[place.title, cell] = found
    return list(result.values())


def _proof(rule: str, ended: str) -> str:
    """The column whose time would prove the rule's end."""
    if rule in ("review", "deputy_review"):
        return "sent_back" if STAGE_OF[ended] is Stage.DRAFTED else "approved"
    return {"dispatch": "sent", "draft": "drafted", "rework": "redrafted", "final": "final_drafted"}[rule]


def _wrong_years(look: _Look) -> list[tuple[str, ...]]:
    """Detections so long before the next step of their case that most likely the year is wrong."""
    events = look.events
    steps = look.own[events.stage[look.own] != Stage.REPORTED]
    at, stage, time, origin = (getattr(events, name)[steps] for name in ("at", "stage", "time", "origin"))
    gone = np.diff(time)
    far = np.flatnonzero((stage[:-1] == Stage.DETECTED) & (at[1:] == at[:-1]) & (gone >= _FAR))
    return [
        look.row(
            event,
            WARNING,
            "far",
            f"«Выявлено» на {days.astype('m8[D]').astype(int)} дн. раньше следующего шага: "
            "скорее всего, в дате не тот год. Проверьте оба времени.",
        )
        for event, days in zip(origin[far], gone[far], strict=True)
    ]


def _words(look: _Look) -> list[tuple[str, ...]]:
    """Words of «Статус» that say «в работе» beside a final answer that was posted."""
    events = look.events
    ended = np.zeros(len(look.excluded), bool)
    ended[events.at[(events.stage == Stage.POSTED) & (events.kind == Kind.FINAL)]] = True
    working = ended & (look.register.cases["said"].to_numpy() == Said.WORKING) & ~look.excluded
    message = (
        "Окончательный ответ размещён, а статус говорит, что работа идёт: считается, что ответ дан. "
        "Исправьте статус или время размещения."
    )
    return _cells(look.register, working, "status", ("status_open", message), str)


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
