"""`[gcp_service_account]` or a file beside it: the key by which a Google Sheet is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from lib.base.errors import ConfigError
from lib.sources.config.faults import Table, fault, text

KEY_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
_FIELDS = ("client_email", "private_key", "token_uri")


def read(section: Table) -> Table:
    """The section's fields, all as they are: a service account's key and no other."""
    if section.get("type") != "service_account":
        raise fault(
            '[gcp_service_account] type: должно быть "service_account"',
            "нужен JSON-ключ сервисного аккаунта, а не другой ключ",
        )
    for name in _FIELDS:
        text("gcp_service_account", name, section.get(name, ""))
    if "\\n" in section["private_key"]:
        raise fault(
            "[gcp_service_account] private_key взят в одинарные кавычки, и переводы строк \\n не прочитаны",
            "возьмите значение в двойные кавычки",
        )
    return MappingProxyType(dict(section))


def from_environment(environ: Mapping[str, str]) -> Table | None:
    """The key in the file that the environment names; None where it names none."""
    name = environ.get(KEY_VARIABLE)
    return from_file(name, f"переменная {KEY_VARIABLE}") if name else None


def from_file(name: str, named_by: str) -> Table:
    """The key in a JSON file, as Google gives it; `named_by`: where the path stands."""
    try:
        key = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"Файл {name} ({named_by}) не читается как JSON-ключ. Исправьте путь или скачайте ключ заново."
        ) from error
    complete = isinstance(key, dict) and all(isinstance(key.get(name), str) for name in _FIELDS)
    if not complete or key.get("type") != "service_account":
        raise ConfigError(
            f"Файл {name} ({named_by}) — не ключ сервисного аккаунта:"
            " скачайте JSON-ключ в консоли Google Cloud."
        )
    return MappingProxyType(key)
