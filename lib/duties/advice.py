"""What only looks wrong: day and month swapped, one link twice, a step left out.

None of it touches a figure, `check` names none of it; a person decides.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from lib.duties.check import COLUMNS, SOURCE
from lib.duties.instead import SHAPE, turn
from lib.duties.timeline import AHEAD, Array, moment
from lib.law.regulation import Stage
from lib.law.schema import CASES, EVENT_FIELDS, JOURNAL
from lib.register import Register

HINT = "hint"
_FAR = np.timedelta64(20, "D")  # so far from the rest of its case a time is odd …
_NEAR = np.timedelta64(3, "D")  # … if with day and month swapped it stands so near


def advice(register: Register, now: Any) -> pd.DataFrame:
    """What looks wrong as of `now`: the columns of `check.problems` and always `source`; level «hint»."""
    found = [*_swapped(register, now), *_same_links(register), *_skipped(register, now)]
    return pd.DataFrame(found, columns=[*COLUMNS, SOURCE], dtype="str")


def long_ahead(problems: pd.DataFrame, now: Any) -> Array:
    """Which of the problems are times typed for a day after tomorrow or later."""
    future = (problems["kind"] == "future").to_numpy()
    result = np.zeros(len(problems), bool)
    values = problems["value"].to_numpy()[future]
    shapes = [SHAPE if ":" in value else "%d.%m.%Y" for value in values]
    times = [datetime.strptime(value, shape) for value, shape in zip(values, shapes, strict=True)]
    tomorrow = moment(now).astype("M8[D]") + 1
    result[future] = np.array(times, "M8[D]") > tomorrow
    return result


# --- day and month ---------------------------------------------------------------------------------------


def _swapped(register: Register, now: Any) -> list[tuple[str, ...]]:
    """Times far from the rest of their case that would fit with day and month swapped."""
    events = register.events
    at = events["at"].to_numpy()
    time = events["time"].to_numpy().astype("M8[s]")
    turned = turn(time)
    rest = _rest_of_case(register, at, time)
    odd = ~np.isnat(turned) & ~np.isnat(rest) & (turned.astype("M8[D]") <= moment(now).astype("M8[D]"))
    odd &= (np.abs(time - rest) > _FAR) & (np.abs(turned - rest) <= _NEAR)
    first = np.full(len(register.cases), np.datetime64("NaT", "s"))
    detection = (events["field"] == EVENT_FIELDS.index("detected")).to_numpy()
    first[at[detection]] = time[detection]
    odd &= detection | ~(turned < first[at])  # no better if it then stood before the detection
    odd &= ~register.cases["excluded"].to_numpy()[at]
    result: list[tuple[str, ...]] = []
    for origin in np.flatnonzero(odd):
        event = events.iloc[origin]
        field = EVENT_FIELDS[event["field"]]
        place = register.places[event["source"]]
        tab, column = (JOURNAL.title, "time") if event["journal"] else (CASES.title, field)
        message = (
            f"«{CASES.column(field).title}» далеко от остальных шагов: похоже, день и месяц переставлены. "
            f"Если так, введите {pd.Timestamp(turned[origin]):{SHAPE}}."
        )
        cell = f"{place.columns[tab, column]}{event['row']}"
        case = register.cases["case"].iloc[event["at"]]
        typed = f"{event['time']:{SHAPE}}"
        result.append((tab, cell, case, HINT, "swapped", message, typed, place.title))
    return result


def _rest_of_case(register: Register, at: Array, time: Array) -> Array:
    """For each event the middle of the other events of its case; of a lone one, of the rows beside it."""
    seconds = pd.Series(time.astype(np.int64))
    frame = pd.DataFrame({"at": at, "time": seconds}).sort_values(["at", "time"], kind="stable")
    size = frame.groupby("at")["time"].transform("size").to_numpy()
    number = frame.groupby("at").cumcount().to_numpy()
    start = np.arange(len(frame)) - number
    # Without itself: the (size − 1) others in order, the lower of the two in the middle.
    middle = (size - 2) // 2
    middle = np.where(middle >= number, middle + 1, middle)
    values = frame["time"].to_numpy()
    others = values[np.clip(start + middle, 0, max(len(values) - 1, 0))]
    result = np.full(len(time), np.datetime64("NaT", "s"))
    some = size > 1
    result[frame.index.to_numpy()[some]] = others[some].astype("M8[s]")
    return _by_neighbours(register, at, time, result)


def _by_neighbours(register: Register, at: Array, time: Array, result: Array) -> Array:
    detected = (register.events["field"] == EVENT_FIELDS.index("detected")).to_numpy()
    first = np.full(len(register.cases) + 2, np.datetime64("NaT", "s"))
    first[at[detected] + 1] = time[detected]
    source = register.cases["source"].to_numpy()
    for origin in np.flatnonzero(np.isnat(result) & detected):
        case = at[origin]
        beside = [
            first[other + 1]
            for other in (case - 1, case + 1)
            if 0 <= other < len(source) and source[other] == source[case]
        ]
        near = len(beside) == 2 and abs(beside[1] - beside[0]) <= _NEAR
        if near:  # the rows stand in the order of time, so one between two of a day belongs there
            result[origin] = beside[0]
    return result


# --- links -----------------------------------------------------------------------------------------------


def _same_links(register: Register) -> list[tuple[str, ...]]:
    """A message whose link an earlier row has too, and which is not noted as its repeat."""
    cases = register.cases
    url = cases["url"].str.rstrip("/")
    asked = ((url != "") & ~cases["excluded"]).to_numpy()
    positions = np.flatnonzero(asked)
    codes = pd.factorize(url[asked])[0]
    first = positions[np.unique(codes, return_index=True)[1]][codes]
    source, row, repeat = (cases[name].to_numpy() for name in ("source", "row", "repeat_of"))
    case, typed = (cases[name].to_numpy(object) for name in ("case", "url"))
    column = CASES.column("repeat_of").title
    result: list[tuple[str, ...]] = []
    for position, before in zip(positions.tolist(), first.tolist(), strict=True):
        place = register.places[source[position]]
        letter = place.columns.get((CASES.title, "url"))
        if position == before or letter is None or repeat[position]:
            continue
        message = (
            f"Та же ссылка у сообщения № {case[before]}: если это одно и то же сообщение, оставьте одну"
            f" строку; если повторное — впишите {case[before]} в столбец «{column}»."
        )
        told = (CASES.title, f"{letter}{row[position]}", case[position], HINT, "same_link", message)
        result.append((*told, typed[position], place.title))
    return result


# --- steps left out --------------------------------------------------------------------------------------


def _skipped(register: Register, now: Any) -> list[tuple[str, ...]]:
    """Steps that stand nowhere though a later one does: posted but never approved, and their like."""
    events = register.events[(register.events["time"] <= moment(now) + AHEAD).to_numpy()]
    stage, field = events["stage"].to_numpy(), events["field"].to_numpy()

    def has(mask: Array) -> Array:
        there = np.zeros(len(register.cases), bool)
        there[events["at"].to_numpy()[mask]] = True
        return there

    sent, drafted, approved, posted = (
        has(stage == known) for known in (Stage.SENT, Stage.DRAFTED, Stage.APPROVED, Stage.POSTED)
    )
    final_drafted, final_posted = (
        has(field == EVENT_FIELDS.index(name)) for name in ("final_drafted", "final_posted")
    )
    elsewhere = has((stage == Stage.DRAFTED) & events["journal"].to_numpy())
    cases = register.cases
    named = cases["executor"].notna().to_numpy()  # the curator may answer without an executor
    result: list[tuple[str, ...]] = []
    for name, later, missing in (
        ("sent", "drafted", drafted & ~sent & named),
        ("drafted", "approved", approved & ~drafted),
        ("approved", "posted", posted & ~approved),
        ("final_drafted", "final_posted", final_posted & ~final_drafted & ~elsewhere),
    ):
        message = (
            f"«{CASES.column(later).title}» отмечено, а «{CASES.column(name).title}» — нет: впишите время."
            " Пока его нет, время взято по следующему шагу."
        )
        for position in np.flatnonzero(missing & ~cases["excluded"].to_numpy()):
            place = register.places[cases["source"].iloc[position]]
            letter = place.columns.get((CASES.title, name))
            if letter is not None:
                cell = f"{letter}{cases['row'].iloc[position]}"
                told = (CASES.title, cell, cases["case"].iloc[position], HINT, "skipped", message, "")
                result.append((*told, place.title))
    return result
