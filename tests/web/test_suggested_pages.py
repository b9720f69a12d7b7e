"""Suggestions on the card, in the dispatch's text and on «Проверка реестра»: told, never filled in, kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib.lists import suggested
from lib.web.shell import store
from tests.app import app, serve, texts
from tests.build import tabs
from tests.figures.test_suggestions import PAST, sent

pytestmark = pytest.mark.usefixtures("clean")
NEW: dict[str, Any] = {
    "case": 50,
    "detected": "23.11.2026 11:30",
    "text": "Ржавая вода из крана, авария",
}
TOPIC = "Возможно, «Водоснабжение»: похоже на № 2 и № 1."


def opened(page: str, **query: str) -> AppTest:
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    at = at.switch_page(f"pages/{page}.py").run()
    assert not at.exception
    return at


def test_the_card_and_the_dispatch_tell_what_the_check_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    past = [*PAST, *(sent(10 + n, "Исполнитель 2", topic="Водоснабжение", text="Счётчик") for n in range(3))]
    serve(monkeypatch, tabs(*past, {**NEW, "topic": ""}))
    card = opened("case", n="50")
    shown = texts(card).replace("\xa0", " ")
    assert "Программа подсказывает" in shown
    assert f"Тема не указана. {TOPIC}" in shown
    assert "обычно Исполнитель 2, возвратов 0 из 6." in shown
    assert "В сообщении есть слово «авария». Спросите заместителя главы" in shown
    (dispatch,) = (code.value for code in card.code if code.value.startswith("Направляю"))
    assert "Тема: [возможно, «Водоснабжение»: похоже на № 2 и № 1]" in dispatch
    assert "Исполнитель: [по теме «Водоснабжение» обычно Исполнитель 2, возвратов 0 из 6]" in dispatch
    assert "Локация: Вистино" in dispatch
    check = texts(opened("check")).replace("\xa0", " ")
    for said in (TOPIC, "обычно Исполнитель 2, возвратов 0 из 6.", "Спросите заместителя главы"):
        assert said in check


def test_nothing_is_suggested_where_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs({**NEW, "text": "Вода"}))
    assert "подсказывает" not in texts(opened("case", n="50"))
    assert "одсказки по прежним" not in texts(opened("check"))


def test_no_suggestions_of_a_past_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*PAST, {**NEW, "topic": ""}))
    past = opened("case", n="50", at="2026-11-23T11:45")
    assert "Шаги и нормы" in texts(past)
    assert "подсказывает" not in texts(past)
    assert "Водоснабжение»: похоже" not in texts(opened("check", at="2026-11-23T11:45"))


def test_names_of_the_register_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = '<img src=x onerror="alert(1)">**вода**'
    rows = [{**row, "topic": evil} if row["topic"] == "Водоснабжение" else row for row in PAST]
    serve(monkeypatch, tabs(*rows, {**NEW, "topic": ""}))
    for page in (opened("case", n="50"), opened("check")):
        assert "&lt;img src=x" in "".join(element.proto.body for element in page.get("html"))
        assert "<img src=x" not in "".join(element.proto.body for element in page.get("html"))


def test_suggestions_follow_the_data_not_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()
    of_case, hints = suggested.of_case, suggested.hints

    def counted(what: str, make: Any) -> Any:
        def count(*given: Any) -> Any:
            made[what] += 1
            return make(*given)

        return count

    monkeypatch.setattr(suggested, "of_case", counted("case", of_case))
    monkeypatch.setattr(suggested, "hints", lambda *given: (made.update(["check"]), hints(*given))[1])
    rows = tabs(*PAST, {**NEW, "topic": ""})
    serve(monkeypatch, rows)
    opened("check")
    asked = made["case"]
    opened("case", n="50")
    assert made == {"case": asked + 1, "check": 1}
    monkeypatch.setattr(store, "present", lambda _: pd.Timestamp("2026-11-23T18:31"))
    opened("case", n="50")
    opened("check")
    assert made == {"case": asked + 1, "check": 1}
    monkeypatch.setattr(store, "present", lambda _: pd.Timestamp("2026-11-24T09:01"))
    opened("check")
    assert made["check"] == 2


def test_a_message_that_lies_ahead_is_suggested_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*PAST, {**NEW, "detected": "23.11.2027 11:30", "topic": ""}))
    assert "подсказывает" not in texts(opened("case", n="50"))
    assert "одсказки по прежним" not in texts(opened("check"))
