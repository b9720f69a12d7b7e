"""A column written as text at the cost of its distinct values, not of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray


def once(write: Callable[..., str], *columns: Iterable[Any]) -> list[str]:
    """`write(…)` of every row of the columns: each distinct row is written once."""
    return list(map(cache(write), *columns))


def each(column: pd.Series, write: Callable[[Any], str], empty: str) -> pa.Array:
    """`write(value)` of every cell, `empty` where nothing is: each distinct value is written once."""
    array = column.array
    if write is str and isinstance(array.dtype, pd.StringDtype):
        return _arrow(array).cast(pa.string()).fill_null(empty)
    coded = isinstance(array, pd.Categorical)
    codes, values = (array.codes, array.categories) if coded else array.factorize()
    texts = pa.array([*map(write, np.asarray(values).tolist()), empty], pa.string())
    return texts.take(pa.array(codes % np.int64(len(texts))))  # −1, nothing, reads the last


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
