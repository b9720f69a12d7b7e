"""«Столбцы»: which column of an office's own table holds which field (register.md, «One's own table»).

A line is data: it says what somebody decided, and nothing is guessed beside it. Here the lines are read,
handed to the tabs that they are for, and those that cannot hold are named once all tabs are placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from lib.law.schema import CASES, COLUMNS, Cell
from lib.register.finding.headers import Fate, Rules, header_key
from lib.register.layout import Problems, Sheet, letters, quote, texts
from lib.sources.lines import Line

_FIELDS = {header_key(column.title): column.field for column in CASES.known}
_NEAR = 0.6  # of difflib's ratio: a hint, and nothing is taken by it
# The parts of a line, as «Столбцы» calls them.
_FIELD, _COLUMN, _TIME, _TAB = (column.field for column in COLUMNS.columns)


class Mapping:
    """All lines: those of «Столбцы», then those of the configuration."""

    def __init__(self, sheet: Sheet | None, more: Sequence[Line], problems: Problems) -> None:
        self._sheet = sheet
        self._problems = problems
        self.lines = (*([] if sheet is None else self._read(sheet)), *more)
        self._fields = [self._field(line) for line in self.lines]

    def _read(self, sheet: Sheet) -> list[Line]:
        """The lines of the tab; one without a field or a column is named and left out."""
        parts = {column.field: texts(self._problems, sheet, column.field) for column in COLUMNS.columns}
        lines = []
        for row in range(sheet.size):
            typed = {name: values[row] for name, (values, _) in parts.items()}
            filled = any(mask[row] for _, mask in parts.values())
            line = Line(typed[_FIELD], typed[_COLUMN], typed[_TIME], typed[_TAB], row=row + sheet.header + 2)
            absent = next((name for name in (_FIELD, _COLUMN) if not typed[name]), None)
            if absent is None:
                lines.append(line)
            elif filled and not parts[absent][1][row]:  # an error cell is named already
                title = COLUMNS.column(absent).title
                message = f"Строка без значения «{title}» не действует: впишите его или очистите строку."
                self._name(line, absent, "empty_line", message)
        return lines

    def _field(self, line: Line) -> str | None:
        """The field that the line means; None: there is none of that name, which is named."""
        known = _FIELDS.get(header_key(line.field))
        if known is None:
            titles = {header_key(column.title): column.title for column in CASES.known}
            near = get_close_matches(header_key(line.field), titles, 1, _NEAR)
            hint = f" Похоже, это «{titles[near[0]]}»." if near else ""
            message = (
                f"Поля {quote(line.field)} нет: впишите заголовок «Реестра» из образца или «Статус».{hint}"
            )
            self._name(line, _FIELD, "unknown_field", message)
        return known

    def rules(self, title: str) -> Rules:
        """What the lines say of the tab of that title."""
        key = header_key(title)
        return Rules(
            CASES,
            tuple(
                (number, name, line)
                for number, (line, name) in enumerate(zip(self.lines, self._fields, strict=True))
                if name is not None and header_key(line.tab) in ("", key)
            ),
        )

    def name(self, sheets: Sequence[Sheet]) -> None:
        """Name every line that cannot hold on the register's tabs, and why."""
        for number, (line, name) in enumerate(zip(self.lines, self._fields, strict=True)):
            if name is not None:
                own = [sheet for sheet in sheets if header_key(line.tab) in ("", header_key(sheet.tab.title))]
                self._name_line(line, name, own, [sheet.placed.lines[number] for sheet in own])
        self._name_seconds(sheets)

    def _name_line(self, line: Line, name: str, sheets: list[Sheet], fates: list[Fate]) -> None:
        if not sheets:
            message = (
                f"Листа {quote(line.tab)} среди листов реестра нет: исправьте название или оставьте пустым."
            )
            self._name(line, _TAB, "unknown_tab", message)
            return
        if not any(fate.column for fate in fates):
            message = f"Столбца {quote(line.column)} нет: исправьте название.{_nearest(line.column, sheets)}"
            self._name(line, _COLUMN, "unknown_column", message)
        elif not any(fate.free for fate in fates):
            message = (
                f"Столбец {quote(line.column)} уже занят другим полем: один столбец служит одному полю."
                " Исправьте или удалите строку."
            )
            self._name(line, _COLUMN, "taken_column", message)
        if not line.clock:
            return
        here = [fate for fate in fates if fate.free]
        clock, title = quote(line.clock), CASES.column(name).title
        if line.none or CASES.column(name).cell is not Cell.TIME:
            why = f"Поле «{title}» не ведётся" if line.none else f"В поле «{title}» не время"
            message = f"{why}: столбец времени {clock} не нужен, очистите ячейку."
            self._name(line, _TIME, "needless_time", message)
        elif not any(fate.time for fate in fates):
            message = (
                f"Столбца времени {clock} нет: без него известна только дата. Исправьте название."
                f"{_nearest(line.clock, sheets)}"
            )
            self._name(line, _TIME, "unknown_column", message)
        elif here and not any(fate.time_free for fate in here):
            message = (
                f"Столбец времени {clock} уже занят: без него известна только дата. Укажите другой столбец"
                " или очистите ячейку."
            )
            self._name(line, _TIME, "taken_column", message)

    def _name_seconds(self, sheets: Sequence[Sheet]) -> None:
        """Second lines for one field and «Лист» where a tab has the columns of both; lines that never act."""
        for number, (line, name) in enumerate(zip(self.lines, self._fields, strict=True)):
            if name is None:
                continue
            fates = [sheet.placed.lines[number] for sheet in sheets if number in sheet.placed.lines]
            there = [fate for fate in fates if fate.free]
            before = [
                other
                for other in range(number)
                if self._fields[other] == name
                and header_key(self.lines[other].tab) == header_key(line.tab)
                and any(
                    sheet.placed.lines[other].free and sheet.placed.lines[number].free
                    for sheet in sheets
                    if number in sheet.placed.lines and other in sheet.placed.lines
                )
            ]
            if before or (there and not any(fate.used for fate in there)):
                title = CASES.column(name).title
                message = (
                    f"Для поля «{title}» строка уже есть выше: действует первая, столбец которой есть."
                    " Удалите лишнюю."
                )
                self._name(line, _FIELD, "doubled_line", message)

    def _name(self, line: Line, part: str, kind: str, message: str) -> None:
        value = [getattr(line, part)]
        if line.row and self._sheet is not None:
            self._problems.add(self._sheet, part, [line.row], kind, [message], value=value)
            return
        where = f"Строка {quote(f'{line.field} → {line.column}')} в настройках столбцов. "
        self._problems.add(COLUMNS.title, 0, [0], kind, [where + message], value=value)


def _nearest(name: str, sheets: Sequence[Sheet]) -> str:
    """The header of the register's tabs that comes next to this one, as a hint."""
    titles = {
        header_key(text): f"{letters(index)} {quote(text)}"
        for sheet in reversed(sheets)
        for index, text in enumerate(sheet.head.names)
        if text.strip()
    }
    near = get_close_matches(header_key(name), titles, 1, _NEAR)
    return f" Ближе всего столбец {titles[near[0]]}." if near else ""
