"""Working time against its peers: speed, and who is right.

    python -m venv .bench
    .bench/bin/pip install -r requirements.txt -r benchmarks/requirements.txt
    .bench/bin/python -m benchmarks.worktime
    .bench/bin/python -m benchmarks.worktime own    # without the peers, which need not be installed then

Medians of one run, interleaved, so that only the ratios matter. The yardstick is two bare `np.take`
by ready indices over tables of the same span, one entry per minute and one per working minute, which is
what a table per minute cannot do without; and the same over the very tables that lib.worktime asks.
The truth is the tests' minute-by-minute walk.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock
from functools import partial
from itertools import islice

import numpy as np
import pandas as pd

from lib.worktime import DEFAULT, WorkCalendar
from tests.oracle import worktime as oracle

FIRST, LAST = 2019, 2027
ROWS, SAMPLE, ROUNDS = 1_000_000, 2_000, 15
TOLERANCE = 0.5  # minutes; some peers round to a hundredth of an hour

# One span for each thing that a peer may not know: start, end, working minutes.
PROBES = {
    "Friday": ("2026-11-27 09:00", "2026-11-27 18:00", 420),
    "lunch": ("2026-11-23 12:00", "2026-11-23 15:00", 120),
    "short day": ("2026-11-03 09:00", "2026-11-03 18:00", 420),
    "worked Saturday": ("2024-04-27 09:00", "2024-04-27 18:00", 480),
    "day off": ("2026-11-04 09:00", "2026-11-04 18:00", 0),
    "night": ("2026-11-23 20:00", "2026-11-24 10:00", 60),
}
DAYS = [date.fromordinal(n) for n in range(date(FIRST, 1, 1).toordinal(), date(LAST + 1, 1, 1).toordinal())]
ORIGIN = np.datetime64(DAYS[0], "m")


class Truth:
    """W: working minutes before each minute; INV: where each working minute ends; both from the walk."""

    def __init__(self) -> None:
        opened = np.array([oracle.open_minutes(DEFAULT, day) for day in DAYS]).ravel()
        self.before = np.concatenate([[0], np.cumsum(opened)]).astype(np.int32)
        self.ends = (np.flatnonzero(opened) + 1).astype(np.int32)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], opened.view(np.int8), [0]])))
        self.opens, self.closes = edges[::2], edges[1::2]

    def between(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return self.before[minute(end)] - self.before[minute(start)]

    def add(self, start: np.ndarray, minutes: np.ndarray) -> np.ndarray:
        return ORIGIN + self.ends[self.before[minute(start)] + minutes - 1].astype("timedelta64[m]")


def minute(moments: np.ndarray) -> np.ndarray:
    return (moments.astype("datetime64[m]") - ORIGIN).astype(np.int64)


def working(day: date) -> bool:
    return any(oracle.open_minutes(DEFAULT, day))


def scalar(function: Callable, *columns: np.ndarray) -> Callable[[], np.ndarray]:
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    return lambda: np.array([function(*row) for row in rows])


# -- peers: each gives (between, add), functions of whole columns; None: it has no such call ---------------


def duckdb_asof(truth: Truth):
    import duckdb

    base = duckdb.connect()
    opened = truth.closes - truth.opens
    intervals = pd.DataFrame(
        {
            "opens": (ORIGIN + truth.opens.astype("timedelta64[m]")).astype("datetime64[s]"),
            "closes": (ORIGIN + truth.closes.astype("timedelta64[m]")).astype("datetime64[s]"),
            "before": np.cumsum(opened) - opened,
        }
    )
    base.register("intervals", intervals)
    base.execute("create table i as select * from intervals")
    passed = "coalesce({0}.before + epoch(least(r.{1}, {0}.closes) - {0}.opens) / 60, 0)"

    def load(**columns: np.ndarray) -> None:
        frame = pd.DataFrame(columns)
        frame["id"] = np.arange(len(frame))
        base.register("frame", frame)
        base.execute("create or replace table r as select * from frame")

    def between(start, end):
        load(s=start, e=end)
        a, b = passed.format("a", "s"), passed.format("b", "e")
        query = f"""select r.id, {b} - {a} as m from r asof left join i a on r.s >= a.opens
                    asof left join i b on r.e >= b.opens"""
        return lambda: ordered(base.execute(query).fetchnumpy())

    def add(start, minutes):
        load(s=start, m=minutes)
        query = f"""with p as (select r.id, {passed.format("a", "s")} + r.m as k
                               from r asof left join i a on r.s >= a.opens)
                    select p.id, b.opens + to_seconds((p.k - b.before) * 60) as m
                    from p asof join i b on p.k > b.before"""
        return lambda: ordered(base.execute(query).fetchnumpy())

    return between, add


def ordered(result: dict[str, np.ndarray]) -> np.ndarray:
    out = np.empty_like(result["m"])
    out[result["id"]] = result["m"]
    return out


def exchange_calendars_hook(_: Truth):
    from exchange_calendars import ExchangeCalendar

    shut = [pd.Timestamp(day) for day in DAYS if not working(day)]

    class Municipality(ExchangeCalendar):
        name, tz, weekmask = "municipality", "UTC", "1111111"
        open_times, close_times = ((None, clock(9)),), ((None, clock(18)),)
        break_start_times, break_end_times = ((None, clock(13)),), ((None, clock(14)),)
        adhoc_holidays = shut

        def apply_special_offsets(self, sessions, start, end) -> None:
            """Close early here: a special close would lose its lunch break."""
            closes = [oracle.close_of(DEFAULT, session.date()) for session in sessions]
            self._closes = pd.DatetimeIndex(closes, tz="UTC")

    peer = Municipality(start=DAYS[0].isoformat(), end=DAYS[-1].isoformat(), side="left")
    tick = pd.Timedelta(minutes=1)

    def between(start, end):
        return peer.minutes_distance(start, pd.Timestamp(end) - tick) if end > start else 0

    def add(start, minutes):
        first = peer.minute_to_trading_minute(start, "next") if not peer.is_trading_minute(start) else start
        return np.datetime64(peer.minute_offset(first, minutes - 1).tz_localize(None) + tick, "m")

    return lambda s, e: scalar(between, s, e), lambda s, m: scalar(add, s, m)


def market_calendars_index(_: Truth):
    import pandas_market_calendars

    days = [day for day in DAYS if working(day)]
    closes = [oracle.close_of(DEFAULT, day) for day in days]
    hours = pd.DataFrame(
        {
            "market_open": [datetime.combine(day, clock(9)) for day in days],
            "break_start": [datetime.combine(day, clock(13)) for day in days],
            "break_end": [datetime.combine(day, clock(14)) for day in days],
            "market_close": closes,
        },
        index=pd.DatetimeIndex(days),
    ).apply(lambda column: column.dt.tz_localize("UTC"))
    index = pandas_market_calendars.date_range(hours, "1min", closed="right", force_close=None)
    ends = index.tz_localize(None).to_numpy().astype("datetime64[s]")

    def between(start, end):
        return lambda: np.searchsorted(ends, end, "right") - np.searchsorted(ends, start, "right")

    def add(start, minutes):
        return lambda: ends[np.searchsorted(ends, start, "right") + minutes - 1]

    return between, add


def weekdays_off() -> list[date]:
    return [day for day in DAYS if day.weekday() < 5 and not working(day)]


def pandas_business_hour(_: Truth):
    off = weekdays_off()

    def add(start, minutes):
        hours = pd.offsets.CustomBusinessHour(
            minutes // 60, start=["09:00", "14:00"], end=["13:00", "18:00"], holidays=off
        )
        return np.datetime64(pd.Timestamp(start) + hours, "m")

    return None, lambda s, m: scalar(add, s, m)


def businesstimedelta_rules(_: Truth):
    import businesstimedelta as peer

    week = peer.WorkDayRule(clock(9), clock(18), [0, 1, 2, 3])
    friday = peer.WorkDayRule(clock(9), clock(17), [4])
    lunch = peer.LunchTimeRule(clock(13), clock(14), [0, 1, 2, 3, 4])
    rules = peer.Rules([week, friday, lunch, peer.HolidayRule(dict.fromkeys(weekdays_off(), "off"))])

    def between(start, end):
        found = rules.difference(start, end)
        return found.hours * 60 + found.seconds / 60

    def add(start, minutes):
        due = start + peer.BusinessTimeDelta(rules, hours=minutes // 60)
        return np.datetime64(due.replace(tzinfo=None), "m")

    return lambda s, e: scalar(between, s, e), lambda s, m: scalar(add, s, m)


def businesslen_hours(_: Truth):
    from businesslen import BusinessLen

    week = {**dict.fromkeys(range(4), (9, 18)), 4: (9, 17), 5: (), 6: ()}
    peer = BusinessLen(week, 13, tuple(datetime.combine(day, clock()) for day in weekdays_off()))
    return lambda s, e: scalar(lambda start, end: peer.hours(start, end) * 60, s, e), None


def business_duration_minutes(_: Truth):
    from business_duration import businessDuration

    off = dict.fromkeys(weekdays_off(), "off")

    def between(start, end):
        return businessDuration(start, end, clock(9), clock(18), holidaylist=off, unit="min")

    return lambda s, e: scalar(between, s, e), None


def ours(_: Truth):
    peer = WorkCalendar(DEFAULT, FIRST, LAST)
    return (lambda s, e: lambda: peer.between(s, e)), (lambda s, m: lambda: peer.add(s, m))


def bare_takes(truth: Truth):
    def between(start, end):
        at, to = minute(start), minute(end)
        return lambda: (np.take(truth.before, at), np.take(truth.before, to))

    def add(start, minutes):
        at = minute(start)
        number = truth.before[at] + minutes - 1
        return lambda: (np.take(truth.before, at), np.take(truth.ends, number))

    return between, add


def own_takes(_: Truth):
    """The same two gathers over the very tables of lib.worktime, of its own type and width."""
    tables = vars(WorkCalendar(DEFAULT, FIRST, LAST))
    elapsed, opens, slot = tables["_elapsed"], tables["_opens"], tables["_slot"]

    def at(moments):
        return (moments - ORIGIN.astype("datetime64[s]")).astype(np.int64) // slot

    def between(start, end):
        from_, to = at(start), at(end)
        return lambda: (np.take(elapsed, from_), np.take(elapsed, to))

    def add(start, minutes):
        from_ = at(start)
        number = ((elapsed[from_] >> 1) + minutes * 60 - 1) // slot
        return lambda: (np.take(elapsed, from_), np.take(opens, number))

    return between, add


PEERS: dict[str, tuple[Callable, int]] = {  # and the rows that each is timed on
    "lib.worktime": (ours, ROWS),
    "2 bare np.take": (bare_takes, ROWS),
    "2 bare np.take, its own tables": (own_takes, ROWS),
    "DuckDB ASOF join": (duckdb_asof, ROWS),
    "pandas_market_calendars + searchsorted": (market_calendars_index, ROWS),
    "exchange_calendars, own hook": (exchange_calendars_hook, SAMPLE),
    "pandas CustomBusinessHour": (pandas_business_hour, SAMPLE),
    "business-duration": (business_duration_minutes, SAMPLE),
    "businesslen": (businesslen_hours, SAMPLE),
    "businesstimedelta": (businesstimedelta_rules, SAMPLE),
}
OWN = 3  # of them are no peers: the first


def sample(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unsorted starts at any minute, ends up to 20 days later, whole hours to add (some know nothing less).

    The first weeks are left out: exchange_calendars refuses what lies before its first opening.
    """
    random = np.random.default_rng(82)
    start = ORIGIN + random.integers(20 * 1440, (len(DAYS) - 60) * 1440, rows).astype("timedelta64[m]")
    end = start + random.integers(1, 20 * 1440, rows).astype("timedelta64[m]")
    return start.astype("datetime64[s]"), end.astype("datetime64[s]"), random.integers(1, 11, rows) * 60


def seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def verdict(peer: tuple, truth: Truth) -> str:
    """Shares of wrong answers on the sample, and the probes that a peer fails."""
    start, end, minutes = sample(SAMPLE)
    parts = []
    if peer[0]:
        wrong = np.abs(peer[0](start, end)() - truth.between(start, end)) > TOLERANCE
        failed = [name for name, probe in PROBES.items() if not passes(peer[0], *probe)]
        parts.append(f"between {wrong.mean():.0%}" + (f" ({', '.join(failed)})" if failed else ""))
    if peer[1]:
        due = peer[1](start, minutes)().astype("datetime64[m]")
        parts.append(f"add {np.mean(due != truth.add(start, minutes)):.0%}")
    return "exact" if all(part.endswith(" 0%") for part in parts) else "wrong: " + ", ".join(parts)


def passes(between: Callable, start: str, end: str, minutes: int) -> bool:
    span = (np.array([moment], dtype="datetime64[s]") for moment in (start, end))
    return bool(abs(between(*span)()[0] - minutes) <= TOLERANCE)


def main(peers: dict[str, tuple[Callable, int]]) -> None:
    truth = Truth()
    built = {name: make(truth) for name, (make, _) in peers.items()}
    runs: dict[tuple[str, int], tuple[Callable, int]] = {}
    times: dict[tuple[str, int], list[float]] = {}
    for direction in (0, 1):
        for name, (_, rows) in peers.items():
            if built[name][direction]:
                start, end, minutes = sample(rows)
                runs[name, direction] = built[name][direction](start, (end, minutes)[direction]), rows
        for number in range(ROUNDS):
            for key, (run, rows) in runs.items():
                if key[1] == direction and (number < 3 or rows == ROWS):  # three rounds of the slow ones
                    times.setdefault(key, []).append(seconds(run))
    nanoseconds = {key: statistics.median(spent) / runs[key][1] * 1e9 for key, spent in times.items()}

    own = {direction: nanoseconds["lib.worktime", direction] for direction in (0, 1)}
    print(f"{'ns a row (against lib.worktime)':40}{'between':>24}{'add':>24}   answers on {SAMPLE} spans")
    for name, peer in built.items():
        cells = []
        for direction in (0, 1):
            spent = nanoseconds.get((name, direction))
            cells.append(f"{spent:,.1f} ({spent / own[direction]:,.1f}×)" if spent else "—")
        right = "—" if "np.take" in name else verdict(peer, truth)
        print(f"{name:40}{cells[0]:>24}{cells[1]:>24}   {right}")

    print(f"\n{'building a calendar':40}{'ms':>24}{'tables, MB':>24}")
    weird = replace(DEFAULT, hours=((541, 1080), *DEFAULT.hours[1:]))
    for name, schedule, first, last in (
        (f"{FIRST}–{LAST}", DEFAULT, FIRST, LAST),
        ("2000–2100", DEFAULT, 2000, 2100),
        (f"{FIRST}–{LAST}, hours from 09:01", weird, FIRST, LAST),
        ("2000–2027, hours from 09:01", weird, 2000, 2027),
    ):
        build = partial(WorkCalendar, schedule, first, last)
        spent = statistics.median(seconds(build) for _ in range(5))
        tables = vars(build()).values()
        size = sum(table.nbytes for table in tables if isinstance(table, np.ndarray)) / 1e6
        print(f"{name:40}{spent * 1e3:>24,.1f}{size:>24,.1f}")


if __name__ == "__main__":
    main(dict(islice(PEERS.items(), OWN)) if sys.argv[1:] == ["own"] else PEERS)
