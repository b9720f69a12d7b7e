"""The wire to Google: gspread's client with time-outs, bounded retries, and one Russian message a fault.

Two fields of the key lead the tests to a local server: `token_uri`, which every key has, and
`sheets_uri`, which Google's keys have not.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import gspread
import requests
import urllib3
from google.auth import exceptions as auth_errors
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account

from lib.base.errors import ConfigError, SourceError
from lib.sources.wire import drained, retry_after

READ_ONLY = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
READ_WRITE = ("https://www.googleapis.com/auth/spreadsheets",)
GOOGLE = "https://sheets.googleapis.com"

_CURED = "Обычно связь восстанавливается сама. Если нет, администратору программы нужно проверить сеть."
_CURED = "Обычно связь восстанавливается сама. Если нет, администратору программы нужно проверить сеть."
_OK = 200
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 400, 401, 403, 404
_TIMED_OUT, _TOO_MANY = 408, 429
_GOOGLE_FAILED = "Сбой на стороне Google ({}). Делать ничего не нужно: обычно связь восстанавливается сама."


@dataclass(frozen=True)
class Patience:
    """How long a call may last, in seconds: no new try begins after `total`, no try outlasts `answer`."""

    tries: int = 4
    total: float = 20.0
    pause: float = 1.0  # before the second try; doubled each time, with jitter
    connect: float = 5.0
    read: float = 30.0  # silence on the wire
    answer: float = 60.0  # from the first to the last byte of one answer: a slow drip ends here


class Cure(StrEnum):
    """What mends a refusal, and where: the step of the guide's «Google Таблица»."""

    API = "Включите Google Sheets API в том проекте, где создан ключ (шаг 3)."
    KEY = "Включите автоматическую установку времени; если не поможет, выпустите новый ключ (шаг 5)."
    ADDRESS = "Скопируйте адрес таблицы из строки браузера в [register] sheet (шаг 6)."
    SHARE = "Откройте таблицу для адреса client_email из ключа, с правом «Читатель» (шаг 8)."
    WAIT = "Подождите и повторите; если не пройдёт, проверьте интернет и прокси на этом компьютере."


class GoogleError(SourceError):
    """Google refused or did not answer; `status` is the HTTP status, None where there was no answer."""

    def __init__(self, message: str, status: int | None = None, cure: Cure = Cure.WAIT) -> None:
        super().__init__(message)
        self.status = status
        self.cure = cure


class Client(gspread.HTTPClient):
    """gspread's transport that gives up in time and says in Russian why; counts its requests.

    Only reads are tried again after a fault of the server or the network: a write that was cut short may
    have been done, and is repeated only where the server said that it was not (429).
    """

    def __init__(
        self,
        credentials: service_account.Credentials,
        key: Mapping[str, Any],
        patience: Patience,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # One new token after a 401 is enough: an old one may have expired on the way.
        session = AuthorizedSession(
            credentials, max_refresh_attempts=1, auth_request=Request(requests.Session())
        )
        super().__init__(credentials, session)
        self.set_timeout((patience.connect, patience.read))
        self.requests = 0
        self._email = str(key["client_email"])
        self._writes = READ_WRITE[0] in (credentials.scopes or ())
        self._base = str(key.get("sheets_uri", GOOGLE)).rstrip("/")
        self._patience = patience
        self._clock = clock
        self._sleep = sleep

    def request(  # noqa: PLR0917 (gspread's own)
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """One call, tried again as `Patience` allows; GoogleError in Russian where all was in vain."""
        url = endpoint.replace(GOOGLE, self._base, 1)
        send = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        start = self._clock()
        for attempt in range(1, self._patience.tries + 1):
            self.requests += 1
            fault: GoogleError
            asked: float | None = None
            try:
                response = self._send(method, url, send)
                if response.status_code == _OK:
                    return response
                fault = self._refusal(response)
                passing = response.status_code in (_TIMED_OUT, _TOO_MANY) or response.status_code >= 500
                again = passing and (method.lower() == "get" or response.status_code == _TOO_MANY)
                asked = retry_after(response)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                fault, again = _silence(error), method.lower() == "get"
                fault.__cause__ = error
            except auth_errors.TransportError as error:
                fault, again = _silence(error.__cause__ or error), True
                fault.__cause__ = error
            except auth_errors.GoogleAuthError as error:
                if error.retryable:  # google-auth has tried the token's server three times by now
                    raise GoogleError(_GOOGLE_FAILED.format("сервер ключей")) from error
                raise GoogleError(
                    f"Google не принял ключ сервисного аккаунта {self._email}: ключ отозван или неверны часы"
                    " этого компьютера. Администратору программы нужно проверить часы и выпустить"
                    " новый ключ.",
                    cure=Cure.KEY,
                ) from error
            pause = self._patience.pause * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
            pause = pause if asked is None else max(asked, pause)
            left = start + self._patience.total - self._clock()
            if not again or attempt == self._patience.tries or pause > left:
                raise fault
            self._sleep(pause)
        raise AssertionError("unreachable: the last try returns or raises")

    def _send(self, method: str, url: str, send: dict[str, Any]) -> requests.Response:
        """One try; the body is read here against the clock, because requests bounds only its silences."""
        response = self.session.request(method, url, timeout=self.timeout, stream=True, **send)
        with response:
            body = drained(response, self._clock() + self._patience.answer, self._clock)
        response.raw = body
        return response

    def _refusal(self, response: requests.Response) -> GoogleError:
        """What a status other than 200 means, and whose job the cure is."""
        status = response.status_code
        reason = response.text[:4000]
        cure = Cure.WAIT
        if status == _UNAUTHORIZED:
            cure = Cure.KEY
            text = (
                f"Google не принял ключ сервисного аккаунта {self._email} (401)."
                " Администратору программы нужно проверить часы компьютера и выпустить новый ключ."
            )
        elif status == _FORBIDDEN and ("SERVICE_DISABLED" in reason or "has not been used" in reason):
            cure = Cure.API
            text = (
                "В проекте Google Cloud не включён Google Sheets API."
                " Администратору программы нужно включить его в консоли Google Cloud."
            )
        elif status == _FORBIDDEN:
            cure = Cure.SHARE
            right = " с правом редактора" if self._writes else ""
            text = f"Нет доступа к Google Таблице. Владелец таблицы: откройте её для {self._email}{right}."
        elif status == _NOT_FOUND:
            cure = Cure.ADDRESS
            text = (
                "Google Таблица не найдена: её удалили или неверен адрес."
                " Администратору программы нужно проверить адрес таблицы в настройках."
            )
        elif status == _TOO_MANY:
            text = (
                "Google временно не отвечает: исчерпана квота запросов (429). Обычно связь восстанавливается"
                " сама. Если нет, администратору программы нужно увеличить refresh в настройках."
            )
        elif status == _BAD_REQUEST and "FAILED_PRECONDITION" in reason:
            cure = Cure.ADDRESS
            text = (
                "По этому адресу не Google Таблица, а файл Excel на Диске. Владелец:"
                " откройте его и выберите «Файл → Сохранить как Google Таблицу»."
            )
        elif status >= 500:
            text = _GOOGLE_FAILED.format(f"ошибка {status}")
        else:
            text = (
                f"Google отклонил запрос (ошибка {status})."
                " Администратору программы нужно проверить адрес таблицы и ключ командой doctor."
            )
        return GoogleError(text, status, cure)


def connect(
    key: Mapping[str, Any],
    scopes: tuple[str, ...] = READ_ONLY,
    patience: Patience = Patience(),
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Client:
    """The client of this service account; nothing is sent yet.

    ConfigError where the key cannot be loaded.
    """
    try:
        credentials = service_account.Credentials.from_service_account_info(key, scopes=scopes)
    except (ValueError, auth_errors.GoogleAuthError) as error:
        raise ConfigError(
            "Ключ сервисного аккаунта не читается: private_key испорчен. Перенесите его из JSON-файла заново,"
            " целиком и в двойных кавычках."
        ) from error
    return Client(credentials, key, patience, clock, sleep)


def _silence(error: BaseException) -> GoogleError:
    """What it means that no whole answer came."""
    if isinstance(error, requests.exceptions.SSLError):
        text = (
            "Защищённое соединение с Google не установлено. Администратору программы"
            " нужно проверить часы компьютера и настройки прокси."
        )
    elif isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        text = f"Google не ответил вовремя. {_CURED}"
    elif isinstance(error, requests.exceptions.ChunkedEncodingError | urllib3.exceptions.HTTPError):
        text = f"Соединение с Google прервалось. {_CURED}"
    else:
        text = (
            "Нет связи с Google. Администратору программы нужно проверить сеть и прокси на этом компьютере."
        )
    return GoogleError(text)
