"""What the doctor finds: a link of a deployment, how it stands, what was seen there, what to do."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lib.words.words import several

COMMAND = "py -3 start.py cli" if os.name == "nt" else "python3 start.py cli"


class Level(StrEnum):
    """How a link stands: in order, to be looked at, or broken (the app does not work until it is mended)."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"

    @property
    def label(self) -> str:
        """The word before the step."""
        return {"ok": "в порядке", "warn": "внимание", "fail": "исправить"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One link. `seen` may name addresses and spreadsheets; `cure` ("": nothing to do) never does."""

    step: str
    level: Level
    seen: str
    cure: str = ""


def worst(findings: Iterable[Finding]) -> Level:
    """The gravest level among the findings."""
    order = list(Level)
    return max((finding.level for finding in findings), key=order.index, default=Level.OK)


def public(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what was seen: fit for a page that a stranger may open."""
    return [replace(finding, seen="") for finding in findings]


def text(findings: Sequence[Finding]) -> str:
    """The findings as lines for a terminal, the last one the sum."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.level.label:<9}  {finding.step}: {finding.seen}")
        if finding.cure:
            lines.append(f"{'':<9}  → {finding.cure}")
    return "\n".join([*lines, total(findings)]) + "\n"


def total(findings: Iterable[Finding]) -> str:
    """All findings in one sentence."""
    levels = [finding.level for finding in findings]
    fails, warns = levels.count(Level.FAIL), levels.count(Level.WARN)
    if fails:
        rest = "него" if fails == 1 else "них"
        return f"Исправить: {_places(fails)}. Что зависит от {rest}, не проверялось."
    return f"Работает. Обратите внимание: {_places(warns)}." if warns else "Всё в порядке."


def _places(number: int) -> str:
    return several(number, ("место", "места", "мест"))
