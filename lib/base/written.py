"""A column written as text at the cost of its distinct values, not of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

_STR = pd.StringDtype(na_value=np.nan)  # what "str" means, without looking it up for each column


def once(write: Callable[..., str], *columns: Iterable[Any]) -> list[str]:
    """`write(…)` of every row of the columns: each distinct row is written once."""
    return list(map(cache(write), *columns))


def each(columns: Sequence[pd.Series], write: Callable[[Any], str], empty: str) -> list[pa.Array]:
    """`write(value)` of every cell, `empty` where nothing is: each distinct value of a column once.

    The texts of all columns are looked up in one go: with few rows it is the calls that take the time.
    """
    found: dict[int, pa.Array] = {}
    places: dict[int, Any] = {}
    texts: list[str] = []
    for number, column in enumerate(columns):
        array = column.array
        if write is str and isinstance(array.dtype, pd.StringDtype):
            given = _arrow(array).cast(pa.string())
            found[number] = given.fill_null(empty) if given.null_count else given
            continue
        coded = isinstance(array, pd.Categorical)
        codes, values = (array.codes, array.categories) if coded else array.factorize()
        own = [*map(write, np.asarray(values).tolist()), empty]  # −1, nothing, is the last
        places[number] = codes % np.int64(len(own)) + len(texts)
        texts += own
    if places:
        every = pa.array(texts, pa.string()).take(pa.array(np.concatenate([*places.values()])))
        for place, number in enumerate(places):
            size = len(columns[number])
            found[number] = every.slice(place * size, size)
    return [found[number] for number in range(len(columns))]


def texts(words: pd.Categorical[Any], names: Iterable[str] | None = None) -> ExtensionArray:
    """A list column as plain text, "" where nothing is given; `names`: other texts for its categories."""
    told = words.categories.tolist() if names is None else names
    return pd.array([*told, ""], dtype=_STR).take(words.codes)  # −1, nothing, reads the last


def moments(column: pd.Series) -> pa.Array:
    """A column of moments as `YYYY-MM-DDTHH:MM:SS`, null where none is."""
    seconds = _arrow(column.array).cast(pa.timestamp("s"))
    return pc.binary_replace_slice(seconds.cast(pa.string()), 10, 11, "T")


def is_moments(column: pd.Series) -> bool:
    """Whether a column holds moments."""
    return bool(pd.api.types.is_datetime64_any_dtype(column))


def _arrow(array: ExtensionArray) -> pa.Array:
    values = pa.array(array)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
