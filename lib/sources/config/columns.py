"""`[[columns]]`: lines of «Столбцы» for a table that must not be touched (commands.md)."""

from __future__ import annotations

from lib.sources.config.faults import fault, known, text
from lib.sources.lines import Line

KEYS = ("field", "column", "time", "tab")


def read(value: object, name: str = "columns") -> tuple[Line, ...]:
    """The lines in their order; which fields and columns there are, the register itself tells."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise fault(f"«{name}» должен быть списком разделов", f"начните каждую строку с [[{name}]]")
    lines = []
    for item in value:
        known(f"[{name}]", item, KEYS)
        for key in KEYS[:2]:
            if key not in item:
                raise fault(f"[[{name}]] без {key}", "укажите field (поле) и column (столбец таблицы)")
        field, column, time, tab = (text(f"[{name}]", key, item[key]) if key in item else "" for key in KEYS)
        lines.append(Line(field, column, time, tab))
    return tuple(lines)
