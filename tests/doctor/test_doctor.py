"""The doctor: every link of a deployment broken in turn, and no secret told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lib.demo import register as demo
from lib.doctor import examine as doctor
from lib.doctor import findings
from lib.doctor.findings import Finding, Level
from lib.law import schema
from lib.sources.config import ROOT
from lib.sources.transport import Cure, Patience
from tests.sheets_server import Fault, SheetsServer, Spreadsheet, Tab
from tests.sheets_server.server import EMAIL

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz"
QUICK = Patience(tries=1, pause=0.001, total=5.0, connect=1.0, read=0.5, answer=1.0)
HEADERS = [column.title for column in schema.CASES.columns]
ROW = {"№": 1, "Выявлено": 46349.5, "Тема": "Дороги", "Локация": "Вистино", "Исполнитель": "Исполнитель 1"}
SETTINGS = [
    ["Параметр", "Значение"],
    ["Организация", "Администрация"],
    ["Куратор", "Куратор К. К."],
    ["Заместитель главы", "Заместитель З. З."],
    ["Глава", "Глава Г. Г."],
]
LOCAL = '[access]\nmode = "local"\n'
SECRET = "x" * 24 + "7Lk0" * 8


def sheet(**tabs: list[list[Any]]) -> Spreadsheet:
    rows = [HEADERS, [ROW.get(title, "") for title in HEADERS]]
    content = {"Реестр": rows, "Настройки": SETTINGS} | tabs
    return Spreadsheet(ID, "Реестр 2026", [Tab.of_rows(title, rows) for title, rows in content.items()])


@pytest.fixture
def server() -> Iterator[SheetsServer]:
    with SheetsServer(sheet()) as running:
        yield running


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / "requirements.txt").write_bytes((ROOT / "requirements.txt").read_bytes())
    return tmp_path


def configure(root: Path, text: str) -> None:
    path = root / ".streamlit" / "secrets.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)


def google(root: Path, server: SheetsServer, access: str = LOCAL, **changes: str) -> None:
    key = server.key | changes
    lines = [f'{name} = "{value}"'.replace("\n", "\\n") for name, value in key.items()]
    section = "\n".join(["[gcp_service_account]", *lines])
    configure(root, f'[register]\nsheet = "{ID}"\n{access}\n{section}\n')


def examine(root: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> dict[str, Finding]:
    found = doctor.examine(root, {}, clock, QUICK)
    assert len({finding.step for finding in found}) == len(found)
    for finding in found:
        assert finding.seen
        assert finding.level is Level.OK or finding.cure
    return {finding.step: finding for finding in found}


# The chain in order


def test_everything_in_order(root: Path, server: SheetsServer) -> None:
    google(root, server)
    found = examine(root)
    steps = ["Python", "Пакеты", "Настройки", "Доступ", "Ключ Google", "Часы компьютера", "Google Таблица"]
    steps += ["Регион таблицы", "Листы", "Столбцы «Реестра»", "Содержание", "Лист «Настройки»"]
    assert list(found) == [*steps, "Часовой пояс", "Производственный календарь"]
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert EMAIL in found["Ключ Google"].seen
    assert "Реестр 2026" in found["Google Таблица"].seen
    assert "сверены" in found["Часы компьютера"].seen
    assert findings.total(found.values()) == "Всё в порядке."


def test_demonstration_is_examined_and_told_apart(root: Path) -> None:
    found = examine(root)
    assert found["Настройки"].level is Level.WARN
    assert "появится при первом запуске" in found["Файл реестра"].seen
    demo.write(root / "register.xlsx", datetime(2026, 11, 23, 12), 30, 1)
    found = examine(root)
    assert findings.worst(found.values()) is Level.WARN
    assert "прочитан" in found["Файл реестра"].seen
    assert "сообщений" in found["Содержание"].seen


def test_workbook_needs_no_google(root: Path) -> None:
    configure(root, f'[register]\nworkbook = "книга.xlsx"\n{LOCAL}')
    assert examine(root)["Файл реестра"].level is Level.FAIL
    demo.write(root / "книга.xlsx", datetime(2026, 11, 23, 12), 30, 1)
    found = examine(root)
    assert "Ключ Google" not in found
    assert found["Листы"].level is Level.OK
    assert "сверить не с чем" in found["Часы компьютера"].seen


# Links broken in turn


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[register\n", "TOML"),
        ("", "нет раздела [register]"),
        ('[register]\nsheet = "короткий"\n', "не адрес"),
        (f'[register]\nsheet = "{ID}"\n', "[gcp_service_account]"),
        ("[regsiter]\n", "regsiter"),
    ],
)
def test_a_configuration_at_fault_ends_the_examination(root: Path, text: str, said: str) -> None:
    configure(root, text)
    found = examine(root)
    assert list(found) == ["Python", "Пакеты", "Настройки"]
    assert found["Настройки"].level is Level.FAIL
    assert said in found["Настройки"].seen


def test_secrets_that_others_may_read(root: Path, server: SheetsServer) -> None:
    google(root, server)
    (root / ".streamlit" / "secrets.toml").chmod(0o644)
    finding = examine(root)["Настройки"]
    assert (finding.level, "chmod 600" in finding.cure) == (Level.WARN, True)


@pytest.mark.parametrize(
    ("pins", "level", "said"),
    [
        ("nothing-like-this==1.0\n", Level.FAIL, "nothing-like-this"),
        ("# comment\npytest==0.1\n", Level.WARN, "вместо 0.1"),
    ],
)
def test_packages_missing_or_of_another_version(root: Path, pins: str, level: Level, said: str) -> None:
    (root / "requirements.txt").write_text(pins)
    finding = examine(root)["Пакеты"]
    assert finding.level is level
    assert said in finding.seen
    (root / "requirements.txt").unlink()
    assert examine(root)["Пакеты"].level is Level.FAIL


def test_a_spoilt_key(root: Path, server: SheetsServer) -> None:
    google(root, server, private_key="-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n")
    found = examine(root)
    assert list(found)[-1] == "Ключ Google"
    assert found["Ключ Google"].level is Level.FAIL
    assert "MIIE" not in findings.text(list(found.values()))


def test_a_key_in_a_file_is_named_as_such(root: Path, server: SheetsServer) -> None:
    google(root, server)
    path = root / "key.json"
    path.write_text(json.dumps(server.key))
    found = doctor.examine(root, {"GOOGLE_APPLICATION_CREDENTIALS": str(path)}, patience=QUICK)
    assert any("GOOGLE_APPLICATION_CREDENTIALS" in finding.seen for finding in found)


def test_not_shared(root: Path, server: SheetsServer) -> None:
    google(root, server)
    server.spreadsheets[ID].shared.clear()
    found = examine(root)
    assert list(found)[-1] == "Google Таблица"
    assert found["Google Таблица"].level is Level.FAIL
    assert EMAIL in found["Google Таблица"].seen
    assert "Читатель" in found["Google Таблица"].cure


@pytest.mark.parametrize(
    ("spoil", "said", "cure"),
    [
        (lambda server: server.spreadsheets.clear(), "не найдена", Cure.ADDRESS),
        (lambda server: setattr(server, "revoked", True), "не принял ключ", Cure.KEY),
        (lambda server: server.fail(Fault("status", status=401)), "не принял ключ", Cure.KEY),
        (lambda server: server.fail(Fault("disabled")), "не включён Google Sheets API", Cure.API),
        (lambda server: server.fail(Fault("status", status=503)), "503", Cure.WAIT),
        (lambda server: server.spreadsheets[ID].shared.clear(), "Нет доступа", Cure.SHARE),
        (lambda server: setattr(server.spreadsheets[ID], "office", True), "файл Excel", Cure.ADDRESS),
    ],
)
def test_what_google_says_is_told_with_its_own_cure(
    root: Path, server: SheetsServer, spoil: Callable[[SheetsServer], None], said: str, cure: Cure
) -> None:
    google(root, server)
    spoil(server)
    finding = examine(root)["Google Таблица"]
    assert finding.level is Level.FAIL
    assert said in finding.seen
    assert finding.cure.startswith(cure)


@pytest.mark.parametrize("name", [".streamlit/secrets.toml.txt", "secrets.toml"])
def test_settings_that_have_gone_astray(root: Path, name: str) -> None:
    (root / name).write_text(LOCAL)
    finding = examine(root)["Настройки"]
    assert (finding.level, name in finding.seen) == (Level.FAIL, True)


def test_a_workbook_is_sent_to_no_google(root: Path) -> None:
    configure(root, f'[register]\nworkbook = "пустая.xlsx"\n{LOCAL}')
    openpyxl.Workbook().save(root / "пустая.xlsx")
    finding = examine(root)["Листы и столбцы"]
    assert "«Реестр»" in finding.seen
    assert "template ФАЙЛ.xlsx" in finding.cure
    assert "--sheet" not in finding.cure


def _own(root: Path, *rows: list[Any], title: str = "Реестр", lines: Sequence[list[Any]] = ()) -> None:
    """A configured workbook with an office's own table, and lines of «Столбцы»."""
    configure(root, f'[register]\nworkbook = "своя.xlsx"\n{LOCAL}')
    book = openpyxl.Workbook()
    tab = book.active
    assert tab is not None
    tab.title = title
    for row in rows:
        tab.append(row)
    if lines:
        described = book.create_sheet("Столбцы")
        for row in (["Поле", "Столбец"], *lines):
            described.append(row)
    book.save(root / "своя.xlsx")


OWN_HEADER = ["Номер", "Дата поступления", "Тема", "Передано", "Дата ответа"]
OWN_ROW = [1, datetime(2026, 11, 20, 9, 5), "Дороги", datetime(2026, 11, 20, 10), datetime(2026, 11, 20, 11)]


@pytest.mark.parametrize("title", ["Реестр", "Лист1"])
def test_an_own_table_that_is_not_described_yet_is_to_be_described(root: Path, title: str) -> None:
    _own(root, OWN_HEADER, OWN_ROW, title=title)
    finding = examine(root)["Листы и столбцы"]
    assert finding.level is Level.FAIL
    assert "columns ТАБЛИЦА" in finding.cure
    assert "template" not in finding.cure


def test_hours_without_working_time_are_mended_where_they_stand(root: Path) -> None:
    _own(root, ["№", "Выявлено"])
    book = openpyxl.load_workbook(root / "своя.xlsx")
    sheet = book.create_sheet("Настройки")
    for row in (["Параметр", "Значение"], *([f"Рабочее время {day}", ""] for day in schema.WEEKDAYS)):
        sheet.append(row)
    book.save(root / "своя.xlsx")
    finding = examine(root)["Листы и столбцы"]
    assert "«Настройки»" in finding.cure
    assert "template" not in finding.cure


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (["№", "Выявлено", "Тема", "Направлено", "Размещено"], []),
        (["№", "Выявлено", "Тема", "Кому", "Размещено"], []),
        (
            OWN_HEADER,
            [["№", "Номер"], ["Выявлено", "Дата поступления"], ["Направлено", "Передано"],
             ["Размещено", "Дата ответа"]],
        ),
    ],
)  # fmt: skip
def test_a_register_of_few_clocks_is_healthy_and_never_laid_over(
    root: Path, header: list[Any], lines: list[list[Any]]
) -> None:
    _own(root, header, OWN_ROW, lines=lines)
    found = examine(root)
    assert found["Столбцы «Реестра»"].level is Level.OK
    assert found["Столбцы «Реестра»"].cure == ""
    assert "template ФАЙЛ" not in found["Листы"].cure


def test_a_header_misspelt_in_a_described_table_is_mended_where_it_stands(root: Path) -> None:
    lines = [["№", "Номер"], ["Выявлено", "Дата поступления"]]
    _own(root, ["Номер", "Дата поступления", "Направленно исполнителю", "Размещено"], OWN_ROW, lines=lines)
    finding = examine(root)["Столбцы «Реестра»"]
    assert finding.level is Level.WARN
    assert "Исправьте заголовок" in finding.cure


def test_no_network(root: Path, server: SheetsServer) -> None:
    google(root, server, token_uri="http://127.0.0.1:9/token", sheets_uri="http://127.0.0.1:9")
    found = examine(root)
    assert "сверить не с чем" in found["Часы компьютера"].seen
    assert "Нет связи" in found["Google Таблица"].seen


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        (5, Level.OK, "сверены"),
        (-150, Level.WARN, "отстают на 2 мин"),
        (100, Level.WARN, "спешат на 1 мин"),
        (3690, Level.FAIL, "спешат на 1 ч"),
    ],
)
def test_the_clock_is_held_against_googles(
    root: Path, server: SheetsServer, seconds: int, level: Level, said: str
) -> None:
    google(root, server)
    finding = examine(root, lambda: datetime.now(UTC) + timedelta(seconds=seconds))["Часы компьютера"]
    assert finding.level is level
    assert said in finding.seen


@pytest.mark.parametrize(
    ("tabs", "expected"),
    [
        ({"Реестр": [["№", "Тема"]]}, ("Листы и столбцы", Level.FAIL, "Выявлено")),
        ({"Реестр": [["№", "Выявлено", "Размещено"]]}, ("Столбцы «Реестра»", Level.OK, "не ведутся")),
        (
            {"Реестр": [["№", "Выявлено", "Направленно", "Размещено"]]},
            ("Столбцы «Реестра»", Level.WARN, "это столбец C «Направленно»: исправьте его заголовок"),
        ),
        ({"Журнал": [["дневник"], ["что-то"]]}, ("Листы", Level.WARN, "«Журнал»")),
        ({"Настройки": SETTINGS[:2]}, ("Лист «Настройки»", Level.WARN, "«Глава»")),
        (
            {"Настройки": [*SETTINGS, *([f"Рабочее время {day}", ""] for day in schema.WEEKDAYS)]},
            ("Листы и столбцы", Level.FAIL, "рабочего времени"),
        ),
        ({"Реестр": [["№", "Выявлено"], [1, "вчера"]]}, ("Содержание", Level.WARN, "ошибок — 1")),
        (
            {"Реестр": [["№", "Выявлено"], [1, 40179.5]]},
            ("Производственный календарь", Level.WARN, "нет лет, которые есть в реестре: 2010"),
        ),
    ],
)
def test_a_register_at_fault(
    root: Path, server: SheetsServer, tabs: dict[str, Any], expected: tuple[str, Level, str]
) -> None:
    step, level, said = expected
    google(root, server)
    server.add(sheet(**tabs))
    finding = examine(root)[step]
    assert finding.level is level
    assert said in finding.seen


def test_the_column_of_authors_is_not_missed(root: Path, server: SheetsServer) -> None:
    google(root, server)
    server.add(sheet(Реестр=[[title for title in HEADERS if title != "Автор"]]))
    assert examine(root)["Столбцы «Реестра»"].level is Level.OK


@pytest.mark.parametrize(
    ("zone", "level"),
    [
        ("Europe/Kaliningrad", Level.OK),
        ("Asia/Kamchatka", Level.OK),
        ("America/Los_Angeles", Level.WARN),
        ("Etc/GMT", Level.WARN),
    ],
)
def test_a_zone_that_russia_has_not(root: Path, server: SheetsServer, zone: str, level: Level) -> None:
    google(root, server)
    server.spreadsheets[ID].zone = zone
    finding = examine(root)["Часовой пояс"]
    assert finding.level is level
    assert zone in finding.seen


@pytest.mark.parametrize(("locale", "level"), [("ru_RU", Level.OK), ("en_US", Level.WARN)])
def test_a_sheet_that_takes_dates_another_way(
    root: Path, server: SheetsServer, locale: str, level: Level
) -> None:
    google(root, server)
    server.spreadsheets[ID].locale = locale
    finding = examine(root)["Регион таблицы"]
    assert finding.level is level
    assert finding.seen.startswith(locale)


def test_tabs_and_columns_of_the_configuration_are_examined(root: Path, server: SheetsServer) -> None:
    google(root, server)
    path = root / ".streamlit" / "secrets.toml"
    more = '[[columns]]\nfield = "Размещено"\ncolumn = "Ответили"\n[gcp_service_account]'
    text = path.read_text(encoding="utf-8").replace("[register]", '[register]\ntabs = "Январь"')
    path.write_text(text.replace("[gcp_service_account]", more), encoding="utf-8")
    rows = [["№", "Выявлено", "Ответили"], *([number, 46_349.4, 46_349.5] for number in range(1, 60))]
    server.add(Spreadsheet(ID, "Своя", [Tab.of_rows("Январь", rows)]))
    assert examine(root)["Содержание"].seen.startswith("59")


def test_the_calendar_runs_out(root: Path, server: SheetsServer) -> None:
    google(root, server)
    found = examine(root, lambda: datetime(2027, 12, 1, tzinfo=UTC))
    assert found["Производственный календарь"].level is Level.WARN
    assert "31.12.2027" in found["Производственный календарь"].seen


def test_archives_are_looked_at_too(root: Path, server: SheetsServer) -> None:
    google(root, server)
    path = root / ".streamlit" / "secrets.toml"
    other = "2" + ID[1:]
    path.write_text(path.read_text().replace(f'"{ID}"', f'["{ID}", "{other}"]'))
    found = examine(root)
    assert found["Google Таблица"].level is Level.OK
    assert "не найдена" in found["Google Таблица, архив 1"].seen
    server.add(Spreadsheet(other, "Реестр 2025", [Tab.of_rows("Реестр", [["№", "Выявлено"]])]))
    found = examine(root)
    assert "Реестр 2025" in found["Google Таблица, архив 1"].seen
    assert found["Столбцы «Реестра», архив 1"].level is Level.OK


# Access

AUTH = {
    "redirect_uri": "https://otklik.example.org/oauth2callback",
    "cookie_secret": SECRET,
    "client_id": "otklik",
    "client_secret": "тайна-поставщика",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
PEOPLE = {"k@example.org": "curator", "z@example.org": "deputy", "@example.org": "viewer"}


def oidc(people: dict[str, str] = PEOPLE, **auth: str) -> str:
    lines = ["[access]", 'mode = "oidc"', "[access.people]"]
    lines += [f'"{address}" = "{role}"' for address, role in people.items()]
    lines += ["[auth]", *(f'{name} = "{value}"' for name, value in (AUTH | auth).items() if value)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("access", "level", "said"),
    [
        ("", Level.FAIL, "mode не выбран"),
        (LOCAL, Level.OK, "на этом компьютере"),
        ('[access]\nmode = "platform"\n', Level.WARN, "сама программа вход не проверяет"),
        (oidc(), Level.OK, "адресов — 2, доменов — 1"),
        ('[access]\nmode = "oidc"\n', Level.FAIL, "нет раздела [auth]"),
        (oidc({}), Level.FAIL, "не войдёт никто"),
        (oidc({"k@example.org": "curator"}), Level.WARN, "deputy"),
        (
            oidc().replace('mode = "oidc"', 'mode = "oidc"\ntrust_email = ["default"]'),
            Level.WARN,
            "без email_verified принимаются от: default",
        ),
        (oidc(client_secret=""), Level.FAIL, "client_secret"),
        (oidc(client_id="…"), Level.FAIL, "client_id"),
        (oidc(redirect_uri="https://otklik.example.org/"), Level.FAIL, "redirect_uri не тот"),
        (oidc(redirect_uri="http://otklik.example.org/oauth2callback"), Level.FAIL, "без https"),
        (oidc(redirect_uri="http://localhost:8501/oauth2callback"), Level.OK, "oidc"),
        (oidc(cookie_secret="замените на длинную случайную строку"), Level.FAIL, "cookie_secret"),
        (oidc(cookie_secret="коротко"), Level.FAIL, "cookie_secret"),
    ],
)
def test_access(root: Path, server: SheetsServer, access: str, level: Level, said: str) -> None:
    google(root, server, access)
    finding = examine(root)["Доступ"]
    assert finding.level is level
    assert said in finding.seen


def test_an_executor_whom_the_register_does_not_know(root: Path, server: SheetsServer) -> None:
    google(root, server, oidc({**PEOPLE, "i@example.org": "executor: исполнитель  1"}))
    assert "Исполнители" not in examine(root)
    google(root, server, oidc({**PEOPLE, "i@example.org": "executor: Исполнитель 2"}))
    assert "«Исполнитель 2»" in examine(root)["Исполнители"].seen


# What is told, and to whom


def test_no_secret_is_told(root: Path, server: SheetsServer) -> None:
    hidden = [*server.key["private_key"].split("\n")[1:-2], SECRET, "тайна-поставщика", *PEOPLE]
    for access in (oidc(), oidc(client_id=""), oidc(cookie_secret=SECRET[:8])):
        for change in ({}, {"private_key": server.key["private_key"].replace("\n", "", 3)}):
            google(root, server, access, **change)
            told = findings.text(list(examine(root).values()))
            assert not [secret for secret in hidden if secret in told]


def test_a_stranger_learns_only_where_it_stands(root: Path, server: SheetsServer) -> None:
    google(root, server, oidc({**PEOPLE, "i@example.org": "executor: Исполнитель 2"}))
    server.add(sheet(Реестр=[["№", "Выявлено"], [1, "вчера"]]))
    found = findings.public(examine(root).values())
    told = findings.text(found)
    assert not [name for name in (EMAIL, "Реестр 2026", "Исполнитель 2", "example.org", ID) if name in told]
    assert {finding.level for finding in found} == {Level.OK, Level.WARN}


def test_the_text_and_its_sum() -> None:
    found = [Finding("А", Level.OK, "да"), Finding("Б", Level.WARN, "так себе", "Посмотрите.")]
    assert findings.text(found).splitlines() == [
        "в порядке  А: да",
        "внимание   Б: так себе",
        "           → Посмотрите.",
        "Работает. Обратите внимание: 1 место.",
    ]
    found.append(Finding("В", Level.FAIL, "нет", "Исправьте."))
    assert findings.text(found).splitlines()[-1].startswith("Исправить: 1 место.")
    assert findings.worst(found) is Level.FAIL
    assert findings.worst([]) is Level.OK


def test_streamlit_is_not_needed() -> None:
    code = "import sys, lib.doctor.examine; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_district_without_a_register(root: Path) -> None:
    settings = f'{LOCAL}[district]\nname = "Наш район"\n[[district.registers]]\nname = "Поселение 1"\n'
    (root / ".streamlit" / "secrets.toml").write_text(f'{settings}workbook = "p1.xlsx"\n', encoding="utf-8")
    found = {finding.step: finding for finding in doctor.examine(root, {})}
    assert found["Район"].level is Level.OK
    assert found["Район"].seen == "«Наш район»: в настройках 1 реестр"
    (root / ".streamlit" / "secrets.toml").write_text(settings, encoding="utf-8")
    found = {finding.step: finding for finding in doctor.examine(root, {})}
    assert found["Район"].level is Level.FAIL
    assert "docs/district.md" in found["Район"].cure
