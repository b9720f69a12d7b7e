"""LibreOffice, as a reader of what the program writes; `needed` marks the tests that ask it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needed = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def converted(source: Path, to: str) -> Path:
    """The file as LibreOffice opens and saves it, with a profile of its own."""
    profile = (source.parent / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir",
         str(source.parent / "out"), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return source.parent / "out" / f"{source.stem}.{to}"
