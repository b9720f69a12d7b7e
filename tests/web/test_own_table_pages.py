"""Every page over one's own tables: nothing fails, what is not kept is not told row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.register import parse
from lib.sources.config import Access, Config
from tests.app import IN_MENU, app, serve, texts
from tests.register.test_own_tables import NOW, TABS, lines, table


def settings(name: str) -> Config:
    """A configuration that says how the table is to be read."""
    own = Access("platform")
    return Config(workbook=Path(f"{name}.xlsx"), access=own, tabs=TABS[name], columns=lines(name))


@pytest.mark.parametrize("name", ["months", "form", "status_only"])
def test_every_page_of_an_own_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, table(name), settings(name), NOW)
    assert len(parse(table(name), lines(name), TABS[name]).cases) > 0
    for page in IN_MENU:
        at = app().switch_page(f"pages/{page}").run()
        assert not at.exception, page
        assert texts(at).count("не ведётся") <= 1, page
        if page == "now.py":
            told = [option.content for option in at.get("button_group")[0].proto.options]
            assert len(told) == 5  # no counter of promises, reports or the deputy's approvals
