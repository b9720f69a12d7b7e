"""The configuration: in order, the demonstration, or an error that names the key; never a mixture."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from lib import sheets
from lib.base.errors import ConfigError
from lib.sources import config
from lib.sources.config import Access, Config, Person, compose, district
from lib.sources.config.storage import Storage

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
KEY = r"""
[gcp_service_account]
type = "service_account"
client_email = "a@b.iam.gserviceaccount.com"
private_key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n"
token_uri = "https://oauth2.googleapis.com/token"
anything = "else"
"""
SHEET = f'[register]\nsheet = "{ID}"\n'
BOOK = '[register]\nworkbook = "register.xlsx"\n'


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def load(root: Path, text: str | bytes | None, **environ: str) -> Config:
    if text is not None:
        (root / ".streamlit").mkdir(exist_ok=True)
        (root / ".streamlit" / "secrets.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return config.load(root, environ)


def test_no_file_is_the_demonstration(tmp_path: Path) -> None:
    assert load(tmp_path, None) == Config(demo=True)


def test_workbook_relative_to_the_root(tmp_path: Path) -> None:
    found = load(tmp_path, BOOK)
    assert (found.workbook, found.refresh, found.access) == (tmp_path / "register.xlsx", 30, None)
    assert not found.demo
    assert load(tmp_path, '[register]\nworkbook = "/srv/r.xlsx"\nrefresh = 7.5').workbook == Path(
        "/srv/r.xlsx"
    )


def test_sheet_with_its_key(tmp_path: Path) -> None:
    found = load(tmp_path, SHEET + KEY)
    assert found.sheets == (ID,)
    assert found.service_account is not None
    assert found.service_account["anything"] == "else"
    assert "PRIVATE" not in repr(found)


def test_several_sheets_by_address(tmp_path: Path) -> None:
    addresses = [f"https://docs.google.com/spreadsheets/d/{name}/edit#gid=0" for name in (ID, ID[::-1])]
    assert load(tmp_path, f"[register]\nsheet = {json.dumps(addresses)}\n{KEY}").sheets == (ID, ID[::-1])


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (ID, ID),
        (f" {ID} ", ID),
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=7#gid=7", ID),
        (f"https://docs.google.com/spreadsheets/d/{ID}", ID),
        (f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit", ID),
        (f"docs.google.com/spreadsheets/d/{ID}/htmlview", ID),
        (f"https://drive.google.com/open?id={ID}", ID),
        (f"https://drive.google.com/file/d/{ID}/view", ID),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEfGhIjKl/pubhtml", None),
        ("https://example.org/", None),
        ("реестр", None),
        ("", None),
        ("short", None),
    ],
)
def test_sheet_id(address: str, found: str | None) -> None:
    assert config.sheet_id(address) == found


def test_key_file_prevails(tmp_path: Path) -> None:
    key = tomllib.loads(KEY)["gcp_service_account"] | {"client_email": "other@b"}
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key), encoding="utf-8")
    for text in (SHEET, SHEET + KEY):
        found = load(tmp_path, text, GOOGLE_APPLICATION_CREDENTIALS=str(file)).service_account
        assert found is not None
        assert found["client_email"] == "other@b"
    assert config.service_account(tmp_path, {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}) == key
    assert config.service_account(tmp_path, {})["client_email"] == "a@b.iam.gserviceaccount.com"


FILE = '[register]\nfile = "https://cloud.example.ru/dav/Реестр 2026.xlsx"\n'


def test_a_file_on_a_server_with_its_login(tmp_path: Path) -> None:
    (tmp_path / "own.pem").touch()
    text = FILE + '[storage]\nuser = "otklik"\npassword = " тайна "\nca = "own.pem"\n'
    found = load(tmp_path, text)
    assert found.files == ("https://cloud.example.ru/dav/Реестр 2026.xlsx",)
    assert (found.sheets, found.workbook, found.demo) == ((), None, False)
    assert found.storage == Storage("otklik", " тайна ", tmp_path / "own.pem")
    assert "тайна" not in repr(found)
    assert load(tmp_path, FILE).storage == Storage()
    assert load(tmp_path, FILE + '[storage]\nuser = "link"\npassword = ""').storage == Storage("link", "")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80", "127.0.0.2"])
def test_open_http_only_on_this_computer(tmp_path: Path, host: str) -> None:
    assert load(tmp_path, f'[register]\nfile = "http://{host}/r.xlsx"').files == (f"http://{host}/r.xlsx",)


def test_several_files(tmp_path: Path) -> None:
    addresses = ["https://a.example.ru/2026.xlsx", "https://a.example.ru/2025.ods"]
    assert load(tmp_path, f"[register]\nfile = {json.dumps(addresses)}").files == tuple(addresses)


def test_a_login_in_the_address_is_not_told_back(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"перенесите их в раздел \[storage\]") as caught:
        load(tmp_path, '[register]\nfile = "https://otklik:taina@cloud.example.ru/r.xlsx"')
    assert "taina" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        r"\\сервер\папка\Реестр.xlsx",
        r"C:\Отклик's\r.xlsx",
        "a\n\t\x7f\x01\"'\\",
        "тайна 🔑",
        "'''",
        " x ",
        "",
    ],
)
def test_settings_that_are_written_are_read_back(tmp_path: Path, value: str) -> None:
    sections = {"register": {"file": "https://a.ru/r.xlsx"}, "storage": {"user": "a", "password": value}}
    told = compose.text(sections, "local", tmp_path)
    assert tomllib.loads(told) == sections | {"access": {"mode": "local"}}
    assert load(tmp_path, told).storage.password == value


def test_a_path_of_windows_is_written_as_it_stands(tmp_path: Path) -> None:
    path = r"\\сервер\папка\Реестр.xlsx"
    assert f"workbook = '{path}'" in compose.text({"register": {"workbook": path}}, "local", tmp_path)


def test_workbook_does_not_look_at_the_key_file(tmp_path: Path) -> None:
    assert load(tmp_path, BOOK, GOOGLE_APPLICATION_CREDENTIALS="/nowhere").service_account is None


@pytest.mark.parametrize("text", [None, "[1", '{"type": "authorized_user"}', "[]"])
def test_bad_key_file(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "key.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="GOOGLE_APPLICATION_CREDENTIALS"):
        load(tmp_path, SHEET, GOOGLE_APPLICATION_CREDENTIALS=str(file))


def test_no_key_for_a_sheet_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Нет ключа сервисного аккаунта"):
        config.service_account(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", r"нет раздела \[register\]"),
        (KEY, r"нет раздела \[register\]"),
        ("[register]", "ни sheet, ни workbook, ни file"),
        (FILE + 'workbook = "r.xlsx"', "и workbook, и file"),
        (FILE + f'sheet = "{ID}"', "и sheet, и file"),
        ("[register]\nfile = 5", "file не заполнен"),
        ("[register]\nfile = []", "пустой список"),
        ('[register]\nfile = "http://cloud.example.ru/r.xlsx"', "без https"),
        ('[register]\nfile = "http://127.0.0.1.example.ru/r.xlsx"', "без https"),
        ('[register]\nfile = "ftp://cloud.example.ru/r.xlsx"', "не адрес файла"),
        ('[register]\nfile = "Реестр.xlsx"', "не адрес файла"),
        ('[register]\nfile = "https://cloud.example.ru/Реестр #2.xlsx"', "%23"),
        ('[register]\nfile = "https:///r.xlsx"', "не адрес файла"),
        ('[register]\nfile = "https://[::1/r.xlsx"', "не адрес файла"),
        ('[register]\nfile = "https://cloud.example.ru:порт/r.xlsx"', "не адрес файла"),
        ('[register]\nfile = "https://docs.google.com/spreadsheets/d/x/edit"', "вместо file нужен sheet"),
        ('[register]\nfile = ["https://a.ru/r.xlsx", "https://a.ru/r.xlsx"]', "дважды"),
        (FILE + "[storage]\nlogin = 1", "login"),
        (FILE + '[storage]\nuser = "a"', "password не указан"),
        (FILE + '[storage]\npassword = "a"', "user не указан"),
        (FILE + '[storage]\nuser = ""\npassword = "a"', "user не заполнен"),
        (FILE + '[storage]\nuser = "a:b"\npassword = "a"', "двоеточия"),
        (FILE + '[storage]\nuser = "a"\npassword = 5', "password"),
        (FILE + '[storage]\nca = "нет.pem"', "такого файла нет"),
        (FILE + "[[storage]]\nuser = 1", "storage"),
        (BOOK + f'sheet = "{ID}"', "и sheet, и workbook"),
        (SHEET, r"нет раздела \[gcp_service_account\]"),
        (BOOK + "refrehs = 3", "refrehs"),
        (BOOK + "refresh = 4", "refresh"),
        (BOOK + 'refresh = "30"', "refresh"),
        (BOOK + "refresh = true", "refresh"),
        (BOOK + "refresh = nan", "refresh"),
        (BOOK + "refresh = inf", "refresh"),
        ("[register]\nworkbook = 5", "workbook"),
        ('[register]\nworkbook = " "', "workbook"),
        ('[register]\nsheet = "реестр"' + KEY, "sheet: не адрес"),
        ("[register]\nsheet = []" + KEY, "пустой список"),
        ("[register]\nsheet = [5]" + KEY, "sheet"),
        (f'[register]\nsheet = ["{ID}", "{ID}"]' + KEY, "дважды"),
        ('register = "x"', "register"),
        ("[[register]]\n" + BOOK[11:], "register"),
        (BOOK + "[regsiter]", "regsiter"),
        ("password = 1\n" + BOOK, "password"),
        (BOOK + "[access]", "mode"),
        (BOOK + '[access.people]\n"a@b" = "viewer"', "mode"),
        (BOOK + '[access]\nmode = "open"', "mode: неизвестный"),
        (BOOK + "[access]\nmode = 1", "mode"),
        (BOOK + '[access]\nmode = "local"\nrole = 1', "role"),
        (BOOK + '[access]\nmode = "oidc"\npeople = 3', "people"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "boss"', "boss"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = 1', "a@b"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "executor"', "executor"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "executor:  "', "executor"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "исполнитель"', "исполнитель"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "район: x"', "район: x"),
        (BOOK + '[access]\nmode = "oidc"\ntrust_email = "esia"', "trust_email"),
        (BOOK + '[access]\nmode = "oidc"\ntrust_email = [1]', "trust_email"),
        (BOOK + '[access]\nmode = "oidc"\ntrust_email = [" "]', "trust_email"),
        (BOOK + '[access]\nmode = "oidc"\ntrust_email = ["esia"]', "esia"),
        (
            BOOK + '[access]\nmode = "oidc"\ntrust_email = ["esia"]\n[auth.google]\nclient_id = "x"',
            "впишите имя его раздела",
        ),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "viewer: x"', "viewer: x"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\nivanov = "viewer"', "ivanov"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\na@b.c = "viewer"', "TOML"),
        (BOOK + '[access]\nmode = "oidc"\n[access.people]\n"a@b" = "head"\n"A@B" = "head"', "дважды"),
        (SHEET + "[gcp_service_account]", "type"),
        (SHEET + KEY.replace('"service_account"', '"authorized_user"'), "type"),
        (SHEET + KEY.replace("client_email", "email"), "client_email"),
        (SHEET + KEY.replace('private_key = "', 'private_key = ""#'), "private_key"),
        (SHEET + KEY.replace('"-----', "'-----").replace('\\n"', "\\n'"), "одинарные кавычки"),
        (SHEET + KEY.replace('"-----', "'-----").replace('\\n"', "\n'"), "двойные кавычки"),
        (BOOK + KEY.replace("token_uri", "x"), "token_uri"),
        ("[register", "TOML"),
        (BOOK + BOOK, "TOML"),
        ("[register]\nworkbook = 'реестр.xlsx'".encode("cp1251"), "UTF-8"),
    ],
)
def test_error_names_the_key_and_is_never_the_demonstration(
    tmp_path: Path, text: str | bytes, names: str
) -> None:
    with pytest.raises(ConfigError, match=names) as caught:
        load(tmp_path, text)
    assert "secrets.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "PRIVATE" not in str(caught.value)


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".streamlit" / "secrets.toml").mkdir(parents=True)
    with pytest.raises(ConfigError, match="не читается"):
        load(tmp_path, None)


def test_other_sections_pass_through(tmp_path: Path) -> None:
    found = load(tmp_path, BOOK + "[auth]\nx = 1\n[connections.sql]\ny = 2")
    assert found.login.fault != load(tmp_path, BOOK).login.fault


def test_byte_order_mark(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + BOOK).workbook


def test_people(tmp_path: Path) -> None:
    people = """
[access]
mode = "oidc"
[access.people]
"Curator@Example.org" = "curator"
"@example.org" = "viewer"
"ivanov@example.org" = "executor:  Иванов  И. И. "
"""
    access = load(tmp_path, BOOK + people).access
    assert access is not None
    assert access.mode == "oidc"
    assert access.person("curator@example.org ") == Person("curator")
    assert access.person("IVANOV@EXAMPLE.ORG") == Person("executor", "Иванов И. И.")
    assert access.person("petrov@example.org") == Person("viewer")
    for stranger in ("a@sub.example.org", "a@example.org.ru", "example.org", "@", "", "a@b@example.com"):
        assert access.person(stranger) is None
    assert Access("local").person("a@b") is None


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("куратор", Person("curator")),
        ("Куратор ", Person("curator")),
        ("заместитель", Person("deputy")),
        ("глава", Person("head")),
        ("читатель", Person("viewer")),
        ("исполнитель:  Исполнитель  1 ", Person("executor", "Исполнитель 1")),
        ("район", Person("district")),
        ("district", Person("district")),
    ],
)
def test_roles_in_russian(written: str, person: Person, tmp_path: Path) -> None:
    access = load(tmp_path, BOOK + f'[access]\nmode = "oidc"\n[access.people]\n"a@b" = "{written}"').access
    assert access is not None
    assert access.person("a@b") == person


def test_providers_whose_addresses_are_trusted(tmp_path: Path) -> None:
    one = '[auth]\nclient_id = "x"\n'
    named = '[auth.esia]\nclient_id = "x"\n[auth.google]\nclient_id = "x"\n'
    for auth, providers in ((one, ("default",)), (named, ("esia",)), (named, ("google", "esia")), ("", ())):
        trusted = json.dumps(list(providers))
        access = load(tmp_path, BOOK + f'[access]\nmode = "oidc"\ntrust_email = {trusted}\n' + auth).access
        assert access is not None
        assert access.trust_email == providers


def test_home_file_counts_only_where_it_is_ours(tmp_path: Path, no_home: Path) -> None:
    (no_home / ".streamlit").mkdir(parents=True)
    common = no_home / ".streamlit" / "secrets.toml"
    common.write_text('other_app = "password"', encoding="utf-8")
    assert load(tmp_path, None).demo
    common.write_text(BOOK, encoding="utf-8")
    assert load(tmp_path, None).workbook
    assert load(tmp_path, '[register]\nworkbook = "own.xlsx"').workbook == tmp_path / "own.xlsx"


def test_the_line_of_a_mistake_is_named_in_russian(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="строка 3, столбец 1"):
        load(tmp_path, BOOK + "=")
    with pytest.raises(ConfigError, match="в конце файла"):
        load(tmp_path, BOOK + "refresh =")


def test_an_account_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert load(tmp_path, None).demo


def test_the_example_is_in_order() -> None:
    text = (config.ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"register", "gcp_service_account", "access", "auth"}


def test_the_example_loads(tmp_path: Path) -> None:
    found = load(tmp_path, (config.ROOT / ".streamlit" / "secrets.example.toml").read_bytes())
    assert found.access is not None
    assert found.access.person("ivanov@example.org") == Person("executor", "Иванов И. И.")


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ('{"type": "service_account"}', "JSON вставлен как есть"),
        ('  "private_key_id": "тайна",', "JSON вставлен как есть"),
        ("sheet = “1AbCdEfGhIj”", "Кавычки нужны прямые"),
        ("sheet = тайна", "Значение справа возьмите в кавычки"),
        ('"kurator@example.org" = тайна', "Значение справа возьмите в кавычки"),
        ("kurator@example.org = 'curator'", "Адрес слева возьмите в кавычки"),
        (r'workbook = "C:\Отклик\тайна.xlsx"', "возьмите в одинарные кавычки"),
        ("[register", "Исправьте её"),
    ],
)
def test_what_those_write_who_have_never_seen_toml(tmp_path: Path, line: str, cure: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path, {})
    assert cure in str(caught.value)
    assert "тайна" not in str(caught.value)


DISTRICT = '[district]\nname = "Район"\n[[district.registers]]\nname = "Поселение 1"\nworkbook = "p1.xlsx"\n'


def test_a_district_needs_no_register_of_its_own(tmp_path: Path) -> None:
    found = load(tmp_path, f'{DISTRICT}[access]\nmode = "local"\n')
    assert not found.own
    assert not found.demo  # never the demonstration in its place
    with pytest.raises(ConfigError, match="своего реестра нет"):
        sheets.source(found)
    assert load(tmp_path, f'[register]\nworkbook = "r.xlsx"\n{DISTRICT}').own


def test_a_district_file_with_a_key_of_its_own_asks_the_app_for_none(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = f'[[district.registers]]\nname = "Поселение 1"\nsheet = "{ID}"\n'
    load(tmp_path, f'[access]\nmode = "local"\n{DISTRICT}{KEY}')
    for given in (text, text + KEY):
        own.write_text(given, encoding="utf-8")
        found = district.load(own, tmp_path, {})
        assert found is not None
        assert found.members[0].place.service_account is not None
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[district", encoding="utf-8")
    assert district.load(own, tmp_path, {}) == found
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"secrets\.toml"):
        district.load(own, tmp_path, {})
