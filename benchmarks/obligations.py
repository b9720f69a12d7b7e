"""How long `sla.assess` takes an obligation, names and all, and how it grows with the register.

    .venv/bin/python -m benchmarks.obligations

Registers of 10,000 and 100,000 cases with journals, about seven obligations a case. Prints medians of one
run; the ratio of the two sizes is the figure to look at, not the absolute time. On a busy machine the time
of the processor tells more. The last line: the same register with norms, hours and names that change on ten
days («Действует с»), measured in turn with the undated one.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import numpy as np

from lib.duties.timeline import working_calendar
from lib.law.regulation import RULES
from lib.law.schema import CASES, JOURNAL, NORMS, SETTINGS, WEEKDAYS, TabSchema
from lib.register import Register, parse
from lib.sla import assess
from lib.sources.tabs import Tab, Tabs

NOW = "2026-11-23T12:00"
FIRST, LAST = 45658.0, 46349.5  # serials: 2025-01-01 to NOW
MINUTE = 1 / 1440
ROUNDS = 9
CHANGES = 10  # days on which norms, hours and names change
TARGET_NS, TARGET_GROWTH, TARGET_DATED = 300, 14, 1.15


def register(cases: int, seed: int = 1, *, dated: bool = False) -> Register:
    """A register of that many answered cases; every fifth has a second round in the journal.

    `dated`: ten norms, ten rows of hours and of names begin on days of their own.
    """
    random = np.random.default_rng(seed)
    detected = np.sort(random.uniform(FIRST, LAST, cases))

    def after(time: np.ndarray, minutes: float, share: float = 1.0) -> np.ndarray:
        later = time + random.exponential(minutes, cases) * MINUTE
        return np.where(random.random(cases) < share, later, np.nan)

    times = {"detected": detected, "sent": after(detected, 20)}
    times["returned"] = after(times["sent"], 10, 0.1)
    times["resent"] = after(times["returned"], 20)
    times["drafted"] = after(np.fmax(times["sent"], times["resent"]), 50)
    times["sent_back"] = after(times["drafted"], 20, 0.3)
    times["redrafted"] = after(times["sent_back"], 25)
    times["approved"] = after(np.fmax(times["drafted"], times["redrafted"]), 20)
    times["posted"] = after(times["approved"], 10)
    numbers = np.arange(1.0, cases + 1)
    columns = [[CASES.column("case").title, *numbers.tolist()]]
    columns += [[CASES.column(name).title, *_blank(values)] for name, values in times.items()]
    words = {
        "executor": [f"Исполнитель {number}" for number in random.integers(1, 30, cases)],
        "importance": np.where(random.random(cases) < 0.05, "Повышенная", "Обычная").tolist(),
        "kind": np.where(random.random(cases) < 0.1, "Промежуточный", "").tolist(),
    }
    columns += [[CASES.column(name).title, *values] for name, values in words.items()]
    chosen = np.flatnonzero(random.random(cases) < 0.2)
    rounds = times["drafted"][chosen]
    journal = [
        [JOURNAL.column("case").title, *np.tile(numbers[chosen], 2).tolist()],
        [JOURNAL.column("time").title, *_blank(np.r_[rounds + 5 * MINUTE, rounds + 15 * MINUTE])],
        [JOURNAL.column("event").title, *["На доработку"] * len(chosen), *["Доработано"] * len(chosen)],
    ]
    settings: list[tuple[object, ...]] = [("Куратор", "Куратор К. К.", None)]
    norms: list[tuple[object, ...]] = []
    for number in range(CHANGES if dated else 0):
        day = float(int(FIRST) + 60 * (number + 1))
        rule, weekday = RULES[number], WEEKDAYS[number % 5]
        norms.append((rule.step, 20 + number, "раб. мин", day))
        settings.append((f"Рабочее время {weekday}", f"{8 + number % 2:02d}:00–{17 + number % 2}:30", day))
        settings.append(("Куратор", f"Куратор {number}", day))
    tabs = [(CASES, columns), (JOURNAL, journal), (SETTINGS, _tab(SETTINGS, settings))]
    if norms:
        tabs.append((NORMS, _tab(NORMS, norms)))
    return parse(Tabs("Замер", tuple(Tab(schema.title, tuple(content)) for schema, content in tabs)))


def _tab(schema: TabSchema, rows: list[tuple[object, ...]]) -> list[list[object]]:
    return [
        [column.title, *values]
        for column, values in zip(schema.columns, zip(*rows, strict=True), strict=True)
    ]


def _blank(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def unasked(source: Register) -> Register:
    """The same register as if just read; only its calendar is known."""
    fresh = replace(source)
    working_calendar(fresh, NOW)
    return fresh


def median_seconds(source: Register) -> tuple[float, float, int]:
    """Median time of `assess`, of its processor time, and the number of obligations."""
    taken, worked = [], []
    for _ in range(ROUNDS):
        fresh = unasked(source)
        start, began = time.perf_counter(), time.process_time()
        rows = assess(fresh, NOW)
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - began)
    return statistics.median(taken), statistics.median(worked), len(rows)


def dated_ratio(plain: Register, dated: Register) -> tuple[float, float]:
    """How much longer the dated register takes: of the clock and of the processor, medians taken in turn."""
    taken: dict[int, list[tuple[float, float]]] = {0: [], 1: []}
    for _ in range(ROUNDS):
        for which, source in enumerate((plain, dated)):
            fresh = unasked(source)
            start, began = time.perf_counter(), time.process_time()
            assess(fresh, NOW)
            taken[which].append((time.perf_counter() - start, time.process_time() - began))
    medians = [[statistics.median(each) for each in zip(*taken[which], strict=True)] for which in (0, 1)]
    return medians[1][0] / medians[0][0], medians[1][1] / medians[0][1]


def main() -> None:
    """Measure and print the table."""
    small, small_work, few = median_seconds(register(10_000))
    plain = register(100_000)
    large, large_work, many = median_seconds(plain)
    print("| what | measured | of the processor | target |\n|---|---|---|---|")
    for cases, wall, work, count in ((10_000, small, small_work, few), (100_000, large, large_work, many)):
        print(f"| {cases:,} cases, {count:,} obligations | {wall * 1e3:.0f} ms | {work * 1e3:.0f} ms | |")
    each, each_work = large / many * 1e9, large_work / many * 1e9
    print(f"| per obligation at 100,000 | {each:.0f} ns | {each_work:.0f} ns | ≤ {TARGET_NS} ns |")
    growth, growth_work = large / small, large_work / small_work
    print(f"| ten times the cases | {growth:.1f}× | {growth_work:.1f}× | ≤ {TARGET_GROWTH}× |")
    ratio, ratio_work = dated_ratio(plain, register(100_000, dated=True))
    print(f"| dated norms and hours | {ratio:.2f}× | {ratio_work:.2f}× | ≤ {TARGET_DATED}× |")


if __name__ == "__main__":
    main()
