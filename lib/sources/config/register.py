"""`[register]`: which spreadsheets hold the register, and how often they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lib.sources.config.faults import Table, fault, known, text

DEFAULT_REFRESH = 30.0  # seconds between reads while somebody looks
SHORTEST_REFRESH = 5.0  # 12 reads a minute: a fifth of Google's quota of 60

# …/spreadsheets/d/ID/edit, …/spreadsheets/u/0/d/ID, drive.google.com/open?id=ID, or the id alone.
_SHEET_IN_ADDRESS = re.compile(r"(?:/spreadsheets/(?:u/\d+/)?d/|[?&]id=|/file/d/)([A-Za-z0-9_-]{10,})")
_SHEET_ID = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True)
class Place:
    """Where the register lies; exactly one of `sheets` and `workbook` holds."""

    sheets: tuple[str, ...]
    workbook: Path | None
    refresh: float


def sheet_id(address: str) -> str | None:
    """The id in the address of a Google Sheet, or the id itself; None where it is neither."""
    address = address.strip()
    if "/" not in address:
        return address if _SHEET_ID.fullmatch(address) else None
    found = _SHEET_IN_ADDRESS.search(address)
    return found.group(1) if found else None


def read(section: Table | None, root: Path) -> Place:
    """The section; a path of a workbook counts from `root`."""
    if section is None:
        raise fault("нет раздела [register]", "укажите в нём sheet (Google Таблица) или workbook (файл)")
    known("register", section, ("sheet", "workbook", "refresh"))
    if ("sheet" in section) == ("workbook" in section):
        what = "и sheet, и workbook" if "sheet" in section else "ни sheet, ни workbook"
        raise fault(f"в [register] {what}", "оставьте одно: sheet (Google Таблица) или workbook (файл)")
    refresh = section.get("refresh", DEFAULT_REFRESH)
    if not isinstance(refresh, int | float) or isinstance(refresh, bool) or not refresh >= SHORTEST_REFRESH:
        raise fault("[register] refresh", "нужно число секунд, не меньше 5")
    if refresh == float("inf"):
        raise fault("[register] refresh", "нужно конечное число секунд")
    if "workbook" in section:
        return Place((), root / text("register", "workbook", section["workbook"]), float(refresh))
    return Place(_sheets(section["sheet"]), None, float(refresh))


def _sheets(value: object) -> tuple[str, ...]:
    addresses = value if isinstance(value, list) else [value]
    if not addresses:
        raise fault("[register] sheet: пустой список", "укажите адрес хотя бы одной таблицы")
    ids: list[str] = []
    for address in addresses:
        found = sheet_id(text("register", "sheet", address))
        if found is None:
            raise fault(
                "[register] sheet: не адрес и не идентификатор Google Таблицы",
                "скопируйте адрес из строки браузера, когда таблица открыта",
            )
        if found in ids:
            raise fault("[register] sheet: таблица указана дважды", "оставьте её один раз", found)
        ids.append(found)
    return tuple(ids)
