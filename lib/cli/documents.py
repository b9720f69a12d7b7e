"""`report` and `digest`: the month as a document, the day as a short text."""

from __future__ import annotations

from pathlib import Path

from lib.base.errors import UsageError
from lib.cli.arguments import REGISTER
from lib.cli.output import say, write
from lib.cli.registers import opened
from lib.cli.usage import DONE, Group, Options, argument

GROUP = Group()


@GROUP.command(
    "report",
    "сводная информация за месяц (п. 21): .docx, .xlsx, .html",
    *REGISTER,
    argument("--month", metavar="2026-10", help="месяц"),
    argument("--out", metavar="ФАЙЛ", type=Path, help="куда записать; тип файла — по расширению"),
    argument(
        "--previous",
        metavar="СТАРАЯ.xlsx",
        type=Path,
        help="прошлая сводка, чтобы увидеть, что с тех пор изменилось",
    ),
)
def report(options: Options) -> int:
    """The monthly summary as a file."""
    from lib import sla
    from lib.documents import past
    from lib.documents import report as month
    from lib.figures.facts import gather
    from lib.worktime.period import month_of

    if options.month is None or options.out is None:
        raise UsageError("Укажите месяц и файл, например: --month 2026-10 --out сводка.docx")
    period = month_of(options.month)
    ending = month.kind_of(options.out.suffix or options.out.name).ending
    _spare(options.out)
    previous = None if options.previous is None else past.read(options.previous)
    register, now = opened(options)
    facts = gather(register, sla.assess(register, now), now)
    month.write(options.out, month.render(month.of(facts, period, previous=previous), ending))
    say(f"Записана сводная информация: {options.out}")
    return DONE


def _spare(path: Path) -> None:
    """UsageError where a workbook stands that is, or for all one can tell may be, somebody's register."""
    from lib.base import files
    from lib.law.schema import CASES
    from lib.sources import workbook
    from lib.sources.titles import wanted

    if path.suffix.lower() != ".xlsx" or files.vacant(path):
        return
    titles = workbook.titles(path)
    if not titles or any(map(wanted([CASES.title]), titles)):
        what = "реестр" if titles else "не читается: возможно, это реестр"
        raise UsageError(f"Файл «{path}» — {what}, он не тронут. Укажите в --out другое имя файла.")


@GROUP.command(
    "digest",
    "короткая сводка на утро: просрочено, срок сегодня, окончательные ответы",
    *REGISTER,
    argument("--format", choices=("text", "html"), default="text", help="вид сводки: text или html"),
)
def digest(options: Options) -> int:
    """What the morning needs, as a text or a page."""
    from lib.documents import digest as morning

    found = morning.digest(*opened(options))
    write(morning.html(found) if options.format == "html" else morning.text(found))
    return DONE
