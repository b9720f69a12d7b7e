"""The embedded demonstration: made, made anew while nobody has typed into it, and never after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from lib.demo import embedded
from lib.demo import register as demo

MONDAY = datetime(2026, 11, 23, 15, 0)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    write = demo.write
    monkeypatch.setattr(demo, "write", lambda path, now: write(path, now, cases=60))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    embedded.prepare(MONDAY, path)
    return path


def test_made_where_there_is_none(workbook: Path) -> None:
    assert workbook.exists()
    assert not embedded.edited(workbook)
    assert sorted(path.name for path in workbook.parent.iterdir()) == ["register.json", "register.xlsx"]


@pytest.mark.parametrize(
    ("now", "anew"),
    [
        (datetime(2026, 11, 23, 18, 30), False),  # the same day
        (datetime(2026, 11, 24, 9, 30), True),  # the next working day
        (datetime(2026, 12, 7, 10, 0), True),
        (datetime(2026, 11, 20, 10, 0), True),  # a clock that was set back
    ],
)
def test_made_anew_when_its_working_day_is_over(workbook: Path, now: datetime, anew: bool) -> None:
    before = workbook.read_bytes()
    embedded.prepare(now, workbook)
    assert (workbook.read_bytes() != before) is anew
    assert not embedded.edited(workbook)


def test_a_weekend_does_not_age_it(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    embedded.prepare(datetime(2026, 11, 20, 18, 0), path)  # a Friday evening
    before = path.read_bytes()
    embedded.prepare(datetime(2026, 11, 22, 12, 0), path)
    assert path.read_bytes() == before


def test_never_overwritten_once_edited(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Реестр"]["A3"] = "свой"
    book.save(workbook)
    edited = workbook.read_bytes()
    assert embedded.edited(workbook)
    embedded.prepare(datetime(2027, 1, 15, 12, 0), workbook)
    assert workbook.read_bytes() == edited


@pytest.mark.parametrize("mark", [None, "", "{}", "[]", '{"sha256": 1}', '{"sha256": "x", "made": "вчера"}'])
def test_an_unknown_mark_means_edited(workbook: Path, mark: str | None) -> None:
    kept = embedded.mark_of(workbook)
    if mark is None:
        kept.unlink()
    else:
        kept.write_text(mark, encoding="utf-8")
    before = workbook.read_bytes()
    assert embedded.edited(workbook)
    embedded.prepare(datetime(2027, 1, 15, 12, 0), workbook)
    assert workbook.read_bytes() == before
