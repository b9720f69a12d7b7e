"""The guide names every setting, norm, page, command and key, and its links lead somewhere."""

from __future__ import annotations

import ast
import re
import shlex
import textwrap
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest

from lib.cli import GROUPS, usage
from lib.doctor.examine import GUIDE
from lib.law import regulation, schema
from lib.sources import config
from lib.sources.config import ROOT
from lib.sources.modes import MODES
from lib.sources.transport import Cure
from lib.template import defaults
from lib.web.shell import router
from lib.words import words

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def guide() -> str:
    return "\n".join(map(read, PAGES))


def cells(name: str) -> list[list[str]]:
    """The rows of the tables of a page of the guide."""
    rows = [line.strip("|").split("|") for line in read(DOCS / name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


# Named


@pytest.mark.parametrize("parameter", schema.PARAMETERS, ids=lambda parameter: parameter.field)
def test_every_setting_with_its_default(parameter: schema.Parameter) -> None:
    (row,) = [row for row in cells("regulation.md") if row[0] == parameter.title]
    expected = parameter.default or {"timezone": "Europe/Moscow"}.get(parameter.field, "")
    if parameter.field.startswith("hours_") and not parameter.default:
        expected = "выходной"
    assert (expected or "пусто") in row[1]


@pytest.mark.parametrize("rule", regulation.RULES, ids=lambda rule: rule.key)
def test_every_norm_with_its_clause_and_term(rule: regulation.Rule) -> None:
    (row,) = [row for row in cells("regulation.md") if row[0] == rule.step]
    assert row[1] == rule.clause
    assert row[2] == rule.role.label
    limit = rule.norm.limit
    term = "своего срока нет" if limit is None else words.term(limit, rule.norm.unit)
    assert row[4].startswith(term)


@pytest.mark.parametrize("unit", list(regulation.Unit))
def test_every_unit(unit: regulation.Unit) -> None:
    assert f"`{unit}`" in read(DOCS / "regulation.md")


@pytest.mark.parametrize("status", list(regulation.Status))
def test_every_status(status: regulation.Status) -> None:
    assert [row for row in cells("curator.md") if row[0] == status.label]


@pytest.mark.parametrize("name", defaults.PRESETS)
def test_every_preset_with_its_norms(name: str) -> None:
    (row,) = [row for row in cells("settings.md") if row[0] == f"`{name}`"]
    norms = defaults.norms(name)
    for cell, rule in zip(row[1:], ("answer", "answer_high", "final"), strict=True):
        limit = norms[rule].limit
        assert limit is not None
        day = norms[rule] == regulation.Norm(24 * 60, regulation.Unit.MINUTES)
        assert cell == ("сутки по часам" if day else words.term(limit, norms[rule].unit))


@pytest.mark.parametrize("title", router.TITLES.values())
def test_every_page_of_the_app(title: str) -> None:
    assert f"«{title}»" in guide()


def commands() -> list[str]:
    return [command.name for group in GROUPS for command in group.commands]


@pytest.mark.parametrize("command", commands())
def test_every_command(command: str) -> None:
    assert re.search(rf"`{command}\b", "\n".join(row[0] for row in cells("settings.md")))


def keys() -> list[str]:
    """The configuration's keys: the sample's own, and all that `lib.sources.config` accepts."""
    sample = tomllib.loads((ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8"))
    del sample["access"]["people"]
    found = {*sample, *(key for section in sample.values() for key in section), "connections", "people"}
    for path in (ROOT / "lib" / "sources" / "config").glob("*.py"):
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "known" and len(node.args) == 3:
                found |= set(_accepted(node.args[2], path.stem))
    return sorted(found)


def _accepted(names: ast.expr, module: str) -> tuple[str, ...]:
    """The keys that a call accepts: written there, or a constant of its module."""
    if isinstance(names, ast.Name):
        return tuple(getattr(import_module(f"{config.__name__}.{module}"), names.id))
    return tuple(ast.literal_eval(names))


@pytest.mark.parametrize("key", keys())
def test_every_key_of_the_configuration(key: str) -> None:
    table = "\n".join(" ".join(row) for row in cells("settings.md"))
    assert re.search(rf"[`.\[]{key}[`\]]", table)


@pytest.mark.parametrize("word", [*MODES, *config.ROLES, config.KEY_VARIABLE])
def test_every_mode_and_role(word: str) -> None:
    assert re.search(rf"`{word}\b", read(DOCS / "settings.md"))


@pytest.mark.parametrize("stage", schema.EVENT_FIELDS)
def test_staff_learn_of_every_step(stage: str) -> None:
    assert f"«{schema.CASES.column(stage).title}»" in read(DOCS / "staff.md")


def calls() -> list[str]:
    """The commands that the guide has people type, each in a line of its own."""
    return sorted(
        set(re.findall(r"(?m)^ {4,}(?:sudo )?(?:py -3|python3) start\.py cli (.+?)(?: +#.*)?$", guide()))
    )


@pytest.mark.parametrize("call", calls())
def test_a_command_of_the_guide_is_understood(call: str) -> None:
    words = shlex.split(call.partition(">")[0])
    if words not in (["КОМАНДА"], ["--help"]):
        assert usage.parser(GROUPS).parse_args(words).run


def test_the_guide_shows_commands_and_settings() -> None:
    assert "doctor" in calls()
    assert samples()


def test_the_guide_leads_from_each_place_of_a_register_to_its_settings() -> None:
    shown = [call.split() for call in calls() if call.startswith("connect")]
    assert {word for words in shown for word in words if word.startswith("--")} == {
        "--sheet",
        "--key",
        "--workbook",
        "--file",
        "--mode",
        "--print",
    }


def samples() -> list[str]:
    """The settings that the guide shows."""
    blocks = re.findall(r"(?m)(?:^(?: {4,}.*)?\n)+", guide())
    return [textwrap.dedent(block).strip() for block in blocks if "[register]" in block]


@pytest.mark.parametrize("sample", samples())
def test_settings_that_the_guide_shows_are_in_order(sample: str, tmp_path: Path) -> None:
    config.checked(tomllib.loads(sample), tmp_path, {})


@pytest.mark.parametrize(
    ("cure", "step"), [(cure, step) for cure in Cure for step in re.findall(r"шаг (\d)", cure)]
)
def test_cures_name_the_guides_steps(cure: Cure, step: str) -> None:
    sheet = read(DOCS / "deployer.md").partition("## Google Таблица")[2].partition("\n## ")[0]
    titles = {Cure.API: "API", Cure.KEY: "Ключ", Cure.ADDRESS: "Настройки", Cure.SHARE: "Права"}
    assert re.search(rf"(?m)^{step}\. \*\*{titles[cure]}\.\*\*", sheet)


def test_the_law_comes_before_the_first_step() -> None:
    text = read(ROOT / GUIDE)
    assert 0 < text.index("personal-data.md") < text.index("152-ФЗ") < text.index("## ")


# Links


def anchors(path: Path) -> set[str]:
    """Addresses of a page's headings, as the hosts of Markdown make them."""
    heads = re.findall(r"(?m)^#+ (.+)$", read(path))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize(
    ("page", "link"),
    [(page, link) for page in PAGES for link in _LINK.findall(read(page)) if "://" not in link],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_links_resolve(page: Path, link: str) -> None:
    name, _, anchor = unquote(link).partition("#")
    target = (page.parent / name).resolve() if name else page
    assert target.is_relative_to(ROOT)
    assert target.exists()
    if anchor:
        assert anchor in anchors(target)


def test_the_index_leads_to_every_page() -> None:
    assert set(_LINK.findall(read(DOCS / "README.md"))) == {page.name for page in PAGES} - {"README.md"}


@pytest.mark.parametrize(
    "path",
    [
        *("deploy/otklik.service", "deploy/nginx.conf", "Dockerfile", "start.bat", "apps_script/Code.gs"),
        *("deploy/otklik-notify.service", "deploy/otklik-notify.timer", "deploy/notify-workflow.yml"),
    ],
)
def test_files_that_the_guide_names_are_there(path: str) -> None:
    assert path in guide()
    assert (ROOT / path).exists()
