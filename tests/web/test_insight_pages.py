"""The pages of insights: every number opens as many cases as it says; addresses; every kind of register."""

from __future__ import annotations

import io
import re
from html import unescape
from urllib.parse import parse_qs

import numpy as np
import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.charts import bars
from lib.charts.looks import LIGHT
from lib.figures import people, summary
from lib.figures.definitions import SOME, TIMELY, Importance
from lib.figures.facts import Facts
from lib.figures.signals import Lack, deficiencies
from lib.lists import behind_a_number, question, spans
from lib.lists.pointers import find_case
from lib.lists.question import HELD, LACKS, STEPS, Choice, Question
from lib.register import parse
from lib.sources.tabs import Tabs
from lib.web.parts import case_list
from lib.web.shell import printing
from lib.web.shell.derived import Insight
from lib.web.shell.store import Key, View
from lib.words import phrases, words
from lib.worktime.period import month_of
from tests import build
from tests.app import ROOT, app, serve, texts
from tests.build import NOW, facts_of, tabs
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import generate

INSIGHTS = ("cases.py", "deputy.py", "people.py", "topics.py", "signals.py", "month.py")
SIGNALS = ("surges", "head", "promises", "lacks", "repeats")
PARTS = ("timeliness", "quality", "dynamics", "people", "lacks")
BROKEN = tabs(
    {"case": 1, "detected": "вчера", "posted": "31.02.2026 10:00"},
    {"case": 2, "detected": "20.11.2026 09:05", "posted": "20.11.2026 08:00", "importance": "Повышенная"},
    {"case": 2, "detected": "20.11.2026", "sent": "19.11.2026 10:00", "executor": "Кто-то"},
    {"detected": "20.11.2026 10:00", "topic": None, "location": None, "drafted": "20.11.2026 10:30"},
    {"case": 5, "detected": "20.11.2026 10:00", "kind": "Промежуточный", "posted": "20.11.2026 11:00"},
)

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="module")
def demonstration() -> Tabs:
    return build.demonstration(500)


@pytest.fixture(scope="module")
def empty() -> Tabs:
    return build.blank()


@pytest.fixture(scope="module")
def facts(demonstration: Tabs) -> Facts:
    return facts_of(parse(demonstration))


def opened(page: str, **query: str) -> AppTest:
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(f"pages/{page}").run()


# Registers of every kind.


@pytest.mark.parametrize("page", INSIGHTS)
@pytest.mark.parametrize("content", ["demonstration", "empty", "broken"])
def test_drawn(
    page: str, content: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    serve(monkeypatch, BROKEN if content == "broken" else request.getfixturevalue(content))
    for word in ("2026-11", "2025-01", "2031-05"):
        at = opened(page, period=word)
        assert not at.exception


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("content", ["demonstration", "empty", "broken"])
def test_signals_drawn(
    signal: str, content: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    serve(monkeypatch, BROKEN if content == "broken" else request.getfixturevalue(content))
    at = opened("signals.py", signal=signal, promises="all")
    assert not at.exception


@pytest.mark.parametrize("content", ["demonstration", "empty", "broken"])
def test_every_part_of_the_month_is_drawn(
    content: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    serve(monkeypatch, BROKEN if content == "broken" else request.getfixturevalue(content))
    for part in PARTS:
        assert not opened("month.py", period="2026-11", part=part).exception


def test_only_the_open_part_is_drawn_and_all_for_the_printer(
    monkeypatch: pytest.MonkeyPatch, demonstration: Tabs
) -> None:
    serve(monkeypatch, demonstration)
    at = opened("month.py", period="2026-10")
    heads = re.compile(r'<h2 class="otklik-subheading">([^<]*)</h2>')
    assert heads.findall(texts(at)) == [
        "Ответы в срок: обычные",
        "Подготовка (проекты, доработки, окончательные) в срок: обычные",
    ]
    assert not numbers(opened("month.py", period="2026-10", part="lacks")) & numbers(
        opened("month.py", period="2026-10", part="people")
    ) - numbers(at)
    at = at.button(key="print").click().run()
    assert not at.exception
    found = [name for name in heads.findall(texts(at)) if name in PAPER]
    assert found == PAPER


PAPER = [
    "Итоги",
    "Своевременность",
    "Качество",
    "Динамика",
    "Подготовка ответов по исполнителям",
    "Недостатки в работе (п. 20)",
]


@pytest.mark.parametrize(
    ("now", "period"),
    [("2026-11-10T12:00", "2026-10"), ("2026-11-11T00:01", "2026-11"), ("2026-11-01T09:00", "2026-10")],
)
def test_until_the_tenth_the_last_whole_month_opens(
    now: str, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"case": 1, "detected": "05.10.2026 10:00"}
    serve(monkeypatch, tabs(row), now=now)
    at = opened("month.py")
    assert at.selectbox(key="choice_period").value == period
    assert at.selectbox(key="choice_period").options[0] == "ноябрь 2026 года (не закончен)"


def test_a_register_that_began_this_month_opens_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "02.11.2026 10:00"}), now="2026-11-03T12:00")
    assert opened("month.py").selectbox(key="choice_period").value == "2026-11"


def test_empty_states_speak(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    serve(monkeypatch, empty)
    assert "Данных мало" in texts(opened("signals.py"))
    assert "Обо всех сообщениях повышенной важности доложено" in texts(opened("signals.py", signal="head"))
    assert "Сообщений, ждущих окончательного ответа, нет" in texts(opened("signals.py", signal="promises"))
    assert texts(opened("signals.py", signal="lacks")).count("Недостатков ") == 1  # said once
    assert "Недостатков за этот период нет." in texts(opened("signals.py", signal="lacks"))
    assert "За этот период таких сообщений нет" in texts(opened("people.py"))
    assert "На согласовании ничего нет" in texts(opened("deputy.py"))
    assert "сообщений не выявлено" in texts(opened("month.py"))
    topics = opened("topics.py")
    assert "За этот период сообщений нет" in texts(topics)
    assert "без ответа не оставалось ни одного сообщения" in texts(topics)
    assert not topics.get("plotly_chart")


def test_what_is_not_kept_is_never_told_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found and nothing else: that nothing is noted of reports, promises, delays does not make them right."""
    row = {"case": 1, "detected": "20.11.2026 09:05", "importance": "Повышенная"}
    serve(monkeypatch, tabs(row, fields=("case", "detected", "topic", "location", "importance")))
    assert "Доклады главе в реестре не ведутся" in texts(opened("signals.py", signal="head"))
    assert "Окончательные ответы в реестре не ведутся" in texts(opened("signals.py", signal="promises"))
    for page, query in (("signals.py", {"signal": "lacks"}), ("deputy.py", {})):
        shown = texts(opened(page, **query))
        assert "Недостатки не считаются" in shown
        assert "Недостатков" not in shown
        assert "На согласовании ничего нет" not in shown
    assert "Просроченных и срочных сообщений нет" not in texts(opened("now.py"))


def test_of_one_kind_no_all_clear_is_given_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of which there is none, where others are; what the register cannot show is not offered."""
    late = {"case": 1, "detected": "20.11.2026 09:05", "posted": "20.11.2026 17:05"}
    serve(monkeypatch, tabs(late, fields=("case", "detected", "topic", "location", "posted", "final_posted")))
    at = opened("signals.py", signal="lacks", kind="promise")
    assert at.selectbox(key="choice_kind").options == [
        "Все недостатки",
        *(kind.label for kind in (Lack.LATE, Lack.OVERDUE, Lack.PROMISE)),
    ]
    assert "Недостатков этого вида за этот период нет." in texts(at)
    assert "недостатков нет" not in texts(at).lower()
    assert not at.success


def test_where_no_step_can_be_judged_nobody_vouches_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """«Статус» alone says that an answer was given, not when."""
    rows = [{"case": n, "detected": f"1{n}.11.2026 10:00", "status": "Ответ дан"} for n in range(1, 5)]
    own = tabs(*rows, fields=("case", "detected", "topic", "location", "status"))
    serve(monkeypatch, own)
    told = "О недостатках судить нельзя: ни об одном шаге не известно, вовремя ли он сделан"
    for page, query in (
        ("signals.py", {"signal": "lacks"}),
        ("deputy.py", {}),
        ("month.py", {"period": "2026-11"}),
    ):
        at = opened(page, **query)
        assert told in texts(at)
        assert "По тому, что ведётся" not in texts(at)
        assert not [box for box in at.success if "едостат" in box.value]


def test_where_nothing_waited_there_is_no_picture_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"case": 1, "detected": "20.10.2026 10:00", "posted": "20.10.2026 11:00"}
    serve(monkeypatch, tabs(row))
    for page, query in (("month.py", {"period": "2026-10", "part": "dynamics"}), ("topics.py", {})):
        shown = texts(opened(page, **query))
        assert "На конец дня без ответа не оставалось ни одного сообщения." in shown
        assert "больше всего 0" not in shown


def test_the_month_begins_with_its_numbers(monkeypatch: pytest.MonkeyPatch, demonstration: Tabs) -> None:
    serve(monkeypatch, demonstration)
    at = opened("month.py", period="2026-10")
    register = parse(demonstration)
    month = summary.month(register, sla.assess(register, NOW), "2026-10", NOW)
    cases = month.value("cases").current.value
    answers = month.value("answer", Importance.ORDINARY)
    said = re.sub(r"<[^>]+>", " ", texts(at))
    assert re.search(rf"Сообщения +{words.number(cases)} ", said)
    good, of = answers.current.good, answers.current.of
    share = phrases.percent(answers.current).replace("\u00a0", " ")
    assert of < SOME  # compared with nothing
    assert re.search(rf"Ответы в срок по обычным сообщениям +{good} из {of} +{share} +(?!сент)", said)
    assert re.search(r"сент\. 2026 — \d+, окт\. 2025 — \d+: в пределах обычных колебаний", said)
    lacking = [
        words.number(month.value("deficiencies", importance).current.value)
        for importance in (Importance.ORDINARY, Importance.HIGH)
    ]
    said_of = rf"Недостатки по обычным сообщениям +{lacking[0]} .*повышенной важности — {lacking[1]} "
    assert re.search(said_of, said)


@pytest.mark.parametrize("page", INSIGHTS)
@pytest.mark.parametrize(
    "query",
    [
        {"period": "<script>", "importance": "'", "who": "executor:никто", "dimension": "x", "step": "y"},
        {"period": "2026-99", "topic": "нет такой", "location": "![x](http://evil.example)"},
        {"what": "nothing", "trait": "__class__", "rules": "x", "statuses": "y", "hour": "99", "kind": "z"},
        {"period": "0001-01-01..9999-12-31", "role": "head", "person": "", "weekday": "-5"},
    ],
)
def test_addresses_are_checked(
    page: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch, demonstration: Tabs
) -> None:
    serve(monkeypatch, demonstration)
    at = opened(page, **query)
    assert not at.exception
    assert "evil" not in "\n".join(str(element.value) for element in at.get("markdown"))


# Every number opens its cases.


@pytest.mark.parametrize("month", ["2026-11", "2026-10", "2026-01"])
def test_figures_open_as_many_cases_as_they_say(facts: Facts, month: str) -> None:
    for value in summary.of(facts, month_of(month)).values:
        asked = question.of_figure(value.figure.key, value.importance, month)
        if asked is None:
            assert value.figure.key == "excluded"
            continue
        assert question.read({name: values for name, values in asked.query().items()}) == asked
        found = behind_a_number.answer(facts, asked)
        same = value.current.good if value.figure.key == "per_day" else value.current.of
        assert len(found.table) == same, (value.figure.key, value.importance)
        if found.good is not None:
            assert found.good == value.current.good, (value.figure.key, value.importance)


@pytest.mark.parametrize("importance", [Importance.ORDINARY, Importance.HIGH])
def test_numbers_of_people_open_their_cases(facts: Facts, importance: Importance) -> None:
    period = month_of("2026-10")
    choice = Choice(importance=importance)
    for row in people.overview(facts, period, importance).to_dict("records"):
        asked = Question(STEPS, "2026-10", role=row["role"], person=row["person"], choice=choice)
        assert len(behind_a_number.answer(facts, asked).table) == row["total"]
    for row in people.lateness(facts, period).to_dict("records"):
        if row["high"] == (importance is Importance.HIGH):
            asked = Question(HELD, "2026-10", role=row["role"], person=row["person"], choice=choice)
            assert behind_a_number.answer(facts, asked).table.index.nunique() == row["cases"]
    for row in people.quality(facts, period).to_dict("records"):
        if row["high"] == (importance is Importance.HIGH):
            for trait, good, of in (("cases", None, "cases"), ("reworked", "reworked", "drafted")):
                asked = Question(period="2026-10", trait=trait, person=row["person"], choice=choice)
                found = behind_a_number.answer(facts, asked)
                assert len(found.table) == row[of]
                assert good is None or found.good == row[good]


def test_overview_is_no_ranking(facts: Facts) -> None:
    table = people.overview(facts, None, Importance.ORDINARY)
    order = [
        (people.ROLES.index(role), name.casefold())
        for role, name in zip(table["role"], table["person"], strict=False)
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("kind", ["", *Lack])
def test_deficiencies_open_their_cases(facts: Facts, kind: str) -> None:
    rows = deficiencies(facts, month_of("2026-11"))
    wanted = rows if not kind else rows[rows["kind"] == kind]
    found = behind_a_number.answer(facts, Question(LACKS, "2026-11", kind=kind))
    assert sorted(found.table.index) == sorted(wanted.index)


def numbers(at: AppTest) -> set[tuple[str, str]]:
    """The addresses of lists on a page with the words that open them."""
    html = "\n".join(element.proto.body for element in at.get("html"))
    found = re.findall(r'<a href="(cases\?[^"]*)"[^>]*>([^<]*)</a>', html)
    return {(unescape(address), unescape(said).replace("\u00a0", "")) for address, said in found}


def untrue(facts: Facts, told: set[tuple[str, str]]) -> list[tuple[str, str, int, int | None]]:
    """The numbers whose list has another length, the shares whose list has another numerator."""
    wrong = []
    for address, said in sorted(told):
        asked = question.read(parse_qs(address.partition("?")[2], keep_blank_values=True))
        found = behind_a_number.answer(facts, asked)
        here = len(found.table)
        if re.fullmatch(r"\d+", said) and asked.trait != "mark":  # of marks the average is told
            same = here == int(said)
        elif share := re.match(r"(\d+) из (\d+)(?:\*| \(|$)", said):
            same = (found.good, here) == (int(share[1]), int(share[2]))
        else:
            same = here > 0  # a median, a rate, a duration
        if not same:
            wrong.append((address, said, here, found.good))
    return wrong


EVERYWHERE = [
    ("month.py", {"period": "2026-10"}),
    *(("month.py", {"period": "2026-11", "part": part}) for part in PARTS),
    ("people.py", {"period": "12m"}),
    ("people.py", {"period": "2026-10", "importance": "high"}),
    ("people.py", {"period": "12m", "who": "curator:Куратор Демонстрационный"}),
    ("topics.py", {"period": "12m"}),
    ("topics.py", {"period": "12m", "importance": "high", "dimension": "location"}),
    ("topics.py", {"period": "2026-11", "topic": "Уборка снега", "dimension": "network"}),
    ("deputy.py", {}),
    ("signals.py", {"signal": "lacks"}),
]


@pytest.mark.parametrize(("page", "query"), EVERYWHERE)
def test_every_number_of_a_page_is_the_length_of_its_list(
    page: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch, demonstration: Tabs, facts: Facts
) -> None:
    serve(monkeypatch, demonstration)
    told = numbers(opened(page, **query))
    assert told
    assert untrue(facts, told) == []


@pytest.mark.parametrize("seed", range(3))
def test_every_number_of_a_wild_register_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, now = generate.register(seed)
    serve(monkeypatch, as_tabs(raw), now=str(now))
    register = parse(as_tabs(raw))
    facts = facts_of(register, now)
    monkeypatch.setattr(printing, "asked", lambda: True)  # all parts of the month
    for page in ("month.py", "people.py", "topics.py"):
        at = opened(page, **({} if page == "month.py" else {"period": "12m"}))
        assert not at.exception
        assert untrue(facts, numbers(at)) == []


# The list itself.


def test_a_list_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "20.11.2026 09:05", "topic": "Вода", "author": "Тайный Автор"},
            {"case": 2, "detected": "20.11.2026 09:10", "topic": "Снег", "excluded": "да"},
            {"case": 3, "detected": "20.10.2026 09:10", "topic": "Снег"},
        ),
    )

    def listed(**query: str) -> list[str]:
        at = opened("cases.py", **query)
        assert not at.exception
        assert "Тайный" not in texts(at)
        return re.findall(r'<a href="case\?n=(\d)', "\n".join(el.proto.body for el in at.get("html")))

    assert listed() == ["3", "1"] or listed() == ["1", "3"]
    assert listed(period="2026-11") == ["1"]
    assert listed(topic="Снег") == ["3"]
    assert listed(topic="Снег", period="2026-11") == []
    assert listed(hour="9", weekday="4") == ["1"]
    assert listed(period="2026-11", at="19.11.2026 12:00") == []


def test_the_moment_goes_with_the_links(monkeypatch: pytest.MonkeyPatch, demonstration: Tabs) -> None:
    serve(monkeypatch, demonstration)
    found = numbers(opened("month.py", period="2026-10", at="15.10.2026 12:00"))
    assert found
    assert all("at=15.10.2026" in address for address, _ in found)


def test_export_is_inert_and_without_authors(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = {
        "case": 1,
        "detected": "20.11.2026 09:05",
        "posted": "20.11.2026 17:00",
        "text": '=HYPERLINK("http://evil.example")',
        "topic": "+cmd",
        "location": "@x",
        "author": "Тайный Автор",
    }
    view = View(Key(-7, 1, pd.Timestamp(NOW)), parse(tabs(hostile)))
    found = Insight(view).of(behind_a_number.answer, Question(LACKS, "2026-11"))
    assert len(found.table)
    book = openpyxl.load_workbook(io.BytesIO(case_list.build(view, found.table, found.title, found.notes)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "d"}
    values = [str(cell.value) for cell in cells]
    assert '=HYPERLINK("http://evil.example")' in values
    assert not [value for value in values if "Тайный" in value]


# What a page says.


def test_shares_of_few_are_told_as_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"case": n, "detected": f"{n + 2:02d}.11.2026 10:00", "posted": f"{n + 2:02d}.11.2026 11:00"}
        for n in range(1, 4)
    ]
    serve(monkeypatch, tabs(*rows))
    shown = texts(opened("month.py", period="2026-11", part="timeliness"))
    assert "3 из 3" in shown
    assert "3 из 3*" in shown
    marked = [table for table in shown.split("<table")[1:] if "*</a>" in table]
    assert marked
    assert all(table.count(phrases.FEW_NOTE) == 1 for table in marked)  # one note for all its marks
    assert "100 %" not in shown
    assert "Месяц не закончен" in shown


def test_what_a_share_is_taken_of_is_said_once(monkeypatch: pytest.MonkeyPatch, demonstration: Tabs) -> None:
    serve(monkeypatch, demonstration)
    page = texts(opened("month.py", period="2026-10", part="timeliness"))
    said = re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ")
    assert said.count(TIMELY) == said.count("в срок / (в срок + с опозданием") == 1


def test_steps_are_drawn_as_parts_of_ones_own(facts: Facts) -> None:
    table = people.overview(facts, month_of("2026-10"), Importance.ORDINARY)
    figure = bars.steps(table, LIGHT).figure
    sums = sum(np.asarray(trace.x, dtype=float) for trace in figure.data)
    whole = (table["total"] - table["cancelled"]).to_numpy()
    assert sums == pytest.approx(np.where(whole > 0, 1.0, 0.0))
    for label, number in zip(figure.layout.yaxis.ticktext, whole, strict=True):
        assert f"<br>{number} шаг" in label


def test_long_names_that_begin_alike_are_two_bars() -> None:
    names = [f"Муниципальное казённое учреждение «{end}»" for end in ("Дороги", "Парки")]
    table = pd.DataFrame({"value": names, "cases": [3, 2], "ordinary": [3, 2], "high": [0, 0]})
    table = table.assign(previous=pd.NA, year_ago=pd.NA)
    figure = bars.values(table, "Темы", ("", ""), LIGHT).figure
    assert len(set(figure.layout.yaxis.ticktext)) == 1
    assert list(figure.data[0].y) == [0, 1]
    assert [each[0] for each in figure.data[0].customdata] == names


def test_broken_promises_stand_on_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"detected": "02.11.2026 09:05", "sent": "02.11.2026 09:10", "kind": "Промежуточный"}
    serve(monkeypatch, tabs({"case": 1, **row, "executor": "Иванов", "posted": "02.11.2026 10:00"}))
    assert "Окончательные ответы: просрочено 1" in texts(app().run())
    assert "Окончательные ответы: просрочено или срок сегодня · 1" in texts(opened("deputy.py"))
    assert "Окончательный ответ: просрочен по 1 сообщению." in texts(opened("deputy.py"))


def test_a_card_shows_what_it_looks_like(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Прорвало трубу около котельной на Заводской, вода течёт по дороге"
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "02.11.2026 09:05", "text": text},
            {"case": 2, "detected": "20.11.2026 09:05", "text": f"Снова {text.lower()}"},
            *({"case": n, "detected": "20.11.2026 09:05", "text": f"Другое {n}"} for n in range(3, 9)),
        ),
    )
    shown = texts(opened("case.py", n="2"))
    assert "Похоже на прежние сообщения" in shown
    assert 'href="case?n=1"' in shown
    assert "Похоже на прежние" not in texts(opened("case.py", n="1"))


def test_an_excluded_message_is_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "20.11.2026 09:05"},
            {"case": 2, "detected": "20.11.2026 09:05", "text": "Угроза", "excluded": "Угрозы"},
        ),
    )
    at = opened("topics.py", period="2026-11")
    assert "Не подлежат обработке" in texts(at)
    assert "Угроза" not in texts(at)


def test_facts_are_derived_once(monkeypatch: pytest.MonkeyPatch, demonstration: Tabs) -> None:
    serve(monkeypatch, demonstration)
    calls: list[str] = []
    real = summary.of
    monkeypatch.setattr(summary, "of", lambda *args: calls.append("month") or real(*args))
    monkeypatch.setattr(summary.of, "__qualname__", "of", raising=False)
    for _ in range(3):
        assert not opened("month.py", period="2026-10").exception
    assert calls == ["month"]


def test_periods_of_addresses() -> None:
    today = np.datetime64("2026-11-23")
    for word in ("2026-10", "2026", "2026-10-05", "2026-10-05..2026-10-11"):
        period = spans.read(word, today)
        assert period is not None
        assert spans.token(period) == word
    for word in ("", "x", "2026-13", "1999-01", "2026-10-05..2026-10-01", "2026-1-1", "20261005"):
        assert spans.read(word, today) is None
    assert spans.label("12m", today) == "последние 12 месяцев"
    assert spans.choices(np.datetime64("2026-09-01"), today)[2:5] == ["2026-11", "2026-10", "2026-09"]


def test_addresses_of_cards_are_those_of_the_listing(demonstration: Tabs) -> None:
    register = parse(demonstration)
    found = behind_a_number.answer(facts_of(register), Question()).table
    for at, address in list(zip(found.index, found["Карточка"], strict=True))[:20]:
        query = {name: values[0] for name, values in parse_qs(address.partition("?")[2]).items()}
        assert find_case(register, query["n"], query.get("row", "")) == at


def test_the_deputy_begins_with_what_he_can_do(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"detected": "23.11.2026 11:30", "importance": "Повышенная", "sent": "23.11.2026 11:35"}
    waiting = {"drafted": "23.11.2026 11:45", "escalated": "23.11.2026 11:50"}
    past = {"case": 3, "detected": "05.10.2026 10:00", "posted": "05.10.2026 11:00"}
    serve(monkeypatch, tabs({"case": 1, **row}, {"case": 2, **row, **waiting}, past))
    at = opened("deputy.py", at="23.11.2026 12:00")
    tiles = next(
        element.proto.body for element in at.get("html") if "otklik-tiles" in element.proto.body[:30]
    )
    found = [
        (unescape(href), said) for href, said in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', tiles)
    ]
    assert [(href.partition("&")[0], said) for href, said in found] == [
        ("now?list=deputy", "1"),
        ("now?list=head", "2"),
        ("month?period=2026-10", "октябрь 2026"),
    ]
    assert all("at=23.11.2026" in href for href, _ in found)


def test_every_page_of_insights_is_here() -> None:
    assert {path.name for path in (ROOT / "pages").glob("*.py")} >= set(INSIGHTS)
