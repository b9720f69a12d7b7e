"""The layout of the register: every tab and column, written once.

The parser, the template, the demonstration, the check and the guide all read it from here.
A `Column.field` is the name of the value in the typed frames of `lib.register`.
"""

from __future__ import annotations

from lib.law.schema.cases import ANSWER, APPROVAL, CASES, EVENT_FIELDS, EXTRA, MESSAGE, STAGE_OF, WORK
from lib.law.schema.columns import LEAST_AMOUNT, MOST_AMOUNT, Cell, Column, TabSchema
from lib.law.schema.parameters import PARAMETERS, WEEKDAYS, Parameter
from lib.law.schema.tabs import CALENDAR, COLUMNS, JOURNAL, LISTS, NORMS, PHRASES, SETTINGS

# What the template lays.
TABS: tuple[TabSchema, ...] = (CASES, JOURNAL, LISTS, SETTINGS, NORMS, CALENDAR, PHRASES)
READ_TABS: tuple[TabSchema, ...] = (*TABS, COLUMNS)
MEMO_TITLE = "Памятка"  # how to keep the register; for people only
EDITS_TITLE = "Правки"  # kept by the sheet's own script; the engine never reads it

__all__ = [
    "ANSWER",
    "APPROVAL",
    "CALENDAR",
    "CASES",
    "COLUMNS",
    "EDITS_TITLE",
    "EVENT_FIELDS",
    "EXTRA",
    "JOURNAL",
    "LEAST_AMOUNT",
    "LISTS",
    "MEMO_TITLE",
    "MESSAGE",
    "MOST_AMOUNT",
    "NORMS",
    "PARAMETERS",
    "PHRASES",
    "READ_TABS",
    "SETTINGS",
    "STAGE_OF",
    "TABS",
    "WEEKDAYS",
    "WORK",
    "Cell",
    "Column",
    "Parameter",
    "TabSchema",
]
