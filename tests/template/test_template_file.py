"""The template laid into a workbook that is there: what is missing comes, and no cell changes."""

from __future__ import annotations

import re
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib import sla
from lib.duties import check
from lib.duties.kept import kept
from lib.duties.timeline import timeline
from lib.law import regulation, schema
from lib.register import Register, parse
from lib.sheets import read
from lib.template import defaults, into_file, workbook
from lib.template import layout as template_layout
from tests.office import converted, needed
from tests.old_registers import HEADERS, MAKERS, by_hand, cells, parts, values, with_more

NOW = datetime(2026, 11, 23, 12, 0)


@pytest.fixture(params=MAKERS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    MAKERS[request.param](tmp_path / "Реестр.xlsx")
    return tmp_path / "Реестр.xlsx"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    by_hand(tmp_path / "Реестр.xlsx")
    return tmp_path / "Реестр.xlsx"


def styles(path: Path) -> list[str]:
    """The cell formats, each told in full."""
    book = openpyxl.load_workbook(path)
    return [
        f"{style.numFmtId} {book._number_formats[style.numFmtId - 164 :][:1] if style.numFmtId > 163 else ''}"
        f"{book._fonts[style.fontId]} {book._fills[style.fillId]} {book._borders[style.borderId]}"
        for style in book._cell_styles
    ]


def parsed(path: Path) -> Register:
    return parse(read(path))


# --- nothing that was there changes ------------------------------------------------------------------------


def test_no_cell_that_was_there_changes_and_a_second_run_does_nothing(path: Path) -> None:
    before, looks, told = cells(path), styles(path), values(path)
    assert into_file.apply(path)
    after, now = cells(path), values(path)
    assert {place: after[place] for place in before} == before
    assert {place: now[place] for place in told} == told
    assert styles(path)[: len(looks)] == looks
    laid = path.read_bytes()
    assert into_file.apply(path) == ()
    assert path.read_bytes() == laid
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_the_register_is_read_as_before(path: Path) -> None:
    before = parsed(path)
    into_file.apply(path)
    after = parsed(path)
    assert after.missing == ("Автор",)
    told = [register.cases.drop(columns="media").astype(str) for register in (before, after)]
    assert told[0].equals(told[1])
    assert before.cases["media"].isna().all()
    assert not after.cases["media"].any()  # the column was absent, now its empty cells mean «нет»
    assert after.events.astype(str).equals(before.events.astype(str))
    assert (after.norms, after.schedule) == (before.norms, before.schedule)
    assert after.settings.latest.curator == before.settings.latest.curator
    duties = [sla.assess(register, NOW).astype(str) for register in (before, after)]
    # The columns that have come keep steps that nobody could note before: those alone are owed anew.
    known = kept(before, timeline(before, NOW)).rules
    assert duties[0].equals(duties[1][duties[1]["rule"].isin(known)])
    # What the check names more are cells of the columns that have come, which are empty.
    named = [
        {tuple(row) for row in check.problems(register, NOW)[["tab", "cell", "message"]].to_numpy()}
        for register in (before, after)
    ]
    assert named[0] <= named[1]
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book if sheet.title.casefold() == "реестр")
    assert {tab for tab, _, _ in named[1] - named[0]} == {"Реестр"}
    assert all(sheet[cell].value is None for _, cell, _ in named[1] - named[0])


def test_what_libraries_lose_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "Реестр.xlsx"
    with_more(path)
    before = parts(path)
    into_file.apply(path)
    after = parts(path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/tables/table1.xml",
    }
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/drawings/drawing1.xml"} <= before.keys()
    formulas = openpyxl.load_workbook(path)["Реестр"], openpyxl.load_workbook(path, data_only=True)["Реестр"]
    assert [sheet["D2"].value for sheet in formulas] == ["=46349-INT(B2)", 8]
    names = openpyxl.load_workbook(path)["Отчёт"].defined_names
    assert names["Всего"].value == "Реестр!$D$2:$D$4"  # its tab is one further now


def test_helps_of_their_own_are_kept_and_come_first(old: Path) -> None:
    into_file.apply(old)
    cases = openpyxl.load_workbook(old)["реестр"]
    assert cases["A4"].comment.text == "Тему ставит куратор"
    assert cases["B4"].comment.text == schema.CASES.column("case").note
    rules = {str(rule.sqref): rule for rule in cases.data_validations.dataValidation}
    assert rules["E5:E100"].formula1 == '"Исполнитель 1,Исполнитель 2"'
    assert not any(area.startswith("E") for area in rules if area != "E5:E100")
    assert rules["A5:A5000"].formula1.startswith("'Справочники'!$A$3:")
    priorities = {str(area.sqref): area.rules[0].priority for area in cases.conditional_formatting}
    assert priorities == {"B5:B50": 1, "B5:B5000 D5:D5000": 2, "A5:AG5000": 3}
    assert not {"A", "B", "C", "D", "E", "F"} & set(cases.column_dimensions)  # nothing of theirs is widened


def test_the_tab_that_was_open_stays_open_and_alone(old: Path) -> None:
    into_file.apply(old)
    book = openpyxl.load_workbook(old)
    assert book.active.title == "Заметки"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Заметки"]
    assert book.sheetnames == [
        schema.MEMO_TITLE,
        "реестр",
        "Настройки",
        "Нормативы",
        "Журнал",
        "Заметки",
        "Справочники",
        "Календарь",
        "Фразы",
    ]


def test_rights_and_links_are_kept(old: Path) -> None:
    old.chmod(0o640)
    link = old.with_name("ссылка.xlsx")
    link.symlink_to(old)
    assert into_file.apply(link)
    assert link.is_symlink()
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert parsed(old).missing == ("Автор",)


# --- what comes --------------------------------------------------------------------------------------------


def test_what_is_done_is_told(old: Path) -> None:
    done = into_file.apply(old)
    assert done[:5] == (
        "Лист «Памятка» добавлен",
        "Пустой лист «Журнал» заполнен",
        "Лист «Справочники» добавлен",
        "Лист «Календарь» добавлен",
        "Лист «Фразы» добавлен",
    )
    assert done[5].startswith("Лист «реестр»: добавлены столбцы «Источник», «Ссылка на сообщение»")
    assert done[6] == (
        "Лист «реестр»: подсказки для столбцов «№», «Выявлено», «Исполнитель», «Размещено», «Тема»"
    )
    assert done[7] == "Лист «реестр»: добавлена подсветка"
    assert done[8] == "Лист «Настройки»: добавлены столбцы «Действует с»"
    assert done[9].startswith("Лист «Настройки»: добавлены строки «Организация», «Заместитель главы»")
    assert "Лист «Нормативы»: добавлены столбцы «Действует с»" in done
    assert any(line.startswith("Лист «Нормативы»: добавлены строки «Ответ повышенной") for line in done)


def test_added_columns_are_as_in_a_fresh_template(old: Path, tmp_path: Path) -> None:
    workbook.write(tmp_path / "новый.xlsx")
    into_file.apply(old)
    place = template_layout.layout(schema.CASES)
    book = openpyxl.load_workbook(old)
    theirs, ours = book["реестр"], openpyxl.load_workbook(tmp_path / "новый.xlsx")["Реестр"]
    at = {str(cell.value): cell.column_letter for cell in theirs[4]}
    known = {title.strip(" *") for title in HEADERS}
    assert [cell.value for cell in theirs[4]][:6] == HEADERS
    assert len([cell for cell in theirs[4] if cell.value]) == len(place.columns) + 1
    for column in (column for column in place.columns if column.title not in known):
        mine, other = at[column.title], place.letter(column.field)
        head, pattern = theirs[f"{mine}4"], ours[f"{other}2"]
        assert head.comment.text == pattern.comment.text == column.note
        for what in ("font", "fill", "border", "alignment"):
            assert repr(getattr(head, what)) == repr(getattr(pattern, what))
        width, fresh = dimension(theirs, mine), dimension(ours, other)
        assert (width.width, width.hidden, width.outlineLevel) == (
            fresh.width,
            fresh.hidden,
            fresh.outlineLevel,
        )
        assert width.number_format == fresh.number_format
        rules = [rule_of(sheet, letter) for sheet, letter in ((theirs, mine), (ours, other))]
        assert rules[0] == rules[1]
    rare = [column.title for column in place.columns if column.rare]
    assert [str(cell.value) for cell in theirs[4]][-len(rare) :] == rare  # they fold as one group


def dimension(sheet: Any, letter: str) -> Any:
    number = openpyxl.utils.column_index_from_string(letter)
    return next(item for item in sheet.column_dimensions.values() if item.min <= number <= item.max)


def rule_of(sheet: Any, letter: str) -> tuple[Any, ...] | None:
    return next(
        (
            (rule.type, rule.errorStyle, rule.error, rule.operator, rule.formula1, rule.formula2)
            for rule in sheet.data_validations.dataValidation
            if re.match(rf"{letter}\d", str(rule.sqref))
        ),
        None,
    )


def test_warnings_look_at_the_columns_where_they_stand(old: Path) -> None:
    into_file.apply(old)
    cases = openpyxl.load_workbook(old)["реестр"]
    place = template_layout.Layout(
        schema.CASES,
        schema.CASES.columns,
        4,
        {
            column.field: cell.column - 1
            for cell in cases[4]
            for column in schema.CASES.columns
            if str(cell.value).strip(" *") == column.title
        },
        "реестр",
    )
    late, clash = [area.rules[0] for area in cases.conditional_formatting][1:]
    assert late.formula == [template_layout.late_formula(place, parsed(old).norms.latest)]
    assert clash.formula == [template_layout.clash_formula(place)]
    assert "$D5" in late.formula[0]
    assert late.dxf.fill.bgColor.rgb == "FFF8CBC6"


def test_new_tabs_are_as_in_a_fresh_template(old: Path, tmp_path: Path) -> None:
    workbook.write(tmp_path / "новый.xlsx")
    into_file.apply(old)
    mine, fresh = (openpyxl.load_workbook(file) for file in (old, tmp_path / "новый.xlsx"))
    for title in (schema.MEMO_TITLE, schema.JOURNAL.title, schema.LISTS.title, schema.CALENDAR.title):
        sheet, pattern = mine[title], fresh[title]
        assert sheet.freeze_panes == pattern.freeze_panes
        assert sheet.auto_filter.ref == pattern.auto_filter.ref
        assert sheet.print_title_rows == pattern.print_title_rows
        assert len(sheet.data_validations.dataValidation) == len(pattern.data_validations.dataValidation)
        for row, wanted in zip(sheet.iter_rows(max_row=2), pattern.iter_rows(max_row=2), strict=True):
            for cell, other in zip(row, wanted, strict=True):
                assert repr((cell.value, cell.fill, cell.font)) == repr((other.value, other.fill, other.font))
                assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text)


def test_filters_and_tables_take_the_new_columns_in(old: Path, tmp_path: Path) -> None:
    into_file.apply(old)
    cases = openpyxl.load_workbook(old)["реестр"]
    assert cases.auto_filter.ref == "A4:AG8"
    assert b"!$A$4:$AG$8</definedName>" in parts(old)["xl/workbook.xml"]
    other = tmp_path / "с таблицей.xlsx"
    with_more(other)
    into_file.apply(other)
    table = openpyxl.load_workbook(other)["Реестр"].tables["Обращения"]
    assert table.ref == table.autoFilter.ref == "A1:AG4"
    names = [column.name for column in table.tableColumns]
    assert names == [cell.value for cell in openpyxl.load_workbook(other)["Реестр"][1]]
    assert len({column.id for column in table.tableColumns}) == len(names) == 33


def test_settings_and_norms_get_the_rows_they_lack(old: Path) -> None:
    into_file.apply(old)
    book = openpyxl.load_workbook(old)
    names = [row[0].value for row in book["Настройки"].iter_rows(min_row=2)]
    assert sorted(names) == sorted(
        [p.title for p in schema.PARAMETERS if p.field not in ("curator", "hours_0")]
        + ["Куратор", "рабочее  время ПН:"]
    )
    explained = {row[0].value: row[2].value for row in book["Настройки"].iter_rows(min_row=4)}
    assert explained["Перерыв"] == "Перерыв не входит в рабочее время. Пусто — без перерыва."
    steps = [row[0].value for row in book["Нормативы"].iter_rows(min_row=2)]
    assert len(steps) == len(regulation.RULES)
    assert steps[:2] == ["Ответ", "согласование  Зам. Главы"]


def test_lists_hold_what_is_in_use(old: Path) -> None:
    into_file.apply(old)
    lists = openpyxl.load_workbook(old)["Справочники"]
    columns = {cell.value: cell.column for cell in lists[2]}
    topics = [row[columns["Тема"] - 1].value for row in lists.iter_rows(min_row=3)]
    assert [topic for topic in topics if topic] == ["Дороги", "Мусор", "Свалка"]
    people = [row[columns["Исполнитель"] - 1].value for row in lists.iter_rows(min_row=3)]
    assert [name for name in people if name] == ["Исполнитель 1", "Исполнитель 2"]


@pytest.mark.parametrize("known", ["Тема", "Группа тем", "Локация"])
def test_added_lists_hold_what_is_in_use(old: Path, known: str) -> None:
    """A drop-down never points at an empty list; but no topic comes to stand beside a group of their own."""
    book = openpyxl.load_workbook(old)
    lists = book.create_sheet("Справочники")
    lists.append([known])
    lists.append(["Своё"])
    book.save(old)
    before = cells(old)
    done = into_file.apply(old)
    assert not any("«Справочники»: добавлены строки" in line for line in done)
    after = cells(old)
    assert {place: after[place] for place in before} == before
    columns = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in openpyxl.load_workbook(old)["Справочники"].iter_cols()
    }
    assert columns[known] == ["Своё"]
    assert columns["Исполнитель"] == ["Исполнитель 1", "Исполнитель 2"]
    topics = {"Тема": ["Своё"], "Группа тем": [], "Локация": ["Дороги", "Мусор", "Свалка"]}
    assert columns["Тема"] == topics[known]
    assert columns["Группа тем"] == (["Своё"] if known == "Группа тем" else [])
    assert all(columns[title] for title in ("Локация", "Источник"))
    assert into_file.apply(old) == ()


def test_a_column_that_seems_misspelt_is_named_and_not_added(old: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["реестр"]["C4"] = "Направленно"
    book.create_sheet("Справочники").append(["Исполнители", "Локация"])
    book.save(old)
    done = into_file.apply(old)
    said = (
        "Лист «реестр»: столбец «Направлено» не добавлен: похоже, это столбец C «Направленно».",
        "Лист «Справочники»: столбец «Исполнитель» не добавлен: похоже, это столбец A «Исполнители».",
    )
    assert [line.startswith(start) for line, start in zip(done[-2:], said, strict=True)] == [True, True]
    cases = openpyxl.load_workbook(old)["реестр"]
    assert "Направлено" not in [cell.value for cell in cases[4]]
    assert len(cases.conditional_formatting) == 1  # the warnings wait for the column
    again = next(cell.column_letter for cell in cases[4] if cell.value == "Новый исполнитель")
    assert rule_of(cases, again) is None  # and the list of names for its own
    assert into_file.apply(old) == done[-2:]
    cases["C4"] = "Направлено"
    cases.parent.save(old)
    assert "Лист «реестр»: добавлена подсветка" in into_file.apply(old)


def test_a_register_of_a_preset_keeps_its_warning(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    for preset in defaults.PRESETS:
        workbook.write(path, preset)
        assert into_file.apply(path) == ()
        path.unlink()
    by_hand(path)
    into_file.apply(path, "24", author=True)
    assert parsed(path).missing == ()
    assert parsed(path).norms.latest["answer"].limit == 3  # theirs
    warnings = openpyxl.load_workbook(path)["реестр"].conditional_formatting
    late = next(area.rules[0].formula[0] for area in warnings if "NOW()" in str(area.rules[0].formula))
    assert late.endswith(">180/60)))")
    memo = openpyxl.load_workbook(path)[schema.MEMO_TITLE]
    assert any("Разместить ответ — 3 раб. ч" in str(cell.value) for cell in memo["A"])


def test_where_the_register_has_no_norm_the_presets_holds(old: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["Нормативы"].delete_rows(2)
    book.save(old)
    into_file.apply(old, "24")
    assert parsed(old).norms.latest["answer"].limit == 24 * 60
    warnings = openpyxl.load_workbook(old)["реестр"].conditional_formatting
    assert any(">1440/1440" in area.rules[0].formula[0] for area in warnings)


def test_a_workbook_of_another_kind_becomes_a_register(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    openpyxl.Workbook().save(path)
    assert len(into_file.apply(path)) == 8
    assert len(check.problems(parsed(path), NOW)) == 0
    assert openpyxl.load_workbook(path).active.title == "Sheet"


# --- LibreOffice -------------------------------------------------------------------------------------------


class TestLibreOffice:
    pytestmark = needed

    def test_it_opens_what_was_laid_and_nothing_lacks_afterwards(self, path: Path) -> None:
        into_file.apply(path)
        wanted = openpyxl.load_workbook(path)
        saved = converted(path, "xlsx")
        book = openpyxl.load_workbook(saved)
        assert book.sheetnames == wanted.sheetnames
        for title in ("Справочники", "Календарь", schema.MEMO_TITLE):
            assert [[cell.value for cell in row] for row in book[title].iter_rows(max_row=10)] == [
                [cell.value for cell in row] for row in wanted[title].iter_rows(max_row=10)
            ]
        assert list(parsed(saved).cases["case"]) == list(parsed(path).cases["case"])
        assert into_file.apply(saved) == ()
        assert converted(path, "pdf").read_bytes().startswith(b"%PDF")

    def test_what_it_has_saved_is_added_to(self, path: Path) -> None:
        saved = converted(path, "xlsx")
        before = cells(saved)
        assert into_file.apply(saved)
        after = cells(saved)
        assert {place: after[place] for place in before} == before
        assert parsed(saved).missing == ("Автор",)
        assert into_file.apply(saved) == ()
