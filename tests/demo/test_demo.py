"""The demonstration register, read back through the product's own parser."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib import sla, worktime
from lib.base.errors import UsageError
from lib.demo import history, texts
from lib.demo import register as demo
from lib.duties import check
from lib.duties.live import live
from lib.figures import dynamics, repeats, signals, summary, surges
from lib.figures.alike.addresses import addresses
from lib.figures.chance.limits import Side
from lib.figures.facts import gather
from lib.law import schema
from lib.law.regulation import RULES, Kind
from lib.lists.signal_cases import recent
from lib.register import Register, parse
from lib.sheets import read
from lib.template import defaults
from lib.worktime import period
from lib.worktime.period import Period

NOON = datetime(2026, 11, 23, 12, 0)
MOMENTS = {
    "noon": NOON,
    "night": datetime(2026, 11, 24, 2, 30, 41),
    "saturday": datetime(2026, 11, 28, 15, 0),
    "1 january": datetime(2026, 1, 1, 12, 0),
    "first minute after the holidays": datetime(2026, 1, 12, 9, 0),
    "monday morning": datetime(2026, 11, 30, 8, 30),
    "lunch": datetime(2026, 7, 15, 13, 30),
    "friday evening": datetime(2026, 5, 8, 17, 30),
    "after the may holidays": datetime(2026, 5, 12, 9, 20),
    "a month's first day": datetime(2026, 12, 1, 10, 0),
    "leap day": datetime(2028, 2, 29, 10, 0),
    "new year": datetime(2024, 12, 31, 23, 59),
}


@pytest.fixture(scope="module", params=list(MOMENTS))
def shown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[datetime, Register]:
    now = MOMENTS[request.param]
    path = tmp_path_factory.mktemp("demo") / "register.xlsx"
    demo.write(path, now)
    return now, parse(read(path))


def test_the_check_finds_the_mistakes_made_on_purpose_and_nothing_else(
    shown: tuple[datetime, Register],
) -> None:
    now, register = shown
    problems = check.problems(register, now)
    problems = problems[problems["case"] != ""]  # the calendar of years to come is named without a case
    letters = {letter: name for (tab, name), letter in register.columns.items() if tab == schema.CASES.title}
    found = [
        (int(case), letters[re.sub(r"\d", "", cell)], level)
        for case, cell, level in zip(problems["case"], problems["cell"], problems["level"], strict=True)
    ]
    meant = [(mistake.case, mistake.field, mistake.level) for mistake in demo.build(now).mistakes]
    assert sorted(found) == sorted(meant)
    assert len(meant) == 9


def test_open_cases_stand_in_every_state(shown: tuple[datetime, Register]) -> None:
    now, register = shown
    obligations = sla.assess(register, now)
    states = set(zip(obligations["rule"], obligations["status"], strict=True))
    without = {("deputy_review", "overdue")}  # it has no norm of its own
    for rule in RULES:
        if rule.key == "return":
            continue  # a return is known only once it was made
        for status in ("running", "overdue", "met"):
            assert (rule.key, status) in states or (rule.key, status) in without
    board = live(register, now, obligations)
    assert set(board["status"]) == {"overdue", "soon", "running"}
    assert set(board["role"]) == {"curator", "executor", "deputy"}
    assert ((board["left"] > 0) & (board["reserve"] < 0)).any()  # not late yet, and will be
    assert 25 <= len(board) <= 40


def test_at_any_moment_something_is_late_something_next_and_something_to_approve(
    shown: tuple[datetime, Register],
) -> None:
    now, register = shown
    obligations = sla.assess(register, now)
    board = live(register, now, obligations)
    assert board["status"].value_counts().min() >= 4
    waiting = obligations[obligations["rule"].isin(["review", "deputy_review"])]
    assert (waiting["status"] == "running").sum() >= 3
    told = signals.promised(gather(register, obligations, now))
    assert told["broken"]
    assert told["today"] + told["open"] >= 3


def test_open_cases_lie_on_many_days(shown: tuple[datetime, Register]) -> None:
    """What still runs is of the last hours, what was forgotten some days back."""
    now, register = shown
    board = live(register, now, sla.assess(register, now))
    detected = register.events.query("stage == 0").set_index("at")["time"].reindex(board.index)
    days = detected.dt.normalize().value_counts()
    assert len(days) >= 7
    assert days.max() <= 10


def test_the_present_goes_on_as_the_past_went(shown: tuple[datetime, Register]) -> None:
    """The live cases are the last weeks' part of what is ordinary, not more of it."""
    now, register = shown
    obligations = sla.assess(register, now)
    facts = gather(register, obligations, now)
    today = np.datetime64(now, "D")
    cases = facts.cohort(None)
    days = (today - cases["day"].to_numpy().astype("M8[D]")).astype(int)
    age = days // 28
    weeks = np.bincount(age[age < 13], minlength=13)
    assert weeks[0] == pytest.approx(weeks[1:].mean(), rel=0.3)
    assert weeks[1] == pytest.approx(weeks[2:].mean(), rel=0.5)
    fortnight = np.count_nonzero((days >= 14) & (days < 28))
    assert fortnight > 0.55 * weeks[1:].mean() / 2  # not half empty by days
    high = np.bincount(age[age < 13], cases["high"].to_numpy()[age < 13])
    assert high[0] <= high[1:].max()
    present = summary.of(facts, period.month_of(now.date()))
    assert Side.ABOVE not in {opening.side for opening in present.openings}
    waiting = dynamics.backlog(facts, Period(now.date() - timedelta(days=28), now.date()))["waiting"]
    assert waiting.diff().max() <= 8
    answers = obligations[obligations["rule"] == "answer"]
    answers = answers[answers["status"].isin(["met", "late", "overdue"])]
    back = ((pd.Timestamp(now) - answers["opened"]).dt.days // 28).to_numpy()
    good = (answers["status"] == "met").groupby(back).mean()
    assert good[0] >= good.iloc[1:13].min() - 0.1


def test_the_only_surge_and_the_only_likely_repeat_are_those_put_there(
    shown: tuple[datetime, Register],
) -> None:
    now, register = shown
    facts = gather(register, sla.assess(register, now), now)
    found = surges.surges(facts)
    assert found.judged
    (surge,) = found.found.to_dict("records")
    assert (surge["level"], surge["location"]) == ("pair", "Заречье")
    assert found.fresh.empty
    likely = repeats.likely(facts, repeats.texts(register.cases["text"]), recent(facts))
    (unlinked,) = likely[~likely["linked"]].to_dict("records")
    assert unlinked["same_topic"]
    assert unlinked["same_place"]
    assert unlinked["same_address"]


def test_every_message_names_an_address_of_its_own(shown: tuple[datetime, Register]) -> None:
    _, register = shown
    rows = register.cases[~register.cases["excluded"] & (register.cases["earlier"] < 0)]
    told = Counter(addresses(text, str)[0][:2] for text in rows["text"])
    assert all(street and house for street, house in told)
    assert sorted(told.values())[-2:] == [1, 2]  # the planted repeat's is that of what it repeats


def test_nothing_lies_ahead_and_every_month_has_its_month_a_year_ago(
    shown: tuple[datetime, Register],
) -> None:
    now, register = shown
    assert register.events["time"].max() <= now
    assert len(register.cases) == demo.CASES
    detected = register.events.query("stage == 0")["time"]
    months = detected.dt.to_period("M").nunique()
    assert months >= history.MONTHS  # in the New Year holidays the present month has none yet
    first = pd.Period(detected.min(), "M")
    assert (pd.Period(now, "M") - first).n == history.MONTHS


def test_it_is_calibrated(shown: tuple[datetime, Register]) -> None:
    now, register = shown
    obligations = sla.assess(register, now)
    answers = obligations[(obligations["rule"] == "answer") & obligations["status"].isin(["met", "late"])]
    assert 120 <= answers["spent"].median() <= 180
    assert 0.08 <= (answers["status"] == "late").mean() <= 0.15
    cases = register.cases
    assert 0.02 < cases["high"].mean() < 0.08
    assert 0.05 < (cases["kind"] == Kind.INTERIM).mean() < 0.15
    assert 0.05 < (cases["repeat_of"] != "").mean() < 0.15
    assert (cases.loc[cases["repeat_of"] != "", "earlier"] >= 0).all()
    assert cases["excluded"].sum() >= 5
    assert register.events["journal"].sum() >= 50
    assert cases["mark"].notna().sum() > 100
    assert cases["outcome"].notna().sum() > 500
    assert cases["media"].notna().sum() > 900
    assert set(cases["network"].cat.categories) == set(texts.NETWORKS)


def test_seasons_and_a_surge(shown: tuple[datetime, Register]) -> None:
    now, register = shown
    cases, events = register.cases, register.events
    detected = events[events["stage"] == 0].set_index("at")["time"].reindex(cases.index)
    month, topic = detected.dt.month, cases["topic"]
    assert not ((topic == "Уборка снега") & month.between(5, 9)).any()
    assert not ((topic == "Покос травы") & month.isin([12, 1, 2])).any()
    last = cases[detected >= pd.Timestamp(now) - pd.Timedelta(days=21)]  # the New Year holidays among them
    pairs = last.groupby(["topic", "location"], observed=True).size()
    assert pairs.max() >= 8
    weekday = detected.dt.day_of_week.value_counts()
    assert weekday.loc[[0, 1, 2, 3, 4]].min() > 2 * weekday.reindex([5, 6], fill_value=0).max()


def test_it_is_plainly_invented(shown: tuple[datetime, Register]) -> None:
    _, register = shown
    assert "демонстрация" in register.settings.latest.organisation
    links = [*register.cases["url"], *register.cases["answer_url"]]
    links = [link for link in links if link and link != "vk.com/wall-000000_1"]
    assert all(link.startswith("https://example.org/") for link in links)
    assert len(set(links)) == len(links)
    text = " ".join(register.cases["text"])
    assert not re.search(r"\d{5}|@|\+7", text)
    assert "{" not in text


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        demo.write(tmp_path / name, NOON, 100, seed)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


@pytest.mark.parametrize("cases", [1, 5, 31, 39, 40, 200])
def test_any_number_of_cases(cases: int, tmp_path: Path) -> None:
    demo.write(tmp_path / "r.xlsx", NOON, cases)
    register = parse(read(tmp_path / "r.xlsx"))
    assert len(register.cases) == cases
    assert set(check.problems(register, NOON)["level"]) <= {"error", "warning"}


@pytest.mark.parametrize(("now", "cases"), [(NOON, 0), (NOON, -3), (datetime(1999, 1, 1), 10)])
def test_what_makes_no_sense_is_refused(now: datetime, cases: int) -> None:
    with pytest.raises(UsageError):
        demo.build(now, cases)


@pytest.mark.parametrize("now", list(MOMENTS.values()), ids=list(MOMENTS))
def test_ago_is_the_inverse_of_working_time(now: datetime) -> None:
    clock = history.Clock.at(now)
    calendar = worktime.calendar(worktime.DEFAULT, now.year - 1, now.year)
    for minutes in (1, 30, 300, 480, 2000):
        moment = clock.ago(minutes)
        assert calendar.between(np.datetime64(moment, "s"), np.datetime64(clock.now, "s")) == minutes


def test_every_topic_of_the_template_has_its_subject() -> None:
    topics = [topic for members in defaults.TOPICS.values() for topic in members]
    assert sorted(topics) == sorted(texts.SUBJECTS)
    assert {subject.executor for subject in texts.SUBJECTS.values()} <= set(texts.EXECUTORS)


def test_it_is_written_in_time(tmp_path: Path) -> None:
    start = time.process_time()
    demo.write(tmp_path / "r.xlsx", NOON)
    assert time.process_time() - start < 2
