"""What staff type into cells, a column at a time: times, amounts, names, words (register.md, «Cells»).

Only distinct texts are ever looked at one by one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.law.regulation import Unit
from lib.register.decode import (
    INVISIBLE,
    SPACES,
    Bools,
    Cells,
    Floats,
    Ints,
    distinct,
    number_text,
    valid,
)

_GAP = re.compile(f"[{SPACES}]+")
_ANY_SPACE = f"[{SPACES}]"
_SPACE = re.compile(_ANY_SPACE)
_UNSEEN = re.compile(f"[{INVISIBLE}\ufe0e\ufe0f]")  # and the variants of a sign: ✔ as an emoji is a ✔

_YES = frozenset(("да", "д", "есть", "yes", "y", "true", "1", "+", "✓", "✔"))
_NO = frozenset(("нет", "н", "не", "no", "n", "none", "false", "0", "н/д", "нет данных"))

# One letter that ends no word, its point, and the spaces around them.
_INITIAL = re.compile(r"\s*(?<![^\W\d_])([^\W\d_])\s*\.\s*")
_AMOUNT = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
UNKNOWN = -2  # a text whose meaning `translate` was asked for and that has none

_PARTS = ("year", "month", "day", "hour", "minute", "second")
# Seconds only after a colon, and only where the minutes follow one too.
_DAY_FIRST = tuple(
    rf"^(?P<day>[0-9]{{1,2}}){sign}(?P<month>[0-9]{{1,2}}){sign}(?P<year>{year})(?: ?г\.)?{clock}$"
    for sign, year in ((r"\.", "[0-9]{4}|[0-9]{2}"), ("-", "[0-9]{4}"))
    for clock in (
        r"(?:,? (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?",
        r",? (?P<hour>[0-9]{1,2})[.\-](?P<minute>[0-9]{2})(?P<second>)",
        r",? (?P<hour>[0-9]{1,2}) ?ч\.? ?(?P<minute>[0-9]{2}) ?мин\.?(?P<second>)",
    )
)
_ISO = (
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:[ T](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?$"
)
# As Arrow reads them, and as Python does: Arrow makes a pattern anew each time, which few texts are worth.
_FORMS = tuple((pattern, re.compile(pattern)) for pattern in (*_DAY_FIRST, _ISO))
_NO_DIGITS, _NAUGHT = pa.scalar(""), pa.scalar("0")
_DAY = 86_400
_EPOCH = 25_569 * _DAY  # 1970-01-01 in seconds since 1899-12-30
_FROM, _UNTIL = 36_526 * _DAY, 73_051 * _DAY  # 2000-01-01, 2100-01-01
_1904 = 1_462  # days between the two systems of serials
_BEYOND = 1e5  # a day after all that count
_NO_TIME = np.iinfo(np.int64).min


# --- words and names ---------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """`text` with every run of spaces, line breaks too, as one space, and none around it."""
    return _GAP.sub(" ", text).strip(" ")


def seen(text: str) -> str:
    """`text` as the eye sees it: composed letters (NFC), nothing invisible (register.md)."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def word_key(text: str) -> str:
    """What words are compared by: without regard to case, ё/е, repeated spaces, what is not seen."""
    return plain(seen(text)).casefold().replace("ё", "е")


@lru_cache(1_024)  # the same few names, asked for by every part
def name_key(text: str) -> str:
    """What names are compared by: as words, and without spaces around initials."""
    return _INITIAL.sub(r"\1.", word_key(text))


def translate(text: pa.StringArray, meaning: Callable[[str], int]) -> Ints:
    """`meaning` of each cell as int32, −1 where the cell is empty; asked once for each distinct text."""
    codes, values = distinct(text)
    table = np.array([*map(meaning, values), -1], np.int32)
    return table[codes]


class Names:
    """Names of one list: its own spellings first, then those outside it as they were typed, trimmed.

    A name that the list knows takes the list's spelling; one outside it keeps its own (register.md, Cells).
    """

    def __init__(self, listed: Iterable[str] = ()) -> None:
        self._listed: dict[str, int] = {}
        self._typed: dict[str, int] = {}
        self.spellings: list[str] = []
        for name in listed:
            if name_key(name) not in self._listed:
                self._listed[name_key(name)] = len(self.spellings)
                self.spellings.append(plain(seen(name)))
        self.listed = len(self.spellings)

    def code(self, name: str) -> int:
        """The name's number, a new one for a new spelling outside the list."""
        listed = self._listed.get(name_key(name))
        if listed is not None:
            return listed
        shown = _SPACE.sub(" ", seen(name)).strip(" ")
        code = self._typed.setdefault(shown, len(self.spellings))
        if code == len(self.spellings):
            self.spellings.append(shown)
        return code

    def encode(self, cells: Cells) -> tuple[Ints, Bools]:
        """Codes into `spellings` (−1 where empty or FALSE), and what is outside the list, if there is one."""
        codes = translate(cells.strings(), self.code)
        outside = codes >= self.listed
        if cells.flags is not None:
            outside |= cells.flags
        return codes, outside & (self.listed > 0)


def yes_no(cells: Cells) -> tuple[Bools, Bools]:
    """Where the cell says yes, and where it says neither yes nor no (an empty one says no)."""
    codes = translate(cells.strings(), yes)
    return codes == 1, codes == UNKNOWN


def yes(text: str) -> int:
    """1 where a text says yes, 0 where it says no (a stroke too), UNKNOWN where neither."""
    key = word_key(text)
    bare = key.rstrip(".,! ")
    if key in _YES or bare in _YES:
        return 1
    return 0 if bare in _NO or not any(map(str.isalnum, key)) else UNKNOWN


# --- numbers and times -------------------------------------------------------------------------------------


def amounts(cells: Cells) -> tuple[Floats, Bools]:
    """Numbers, or their text with comma or point (NaN where none), and where the cell is no number."""
    number = np.full(cells.size, np.nan) if cells.number is None else cells.number.copy()
    bad = np.isinf(number)
    if cells.flags is not None:
        bad |= cells.flags
    if cells.text is not None:
        codes, values = distinct(cells.text)
        table = np.array([*map(_amount, values), np.nan])
        here = codes >= 0
        number[here] = table[codes[here]]
        bad[here] = np.isnan(number[here])
    number[bad] = np.nan
    return number, bad


def _amount(text: str) -> float:
    number = float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else math.nan
    return number if math.isfinite(number) else math.nan


# A sheet turns «4:00» into 0.1667 and «4.5» into the fourth of May: as a norm either would change every
# figure of the month, and nobody would see it.
DATES = (36_526, 73_050)  # 2000–2099
_LEAST = {Unit.WORK_HOURS: 0.25, Unit.WORK_MINUTES: 1.0, Unit.MINUTES: 1.0}


def quantities(cells: Cells, unit: Unit | None) -> tuple[Floats, Bools, Bools]:
    """The numbers of these cells (NaN where none); which cells hold none; which a time or a date instead.

    `unit`: what the numbers count; None: not known, so that only what is typed or a date is told.
    """
    found, bad = amounts(cells)
    instead = (found >= DATES[0]) & (found <= DATES[1])
    if unit in _LEAST:
        instead |= (found > 0) & (found < _LEAST[unit])
    if cells.moment is not None:
        instead |= cells.moment & ~np.isnan(found)
    return np.where(instead, np.nan, found), bad, instead


def seen_as(text: str) -> str:
    """A number that is none as a person may know it: a sheet holds 0.1667 to seventeen digits."""
    number = float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else math.nan
    return text if math.isnan(number) else number_text(round(number, 4)).replace(".", ",")


def told(cells: Cells) -> str:
    """What the number in a lone cell, which is none, looks like: «время 4:00», «дату 04.05.2026»."""
    number = float(amounts(cells)[0][0])
    if 0 <= number < 1:
        minutes = round(number * 24 * 60)
        return f"время {minutes // 60}:{minutes % 60:02d}"
    if DATES[0] <= number <= DATES[1]:
        return f"дату {datetime(1899, 12, 30) + timedelta(days=int(number)):%d.%m.%Y}"
    return "дату или время"


@dataclass(frozen=True, slots=True)
class Times:
    """The cells that hold a time, in order: `at` int32 positions, time datetime64[s], `dated` without a time.

    bad: int32 positions of the cells whose content is no time.
    """

    at: Ints
    time: npt.NDArray[np.datetime64]
    dated: Bools
    bad: Ints

    def spread(self, size: int) -> tuple[npt.NDArray[np.datetime64], Bools]:
        """The times (NaT where none) and `dated` of all `size` cells."""
        time, dated = np.full(size, np.datetime64("NaT", "s")), np.zeros(size, bool)
        time[self.at], dated[self.at] = self.time, self.dated
        return time, dated


def times(cells: Cells, *, since_1904: bool = False) -> Times:
    """Serial numbers of 2000–2099 to the nearest second, and the texts that register.md lists.

    `since_1904`: the serials are of the 1904 system, whatever their format.
    """
    at = np.empty(0, np.int32)
    seconds, dated = np.empty(0, np.int64), np.empty(0, bool)
    count = 0
    if cells.number is not None:
        at = np.flatnonzero(~np.isnan(cells.number)).astype(np.int32)
        count += len(at)
        number = cells.number[at] + (_1904 if since_1904 else 0)
        # To the second first of all: minutes are no exact fractions of a day. Nothing overflows once clipped.
        rounded = np.rint(np.clip(number, -1, _BEYOND) * _DAY)
        good = (rounded >= _FROM) & (rounded < _UNTIL)
        if not good.all():
            at, number, rounded = at[good], number[good], rounded[good]
        seconds, dated = rounded.astype(np.int64) - _EPOCH, number == np.rint(number)
    if cells.text is not None:
        here = np.flatnonzero(valid(cells.text)).astype(np.int32)
        count += len(here)
        typed, bare = _text_times(cells.text.take(pa.array(here)))
        good = typed != _NO_TIME
        order = np.argsort(at := np.concatenate([at, here[good]]), kind="stable")
        at = at[order]
        seconds = np.concatenate([seconds, typed[good]])[order]
        dated = np.concatenate([dated, bare[good]])[order]
    bad = np.empty(0, np.int32)
    if count > len(at) or cells.flag is not None:
        content = cells.typed
        content[at] = False
        bad = np.flatnonzero(content).astype(np.int32)
    return Times(at, seconds.view("M8[s]"), dated, bad)


def _text_times(text: pa.StringArray) -> tuple[npt.NDArray[np.int64], Bools]:
    """Seconds since 1970 (NaT's number where no time) and whether it is a date without a time."""
    if not pc.all(pc.string_is_ascii(text)).as_py():
        text = pc.replace_substring_regex(text, f"[{INVISIBLE}]", "")
    text = pc.replace_substring_regex(text, f"{_ANY_SPACE}+", " ")
    seconds = np.full(len(text), _NO_TIME)
    dated = np.zeros(len(text), bool)
    rest, left = np.arange(len(text)), text  # what no pattern fits so far: mostly nothing after the first
    for pattern, form in _FORMS:
        if not any(map(form.match, left.to_pylist())):
            continue
        parts = pc.extract_regex(left, pattern)
        fits = valid(parts)
        here, rest, left = rest[fits], rest[~fits], left.filter(pa.array(~fits))
        fitting = parts.drop_null() if len(rest) else parts
        found = dict(zip(fitting.type.names, fitting.flatten(), strict=True))
        digits = pa.concat_arrays([found[name] for name in _PARTS])
        digits = pc.if_else(pc.equal(digits, _NO_DIGITS), _NAUGHT, digits).cast(pa.int64())
        year, month, day, hour, minute, second = digits.to_numpy().reshape(len(_PARTS), -1)
        short = pc.utf8_length(found["year"]).to_numpy() == 2
        year = np.where(short, 2000 + year, year)
        start = ((year - 1970) * 12 + month - 1).astype("M8[M]")
        date = start.astype("M8[D]") + (day - 1)
        good = (year >= 2000) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1)
        good &= (date.astype("M8[M]") == start) & (hour < 24) & (minute < 60) & (second < 60)
        moment = date.astype("M8[s]").astype(np.int64) + hour * 3600 + minute * 60 + second
        seconds[here] = np.where(good, moment, _NO_TIME)
        bare = pc.equal(found["hour"], _NO_DIGITS).to_numpy(zero_copy_only=False)
        dated[here] = good & bare
    return seconds, dated
