"""`demo` and `template`: what they write, and what they never write over."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lib import sheets
from lib.register import parse
from lib.sources import config
from tests.build import NOW
from tests.cli.told import one_line
from tests.sheets_server import Fault, Spreadsheet
from tests.sheets_server.updates import RichTab, WritableServer

SHEET = "1AbcDefGhiJklMnoPqrStuVwxYz0123456789"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0"


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
