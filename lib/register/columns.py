"""The columns of «Реестр» but № and the times: what staff typed, as typed arrays (register.md).

`lib.register` makes its frames of them; the times are read by `journal.Named.times`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lib.law.regulation import HIGH, Unit
from lib.law.schema import CASES
from lib.law.statuses import Said
from lib.register.cells import UNKNOWN, Names, amounts, quantities, seen_as, told, translate, yes, yes_no
from lib.register.decode import NO_TEXT, Bools, plainly, valid
from lib.register.finding.lookup import OwnTab
from lib.register.journal import Array, Named, number_texts
from lib.register.layout import quote
from lib.register.office.lists import Lists
from lib.register.office.settings import longest
from lib.register.status import read_statuses
from lib.worktime import Schedule

# The fields whose values come from a list, and the list.
LISTED = {name: name for name in ("network", "topic", "location", "executor")} | {"executor2": "executor"}
_HIGH = CASES.column("importance").words.index(HIGH)
_SHORT = 4  # letters: fewer are hardly a reason of п. 18
_USUAL_LINK, _LINK = "https://", r"^(?i:https?)://"


def read_columns(
    rows: Named, numbers: OwnTab, lists: Lists, names: Mapping[str, Names], schedule: Schedule
) -> dict[str, Any]:
    """Every column but № and the times, an entry a row: arrays by the field's name, what is wrong named.

    network, topic, location, executor, executor2: codes (−1 empty) into the `names` of their list; high
    bool; kind int8 (Kind); outcome: index into OUTCOMES, −1; author, text, note, url, answer_url, repeat_of,
    excluded_reason, status (as typed): Arrow strings, null where empty; limit_hours, mark: float64, NaN;
    media int8, 1 for yes, UNKNOWN where unreadable; earlier: position of the earlier case in the register,
    −1; excluded bool; said int8 (Said).
    """
    read: dict[str, Any] = {
        field: rows.names(field, names[of], CASES.column(field).source) for field, of in LISTED.items()
    }
    read["high"] = rows.choice("importance") == _HIGH
    read["kind"] = (rows.choice("kind") + 1).astype(np.int8)
    read["outcome"] = rows.choice("outcome")
    for field in ("author", "text", "note"):
        read[field] = rows.column(field).strings()
    for field in ("url", "answer_url"):
        read[field] = _links(rows, field)
    read["limit_hours"] = _limit_hours(rows, schedule)
    read["mark"] = _marks(rows)
    read["media"] = _media(rows)
    read["repeat_of"], read["earlier"] = _repeats(rows, numbers)
    read["status"], read["said"] = _statuses(rows, lists)
    read["excluded"], read["excluded_reason"] = _excluded(rows, read["status"], read["said"])
    for field, what in (("topic", "тема"), ("location", "локация")):
        if field in rows.cells:
            message = f"Не указана {what}: выберите её из списка (п. 7)."
            rows.name(field, ~rows.filled(field) & ~read["excluded"], f"no_{field}", message)
    return read


def _behind(rows: Named, field: str, text: pa.StringArray) -> pa.StringArray:
    """The texts of a column of links, with the address that stands behind a text in its place."""
    column = rows.sheet.places.get(field)
    behind = {} if column is None else rows.sheet.tab.links.get(column, {})
    if not behind:
        return text
    found = pa.array([behind.get(row - 1) for row in rows.row.tolist()], pa.string())
    return pc.if_else(pc.is_valid(text), pc.coalesce(found, text), NO_TEXT)


def _links(rows: Named, field: str) -> pa.StringArray:
    text = _behind(rows, field, rows.column(field).strings())
    flags = rows.column(field).flags
    good = pc.starts_with(text, _USUAL_LINK)  # a pattern costs ten times as much
    if not good.false_count and flags is None:
        return text
    good = pc.match_substring_regex(text, _LINK)
    bad = pc.invert(good).fill_null(False).to_numpy(zero_copy_only=False)
    if flags is not None:
        bad = bad | flags
    rows.name(field, bad, "bad_link", "{} — не ссылка: введите адрес, который начинается с https://")
    return pc.if_else(good, text, NO_TEXT)


def _limit_hours(rows: Named, schedule: Schedule) -> Array:
    cells = rows.column("limit_hours")
    hours, bad, instead = quantities(cells, Unit.WORK_HOURS)
    message = (
        "{} похоже на {}, действует норма. Введите число рабочих часов, например 2, или очистите ячейку."
    )
    here = np.flatnonzero(instead)
    looks = [
        message.format(quote(seen_as(one.shown()[0])), told(one))
        for one in (cells.take(here[at : at + 1]) for at in range(len(here)))
    ]
    rows.name("limit_hours", here, "mistaken_number", looks)
    bad |= (hours <= 0) | (hours > longest(schedule)[Unit.WORK_HOURS])
    message = "{} — не срок, действует норма. Введите число рабочих часов больше нуля или очистите ячейку."
    rows.name("limit_hours", bad, "bad_hours", message)
    return np.where(bad, np.nan, hours)


def _marks(rows: Named) -> Array:
    marks, bad = amounts(rows.column("mark"))
    bad |= ~np.isnan(marks) & ~np.isin(marks, (1, 2, 3, 4, 5))
    rows.name("mark", bad, "bad_mark", "{} — не оценка: введите целое число от 1 до 5 или очистите ячейку.")
    return np.where(bad, np.nan, marks)


def _media(rows: Named) -> Array:
    if "media" not in rows.cells:
        return np.full(len(rows), UNKNOWN, np.int8)
    yes, unknown = yes_no(rows.column("media"))
    rows.name("media", unknown, "bad_yes_no", "{} — ни «да», ни «нет»: введите «да» или «нет».")
    errors = rows.filled("media") & ~rows.column("media").filled
    return np.where(unknown | errors, UNKNOWN, yes).astype(np.int8)


def _repeats(rows: Named, numbers: OwnTab) -> tuple[pa.StringArray, Array]:
    cells = rows.column("repeat_of")
    text = number_texts(cells)
    earlier = numbers.find(text)
    given = valid(text)
    itself = given & pc.equal(text, rows.case).fill_null(False).to_numpy(zero_copy_only=False)
    itself |= given & (earlier == numbers.start + np.arange(len(rows)))
    unknown = given & (earlier < 0) & ~itself
    if cells.flags is not None:
        unknown |= cells.flags
    message = f"Сообщения № {{}} нет {numbers.where}: исправьте номер прежнего сообщения или очистите ячейку."
    rows.name("repeat_of", unknown, "unknown_repeat", message)
    message = "Сообщение повторяет само себя: впишите номер прежнего сообщения или очистите ячейку."
    rows.name("repeat_of", itself, "self_repeat", message)
    return pc.if_else(pa.array(~itself), text, NO_TEXT), np.where(itself, -1, earlier)


def _statuses(rows: Named, lists: Lists) -> tuple[pa.StringArray, Array]:
    said, unknown = read_statuses(rows.column("status"), lists.statuses)
    message = (
        "Что значит статус {}, неизвестно: на сроки он не влияет. Впишите его в «Справочники», столбец "
        "«Статус», а рядом, в столбец «Значит», — «ответ дан», «в работе» или «не подлежит»."
    )
    rows.name("status", unknown, "unknown_status", message)
    return rows.column("status").strings(), said


def _excluded(rows: Named, status: pa.StringArray, said: Array) -> tuple[Bools, pa.StringArray]:
    """Excluded by whatever is no form of «нет» (п. 18), what is hardly a reason named; or by «Статус».

    Its word then is the reason.
    """
    reason = rows.column("excluded").strings()
    meaning = translate(reason, _reason)
    message = (
        "{} слишком коротко для причины: сообщение не обрабатывается (п. 18), сроков у него нет. "
        "Впишите причину или «нет»."
    )
    rows.name("excluded", meaning == _HARDLY, "short_reason", message)
    given = meaning > 0
    by_word = ~given & (said == Said.EXCLUDED)
    word = pc.if_else(pa.array(by_word), plainly(status), NO_TEXT) if by_word.any() else NO_TEXT
    return given | by_word, pc.if_else(pa.array(given), plainly(reason), word)


_HARDLY = 2


def _reason(text: str) -> int:
    """0: no reason, 1: one, _HARDLY: too short for one and no form of «да» either."""
    said = yes(text)
    return said if said != UNKNOWN else _HARDLY if sum(map(str.isalpha, text)) < _SHORT else 1
