"""Working time: hand-made answers by clause, the slow oracle, the published calendars, bad schedules."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import holidays
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from lib.base import errors
from lib.worktime import (
    DEFAULT,
    KNOWN_YEARS,
    LedgerLine,
    Override,
    Schedule,
    WorkCalendar,
    calendar,
    check,
    coverage,
)
from tests.oracle import worktime as oracle


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def usual() -> WorkCalendar:
    return calendar(DEFAULT, 2019, 2028)


# -- answers worked out by hand, with a wall calendar --------------------------------------------

DEADLINES = [
    ("п. 9: 4 hours end at the break", "2026-11-23 09:00", 240, "2026-11-23 13:00"),
    ("п. 9: over the break", "2026-11-23 10:00", 240, "2026-11-23 15:00"),
    ("п. 9: into the next day", "2026-11-23 16:30", 240, "2026-11-24 11:30"),
    ("п. 9: over the weekend", "2026-11-27 16:30", 240, "2026-11-30 12:30"),
    ("п. 9: found on a Saturday", "2026-11-28 12:00", 240, "2026-11-30 13:00"),
    ("п. 9: shortened Tuesday, holiday on Wednesday", "2026-11-03 16:00", 240, "2026-11-05 12:00"),
    ("п. 9: over the New Year", "2026-12-30 17:00", 240, "2027-01-11 12:00"),
    ("п. 9: into a worked Saturday", "2024-04-26 16:30", 240, "2024-04-27 12:30"),
    ("п. 9: the vote of 2020", "2020-06-30 17:00", 240, "2020-07-02 12:00"),
    ("п. 10: an hour from the break", "2026-11-23 13:30", 60, "2026-11-23 15:00"),
    ("п. 10: Friday closes at five", "2026-11-27 16:30", 60, "2026-11-30 09:30"),
    ("п. 7: before the opening", "2026-11-23 07:15", 30, "2026-11-23 09:30"),
    ("п. 7: after the closing", "2026-11-23 20:00", 30, "2026-11-24 09:30"),
    ("п. 8: at the closing minute", "2026-11-27 17:00", 15, "2026-11-30 09:15"),
    ("clocks: a deadline on the closing minute is that minute", "2026-11-27 16:30", 30, "2026-11-27 17:00"),
    ("clocks: to its last second", "2026-11-27 16:59:59", 1 / 60, "2026-11-27 17:00"),
    ("clocks: and a second later it is not", "2026-11-27 16:30:01", 30, "2026-11-30 09:00:01"),
    ("clocks: seconds over a weekend", "2026-11-27 16:59:30", 1, "2026-11-30 09:00:30"),
    ("clocks: half a minute", "2026-11-23 12:59:45", 0.5, "2026-11-23 14:00:15"),
    ("worked and shortened Saturday to its end", "2025-10-31 16:00", 480, "2025-11-01 17:00"),
    ("and past it, over two days off", "2025-10-31 16:00", 481, "2025-11-05 09:01"),
    ("nothing to add, inside", "2026-11-23 10:00:07", 0, "2026-11-23 10:00:07"),
    ("nothing to add, at the closing: the next opening", "2026-11-27 17:00", 0, "2026-11-30 09:00"),
    ("2028: only the statutory holidays are off", "2028-05-08 17:00", 120, "2028-05-10 10:00"),
]


@pytest.mark.parametrize(("why", "start", "minutes", "due"), DEADLINES, ids=[row[0] for row in DEADLINES])
def test_deadline(why, start, minutes, due):
    assert usual().add(at(start), minutes) == np.datetime64(due, "s")
    assert usual().between(at(start), at(due)) == minutes


SPANS = [
    ("a week", "2026-11-23 00:00", "2026-11-30 00:00", 2340),
    ("the break is not counted", "2026-11-23 12:50", "2026-11-23 14:10", 20),
    ("fine print 11: 18:10 is not late", "2026-11-23 18:00", "2026-11-23 18:10", 0),
    ("fine print 11: nor is 09:00:00 next morning", "2026-11-23 18:00", "2026-11-24 09:00", 0),
    ("fine print 11: a second later it is", "2026-11-23 18:00", "2026-11-24 09:00:01", 1 / 60),
    ("fine print 12: an end before its start", "2026-11-23 15:00", "2026-11-23 14:00", 0),
    ("the same instant", "2026-11-23 15:00", "2026-11-23 15:00", 0),
    ("a holiday", "2026-11-04 00:00", "2026-11-05 00:00", 0),
    ("a shortened day", "2026-11-03 00:00", "2026-11-04 00:00", 420),
    ("a worked Saturday has Monday's hours", "2024-04-27 00:00", "2024-04-28 00:00", 480),
    ("a worked Saturday, shortened", "2025-11-01 00:00", "2025-11-02 00:00", 420),
]


@pytest.mark.parametrize(("why", "start", "end", "minutes"), SPANS, ids=[row[0] for row in SPANS])
def test_span(why, start, end, minutes):
    assert usual().between(at(start), at(end)) == minutes


DAYS = [
    ("п. 15: Monday to Monday", "2026-11-23 10:00", 5, "2026-11-30 18:00"),
    ("п. 15: ends on a Friday", "2026-11-20 10:00", 5, "2026-11-27 17:00"),
    ("п. 15: from a Saturday", "2026-11-21 10:00", 5, "2026-11-27 17:00"),
    ("п. 15: ends on a shortened day", "2026-10-27 08:00", 5, "2026-11-03 17:00"),
    ("п. 15: over a holiday", "2026-11-02 23:59:59", 2, "2026-11-05 18:00"),
    ("п. 15: a worked Saturday counts", "2024-04-26 16:30", 1, "2024-04-27 18:00"),
    ("п. 15: over the May holidays of 2024", "2024-04-26 16:30", 5, "2024-05-07 18:00"),
    ("п. 15: over the New Year", "2026-12-30 00:00", 1, "2027-01-11 18:00"),
]


@pytest.mark.parametrize(("why", "start", "days", "due"), DAYS, ids=[row[0] for row in DAYS])
def test_working_days(why, start, days, due):
    assert usual().add_days(at(start), days) == np.datetime64(due, "s")


SATURDAYS = replace(DEFAULT, hours=(*DEFAULT.hours[:5], (600, 840), None))
NO_MONDAY = replace(DEFAULT, hours=(None, (480, 960), (540, 1080), None, None, None, None))


def with_day(day: str, kind: str, hours=None, base: Schedule = DEFAULT) -> Schedule:
    return replace(base, overrides=(Override(date.fromisoformat(day), kind, hours),))


# Fine print 14: schedule, day, opening–closing ("" on a day off), working minutes.
FINE_PRINT_14 = [
    ("worked Saturday takes Monday's", DEFAULT, "2024-04-27", "09:00–18:00", 480),
    ("less the shortening", DEFAULT, "2024-11-02", "09:00–17:00", 420),
    ("Monday has none: the first that has any", NO_MONDAY, "2024-04-27", "08:00–16:00", 420),
    ("worked Saturday that has hours keeps them", SATURDAYS, "2024-04-27", "10:00–13:00", 180),
    ("a shortened one with hours is shortened", SATURDAYS, "2024-11-02", "10:00–13:00", 180),
    ("short alone makes no working day", NO_MONDAY, "2026-04-30", "", 0),
    ("statutory holiday on a worked weekday", SATURDAYS, "2022-01-08", "", 0),
    ("an ordinary Saturday with hours", SATURDAYS, "2022-01-15", "10:00–13:00", 180),
    ("transferred day off", DEFAULT, "2024-04-29", "", 0),
    ("outside the calendar: no transfer known", DEFAULT, "2028-01-10", "09:00–18:00", 480),
    ("outside the calendar: statutory holiday", DEFAULT, "2028-06-12", "", 0),
    ("sheet: off", with_day("2026-11-23", "off"), "2026-11-23", "", 0),
    ("sheet: off ignores hours", with_day("2026-11-23", "off", (540, 600)), "2026-11-23", "", 0),
    ("sheet: work on a Saturday", with_day("2026-11-28", "work"), "2026-11-28", "09:00–18:00", 480),
    ("sheet: short on a Saturday", with_day("2026-11-28", "short"), "2026-11-28", "09:00–17:00", 420),
    ("sheet: short on a Friday", with_day("2026-11-27", "short"), "2026-11-27", "09:00–16:00", 360),
    ("sheet: work on a holiday", with_day("2026-11-04", "work"), "2026-11-04", "09:00–18:00", 480),
    ("sheet: work cancels a shortening", with_day("2026-11-03", "work"), "2026-11-03", "09:00–18:00", 480),
    (
        "sheet: hours, the break still taken out",
        with_day("2026-11-23", "work", (600, 960)),
        "2026-11-23",
        "10:00–16:00",
        300,
    ),
    (
        "sheet: short with hours is not shortened further",
        with_day("2026-11-23", "short", (540, 780)),
        "2026-11-23",
        "09:00–13:00",
        240,
    ),
    (
        "hours that end in the break close before it",
        with_day("2026-11-23", "work", (540, 810)),
        "2026-11-23",
        "09:00–13:00",
        240,
    ),
    (
        "hours inside the break leave no working day",
        with_day("2026-11-23", "work", (780, 840)),
        "2026-11-23",
        "",
        0,
    ),
    (
        "a shortening longer than the day",
        replace(DEFAULT, short_minutes=600),
        "2026-11-03",
        "",
        0,
    ),
    (
        "the later row of one day stands",
        replace(
            DEFAULT,
            overrides=(Override(date(2026, 11, 23), "work"), Override(date(2026, 11, 23), "off")),
        ),
        "2026-11-23",
        "",
        0,
    ),
    (
        "open to midnight",
        Schedule(hours=((480, 1440), *(None,) * 6), breaks=()),
        "2026-11-23",
        "08:00–24:00",
        960,
    ),
]


@pytest.mark.parametrize(
    ("why", "schedule", "day", "hours", "minutes"),
    FINE_PRINT_14,
    ids=[row[0] for row in FINE_PRINT_14],
)
def test_day(why, schedule, day, hours, minutes):
    clock = calendar(schedule, 2022, 2028)
    when = date.fromisoformat(day)
    midnight = np.datetime64(day, "s")
    assert clock.is_working_day(when) == (minutes > 0)
    assert clock.between(midnight, midnight + np.timedelta64(1, "D")) == minutes
    if not hours:
        assert np.isnat(clock.open_of(when))
        assert np.isnat(clock.close_of(when))
        return
    opening, closing = (
        midnight + np.timedelta64(int(edge[:2]) * 60 + int(edge[3:]), "m") for edge in hours.split("–")
    )
    assert (clock.open_of(when), clock.close_of(when)) == (opening, closing)


# -- against the oracle ---------------------------------------------------------------------------


@st.composite
def intervals(draw, step: int) -> tuple[int, int]:
    start = draw(st.integers(0, 1440 // step - 1))
    return start * step, draw(st.integers(start + 1, 1440 // step)) * step


@st.composite
def schedules(draw, around: date) -> Schedule:
    step = draw(st.sampled_from((1, 7, 12, 15, 30, 60)))
    if 1440 % step:
        step = 1
    edges = sorted(draw(st.sets(st.integers(0, 1440 // step), max_size=6)))
    breaks = tuple((edges[number] * step, edges[number + 1] * step) for number in range(0, len(edges) - 1, 2))
    hours = tuple(
        draw(st.one_of(st.just((540, 1080)), st.none(), intervals(step), st.just((0, 1440))))
        for _ in range(7)
    )
    overrides = tuple(
        Override(
            around + timedelta(days=draw(st.integers(-2, 12))),
            draw(st.sampled_from(("off", "work", "short"))),
            draw(st.none() | intervals(step)),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    return Schedule(hours, breaks, draw(st.sampled_from((0, 60, 61, 600))), overrides)


# Days around which the calendar is busy: New Year, May, transferred days, worked Saturdays, and 2028.
BUSY = [
    date(2019, 12, 28), date(2020, 6, 27), date(2021, 2, 18), date(2024, 4, 25), date(2024, 10, 30),
    date(2024, 12, 26), date(2025, 10, 29), date(2026, 11, 1), date(2027, 12, 29), date(2028, 2, 21),
]  # fmt: skip


@st.composite
def cases(draw) -> tuple[Schedule, datetime, datetime]:
    around = draw(st.sampled_from(BUSY))
    schedule = draw(st.just(DEFAULT) | schedules(around))
    start = datetime(around.year, around.month, around.day) + timedelta(
        seconds=draw(st.integers(0, 5 * 86_400) | st.integers(0, 120).map(lambda hour: hour * 3600))
    )
    end = start + timedelta(seconds=draw(st.integers(-100, 7 * 86_400)))
    return schedule, start, end


PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def build(schedule: Schedule, year: int) -> WorkCalendar:
    try:
        return calendar(schedule, year, year + 1)
    except errors.CalendarError:
        assume(False)
        raise


@PROPERTY
@given(cases(), st.floats(0, 1))
@example((DEFAULT, at("2024-04-26 16:59:59"), at("2024-05-03 17:00:01")), 1.0)
def test_matches_the_minute_by_minute_walk(case, share):
    schedule, start, end = case
    clock = build(schedule, start.year)
    seconds = oracle.between(schedule, start, end)
    assert clock.between(start, end) == seconds / 60
    some = int(seconds * share)
    if seconds > 0:
        due = clock.add(start, some / 60)
        assert due.item() == oracle.add(schedule, start, some)
        assert clock.between(start, due) == some / 60
        ledger = clock.explain(start, some / 60)
        assert sum(round(line.minutes * 60) for line in ledger) == some
        if some:
            assert ledger[-1].end == due.item()
    for day in {start.date(), end.date()}:
        closing = oracle.close_of(schedule, day)
        assert clock.close_of(day).item() == closing
        assert clock.is_working_day(day) == (closing is not None)


@PROPERTY
@given(cases(), st.integers(0, 200_000))
def test_between_undoes_add(case, seconds):
    schedule, start, _ = case
    clock = build(schedule, start.year)
    try:
        due = clock.add(start, seconds / 60)
    except errors.CalendarError:
        return  # a week with so few minutes that the deadline leaves the years
    assert clock.between(start, due) == seconds / 60
    if seconds:
        assert clock.between(start, due - 1) < seconds / 60  # the earliest such instant
    else:
        assert due == clock.next_open(start)


@PROPERTY
@given(cases(), st.integers(1, 4))
def test_add_days_matches_the_walk(case, days):
    schedule, start, _ = case
    clock = build(schedule, start.year)
    due = clock.add_days(start, days).item()
    assert due == oracle.add_days(schedule, start, days)
    counted = [line for line in clock.explain_days(start, days) if line.minutes]
    assert len(counted) == days
    assert counted[-1].end == due


def test_arrays_longer_than_a_block_match_single_calls():
    clock = usual()
    random = np.random.default_rng(82)
    start = clock.first + random.integers(0, 8 * 365 * 86_400, 70_000)
    end = start + random.integers(-86_400, 20 * 86_400, 70_000)
    minutes = random.integers(0, 36_000, 70_000) / 60
    spans, dues, days = clock.between(start, end), clock.add(start, minutes), clock.add_days(start, 5)
    np.testing.assert_array_equal(clock.between(start, dues), minutes)
    for row in range(0, 70_000, 977):
        assert spans[row] == clock.between(start[row], end[row])
        assert dues[row] == clock.add(start[row], minutes[row])
        assert days[row] == clock.add_days(start[row], 5)


def test_a_century_open_day_and_night_does_not_overflow():
    clock = calendar(Schedule(hours=((0, 1440),) * 7, breaks=()), 1960, 2100)
    random = np.random.default_rng(14)
    start = clock.first + random.integers(0, 60 * 365 * 86_400, 1_000)
    minutes = random.integers(0, 70 * 340 * 1440 * 60, 1_000) / 60
    np.testing.assert_array_equal(clock.between(start, clock.add(start, minutes)), minutes)
    with pytest.raises(errors.CalendarError):
        clock.add(start, 1e12)


# -- the published calendars ------------------------------------------------------------------------


def known_days() -> np.ndarray:
    return np.arange(f"{KNOWN_YEARS[0]}-01-01", f"{KNOWN_YEARS[-1] + 1}-01-01", dtype="datetime64[D]")


def test_calendar_agrees_with_the_holidays_library():
    russia = holidays.country_holidays("RU", years=KNOWN_YEARS)
    days = known_days()
    expected = np.array([russia.is_working_day(day) for day in days.astype(object)])
    differ = days[usual().is_working_day(days) != expected]
    assert differ.astype(str).tolist() == ["2020-07-01"]  # the vote: the library lacks it


# Working days and hours of a 40-hour week, as the reference systems print them for each year.
@pytest.mark.parametrize(
    ("year", "days", "hours"),
    [
        (2019, 247, 1970),
        (2021, 247, 1972),
        (2022, 247, 1973),
        (2023, 247, 1973),
        (2024, 248, 1979),
        (2025, 247, 1972),
        (2026, 247, 1972),
    ],
)
def test_year_has_the_published_number_of_working_hours(year, days, hours):
    forty_hours = replace(DEFAULT, hours=((540, 1080),) * 5 + (None, None))
    clock = calendar(forty_hours, year, year)
    assert clock.between(clock.first, clock.last) == hours * 60
    all_days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    assert clock.is_working_day(all_days).sum() == days


def test_coverage_names_years_and_the_end():
    times = np.array(["2018-05-01T10:00", "2026-01-01T10:00", "NaT", "2028-01-01T00:00"], "datetime64[s]")
    found = coverage(times, at("2027-11-15 23:00"))
    assert found.unknown_years == (2018, 2028)
    assert found.last_day == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("now", "left", "ending"),
    [("2027-11-15 23:00", 46, False), ("2027-11-16 00:00", 45, True), ("2028-01-02 00:00", -2, True)],
)
def test_coverage_warns_45_days_before_the_end(now, left, ending):
    found = coverage([], at(now))
    assert (found.unknown_years, found.days_left, found.ending) == ((), left, ending)


# -- the ledger -------------------------------------------------------------------------------------


def ledger(schedule: Schedule, start: str, minutes: float) -> list[str]:
    return told(calendar(schedule, 2024, 2027).explain(at(start), minutes))


def told(lines: list[LedgerLine]) -> list[str]:
    def clock(moment, day):
        if moment is None:
            return "-"
        return f"{moment:%H:%M}" if moment.date() == day else f"{moment:%d.%m %H:%M}"

    return [
        f"{line.day:%d.%m} {clock(line.start, line.day)} {clock(line.end, line.day)}"
        f" {line.minutes:g} {line.reason}".rstrip()
        for line in lines
    ]


def test_ledger_names_the_break_and_every_skipped_day():
    schedule = with_day("2024-05-02", "off")
    schedule = replace(schedule, overrides=(*schedule.overrides, Override(date(2024, 5, 3), "short")))
    assert ledger(schedule, "2024-04-27 12:30", 420 + 30) == [
        "27.04 12:30 13:00 30 рабочая суббота",
        "27.04 13:00 14:00 0 перерыв",
        "27.04 14:00 18:00 240 рабочая суббота",
        "28.04 - - 0 выходной",
        "29.04 - - 0 перенесённый выходной",
        "30.04 - - 0 перенесённый выходной",
        "01.05 - - 0 праздничный день (Праздник Весны и Труда)",
        "02.05 - - 0 выходной по листу «Календарь»",
        "03.05 09:00 12:00 180 сокращённый день по листу «Календарь»",
    ]


@pytest.mark.parametrize(
    ("start", "minutes", "lines"),
    [
        ("2026-11-23 08:10", 15, ["23.11 08:10 09:00 0 до начала рабочего дня", "23.11 09:00 09:15 15"]),
        ("2026-11-23 13:20", 5, ["23.11 13:20 14:00 0 перерыв", "23.11 14:00 14:05 5"]),
        (
            "2026-11-23 18:00",
            5,
            ["23.11 18:00 24.11 00:00 0 после окончания рабочего дня", "24.11 09:00 09:05 5"],
        ),
        ("2026-11-23 12:00", 60, ["23.11 12:00 13:00 60"]),
        ("2026-11-03 16:00", 60, ["03.11 16:00 17:00 60 сокращённый день"]),
        (
            "2026-11-28 12:00",
            15,
            ["28.11 - - 0 выходной", "29.11 - - 0 выходной", "30.11 09:00 09:15 15"],
        ),
        ("2026-11-23 09:00", 5, ["23.11 09:00 09:05 5"]),
        ("2026-11-23 14:00", 5, ["23.11 14:00 14:05 5"]),
        ("2026-11-23 10:00", 0, []),
    ],
)
def test_ledger_lines(start, minutes, lines):
    assert ledger(DEFAULT, start, minutes) == lines


def test_ledger_ends_with_a_day_that_is_worked_until_midnight():
    assert ledger(Schedule(((9 * 60, 24 * 60),) * 7, ()), "2026-11-23 23:00", 60) == [
        "23.11 23:00 24.11 00:00 60"
    ]


def test_ledger_of_a_day_that_a_shortening_empties():
    assert ledger(replace(DEFAULT, short_minutes=600), "2026-11-03 10:00", 5)[0] == (
        "03.11 - - 0 сокращённый день, рабочего времени не остаётся"
    )


def test_ledger_of_working_days_does_not_count_the_first():
    lines = usual().explain_days(at("2026-11-02 10:00"), 2)
    assert told(lines) == [
        "02.11 - - 0 день события не считается",
        "03.11 09:00 17:00 420 сокращённый день",
        "04.11 - - 0 праздничный день (День народного единства)",
        "05.11 09:00 18:00 480",
    ]


# -- what comes in, what goes out -------------------------------------------------------------------


def test_scalars_give_scalars_and_missing_stays_missing():
    clock = usual()
    due = clock.add(pd.Timestamp("2026-11-23 10:00:00.9"), 5)
    assert isinstance(due, np.datetime64)
    assert due == np.datetime64("2026-11-23T10:05:00")
    assert isinstance(clock.between(at("2026-11-23 10:00"), at("2026-11-23 10:05")), np.float64)
    assert np.isnat(clock.add(pd.NaT, 5))
    assert np.isnat(clock.add(at("2026-11-23 10:00"), float("nan")))
    assert np.isnat(clock.add_days(None, 5))
    assert np.isnan(clock.between(at("2026-11-23 10:00"), np.datetime64("NaT")))
    assert not clock.is_working_day(np.datetime64("NaT"))
    assert np.isnat(clock.close_of(np.datetime64("NaT")))


def test_a_missing_day_is_none_even_where_the_first_day_of_all_is_worked():
    clock = calendar(with_day("2026-01-01", "work"), 2026, 2026)
    days = np.array(["NaT", "2026-01-01", "2026-01-03"], "datetime64[D]")
    assert clock.is_working_day(days).tolist() == [False, True, False]
    assert clock.is_working_day(days).dtype == np.bool_
    assert np.isnat(clock.open_of(days)).tolist() == [True, False, True]
    assert np.isnat(clock.close_of(days)).tolist() == [True, False, True]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_series_of_any_resolution(unit):
    clock = usual()
    times = pd.Series(["2026-11-23 10:00", None, "2026-11-28 10:00"]).astype(f"datetime64[{unit}]")
    opening = np.array(["2026-11-23T10:00", "NaT", "2026-11-30T09:00"], dtype="datetime64[s]")
    np.testing.assert_array_equal(clock.next_open(times), opening)
    np.testing.assert_array_equal(
        clock.add(times, [60, 60, np.nan]),
        np.array(["2026-11-23T11:00", "NaT", "NaT"], dtype="datetime64[s]"),
    )
    np.testing.assert_array_equal(clock.between(times, at("2026-11-30 10:00")), [2340, np.nan, 60])
    np.testing.assert_array_equal(
        clock.add_days(times, [1, 1, np.nan]),
        np.array(["2026-11-24T18:00", "NaT", "NaT"], dtype="datetime64[s]"),
    )


def test_columns_are_broadcast_and_may_be_empty():
    clock = usual()
    none = np.array([], dtype="datetime64[s]")
    assert clock.add(none, 5).shape == (0,)
    assert clock.between(none, at("2026-11-23 10:00")).shape == (0,)
    starts = np.array([["2026-11-23T10:00"], ["2026-11-23T17:30"]], dtype="datetime64[s]")
    assert clock.add(starts, [30, 60]).astype(str).tolist() == [
        ["2026-11-23T10:30:00", "2026-11-23T11:00:00"],
        ["2026-11-23T18:00:00", "2026-11-24T09:30:00"],
    ]
    assert clock.between(at("2026-11-23 10:00"), starts[:, 0]).tolist() == [0, 390]


def test_inputs_are_left_as_they_were():
    starts = np.array(["2026-11-23T10:00", "NaT"], dtype="datetime64[s]")
    starts.setflags(write=False)
    minutes = np.array([np.nan, 5.0])
    minutes.setflags(write=False)
    usual().add(starts, minutes)
    usual().between(starts, starts)


def test_fractions_are_rounded_to_the_second():
    third = 4 / 3  # hours of п. 7's shortened term, in minutes 80 exactly
    assert usual().add(at("2026-11-23 10:00"), third * 60) == np.datetime64("2026-11-23T11:20:00")
    assert usual().add(at("2026-11-23 10:00"), 0.01) == np.datetime64("2026-11-23T10:00:01")


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda clock: clock.between(at("2025-12-31 23:59:59"), at("2026-01-12 10:00")),
        lambda clock: clock.between(at("2026-01-12 10:00"), at("2027-01-01 00:00:01")),
        lambda clock: clock.add(at("2026-12-30 17:00"), 61),
        lambda clock: clock.next_open(at("2026-12-31 10:00")),
        lambda clock: clock.add_days(at("2026-12-29 17:00"), 2),
        lambda clock: clock.close_of(date(2027, 1, 1)),
        lambda clock: clock.is_working_day(date(2025, 12, 31)),
        lambda clock: clock.add(np.array(["NaT", "2031-01-01"], dtype="datetime64[s]"), 5),
    ],
)
def test_dates_outside_the_years_are_refused(call):
    with pytest.raises(errors.CalendarError, match="2026–2026"):
        call(calendar(DEFAULT, 2026, 2026))


@pytest.mark.parametrize(
    ("call", "cure"),
    [
        (lambda clock: clock.close_of(date(2027, 1, 1)), "Проверьте год в датах реестра."),
        (
            lambda clock: clock.add(at("2026-12-30 17:00"), 61),
            "Проверьте даты в реестре и сроки на листе «Нормативы».",
        ),
    ],
)
def test_a_refusal_says_what_to_mend(call, cure):
    with pytest.raises(errors.CalendarError) as refused:
        call(calendar(DEFAULT, 2026, 2026))
    assert str(refused.value).endswith(f" {cure}")


def test_the_edges_of_the_years_are_known():
    clock = calendar(DEFAULT, 2026, 2026)
    assert clock.between(clock.first, clock.last) > 0
    assert clock.add(at("2026-12-30 17:00"), 60) == np.datetime64("2026-12-30T18:00:00")
    assert clock.add_days(at("2026-12-29 17:00"), 1) == np.datetime64("2026-12-30T18:00:00")
    assert clock.covers([at("2026-01-01 00:00"), clock.last, np.datetime64("NaT")])
    assert not clock.covers(at("2025-12-31 23:59:59"))
    assert not clock.covers(clock.last + 1)


@pytest.mark.parametrize("minutes", [-1, -0.5, np.array([5, -5])])
def test_negative_minutes_are_a_mistake_of_the_caller(minutes):
    with pytest.raises(ValueError, match="negative"):
        usual().add(at("2026-11-23 10:00"), minutes)


@pytest.mark.parametrize("days", [0, -1, 1.5])
def test_days_are_whole_and_above_zero(days):
    with pytest.raises(ValueError, match="whole"):
        usual().add_days(at("2026-11-23 10:00"), days)


@pytest.mark.parametrize(
    ("schedule", "named"),
    [
        (replace(DEFAULT, hours=(None,) * 7), "в неделе не остаётся рабочего времени"),
        (replace(DEFAULT, breaks=((0, 1440),)), "в неделе не остаётся рабочего времени"),
        (
            replace(DEFAULT, hours=((1080, 540), *DEFAULT.hours[1:])),
            "«Рабочее время пн»: указано 18:00–09:00",
        ),
        (replace(DEFAULT, hours=(*DEFAULT.hours[:6], (540, 540))), "«Рабочее время вс»"),
        (replace(DEFAULT, hours=((540, 1441), *DEFAULT.hours[1:])), "«Рабочее время пн»"),
        (replace(DEFAULT, breaks=((840, 780),)), "«Перерыв»: указано 14:00–13:00"),
        (replace(DEFAULT, breaks=((780, 840), (600, 781))), "10:00–13:01 и 13:00–14:00 накладываются"),
        (replace(DEFAULT, short_minutes=-1), "«Сокращение предпраздничного дня, мин»"),
        (with_day("2026-11-23", "work", (600, 600)), "«Календарь», 23.11.2026"),
        (
            replace(with_day("2026-11-23", "work"), hours=(None,) * 7),
            "в неделе не остаётся рабочего времени",
        ),
    ],
)
def test_a_schedule_that_contradicts_itself_is_named(schedule, named):
    with pytest.raises(errors.CalendarError) as caught:
        calendar(schedule, 2026, 2026)
    assert named in str(caught.value)


def test_breaks_that_touch_are_fine():
    check(replace(DEFAULT, breaks=((780, 800), (800, 840))))


def test_mistakes_of_the_caller():
    with pytest.raises(ValueError, match="after"):
        WorkCalendar(DEFAULT, 2027, 2026)
    with pytest.raises(ValueError, match="weekdays"):
        check(replace(DEFAULT, hours=((540, 1080),)))


def test_one_calendar_is_shared():
    assert calendar(DEFAULT, 2026, 2026) is calendar(replace(DEFAULT), 2026, 2026)
