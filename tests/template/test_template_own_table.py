"""The template beside a register of another name: it stops; a column beside its likely twin is not added."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from lib.base.errors import UsageError
from lib.template import into_file

TABLES = Path(__file__).parents[1] / "examples" / "own_tables"


@pytest.mark.parametrize("name", ["months", "form", "two_row_header", "status_only"])
def test_no_empty_register_is_laid_beside_real_data(name: str, tmp_path: Path) -> None:
    path = tmp_path / "свой.xlsx"
    shutil.copy(TABLES / f"{name}.xlsx", path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match=r"На реестр похож лист .*columns"):
        into_file.apply(path)
    assert path.read_bytes() == before


def test_no_column_is_added_beside_its_likely_twin(tmp_path: Path) -> None:
    path = tmp_path / "свой.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Реестр"
    sheet.append(["№", "Выявлено", "Дата ответа", "Населённый пункт"])
    sheet.append([1, "23.11.2026 10:00", "23.11.2026 11:00", "д. Липки"])
    book.save(path)
    told = " ".join(into_file.apply(path))
    assert "столбец «Размещено» не добавлен: похоже, это столбец C «Дата ответа»" in told
    headers = [cell.value for cell in load_workbook(path)["Реестр"][1]]
    assert "Размещено" not in headers
    assert "Локация" not in headers
    assert "Направлено" in headers
