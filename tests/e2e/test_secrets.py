"""Secrets stay where they are: whatever fails, not one of them is in a log, an error or on a page.

One server, whose settings are spoilt in turn; what it sends, what it logs, what the doctor and the command
line say is searched for the planted secrets.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.base import files
from lib.doctor import examine as doctor
from lib.doctor import findings
from lib.sources.transport import Patience
from tests.e2e.conftest import HERE, Server, started
from tests.e2e.wire import frames, holds, login
from tests.sheets_server.faults import Fault
from tests.sheets_server.model import Spreadsheet, Tab
from tests.sheets_server.server import SheetsServer

pytestmark = pytest.mark.e2e
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
COOKIE_SECRET = "planted-cookie-secret-planted-cookie-secret"
CLIENT_SECRET = "planted-client-secret"
CURATOR, OTHER = "curator@example.org", "other-listed@example.org"
QUICK = Patience(tries=1, pause=0.001, total=5.0, connect=1.0, read=0.5, answer=1.0)
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody listens


@dataclass
class House:
    """The app, the Google of the test, and all that anybody was told."""

    server: Server
    google: SheetsServer
    told: list[bytes] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    changes: int = 0

    def settings(self, *, key: dict[str, str], provider: str = NOWHERE, here: str = HERE) -> str:
        self.changes += 1  # another pace is another feed, read anew
        lines = [f'{name} = "{value}"'.replace("\n", "\\n") for name, value in key.items()]
        return "\n".join(
            [
                f'[register]\nsheet = "{ID}"\nrefresh = {30 + self.changes}',
                f'[access]\nmode = "oidc"\n[access.people]\n"{CURATOR}" = "curator"\n"{OTHER}" = "head"',
                f'[auth]\nredirect_uri = "{here}/oauth2callback"\ncookie_secret = "{COOKIE_SECRET}"',
                f'client_id = "otklik"\nclient_secret = "{CLIENT_SECRET}"',
                f'server_metadata_url = "{provider}/.well-known/openid-configuration"',
                "[gcp_service_account]",
                *lines,
            ]
        )

    def write(self, text: str) -> None:
        with files.whole(self.server.folder / ".streamlit" / "secrets.toml") as draft:
            draft.write_text(text, encoding="utf-8")
            draft.chmod(0o600)

    def look(self, page: str = "") -> list[bytes]:
        """The page as the curator is sent it, and what the doctor says."""
        cookie = login(COOKIE_SECRET, self.server.url, CURATOR)
        sent = frames(self.server.url, page, cookie=cookie)
        found = doctor.examine(self.server.folder, {}, lambda: datetime.now(UTC), QUICK)
        self.told.append(findings.text(found).encode())
        self.pages += sent
        return sent


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("secrets")
    rows = [["№", "Выявлено", "Тема", "Локация"], [1, 46349.5, "Дороги", "Вистино"]]
    with SheetsServer(Spreadsheet(ID, "Реестр", [Tab.of_rows("Реестр", rows)])) as google:
        found = House(Server("", folder, folder), google)
        with started(folder, found.settings(key=google.key)) as server:
            found.server = server
            yield found


def test_secrets_are_nowhere(house: House) -> None:
    url, key, google = house.server.url, house.google.key, house.google
    body = [line for line in key["private_key"].splitlines() if "PRIVATE KEY" not in line and line]

    def good(**changes: str) -> str:
        return house.settings(key=key | changes, here=url)

    house.write(good())
    assert holds(house.look(), "Вистино")  # with all in order the register is shown

    provoked = {
        "the file is malformed": (
            good().replace(f'"{COOKIE_SECRET}"', f'"{COOKIE_SECRET}'),
            "ошибка в записи",
        ),
        "a quote too few": (good() + '\nprivate_key = "', "ошибка в записи"),
        "the key in single quotes": (
            good().replace(f'"{key["private_key"]}"'.replace("\n", "\\n"), f"'{body[0]}\\n{body[1]}'"),
            "в одинарные кавычки",
        ),
        "a secret in place of a mode": (good().replace('"oidc"', f'"{CLIENT_SECRET}"'), "неизвестный способ"),
        "a secret in place of the sheet": (
            good().replace(f'"{ID}"', f'"{CLIENT_SECRET} {body[0]}"'),
            "не адрес",
        ),
        "a role that is none": (good().replace('"head"', '"boss"'), "неизвестная роль"),
        "the key is spoilt": (
            good(private_key=key["private_key"].replace(body[3], body[3][:-9])),
            "Реестр не открыт",
        ),
        "nobody gives a token": (good(token_uri=f"{NOWHERE}/token"), "Реестр не"),
        "the provider is not there": (good(), "Вистино"),
    }
    for fault, (text, told) in provoked.items():
        house.write(text)
        assert holds(house.look(), told), fault

    for fault in (
        Fault("status", 400, where="token"),
        Fault("status", 403),
        Fault("disabled"),
    ):
        google.fail(fault)
        house.write(good())
        assert holds(house.look(), "Реестр не"), fault
        google.heal()
    google.revoked = True
    house.write(good())
    assert holds(house.look(), "Реестр не")
    google.revoked = False

    house.write(good())
    page = house.server.folder / "pages" / "regulation.py"
    page.write_text(
        "from lib.web.shell import router\nview = router.page()\nraise RuntimeError('Сбой страницы')\n",
        encoding="utf-8",
    )
    sent = house.look("regulation")
    assert not holds(sent, "Сбой страницы")
    assert not holds(sent, "RuntimeError")

    for command in (["doctor"], ["check"], ["digest"]):
        house.write(good(private_key=key["private_key"].replace(body[3], body[3][:-9])))
        done = subprocess.run(
            [sys.executable, "-m", "lib", *command], cwd=house.server.folder, capture_output=True, check=False
        )
        assert done.returncode
        house.told += [done.stdout, done.stderr]

    log = house.server.log.read_bytes()
    assert holds([log], "Сбой страницы")  # the log is for the deployer, and does tell faults
    assert holds([log], "неизвестная роль")
    everything = [*house.told, *house.pages, log]
    for secret in (*body, COOKIE_SECRET, CLIENT_SECRET):
        assert not holds(everything, secret)
    assert not holds(house.pages, OTHER)  # who else is on the list is the deployer's to know
