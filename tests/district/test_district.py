"""`district`: many registers as one table (commands.md, «District»)."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lib import sheets, sla
from lib.cli import main
from lib.demo import register as demo
from lib.district import combine, counting, summarise
from lib.district.table import COLUMNS
from lib.documents.fingerprint import Marks
from lib.duties import check
from lib.duties.live import live
from lib.figures import headline, signals, summary, surges
from lib.figures.facts import gather
from lib.law.regulation import Status
from lib.register import parse
from lib.sources.files import sentinel, xlsx
from lib.sources.files.apart import pool
from lib.worktime.period import month_of
from tests import build

NOW = datetime(2026, 11, 18, 12, 0)
MONTH = "2026-10"
OWN = Path(__file__).parents[1] / "examples" / "own_tables"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two registers and the settings of a district over four."""
    folder = tmp_path_factory.mktemp("district")
    for number in (1, 2):
        build.demo.write(folder / f"p{number}.xlsx", NOW, cases=150, seed=number)
    (folder / "own.xlsx").write_bytes((OWN / "date_and_time.xlsx").read_bytes())
    (folder / "half.xlsx").write_bytes((folder / "p1.xlsx").read_bytes()[:5_000])
    lines = [line.split("\t") for line in (OWN / "date_and_time.columns.tsv").read_text("utf-8").splitlines()]
    columns = "".join(
        f'[[district.registers.columns]]\nfield = "{field}"\ncolumn = "{column}"\n'
        + (f'time = "{rest[0]}"\n' if rest and rest[0] else "")
        for field, column, *rest in lines
    )
    (folder / "district.toml").write_text(
        "[district]\nname = 'Район'\n"
        "[[district.registers]]\nname = 'Поселение 1'\nworkbook = 'p1.xlsx'\n"
        "[[district.registers]]\nname = 'Поселение 2'\nworkbook = 'p2.xlsx'\n"
        "[[district.registers]]\nname = 'Своя таблица'\nworkbook = 'own.xlsx'\ntabs = 'Лист1'\n"
        + columns
        + "[[district.registers]]\nname = 'Недописанный файл'\nworkbook = 'half.xlsx'\n",
        encoding="utf-8",
    )
    return folder


def run(places: Path, out: str, *more: str) -> int:
    return main(
        ["district", str(places / "district.toml"), "--month", MONTH, "--now", f"{NOW:%Y-%m-%dT%H:%M}",
         "--out", str(places / out), *more]
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows(places: Path) -> list[dict[str, str]]:
    assert run(places, "out.csv", "--workers", "2") == 0
    with (places / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_of_the_contract(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == list(COLUMNS)
    assert [row["name"] for row in rows] == [
        "Поселение 1", "Поселение 2", "Своя таблица", "Недописанный файл", "Всего",
    ]  # fmt: skip


def test_a_row_says_what_the_register_itself_says(places: Path, rows: list[dict[str, str]]) -> None:
    register = parse(sheets.read(places / "p1.xlsx"))
    obligations = sla.assess(register, NOW)
    month = summary.month(register, obligations, MONTH, NOW)
    assert int(rows[0]["cases"]) == int(month.days["cases"].sum())
    assert int(rows[0]["deficiencies"]) == len(month.deficiencies)
    steps = month.steps[month.steps["rule"] == "answer"].iloc[0]
    for status in (Status.MET, Status.LATE, Status.OVERDUE, Status.RUNNING, Status.UNPROVEN):
        assert int(rows[0][status]) == int(steps[status])


def test_what_a_register_does_not_keep_is_empty(rows: list[dict[str, str]]) -> None:
    own = rows[2]
    assert own["read"] == "да"
    assert own["drafts_met"] == own["promises_broken"] == own["not_reported"] == ""
    assert own["met"] != ""


def test_an_unread_register_is_a_row_that_says_why(rows: list[dict[str, str]]) -> None:
    half = rows[3]
    assert "half.xlsx" in half["read"]
    assert set(list(half.values())[2:]) == {""}


def test_the_last_row_is_the_sum_of_what_was_read(rows: list[dict[str, str]]) -> None:
    *each, total = rows
    for key in list(COLUMNS)[2:]:
        if key != "timeliness":
            assert int(total[key]) == sum(int(row[key]) for row in each if row[key])
    judged = sum(int(total[name]) for name in ("met", "late", "overdue"))
    assert abs(float(total["timeliness"]) - int(total["met"]) / judged) <= 0.00005


def test_json_has_the_rows_and_every_summary(places: Path, rows: list[dict[str, str]]) -> None:
    assert run(places, "out.json", "--workers", "1") == 0
    found: dict[str, Any] = json.loads((places / "out.json").read_text(encoding="utf-8"))
    assert [
        {key: "" if cell is None else cell for key, cell in row.items()}["cases"] for row in found["rows"]
    ] == [int(row["cases"]) if row["cases"] else "" for row in rows]
    assert [each["registers"] for each in found["summaries"]] == [1, 1, 1, 0]


def test_the_number_of_processes_changes_nothing(places: Path, rows: list[dict[str, str]]) -> None:
    assert run(places, "one.csv", "--workers", "1") == 0
    assert (places / "one.csv").read_bytes() == (places / "out.csv").read_bytes()


def test_a_summary_holds_the_control_code_and_no_text(places: Path) -> None:
    found = summarise(places / "p1.xlsx", NOW, MONTH)
    register = parse(sheets.read(places / "p1.xlsx"))
    assert found.prints == (str(Marks(register).of(month_of(MONTH))),)
    told = json.dumps(found.as_data(), ensure_ascii=False)
    assert not [text for text in register.cases["text"] if text and text in told]
    assert not [person for person in register.people if person in told]


def test_two_registers_add_up_to_the_last_row(places: Path) -> None:
    both = combine(summarise(places / f"p{number}.xlsx", NOW, MONTH) for number in (1, 2))
    assert both.registers == 2
    assert both.numbers["cases"] == sum(both.messages.values())


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[district]\n", "нет ни одного реестра"),
        ("[register]\nworkbook='p1.xlsx'\n", "нет раздела [district]"),
        ("[[district.registers]]\nworkbook='p1.xlsx'\n", "без name"),
        ("[[district.registers]]\nname='А'\n", "ни sheet, ни workbook, ни file"),
        (
            "[[district.registers]]\nname='А'\nworkbook='p1.xlsx'\n[[district.registers]]\nname='а'\nworkbook='p2.xlsx'\n",
            "два реестра с одним именем",
        ),
        ("[[district.registers]]\nname='А'\nworkbook='no.xlsx'\n", "Ни один реестр не прочитан"),
        ("[[district.registers]]\nname='А'\nworkbok='p1.xlsx'\n", "неизвестный параметр"),
        ("district = 1\n", "должен быть разделом"),
    ],
)
def test_settings_that_make_no_sense_are_one_line(
    toml: str, told: str, places: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "d.toml"
    settings.write_text(toml, encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["district", str(settings), "--month", MONTH, "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "secrets.toml" not in said  # it is this file that is to be mended
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--month", "2026-13", "--out", "a.csv"], "не месяц"),
        (["--month", MONTH, "--out", "a.txt"], "нужно расширение"),
        (["--month", MONTH], "Укажите месяц и файл"),
        (["--month", MONTH, "--out", "a.csv", "--workers", "0"], "больше нуля"),
    ],
)
def test_a_command_that_makes_no_sense_is_one_line(
    arguments: list[str], told: str, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["district", str(places / "district.toml"), *arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_place_of_the_table_is_looked_at_before_anything_is_read(
    places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = places / "нет такой папки" / "out.csv"
    assert main(["district", str(places / "district.toml"), "--month", "2026-10", "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "такой папки нет" in told
    assert told.count("\n") == 1  # no register was tried


def test_what_is_only_counted_is_what_the_lists_hold(tmp_path: Path) -> None:
    """Errors, surges, open cases, promises, deficiencies: as many as the lists with their sentences tell."""
    now = datetime(2026, 11, 18, 12)
    demo.write(tmp_path / "r.xlsx", now, 600, 5)
    register = parse(sheets.read(tmp_path / "r.xlsx"))
    found = counting.of(register, now, month_of("2026-10"))
    levels = check.problems(register, now)["level"].value_counts()
    assert found.numbers["errors"] == levels.get("error", 0)
    assert found.numbers["warnings"] == levels["warning"] > 0
    obligations = sla.assess(register, now)
    facts = gather(register, obligations, now)
    assert set(found.surging) == set(surges.surges(facts).found["topic"]) - {""} != set()
    cases = live(register, now, obligations)
    assert found.numbers["live_overdue"] == len(headline.overdue(cases)) > 0
    assert found.numbers["not_reported"] == int(cases["unreported"].sum()) > 0
    assert found.numbers["promises_broken"] == signals.promised(facts)[signals.BROKEN] > 0
    assert signals.number_of_deficiencies(facts, None) == len(signals.deficiencies(facts)) > 0


def test_a_file_that_ends_its_reader_is_read_by_another_without_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process that files may end; who asked says of the next one that it is the second."""
    monkeypatch.setattr(sentinel, "_page", None)
    monkeypatch.setattr(sentinel, "_engine_died", False)
    sentinel.stands_by(again=True)
    assert sentinel.engine_died()
    assert sentinel.waits() is (sys.platform == "linux")
    demo.write(tmp_path / "r.xlsx", datetime(2026, 11, 18, 12), 60, 5)
    monkeypatch.setattr(pool, "read", None)  # nothing is read apart
    monkeypatch.setattr(xlsx.Xlsx, "_by_engine", None)
    monkeypatch.setattr(xlsx, "SMALL", 0)
    assert summarise(tmp_path / "r.xlsx", datetime(2026, 11, 18, 12), "2026-10").registers == 1
