"""`check` and `obligations`: a register as tables; and how a command opens the one that it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lib.cli.arguments import REGISTER
from lib.cli.output import say, write_all
from lib.cli.usage import DONE, FOUND_ERRORS, Group, Options, argument

if TYPE_CHECKING:
    from lib.register import Register

GROUP = Group()


@dataclass(frozen=True)
class Reading:
    """The register that the command names, or the configured one, to be read again and again.

    read: its register, the very same object while nothing has changed; pause: seconds until one may look
    again; moment: the one to assess, None the present one.
    """

    read: Callable[[], Register]
    pause: Callable[[], float]
    moment: datetime | None

    def now(self) -> tuple[Register, datetime]:
        """The register as it is, and the moment to assess."""
        from lib.base.clock import wall_clock

        register = self.read()
        return register, self.moment or wall_clock(register.timezone)


def reading(options: Options) -> Reading:
    """How the command's register is read."""
    from lib import sheets
    from lib.base.clock import wall_clock
    from lib.register import several
    from lib.register.office.settings import DEFAULT_ZONE
    from lib.sources import config
    from lib.sources.lines import read_lines

    lines, listed = () if options.columns is None else read_lines(options.columns), options.tabs
    refresh = config.DEFAULT_REFRESH
    if options.register:
        source = sheets.at(options.register, tabs=listed, lines=lines)
    else:
        configured = config.load()
        configured = replace(
            configured,
            columns=configured.columns if options.columns is None else lines,
            tabs=listed or configured.tabs,
        )
        lines, listed, refresh = configured.columns, configured.tabs, configured.refresh
        if configured.demo:
            from lib.demo import embedded

            embedded.prepare(wall_clock(DEFAULT_ZONE), embedded.WORKBOOK)
        source = sheets.source(configured)
    parsed = several.reader(lines, listed, lambda zone: options.now or wall_clock(zone))
    return Reading(lambda: parsed(source.read()), lambda: source.pause(refresh), options.now)


def opened(options: Options) -> tuple[Register, datetime]:
    """The register that the command names, or the configured one, and the moment to assess."""
    return reading(options).now()


@GROUP.command("check", "что не удалось прочитать и что противоречит себе", *REGISTER)
def check(options: Options) -> int:
    """Every problem of a register as CSV; exit code 1 where one is an error."""
    from lib.cli import tables
    from lib.duties import check as duties
    from lib.lists import norms, pointers
    from lib.words import absent

    register, now = opened(options)
    found = duties.problems(register, now)
    for told in (*absent.lacking(register), *norms.differences(register, now)):
        say(told)
    columns = ["tab", "cell", "case", "level", "message", duties.SOURCE]
    shown = pointers.as_shown(register, found)
    write_all(tables.as_csv(shown[[name for name in shown if name in columns]]))
    return FOUND_ERRORS if (found["level"] == duties.ERROR).any() else DONE


@GROUP.command(
    "obligations",
    "все обязательства всех сообщений",
    *REGISTER,
    argument("--format", choices=("csv", "json"), default="csv", help="вид таблицы: csv или json"),
)
def obligations(options: Options) -> int:
    """Every obligation of every case as CSV or JSON."""
    from lib import sla
    from lib.cli import tables

    rows = sla.assess(*opened(options))
    write_all(tables.as_json(rows) if options.format == "json" else tables.as_csv(rows))
    return DONE
