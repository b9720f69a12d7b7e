"""What is typed longer than anybody reads, and what is typed where a № or a name should be."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from lib import sla
from lib.base.plaintext import link
from lib.documents import digest, report
from lib.duties.live import live
from lib.lists import cases as caselist
from lib.lists.pointers import card_addresses, find_case
from lib.lists.scope import Scope, narrow
from lib.register import Register, parse
from lib.words import privacy, words
from lib.words.legible import ADDRESS, NUMBER, legible
from lib.worktime.period import month_of
from tests.build import NOW, facts_of, tabs

LONG = "Ы" * 10_000
SENT = {"detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10"}
PHONE = "8 912 345-67-89"
PERSON = "Смирнова Анна Петровна"


def register(*rows: dict[str, Any], **others: Any) -> Register:
    return parse(tabs(*({**SENT, **row} for row in rows), **others))


def test_a_register_that_can_be_read_is_left_as_it_is() -> None:
    found = register({"case": 1, "executor": "Исполнитель 1", "text": LONG})
    assert legible(found) is found
    assert narrow(found, Scope("curator")) is found


def test_every_cell_is_shown_shortened_with_its_length() -> None:
    long = ("topic", "location", "network", "executor", "excluded")
    found = legible(
        register(
            {"case": f"{LONG}1", "url": f"https://vk.com/{LONG}", **dict.fromkeys(long, LONG)},
            {
                "case": f"{LONG}2",
                "repeat_of": f"{LONG}1",
                "executor": f"{LONG}2",
                "topic": f"{LONG}2",
                "importance": LONG,
            },
            settings={"Организация": LONG, "curator": LONG},
        )
    )
    cases = found.cases
    assert cases["case"].tolist() == [f"{'Ы' * NUMBER}… (10\u00a0001 знак)"] * 2
    for name in ("topic", "location", "network", "executor"):
        shown = str(cases[name].iloc[0])
        assert shown.startswith("Ы" * words.LONGEST_NAME + "…")
        assert len(shown) < words.LONGEST_NAME + 30
    assert cases["excluded_reason"].str.len().max() < 400
    assert cases["url"].tolist() == ["", ""]
    assert cases["earlier"].tolist() == [-1, 0]  # found before, by the whole №
    assert found.people == tuple(dict.fromkeys(str(name) for name in found.people))
    assert set(cases["executor"].cat.categories) == set(found.people)
    assert max(map(len, (found.settings.latest.organisation, found.settings.latest.curator))) < 150
    assert len(found.problems)
    assert found.problems[["case", "value", "message"]].map(len).max().max() < 800


def test_two_that_look_alike_still_open_their_own_card() -> None:
    found = legible(register({"case": f"{LONG}1"}, {"case": f"{LONG}2"}))
    first, second = card_addresses(found, found.cases.index.to_numpy())
    assert first != second
    assert len(first) < 600
    row = int(found.cases["row"].iloc[1])
    assert find_case(found, str(found.cases["case"].iloc[1]), row=str(row)) == 1


def test_an_address_is_kept_as_long_as_a_browser_opens_it() -> None:
    address = "https://vk.com/" + "x" * (ADDRESS - 15)
    assert legible(register({"case": 1, "url": address})).cases["url"].iloc[0] == link(address)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1", "1"),
        ("2026-11/0045", "2026-11/0045"),
        ("89123456789", "89123456789"),  # as long as a № may be: a phone alone cannot be told from one
        (f"{PHONE} {PERSON} кв. 0", "[телефон] [имя] кв. 0"),
        ("cur@example.org дом", "[почта] дом"),
    ],
)
def test_a_number_that_is_none_is_masked(typed: str, shown: str) -> None:
    assert privacy.number(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Иванов И. И.", "Иванов И. И."),
        ("Исполнитель 1", "Исполнитель 1"),
        ("МКУК № 12, 2-й участок", "МКУК № 12, 2-й участок"),
        (f"Иванов И. И. {PHONE}", "Иванов И. И. [телефон]"),
        ("Иванов И. И. i@example.org", "Иванов И. И. [почта]"),
        ("Иванов И. И. vk.com/ivanov", "Иванов И. И. [страница]"),
    ],
)
def test_a_name_is_known_but_not_its_phone(typed: str, shown: str) -> None:
    assert privacy.person(typed) == shown


HOSTILE = {"case": f"{PHONE} {PERSON} кв. 0", "executor": f"Иванов И. И. {PHONE}", "importance": "Повышенная"}


@pytest.mark.parametrize("role", ["viewer", "district"])
def test_who_sees_no_texts_sees_neither_there(role: str) -> None:
    found = narrow(register(HOSTILE, {**HOSTILE, "case": 2}), Scope(role))
    for name in ("case", "executor"):
        assert "345" not in str(found.cases[name].iloc[0])
    assert "345" not in "".join(found.people)
    assert "Иванов И. И. [телефон]" in found.people
    assert found.cases["case"].iloc[1] == "2"
    assert set(found.events["executor"].cat.categories) == set(found.people)


def test_no_file_holds_them() -> None:
    found = register({**HOSTILE, "detected": "02.11.2026 09:05", "sent": "02.11.2026 09:10"})
    facts = facts_of(found)
    bodies = [report.render(report.of(facts, month_of("2026-11"), None), ending) for ending in report.KINDS]
    table = caselist.open_cases(found, live(found, NOW, sla.assess(found, NOW)))
    told = digest.digest(found, NOW)
    for body in (*map(_inside, bodies), digest.text(told), digest.html(told)):
        assert "Иванов И. И." in body
        assert "345-67" not in body
        assert PERSON not in body
    assert "345-67" in table["№"].iloc[0]  # the counter-proof: on his page the curator sees what was typed


def _inside(made: bytes) -> str:
    if not made.startswith(b"PK"):
        return made.decode()
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return b"".join(book.read(name) for name in book.namelist()).decode(errors="ignore")
