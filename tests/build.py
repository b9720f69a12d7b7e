"""Registers for the tests, written as staff would type them: a dict per row, keys as in `lib.law.schema`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lib import sla
from lib.demo import register as demo
from lib.figures.facts import Facts, gather
from lib.law.schema import CALENDAR, CASES, JOURNAL, LISTS, NORMS, PHRASES, SETTINGS, TabSchema
from lib.register import Register, parse
from lib.sheets import read
from lib.sources.tabs import Tab, Tabs
from lib.template import workbook

Row = Mapping[str, Any]
NOW = "2026-11-23T12:00"  # a Monday


def tab(schema: TabSchema, rows: Iterable[Row], fields: Iterable[str] | None = None) -> Tab:
    """A tab of the given rows under one header row; `fields` limits its columns."""
    names = [column.field for column in schema.columns] if fields is None else list(fields)
    rows = list(rows)
    return Tab(
        schema.title,
        tuple([schema.column(name).title, *(row.get(name) for row in rows)] for name in names),
    )


def tabs(
    *rows: Row,
    journal: Iterable[Row] = (),
    settings: Mapping[str, Any] | None = None,
    norms: Iterable[Row] = (),
    calendar: Iterable[Row] = (),
    lists: Iterable[Row] = (),
    phrases: Iterable[Row] = (),
    fields: Iterable[str] | None = None,
) -> Tabs:
    """Raw tabs; each row has a topic and a place unless it says otherwise: nothing else is named."""
    rows = tuple({"topic": "Дороги", "location": "Вистино", **row} for row in rows)
    named = {"curator": "Куратор", "deputy": "Заместитель", **(settings or {})}
    titles = {"curator": "Куратор", "deputy": "Заместитель главы"}
    parameters = [{"name": titles.get(name, name), "value": value} for name, value in named.items()]
    parts = [tab(CASES, rows, fields), tab(SETTINGS, parameters)]
    others = {JOURNAL: journal, NORMS: norms, CALENDAR: calendar, LISTS: lists, PHRASES: phrases}
    for schema, content in others.items():
        if content:
            parts.append(tab(schema, content))
    return Tabs("Проверочный", tuple(parts))


def register(*rows: Row, **others: Any) -> Register:
    """The parsed register of `tabs(...)`."""
    return parse(tabs(*rows, **others))


def demonstration(cases: int) -> Tabs:
    """The demonstration as of `NOW`, written and read as the program does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        demo.write(path, datetime.fromisoformat(NOW), cases=cases)
        return read(path)


def blank() -> Tabs:
    """The empty template, as read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        workbook.write(path)
        return read(path)


def facts_of(found: Register, now: Any = NOW) -> Facts:
    """The facts of all cases of a register."""
    return gather(found, sla.assess(found, now), now)
