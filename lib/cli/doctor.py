"""`doctor`: each link of a deployment looked at."""

from __future__ import annotations

from pathlib import Path

from lib.cli.output import write
from lib.cli.usage import DONE, FOUND_ERRORS, Group, Options

GROUP = Group()


@GROUP.command("doctor", "проверить установку и сказать, что исправить")
def doctor(_options: Options) -> int:
    """What is in order and what to mend; exit code 1 where something does not work."""
    from lib.sources.config import ROOT

    return examined(ROOT)


def examined(root: Path) -> int:
    """The deployment in `root` looked at, and told."""
    from lib.doctor import examine, findings

    found = examine.examine(root)
    write(findings.text(found))
    return FOUND_ERRORS if findings.worst(found) is findings.Level.FAIL else DONE
