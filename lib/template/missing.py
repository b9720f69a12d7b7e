"""What a register lacks of the template: one notion for the workbook and for the Google Sheet.

Pure functions on raw tabs, found by their headers as the parser finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest

from lib.law import regulation, schema
from lib.law.regulation import Norm
from lib.law.schema import CASES, Column, TabSchema
from lib.register.cells import name_key, plain
from lib.register.finding import advice
from lib.register.finding.headers import HEADER_ROWS, header_key
from lib.register.layout import Problems, Sheet, meant, quote, texts
from lib.register.office.settings import read_norms, read_settings
from lib.template import defaults
from lib.template.defaults import EXPLANATION, Content, Row
from lib.template.layout import EXPLAINED, Layout, layout, list_field

_PAIR = {"topic", "topic_group"}


def columns(sheet: Sheet, *, author: bool) -> list[Column]:
    """The columns to be added; the rare ones last, so that they fold as one group.

    Not those that seem to stand there misspelt: beside an empty column of the right name theirs would be
    forgotten without a word.
    """
    twins = _twins(sheet, author)
    absent = [column for column in _absent(sheet, author) if column.title not in twins]
    return sorted(absent, key=lambda column: column.rare)


def misspelt(sheet: Sheet, *, author: bool) -> list[str]:
    """A line for each column that is not added, because it seems to stand there under another name."""
    return [
        f"Лист «{sheet.tab.title}»: столбец «{title}» не добавлен: похоже, это столбец {other[0]}"
        f" {quote(other[1])}. Исправьте его заголовок или назовите его совсем иначе и повторите"
        for title, other in _twins(sheet, author).items()
    ]


def _twins(sheet: Sheet, author: bool) -> dict[str, tuple[str, str]]:
    """By title of an absent column, letters and header of the one that seems to be it under another name."""
    absent, foreign = _absent(sheet, author), sheet.foreign
    likely = advice.twins(sheet.tab) if absent and sheet.schema is CASES else {}
    found = ((column, meant(column.title, foreign) or likely.get(column.field)) for column in absent)
    return {column.title: other for column, other in found if other is not None}


def _absent(sheet: Sheet, author: bool) -> list[Column]:
    wanted = (column for column in sheet.schema.columns if author or column.field != "author")
    return [column for column in wanted if column.field not in sheet.places]


def complete(place: Layout) -> bool:
    """Whether the tab has all the columns of a fresh one, which its warnings and views look at."""
    return set(layout(place.tab).at) <= {*place.at, EXPLANATION}


def place(sheet: Sheet, added: dict[str, int]) -> Layout:
    """The tab as it stands once the `added` columns (field → column, 0-based) are there.

    The template's own column of explanations is told too, where it is.
    """
    at = sheet.places | added
    known = tuple(column for column in sheet.schema.columns if column.field in at)
    for number, cells in enumerate(sheet.tab.columns):
        head = cells[sheet.header] if sheet.header < len(cells) else None
        if EXPLANATION not in at and header_key(head) == header_key(EXPLANATION):
            at, known = at | {EXPLANATION: number}, (*known, EXPLAINED)
    return Layout(sheet.schema, known, sheet.header + 1, at, sheet.tab.title)


def rows(sheet: Sheet, wanted: Iterable[Row]) -> list[Row]:
    """Those of the `wanted` rows of «Настройки» or «Нормативы» whose parameter or step is not there."""
    key = sheet.schema.keys[0]
    typed = {_key(text) for text in texts(Problems(), sheet, key)[0]}
    return [row for row in wanted if _key(row[key]) not in typed]


def norms(preset: str | None, sheets: Mapping[str, Sheet]) -> dict[str, Norm]:
    """The norms as they hold once what is missing is there: the register's own, the preset's elsewhere."""
    made = defaults.norms(preset)
    sheet = sheets.get(schema.NORMS.title)
    if sheet is None:
        return made
    schedule = read_settings(sheets.get(schema.SETTINGS.title), Problems(), None).schedule
    own = read_norms(sheet, Problems(), schedule).latest
    absent = {row["step"] for row in rows(sheet, defaults.norm_rows(preset))}
    return {rule.key: (made if rule.step in absent else own)[rule.key] for rule in regulation.RULES}


def names(added: Iterable[Column], wanted: Iterable[Row]) -> list[Row]:
    """The `wanted` rows of «Справочники», cut to the columns that are added to it.

    Topics and groups stand in pairs, so neither is filled beside what staff have typed in the other.
    """
    fields = {column.field for column in added}
    if not fields >= _PAIR:
        fields -= _PAIR
    cut = ({name: value for name, value in row.items() if name in fields} for row in wanted)
    return [row for row in cut if row]  # a list has no gaps: only rows below all of them are empty


def _key(text: str) -> str:
    return header_key(name_key(text))


def headless(sheet_title: str, tab: TabSchema) -> str:
    """The line of a tab that has no header to go by."""
    keys = "», «".join(tab.column(key).title for key in tab.keys)
    which = "ни одного из заголовков" if tab.any_key else "заголовков"
    return f"Лист «{sheet_title}» не тронут: в первых {HEADER_ROWS} строках нет {which} «{keys}»"


def content(preset: str | None, sheets: Iterable[Sheet]) -> Content:
    """The rows for new tabs; the lists hold what the register has in use, so that no name is unknown."""
    made = defaults.content(preset)
    used: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        for column in sheet.schema.columns:
            cells = sheet.cells(column.field) if column.source else None
            if cells is not None:
                names = used.setdefault(list_field(column), {})
                for name in filter(None, cells.readable().strings().to_pylist()):
                    names.setdefault(name_key(name), plain(name))
    lists = made[schema.LISTS.title]
    for field, names in used.items():
        if names:
            lists = _with_list(lists, field, list(names.values()))
    groups = {topic: group for group, topics in defaults.TOPICS.items() for topic in topics}
    made[schema.LISTS.title] = [
        {key: value for key, value in row.items() if key != "topic_group"}
        | ({"topic_group": groups[row["topic"]]} if row.get("topic") in groups else {})
        for row in lists
    ]
    return made


def _with_list(rows: list[Row], name: str, values: list[str]) -> list[Row]:
    """The rows of «Справочники» with another list in one of the columns."""
    return [
        {key: value for key, value in (row or {}).items() if key != name} | ({name: value} if value else {})
        for row, value in zip_longest(rows, values)
    ]
