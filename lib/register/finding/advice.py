"""What a table without «Реестр» is told: which tabs it has, which look like a register, how to go on."""

from __future__ import annotations

from collections.abc import Sequence

from lib.law.schema import CASES
from lib.register.cells import plain
from lib.register.finding.proposals import OWN, Proposed, propose, registers_like
from lib.register.layout import letters, quote
from lib.sources.tabs import Tab, Tabs

HOW_ON = (
    "Предложить столбцы: python -m lib columns ТАБЛИЦА или страница «Подключить таблицу»; сама таблица не"
    " меняется."
)
_MOST = 6  # tabs, or columns, that are named


def without_register(tabs: Tabs, listed: Sequence[str]) -> str:
    """The error of a table none of whose tabs can be read as a register; `listed`: those that should be."""
    every = (*tabs.tabs, *tabs.others)
    if listed:
        what = ", ".join(map(quote, listed[:_MOST]))
        fault = f"Ни один лист реестра ({what}) не прочитан: листа нет, или на нём нет «№» и «Выявлено»."
    else:
        fault = (
            f"В таблице нет листа «{CASES.title}». Тому, кто ведёт таблицу, нужно назвать так лист с"
            " сообщениями или перечислить листы в «Листы реестра»."
        )
    there = f"В таблице листы {_titles(every)}." if every else ""
    likely = [_likeness(found) for found in registers_like(tabs)[:2]]
    return " ".join(filter(None, (fault, there, *likely, HOW_ON)))


def nothing_found(tabs: Tabs) -> str:
    """The error of a table in which no tab looks like a register."""
    every = [tab for tab in (*tabs.tabs, *tabs.others) if tab.columns]
    return (
        f"Ни на одном листе не найдены столбцы, похожие на номер и время сообщения. Листы: {_titles(every)}."
        " Соответствие можно записать самому: строки Поле, Столбец, Время, Лист на листе «Столбцы»."
    )


def _titles(tabs: Sequence[Tab]) -> str:
    more = f" и ещё {len(tabs) - _MOST}" if len(tabs) > _MOST else ""
    return ", ".join(quote(tab.title) for tab in tabs[:_MOST]) + more


def _likeness(found: Proposed) -> str:
    columns = [
        f"«{item.title}» — столбец {letters(item.letters)} {quote(item.column)}"
        if item.sureness != OWN
        else f"«{item.title}»"
        for item in found.fields[:_MOST]
    ]
    return f"На реестр похож лист {quote(found.tab.title)}: {', '.join(columns)}."


def meant_column(tab: Tab, field: str) -> str:
    """«Похоже, «Выявлено» — это столбец B «Дата поступления».» where the tab has a likely one; else ""."""
    found = propose(tab)
    item = None if found is None else next((item for item in found.fields if item.field == field), None)
    if item is None or item.sureness == OWN:
        return ""
    return f"Похоже, «{item.title}» — это столбец {letters(item.letters)} {quote(plain(item.column))}."
