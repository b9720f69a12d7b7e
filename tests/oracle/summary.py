"""The monthly summary computed slowly and independently, for `tests/figures/test_summary_against_oracle.py`.

It shares no code with `lib/`: cases, events and obligations are those of `tests/oracle/engine.py`, every
figure is counted case by case in plain Python, from its definition in words and from rules.md.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle import engine

PREPARING = ("draft", "rework", "final")
ANSWERS = ("answer", "answer_high")
STEPS = ("dispatch", "return", "draft", "review", "rework", "posting", "final")
JUDGED = ("met", "late", "overdue")


class Told:
    """One case as the summary sees it."""

    def __init__(self, case: Any) -> None:
        self.case = case
        self.detected: datetime | None = None
        self.by_date = False
        self.events: list[Any] = []

    @property
    def month(self) -> tuple[int, int] | None:
        return (self.detected.year, self.detected.month) if self.detected else None

    def times(self, what: str) -> list[datetime]:
        return [event.when for event in self.events if event.event == what]

    @property
    def by_word(self) -> bool:
        """Answered at an unknown time: «Статус» says so, and no posting says when."""
        return self.case.status == "ответ дан" and not self.times("posted")

    @property
    def answered(self) -> datetime | None:
        return min(self.times("posted"), default=None)

    @property
    def finished(self) -> datetime | None:
        finals = [event.when for event in self.events if event.event == "posted" and event.kind == "final"]
        return min(finals, default=None)

    @property
    def first_draft(self) -> bool | None:
        names = [event.event for event in self.events]
        if "drafted" not in names:
            return None
        for name in names[names.index("drafted") + 1 :]:
            if name in ("drafted", "posted"):
                return None
            if name in ("approved", "sent_back"):
                return name == "approved"
        return None


class Slow(engine.Register):
    """The oracle's register, remembering what became of each case."""

    def __init__(self, tabs: Any, now: datetime) -> None:
        self.told: dict[int, Told] = {}
        super().__init__(tabs, now)
        self.spelt: dict[tuple[str, str], str] = {}
        for case in self.cases:
            self.read(self.told[case.index])

    def detect(self, case: Any) -> Any:
        found = super().detect(case)
        told = self.told[case.index] = Told(case)
        if found:
            told.detected, told.by_date = found.when, found.day is not None
        return found

    def run(self, case: Any, detected: Any, events: list[Any]) -> Any:
        self.told[case.index].events = events
        return super().run(case, detected, events)

    def read(self, told: Told) -> None:
        """What stands in the row and the oracle has no need of."""
        table, case = self.register, told.case
        for name in ("topic", "location", "network"):
            text = self.read_name(table, case.index, case.row, name, name, case.label)
            setattr(told, name, self.spelt.setdefault((name, engine.fold_name(text)), text) if text else "")
        words = {word: word for word in ("Решено", "Разъяснено", "Передано", "Отказано")}
        told.outcome = self.choice(table, case.index, case.row, "outcome", case.label, words, {})
        raw = table.get(case.row, "media")
        readable = engine.is_no(raw) or engine.is_yes(raw)
        told.media = engine.is_yes(raw) if readable and "media" in table.column else None
        raw = table.get(case.row, "mark")
        mark = None if engine.is_error(raw) else engine.as_number(raw)
        told.mark = mark if mark in (1, 2, 3, 4, 5) else None
        number, fault = engine.read_case_number(table.get(case.row, "repeat_of"))
        earlier = None if fault else self.by_number.get(number)
        told.earlier = None
        if earlier and earlier is not case and number != case.number:
            told.earlier = self.told[earlier.index]
        link = table.get(case.row, "answer_url")
        told.linked = isinstance(link, str) and link.strip().lower().startswith(("http://", "https://"))
        told.linked = told.linked and len(link.strip().split("://", 1)[1]) > 0

    # -- what the figures are taken over

    def alive(self) -> list[Told]:
        return [told for told in self.told.values() if not told.case.unborn]

    def cohort(self, month: tuple[int, int], high: bool | None = None) -> list[Told]:
        return [
            told
            for told in self.alive()
            if told.month == month and not told.case.excluded and high in (None, told.case.high)
        ]

    def excluded(self, month: tuple[int, int]) -> list[Told]:
        return [told for told in self.alive() if told.month == month and told.case.excluded]

    def of(self, cases: list[Told], *rules: str) -> list[Any]:
        return [d for told in cases for d in self.duties[told.case.index] if not rules or d.rule in rules]

    # -- figures, as (numerator, denominator) or (value, how many)

    def share(self, duties: list[Any]) -> tuple[int, int]:
        judged = [duty for duty in duties if duty.status in JUDGED and duty.due is not None]
        return sum(duty.status == "met" for duty in judged), len(judged)

    def exact(self, duty: Any) -> bool:
        ends = (duty.opener, duty.closer)
        return duty.closed is not None and not duty.inferred and all(end.day is None for end in ends)

    def figures(self, month: tuple[int, int]) -> dict[tuple[str, str], Any]:
        result: dict[tuple[str, str], Any] = {}
        days = self.working_days(month)
        for name, high in (("ordinary", False), ("high", True), ("all", None)):
            cases = self.cohort(month, high)
            posted = [told for told in cases if told.answered]
            answered = [told for told in cases if told.answered or told.by_word]
            result["cases", name] = len(cases)
            whole = [told for told in cases if told.detected.date() < self.now.date()]
            result["per_day", name] = (len(whole), days)
            result["answered", name] = len(answered)
            result["unanswered", name] = len(cases) - len(answered)
            end = self.end(last_day(month))
            result["backlog", name] = len(self.waiting(end, high))
            result["promised", name] = len(self.owing(end, high))
            if high is None:
                continue
            timed = [told for told in cases if not told.by_date]
            result["outside", name] = (sum(self.outside(told.detected) for told in timed), len(timed))
            answers = self.of(cases, *ANSWERS)
            times = self.times_to_answer(answers)
            result["answer", name] = self.share(answers)
            result["answer_median", name] = (self.median(times), len(times))
            result["answer_p90", name] = (self.ninth(times), len(times))
            result["answer_untimed", name] = len(answers) - len(times)
            result["preparing", name] = self.share(self.of(cases, *PREPARING))
            for rule in STEPS:
                result[rule, name] = self.share(self.of(cases, rule))
            result["unproven", name] = sum(duty.status == "unproven" for duty in self.of(cases))
            drafted = [told for told in cases if told.times("drafted")]
            sent = [told for told in cases if told.times("sent")]
            known = [told.first_draft for told in cases if told.first_draft is not None]
            media = [told.media for told in answered if told.media is not None]
            marks = [told.mark for told in cases if told.mark is not None]
            outcomes = [told.outcome for told in answered if told.outcome]
            back = self.came_back(cases)
            result["first_draft", name] = (sum(known), len(known))
            result["reworked", name] = (sum(bool(told.times("sent_back")) for told in drafted), len(drafted))
            result["returned", name] = (sum(bool(told.times("returned")) for told in sent), len(sent))
            interim = [told for told in posted if self.interim(told)]
            result["interim", name] = (len(interim), len(posted))
            result["repeated", name] = (sum(told.earlier is not None for told in cases), len(cases))
            result["came_back", name] = len(back)
            result["came_back_days", name] = (self.median(back), len(back))
            result["media", name] = (sum(media), len(media))
            result["mark", name] = (sum(marks) / len(marks) if marks else None, len(marks))
            result["resolved", name] = (sum(word == "Решено" for word in outcomes), len(outcomes))
            result["deficiencies", name] = len(self.deficiencies(cases))
        every = self.cohort(month)
        result["report_head", "high"] = self.share(self.of(every, "report_head"))
        result["excluded", "all"] = len(self.excluded(month))
        return result

    def interim(self, told: Told) -> bool:
        return any(event.event == "posted" and event.kind != "final" for event in told.events)

    def came_back(self, cases: list[Told]) -> list[float]:
        result = []
        for told in cases:
            before = told.earlier.finished if told.earlier and not told.earlier.case.unborn else None
            if before and before <= told.detected:
                result.append((told.detected - before).total_seconds())
        return sorted(result)

    def times_to_answer(self, answers: list[Any]) -> list[float]:
        """Working seconds from detection to the first posting; overdue ones are longer than any."""
        return sorted(
            math.inf if duty.status == "overdue" else self.clock.between(duty.opened, duty.closed)
            for duty in answers
            if duty.status in JUDGED
        )

    def median(self, values: list[float]) -> float | None:
        """The smallest value that at least half of them do not exceed."""
        for value in values:
            if 2 * sum(other <= value for other in values) >= len(values):
                return value
        return None

    def ninth(self, values: list[float]) -> float | None:
        """The smallest value that at least nine of ten do not exceed."""
        for value in values:
            if 10 * sum(other <= value for other in values) >= 9 * len(values):
                return value
        return None

    def working_days(self, month: tuple[int, int]) -> int:
        """From the first message of all on, those that are over."""
        since = min((told.detected.date() for told in self.alive() if told.detected), default=date.max)
        here = [day for day in days_of(month) if since <= day < self.now.date()]
        return sum(self.clock.is_working(day) for day in here)

    def outside(self, moment: datetime) -> bool:
        return self.clock.between(moment, moment + timedelta(seconds=1)) == 0

    def end(self, day: date) -> datetime:
        """The first moment that no longer belongs to the day, or to what has happened by now."""
        midnight = datetime(day.year, day.month, day.day) + timedelta(days=1)
        return min(midnight, self.now + timedelta(minutes=5, seconds=1))

    def here(self, end: datetime, high: bool | None = None) -> list[Told]:
        cases = [told for told in self.alive() if not told.case.excluded and high in (None, told.case.high)]
        return [told for told in cases if told.detected and told.detected < end]

    def waiting(self, end: datetime, high: bool | None = None) -> list[Told]:
        """Without any answer just before that moment."""
        here = [told for told in self.here(end, high) if not told.by_word]
        return [told for told in here if not (told.answered and told.answered < end)]

    def owing(self, end: datetime, high: bool | None = None) -> list[Told]:
        """With an interim answer, and without the final one, just before that moment."""
        told_something = [told for told in self.here(end, high) if told.answered and told.answered < end]
        return [told for told in told_something if not (told.finished and told.finished < end)]

    def deficiencies(self, cases: list[Told]) -> list[tuple[str, str, str]]:
        """(№, kind, rule) of every deficiency, sorted."""
        found = []
        for told in cases:
            label = told.case.label
            for duty in self.duties[told.case.index]:
                if duty.status in ("late", "overdue"):
                    found.append((label, "promise" if duty.rule == "final" else duty.status, duty.rule))
            if "answer_url" in self.register.column and told.answered and not told.linked:
                found.append((label, "link", ""))
            if told.case.high and self.tells_of_the_deputy():
                found += [(label, "deputy", "")] * self.without_deputy(told)
        return sorted(found)

    def tells_of_the_deputy(self) -> bool:
        """««Answered without the deputy» is judged only where both «Согласовано» and «На согласовании у зам.
        главы» are kept»."""
        return self.notes("approved") and self.notes("escalated")

    def notes(self, column: str) -> bool:
        """Whether the register has the column, or «Журнал» its events of three cases."""
        stage = engine.EVENT_OF_FIELD.get(column)
        held = [case for case in self.cases if any(e.event == stage and e.noted for e in case.effective)]
        return column in self.register.column or (stage is not None and len(held) >= 3)

    def keeps_figure(self, key: str) -> bool:
        """Whether the register notes what this figure is made of; else it is «не ведётся»."""
        columns = {
            "first_draft": ["drafted", "sent_back", "approved"],
            "reworked": ["drafted", "sent_back"],
            "returned": ["sent", "returned"],
            "interim": ["posted", "kind"],
            "repeated": ["repeat_of"],
            "came_back": ["repeat_of", "posted"],
            "came_back_days": ["repeat_of", "posted"],
            "media": ["media"],
            "mark": ["mark"],
            "resolved": ["outcome"],
        }
        if key in columns:
            return all(self.notes(column) for column in columns[key])
        if key in ("answered", "unanswered", "backlog") or key.startswith("answer"):
            return "answer" in self.kept
        if key in STEPS or key == "report_head":
            return key in self.kept
        if key == "unproven":
            return bool(self.kept)
        if key == "deficiencies":  # ««without a link» where «Ссылка на ответ» is», though no step be kept
            return bool(self.kept) or "answer_url" in self.register.column
        rule = {"preparing": "draft", "promised": "final"}.get(key)
        return rule is None or rule in self.kept

    def without_deputy(self, told: Told) -> int:
        """Answers, given or being prepared, that the deputy did not approve."""
        rounds: list[list[str]] = [[]]
        for event in told.events:
            rounds[-1].append(event.event)
            if event.event == "posted":
                rounds.append([])
        return sum(self.lacks_deputy(names) for names in rounds)

    def lacks_deputy(self, names: list[str]) -> bool:
        if "approved" not in names:
            return "posted" in names
        last = len(names) - 1 - names[::-1].index("approved")
        for name in reversed(names[:last]):
            if name == "escalated":
                return False
            if name == "drafted":
                return True
        return True


def days_of(month: tuple[int, int]) -> list[date]:
    first = date(month[0], month[1], 1)
    return [day for n in range(31) if (day := first + timedelta(days=n)).month == month[1]]


def last_day(month: tuple[int, int]) -> date:
    return days_of(month)[-1]
