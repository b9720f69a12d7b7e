"""Every page on the demonstration, an empty register, a broken one; filters, moments."""

from __future__ import annotations

import ast
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.base.errors import SourceError
from lib.district.summary import unreadable
from lib.duties import live
from lib.figures import headline, urgency
from lib.figures.headline import Filters
from lib.law.regulation import Role
from lib.register import parse
from lib.sheets import read
from lib.sources.config import Config
from lib.sources.config.district import District, Member
from lib.sources.feed import Snapshot
from lib.sources.tabs import Tab, Tabs
from lib.web.parts import case_list
from lib.web.shell import districts
from lib.web.shell.store import Key, Served, View
from lib.web.views import now
from tests import build
from tests.app import PAGES, ROOT, app, listed, serve, texts
from tests.build import NOW, tabs

TITLES = {
    "now.py": "Сейчас",
    "case.py": "Карточка",
    "check.py": "Проверка реестра",
    "regulation.py": "Регламент",
    "cases.py": "Сообщения",
    "deputy.py": "Заместителю главы",
    "people.py": "Исполнители",
    "topics.py": "Темы",
    "signals.py": "Сигналы",
    "month.py": "Месяц",
    "district.py": "Район",
    "connect.py": "Подключить таблицу",
}

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="session")
def demonstration() -> Tabs:
    return build.demonstration(300)


@pytest.fixture(scope="session")
def empty() -> Tabs:
    return build.blank()


@pytest.fixture(autouse=True)
def a_district(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name a district of one register, so that every page is there."""
    member = Member("Поселение 1", Config(workbook=Path("p1.xlsx")))
    monkeypatch.setattr(districts, "configured", lambda: District("Район", (member,)))
    monkeypatch.setattr(districts.whole, "count", lambda *_, **__: [unreadable("2026-11", "Файла нет.")])


def opened(page: str, **query: str) -> AppTest:
    """A page opened by its address in a new session."""
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(f"pages/{page}") if page != "now.py" else at
    return at.run()


def test_every_page_has_a_title_here() -> None:
    assert set(PAGES) == set(TITLES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("content", ["demonstration", "empty"])
def test_pages_are_drawn(
    page: str, content: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    serve(monkeypatch, request.getfixturevalue(content))
    at = opened(page)
    assert not at.exception
    assert TITLES[page] in texts(at)
    assert "Данные прочитаны" in texts(at)


# --- the hole that `pages/` leaves beside the router ---


def guarded(source: str) -> bool:
    """Whether a page's first act, imports and docstring apart, is to ask the shell what it may show."""
    acts = [
        node
        for node in ast.parse(source).body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    constants = [node for node in acts if isinstance(node, ast.Assign) and _plain(node.value)]
    first = next((node for node in acts if node not in constants), None)
    asks = ("router.page()", "router.frame()")
    return isinstance(first, ast.Assign) and ast.unparse(first.value) in asks


def _plain(value: ast.expr) -> bool:
    return not any(isinstance(node, ast.Call) for node in ast.walk(value))


@pytest.mark.parametrize("page", PAGES)
def test_page_is_guarded(page: str) -> None:
    assert guarded((ROOT / "pages" / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        'import streamlit as st\n\nst.title("Без охраны")\n',
        'from lib.web.shell import router\n\nprint("сначала")\nview = router.page()\n',
        '"""Doc."""\n',
    ],
)
def test_a_page_that_forgets_the_guard_is_noticed(source: str) -> None:
    assert not guarded(source)


@pytest.mark.parametrize("page", PAGES)
def test_a_deep_link_gets_the_shell(page: str, monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    serve(monkeypatch, empty)
    at = app().switch_page(f"pages/{page}").run()  # the very first run of the server is this page's file
    assert not at.exception
    assert TITLES[page] in texts(at)


# --- «Сейчас» ---


def counters(at: AppTest) -> dict[str, int]:
    """The counters of «Сейчас», which choose its list, by their names."""
    labels = [option.content for option in at.get("button_group")[0].proto.options]
    parts = [re.fullmatch(r"(.+) · \*\*(\d+)\*\*", label) for label in labels]
    return {part[1]: int(part[2]) for part in parts if part}


def test_the_counters_are_the_switch_of_the_list(
    monkeypatch: pytest.MonkeyPatch, demonstration: Tabs
) -> None:
    serve(monkeypatch, demonstration)
    register, now = parse(demonstration), pd.Timestamp(NOW)
    duties = sla.assess(register, now)
    open_now = live.live(register, now, duties)
    late, deputy = headline.overdue(open_now), headline.waiting_for_deputy(open_now)
    unfinished = headline.unfinished(open_now)
    steps = live.with_reports(register, now, duties, open_now)
    own = steps[urgency.is_mine(steps, Role.CURATOR)]
    assert counters(opened("now.py")) == {
        "Срочные": len(headline.urgent(steps)),
        "Мои": len(own),
        "Просрочено": len(headline.overdue(steps)),
        "Скоро срок": len(headline.soon(steps)),
        "Ждут окончательного": len(unfinished),
        "Не доложено главе": open_now["unreported"].sum(),
        "У зам. главы": len(deputy),
        "Все в работе": len(open_now),
    }
    assert len(late) > 0
    assert len(deputy) > 0
    assert len(listed(opened("now.py", list="final"))) == len(unfinished)
    assert len(listed(opened("now.py", list="mine"))) == len(own)


def test_own_steps_stand_apart_from_those_to_remind_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """«Сделать мне», then «Напомнить» by person, then long delays; the oldest promise is not the first."""
    sent = {"executor": "Исполнитель 1", "detected": "23.11.2026 09:05"}
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "23.11.2026 11:20"},  # to be sent on by 11:50: late
            {"case": 2, "detected": "23.11.2026 11:40"},  # by 12:10
            {"case": 3, **sent, "sent": "23.11.2026 09:10"},
            {"case": 4, **sent, "sent": "23.11.2026 09:20", "executor": "Исполнитель 2"},
            {"case": 5, **sent, "sent": "23.11.2026 09:30"},
            {"case": 6, "detected": "16.11.2026 09:05"},  # a week late
        ),
    )
    at = opened("now.py")
    shown = texts(at)
    assert [listed(at, place) for place in range(4)] == [["2", "1"], ["5", "3"], ["4"], ["6"]]
    titles = ("Сделать мне · 2", "Напомнить · 3 (2 человека)", "Исполнитель 1 · 2", "Исполнитель 2 · 1")
    places = [shown.index(title) for title in titles]
    assert places == sorted(places)
    assert "Просрочено больше чем на рабочий день · 1" in [panel.label for panel in at.expander]


REPORT_RUNS = {
    "case": 1, "importance": "Повышенная", "detected": "23.11.2026 11:52", "sent": "23.11.2026 11:55",
    "executor": "Исполнитель 1",
}  # fmt: skip


def test_the_report_to_the_head_is_the_curators_own_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Detected eight minutes ago, the report is due in seven; the executor's draft runs beside it."""
    serve(monkeypatch, tabs(REPORT_RUNS))
    at = opened("now.py")
    shown = texts(at)
    assert "Сделать мне · 1" in shown
    assert re.search(r"осталось 7 раб. мин</b><small>срок [^<]*12:07</small>.*Доклад главе", shown)
    told = {
        "Срочные": 1,
        "Мои": 1,
        "Просрочено": 0,
        "Скоро срок": 1,
        "Не доложено главе": 1,
        "Все в работе": 1,
    }
    assert {name: number for name, number in counters(at).items() if name in told} == told
    table = texts(opened("now.py", list="head"))
    assert "12:07</small>" in table
    assert "Проект ответа" not in table


def test_the_card_names_the_report_beside_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(REPORT_RUNS))
    card = texts(opened("case.py", n="1"))
    assert re.findall(r'class="otklik-next \w+"><p><b>(.*)</b></p><p>(.*?) Срок', card) == [
        ("Следующий шаг (п. 22): доложить главе.", "У кого в работе: Куратор (Куратор)."),
        ("Кроме того, нужно (п. 11): подготовить проект ответа.", "У кого в работе: Исполнитель 1."),
    ]


def test_the_most_urgent_stands_first_whoever_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case of high importance with the deputy comes before drafts that are late already."""
    sent = {"executor": "Исполнитель 1", "detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10"}
    high = {
        "importance": "Повышенная", "executor": "Исполнитель 1", "detected": "23.11.2026 11:10",
        "reported": "23.11.2026 11:15", "sent": "23.11.2026 11:15", "drafted": "23.11.2026 11:30",
        "escalated": "23.11.2026 11:40",
    }  # fmt: skip
    serve(monkeypatch, tabs({"case": 1, **sent}, {"case": 2, **high}))
    at = opened("now.py")
    assert [listed(at, place) for place in range(2)] == [["2"], ["1"]]


def test_out_of_hours_the_page_is_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tabs({"case": 1, "detected": "20.11.2026 16:40"}, {"case": 2, "detected": "20.11.2026 09:10"})
    serve(monkeypatch, rows, now="2026-11-21T12:00")
    shown = texts(opened("now.py"))
    assert "Сейчас нерабочее время. Отсчёт сроков продолжится в понедельник, 23 ноября, в 9:00." in shown
    assert "otklik-open calm" in shown
    serve(monkeypatch, rows, now="2026-11-23T09:05")
    shown = texts(opened("now.py"))
    assert "нерабочее" not in shown
    assert "otklik-open calm" not in shown


def test_one_line_of_links_tells_of_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"detected": "09.11.2026 09:05", "kind": "Промежуточный", "posted": "09.11.2026 10:00"}
    serve(monkeypatch, tabs({"case": 1, **given}, {"case": 2, **given}))
    shown = texts(opened("now.py"))
    assert '<a href="signals?signal=promises" target="_self">Окончательные ответы: просрочено 2</a>' in shown


def test_lists_show_no_author(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "23.11.2026 09:05", "author": "Тайный Автор"}))
    at = opened("now.py")
    assert listed(at) == ["1"]
    assert not listed(at, 1)
    assert "Тайный" not in texts(at)
    assert "Тайный Автор" in texts(opened("case.py", n="1"))


def test_filters_come_from_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"reported": "20.11.2026 09:12"}
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "20.11.2026 09:05", "topic": "Дороги"},
            {"case": 2, "detected": "20.11.2026 09:10", "topic": "Вода", "importance": "Повышенная"} | told,
            {"case": 3, "detected": "20.11.2026 09:15", "topic": "Вода"},
        ),
    )

    def numbers(**query: str) -> list[str]:
        at = opened("now.py", **query)
        assert not at.exception
        return sorted(listed(at))

    assert numbers() == ["1", "2", "3"]
    assert numbers(topic="Вода") == ["2", "3"]
    assert numbers(topic="Вода", importance="Обычная") == ["3"]
    assert numbers(executor="не указано") == ["1", "2", "3"]
    assert numbers(topic="такой темы нет") == ["1", "2", "3"]
    assert numbers(importance="<script>") == ["1", "2", "3"]


def test_what_waits_for_the_deputy(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"detected": "23.11.2026 11:30", "importance": "Повышенная", "sent": "23.11.2026 11:35"}
    waiting = {"drafted": "23.11.2026 11:45", "escalated": "23.11.2026 11:50"}
    serve(monkeypatch, tabs({"case": 1, **row}, {"case": 2, **row, **waiting}))
    at = opened("now.py")
    assert [listed(at, place) for place in range(3)] == [["1", "2"], ["1"], ["2"]]  # to report, remind, wait
    assert "Ждёт заместителя главы · 1" in texts(at)


def test_a_moment_in_the_past_hides_what_came_later(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs(
            {"case": 1, "detected": "20.11.2026 09:05", "posted": "20.11.2026 10:00"},
            {"case": 2, "detected": "23.11.2026 09:05"},
        ),
    )
    at = opened("now.py", at="20.11.2026 09:30")
    assert counters(at)["Все в работе"] == 1
    assert "Реестр показан по состоянию на 20.11.2026, 09:30" in texts(at)
    assert "Такого сообщения нет" in texts(opened("case.py", n="2", at="2026-11-20T09:30"))
    past, present = opened("case.py", n="1", at="20.11.2026 09:30"), opened("case.py", n="1")
    assert "Размещено" not in texts(past)
    assert "Размещено" in texts(present)


@pytest.mark.parametrize("typed", ["вчера", "31.02.2026 10:00", "01.01.1901 10:00", "<b>"])
def test_a_moment_that_makes_no_sense(typed: str, monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    serve(monkeypatch, empty)
    at = opened("now.py", at=typed)
    assert not at.exception
    assert "Не удалось распознать дату и время" in texts(at)


# --- the card ---


def test_card_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(
        monkeypatch,
        tabs(
            {"case": 12, "detected": "20.11.2026 09:05", "text": "Первое", "posted": "20.11.2026 10:00"},
            {"case": 12, "detected": "20.11.2026 09:06", "text": "Второе с тем же номером"},
            {"case": 13, "detected": "20.11.2026 09:07", "text": "Повтор", "repeat_of": 12},
            {"detected": "20.11.2026 09:08", "text": "Без номера"},
        ),
    )
    assert "Первое" in texts(opened("case.py", n="12.0"))
    assert "Второе с тем же номером" in texts(opened("case.py", n="12", row="3"))
    assert "Без номера" in texts(opened("case.py", n="строка 5"))
    repeat = texts(opened("case.py", n="13"))
    assert "п. 16" in repeat
    assert "case?n=12&amp;row=2" in repeat
    assert "Повторные сообщения по этому вопросу" in texts(opened("case.py", n="12"))
    missing = opened("case.py", n="777")
    assert not missing.exception
    assert "Сообщения № 777 в реестре нет" in texts(missing)
    assert [link.proto.label for link in missing.get("page_link")] == ["К списку"]


def test_every_card_of_the_demonstration(monkeypatch: pytest.MonkeyPatch, demonstration: Tabs) -> None:
    serve(monkeypatch, demonstration)
    cases = parse(demonstration).cases["case"]
    for case in [*cases.iloc[:3], *cases.iloc[-12:]]:
        at = opened("case.py", n=case)
        assert not at.exception
        assert case in texts(at)


def test_why_such_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "20.11.2026 12:30"}))
    at = opened("case.py", n="1")
    at.expander[-1].open = True
    at.session_state["why"] = True
    at.run()
    at.selectbox[0].set_value(0).run()  # the whole answer's, not the next step's
    assert not at.exception
    assert "выходной" in texts(at)
    assert "перерыв" in texts(at)


# --- «Проверка реестра» ---


def test_check_names_cells_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "вчера <b>утром</b>"}))
    shown = texts(opened("check.py"))
    assert "Реестр, B2" in shown
    assert "вчера &lt;b&gt;утром&lt;/b&gt;" in shown
    assert "<b>утром" not in shown


def test_check_of_rows_with_a_card_beside_rows_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """One group holds what is about a case of the register, and what is about none."""
    journal = [
        {"case": 1, "time": "20.11.2026 09:10"},  # no event
        {"case": 99, "time": "20.11.2026 09:10", "event": "Направлено"},  # no such case
    ]
    serve(monkeypatch, tabs({"case": 1, "detected": "20.11.2026 09:05"}, journal=journal))
    at = opened("check.py")
    assert not at.exception
    shown = texts(at)
    assert 'href="case?n=1"' in shown
    assert "case?n=99" not in shown


def test_check_counts_before_it_tells_of_absent_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "14:20"}, fields=("case", "detected", "posted")))
    shown = texts(opened("check.py"))
    assert shown.index("Исправить: 1.") < shown.index("нет столбцов")


def test_check_of_a_clean_register(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "23.11.2026 09:05"}))
    assert "Реестр в порядке" in texts(opened("check.py"))


def test_check_opens_with_what_there_is_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"case": number, "detected": "23.11.2026 11:00", "network": "ВК"} for number in range(1, 61)]
    serve(monkeypatch, tabs(*rows, {"case": 61, "detected": "14:20"}, lists=[{"network": "ВКонтакте"}]))
    at = opened("check.py")
    shown = texts(at)
    assert shown.index("Исправить: 1. Проверить: 1.") < shown.index("Дата и время не читаются")
    assert "Ячеек с замечаниями — 60, сообщений с ними — 61." in shown
    assert "шибок" not in shown  # how many there are the heading has told
    assert shown.index("✕ 14:20") < shown.index("! ВК")
    assert "<details><summary>60 ячеек: C2–C61" in shown
    assert "Возможно, имелось в виду: ВКонтакте" in shown


def test_a_thousand_remarks_are_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"case": number, "detected": "23.11.2026 11:00", "network": "ВК", "executor": f"Имя {number % 25}"}
        for number in range(1, 501)
    ]
    serve(monkeypatch, tabs(*rows, lists=[{"network": "ВКонтакте", "executor": "Исполнитель 1"}]))
    at = opened("check.py")
    assert "с замечаниями — 1 000" in texts(at)
    assert texts(at).count("<details>") <= 20
    assert "Показать ещё 16" in [button.label for button in at.button]


# --- «Карточка» ---


def test_a_card_with_a_deficiency_is_not_green(monkeypatch: pytest.MonkeyPatch) -> None:
    done = {
        name: f"17.11.2026 09:{minute}" for name, minute in (("sent", 10), ("drafted", 20), ("posted", 30))
    }
    row = {"case": 1, "detected": "17.11.2026 09:05", **done, "approved": "17.11.2026 09:25"}
    serve(
        monkeypatch,
        tabs(row, {**row, "case": 2, "answer_url": "https://x/2"}, {**row, "case": 3, "media": "?"}),
    )
    assert "Недостаток (п. 14): ссылка на размещённый ответ не указана." in texts(opened("case.py", n="1"))
    assert not opened("case.py", n="1").success
    assert "сделано" in opened("case.py", n="2").success[0].value


def test_a_card_with_a_misread_cell_is_not_green(monkeypatch: pytest.MonkeyPatch) -> None:
    done = {
        name: f"17.11.2026 09:{minute}" for name, minute in (("sent", 10), ("approved", 20), ("posted", 30))
    }
    row = {"case": 1, "detected": "17.11.2026 09:05", **done, "answer_url": "https://x/1", "drafted": "14:20"}
    serve(monkeypatch, tabs(row))
    at = opened("case.py", n="1")
    assert not at.success
    assert "нет даты" in texts(at)


# --- texts that bite, and files ---


def test_download_is_inert_and_without_authors() -> None:
    hostile = {
        "case": 1,
        "detected": "20.11.2026 09:05",
        "text": '=HYPERLINK("http://evil.example")',
        "topic": "+cmd",
        "location": "@x",
        "author": "Тайный Автор",
    }
    register = parse(tabs(hostile))
    view = View(Key(-1, 1, pd.Timestamp(NOW)), register)
    data = case_list.build(view, view.listing.table, "Список", now.picked(Filters(topic=("+cmd",))))
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "d"}
    values = [str(cell.value) for cell in cells]
    assert '=HYPERLINK("http://evil.example")' in values
    assert not [value for value in values if "Тайный" in value]
    assert book.active.page_setup.paperSize == 9


# --- when the register cannot be had ---


def test_a_torn_header_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, Tabs("Таблица", (Tab("Реестр", (["Номерок", 1], ["Дата", 2])),)))
    shown = texts(opened("now.py"))
    assert "Реестр не прочитан" in shown
    assert "«Выявлено»" in shown
    assert "Сейчас" not in shown


def test_a_missing_file(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, lambda: read(Path("нет-такого.xlsx")))
    shown = texts(opened("case.py", n="1"))
    assert "нет-такого.xlsx не найден" in shown


def test_a_failing_refresh_keeps_the_last_good_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({"case": 1, "detected": "20.11.2026 09:05"}))
    real = Served.get
    since = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)

    def failing(misses: int) -> None:
        def get(self: Served) -> Snapshot:
            good = real(self)
            error = SourceError("Нет связи с таблицей. Проверьте сеть.")
            return Snapshot(good.value, good.version, since, error, since, misses)

        monkeypatch.setattr(Served, "get", get)

    failing(2)
    assert "Нет связи" not in texts(opened("now.py"))
    failing(3)
    at = opened("now.py")
    assert "Таблица не читается с" in texts(at)
    assert "Нет связи с таблицей" in texts(at)
    assert listed(at) == ["1"]


def test_one_parse_for_many_viewers(monkeypatch: pytest.MonkeyPatch, empty: Tabs) -> None:
    table = serve(monkeypatch, empty)
    for _ in range(5):
        opened("now.py")
    assert table.reads == 1


# --- a torn header -----------------------------------------------------------------------------------------


def renamed(title: str, other: str) -> Tabs:
    """A register of one answered case in which one header of «Реестр» is misspelt."""
    whole = tabs({"case": 1, "detected": "20.11.2026 09:05", "posted": "20.11.2026 10:00"})
    first = whole.tabs[0]
    columns = tuple([other, *column[1:]] if column[0] == title else column for column in first.columns)
    return replace(whole, tabs=(replace(first, columns=columns), *whole.tabs[1:]))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("case.py", "cases.py")])
def test_a_misspelt_step_is_told_on_every_page(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, renamed("Размещено", "Размещен"))
    shown = texts(opened(page))
    assert shown.count("нет столбца «Размещено»") == 1
    assert "Похоже, «Размещено» — это столбец V «Размещен»: исправьте его заголовок." in shown.replace(
        "\xa0", " "
    )


def test_a_column_that_nobody_keeps_is_told_where_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, renamed("Фото/видео", "Смайлики"))
    assert "«Фото/видео»" not in texts(opened("now.py"))
    assert "нет столбца «Фото/видео»" in texts(opened("check.py"))
    assert "нет столбца «Фото/видео»" in texts(opened("month.py"))


def test_a_header_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, renamed("Размещено", "Размещено<i>"))
    shown = texts(opened("now.py"))
    assert "Размещено&lt;i&gt;" in shown
