"""One case, everything about it: what the card shows, as of a moment.

Pure functions of the register, its obligations and `now`; the page draws what they return. What came later
than the moment is left out: answers, marks and repeats of which nobody could know yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.base.plaintext import link, plain
from lib.duties.kept import kept_ever
from lib.duties.timeline import moment, timeline, working_calendar
from lib.figures.noted import whole
from lib.law.regulation import HIGH, ORDINARY, RULE, Kind, Stage, Unit
from lib.law.schema import CASES, EVENT_FIELDS
from lib.lists.cases import TEXT
from lib.lists.pointers import one_book, row_link
from lib.register import Register
from lib.words import words
from lib.worktime import WorkCalendar

_ANSWERED_ONLY = ("media", "mark", "outcome")  # known of an answer, so unknown before it
_WHOLE = ("answer", "answer_high", "report_head")  # run beside the steps, from the detection


@dataclass(frozen=True)
class CaseFile:
    """What is known of a case at the moment.

    facts: pairs of a label and a text, empty ones left out. steps: the obligations (`steps`). events: the
    course (Когда, Событие, Подробности). earlier, later: the repeats it is linked with (№, Выявлено, Тема,
    Суть сообщения), by position in the index. url, answer_url, row_url: safe addresses or None. tab: the
    title of its tab. worded, whole: whether the register keeps what messages say, and every step.
    """

    at: int
    case: str
    row: int
    high: bool
    excluded: bool
    repeat: bool
    topic: str
    location: str
    text: str
    facts: tuple[tuple[str, str], ...]
    steps: pd.DataFrame
    events: pd.DataFrame
    earlier: pd.DataFrame
    later: pd.DataFrame
    url: str | None
    answer_url: str | None
    row_url: str | None
    tab: str
    worded: bool
    whole: bool


def casefile(register: Register, obligations: pd.DataFrame, now: Any, at: int) -> CaseFile | None:
    """Everything about the case at that position; None where it had not been detected by `now`.

    `obligations` are those of the whole register.
    """
    line = timeline(register, now)
    if line.absent[at]:
        return None
    own = line.at == at
    row = register.cases.iloc[at]
    posted = bool((own & (line.stage == Stage.POSTED)).any())
    first = int(row["earlier"])
    since = np.flatnonzero((register.cases["earlier"] == at).to_numpy() & ~line.absent)
    return CaseFile(
        at=at,
        case=plain(row["case"]),
        row=int(row["row"]),
        high=bool(row["high"]),
        excluded=bool(row["excluded"]),
        repeat=bool(row["repeat_of"]),
        topic=_text(row["topic"]),
        location=_text(row["location"]),
        text=plain(row["text"]),
        facts=_facts(register, row, answered=posted),
        steps=_steps(register, obligations[obligations.index == at], now),
        events=_events(register, line, own),
        earlier=_linked(register, line, np.array([first] if first >= 0 else [], dtype=np.int64)),
        later=_linked(register, line, since),
        url=link(row["url"]),
        answer_url=link(row["answer_url"]) if posted else None,
        row_url=row_link(register, at),
        tab=register.places[row["source"]].tab,
        worded=kept_ever(register).notes("text"),
        whole=whole(kept_ever(register)),
    )


def _facts(register: Register, row: pd.Series, *, answered: bool) -> tuple[tuple[str, str], ...]:
    titles = {column.field: column.title for column in CASES.columns}
    facts = (
        [("Важность", HIGH if row["high"] else ORDINARY)] if kept_ever(register).notes("importance") else []
    )
    for field in ("topic", "topic_group", "location", "network", "executor", "executor2", "author", "media"):
        if field in _ANSWERED_ONLY and not answered:
            continue
        facts.append((titles.get(field, "Группа тем"), _text(row[field])))
    if not np.isnan(row["limit_hours"]):
        facts.append(("Сокращённый срок", words.term(row["limit_hours"], Unit.WORK_HOURS)))
    facts.append((titles["repeat_of"], plain(row["repeat_of"])))
    if answered:
        facts += [(titles["outcome"], _text(row["outcome"])), (titles["mark"], _text(row["mark"]))]
    if row["excluded"]:
        facts.append((titles["excluded"], plain(row["excluded_reason"]) or "да"))
    facts.append((titles["note"], plain(row["note"])))
    if register.archives:
        place = register.places[row["source"]]
        facts.append(("Лист", plain(place.tab)) if one_book(register) else ("Таблица", plain(place.title)))
    return tuple((label, text) for label, text in facts if text)


def _text(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "да" if value else "нет"
    return plain(value) if isinstance(value, str) else str(value)


def _steps(register: Register, rows: pd.DataFrame, now: Any) -> pd.DataFrame:
    """The case's obligations as the card tells them.

    Text: step, clause, who, norm, spent, result, duty; keys: rule, unit, status. opened, due, end are
    datetime64[s] (`end`: closed, or now while open; due may be NaT); limit float64; closed bool; promised
    bool: of the time after an interim answer, whose terms are days where the others are minutes. begin,
    until, bound float64: opened, end and due in working minutes since `zero`, the first opening of the same
    part (bound may be NaN).
    """
    present = moment(now)
    opened, due, closed = (rows[name].to_numpy() for name in ("opened", "due", "closed"))
    done = ~np.isnat(closed)
    end = np.where(done, closed, np.fmax(opened, present))
    rules = [RULE[key] for key in rows["rule"]]
    answers = rows["rule"].isin(_WHOLE).to_numpy()
    interim = opened[(rows["rule"] == "final").to_numpy()]
    promised = (opened >= interim.min()) & ~answers if len(interim) else np.zeros(len(rows), bool)
    zero = np.full(len(rows), np.datetime64("NaT", "s"))
    for part in (promised, ~promised):
        if part.any():
            zero[part] = opened[part].min()
    clock = _clock(register, rows, now)
    has = ~np.isnat(due)
    bound = np.full(len(rows), np.nan)
    bound[has] = clock.between(zero[has], due[has])
    return pd.DataFrame(
        {
            "rule": rows["rule"].astype("str").to_numpy(),
            "step": [rule.step for rule in rules],
            "clause": [rule.clause for rule in rules],
            "duty": [rule.duty for rule in rules],
            "who": [
                words.actor(role, plain(person))
                for role, person in zip(rows["role"], rows["person"], strict=True)
            ],
            "norm": [
                words.term(limit, unit) for limit, unit in zip(rows["limit"], rows["unit"], strict=True)
            ],
            "opened": opened,
            "due": due,
            "end": end,
            "closed": done,
            "spent": [words.duration(minutes) for minutes in rows["spent"]],
            "result": [
                words.result(status, late) for status, late in zip(rows["status"], rows["late"], strict=True)
            ],
            "status": rows["status"].astype("str").to_numpy(),
            "late": rows["late"].to_numpy(),
            "limit": rows["limit"].to_numpy(),
            "unit": rows["unit"].astype(object).to_numpy(),
            "promised": promised,
            "zero": zero,
            "begin": clock.between(zero, opened),
            "until": clock.between(zero, end),
            "bound": bound,
        }
    )


def _clock(register: Register, rows: pd.DataFrame, now: Any) -> WorkCalendar:
    """A calendar that reaches past every time of the case."""
    times = np.concatenate([rows[name].to_numpy().astype("M8[s]") for name in ("due", "closed")])
    return working_calendar(register, np.fmax.reduce(times, initial=moment(now)))


def _events(register: Register, line: Any, own: Any) -> pd.DataFrame:
    titles = {column.field: column.title for column in CASES.columns}
    names = [*register.people]
    details = []
    seen = (line.kind, line.executor, line.dated, line.origin, line.idle, line.stage)
    for kind, executor, dated, origin, idle, stage in zip(*(values[own] for values in seen), strict=True):
        told = [plain(names[executor])] if executor >= 0 else []
        if stage in (Stage.DRAFTED, Stage.POSTED) and kind:
            told.append(Kind(kind).label.lower())
        told += ["известна только дата"] * bool(dated) + _tab(register, origin)
        told += ["после окончательного ответа, не учитывается"] * bool(idle)
        details.append(", ".join(told))
    return pd.DataFrame(
        {
            "Когда": line.time[own],
            "Событие": [titles[EVENT_FIELDS[field]] for field in line.field[own]],
            "Подробности": details,
        }
    )


def _tab(register: Register, origin: int) -> list[str]:
    """Where an event stands unless it is the case's row: «Журнал», perhaps that of another spreadsheet."""
    event = register.events.iloc[origin]
    if not event["journal"]:
        return []
    title = register.places[event["source"]].book
    own = title == register.places[register.cases["source"].iloc[event["at"]]].book
    return ["из «Журнала»" if own else f"из «Журнала» таблицы «{plain(title)}»"]


def _linked(register: Register, line: Any, positions: Any) -> pd.DataFrame:
    cases = register.cases.iloc[positions]
    return pd.DataFrame(
        {
            "№": cases["case"].map(plain).astype("str"),
            "Выявлено": line.detected[positions],
            "Тема": cases["topic"].astype(object).fillna("").map(plain).astype("str"),
            TEXT: cases["text"].map(plain).astype("str"),
        },
        index=pd.Index(positions, name="at"),
    )


def ledger(register: Register, opened: Any, limit: float, unit: str, now: Any) -> pd.DataFrame:
    """«Почему такой срок»: from the opening to the deadline, interval by interval.

    Columns: День, С, До, Засчитано, Почему; all text. Empty for a norm by the wall clock, which needs no
    calendar (`limit` minutes straight on).
    """
    known = Unit(unit)
    columns = ["День", "С", "До", "Засчитано", "Почему"]
    if known is Unit.MINUTES:
        return pd.DataFrame(columns=columns, dtype="str")
    if known is Unit.WORK_DAYS:
        lines = working_calendar(register, max(moment(now), moment(opened)), days=int(limit)).explain_days(
            moment(opened), int(limit)
        )
    else:
        minutes = limit * (60 if known is Unit.WORK_HOURS else 1)
        lines = working_calendar(register, max(moment(now), moment(opened)), minutes).explain(
            moment(opened), minutes
        )
    return pd.DataFrame(
        [
            (
                words.moment(line.day).rpartition(" ")[0],
                f"{line.start:%H:%M}" if line.start else "",
                f"{line.end:%H:%M}" if line.end else "",
                words.duration(line.minutes) if line.minutes else "",
                line.reason or ("рабочее время" if line.minutes else ""),
            )
            for line in lines
        ],
        columns=columns,
        dtype="str",
    )


MOST_DRAWN = 50  # steps of a chart; a case of a whole journal has a thousand, and a table for them


def parts(steps: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The steps to the first answer, and those after an interim one, which last days; no empty parts.

    The latest of them, where a chart would not bear them all: then told so, and counted from their first.
    """
    titled = (
        ("До первого ответа", steps[~steps["promised"]]),
        ("После промежуточного ответа", steps[steps["promised"]]),
    )
    return [_latest(title, part) for title, part in titled if len(part)]


def _latest(title: str, part: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    if len(part) <= MOST_DRAWN:
        return title, part
    shown = part.tail(MOST_DRAWN)
    begin = shown["begin"].min()
    shown = shown.assign(
        zero=shown["opened"].min(), **{name: shown[name] - begin for name in ("begin", "until", "bound")}
    )
    return f"{title}: последние {MOST_DRAWN} из {words.number(len(part))} шагов", shown
