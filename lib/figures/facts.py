"""What every figure is computed from: one row per case and one per obligation, gathered once.

`gather(register, obligations, now)` is the only place that reads events for the figures; `summary`,
`people`, `dynamics` and `signals` count rows of its frames. Keep it as long as the register
and the minute are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from lib import sla
from lib.base import written
from lib.duties.kept import Kept, kept
from lib.duties.timeline import Array, Timeline, moment, timeline, working_calendar
from lib.figures.definitions import Importance
from lib.law.regulation import RULES, Kind, Stage, Status, Unit
from lib.law.statuses import Said
from lib.register import Register
from lib.register.cells import name_key
from lib.worktime import WorkCalendar
from lib.worktime.period import Period

RULE_KEYS: tuple[str, ...] = tuple(rule.key for rule in RULES)
STATUSES: tuple[str, ...] = tuple(str(status) for status in Status)
JUDGED = (Status.MET, Status.LATE, Status.OVERDUE)  # the denominator of timeliness
ANSWERS = ("answer", "answer_high")
PREPARING = ("draft", "rework", "final")
_NAT = np.datetime64("NaT", "s")
_Part = Literal["cohort", "excluded", "duties"]
_LISTS = ("topic", "topic_group", "location", "network", "outcome")
_DECIDING = (Stage.DRAFTED, Stage.SENT_BACK, Stage.APPROVED, Stage.POSTED)  # what may follow a first draft
_DECISION = np.full(len(Stage) + 1, -1, np.int8)
_DECISION[[Stage.SENT_BACK, Stage.APPROVED]] = 0, 1
_NO_ROWS = pd.DataFrame(index=pd.Index([], dtype="int64", name="at"))

# How a value that is not given is shown, by dimension.
NOT_GIVEN: dict[str, str] = {
    "topic": "Тема не указана",
    "topic_group": "Без группы",
    "location": "Локация не указана",
    "network": "Источник не указан",
}


@dataclass(frozen=True)
class Facts:
    """The register as of `now`.

    cases: one row per case that exists at `now`, index «at» (position in `register.cases`), in register
    order. Columns: case, topic, topic_group, location, network, excluded_reason, outcome str ("" not given);
    by_word bool (answered at an unknown time, by a word of «Статус»);
    detected datetime64[s] and day datetime64[s] (midnight; NaT without a detection: of no month); timed
    bool (the hour of detection is known); outside bool (detected outside working hours; false where not
    timed); high, excluded bool; answered datetime64[s] (first answer of any kind, NaT none); finished
    datetime64[s] (first final answer), finished_before that of the case it repeats, chosen or not; sent,
    drafted, interim bool; returns, reworks int64; first_draft int8 (1 approved, 0 sent back, −1 not known);
    repeat bool; media "boolean"; mark float64 (NaN none).
    Of an excluded case only what stands in its row is told, no course of work.

    rows: the obligations with their columns (commands.md), index «at»; besides: day datetime64[s] of the
    case's detection, high bool, rule_code, status_code int8 (into RULE_KEYS, STATUSES), judged bool (it
    counts in timeliness: met, late or overdue, and there was a term to keep), noted bool (both of its ends
    are noted to the minute, so that `spent` is exact; never of a cancelled one); timed bool, answering
    float64: of a judged answer the working minutes to it, infinite while it is overdue (rules.md).

    line: the events that count. kept: what the register notes at all. since: the day of the first
    detection, NaT for an empty register.
    """

    register: Register
    now: np.datetime64
    cases: pd.DataFrame
    rows: pd.DataFrame
    line: Timeline
    kept: Kept
    calendar: WorkCalendar
    since: np.datetime64
    _chosen: dict[tuple[str, Period | None], pd.DataFrame] = field(default_factory=dict, repr=False)
    _masks: dict[tuple[str, Period | None], Array] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> np.datetime64:
        """The present day."""
        day: np.datetime64 = self.now.astype("M8[D]")
        return day

    def cohort(self, period: Period | None) -> pd.DataFrame:
        """Cases of the period that are processed (п. 18 apart); None: all, also those without a detection."""
        return self._kept("cohort", period)

    def excluded(self, period: Period) -> pd.DataFrame:
        """Cases of the period that must not be processed (п. 18)."""
        return self._kept("excluded", period)

    def duties(self, period: Period | None) -> pd.DataFrame:
        """Obligations of the period's cases; None: all."""
        return self._kept("duties", period)

    def columns(self, of: _Part, period: Period | None, *names: str) -> list[Array]:
        """These columns of `cohort`, `excluded` or `duties`, «at» for the index, without the frame itself."""
        frame, within = self._within(of, period)
        return [(frame.index if name == "at" else frame[name]).to_numpy()[within] for name in names]

    def _kept(self, of: _Part, period: Period | None) -> pd.DataFrame:
        """The frame's rows of the period; remembered, as every figure of a period asks for them."""
        key = of, period
        if key not in self._chosen:
            frame, within = self._within(of, period)
            self._chosen[key] = frame if within.all() else frame[within]
        return self._chosen[key]

    def _within(self, of: _Part, period: Period | None) -> tuple[pd.DataFrame, Array]:
        """The frame that it is a part of, and which rows are in it; remembered, too."""
        frame = self.rows if of == "duties" else self.cases
        key = of, period
        if key not in self._masks:
            mask = np.ones(len(frame), bool)
            if of != "duties":
                mask = frame["excluded"].to_numpy() == (of == "excluded")
            self._masks[key] = mask if period is None else mask & period.holds(frame["day"].to_numpy())
        return frame, self._masks[key]

    def _with(self, **changes: Any) -> Facts:
        """These facts with others in place of some; nothing is remembered of them yet."""
        return replace(self, **changes, _chosen={}, _masks={})

    def owed(self, obligations: pd.DataFrame, now: Any) -> Facts:
        """These facts of a `course` with the obligations as of `now`, no event having happened meanwhile."""
        rows = _rows(self, obligations, timeline(self.register, now), moment(now))
        return self._with(now=moment(now), rows=rows)

    def later(self, obligations: pd.DataFrame, now: Any) -> Facts:
        """The same facts some minutes later, nothing having happened meanwhile (`timeline.state`)."""
        rows = self.rows.assign(**{name: obligations[name].to_numpy() for name in ("spent", "late")})
        return self._with(now=moment(now), rows=rows)

    def until(self, period: Period) -> Facts:
        """These facts without the obligations of cases detected after the period, or nobody knows when."""
        return self._with(rows=self.rows[self.rows["day"].to_numpy() <= period.last])

    def reach(self, period: Period) -> bool:
        """Whether the register goes back to the period: otherwise there is nothing to compare with."""
        return bool(not np.isnat(self.since) and self.since <= period.last)

    def whole(self, period: Period) -> bool:
        """Whether the register covers the period from its first day on."""
        return bool(not np.isnat(self.since) and self.since <= period.first)

    def incomplete(self, period: Period) -> bool:
        """Whether the period is not over yet."""
        return bool(self.today <= period.last)

    def working_days(self, period: Period) -> Array:
        """Working days of the period that are over, from the register's first day on."""
        if np.isnat(self.since):
            return np.array([], "M8[D]")
        first = max(period.first, self.since, self.calendar.first.astype("M8[D]"))
        days = np.arange(first, max(first, min(period.last + 1, self.today)))
        result: Array = days[self.calendar.is_working_day(days)] if len(days) else days
        return result

    def where(
        self,
        *,
        topic_group: Collection[str] = (),
        topic: Collection[str] = (),
        location: Collection[str] = (),
        network: Collection[str] = (),
        importance: Importance = Importance.ALL,
    ) -> Facts:
        """The same facts of the chosen cases only; an empty choice lets everything through.

        A value that is not given is chosen by its words in NOT_GIVEN. The calendar, `now`, `since` and the
        events stay those of the whole register.
        """
        mask = np.ones(len(self.cases), bool)
        chosen = {"topic_group": topic_group, "topic": topic, "location": location, "network": network}
        for name, values in chosen.items():
            if values:
                mask &= labels(self.cases, name).isin(list(values)).to_numpy()
        if importance is not Importance.ALL:
            mask &= self.cases["high"].to_numpy() == (importance is Importance.HIGH)
        return self.only(mask)

    def only(self, mask: Array) -> Facts:
        """The same facts of those of its cases alone for which `mask` is true."""
        cases = self.cases[mask]
        kept = np.zeros(len(self.register.cases), bool)
        kept[cases.index.to_numpy()] = True
        return self._with(cases=cases, rows=self.rows[kept[self.rows.index.to_numpy()]])


def is_answered(cases: pd.DataFrame) -> Array:
    """Which cases have an answer of any kind, also one of which only «Статус» tells."""
    result: Array = cases["answered"].notna().to_numpy() | cases["by_word"].to_numpy()
    return result


def labels(cases: pd.DataFrame, dimension: str) -> pd.Series:
    """The values of a dimension (a key of NOT_GIVEN), with words where none is given."""
    return cases[dimension].mask(cases[dimension] == "", NOT_GIVEN[dimension])


def gather(register: Register, obligations: pd.DataFrame, now: Any = None) -> Facts:
    """The facts of a register as of `now`; `obligations` is `sla.assess(register, now)`, or `traced`.

    Without `now` it is the last moment that the obligations themselves know of: give it wherever an
    unfinished month, a backlog or a signal is shown.
    """
    present = _last_known(obligations) if now is None else moment(now)
    return course(register, present).owed(obligations, present)


def course(register: Register, now: Any) -> Facts:
    """The facts that follow from the events alone: no term that runs out touches them.

    They have no `rows`; who asks for a column of these fails.
    """
    present = moment(now)
    events = timeline(register, present)
    excluded = register.cases["excluded"].to_numpy()
    line = events.take(~events.idle & ~excluded[events.at])
    calendar = working_calendar(register, present)
    cases = _cases(register, events, line, calendar)
    return Facts(
        register,
        present,
        cases[~events.absent] if events.absent.any() else cases,
        _NO_ROWS,
        line,
        kept(register, events),
        calendar,
        np.fmin.reduce(events.detected, initial=_NAT).astype("M8[D]"),  # fmin passes NaT over
    )


def _last_known(obligations: pd.DataFrame) -> np.datetime64:
    times = pd.concat([obligations["opened"], obligations["closed"]])
    return moment("2000-01-01" if times.isna().all() else times.max())


def _first(line: Timeline, mask: Array, count: int) -> Array:
    """Per case, the position in the timeline of its first event with `mask`; −1 where there is none."""
    found = np.flatnonzero(mask)[::-1]
    result = np.full(count, -1)
    result[line.at[found]] = found  # reversed: the first one is written last
    return result


def _time(line: Timeline, position: Array) -> Array:
    if not len(line):
        return np.full(len(position), _NAT)
    return np.where(position >= 0, line.time[position], _NAT)


def _first_decision(line: Timeline, count: int) -> Array:
    """Per case: 1 if its first draft was approved, 0 if it was sent back, −1 where that is not known."""
    drafted = _first(line, line.stage == Stage.DRAFTED, count)
    after = np.arange(len(line)) > np.where(drafted >= 0, drafted, len(line))[line.at]
    ends = np.logical_or.reduce([line.stage == stage for stage in _DECIDING])
    end = _first(line, after & ends, count)
    decided: Array = _DECISION[np.append(line.stage, -1)[end]]  # −1, no event, reads the last
    return decided


def _cases(register: Register, events: Timeline, line: Timeline, calendar: WorkCalendar) -> pd.DataFrame:
    own = register.cases
    count = len(own)
    place = line.stage * np.int64(count) + line.at
    number = np.bincount(place, minlength=len(Stage) * count).reshape(len(Stage), count)
    posted = line.stage == Stage.POSTED
    finished = _time(line, _first(line, posted & (line.kind == Kind.FINAL), count))
    known = np.append(np.where(events.absent, _NAT, finished), _NAT)  # −1, no case, reads the last
    earlier = own["earlier"].to_numpy()
    untimed = np.zeros(count, bool)
    untimed[events.at[(events.stage == Stage.DETECTED) & events.dated]] = True
    detected = events.detected
    timed = ~np.isnat(detected) & ~untimed
    outside = np.zeros(count, bool)
    second = np.timedelta64(1, "s")
    outside[timed] = calendar.between(detected[timed], detected[timed] + second) == 0
    return pd.DataFrame(
        {
            "case": own["case"].array,
            **{name: _text(own[name].array) for name in _LISTS},
            "excluded_reason": own["excluded_reason"].array,
            "detected": detected,
            "day": detected.astype("M8[D]").astype("M8[s]"),
            "timed": timed,
            "outside": outside,
            "high": own["high"].to_numpy(),
            "excluded": own["excluded"].to_numpy(),
            "by_word": (own["said"].to_numpy() == Said.ANSWERED) & (number[Stage.POSTED] == 0),
            "answered": _time(line, _first(line, posted, count)),
            "finished": finished,
            "finished_before": known[earlier],
            "sent": number[Stage.SENT] > 0,
            "drafted": number[Stage.DRAFTED] > 0,
            "interim": np.bincount(line.at[posted & (line.kind != Kind.FINAL)], minlength=count) > 0,
            "returns": number[Stage.RETURNED],
            "reworks": number[Stage.SENT_BACK],
            "first_draft": _first_decision(line, count),
            "repeat": earlier >= 0,
            "media": own["media"].array,
            "mark": own["mark"].to_numpy(np.float64, na_value=np.nan),
        },
        index=pd.RangeIndex(count, name="at"),
        copy=False,
    )


def _text(words: pd.Categorical) -> ExtensionArray:
    """A list column as plain text, "" where nothing is given.

    Names that differ only in case, ё/е or spaces are one: they are told in the spelling that came first.
    """
    return written.texts(words, (name.strip() for name in spelled(words.categories.tolist())))


def spelled(names: Iterable[str]) -> list[str]:
    """Each name in the spelling that came first of those that are one (by case, ё/е, spaces)."""
    first: dict[str, str] = {}
    return [first.setdefault(name_key(name), name) for name in names]


def _united(words: pd.Categorical[Any]) -> pd.Categorical[Any]:
    names = words.categories.tolist()
    shown = spelled(names)
    if shown == names:
        return words
    places = pd.Index(list(dict.fromkeys(shown)))
    return pd.Categorical.from_codes(np.append(places.get_indexer(pd.Index(shown)), -1)[words.codes], places)


def _rows(facts: Facts, obligations: pd.DataFrame, events: Timeline, now: np.datetime64) -> pd.DataFrame:
    register, at = facts.register, obligations.index.to_numpy()
    day = np.full(len(register.cases), _NAT)
    day[facts.cases.index] = facts.cases["day"].to_numpy()
    status, rule, own = (obligations[name].array for name in ("status", "rule", "person"))
    told, person = sla.among(status, *JUDGED), _united(own)
    timed = sla.among(rule, *ANSWERS) & told
    ended = ~np.isnat(obligations["closed"].to_numpy())
    done = ended & ~sla.among(status, Status.CANCELLED)
    of_case = {
        "day": day[at],
        "high": register.cases["high"].to_numpy()[at],
        "rule_code": _codes(rule, RULE_KEYS),
        "status_code": _codes(status, STATUSES),
        "judged": told & ~np.isnat(obligations["due"].to_numpy()),
        "noted": _noted(register, obligations, done, events, now),
        "timed": timed,
        "answering": _answering(obligations, timed, ended, facts.calendar),
    }
    rows = obligations if person is own else obligations.assign(person=person)
    return pd.concat([rows, pd.DataFrame(of_case, index=rows.index, copy=False)], axis=1)


def _answering(obligations: pd.DataFrame, timed: Array, ended: Array, calendar: WorkCalendar) -> Array:
    """Working minutes from the detection to the first posting, also under a norm by the wall clock."""
    result = np.full(len(obligations), np.nan)
    done = timed & ended
    result[timed] = np.inf
    result[done] = obligations["spent"].to_numpy()[done]
    wall = done & sla.among(obligations["unit"].array, Unit.MINUTES)
    if wall.any():
        opened, closed = (obligations[name].to_numpy().astype("M8[s]")[wall] for name in ("opened", "closed"))
        result[wall] = calendar.between(opened, np.maximum(opened, closed))
    return result


def _codes(words: pd.Categorical, names: tuple[str, ...]) -> Array:
    places = np.array([names.index(name) for name in words.categories.tolist()], np.int8)
    result: Array = places[words.codes]
    return result


def _noted(
    register: Register, obligations: pd.DataFrame, done: Array, events: Timeline, now: np.datetime64
) -> Array:
    """Of what was `done`: by an event of its own, and neither end is known only by its date."""
    noted: Array = done & ~obligations["inferred"].to_numpy()
    if not events.dated.any():
        return noted
    traced = obligations if "ended" in obligations else sla.traced(register, now)
    dated = np.append(register.events["dated"].to_numpy(), False)  # −1, still open, reads the last
    vague = dated[traced["begun"].to_numpy()] | dated[traced["ended"].to_numpy()]
    if len(traced) == len(obligations):
        proven: Array = noted & ~vague
        return proven
    return noted & ~np.isin(obligations.index.to_numpy(), traced.index[vague])  # another moment's: be wary
