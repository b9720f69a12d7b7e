"""No list is without a bound: a page of a register that somebody has blown up comes in time, and small."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.charts.case_steps import case_steps
from lib.charts.looks import LIGHT
from lib.lists import one_case
from lib.lists.axis import Axis
from lib.register import parse
from lib.web.html.blocks import MOST_ROWS
from tests.app import app, messages, serve, texts
from tests.build import NOW, tabs

SENT = {"detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10"}
MOST = 1_500_000  # bytes of a page that somebody opens
EACH_MINUTE = 600_000  # bytes of «Сейчас», which is drawn anew with each minute

pytestmark = pytest.mark.usefixtures("clean")


def rounds(number: int) -> list[dict[str, Any]]:
    """A journal in which a draft goes there and back, every two minutes."""
    start = datetime(2026, 11, 2, 9)
    return [
        {
            "case": 1,
            "time": f"{start + timedelta(minutes=2 * place):%d.%m.%Y %H:%M}",
            "event": "Доработано" if place % 2 else "На доработку",
        }
        for place in range(number)
    ]


THOUSAND = tabs(
    {"case": 1, "detected": "02.11.2026 08:00", "sent": "02.11.2026 08:10", "drafted": "02.11.2026 08:30"},
    journal=rounds(1000),
)


def opened(page: str, **query: str) -> AppTest:
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    return (at if page == "now.py" else at.switch_page(f"pages/{page}")).run()


def size(at: AppTest) -> int:
    return sum(message.ByteSize() for _, message in messages(at))


def test_a_card_of_a_thousand_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, THOUSAND)
    began = time.monotonic()
    at = opened("case.py", n="1")
    assert time.monotonic() - began < 15
    assert not at.exception
    assert size(at) < MOST
    shown = texts(at)
    assert re.search(rf"последние {one_case.MOST_DRAWN} из 1.\d\d\d шагов", shown)
    assert f"показаны последние {MOST_ROWS}" in shown


def test_drawing_costs_what_is_drawn() -> None:
    """Each word beside a bar was once checked against all others: 400 steps took 17 seconds."""
    register = parse(THOUSAND)
    steps = one_case.casefile(register, sla.assess(register, NOW), pd.Timestamp(NOW), 0).steps
    assert len(steps) > 1000
    began = time.monotonic()
    case_steps(steps.head(400), Axis([(0.0, "")], []), LIGHT)
    assert time.monotonic() - began < 4


def test_the_latest_steps_are_drawn_from_their_own_beginning() -> None:
    register = parse(THOUSAND)
    found = one_case.casefile(register, sla.assess(register, NOW), pd.Timestamp(NOW), 0)
    ((_, shown),) = one_case.parts(found.steps)
    assert len(shown) == one_case.MOST_DRAWN
    assert shown["begin"].min() == 0
    lasted = (shown["until"] - shown["begin"]).to_numpy()
    whole = found.steps.loc[shown.index]
    assert (lasted == (whole["until"] - whole["begin"]).to_numpy()).all()
    assert (shown["zero"] == whole["opened"].min()).all()


@pytest.mark.parametrize("page", ["now.py", "people.py", "month.py", "topics.py"])
def test_many_executors_and_topics(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"case": place, **SENT, "executor": f"Исполнитель {place}", "topic": f"Тема {place}"}
        for place in range(MOST_ROWS + 200)
    ]
    serve(monkeypatch, tabs(*rows))
    asked = {"period": "2026-11"} if page != "now.py" else {}
    at = opened(page, **asked, **({"part": "people"} if page == "month.py" else {}))
    assert not at.exception
    assert size(at) < (EACH_MINUTE if page == "now.py" else MOST)
    if page in ("people.py", "month.py"):
        assert f"показаны первые {MOST_ROWS}" in texts(at)


def test_endless_numbers_and_names(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Ы" * 10_000
    names = ("executor", "topic", "location", "network", "text")
    rows = [
        {"case": f"{long}{place}", **SENT, **dict.fromkeys(names, f"{long}{place}")} for place in range(60)
    ]
    serve(monkeypatch, tabs(*rows, settings={"curator": long, "Организация": long}))
    at = opened("now.py", list="open")
    assert not at.exception
    assert size(at) < EACH_MINUTE
    assert "10 002 знака" in texts(at).replace("\u202f", " ")
