"""Tables on standard output: CSV and JSON as commands.md writes them.

Written by columns and in pieces: every distinct value is written once and taken wherever it stands, the
columns are joined to lines at one go. By cells, output was half of a command's time and most of its memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.base import written

PIECE = 50_000  # rows: some megabytes of text at a time


@dataclass(frozen=True)
class _Style:
    """How a value of each kind is written; `mark` stands around a moment."""

    text: Callable[[str], str]
    limit: Callable[[float], str]
    minutes: Callable[[float], str]
    mark: str
    empty: str


def as_csv(rows: pd.DataFrame) -> Iterator[pa.Buffer]:
    """A table with its heads: ISO times, shortest numbers, two decimals, true/false, or nothing."""
    names = [str(name) for name in rows]
    yield pa.py_buffer((",".join(names) + "\n").encode())
    around = ["", *[","] * (len(names) - 1), "\n"]
    for piece in _pieces(rows):
        yield _joined(_lines(piece, _CSV, around), "")


def as_json(rows: pd.DataFrame) -> Iterator[pa.Buffer]:
    """The same as an array of objects with numbers, true/false, and null where nothing is."""
    before = " {\n"
    around = []
    for name in rows:
        around.append(f'{before}  "{name}": ')
        before = ",\n"
    around.append("\n }")
    start = b"[\n"
    for piece in _pieces(rows):
        yield pa.py_buffer(start)
        yield _joined(_lines(piece, _JSON, around), ",\n")
        start = b",\n"
    yield pa.py_buffer(b"\n]\n" if len(rows) else b"[]\n")


def _pieces(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(rows), PIECE):
        yield rows.iloc[start : start + PIECE]


def _lines(rows: pd.DataFrame, style: _Style, around: Sequence[str]) -> pa.Array:
    """A line for each row: the columns, and what stands before, between and after them."""
    parts: list[Any] = [around[0]]
    for (name, column), after in zip(rows.items(), around[1:], strict=True):
        parts += [_column(str(name), column, style), after]
    return pc.binary_join_element_wise(*parts, "")


def _joined(lines: pa.Array, between: str) -> pa.Buffer:
    return pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), between)[0].as_buffer()


def _column(name: str, column: pd.Series, style: _Style) -> pa.Array:
    if written.is_moments(column):
        stamps = pc.binary_join_element_wise(style.mark, written.moments(column), style.mark, "")
        return stamps.fill_null(style.empty)
    write: Callable[[Any], str] = style.text
    if name == "limit":
        write = style.limit
    elif pd.api.types.is_float_dtype(column):
        write = style.minutes
    elif pd.api.types.is_bool_dtype(column):
        write = _flag
    return written.each([column], write, style.empty)[0]


def _flag(flag: bool) -> str:
    return "true" if flag else "false"


_QUOTED = re.compile('[,"\r\n]')


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _shortest(number: float) -> str:
    return str(np.format_float_positional(number, trim="-"))


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


_CSV = _Style(_quoted, _shortest, "{:.2f}".format, "", "")
_JSON = _Style(
    json.JSONEncoder(ensure_ascii=False).encode,
    _number,
    lambda minutes: repr(round(minutes, 2)),
    '"',
    "null",
)
