"""The register itself as the doctor finds it: tabs, columns, content, zone, calendar and names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lib.base.errors import OtklikError, RegisterError
from lib.doctor.findings import COMMAND, Finding, Level
from lib.duties import check
from lib.duties.kept import kept_ever
from lib.law import schema
from lib.register import Register, parse
from lib.register.cells import name_key
from lib.register.finding.advice import looks_kept
from lib.sources.config import Config
from lib.sources.tabs import Tabs
from lib.sources.titles import folded
from lib.template import defaults
from lib.words import words
from lib.words.absent import lacking, misspelt, torn, unkept
from lib.worktime import coverage

_RUSSIAN = "ru_RU"  # the locale that takes 03.11 for the third of November
RUSSIA = (timedelta(hours=2), timedelta(hours=12))  # from Kaliningrad to Kamchatka
_DESCRIBE = (
    f"Опишите её столбцы, ничего в ней не меняя: {COMMAND} columns ТАБЛИЦА предложит строки для листа"
    " «Столбцы» или раздела [[columns]] в настройках; то же делает страница «Подключить таблицу»."
)
# Columns laid beside those of an office that never kept them would open clocks for all that it has answered.
_SAMPLE = f"Если какой-то нужен, скопируйте его из образца: {COMMAND} template ОБРАЗЕЦ.xlsx"
_MEND = "Исправьте заголовок или строку листа «Столбцы»: данные в столбце целы."
_NAMED = ("organisation", "curator", "deputy", "head")


def look(tabs: Tabs, settings: Config, now: datetime, which: str = "") -> list[Finding]:
    """Tabs, columns, settings, content, zone, calendar and names of one spreadsheet."""
    lay = f"Добавить недостающее, не трогая данных: {COMMAND} template " + (
        "--sheet АДРЕС (право «Редактор»)." if tabs.url else "ФАЙЛ.xlsx (закройте его в Excel)."
    )
    try:
        register = parse(tabs, settings.columns, settings.tabs, lambda zone: _local(now, zone))
    except RegisterError as error:
        cure = _DESCRIBE if looks_kept(tabs) else lay
        return [Finding(f"Листы и столбцы{which}", Level.FAIL, str(error), cure)]
    except OtklikError as error:
        cure = "Исправьте это на листах «Настройки» и «Календарь»."
        return [Finding(f"Листы и столбцы{which}", Level.FAIL, str(error), cure)]
    local = _local(now, register.timezone)
    found = [_tabs(tabs, register, lay), _columns(register, lay), _content(register, local)]
    if not which:
        found += [*_lists(register), _names(register, local)]
        found += [_zone(register, now), _calendar(register, local)]
        found += _executors(register, settings)
    return [replace(finding, step=finding.step + which) for finding in found]


def _local(now: datetime, zone: str) -> datetime:
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def _tabs(tabs: Tabs, register: Register, lay: str) -> Finding:
    there = {folded(tab.title) for tab in tabs.tabs}
    absent = [tab.title for tab in schema.TABS if folded(tab.title) not in there]
    read = {title for title, _ in register.columns}
    headless = [tab.title for tab in schema.TABS if tab.title not in read and tab.title not in absent]
    if headless:
        cure = "Впишите в первую строку этих листов заголовки столбцов, как в шаблоне, или удалите листы."
        return Finding("Листы", Level.WARN, f"нет заголовков: {_quoted(headless)}; лист не читается", cure)
    if absent:
        seen = f"необязательных листов нет: {_quoted(absent)}; действуют значения по умолчанию"
        return Finding("Листы", Level.OK, seen, _SAMPLE if lacking(register) else lay)
    return Finding("Листы", Level.OK, f"все на месте: {_quoted([tab.title for tab in schema.TABS])}")


def _columns(register: Register, lay: str) -> Finding:
    """A lost column is mended; one that an office never kept, or keeps under another name, is all right."""
    step = "Столбцы «Реестра»"
    if lost := torn(register):
        mend = misspelt(register) or any(place.headers for place in register.places)
        return Finding(step, Level.WARN, " ".join(lost), _MEND if mend else lay)
    if not lacking(register):
        return Finding(step, Level.OK, "все на месте")
    return Finding(
        step, Level.OK, f"прочитаны; чего в таблице нет, то не считается. {unkept(kept_ever(register))}"
    )


def _content(register: Register, local: datetime) -> Finding:
    problems = check.problems(register, local)
    errors = int((problems["level"] == check.ERROR).sum())
    cases = words.several(len(register.cases), words.MESSAGE)
    seen = f"{cases}; проверка нашла ошибок — {errors}, замечаний — {len(problems) - errors}"
    if not errors:
        return Finding("Содержание", Level.OK, seen)
    cure = f"Это правит куратор: страница «Проверка реестра» или {COMMAND} check называют каждую ячейку."
    return Finding("Содержание", Level.WARN, seen, cure)


def _lists(register: Register) -> list[Finding]:
    """What the template put into the lists until the office types its own."""
    lists = register.lists
    names = (*lists.topics, *lists.locations, *lists.executors, *lists.networks)
    left = [name for name in names if defaults.REPLACE in name]
    if not left:
        return []
    rows = words.several(len(left), ("строка", "строки", "строк"))
    seen = f"{rows} с пометкой «{defaults.REPLACE}»: {_quoted(left)}"
    cure = "Впишите на лист «Справочники» свои населённые пункты и исполнителей, лишние строки удалите."
    return [Finding("Лист «Справочники»", Level.WARN, seen, cure)]


def _names(register: Register, local: datetime) -> Finding:
    titles = {item.field: item.title for item in schema.PARAMETERS}
    empty = [titles[name] for name in _NAMED if not getattr(register.settings.on(local), name)]
    if not empty:
        return Finding("Лист «Настройки»", Level.OK, "организация и должностные лица указаны")
    cure = "Заполните их на листе «Настройки»: они стоят в шапке и подписи сводки."
    return Finding("Лист «Настройки»", Level.WARN, f"не заполнено: {_quoted(empty)}", cure)


def _zone(register: Register, now: datetime) -> Finding:
    name = register.timezone
    there = now.astimezone(ZoneInfo(name))
    seen, offset = f"{name}, сейчас там {there:%d.%m.%Y %H:%M}", there.utcoffset() or timedelta()
    if RUSSIA[0] <= offset <= RUSSIA[1]:
        return Finding("Часовой пояс", Level.OK, seen)
    cure = "Задайте пояс в Google Таблице («Файл → Настройки») или в «Настройках» реестра («Часовой пояс»)."
    return Finding("Часовой пояс", Level.WARN, f"{seen}: такого времени в России нет", cure)


def locale(name: str | None, which: str) -> Finding:
    """How a Google Sheet itself takes what is typed: what it has swapped already, nobody can tell from it."""
    step = f"Регион таблицы{which}"
    if name == _RUSSIAN:
        return Finding(step, Level.OK, f"{name}: даты и дробные числа таблица понимает по-русски")
    seen = (
        f"{name or 'таблица его не сообщила'}: дату, набранную цифрами, такая таблица может понять по-своему"
        " (в США первым стоит месяц: 03.11 — 11 марта) или оставить текстом, дробное число с запятой — тоже"
    )
    cure = (
        "Выберите в таблице «Файл → Настройки», регион — Россия, и просмотрите введённые даты: сами они не"
        " изменятся."
    )
    return Finding(step, Level.WARN, seen, cure)


def _calendar(register: Register, local: datetime) -> Finding:
    step, cure = "Производственный календарь", "Внесите переносы и сокращённые дни на лист «Календарь»."
    known = coverage(register.events["time"].to_numpy(), local)
    seen = f"известен до {known.last_day:%d.%m.%Y}"
    if known.unknown_years:
        years = ", ".join(map(str, known.unknown_years))
        return Finding(step, Level.WARN, f"{seen}; нет лет, которые есть в реестре: {years}", cure)
    if known.ending:
        return Finding(step, Level.WARN, f"{seen}: скоро кончится", cure)
    return Finding(step, Level.OK, seen)


def _executors(register: Register, settings: Config) -> list[Finding]:
    """Those who may see their own cases are known to the register by that name."""
    known = {name_key(name) for name in register.people}
    people: Iterable[Any] = settings.access.people.values() if settings.access else ()
    named = {person.executor for person in people if person.executor}
    strangers = sorted(name for name in named if name_key(name) not in known)
    if not strangers:
        return []
    cure = "В [access.people] имя после «исполнитель:» (executor:) должно быть тем же, что в реестре."
    return [Finding("Исполнители", Level.WARN, f"в реестре нет исполнителя {_quoted(strangers)}", cure)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)
