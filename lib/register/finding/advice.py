"""What a table without «Реестр» is told: which tabs it has, which look like a register, how to go on."""

from __future__ import annotations

from collections.abc import Sequence

from lib.law.schema import CASES
from lib.register.cells import plain
from lib.register.finding.beneath import OWN
from lib.register.finding.proposals import (
    ENOUGH_FIELDS,
    Proposed,
    first_header,
    is_ours,
    propose,
    registers_like,
)
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


def instead_of_register(tabs: Sequence[Tab]) -> str:
    """Why no «Реестр» is laid beside these tabs: real data stand on one of them; "" where on none."""
    own = (tab for tab in tabs if not is_ours(tab.title))
    for tab in own:
        found = propose(tab)
        if found is not None and len(found.fields) >= ENOUGH_FIELDS:
            return (
                f"Ничего не добавлено. {_likeness(found)} Новый «{CASES.title}» рядом с ним остался бы"
                f" пустым. Назовите этот лист «{CASES.title}» или читайте его как есть. {HOW_ON}"
            )
    return ""


def looks_kept(tabs: Tabs) -> bool:
    """Whether somebody keeps a table here: some tab that is none of ours, or a «Реестр», has a header."""
    own = (tab for tab in (*tabs.tabs, *tabs.others) if not is_ours(tab.title))
    return any(first_header(tab) is not None for tab in own)


def twins(tab: Tab) -> dict[str, tuple[str, str]]:
    """By field, letters and header of the column that most likely holds it under another name."""
    found = propose(tab)
    return {
        item.field: (letters(item.letters), item.column)
        for item in (() if found is None else found.fields)
        if item.sureness != OWN
    }


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


def seen_headers(tab: Tab) -> str:
    """«В строке 3 стоят заголовки «№», «Тема» и ещё 4.»: what most likely is the header; "" where none is."""
    found = propose(tab)
    header = found.header if found is not None else first_header(tab)
    if header is None:
        return ""
    names = [quote(name) for name in header.names if plain(name)]
    more = f" и ещё {len(names) - _MOST}" if len(names) > _MOST else ""
    return f"В строке {header.bottom + 1} стоят заголовки {', '.join(names[:_MOST])}{more}."


def meant_column(tab: Tab, field: str) -> str:
    """«Похоже, «Выявлено» — это столбец B «Дата поступления».» where the tab has a likely one; else ""."""
    near = twins(tab).get(field)
    title = CASES.column(field).title
    return f"Похоже, «{title}» — это столбец {near[0]} {quote(plain(near[1]))}." if near else ""
