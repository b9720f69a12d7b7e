"""How a fault of the settings is told: what is wrong, the cure, and never a value to strangers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from lib.base.errors import ConfigError
from lib.sources.config import samples

Table: TypeAlias = Mapping[str, Any]

PLACE = Path(".streamlit") / "secrets.toml"


def known(section: str, values: Table, names: tuple[str, ...]) -> None:
    """ConfigError where a section holds a name that none of ours is."""
    for name in values:
        if name not in names:
            raise fault(f"[{section}] неизвестный параметр", f"допустимы {listed(names)}", name)


def text(section: str, name: str, value: object) -> str:
    """A value that must be a text with something in it, trimmed."""
    if not isinstance(value, str) or not value.strip():
        raise fault(f"[{section}] {name} не заполнен", "нужна непустая строка в кавычках")
    if samples.is_sample(value) and name != "private_key":  # the doctor looks at the key itself
        raise fault(f"[{section}] {name}: осталось слово из образца", "впишите своё значение", value)
    return value.strip()


def listed(names: tuple[str, ...]) -> str:
    """Names as a message lists them."""
    return ", ".join(names)


def fault(what: str, cure: str, value: object = None) -> ConfigError:
    """`value`: what stands in the file, for the deployer alone."""
    typed = "" if value is None else f" «{value}»"
    place = PLACE.as_posix()
    return ConfigError(f"{place}: {what}{typed}: {cure}.", f"{place}: {what}: {cure}.")


def whole(path: Path, told: str) -> ConfigError:
    """The whole file is at fault; `told` says none of its content."""
    return ConfigError(f"{path}: {told}", f"{PLACE.as_posix()}: {told}")
