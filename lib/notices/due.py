"""Which notices are true as of a moment (commands.md, the table of «Notices»): a pure function of the facts.

What was told already does not matter here: what is no longer true is simply not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from lib import sla
from lib.base.plaintext import short
from lib.documents import digest
from lib.duties.live import working_left
from lib.duties.timeline import Array
from lib.figures import headline, signals
from lib.figures.facts import ANSWERS, Facts
from lib.figures.surges import State, surges
from lib.law.regulation import Role, Stage, Status, Unit
from lib.law.statuses import Said
from lib.lists.pointers import card_addresses
from lib.notices import texts
from lib.notices.notice import Hours, Key, Kind, Notice, When
from lib.sources.config.access import Person
from lib.words import privacy, words

CURATOR, DEPUTY, HEAD = Person("curator"), Person("deputy"), Person("head")
READERS = frozenset({CURATOR, DEPUTY})  # of the morning digest
_OPENED = {Stage.SENT: "draft", Stage.ESCALATED: "deputy_review"}  # a step is yours
_BESIDE = ("report_head", *ANSWERS)  # the answer's deadline does not bound these: it is their own, or another
_NAT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Wanted:
    """What the office chose: links to cards begin with `url` ("" none); `texts`: the messages' own words."""

    url: str = ""
    texts: bool = False


def hours(facts: Facts) -> Hours:
    """How the moment stands to working time."""
    now, calendar = facts.now, facts.calendar
    begun = bool(calendar.is_working_day(facts.today)) and bool(calendar.open_of(facts.today) <= now)
    return Hours(headline.resumes(facts.register, pd.Timestamp(now)) is None, begun)


def notices(facts: Facts, wanted: Wanted, with_digest: bool = True) -> list[Notice]:
    """All that is true now, of each case in the register's order; the digest is the one that costs most."""
    found = _Found(facts, wanted)
    told = [*found.high(), *found.surging(), *found.steps(), *found.deadlines(), *found.promises()]
    return [*told, *found.morning()] if with_digest else told


class _Found:
    """The notices of one moment, kind by kind."""

    def __init__(self, facts: Facts, wanted: Wanted) -> None:
        self.facts, self.wanted = facts, wanted
        self.register, self.now = facts.register, pd.Timestamp(facts.now)
        self.warn = self.register.settings.on(facts.now).warn_minutes
        report = self.register.norms.on(facts.now)["report_head"]
        self.at_once = When.AT_ONCE if report.unit is Unit.MINUTES else When.WORKING
        self.rows = _open(facts)
        cases = self.register.cases
        self._doubled = cases.groupby(["source", "case"], sort=False).cumcount().to_numpy()

    # --- the table, row by row ---

    def steps(self) -> Iterator[Notice]:
        """A step is yours: whoever got a message or a draft, while nothing came of it."""
        line, cases = self.facts.line, self.register.cases
        counted = ~line.idle & (line.stage != Stage.DETECTED) & (line.stage != Stage.REPORTED)
        here = np.flatnonzero(counted)
        last = here[np.append(line.at[here][1:] != line.at[here][:-1], True)] if len(here) else here
        closed = cases["excluded"].to_numpy() | (cases["said"].to_numpy() == Said.ANSWERED)
        posted = np.zeros(len(cases), bool)
        posted[line.at[line.stage == Stage.POSTED]] = True
        executors = cases["executor"].cat.codes.to_numpy()
        rows = {
            (at, rule): (due, left)
            for at, rule, due, left in zip(
                self.rows.index, self.rows["rule"], self.rows["deadline"], self.rows["left"], strict=True
            )
        }
        for event in last[np.isin(line.stage[last], list(_OPENED))].tolist():
            at, stage = int(line.at[event]), Stage(line.stage[event])
            if closed[at] or posted[at]:
                continue
            code = int(line.executor[event]) if line.executor[event] >= 0 else int(executors[at])
            if stage is Stage.ESCALATED:
                to = DEPUTY
            elif code >= 0:
                to = _executor(self.register.people[code])
            else:
                continue
            rule = _OPENED[stage]
            answers = (rows[at, key] for key in ANSWERS if (at, key) in rows)
            due, left = rows.get((at, rule)) or next(answers, (_NAT, np.nan))
            late = left < 0  # then another notice tells the term
            told = texts.step(rule, _NAT if late else due, left, self.now)
            yield self._of_case(at, rule, line.time[event], Kind.STEP, to=to, told=told)

    def deadlines(self) -> Iterator[Notice]:
        """Due soon and overdue: whoever owes it, and of what is late the curator too."""
        rows = self.rows
        short = _norms(rows) <= self.warn
        near = ~rows["late"] & (rows["left"] <= self.warn) & ~short
        for row in _records(rows[near]):
            told = texts.soon(row["rule"], row["deadline"], row["left"], self.now)
            for to in _owner(row):
                yield self._of_case(row["at"], row["rule"], row["opened"], Kind.SOON, to=to, told=told)
        for row in _records(rows[rows["late"] & (rows["rule"] != "final")]):
            for to in dict.fromkeys([*_owner(row), CURATOR]):
                told = texts.overdue(row["rule"], row["deadline"], row["left"], self.now, _other(row, to))
                yield self._of_case(row["at"], row["rule"], row["opened"], Kind.OVERDUE, to=to, told=told)

    def high(self) -> Iterator[Notice]:
        """High importance detected, while the head was not told, or, where that is not kept, not answered."""
        rule = "report_head" if "report_head" in self.facts.kept else "answer_high"
        for row in _records(self.rows[self.rows["rule"] == rule]):
            for to in (HEAD, CURATOR):
                told = texts.high(to.role, row["opened"], self.now)
                yield self._of_case(
                    row["at"], "report_head", row["opened"], Kind.HIGH, to=to, told=told, when=self.at_once
                )

    def surging(self) -> Iterator[Notice]:
        """A surge, from its first day on until it fades; of a young register an unjudged excess."""
        found = surges(self.facts)
        for frame, phrase in ((found.found, texts.surge), (found.excess, texts.excess)):
            for row in frame[frame["state"] != State.FADING].to_dict("records"):
                about = " · ".join(filter(None, (row["topic"], row["location"])))
                key = Key(about, "", f"{row['start']:%Y-%m-%d}", Kind.SURGE)
                for to in (HEAD, CURATOR):
                    yield Notice(key, to, self.at_once, phrase(row))

    def promises(self) -> Iterator[Notice]:
        """A promise that is due today, or broken: at the day's opening."""
        if "final" not in self.facts.kept:
            return
        found = signals.promises(self.facts)
        found = found[found["state"].isin([signals.TODAY, signals.BROKEN])]
        left = working_left(self.facts.calendar, self.facts.now, found["due"].to_numpy())
        for row in _records(found.assign(left=left).rename(columns={"given": "opened"})):
            for to in dict.fromkeys([*_owner(row), CURATOR]):
                other = _other(row, to)
                if row["state"] == signals.TODAY:
                    kind, told = Kind.PROMISE_TODAY, texts.promise_today(other)
                else:
                    kind, told = (
                        Kind.PROMISE_BROKEN,
                        texts.promise_broken(row["due"], row["left"], self.now, other),
                    )
                yield self._of_case(
                    row["at"], "final", row["opened"], kind, to=to, told=told, when=When.OPENING
                )

    def morning(self) -> Iterator[Notice]:
        """The digest of a working day, once it has begun."""
        if not hours(self.facts).begun:
            return
        key = Key("", "", str(self.facts.today), Kind.DIGEST)
        found = digest.digest(self.register, self.facts.now)
        parts = tuple(replace(part, lines=tuple(map(_harmless, part.lines))) for part in found.parts)
        told = digest.text(replace(found, parts=parts)).rstrip()
        for to in READERS:
            yield Notice(key, to, When.OPENING, told)

    # --- of one case ---

    def _of_case(
        self, at: int, rule: str, opened: Any, kind: Kind, *, to: Person, told: str, when: When = When.WORKING
    ) -> Notice:
        row = self.register.cases.iloc[at]
        case = str(row["case"])
        if self.register.archives:
            case = f"{case} · {self.register.places[row['source']].title}"
        if self._doubled[at]:  # two cases of one number are two cases
            case = f"{case} · {self._doubled[at] + 1}"
        about = digest.about(self.register, at)
        head = harmless_head(digest.label(self.register, at), about)
        link = self.wanted.url + card_addresses(self.register, np.array([at]))[0] if self.wanted.url else ""
        own = texts.harmless(privacy.mask(short(row["text"]))) if self.wanted.texts else ""
        stamp = pd.Timestamp(opened).isoformat()
        return Notice(Key(case, rule, stamp, kind), to, when, told, head, link, own)


def harmless_head(label: str, about: str) -> str:
    """«№ 7. Снег · Вистино»."""
    return texts.harmless(". ".join(filter(None, (label, about))))


def _harmless(line: digest.Line) -> digest.Line:
    case, said, about = map(texts.harmless, (line.case, line.said, line.about))  # `beside` is ours alone
    return replace(line, case=case, said=said, about=about)


def _open(facts: Facts) -> pd.DataFrame:
    """What is open, with `deadline` (the effective one), `left` (working minutes to it) and `late`."""
    rows = facts.rows[facts.rows["status"].isin([Status.RUNNING, Status.OVERDUE])]
    rows = rows.assign(rule=rows["rule"].astype(str), person=rows["person"].astype(object).fillna(""))
    overdue = (rows["status"] == Status.OVERDUE).to_numpy()
    count = len(facts.register.cases)
    answer, answer_late = np.full(count, _NAT), np.zeros(count, bool)
    at, is_answer = rows.index.to_numpy(), rows["rule"].isin(ANSWERS).to_numpy()
    answer[at[is_answer]] = rows["due"].to_numpy()[is_answer]
    answer_late[at[is_answer]] = overdue[is_answer]
    bound = ~rows["rule"].isin(_BESIDE).to_numpy()
    due = rows["due"].to_numpy()
    deadline = np.where(bound, np.fmin(due, answer[at]), due)
    return rows.assign(
        deadline=deadline,
        left=working_left(facts.calendar, facts.now, deadline),
        late=overdue | (bound & answer_late[at]),
    )


def _norms(rows: pd.DataFrame) -> Array:
    """The whole norm of each step in minutes; infinite in days, and where the step has none of its own."""
    minutes = rows["unit"].astype(object).map(lambda unit: sla.MINUTES_IN.get(unit, np.inf))
    return (rows["limit"] * minutes.astype(float)).fillna(np.inf).to_numpy()


def _records(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    return rows.rename_axis("at").reset_index().to_dict("records")


def _executor(name: str) -> Person:
    return Person("executor", name)


def _owner(row: dict[Any, Any]) -> list[Person]:
    """Who owes it; nobody where an executor owes it whom nobody named."""
    if row["role"] != Role.EXECUTOR:
        return [Person(str(row["role"]))]
    return [_executor(row["person"])] if row["person"] else []


def _other(row: dict[Any, Any], to: Person) -> str:
    """Who owes it, in words, where the reader does not."""
    if to in _owner(row):
        return ""
    return texts.harmless(words.actor(row["role"], privacy.person(row["person"]))).rstrip(".")
