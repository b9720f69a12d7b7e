"""The house keeps its plan (architecture.md): folders, floors, directions, pages that only compose."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

import lib

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "lib").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
ROOMS = 16  # files in a folder, its front door among them: what a newcomer takes in at a look
MANY = {"documents": 21}  # a file for each part and kind of document (architecture.md)
LINES = 400  # of a file, which is read at a sitting
# What each folder may ask, whole floors below it (architecture.md, «The house»).
BELOW: dict[str, set[str]] = {}
for _folder, _more in {
    "base": "",
    "worktime": "base",
    "law": "base worktime",
    "sources": "law worktime base",
    "sheets": "sources",
    "register": "sources sheets",
    "duties": "register",
    "sla": "register duties",
    "figures": "duties sla",
    "words": "figures",
    "lists": "words",
    "charts": "lists",
    "letters": "lists",
    "documents": "charts",
    "template": "sla",
    "district": "documents",
    "notices": "documents",
    "demo": "template",
    "doctor": "documents template district notices demo",
    "web": "doctor letters",
    "cli": "doctor",
    "__main__": "cli",
}.items():
    BELOW[_folder] = {_folder}.union(*(BELOW[name] | {name} for name in _more.split()))
WEB = ("html", "shell", "gate", "parts", "views")  # inside `web`, likewise one way down
BELOW["duties"].add("sla")  # the next step and the check ask what is owed; `sla` asks the events of `duties`


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


def folder(path: Path) -> str:
    """The folder of `lib` that a file stands in; a door that stands alone is its own."""
    return path.relative_to(ROOT / "lib").with_suffix("").parts[0]


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def told(path: Path) -> str:
    return str(path.relative_to(ROOT / "lib"))


MODULES = {module(path): path for path in FILES}


def asked(path: Path) -> set[str]:
    """The modules of the house that a file asks, by the front door or not."""
    return {name for name in imports(path) if name in MODULES and name not in ("lib", module(path))}


def foreign(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def circles(asks: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left of a graph once all that ask nobody of the rest have gone, again and again."""
    left = dict(asks)
    while done := {name for name, others in left.items() if not others & set(left)}:
        left = {name: others for name, others in left.items() if name not in done}
    return left


def reached(start: Iterable[str]) -> set[str]:
    """Every module of the house that these ask, directly or not."""
    found: set[str] = set()
    more = set(start)
    while more:
        found |= more
        more = {name for each in more for name in asked(MODULES[each])} - found
    return found


def test_every_folder_stands_in_the_plan() -> None:
    plan = lib.__doc__ or ""
    folders = {folder(path) for path in FILES} - {"__init__"}
    assert folders == set(BELOW)
    assert {name for name in folders if not re.search(rf"\b{name}\b", plan)} == set()
    assert len(plan.strip().splitlines()) <= 14


@pytest.mark.parametrize("path", FILES, ids=told)
def test_a_room_asks_none_above(path: Path) -> None:
    if folder(path) == "__init__":
        assert not asked(path)
    else:
        assert {name.split(".")[1] for name in asked(path)} <= BELOW[folder(path)]


def test_no_two_folders_ask_each_other() -> None:
    asks: dict[str, set[str]] = {name: set() for name in BELOW}
    for path in FILES:
        if folder(path) != "__init__":
            asks[folder(path)] |= {name.split(".")[1] for name in asked(path)} - {folder(path)}
    # `sla` is the door of `duties` and stands beside it, not below: inside, the files go one way (next test).
    asks["duties"] = (asks["duties"] | asks.pop("sla")) - {"duties", "sla"}
    assert (
        circles(
            {
                name: {"duties" if other == "sla" else other for other in others} - {name}
                for name, others in asks.items()
            }
        )
        == {}
    )


def test_a_page_asks_its_parts_and_not_the_other_way() -> None:
    for path in FILES:
        place = path.relative_to(ROOT / "lib").parts
        if place[0] == "web" and place[1] in WEB:
            rooms = {name.split(".")[2] for name in asked(path) if name.startswith("lib.web.")}
            assert rooms <= set(WEB[: WEB.index(place[1]) + 1]), path


def test_no_two_files_ask_each_other() -> None:
    inside = {name: asked(path) for name, path in MODULES.items() if path.name != "__init__.py"}
    assert circles(inside) == {}


def test_no_folder_holds_more_than_one_takes_in() -> None:
    rooms = {path.parent for path in FILES}
    crowded = {told(each): len(list(each.glob("*.py"))) for each in rooms}
    assert {name: number for name, number in crowded.items() if number > MANY.get(name, ROOMS)} == {}


def test_no_file_is_longer_than_one_reads_at_a_sitting() -> None:
    lines = {told(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: many for name, many in lines.items() if many > LINES} == {}


@pytest.mark.parametrize("path", FILES, ids=told)
def test_streamlit_is_known_to_the_pages_alone(path: Path) -> None:
    assert "streamlit" not in foreign(path) or folder(path) == "web"


def test_the_command_line_needs_no_streamlit() -> None:
    assert {name for name in reached({"lib.__main__"}) if "streamlit" in foreign(MODULES[name])} == set()


@pytest.mark.parametrize("path", FILES, ids=told)
def test_google_is_known_to_the_sources_and_to_the_template_alone(path: Path) -> None:
    services = {name for name in imports(path) if not name.startswith("google.protobuf")}  # only a format
    asked = {name.split(".")[0] for name in services}
    assert not asked & {"gspread", "google"} or folder(path) in ("sources", "template")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_composes_and_does_not_compute(page: Path) -> None:
    tree = ast.parse(page.read_text(encoding="utf-8"))
    assert not {"pandas", "numpy"} & {name.split(".")[0] for name in imports(page)}
    assert [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.BinOp)] == []


@pytest.mark.parametrize("path", FILES, ids=told)
def test_a_room_says_first_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said
    assert said.splitlines()[0].endswith((".", ":", "?"))


def test_tests_stand_in_the_folders_of_what_they_test() -> None:
    helpers = {"apps_script", "e2e", "examples", "oracle", "sheets_server", "storage_server"}
    folders = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders - helpers <= set(BELOW)
