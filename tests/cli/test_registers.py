"""`check` and `obligations`: the tables of the contract (commands.md)."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from lib import sheets
from lib.sources import config
from lib.sources.config import Config
from tests.build import NOW, tabs

EXAMPLES = Path(__file__).parents[1] / "examples"
COLUMNS = [
    *("case", "rule", "role", "person", "opened", "due", "closed", "inferred"),
    *("status", "limit", "unit", "spent", "late"),
]


def test_obligations_of_the_contracts_example(run) -> None:
    code, out, err = run("obligations", EXAMPLES / "register.xlsx", "--now", NOW)
    assert (code, err) == (0, "")
    assert out == (EXAMPLES / "obligations.csv").read_text(encoding="utf-8")


def test_check_of_the_contracts_example(run) -> None:
    code, out, _ = run("check", EXAMPLES / "register.xlsx", "--now", NOW)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["tab", "cell", "case", "level", "message"]
    assert code == int(any(row["level"] == "error" for row in rows))
    named = csv.DictReader((EXAMPLES / "named_cells.csv").open(encoding="utf-8"))
    assert {(row["tab"], row["cell"]) for row in rows} >= {(row["tab"], row["cell"]) for row in named}


def test_csv_has_no_mark_and_json_has_nulls(run, workbook: Path) -> None:
    _, text, _ = run("obligations", workbook, "--now", NOW)
    assert not text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == COLUMNS
    code, text, _ = run("obligations", workbook, "--now", NOW, "--format", "json")
    records = json.loads(text)
    assert code == 0
    assert [list(record) for record in records[:1]] == [COLUMNS]
    assert len(records) == len(rows)
    opened = next(record for record in records if record["status"] == "running")
    assert opened["closed"] is None
    assert {type(record["inferred"]) for record in records} == {bool}
    assert {type(record["late"]) for record in records} == {float}


def test_check_of_a_clean_register(run, tmp_path: Path) -> None:
    path = tmp_path / "чистый.xlsx"
    assert run("template", path)[0] == 0
    code, out, err = run("check", path)
    assert (code, out, err) == (0, "tab,cell,case,level,message\n", "")
    assert run("obligations", path)[:2] == (0, ",".join(COLUMNS) + "\n")
    assert run("obligations", path, "--format", "json")[:2] == (0, "[]\n")


def test_the_present_moment_is_the_registers_own(run, workbook: Path) -> None:
    assert run("obligations", workbook)[0] == 0


def test_several_spreadsheets_have_a_last_column(run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Two:
        def read(self):
            late = tabs({"case": 1, "detected": "02.11.2026 09:00", "sent": "01.11.2026 09:00"})
            return late, replace(late, title="Архив")

    monkeypatch.setattr(config, "load", Config)
    monkeypatch.setattr(sheets, "source", lambda _: Two())
    code, out, _ = run("check", "--now", NOW)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 1
    assert list(rows[0])[-1] == "source"
    assert [row["source"] for row in rows if row["cell"] == "L2"] == ["Проверочный", "Архив"]
    code, out, _ = run("obligations", "--now", NOW)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [*COLUMNS, "source"]
    assert {row["source"] for row in rows} == {"Проверочный", "Архив"}
    records = json.loads(run("obligations", "--now", NOW, "--format", "json")[1])
    assert {record["source"] for record in records} == {"Проверочный", "Архив"}


def test_absent_columns_are_told_wherever_figures_are(run, tmp_path: Path) -> None:
    path = tmp_path / "узкий.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Реестр"
    book.active.append(["№", "Выявлено", "Тема", "Локация", "Размещен"])
    book.active.append([1, "20.11.2026 09:05", "Дороги", "Вистино", "20.11.2026 10:00"])
    book.save(path)
    code, out, err = run("check", path, "--now", NOW)
    assert (code, out) == (0, "tab,cell,case,level,message\n")
    assert "нет столбцов" in err
    assert "«Размещено»" in err
    assert "«Автор»" not in err
    assert "«Размещено»" in run("digest", path, "--now", NOW)[1]
    summary = tmp_path / "сводка.html"
    assert run("report", path, "--month", "2026-11", "--out", summary, "--now", NOW)[0] == 0
    assert "«Размещено»" in summary.read_text(encoding="utf-8")


def test_what_is_proposed_for_a_table_as_text_holds_once_it_is_saved_as_a_workbook(
    run, tmp_path: Path
) -> None:
    """A .csv has no tab with a title: a spreadsheet program calls it by the file, or as it likes."""
    rows = [
        ["№ обращения", "Дата поступления", "Суть обращения", "Дата ответа"],
        *([str(n), f"1{n}.11.2026 10:00", "Яма", f"1{n}.11.2026 11:00"] for n in range(1, 5)),
    ]
    table = tmp_path / "выгрузка.csv"
    table.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    code, lines, err = run("columns", table)
    tabs_line = next(line for line in err.splitlines() if line.startswith("Листы реестра"))
    assert (code, tabs_line) == (0, "Листы реестра\tвсе")
    (tmp_path / "lines.tsv").write_text(lines, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "выгрузка"
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "реестр.xlsx")
    asked = ("--columns", tmp_path / "lines.tsv", "--tabs", tabs_line.partition("\t")[2], "--now", NOW)
    code, out, _ = run("obligations", tmp_path / "реестр.xlsx", *asked)
    assert code == 0
    assert {row["case"] for row in csv.DictReader(io.StringIO(out))} == {"1", "2", "3", "4"}


def test_as_a_program(workbook: Path) -> None:
    """The real process: exit code, UTF-8 whatever the console says, the table alone on standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "lib", "check", workbook, "--now", NOW],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1)
    assert done.stdout.decode().startswith("tab,cell,case,level,message\n")
    assert done.stderr == b""
