"""How long a payload of the Sheets API takes to become typed frames, against the bare decoding of its bytes.

    .venv/bin/python -m benchmarks.parse

One payload of `values:batchGet` by columns: 50,000 rows × 30 columns of «Реестр» as staff would fill it, with
empty cells as the API gives them. Medians of one run; the ratio is the figure to look at. The peak is that of
the whole process, obligations included.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import orjson

from lib.law.schema import CASES
from lib.register import Register, parse
from lib.sla import assess
from lib.sources.tabs import Tab, Tabs

ROWS, ROUNDS = 50_000, 9
NOW = "2026-11-23T12:00"
FIRST, LAST = 45658.0, 46349.5  # serials: 2025-01-01 to NOW
TARGET_RATIO, TARGET_PEAK_MB = 2.5, 600
LEFT_OUT = ("final_approved", "mark", "outcome")  # 33 columns less these are the 30 of the target


def payload(rows: int = ROWS, seed: int = 1) -> bytes:
    """The bytes of the API's answer for one tab, by columns."""
    random = np.random.default_rng(seed)
    topics, places, people = (
        [f"{word} {number}" for number in range(count)]
        for word, count in (("Тема", 30), ("Деревня", 40), ("Исполнитель", 25))
    )
    detected = np.sort(random.uniform(FIRST, LAST, rows))

    def serials(start: np.ndarray, minutes: float, share: float) -> np.ndarray:
        later = np.round((start + random.exponential(minutes, rows) / 1440) * 1440) / 1440
        return np.where(random.random(rows) < share, later, np.nan)

    times = {"detected": serials(detected, 1, 1), "sent": serials(detected, 20, 0.95)}
    times["drafted"] = serials(times["sent"], 50, 0.95)
    times["approved"] = serials(times["drafted"], 20, 0.95)
    times["posted"] = serials(times["approved"], 10, 0.98)
    rare = {"returned": "sent", "resent": "sent", "sent_back": "drafted", "redrafted": "drafted"}
    rare |= {
        "escalated": "drafted",
        "final_drafted": "posted",
        "final_posted": "posted",
        "reported": "detected",
    }
    times |= {field: serials(times[since], 30, 0.1) for field, since in rare.items()}
    cells: dict[str, list[Any]] = {
        field: [("" if np.isnan(value) else value) for value in values.tolist()]
        for field, values in times.items()
    }
    cells["case"] = list(range(1, rows + 1))
    for field, words in (("topic", topics), ("location", places), ("executor", people)):
        cells[field] = random.choice(words, rows).tolist()
    few = {
        "network": ["ВКонтакте", "Одноклассники", "Telegram", "MAX"],
        "importance": ["", "", "Обычная", "Повышенная"],
        "kind": ["", "", "", "Окончательный", "Промежуточный"],
        "media": ["да", "нет", ""],
        "executor2": ["", "", "", *people[:3]],
        "excluded": [*[""] * 30, "угрозы"],
        "note": [*[""] * 5, "Передано в управляющую компанию, ждём сроков"],
        "author": ["", "Житель"],
    }
    cells |= {field: random.choice(words, rows).tolist() for field, words in few.items()}
    cells["limit_hours"] = random.choice([*[""] * 20, 2.0], rows).tolist()
    cells["limit_hours"] = [float(value) if value else "" for value in cells["limit_hours"]]
    cells["repeat_of"] = [
        int(value) if value else "" for value in random.choice([*[0] * 19, 7], rows).tolist()
    ]
    cells["url"] = [f"https://vk.com/wall-100000000_{number}" for number in range(rows)]
    cells["answer_url"] = [
        f"https://vk.com/wall-100000000_{number}?reply={number + 7}" for number in range(rows)
    ]
    cells["text"] = [
        f"Сообщение {number}: не убран снег у дома, просят прислать технику" for number in range(rows)
    ]
    columns = [
        [column.title, *cells[column.field]] for column in CASES.columns if column.field not in LEFT_OUT
    ]
    return orjson.dumps(
        {"valueRanges": [{"range": CASES.title, "majorDimension": "COLUMNS", "values": columns}]}
    )


def frames(data: bytes) -> Register:
    """What the product does with the bytes of an answer."""
    columns = orjson.loads(data)["valueRanges"][0]["values"]
    return parse(Tabs("Проверка скорости", (Tab(CASES.title, tuple(columns)),)))


def alternating(*actions: Callable[[], Any]) -> list[float]:
    """The median seconds of each, freeing included, in turns: a slow moment of the machine meets them all."""
    spent: list[list[float]] = [[] for _ in actions]
    for _ in range(ROUNDS):
        for action, seconds in zip(actions, spent, strict=True):
            start = time.perf_counter()
            action()
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in spent]


def peak_mb() -> float:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def main() -> None:
    """Print the table."""
    data = payload()
    register = frames(data)
    print(f"{len(data) / 1e6:.1f} MB, {len(register.cases):,} cases, {len(register.events):,} events")
    obligations = assess(register, NOW)
    print(f"{len(obligations):,} obligations, {len(register.problems):,} problems")
    del register, obligations
    bare, typed = alternating(lambda: orjson.loads(data), lambda: frames(data))
    print(f"{'orjson, by columns':32}{bare * 1000:8.1f} ms")
    print(f"{'orjson and typed frames':32}{typed * 1000:8.1f} ms")
    print(f"{'ratio':32}{typed / bare:8.2f}    target {TARGET_RATIO}")
    print(f"{'peak memory, whole process':32}{peak_mb():8.0f} MB target {TARGET_PEAK_MB}")


if __name__ == "__main__":
    main()
