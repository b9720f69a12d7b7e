"""`doctor`: each link of a deployment looked at."""

from __future__ import annotations

from pathlib import Path

from lib.cli.output import write
from lib.cli.usage import DONE, FOUND_ERRORS, Group, Options, argument

GROUP = Group()


@GROUP.command(
    "doctor",
    "проверить установку и сказать, что исправить",
    argument(
        "--notice", action="store_true", help="ещё и отправить всем из [notify.people] пробное уведомление"
    ),
    apart=lambda _: True,  # one file that cannot be read is one finding among others
)
def doctor(options: Options) -> int:
    """What is in order and what to mend; exit code 1 where something does not work."""
    from lib.sources.config import ROOT

    return examined(ROOT, notice=options.notice)


def examined(root: Path, *, notice: bool = False) -> int:
    """The deployment in `root` looked at, and told; `notice`: a trial notice goes to everybody, too."""
    from lib.doctor import examine, findings

    found = examine.examine(root)
    if notice:
        from lib.doctor import trial

        found = [*found, *trial.trial(root)]
    write(findings.text(found))
    return FOUND_ERRORS if findings.worst(found) is findings.Level.FAIL else DONE
