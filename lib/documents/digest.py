"""The morning digest: what is overdue, due today, promised, not reported, surging, and wrong in the register.

`digest(register, now)` gathers it, `text` and `html` write it for a mail or a messenger: short lines, no
tables. It ends with the month so far, in the words of the monthly summary. It tells numbers of cases, steps,
who owes them, topics and places: neither messages nor authors. In the html every text of the register is
escaped.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from lib import sla
from lib.base.plaintext import first_up, plain, short
from lib.duties import check
from lib.duties.kept import kept_ever
from lib.duties.live import OVERDUE as STATUS_OVERDUE
from lib.duties.live import REPORT, live, with_reports, working_left
from lib.duties.timeline import moment
from lib.figures import summary
from lib.figures.facts import Facts, gather
from lib.figures.noted import noted
from lib.figures.surges import State, Surges, surges
from lib.law.schema import WEEKDAYS
from lib.lists.pointers import row_link
from lib.register import Register
from lib.words import absent, phrases, privacy, statements, surging, words
from lib.words.privacy import mask
from lib.words.words import ABOUT_MESSAGES, BY_MESSAGES, ERROR, MESSAGE, WARNING
from lib.worktime.period import month_of

MOST = 30  # lines of one section; the rest is counted
_OF_THE_MONTH = ("cases", "answer", "preparing", "deficiencies", "backlog")
_LONGEST = 80  # characters of a topic or a name
_WIDE = 110  # characters of a line of the head
_REMARK = 160  # characters of what the check says of a cell
_FEW = 10  # numbers of messages in one line, errors of the check
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:1em auto;padding:0 1em}"
    "h1{font-size:1.3em}h2{font-size:1.1em}"
)


@dataclass(frozen=True)
class Line:
    """One entry: «№ 7» and what it is about ("" none), what is said of it, the address of its row or None.

    beside: what is said besides, on a line of its own.
    """

    case: str
    said: str
    address: str | None = None
    about: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Part:
    """One section; `nothing` is said where it has no lines."""

    key: str
    title: str
    lines: tuple[Line, ...]
    nothing: str


@dataclass(frozen=True)
class Digest:
    """The digest as of `now`: a heading, a line that sums it up, the sections in a fixed order."""

    title: str
    head: str
    parts: tuple[Part, ...]


_COUNTED = {"overdue", "today", "promises", "unreported"}  # the sections whose entries are counted
_IN_CASES = ("случае", "случаях", "случаях")
_ROW = re.compile(r"строка \d+")


def _surging(one: str, many: str) -> Callable[[int], str]:
    noun = ("всплеск", "всплеска", "всплесков")
    return lambda number: f"{words.form(number, (one, many, many))} {words.several(number, noun)} сообщений."


# What is said of each at the head, by how many there are.
_SUMMED_UP: dict[str, Callable[[int], str]] = {
    "overdue": lambda number: f"Просрочено {words.several(number, MESSAGE)}.",
    "today": lambda number: f"Сегодня наступает срок по {words.several(number, BY_MESSAGES)}.",
    "broken": lambda number: f"Окончательный ответ просрочен по {words.several(number, BY_MESSAGES)}.",
    "promises": lambda number: (
        f"Срок окончательного ответа подходит по {words.several(number, BY_MESSAGES)}."
    ),
    "unreported": lambda number: f"Главе не доложено о {words.several(number, ABOUT_MESSAGES)}.",
    "surges": _surging("Идёт", "Идут"),
    "fading": _surging("Затихает", "Затихают"),
    "excess": lambda number: f"Похоже на всплеск в {words.several(number, _IN_CASES)}.",
    "errors": lambda number: f"В реестре {words.several(number, ERROR)}.",
}


def digest(register: Register, now: Any) -> Digest:
    """The digest of a register as of `now` (naive local time)."""
    present = moment(now)
    obligations = sla.assess(register, present)
    facts = gather(register, obligations, present)
    rows = live(register, present, obligations)
    steps = with_reports(register, present, obligations, rows)
    reports = steps[steps["beside"]]
    late = rows["status"] == STATUS_OVERDUE
    today = rows["deadline"].to_numpy().astype("M8[D]") == facts.today
    promised = rows["final_due"].to_numpy()
    soon = facts.calendar.add_days(present, 1).astype("M8[D]")
    promise = rows[~np.isnat(promised) & (promised.astype("M8[D]") <= soon)].sort_values("final_due")
    broken = _broken(obligations)
    found, problems = surges(facts), check.problems(register, present)
    errors = int((problems["level"] == check.ERROR).sum())
    parts = []
    answers = "answer" in facts.kept
    if facts.kept.rules:  # where no step is kept, nothing can be late
        others = "" if answers else "ответы в реестре не ведутся, по остальным шагам "
        told = _open(register, rows[late], reports, facts.today)
        parts.append(Part("overdue", "Просрочено", told, first_up(f"{others}просроченного нет.")))
        told = _open(register, rows[~late & today], reports, facts.today)
        parts.append(Part("today", "Срок сегодня", told, first_up(f"{others}на сегодня сроков нет.")))
    if "final" in facts.kept:
        told = _promises(register, promise, facts, broken)
        nothing = "Окончательных ответов со сроком сегодня или в следующий рабочий день нет."
        parts.append(Part("promises", "Окончательные ответы: просрочено или подходит срок", told, nothing))
    if noted(facts.kept, "unreported"):
        told = _unreported(register, rows[rows["unreported"]], obligations, facts)
        nothing = "Сообщений повышенной важности без доклада главе нет."
        parts.append(Part("unreported", "Не доложено главе", told, nothing))
    parts += [_surges(register, found), _check(register, problems), _month(facts)]
    stamp = pd.Timestamp(present)
    title = f"«Отклик»: {WEEKDAYS[stamp.weekday()]}, {phrases.day(stamp)}, {stamp:%H:%M}"
    nothing = "Просроченного и срочного нет, ошибок в реестре тоже." if answers else "Ошибок в реестре нет."
    late_answers = int(promise.index.isin(list(broken)).sum())
    return Digest(title, _summed_up(parts, found, errors, late_answers) or nothing, tuple(parts))


def _summed_up(parts: list[Part], found: Surges, errors: int, broken: int) -> str:
    """The first line: what there is of each, in sentences; what there is none of is not told."""
    many = {part.key: len(part.lines) for part in parts}
    fading = int((found.found["state"] == State.FADING).sum())
    many |= {"surges": len(found.found) - fading, "fading": fading, "excess": len(found.excess)}
    many |= {"errors": errors, "broken": broken, "promises": many.get("promises", 0) - broken}
    return " ".join(say(many[key]) for key, say in _SUMMED_UP.items() if many.get(key))


def label(register: Register, at: int) -> str:
    """«№ 7», of several tabs or spreadsheets «№ 7 (Сентябрь)»; a case without a number by its row."""
    row = register.cases.iloc[at]
    label = f"№ {_case(row['case'])}" if row["numbered"] else _case(row["case"])
    return f"{label} ({_name(register.places[row['source']].title)})" if register.archives else label


def _case(case: object) -> str:
    return _name(privacy.number(plain(case)))


def _remarked(case: str) -> str:
    """Whose cell a remark is about: «№ 7», «строка 25» where it has no number, "" where it is nobody's."""
    return case if not case or _ROW.fullmatch(case) else f"№ {case}"


def _person(name: object) -> str:
    return _name(privacy.person(plain(name)))


def _name(value: object) -> str:
    return short(plain(value), _LONGEST)


def about(register: Register, at: int) -> str:
    """Topic, place and high importance of a case: «Снег · Вистино»."""
    row = register.cases.iloc[at]
    given = [mask(_name(row[name])) for name in ("topic", "location") if isinstance(row[name], str)]
    return " · ".join([*given, "повышенная важность"] if row["high"] else given)


def _line(register: Register, at: int, *said: str) -> Line:
    told = "; ".join(part for part in said if part)
    return Line(label(register, at), told, row_link(register, at), about(register, at))


def _open(
    register: Register, rows: pd.DataFrame, reports: pd.DataFrame, today: np.datetime64
) -> tuple[Line, ...]:
    """A line of each case: its next step, and the report to the head that is open beside it."""
    beside = dict(zip(reports.index.tolist(), reports.to_dict("records"), strict=True))
    lines = []
    for at, row in zip(rows.index.tolist(), rows.to_dict("records"), strict=True):
        report = "; ".join(_owed(beside[at], today)) if at in beside else ""
        lines.append(replace(_line(register, at, *_owed(row, today)), beside=report))
    return tuple(lines)


def _owed(row: dict[Any, Any], today: np.datetime64) -> tuple[str, str]:
    """An open step and who owes it; its term, or ""."""
    owed = f"{row['step']} (п. {row['clause']}): {words.actor(row['role'], _person(row['person']))}"
    return owed, _term(row["deadline"], words.left(row["left"], row["opens"]), today)


def _term(due: Any, left: str, today: np.datetime64) -> str:
    """«срок сегодня 11:55, осталось 20 раб. мин»; "" without a term."""
    if pd.isna(due):
        return ""
    when = f"сегодня {due:%H:%M}" if np.datetime64(due, "D") == today else words.moment(due)
    return f"срок {when}, {left}"


def _broken(obligations: pd.DataFrame) -> dict[int, str]:
    """For each case whose promised final answer is overdue, by how much."""
    rule, status = (obligations[name].array for name in ("rule", "status"))
    rows = obligations[sla.among(rule, "final") & sla.among(status, STATUS_OVERDUE)]
    return dict(zip(rows.index.tolist(), map(words.overdue, rows["late"], rows["unit"]), strict=True))


def _promises(
    register: Register, rows: pd.DataFrame, facts: Facts, broken: Mapping[int, str]
) -> tuple[Line, ...]:
    lines = []
    for at, row in zip(rows.index.tolist(), rows.to_dict("records"), strict=True):
        due = pd.Timestamp(row["final_due"])
        gone = np.datetime64(due, "D") < facts.today
        when = (
            "срок сегодня" if due.date() == facts.today.astype(object) else f"срок {phrases.short_day(due)}"
        )
        if at in broken:
            when += f", {broken[at]}"
        elif gone:  # a closing minute is kept until work begins again (rules.md, fine print 11)
            when += ", опоздание считается с начала рабочего дня"
        lines.append(_line(register, at, when, _person(row["person"]) if row["rule"] == "final" else ""))
    return tuple(lines)


def _unreported(
    register: Register, rows: pd.DataFrame, obligations: pd.DataFrame, facts: Facts
) -> tuple[Line, ...]:
    reports = obligations[(obligations["rule"] == REPORT).to_numpy()].loc[rows.index]
    lefts = working_left(facts.calendar, facts.now, reports["due"].to_numpy())
    lines = []
    for at, row, left in zip(rows.index.tolist(), reports.to_dict("records"), lefts.tolist(), strict=True):
        late = row["status"] == STATUS_OVERDUE
        told = words.overdue(row["late"], row["unit"]) if late else words.left(left)
        term = _term(row["due"], told, facts.today)
        lines.append(_line(register, at, f"выявлено {words.moment(row['opened'])}", term))
    return tuple(lines)


def _surges(register: Register, found: Surges) -> Part:
    nothing = surging.unseen(found, kept_ever(register)) or "Всплесков нет."
    lines = []
    told = ((found.found, surging.surge), (found.excess, surging.excess), (found.fresh, surging.fresh))
    for frame, phrase in told:
        for row in frame.to_dict("records"):
            numbers = [label(register, at) for at in row["cases"]]
            named = {**row, "topic": mask(_name(row["topic"])), "location": mask(_name(row["location"]))}
            about = surging.told(named, phrase)
            beside = surging.chance(row) if "chance" in row else ""
            beside = " ".join(filter(None, (beside, surging.sources(row))))
            lines.append(Line("", _listed(numbers), about=about, beside=beside))
    return Part("surges", "Всплески сообщений", tuple(lines), nothing)


def _listed(labels: list[str]) -> str:
    """«№ 1, 2, 5»: the first of them, and how many more there are."""
    more = len(labels) - _FEW
    told = ", ".join(labels[:_FEW])
    if told.count("№ ") == len(labels[:_FEW]):
        told = f"№ {told.replace('№ ', '')}"
    return told + (f" и ещё {more}" if more > 0 else "")


def _month(facts: Facts) -> Part:
    """The present month so far, in the sentences of the monthly summary that name no topic and no place."""
    month = summary.of(facts, month_of(facts.today.astype(object)))
    told = statements.statements(month)
    lines = tuple(Line("", told[matter]) for matter in _OF_THE_MONTH if told[matter])
    return Part("month", f"{first_up(phrases.period(month.period))}: с начала месяца", lines, "")


def _check(register: Register, problems: pd.DataFrame) -> Part:
    counts = problems["level"].value_counts()
    errors, warnings = (int(counts.get(level, 0)) for level in (check.ERROR, check.WARNING))
    lines = [Line("", told) for told in absent.torn(register)]
    if errors or warnings:
        said = f"{words.several(errors, ERROR)} и {words.several(warnings, WARNING)}"
        lines.append(Line("", said, register.url))
    worst = problems[problems["level"] == check.ERROR]
    for row in worst.head(_FEW).to_dict("records"):
        about = f"лист «{_name(row['tab'])}», ячейка {row['cell']}"
        number = _remarked(_case(row["case"]))
        lines.append(Line(number, short(plain(row["message"]), _REMARK), about=about))
    if errors > _FEW:
        lines.append(Line("", f"…и ещё {words.several(errors - _FEW, ERROR)}"))
    return Part("check", "Проверка реестра", tuple(lines), "Замечаний нет.")


def text(found: Digest) -> str:
    """The digest as plain text, ending in a line break."""
    blocks = [f"{found.title}\n{textwrap.fill(found.head, _WIDE)}"]
    for part in found.parts:
        lines = [f"{part.title.upper()}{_number(part)}"]
        lines += [f"— {_written(line)}" for line in part.lines[:MOST]] or [part.nothing]
        lines += _rest(part)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def html(found: Digest) -> str:
    """The digest as one html page without scripts, pictures or styles from elsewhere."""
    blocks = [f"<h1>{escape(found.title)}</h1>", f"<p>{escape(found.head)}</p>"]
    for part in found.parts:
        blocks.append(f"<h2>{escape(part.title)}{_number(part)}</h2>")
        items = [f"<li>{_linked(line)}</li>" for line in part.lines[:MOST]]
        blocks.append(f"<ul>{''.join(items)}</ul>" if items else f"<p>{escape(part.nothing)}</p>")
        blocks += [f"<p>{escape(rest)}</p>" for rest in _rest(part)]
    return (
        f'<!DOCTYPE html>\n<html lang="ru"><head><meta charset="utf-8"><title>{escape(found.title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(blocks) + "\n</body></html>\n"
    )


def _number(part: Part) -> str:
    return f" ({len(part.lines)})" if part.key in _COUNTED else ""


def _rest(part: Part) -> list[str]:
    more = len(part.lines) - MOST
    return [f"…и ещё {more}"] if more > 0 else []


def _head(line: Line) -> tuple[str, str]:
    """What an entry begins with: its number or "", and what it is about."""
    return line.case, line.about


def _written(line: Line) -> str:
    head = ". ".join(part for part in _head(line) if part)
    return "\n   ".join(part for part in (head, line.beside, line.said, line.address) if part)


def _linked(line: Line) -> str:
    number, about = map(escape, _head(line))
    if line.address:
        number = f'<a href="{escape(line.address)}">{number or "Открыть таблицу"}</a>'
    head = ". ".join(part for part in (number, about) if part)
    return "<br>".join(part for part in (head, escape(line.beside), escape(line.said)) if part)
