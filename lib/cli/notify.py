"""`notify`: tells each person what is his to do, once (commands.md, «Notices»)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.cli.arguments import REGISTER
from lib.cli.output import say, write
from lib.cli.registers import Reading, reading
from lib.cli.usage import DONE, FOUND_ERRORS, Group, Options, argument

if TYPE_CHECKING:
    from datetime import datetime

    from lib.notices.run import Send
    from lib.register import Register
    from lib.sources.config import Notify

GROUP = Group()
_MESSAGE = ("сообщение", "сообщения", "сообщений")


@GROUP.command(
    "notify",
    "сообщить каждому, что ему делать: по одному разу, в рабочее время",
    *REGISTER,
    argument("--watch", action="store_true", help="продолжать, пока не остановят (Ctrl+C)"),
    argument("--dry-run", action="store_true", help="только показать, что и кому ушло бы"),
    apart=lambda options: bool(options.watch),
)
def notify(options: Options) -> int:
    """One run, or one after another; exit code 1 where something was not delivered and is tried again."""
    from lib.base.errors import UsageError
    from lib.sources import config

    if options.watch and (options.dry_run or options.now):
        raise UsageError("Ключ --watch не сочетается с --now и --dry-run: он следит за реестром сейчас.")
    settings = config.notices()
    register = reading(options)
    if options.watch:
        return _watch(register, settings)
    if options.dry_run:
        return _shown(*register.now(), settings)
    from lib.notices.service import send

    return _run(*register.now(), settings, send)


def _run(register: Register, now: datetime, settings: Notify, deliver: Send) -> int:
    from lib.notices import run
    from lib.notices.state import Busy
    from lib.words.words import several

    try:
        told = run.tell(register, now, settings, deliver)
    except Busy as error:
        say(str(error))
        return FOUND_ERRORS
    for line in (*told.notes, *told.failed):
        say(line)
    if told.taken or not told.failed:
        say(f"Отправлено: {several(told.taken, _MESSAGE)}.")
    return FOUND_ERRORS if told.failed else DONE


def _shown(register: Register, now: datetime, settings: Notify) -> int:
    from lib.notices import run

    ready, notes = run.preview(register, now, settings)
    for line in notes:
        say(line)
    write("\n".join(f"Кому: {each.place.told}\n{each.title}\n\n{each.body}\n" for each in ready))
    if not ready:
        say("Сообщать сейчас нечего.")
    return DONE


def _watch(register: Reading, settings: Notify) -> int:
    """Run after run, each with what the register then holds; what cannot be done now is tried again."""
    import time

    from lib.base.errors import OtklikError
    from lib.notices import run
    from lib.notices.service import Patient

    deliver, before = Patient(), ""
    say("Уведомления включены. Чтобы остановить, нажмите Ctrl+C.")
    try:
        while True:
            try:
                told = run.tell(*register.now(), settings, deliver)
                lines = [*told.notes, *told.failed]
            except OtklikError as error:
                lines = [" ".join(str(error).split())]
            if (now := "\n".join(lines)) != before:  # the same trouble is told once
                before = now
                if lines:
                    say(now)
            time.sleep(register.pause())
    except KeyboardInterrupt:
        say("Уведомления остановлены.")
        return DONE
