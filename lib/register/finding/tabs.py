"""Which tabs are the register's: its own by title, those with messages as «Листы реестра» says.

What is not read is told: a tab that looks like the register's is named, and a table without «Реестр» says
which of its tabs might be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from lib.base.errors import RegisterError
from lib.law.schema import CASES, EDITS_TITLE, MEMO_TITLE, READ_TABS, TabSchema
from lib.register.cells import plain
from lib.register.decode import decode
from lib.register.finding import advice
from lib.register.finding.headers import HEADER_ROWS, Rules, best_row, find_header, header_key
from lib.register.finding.mapping import Mapping
from lib.register.layout import Problems, Sheet, letters, quote
from lib.sources.tabs import RawColumn, Tab, Tabs

EVERY = "все"
_OURS = {header_key(schema.title): schema for schema in READ_TABS}
_REGISTER = header_key(CASES.title)
_KNOWN = frozenset((*_OURS, *map(header_key, (MEMO_TITLE, EDITS_TITLE))))  # no register in any of them
_ENOUGH = 3  # headers of «Реестр» by which a tab looks like one
_SLIPS = 2  # letters by which a title may differ from one of ours and yet be meant for it


@dataclass(frozen=True)
class Chosen:
    """The register's tabs as somebody listed them; none: «Реестр». `row`: of the setting, 0: elsewhere."""

    titles: tuple[str, ...] = ()
    row: int = 0

    @classmethod
    def of(cls, text: str, row: int = 0) -> Chosen:
        """From titles separated by «;»."""
        return cls(tuple(filter(None, (plain(title) for title in text.split(";")))), row)

    @property
    def text(self) -> str:
        """The list as one types it."""
        return "; ".join(self.titles)

    @property
    def all(self) -> bool:
        """Whether every tab with the key columns is meant."""
        return [header_key(title) for title in self.titles] == [EVERY]


def find(tabs: Tabs, problems: Problems) -> dict[str, Sheet]:
    """The tabs of the contract that are there and stand by themselves, by title: all but «Реестр»."""
    sheets: dict[str, Sheet] = {}
    for schema, tab in _ours(tabs, problems):
        if schema is not CASES and (sheet := read_header(tab, Rules(schema), problems)):
            sheets[schema.title] = replace(sheet, since_1904=tabs.since_1904)
    return sheets


def _ours(tabs: Tabs, problems: Problems) -> list[tuple[TabSchema, Tab]]:
    """The tabs that bear a title of the contract; one that is there twice is named, the first counts."""
    seen: dict[str, Tab] = {}
    found = []
    for tab in tabs.tabs:
        schema = _OURS.get(header_key(tab.title))
        if schema is None:
            continue
        if schema.title in seen:
            message = (
                f"Лист «{schema.title}» встречается дважды: читается только первый. Переименуйте второй "
                "или перенесите его строки в первый."
            )
            problems.add(schema.title, 0, [0], "doubled_tab", message, value=[tab.title])
            continue
        seen[schema.title] = tab
        found.append((schema, tab))
    return found


def locate(schema: TabSchema, tab: Tab) -> Sheet | None:
    """The tab with its header found, of a doubled column the first; None where there is no header."""
    found = find_header(tab.columns, Rules(schema))
    return None if found is None else Sheet.of(schema, tab, found)


def read_header(tab: Tab, rules: Rules, problems: Problems) -> Sheet | None:
    """The tab with its header found, doubled columns named; None, named, where there is no header."""
    found = find_header(tab.columns, rules)
    if found is None:
        if _has_content(tab):
            own = rules.schema is CASES
            cure = f"Опишите его столбцы. {advice.HOW_ON}" if own else "Исправьте заголовки."
            message = f"Лист не читается. {_no_header(tab, rules)} {cure}"
            problems.add(_named(tab, rules.schema), 0, [0], "no_header", [message], value=[tab.title])
        return None
    sheet = Sheet.of(rules.schema, tab, found)
    _name_doubled(sheet, problems)
    return sheet


def _named(tab: Tab, schema: TabSchema) -> str:
    """A tab's title in a problem: the contract's, of an office's own tab its own."""
    return schema.title if header_key(tab.title) == header_key(schema.title) else tab.title


def _name_doubled(sheet: Sheet, problems: Problems) -> None:
    """Name the further columns of a header that serves a field: the first counts."""
    held = {*sheet.places.values(), *sheet.clocks.values()}
    for at in sheet.head.places().values():
        if len(at) == 1:
            continue
        first = next((index for index in at if index in held), None)
        if first is None:
            continue
        name = next((name for name, index in sheet.places.items() if index == first), "")
        title = sheet.head.names[first].strip() if not name else _title(sheet, name, first)
        message = (
            f"Столбец {quote(title)} встречается дважды: читается только столбец {letters(first)}. "
            "Переименуйте или удалите этот."
        )
        for index in at:
            if index not in held:
                row = sheet.head.rows[index] + 1
                problems.add(sheet, index, [row], "doubled_column", [message], value=[title])


def _title(sheet: Sheet, name: str, index: int) -> str:
    """A column's title: the contract's, or the office's own."""
    own, ours = sheet.head.names[index], sheet.schema.column(name).title
    return ours if header_key(own) == header_key(ours) else own.strip()


def headless(tab: Tab, rules: Rules) -> RegisterError:
    """The error of a «Реестр» without its key columns."""
    near = (advice.meant_column(tab, key) for key in _missing(tab, rules))
    cure = "Попросите того, кто ведёт таблицу, вернуть их, а если таблица своя, опишите её столбцы."
    return RegisterError(" ".join(filter(None, (_no_header(tab, rules), *near, cure, advice.HOW_ON))))


def _missing(tab: Tab, rules: Rules) -> list[str]:
    """The key fields that the row with most headers lacks."""
    best = best_row(tab.columns, rules)
    return [key for key in rules.keys if key not in best]


def _no_header(tab: Tab, rules: Rules) -> str:
    """What is wrong with a tab that has no row with the key columns."""
    missing, schema = _missing(tab, rules), rules.schema
    titles = ", ".join(_sought(key, rules) for key in missing)
    which = "ни одного из столбцов" if schema.any_key else "столбца" if len(missing) == 1 else "столбцов"
    fault = f"На листе «{_named(tab, schema)}» в первых {HEADER_ROWS} строках нет {which} {titles}."
    return f"{fault} {advice.seen_headers(tab)}".strip()


def _sought(key: str, rules: Rules) -> str:
    """A key column by its title, and by the headers under which lines of «Столбцы» say that it stands."""
    lines = [quote(line.column) for _, name, line in rules.lines if name == key and not line.none]
    title = f"«{rules.schema.column(key).title}»"
    return f"{title} (на листе «Столбцы» назван {', '.join(dict.fromkeys(lines))})" if lines else title


def registers(
    tabs: Tabs, mapping: Mapping, chosen: Chosen, settings: Sheet | None, problems: Problems
) -> list[tuple[Sheet, Problems]]:
    """The tabs with messages in their order, each with what is wrong with its header; at least one.

    RegisterError where there is none: what the table has instead, and how to go on.
    """
    found: list[tuple[Sheet, Problems]] = []
    for tab in _chosen(tabs, mapping, chosen, settings, problems):
        own = Problems()
        sheet = read_header(tab, mapping.rules(tab.title), own)
        if sheet is not None:
            found.append((replace(sheet, since_1904=tabs.since_1904), own))
        elif chosen.titles:
            problems.take(own)
        else:
            raise headless(tab, mapping.rules(tab.title))
    if not found:
        raise RegisterError(advice.without_register(tabs, chosen.titles))
    return found


def _chosen(
    tabs: Tabs, mapping: Mapping, chosen: Chosen, settings: Sheet | None, problems: Problems
) -> list[Tab]:
    """The tabs that are listed, in that order; «все»: those with the key columns, in the workbook's."""
    if chosen.all:
        others = [tab for tab in tabs.tabs if header_key(tab.title) not in _KNOWN - {_REGISTER}]
        return [tab for tab in others if find_header(tab.columns, mapping.rules(tab.title)) is not None]
    by_title: dict[str, Tab] = {}
    for tab in tabs.tabs:
        by_title.setdefault(header_key(tab.title), tab)
    result = []
    for key, title in {header_key(title): title for title in chosen.titles or (CASES.title,)}.items():
        if key in by_title:
            result.append(by_title[key])
        elif chosen.titles:
            near = get_close_matches(key, by_title, 1)
            hint = f" Похоже, это «{by_title[near[0]].title}»." if near else ""
            message = f"Листа {quote(title)} в таблице нет: исправьте список листов реестра.{hint}"
            if settings is not None and chosen.row:
                problems.add(settings, "value", [chosen.row], "unknown_tab", [message], value=[title])
            else:
                problems.add(CASES.title, 0, [0], "unknown_tab", [message], value=[title])
    return result


def name_unread(tabs: Tabs, read: Iterable[Tab], mapping: Mapping, problems: Problems) -> None:
    """Name the tabs that are not read though they look like the register's."""
    done = {id(tab) for tab in read}
    named: set[str] = set()
    for tab in (*tabs.tabs, *tabs.others):
        key = header_key(tab.title)
        doubled, named = key in named, named | {key}
        # «Реестр» itself is one of them where other tabs are listed; a second one is named as such.
        if id(tab) in done or (key in _KNOWN and (key != _REGISTER or doubled)):
            continue
        told = _looks(tab, mapping)
        if told:
            problems.add(tab.title, 0, [0], "unread_tab", [told], value=[tab.title])


def _looks(tab: Tab, mapping: Mapping) -> str:
    """Why a tab looks like one of the register's; "" where it does not."""
    own = best_row(tab.columns, Rules(CASES))
    if len(own) >= _ENOUGH or find_header(tab.columns, mapping.rules(tab.title)) is not None:
        return (
            "Лист не читается, хотя похож на реестр. Если в нём сообщения, впишите его название в «Листы "
            "реестра» на листе «Настройки»; если нет, всё в порядке."
        )
    near = _like_ours(tab.title)
    if near and header_key(tab.title) not in _KNOWN:
        return f"Лист не читается, хотя назван почти как «{near}». Если это он, исправьте название."
    return ""


def _like_ours(title: str) -> str:
    """The title of ours from which this one differs by up to two letters, or by added words; "": none."""
    key = header_key(title)
    words = re.split(r"[\W_]+", key)
    for schema in READ_TABS:
        ours = header_key(schema.title)
        if ours in words or _distance(key, ours) <= _SLIPS:
            return schema.title
    return ""


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out or changed to make one of the other."""
    if abs(len(one) - len(other)) > _SLIPS:
        return _SLIPS + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for index, letter_there in enumerate(other, start=1):
            before, row[index] = (
                row[index],
                min(row[index] + 1, row[index - 1] + 1, before + (letter != letter_there)),
            )
    return row[-1]


def _has_content(tab: Tab) -> bool:
    return any(_filled(column) for column in tab.columns)


def _filled(column: RawColumn) -> bool:
    return bool(decode(column, len(column)).filled.any())
