"""The command line: the same engine without the page (`python -m lib COMMAND …`, commands.md).

Tables go to standard output as UTF-8, messages to standard error. Exit code 0: done; 1: `check` or
`doctor` found errors; 2: bad usage or a register that cannot be read, with one line that says what to mend.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from lib import sheets, sla
from lib.base import files
from lib.base.clock import wall_clock
from lib.base.errors import OtklikError, UsageError
from lib.demo import embedded
from lib.demo import register as demo
from lib.doctor import examine as doctor
from lib.doctor import findings
from lib.documents import digest, past, report
from lib.duties import check
from lib.figures.facts import gather
from lib.law.schema import CASES
from lib.register import Register, several
from lib.register.settings import DEFAULT_ZONE
from lib.sources import config, transport, workbook
from lib.sources.tabs import Tabs
from lib.sources.titles import wanted
from lib.template import into_file, into_sheet
from lib.template import workbook as template
from lib.words import statements
from lib.worktime.period import month_of

DONE, FOUND_ERRORS, BAD_USAGE = 0, 1, 2
_STAMP = "%Y-%m-%dT%H:%M:%S"
_CHECK_COLUMNS = ["tab", "cell", "case", "level", "message", check.SOURCE]


# What argparse says, in English, of a command that it does not understand; and what we say.
_FAULTS = (
    (r"argument [^:]*: («.*)", r"\1."),  # our own message
    (r"argument КОМАНДА: invalid choice: '(.*?)' .*", r"Нет команды «\1»."),
    (r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)", r"«\2» не подходит к \1, можно: \3."),
    (r"argument (\S+): expected (?:one|at least one) argument", r"После \1 нужно значение."),
    (r"unrecognized arguments: (.*)", r"Лишнее или неизвестное в команде: \1."),
    (r"the following arguments are required: КОМАНДА", r"Не указана команда."),
    (r"the following arguments are required: (.*)", r"Не хватает в команде: \1."),
    (r"ambiguous option: (\S+) could match (.*)", r"Неясно, что значит \1: \2?"),
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Как писать: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Russian, and says what is wrong in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Help)
        self.add_argument("-h", "--help", action="help", help="показать эту подсказку")
        # The titles of these two groups have no public name in argparse.
        self._positionals.title, self._optionals.title = "что указать", "ключи"

    def error(self, message: str) -> NoReturn:
        for english, russian in _FAULTS:
            if found := re.fullmatch(english, message, re.DOTALL):
                raise UsageError(found.expand(russian).strip() + f" Как писать: {self.prog} --help")
        raise UsageError(f"Неверная команда. Как писать: {self.prog} --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    try:
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        return code
    except OtklikError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return BAD_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m lib", description="«Отклик» без страницы: те же расчёты в командной строке."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="КОМАНДА", parser_class=_Parser)

    command = commands.add_parser("demo", help="записать демонстрационный реестр")
    command.add_argument("out", metavar="OUT.xlsx", type=_workbook)
    command.add_argument("--now", type=_moment, help="на какой момент, например 2026-11-23T12:00")
    command.add_argument("--cases", type=_count, default=demo.CASES, help="сколько сообщений")
    command.add_argument("--seed", type=_seed, default=demo.SEED, help="зерно случайных чисел")
    command.set_defaults(run=_demo)

    command = commands.add_parser(
        "template", help="пустой реестр, файл или листы в таблице Google; в готовый добавит недостающее"
    )
    command.add_argument("out", metavar="OUT.xlsx", type=_workbook, nargs="?")
    command.add_argument(
        "--sheet", metavar="ADDRESS", help="адрес или id таблицы Google: добавить недостающее"
    )
    command.add_argument("--preset", metavar="NAME", help="набор норм вместо норм постановления № 82")
    command.add_argument(
        "--author", action="store_true", help="добавить столбец «Автор» (персональные данные)"
    )
    command.set_defaults(run=_template)

    command = commands.add_parser("check", help="что не удалось прочитать и что противоречит себе")
    _add_register(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("obligations", help="все обязательства всех сообщений")
    _add_register(command)
    command.add_argument("--format", choices=("csv", "json"), default="csv")
    command.set_defaults(run=_obligations)

    command = commands.add_parser("report", help="сводная информация за месяц (п. 21): .docx, .xlsx, .html")
    _add_register(command)
    command.add_argument("--month", metavar="2026-10", help="месяц")
    command.add_argument("--out", metavar="FILE", type=Path, help="куда записать; вид файла — по окончанию")
    command.add_argument(
        "--previous", metavar="OLD.xlsx", type=Path, help="прошлая сводка: сказать, что с тех пор изменилось"
    )
    command.set_defaults(run=_report)

    command = commands.add_parser("digest", help="короткая сводка на утро: просрочено, сегодня, обещания")
    _add_register(command)
    command.add_argument("--format", choices=("text", "html"), default="text")
    command.set_defaults(run=_digest)

    command = commands.add_parser("doctor", help="проверить каждое звено установки и сказать, что исправить")
    command.set_defaults(run=_doctor)
    return parser


def _add_register(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "register", metavar="REGISTER", nargs="?", help="файл .xlsx, адрес или id таблицы Google"
    )
    command.add_argument("--now", type=_moment, help="на какой момент, например 2026-11-23T12:00")


def _moment(text: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", text):
        raise argparse.ArgumentTypeError(f"«{text}» — не момент времени, нужно, например, 2026-11-23T12:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» — такого дня или времени не бывает") from None
    if not 2000 <= moment.year <= 2099:
        raise argparse.ArgumentTypeError(f"«{text}» — год должен быть с 2000 по 2099")
    return moment


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» — нужно целое число больше нуля")
    return int(text)


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"«{text}» — нужно целое число, не меньше нуля")
    return int(text)


def _workbook(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError(f"«{text}» — имя файла должно кончаться на .xlsx")
    return path


def _demo(options: argparse.Namespace) -> int:
    now = options.now or wall_clock(DEFAULT_ZONE)
    if not demo.replaceable(options.out):
        raise UsageError(
            f"Файл «{options.out}» уже есть, и в него писали: он не тронут. Укажите другое имя файла."
        )
    demo.write(options.out, now, options.cases, options.seed)
    print(f"Записан демонстрационный реестр: {options.out}", file=sys.stderr)
    return DONE


def _template(options: argparse.Namespace) -> int:
    if (options.out is None) == (options.sheet is None):
        raise UsageError("Укажите одно из двух: файл OUT.xlsx или --sheet с адресом таблицы Google.")
    if options.sheet is not None:
        return _template_sheet(options)
    if not files.vacant(options.out):
        return _laid(into_file.apply(options.out, options.preset, author=options.author))
    template.write(options.out, options.preset, author=options.author)
    print(f"Записан пустой реестр: {options.out}", file=sys.stderr)
    return DONE


def _template_sheet(options: argparse.Namespace) -> int:
    """Lay what is missing into a Google Sheet: the one command that asks for the right to write."""
    identifier = config.sheet_id(options.sheet)
    if identifier is None:
        raise UsageError(
            f"«{options.sheet}» — не адрес и не id таблицы Google: скопируйте адрес из браузера."
        )
    client = transport.connect(config.service_account(), transport.READ_WRITE)
    return _laid(into_sheet.apply(client, identifier, options.preset, author=options.author))


def _laid(done: tuple[str, ...]) -> int:
    print("\n".join(done or ["Добавлять нечего: всё уже на месте."]), file=sys.stderr)
    return DONE


def _open(options: argparse.Namespace) -> tuple[Register, datetime]:
    """The register that the command names, or the configured one, and the moment to assess."""
    if options.register:
        tables: tuple[Tabs, ...] = (sheets.read(options.register),)
    else:
        configured = config.load()
        if configured.demo:
            embedded.prepare(wall_clock(DEFAULT_ZONE), embedded.WORKBOOK)
        tables = sheets.source(configured).read()
    register = several.reader()(tables)
    return register, options.now or wall_clock(register.settings.timezone)


def _check(options: argparse.Namespace) -> int:
    register, now = _open(options)
    found = check.problems(register, now)
    for told in statements.lacking(register):
        print(told, file=sys.stderr)
    _print_csv(found[[name for name in found if name in _CHECK_COLUMNS]])
    return FOUND_ERRORS if (found["level"] == check.ERROR).any() else DONE


def _obligations(options: argparse.Namespace) -> int:
    rows = sla.assess(*_open(options))
    if options.format == "csv":
        _print_csv(as_text(rows))
    else:
        _print_json(rows)
    return DONE


def _report(options: argparse.Namespace) -> int:
    if options.month is None or options.out is None:
        raise UsageError("Укажите месяц и файл, например: --month 2026-10 --out сводка.docx")
    period = month_of(options.month)
    ending = report.kind_of(options.out.suffix or options.out.name).ending
    _spare(options.out)
    previous = None if options.previous is None else past.read(options.previous)
    register, now = _open(options)
    facts = gather(register, sla.assess(register, now), now)
    report.write(options.out, report.render(report.of(facts, period, previous=previous), ending))
    print(f"Записана сводная информация: {options.out}", file=sys.stderr)
    return DONE


def _spare(path: Path) -> None:
    """UsageError where a workbook stands that is, or for all one can tell may be, somebody's register."""
    if path.suffix.lower() != ".xlsx" or files.vacant(path):
        return
    titles = workbook.titles(path)
    if not titles or any(map(wanted([CASES.title]), titles)):
        what = "реестр" if titles else "не читается: возможно, это реестр"
        raise UsageError(f"Файл «{path}» — {what}, он не тронут. Укажите в --out другое имя файла.")


def _digest(options: argparse.Namespace) -> int:
    found = digest.digest(*_open(options))
    _write(digest.html(found) if options.format == "html" else digest.text(found))
    return DONE


def _doctor(_options: argparse.Namespace) -> int:
    found = doctor.examine()
    _write(findings.text(found))
    return FOUND_ERRORS if findings.worst(found) is findings.Level.FAIL else DONE


def as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Obligations as commands.md writes them: ISO times, shortest numbers, two decimals, true/false."""
    text = rows.copy()
    for name in ("opened", "due", "closed"):
        text[name] = rows[name].dt.strftime(_STAMP)
    text["inferred"] = np.where(rows["inferred"], "true", "false")
    text["limit"] = [_shortest(limit) for limit in rows["limit"]]
    for name in ("spent", "late"):
        text[name] = [f"{minutes:.2f}" for minutes in rows[name]]
    return text


def _shortest(number: float) -> str:
    return "" if np.isnan(number) else np.format_float_positional(number, trim="-")


def _print_json(rows: pd.DataFrame) -> None:
    records = as_text(rows).astype(object).where(lambda cell: cell.notna(), None).to_dict("records")
    for record, inferred, limit, spent, late in zip(
        records, rows["inferred"], rows["limit"], rows["spent"], rows["late"], strict=True
    ):
        record["inferred"] = bool(inferred)
        record["limit"] = None if np.isnan(limit) else int(limit) if limit == int(limit) else float(limit)
        record["spent"], record["late"] = round(float(spent), 2), round(float(late), 2)
    _write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def _print_csv(rows: pd.DataFrame) -> None:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(rows.astype(object).where(lambda cell: cell.notna(), "").itertuples(index=False))
    _write(table.getvalue())


def _write(text: str) -> None:
    """To standard output as UTF-8 whatever the console's own encoding (Windows)."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
