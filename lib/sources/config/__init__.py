"""Which register to read, how often, and who may see it: `.streamlit/secrets.toml`, read and checked.

Knows nothing of Streamlit. Three outcomes, never mixed up (commands.md, Configuration): no file at all
is the demonstration; a file in order is a `Config`; anything else is a `ConfigError` naming the key.
Front door: `load`; each section has a file of its own here.
"""

from lib.sources.config.access import ROLES, Access, Person
from lib.sources.config.account import KEY_VARIABLE
from lib.sources.config.faults import PLACE, Table
from lib.sources.config.load import Config, checked, load, notices, service_account
from lib.sources.config.notify import Notify
from lib.sources.config.register import DEFAULT_REFRESH, SHORTEST_REFRESH, sheet_id
from lib.sources.config.secrets import ROOT

__all__ = [
    "DEFAULT_REFRESH",
    "KEY_VARIABLE",
    "PLACE",
    "ROLES",
    "ROOT",
    "SHORTEST_REFRESH",
    "Access",
    "Config",
    "Notify",
    "Person",
    "Table",
    "checked",
    "load",
    "notices",
    "service_account",
    "sheet_id",
]
