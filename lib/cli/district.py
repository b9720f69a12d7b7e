"""`district`: many registers as one table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lib.base.errors import UsageError
from lib.cli.arguments import NOW, count
from lib.cli.output import advance, say
from lib.cli.usage import DONE, Group, Options, argument

if TYPE_CHECKING:
    from lib.sources.config.district import District

GROUP = Group()


@GROUP.command(
    "district",
    "реестры многих поселений одной таблицей: .xlsx, .csv, .json, .html",
    argument("config", metavar="НАСТРОЙКИ.toml", nargs="?", type=Path, help="файл с разделом [district]"),
    argument("--month", metavar="2026-10", help="месяц"),
    argument("--out", metavar="ФАЙЛ", type=Path, help="куда записать; тип файла — по расширению"),
    NOW,
    argument("--workers", metavar="ЧИСЛО", type=count, help="сколько процессов; обычно по числу ядер"),
    argument("--scheduler", metavar="АДРЕС", help="планировщик Dask вместо процессов этого компьютера"),
)
def district(options: Options) -> int:
    """The table of a district as a file; exit code 2 where no register can be read."""
    from lib.base import files
    from lib.base.clock import wall_clock
    from lib.district import files as kinds
    from lib.district import whole
    from lib.register.office.settings import DEFAULT_ZONE
    from lib.worktime.period import month_of

    if options.month is None or options.out is None:
        raise UsageError("Укажите месяц и файл, например: --month 2026-10 --out район.xlsx")
    month_of(options.month)
    write = kinds.kind_of(options.out)
    files.ready(options.out)
    found = _configured(options.config)
    now = options.now or wall_clock(DEFAULT_ZONE)
    bar = _Progress(len(found.members))
    try:
        summaries = whole.count(
            found, now, options.month, workers=options.workers, scheduler=options.scheduler, told=bar.step
        )
    finally:
        bar.end()
    for member, summary in zip(found.members, summaries, strict=True):
        if not summary.registers:
            say(f"{member.name}: {' '.join(summary.unread)}")
    if not any(summary.registers for summary in summaries):
        raise UsageError("Ни один реестр не прочитан: причины указаны выше, файл не записан.")
    with files.whole(options.out) as draft:
        draft.write_bytes(write(found, summaries, now))
    say(f"Записана таблица района: {options.out}")
    return DONE


def _configured(path: Path | None) -> District:
    from lib.sources.config import district as settings

    found = settings.load(path)
    if found is None:
        raise UsageError(
            "Раздела [district] в настройках нет. Добавьте его или укажите файл: district НАСТРОЙКИ.toml"
        )
    return found


class _Progress:
    """How many registers are done, on one line of a terminal; nothing where the output is kept."""

    def __init__(self, of: int) -> None:
        self._done, self._of = 0, of
        self._shown = sys.stderr.isatty()

    def step(self) -> None:
        self._done += 1
        advance(f"Посчитано реестров: {self._done} из {self._of}")

    def end(self) -> None:
        if self._shown:
            say("")
