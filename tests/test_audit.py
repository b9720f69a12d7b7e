"""The audit of CI: silence of the index is said and passes, a known vulnerability fails."""

from __future__ import annotations

import json

import pytest

from tools.audit import judge

GOOD = {"name": "six", "version": "1.17.0", "vulns": []}
BAD = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "new", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        ([GOOD], 0, "1 packages, no known"),
        ([GOOD, UNKNOWN], 0, "1 of 2 packages not audited"),
        ([UNKNOWN], 0, "1 of 1 packages not audited"),
        ([GOOD, UNKNOWN, BAD], 1, "old 1.0: PYSEC-2026-1, mended in 1.1"),
        ([{**BAD, "vulns": [{"id": "X", "fix_versions": []}]}], 1, "X, mended in —"),
    ],
)
def test_the_verdict(packages: list[dict[str, object]], code: int, told: str) -> None:
    assert judge(json.dumps({"dependencies": packages, "fixes": []}))[0] == code
    assert told in judge(json.dumps({"dependencies": packages, "fixes": []}))[1]


@pytest.mark.parametrize("answer", ["", "Traceback", "{}"])
def test_no_answer_is_said_in_one_line(answer: str) -> None:
    code, told = judge(answer)
    assert code == 0
    assert "not audited" in told
    assert "\n" not in told
