"""The house keeps its plan (architecture.md): floors, directions, pages that compose and do not compute."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import lib

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path.stem for path in (ROOT / "lib").glob("*.py") if path.stem != "__init__")
PAGES = sorted((ROOT / "pages").glob("*.py"))
EDGE, SOURCES = 10, 2
LAID = {"template_state", "template_sheet"}  # what writes into an existing Google Sheet


@cache
def floors() -> dict[str, int]:
    """Each room's floor, as the docstring of `lib` tells it."""
    plan = re.sub(r"\n  (?=\S)", " ", lib.__doc__ or "")
    rows = re.findall(r"(?m)^(\d+) [^:\n]+: (.+)$", plan)
    return {room: int(floor) for floor, rooms in rows for room in rooms.split()}


@cache
def imports(path: Path) -> frozenset[str]:
    """What a file imports, wherever in it: «lib.sla», «streamlit»."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def asked(module: str) -> set[str]:
    """The rooms that a room asks."""
    found = {name.split(".")[1] for name in imports(ROOT / "lib" / f"{module}.py") if name.startswith("lib.")}
    return found & set(MODULES)


def foreign(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(ROOT / "lib" / f"{module}.py")}


def test_every_room_stands_in_the_plan_once() -> None:
    assert sorted(floors()) == MODULES
    assert len(re.findall(r"(?m)^\d+ ", lib.__doc__ or "")) == max(floors().values()) == EDGE


@pytest.mark.parametrize("module", MODULES)
def test_a_room_asks_none_above(module: str) -> None:
    assert {room for room in asked(module) if floors()[room] > floors()[module]} == set()


def test_nobody_asks_in_a_circle() -> None:
    left = {module: asked(module) for module in MODULES}
    while done := {module for module, rooms in left.items() if not rooms & set(left)}:
        left = {module: rooms for module, rooms in left.items() if module not in done}
    assert left == {}


@pytest.mark.parametrize("module", MODULES)
def test_streamlit_is_known_at_the_edge_alone(module: str) -> None:
    assert "streamlit" not in foreign(module) or floors()[module] == EDGE


def test_the_command_line_needs_no_streamlit() -> None:
    reached, more = set(), {"__main__"}
    while more:
        reached |= more
        more = {room for module in more for room in asked(module)} - reached
    assert {module for module in reached if "streamlit" in foreign(module)} == set()


@pytest.mark.parametrize("module", MODULES)
def test_google_is_known_to_the_sources_alone(module: str) -> None:
    known = floors()[module] == SOURCES or module in LAID
    assert known or not foreign(module) & {"gspread", "google"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_composes_and_does_not_compute(page: Path) -> None:
    tree = ast.parse(page.read_text(encoding="utf-8"))
    assert not {"pandas", "numpy"} & {name.split(".")[0] for name in imports(page)}
    assert [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp)] == []


@pytest.mark.parametrize("module", ["__init__", *MODULES])
def test_a_room_says_first_what_it_is_for(module: str) -> None:
    path = ROOT / "lib" / f"{module}.py"
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert told
    assert told.splitlines()[0].endswith((".", ":", "?"))
