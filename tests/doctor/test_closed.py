"""The doctor on a closed page: offered where the deployment is at fault, told as its reader may know it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.demo import register as demo
from lib.doctor import examine as doctor
from lib.sources import config
from lib.sources.config import ROOT
from lib.web.shell import access, closed, store
from lib.web.shell.access import Account, Visitor
from tests.app import app, texts

FAR = Visitor((("Host", "otklik.example.org"),), "203.0.113.7")
HERE = Visitor((("Host", "localhost:8501"),))
BOOK = "Закрытая книга.xlsx"
LOCAL = '[access]\nmode = "local"\n'


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The app configured in a folder of its own: a workbook, and nobody chosen to see it."""
    load, examine = config.load, doctor.examine
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(config, "load", lambda *_: load(tmp_path, {}))
    monkeypatch.setattr(doctor, "examine", lambda: examine(tmp_path, {}))
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / "requirements.txt").write_bytes((ROOT / "requirements.txt").read_bytes())
    demo.write(tmp_path / BOOK, datetime(2026, 11, 23, 12), 30, 1)
    configure(tmp_path, "")
    store.forget_all()
    monkeypatch.setattr(closed, "_latest", [])
    return tmp_path


def configure(root: Path, access_section: str) -> None:
    text = f'[register]\nworkbook = "{BOOK}"\n{access_section}'
    (root / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")


def come(monkeypatch: pytest.MonkeyPatch, visitor: Visitor) -> None:
    monkeypatch.setattr(access, "visitor", lambda: visitor)


def offered(at: AppTest) -> bool:
    return "checkup" in [button.key for button in at.button]


def doctor_told(monkeypatch: pytest.MonkeyPatch, visitor: Visitor) -> str:
    """What the visitor reads after the button. In the app itself Chromium presses it (tests/e2e)."""
    come(monkeypatch, visitor)
    at = AppTest.from_string("from lib.web.shell import closed\nclosed.offer()", default_timeout=30).run()
    assert "Что проверено" not in texts(at)
    at.button(key="checkup").click().run()
    assert not at.exception
    return texts(at)


def test_this_computer_is_told_what_was_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = doctor_told(monkeypatch, HERE)
    assert "mode не выбран: реестр закрыт для всех" in told
    assert "Добавьте раздел [access]" in told
    assert f"{root / BOOK}: прочитан" in told
    assert "Исправить: 1 место." in told


def test_elsewhere_only_where_it_stands(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = doctor_told(monkeypatch, FAR)
    assert "Добавьте раздел [access]" in told
    assert "Исправить: 1 место." in told
    assert BOOK not in told
    assert str(root) not in told


@pytest.mark.parametrize("fault", ["no mode", "settings", "login", "file"])
def test_offered_where_the_deployment_is_at_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sections = {"settings": "[access\n", "login": '[access]\nmode = "oidc"\n', "file": LOCAL}
    configure(root, sections.get(fault, ""))
    if fault == "file":
        (root / BOOK).write_bytes(b"no workbook")
    come(monkeypatch, HERE)
    assert offered(app().run())


@pytest.mark.parametrize(
    ("section", "visitor"),
    [
        (LOCAL, HERE),
        (LOCAL, FAR),
        ("oidc", FAR),
        ("oidc", Visitor(account=Account("stranger@elsewhere.org", True, 0.0))),
    ],
    ids=["open", "not local", "not logged in", "login ran out"],
)
def test_nothing_is_offered_where_nothing_is_at_fault(
    root: Path, monkeypatch: pytest.MonkeyPatch, section: str, visitor: Visitor
) -> None:
    oidc = (
        '[access]\nmode = "oidc"\n[access.people]\n"k@example.org" = "curator"\n'
        '[auth]\nredirect_uri = "https://otklik.example.org/oauth2callback"\ncookie_secret = "'
        + "x7" * 20
        + '"\nclient_id = "otklik"\nclient_secret = "s"\nserver_metadata_url = "https://id.example.org/"\n'
    )
    configure(root, oidc if section == "oidc" else section)
    come(monkeypatch, visitor)
    assert not offered(app().run())


def test_pressing_again_examines_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    examine = doctor.examine
    monkeypatch.setattr(doctor, "examine", lambda: (asked.append(1), examine())[1])
    for _ in range(3):
        assert "Доступ" in doctor_told(monkeypatch, FAR)
    assert asked == [1]
