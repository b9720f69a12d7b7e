"""CSV and JSON by columns say, to the byte, what a slow writer says cell by cell."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import sla
from lib.cli import tables
from lib.register import parse
from tests.build import NOW, tabs

HOSTILE = [
    *(
        "a,b",
        'a"b',
        '"',
        '""',
        ",",
        "\n",
        "a\nb",
        "\r",
        "a\rb",
        "a\r\nb",
        "",
        " ",
        " a ",
        "'",
        "\\",
        "\\n",
        '\\"',
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\x00",
        "a\x00b",
        "\x01\x1f\x7f",
        "\x85",
        "\u2028",
        "\ufeff№",
        "\u202e",
    ),
    *(
        "null",
        "NaN",
        "nan",
        "None",
        "true",
        "<b>&amp;</b>",
        "😀",
        "ё́",
        "строка 7",
        "12.0",
        "007",
        "a" * 40_000,
    ),
]


# The oracle: what was written before, a cell at a time.


def as_text(rows: pd.DataFrame) -> list[list[str | None]]:
    """The cells of a table as text; None where nothing is."""
    return [
        [cell(name, value) for name, value in zip(rows, line, strict=True)]
        for line in rows.itertuples(index=False)
    ]


def cell(name: str, value: object) -> str | None:
    if pd.isna(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if name == "limit":
        return np.format_float_positional(value, trim="-")
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def slow_csv(rows: pd.DataFrame) -> str:
    """Line by line, since `csv` quotes a carriage return always only since Python 3.13."""
    lines = []
    for line in [list(rows), *as_text(rows)]:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(["" if each is None else each for each in line])
        lines.append(text.getvalue().removesuffix("\r\n") + "\n")
    return "".join(lines)


def slow_json(rows: pd.DataFrame) -> str:
    records = [dict(zip(rows, line, strict=True)) for line in as_text(rows)]
    for record, row in zip(records, rows.to_dict("records"), strict=True):
        record["inferred"] = bool(row["inferred"])
        limit = row["limit"]
        record["limit"] = None if math.isnan(limit) else int(limit) if limit == int(limit) else float(limit)
        record["spent"], record["late"] = round(float(row["spent"]), 2), round(float(row["late"]), 2)
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def fast(pieces) -> str:
    return b"".join(map(bytes, pieces)).decode()


# ---


def obligations(*names: str) -> pd.DataFrame:
    """A table as `sla.assess` gives it, with these names wherever a register's text stands."""
    number = len(names)
    seconds = np.arange(number) * 7919
    times = np.datetime64("2026-11-23T09:00:00", "s") + seconds.astype("m8[s]")
    nothing = np.where(seconds % 3 == 0, np.datetime64("NaT", "s"), times)
    return pd.DataFrame(
        {
            "case": pd.array(names, "str"),
            "rule": pd.Categorical(["answer"] * number),
            "role": pd.Categorical(["executor"] * number),
            "person": pd.Categorical([name or None for name in names]),
            "opened": times,
            "due": nothing,
            "closed": nothing[::-1],
            "inferred": seconds % 2 == 0,
            "status": pd.Categorical(["late"] * number),
            "limit": [(4.0, 1.5, math.nan, 30.0, 1 / 3, 1e-5, 1e16)[each % 7] for each in range(number)],
            "unit": pd.Categorical([None if each % 7 == 2 else "раб. ч" for each in range(number)]),
            "spent": seconds / 60,
            "late": np.where(seconds % 2 == 0, 0.0, seconds * 1000 / 60),
            "source": pd.Categorical(names[::-1]),
        },
        index=pd.Index(range(number), name="at"),
    )


@pytest.mark.parametrize("piece", [1, 4, 50_000])
def test_the_texts_of_a_hostile_register(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PIECE", piece)
    rows = obligations(*HOSTILE)
    assert fast(tables.as_csv(rows)) == slow_csv(rows)
    assert fast(tables.as_json(rows)) == slow_json(rows)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_any_texts(names: list[str]) -> None:
    rows = obligations(*names)
    assert fast(tables.as_csv(rows)) == slow_csv(rows)
    assert fast(tables.as_json(rows)) == slow_json(rows)


def test_what_is_written_can_be_read_again() -> None:
    rows = obligations(*HOSTILE)
    read = list(csv.DictReader(io.StringIO(fast(tables.as_csv(rows)), newline="")))
    assert [line["case"] for line in read] == HOSTILE
    assert [line["case"] for line in json.loads(fast(tables.as_json(rows)))] == HOSTILE


def test_nothing_is_an_empty_table() -> None:
    none = sla.assess(parse(tabs()), NOW)
    assert fast(tables.as_csv(none)) == slow_csv(none) == ",".join(none) + "\n"
    assert fast(tables.as_json(none)) == slow_json(none) == "[]\n"


def test_every_second_of_an_hour_has_two_decimals() -> None:
    """Hundredths of whole seconds never tie, so there is one way to round them."""
    rows = obligations(*["1"] * 3601).assign(spent=np.arange(3601) / 60)
    assert fast(tables.as_csv(rows)) == slow_csv(rows)
    assert fast(tables.as_json(rows)) == slow_json(rows)


def test_a_table_of_texts_alone() -> None:
    rows = pd.DataFrame({"tab": HOSTILE, "message": HOSTILE[::-1]}, dtype="str")
    assert fast(tables.as_csv(rows)) == slow_csv(rows)
