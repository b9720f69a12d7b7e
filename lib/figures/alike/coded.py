"""A list column as numbers: spellings of one name are one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.register.cells import name_key


def coded(column: pd.Series) -> tuple[Array, tuple[str, ...]]:
    """A code for each row (−1: not given), and the names by their codes, each as it is spelled first."""
    names: dict[str, str] = {}
    keys = [name_key(str(name)) for name in column.cat.categories]
    for key, name in zip(keys, column.cat.categories, strict=True):
        names.setdefault(key, str(name))
    places = {key: code for code, key in enumerate(names)}
    result: Array = np.array([*map(places.__getitem__, keys), -1], np.int64)[column.cat.codes.to_numpy()]
    return result, tuple(names.values())
