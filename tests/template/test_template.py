"""The empty register as a workbook: what it holds, how it helps, and that the parser takes it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib.base.errors import UsageError
from lib.duties import check
from lib.law import regulation, schema
from lib.register import parse
from lib.sheets import read
from lib.template import defaults, look, workbook
from lib.template import layout as template_layout

NOW = datetime(2026, 11, 23, 12, 0)
PRESETS = [None, *defaults.PRESETS]


@pytest.fixture
def book(tmp_path: Path) -> Any:
    workbook.write(tmp_path / "r.xlsx")
    return openpyxl.load_workbook(tmp_path / "r.xlsx")


@pytest.mark.parametrize("author", [False, True])
@pytest.mark.parametrize("preset", PRESETS)
def test_an_empty_register_has_no_cases_and_no_problems(
    preset: str | None, author: bool, tmp_path: Path
) -> None:
    workbook.write(tmp_path / "r.xlsx", preset, author=author)
    register = parse(read(tmp_path / "r.xlsx"))
    assert len(register.cases) == 0
    assert len(check.problems(register, NOW)) == 0
    assert register.norms.latest == defaults.norms(preset)
    assert register.missing == (() if author else ("Автор",))
    assert set(register.lists.topics) == {t for ts in defaults.TOPICS.values() for t in ts}
    assert register.lists.networks == defaults.NETWORKS


def test_presets_are_neighbouring_norms() -> None:
    norms = defaults.norms("9-4-7")
    assert [norms[key].limit for key in ("answer", "answer_high", "final")] == [9, 4, 7]
    assert norms["draft"] == regulation.RULE["draft"].norm
    with pytest.raises(UsageError, match="«9-4-7», «8», «24»"):
        defaults.norms("10")


def test_a_path_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Не удалось записать файл"):
        workbook.write(tmp_path / "absent" / "r.xlsx")


def test_a_register_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_text("прежнее")
    with pytest.raises(KeyError):
        workbook.write_content(path, {schema.CASES.title: [{"нет такого поля": 1}]})
    assert path.read_text() == "прежнее"
    assert list(tmp_path.iterdir()) == [path]


def test_tabs_and_headers(book: Any) -> None:
    assert book.sheetnames == [schema.MEMO_TITLE, *(tab.title for tab in schema.TABS)]
    assert book.active.title == schema.CASES.title
    for tab in schema.TABS:
        header = [cell.value for cell in book[tab.title][2]]
        wanted = [column.title for column in tab.columns if column.field != "author"]
        assert header[: len(wanted)] == wanted


def test_cases_are_helped(book: Any) -> None:
    sheet = book[schema.CASES.title]
    place = template_layout.layout(schema.CASES)
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == f"A2:{place.letter('note')}{workbook.LAST_ROW}"
    groups = list(dict.fromkeys(column.group for column in schema.CASES.columns))
    assert [cell.value for cell in sheet[1] if cell.value] == groups
    outlines = {
        number: item for item in sheet.column_dimensions.values() for number in range(item.min, item.max + 1)
    }
    rules = {str(item.sqref).split(":")[0]: item for item in sheet.data_validations.dataValidation}
    for column in place.columns:
        letter = place.letter(column.field)
        assert sheet[f"{letter}2"].comment.text == column.note
        outline = outlines[place.at[column.field] + 1]
        assert (bool(outline.hidden), outline.outlineLevel) == (column.rare, int(column.rare))
        rule = rules.get(f"{letter}3")
        helped = column.cell not in (
            schema.Cell.NUMBER,
            schema.Cell.TEXT,
            schema.Cell.LINK,
            schema.Cell.CASE,
            schema.Cell.EXCLUDED,
        )
        assert bool(rule) == helped
        if rule:
            assert rule.errorStyle == "warning"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$2:$2"


def test_explanations_stand_beside_settings_and_norms(book: Any) -> None:
    for tab, rows in ((schema.SETTINGS, schema.PARAMETERS), (schema.NORMS, regulation.RULES)):
        sheet = book[tab.title]
        column = [cell.value for cell in sheet[2]].index(defaults.EXPLANATION)
        notes = [row[column].value for row in sheet.iter_rows(min_row=3) if row[0].value]
        assert len(notes) == len(rows)
        assert all(notes)


def test_the_memo_names_the_shortcuts_and_the_norms(book: Any) -> None:
    text = "\n".join(str(row[0].value) for row in book[schema.MEMO_TITLE].iter_rows())
    assert "Ctrl + Alt + Shift + ;" in text
    assert "4 раб. ч с момента выявления" in text
    assert book[schema.MEMO_TITLE].max_row <= 40  # one screen


def test_values_are_text_never_formulas_or_links(tmp_path: Path) -> None:
    content = defaults.content()
    texts = ["=1+1", "https://example.org/", "{=A1}", "+7"]
    content[schema.CASES.title] = [
        {"case": n, "detected": NOW, "text": text} for n, text in enumerate(texts, start=1)
    ]
    workbook.write_content(tmp_path / "r.xlsx", content)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")[schema.CASES.title]
    letter = template_layout.layout(schema.CASES).letter("text")
    cells = [sheet[f"{letter}{row}"] for row in range(3, 7)]
    assert [cell.value for cell in cells] == texts
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert sheet["B3"].value == NOW
    assert sheet["B3"].number_format == look.TIME_FORMAT


@pytest.mark.parametrize(
    ("preset", "part"), [(None, ">240/60"), ("9-4-7", ">540/60"), ("24", "NOW()-$B3>1440/1440")]
)
def test_the_formula_of_a_late_answer_follows_the_norm(preset: str | None, part: str) -> None:
    place = template_layout.layout(schema.CASES)
    formula = template_layout.late_formula(place, defaults.norms(preset))
    assert part in formula
    assert formula.count("(") == formula.count(")")
    assert not re.search(r"\d\.\d", formula)
    assert len(formula) < 8192
