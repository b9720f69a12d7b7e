"""`python -m lib report`: what it writes and what it refuses, and that the first page does not pay for it."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from lib.cli import main
from lib.demo import embedded
from lib.demo import register as demo
from lib.documents import report
from lib.sources import config
from lib.sources.config import ROOT, Config
from tests.build import NOW


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("command") / "реестр.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=60)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command: exit code, standard output, standard error."""
    code = main(["report", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("name", ["сводка.docx", "сводка.xlsx", "сводка.html", "СВОДКА.DOCX"])
def test_it_writes_the_kind_of_file_that_the_ending_names(
    name: str, workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    code, printed, said = run(capsys, workbook, "--month", "2026-10", "--out", out, "--now", NOW)
    assert (code, printed, said) == (0, "", f"Записана сводная информация: {out}\n")
    data = out.read_bytes()
    match out.suffix.lower():
        case ".docx":
            assert docx.Document(io.BytesIO(data)).paragraphs
        case ".xlsx":
            assert "Сводка" in openpyxl.load_workbook(io.BytesIO(data)).sheetnames
        case _:
            assert data.startswith(b"<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_next_month_tells_what_has_changed(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier, out = tmp_path / "09.xlsx", tmp_path / "10.html"
    run(capsys, workbook, "--month", "2026-09", "--out", earlier, "--now", "2026-10-05T10:00")
    code, _, _ = run(
        capsys, workbook, "--month", "2026-10", "--out", out, "--previous", earlier, "--now", NOW
    )
    assert code == 0
    assert "С прошлой сводкой за сентябрь" in out.read_text(encoding="utf-8").replace("\u00a0", " ")


def test_the_configured_register(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "load", lambda: Config(workbook=workbook))
    monkeypatch.setattr(embedded, "prepare", lambda *_: pytest.fail("not the demonstration"))
    code, _, _ = run(capsys, "--month", "2026-10", "--out", tmp_path / "а.xlsx", "--now", NOW)
    assert code == 0


REFUSED = [
    (("--month", "2026-13", "--out", "а.docx"), "«2026-13» — не месяц"),
    (("--month", "октябрь", "--out", "а.docx"), "«октябрь» — не месяц"),
    (("--month", "2026-12", "--out", "а.docx"), "ещё не наступил: декабрь 2026 года"),
    (("--month", "2026-10", "--out", "а.pdf"), "«.pdf» — неизвестный вид файла"),
    (("--month", "2026-10", "--out", "а"), "«а» — неизвестный вид файла"),
    (("--month", "2026-10", "--out", "нет/а.docx"), "такой папки нет"),
    (("--month", "2026-10", "--out", "папка.docx"), "это папка"),
    (("--month", "2026-10"), "Укажите месяц и файл"),
    (("--out", "а.docx"), "Укажите месяц и файл"),
    (("--month", "2026-10", "--out", "а.docx", "--previous", "нет.xlsx"), "нет.xlsx не найден"),
    (("--month", "2026-10", "--out", "а.docx", "--previous", "реестр.xlsx"), "«Прошлые месяцы»"),
    (("--month", "2026-10", "--out", "а.docx", "--now", "вчера"), "не момент времени"),
]


@pytest.mark.parametrize(("arguments", "told"), REFUSED)
def test_what_it_refuses(
    arguments: tuple[str, ...],
    told: str,
    workbook: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tmp_path = workbook.parent / f"refused-{REFUSED.index((arguments, told))}"
    tmp_path.mkdir()
    monkeypatch.chdir(tmp_path)
    Path("папка.docx").mkdir()
    Path("реестр.xlsx").write_bytes(workbook.read_bytes())
    before = sorted(path.name for path in tmp_path.iterdir())
    now = () if "--now" in arguments else ("--now", NOW)
    code, printed, said = run(capsys, workbook, *arguments, *now)
    assert (code, printed) == (2, "")
    assert told in said
    assert said.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_failed_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "а.docx"
    out.write_bytes(b"old")

    def full(self: Path, _: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(report.UsageError, match="проверьте место на диске"):
        report.write(out, b"new")
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["а.docx"]


def test_no_page_imports_what_only_a_document_needs() -> None:
    rooms = ("shell.router", "views.month", "views.deputy", "parts.documents")
    pages = f"import {', '.join(f'lib.web.{room}' for room in rooms)}, lib.cli, sys; "
    asked = "print([name for name in ('matplotlib', 'docx') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", pages + asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
