"""«Хранилище» in the doctor, and what of the guide's samples was left in place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from lib.doctor.findings import Level
from lib.sources.config import samples
from lib.template import workbook
from tests.doctor.test_doctor import LOCAL, configure, examine, google, root, server
from tests.sheets_server import SheetsServer
from tests.storage_server import Said, StorageServer, answer

__all__ = ["root", "server"]  # fixtures
LOGIN = '[storage]\nuser = "otklik"\npassword = "very secret"\n'


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("storage") / "r.xlsx"
    workbook.write(path)
    return path.read_bytes()


@pytest.fixture
def cloud(book: bytes) -> Iterator[StorageServer]:
    saved = formatdate(time.time() - 3 * 3600, usegmt=True)
    with StorageServer(answer(book, ETag='"1"', Last_Modified=saved)) as running:
        yield running


def kept(root: Path, cloud: StorageServer, more: str = LOGIN) -> None:
    configure(root, f'[register]\nfile = "{cloud.address}/dav/Реестр.xlsx"\n{more}{LOCAL}')


def test_a_sound_storage(root: Path, cloud: StorageServer) -> None:
    kept(root, cloud)
    found = examine(root)
    assert [*found][4:7] == ["Хранилище", "Часы компьютера", "Листы"]
    step = found["Хранилище"]
    assert step.level is Level.OK
    assert step.seen == (
        "127.0.0.1: «Реестр.xlsx» прочитан, имя и пароль приняты, метка изменений есть,"
        " файл сохранён 3 ч назад"
    )
    assert "принудительное сохранение" in step.cure
    assert found["Часы компьютера"].seen.endswith("сверены с хранилищем")


def test_without_a_tag_and_without_a_password(root: Path, cloud: StorageServer, book: bytes) -> None:
    cloud.respond = answer(book)
    kept(root, cloud)
    step = examine(root)["Хранилище"]
    assert step.level is Level.OK
    assert "метки изменений нет, время сохранения неизвестно" in step.seen
    assert "refresh" in step.cure
    kept(root, cloud, "")
    step = examine(root)["Хранилище"]
    assert step.level is Level.WARN
    assert "пароль не спрошен" in step.seen
    assert "прочитает любой" in step.cure


@pytest.mark.parametrize(
    ("said", "seen", "cure"),
    [
        (Said(401), "(401)", "пароль приложения"),
        (Said(403), "(403)", "[storage] user"),
        (Said(404), "(404)", "[register] file"),
        (Said(423), "(423)", "закрыть таблицу"),
        (Said(503), "ошибка 503", "Подождите"),
        (answer(b"<html>"), "страница", "[register] file"),
        (answer(b"PK\3\4"), "не полностью", "сохраните её заново"),
        (answer(b"number;date\n"), "не книга Excel", ".ods"),
    ],
)
def test_a_storage_in_trouble(root: Path, cloud: StorageServer, said: Said, seen: str, cure: str) -> None:
    cloud.respond = said
    kept(root, cloud)
    found = examine(root)
    step = found["Хранилище"]
    assert step.level is Level.FAIL
    assert seen in step.seen
    assert cure in step.cure
    assert "very secret" not in step.seen + step.cure
    assert "Листы" not in found


def test_an_archive_is_a_step_of_its_own(root: Path, cloud: StorageServer) -> None:
    addresses = [f"{cloud.address}/{year}.xlsx" for year in (2026, 2025)]
    configure(root, f"[register]\nfile = {addresses}\n{LOGIN}{LOCAL}")
    found = examine(root)
    assert found["Хранилище, архив 1"].level is Level.OK
    assert found["Листы, архив 1"].level is Level.OK


# --- left in place -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[register]\nsheet = "АДРЕС_ТАБЛИЦЫ"\n[gcp_service_account]\n', "[register] sheet"),
        ('[register]\nworkbook = "ПУТЬ_К_ФАЙЛУ"\n', "[register] workbook"),
        ('[register]\nfile = "https://ВАШ_АДРЕС/Реестр.xlsx"\n', "[register] file"),
        ('[register]\nsheet = "https://docs.google.com/spreadsheets/d/…/edit"\n', "[register] sheet"),
        (
            '[register]\nfile = "https://a.ru/r.xlsx"\n[storage]\nuser = "ИМЯ_ПОЛЬЗОВАТЕЛЯ"\npassword = ""',
            "user",
        ),
    ],
)
def test_a_placeholder_is_named_and_the_key_is_not_blamed(root: Path, text: str, name: str) -> None:
    configure(root, text)
    step = examine(root)["Настройки"]
    assert step.level is Level.FAIL
    assert name in step.seen
    assert "осталось слово из образца" in step.seen
    assert "gcp_service_account" not in step.seen


def test_a_real_name_in_capitals_is_no_placeholder(root: Path) -> None:
    configure(root, '[register]\nworkbook = "РЕЕСТР_ОБРАЩЕНИЙ_2026.xlsx"\n' + LOCAL)
    assert examine(root)["Настройки"].level is Level.OK


def test_the_address_of_the_sample(root: Path, server: SheetsServer) -> None:
    google(root, server)
    path = root / ".streamlit" / "secrets.toml"
    text = path.read_text(encoding="utf-8")
    sample = text.replace("1AbCdEfGhIjKlMnOpQrStUvWxYz", samples.SHEET)
    configure(root, sample)
    assert examine(root)["Google Таблица"].seen == "адрес остался из образца"
    configure(root, text.replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----…"))
    found = examine(root)
    assert "private_key остался из образца" in found["Ключ Google"].seen
    assert "Google Таблица" not in found
    configure(root, f'[register]\nfile = "https://cloud.example.ru/Реестр.xlsx"\n{LOGIN}{LOCAL}')
    assert examine(root)["Хранилище"].seen == "cloud.example.ru: адрес остался из образца"


def test_the_sample_is_the_samples(root: Path) -> None:
    from lib.sources.config import ROOT

    assert samples.SHEET in (ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")


def test_what_the_template_put_into_the_lists(root: Path) -> None:
    workbook.write(root / "Реестр.xlsx")
    configure(root, f'[register]\nworkbook = "Реестр.xlsx"\n{LOCAL}')
    step = examine(root)["Лист «Справочники»"]
    assert step.level is Level.WARN
    assert step.seen.startswith("5 строк с пометкой «(замените)»: «Населённый пункт 1 (замените)»")


def test_lists_of_ones_own_are_not_named(root: Path, server: SheetsServer) -> None:
    google(root, server)
    assert "Лист «Справочники»" not in examine(root)
