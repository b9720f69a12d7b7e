"""Cells of one column as typed arrays: what staff type, without a Python loop over the usual ones.

`decode` sorts a raw column into numbers, texts, flags and error cells; the readers below it turn those
into times, amounts, names, words (register.md, «Cells»). Only distinct texts are ever looked at one by one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.tabs import RawColumn

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int32]
Objects: TypeAlias = npt.NDArray[np.object_]
Floats: TypeAlias = npt.NDArray[np.float64]

# All that Unicode calls a space, and the invisible characters that come with pasted text.
SPACES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_GAP = re.compile(f"[{SPACES}]+")
_ANY_SPACE = f"[{SPACES}]"
_SPACE = re.compile(_ANY_SPACE)

_ERROR = re.compile(
    r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|ERROR!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|CONNECT!|UNKNOWN!"
    r"|EXTERNAL!|PYTHON!|GETTING_DATA|MACRO\?|ССЫЛКА!|Н/Д|ЗНАЧ!|ДЕЛ/0!|ИМЯ\?|ПУСТО!|ЧИСЛО!|ОШИБКА!|ПЕРЕНОС!|ВЫЧИСЛ!"
    r"|ПОЛЕ!|БЛОКИРОВАНО!|ЗАНЯТО!|ПОДКЛЮЧИТЬ!|НЕИЗВЕСТНО!|ОЖИДАНИЕ_ДАННЫХ|МАКРОС\?)",
    re.IGNORECASE,
)

YES = frozenset(("да", "д", "yes", "y", "true", "1", "+", "✓", "✔"))
NO = frozenset(("нет", "н", "no", "n", "false", "0", "-", "–"))

_INITIAL = re.compile(
    r"\s*(?<![^\W\d_])([^\W\d_])\s*\.\s*"
)  # one letter, not the end of a word, and its point
_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,15})?")
_UNKNOWN = -2

_PARTS = ("year", "month", "day", "hour", "minute", "second")
# Seconds only after a colon, and only where the minutes follow one too.
_DAY_FIRST, _DAY_FIRST_DASHED = (
    r"^(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4}|[0-9]{2})" + clock
    for clock in (
        r"(?:,? (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?$",
        r",? (?P<hour>[0-9]{1,2})[.\-](?P<minute>[0-9]{2})(?P<second>)$",
    )
)
_ISO = (
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:[ T](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?$"
)
_DAY = 86_400
_EPOCH = 25_569 * _DAY  # 1970-01-01 in seconds since 1899-12-30
_FROM, _UNTIL = 36_526 * _DAY, 73_051 * _DAY  # 2000-01-01, 2100-01-01
_NO_TIME = np.iinfo(np.int64).min

_BOOL_CODE, _TEXT_CODE, _NUMBER_CODE, _EMPTY_CODE = 3, 2, 1, 0
_CODES: dict[type, int] = {
    float: _NUMBER_CODE,
    int: _NUMBER_CODE,
    np.float64: _NUMBER_CODE,
    str: _TEXT_CODE,
    bool: _BOOL_CODE,
    type(None): _EMPTY_CODE,
}
_NO_FLAG = -1
_WHOLE = 2.0**53  # whole numbers up to here are exact in a float


@dataclass(frozen=True, slots=True)
class Cells:
    """n cells of a column; what a cell is not is NaN, null, −1 or False in the other arrays.

    number: float64; text: Arrow strings, trimmed and never empty, encoded where a few words repeat;
    flag: int8, 1 for TRUE, 0 for FALSE; error: bool, an error such as #REF!, whose text stands in `text`
    until `readable` takes it out.
    None stands for an array that holds nothing.
    """

    size: int
    number: Floats | None = None
    text: pa.StringArray | None = None
    flag: npt.NDArray[np.int8] | None = None
    error: Bools | None = None

    def __len__(self) -> int:
        return self.size

    @property
    def filled(self) -> Bools:
        """Cells with content: an error is one, FALSE is none."""
        return self._any(self._numbers, self._texts, self.true)

    @property
    def typed(self) -> Bools:
        """Cells in which anything stands, FALSE included."""
        return self._any(self._numbers, self._texts, self.flags)

    @property
    def true(self) -> Bools | None:
        """TRUE cells, None where the column holds no flags."""
        return None if self.flag is None else self.flag == 1

    @property
    def flags(self) -> Bools | None:
        """TRUE and FALSE cells, None where there are none."""
        return None if self.flag is None else self.flag != _NO_FLAG

    @property
    def _numbers(self) -> Bools | None:
        return None if self.number is None else ~np.isnan(self.number)

    @property
    def _texts(self) -> Bools | None:
        return None if self.text is None else valid(self.text)

    def _any(self, *masks: Bools | None) -> Bools:
        present = [mask for mask in masks if mask is not None]
        if not present:
            return np.zeros(self.size, bool)
        return np.logical_or.reduce(present) if len(present) > 1 else present[0]

    def take(self, rows: npt.NDArray[np.intp]) -> Cells:
        """The cells of the given rows."""
        return Cells(
            len(rows),
            None if self.number is None else self.number[rows],
            None if self.text is None else self.text.take(pa.array(rows)),
            None if self.flag is None else self.flag[rows],
            None if self.error is None else self.error[rows],
        )

    def readable(self) -> Cells:
        """The same with error cells emptied."""
        if self.error is None or self.text is None:
            return self
        return replace(self, text=pc.if_else(pa.array(~self.error), plainly(self.text), None), error=None)

    def strings(self) -> pa.StringArray:
        """Each cell as text: the shortest decimal of a number, «TRUE», null for FALSE and empty ones."""
        if self.number is None and self.true is None and self.text is not None:
            return self.text
        parts = [] if self.text is None else [plainly(self.text)]
        if self.number is not None:
            parts.append(_numbers_as_text(self.number))
        if self.true is not None:
            parts.append(pa.array(["TRUE"] * self.size, pa.string(), mask=~self.true))
        if not parts:
            return pa.nulls(self.size, pa.string())
        return parts[0] if len(parts) == 1 else pc.coalesce(*parts)

    def shown(self, rows: npt.NDArray[np.intp]) -> list[str]:
        """The cells of these rows as typed, for messages."""
        some = self.take(rows)
        texts = [text or "" for text in some.strings().to_pylist()]
        if some.flag is not None:
            texts = ["FALSE" if flag == 0 else text for flag, text in zip(some.flag, texts, strict=True)]
        return texts


def valid(text: pa.Array) -> Bools:
    """Where an Arrow array holds a value."""
    if not text.null_count:
        return np.ones(len(text), bool)
    mask: Bools = text.is_valid().to_numpy(zero_copy_only=False)
    return mask


def plainly(text: pa.Array) -> pa.StringArray:
    """Arrow strings, encoded or not, as plain ones."""
    return text.cast(pa.string()) if pa.types.is_dictionary(text.type) else text


def decode(column: RawColumn, size: int, start: int = 0, *, few: bool = False) -> Cells:
    """`size` cells of `column` (as in `lib.tabs`) from index `start` on; what is missing at its end is empty.

    Guesses first: texts only, then numbers with gaps, each with one strict conversion; else cell by cell.
    `few`: a few words that repeat are expected.
    """
    if isinstance(column, np.ndarray):
        return Cells(size, _padded(column[start : start + size].astype(np.float64), size))
    text = _whole_text(column)
    if text is not None:
        text = text[start : start + size]
        return _few_words(text, size) if few else _with_text(Cells(size), text)
    cells = np.fromiter(column, object, len(column))[start : start + size]
    number = _numbers_with_gaps(cells)
    if number is not None:
        return Cells(size, _padded(number, size))
    return _mixed(cells, size)


def _whole_text(column: Sequence[Any]) -> pa.StringArray | None:
    """The column where it holds only texts and None."""
    try:
        text = pa.array(column)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError):
        return None
    if pa.types.is_null(text.type):
        return text.cast(pa.string())
    return text if pa.types.is_string(text.type) else None


def _numbers_with_gaps(cells: Objects) -> Floats | None:
    """float64, NaN for empty cells; None where anything else stands among them."""
    some = cells.astype(bool)
    if not _are_empty(cells[~some].tolist()):  # 0 and FALSE are no gaps
        return None
    try:
        number = pa.array(cells[some])
    except (pa.ArrowException, UnicodeEncodeError, OverflowError):
        return None
    if pa.types.is_int64(number.type):
        values: Floats = number.to_numpy().astype(np.float64)
    elif pa.types.is_float64(number.type):
        values = number.to_numpy(zero_copy_only=False)
        if (values == 1).any():  # TRUE among fractions becomes 1
            return None
    else:
        return None
    if len(values) == len(cells):
        return values
    result = np.full(len(cells), np.nan)
    result[some] = values
    return result


def _are_empty(falsy: list[Any]) -> bool:
    """Whether only empty texts and None stand among these cells, all of them false to Python."""
    try:
        return "".join(falsy) == ""  # many times faster than a look at their types
    except TypeError:
        return set(map(type, falsy)) <= {str, type(None)}


def _few_words(text: pa.StringArray, size: int) -> Cells:
    """As `_with_text`, but only the distinct texts are looked at, and they stay encoded."""
    encoded = text.dictionary_encode()
    raw = encoded.dictionary.to_pylist()
    trimmed = [word.strip(SPACES) for word in raw]
    words = list(dict.fromkeys(filter(None, trimmed)))
    if not words:
        return Cells(size)
    place = {word: code for code, word in enumerate(words)}
    table = np.array([*(place.get(word, -1) for word in trimmed), -1], np.int32)
    codes = np.full(size, -1, np.int32)
    codes[: len(text)] = table[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    errors = np.array([*(_ERROR.fullmatch(word) is not None for word in words), False])
    return Cells(
        size,
        text=pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(words, pa.string())),
        error=errors[codes] if errors.any() else None,
    )


def _mixed(cells: Objects, size: int) -> Cells:
    """Cells of several sorts in one column."""
    if not set(map(type, cells)) <= _CODES.keys():
        cells = np.fromiter(map(_known, cells), object, len(cells))
    codes = np.fromiter(map(_CODES.__getitem__, map(type, cells)), np.int8, len(cells))
    number = flag = None
    if (here := np.flatnonzero(codes == _NUMBER_CODE)).size:
        number = np.full(size, np.nan)
        number[here] = _floats(cells[here])
    if (here := np.flatnonzero(codes == _BOOL_CODE)).size:
        flag = np.full(size, _NO_FLAG, np.int8)
        flag[here] = cells[here].astype(np.int8)
    return _with_text(Cells(size, number, None, flag), _strings(cells, codes != _TEXT_CODE))


def _known(value: Any) -> Any:
    """A value of a type that no source gives, as the nearest that one does."""
    if type(value) in _CODES:
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value)
    return str(value)


def _floats(values: Objects) -> Floats:
    try:
        return values.astype(np.float64)
    except OverflowError:  # a whole number of more than 308 digits
        return np.array([_float(value) for value in values])


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _strings(cells: Objects, mask: Bools) -> pa.StringArray:
    try:
        return pa.array(cells, pa.string(), mask=mask)
    except UnicodeEncodeError:  # half of a surrogate pair is no text for anybody else
        clean = [v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in cells]
        return pa.array(clean, pa.string(), mask=mask)


def _padded(values: Floats, size: int) -> Floats:
    return np.concatenate([values, np.full(size - len(values), np.nan)]) if len(values) < size else values


def _with_text(cells: Cells, text: pa.StringArray) -> Cells:
    """`cells` with these texts, which may be fewer than the cells: trimmed, none empty, errors marked."""
    text = pc.utf8_trim(text, SPACES)
    text = pc.if_else(pc.equal(pc.binary_length(text), 0), None, text)
    if text.null_count == len(text):
        return cells
    if len(text) < cells.size:
        text = pa.concat_arrays([text, pa.nulls(cells.size - len(text), pa.string())])
    return replace(cells, text=text, error=_errors(text) if pc.starts_with(text, "#").true_count else None)


def _errors(text: pa.StringArray) -> Bools | None:
    """Where a text is an error value; None where none is."""
    codes, values = distinct(text)
    table = np.array([*(_ERROR.fullmatch(value) is not None for value in values), False])
    return table[codes] if table.any() else None


def _numbers_as_text(number: Floats) -> pa.StringArray:
    some = ~np.isnan(number)
    whole = some & (np.abs(number) < _WHOLE) & (number == np.floor(number))
    kept = np.where(whole, number, 0).astype(np.int64)
    text = pa.array(kept, mask=~whole).cast(pa.string())
    rest = np.flatnonzero(some & ~whole)
    if not len(rest):
        return text
    words = np.full(len(number), None, object)
    words[rest] = [number_text(value) for value in number[rest]]
    return pc.coalesce(text, pa.array(words, pa.string()))


def number_text(value: float) -> str:
    """The shortest decimal text of a number: 12, 1.5."""
    return np.format_float_positional(value, trim="-") if math.isfinite(value) else str(value)


# --- words and names ---------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """`text` with every run of spaces, line breaks too, as one space, and none around it."""
    return _GAP.sub(" ", text).strip(" ")


def word_key(text: str) -> str:
    """What words are compared by: without regard to case, ё/е, repeated spaces."""
    return plain(unicodedata.normalize("NFC", text)).casefold().replace("ё", "е").replace("\ufe0f", "")


def name_key(text: str) -> str:
    """What names are compared by: as words, and without spaces around initials."""
    return _INITIAL.sub(r"\1.", word_key(text))


def distinct(text: pa.StringArray) -> tuple[Ints, list[str]]:
    """Codes of the cells (int32, −1 where empty) and the distinct texts in the order of their first cells."""
    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    codes: Ints = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    words: list[str] = encoded.dictionary.to_pylist()
    if encoded is text:  # a part of a column may lack some of its words
        used = np.bincount(codes[codes >= 0], minlength=len(words)) > 0
        codes = np.append(np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))[codes]
        words = [word for word, here in zip(words, used.tolist(), strict=True) if here]
    return codes, words


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
                self.spellings.append(plain(name))
        self.listed = len(self.spellings)

    def code(self, name: str) -> int:
        """The name's number, a new one for a new spelling outside the list."""
        listed = self._listed.get(name_key(name))
        if listed is not None:
            return listed
        shown = _SPACE.sub(" ", name).strip(" ")
        code = self._typed.setdefault(shown, len(self.spellings))
        if code == len(self.spellings):
            self.spellings.append(shown)
        return code

    def encode(self, cells: Cells) -> tuple[Ints, Bools]:
        """Codes into `spellings` (−1 where empty), and where a name is outside the list, if there is one."""
        codes = translate(cells.strings(), self.code)
        return codes, (codes >= self.listed) & (self.listed > 0)


def choices(cells: Cells, words: Sequence[str]) -> tuple[Ints, Bools]:
    """Index into `words` (−1 where empty or unknown), and where the word is unknown."""
    known = {name_key(word): code for code, word in enumerate(words)}
    codes = translate(cells.strings(), lambda text: known.get(name_key(text), _UNKNOWN))
    return np.maximum(codes, -1), codes == _UNKNOWN


def yes_no(cells: Cells) -> tuple[Bools, Bools]:
    """Where the cell says yes, and where it says neither yes nor no (an empty one says no)."""
    codes = translate(cells.strings(), lambda text: _yes(word_key(text)))
    return codes == 1, codes == _UNKNOWN


def _yes(key: str) -> int:
    return 1 if key in YES else 0 if key in NO else _UNKNOWN


# --- numbers and times -------------------------------------------------------------------------------------


def amounts(cells: Cells) -> tuple[Floats, Bools]:
    """Numbers, or their text with comma or point (NaN where none), and where the cell is no number."""
    number = np.full(cells.size, np.nan) if cells.number is None else cells.number.copy()
    bad = np.isinf(number)
    if cells.true is not None:
        bad |= cells.true
    if cells.text is not None:
        codes, values = distinct(cells.text)
        table = np.array([*map(_amount, values), np.nan])
        here = codes >= 0
        number[here] = table[codes[here]]
        bad[here] = np.isnan(number[here])
    number[bad] = np.nan
    return number, bad


def _amount(text: str) -> float:
    return float(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else math.nan


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


def times(cells: Cells) -> Times:
    """Serial numbers of 2000–2099 to the nearest second, and the texts that register.md lists."""
    at = np.empty(0, np.int32)
    seconds, dated = np.empty(0, np.int64), np.empty(0, bool)
    count = 0
    if cells.number is not None:
        at = np.flatnonzero(~np.isnan(cells.number)).astype(np.int32)
        count += len(at)
        number = cells.number[at]
        rounded = np.rint(number * _DAY)  # first of all: minutes are no exact fractions of a day
        good = (rounded >= _FROM) & (rounded < _UNTIL)
        if not good.all():
            at, number, rounded = at[good], number[good], rounded[good]
        seconds, dated = rounded.astype(np.int64) - _EPOCH, rounded == np.rint(number) * _DAY
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
    text = pc.replace_substring_regex(text, f"{_ANY_SPACE}+", " ")
    seconds = np.full(len(text), _NO_TIME)
    dated = np.zeros(len(text), bool)
    for pattern in (_DAY_FIRST, _DAY_FIRST_DASHED, _ISO):
        parts = pc.extract_regex(text, pattern)
        here = np.flatnonzero(valid(parts))
        if not len(here):
            continue
        found = parts.take(pa.array(here))
        year, month, day, hour, minute, second = (_part(found, name) for name in _PARTS)
        year = np.where(year < 100, 2000 + year, year)
        start = ((year - 1970) * 12 + month - 1).astype("M8[M]")
        date = start.astype("M8[D]") + (day - 1)
        good = (year >= 2000) & (year < 2100) & (month >= 1) & (month <= 12) & (day >= 1)
        good &= (date.astype("M8[M]") == start) & (hour < 24) & (minute < 60) & (second < 60)
        moment = date.astype("M8[s]").astype(np.int64) + hour * 3600 + minute * 60 + second
        seconds[here] = np.where(good, moment, _NO_TIME)
        bare = pc.equal(pc.struct_field(found, "hour"), "").to_numpy(zero_copy_only=False)
        dated[here] = good & bare
    return seconds, dated


def _part(found: pa.StructArray, name: str) -> npt.NDArray[np.int64]:
    digits = pc.struct_field(found, name)
    digits = pc.if_else(pc.equal(digits, ""), "0", digits)
    part: npt.NDArray[np.int64] = digits.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return part
