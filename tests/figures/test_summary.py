"""The figures of the summary against `tests/oracle_summary.py`, control sums, and the fine points by hand."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from lib import sla
from lib.base.errors import UsageError
from lib.figures import doubt, dynamics, people, summary, tally
from lib.figures.amounts import amounts_of
from lib.figures.definitions import APART, FEW, FIGURE, FIGURES, Importance, Measure, share
from lib.figures.facts import NOT_GIVEN, Facts
from lib.lists.behind_a_number import answer
from lib.lists.question import of_figure
from lib.register import parse
from lib.words import statements
from lib.worktime.period import Period, month_of
from tests.build import NOW, facts_of, register

# --- control sums ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demonstration() -> Facts:
    from lib.demo import register as demo
    from lib.law import schema
    from lib.sources.tabs import Tabs
    from tests.build import tab

    content = demo.build(datetime(2026, 11, 23, 12), 400).content
    titles = {known.title: known for known in schema.TABS}
    parts = [tab(titles[title], rows) for title, rows in content.items() if title in titles]
    return facts_of(parse(Tabs("Демонстрация", tuple(parts))))


def test_hands_are_all_who_have_a_step(demonstration: Facts) -> None:
    steps = people.steps(demonstration, None)[["role", "person"]].drop_duplicates()
    found = people.hands(demonstration)
    assert sorted(found) == sorted(steps.itertuples(index=False, name=None))
    assert [role for role, _ in found] == sorted((role for role, _ in found), key=people.ROLES.index)


@pytest.mark.parametrize("month", ["2026-11", "2026-10", "2025-11", "2020-01"])
def test_control_sums(demonstration: Facts, month: str) -> None:
    told = summary.of(demonstration, month_of(month))
    total = {importance: told.value("cases", importance).current.value for importance in Importance}
    assert total[Importance.ALL] == total[Importance.ORDINARY] + total[Importance.HIGH]
    for frame in (
        told.topics,
        told.groups,
        told.locations,
        told.networks,
        told.importance,
        told.days,
        told.weeks,
    ):
        assert frame["cases"].sum() == total[Importance.ALL]
        assert (frame["cases"] == frame["ordinary"] + frame["high"]).all()
        assert frame["high"].sum() == total[Importance.HIGH]
    assert told.months["cases"].iloc[-1] == total[Importance.ALL]
    assert told.days["excluded"].sum() == told.value("excluded").current.value == told.excluded["cases"].sum()
    answered, waiting = (told.value(key).current.value for key in ("answered", "unanswered"))
    assert answered + waiting == total[Importance.ALL]
    assert told.outcomes["cases"].sum() == answered
    assert told.lacks["cases"].sum() == len(told.deficiencies)
    lacking = sum(told.value("deficiencies", importance).current.value for importance in APART)
    assert lacking == len(told.deficiencies)
    heat = dynamics.heat(demonstration, told.period)
    assert int(heat.to_numpy().sum()) == total[Importance.ALL]
    assert (
        int(dynamics.hours(demonstration, told.period).to_numpy().sum())
        == demonstration.cohort(told.period)["timed"].sum()
    )


@pytest.mark.parametrize("month", ["2026-11", "2020-01", None])
def test_columns_are_those_of_the_frame(demonstration: Facts, month: str | None) -> None:
    period = month_of(month) if month else None
    at, high, day = demonstration.columns("cohort", period, "at", "high", "day")
    cases = demonstration.cohort(period)
    assert at.tolist() == cases.index.tolist()
    assert high.tolist() == cases["high"].tolist()
    pd.testing.assert_series_equal(pd.Series(day), cases["day"].reset_index(drop=True), check_names=False)
    at, status = demonstration.columns("duties", period, "at", "status_code")
    assert at.tolist() == demonstration.duties(period).index.tolist()
    assert status.tolist() == demonstration.duties(period)["status_code"].tolist()


def test_steps_add_up_whichever_way_they_are_counted(demonstration: Facts) -> None:
    period = month_of("2026-11")
    told = summary.of(demonstration, period)
    steps = people.steps(demonstration, period)
    statuses = list(tally.COUNTS[1:])
    for table in (told.steps, steps, told.preparing):
        assert (table["total"] == table[statuses].sum(axis=1)).all()
        assert (table["good"] <= table["met"]).all()
    termed = steps[steps["limit"].notna()]
    assert (termed["judged"] == termed[["met", "late", "overdue"]].sum(axis=1)).all()
    assert (steps["judged"][steps["limit"].isna()] == 0).all()  # without a term nobody is in time
    assert steps["rule"][steps["limit"].isna()].unique().tolist() == ["deputy_review"]
    assert told.steps["total"].sum() == steps["total"].sum() == len(demonstration.duties(period))
    for importance in APART:
        high = importance is Importance.HIGH
        for key, rules in (
            ("answer", ("answer", "answer_high")),
            ("preparing", ("draft", "rework", "final")),
        ):
            for table in (told.steps, steps):
                mine = table[(table["high"] == high) & table["rule"].isin(rules)]
                assert mine[["good", "judged"]].sum().tolist() == [
                    told.value(key, importance).current.good,
                    told.value(key, importance).current.of,
                ]
    last = told.trend.iloc[-1]
    assert last["answer_ordinary_met"] == told.value("answer", Importance.ORDINARY).current.good
    assert last["preparing_high_judged"] == told.value("preparing", Importance.HIGH).current.of


def test_every_number_opens_the_cases_behind_it(demonstration: Facts) -> None:
    period = month_of("2026-11")
    for row in people.steps(demonstration, period).to_dict("records"):
        importance = Importance.HIGH if row["high"] else Importance.ORDINARY
        facts = demonstration.where(importance=importance)
        mine = {"role": row["role"], "person": row["person"], "rules": (row["rule"],)}
        for status in tally.COUNTS[1:]:
            assert len(people.behind(facts, period, **mine, statuses=(status,))) == row[status]
        assert len(people.behind(facts, period, **mine, only="judged")) == row["judged"]
        assert len(people.behind(facts, period, **mine, only="noted")) == row["measured"]


def test_the_months_make_the_whole(demonstration: Facts) -> None:
    """Every case and every obligation belongs to exactly one month, unless it has no detection."""
    months = pd.period_range("2024-01", "2026-11", freq="M")
    parts = [amounts_of(demonstration, month_of(month)) for month in months]
    whole = Period(datetime(2024, 1, 1).date(), datetime(2026, 12, 1).date())
    every = amounts_of(demonstration, whole)
    for (key, importance), amount in every.items():
        figure = FIGURE[key]
        if figure.measure in (Measure.SHARE, Measure.COUNT) and key not in ("backlog", "promised"):
            assert sum(part[key, importance].good for part in parts) == amount.good, key
            assert sum(part[key, importance].of for part in parts) == amount.of, key
    dated = demonstration.cases["day"].notna() & ~demonstration.cases["excluded"]
    assert every["cases", Importance.ALL].value == dated.sum()


def test_filters_take_the_register_apart(demonstration: Facts) -> None:
    period = month_of("2026-11")
    whole = amounts_of(demonstration, period)
    for name in NOT_GIVEN:
        values = dynamics.breakdown(demonstration, period, name)["value"]
        parts = [amounts_of(demonstration.where(**{name: (value,)}), period) for value in values]
        for key in ("answer", "preparing", "first_draft", "deficiencies"):
            for importance in APART:
                amount = whole[key, importance]
                assert sum(part[key, importance].good for part in parts) == amount.good
                assert sum(part[key, importance].of for part in parts) == amount.of


# --- the fine points, by hand ------------------------------------------------------------------------------

PLAIN = {"executor": "Исполнитель 1", "sent": "17.11.2026 09:10", "drafted": "17.11.2026 10:00"}


def test_a_case_belongs_to_the_month_of_its_detection_whenever_it_was_answered() -> None:
    found = register(
        {"case": 1, "detected": "31.10.2026 10:00", "posted": "02.11.2026 09:30"},
        {"case": 2, "posted": "02.11.2026 09:30"},  # without a detection: of no month
        {"case": 3, "detected": "24.11.2026 10:00"},  # ahead of now: it does not exist
        {"case": 4, "detected": "02.11.2026 10:00", "excluded": "угроза"},
    )
    facts = facts_of(found)
    october, november = (amounts_of(facts, month_of(month)) for month in ("2026-10", "2026-11"))
    assert october["cases", Importance.ALL].value == october["answered", Importance.ALL].value == 1
    assert november["cases", Importance.ALL].value == 0
    assert november["excluded", Importance.ALL].value == 1
    assert october["backlog", Importance.ALL].value == 1
    assert november["backlog", Importance.ALL].value == 0


def test_unproven_running_and_cancelled_are_in_no_share() -> None:
    base = {**PLAIN, "detected": "17.11.2026 09:00"}
    found = register(
        {"case": 1, **base, "approved": "17.11.2026 10:10", "posted": "17.11.2026 10:20"},
        {"case": 2, **base, "posted": "17.11.2026"},  # by its date alone: at the closing, after the term
        {"case": 3, "detected": "23.11.2026 11:00"},
        {"case": 4, **base, "approved": "17.11.2026 16:00", "posted": "17.11.2026 16:10"},
    )
    amounts = amounts_of(facts_of(found), month_of("2026-11"))
    answer = amounts["answer", Importance.ORDINARY]
    assert (answer.good, answer.of) == (1, 2)
    assert amounts["answer_median", Importance.ORDINARY].value == 80
    assert amounts["answer_p90", Importance.ORDINARY].value == 370
    assert amounts["answer_untimed", Importance.ORDINARY].value == 2  # case 2 not noted, case 3 still running
    assert amounts["unproven", Importance.ORDINARY].value == 2  # the answer and the review of case 2


def test_an_overdue_answer_is_longer_than_any() -> None:
    base = {**PLAIN, "detected": "17.11.2026 09:00"}
    done = {"approved": "17.11.2026 10:10", "posted": "17.11.2026 10:20"}
    quick = [{"case": number, **base, **done} for number in range(1, 8)]
    open_ones = [{"case": number, **base} for number in range(8, 10)]
    amounts = amounts_of(facts_of(register(*quick, *open_ones)), month_of("2026-11"))
    median, ninth = (amounts[key, Importance.ORDINARY] for key in ("answer_median", "answer_p90"))
    assert (median.value, median.of) == (80, 9)
    assert (ninth.value, ninth.of) == (math.inf, 9)


def test_times_to_answer_are_working_minutes_under_any_norm() -> None:
    """17.11 17:30 to 18.11 09:20 are 50 working minutes, whatever clock the norm is in."""
    base = {
        **PLAIN,
        "detected": "17.11.2026 17:30",
        "approved": "18.11.2026 09:10",
        "posted": "18.11.2026 09:20",
    }
    found = register({"case": 1, **base}, norms=[{"step": "Ответ", "limit": 2000, "unit": "мин"}])
    median = amounts_of(facts_of(found), month_of("2026-11"))["answer_median", Importance.ORDINARY]
    assert (median.value, median.of) == (50, 1)


def test_first_draft_repeats_and_outcomes() -> None:
    base = {**PLAIN, "detected": "17.11.2026 09:00", "answer_url": "https://x/1"}
    again = {"sent_back": "17.11.2026 10:10", "redrafted": "17.11.2026 10:30"}
    done = {"approved": "17.11.2026 10:40", "posted": "17.11.2026 10:50"}
    found = register(
        {"case": 1, **base, **done, "outcome": "Решено", "mark": 5, "media": "да"},
        {"case": 2, **base, **again, **done, "outcome": "Отказано", "mark": 4},
        {"case": 3, **base, "posted": "17.11.2026 10:50"},  # nobody noted what was decided
        {"case": 4, "detected": "19.11.2026 10:50", "repeat_of": 1},
        {"case": 5, "detected": "17.11.2026 09:50", "repeat_of": 1},  # before the answer
    )
    amounts = amounts_of(facts_of(found), month_of("2026-11"))

    def of(key: str) -> tuple[int, int]:
        amount = amounts[key, Importance.ORDINARY]
        return amount.good, amount.of

    assert of("first_draft") == (1, 2)
    assert of("reworked") == (1, 3)
    assert of("resolved") == (1, 2)
    assert of("media") == (1, 3)
    assert of("repeated") == (2, 5)
    assert amounts["mark", Importance.ORDINARY].value == 4.5
    assert amounts["came_back", Importance.ORDINARY].value == 1
    assert amounts["came_back_days", Importance.ORDINARY].value == 2.0


def test_who_wrote_again_after_an_answer_of_another_importance_is_in_the_list_too() -> None:
    done = {**PLAIN, "detected": "17.11.2026 09:00", "posted": "17.11.2026 10:50", "importance": "Повышенная"}
    facts = facts_of(
        register({"case": 1, **done}, {"case": 2, "detected": "19.11.2026 10:50", "repeat_of": 1})
    )
    told = amounts_of(facts, month_of("2026-11"))["came_back", Importance.ORDINARY]
    question = of_figure("came_back", Importance.ORDINARY, "2026-11")
    assert question
    assert told.value == len(answer(facts, question).table) == 1


def test_the_share_of_lateness_does_not_fall_on_the_last_hand() -> None:
    """The executor held the case an hour over the norm, the curator posted ten minutes late in all."""
    found = register(
        {
            "case": 1,
            "detected": "17.11.2026 09:00",
            "executor": "Исполнитель 1",
            "sent": "17.11.2026 09:30",
            "drafted": "17.11.2026 12:30",  # 180 minutes, two hours over
            "approved": "17.11.2026 14:00",  # 30 minutes, in time
            "posted": "17.11.2026 14:25",  # 25 minutes, ten over
        }
    )
    table = people.lateness(facts_of(found), month_of("2026-11")).set_index("role")
    assert table.loc["executor", ["over", "held"]].tolist() == [120.0, 180.0]
    assert table.loc["curator", ["over", "held"]].tolist() == [10.0, 30.0 + 30.0 + 25.0]
    assert table["share"].tolist() == pytest.approx([10 / 130, 120 / 130])


def test_the_deputy_has_no_term_but_the_answer_deadline_counts() -> None:
    found = register(
        {
            "case": 1,
            "importance": "Повышенная",
            "detected": "17.11.2026 09:00",
            "sent": "17.11.2026 09:05",
            "drafted": "17.11.2026 09:20",
            "escalated": "17.11.2026 09:30",
            "approved": "17.11.2026 10:30",  # the answer was due at 10:00
            "posted": "17.11.2026 10:35",
            "reported": "17.11.2026 09:05",
        }
    )
    table = people.lateness(facts_of(found), month_of("2026-11")).set_index("role")
    assert table.loc["deputy", ["over", "held"]].tolist() == [30.0, 60.0]
    assert table.loc["deputy", "share"] == 1.0


def test_names_that_differ_in_case_only_are_one() -> None:
    rows = [{"case": n, "detected": "17.11.2026 09:00"} for n in (1, 2, 3)]
    for row, topic, executor in zip(
        rows, ("Снег", "снег", "СНЕГ "), ("Ёлкин А. А.", "елкин А.А.", "Ёлкин А.А."), strict=True
    ):
        row |= {"topic": topic, "executor": executor, "sent": "17.11.2026 09:05"}
    facts = facts_of(register(*rows))
    period = month_of("2026-11")
    assert dynamics.breakdown(facts, period, "topic")[["value", "cases"]].values.tolist() == [["Снег", 3]]
    drafts = people.steps(facts, period)
    assert drafts[drafts["rule"] == "draft"]["total"].tolist() == [3]


def test_the_bounds_of_timeliness() -> None:
    found = register(
        {"case": 1, "detected": "17.11.2026 09:00", "posted": "17.11.2026 10:00"},
        {"case": 2, "detected": "17.11.2026 09:00", "posted": "17.11.2026"},  # unproven
        {"case": 3, "detected": "17.11.2026 09:00", "posted": "утром"},  # overdue, perhaps in time
        {"case": 4, "detected": "17.11.2026 09:00", "note": "#REF!"},  # overdue
        {"case": 5, "detected": "17.11.2026 09:00", "posted": "#Н/Д"},  # overdue, perhaps in time
    )
    answer, *_ = doubt.ranges(facts_of(found), month_of("2026-11"))
    assert (answer.shown.good, answer.shown.of) == (1, 4)
    assert (answer.worst.good, answer.worst.of) == (1, 5)
    assert (answer.best.good, answer.best.of) == (4, 5)
    assert answer.doubtful == 3


def test_the_backlog_of_each_day() -> None:
    found = register(
        {"case": 1, "detected": "17.11.2026 12:00", "posted": "19.11.2026 10:00", "kind": "Промежуточный"},
        {"case": 2, "detected": "18.11.2026 12:00"},
    )
    table = dynamics.backlog(facts_of(found), month_of("2026-11"))
    assert table.index[-1] == pd.Timestamp("2026-11-23")  # days ahead are left out
    assert table["waiting"].tolist()[15:20] == [0, 1, 2, 1, 1]
    assert table["oldest"].iloc[17] == 1.5
    assert table["promised"].tolist()[17:20] == [0, 1, 1]


def test_without_now_it_is_the_last_moment_that_is_known() -> None:
    found = register({"case": 1, "detected": "17.11.2026 09:00", "posted": "17.11.2026 10:00"})
    told = summary.month(found, sla.assess(found, NOW), "2026-11")
    assert told.now == np.datetime64("2026-11-17T10:00:00")
    assert told.incomplete
    assert not summary.month(
        found, sla.assess(found, NOW), pd.Period("2026-11", "M"), "2026-12-01T09:00"
    ).incomplete


def test_an_empty_register() -> None:
    found = register()
    told = summary.month(found, sla.assess(found, NOW), "2026-11", NOW)
    assert told.value("cases").current.value == 0
    assert told.value("cases").previous is None
    assert not told.value("answer", Importance.ORDINARY).current.known
    assert people.lateness(facts_of(found), None).empty
    assert people.quality(facts_of(found), None).empty


def test_compared_periods() -> None:
    october = month_of("2026-10")
    assert october.previous() == month_of("2026-09")
    assert october.year_ago() == month_of("2025-10")
    assert month_of(datetime(2024, 3, 31).date()).previous() == month_of("2024-02")
    week = Period(datetime(2026, 11, 16).date(), datetime(2026, 11, 23).date())
    assert week.previous().end == week.start
    assert week.year_ago().end - week.year_ago().start == week.end - week.start
    for wrong in ("2026-13", "октябрь", "2026-10-01"):
        with pytest.raises(UsageError):
            month_of(wrong)
    with pytest.raises(UsageError):
        Period(october.end, october.start)


def test_before_the_register_began_there_is_nothing_to_compare_with() -> None:
    found = register({"case": 1, "detected": "17.11.2026 09:00"}, {"case": 2, "detected": "20.10.2026 09:00"})
    told = summary.month(found, sla.assess(found, NOW), "2026-11", NOW)
    value = told.value("cases")
    assert value.previous is not None
    assert value.previous.value == 1
    assert value.year_ago is None
    assert told.partly == ("previous",)
    assert told.topics["previous"].tolist() == [1.0]
    assert told.topics["year_ago"].isna().all()


def test_every_figure_is_defined_and_told(demonstration: Facts) -> None:
    told = summary.of(demonstration, month_of("2026-11"))
    assert {value.figure for value in told.values} == set(FIGURES)
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)
    for figure in FIGURES:
        assert figure.definition.endswith(".")
        assert "\n" not in figure.definition
    for value in told.values:  # importance is never mixed in a share of work
        if value.figure.measure is Measure.SHARE:
            assert value.importance is not Importance.ALL
    assert share(9, FEW).few is False
    assert share(9, FEW - 1).few is True


def test_a_percentile_that_is_not_reached_is_said_so() -> None:
    base = {**PLAIN, "detected": "17.11.2026 09:00"}
    done = {"approved": "17.11.2026 10:10", "posted": "17.11.2026 10:20"}
    answered = [{"case": number, **base, **done} for number in range(1, 7)]
    late = [{"case": number, **base} for number in range(7, 12)]
    running = {"case": 99, "detected": "23.11.2026 11:00"}
    told = statements.statements(
        summary.of(facts_of(register(*answered, *late, running)), month_of("2026-11"))
    )
    assert told["speed"] == (
        "Половина ответов на обычные сообщения размещена не позднее чем через 1 ч 20 мин рабочего времени"
        " после выявления; размещено меньше девяти ответов из десяти, остальные просрочены (срок ещё идёт или"
        " время неизвестно: 1 сообщение)."
    )
    more = [{"case": number, **base} for number in range(12, 15)]
    told = statements.statements(summary.of(facts_of(register(*answered, *late, *more)), month_of("2026-11")))
    assert told["speed"] == "На обычные сообщения размещено меньше половины ответов, остальные просрочены."


@pytest.mark.parametrize(
    ("answered", "late", "sentence"),
    [
        (1, 0, "Ответ на обычное сообщение размещён не позднее чем через 1 ч 20 мин"),
        (2, 0, "Оба ответа на обычные сообщения размещены не позднее чем через 1 ч 20 мин"),
        (9, 0, "Все 9 ответов на обычные сообщения размещены не позднее чем через 1 ч 20 мин"),
        (0, 1, "Ответ на обычное сообщение просрочен."),
        (4, 5, "На обычные сообщения размещены не все ответы: есть просроченные, всего сообщений — 9."),
    ],
)
def test_of_fewer_than_ten_answers_no_half_is_told(answered: int, late: int, sentence: str) -> None:
    base = {**PLAIN, "detected": "17.11.2026 09:00"}
    done = {"approved": "17.11.2026 10:10", "posted": "17.11.2026 10:20"}
    rows = [{"case": n, **base, **(done if n <= answered else {})} for n in range(1, answered + late + 1)]
    told = statements.statements(summary.of(facts_of(register(*rows)), month_of("2026-11")))["speed"]
    assert told == (sentence if late else f"{sentence} рабочего времени после выявления.")
