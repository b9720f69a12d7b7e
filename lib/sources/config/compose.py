"""A file of settings written for the deployer: the text that the readers of this folder read back."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from lib.base.errors import UsageError
from lib.sources.config.columns import KEYS
from lib.sources.config.faults import PLACE
from lib.sources.config.load import checked
from lib.sources.lines import Line

_OIDC = """
# Кто что видит: "адрес почты" = "роль": куратор, заместитель, глава, читатель, "исполнитель: Имя", район.
[access.people]
# "kurator@example.org" = "куратор"

# Поставщик входа; как заполнить — docs/settings.md, «Вход по учётной записи».
[auth]
redirect_uri = ""
cookie_secret = {secret}
client_id = ""
client_secret = ""
server_metadata_url = ""
"""


def text(sections: Mapping[str, Mapping[str, str]], mode: str, root: Path) -> str:
    """The settings of the app in `root` as TOML: the sections with values, and `[access]` with the mode.

    ConfigError where they would not be in order.
    """
    told = [_section(name, values.items()) for name, values in sections.items() if values]
    told.append(_section("access", [("mode", mode)]))
    more = _OIDC.format(secret=_quoted(secrets.token_urlsafe(48))) if mode == "oidc" else ""
    whole = "\n".join(told) + more
    checked(tomllib.loads(whole), root, {})
    return whole


def _section(name: str, values: Iterable[tuple[str, str]]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_quoted(value)}" for key, value in values), ""])


def _quoted(value: str) -> str:
    """A value as TOML writes it: a path of Windows as it stands, the rest as JSON does."""
    if "\\" in value and value.isprintable() and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def columns(lines: Iterable[Line]) -> str:
    """Lines of «Столбцы» as the sections `[[columns]]` that `config.columns` reads back."""
    told = [[(key, part) for key, part in zip(KEYS, line.parts, strict=True) if part] for line in lines]
    return "\n".join(_section("[columns]", parts) for parts in told)


def tabs(listed: str) -> str:
    """The parameter `tabs` of `[register]`."""
    return f"tabs = {_quoted(listed)}"


def write(root: Path, told: str) -> Path:
    """Write the settings of the app in `root`, for their owner alone, where there are none yet.

    UsageError where a file stands there or cannot be made.
    """
    path = root / PLACE
    try:
        path.parent.mkdir(exist_ok=True)
        # Made for nobody else from the first moment on, and never through or over what is there.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise taken(path) from None
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"Файл {path} не записан ({reason}). Проверьте права на папку программы.") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(told.encode())
    return path


def taken(path: Path) -> UsageError:
    """Settings are never written over."""
    return UsageError(
        f"Файл настроек {path} уже есть, он не тронут. Исправьте его вручную или переименуйте и повторите."
    )
