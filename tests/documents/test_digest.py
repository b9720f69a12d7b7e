"""The morning digest, its words, and what must never be in it."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from lib import sla
from lib.documents import digest
from lib.figures import summary
from lib.figures.definitions import FIGURE, count, measured, share
from lib.register import Register, parse
from lib.sources.tabs import Tabs
from lib.words import phrases, statements, words
from lib.worktime.period import Period, month_of
from tests.build import NOW, register, tabs

EVIL = "<script>alert('x')</script> & \"кавычки\""


class Links(HTMLParser):
    """Collects what a reader would see, and the addresses of the links."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def some() -> Register:
    return register(
        {"case": 1, "detected": "20.11.2026 10:00", "author": "Пётр Секретный", "text": "тайна"},
        {"case": 2, "detected": "23.11.2026 11:50", "topic": EVIL},
        {"case": 3, "detected": "23.11.2026 11:00", "importance": "Повышенная"},
        {
            "case": 4,
            "detected": "16.11.2026 09:00",
            "kind": "Промежуточный",
            "sent": "16.11.2026 09:05",
            "executor": "Исполнитель 1",
            "posted": "16.11.2026 10:00",
        },
        {"case": 5, "detected": "завтра"},
    )


def part(found: digest.Digest, key: str) -> digest.Part:
    return next(part for part in found.parts if part.key == key)


def test_each_matter_has_its_lines() -> None:
    found = digest.digest(some(), NOW)
    numbers = {part.key: [line.case.removeprefix("№ ") for line in part.lines] for part in found.parts}
    assert numbers["overdue"] == ["1", "3"]
    assert numbers["today"] == ["2", "4"]
    assert numbers["promises"] == ["4"]
    assert numbers["unreported"] == ["3"]
    assert found.title == "«Отклик»: пн, 23 ноября 2026 года, 12:00"
    assert found.head == (
        "Просрочено 2 сообщения. Сегодня наступает срок по 2 сообщениям. Срок окончательного ответа подходит"
        " по 1 сообщению. Главе не доложено о 1 сообщении. В реестре 1 ошибка."
    )
    (promise,) = part(found, "promises").lines
    assert (promise.about, promise.said) == ("Дороги · Вистино", "срок сегодня; Исполнитель 1")
    assert part(found, "unreported").lines[0].about == "Дороги · Вистино · повышенная важность"
    assert part(found, "surges").nothing == (
        "Данных мало: всплески видны, когда реестр ведётся дольше, чем 63 дня; пока — 7 дней."
    )
    total, error = part(found, "check").lines
    assert total.said.startswith("1 ошибка и ")
    assert (error.case, error.about) == ("№ 5", "лист «Реестр», ячейка B6")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-20T08:30", "срок сегодня"),
        ("2026-11-20T19:00", "срок сегодня"),
        ("2026-11-23T08:30", "срок 20.11.2026, опоздание считается с начала рабочего дня"),
        ("2026-11-23T09:00", "срок 20.11.2026, опоздание считается с начала рабочего дня"),
        ("2026-11-23T12:00", "срок 20.11.2026, просрочено на 3 раб. ч"),
    ],
)
def test_a_promise_of_friday_is_late_only_once_monday_has_begun(now: str, said: str) -> None:
    row = {"detected": "13.11.2026 09:00", "kind": "Промежуточный", "posted": "13.11.2026 10:00"}
    (line,) = part(digest.digest(register({"case": 1, **row}), now), "promises").lines
    assert line.said.startswith(said)


@pytest.mark.parametrize(
    ("now", "head"),
    [
        ("2026-11-20T08:30", "Срок окончательного ответа подходит по 1 сообщению."),
        ("2026-11-23T12:00", "Окончательный ответ просрочен по 1 сообщению."),
    ],
)
def test_its_head_tells_a_broken_promise_from_one_that_is_due(now: str, head: str) -> None:
    row = {"detected": "13.11.2026 09:00", "kind": "Промежуточный", "posted": "13.11.2026 10:00"}
    told = digest.digest(register({"case": 1, **row}), now).head
    assert head in told
    assert ("подходит" in told) != ("просрочен по" in told)


def test_a_promise_in_minutes_of_the_clock_is_broken_in_the_evening() -> None:
    """A term in «мин» runs on outside working hours (fine print 11): the digest says what the clock says."""
    row = {"detected": "23.11.2026 17:30", "kind": "Промежуточный", "posted": "23.11.2026 18:30"}
    norms = ({"step": "Окончательный ответ", "limit": 60, "unit": "мин"},)
    told = digest.digest(register({"case": 1, **row}, norms=norms), "2026-11-23T20:00")
    assert "Окончательный ответ просрочен по 1 сообщению." in told.head
    assert "подходит" not in told.head
    (line,) = part(told, "promises").lines
    assert line.said.startswith("срок сегодня, просрочено на 30 мин")


def test_without_importance_nobody_is_said_to_be_reported_of() -> None:
    found = register(
        {"case": 1, "detected": "23.11.2026 09:10"}, fields=("case", "detected", "sent", "reported")
    )
    assert "unreported" not in {part.key for part in digest.digest(found, NOW).parts}


def test_neither_messages_nor_authors_are_in_it() -> None:
    found = digest.digest(some(), NOW)
    for written in (digest.text(found), digest.html(found)):
        assert "тайна" not in written
        assert "Секретный" not in written


def test_text_of_the_register_is_escaped_and_links_lead_to_the_sheet() -> None:
    raw = tabs({"case": EVIL, "detected": "20.11.2026 10:00", "topic": EVIL})
    sheet = "https://docs.google.com/spreadsheets/d/abc/edit"
    located = tuple(
        tab if tab.title != "Реестр" else type(tab)(tab.title, tab.columns, 7) for tab in raw.tabs
    )
    page = digest.html(digest.digest(parse(Tabs("т", located, None, sheet)), NOW))
    read = Links()
    read.feed(page)
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert "alert('x')" in read.text
    assert set(read.links) == {f"{sheet}#gid=7&range=A2"}


def test_a_line_stays_one_line() -> None:
    found = digest.digest(register({"case": 1, "detected": "20.11.2026 10:00", "topic": "а\nб\u202eв"}), NOW)
    assert "— № 1. а бв · Вистино\n   Направление исполнителю (п. 7)" in digest.text(found)


def test_lines_are_short_enough_for_a_messenger() -> None:
    for line in digest.text(digest.digest(some(), NOW)).partition(": С НАЧАЛА МЕСЯЦА")[0].splitlines():
        assert len(line) <= 120, line
        assert "|" not in line
        assert "\t" not in line


def test_many_errors_and_messages_are_cut_and_counted() -> None:
    rows = [{"case": n, "detected": "вчера"} for n in range(1, 15)]
    lines = part(digest.digest(register(*rows), NOW), "check").lines
    assert len(lines) == 12  # the sum, ten of them, the rest
    assert lines[-1].said == "…и ещё 4 ошибки"


def test_personal_data_in_a_topic_typed_by_hand_are_masked() -> None:
    found = register({"case": 1, "detected": "20.11.2026 09:05", "topic": "Ямы, +7 921 123-45-67"})
    written = digest.text(digest.digest(found, NOW))
    assert "Ямы" in written
    assert "123-45-67" not in written


def test_when_there_is_nothing_it_says_so() -> None:
    written = digest.text(digest.digest(register(), NOW))
    for said in ("Просроченного нет.", "На сегодня сроков нет.", "Замечаний нет."):
        assert said in written
    assert "None" not in written
    assert "nan" not in written


def test_a_long_section_is_cut_and_counted() -> None:
    rows = [{"case": n, "detected": "20.11.2026 10:00"} for n in range(1, 41)]
    written = digest.text(digest.digest(register(*rows), NOW))
    assert "ПРОСРОЧЕНО (40)" in written
    assert "…и ещё 10" in written
    assert written.count("— № ") == digest.MOST


# --- phrases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0 сообщений"),
        (1, "1 сообщение"),
        (2, "2 сообщения"),
        (5, "5 сообщений"),
        (11, "11 сообщений"),
        (12, "12 сообщений"),
        (21, "21 сообщение"),
        (104, "104 сообщения"),
        (111, "111 сообщений"),
        (1204, "1\xa0204 сообщения"),
    ],
)
def test_plurals(number: int, told: str) -> None:
    assert words.several(number, words.MESSAGE) == told


@pytest.mark.parametrize(
    ("good", "of", "words"),
    [
        (3, 4, "3 из 4"),
        (0, 0, "нет данных"),
        (45, 50, "45 из 50 (90\u00a0%)"),
        (7, 12, "7 из 12 (58\u00a0%)"),
        (17, 30, "17 из 30 (56,7\u00a0%)"),
        (9999, 10000, "9\xa0999 из 10\xa0000 (99,99\u00a0%)"),
        (1, 10000, "1 из 10\xa0000 (0,01\u00a0%)"),
        (10, 10, "10 из 10 (100\u00a0%)"),
    ],
)
def test_shares(good: int, of: int, words: str) -> None:
    assert phrases.share(share(good, of)) == words


def test_amounts_by_their_measure() -> None:
    assert (
        phrases.amount(FIGURE["answer_median"], measured(75.5, 12)) == "1 ч 16 мин"
    )  # «не дольше»: rounded up
    assert phrases.amount(FIGURE["answer_p90"], measured(float("inf"), 12)) == "не достигнуто"
    assert phrases.amount(FIGURE["mark"], measured(4.25, 3)) == "4,25"
    assert phrases.mark(FIGURE["mark"], measured(4.25, 3)) == "*"
    assert phrases.amount(FIGURE["came_back_days"], measured(6.26, 3)) == "6,3 дн."
    assert phrases.amount(FIGURE["cases"], count(1204)) == "1\xa0204"
    assert phrases.amount(FIGURE["cases"], None) == "нет данных"
    assert phrases.mark(FIGURE["cases"], count(3)) == ""


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.03, "примерно раз в 33 дня"),
        (1 / 150, "примерно раз в 5 месяцев"),
        (1 / 800, "примерно раз в 2 года"),
        (1e-9, "реже чем раз в 10 лет"),
    ],
)
def test_how_seldom(chance: float, words: str) -> None:
    assert phrases.seldom(chance) == words


def test_dates_and_periods() -> None:
    assert phrases.day(datetime(2026, 5, 1)) == "1 мая 2026 года"
    assert phrases.period(month_of("2026-10")) == "октябрь 2026 года"
    assert phrases.within(month_of("2026-03")) == "в марте 2026 года"
    assert phrases.period(Period(datetime(2026, 1, 1).date(), datetime(2027, 1, 1).date())) == "2026 год"
    assert phrases.period(Period(datetime(2026, 1, 5).date(), datetime(2026, 1, 9).date())) == (
        "с 05.01.2026 по 08.01.2026"
    )
    assert phrases.listed(["а", "б", "в"]) == "а, б и в"


# --- statements --------------------------------------------------------------------------------------------


def told(month: str, now: Any = NOW) -> dict[str, str]:
    from benchmarks.insights import demonstration

    found = demonstration(400)
    return statements.statements(summary.month(found, sla.assess(found, now), month, now))


def test_every_matter_is_told_in_one_clean_sentence() -> None:
    for month in ("2026-11", "2026-10", "2020-01"):
        found = told(month)
        assert set(found) == {matter for matters in statements.PARTS.values() for matter in matters}
        for sentence in filter(None, found.values()):
            assert sentence.endswith(".")
            assert sentence[0].isupper()
            assert not re.search(r"nan|None|  | ,|\.\.|\{", sentence), sentence


def test_the_sentences_tell_the_figures() -> None:
    found = register(
        *({"case": n, "detected": f"0{n}.10.2026 10:00", "posted": f"0{n}.10.2026 10:30"} for n in (1, 2, 5)),
        {"case": 4, "detected": "02.09.2026 10:00"},
        {"case": 6, "detected": "02.10.2025 10:00"},
    )
    sentences = statements.statements(summary.month(found, sla.assess(found, NOW), "2026-10", NOW))
    assert sentences["cases"] == (
        "В октябре 2026 года выявлено 3 сообщения; в сентябре — 1, разница в пределах обычных колебаний. "
        "В среднем за рабочий день — 0,1 сообщения."  # the register began on 2 October 2025
    )
    assert sentences["answer"] == "Ответы размещены в срок: на обычные сообщения — 3 из 3."
    assert sentences["backlog"].startswith(
        "На конец 31 октября 2026 года без ответа: 2 сообщения, самое давнее ждёт "
    )


def test_a_register_of_two_steps_leaves_out_what_it_does_not_keep() -> None:
    rows = [{"case": n, "detected": f"{n:02}.11.2026 10:00", "posted": None} for n in range(9, 13)]
    found = register(*rows, fields=("case", "detected", "topic", "location", "posted"))
    told = digest.text(digest.digest(found, NOW))
    assert "ОКОНЧАТЕЛЬНОГО" not in told
    assert "НЕ ДОЛОЖЕНО" not in told
    assert "не доложено" not in told.splitlines()[1]
    assert told.splitlines()[1] == "Просрочено 4 сообщения."


def test_a_case_of_the_day_names_its_report_to_the_head_too() -> None:
    row = {"detected": "23.11.2026 11:52", "sent": "23.11.2026 11:55", "executor": "Исполнитель 1"}
    found = digest.digest(register({"case": 1, "importance": "Повышенная", **row}), NOW)
    (line,) = part(found, "today").lines
    assert line.beside == "Доклад главе (п. 22): Куратор (Куратор); срок сегодня 12:07, осталось 7 раб. мин"
    assert line.said == "Проект ответа (п. 11): Исполнитель 1; срок сегодня 12:52, осталось 52 раб. мин"
