"""The file of settings: where it lies, and its TOML with every slip of a newcomer named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from lib.sources.config.faults import PLACE, whole

ROOT = Path(__file__).resolve().parents[3]


def read(root: Path) -> dict[str, Any] | None:
    """The secrets as parsed, None without any file.

    Streamlit also looks into the home folder, and a host may write the secrets there; that file counts
    only where the project has none and it holds our section, because it may belong to other apps.
    """
    own = parse(root / PLACE)
    if own is not None:
        return own
    try:
        home = Path.home()
    except RuntimeError:  # an account without a home, as in some containers
        return None
    common = parse(home / PLACE)
    return common if common is not None and "register" in common else None


def parse(path: Path) -> dict[str, Any] | None:
    """One file's TOML, None where there is no such file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise whole(path, "файл не в кодировке UTF-8. Сохраните его заново в UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"строка {found[1]}, столбец {found[2]}" if found else "в конце файла"
        hint = _hint(text, text.splitlines()[int(found[1]) - 1] if found else "")
        raise whole(path, f"ошибка в записи TOML ({place}). {hint or 'Исправьте её.'}") from error
    except OSError as error:
        reason = error.strerror or error
        raise whole(path, f"файл не читается ({reason}). Проверьте права на него.") from error


# What people write who have never seen TOML: how the line at fault looks, and what to do. The line itself,
# which may hold a secret, is never told.
_SLIPS = (
    (
        r"""\s*(\{|"\w+"\s*:)""",
        'Похоже, JSON вставлен как есть. Перенесите его поля по одному, по образцу: имя = "значение".',
    ),
    (r""".*=\s*[“”„«]""", 'Кавычки нужны прямые: "…".'),
    (r"""\s*[\w.+-]*@[\w.-]+\s*=""", 'Адрес слева возьмите в кавычки: "kurator@example.org" = "curator".'),
    (
        r"""(?!\s*private_key).*=\s*"[^"]*\\""",
        r"Путь с «\» возьмите в одинарные кавычки: workbook = 'C:\Otklik\Реестр.xlsx'.",
    ),
    (r"""\s*("[^"]*"|[\w-]+)\s*=\s*[^\s"'\[{]""", "Значение справа возьмите в кавычки."),
)


def _hint(text: str, line: str) -> str:
    """What to do about a mistake of TOML; "" where it looks like none that is known."""
    if re.search(r"(?m)^\s*private_key\s*=\s*'(?!'')", text):
        return "Значение private_key возьмите в двойные кавычки: в одинарных \\n не читается."
    return next((cure for slip, cure in _SLIPS if re.match(slip, line)), "")
