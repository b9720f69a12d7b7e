"""The first page of every role works whatever the register holds, and leads nowhere else than he may go."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from lib.base.errors import SourceError
from lib.lists.scope import Scope
from lib.sources.config import ROLES, ROOT
from lib.sources.tabs import Tab, Tabs
from lib.web.shell import access, store
from tests.app import OPEN, app, serve, texts
from tests.build import NOW, tabs

EXECUTOR = "Исполнитель 1"
PAGES = sorted((ROOT / "pages").glob("*.py"))
END = datetime.fromisoformat(NOW)

pytestmark = pytest.mark.usefixtures("clean")


def case(number: int, days: float, **others: Any) -> dict[str, Any]:
    found = END - timedelta(days=days)
    told = {"detected": found, "sent": found + timedelta(minutes=10)}
    row: dict[str, Any] = {"case": number, "executor": EXECUTOR, "topic": "Снег", **told, **others}
    return {
        name: f"{cell:%d.%m.%Y %H:%M}" if isinstance(cell, datetime) else cell for name, cell in row.items()
    }


def promise(number: int, days: float) -> dict[str, Any]:
    """An interim answer, and no final one."""
    found = END - timedelta(days=days)
    steps = ("drafted", "approved", "posted")
    told = {name: found + timedelta(minutes=20 + 5 * place) for place, name in enumerate(steps)}
    return case(number, days, kind="Промежуточный", **told)


QUIET = [case(number, 7 * number) for number in range(1, 40)]
SURGE = [case(100 + number, 0.1 + number / 100, importance="Повышенная") for number in range(14)]
BROKEN = [
    {"case": 1, "detected": "вчера", "posted": "31.02.2026 10:00", "executor": EXECUTOR},
    {"case": 1, "detected": "20.11.2026", "sent": "19.11.2026 10:00", "executor": EXECUTOR},
    {"detected": "20.11.2026 10:00", "topic": None, "location": None, "executor": EXECUTOR},
]
STATES: dict[str, Tabs] = {
    "surge, promises, bad cells": tabs(
        *QUIET, *SURGE, *(promise(200 + number, number) for number in range(20)), *BROKEN
    ),
    "empty": tabs(),
    "broken": tabs(*BROKEN),
    "no register": Tabs("Чужая", (Tab("Лист1", (["а", "б"],)),)),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_the_first_page(state: str, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, STATES[state])
    scope = Scope(role, EXECUTOR if role == "executor" else "")
    monkeypatch.setattr(access, "decide", lambda *_, **__: access.Door(True, scope=scope))
    at = app().run()
    assert not at.exception
    shown = texts(at)
    if state == "no register":
        assert "Реестр не прочитан" in shown
        return
    assert "Данные прочитаны" in shown
    if state.startswith("surge") and scope.has("signals"):
        assert led(shown) >= {"signals"} or role in ("deputy", "viewer")  # their first page is another
    assert {page for page in led(shown) if not scope.has(page)} == set()


def led(shown: str) -> set[str]:
    """The pages that the links of a page lead to."""
    return set(re.findall(r'href="([a-z]+)(?:[?"])', shown)) & {path.stem for path in PAGES}


@pytest.mark.parametrize("role", ["curator", "executor"])
def test_the_first_page_while_the_source_fails(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At first nothing is there; then the last good copy stays."""
    table = serve(monkeypatch, tabs(*QUIET, *SURGE))
    scope = Scope(role, EXECUTOR if role == "executor" else "")
    monkeypatch.setattr(access, "decide", lambda *_, **__: access.Door(True, scope=scope))
    table.error = SourceError("Таблица не отвечает.")
    assert "Реестр не прочитан" in texts(app().run())
    table.error = None
    feed = store.served(OPEN).feed
    feed._spawn = lambda work: work()
    for error in (None, SourceError("Таблица не отвечает.")):
        table.error = error
        feed._due = feed._clock()
        at = app().run()
        assert not at.exception
        assert "Данные прочитаны" in texts(at)
