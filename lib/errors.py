"""The errors of «Отклик»: one base, and a Russian message that says what to mend in each.

Bad cells are data (problems in the `Register`), not exceptions. An exception means that a
register, a configuration or an argument cannot be used at all.
"""


class OtklikError(Exception):
    """Base of every error that a user may see; `str(error)` is one Russian line with the cure."""


class UsageError(OtklikError):
    """An argument makes no sense (command line, address of a page)."""


class ConfigError(OtklikError):
    """`.streamlit/secrets.toml` is malformed, half-filled or contradicts itself."""


class SourceError(OtklikError):
    """The spreadsheet cannot be read now: no file, no permission, no network."""


class RegisterError(OtklikError):
    """The spreadsheet was read, but it is no register: no «Реестр», no key column."""


class CalendarError(OtklikError):
    """Working hours that leave no working time, or contradict themselves."""
