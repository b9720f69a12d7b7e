"""An .ods as LibreOffice writes it, cell by cell, beside the .xlsx that it was made of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lib import sheets
from lib.sources.tabs import Merge
from tests.office import converted, needed
from tests.sources.test_typed_cells import EXAMPLE, only, written

pytestmark = needed


@pytest.fixture(scope="module")
def ods(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(book: Any, tab: Any) -> None:
        tab.write_row(0, 0, ["№", "Выявлено", "Время", "Да", "Текст", "Ошибка", "Ссылка"])
        tab.write_number(1, 0, 12)
        tab.write_datetime(
            1, 1, datetime(2026, 11, 23, 14, 5), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        )
        tab.write_number(1, 2, 0.25, book.add_format({"num_format": "hh:mm"}))
        tab.write_boolean(1, 3, True)
        tab.write_string(1, 4, "  две\nстроки  ")
        tab.write_formula(1, 5, "=1/0", None, "#DIV/0!")
        tab.write_url(1, 6, "https://vk.com/1", string="ответ")
        tab.write_formula(2, 5, "=NA()", None, "#N/A")
        tab.write_boolean(2, 3, False)
        tab.write_formula(3, 5, "=1+1", None, 2)
        tab.merge_range("A6:B7", "вместе")
        tab.write_comment("A2", "заметка")
        book.add_worksheet("Заметки").write_string(0, 0, "своё")

    folder = tmp_path_factory.mktemp("ods")
    path = folder / "r.xlsx"
    path.write_bytes(written(fill))
    return converted(path, "ods")


def test_an_ods_is_read_like_an_xlsx(ods: Path) -> None:
    tabs = sheets.read(ods)
    tab = only(tabs)
    assert [column[1] for column in tab.columns] == [
        12,
        pytest.approx(46349 + 845 / 1440),
        0.25,
        True,
        "  две\nстроки  ",
        "#DIV/0!",
        "ответ",
    ]
    assert [tab.columns[3][2], tab.columns[5][2], tab.columns[5][3]] == [False, "#N/A", 2]
    assert [bool(tab.typed(column, 2)[1]) for column in range(4)] == [False, True, True, False]
    assert tab.merges == (Merge(5, 0, 6, 1),)
    assert tab.links == {6: {1: "https://vk.com/1"}}
    assert [other.title for other in tabs.others] == ["Заметки"]


def test_an_ods_of_the_example_says_what_its_xlsx_says(tmp_path: Path) -> None:
    copy = tmp_path / "register.xlsx"
    copy.write_bytes(EXAMPLE.read_bytes())
    first, second = sheets.read(copy), sheets.read(converted(copy, "ods"))
    assert [tab.title for tab in first.tabs] == [tab.title for tab in second.tabs]
    for mine, other in zip(first.tabs, second.tabs, strict=True):
        for left, right in zip(mine.columns, other.columns, strict=False):
            for a, b in zip(left, right, strict=False):
                assert a == (pytest.approx(b, abs=1e-6) if isinstance(b, float) else b)
