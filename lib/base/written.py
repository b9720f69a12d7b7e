"""A column written as text at the cost of its distinct values, not of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def once(write: Callable[..., str], *columns: Iterable[Any]) -> list[str]:
    """`write(…)` of every row of the columns: each distinct row is written once."""
    return list(map(cache(write), *columns))


def each(column: pd.Series, write: Callable[[Any], str], empty: str) -> pa.Array:
    """`write(value)` of every cell, `empty` where nothing is: each distinct value is written once."""
    values = _arrow(column)
    if write is str and pa.types.is_large_string(values.type):
        return values.cast(pa.string()).fill_null(empty)
    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    texts = [*map(write, coded.dictionary.to_pylist()), empty]
    return pa.array(texts, pa.string()).take(coded.indices.cast(pa.int32()).fill_null(len(texts) - 1))


def moments(column: pd.Series) -> pa.Array:
    """A column of moments as `YYYY-MM-DDTHH:MM:SS`, null where none is."""
    seconds = _arrow(column).cast(pa.timestamp("s"))
    return pc.binary_replace_slice(seconds.cast(pa.string()), 10, 11, "T")


def is_moments(column: pd.Series) -> bool:
    """Whether a column holds moments."""
    return bool(pd.api.types.is_datetime64_any_dtype(column))


def _arrow(column: pd.Series) -> pa.Array:
    values = pa.array(column)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
