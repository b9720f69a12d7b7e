"""`connect`: the settings written for the deployer, from where the register lies and who may see it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from lib.base.errors import UsageError
from lib.cli.output import say, write
from lib.cli.usage import DONE, Group, Options, argument
from lib.sources.modes import MODES

GROUP = Group()


@GROUP.command(
    "connect",
    "записать настройки: где лежит реестр и кто его видит",
    argument("--sheet", metavar="АДРЕС", help="адрес или id таблицы Google; нужен и --key"),
    argument("--key", metavar="КЛЮЧ.json", help="файл с ключом сервисного аккаунта Google"),
    argument("--workbook", metavar="ФАЙЛ", help="файл .xlsx или .ods на этом компьютере или в сетевой папке"),
    argument("--file", metavar="URL", help="адрес файла на сервере; имя и пароль программа спросит"),
    argument("--mode", choices=MODES, required=True, help="кто смотрит: local, platform или oidc"),
    argument(
        "--print", dest="only_print", action="store_true", help="только напечатать, ничего не записывать"
    ),
    apart=lambda _: True,  # the settings are written by the time that the doctor reads
)
def connect(options: Options) -> int:
    """Settings where there are none yet, for their owner alone; then the doctor looks at all of it."""
    from lib.cli.doctor import examined
    from lib.sources import config
    from lib.sources.config import compose

    if sum(place is not None for place in (options.sheet, options.workbook, options.file)) != 1:
        raise UsageError("Укажите одно из трёх: --sheet АДРЕС, --workbook ФАЙЛ или --file URL.")
    if (options.key is not None) != (options.sheet is not None):
        raise UsageError("Ключ --key нужен таблице Google, и только ей: --sheet АДРЕС --key КЛЮЧ.json.")
    if not options.only_print and (config.ROOT / config.PLACE).exists():
        raise compose.taken(config.PLACE)
    told = compose.text(_sections(options), options.mode, config.ROOT)
    if options.only_print:
        write(told)
        return DONE
    compose.write(config.ROOT, told)
    held = "читать его может только его владелец"
    if os.name != "posix":
        held = "у него те же права, что у папки программы: не пускайте в неё посторонних"
    say(f"Записан файл настроек {config.PLACE.as_posix()}; {held}.")
    if options.key is not None and Path(options.key).resolve().is_relative_to(config.ROOT):
        say(f"Уберите {options.key} из папки программы: ключ уже в настройках.")
    return examined(config.ROOT)


def _sections(options: Options) -> dict[str, dict[str, str]]:
    """The sections of the settings that say where the register lies and how it is entered."""
    from lib.sources import config
    from lib.sources.config import account, storage

    if options.workbook is not None:
        return {"register": {"workbook": _path(Path(options.workbook).absolute())}}
    if options.file is not None:
        (address,) = storage.addresses(options.file)
        return {"register": {"file": address}, "storage": _login()}
    if config.sheet_id(options.sheet) is None:
        raise UsageError(
            f"«{options.sheet}» — не адрес и не id таблицы Google: скопируйте адрес из браузера."
        )
    key = account.from_file(options.key, "ключ --key")
    fields = {name: value for name, value in key.items() if isinstance(value, str)}
    return {"register": {"sheet": options.sheet}, "gcp_service_account": fields}


def _path(path: Path) -> str:
    """The path as the settings bear it: from the project's root where it lies there. It must be readable."""
    from lib import sheets
    from lib.sources import config

    if not path.exists():
        raise UsageError(f"Файла {path} нет. Проверьте путь; пустой реестр делает команда template.")
    sheets.read_file(path)
    inside = path.is_relative_to(config.ROOT)
    return path.relative_to(config.ROOT).as_posix() if inside else str(path)


def _login() -> dict[str, str]:
    """User and password as typed on the terminal, the password unseen; nothing where no user was typed."""
    if not sys.stdin.isatty():  # a script types them, each in a line
        user, password = (sys.stdin.readline().rstrip("\r\n") for _ in range(2))
    else:
        say("Имя в хранилище (Enter, если файл открыт без пароля): ", end="")
        user = sys.stdin.readline().strip()
        password = getpass.getpass("Пароль приложения (на экране не виден): ", sys.stderr) if user else ""
    return {"user": user, "password": password} if user else {}
