"""The months behind a document: their figures, kept in its .xlsx, and what has changed in them since then.

The next month's document, given that .xlsx, tells which past months the register shows otherwise now.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from lib.base.errors import UsageError
from lib.documents.fingerprint import Marks, Print
from lib.documents.fingerprint import read as read_print
from lib.documents.model import clean
from lib.figures.amounts import amounts_of
from lib.figures.definitions import FIGURE, Importance
from lib.figures.facts import Facts
from lib.figures.noted import apart
from lib.figures.signals import deficiencies
from lib.figures.summary import HISTORY
from lib.sources.workbook import PREVIOUS, read_workbook
from lib.words import phrases
from lib.worktime.period import Period, month_of, months_until

SHEET = "Прошлые месяцы"
_PRINT = "Контрольный код месяца"
COLUMNS = ("Месяц", _PRINT, "Ключ", "Важность", "Показатель", "Значение")
MONTH, PRINT, AS_OF = "Сводка за", "Контрольный код", "Данные на"
_ONCE = {"Отпечаток месяца": _PRINT, "Отпечаток": PRINT}  # as earlier documents call them
COMPARED = (
    "cases",
    "excluded",
    "answered",
    "answer",
    "preparing",
    "final",
    "first_draft",
    "repeated",
    "media",
    "mark",
    "resolved",
    "deficiencies",
)
_OF_ALL = ("cases", "excluded", "answered")  # what is told of all messages together
_NO_MARK = "нет"  # a month without cases has no fingerprint
_OTHER = "прочие данные сообщений"
_LONGEST = 40  # characters of a moment as told


@dataclass(frozen=True)
class Previous:
    """An earlier document: its month («2026-09»), fingerprint, moment as told in it, and its `past`."""

    month: str
    fingerprint: Print
    as_of: str
    past: pd.DataFrame


def past(facts: Facts, period: Period, marks: Marks) -> pd.DataFrame:
    """Figures of the months up to `period` that the register reaches, columns COLUMNS, all text."""
    lacking = deficiencies(facts)
    told = apart(facts.kept)
    rows: list[tuple[str, ...]] = []
    for span in months_until(period, HISTORY):
        if not facts.reach(span):
            continue
        name = f"{span.start:%Y-%m}"
        mark = marks.months.get(name, _NO_MARK)
        found = amounts_of(facts, span, lacking)
        for (key, importance), amount in found.items():
            if key in COMPARED and (key in _OF_ALL if importance is Importance.ALL else importance in told):
                shown = phrases.amount(FIGURE[key], amount)
                rows.append((name, mark, key, str(importance), FIGURE[key].title, shown))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def read(source: Path | str | bytes) -> Previous:
    """The earlier document from its .xlsx: a path, or its bytes.

    SourceError: it cannot be read as a workbook. UsageError: it is another workbook.
    """
    tabs = read_workbook(source, (SHEET,), "прошлой сводки", budget=PREVIOUS).tabs
    rows = list(zip_longest(*tabs[0].columns, fillvalue="")) if tabs else []
    found = _found([["" if cell is None else str(cell) for cell in row] for row in rows])
    if found is None:
        raise UsageError(
            f"В прошлой сводке нет листа «{SHEET}» в том виде, в каком его пишет «Отклик»: "
            "укажите файл .xlsx, записанный командой report или кнопкой на странице «Месяц»."
        )
    return found


def _found(rows: list[list[str]]) -> Previous | None:
    told = {_ONCE.get(row[0], row[0]): row[1] for row in rows[:12] if len(row) > 1}
    heads = [tuple(_ONCE.get(cell, cell) for cell in row[: len(COLUMNS)]) for row in rows]
    header = heads.index(COLUMNS) if COLUMNS in heads else None
    mark = read_print(told.get(PRINT, ""))
    if header is None or mark is None:
        return None
    try:
        month_of(told.get(MONTH, ""))
    except UsageError:
        return None
    table = pd.DataFrame(
        [row[: len(COLUMNS)] for row in rows[header + 1 :] if row[0]],
        columns=list(COLUMNS),
        dtype="str",
    )
    return Previous(told[MONTH], mark, clean(told.get(AS_OF, ""), _LONGEST), table)


def changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """What is told otherwise of the months that both have: Месяц, Показатель, Важность, Было, Стало.

    A month whose data changed and whose figures did not has one row.
    """
    keys = ["Месяц", "Ключ", "Важность"]
    both = before.merge(now, on=keys, suffixes=("", "_now"))
    other = both[(both["Значение"] != both["Значение_now"]).to_numpy()]
    rows = [
        (row["Месяц"], row["Показатель_now"], row["Важность"], row["Значение"], row["Значение_now"])
        for row in other.to_dict("records")
    ]
    moved = both[(both[_PRINT] != both[f"{_PRINT}_now"]).to_numpy()]["Месяц"].unique()
    told = {row[0] for row in rows}
    rows += [(month, _OTHER, str(Importance.ALL), "—", "изменены") for month in moved if month not in told]
    rows.sort(key=lambda row: row[0], reverse=True)
    return pd.DataFrame(
        rows, columns=["Месяц", "Показатель", "Важность", "Было", "Стало"], dtype="str"
    ).drop_duplicates(ignore_index=True)
