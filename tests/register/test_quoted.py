"""What a message quotes of a cell is what the eye sees in the sheet: 10:00, 23.11.2026, 2,5."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.duties.check import problems
from lib.register import Register, parse
from lib.register.finding.proposals import propose
from lib.sources.tabs import Tab, Tabs
from tests.build import NOW, register, tabs

CASE: dict[str, Any] = {"case": 1, "detected": "20.11.2026 09:00"}
TEN, DAY = 10 / 24, 46349.0  # 23.11.2026


def told(found: Register) -> list[str]:
    return problems(found, pd.Timestamp(NOW))["message"].tolist()


@pytest.mark.parametrize(
    ("field", "typed", "quoted"),
    [
        ("mark", 2.5, "«2,5» — не оценка"),
        ("mark", "2.5", "«2.5» — не оценка"),
        ("kind", 2.5, "«2,5»"),
        ("url", 2.5, "«2,5»"),
        ("limit_hours", 1 / 6, "«0,1667» похоже на время 4:00"),
        ("limit_hours", -1.5, "«-1,5» — не срок"),
        ("repeat_of", 7.5, "Сообщения № «7,5» нет"),
        ("sent", TEN, "«10:00» нет даты"),
        ("sent", 12.03, "«12,03» нет даты"),
    ],
)
def test_a_number_is_quoted_with_a_comma_and_a_text_as_typed(field: str, typed: Any, quoted: str) -> None:
    assert any(quoted in message for message in told(register({**CASE, field: typed})))


def test_small_tabs_quote_alike() -> None:
    found = register(
        CASE,
        settings={"Предупреждать за, мин": -1.5, "Рабочее время пн": 0.375},
        norms=[{"step": "Ответ", "limit": 2.5, "unit": "раб. дн."}, {"step": 2.5, "limit": 1, "unit": "мин"}],
        calendar=[{"date": TEN, "kind": "рабочий"}, {"date": "03.11.2026", "kind": 2.5}],
    )
    said = " ".join(told(found))
    assert all(quoted in said for quoted in ("«-1,5»", "Срок: «2,5»", "«10:00» — не дата", "дня «2,5»"))
    assert not any(mark in said for mark in ("«0.", ".5»"))


def typed_as_moments(raw: Tabs, title: str, column: int) -> Tabs:
    mask = np.array([False, *[True] * 5])
    return replace(
        raw,
        tabs=tuple(replace(tab, moments={column: mask}) if tab.title == title else tab for tab in raw.tabs),
    )


def test_a_year_out_of_reach_is_told_as_a_year() -> None:
    raw = tabs({**CASE, "sent": 9824.5})
    place = next(i for i, column in enumerate(raw.tabs[0].columns) if column[0] == "Направлено")
    said = " ".join(told(parse(typed_as_moments(raw, "Реестр", place))))
    assert "Дата «23.11.1926 12:00» не из 2000–2099 годов" in said


def test_a_moment_among_words_is_told_as_one() -> None:
    raw = tabs({**CASE, "importance": TEN})
    place = next(i for i, column in enumerate(raw.tabs[0].columns) if column[0] == "Важность")
    assert any("«10:00»" in message for message in told(parse(typed_as_moments(raw, "Реестр", place))))


def apart(date: Any, time: Any, *, since_1904: bool = False) -> Register:
    """A register whose answer stands in two columns."""
    cases = Tab("Реестр", (["№", 1], ["Выявлено", DAY + TEN], ["Дата", date], ["Время", time]))
    lines = Tab("Столбцы", (["Поле", "Размещено"], ["Столбец", "Дата"], ["Время", "Время"]))
    return parse(Tabs("", (cases, lines), since_1904=since_1904))


@pytest.mark.parametrize(
    ("date", "time", "quoted"),
    [
        (None, TEN, "Время «10:00» стоит без даты"),
        (DAY, DAY + TEN, "«23.11.2026 10:00» — не время суток"),
        (DAY, 2.5, "«2,5» — не время суток"),
        (DAY + 0.5, TEN, "«10:00» не совпадает"),
        (DAY + 0.5, TEN + 5 / 86400, "«10:00:05» не совпадает"),
    ],
)
def test_a_time_that_stands_apart_is_told_as_a_time(date: Any, time: Any, quoted: str) -> None:
    assert any(quoted in message for message in apart(date, time).problems["message"])


def test_an_example_of_a_proposal_is_quoted_alike() -> None:
    tab = Tab(
        "Лист1",
        (["№", 1, 2], ["Выявлено", DAY + TEN, DAY + TEN], ["Срок, раб. ч", 1.5, 2.0], ["Тема", "а", "б"]),
    )
    found = propose(tab)
    assert found is not None
    assert next(item for item in found.fields if item.field == "limit_hours").examples == ("1,5", "2")
