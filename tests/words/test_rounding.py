"""Every printed share and rate is its two printed counts divided and rounded half up, once (rules.md)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.documents import content
from lib.documents.findings import _part
from lib.documents.model import Document, Table
from lib.documents.model import share as share_cell
from lib.figures.definitions import FEW, SOME, share
from lib.register import parse
from lib.words import phrases, words
from lib.worktime.period import month_of
from tests.build import demonstration, facts_of
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import generate

_PAIR = re.compile(r"(?<![\d,])([\d\xa0]+) из ([\d\xa0]+) \(([\d,]+)\u00a0%\)")
_RATE = re.compile(r"([\d,]+) в рабочий день \(([\d\xa0]+) сообщени\w+, (\d+) рабоч")
_JUDGED = ("В срок", "С опозд.", "Проср.")


def by_hand(good: int, of: int, shown: str, fewest: int = 1) -> bool:
    """Whether the text is good / of, half up to as many decimals as it has, zeros at its end left out."""
    exact = Decimal(good) / Decimal(of)
    digits = max(fewest, len(shown.partition(",")[2]))
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded == Decimal(shown.replace(",", ".").replace("\xa0", ""))


def whole(text: str) -> int:
    return int(text.replace("\xa0", "").replace(" ", ""))


def test_every_share_of_two_counts() -> None:
    for of in range(1, 201):
        for good in range(of + 1):
            told = phrases.percent(share(good, of)).removesuffix("\u00a0%")
            assert by_hand(100 * good, of, told, fewest=int(of >= SOME)), (good, of, told)
            assert (told == "100") == (good == of)
            assert (told == "0") == (good == 0)
            cell = share_cell(good, of)
            assert cell.value is None if of < FEW else cell.shown == f"{told}\xa0%"


def test_every_share_above_a_bar() -> None:
    for of in range(FEW, 201):
        for good in range(of + 1):
            told = _part(share(good, of)).removesuffix("\xa0%")
            exact = (Decimal(100 * good) / of).quantize(Decimal(1), ROUND_HALF_UP)
            near = exact in (0, 100) and 0 < good < of  # whole per cent would be all or nothing
            assert by_hand(100 * good, of, told) if near else told == f"{exact}"


def test_every_rate_of_two_counts() -> None:
    for days in range(1, 24):
        for cases in range(200):
            told = phrases.rate(cases / days)
            assert told == "меньше 0,1" if 0 < 20 * cases < days else by_hand(cases, days, told)


def test_a_rate_is_told_one_way() -> None:
    assert phrases.rate(21 / 20) == "1,1"
    assert phrases.rate(1.0) == "1,0"
    assert words.number(21 / 20, 1) == "1,1"
    assert phrases.percent(share(2, 32)) == "6,3\u00a0%"
    assert phrases.percent(share(1, 16)) == "6\u00a0%"  # of fewer than thirty a decimal says nothing
    assert phrases.part(0.285) == "29\u00a0%"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0.0, "0 мин"),
        (0.2, "1 мин"),
        (75.0, "1 ч 15 мин"),
        (75.5, "1 ч 16 мин"),
        (599.5, "10 ч"),
        (601.0, "11 ч"),
        (math.inf, "не достигнуто"),
        (math.nan, ""),
    ],
)
def test_what_is_no_longer_than_is_rounded_up(minutes: float, told: str) -> None:
    assert words.at_most(minutes) == told


@pytest.mark.parametrize(
    ("days", "told"), [(0.5, "меньше дня"), (6.21, "6,3 дн."), (9.95, "10 дн."), (12.1, "13 дн.")]
)
def test_days_too(days: float, told: str) -> None:
    assert phrases.days_at_most(days) == told


def _texts(document: Document) -> Iterator[str]:
    for section in (*document.findings, *document.parts):
        yield from section.sentences
        for block in section.blocks:
            if isinstance(block, Table):
                yield from (cell.shown for row in block.rows for cell in row)
            else:
                yield from (block.finding, *block.tops)


def _tables(document: Document) -> Iterator[Table]:
    return (table for part in document.parts for table in part.tables)


def _check(document: Document, days: int) -> int:
    """How many printed shares and rates were compared with their printed counts."""
    compared = 0
    for text in _texts(document):
        plain = text.replace("\xa0из\xa0", " из ").replace("\xa0(", " (")
        for good, of, told in _PAIR.findall(plain):
            assert by_hand(100 * whole(good), whole(of), told, fewest=int(whole(of) >= SOME)), text
            compared += 1
        for told, cases, of in _RATE.findall(plain.replace("\xa0", " ")):
            assert by_hand(whole(cases), whole(of), told), text
            compared += 1
    for table in _tables(document):
        titles = [column.title for column in table.columns]
        for row in table.rows:
            shown = {title: cell.shown for title, cell in zip(titles, row, strict=True)}
            if (told := shown.get("Доля в срок", "—")).endswith("%") and shown.get(
                "Норма"
            ) != "без своего срока":
                of = sum(whole(shown[name]) for name in _JUDGED)
                counts = 100 * whole(shown["В срок"]), of
                assert by_hand(*counts, told.removesuffix("\xa0%"), fewest=int(of >= SOME)), shown
                compared += 1
            if (told := shown.get("в среднем за раб. день", "—")) not in ("—", "меньше 0,1"):
                assert by_hand(whole(shown["Всего"]), days, told), shown
                compared += 1
    return compared


def test_every_share_and_rate_of_a_document() -> None:
    facts = facts_of(parse(demonstration(300)))
    compared = 0
    for month in ("2026-10", "2026-09", "2025-12"):
        period = month_of(month)
        compared += _check(content.of(facts, period), len(facts.working_days(period)))
    assert compared > 100


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6))
def test_every_share_and_rate_of_documents_of_random_registers(seed: int) -> None:
    raw, now = generate.register(seed)
    facts = facts_of(parse(as_tabs(raw)), now)
    days = facts.cases["day"].dropna()
    if len(days):
        period = month_of(f"{days.max():%Y-%m}")
        _check(content.of(facts, period), len(facts.working_days(period)))
