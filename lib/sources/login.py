"""Streamlit's own section `[auth]`, looked at before anybody is sent to a provider: is it complete?

Streamlit finds a gap only at the click on «Войти», in English; here it closes the door and says what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

GUIDE = "docs/deployer.md"
SAMPLE = "secrets.example.toml"
ONLY = "default"  # what Streamlit calls the provider that stands in [auth] itself, without a name
CALLBACK = "/oauth2callback"
SHORT_SECRET = 32  # characters: what the guide's command makes has more
_SHARED = ("redirect_uri", "cookie_secret")  # of [auth]; the others may stand in a provider's own section
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class Login:
    """How people log in; `fault`: what is wrong with the section, and the cure, both without any value of it.

    providers: the names to choose from, "" for the unnamed one of `[auth]` itself. origin: of the app, as a
    browser names it; a login's cookie bears it.
    """

    providers: tuple[str, ...] = ()
    fault: tuple[str, str] | None = None
    origin: str = ""


def read(section: Mapping[str, Any] | None) -> Login:
    """What `[auth]` says; None: there is no such section."""
    if section is None:
        cure = f"Зарегистрируйте программу у поставщика входа и заполните [auth]: {GUIDE}."
        return Login(fault=("нет раздела [auth]", cure))
    named = {name: value for name, value in section.items() if isinstance(value, Mapping)}
    named = {name: value for name, value in named.items() if any(key in value for key in _PROVIDER)}
    unnamed = {"": section} if any(key in section for key in _PROVIDER) or not named else {}
    address = urlsplit(str(section.get("redirect_uri")))
    fault = next(_faults(section, {**unnamed, **named}), None)
    return Login((*unnamed, *named), fault, f"{address.scheme}://{address.netloc}")


def _faults(section: Mapping[str, Any], providers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    lacking = [name for name in _SHARED if not _filled(section, name)]
    for name, provider in providers.items():
        dot = f"{name}." if name else ""
        lacking += [f"{dot}{key}" for key in _PROVIDER if not _filled(provider, key)]
    if lacking:
        yield f"в [auth] не заполнено {', '.join(lacking)}", f"Заполните их, как в .streamlit/{SAMPLE}."
    if any("_" in name for name in providers):
        yield "в имени поставщика входа есть «_»", "Назовите его раздел иначе, например [auth.google]."
    address, secret = urlsplit(str(section.get("redirect_uri"))), str(section.get("cookie_secret"))
    if address.scheme not in ("http", "https") or not address.path.endswith(CALLBACK):
        yield (
            "redirect_uri не тот",
            f"Нужен полный адрес программы с {CALLBACK} на конце, тот же, что у поставщика.",
        )
    if address.scheme == "http" and address.hostname not in ("localhost", "127.0.0.1"):
        yield "redirect_uri без https", "По сети входят только через https: поставьте nginx с сертификатом."
    if len(secret) < SHORT_SECRET or " " in secret:
        yield (
            "cookie_secret короткий или взят из образца",
            'Создайте новый: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )


def _filled(section: Mapping[str, Any], name: str) -> bool:
    value = section.get(name)
    return isinstance(value, str) and bool(value.strip("… "))
