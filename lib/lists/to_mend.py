"""What the register check found, grouped by what to mend («Проверка реестра»).

Pure functions of the problems of `lib.duties.check`; each cell comes with its address in the Google Sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd

from lib.base.plaintext import plain, short
from lib.duties.advice import HINT, instead, long_ahead
from lib.duties.check import ERROR, SOURCE
from lib.duties.timeline import Array
from lib.law.schema import CASES, TABS
from lib.lists.pointers import card_addresses, cell_link
from lib.register import Place, Register
from lib.register.several import cases_meant

LONGEST_VALUE = 120  # characters of a cell as typed; the sheet holds the rest

# The groups in the order of their weight: title, what it does to the figures, the kinds of problems.
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Лист или столбец не читается",
        "Пока не исправлено, часть реестра не видна программе.",
        ("no_header", "doubled_tab", "doubled_column"),
    ),
    (
        "Номера",
        "На номер ссылаются журнал, повторы и адрес карточки.",
        ("no_number", "bad_number", "repeated_number"),
    ),
    (
        "Не указано, когда выявлено",
        "Без этого времени у сообщения нет срока ответа.",
        ("no_detection", "second_detection"),
    ),
    ("Дата и время не читаются", "Шаг не учитывается, как будто его не было.", ("bad_time", "no_time")),
    (
        "В ячейке ошибка вместо значения",
        "Ячейка не читается и не учитывается, как будто она пуста.",
        ("cell_error",),
    ),
    (
        "Известна только дата",
        "Время взято по рабочим часам этого дня, поэтому шаг не идёт ни в плюс, ни в минус.",
        ("date_only",),
    ),
    (
        "Время введено сильно заранее",
        "Больше чем на сутки вперёд: до этого времени шаг не учитывается. Проверьте день, месяц и год.",
        ("long_ahead",),
    ),
    (
        "Время противоречит другим",
        "Проверьте оба времени: чаще всего ошибка в дате или часах.",
        ("early", "future", "order", "after_final"),
    ),
    (
        "Шаг не отмечен",
        "Сделан ли он вовремя, неизвестно: не идёт ни в плюс, ни в минус.",
        ("unproven",),
    ),
    (
        "Шаг пропущен",
        "Следующий шаг отмечен, этот нет; засчитан по следующему.",
        ("skipped",),
    ),
    (
        "Журнал",
        "Такие строки журнала не учитываются.",
        ("no_event", "unknown_case"),
    ),
    (
        "Повторы и ссылки",
        "Связь с прежним сообщением или ссылка не работает.",
        ("unknown_repeat", "self_repeat", "bad_link"),
    ),
    (
        "Тема, локация, исполнитель, слова из списков",
        "Значение показано как введено, но не совпадает со «Справочниками» или словами столбца.",
        (
            "no_topic", "no_location", "not_in_list", "unknown_word", "bad_yes_no", "bad_mark",
            "group_without_topic", "unknown_status", "no_meaning",
        ),
    ),
    (
        "Сроки, нормы и рабочее время",
        "Действует значение по умолчанию.",
        (
            "limit", "bad_hours", "bad_date", "bad_minutes", "bad_norm", "bad_timezone",
            "unknown_parameter", "unknown_step", "doubled_key", "no_key", "calendar",
        ),
    ),
    (
        "Похоже, день и месяц переставлены",
        "Это только догадка: время учтено так, как введено.",
        ("swapped",),
    ),
    (
        "Одна ссылка у двух сообщений",
        "Это только догадка: учтены оба сообщения.",
        ("same_link",),
    ),
)  # fmt: skip
_REST = ("Прочее", "Проверьте эти ячейки.")


@dataclass(frozen=True)
class Group:
    """Cells with one kind of trouble; `hint`: it only looks so, and touches no figure.

    table: Где, Ссылка (address or None), №, Карточка (address or None), Введено, Вместо этого, Что сделать;
    all text.
    """

    title: str
    effect: str
    errors: int
    table: pd.DataFrame
    hint: bool = False


@dataclass(frozen=True)
class Verdict:
    """How many errors and warnings there are in all, and in how many cases."""

    errors: int
    warnings: int
    cases: int


def verdict(register: Register, problems: pd.DataFrame) -> Verdict:
    """Count what `check.problems` found."""
    errors = int((problems["level"] == ERROR).sum())
    cases = len(set(_positions(register, problems).tolist()) - {-1})
    return Verdict(errors, len(problems) - errors, cases)


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
    """The problems by what to mend; nothing is left out: an unknown kind stands under «Прочее»."""
    known = {kind: number for number, (_, _, kinds) in enumerate(_GROUPS) for kind in kinds}
    number = problems["kind"].map(known).fillna(len(_GROUPS)).astype("int64")
    table = _table(register, problems)
    result = []
    for group in sorted(number.unique()):
        title, effect = _GROUPS[group][:2] if group < len(_GROUPS) else _REST
        here = (number == group).to_numpy()
        level = problems["level"][here]
        errors, hint = int((level == ERROR).sum()), bool((level == HINT).all())
        result.append(Group(title, effect, errors, table[here].reset_index(drop=True), hint))
    return result


def _where(title: str, tab: str, cell: str, header: str) -> str:
    """«Реестр, C5 («Источник»)», and before it the spreadsheet's title where there are several."""
    place = f"{tab}, {cell}" if cell else tab
    place += f" («{header}»)" if header else ""
    return f"{plain(title)}: {place}" if title else place


def _headers(place: Place) -> dict[tuple[str, str], str]:
    """The titles of a spreadsheet's columns by tab and letter."""
    titles = {(tab.title, column.field): column.title for tab in TABS for column in tab.known}
    return {(tab, letter): titles[tab, field] for (tab, field), letter in place.columns.items()}


def _sources(register: Register, found: pd.DataFrame) -> list[int]:
    """Of each problem the index of its cell's spreadsheet in `register.places`."""
    titles = {place.title: number for number, place in enumerate(register.places)}
    return [titles[title] for title in found[SOURCE]] if register.archives else [0] * len(found)


def _positions(register: Register, found: pd.DataFrame) -> Array:
    """The case that each problem is about: in «Реестр» the row's own, else the one its № means; −1: none."""
    sources = _sources(register, found)
    rows = [int(cell.lstrip(ascii_uppercase) or 0) for cell in found["cell"]]
    places = pd.MultiIndex.from_frame(register.cases[["source", "row"]])
    own = places.get_indexer(pd.MultiIndex.from_arrays([sources, rows]))
    meant = cases_meant(register, [*zip(sources, found["case"], strict=True)])
    return np.where(found["tab"] == CASES.title, own, np.array(meant, np.int64))


def _table(register: Register, found: pd.DataFrame) -> pd.DataFrame:
    source = found[SOURCE] if register.archives else [""] * len(found)
    places = [*zip(source, found["tab"], found["cell"], strict=True)]
    headers = [_headers(place) for place in register.places]
    at = _sources(register, found)
    cases = _positions(register, found)
    cards = np.full(len(found), None, object)
    cards[cases >= 0] = card_addresses(register, cases[cases >= 0])
    return pd.DataFrame(
        {
            "Где": [
                _where(title, tab, cell, headers[number].get((tab, cell.rstrip("0123456789")), ""))
                for (title, tab, cell), number in zip(places, at, strict=True)
            ],
            "Ссылка": pd.Series(
                [
                    cell_link(register, tab, cell, number)
                    for (_, tab, cell), number in zip(places, at, strict=True)
                ],
                dtype=object,
            ),
            "№": [plain(case) for case in found["case"]],
            "Карточка": pd.Series(cards, dtype=object),  # stays None where there is none
            "Введено": [short(value, LONGEST_VALUE) for value in found["value"]],
            "Вместо этого": [plain(text) for text in instead(register, found)],
            "Что сделать": [plain(message) for message in found["message"]],
        }
    )
