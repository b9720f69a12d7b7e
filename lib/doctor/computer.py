"""This computer looked at: Python, the installed packages, the clock."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from lib.doctor.findings import Finding, Level
from lib.words import words

OLDEST = (3, 11)
CLOCK_WARN, CLOCK_FAIL = 30.0, 300.0  # seconds; Google refuses a key signed five minutes off


def python() -> Finding:
    """The interpreter against the oldest that will do."""
    seen = f"{platform.python_version()}, {platform.system()}"
    if sys.version_info >= OLDEST:
        return Finding("Python", Level.OK, seen)
    return Finding("Python", Level.FAIL, seen, f"Установите Python {OLDEST[0]}.{OLDEST[1]} или новее.")


def packages(root: Path) -> Finding:
    """The installed packages against requirements.txt; a missing one fails, another version warns."""
    step, cure = "Пакеты", "Запустите python3 start.py (в Windows — start.bat): недостающее установится само."
    try:
        lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        return Finding(
            step, Level.FAIL, "рядом с программой нет requirements.txt", "Скачайте её заново целиком."
        )
    pinned = [line.partition("==") for line in lines if "==" in line and not line.startswith("#")]
    missing, other = [], []
    for name, _, wanted in pinned:
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if there != wanted.strip():
            other.append(f"{name} {there} вместо {wanted.strip()}")
    if missing:
        return Finding(step, Level.FAIL, f"не установлены {', '.join(missing)}", cure)
    if other:
        return Finding(step, Level.WARN, f"не те версии: {', '.join(other)}", cure)
    count = words.several(len(pinned), ("пакет", "пакета", "пакетов"))
    return Finding(step, Level.OK, f"{count}, версии как в списке")


def clock(server: datetime | None, now: datetime, whose: str = "Google") -> Finding:
    """This computer's clock against a server's; without one there is nothing to hold it against."""
    step, seen = "Часы компьютера", f"{now.astimezone(UTC):%d.%m.%Y %H:%M:%S} UTC"
    if server is None:
        return Finding(step, Level.OK, f"{seen}; сверить не с чем")
    off = abs((now - server).total_seconds())
    if off < CLOCK_WARN:
        return Finding(step, Level.OK, f"{seen}; сверены с {whose}")
    level = Level.FAIL if off >= CLOCK_FAIL else Level.WARN
    side = "спешат" if now > server else "отстают"
    cure = "Включите на этом компьютере автоматическую установку времени."
    return Finding(step, level, f"{seen}; {side} на {words.duration(off / 60)}", cure)
