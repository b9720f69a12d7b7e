"""The command line: every command's output and exit code, one clear line for each mistake (commands.md)."""

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
from lib.__main__ import main
from lib.demo import register as demo
from lib.register import parse
from lib.sources import config
from lib.sources.config import Config
from tests.build import NOW, tabs
from tests.sheets_server import Fault, Spreadsheet
from tests.sheets_server.updates import RichTab, WritableServer

EXAMPLES = Path(__file__).parents[1] / "examples"
SHEET = "1AbcDefGhiJklMnoPqrStuVwxYz0123456789"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0"
COLUMNS = [
    *("case", "rule", "role", "person", "opened", "due", "closed", "inferred"),
    *("status", "limit", "unit", "spent", "late"),
]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]):
    """Run a command: exit code, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from datetime import datetime

    path = tmp_path_factory.mktemp("cli") / "реестр.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=40)
    return path


def one_line(text: str) -> bool:
    return text.endswith("\n") and text.count("\n") == 1 and "Traceback" not in text


# --- tables ------------------------------------------------------------------------------------------------


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


def test_digest(run, workbook: Path) -> None:
    code, out, err = run("digest", workbook, "--now", NOW)
    assert (code, err) == (0, "")
    assert "Просрочено" in out
    assert run("digest", workbook, "--now", NOW, "--format", "html")[1].startswith("<!DOCTYPE html>")


# --- files to write ----------------------------------------------------------------------------------------


def test_demo_is_the_same_for_the_same_seed(run, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        code, out, err = run("demo", path, "--now", NOW, "--cases", 30, "--seed", seed)
        assert (code, out) == (0, "")
        assert one_line(err)
    first, same, other = (path.read_bytes() for path in paths)
    assert first == same != other


def test_template_as_a_file(run, tmp_path: Path) -> None:
    path = tmp_path / "новый.xlsx"
    code, out, err = run("template", path)
    assert (code, out) == (0, "")
    assert one_line(err)
    register = parse(sheets.read(path))
    assert register.missing == ("Автор",)
    before = path.read_bytes()
    code, _, err = run("template", path)
    assert (code, err) == (0, "Добавлять нечего: всё уже на месте.\n")
    assert path.read_bytes() == before
    code, _, err = run("template", path, "--author")
    assert (code, err) == (0, "Лист «Реестр»: добавлены столбцы «Автор»\n")
    assert parse(sheets.read(path)).missing == ()
    other = tmp_path / "чужой.xlsx"
    other.write_text("не реестр", encoding="utf-8")
    code, _, err = run("template", other)
    assert code == 2
    assert one_line(err)
    assert "не книга Excel" in err
    assert other.read_text(encoding="utf-8") == "не реестр"
    run("template", tmp_path / "с автором.xlsx", "--author")
    assert parse(sheets.read(tmp_path / "с автором.xlsx")).missing == ()


def test_a_template_over_a_file_without_a_byte(run, tmp_path: Path) -> None:
    path = tmp_path / "реестр.xlsx"
    path.touch()
    assert run("template", path)[0] == 0
    assert run("check", path) == (0, "tab,cell,case,level,message\n", "")


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch):
    with WritableServer(Spreadsheet(SHEET, "Реестр", [RichTab("Лист1", width=26)])) as running:
        monkeypatch.setattr(config, "service_account", lambda: running.key)
        yield running


def test_template_into_a_sheet_and_again(run, google: WritableServer) -> None:
    code, out, err = run("template", "--sheet", ADDRESS)
    assert (code, out) == (0, "")
    assert "«Реестр»" in err
    code, out, err = run("template", "--sheet", ADDRESS)
    assert (code, out) == (0, "")
    assert err == "Добавлять нечего: всё уже на месте.\n"
    assert run("check", SHEET)[:2] == (0, "tab,cell,case,level,message\n")


@pytest.mark.parametrize("fault", [Fault("status", 403), Fault("status", 404)])
def test_a_sheet_that_refuses(run, google: WritableServer, fault: Fault) -> None:
    google.fail(fault)
    for command in (("check", ADDRESS), ("obligations", SHEET), ("template", "--sheet", SHEET)):
        code, out, err = run(*command)
        assert (code, out) == (2, "")
        assert one_line(err)


# --- mistakes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--help"),
        (["нет такой"], "--help"),
        (["check", "{book}", "--now", "вчера"], "не момент времени"),
        (["check", "{book}", "--now", "2026-11-23"], "не момент времени"),
        (["check", "{book}", "--now", "23.11.2026 12:00"], "не момент времени"),
        (["check", "{book}", "--now", "2026-11-31T12:00"], "такого дня"),
        (["check", "{book}", "--now", "2026-11-23T25:00"], "такого дня"),
        (["check", "{book}", "--now", "1026-11-23T12:00"], "год должен"),
        (["check", "{book}", "--wat"], "--help"),
        (["obligations", "{book}", "--format", "xml"], "--help"),
        (["obligations", "{folder}/нет.xlsx"], "не найден"),
        (["check", "{folder}"], "не файл"),
        (["check", "{folder}/plain.xlsx"], "не книга Excel"),
        (["check", "{folder}/other.xlsx"], "нет листа «Реестр»"),
        (["check", "https://example.org/"], "не файл .xlsx и не адрес"),
        (["demo"], "Не хватает в команде: OUT.xlsx"),
        (["check", "{book}", "--nwo", "x"], "--nwo x"),
        (["obligations", "{book}", "--format", "xml"], "'csv', 'json'"),
        (["check", "{book}", "--now"], "После --now нужно значение"),
        (["свод"], "Нет команды «свод»"),
        ([], "Не указана команда"),
        (["demo", "{folder}/x.txt"], ".xlsx"),
        (["demo", "{folder}/x.xlsx", "--cases", "0"], "больше нуля"),
        (["demo", "{folder}/x.xlsx", "--cases", "много"], "целое число"),
        (["demo", "{folder}/нет папки/x.xlsx"], "x.xlsx"),
        (["template"], "одно из двух"),
        (["template", "{folder}/x.xlsx", "--sheet", "{sheet}"], "одно из двух"),
        (["template", "{folder}/x.xlsx", "--preset", "нет такого"], "нет такого"),
        (["template", "{folder}/x.doc"], ".xlsx"),
        (["template", "{folder}/нет папки/x.xlsx"], "такой папки нет"),
        (["template", "--sheet", "не адрес"], "не адрес"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    run, tmp_path: Path, workbook: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "plain.xlsx").write_text("просто текст", encoding="utf-8")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    places = {"folder": tmp_path, "book": workbook, "sheet": SHEET}
    code, out, err = run(*(argument.format(**places) for argument in arguments))
    assert (code, out) == (2, "")
    assert one_line(err)
    assert said in err


def test_a_week_without_working_time(run, tmp_path: Path) -> None:
    path = tmp_path / "без часов.xlsx"
    run("template", path)
    book = openpyxl.load_workbook(path)
    for row in book["Настройки"].iter_rows():
        if str(row[0].value).startswith("Рабочее время"):
            row[1].value = None
    book.save(path)
    code, out, err = run("check", path)
    assert (code, out) == (2, "")
    assert one_line(err)


def test_no_key_for_a_sheet(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "нет.json"))
    code, out, err = run("check", ADDRESS)
    assert (code, out) == (2, "")
    assert one_line(err)
    assert "GOOGLE_APPLICATION_CREDENTIALS" in err


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


# --- nothing of anybody's is written over ------------------------------------------------------------------


def test_a_demonstration_replaces_a_demonstration_but_no_register(run, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.touch()
    for _ in range(2):
        assert run("demo", path, "--cases", 30, "--now", NOW)[0] == 0
    book = openpyxl.load_workbook(path)
    book["Реестр"]["F3"] = "вписано человеком"
    book.save(path)
    typed = path.read_bytes()
    code, out, err = run("demo", path, "--cases", 30, "--now", NOW)
    assert (code, out) == (2, "")
    assert one_line(err)
    assert "не тронут" in err
    assert path.read_bytes() == typed


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


# --- what is lacking is told -------------------------------------------------------------------------------


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
