"""What is kept beyond a minute is never stale: a page open for hours is the page that a newcomer gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.duties import advice, check
from lib.duties.timeline import happened, state, timeline
from lib.figures import dynamics, repeats, summary, surges
from lib.figures.amounts import dynamic
from lib.figures.facts import Facts, course, gather
from lib.lists.behind_a_number import options
from lib.lists.signal_cases import came_back
from lib.register import Register, parse
from lib.register.once import once_a_register
from lib.sources.tabs import Tabs
from lib.web.shell import store
from lib.worktime.period import Period, month_of
from tests.app import app, messages, serve
from tests.build import NOW, demonstration, facts_of, tabs

PAGES: dict[str, dict[str, str]] = {
    "now": {},
    "deputy": {},
    "people": {"period": "12m"},
    "topics": {"step": "day", "period": "3m"},
    "month": {"period": "2026-11"},
    "month, past": {"period": "2026-10"},
    "signals": {},
    "signals, head": {"signal": "head"},
    "signals, promises": {"signal": "promises"},
    "signals, lacks": {"signal": "lacks"},
    "signals, repeats": {"signal": "repeats"},
    "check": {},
    "cases": {"what": "steps", "period": "12m"},
    "cases, lacks": {"what": "lacks", "period": "12m"},
}
# Minutes after NOW, a Monday noon: a step runs out, working time ends, the next day has begun.
LATER = (1, 48, 195, 24 * 60 + 31)
QUICK = ("people",)  # tried with every change, the others with the slow tests


@cache
def known() -> Tabs:
    return demonstration(60)


@cache
def parsed() -> Register:
    return parse(known())


@once_a_register()
def texts(register: Register) -> repeats.Texts:
    return repeats.texts(register.cases["text"])


def opened(page: str) -> AppTest:
    at = app()
    for name, value in PAGES[page].items():
        at.query_params[name] = value
    return at.switch_page(f"pages/{page.partition(',')[0]}.py").run()


def told(at: AppTest) -> Iterator[bytes]:
    assert not at.exception
    for kind, message in messages(at):
        if kind == "download_button":
            continue  # the address of its file is another each time
        yield kind.encode() + message.SerializeToString(deterministic=True)


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=() if page in QUICK else pytest.mark.slow) for page in PAGES]
)
def test_a_page_open_for_hours_is_the_page_of_a_newcomer(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = pd.Timestamp(NOW)
    serve(monkeypatch, known())
    monkeypatch.setattr(store, "present", lambda _: now)
    kept = opened(page)
    shown = {}
    for minutes in LATER:
        now = pd.Timestamp(NOW) + pd.Timedelta(minutes=minutes)
        shown[minutes] = list(told(kept.run()))
    for minutes in LATER:
        now = pd.Timestamp(NOW) + pd.Timedelta(minutes=minutes)
        store.forget_all()
        assert shown[minutes] == list(told(opened(page))), minutes


def test_things_stand_while_only_minutes_pass() -> None:
    register = parse(
        tabs(
            {"case": 1, "detected": "23.11.2026 11:00", "sent": "23.11.2026 11:50"},
            {"case": 2, "detected": "23.11.2026 12:20"},
        )
    )

    def been(clock: str) -> str:
        return happened(timeline(register, f"2026-11-{clock}"), f"2026-11-{clock}")

    def at(clock: str) -> str:
        return state(been(clock), sla.assess(register, f"2026-11-{clock}"))

    assert at("23T12:00") == at("23T12:01") == at("23T12:14")
    assert at("23T12:14") != at("23T12:15")  # the second message is there, five minutes ahead
    assert at("23T15:59") != at("23T16:01")  # a term has run out
    assert been("23T15:59") == been("23T16:01") != been("23T12:14")  # which is no event
    assert at("24T20:00") == at("24T23:59") != at("25T00:00")


@given(st.integers(0, 3 * 24 * 60), st.integers(0, 6 * 60))
@settings(max_examples=20)
def test_a_course_holds_until_an_event_happens_and_takes_on_what_is_owed(begin: int, passed: int) -> None:
    register = parsed()
    first = pd.Timestamp(NOW) + pd.Timedelta(minutes=begin)
    later = first + pd.Timedelta(minutes=passed)
    found = course(register, first)
    if happened(timeline(register, first), first) != happened(timeline(register, later), later):
        return
    duties = sla.assess(register, later)
    told, whole = found.owed(duties, later), gather(register, duties, later)
    pd.testing.assert_frame_equal(told.cases, whole.cases)
    pd.testing.assert_frame_equal(told.rows, whole.rows)
    assert (told.now, told.kept, told.since) == (whole.now, whole.kept, whole.since)
    month = month_of("2026-11")
    for asked in NOTED:
        assert repr(asked(found, month)) == repr(asked(whole, month))
    for look in (check.problems, advice.advice):  # what is to be mended, too
        pd.testing.assert_frame_equal(look(register, first), look(register, later))


# What pages keep though terms run out (`Insight.noted`): asked of facts without obligations.
NOTED: tuple[Callable[[Facts, Period], Any], ...] = (
    lambda facts, month: surges.surges(facts),
    lambda facts, month: dynamics.counts(facts, month, "day"),
    lambda facts, month: dynamics.breakdown(facts, month, "topic"),
    dynamics.heat,
    dynamics.hours,
    dynamics.excluded,
    lambda facts, month: repeats.chains(facts),
    lambda facts, month: came_back(facts),
    lambda facts, month: options(facts, "location"),
    dynamic,
    lambda facts, month: repeats.likely(facts, texts(facts.register)),
    lambda facts, month: [repeats.answered_before(facts, texts(facts.register), at) for at in range(9)],
)


@pytest.mark.parametrize("month", ["2025-12", "2026-09", "2026-10", "2026-11"])
def test_a_month_asks_for_no_obligation_of_later_cases(month: str) -> None:
    facts, period = facts_of(parsed(), pd.Timestamp(NOW)), month_of(month)
    told, whole = summary.of(facts.until(period), period), summary.of(facts, period)
    for name, value in vars(whole).items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(getattr(told, name), value)
        else:
            assert repr(getattr(told, name)) == repr(value)
