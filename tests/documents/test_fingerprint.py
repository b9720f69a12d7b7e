"""The fingerprint by columns is the string that it was by cells: signed documents must still agree."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import pandas as pd
import pytest

from lib import sheets
from lib.demo import register as demo
from lib.documents import fingerprint
from lib.documents.fingerprint import Marks
from lib.register import Register, parse
from lib.worktime.period import month_of
from tests.build import NOW, tabs

EXAMPLE = Path(__file__).parents[1] / "examples" / "register.xlsx"
HOSTILE = (
    "",
    "a\x1fb",
    "a\x1e",
    "\x00",
    '"',
    "=1+1",
    "nan",
    "None",
    "NaT",
    "😀",
    "e\u0301",
    "строка\nвторая",
    "12.0",
)


def by_cells(register: Register) -> dict[str, str]:
    """The data of each month as it was reckoned first: a text for each cell."""
    happened: list[list[str]] = [[] for _ in range(len(register.cases))]
    events = register.events
    for at, said in zip(
        events["at"].tolist(), lines(events[["stage", "kind", "time", "dated", "executor"]]), strict=True
    ):
        happened[at].append(said)
    number = register.cases["case"].where(register.cases["numbered"], "")
    by_month: dict[str, list[bytes]] = {}
    months, cells = fingerprint._months(register), lines(register.cases[fingerprint._CASE])
    for name, case, said, own in zip(months, number, cells, happened, strict=True):
        if name:
            text = "\x1f".join([case, said, *sorted(own)])
            by_month.setdefault(name, []).append(blake2b(text.encode(), digest_size=8).digest())
    return {name: fingerprint._digest(sorted(by_month[name]), 8) for name in sorted(by_month)}


def lines(frame: pd.DataFrame) -> list[str]:
    columns = []
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            columns.append(column.to_numpy().astype("M8[s]").astype(str).tolist())
        else:
            columns.append(column.astype(object).where(column.notna(), "").map(str).tolist())
    return ["\x1f".join(row) for row in zip(*columns, strict=True)]


def test_of_the_contracts_example() -> None:
    """As the release before told it."""
    marks = Marks(parse(sheets.read(EXAMPLE)))
    assert marks.months == {"2026-11": "59795264"}
    assert str(marks.of(month_of("2026-10"))) == "31911792-3726-0807"


def test_of_a_demonstration(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=400)
    register = parse(sheets.read(path))
    assert Marks(register).months == by_cells(register)


@pytest.mark.parametrize("text", HOSTILE)
def test_of_hostile_texts(text: str) -> None:
    cases = [
        {
            "case": f"{number}{text}",
            "detected": f"0{number}.10.2026 09:00",
            "text": text,
            "topic": text,
            "mark": mark,
        }
        for number, mark in enumerate((5, 4.5, None), start=1)
    ]
    register = parse(tabs(*cases))
    assert Marks(register).months == by_cells(register)


def test_the_order_of_rows_does_not_matter() -> None:
    cases = [
        {"case": number, "detected": "02.11.2026 09:00", "posted": "02.11.2026 10:00"} for number in (1, 2, 3)
    ]
    assert Marks(parse(tabs(*cases))).months == Marks(parse(tabs(*cases[::-1]))).months
