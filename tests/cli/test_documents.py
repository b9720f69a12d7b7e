"""`report` and `digest`: what they write, and what they never write over."""

from __future__ import annotations

from pathlib import Path

from tests.build import NOW


def test_digest(run, workbook: Path) -> None:
    code, out, err = run("digest", workbook, "--now", NOW)
    assert (code, err) == (0, "")
    assert "Просрочено" in out
    assert run("digest", workbook, "--now", NOW, "--format", "html")[1].startswith("<!DOCTYPE html>")


def test_a_summary_never_replaces_a_register(run, workbook: Path) -> None:
    kept = workbook.read_bytes()
    code, _, err = run("report", workbook, "--month", "2026-10", "--out", workbook)
    assert code == 2
    assert "реестр, он не тронут" in err
    assert workbook.read_bytes() == kept


def test_a_summary_never_replaces_what_may_be_a_register(run, workbook: Path, tmp_path: Path) -> None:
    torn = tmp_path / "недокачан.xlsx"
    torn.write_bytes(workbook.read_bytes()[:5000])
    code, _, err = run("report", workbook, "--month", "2026-10", "--out", torn)
    assert code == 2
    assert "возможно, это реестр" in err
    assert torn.stat().st_size == 5000


def test_a_summary_replaces_last_weeks_summary(run, workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "сводка.xlsx"
    for _ in range(2):
        assert run("report", workbook, "--month", "2026-10", "--out", path, "--now", NOW)[0] == 0
