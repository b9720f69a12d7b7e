"""What a person chose in place of a proposal: columns for fields, the lines they come to, what is understood.

Choices name columns by their headers, as the lines do. Nothing here judges a choice: lines that cannot hold
are named by the parser, as those of «Столбцы» are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lib.law.schema import CASES
from lib.register.cells import plain
from lib.register.finding.beneath import EXAMPLES, OWN, Proposal, below, proposal, with_clock
from lib.register.finding.headers import HEADER_ROWS, Header, Rules, find_header, header_key, row_texts
from lib.register.finding.proposals import FIELD_OF, Proposed, propose, proposed_lines
from lib.register.layout import letters
from lib.sources.lines import NONE, Line, is_none
from lib.sources.tabs import Tab

CHOSEN = "выбрано вами"  # as sure as a person is


@dataclass(frozen=True)
class Choice:
    """A column for a field, "" none; the column of its time of day, "" where that does not stand apart.

    tab: the one tab that it is for, "" all of them.
    """

    field: str
    column: str = ""
    time: str = ""
    tab: str = ""

    @property
    def title(self) -> str:
        """The field's title."""
        return CASES.column(self.field).title


def proposed_choices(found: Sequence[Proposed]) -> list[Choice]:
    """The choices that the proposals for these tabs come to, in the order of the contract."""
    lines = proposed_lines(found) if found else ()
    choices = {
        (field, line.tab): Choice(field, "" if line.none else line.column, line.time, line.tab)
        for line in lines
        for field in [FIELD_OF[header_key(line.field)]]
    }
    for item in (item for proposed in found for item in proposed.fields if item.sureness == OWN):
        choices.setdefault((item.field, ""), Choice(item.field, plain(item.column), plain(item.time)))
    order = {column.field: number for number, column in enumerate(CASES.known)}
    return sorted(choices.values(), key=lambda choice: order[choice.field])


def headings(tabs: Iterable[Tab], proposed: Sequence[Proposed] = ()) -> dict[str, str]:
    """The columns that may be chosen, header → letters, in the order of the tabs; of equal ones the first.

    `proposed`: what is proposed for these tabs, where the caller has it.
    """
    known = {id(each.tab): each.header for each in proposed}
    found: dict[str, tuple[str, str]] = {}
    for tab in tabs:
        header = known.get(id(tab)) or _header(tab)
        for index, name in enumerate(header.names if header else ()):
            if (key := header_key(name)) and not is_none(plain(name)):
                found.setdefault(key, (plain(name), letters(index)))
    return dict(found.values())


def _header(tab: Tab) -> Header | None:
    """The header that the proposals found, else the first rows' fullest."""
    found = propose(tab)
    if found is not None:
        return found.header
    grid = [row_texts(tab.columns, row) for row in range(HEADER_ROWS)]
    row = max(range(HEADER_ROWS), key=lambda row: sum(bool(plain(text)) for text in grid[row]))
    return Header(row, grid[row], (row,) * len(grid[row])) if any(map(plain, grid[row])) else None


def lines_of(choices: Iterable[Choice], headers: Iterable[str]) -> tuple[Line, ...]:
    """The lines of «Столбцы» that these choices come to; a column of the field's own header needs none.

    Those of one tab stand first, since the first line whose column is there counts. No column is a line too
    where one of that field's own header stands (`headers`), and for №.
    """
    there = {header_key(name) for name in headers}
    result = []
    for choice in sorted(choices, key=lambda choice: not choice.tab):
        own = header_key(choice.title)
        if choice.column:
            if header_key(choice.column) != own or choice.time or choice.tab:
                result.append(Line(choice.title, choice.column, choice.time, choice.tab))
        elif own in there or choice.field == "case":
            result.append(Line(choice.title, NONE, "", choice.tab))
    return tuple(result)


def understood(tab: Tab, lines: Sequence[Line], *, since_1904: bool = False) -> dict[str, Proposal]:
    """By field: the column that the parser takes by these lines, and what it can read of it.

    {} where the tab has no header by them.
    """
    key = header_key(tab.title)
    rules = Rules.of(CASES, [line for line in lines if header_key(line.tab) in ("", key)])
    found = find_header(tab.columns, rules)
    if found is None:
        return {}
    header, placed = found
    columns = below(tab, header, since_1904=since_1904)
    result = {}
    for field, index in placed.places.items():
        item = proposal(field, columns[index], CHOSEN)
        clock = placed.clocks.get(field)
        result[field] = item if clock is None else with_clock(item, columns[index], columns[clock])
    return result


def together(parts: Sequence[Proposal]) -> Proposal | None:
    """What is understood of one field on several tabs as one; None of none."""
    if not parts:
        return None
    examples = [example for part in parts for example in part.examples]
    return replace(
        parts[0],
        filled=sum(part.filled for part in parts),
        readable=sum(part.readable for part in parts),
        examples=tuple(examples[:EXAMPLES]),
    )
