"""What is there without a register: «Подключить таблицу» where none was read, «Район» where none is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.base.errors import ConfigError, SourceError
from lib.district.summary import unreadable
from lib.lists.scope import CURATOR, DISTRICT, EXECUTOR, HEAD, VIEWER, Scope
from lib.sources.config import Access, Config
from lib.sources.config.district import District, Member
from lib.sources.tabs import Tab, Tabs
from lib.web.shell import access, districts
from tests.app import app, serve, texts
from tests.build import tabs

FOREIGN = Tabs("Чужая", (Tab("Лист1", (["№ п/п", 1], ["Дата поступления", "23.11.2026 09:05"])),))
TABLES = Path(__file__).parents[1] / "examples" / "own_tables"
ALONE = Config(access=Access("platform"))
SAMPLE = District("Район", (Member("Поселение 1", Config(workbook=Path("p1.xlsx"))),))

pytestmark = pytest.mark.usefixtures("clean")


def let_in(monkeypatch: pytest.MonkeyPatch, scope: Scope) -> None:
    monkeypatch.setattr(access, "decide", lambda *_, **__: access.Door(True, scope=scope))


def opened(page: str) -> AppTest:
    at = app().switch_page(f"pages/{page}.py").run()
    assert not at.exception
    return at


def links(at: AppTest) -> set[str]:
    return {link.proto.page for link in at.get("page_link")}


def bring(at: AppTest, name: str) -> AppTest:
    at.default_timeout = 120
    field = next(field for field in at.file_uploader if field.label.startswith("Таблица в файле"))
    field.set_value((name, (TABLES / name).read_bytes(), "application/octet-stream")).run()
    assert not at.exception
    return at


def test_a_table_is_connected_while_the_register_was_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, FOREIGN)
    closed = texts(app().run())
    assert "Реестр не прочитан" in closed
    assert "Подключить таблицу" in closed
    at = opened("connect")
    assert "Таблицу, которую вы уже ведёте" in texts(at)
    assert "Реестр не прочитан. Остальные страницы откроются" in texts(at)
    assert links(at) == {""}  # the way back, to the first page
    bring(at, "months.xlsx")
    assert "Понято 24 из 24 (уверенно)." in texts(at)
    next(button for button in at.button if button.label == "Посмотреть на этой таблице").click().run()
    assert not at.exception
    assert "Показан ваш файл" in texts(at)
    for page in ("month", "check", "connect"):
        at.switch_page(f"pages/{page}.py").run()
        assert not at.exception
        assert "Показан ваш файл" in texts(at)
    next(button for button in at.button if button.label == "Вернуться к реестру").click().run()
    assert "Реестр не прочитан" in texts(at)


def test_the_configured_table_is_looked_at_where_it_is_no_register(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "своя.xlsx"
    path.write_bytes((TABLES / "date_and_time.xlsx").read_bytes())
    serve(monkeypatch, FOREIGN, Config(workbook=path, access=Access("platform")))
    at = opened("connect")
    next(button for button in at.button if button.label == "Взять таблицу из настроек").click().run()
    assert not at.exception
    assert "Время получения обращения" in [box.value for box in at.selectbox]


def test_once_the_register_is_read_the_page_stands_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, FOREIGN)
    at = opened("connect")
    serve(monkeypatch, tabs({"case": 1, "detected": "23.11.2026 09:05"}))
    at.run()
    assert not at.exception
    assert "Реестр не прочитан" not in texts(at)
    assert "Данные прочитаны" in texts(at)


@pytest.mark.parametrize(
    ("scope", "his"),
    [
        (Scope(CURATOR), True),
        (Scope("deputy"), True),
        (Scope(EXECUTOR, "Исполнитель 1"), False),
        (Scope(HEAD), False),
        (Scope(VIEWER), False),
        (Scope(DISTRICT), False),
    ],
    ids=lambda value: value.role if isinstance(value, Scope) else "",
)
def test_only_for_whom_the_page_is(monkeypatch: pytest.MonkeyPatch, scope: Scope, his: bool) -> None:
    serve(monkeypatch, FOREIGN)
    let_in(monkeypatch, scope)
    at = opened("connect")
    assert ("Таблицу, которую вы уже ведёте" in texts(at)) is his
    assert ("Реестр не прочитан" in texts(at)) is True
    assert ("connect" in links(app().run())) is his


@pytest.mark.parametrize("page", ["month", "check", "case", "now"])
def test_every_other_address_leads_to_the_explanation(monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    def broken() -> Tabs:
        raise SourceError("Таблица не отвечает.")

    serve(monkeypatch, broken)
    at = opened(page)
    assert "Таблица не отвечает." in texts(at)
    assert "Страница откроется сама" in texts(at)


def test_behind_a_closed_door_there_is_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, FOREIGN, Config(workbook=Path("register.xlsx")))
    at = opened("connect")
    assert "Доступ ещё не настроен" in texts(at)
    assert not at.file_uploader
    assert not links(at)


def test_settings_at_fault_close_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> Config:
        raise ConfigError("секрет", "раздел с ошибкой")

    serve(monkeypatch, FOREIGN)
    monkeypatch.setattr("lib.sources.config.load", wrong)
    at = opened("connect")
    assert "раздел с ошибкой" in texts(at)
    assert not at.file_uploader


@pytest.mark.parametrize(("role", "his"), [(CURATOR, True), (DISTRICT, True), (VIEWER, False)])
def test_a_district_without_a_register_of_its_own(
    monkeypatch: pytest.MonkeyPatch, role: str, his: bool
) -> None:
    """Whoever comes is led to «Район»; who may not see it is told what stands here."""
    serve(monkeypatch, FOREIGN, ALONE)
    let_in(monkeypatch, Scope(role))
    districts.forget_all()
    monkeypatch.setattr(districts, "configured", lambda: SAMPLE)
    monkeypatch.setattr(districts.whole, "count", lambda *_, **__: [unreadable("2026-11", "Файла нет.")])
    for page in ("now", "month", "district"):
        shown = texts(opened(page))
        assert ("Район</h1>" in shown) is his
        assert ("Своего реестра здесь нет" in shown) is not his
    assert "Проверить установку" not in [button.label for button in app().run().button]


def test_a_district_alone_offers_no_configured_table(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, FOREIGN, ALONE)
    monkeypatch.setattr(districts, "configured", lambda: SAMPLE)
    at = opened("connect")
    assert any(field.label.startswith("Таблица в файле") for field in at.file_uploader)
    assert "Взять таблицу из настроек" not in [button.label for button in at.button]
