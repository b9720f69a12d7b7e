"""Texts to copy for what the next steps of a case need: the dispatch, a reminder, a request, a report.

Pure functions of the register as of `now`; deadlines are the engine's own. An office's own text («Фразы»)
stands in place of ours. Texts of the register go in as one line each, and whoever shows the result shows it
as text: people write it. Nothing is sent or written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import sla
from lib.base.plaintext import short
from lib.base.records import records
from lib.duties.timeline import working_calendar
from lib.law.occasions import Occasion
from lib.law.regulation import Role, Status
from lib.law.schema import CASES
from lib.letters import answers, own
from lib.lists.next_step import to_do
from lib.lists.one_case import CaseFile, casefile
from lib.lists.suggested import Suggestion, in_brackets
from lib.register import Register
from lib.words import words
from lib.worktime import WorkCalendar

MOST = 30  # messages that one reminder names
ONE_OF_MANY = 600  # characters of the office's own text on each of them
OWN = "Свой текст"  # the variant of an answer that the office wrote
_ANSWERS = ("answer", "answer_high")
_OPEN = (Status.RUNNING, Status.OVERDUE)
_ANSWERING = {"final", "draft", "rework", "review", "deputy_review", "posting"}
_POSTING = "Срок размещения ответа"
_POSTINGS = tuple(CASES.column(name).title for name in ("posted", "final_posted"))


@dataclass(frozen=True)
class Letter:
    """A text to copy; variant: which of several of its occasion («Решено»), or ""."""

    occasion: Occasion
    text: str
    variant: str = ""


@dataclass(frozen=True)
class _Earlier:
    """The earlier message of a repeat: its number in words, when it was answered (NaT: not yet), where."""

    number: str
    posted: pd.Timestamp
    url: str | None


def for_the_sheet(now: pd.Timestamp) -> str:
    """The moment as the spreadsheet wants it: 23.11.2026 14:05."""
    return f"{now:%d.%m.%Y %H:%M}"


def of_case(
    register: Register,
    obligations: pd.DataFrame,
    live: pd.DataFrame,
    now: pd.Timestamp,
    found: CaseFile,
    *,
    suggestions: Sequence[Suggestion] = (),
) -> tuple[Letter, ...]:
    """The texts that fit what the case waits for now, in the order of its steps; () for one that is done.

    `obligations` and `live` are those of the whole register, as of `now`. suggestions: what the dispatch
    tells, in brackets, of cells that are empty.
    """
    if not unfinished(found):
        return ()
    told = _Told(register, now, found)
    answering = told.unanswered or told.final
    earlier = _earlier(register, obligations, now, found) if answering else None
    made = []
    if "dispatch" in told.open:
        made.append(told.directing(suggestions))
    if earlier is not None and told.unanswered:
        made.append(told.letter(Occasion.REPEAT, told.on_a_repeat(earlier), "draft", told.drafted))
    next_step = live.loc[live.index == found.at]
    if (next_step["role"] == Role.EXECUTOR).any():
        made.append(Letter(Occasion.REMIND, reminder(register, next_step, now)))
    if "deputy_review" in told.open or (found.high and "review" in told.open):
        made.append(told.letter(Occasion.APPROVE, told.approval(), "deputy_review", told.answered))
    if "report_head" in told.open:
        due = told.open["report_head"]["due"]
        made.append(told.letter(Occasion.REPORT, told.report(), "report_head", due))
    if answering:
        made += told.answers(earlier)
    return tuple(made)


def unfinished(found: CaseFile) -> bool:
    """Whether a step of the case is still open, so that its time is to be typed some day."""
    return not found.excluded and bool(found.steps["status"].isin(_OPEN).any())


def reminder(register: Register, rows: pd.DataFrame, now: pd.Timestamp) -> str:
    """One text for one person about all his open cases; `rows` are those of `live.live`, in their order."""
    closing = "Прошу сделать это или сообщить, когда будет готово."
    calendar = working_calendar(register, now)
    told = []
    for at, row in zip(rows.index[:MOST], records(rows[:MOST]), strict=True):
        said = _own_reminder(register, at, row, now)
        if len(rows) == 1:
            return said or f"Напоминаю о сообщении {_reminded(register, at, row, now, calendar)}\n{closing}"
        told.append(short(said, ONE_OF_MANY) or f"Сообщение {_reminded(register, at, row, now, calendar)}")
    lines = [f"{place}. {line}" for place, line in enumerate(told, 1)]
    if len(rows) > MOST:
        lines.append(f"И ещё {words.several(len(rows) - MOST, words.MESSAGE)}.")
    opening = f"Напоминаю о {words.several(len(rows), words.ABOUT_MESSAGES)}, по которым нужен ваш шаг."
    return "\n".join([opening, *lines, closing])


def _own_reminder(register: Register, at: int, row: dict[Any, Any], now: pd.Timestamp) -> str | None:
    return own.written(
        register,
        Occasion.REMIND,
        at,
        now,
        rule=row["rule"],
        due=row["deadline"],
        answer_due=row["answer_due"],
        executor=row["person"] if row["role"] == Role.EXECUTOR else "",
    )


def _reminded(
    register: Register, at: int, row: dict[Any, Any], now: pd.Timestamp, calendar: WorkCalendar
) -> str:
    """«№ 12 (Дороги, Вистино): подготовить проект ответа (п. 11). Срок — сегодня до 14:05.»"""

    def term(what: str, due: Any) -> str:
        past = float(calendar.between(due, now)) if pd.notna(due) and due < now else 0.0
        return _term(what, due, now, words.overdue(past) if past > 0 else "")

    parts = [
        f"{_number(register, at)}{_about(register, at)}: {to_do(row['rule'])} (п. {row['clause']})",
        term("Срок", row["due"]) if row["rule"] not in _ANSWERS else "",
        term(_POSTING, row["answer_due"]),
    ]
    return ". ".join(filter(None, parts)) + "."


class _Told:
    """The texts of one case."""

    def __init__(self, register: Register, now: pd.Timestamp, found: CaseFile) -> None:
        """Read which obligations are open, the last of each rule."""
        self._register, self._now, self._found = register, now, found
        rows = found.steps[found.steps["status"].isin(_OPEN)]
        self.open = {str(row["rule"]): row for row in rows.to_dict("records")}
        self._answer = next((self.open[rule] for rule in _ANSWERS if rule in self.open), None)
        self.unanswered = self._answer is not None
        # Answered, and a final answer is still prepared, approved or posted (п. 15).
        self.final = not self.unanswered and not _ANSWERING.isdisjoint(self.open)
        self.answered = self._answer["due"] if self._answer else pd.NaT
        draft = sla.due(register, "draft", now)
        bound = self.answered if self._answer and self._answer["status"] == Status.RUNNING else pd.NaT
        self._bounded = pd.notna(bound) and not draft <= bound
        self.drafted: Any = bound if self._bounded else draft

    def letter(self, occasion: Occasion, ours: str, rule: str, due: Any) -> Letter:
        """The office's own text where it has one; ours else. rule, due: the step that it is about."""
        return Letter(occasion, self._own(occasion, rule, due) or ours)

    def directing(self, suggestions: Sequence[Suggestion]) -> Letter:
        """The dispatch; what is likely stands among the rest in our own text, below the office's."""
        ours = self.dispatch(suggestions)
        said = self._own(Occasion.DISPATCH, "draft", self.drafted)
        return Letter(Occasion.DISPATCH, self._written(said, *in_brackets(suggestions)) if said else ours)

    def _own(self, occasion: Occasion, rule: str, due: Any) -> str | None:
        return own.written(
            self._register,
            occasion,
            self._found.at,
            self._now,
            rule=rule,
            due=due,
            answer_due=self.answered,
        )

    def dispatch(self, suggestions: Sequence[Suggestion]) -> str:
        """To the executor, with the message (пп. 7, 8, 11)."""
        register, now = self._register, self._now
        back = sla.due(register, "return", now)
        asked = "Прошу подготовить проект ответа"
        if self._bounded:
            asked += f" {_until(self.drafted, now)}, чтобы ответ был размещён в срок"
        elif pd.notna(self.drafted):
            limits = register.norms.on(now)["draft"]
            norm = words.term(limits.limit or 0, limits.unit)
            asked += f" {_until(self.drafted, now)} (норма — {norm}, п. 11)"
        given = "Если решение вопроса не входит в вашу компетенцию, верните сообщение"
        given += f" {_until(back, now)} (п. 8)" if pd.notna(back) else " (п. 8)"
        return self._written(
            f"Направляю сообщение {self._number} для подготовки проекта ответа (п. 7).",
            "Сообщение отнесено к категории повышенной важности (п. 10)." if self._found.high else "",
            *in_brackets(suggestions),
            *self._message(),
            f"{asked}.",
            f"{given}.",
            self._posting(),
        )

    def on_a_repeat(self, earlier: _Earlier) -> str:
        """To the executor: what was answered before, and what is asked of him now (п. 16)."""
        return self._written(
            f"Сообщение {self._number} повторное: по этому вопросу уже было сообщение {earlier.number}.",
            f"Ответ на него размещён {words.on_day(earlier.posted, self._now)}."
            if pd.notna(earlier.posted)
            else "Ответ на него не размещён.",
            f"Прежний ответ: {earlier.url}" if earlier.url else "",
            "Прошу оперативно принять меры по решению вопроса и подготовить ответ: в нём должна быть"
            " информация о принятых мерах или о ходе решения вопроса (п. 16).",
            self._posting(),
        )

    def approval(self) -> str:
        """To the deputy head, with the draft (п. 12)."""
        what = "на сообщение повышенной важности" if self._found.high else "на сообщение"
        return self._written(
            f"Прошу согласовать проект ответа {what} {self._number} (п. 12).",
            *self._message(),
            self._posting(),
        )

    def report(self) -> str:
        """To the head, of a case of high importance (п. 22)."""
        told = dict(self._found.facts)
        posted = _posted(self._found)
        network = told.get(CASES.column("network").title, "")
        executor = told.get(CASES.column("executor2").title) or told.get(CASES.column("executor").title)
        return self._written(
            f"Докладываю о сообщении повышенной важности {self._number} (п. 22).",
            *self._message(),
            f"Источник: {network}." if network else "",
            f"Исполнитель: {executor.removesuffix('.')}." if executor else "",
            f"Ответ размещён {words.on_day(posted, self._now)} в {posted.hour}:{posted:%M}."
            if pd.notna(posted)
            else "",
            self._posting(),
        )

    def answers(self, earlier: _Earlier | None) -> list[Letter]:
        """The skeletons of its answer; once an interim one was posted, of the final one alone."""
        final = sla.due(self._register, "final", self._now)
        until = f" не позднее {words.on_day(final, self._now)}" if pd.notna(final) else ""
        before = ""
        if earlier is not None and pd.notna(earlier.posted):
            before = f"Ранее на этот вопрос отвечали {words.on_day(earlier.posted, self._now)}"
            before += f": {earlier.url}" if earlier.url else "."
        left_out = () if self.unanswered else (answers.INTERIM, answers.QUERY)
        steps = self._found.steps
        given = steps.loc[steps["rule"] == "final", "due"]
        promised = given.iloc[-1] if self.final and len(given) else final
        said = self._own(Occasion.ANSWER, "final", promised)
        ours = [
            Letter(Occasion.ANSWER, answers.skeleton(outcome, until, before), outcome)
            for outcome in answers.outcomes()
            if outcome not in left_out
        ]
        return [Letter(Occasion.ANSWER, said, OWN), *ours] if said else ours

    @property
    def _number(self) -> str:
        return _number(self._register, self._found.at)

    def _message(self) -> list[str]:
        """The message: topic and place, what it says, where it stands."""
        found = self._found
        about = {"Тема": found.topic, "Локация": found.location, "Суть сообщения": found.text}
        return [
            *(f"{title}: {short(text, own.MESSAGE)}" for title, text in about.items() if text.strip()),
            f"Ссылка на сообщение: {found.url}" if found.url else "",
        ]

    def _posting(self) -> str:
        if self._answer is None or pd.isna(self._answer["due"]):
            return ""
        row = self._answer
        past = words.overdue(row["late"], row["unit"]) if row["status"] == Status.OVERDUE else ""
        told = _term(_POSTING, row["due"], self._now, past)
        return f"{told} (п. {row['clause']})."

    @staticmethod
    def _written(*lines: str) -> str:
        return "\n".join(filter(None, lines))


def _earlier(
    register: Register, obligations: pd.DataFrame, now: pd.Timestamp, found: CaseFile
) -> _Earlier | None:
    """The earlier message on the same question, as of the moment; None: there is none."""
    places = found.earlier.index.to_numpy()
    first = casefile(register, obligations, now, int(places[0])) if len(places) else None
    if first is None:
        return None
    return _Earlier(_number(register, first.at), _posted(first), first.answer_url)


def _posted(found: CaseFile) -> pd.Timestamp:
    """When the latest answer was posted; NaT: none was."""
    answered = found.events["Событие"].isin(_POSTINGS)
    return pd.Timestamp(found.events.loc[answered, "Когда"].max())


def _number(register: Register, at: int) -> str:
    """«№ 12», «из строки 12»: goes with «сообщение» in any case."""
    case = short(register.cases["case"].iloc[at])
    return f"№ {case}" if register.cases["numbered"].iloc[at] else f"из строки {case.split()[-1]}"


def _about(register: Register, at: int) -> str:
    told = (register.cases[name].iloc[at] for name in ("topic", "location"))
    known = [short(name) for name in told if isinstance(name, str)]
    return f" ({', '.join(known)})" if known else ""


def _term(what: str, due: Any, now: pd.Timestamp, past: str) -> str:
    """«Срок — сегодня до 14:05», «Срок — вчера до 14:05, просрочено на 2 раб. ч»; "" without one."""
    if pd.isna(due):
        return ""
    return f"{what} — {_until(due, now)}" + (f", {past}" if past else "")


def _until(due: pd.Timestamp, now: pd.Timestamp) -> str:
    return f"{words.on_day(due, now)} до {due.hour}:{due:%M}"
