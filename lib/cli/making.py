"""`demo` and `template`: registers to begin with."""

from __future__ import annotations

from lib.base.errors import UsageError
from lib.cli.arguments import NOW, count, seed, workbook
from lib.cli.output import say
from lib.cli.usage import DONE, Group, Options, argument

GROUP = Group()


@GROUP.command(
    "demo",
    "записать демонстрационный реестр",
    argument("out", metavar="ФАЙЛ.xlsx", type=workbook, help="куда записать"),
    NOW,
    argument("--cases", metavar="ЧИСЛО", type=count, help="сколько сообщений"),
    argument("--seed", metavar="ЧИСЛО", type=seed, help="зерно случайных чисел"),
)
def demo(options: Options) -> int:
    """A demonstration register as a file; what somebody typed into is never written over."""
    from lib.base.clock import wall_clock
    from lib.demo import register
    from lib.register.office.settings import DEFAULT_ZONE

    if not register.replaceable(options.out):
        raise UsageError(
            f"Файл «{options.out}» уже есть, и в него писали: он не тронут. Укажите другое имя файла."
        )
    given = {name: value for name in ("cases", "seed") if (value := getattr(options, name)) is not None}
    register.write(options.out, options.now or wall_clock(DEFAULT_ZONE), **given)
    say(f"Записан демонстрационный реестр: {options.out}")
    return DONE


@GROUP.command(
    "template",
    "пустой реестр, файл или листы в таблице Google; в готовый добавит недостающее",
    argument("out", metavar="ФАЙЛ.xlsx", type=workbook, nargs="?", help="куда записать"),
    argument("--sheet", metavar="АДРЕС", help="адрес или id таблицы Google: добавить недостающее"),
    argument("--preset", metavar="НАБОР", help="набор норм вместо норм постановления № 82"),
    argument("--author", action="store_true", help="добавить столбец «Автор» (персональные данные)"),
)
def template(options: Options) -> int:
    """An empty register as a file, or what a file or a Google Sheet lacks of one."""
    from lib.base import files
    from lib.template import into_file
    from lib.template import workbook as empty

    if (options.out is None) == (options.sheet is None):
        raise UsageError("Укажите одно из двух: ФАЙЛ.xlsx или --sheet с адресом таблицы Google.")
    if options.sheet is not None:
        return _template_sheet(options)
    if not files.vacant(options.out):
        return _laid(into_file.apply(options.out, options.preset, author=options.author))
    empty.write(options.out, options.preset, author=options.author)
    say(f"Записан пустой реестр: {options.out}")
    return DONE


def _template_sheet(options: Options) -> int:
    """Lay what is missing into a Google Sheet: the one command that asks for the right to write."""
    from lib.sources import config, transport
    from lib.template import into_sheet

    identifier = config.sheet_id(options.sheet)
    if identifier is None:
        raise UsageError(
            f"«{options.sheet}» — не адрес и не id таблицы Google: скопируйте адрес из браузера."
        )
    client = transport.connect(config.service_account(), transport.READ_WRITE)
    return _laid(into_sheet.apply(client, identifier, options.preset, author=options.author))


def _laid(done: tuple[str, ...]) -> int:
    say("\n".join(done or ["Добавлять нечего: всё уже на месте."]))
    return DONE
