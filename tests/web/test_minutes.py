"""What is kept beyond a minute is never stale: a page open for hours is the page that a newcomer gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.demo import register as demo
from lib.duties.timeline import state, timeline
from lib.register import parse
from lib.sheets import read
from lib.sources.tabs import Tabs
from lib.web.shell import store
from tests.app import app, messages, serve
from tests.build import NOW, tabs

PAGES: dict[str, dict[str, str]] = {
    "now": {},
    "deputy": {},
    "people": {"period": "12m"},
    "topics": {"step": "day", "period": "3m"},
    "month": {"period": "2026-11"},
    "month, past": {"period": "2026-10"},
    "signals": {},
    "signals, head": {"signal": "head"},
    "signals, promises": {"signal": "promises"},
    "signals, lacks": {"signal": "lacks"},
    "signals, repeats": {"signal": "repeats"},
    "check": {},
    "cases": {"what": "steps", "period": "12m"},
    "cases, lacks": {"what": "lacks", "period": "12m"},
}
# Minutes after NOW, a Monday noon: a step runs out, working time ends, the next day has begun.
LATER = (1, 48, 195, 24 * 60 + 31)
QUICK = ("people",)  # tried with every change, the others with the slow tests


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Tabs:
    path = tmp_path_factory.mktemp("minutes") / "register.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=60)
    return read(path)


def opened(page: str) -> AppTest:
    at = app()
    for name, value in PAGES[page].items():
        at.query_params[name] = value
    return at.switch_page(f"pages/{page.partition(',')[0]}.py").run()


def told(at: AppTest) -> Iterator[bytes]:
    assert not at.exception
    for kind, message in messages(at):
        if kind == "download_button":
            continue  # the address of its file is another each time
        yield kind.encode() + message.SerializeToString(deterministic=True)


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=() if page in QUICK else pytest.mark.slow) for page in PAGES]
)
def test_a_page_open_for_hours_is_the_page_of_a_newcomer(
    page: str, register: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = pd.Timestamp(NOW)
    serve(monkeypatch, register)
    monkeypatch.setattr(store, "present", lambda _: now)
    kept = opened(page)
    shown = {}
    for minutes in LATER:
        now = pd.Timestamp(NOW) + pd.Timedelta(minutes=minutes)
        shown[minutes] = list(told(kept.run()))
    for minutes in LATER:
        now = pd.Timestamp(NOW) + pd.Timedelta(minutes=minutes)
        store.forget_all()
        assert shown[minutes] == list(told(opened(page))), minutes


def test_things_stand_while_only_minutes_pass() -> None:
    register = parse(
        tabs(
            {"case": 1, "detected": "23.11.2026 11:00", "sent": "23.11.2026 11:50"},
            {"case": 2, "detected": "23.11.2026 12:20"},
        )
    )

    def at(clock: str) -> str:
        now = f"2026-11-{clock}"
        return state(timeline(register, now), sla.assess(register, now), now)

    assert at("23T12:00") == at("23T12:01") == at("23T12:14")
    assert at("23T12:14") != at("23T12:15")  # the second message is there, five minutes ahead
    assert at("23T15:59") != at("23T16:01")  # a term has run out
    assert at("24T20:00") == at("24T23:59") != at("25T00:00")
