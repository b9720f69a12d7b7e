"""A table that a visitor connects: its raw tabs and his choices, for one visit; nothing of it is written.

Lives in his session alone, like the file of `visit`. What follows from the choices is computed once for each
set of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lib import sheets
from lib.base.clock import wall_clock
from lib.base.errors import OtklikError
from lib.law.schema import CASES, COLUMNS
from lib.lists import own_table
from lib.register import parse
from lib.register.finding.beneath import Proposal
from lib.register.finding.chosen import Choice, headings, lines_of, proposed_choices, together, understood
from lib.register.finding.headers import header_key
from lib.register.finding.proposals import Proposed, proposed_lines, registers_like
from lib.sources.config import Config
from lib.sources.lines import Line
from lib.sources.tabs import Tab, Tabs
from lib.sources.titles import ALL
from lib.web.shell import visit
from lib.web.shell.store import Visit

_TABLE = "own_table"
_serial = count(1)


@dataclass
class OwnTable:
    """The table and what was chosen for it.

    titles: its tabs with messages. headings: the columns that may be chosen, header → letters. choices: by
    field and tab ("" all of them). number, round: of the table and of the fields on the page, which begin
    anew where other tabs are chosen. file: it was brought as a file.
    """

    name: str
    tabs: Tabs
    file: bool
    titles: tuple[str, ...] = ()
    choices: dict[tuple[str, str], Choice] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_serial))
    round: int = 0
    headings: dict[str, str] = field(default_factory=dict)
    _found: list[Proposed] = field(default_factory=list)
    _tried: tuple[object, Visit | str] | None = None
    _understood: tuple[object, dict[str, dict[str, Proposal]]] | None = None

    def __post_init__(self) -> None:
        found = registers_like(self.tabs)
        lines = proposed_lines(found) if found else ()
        self.choose(own_table.without_summaries(self.mapped, found, lines) or self._largest())

    def _largest(self) -> list[str]:
        """The tab with most cells, where none looks like a register: somebody knows better."""
        sizes = {tab.title: sum(map(len, tab.columns)) for tab in self.tabs.tabs if tab.columns}
        return [max(sizes, key=lambda title: sizes[title])] if sizes else []

    @property
    def mapped(self) -> Tabs:
        """The table without a «Столбцы» of its own: the choices stand in place of it."""
        key = header_key(COLUMNS.title)
        return replace(self.tabs, tabs=tuple(tab for tab in self.tabs.tabs if header_key(tab.title) != key))

    @property
    def has_lines(self) -> bool:
        """Whether it has a «Столбцы» already."""
        return len(self.mapped.tabs) < len(self.tabs.tabs)

    @property
    def is_csv(self) -> bool:
        """Whether it is a table as text, which no register is read from."""
        return self.file and own_table.is_text(self.name)

    @property
    def chosen(self) -> list[Tab]:
        """The tabs with messages."""
        by_title: dict[str, Tab] = {}
        for tab in self.tabs.tabs:
            by_title.setdefault(tab.title, tab)
        return [by_title[title] for title in self.titles]

    @property
    def listed(self) -> str:
        """The tabs with messages as «Листы реестра» lists them; "" where «Реестр» alone is meant."""
        plain = [header_key(title) for title in self.titles] == [header_key(CASES.title)]
        return (
            "" if plain and not self.is_csv else own_table.listed(self.name if self.file else "", self.titles)
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that the choices come to."""
        return lines_of(self.choices.values(), self.headings)

    @property
    def recognised(self) -> bool:
        """Whether any of the tabs looks like a register."""
        return bool(self._found)

    @property
    def personal(self) -> list[str]:
        """Headers that speak of people."""
        return list(dict.fromkeys(name for found in self._found for name in found.personal))

    def choose(self, titles: Iterable[str]) -> None:
        """Take these tabs, and for them what is proposed."""
        self.titles = tuple(titles)
        tabs = self.chosen
        proposed = registers_like(replace(self.tabs, tabs=tuple(tabs), others=()))
        self._found, self.headings = proposed, headings(tabs, proposed)
        self.choices = {(choice.field, choice.tab): choice for choice in proposed_choices(proposed)}
        if not any(name == "case" for name, _ in self.choices):
            self.choices["case", ""] = Choice("case")  # until somebody says otherwise it has none
        self.round = next(_serial)

    def sureness(self, choice: Choice) -> str:
        """How sure the proposal is that the choice stands for; "" where a person chose otherwise."""
        for found in self._found:
            for item in found.fields:
                same = (header_key(item.column), header_key(item.time)) == (
                    header_key(choice.column),
                    header_key(choice.time),
                )
                if item.field == choice.field and same and choice.tab in ("", found.tab.title):
                    return item.sureness
        return ""

    def understood(self, field: str, tab: str = "") -> Proposal | None:
        """What the parser makes of the column of that field, on one tab or on all."""
        state = (self.lines, self.titles)
        if self._understood is None or self._understood[0] != state:
            parts = [understood(each, self.lines, since_1904=self.tabs.since_1904) for each in self.chosen]
            self._understood = state, dict(zip(self.titles, parts, strict=True))
        known = self._understood[1]
        own = {choice.tab for choice in self.choices.values() if choice.field == field and choice.tab}
        titles = [tab] if tab else [title for title in self.titles if title not in own]
        return together([known[title][field] for title in titles if field in known.get(title, {})])

    def tried(self) -> Visit | str:
        """The register as these choices make it, or why there is none."""
        state = (self.lines, self.listed)
        if self._tried is None or self._tried[0] != state:
            self._tried = state, self._try()
        return self._tried[1]

    def _try(self) -> Visit | str:
        if not self.titles:
            return "Выберите хотя бы один лист с сообщениями."
        try:
            return Visit(self.name, parse(self.mapped, self.lines, self.listed, wall_clock))
        except OtklikError as error:
            return str(error)


def current() -> OwnTable | None:
    """The table that this visitor has brought, if any."""
    table: OwnTable | None = st.session_state.get(_TABLE)
    return table


def drop() -> None:
    """Let go of it."""
    st.session_state[_TABLE] = None


def bring(brought: UploadedFile) -> str:
    """Read a file, of which nothing is kept but the session's own copy of its cells; "" or why not."""
    try:
        tabs = visit.read(brought, ALL)
        st.session_state[_TABLE] = OwnTable(brought.name, tabs, file=True)
    except OtklikError as error:
        return str(error)
    return ""


def configured(settings: Config) -> str:
    """Read the spreadsheet that is configured, this year's where there are several; "" or why not."""
    own = replace(settings, sheets=settings.sheets[:1], files=settings.files[:1], tabs=ALL)
    try:
        tabs = sheets.source(own).read()[0]
        st.session_state[_TABLE] = OwnTable(tabs.title, tabs, file=False)
    except OtklikError as error:
        return str(error)
    return ""
