"""Where raw tabs come from: a Google Sheet or a local .xlsx, both in the same shape for the parser.

Nothing above this floor knows Google or files. The parts: `lib.workbook` reads .xlsx, `lib.google` speaks
to the Sheets API, `lib.feed` keeps the last good copy, `lib.config` says which source it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from lib import schema
from lib.titles import wanted
from lib.tabs import Tabs
from lib.workbook import read_workbook as _read_workbook

TITLES = tuple(tab.title for tab in schema.TABS)  # what is asked of a source; staff's own tabs are not
_IS_WANTED = wanted(TITLES)


def read(source: str | os.PathLike[str]) -> Tabs:
    """The register's raw tabs from a path of an .xlsx."""
    return _read_workbook(source, _IS_WANTED, Path(source).stem)


def read_workbook(data: bytes, name: str = "файл") -> Tabs:
    """The register's raw tabs from the bytes of an uploaded .xlsx; nothing is kept of it."""
    return _read_workbook(data, _IS_WANTED, name)
