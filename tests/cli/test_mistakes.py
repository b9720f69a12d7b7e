"""One clear line, in Russian, for each mistake; exit code 2."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lib.cli import main, registers
from tests.cli.told import one_line

SHEET = "1AbcDefGhiJklMnoPqrStuVwxYz0123456789"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0"


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
        (["check", "https://example.org/"], "не файл .xlsx или .ods и не адрес"),
        (["demo"], "Не хватает в команде: ФАЙЛ.xlsx"),
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


def test_ctrl_c_is_one_line_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(registers, "opened", interrupted)
    assert main(["check", "r.xlsx"]) == 130
    assert capsys.readouterr().err == "Прервано.\n"
