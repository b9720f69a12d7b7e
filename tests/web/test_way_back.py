"""The way back from a card and from a list behind a number: to where the reader was, as he left it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from lib.web.shell import router
from tests.app import app, serve
from tests.build import tabs

pytestmark = pytest.mark.usefixtures("clean")
SENT = {"detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10", "executor": "Исполнитель 1"}


def go(at: AppTest, page: str, /, **query: Any) -> AppTest:
    at.query_params.clear()
    for name, value in query.items():
        at.query_params[name] = value
    at = at.switch_page(f"pages/{page}.py").run()
    assert not at.exception
    return at


def back(at: AppTest) -> tuple[str, str, dict[str, list[str]]]:
    (link,) = at.get("page_link")
    return link.proto.label, link.proto.page, parse_qs(link.proto.query_string)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    serve(monkeypatch, tabs({"case": 1, **SENT}, {"case": 2, **SENT, "repeat_of": 1}))
    return app()


def test_the_card_leads_back_to_the_list_with_its_choice(started: AppTest) -> None:
    at = go(started, "now", executor="Исполнитель 1", list="overdue")
    at = go(at, "case", n="1")
    asked = {"executor": ["Исполнитель 1"], "list": ["overdue"]}
    assert back(at) == ("К списку", "", asked)
    assert back(go(at, "case", n="2")) == ("К списку", "", asked)  # from one card to another


def test_a_list_behind_a_number_lies_between(started: AppTest) -> None:
    at = go(started, "topics", period="2026-11")
    at = go(at, "cases", what="detected", period="2026-11")
    assert back(at) == ("К странице «Темы»", "topics", {"period": ["2026-11"]})
    at = go(at, "case", n="1")
    assert back(at) == ("К списку", "cases", {"what": ["detected"], "period": ["2026-11"]})
    assert back(go(at, "cases", what="detected"))[1] == "topics"


def test_the_way_back_keeps_the_moment_that_is_chosen_now(started: AppTest) -> None:
    at = go(started, "now", list="open", **{router.MOMENT: "2026-11-23T11:00"})
    at = go(at, "case", n="1", **{router.MOMENT: "2026-11-23T10:30"})
    assert back(at)[2] == {"list": ["open"], router.MOMENT: ["2026-11-23T10:30"]}
    next(button for button in at.button if button.label == "Вернуться к настоящему").click()
    at = at.run()
    assert back(at)[2] == {"list": ["open"]}


def test_who_opens_a_card_s_address_is_led_to_the_first_page(started: AppTest) -> None:
    assert back(go(started, "case", n="1")) == ("К списку", "", {})
