"""The rows of a frame as dicts."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """As `to_dict("records")` gives them (what a nullable column does not know stays NA), but quicker.

    Column by column: that one boxes cell by cell, and a page draws dozens of small frames.
    """
    names = list(table.columns)
    columns = (table[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
