"""The engine against the slow, obvious reading of the contracts in `tests/oracle`, on random registers.

The oracle was written from the contracts alone and shares no code with `lib/`. A difference is a mistake
in one of the two, or a sentence of the contract that can be read in two ways.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lib.cli import tables
from lib.duties.check import problems
from lib.law.schema import CASES, JOURNAL, LISTS, TABS
from lib.register.cells import word_key
from lib.register.several import reader
from lib.sla import assess
from lib.sources.tabs import Tab, Tabs
from tests.oracle import engine, generate

EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE_NOW = datetime(2026, 11, 23, 12, 0)


def as_tabs(raw: dict[str, list[list[Any]]]) -> Tabs:
    """The oracle's rows as the columns that a source gives."""
    result = []
    for title, rows in raw.items():
        width = max((len(row) for row in rows), default=0)
        columns = ([row[i] if i < len(row) else None for row in rows] for i in range(width))
        result.append(Tab(title, tuple(columns)))
    return Tabs("Случайный", tuple(result))


def differences(raw: dict[str, list[list[Any]]], now: datetime, *parts: Tabs) -> list[str]:
    """Rows of obligations, and named cells, that only one of the two gives.

    `parts`: the same register as several spreadsheets, each tab that holds anything in one of them.
    """
    register = reader()(parts or (as_tabs(raw),))
    rows = assess(register, now).drop(columns="source", errors="ignore")
    written = b"".join(map(bytes, tables.as_csv(rows))).decode()
    ours = list(csv.reader(io.StringIO(written, newline="")))[1:]
    theirs = [[str(value) for value in row.values()] for row in engine.obligations(raw, now)]
    found = []
    if ours != theirs:
        found += [f"only ours: {row}" for row in ours if row not in theirs]
        found += [f"only the oracle's: {row}" for row in theirs if row not in ours]
        found = found or ["the order of the rows differs"]
    cells = ["tab", "cell", "case", "level"]
    titles = {word_key(schema.title): schema.title for schema in TABS}  # we name tabs by the contract's title
    named = {tuple(row) for row in problems(register, now)[cells].values.tolist() if row[1]}
    expected = {
        (titles.get(word_key(row["tab"]), row["tab"]), *(row[key] for key in cells[1:]))
        for row in engine.named(raw, now)
        if row["cell"]
    }
    found += [f"only we name: {row}" for row in sorted(named - expected)]
    found += [f"only the oracle names: {row}" for row in sorted(expected - named)]
    return found


def test_the_example_of_the_contracts() -> None:
    assert differences(engine.from_xlsx(EXAMPLES / "register.xlsx"), EXAMPLE_NOW) == []


@pytest.mark.parametrize("seed", range(60))
def test_random_registers(seed: int) -> None:
    raw, now = generate.register(seed)
    assert differences(raw, now) == []


@pytest.mark.parametrize("seed", range(60))
def test_a_journal_apart_from_its_cases(seed: int) -> None:
    """Rows of a journal mean what they mean, in whichever spreadsheet they stand."""
    raw, now = generate.register(seed)
    whole = as_tabs(raw)
    lists, cases, journal = (
        tuple(tab for tab in whole.tabs if word_key(tab.title) == word_key(schema.title))
        for schema in (LISTS, CASES, JOURNAL)
    )
    none = Tab(CASES.title, (["№"], ["Выявлено"]))
    settings = tuple(tab for tab in whole.tabs if tab not in (*cases, *journal))
    assert (
        differences(raw, now, Tabs("2026", (none, *journal, *settings)), Tabs("2025", (*cases, *lists))) == []
    )
    assert (
        differences(raw, now, Tabs("2026", (*cases, *settings)), Tabs("2025", (none, *journal, *lists))) == []
    )


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_many_random_registers(block: int) -> None:
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        raw, now = generate.register(seed)
        assert differences(raw, now) == [], seed
