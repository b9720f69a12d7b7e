"""The errors of «Отклик»: one base, and a Russian message that says what to mend in each.

Bad cells are data (problems in the `Register`), not exceptions. An exception means that a
register, a configuration or an argument cannot be used at all.
"""


class OtklikError(Exception):
    """Base of every error that a user may see; `str(error)` is one Russian line with the cure."""


class UsageError(OtklikError):
    """An argument makes no sense (command line, address of a page)."""


class ConfigError(OtklikError):
    """`.streamlit/secrets.toml` is malformed, half-filled or contradicts itself.

    `str(error)` is for the deployer (doctor, command line, log). `public` is for any visitor: the same
    without a value from the file and without a path of this computer.
    """

    def __init__(self, message: str, public: str | None = None) -> None:
        super().__init__(message)
        self.public = public or (
            "Настройка программы с ошибкой, поэтому реестр закрыт. Тому, кто разворачивает программу:"
            " что исправить, скажет команда python -m lib doctor."
        )


class SourceError(OtklikError):
    """The spreadsheet cannot be read now: no file, no permission, no network."""


class RegisterError(OtklikError):
    """The spreadsheet was read, but it is no register: no «Реестр», no key column."""


class CalendarError(OtklikError):
    """Working hours that leave no working time, or contradict themselves."""
