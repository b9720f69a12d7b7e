"""The sheet's own script: its tests under Node, and its titles against the schema."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lib.law import schema

FOLDER = Path(__file__).parent / "apps_script"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not installed")


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(NODE), *arguments], capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
    )


@needs_node
def test_the_script_under_node() -> None:
    ran = node("--test", str(FOLDER / "code.test.js"))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@needs_node
def test_its_titles_are_those_of_the_schema() -> None:
    code = "const w = require(process.argv[1]).load([]);" + "console.log(JSON.stringify({"
    code += "steps: w.value('STEPS'), rounds: w.value('ROUNDS'), usual: w.value('USUAL'),"
    code += "names: w.value('[CASES, JOURNAL, EDITS, NUMBER, DETECTED]')}))"
    said = json.loads(node("-e", code, str(FOLDER / "fakes.js")).stdout)
    steps = [title for title, _ in said["steps"]]
    assert steps == [schema.CASES.column(name).title for name in schema.EVENT_FIELDS]
    assert {event for event, _ in said["rounds"]} <= set(schema.JOURNAL.column("event").words)
    assert set(said["usual"]) <= set(steps)
    number, detected = (schema.CASES.column(name).title for name in schema.CASES.keys)
    assert said["names"] == [
        schema.CASES.title,
        schema.JOURNAL.title,
        schema.EDITS_TITLE,
        number,
        detected,
    ]
    words = {schema.JOURNAL.column(name).title for name in schema.JOURNAL.keys}
    script = (FOLDER.parents[1] / "apps_script" / "Code.gs").read_text(encoding="utf-8")
    assert all(f"'{word}'" in script for word in words)
