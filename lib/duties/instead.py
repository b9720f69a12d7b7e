"""What to type in place of a bad cell: the nearest word of the list, a moment as the register knows it.

Nothing is taken for granted here: a person decides. `check` names the cells, the page shows what is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from string import ascii_uppercase

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.law.occasions import BRACED
from lib.law.regulation import HIGH, ORDINARY, Norm, Unit
from lib.law.schema import CASES, EVENT_FIELDS, PARAMETERS, PHRASES, READ_TABS, Cell
from lib.register import Place, Register
from lib.register.cells import name_key
from lib.register.closed import taken, unknown
from lib.register.layout import quote
from lib.register.several import cases_meant

SOURCE = "source"  # the column of problems that holds the spreadsheet's title, where there are several
SHAPE = "%d.%m.%Y %H:%M"
WORDS = (  # kinds
    *("not_in_list", "unknown_word", "taken_word"),
    *("unknown_parameter", "unknown_step", "unknown_occasion", "bad_yes_no"),
    "unknown_brace",
)

_ALIKE = 0.7  # of difflib's ratio: «дороги и транспрот» for «дороги и транспорт» has 0.94
_BEGUN = 3  # letters of a word that may be the beginning of another: «Дороги», «пром»
_LOOK_ALIKE = str.maketrans("aceopxyk", "асеорхук")  # Latin letters that a Russian word may hold unseen
# What people call one and the same, as `name_key` compares it.
_CALLED: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split(";"))
    for names in (
        "вконтакте;вк;vk;vkontakte;vk.com;вконтакт;контакт",
        "одноклассники;ок;ok;ok.ru;однокл",
        "telegram;тг;tg;телеграм;телеграмм;телега",
        "max;макс;мах",
        "instagram;инстаграм;инстаграмм;инста;inst",
        "youtube;ютуб;ютьюб",
        "rutube;рутуб",
        "дзен;dzen;яндекс дзен;яндекс.дзен",
        "да;есть;имеется;приложено;приложены",
        "нет;отсутствует;отсутствуют;не имеется",
    )
)

_CELL = re.compile(r"([A-Z]+)\d+")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[./\-,]\s*(\d{1,2})\s*[./\-,]\s*(\d{4}|\d{2})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})\s*[./\-,]\s*(\d{1,2})\s*[./\-,]\s*(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:.\-ч]\s*(\d{2})(?!\d)")
_BARE = re.compile(r"(?:в\s+)?(\d{1,2})\s*[:.\-ч]\s*(\d{2})(?::\d{2})?(?:\s*(?:мин\.?|ч\.?))?", re.IGNORECASE)
_FRACTION = re.compile(r"0\.\d+|0")
_HOST = re.compile(r"(?:https?:/*|//)?((?:[\w-]+\.)+[a-zа-я]{2,}(?:/\S*)?)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def instead(register: Register, problems: pd.DataFrame) -> list[str]:
    """For each problem what to type in place of the value; "" where nothing can be proposed."""
    titles = {place.title: place for place in register.places}
    own = problems[SOURCE] if SOURCE in problems else [register.title] * len(problems)
    fields = {title: _fields(place) for title, place in titles.items()}
    return [
        _proposed(register, kind, value, fields[title].get((tab, _column(cell))), tab)
        for title, tab, cell, kind, value in zip(
            own, problems["tab"], problems["cell"], problems["kind"], problems["value"], strict=True
        )
    ]


def _fields(place: Place) -> dict[tuple[str, str], str]:
    return {(tab, letter): field for (tab, field), letter in place.columns.items()}


def _column(cell: str) -> str:
    found = _CELL.fullmatch(cell)
    return found[1] if found else ""


def _proposed(register: Register, kind: str, value: str, field: str | None, tab: str) -> str:
    if kind in ("bad_time", "bad_date"):
        return when(value)
    if kind == "bad_link":
        found = _HOST.fullmatch(value.strip())
        return f"https://{found[1]}" if found else ""
    if kind in ("bad_hours", "bad_mark"):
        numbers = _NUMBER.findall(value)
        return numbers[0].replace(".", ",") if len(numbers) == 1 and not value.strip().startswith("-") else ""
    if kind in WORDS:
        return nearest(value, _words(register, tab, field))
    if kind == "swapped":
        turned = turn(np.array([datetime.strptime(value, SHAPE)], "M8[s]"))[0]
        return f"{pd.Timestamp(turned):{SHAPE}}"
    return ""


def _words(register: Register, tab: str, field: str | None) -> tuple[str, ...]:
    """What a cell of that column may hold."""
    if field in ("executor", "executor2"):
        return register.lists.executors
    lists = {
        "topic": register.lists.topics,
        "location": register.lists.locations,
        "network": register.lists.networks,
    }
    if (tab, field) == (PHRASES.title, "text"):
        return BRACED
    if tab in (CASES.title, PHRASES.title) and field in lists:
        return lists[field]
    if field == "name":
        return tuple(parameter.title for parameter in PARAMETERS)
    schema = next(schema for schema in READ_TABS if schema.title == tab)
    if field is None:
        return ()
    column = schema.column(field)
    return ("да", "нет") if column.cell is Cell.YES_NO else column.words


def turn(time: Array) -> Array:
    """Times with day and month swapped; NaT where that is no other date."""
    month = time.astype("M8[M]")
    day = (time.astype("M8[D]") - month.astype("M8[D]")).astype(np.int64) + 1
    number = month.astype(np.int64) % 12 + 1
    other = (day <= 12) & (day != number)
    year = time.astype("M8[Y]").astype("M8[M]")
    date = (year + np.where(other, day - 1, 0)).astype("M8[D]") + (number - 1)
    return np.where(other, date + (time - time.astype("M8[D]")), np.datetime64("NaT", "s"))


# --- words -------------------------------------------------------------------------------------------------


def nearest(value: str, words: tuple[str, ...]) -> str:
    """The word that the value was most likely meant to be; "" where none is near, or two are.

    By what people call it, then by its spelling, then as the beginning of the one word that begins so.
    """
    keys = {name_key(word): word for word in words}
    typed = name_key(value).rstrip("!")
    for names in _CALLED:
        if typed in names or typed.rstrip(".") in names:
            called = [word for key, word in keys.items() if key in names]
            return called[0] if len(called) == 1 else ""
    found = get_close_matches(typed.translate(_LOOK_ALIKE), keys, n=1, cutoff=_ALIKE)
    if found:
        return keys[found[0]]
    begun = typed.rstrip(". ")
    if len(begun) < _BEGUN:
        return ""
    begins = [word for key, word in keys.items() if key.startswith(begun)]
    begins = begins or [word for key, word in keys.items() if f" {begun}" in key]
    return begins[0] if len(begins) == 1 else ""


# --- moments -----------------------------------------------------------------------------------------------


def when(value: str) -> str:
    """A text that is no time, as a time where it holds exactly one date and at most one clock; else ""."""
    text = value.strip()
    iso, usual = _ISO_DATE.findall(text), _DATE.findall(text)
    if len(iso) + len(usual) != 1:
        return ""
    year, month, day = iso[0] if iso else reversed(usual[0])
    clocks = _CLOCK.findall((_ISO_DATE if iso else _DATE).sub(" ", text))
    if int(month) > 12 >= int(day):  # month first, as in 11/23/2026
        day, month = month, day
    hour, minute = map(int, clocks[0]) if clocks else (0, 0)
    try:
        found = datetime(int(year) + 2000 * (len(year) == 2), int(month), int(day), hour, minute)
    except ValueError:
        return ""
    if not 2000 <= found.year < 2100 or len(clocks) > 1:
        return ""
    return f"{found:{SHAPE}}" if clocks else f"{found:%d.%m.%Y чч:мм}"


def clock(value: str) -> str:
    """The time of day that a cell holds instead of a moment, as «14:20»: as text or as a part of a day."""
    text = value.strip()
    if _FRACTION.fullmatch(text):
        minutes = round(float(text) * 1440)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 1440 else ""
    found = _BARE.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return ""
    return f"{int(found[1]):02d}:{found[2]}"


def _clock_within(value: str) -> str:
    """The only time of day of a text without a date: «вчера 14:20», «утром, в 9.15»."""
    if _DATE.search(value) or _ISO_DATE.search(value):
        return ""
    found = _CLOCK.findall(value)
    return clock(f"{found[0][0]}:{found[0][1]}") if len(found) == 1 else ""


def without_date(register: Register, problems: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """The messages of the problems, those of a bare time of day with the whole cell to type.

    The day is that of the case's step before it, in the order of the columns, else of the one after it.
    """
    messages = problems["message"].tolist()
    bare = np.flatnonzero((problems["kind"] == "bad_time").to_numpy())
    values = problems["value"].to_numpy()
    clocks = [clock(values[place]) or _clock_within(values[place]) for place in bare]
    bare = bare[[bool(told) for told in clocks]]
    if not len(bare):
        return problems["message"]
    found = problems.iloc[bare]
    cases = positions(register, found)
    titles = {place.title: _fields(place) for place in register.places}
    own = found[SOURCE] if SOURCE in found else [register.title] * len(found)
    days = _days(register, set(cases.tolist()))
    for place, case, title, told in zip(bare, cases, own, filter(None, clocks), strict=True):
        row = problems.iloc[place]
        field = titles[title].get((row["tab"], _column(row["cell"])))
        if field is None:  # the column of a time of day that stands apart: a date does not belong there
            continue
        day = _beside(days.get(case, {}), field)
        typed = f"{(now if day is None else day):%d.%m.%Y} {told}"
        if day is None:
            cure = f"Впишите дату и время, например {typed}"
        elif clock(row["value"]):
            cure = f"Если это тот же день, впишите {typed}"
        else:
            cure = f"Если это было {day:%d.%m.%Y}, впишите {typed}"
        effect = "Пока у сообщения нет срока ответа." if field == "detected" else "Пока шаг не учтён."
        shown = quote(row["value"]) if not clock(row["value"]) else f"«{told}»"
        messages[place] = f"В ячейке {shown} нет даты. {cure}. {effect}"
    return pd.Series(messages, index=problems.index, dtype="str")


def with_terms(register: Register, problems: pd.DataFrame) -> pd.Series:
    """The messages of the problems, those of a misread importance with the term that runs meanwhile.

    It is the answer's norm by the day of detection, or the case's own shorter one.
    """
    column = CASES.column("importance")
    letters = [place.columns.get((CASES.title, column.field), "") for place in register.places]
    words = np.flatnonzero(
        problems["kind"].isin(("taken_word", "unknown_word")) & (problems["tab"] == CASES.title)
    )
    found = problems.iloc[words]
    here = [
        letters[source] == _column(cell)
        for source, cell in zip(sources(register, found), found["cell"], strict=True)
    ]
    if not any(here):
        return problems["message"]
    words, found = words[here], found[here]
    told = problems["message"].tolist()
    detected = register.events[(register.events["field"] == EVENT_FIELDS.index("detected")).to_numpy()]
    days = detected.groupby("at")["time"].min().to_dict()
    for place, at, kind, value in zip(
        words.tolist(), positions(register, found).tolist(), found["kind"], found["value"], strict=True
    ):
        if at >= 0:
            high = bool(register.cases["high"].iloc[at])
            term = _term(register, at, days.get(at), high=high)
            said = (
                taken(column, HIGH if high else ORDINARY, term)
                if kind == "taken_word"
                else unknown(column, term)
            )
            told[place] = said.replace("{}", quote(value), 1)
    return pd.Series(told, index=problems.index, dtype="str")


def _term(register: Register, at: int, day: pd.Timestamp | None, *, high: bool) -> str:
    norms = register.norms.latest if day is None else register.norms.on(day)
    norm = norms["answer_high" if high else "answer"]
    shorter = register.cases["limit_hours"].iloc[at]
    if norm.limit is not None and norm.unit is Unit.WORK_HOURS and shorter < norm.limit:
        norm = Norm(float(shorter), Unit.WORK_HOURS)
    return norm.text


def _days(register: Register, cases: set[int]) -> dict[int, dict[int, pd.Timestamp]]:
    """The times of these cases by the place of their column among the steps."""
    events = register.events
    result: dict[int, dict[int, pd.Timestamp]] = {}
    for at, field, time in events.loc[events["at"].isin(cases), ["at", "field", "time"]].itertuples(
        index=False
    ):
        result.setdefault(int(at), {}).setdefault(int(field), time)
    return result


def _beside(days: dict[int, pd.Timestamp], field: str | None) -> pd.Timestamp | None:
    """The time of the nearest step before the field, else after it; of a journal's row the latest."""
    own = EVENT_FIELDS.index(field) if field in EVENT_FIELDS else len(EVENT_FIELDS)
    before = [place for place in days if place < own]
    after = [place for place in days if place > own]
    return days[max(before)] if before else days[min(after)] if after else None


# --- cells and their cases ---------------------------------------------------------------------------------


def sources(register: Register, found: pd.DataFrame) -> list[int]:
    """Of each problem the index of its cell's spreadsheet in `register.places`."""
    titles = {place.title: number for number, place in enumerate(register.places)}
    return [titles[title] for title in found[SOURCE]] if register.archives else [0] * len(found)


def positions(register: Register, found: pd.DataFrame) -> Array:
    """The case that each problem is about: in «Реестр» the row's own, else the one its № means; −1: none."""
    own_sources = sources(register, found)
    rows = [int(cell.lstrip(ascii_uppercase) or 0) for cell in found["cell"]]
    places = pd.MultiIndex.from_frame(register.cases[["source", "row"]])
    own = places.get_indexer(pd.MultiIndex.from_arrays([own_sources, rows]))
    meant = cases_meant(register, [*zip(own_sources, found["case"], strict=True)])
    return np.where(found["tab"] == CASES.title, own, np.array(meant, np.int64))


def spans(cells: Iterable[str]) -> list[str]:
    """Cells of a tab as a person tells them, those under one another together: «J3–J62», «N5»."""
    columns: dict[str, list[int]] = {}
    for cell in cells:
        found = _CELL.fullmatch(cell)
        if found:
            columns.setdefault(found[1], []).append(int(cell[len(found[1]) :]))
    told = []
    for letter, rows in columns.items():
        places = np.unique(rows)
        for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
            told.append(f"{letter}{run[0]}" + (f"–{letter}{run[-1]}" if len(run) > 1 else ""))
    return told
