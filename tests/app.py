"""The app under AppTest with a register of the test's own: no file, no network, a clock that stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from lib.base.errors import OtklikError
from lib.sources import config
from lib.sources.config import Access, Config
from lib.sources.tabs import Tabs
from lib.web.shell import store
from tests.build import NOW

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))
IN_MENU = [page for page in PAGES if page != "district.py"]  # that one only where a district is named
OPEN = Config(workbook=Path("register.xlsx"), access=Access("platform"))


@dataclass
class Table:
    """A source whose content the test may change, or make fail."""

    tabs: Tabs
    error: OtklikError | None = None
    reads: int = field(default=0)

    def read(self) -> tuple[Tabs, ...]:
        self.reads += 1
        if self.error is not None:
            raise self.error
        return (self.tabs,)

    def pause(self, refresh: float) -> float:
        return refresh


def serve(
    monkeypatch: pytest.MonkeyPatch,
    tabs: Tabs | Callable[[], Tabs],
    settings: Config = OPEN,
    now: str = NOW,
) -> Table:
    """Let the app read `tabs` (or fail with what it raises) under these settings, at that moment."""
    table = Table(tabs if isinstance(tabs, Tabs) else Tabs("", ()))
    if not isinstance(tabs, Tabs):
        try:
            table.tabs = tabs()
        except OtklikError as error:
            table.error = error
    store.forget_all()
    monkeypatch.setattr(config, "load", lambda: settings)
    monkeypatch.setattr(store, "source", lambda *_: table)
    monkeypatch.setattr(store, "present", lambda _: pd.Timestamp(now))
    return table


def app() -> AppTest:
    """The app, not yet run."""
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=30)


def listed(at: AppTest, place: int = 0) -> list[str]:
    """The № of the rows of a page's list of cases, the `place`-th of them; [] where there is no such list."""
    lists = [
        element.proto.body
        for element in at.get("html")
        if "otklik-list" in element.proto.body and "otklik-paper" not in element.proto.body
    ]
    found = re.findall(
        r'<th scope="row"[^>]*>(?:<span>)?<a [^>]*>([^<]*)</a>', "".join(lists[place : place + 1])
    )
    return [unescape(number) for number in found]


def messages(at: AppTest) -> Iterator[tuple[str, Message]]:
    """Every message of the page as it goes to the browser, with the kind of its element."""

    def walk(node: Any) -> Iterator[tuple[str, Message]]:
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            yield node.type, proto
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    return walk(at._tree)


def texts(at: AppTest) -> str:
    """All that a reader may see of the page, with the HTML of its own tables."""
    kinds = ("text", "caption", "markdown", "info", "warning", "error", "success")
    found = [str(element.value) for kind in kinds for element in at.get(kind)]
    found += [element.proto.body for element in at.get("html")]
    found += [f"{metric.label} {metric.value}" for metric in at.metric]
    return "\n".join(found).replace("\u00a0", " ")
