"""A command imports what it needs: the help no pandas, a file nothing of Google's, nobody Streamlit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lib.sources.config import ROOT
from tests.build import NOW

HEAVY = ("pandas", "numpy", "pyarrow")
FOREIGN = (
    "gspread",
    "google",
    "xlsxwriter",
    "matplotlib",
    "docx",
    "plotly",
    "streamlit",
    "lib.demo",
    "lib.doctor",
)


def run(*arguments: object) -> tuple[str, set[str]]:
    """What a command prints in a process of its own, and the modules that it took in."""
    asked = (
        "import sys, json, lib.cli\n"
        "try:\n    lib.cli.main(sys.argv[1:])\n"
        "finally:\n    print(json.dumps(list(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, *map(str, arguments)], cwd=ROOT, capture_output=True, check=True
    )
    return done.stdout.decode(), set(json.loads(done.stderr.decode().splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("obligations", "--help")])
def test_help_is_russian_and_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    told, modules = run(*arguments)
    assert told.startswith("Использование: ")
    assert "параметры:" in told
    assert modules.isdisjoint((*HEAVY, *FOREIGN, "lib.sources.config"))


def test_the_process_that_reads_files_starts_without_what_computes() -> None:
    """It starts with every command and with every visitor's file."""
    asked = "import sys, json, lib.sources.files.apart.worker; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True)
    assert set(json.loads(done.stdout)).isdisjoint((*HEAVY, *FOREIGN, "lib.law", "lib.worktime"))


@pytest.mark.parametrize("command", ["check", "obligations"])
def test_a_file_imports_nothing_of_what_it_does_not_need(command: str, workbook: Path) -> None:
    told, modules = run(command, workbook, "--now", NOW)
    assert told
    assert modules.isdisjoint(FOREIGN)


@pytest.mark.parametrize("command", ["digest", "report"])
def test_a_document_of_a_file_imports_nothing_of_googles(
    command: str, workbook: Path, tmp_path: Path
) -> None:
    more = ("--month", "2026-10", "--out", tmp_path / "сводка.xlsx") if command == "report" else ()
    _, modules = run(command, workbook, "--now", NOW, *more)
    assert modules.isdisjoint(("gspread", "google", "streamlit", "lib.demo", "lib.doctor"))
