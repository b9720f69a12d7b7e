"""`[register]`: which spreadsheets hold the register, and how often they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lib.sources.config import storage
from lib.sources.config.faults import Table, fault, known, text

DEFAULT_REFRESH = 30.0  # seconds between reads while somebody looks
SHORTEST_REFRESH = 5.0  # 12 reads a minute: a fifth of Google's quota of 60
_PLACES = ("sheet", "workbook", "file")
_ONE_OF = "sheet (Google Таблица), workbook (файл) или file (файл на сервере)"

# …/spreadsheets/d/ID/edit, …/spreadsheets/u/0/d/ID, drive.google.com/open?id=ID, or the id alone.
_SHEET_IN_ADDRESS = re.compile(r"(?:/spreadsheets/(?:u/\d+/)?d/|[?&]id=|/file/d/)([A-Za-z0-9_-]{10,})")
_SHEET_ID = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True)
class Place:
    """Where the register lies; exactly one of `sheets`, `workbook` and `files` holds."""

    sheets: tuple[str, ...] = ()
    workbook: Path | None = None
    files: tuple[str, ...] = ()
    refresh: float = DEFAULT_REFRESH
    tabs: str = ""  # which tabs hold the messages, as «Листы реестра» lists them; "": the setting decides


def sheet_id(address: str) -> str | None:
    """The id in the address of a Google Sheet, or the id itself; None where it is neither."""
    address = address.strip()
    if "/" not in address:
        return address if _SHEET_ID.fullmatch(address) else None
    found = _SHEET_IN_ADDRESS.search(address)
    return found.group(1) if found else None


def read(section: Table | None, root: Path, name: str = "register") -> Place:
    """The section; a path of a workbook counts from `root`."""
    if section is None:
        raise fault(f"нет раздела [{name}]", f"укажите в нём {_ONE_OF}")
    known(name, section, ("sheet", "workbook", "file", "tabs", "refresh"))
    given = [key for key in _PLACES if key in section]
    if len(given) != 1:
        what = f"и {', и '.join(given)}" if given else "ни sheet, ни workbook, ни file"
        raise fault(f"в [{name}] {what}", f"оставьте одно: {_ONE_OF}")
    (key,) = given
    refresh = _refresh(section.get("refresh", DEFAULT_REFRESH), name)
    tabs = text(name, "tabs", section["tabs"]) if "tabs" in section else ""
    if key == "workbook":
        return Place(workbook=root / text(name, key, section[key]), refresh=refresh, tabs=tabs)
    if key == "file":
        return Place(files=storage.addresses(section[key], name), refresh=refresh, tabs=tabs)
    return Place(sheets=_sheets(section[key], name), refresh=refresh, tabs=tabs)


def _refresh(value: object, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= SHORTEST_REFRESH:
        raise fault(f"[{name}] refresh", "нужно число секунд, не меньше 5")
    if value == float("inf"):
        raise fault(f"[{name}] refresh", "нужно конечное число секунд")
    return float(value)


def _sheets(value: object, name: str) -> tuple[str, ...]:
    addresses = value if isinstance(value, list) else [value]
    if not addresses:
        raise fault(f"[{name}] sheet: пустой список", "укажите адрес хотя бы одной таблицы")
    ids: list[str] = []
    for address in addresses:
        found = sheet_id(text(name, "sheet", address))
        if found is None:
            raise fault(
                f"[{name}] sheet: не адрес и не идентификатор Google Таблицы",
                "скопируйте адрес из строки браузера, когда таблица открыта",
            )
        if found in ids:
            raise fault(f"[{name}] sheet: таблица указана дважды", "оставьте её один раз", found)
        ids.append(found)
    return tuple(ids)
