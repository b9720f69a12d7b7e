"""Files that end, freeze or fill whoever reads them: refused in one line, and the server goes on."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib import sheets
from lib.base.errors import OtklikError, SourceError
from lib.documents import past
from lib.sources.files import reading
from lib.sources.files.apart import pool
from lib.sources.files.apart.wire import packed, unpacked
from lib.sources.files.book import Job
from lib.sources.files.budget import REGISTER, VISIT
from lib.sources.files.xlsx import SMALL
from tests.traps import HEADER, LINKS, MAIN, MB, again, workbook

FAR, ODD = "далеко за таблицей", "не читается: внутри он устроен"
DAMAGED = "повреждён"
SOON = 20.0  # seconds, on a machine that does much else

# The recipes of the audit, by what they did: each ended, froze or filled the server.
TRAPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "cells out of order": (
        lambda: workbook('<row><c r="XFD1048576"><v>1</v></c><c r="A2"><v>1</v></c></row>'),
        FAR,
    ),
    "a size hidden by a space": (
        lambda: workbook('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v >1</v ></c></row>'),
        FAR,
    ),
    "cells without an end": (lambda: workbook("<row><c><v>1</v></c>" + '<c r="A1" ' * 1600), DAMAGED),
    "many cells without an end": (lambda: workbook("<row><c><v>1</v></c>" + '<c r="A1" ' * 30_000), DAMAGED),
    "errors without an end": (
        lambda: workbook('<row><c r="A1" t="e"><v>#N/A</v></c></row>' + "<c t= " * 20_000),
        DAMAGED,
    ),
    "one endless text": (
        lambda: workbook(HEADER, texts=[b"<si><t>", *again("x", 200), b"</t></si>"]),
        ODD,
    ),
    "endless texts": (lambda: workbook(HEADER, texts=again("<si><t>a</t></si>", 200)), ODD),
    "an endless plan": (
        lambda: workbook(
            book=[
                f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'.encode(),
                *again('<sheet name="x"/>', 50),
                b'<sheet name="\xd0\xa0" r:id="r1"/></sheets></workbook>',
            ]
        ),
        ODD,
    ),
    "a row that does not end": (lambda: workbook(again("<c/>", 60)), ODD),
    "empty rows": (lambda: workbook(again("<row/>", 60)), ODD),
    "empty cells": (lambda: workbook([b"<row>", *again("<c/>", 48), b"</row>"]), ODD),
}


@pytest.mark.parametrize("name", TRAPS)
@pytest.mark.parametrize("way", ["the register", "a visit", "an earlier summary"])
def test_a_trap_is_refused_in_one_line_and_soon(name: str, way: str) -> None:
    make, says = TRAPS[name]
    data = make()
    ways: dict[str, Callable[[], Any]] = {
        "the register": lambda: sheets.read_workbook(data, "трап.xlsx"),
        "a visit": lambda: sheets.read_brought(data, "трап.xlsx"),
        "an earlier summary": lambda: past.read(data),
    }
    start = time.monotonic()
    with pytest.raises(OtklikError) as caught:
        ways[way]()
    assert time.monotonic() - start < SOON
    assert "\n" not in str(caught.value)
    if way == "the register":
        assert says in str(caught.value)


def test_many_columns_of_long_texts_that_repeat_are_read() -> None:
    """Packed more than a hundred times, and honest: one letter, pasted under each of 605 headers."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active.title = "Реестр"
    made.active.append(["№", "Выявлено", *(f"Ответ {number}" for number in range(603))])
    for case in range(1, 4):
        letter = [f"Обращение {case}-{number}. {'Спасибо, ответим. ' * 80}" for number in range(603)]
        made.active.append([case, "23.11.2026 09:05", *letter])
    made.save(file)
    assert max(info.file_size // info.compress_size for info in zipfile.ZipFile(file).infolist()) > 80
    (tab,) = sheets.read_brought(file.getvalue(), "широкая.xlsx").tabs
    assert (len(tab.columns), tab.columns[604][0]) == (605, "Ответ 602")


def test_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(SourceError, match=DAMAGED):
        sheets.read_workbook(workbook(sheet=bomb))


def test_a_little_packed_texts_do_not_swell_in_the_server() -> None:
    rows = again('<row><c t="s"><v>0</v></c></row>', 12)
    data = workbook(rows, texts=f"<si><t>{'x' * 30_000}</t></si>", stored=True)
    with pytest.raises(SourceError, match="больше 120 МБ данных"):
        sheets.read_brought(data, "трап.xlsx")


def test_more_rows_than_a_sheet_has_are_damage() -> None:
    with pytest.raises(SourceError, match=DAMAGED):
        sheets.read_workbook(workbook(again("<row><c><v>1</v></c></row>", 30), stored=True))


def test_memory_time_and_work_are_bounded() -> None:
    slow = b'<row><c t="e"><v>#N/A</v></c></row>'  # the engine is not asked
    long = workbook([slow, *again('<row><c r="A1"><v>1</v></c></row>', 40)], stored=True)

    def told(**limits: int) -> str:
        with pytest.raises(SourceError) as caught:
            sheets.read_workbook(long, budget=replace(REGISTER, **limits))
        return str(caught.value)

    assert "за отведённое время" in told(wall=1)
    assert "за отведённое время" in told(cpu=0)
    assert "отведённой памяти" in told(memory=30 * MB)
    assert sheets.read_workbook(workbook(HEADER)).tabs[0].columns[0] == ["№"]


def test_a_sheet_that_ends_the_engine_is_read_without_it() -> None:
    """The rectangle of the engine does not fit into the memory, the cells themselves do."""
    rows = [HEADER.encode(), *again('<row><c r="A2"><v>1</v></c></row>', SMALL / MB + 1)]
    far = b'<row r="1048000"><c r="XFA1048000"><v>1</v></c></row>'
    with pytest.raises(SourceError, match=FAR):
        sheets.read_workbook(workbook([*rows, far], stored=True))


def test_a_reader_that_dies_is_told_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets.read_workbook(workbook(HEADER))
    (process,) = pool._POOL._idle
    process._popen.kill()
    process._popen.wait()
    assert sheets.read_workbook(workbook(HEADER)).tabs[0].title == "Реестр"

    plain = pool._Process.read

    def dying(self: Any, job: Job) -> Any:
        self._popen.kill()
        return plain(self, job)

    monkeypatch.setattr(pool._Process, "read", dying)
    with pytest.raises(SourceError, match="отведённой памяти"):
        sheets.read_workbook(workbook(HEADER))


def test_a_reader_is_kept_and_recycled(monkeypatch: pytest.MonkeyPatch) -> None:
    def number() -> int:
        sheets.read_workbook(workbook(HEADER))
        (process,) = pool._POOL._idle
        return process._popen.pid

    first = number()
    assert number() == first
    monkeypatch.setattr(pool, "JOBS", 1)
    sheets.read_workbook(workbook(HEADER))
    assert pool._POOL._idle == []


def test_a_visitor_has_one_file_read_at_a_time_and_few_have_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = threading.Barrier(3), threading.Event()

    def slow(job: Job, _title: str) -> Any:
        entered.wait(20)
        leave.wait(20)

    monkeypatch.setattr(pool, "read", slow)
    monkeypatch.setattr(pool, "PATIENCE", 0.1)
    job = Job(b"", "x.xlsx", frozenset(), "", VISIT)
    busy = [threading.Thread(target=reading.read, args=(job, "x", who)) for who in ("один", "два")]
    for thread in busy:
        thread.start()
    entered.wait(20)
    with pytest.raises(SourceError, match="Ваш прошлый файл ещё читается"):
        reading.read(job, "x", "один")
    with pytest.raises(SourceError, match="других посетителей"):
        reading.read(job, "x", "три")
    leave.set()
    for thread in busy:
        thread.join(20)


def test_nothing_but_data_comes_back() -> None:
    assert unpacked(packed(("cells", [["a", 1.5, True]], {0: b"\1"}))) == (
        "cells",
        [["a", 1.5, True]],
        {0: b"\1"},
    )
    with pytest.raises(Exception, match="no data"):
        unpacked(packed(print))


def test_the_reader_has_none_of_the_servers_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTKLIK_SECRET", "тайна")
    pool._POOL.close()
    sheets.read_workbook(workbook(HEADER))
    (process,) = pool._POOL._idle
    environment = Path(f"/proc/{process._popen.pid}/environ")
    if environment.exists():
        assert b"OTKLIK_SECRET" not in environment.read_bytes()


def test_the_command_line_ends_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(TRAPS["cells out of order"][0]())
    run = subprocess.run(
        [sys.executable, "-m", "lib", "check", str(path)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert FAR in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_last_good_copy_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook(HEADER))
    source = sheets.Workbook(path)
    source.read()
    path.write_bytes(TRAPS["many cells without an end"][0]())
    with pytest.raises(SourceError):
        source.read()
    path.write_bytes(workbook(HEADER))
    assert source.read()[0].tabs[0].title == "Реестр"
