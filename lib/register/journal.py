"""«Журнал»: one event a row, for what a single row of «Реестр» cannot hold (register.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.law.regulation import Kind, Stage
from lib.law.schema import EVENT_FIELDS, STAGE_OF
from lib.register import closed
from lib.register.cells import Names, Times, seen, times
from lib.register.closed import Choice, choices
from lib.register.decode import SPACES, Bools, Cells, distinct, valid
from lib.register.layout import ERROR, WARNING, Problems, Sheet, name_errors, quote
from lib.register.office.lists import not_listed

Array: TypeAlias = npt.NDArray[Any]

DETECTED = EVENT_FIELDS.index("detected")
STAGES = np.array([STAGE_OF[name] for name in EVENT_FIELDS], np.int8)
FINALS = tuple(EVENT_FIELDS.index(name) for name in ("final_drafted", "final_posted"))
SECOND_DETECTION = (
    "Сообщение уже выявлено в другое время, это событие не учтено: "
    "оставьте одно выявление, лишнюю строку очистите."
)
DATE_ONLY = "В ячейке дата без времени: добавьте время, например {} 14:05."
# Of each field: whether its events have a kind, and whether they are final by their word.
_WITH_KIND = np.isin(STAGES, (Stage.DRAFTED, Stage.POSTED))
_FINAL = np.isin(np.arange(len(STAGES)), FINALS)


@dataclass(frozen=True)
class Numbers:
    """The cases by their №: `texts` are distinct, `at` is the position of the first case of each."""

    texts: pa.StringArray
    at: Array

    @classmethod
    def of(cls, numbers: pa.StringArray, *, ascending: bool) -> tuple[Numbers, Bools]:
        """The № of every case, null where it has none, and which of them an earlier case has already.

        `ascending`: none repeats and none is null, so nothing needs to be looked up.
        """
        count = len(numbers)
        if ascending:
            return cls(numbers, np.arange(count, dtype=np.int32)), np.zeros(count, bool)
        encoded = numbers.dictionary_encode()
        codes = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
        first = np.full(len(encoded.dictionary) + 1, count, np.int32)
        np.minimum.at(first, codes, np.arange(count, dtype=np.int32))
        return cls(encoded.dictionary, first[:-1]), valid(numbers) & (first[codes] < np.arange(count))

    def find(self, numbers: pa.StringArray) -> Array:
        """Position of the case of each №, −1 where there is none or it is null."""
        found = np.full(len(numbers), -1, np.int32)
        asked = pc.drop_null(numbers)  # the fewer are looked for, the less there is to hash
        if len(asked) and len(self.texts):
            known = pc.index_in(self.texts, value_set=asked.unique()).is_valid()
            place = pc.index_in(asked, value_set=self.texts.filter(known)).fill_null(-1)
            at = np.append(self.at[known.to_numpy(zero_copy_only=False)], np.int32(-1))
            found[valid(numbers)] = at[place.to_numpy(zero_copy_only=False)]
        return found


def number_texts(cells: Cells) -> pa.StringArray:
    """№ as text: 12, 12.0 and "12" are one; other text as typed, trimmed; a flag is none."""
    text = Cells(cells.size, cells.number, cells.text).strings()
    if cells.text is None:
        return text
    if not pc.all(pc.string_is_ascii(text)).as_py():
        codes, values = distinct(text)
        clean = pa.array([*(seen(value).strip(" ") or None for value in values), None], pa.string())
        text = clean.take(pa.array(np.where(codes < 0, len(values), codes)))
    return pc.replace_substring_regex(text, f"[{SPACES}]", " ")


def name_typed(named: Named) -> None:
    """Name the № that the workbook shows as a date or a time: it stays the number that it is."""
    moment = named.column("case").moment
    if moment is not None:
        message = (
            "Номер {} таблица показывает как дату или время: номером считается само число. "
            "Выберите для столбца формат «Обычный» или «Текст» и впишите номер заново."
        )
        named.name("case", moment & named.filled("case"), "typed_number", message)


@dataclass
class Named:
    """The rows of one tab that are read, and what is wrong in their cells.

    cells: by field, errors emptied; raw: with them.
    """

    sheet: Sheet
    problems: Problems
    row: Array
    case: pa.StringArray
    cells: dict[str, Cells]
    raw: dict[str, Cells]

    @classmethod
    def of(
        cls, sheet: Sheet, problems: Problems, row: Array, case: pa.StringArray, cells: dict[str, Cells]
    ) -> Named:
        """Errors named; `cells` are those of the sheet rows `row`, whose № is `case`."""
        clean = {
            name: name_errors(problems, sheet, name, column, rows=row, case=case)
            for name, column in cells.items()
        }
        return cls(sheet, problems, row, case, clean, cells)

    def __len__(self) -> int:
        return len(self.row)

    def column(self, name: str) -> Cells:
        """The cells of a field, all empty where the column is absent."""
        return self.cells.get(name) or Cells(len(self))

    def filled(self, name: str) -> Bools:
        """Where a cell of a field has content, an error too."""
        return self.raw[name].filled

    def name(
        self, field: str, where: Array, kind: str, message: str | list[str], *, level: str = WARNING
    ) -> None:
        """Name the cells of a field where the mask is true, or of these rows; «{}» is the cell.

        `message`: one for all, or one for each.
        """
        here = np.flatnonzero(where) if where.dtype == bool else where
        if not len(here) or field not in self.cells:
            return
        shown = self.sheet.quoted(field, self.cells[field], here)
        if not isinstance(message, str):
            message = [
                text.replace("{}", quote(value), 1) for text, value in zip(message, shown, strict=True)
            ]
        self.problems.add(
            self.sheet,
            field,
            self.row[here],
            kind,
            message,
            level=level,
            value=shown,
            case=self.case.take(pa.array(here)).to_pylist(),
        )

    def times(self, field: str, found: Times | None = None) -> Times:
        """The times of a column; the unreadable and the dates without a time named.

        `found`: what was read of it already, together with a time of day that stands apart.
        """
        found = times(self.column(field), since_1904=self.sheet.since_1904) if found is None else found
        if len(found.bad):
            self._name_bad_times(field, found.bad)
        if found.dated.any():
            here = found.at[found.dated]
            shown = [f"{day:%d.%m.%Y}" for day in found.time[found.dated].astype("M8[D]").tolist()]
            self.problems.add(
                self.sheet,
                field,
                self.row[here],
                "date_only",
                [DATE_ONLY.format(day) for day in shown],
                value=shown,
                case=self.case.take(pa.array(here)).to_pylist(),
            )
        return found

    def _name_bad_times(self, field: str, bad: Array) -> None:
        cells = self.column(field)
        strange = np.zeros(len(bad), bool)
        if cells.number is not None and cells.moment is not None:
            strange = cells.moment[bad] & (cells.number[bad] >= 1)
        message = "В ячейке {} нет даты и времени. Впишите их так: 23.11.2026 14:05."
        self.name(field, bad[~strange], "bad_time", message, level=ERROR)
        message = "Дата {} не из 2000–2099 годов и не учтена: исправьте год, например 23.11.2026 14:05."
        self.name(field, bad[strange], "bad_time", message, level=ERROR)

    def names(self, field: str, names: Names, title: str) -> Array:
        """Codes into `names`, −1 where empty; those outside the list named."""
        codes, outside = names.encode(self.column(field))
        self.name(field, outside, "not_in_list", not_listed(title))
        return codes

    def choice(self, field: str) -> Array:
        """Index into a closed column's words, −1 where empty or unknown; unknown and taken ones named."""
        column = self.sheet.schema.column(field)
        found: Choice = choices(self.column(field), column)
        level = ERROR if column.decisive else WARNING
        self.name(field, found.unknown, "unknown_word", closed.unknown(column), level=level)
        here = np.flatnonzero(found.taken)
        told = [closed.taken(column, column.words[code]) for code in found.code[here]]
        self.name(field, here, "taken_word", told)
        return found.code


@dataclass(frozen=True, slots=True)
class Events:
    """Events as arrays of one length; columns and types as in `lib.register`, `executor` as int32 codes."""

    at: Array
    field: Array
    time: Array
    dated: Bools
    kind: Array
    executor: Array
    row: Array
    source: Array

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def none(cls) -> Events:
        """No events, of the same types."""
        return cls(*(np.empty(0, kind) for kind in ("i4", "i1", "M8[s]", "?", "i1", "i4", "i4", "i1")))

    def take(self, rows: Array) -> Events:
        """The events of these positions, or where this mask is true."""
        return Events(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @classmethod
    def united(cls, blocks: Sequence[Events]) -> Events:
        """The events of all blocks, one block after another."""
        names = cls.__dataclass_fields__
        return cls(*(np.concatenate([getattr(block, name) for block in blocks]) for name in names))


@dataclass(frozen=True, slots=True)
class Detections:
    """Per case: its detection so far (datetime64[s], NaT where none), without a time or not; if excluded."""

    time: Array
    dated: Bools
    excluded: Bools

    @classmethod
    def of(cls, at: Array, time: Array, dated: Bools, excluded: Bools) -> Detections:
        """From detections of the cases at these positions."""
        own, bare = np.full(len(excluded), np.datetime64("NaT", "s")), np.zeros(len(excluded), bool)
        own[at], bare[at] = time, dated
        return cls(own, bare, excluded)


@dataclass(frozen=True, slots=True)
class Strays:
    """Events whose № stands in no row of their own spreadsheet; `several` looks in the others.

    case: the № of each; events: `at` is −1; typed: what stands in the cell of each time.
    """

    case: pa.StringArray
    events: Events
    typed: pa.StringArray

    def __len__(self) -> int:
        return len(self.events)

    @classmethod
    def none(cls) -> Strays:
        """No strays."""
        return cls(pa.nulls(0, pa.string()), Events.none(), pa.nulls(0, pa.string()))

    def take(self, rows: Array) -> Strays:
        """The strays of these positions."""
        place = pa.array(rows)
        return Strays(self.case.take(place), self.events.take(rows), self.typed.take(place))

    def of(self, source: int) -> Strays:
        """The strays that stand in the spreadsheet of this `source`."""
        return self.take(np.flatnonzero(self.events.source == source))


# Of each № and time (known by its date only or not) the position of the case that it means, −1: none.
Meant: TypeAlias = Callable[[pa.StringArray, Array, Bools, Detections], Array]


def read_journal(
    sheet: Sheet | None, problems: Problems, meant: Meant, people: Names, own: Detections
) -> tuple[Events, Bools, Strays]:
    """The events that belong to a case and have a time; every other row with content is named.

    Also per case whether the journal detects it, and the events of cases that stand elsewhere, if anywhere.
    """
    named = None if sheet is None else _rows(sheet, problems)
    if named is None:
        return Events.none(), np.zeros(len(own.time), bool), Strays.none()
    time, dated = named.times("time").spread(len(named))
    at = meant(named.case, time, dated, own)
    unknown = _name_numbers(named, at)
    empty = ~named.column("time").typed & ~named.filled("time")
    message = "Не указано время: без него событие не учтено. Введите дату и время, например 23.11.2026 14:05."
    named.name("time", empty, "no_time", message, level=ERROR)
    field = named.choice("event")
    message = "Не указано событие: выберите его из списка, иначе строка не учтена."
    named.name("event", ~named.filled("event") & ~named.column("event").typed, "no_event", message)
    executor = named.names("executor", people, "Исполнитель")
    kind = named.choice("kind") + 1
    kind = np.where(_WITH_KIND[field], kind, 0)
    kind = np.where(_FINAL[field], Kind.FINAL, kind)  # the word says it (register.md, «Журнал»)
    source = np.zeros(len(named), np.int8)
    events = Events(at, field.astype(np.int8), time, dated, kind.astype(np.int8), executor, named.row, source)
    readable = (field >= 0) & ~np.isnat(time)
    here = np.flatnonzero((at >= 0) & readable)
    kept, by_journal, second = detected_once(events.take(here), own)
    second = here[second]
    named.name("time", second[~own.excluded[at[second]]], "second_detection", SECOND_DETECTION)
    left = ((at < 0) | (field < 0)) & ~np.isnat(time)
    left[second] = True  # an excluded case's too: its cells are checked, though its detection is not
    _name_ahead(named, time, dated, np.flatnonzero(left))
    return kept, by_journal, _strays(named, events, np.flatnonzero(unknown & readable))


def _name_ahead(named: Named, time: Array, dated: Bools, rows: Array) -> None:
    """The rows that are left out: `lib.duties.check` names those whose times lie ahead of now."""
    shapes = np.where(dated[rows], "%d.%m.%Y", "%d.%m.%Y %H:%M")
    named.problems.add(
        named.sheet,
        "time",
        named.row[rows],
        "future",
        "Это время ещё не наступило. Проверьте дату и время.",
        value=[f"{when:{shape}}" for when, shape in zip(time[rows].tolist(), shapes, strict=True)],
        case=named.case.take(pa.array(rows)).to_pylist(),
        ahead=(time[rows], dated[rows]),
    )


def _strays(named: Named, events: Events, rows: Array) -> Strays:
    if not len(rows):
        return Strays.none()
    typed = pa.array(named.sheet.quoted("time", named.column("time"), rows), pa.string())
    return Strays(named.case.take(pa.array(rows)), events.take(rows), typed)


def _rows(sheet: Sheet, problems: Problems) -> Named | None:
    cells = {name: column for name in sheet.places if (column := sheet.cells(name)) is not None}
    here = np.flatnonzero(np.logical_or.reduce([column.filled for column in cells.values()]))
    if not len(here):
        return None
    if len(here) < sheet.size:
        cells = {name: column.take(here) for name, column in cells.items()}
    case = number_texts(cells["case"].readable())
    return Named.of(sheet, problems, sheet.rows(here), case.fill_null(""), cells)


def _name_numbers(named: Named, at: Array) -> Bools:
    """Name what is no № and the № of no case; where the latter stand."""
    cells = named.column("case")
    flags = np.zeros(len(named), bool) if cells.flags is None else cells.flags
    known = valid(number_texts(cells))
    message = "{} — не номер: впишите № сообщения из листа «Реестр»."
    named.name("case", flags, "bad_number", message, level=ERROR)
    name_typed(named)
    message = "Не указан №: событие ни к чему не относится. Впишите № сообщения из листа «Реестр»."
    named.name("case", ~flags & ~named.filled("case"), "no_number", message, level=ERROR)
    message = "Сообщения № {} нет в реестре: исправьте номер."
    unknown: Bools = known & (at < 0)
    named.name("case", unknown, "unknown_case", message, level=ERROR)
    return unknown


def detected_once(journal: Events, own: Detections) -> tuple[Events, Bools, Array]:
    """Leave a case one detection: its own, else the earliest of the journal (rules.md, fine print 8).

    One at the same minute stays, with the seconds of the first: the timeline counts it once. Any other is
    left out. Returns the rest of the journal; per case whether the journal detects it; and the positions in
    `journal` of the left out, to be named SECOND_DETECTION where their case is not excluded.
    """
    by_journal = np.zeros(len(own.time), bool)
    here = np.flatnonzero(journal.field == DETECTED)
    if not len(here):
        return journal, by_journal, here
    found = journal.take(here)
    order = np.lexsort((found.time, found.at))  # stable: of two at one time the upper row is the first
    first = order[np.unique(found.at[order], return_index=True)[1]]
    time, dated = own.time.copy(), own.dated.copy()
    by_journal[found.at[first]] = True
    needed = first[np.isnat(own.time[found.at[first]])]
    time[found.at[needed]], dated[found.at[needed]] = found.time[needed], found.dated[needed]

    same = found.time.astype("M8[m]") == time[found.at].astype("M8[m]")
    same &= found.dated == dated[found.at]
    kept = np.ones(len(journal), bool)
    kept[here[~same]] = False
    settled = journal.time.copy()
    settled[here] = time[found.at]
    return replace(journal, time=settled).take(kept), by_journal, here[~same]
