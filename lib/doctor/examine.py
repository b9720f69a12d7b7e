"""The doctor: each link of a deployment looked at in turn, from Python to the register's own calendar.

For `python -m lib doctor` and for the page that the deployer sees while something is missing. It reads
what the app reads, changes nothing, knows nothing of Streamlit, and never tells a secret. What it has
`seen` may name people's addresses and spreadsheets and is for the deployer alone; a `cure` names neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests

from lib import sheets
from lib.base.errors import ConfigError, OtklikError, SourceError
from lib.demo import embedded
from lib.doctor import computer, register, storage
from lib.doctor.findings import COMMAND, Finding, Level
from lib.sources import config
from lib.sources.config import KEY_VARIABLE, PLACE, ROOT, Config, Table, district, samples
from lib.sources.login import GUIDE, SAMPLE
from lib.sources.transport import Cure, GoogleError, Patience, connect
from lib.words import words

QUICK = Patience(tries=2, total=10.0, read=15.0)  # somebody waits for the answer
# Where a file of settings lands by mistake: Windows' Notepad adds an ending, and its Explorer hides it.
_ASTRAY = (f"{PLACE.as_posix()}.txt", PLACE.name, f"{PLACE.name}.txt")


def _utc() -> datetime:
    return datetime.now(UTC)


def examine(
    root: Path = ROOT,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = _utc,
    patience: Patience = QUICK,
) -> list[Finding]:
    """Look at every link of the deployment in `root`, in the order in which they are to be mended.

    A link that hangs on a broken one is left out. `clock` gives aware times, by default this computer's.
    """
    found = [computer.python(), computer.packages(root)]
    try:
        settings = config.load(root, environ)
    except ConfigError as error:
        cure = f"Сверьтесь с образцом .streamlit/{SAMPLE}; по шагам — {GUIDE}."
        return [*found, Finding("Настройки", Level.FAIL, str(error), cure)]
    found.append(_secrets(root, settings))
    found.append(_access(settings))
    found += _district(root, environ)
    if settings.demo:
        return [*found, *_demonstration(root, clock())]
    if not settings.own:
        return found
    if settings.workbook is not None:
        return [*found, computer.clock(None, clock()), *_workbook(settings.workbook, settings, clock())]
    if settings.files:
        return [*found, *_files(settings, clock)]
    if settings.service_account is None:  # `config.load` has refused a sheet without a key
        raise ValueError("a sheet without a key")
    return [*found, *_google(settings, settings.service_account, environ, clock, patience)]


# --- the configuration -------------------------------------------------------------------------------------


def _secrets(root: Path, settings: Config) -> Finding:
    step = "Настройки"
    if settings.demo:
        cure = f"Чтобы подключить свой реестр, выполните {COMMAND} connect; по шагам — {GUIDE}."
        astray = [name for name in _ASTRAY if (root / name).exists()]
        if astray:
            cure = f"Переименуйте или переместите этот файл: нужен {PLACE.as_posix()}."
            return Finding(step, Level.FAIL, f"файла {PLACE.as_posix()} нет, но есть {astray[0]}", cure)
        return Finding(
            step, Level.WARN, f"файла {PLACE.as_posix()} нет: показан демонстрационный реестр", cure
        )
    path = _place(root)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        cure = f"Закройте файл с ключами от других пользователей компьютера: chmod 600 {PLACE.as_posix()}"
        return Finding(step, Level.WARN, f"{path}: прочитан, но открыт не только владельцу", cure)
    return Finding(step, Level.OK, f"{path}: прочитан")


def _place(root: Path) -> Path:
    """The file that `config.load` has read."""
    return next(path for path in (root / PLACE, Path.home() / PLACE) if path.exists())


def _access(settings: Config) -> Finding:
    step = "Доступ"
    if settings.demo:
        return Finding(step, Level.OK, "демонстрационный реестр открыт без входа")
    if settings.access is None:
        cure = (
            f'Добавьте раздел [access] и в нём mode: "local", "platform" или "oidc"; как выбрать — {GUIDE}.'
        )
        return Finding(step, Level.FAIL, "mode не выбран: реестр закрыт для всех", cure)
    if settings.access.mode == "local":
        return Finding(step, Level.OK, 'mode = "local": страница видна только на этом компьютере')
    if settings.access.mode == "platform":
        cure = "Проверьте, что приложение на площадке закрытое и приглашены только те, кому положено."
        return Finding(step, Level.WARN, 'mode = "platform": сама программа вход не проверяет', cure)
    return _oidc(step, settings)


def _oidc(step: str, settings: Config) -> Finding:
    """Login by account: Streamlit's own section, and a list that lets the right people in."""
    people = settings.access.people if settings.access else {}
    fault = settings.login.fault
    if fault is None and not people:
        fault = "список [access.people] пуст: не войдёт никто", "Впишите в него адреса и роли."
    if fault is not None:
        return Finding(step, Level.FAIL, f'mode = "oidc": {fault[0]}', fault[1])
    domains = sum(name.startswith("@") for name in people)
    seen = f'mode = "oidc": допущено адресов — {len(people) - domains}, доменов — {domains}'
    roles = {person.role for person in people.values()}
    absent = [role for role in ("curator", "deputy") if role not in roles]
    if absent:
        cure = (
            "Впишите в [access.people] адрес с этой ролью: куратор и заместитель главы видят реестр целиком."
        )
        return Finding(step, Level.WARN, f"{seen}; ни у кого нет роли {', '.join(absent)}", cure)
    trusted = settings.access.trust_email if settings.access else ()
    if trusted:
        cure = (
            "Так можно, только если поставщик сам проверяет адреса почты. Если человек вписывает себе адрес"
            " сам, уберите поставщика из trust_email в [access]: иначе можно войти под чужим именем."
        )
        told = f"{seen}; адреса без email_verified принимаются от: {', '.join(trusted)}"
        return Finding(step, Level.WARN, told, cure)
    return Finding(step, Level.OK, seen)


def _district(root: Path, environ: Mapping[str, str]) -> list[Finding]:
    """The registers that a district looks over; each is read by `district`, not here."""
    step = "Район"
    try:
        known = district.load(root=root, environ=environ)
    except ConfigError as error:
        return [Finding(step, Level.FAIL, str(error), "По шагам — docs/district.md.")]
    if known is None:
        return []
    many = words.several(len(known.members), ("реестр", "реестра", "реестров"))
    return [Finding(step, Level.OK, f"«{known.name}»: в настройках {many}")]


# --- the register's source ---------------------------------------------------------------------------------


def _demonstration(root: Path, now: datetime) -> list[Finding]:
    path = root / embedded.WORKBOOK.name
    if path.exists():
        return [computer.clock(None, now), *_workbook(path, Config(demo=True), now)]
    if os.access(root, os.W_OK):
        seen = "демонстрационного реестра ещё нет: он появится при первом запуске"
        return [computer.clock(None, now), Finding("Файл реестра", Level.OK, seen)]
    cure = "Дайте программе право записи в её папку или подключите свой реестр."
    return [Finding("Файл реестра", Level.FAIL, "демонстрационный реестр некуда записать", cure)]


def _workbook(path: Path, settings: Config, now: datetime) -> list[Finding]:
    try:
        tabs = sheets.read_file(path, settings.tabs)
    except SourceError as error:
        cure = "Проверьте путь в [register] workbook и сохраните файл как .xlsx."
        return [Finding("Файл реестра", Level.FAIL, str(error), cure)]
    return [Finding("Файл реестра", Level.OK, f"{path}: прочитан"), *register.look(tabs, settings, now)]


def _google(
    settings: Config,
    key: Table,
    environ: Mapping[str, str],
    clock: Callable[[], datetime],
    patience: Patience,
) -> list[Finding]:
    place = f"из файла ({KEY_VARIABLE})" if environ.get(KEY_VARIABLE) else "из [gcp_service_account]"
    if samples.is_sample(str(key["private_key"])):
        cure = f"Впишите в [gcp_service_account] поля своего JSON-ключа: {GUIDE}."
        return [Finding("Ключ Google", Level.FAIL, f"{place}: private_key остался из образца", cure)]
    try:
        connect(key)
    except ConfigError as error:
        cure = f"Создайте новый ключ и перенесите его целиком: {GUIDE}."
        return [Finding("Ключ Google", Level.FAIL, f"{place}: {error}", cure)]
    found = [Finding("Ключ Google", Level.OK, f"{place}, аккаунт {key['client_email']}")]
    found.append(computer.clock(_server_time(str(key["token_uri"]), patience), clock()))
    for number, identifier in enumerate(settings.sheets):
        step = "Google Таблица" if not number else f"Google Таблица, архив {number}"
        if identifier == samples.SHEET:
            cure = "Впишите в [register] sheet адрес своей таблицы."
            found.append(Finding(step, Level.FAIL, "адрес остался из образца", cure))
            continue
        try:
            tabs = sheets.read(identifier, key, patience, settings.tabs, settings.columns)
        except OtklikError as error:
            cure = error.cure if isinstance(error, GoogleError) else Cure.WAIT
            found.append(Finding(step, Level.FAIL, str(error), f"{cure} По шагам — {GUIDE}."))
            continue
        found.append(Finding(step, Level.OK, f"«{tabs.title}» открыта и прочитана"))
        which = f", архив {number}" if number else ""
        found += [register.locale(tabs.locale, which), *register.look(tabs, settings, clock(), which)]
    return found


def _files(settings: Config, clock: Callable[[], datetime]) -> list[Finding]:
    found: list[Finding] = []
    for number, remote in enumerate(sheets.web_files(settings)):
        which = f", архив {number}" if number else ""
        step, tabs = storage.look(f"Хранилище{which}", remote, settings.storage, clock())
        found.append(step)
        if not number:
            found.append(computer.clock(remote.answer.told, clock(), "хранилищем"))
        if tabs is not None:
            found += register.look(tabs, settings, clock(), which)
    return found


def _server_time(address: str, patience: Patience) -> datetime | None:
    """The clock of Google's token server: it answers without a key, however wrong ours is."""
    try:
        answer = requests.get(address, timeout=(patience.connect, patience.read), allow_redirects=False)
        return parsedate_to_datetime(answer.headers["Date"]).replace(tzinfo=UTC)  # always GMT
    except (requests.RequestException, KeyError, ValueError):
        return None  # no answer: reading the sheet will say why
