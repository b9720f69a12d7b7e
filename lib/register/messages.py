"""The rows of a tab with messages: which are cases, what is wrong with their №, and their events.

Every row with content is a case or named: read = shown + named.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.law.regulation import Kind
from lib.law.schema import CASES, EVENT_FIELDS, Cell
from lib.register.cells import Times, times, translate, word_key, yes
from lib.register.clocks import joined
from lib.register.decode import Bools, Cells, decode, valid
from lib.register.finding.headers import header_key
from lib.register.finding.no_messages import no_messages
from lib.register.journal import FINALS, Array, Events, Named, Numbers, name_typed, number_texts
from lib.register.layout import ERROR, WARNING, Problems, Sheet, name_errors, quote
from lib.register.status import meaning

_AMOUNTS = (Cell.HOURS, Cell.MARK)
_YES_NO_CELLS = (Cell.YES_NO, Cell.EXCLUDED)
_EMPTY_WORDS = frozenset(("нет", "false"))


@dataclass(frozen=True)
class Rows:
    """The cases of one tab: their cells, their №, and the columns of times of day that stand apart.

    clock, clock_filled: by field, error cells emptied, and where a cell has content, errors too. numbered:
    where the № can be read.
    """

    named: Named
    numbers: Numbers
    clock: dict[str, Cells]
    clock_filled: dict[str, Bools]
    numbered: Bools
    unread: dict[str, int] = field(default_factory=dict)  # cells of a column of times that hold none

    @property
    def sheet(self) -> Sheet:
        """The tab."""
        return self.named.sheet

    def __len__(self) -> int:
        return len(self.named)

    def pairs(self) -> set[tuple[str | None, int]]:
        """№ and detection of each case, by which a summary of other tabs is known."""
        numbers = number_texts(self.named.column("case")).to_pylist()
        found, _ = times(self.named.column("detected"), since_1904=self.sheet.since_1904).spread(len(self))
        if "detected" in self.clock:
            found, _ = self._joined("detected").spread(len(self))
        return set(zip(numbers, found.astype(np.int64).tolist(), strict=True))

    def undetected(self) -> Bools:
        """Cases with nothing in the cells of their detection."""
        rows = self.named
        if "detected" not in rows.cells:
            return np.zeros(len(rows), bool)
        result: Bools = ~(rows.column("detected").typed | rows.filled("detected"))
        return result & ~self.clock_filled["detected"] if "detected" in self.clock else result

    def times(self, field: str) -> Times:
        """The times of a column, with the time of day that stands apart; what cannot be read is named."""
        if self._name_words(field):
            return self.named.times(field)
        found = self._joined(field, name=True) if field in self.clock else self.named.times(field)
        self.unread[field] = len(found.bad)
        return found

    def name_other_sorts(self, read: Map[str, Any]) -> None:
        """Name the header of a column that a line gives to times, numbers or links where most cells are none.

        `read`: what `read_columns` made of them; called once the times are read.
        """
        for name in self.sheet.placed.mapped:
            kind = CASES.column(name).cell
            filled = self.named.filled(name)
            if kind is Cell.TIME:
                bad = self.unread.get(name, 0)
            elif kind is Cell.LINK:
                bad = int((filled & ~valid(read[name])).sum())
            elif kind in _AMOUNTS:
                bad = int((filled & np.isnan(read[name])).sum())
            else:
                continue
            if 2 * bad > int(filled.sum()):
                own = quote(self.sheet.head.names[self.sheet.places[name]])
                message = (
                    f"Столбец {own} назначен полю «{CASES.column(name).title}», а из его заполненных ячеек"
                    f" ({int(filled.sum())}) не подходят {bad}: проверьте строку на листе «Столбцы»."
                )
                self._name_header(name, "other_sort", message)

    def _joined(self, field: str, *, name: bool = False) -> Times:
        rows = self.named
        clock = self.clock[field]
        broken = self.clock_filled[field] & ~clock.typed
        day = rows.filled(field) | rows.column(field).typed
        found = joined(rows.column(field), day, clock, broken, since_1904=self.sheet.since_1904)
        if name:
            column = quote(self.sheet.head.names[self.sheet.places[field]])
            self._name_clock(
                field,
                found.lone,
                "lone_time",
                f"Время {{}} стоит без даты, событие не учтено: введите дату в столбец {column}.",
            )
            message = "{} — не время суток, событие не учтено. Введите, например, 14:05."
            self._name_clock(field, found.bad, "bad_time", message)
            message = (
                f"{{}} не совпадает со временем в столбце {column}: действует то, что рядом с датой."
                " Исправьте или очистите эту ячейку."
            )
            self._name_clock(field, found.other, "other_time", message, level=WARNING)
            rows.times(field, found.times)
        return found.times

    def _name_clock(self, field: str, here: Array, kind: str, message: str, *, level: str = ERROR) -> None:
        rows = self.named
        if len(here):
            rows.problems.add(
                self.sheet,
                self.sheet.clocks[field],
                rows.row[here],
                kind,
                message,
                level=level,
                value=self.sheet.quoted(field, self.clock[field], here),
                case=rows.case.take(pa.array(here)).to_pylist(),
            )

    def _name_words(self, field: str) -> bool:
        """A column of times most of which are words of «Статус» is told once, and its words are emptied."""
        rows = self.named
        cells = rows.column(field)
        if cells.text is None:
            return False
        said = translate(cells.text, lambda text: int(meaning(text) is not None)) == 1
        if not said.any() or 2 * int(said.sum()) <= int(rows.filled(field).sum()):
            return False
        title = CASES.column(field).title
        own = self.sheet.head.names[self.sheet.places[field]]
        message = (
            f"В столбце {quote(own)} не время, а слова о состоянии: события «{title}» не учтены. Если это"
            f" статус, впишите на лист «Столбцы» строку: Поле — «Статус», Столбец — {quote(own)}."
        )
        self._name_header(field, "status_words", message, level=ERROR)
        rows.cells[field] = cells.without(said)
        return True

    def _name_header(self, field: str, kind: str, message: str, *, level: str = WARNING) -> None:
        index = self.sheet.places[field]
        row = self.sheet.head.rows[index] + 1
        own = [self.sheet.head.names[index]]
        self.named.problems.add(self.sheet, index, [row], kind, [message], level=level, value=own)


# --- which rows are cases ----------------------------------------------------------------------------------


def read_rows(sheet: Sheet, problems: Problems) -> Rows:
    """The rows that are cases; № unreadable, absent and repeated are named, and rows that are no messages."""
    cells = {name: column for name in sheet.places if (column := sheet.cells(name)) is not None}
    clock = {name: column for name in sheet.clocks if (column := sheet.times_of_day(name)) is not None}
    content = _content(sheet, cells, clock)
    here = np.flatnonzero(content)
    if len(here):
        here = here[~no_messages(sheet, problems, here, cells)]
    if len(here) < sheet.size:
        cells = {name: column.take(here) for name, column in cells.items()}
        clock = {name: column.take(here) for name, column in clock.items()}
    row = sheet.rows(here)
    count = len(row)
    number = number_texts(cells["case"].readable()) if "case" in cells else pa.nulls(count, pa.string())
    numbered = valid(number)
    case = number
    if not numbered.all():
        case = pc.coalesce(
            number, pc.binary_join_element_wise("строка", pa.array(row).cast(pa.string()), " ")
        )
    named = Named.of(sheet, problems, row, case, cells)
    clock_filled = {name: column.filled for name, column in clock.items()}
    clock = {
        name: name_errors(problems, sheet, name, column, rows=row, case=case, column=sheet.clocks[name])
        for name, column in clock.items()
    }
    _name_unkept(sheet, problems)
    _name_merged(named)
    numbers, repeated = Numbers.of(number, ascending="case" in cells and _ascending(cells["case"]))
    rows = Rows(named, numbers, clock, clock_filled, numbered)
    if "case" in cells:
        _name_numbers(named, repeated)
    elif count:
        message = (
            "Номеров на листе нет: сообщения названы по строкам («строка 2»), и вставленная строка меняет"
            " имена тех, что ниже. Заведите столбец с номером."
        )
        problems.add(sheet, 0, [0], "no_numbers", message)
    return rows


def _name_numbers(named: Named, repeated: Bools) -> None:
    flags = named.column("case").flags
    bad = np.zeros(len(named), bool) if flags is None else flags
    message = "{} — не номер: впишите целое число или короткий текст, который не повторяется."
    named.name("case", bad, "bad_number", message, level=ERROR)
    name_typed(named)
    message = "Не указан №: впишите номер, который ещё не занят."
    named.name("case", ~bad & ~named.filled("case"), "no_number", message, level=ERROR)
    message = "Номер {} уже есть выше: дайте этому сообщению другой номер."
    named.name("case", repeated, "repeated_number", message, level=ERROR)


def _name_merged(named: Named) -> None:
    """Cells of steps under a merge that are not its first, which alone holds the time: what else a file keeps
    under it nobody sees.
    """
    message = (
        "Ячейка объединена с другими: время читается только в первой из них, эта считается пустой. "
        "Разъедините ячейки и впишите время в каждую строку."
    )
    for name in EVENT_FIELDS if named.sheet.tab.merges else ():
        column = named.sheet.places.get(name)
        if column is None:
            continue
        under = np.zeros(len(named), bool)
        for merge in named.sheet.tab.merges:
            if merge.left <= column <= merge.right:
                first = merge.top + 1 if column == merge.left else merge.top
                under |= (named.row > first) & (named.row <= merge.bottom + 1)
        named.name(name, under, "merged", message)
        if under.any():
            named.cells[name] = named.column(name).without(under)
            named.raw[name] = named.raw[name].without(under)


def _name_unkept(sheet: Sheet, problems: Problems) -> None:
    """A filled column of a field's own header, though a line says that the field is not kept."""
    own = sheet.head.places()
    for name in sheet.placed.none:
        title = CASES.column(name).title
        for index in own.get(header_key(title), [])[:1]:
            cells = decode(sheet.tab.columns[index], sheet.size, sheet.header + 1)
            if index in sheet.places.values() or not cells.filled.any():
                continue
            message = (
                f"Столбец «{title}» не читается: на листе «Столбцы» сказано, что поле не ведётся («—»)."
                " Удалите ту строку, если столбец нужен."
            )
            row = sheet.head.rows[index] + 1
            problems.add(sheet, index, [row], "unkept_column", message, value=[title])


def _ascending(cells: Cells) -> bool:
    """Numbers only, each above the one before: the usual №, of which none repeats."""
    return cells.number is not None and cells.text is None and bool((np.diff(cells.number) > 0).all())


def _content(sheet: Sheet, cells: dict[str, Cells], clock: dict[str, Cells]) -> Bools:
    """Rows that are cases: some cell apart from № is neither empty, nor FALSE, nor «нет»."""
    result = np.zeros(sheet.size, bool)
    doubtful = []  # columns whose texts have to be looked at, in rows that nothing else settles
    for name, column in (*cells.items(), *clock.items()):
        if name == "case":
            continue
        if result.all():
            break
        if column.true is not None:
            result |= column.true
        if sheet.schema.column(name).cell in _YES_NO_CELLS:
            doubtful.append((Cells(column.size, column.number, column.text), yes))
            continue
        if column.number is not None:
            result |= ~np.isnan(column.number)
        if column.text is not None:
            doubtful.append((Cells(column.size, None, column.text), _word))
    for column, meaning_of in doubtful:
        open_still = np.flatnonzero(~result)
        if not len(open_still):
            break
        result[open_still[_says_something(column.take(open_still), meaning_of)]] = True
    return result


def _says_something(cells: Cells, meaning_of: Callable[[str], int]) -> Bools:
    said: Bools = translate(cells.strings(), lambda text: int(meaning_of(text) != 0)) == 1
    return said


def _word(text: str) -> int:
    """0 where a text only says that there is nothing."""
    return int(word_key(text) not in _EMPTY_WORDS)


def without_summaries(parts: list[Rows], problems: Problems) -> list[Rows]:
    """The tabs but those that only repeat others: all their pairs of № and detection stand there already.

    Tried from the largest, of two equal ones the later; an empty one is none, and is named for nothing.
    """
    pairs = [part.pairs() if len(parts) > 1 else set() for part in parts]
    kept = set(range(len(parts)))
    for number in sorted(kept, key=lambda number: (-len(parts[number]), -number)):
        others = set().union(*(pairs[other] for other in kept - {number}))
        if len(parts[number]) and len(kept) > 1 and pairs[number] <= others:
            kept.remove(number)
            title = parts[number].sheet.tab.title
            message = "Все сообщения этого листа стоят и на других листах реестра: лист не читается."
            problems.add(title, 0, [0], "summary_tab", message, value=[title])
    return [part for number, part in enumerate(parts) if number in kept]


# --- events ------------------------------------------------------------------------------------------------


def row_events(rows: Rows, read: dict[str, Any], start: int, source: int) -> list[Events]:
    """The readable events of the rows, one `Events` a column; the unreadable are named.

    `start`: the position of the first of these cases; `source`: of their tab.
    """
    kind = np.where(read["kind"] == Kind.NONE, Kind.FINAL, read["kind"]).astype(np.int8)
    second = np.where(read["executor2"] >= 0, read["executor2"], read["executor"])
    executors = {"sent": read["executor"], "resent": second}
    kinds = {"drafted": kind, "redrafted": kind, "posted": kind}
    result = []
    for number, name in enumerate(EVENT_FIELDS):
        if name not in rows.named.cells:
            continue
        found = rows.times(name)
        at = found.at
        other = int(Kind.FINAL) if number in FINALS else int(Kind.NONE)
        result.append(
            Events(
                at=at + np.int32(start),
                field=np.full(len(at), number, np.int8),
                time=found.time,
                dated=found.dated,
                kind=kinds[name][at] if name in kinds else np.full(len(at), other, np.int8),
                executor=executors[name][at] if name in executors else np.full(len(at), -1, np.int32),
                row=rows.named.row[at],
                source=np.full(len(at), source, np.int8),
            )
        )
    return result
