"""A file for one visit, and the warning of a shrunken register, on the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.demo import register as demo
from lib.register import parse
from lib.web.shell import store
from lib.web.shell.store import Key, Visit
from tests.app import IN_MENU, Table, app, listed, serve, texts
from tests.build import NOW, tabs

OWN = tabs({"case": 777, "detected": "23.11.2026 09:05", "text": "Своё"})
SHARED = tabs({"case": 1, "detected": "23.11.2026 09:05"}, {"case": 2, "detected": "23.11.2026 09:10"})

pytestmark = pytest.mark.usefixtures("clean")


def numbers(at: AppTest) -> list[str]:
    return listed(at)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("visit") / "свой.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=25, seed=3)
    return path.read_bytes()


def brought(monkeypatch: pytest.MonkeyPatch, data: bytes) -> AppTest:
    """The app after the visitor has chosen a file in the field of «Проверка реестра»."""
    serve(monkeypatch, SHARED)
    at = app().switch_page("pages/check.py").run()
    at.file_uploader[0].set_value(("свой.xlsx", data, "application/octet-stream")).run()
    assert not at.exception
    return at


def test_a_file_is_shown_to_its_visitor_alone(monkeypatch: pytest.MonkeyPatch, workbook: bytes) -> None:
    at = brought(monkeypatch, workbook)
    assert "Показан ваш файл" in texts(at)
    for page in IN_MENU:
        at.switch_page(f"pages/{page}").run()
        assert not at.exception
        assert "Показан ваш файл" in texts(at)
    stranger = app().run()
    assert "Показан ваш файл" not in texts(stranger)
    assert sorted(numbers(stranger)) == ["1", "2"]


def test_nothing_of_it_is_kept_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Visit("свой.xlsx", parse(OWN))
    view = visit.view(visit.get(), pd.Timestamp(NOW))
    common: list[Key] = []
    assess = store.sla.assess
    monkeypatch.setattr(store.sla, "assess", lambda *given: common.append(view.key) or assess(*given))
    assert view.obligations is view.obligations
    assert len(common) == 1
    other = Visit("свой.xlsx", parse(OWN))
    assert len(other.view(other.get(), pd.Timestamp(NOW)).obligations)
    assert len(common) == 2
    assert view.key.own is not None
    assert replace(view.key, minute=pd.Timestamp(0)).own is view.key.own


def test_the_way_back(monkeypatch: pytest.MonkeyPatch, workbook: bytes) -> None:
    at = brought(monkeypatch, workbook)
    next(button for button in at.button if button.label == "Вернуться к реестру").click().run()
    at.switch_page("pages/now.py").run()
    assert sorted(numbers(at)) == ["1", "2"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_register(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    at = brought(monkeypatch, data)
    assert "Файл не прочитан" in texts(at)
    assert "Показан ваш файл" not in texts(at)


# --- rows that vanish --------------------------------------------------------------------------------------


def refreshed(table: Table, at: AppTest) -> AppTest:
    """The page after the feed has read again."""
    from lib.sources import config

    served = store.served(config.load())
    served.feed._due = served.feed._clock()  # due now, whatever the interval
    served.feed._spawn = lambda work: work()
    at.run()
    return at.run()


def test_rows_that_vanish_are_named_until_they_return(monkeypatch: pytest.MonkeyPatch) -> None:
    table = serve(monkeypatch, SHARED)
    at = app().run()
    assert "исчезл" not in texts(at)
    table.tabs = tabs({"case": 1, "detected": "23.11.2026 09:05"})
    refreshed(table, at)
    assert "Из реестра исчезла 1 строка; она больше не учитывается" in texts(at)
    assert "Пропали №: 2" in texts(at)
    assert numbers(at) == ["1"]
    table.tabs = replace(SHARED)
    assert "исчезл" not in texts(refreshed(table, at))


def test_the_curator_says_that_it_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    table = serve(monkeypatch, SHARED)
    at, other = app().run(), app().run()
    table.tabs = tabs()
    refreshed(table, at)
    assert "Пропали №: 1, 2" in texts(at)
    next(button for button in at.button if button.label == "Строки удалены намеренно").click().run()
    assert not at.exception
    assert "исчезл" not in texts(at)
    assert "исчезл" not in texts(other.run())
