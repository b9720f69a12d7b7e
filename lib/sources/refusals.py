"""Why a file on a server could not be had: one Russian line a cause, with whose cure it is."""

from __future__ import annotations

import re
from http import HTTPStatus

import requests
import urllib3

from lib.base.errors import SourceError

LONGEST_WAIT = 3600.0  # seconds: a server that asks for more is asked again after an hour all the same

_DEPLOYER = "Администратору программы нужно"
_ITSELF = "Обычно это проходит само; если нет, "
_NETWORK = f"{_ITSELF}администратору программы нужно проверить сеть."
_WAIT = "Подождите и повторите; если не пройдёт, проверьте сеть и само хранилище."
_SHARED = re.compile(r"(/.*)?/s/[A-Za-z0-9]+/?")  # the page of a file that Nextcloud shares by a link
_ADDRESS = "Проверьте адрес в [register] file: он должен вести к самому файлу."


class StorageError(SourceError):
    """The server refused, did not answer, or gave something else; `cure` says what the deployer may do.

    `wait`: the seconds that the server asks to be left alone. `shut`: it does not know us; who knocks on
    and on is taken for a burglar.
    """

    def __init__(self, message: str, cure: str = _WAIT, wait: float = 0.0, *, shut: bool = False) -> None:
        super().__init__(message)
        self.cure = cure
        self.wait = min(wait, LONGEST_WAIT)
        self.shut = shut


# --- the answer is a refusal -------------------------------------------------------------------------------

_ABSENT = (
    "Файла в хранилище нет (404): его переименовали, перенесли или адрес указан неверно."
    f" {_DEPLOYER} проверить file в настройках.",
    _ADDRESS,
)
_BY_STATUS = {
    HTTPStatus.FORBIDDEN: (
        "Хранилище не даёт прочитать файл (403)."
        " Владельцу файла нужно открыть его для того имени, с которым входит программа.",
        "Откройте файл или его папку в хранилище для того, кто указан в [storage] user.",
    ),
    HTTPStatus.NOT_FOUND: _ABSENT,
    HTTPStatus.GONE: _ABSENT,
    HTTPStatus.LOCKED: (
        "Файл в хранилище заблокирован (423): его сейчас правят или сохраняют."
        f" {_ITSELF}тому, кто правит таблицу, нужно закрыть её.",
        "Попросите закрыть таблицу во всех программах; если не поможет, снимите блокировку в хранилище.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Хранилище просит обращаться к нему реже (429)."
        f" {_ITSELF}администратору программы нужно увеличить refresh в настройках.",
        "Увеличьте refresh в [register].",
    ),
}


def by_status(status: int, wait: float = 0.0) -> StorageError:
    """What a status other than 200, 304 and 401 means."""
    if status in _BY_STATUS:
        return StorageError(*_BY_STATUS[HTTPStatus(status)], wait, shut=status == HTTPStatus.FORBIDDEN)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        text = f"В хранилище сбой (ошибка {status}). {_ITSELF}администратору хранилища нужно его проверить."
        return StorageError(text, wait=wait)
    text = f"Хранилище отклонило запрос (ошибка {status}). {_DEPLOYER} проверить адрес файла командой doctor."
    return StorageError(text, _ADDRESS, wait)


def stranger(*, elsewhere: bool, named: bool) -> StorageError:
    """What a 401 means: of another server, to which no password goes; or here, with a login or without."""
    if elsewhere:
        return StorageError(
            "Хранилище отсылает на другой сервер, а тот требует входа (401); пароль туда не передаётся."
            f" {_DEPLOYER} указать в file конечный адрес файла.",
            _ADDRESS,
            shut=True,
        )
    if not named:
        return StorageError(
            f"Хранилище требует имя и пароль (401). {_DEPLOYER} указать их в разделе [storage].",
            "Добавьте раздел [storage] с user и password; лучше всего отдельный пароль приложения.",
            shut=True,
        )
    return StorageError(
        f"Хранилище не приняло имя или пароль (401). {_DEPLOYER} проверить раздел [storage].",
        "Проверьте user и password в [storage]: нужен пароль приложения, а не тот, с которым входят на сайт.",
        shut=True,
    )


def open_way() -> StorageError:
    """The server sends us where others read along, or to this computer itself."""
    return StorageError(
        "Хранилище отсылает по адресу без https, туда программа не пойдёт."
        f" {_DEPLOYER} указать в file конечный адрес файла.",
        _ADDRESS,
    )


def round_and_round() -> StorageError:
    """The server sends us on and on."""
    return StorageError(
        f"Хранилище отсылает с адреса на адрес без конца. {_DEPLOYER} указать в file адрес самого файла.",
        _ADDRESS,
    )


# --- what came is no file ----------------------------------------------------------------------------------


def page(path: str) -> StorageError:
    """A page instead of a file; `path`: of the address, which may tell whose page it is."""
    cure = f"{_ADDRESS} Страница входа, просмотра или общей ссылки не подходит."
    if _SHARED.fullmatch(path):
        cure = "Это общая ссылка Nextcloud: допишите в конце адреса /download, а лучше укажите адрес WebDAV."
    return StorageError(
        "По адресу из настроек открывается страница, а не файл."
        f" {_DEPLOYER} указать в file адрес самого файла (для Nextcloud — адрес WebDAV).",
        cure,
    )


def big(megabytes: int) -> StorageError:
    """More bytes than a register has."""
    return StorageError(
        f"Файл в хранилище больше {megabytes} МБ."
        " Тому, кто ведёт таблицу, нужно вынести прошлые годы в отдельный файл.",
        "Вынесите прошлые годы в отдельный файл и перечислите оба в [register] file.",
    )


def empty() -> StorageError:
    """Not a byte."""
    return StorageError(
        "Файл в хранилище пуст или сейчас сохраняется."
        f" {_ITSELF}тому, кто ведёт таблицу, нужно сохранить её заново.",
        "Откройте файл в хранилище: если он пуст, сохраните таблицу заново.",
    )


def torn() -> StorageError:
    """The beginning of a workbook, or of two halves."""
    return StorageError(
        "Файл получен не полностью: возможно, его сейчас сохраняют."
        f" {_ITSELF}тому, кто ведёт таблицу, нужно сохранить её заново.",
        "Подождите минуту и повторите; если не пройдёт, откройте таблицу и сохраните её заново.",
    )


# --- nothing came ------------------------------------------------------------------------------------------


def slow(seconds: float) -> StorageError:
    """The file took longer than it may."""
    return StorageError(
        f"Файл не передан за {seconds:.0f} секунд: хранилище или связь с ним работает слишком медленно."
        f" {_NETWORK}"
    )


def authority() -> StorageError:
    """A `ca` that is none."""
    return StorageError(
        f"Свой сертификат для хранилища не читается. {_DEPLOYER} проверить файл ca в разделе [storage].",
        "В [storage] ca нужен файл PEM: он начинается строкой -----BEGIN CERTIFICATE-----.",
    )


def silence(error: Exception) -> StorageError:
    """What it means that no whole answer came."""
    if isinstance(error, requests.exceptions.SSLError):
        return StorageError(
            f"Сертификат хранилища не принят. {_DEPLOYER} проверить часы компьютера, а если сертификат выдан"
            " своим центром, указать его в [storage] ca.",
            "Проверьте часы и адрес; если сертификат выдан своим центром, укажите его файл в [storage] ca.",
        )
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return StorageError(f"Хранилище не ответило вовремя. {_NETWORK}")
    if isinstance(error, requests.exceptions.ConnectionError) and not _broken_off(error):
        return StorageError(
            f"Нет связи с хранилищем. {_DEPLOYER} проверить адрес, сеть и прокси на этом компьютере.",
            "Проверьте адрес в [register] file, сеть и прокси на этом компьютере.",
        )
    return StorageError(f"Соединение с хранилищем прервалось. {_NETWORK}")


def _broken_off(error: Exception) -> bool:
    """Whether the server hung up without an answer."""
    return bool(error.args) and isinstance(error.args[0], urllib3.exceptions.ProtocolError)
