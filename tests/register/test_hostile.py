"""Text of the register is hostile: on every page it is text, in every file it is inert (issue 5)."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from google.protobuf.message import Message
from lxml import etree
from streamlit.testing.v1 import AppTest

from lib import cli
from lib.base.plaintext import plain
from lib.cli import registers
from lib.documents import digest, list_file, report
from lib.figures.facts import Facts
from lib.figures.headline import Filters
from lib.lists import behind_a_number, question
from lib.lists.scope import Scope
from lib.register import Register, parse
from lib.web.parts import case_list
from lib.web.shell import store
from lib.web.views import now
from lib.worktime.period import month_of
from tests.app import IN_MENU, app, messages, serve
from tests.build import NOW, facts_of
from tests.hostile import ATTACKS, MARK, OUTSIDE, Page, carries, harmless, register

# Where a page may carry text of the register: what draws these takes them as plain text. HTML and charts
# are looked into below; anything else, such as Markdown, is refused.
PLAIN = (
    "text.body", "html.alt", "multiselect.options", "multiselect.raw_values", "selectbox.options",
    "selectbox.raw_value", "text_input.default", "text_input.value", "arrow_data_frame.alt",
    "plotly_chart.alt", "multiselect.default_values", "page_link.query_string",
    "code.code_text", "code.language", "bidi_component.json",
)  # fmt: skip
DRAWN = (
    "text.body",
    "html.body",
    "code.code_text",
)  # where what cannot be seen, or turns the direction of writing, may not stand
_OWN_TAGS = re.compile(r"</?(?:b|br|i|span|sub|sup|em|s)\b[^<>]*>")
_LIVE_IN_CHARTS = re.compile(r"<\s*[a-z/!]", re.IGNORECASE)
VISITS = [
    *((page, {}) for page in IN_MENU),
    ("now.py", {"list": "open"}),
    ("now.py", {"list": "head"}),
    ("signals.py", {"signal": "lacks"}),
    ("signals.py", {"signal": "head"}),
    ("signals.py", {"signal": "promises"}),
    ("signals.py", {"signal": "repeats"}),
    ("month.py", {"month": "2026-11"}),
    ("people.py", {"period": "all"}),
    ("topics.py", {"period": "all", "by": "topic"}),
    ("cases.py", {"what": "steps", "period": "all"}),
    ("cases.py", {"what": "lacks", "period": "all"}),
    ("cases.py", {"what": "messages", "period": "all"}),
]

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="module")
def hostile() -> Register:
    return parse(register())


@pytest.fixture(scope="module")
def facts(hostile: Register) -> Facts:
    return facts_of(hostile)


# --- pages ---


def words_of(message: Message, path: str) -> Iterator[tuple[str, str]]:
    """Every text within a message to the browser, and where it stands."""
    for spec, value in message.ListFields():
        place = f"{path}.{spec.name}" if path else spec.name
        values = value if spec.is_repeated else [value]
        for each in values:
            if isinstance(each, Message):
                yield from words_of(each, place)
            elif isinstance(each, str):
                yield place, each


def sent(at: AppTest) -> Iterator[tuple[str, str]]:
    """Every text of a page, by the kind of its element and the field: `markdown.body`."""
    for kind, message in messages(at):
        yield from words_of(message, kind)


def faults(at: AppTest) -> list[str]:
    """What of the register could act on this page."""
    found: list[str] = []
    for place, text in sent(at):
        if not carries(text):
            continue
        if place == "html.body":
            found += _in_html(text)
        elif "plotly" in place and place.endswith("spec"):
            found += _in_chart(json.loads(text), place)
        elif place not in PLAIN:
            found.append(f"{place}: {text[:120]!r}")
        if place in DRAWN and plain(text) != text:
            found.append(f"{place}: unseen characters in {text[:120]!r}")
    return found


def _in_html(body: str) -> list[str]:
    page = Page(body)
    alive = page.tags & {
        "script",
        "img",
        "svg",
        "iframe",
        "style",
        "object",
        "embed",
        "base",
        "link",
        "meta",
        "form",
    }
    return [*(f"html <{tag}>" for tag in alive), *page.live]


def _in_chart(node: Any, path: str) -> list[str]:
    """Plotly knows a few tags in any text, links among them; what nothing names it does not draw."""
    if isinstance(node, dict):
        drawn = f"{node.get('hovertemplate')}{node.get('texttemplate')}"
        return [
            each
            for name, value in node.items()
            if name != "customdata" or name in drawn
            for each in _in_chart(value, f"{path}.{name}")
        ]
    if isinstance(node, list):
        return [each for value in node for each in _in_chart(value, path)]
    if isinstance(node, str) and carries(node) and _LIVE_IN_CHARTS.search(_OWN_TAGS.sub("", node)):
        return [f"{path}: {node[:120]!r}"]
    return []


@pytest.mark.parametrize(("page", "query"), VISITS)
def test_every_page_shows_it_as_text(
    page: str, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(monkeypatch, register())
    at = app() if page == "now.py" else app().switch_page(f"pages/{page}")
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert faults(at) == []
    if page not in ("case.py", "topics.py") or query:
        assert any(carries(text) for _, text in sent(at))  # it is there, as text


@pytest.mark.parametrize("name", ATTACKS)
def test_the_card_shows_it_as_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attack = ATTACKS[name]
    serve(monkeypatch, register({name: attack}, setting=attack))
    number = parse(register({name: attack})).cases["case"].iloc[1]
    at = app().switch_page("pages/case.py")
    at.query_params["n"] = str(number)
    at.run()
    assert not at.exception
    assert faults(at) == []
    assert [text for place, text in sent(at) if place in DRAWN and MARK in text]


def test_a_hostile_address_is_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed into the address comes back on the page, and is no more trusted."""
    serve(monkeypatch, register())
    for page in IN_MENU:
        at = app() if page == "now.py" else app().switch_page(f"pages/{page}")
        for name in ("n", "at", "what", "who", "period", "list", "topic", "source", "row", "month", "signal"):
            at.query_params[name] = ATTACKS["markdown picture"] + ATTACKS["picture"]
        at.run()
        assert not at.exception
        assert faults(at) == []


def test_the_proof_finds_what_is_alive() -> None:
    """The counter-proof: each way of drawing an attack alive is seen."""

    def page() -> None:
        import plotly.graph_objects as go
        import streamlit as st

        from tests.hostile import ATTACKS

        st.markdown(ATTACKS["markdown picture"])
        st.caption(ATTACKS["markdown link"])
        st.metric(ATTACKS["markdown link"], "1", help=ATTACKS["markdown link"])
        st.html(ATTACKS["picture"] + f'<a href="{ATTACKS["javascript"]}">x</a>')
        st.plotly_chart(go.Figure(go.Bar(x=[1], y=[ATTACKS["vector"]])))

    at = AppTest.from_function(page).run()
    places = " ".join(faults(at))
    for place in ("markdown", "caption", "metric", "onerror", "javascript:", "plotly"):
        assert place in places or (place == "caption" and places.count("markdown") > 1)


# --- files ---


def parts(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return {name: book.read(name) for name in book.namelist()}


def check_office(made: bytes) -> None:
    """Every part is XML as the standard has it; no formula, field, link or picture is the register's."""
    texts = ""
    for name, part in parts(made).items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(part)  # refuses characters that XML does not know
        for node in root.iter(etree.Element):
            local = etree.QName(node).localname
            told = node.text or ""
            if local in ("f", "formula1", "instrText", "fldSimple", "oddFooter", "oddHeader"):
                assert not carries(told) or local.startswith("odd"), f"{name}: {local} {told[:80]}"
            if local == "hyperlink":
                assert not carries(etree.tostring(node).decode()), f"{name}: a link"
            if local == "Relationship" and node.get("TargetMode") == "External":
                assert harmless(node.get("Target", "")), f"{name}: {node.get('Target')}"
            texts += told if local == "t" else ""
    assert MARK in texts  # it is there, as text


def check_cells(made: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(made)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or not carries(str(cell.value))
                assert cell.hyperlink is None


def view(hostile: Register) -> store.View:
    served = store.Visit("", hostile)
    return store.View(store.Key(served._number, 1, pd.Timestamp(NOW), served._own, Scope()), hostile)


def test_the_list_of_open_cases_as_a_file(hostile: Register) -> None:
    seen = view(hostile)
    title = "Просрочено и скоро срок"
    made = case_list.build(
        seen, seen.listing.table, title, now.picked(Filters(topic=tuple(ATTACKS.values())))
    )
    check_office(made)
    check_cells(made)


@pytest.mark.parametrize("what", ["steps", "lacks", "messages"])
def test_the_lists_behind_numbers_as_files(what: str, hostile: Register, facts: Facts) -> None:
    asked = question.read({"what": [what], "period": ["all"]})
    found = behind_a_number.answer(facts, asked)
    assert len(found.table)
    made = case_list.build(view(hostile), found.table, found.title, found.notes)
    check_office(made)
    check_cells(made)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_workbook_of_anything_can_be_opened(name: str) -> None:
    attack = ATTACKS[name]
    table = pd.DataFrame({"a": [attack], "№": [attack]}, dtype=object)
    made = list_file.workbook(table, attack, [attack], {})
    check_office(made)
    check_cells(made)


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_the_monthly_documents(ending: str, facts: Facts) -> None:
    made = report.render(report.of(facts, month_of("2026-11")), ending)
    check_office(made)
    if ending == ".xlsx":
        check_cells(made)
    else:
        docx.Document(io.BytesIO(made))


def test_the_monthly_page(facts: Facts) -> None:
    body = report.render(report.of(facts, month_of("2026-11")), ".html").decode()
    scripts = re.findall(r"<script[^>]*>.*?</script>", body, re.DOTALL)
    page = Page(re.sub(r"<script[^>]*>.*?</script>", "", body, flags=re.DOTALL))
    assert not page.tags & {"img", "iframe", "object", "embed", "form", "base"}
    assert not [each for each in page.live if carries(each)]
    assert MARK in page.text
    for script in scripts:
        inside = script.partition(">")[2].rpartition("<")[0]
        assert not carries(inside) or "</" not in inside
        if carries(inside):
            for text in _strings(json.loads(inside)):
                assert not carries(text) or not _LIVE_IN_CHARTS.search(_OWN_TAGS.sub("", text))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
    elif isinstance(node, str):
        yield node


def test_the_digest(hostile: Register) -> None:
    found = digest.digest(hostile, pd.Timestamp(NOW))
    page = Page(digest.html(found))
    assert page.tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "a",
        "br",
    }
    assert not page.live
    assert MARK in page.text
    text = digest.text(found)
    assert MARK in text
    assert plain(text) == text
    for line in text.splitlines():
        assert not line.startswith(("=", "+", "@", "\t", "\r"))


@pytest.mark.parametrize("command", ["check", "obligations"])
def test_the_csv_of_the_command_line_keeps_what_was_typed(
    command: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A contract to the letter (commands.md): the guide says to import it. A row stays one row."""
    typed = {name: attack for name, attack in ATTACKS.items() if name != "half"}  # no file can hold that one
    read_from = parse(register(typed)), datetime.fromisoformat(NOW)
    monkeypatch.setattr(registers, "opened", lambda _: read_from)
    assert cli.main([command, "register.xlsx"]) in (0, 1)
    rows = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode(), newline="")))
    assert len(rows) > len(typed)
    assert {len(row) for row in rows} == {len(rows[0])}
    place = rows[0].index("case")
    assert any(row[place].startswith("=HYPERLINK(") for row in rows)


def test_nothing_of_outside_is_an_address_of_ours(hostile: Register) -> None:
    """A link of a list is http(s), as the register has it; ours are relative and quoted."""
    seen = view(hostile)
    for address in seen.listing.table["Карточка"]:
        assert address.startswith("case?n=")
        assert not re.search(r"[\s<>\"']", address)
    assert {each for each in seen.listing.table["Сообщение"] if each is not None} == set()
    assert OUTSIDE not in "".join(seen.listing.table["Карточка"].str.split("?").str[0])
