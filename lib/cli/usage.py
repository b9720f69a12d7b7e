"""How a command is written: its name, its arguments, and what is told in Russian where they are wrong."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn, TypeAlias

from lib.base.errors import OtklikError, UsageError
from lib.base.plaintext import first_up
from lib.cli.output import Unread, say, write

DONE, FOUND_ERRORS, BAD_USAGE = 0, 1, 2
INTERRUPTED = 130  # as a shell tells what Ctrl+C has ended
UNREAD = 141  # and what ended because nobody reads its output any more

Options: TypeAlias = argparse.Namespace
Run: TypeAlias = Callable[[Options], int]
Guard: TypeAlias = Callable[[Callable[[], int]], int]

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


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as `argparse.add_argument` takes it."""

    names: tuple[str, ...]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A command: its name, what it is for (the line in `--help`), its arguments and what runs it.

    apart: whether it has files read in processes apart; see `Group.command`.
    """

    name: str
    told: str
    arguments: tuple[Argument, ...]
    run: Run
    apart: Callable[[Options], bool]


@dataclass(frozen=True)
class Group:
    """The commands of one file, in their order."""

    commands: list[Command] = field(default_factory=list)

    def command(
        self, name: str, told: str, *arguments: Argument, apart: Callable[[Options], bool] = lambda _: False
    ) -> Callable[[Run], Run]:
        """Make the function below a command; it takes the options and returns the exit code.

        A file may end the process that reads it, and the command then begins once more. `apart`: that this
        one must not, for it goes on after a file, or has done something before it reads one.
        """

        def add(run: Run) -> Run:
            self.commands.append(Command(name, told, arguments, run, apart))
            return run

        return add


def argument(*names: str, **settings: Any) -> Argument:
    """An argument of a command: a name alone is a place, one that begins with «--» a key."""
    return Argument(names, settings)


def run(groups: Iterable[Group], arguments: list[str] | None, guard: Guard = lambda work: work()) -> int:
    """Run the command that the arguments name; returns the exit code.

    guard: what a command that only reads files and tells of them runs under.
    """

    def named() -> int:
        options = parser(groups).parse_args(arguments)
        work: Callable[[], int] = partial(options.run, options)
        return work() if options.apart(options) else guard(work)

    try:
        return _told(named)
    except Unread:
        return UNREAD


def _told(work: Callable[[], int]) -> int:
    """The exit code of some work; what went wrong in it is said in one line."""
    try:
        return work()
    except OtklikError as error:
        say(" ".join(str(error).split()))
        return BAD_USAGE
    except KeyboardInterrupt:
        say("Прервано.")
        return INTERRUPTED


def parser(groups: Iterable[Group]) -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = _Parser(
        prog="python -m lib", description="«Отклик» без страницы: те же расчёты в командной строке."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="КОМАНДА", parser_class=_Parser)
    for group in groups:
        for command in group.commands:
            sentence = f"{first_up(command.told)}."
            own = commands.add_parser(command.name, help=command.told, description=sentence)
            for each in command.arguments:
                own.add_argument(*each.names, **each.settings)
            own.set_defaults(run=command.run, apart=command.apart)
    return parser


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Использование: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Russian, and says what is wrong in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Help)
        self.add_argument("-h", "--help", action="help", help="показать эту справку")
        # The titles of these two groups have no public name in argparse.
        self._positionals.title, self._optionals.title = "параметры", "ключи"

    def print_help(self, file: Any = None) -> None:
        write(self.format_help())

    def error(self, message: str) -> NoReturn:
        for english, russian in _FAULTS:
            if found := re.fullmatch(english, message, re.DOTALL):
                raise UsageError(found.expand(russian).strip() + f" Справка: {self.prog} --help")
        raise UsageError(f"Неверная команда. Справка: {self.prog} --help")
