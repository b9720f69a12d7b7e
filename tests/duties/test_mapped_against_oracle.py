"""An office's own table against the oracle: random registers under other headers, date and time apart.

The oracle reads the register as the contract lays it out; the engine reads the same cells under headers of an
office's own, with the lines of «Столбцы» that fit. Both must say the same of every obligation, and name the
same cells below the header.
"""

from __future__ import annotations

import csv
import io
from string import ascii_uppercase
from typing import Any

import pytest

from lib.cli import tables
from lib.duties.check import problems
from lib.law.schema import CASES, COLUMNS, TABS, Cell
from lib.register import parse
from lib.register.finding.headers import header_key
from lib.register.layout import letters
from lib.sla import assess
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import engine, generate

TITLES = {header_key(schema.title): schema.title for schema in TABS}
FIELDS = {header_key(column.title): column for column in CASES.columns}


def under_other_headers(raw: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """The same register with headers of its own; a column of times becomes two."""
    title, at = header_of(raw)
    rows = raw[title]
    made: list[list[Any]] = [[] for _ in rows]
    lines = [["Поле", "Столбец", "Время"]]
    for index, header in enumerate(rows[at]):
        column = FIELDS.get(header_key(header))
        apart = column is not None and column.cell is Cell.TIME
        for number, row in enumerate(rows):
            cell = row[index] if index < len(row) else None
            split = apart and number > at and is_moment(cell)
            if number == at and column is not None:
                made[number].append(f"Графа {column.field}")
                made[number] += [f"Час {column.field}"] * apart
            else:
                made[number].append(float(int(cell)) if split else cell)
                made[number] += [cell - int(cell) if split else None] * apart
        if column is not None:
            line = [column.title, f"Графа {column.field}", f"Час {column.field}" if apart else None]
            lines += [line] * (line not in lines)
    return {**raw, title: made, "Столбцы": lines}


def header_of(raw: dict[str, list[list[Any]]]) -> tuple[str, int]:
    """The title of the tab with messages as typed, and the row of its header, from 0."""
    title = next(name for name in raw if header_key(name) == "реестр")
    keys = {"№", "выявлено"}
    rows = enumerate(raw[title])
    return title, next(number for number, row in rows if keys <= {header_key(cell) for cell in row})


def in_new_columns(raw: dict[str, list[list[Any]]], named: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    """The cells that the oracle names, where they stand under the other headers, but those of the header."""
    title, at = header_of(raw)
    place, columns = 0, {}
    for index, header in enumerate(raw[title][at]):
        columns[letters(index)] = letters(place)
        column = FIELDS.get(header_key(header))
        place += 2 if column is not None and column.cell is Cell.TIME else 1
    found = set()
    for row in named:
        tab = TITLES.get(header_key(row["tab"]), row["tab"])
        column, number = row["cell"].rstrip("0123456789"), row["cell"].lstrip(ascii_uppercase)
        if tab != CASES.title:
            found.add((tab, row["cell"], row["level"]))
        elif int(number) > at + 1:
            found.add((tab, f"{columns[column]}{number}", row["level"]))
    return found


def is_moment(cell: Any) -> bool:
    """A number that is a moment with a time of day, far enough from a midnight to stay one when rounded."""
    if not isinstance(cell, float) or not 36_526 <= cell < 73_050:
        return False
    return 1 <= round((cell - int(cell)) * 86_400) < 86_399


def told(rows: Any) -> list[list[str]]:
    text = b"".join(map(bytes, tables.as_csv(rows))).decode()
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize("seed", range(24))
def test_random_registers_under_other_headers(seed: int) -> None:
    raw, now = generate.register(seed)
    register = parse(as_tabs(under_other_headers(raw)))
    theirs = [[str(value) for value in row.values()] for row in engine.obligations(raw, now)]
    ours = told(assess(register, now))
    assert register.places[0].headers
    assert register.places[0].clocks
    assert ours == theirs
    _, at = header_of(raw)
    found = problems(register, now)
    header = (found["tab"] == CASES.title) & (
        found["cell"].str.lstrip(ascii_uppercase).isin(map(str, range(at + 2)))
    )
    own = found[(found["cell"] != "") & (found["tab"] != COLUMNS.title) & ~header]
    named = set(own[["tab", "cell", "level"]].itertuples(index=False, name=None))
    assert named == in_new_columns(raw, [row for row in engine.named(raw, now) if row["cell"]])
