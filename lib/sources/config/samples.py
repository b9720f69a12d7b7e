"""What the guide and the sample put where a value of one's own belongs, and is sometimes left in place."""

from __future__ import annotations

import re

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"  # of .streamlit/secrets.example.toml

_WORDS = re.compile(r"(АДРЕС|ПУТЬ|ИМЯ|ПАРОЛЬ|КОД|КЛЮЧ|ВАШ|ВАША|ВАШЕ|ВАШИ|СВОЙ|СВОЯ|СВОЁ)(_[А-ЯЁ]+)+")
_HOSTS = re.compile(r"(.+\.)?example\.(com|net|org|ru)")


def is_sample(value: str) -> bool:
    """Whether the guide's own word stands in it, in capitals as «АДРЕС_ТАБЛИЦЫ», or an ellipsis."""
    return _WORDS.search(value) is not None or "…" in value


def is_sample_host(host: str) -> bool:
    """Whether a server's name is one that examples bear and nobody has."""
    return _HOSTS.fullmatch(host) is not None
