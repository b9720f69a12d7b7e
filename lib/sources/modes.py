"""How people may come in, `[access]` mode; alone here, so that the command line's help needs no settings."""

from typing import Literal, TypeAlias

Mode: TypeAlias = Literal["oidc", "platform", "local"]

MODES: tuple[Mode, ...] = ("oidc", "platform", "local")
