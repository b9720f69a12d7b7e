"""What stands as a surge in the morning: told after it happened, marked as it goes on, gone when it ended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest

from benchmarks.mornings import Town, worth
from lib.district import counting
from lib.documents import digest
from lib.figures import surges
from lib.figures.surges import State
from lib.figures.surges.series import series
from lib.register import Register
from lib.words import surging
from lib.worktime.period import month_of
from tests import build
from tests.build import register

SNOW = {"topic": "Снег", "location": "Вистино"}
LIGHT = {"topic": "Свет", "location": "Ручьи"}


def day(number: int, month: int = 11) -> str:
    return f"{number:02d}.{month:02d}.2026"


def rows(*extra: dict[str, Any], days: int = 400) -> list[dict[str, Any]]:
    """A quiet past up to Wednesday 18 November, a message every fifth day; Friday is the 20th."""
    first = datetime(2026, 11, 18) - timedelta(days=days)
    quiet = [
        {"detected": f"{first + timedelta(days=n):%d.%m.%Y} 10:00", **(SNOW if n % 10 else LIGHT)}
        for n in range(0, days, 5)
    ]
    found: list[dict[str, Any]] = [*quiet, *({**SNOW, **row} for row in extra)]
    return [{"case": number + 1, **row} for number, row in enumerate(found)]


def burst(number: int, many: int = 6, hour: int = 15, **others: Any) -> list[dict[str, Any]]:
    return [{"detected": f"{day(number)} {hour}:{minute:02d}", **others} for minute in range(many)]


@cache
def parsed(told: str) -> Register:
    return register(*json.loads(told))


def stand(now: str, *extra: dict[str, Any], **others: Any) -> surges.Surges:
    return surges.surges(build.facts_of(parsed(json.dumps(rows(*extra, **others))), now))


FRIDAY = burst(20)


@pytest.mark.parametrize(
    ("now", "course"),
    [
        ("2026-11-20T14:00", ""),
        ("2026-11-20T17:00", "новый"),
        ("2026-11-21T12:00", "новый"),  # a Saturday: the last working day's end
        ("2026-11-23T08:30", "новый"),  # Monday: the first digest that tells of it
        ("2026-11-24T08:30", "затихает (последнее сообщение 20.11.2026)"),
        ("2026-11-24T23:59", "затихает (последнее сообщение 20.11.2026)"),
        ("2026-11-25T00:00", ""),  # two whole working days brought nothing
    ],
)
def test_the_life_of_fridays_burst(now: str, course: str) -> None:
    found = stand(now, *FRIDAY).found.to_dict("records")
    assert [surging.course(row) for row in found] == [course] * bool(course)


def test_a_line_that_goes_on_says_since_when_and_keeps_its_first_day() -> None:
    again = [*FRIDAY, *burst(23, 2), *burst(24, 3)]
    found = {now: stand(f"{now}T08:30", *again).found for now in ("2026-11-23", "2026-11-24", "2026-11-25")}
    states = [frame["state"].tolist() for frame in found.values()]
    assert states == [[State.NEW], [State.GOING], [State.GOING]]
    assert {start for frame in found.values() for start in frame["start"]} == {pd.Timestamp("2026-11-20")}
    (row,) = found["2026-11-25"].to_dict("records")
    assert surging.course(row) == "продолжается с 20.11.2026"
    assert row["last"] == pd.Timestamp("2026-11-24")


def test_a_line_that_has_gone_does_not_come_back_as_its_topic_and_its_place() -> None:
    """Later a message a day on the topic elsewhere, and in the place on another topic: the usual ones."""
    after = [row for n in (17, 18) for row in (*burst(n, 1, location="Ручьи"), *burst(n, 1, topic="Свет"))]
    lines = [
        [
            (row["level"], row["state"])
            for row in stand(f"{now}T08:30", *burst(16), *after).found.to_dict("records")
        ]
        for now in ("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20")
    ]
    assert lines == [[("pair", State.NEW)], [("pair", State.FADING)], [], []]


def test_what_comes_beside_a_line_that_has_gone_is_a_line_of_its_own() -> None:
    found = stand("2026-11-19T08:30", *burst(16), *burst(18, 6, location="Ручьи")).found
    assert sorted(found["level"]) == ["pair"]
    wide = [row for place in "абвгде" for row in burst(18, 1, location=place)]
    (row,) = stand("2026-11-19T08:30", *burst(16), *wide).found.to_dict("records")
    assert (row["level"], row["topic"]) == ("topic", "Снег")


def test_a_new_topic_in_a_new_place_is_told_once() -> None:
    (row,) = stand("2026-11-23T08:30", *burst(20, topic="Лёд", location="Новое")).fresh.to_dict("records")
    assert surging.fresh(row) == (
        "за 20 ноября 6 сообщений по новой теме «Лёд» (впервые 20.11.2026): мало данных, сравнить не с чем"
    )


def test_a_surge_of_old_is_another_one() -> None:
    (row,) = stand("2026-11-23T08:30", *burst(2), *burst(9, 1), *FRIDAY).found.to_dict("records")
    assert row["start"] == pd.Timestamp("2026-11-20")


def test_what_days_off_bring_is_told_on_monday_too() -> None:
    (row,) = stand("2026-11-23T08:30", *burst(21)).found.to_dict("records")
    assert (row["until"], row["days"], row["state"]) == (pd.Timestamp("2026-11-21"), 1, State.NEW)
    assert (
        surging.surge(row)
        == "«Снег · Вистино»: за 21 ноября 6 сообщений, обычно меньше одного сообщения за день"
    )


def test_a_burst_before_the_holidays_is_told_after_them() -> None:
    past = [{**row, "detected": row["detected"].replace(".11.", ".12.")} for row in burst(30)]
    found = stand("2027-01-11T08:30", *past).found  # 31 December to 10 January are off
    assert [surging.course(row) for row in found.to_dict("records")] == ["новый"]
    assert stand("2027-01-13T08:30", *past).found.empty


@pytest.mark.parametrize(
    ("days", "ago", "until", "told"),
    [
        (1, 0, "2026-11-23", "за сегодня 6 сообщений"),
        (3, 0, "2026-11-23", "за 3 дня 6 сообщений"),
        (1, 3, "2026-11-20", "за 20 ноября 6 сообщений"),
        (3, 3, "2026-11-20", "с 18 по 20 ноября 6 сообщений"),
        (3, 2, "2026-11-01", "с 30 октября по 1 ноября 6 сообщений"),
    ],
)
def test_a_window_that_has_ended_is_told_by_its_days(days: int, ago: int, until: str, told: str) -> None:
    row = {**SNOW, "level": "pair", "days": days, "ago": ago, "until": pd.Timestamp(until), "count": 6}
    row |= {"later": 0, "low": 0, "high": 1}
    assert surging.surge(row) == f"«Снег · Вистино»: {told}, обычно 0–1"
    assert surging.surge({**row, "later": 2}).endswith("обычно 0–1; после этого ещё 2")


def test_the_examples_beside_the_phrases_are_what_they_say() -> None:
    row = {"level": "topic", "topic": "Снег", "location": "", "days": 1, "ago": 0, "count": 61}
    row |= {"later": 0, "low": 0, "high": 3}
    assert f"«{surging.excess(row)}»" in str(surging.excess.__doc__)
    pair = row | {**SNOW, "level": "pair", "days": 3, "count": 7, "high": 1}
    assert f"«{surging.surge(pair)}»" in str(surging.surge.__doc__)


@pytest.mark.parametrize(
    ("authors", "links", "told"),
    [
        (["а", "б", "в", "г", "д", "е"], [""] * 6, ""),
        (["", "", "", "", "", ""], [""] * 6, ""),  # nobody named is not one author
        (["Иванов И. И."] * 3 + ["иванов И.И.", "б", "в"], [""] * 6, "4 из 6 сообщений — от одного автора."),
        (["Иванов"] * 6, [""] * 6, "Все сообщения — от одного автора."),
        (["Иванов"] * 6, ["https://vk.com/1"] * 6, "Все сообщения — от одного автора, по одной ссылке."),
        (
            [""] * 6,
            [f"https://vk.com/wall-1_2?reply={n}" for n in range(6)],
            "Все сообщения — по одной ссылке.",
        ),
    ],
)
def test_many_by_one_author_or_link_are_said_so(authors: list[str], links: list[str], told: str) -> None:
    own = [
        {**row, "author": author, "url": link}
        for row, author, link in zip(burst(20), authors, links, strict=True)
    ]
    (row,) = stand("2026-11-23T08:30", *own).found.to_dict("records")
    assert surging.sources(row) == told


def test_a_young_register_tells_a_days_excess_without_a_verdict() -> None:
    """58 days of history, and a storm: as of its end, next morning, and gone when nothing comes."""
    storm = burst(20, 14, topic="Деревья", location=None)
    found = stand("2026-11-20T18:00", *storm, days=56)
    assert not found.judged
    assert found.found.empty
    (row,) = found.excess.to_dict("records")
    assert (row["level"], row["topic"], row["count"], row["high"]) == ("topic", "Деревья", 14, 0)
    assert surging.excess(row) == (
        "«Деревья»: за сегодня 14 сообщений, "
        "обычно меньше одного сообщения за день. Данных мало: всплеск ли это, судить рано"
    )
    assert len(stand("2026-11-23T08:30", *storm, days=56).excess) == 1
    assert stand("2026-11-25T08:30", *storm, days=56).excess.empty
    assert stand("2026-11-20T18:00", *burst(20, 11), days=56).excess.empty  # no more than 3 × LEAST
    assert stand("2026-11-20T18:00", *storm).excess.empty  # an old register is judged


def test_where_every_day_brings_as_many_none_of_them_is_an_excess() -> None:
    busy = [row for number in range(2, 21) for row in burst(number, 14, topic="Деревья", location=None)]
    assert stand("2026-11-20T18:00", *busy, days=18).excess.empty


def test_the_digest_of_monday_tells_fridays_burst() -> None:
    own = [{**row, "author": "Секретный С.С."} for row in FRIDAY]
    written = digest.text(digest.digest(register(*rows(*own)), "2026-11-23T08:30"))
    assert "Идёт 1 всплеск сообщений." in written
    assert (
        "— «Снег · Вистино»: за 20 ноября 6 сообщений, "
        "обычно меньше одного сообщения за день. Всплеск новый.\n"
        "   Случайно столько набирается реже чем раз в 10 лет. Все сообщения — от одного автора.\n"
        "   № 81, 82, 83, 84, 85, 86\n"
    ) in written
    assert "Секретный" not in written


def test_the_district_counts_the_topic_of_a_surge_in_one_place() -> None:
    summary = counting.of(register(*rows(*FRIDAY)), "2026-11-23T08:30", month_of("2026-11"))
    assert summary.surging == {"Снег": 1}


def test_the_digest_of_a_young_register_tells_the_excess() -> None:
    storm = burst(20, 14, topic="Деревья", location=None)
    written = digest.text(digest.digest(register(*rows(*storm, days=56)), "2026-11-23T08:30"))
    assert "Похоже на всплеск в 1 случае.\n" in written
    assert (
        "«Деревья»: за 20 ноября 14 сообщений, "
        "обычно меньше одного сообщения за день. Данных мало: всплеск ли это, судить рано" in written
    )


@pytest.mark.slow
def test_the_mornings_of_a_generated_half_year() -> None:
    """Both storms, the episodes of each day's end, no stale line; `benchmarks/mornings.py` measures more."""
    told = worth(Town(20, 15, 5), halves=1)
    assert told.weathered == told.storms == 5
    assert told.found >= told.episodes - 1 == 23
    assert told.stale == 0
    assert told.false <= 5  # of four months


def test_a_name_that_is_not_there_at_all_is_no_series() -> None:
    """Be an unset name "" or nothing: its messages belong to no other name."""
    told = [{"case": 1, "detected": f"{day(18)} 10:00", **LIGHT}, {"case": 2, "detected": f"{day(19)} 10:00"}]
    facts = build.facts_of(register({**told[1], "topic": "", "location": ""}, told[0]))
    assert "" in set(facts.cases["topic"])
    bare = facts.cases.assign(topic=facts.cases["topic"].where(facts.cases["topic"] != ""))
    found = [series(each, 30) for each in (facts, replace(facts, cases=bare))]
    assert [each.counts.sum(axis=1).tolist() for each in found] == [[1, 1, 1]] * 2
