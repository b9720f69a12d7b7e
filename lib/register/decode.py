"""Raw columns as typed arrays: numbers, texts, flags and errors, without a Python loop over the usual ones.

`decode` sorts the cells of a column; `cells` reads times, amounts, names and words from the result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, filterfalse, repeat
from math import inf, isfinite, nan
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lib.sources.tabs import UNCALCULATED, RawColumn

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int32]
Objects: TypeAlias = npt.NDArray[np.object_]
Floats: TypeAlias = npt.NDArray[np.float64]

# All that Unicode calls a space.
SPACES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
# What comes unseen with pasted text: soft hyphens, zero widths, direction marks.
INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufeff"
)
_AROUND = SPACES + INVISIBLE  # what is trimmed off every cell
_ERROR = re.compile(
    r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|ERROR!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|CONNECT!|UNKNOWN!"
    r"|EXTERNAL!|PYTHON!|GETTING_DATA|MACRO\?|ССЫЛКА!|Н/Д|ЗНАЧ!|ДЕЛ/0!|ИМЯ\?|ПУСТО!|ЧИСЛО!|ОШИБКА!|ПЕРЕНОС!|ВЫЧИСЛ!"
    r"|ПОЛЕ!|БЛОКИРОВАНО!|ЗАНЯТО!|ПОДКЛЮЧИТЬ!|НЕИЗВЕСТНО!|ОЖИДАНИЕ_ДАННЫХ|МАКРОС\?"
    rf"|{UNCALCULATED[1:]})",
    re.IGNORECASE,
)

_BOOL_CODE, _TEXT_CODE, _NUMBER_CODE, _EMPTY_CODE = 3, 2, 1, 0
_CODES: dict[type, int] = {
    float: _NUMBER_CODE,
    int: _NUMBER_CODE,
    np.float64: _NUMBER_CODE,
    str: _TEXT_CODE,
    bool: _BOOL_CODE,
    type(None): _EMPTY_CODE,
}
_OTHER_CODE = -1
_FLAGS = frozenset((bool, np.bool_))
_NO_FLAG = -1
# Made once: Arrow takes longer to make a scalar of a Python value than to look at a hundred cells.
_EMPTY, NO_TEXT = pa.scalar(""), pa.scalar(None, pa.string())
_WHOLE = 2.0**53  # whole numbers up to here are exact in a float


@dataclass(frozen=True, slots=True)
class Cells:
    """n cells of a column; what a cell is not is NaN, null, −1 or False in the other arrays.

    number: float64; text: Arrow strings, trimmed and never empty, encoded where a few words repeat;
    flag: int8, 1 for TRUE, 0 for FALSE; error: bool, an error such as #REF!, whose text stands in `text`
    until `readable` takes it out; moment: bool, a number that the workbook types as a date or a time.
    None stands for an array that holds nothing.
    """

    size: int
    number: Floats | None = None
    text: pa.StringArray | None = None
    flag: npt.NDArray[np.int8] | None = None
    error: Bools | None = None
    moment: Bools | None = None

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
            None if self.moment is None else self.moment[rows],
        )

    def readable(self) -> Cells:
        """The same with error cells emptied."""
        if self.error is None or self.text is None:
            return self
        return replace(self, text=pc.if_else(pa.array(~self.error), plainly(self.text), NO_TEXT), error=None)

    def without(self, gone: Bools) -> Cells:
        """The same with these cells emptied."""
        return replace(
            self,
            number=None if self.number is None else np.where(gone, np.nan, self.number),
            text=None if self.text is None else pc.if_else(pa.array(~gone), plainly(self.text), NO_TEXT),
            flag=None if self.flag is None else np.where(gone, np.int8(_NO_FLAG), self.flag),
            error=None if self.error is None else self.error & ~gone,
        )

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

    def shown(self, rows: npt.NDArray[np.intp] | None = None) -> list[str]:
        """The cells of these rows, or all, as texts; what a message quotes of them tells `shown`."""
        some = self if rows is None else self.take(rows)
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
    """`size` cells of `column` (as in `lib.sources.tabs`) from index `start` on; missing at its end is empty.

    Guesses by the first cell with content, one strict conversion each: texts only, or numbers with gaps; else
    cell by cell. `few`: a few words that repeat are expected.
    """
    part = column[start : start + size]
    if isinstance(part, np.ndarray):
        return Cells(size, _padded(part.astype(np.float64), size))
    first = next(filter(None, part), None)
    if first is None and _are_empty(part):
        return Cells(size)
    if isinstance(first, str):
        if few and (words := _few_words(part, size)) is not None:
            return words
        if (text := _whole_text(part)) is not None:
            return _with_text(Cells(size), text)
    elif (number := _numbers_with_gaps(part)) is not None:
        return Cells(size, _padded(number, size))
    return _mixed(np.fromiter(part, object, len(part)), size)


def _whole_text(cells: Sequence[Any]) -> pa.StringArray | None:
    """The cells where they are only texts and None."""
    try:
        text = pa.array(cells)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError):
        return None
    return text if pa.types.is_string(text.type) else None


def _numbers_with_gaps(cells: Sequence[Any]) -> Floats | None:
    """float64, NaN for empty cells; None where anything else stands among them, be it 0 or FALSE."""
    if not _are_empty([*filterfalse(None, cells)]):
        return None
    try:
        number = pa.array([cell or nan for cell in cells])
    except (pa.ArrowException, ValueError, OverflowError):  # a moment beside NaN is a plain ValueError
        return None
    if pa.types.is_int64(number.type):
        whole: Floats = number.to_numpy().astype(np.float64)
        return whole
    if not pa.types.is_float64(number.type):
        return None
    values: Floats = number.to_numpy(zero_copy_only=False)
    if (values == 1).any() and not _FLAGS.isdisjoint(map(type, cells)):  # TRUE among fractions becomes 1
        return None
    return values


def _are_empty(falsy: Sequence[Any]) -> bool:
    """Whether only empty texts and None stand among these cells, all of them false to Python."""
    try:
        return "".join(falsy) == ""  # many times faster than a look at their types
    except TypeError:
        return set(map(type, falsy)) <= {str, type(None)}


def _few_words(cells: Sequence[Any], size: int) -> Cells | None:
    """Encoded texts where only texts and None stand: one look-up a cell in a table that fills as it goes."""
    seen: defaultdict[Any, int] = defaultdict(count().__next__)
    try:
        found = np.fromiter(map(seen.__getitem__, cells), np.int32, len(cells))
    except TypeError:  # a cell that no table takes
        return None
    if not set(map(type, seen)) <= {str, type(None)}:
        return None
    trimmed = [(word or "").strip(_AROUND) for word in seen]
    words = list(dict.fromkeys(filter(None, trimmed)))
    if not words:
        return Cells(size)
    try:
        values = pa.array(words, pa.string())
    except UnicodeEncodeError:
        return None
    place = {word: code for code, word in enumerate(words)}
    codes = np.full(size, -1, np.int32)
    codes[: len(cells)] = np.array([place.get(word, -1) for word in trimmed], np.int32)[found]
    errors = np.array([*(_ERROR.fullmatch(word) is not None for word in words), False])
    text = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), values)
    return Cells(size, text=text, error=errors[codes] if errors.any() else None)


def _mixed(cells: Objects, size: int) -> Cells:
    """Cells of several sorts in one column."""
    codes = np.fromiter(map(_CODES.get, map(type, cells), repeat(_OTHER_CODE)), np.int8, len(cells))
    if (codes == _OTHER_CODE).any():
        return _mixed(np.fromiter(map(_known, cells), object, len(cells)), size)
    number = flag = None
    if (here := np.flatnonzero(codes == _NUMBER_CODE)).size:
        number = np.full(size, np.nan)
        number[here] = _floats(cells[here])
    if (here := np.flatnonzero(codes == _BOOL_CODE)).size:
        flag = np.full(size, _NO_FLAG, np.int8)
        flag[here] = cells[here].astype(np.int8)
    return _with_text(Cells(size, number, None, flag), arrow_text(cells, codes != _TEXT_CODE))


def _known(value: Any) -> Any:
    """A value of a type that no source gives, as the nearest that one does."""
    if type(value) in _CODES:
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return _float(value)
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
        return inf if value > 0 else -inf


def arrow_text(cells: Sequence[Any] | Objects, mask: Bools | None = None) -> pa.StringArray:
    """Texts as Arrow strings, null where the mask is true."""
    try:
        return pa.array(cells, pa.string(), mask=mask)
    except UnicodeEncodeError:  # half of a surrogate pair is no text for anybody else
        clean = [v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in cells]
        return pa.array(clean, pa.string(), mask=mask)


def _padded(values: Floats, size: int) -> Floats:
    return np.concatenate([values, np.full(size - len(values), np.nan)]) if len(values) < size else values


def _with_text(cells: Cells, text: pa.StringArray) -> Cells:
    """`cells` with these texts, which may be fewer than the cells: trimmed, none empty, errors marked."""
    text = pc.utf8_trim(text, _AROUND)
    if (empty := pc.equal(text, _EMPTY)).true_count:
        text = pc.if_else(empty, NO_TEXT, text)
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
    return np.format_float_positional(value, trim="-") if isfinite(value) else str(value)


def distinct(text: pa.StringArray) -> tuple[Ints, list[str]]:
    """Codes of the cells (int32, −1 where empty) and the distinct texts in the order of their first cells."""
    if text.null_count == len(text):
        return np.full(len(text), -1, np.int32), []
    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    codes: Ints = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    words: list[str] = encoded.dictionary.to_pylist()
    if encoded is text:  # a part of a column may lack some of its words
        used = np.bincount(codes[codes >= 0], minlength=len(words)) > 0
        if not used.all():
            codes = np.append(np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))[codes]
            words = [word for word, here in zip(words, used.tolist(), strict=True) if here]
    return codes, words
