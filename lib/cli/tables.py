"""Tables on standard output: CSV and JSON as commands.md writes them."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pandas as pd

from lib.cli.output import write

_STAMP = "%Y-%m-%dT%H:%M:%S"


def as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Obligations as commands.md writes them: ISO times, shortest numbers, two decimals, true/false."""
    text = rows.copy()
    for name in ("opened", "due", "closed"):
        text[name] = rows[name].dt.strftime(_STAMP)
    text["inferred"] = np.where(rows["inferred"], "true", "false")
    text["limit"] = [_shortest(limit) for limit in rows["limit"]]
    for name in ("spent", "late"):
        text[name] = [f"{minutes:.2f}" for minutes in rows[name]]
    return text


def _shortest(number: float) -> str:
    return "" if np.isnan(number) else np.format_float_positional(number, trim="-")


def print_json(rows: pd.DataFrame) -> None:
    """Obligations as an array of objects, null for empty."""
    records = as_text(rows).astype(object).where(lambda cell: cell.notna(), None).to_dict("records")
    for record, inferred, limit, spent, late in zip(
        records, rows["inferred"], rows["limit"], rows["spent"], rows["late"], strict=True
    ):
        record["inferred"] = bool(inferred)
        record["limit"] = None if np.isnan(limit) else int(limit) if limit == int(limit) else float(limit)
        record["spent"], record["late"] = round(float(spent), 2), round(float(late), 2)
    write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def print_csv(rows: pd.DataFrame) -> None:
    """A table with its heads, nothing where nothing is."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(rows.astype(object).where(lambda cell: cell.notna(), "").itertuples(index=False))
    write(table.getvalue())
