"""What several commands are given: a register, a moment, a file to write; each checked as it is read."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path

from lib.cli.usage import argument


def moment(text: str) -> datetime:
    """A local wall-clock time, as 2026-11-23T12:00."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", text):
        raise argparse.ArgumentTypeError(f"«{text}» — не момент времени, нужно, например, 2026-11-23T12:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» — такого дня или времени не бывает") from None
    if not 2000 <= moment.year <= 2099:
        raise argparse.ArgumentTypeError(f"«{text}» — год должен быть с 2000 по 2099")
    return moment


def count(text: str) -> int:
    """A whole number above zero."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» — нужно целое число больше нуля")
    return int(text)


def seed(text: str) -> int:
    """A whole number, zero among them."""
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"«{text}» — нужно целое число, не меньше нуля")
    return int(text)


def workbook(text: str) -> Path:
    """The name of a workbook to write."""
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError(f"«{text}» — имя файла должно кончаться на .xlsx")
    return path


NOW = argument("--now", metavar="МОМЕНТ", type=moment, help="на какой момент, например 2026-11-23T12:00")
# What every command over a register takes, and `registers.opened` reads.
REGISTER = (
    argument(
        "register", metavar="РЕЕСТР", nargs="?", help="файл .xlsx или .ods, адрес или id таблицы Google"
    ),
    NOW,
    argument(
        "--columns",
        metavar="ФАЙЛ.tsv",
        type=Path,
        help="какой столбец своей таблицы чему соответствует: строки, как их печатает columns",
    ),
    argument("--tabs", metavar='"A;Б"', default="", help="листы с сообщениями через «;», или все"),
)
