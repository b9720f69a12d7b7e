"""What the register check found, grouped by what to mend, one line a value («Проверка реестра»).

Pure functions of the problems of `lib.duties.check`; each cell comes with its address in the Google Sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lib.base.plaintext import plain, short
from lib.duties.advice import HINT, long_ahead
from lib.duties.check import ERROR, SOURCE, WARNING
from lib.duties.instead import instead, positions, sources, spans
from lib.duties.timeline import Array
from lib.law.schema import CASES, READ_TABS
from lib.lists.mending.groups import CLOCK_WORDS, FIRST, GROUPS, REST
from lib.lists.pointers import card_addresses, cell_link, one_book, shown_tab
from lib.register import Place, Register
from lib.register.cells import name_key
from lib.register.layout import quote
from lib.words.words import CELL, several

LONGEST_VALUE = 120  # characters of a cell as typed; the sheet holds the rest
MOST_CELLS = 60  # cells of a line with an address of their own
MOST_RUNS = 6  # «J3–J62» of a line


@dataclass(frozen=True)
class Line:
    """One thing to do: cells with the same value and the same trouble, of one level.

    level: ERROR, WARNING or HINT. value: as typed, "" for empty cells. where: all of them in short
    («60 ячеек: J3–J62 («Исполнитель»)»). count: how many there are; cells: the first MOST_CELLS of them, with
    Где, Ячейка, Ссылка (address or None), №, Карточка (address or None).
    """

    level: str
    value: str
    instead: str
    todo: str
    where: str
    count: int
    cells: pd.DataFrame


@dataclass(frozen=True)
class Group:
    """Lines with one kind of trouble, errors first; `hint`: it only looks so, and touches no figure."""

    title: str
    effect: str
    lines: tuple[Line, ...]
    hint: bool = False

    @property
    def count(self) -> int:
        """Cells in all."""
        return sum(line.count for line in self.lines)


@dataclass(frozen=True)
class Verdict:
    """What there is to do, and how many cells it is about: mend, look: lines with errors, with warnings.

    errors, warnings: cells; cases: in how many messages.
    """

    mend: int
    look: int
    errors: int
    warnings: int
    cases: int


def verdict(register: Register, problems: pd.DataFrame, found: Sequence[Group]) -> Verdict:
    """Count what `check.problems` found, and the lines that `sorted_out` made of it."""
    errors = int((problems["level"] == ERROR).sum())
    cases = len(set(positions(register, problems).tolist()) - {-1})
    lines = [line.level for group in found for line in group.lines]
    return Verdict(lines.count(ERROR), lines.count(WARNING), errors, len(problems) - errors, cases)


def sorted_out(register: Register, problems: pd.DataFrame, hints: pd.DataFrame, now: Any) -> list[Group]:
    """`groups` of the problems and of what only looks wrong; times typed long in advance apart.

    A step left out is not told again where its empty cell is a problem already.
    """
    cell = ["tab", "cell", *({SOURCE} & set(problems))]
    named = pd.MultiIndex.from_frame(hints[cell]).isin(pd.MultiIndex.from_frame(problems[cell]))
    hints = hints[~(named & (hints["kind"] == "skipped").to_numpy())]
    ahead = long_ahead(problems, now)
    problems = problems.assign(kind=problems["kind"].mask(ahead, "long_ahead"))
    return groups(register, pd.concat([problems, hints[list(problems)]], ignore_index=True))


def groups(register: Register, problems: pd.DataFrame) -> list[Group]:
    """The problems by what to mend; nothing is left out: an unknown kind stands under «Прочее».

    First what was misread and changes a term, then the groups with errors, then the rest, hints last.
    """
    known = {kind: number for number, (_, _, kinds) in enumerate(GROUPS) for kind in kinds}
    number = _kinds(register, problems).map(known).fillna(len(GROUPS)).astype("int64").to_numpy()
    lines = _lines(register, problems, number)
    result = []
    for group, own in lines.items():
        title, effect = GROUPS[group][:2] if group < len(GROUPS) else REST
        ordered = sorted(own, key=lambda line: (line.level != ERROR, -line.count))
        hint = all(line.level == HINT for line in ordered)
        rank = 0 if not group else 1 if ordered[0].level == ERROR else 2 if not hint else 3
        result.append((rank, group, Group(title, effect, tuple(ordered), hint)))
    return [group for *_, group in sorted(result, key=lambda item: item[:2])]


def misread(register: Register, problems: pd.DataFrame, at: int) -> tuple[str, ...]:
    """What of the case at that position was not read, or read otherwise than it is written: where, and what
    it means, a sentence each.
    """
    row, case = register.cases["row"].iloc[at], register.cases["case"].iloc[at]
    near = (problems["case"] == case) | problems["cell"].str.endswith(str(row))
    found = problems[near.to_numpy()]
    found = found[_kinds(register, found).isin(FIRST) | (found["level"] == ERROR)]
    found = found[positions(register, found) == at]
    return tuple(
        f"{where}: {plain(told)}"
        for where, told in zip(_where(register, found), found["message"], strict=True)
    )


def _kinds(register: Register, problems: pd.DataFrame) -> pd.Series:
    """The kinds of the problems; a word that decides a term is told from one that does not."""
    words = problems["kind"].isin(("taken_word", "unknown_word")).to_numpy()
    fields = [_headers(place, titles=False) for place in register.places]
    at = sources(register, problems)
    clock = [
        bool(word) and fields[number].get((tab, _letter(cell)), "") in CLOCK_WORDS
        for word, number, tab, cell in zip(words, at, problems["tab"], problems["cell"], strict=True)
    ]
    return problems["kind"].mask(np.array(clock, bool), "clock_word")


def _lines(register: Register, found: pd.DataFrame, number: Array) -> dict[int, list[Line]]:
    """The problems by group, those of one value and one cure in one line."""
    same: dict[tuple[Any, ...], list[int]] = {}
    title = found[SOURCE] if register.archives else [""] * len(found)
    own = zip(
        number.tolist(), title, *(found[name].tolist() for name in ("tab", "level", "kind")), strict=True
    )
    told = zip(found["value"].tolist(), found["message"].tolist(), strict=True)
    for place, (key, (value, message)) in enumerate(zip(own, told, strict=True)):
        cure = message.replace(quote(value), "") if value else message
        same.setdefault((*key, name_key(value), cure), []).append(place)
    first = [places[0] for places in same.values()]
    shown = [place for places in same.values() for place in places[:MOST_CELLS]]
    cells = _cells(register, found.iloc[shown])
    proposed, cures = instead(register, found.iloc[first]), map(plain, found["message"].iloc[first])
    result: dict[int, list[Line]] = {}
    start = 0
    for (group, *_), places, meant, cure in zip(same, same.values(), proposed, cures, strict=True):
        head = found.iloc[places[0]]
        size = min(len(places), MOST_CELLS)
        line = Line(
            level=head["level"],
            value=short(head["value"], LONGEST_VALUE),
            instead=plain(meant),
            todo=cure.strip(),
            where=_summed(register, found.iloc[places]),
            count=len(places),
            cells=cells.iloc[start : start + size].reset_index(drop=True),
        )
        result.setdefault(group, []).append(line)
        start += size
    return result


def _summed(register: Register, found: pd.DataFrame) -> str:
    """«60 ячеек: J3–J62 («Исполнитель»)»; of a single cell where it is."""
    if len(found) == 1:
        return _where(register, found)[0]
    head = found.iloc[0]
    place = register.places[sources(register, found.iloc[:1])[0]]
    alone = not register.archives and head["tab"] == CASES.title
    tab = "" if alone else f"{plain(shown_tab(place, head['tab']))}, "
    source = "" if one_book(register) else f"{plain(place.book)}: "
    cells = found["cell"].tolist()
    told = spans(cells)
    runs = ", ".join(told[:MOST_RUNS]) + (f" и ещё {len(told) - MOST_RUNS}" if len(told) > MOST_RUNS else "")
    titles = _headers(place)
    headers = dict.fromkeys(
        titles.get((head["tab"], letter), "") for letter in dict.fromkeys(map(_letter, cells))
    )
    named = ", ".join(f"«{name}»" for name in headers if name)
    return f"{several(len(found), CELL)}: {source}{tab}{runs}" + (f" ({named})" if named else "")


def _where(register: Register, found: pd.DataFrame) -> list[str]:
    """«Реестр, C5 («Источник»)», and before it the spreadsheet's title where there are several."""
    headers = [_headers(place) for place in register.places]
    result = []
    for number, tab, cell in zip(sources(register, found), found["tab"], found["cell"], strict=True):
        own = register.places[number]
        title = "" if one_book(register) else plain(own.book)
        header = headers[number].get((tab, _letter(cell)), "")
        shown = plain(shown_tab(own, tab))
        place = f"{shown}, {cell}" if cell else shown
        place += f" («{header}»)" if header else ""
        result.append(f"{title}: {place}" if title else place)
    return result


def _letter(cell: str) -> str:
    return cell.rstrip("0123456789")


def _headers(place: Place, *, titles: bool = True) -> dict[tuple[str, str], str]:
    """The titles of a spreadsheet's columns by tab and letter; or their fields."""
    told = {(tab.title, column.field): column.title for tab in READ_TABS for column in tab.known}
    ours = {
        (tab, letter): told[tab, field] if titles else field for (tab, field), letter in place.columns.items()
    }
    own = {(CASES.title, letter): plain(name) for letter, name in place.headers.items()}
    return {**ours, **own} if titles else ours


def _cells(register: Register, found: pd.DataFrame) -> pd.DataFrame:
    """Of each problem: Где, Ячейка, Ссылка, №, Карточка."""
    at, cases = sources(register, found), positions(register, found)
    cards = np.full(len(found), None, object)
    cards[cases >= 0] = card_addresses(register, cases[cases >= 0])
    links = [
        cell_link(register, tab, cell, number)
        for tab, cell, number in zip(found["tab"], found["cell"], at, strict=True)
    ]
    return pd.DataFrame(
        {
            "Где": _where(register, found),
            "Ячейка": found["cell"].to_list(),
            "Ссылка": pd.Series(links, dtype=object),
            "№": [plain(case) for case in found["case"]],
            "Карточка": pd.Series(cards, dtype=object),  # stays None where there is none
        }
    )
