"""`columns`: how somebody's own table most likely maps to the register, as lines of «Столбцы»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.cli.output import say, write_all
from lib.cli.usage import DONE, Group, Options, argument

if TYPE_CHECKING:
    from lib.register.finding.beneath import Proposal
    from lib.register.finding.proposals import Proposed
    from lib.sources.tabs import Tabs

GROUP = Group()


@GROUP.command(
    "columns",
    "предложить, какой столбец своей таблицы чему соответствует",
    argument("table", metavar="ТАБЛИЦА", help="файл .xlsx, .ods или .csv, адрес или id таблицы Google"),
    argument("--tab", metavar="ЛИСТ", default="", help="только этот лист"),
)
def columns(options: Options) -> int:
    """The lines on standard output; what was understood of each column on standard error."""
    from dataclasses import replace

    from lib.base.errors import UsageError
    from lib.lists.own_table import listed, without_summaries
    from lib.register.finding import advice
    from lib.register.finding.headers import header_key
    from lib.register.finding.proposals import proposed_lines, registers_like

    tabs = _read(options.table)
    if options.tab:
        asked = header_key(options.tab)
        own = tuple(tab for tab in tabs.tabs if header_key(tab.title) == asked)
        if not own:
            titles = ", ".join(f"«{tab.title}»" for tab in tabs.tabs)
            raise UsageError(f"Листа «{options.tab}» в таблице нет. Листы: {titles}.")
        tabs = replace(tabs, tabs=own, others=())
    found = registers_like(tabs)
    if not found:
        raise UsageError(advice.nothing_found(tabs))
    lines = proposed_lines(found)
    for number, proposed in enumerate(found):
        if number and proposed.lines == found[0].lines:
            say(f"Лист «{proposed.tab.title}»: столбцы те же")
        else:
            _tell(proposed)
    say(f"Листы реестра\t{listed(options.table, without_summaries(tabs, found, lines))}")
    write_all([f"{line.text}\n".encode() for line in lines])
    return DONE


def _read(table: str) -> Tabs:
    import os
    from pathlib import Path

    from lib import sheets

    if os.path.isfile(table) or Path(table).suffix.lower() in (".xlsx", ".xlsm", ".ods", ".csv", ".xls"):
        return sheets.read_table(Path(table))
    return sheets.read(table, tabs="все")


def _tell(proposed: Proposed) -> None:
    """What was understood of a tab, on standard error."""
    say(f"Лист «{proposed.tab.title}», строк под заголовком: {proposed.rows}")
    for item in proposed.fields:
        say(f"  {_said(item)}")
    if proposed.unnumbered:
        say("  №: своего столбца нет, сообщения будут названы по строкам")
    if proposed.personal:
        names = ", ".join(f"«{name}»" for name in proposed.personal)
        say(f"  Похоже на персональные данные, программе не нужны: {names}")


def _said(item: Proposal) -> str:
    from lib.register.cells import plain
    from lib.register.finding.beneath import OWN

    time = f" и «{plain(item.time)}»" if item.time else ""
    sure = "такой столбец уже есть" if item.sureness == OWN else item.sureness
    example = f", например «{item.examples[0]}»" if item.examples else ""
    return (
        f"{item.title} — «{plain(item.column)}»{time} ({sure}): заполнено {item.filled},"
        f" понято {item.readable}{example}"
    )
