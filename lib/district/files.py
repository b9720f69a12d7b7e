"""The table of a district as a file: .csv and .json for programs, .xlsx and .html for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from lib.base.errors import UsageError
from lib.district import document
from lib.district.summary import Summary
from lib.district.table import COLUMNS, Cell, rows
from lib.sources.config.district import District

Write = Callable[[District, Sequence[Summary], datetime], bytes]


def kind_of(path: Path) -> Write:
    """What writes a file of this ending; UsageError for another."""
    write = _KINDS.get((path.suffix or path.name).lower())
    if write is None:
        raise UsageError(f"Файл «{path}»: нужно расширение {', '.join(_KINDS)}.")
    return write


def as_csv(district: District, summaries: Sequence[Summary], _now: datetime) -> bytes:
    """The rows as UTF-8 CSV without a byte-order mark; nothing where nothing is kept."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows([member.name for member in district.members], summaries):
        writer.writerow(["" if cell is None else cell for cell in row.values()])
    return target.getvalue().encode()


def as_json(district: District, summaries: Sequence[Summary], _now: datetime) -> bytes:
    """The rows, and beside them every register's own counts, for whoever adds them up further."""
    found = {
        "rows": rows([member.name for member in district.members], summaries),
        "summaries": [summary.as_data() for summary in summaries],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1, default=_number) + "\n").encode()


def _number(cell: Cell) -> float:
    if isinstance(cell, Decimal):
        return float(cell)
    raise TypeError(cell)


_KINDS: dict[str, Write] = {
    ".xlsx": document.as_xlsx,
    ".csv": as_csv,
    ".json": as_json,
    ".html": document.as_html,
}
