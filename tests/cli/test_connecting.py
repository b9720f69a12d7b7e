"""`connect`: settings that the app reads back, for their owner alone, never over what is there."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from lib.sources import config
from lib.template import workbook
from tests.cli.told import one_line
from tests.sheets_server import SheetsServer, Spreadsheet, Tab
from tests.storage_server import StorageServer, answer

ID = "1AbcDefGhiJklMnoPqrStuVwxYz0123456789"
SHEET = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
KEY = {
    "type": "service_account",
    "client_email": "a@b.iam.gserviceaccount.com",
    "private_key": '-----BEGIN PRIVATE KEY-----\nA"b\\c+/=\n-----END PRIVATE KEY-----\n',
    "token_uri": "https://oauth2.googleapis.com/token",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, without settings."""
    folder = tmp_path / "otklik"
    folder.mkdir()
    (folder / "requirements.txt").write_bytes((config.ROOT / "requirements.txt").read_bytes())
    monkeypatch.setattr(config, "ROOT", folder)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.chdir(folder)
    return folder


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def settings(root: Path) -> Path:
    return root / ".streamlit" / "secrets.toml"


def test_a_workbook(run, root: Path) -> None:
    workbook.write(root / "Реестр.xlsx")
    umask = os.umask(0)
    try:
        code, out, err = run("connect", "--workbook", "Реестр.xlsx", "--mode", "local")
    finally:
        os.umask(umask)
    assert code == 0, out
    assert out.splitlines()[0].startswith("в порядке")
    assert "Файл реестра" in out
    assert one_line(err)
    assert "читать его может только его владелец" in err
    assert stat.S_IMODE(settings(root).stat().st_mode) == 0o600
    found = config.load(root, {})
    assert found.workbook == root / "Реестр.xlsx"
    assert found.access is not None
    assert found.access.mode == "local"
    assert 'workbook = "Реестр.xlsx"' in settings(root).read_text(encoding="utf-8")


def test_a_workbook_elsewhere_by_its_whole_path(run, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "общая папка" / "Реестр.xlsx"
    path.parent.mkdir()
    workbook.write(path)
    assert run("connect", "--workbook", path, "--mode", "local")[0] == 0
    assert config.load(root, {}).workbook == path


def test_never_over_what_is_there(run, root: Path) -> None:
    workbook.write(root / "Реестр.xlsx")
    settings(root).parent.mkdir()
    settings(root).write_text("# mine")
    code, out, err = run("connect", "--workbook", "Реестр.xlsx", "--mode", "local")
    assert (code, out) == (2, "")
    assert one_line(err)
    assert "уже есть, он не тронут" in err
    assert settings(root).read_text() == "# mine"
    settings(root).unlink()
    settings(root).symlink_to(root / "nowhere.toml")  # a link that leads nowhere is there too
    assert run("connect", "--workbook", "Реестр.xlsx", "--mode", "local")[0] == 2
    assert not (root / "nowhere.toml").exists()


def test_a_sheet_with_its_key(run, root: Path, tmp_path: Path) -> None:
    rows = [["№", "Выявлено", "Тема", "Локация"], [1, 46349.5, "Дороги", "Вистино"]]
    with SheetsServer(Spreadsheet(ID, "Реестр", [Tab.of_rows("Реестр", rows)])) as server:
        (root / "key.json").write_text(json.dumps(server.key), encoding="utf-8")
        code, out, err = run("connect", "--sheet", SHEET, "--key", "key.json", "--mode", "platform")
    assert code == 0, out
    assert "«Реестр» открыта и прочитана" in out
    assert "Уберите key.json из папки программы" in err
    found = config.load(root, {})
    assert found.sheets == (ID,)
    assert found.service_account == server.key


def test_print_only_prints(run, root: Path) -> None:
    (root / "key.json").write_text(json.dumps(KEY), encoding="utf-8")
    settings(root).parent.mkdir()
    settings(root).write_text("# mine")
    code, out, err = run("connect", "--sheet", ID, "--key", "key.json", "--mode", "platform", "--print")
    assert (code, err) == (0, "")
    assert tomllib.loads(out) == {
        "register": {"sheet": ID},
        "gcp_service_account": KEY,
        "access": {"mode": "platform"},
    }
    assert settings(root).read_text() == "# mine"


def test_a_file_on_a_server(run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook.write(root / "r.xlsx")
    with StorageServer(answer((root / "r.xlsx").read_bytes(), ETag='"1"')) as server:
        typed(monkeypatch, "otklik\nсекрет \"'\\ \n")
        address = f"{server.address}/Реестр 2026.xlsx"
        code, out, err = run("connect", "--file", address, "--mode", "local")
    assert code == 0, out
    assert "имя и пароль приняты" in out
    assert "секрет" not in out + err
    found = config.load(root, {})
    assert found.files == (address,)
    assert (found.storage.user, found.storage.password) == ("otklik", "секрет \"'\\ ")


def test_on_a_terminal_the_password_is_not_seen(run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "otklik\n")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream: (asked.append(prompt), "тайна")[1])
    code, out, err = run(
        "connect", "--file", "https://cloud.example.org/r.xlsx", "--mode", "local", "--print"
    )
    assert code == 0
    assert tomllib.loads(out)["storage"] == {"user": "otklik", "password": "тайна"}
    assert err.startswith("Имя в хранилище")
    assert asked == ["Пароль приложения (на экране не виден): "]


def test_a_file_without_a_password(run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")
    out = run("connect", "--file", "https://a.example.org/r.ods", "--mode", "local", "--print")[1]
    assert "storage" not in tomllib.loads(out)


def test_login_by_account_leaves_room_for_the_provider(run, root: Path) -> None:
    workbook.write(root / "Реестр.xlsx")
    code, out, _ = run("connect", "--workbook", "Реестр.xlsx", "--mode", "oidc")
    assert code == 1
    assert "в [auth] не заполнено redirect_uri, client_id, client_secret, server_metadata_url" in out
    secret = tomllib.loads(settings(root).read_text(encoding="utf-8"))["auth"]["cookie_secret"]
    assert len(secret) == 64


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--mode"),
        (("--mode", "local"), "одно из трёх"),
        (("--workbook", "a.xlsx", "--file", "https://a.ru/r.xlsx", "--mode", "local"), "одно из трёх"),
        (("--sheet", ID, "--mode", "local"), "--key"),
        (("--workbook", "r.xlsx", "--key", "k.json", "--mode", "local"), "--key"),
        (("--sheet", "реестр", "--key", "key.json", "--mode", "local"), "не адрес и не id"),
        (("--sheet", ID, "--key", "none.json", "--mode", "local"), "не читается как JSON-ключ"),
        (("--sheet", ID, "--key", "bad.json", "--mode", "local"), "не ключ сервисного аккаунта"),
        (("--workbook", "none.xlsx", "--mode", "local"), "none.xlsx нет"),
        (("--workbook", "bad.json", "--mode", "local"), "не книга Excel"),
        (("--file", "http://a.example.org/r.xlsx", "--mode", "local"), "без https"),
        (("--file", "https://u:p@a.example.org/r.xlsx", "--mode", "local"), r"[storage]"),
        (("--workbook", "r.xlsx", "--mode", "open"), "«open» не подходит к --mode"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    run, root: Path, arguments: tuple[str, ...], told: str
) -> None:
    (root / "bad.json").write_text('{"type": "authorized_user"}')
    (root / "key.json").write_text(json.dumps(KEY))
    code, out, err = run("connect", *arguments)
    assert (code, out) == (2, "")
    assert one_line(err)
    assert told in err
    assert not settings(root).exists()
