"""«Хранилище»: a workbook on a server looked at: its address, certificate, login, tag, and how old it is."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from lib.base.errors import SourceError
from lib.doctor.findings import Finding, Level
from lib.sources.config.samples import is_sample_host
from lib.sources.config.storage import Storage
from lib.sources.login import GUIDE
from lib.sources.refusals import StorageError
from lib.sources.tabs import Tabs
from lib.sources.webfile import WebFile
from lib.words import words

FRESH = 60.0  # minutes: what was stored longer ago is worth a thought while people type into it


def look(step: str, remote: WebFile, storage: Storage, now: datetime) -> tuple[Finding, Tabs | None]:
    """Ask the server for the file once; its tabs where it could be read."""
    host = urlsplit(remote.address).hostname or ""
    if is_sample_host(host):
        cure = "Впишите в [register] file адрес своего файла."
        return Finding(step, Level.FAIL, f"{host}: адрес остался из образца", cure), None
    try:
        tabs = remote.read()
    except StorageError as error:
        return Finding(step, Level.FAIL, f"{host}: {error}", f"{error.cure} По шагам — {GUIDE}."), None
    except SourceError as error:  # the bytes came, but they are no workbook
        cure = "Сохраните таблицу в хранилище как .xlsx или .ods."
        return Finding(step, Level.FAIL, f"{host}: {error}", cure), None
    return _found(step, host, remote, storage, now), tabs


def _found(step: str, host: str, remote: WebFile, storage: Storage, now: datetime) -> Finding:
    answer = remote.answer
    entered = "имя и пароль приняты" if storage.user else "пароль не спрошен"
    mark = "метка изменений есть" if answer.tag or answer.saved else "метки изменений нет"
    age = None if answer.saved is None else max(0.0, (now - answer.saved).total_seconds() / 60)
    stored = "время сохранения неизвестно" if age is None else f"файл сохранён {words.duration(age)} назад"
    seen = f"{host}: «{remote.name}» прочитан, {entered}, {mark}, {stored}"
    if not storage.user:
        cure = "Закройте файл паролем и заполните [storage]: сейчас его прочитает любой, кто узнает адрес."
        return Finding(step, Level.WARN, seen, cure)
    if not answer.question:
        cure = "Файл передаётся целиком при каждом чтении: увеличьте refresh, если он велик."
        return Finding(step, Level.OK, seen, cure)
    if age is not None and age >= FRESH:
        cure = f"Если таблицу правят сейчас, включите в редакторе принудительное сохранение: {GUIDE}."
        return Finding(step, Level.OK, seen, cure)
    return Finding(step, Level.OK, seen)
