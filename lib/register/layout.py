"""Where things stand in the raw tabs: tabs by title, columns by header; and the list of what is wrong there.

Knows the schema and the cells, not their meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from lib.base.errors import RegisterError
from lib.law.schema import CASES, TABS, Cell, TabSchema
from lib.register.cells import plain, word_key
from lib.register.decode import Cells, decode
from lib.sources.tabs import RawColumn, Tab, Tabs

HEADER_ROWS = 15  # the header row is one of the first so many
ERROR, WARNING = "error", "warning"
PROBLEM_COLUMNS = ("tab", "cell", "case", "level", "kind", "message", "value")
_FEW = (
    Cell.LIST,
    Cell.CHOICE,
    Cell.YES_NO,
    Cell.EXCLUDED,
    Cell.STATUS,
)  # columns of few words, often repeated
VALUE_LENGTH, QUOTE_LENGTH = 200, 60
_ALIKE = 0.8  # of difflib's ratio: «Размещен» for «Размещено» has 0.94

Rows = npt.NDArray[np.intp]


def text_array(text: pa.StringArray) -> ExtensionArray:
    """Arrow strings as a pandas column of dtype str, "" where null."""
    array: ExtensionArray = text.fill_null("").to_pandas().array
    return array


def header_key(value: object) -> str:
    """What headers and titles are compared by: no case, no ё, no repeated spaces, no trailing «*» or «:»."""
    return word_key(value).rstrip("*: ") if isinstance(value, str) else ""


def meant(title: str, foreign: Mapping[str, str]) -> tuple[str, str] | None:
    """Letters and header of the `foreign` column that seems to be the one of that title, misspelt."""
    keys = {header_key(text): (at, text) for at, text in foreign.items()}
    alike = get_close_matches(header_key(title), keys, 1, _ALIKE)
    return keys[alike[0]] if alike else None


def letters(index: int) -> str:
    """The name of a column, A for 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def quote(value: str) -> str:
    """A cell's text as a message shows it: one line, not too long."""
    line = plain(value)
    return f"«{line[: QUOTE_LENGTH - 1]}…»" if len(line) > QUOTE_LENGTH else f"«{line}»"


@dataclass(frozen=True)
class Sheet:
    """A tab whose header row is found: `header` counts from 0, `places` says where each field stands."""

    schema: TabSchema
    tab: Tab
    header: int
    places: dict[str, int]
    size: int  # rows under the header

    @property
    def title(self) -> str:
        """The tab's title as the contract writes it."""
        return self.schema.title

    def cells(self, name: str) -> Cells | None:
        """The cells under the header of that field; None where the column is absent."""
        if name not in self.places:
            return None
        few = self.schema.column(name).cell in _FEW
        return decode(self.tab.columns[self.places[name]], self.size, self.header + 1, few=few)

    @property
    def foreign(self) -> dict[str, str]:
        """Headers of columns that are not the contract's, by their letters: the staff's own, or misspelt."""
        known = {header_key(column.title) for column in self.schema.known}
        headers = (column[self.header] if self.header < len(column) else None for column in self.tab.columns)
        return {
            letters(index): text
            for index, text in enumerate(headers)
            if isinstance(text, str) and text.strip() and header_key(text) not in known
        }

    def rows(self, indexes: Rows) -> Rows:
        """Sheet rows, from 1, of rows under the header, from 0."""
        return (indexes + self.header + 2).astype(np.int32)


@dataclass(slots=True)
class _Block:
    tab: str
    column: int
    rows: Rows
    case: Sequence[str] | None
    level: str
    kind: str
    message: str | list[str]
    value: list[str] | None


@dataclass
class Problems:
    """What is wrong, gathered a column at a time: cells are data, never exceptions."""

    _blocks: list[_Block] = field(default_factory=list)

    def add(
        self,
        place: Sheet | str,
        name: str | int,
        rows: Rows | Sequence[int],
        kind: str,
        message: str | list[str],
        *,
        level: str = WARNING,
        value: list[str] | None = None,
        case: Sequence[str] | None = None,
    ) -> None:
        """Name the cells in the column of field `name` (or of that index) in the given sheet rows.

        `message`, `value` and `case` are one for all or one per row. A `message` may hold «{}»: the value.
        Without rows nothing is named; a row 0 stands for the tab as a whole.
        """
        rows = np.asarray(rows, np.intp)
        if not len(rows):
            return
        if isinstance(place, Sheet):
            title, column = place.title, place.places[name] if isinstance(name, str) else name
        else:
            title, column = place, 0
        if isinstance(message, str) and "{}" in message and value is not None:
            message = [message.replace("{}", quote(text)) for text in value]
        if value is not None:
            value = [text[:VALUE_LENGTH] for text in value]
        self._blocks.append(_Block(title, column, rows, case, level, kind, message, value))

    def frame(self) -> pd.DataFrame:
        """All of them in the order of tabs, rows, columns; PROBLEM_COLUMNS, all str."""
        if not self._blocks:
            return pd.DataFrame({name: pd.Series(dtype="str") for name in PROBLEM_COLUMNS})
        order = {schema.title: number for number, schema in enumerate(TABS)}
        counts = [len(block.rows) for block in self._blocks]
        tab = np.repeat([order[block.tab] for block in self._blocks], counts)
        column = np.repeat([block.column for block in self._blocks], counts)
        rows = np.concatenate([block.rows for block in self._blocks])
        sort = np.lexsort((column, rows, tab))
        names = pa.array([letters(number) for number in range(int(column.max()) + 1)])
        cell = pc.binary_join_element_wise(names.take(pa.array(column)), pa.array(rows).cast(pa.string()), "")
        cell = pc.if_else(pa.array(rows == 0), "", cell)

        def joined(parts: Iterable[str | Sequence[str] | None]) -> pa.Array:
            blocks = [
                pa.array([part or ""]).take(pa.array(np.zeros(count, np.int64)))
                if part is None or isinstance(part, str)
                else pa.array(part, pa.string())
                for part, count in zip(parts, counts, strict=True)
            ]
            return pa.concat_arrays(blocks)

        columns: dict[str, Any] = {
            "tab": joined(block.tab for block in self._blocks),
            "cell": cell,
            "case": joined(block.case for block in self._blocks),
            "level": joined(block.level for block in self._blocks),
            "kind": joined(block.kind for block in self._blocks),
            "message": joined(block.message for block in self._blocks),
            "value": joined(block.value for block in self._blocks),
        }
        take = pa.array(sort)
        return pd.DataFrame({name: text_array(text.take(take)) for name, text in columns.items()}, copy=False)


# --- finding tabs and columns ------------------------------------------------------------------------------


def find(tabs: Tabs, problems: Problems) -> dict[str, Sheet]:
    """The tabs of the contract that are there, by title; RegisterError where «Реестр» is none."""
    schemas = {header_key(schema.title): schema for schema in TABS}
    sheets: dict[str, Sheet] = {}
    seen: set[str] = set()
    for tab in tabs.tabs:
        schema = schemas.get(header_key(tab.title))
        if schema is None:
            continue
        if schema.title in seen:
            message = (
                f"Лист «{schema.title}» встречается дважды: читается только первый. Переименуйте второй "
                "или перенесите его строки в первый."
            )
            problems.add(schema.title, 0, [0], "doubled_tab", message, value=[tab.title])
            continue
        seen.add(schema.title)
        sheet = _sheet(schema, tab, problems)
        if sheet:
            sheets[schema.title] = sheet
    if CASES.title not in seen:
        raise RegisterError(
            f"В таблице нет листа «{CASES.title}». Кто ведёт таблицу: назовите так лист с сообщениями "
            "или создайте его по образцу."
        )
    return sheets


def locate(schema: TabSchema, tab: Tab) -> Sheet | None:
    """The tab with its header row found, of a doubled column the first; None where there is no header."""
    return _placed(schema, tab, _named(schema, tab))


def _named(schema: TabSchema, tab: Tab) -> list[dict[str, list[int]]]:
    """The fields that each of the first rows names, and the columns where it does."""
    fields = {header_key(column.title): column.field for column in schema.known}
    rows: list[dict[str, list[int]]] = [{} for _ in range(HEADER_ROWS)]
    for index, column in enumerate(tab.columns):
        for row, value in enumerate(column[:HEADER_ROWS]):
            name = fields.get(header_key(value))
            if name:
                rows[row].setdefault(name, []).append(index)
    return rows


def _placed(schema: TabSchema, tab: Tab, named: Sequence[dict[str, list[int]]]) -> Sheet | None:
    need = any if schema.any_key else all
    header = next((row for row, found in enumerate(named) if need(key in found for key in schema.keys)), None)
    if header is None:
        return None
    places = {name: at[0] for name, at in named[header].items()}
    size = max(0, *(len(tab.columns[index]) - header - 1 for index in places.values()))
    return Sheet(schema, tab, header, places, size)


def _sheet(schema: TabSchema, tab: Tab, problems: Problems) -> Sheet | None:
    named = _named(schema, tab)
    sheet = _placed(schema, tab, named)
    if sheet is None:
        _no_header(schema, tab, named, problems)
        return None
    for name, at in named[sheet.header].items():
        title = schema.column(name).title
        message = (
            f"Столбец «{title}» встречается дважды: читается только столбец {letters(at[0])}. "
            "Переименуйте или удалите этот."
        )
        for index in at[1:]:
            problems.add(sheet, index, [sheet.header + 1], "doubled_column", message, value=[title])
    return sheet


def _no_header(
    schema: TabSchema, tab: Tab, places: Sequence[dict[str, list[int]]], problems: Problems
) -> None:
    best = max(places, key=len)
    missing = [schema.column(key).title for key in schema.keys if key not in best]
    titles = ", ".join(f"«{title}»" for title in missing)
    which = "ни одного из столбцов" if schema.any_key else "столбца" if len(missing) == 1 else "столбцов"
    message = (
        f"На листе «{schema.title}» в первых {HEADER_ROWS} строках нет {which} {titles}. "
        "Все заголовки должны стоять в одной строке и называться именно так."
    )
    if schema is CASES:
        raise RegisterError(f"{message} Кто ведёт таблицу: верните их.")
    if any(_has_content(column) for column in tab.columns):
        problems.add(schema.title, 0, [0], "no_header", f"Лист не читается. {message}", value=[tab.title])


def _has_content(column: RawColumn) -> bool:
    return bool(decode(column, len(column)).filled.any())


# --- cells that every column has ---------------------------------------------------------------------------

_HINTS = {
    Cell.NUMBER: "введите номер",
    Cell.TIME: "введите дату и время, например 23.11.2026 14:05",
    Cell.DATE: "введите дату, например 23.11.2026",
    Cell.LINK: "введите адрес, который начинается с https://",
    Cell.LIST: "выберите значение из списка",
    Cell.CHOICE: "выберите значение из списка",
    Cell.HOURS: "введите число больше нуля",
    Cell.YES_NO: "введите «да» или «нет»",
    Cell.MARK: "введите число от 1 до 5",
    Cell.CASE: "введите номер прежнего сообщения",
    Cell.STATUS: "впишите слово",
}


def error_message(kind: Cell) -> str:
    """What to say of an error cell in a column of that kind."""
    return "В ячейке ошибка {}: исправьте формулу или " + _HINTS.get(kind, "введите значение") + "."


def name_errors(
    problems: Problems,
    sheet: Sheet,
    name: str,
    cells: Cells,
    *,
    rows: Rows,
    case: pa.StringArray | None = None,
) -> Cells:
    """Name the error cells of a column and empty them; `rows` are the sheet rows of `cells`."""
    if cells.error is None:
        return cells
    here = np.flatnonzero(cells.error)
    kind = sheet.schema.column(name).cell
    problems.add(
        sheet,
        name,
        rows[here],
        "cell_error",
        error_message(kind),
        level=ERROR if kind in (Cell.NUMBER, Cell.TIME) else WARNING,
        value=cells.shown(here),
        case=None if case is None else case.take(pa.array(here)).to_pylist(),
    )
    return cells.readable()


def texts(problems: Problems, sheet: Sheet, name: str) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """A small tab's column as texts, "" where empty or absent; and where a cell has content, errors too.

    FALSE is content here, and a text: check boxes stand in no column of these tabs.
    """
    cells = sheet.cells(name)
    if cells is None:
        return [""] * sheet.size, np.zeros(sheet.size, bool)
    filled, every = cells.typed, np.arange(sheet.size)
    return name_errors(problems, sheet, name, cells, rows=sheet.rows(every)).shown(every), filled
