"""The program as one file for whoever deploys it, without tests and measurements.

    .venv/bin/python -m tools.release [FOLDER]

Writes `otklik-VERSION.zip`; unpacked it is a folder `otklik` from which `start.py` or `start.bat` runs, and
which GitHub Desktop can publish. What goes in is named here, so no secret, register or state of this folder
can: of `.streamlit` the two files that hold none. The same content gives the same bytes.
"""

from __future__ import annotations

import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "otklik"
FOLDERS = ("lib", "pages", "docs", "deploy", "apps_script")
FILES = (
    ".dockerignore",
    ".gitignore",
    ".streamlit/config.toml",
    ".streamlit/secrets.example.toml",
    "CHANGELOG.md",
    "Dockerfile",
    "README.md",
    "dashboard.py",
    "pyproject.toml",
    "requirements-district.txt",
    "requirements.txt",
    "start.bat",
    "start.py",
)
_MADE = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows: when it was packed says nothing
_MODE = 0o100644 << 16


def parts(root: Path = ROOT) -> Iterator[Path]:
    """The files of a release, as paths below `root`, in their order."""
    yield from map(Path, FILES)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root)


def pack(folder: Path, root: Path = ROOT) -> Path:
    """Write the archive into `folder`; returns its path."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    target = folder / f"{NAME}-{version}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts(root):
            entry = zipfile.ZipInfo(f"{NAME}/{part.as_posix()}", _MADE)
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, (root / part).read_bytes())
    return target


def main(arguments: list[str]) -> int:
    """Pack it, and say what came of it."""
    target = pack(Path(arguments[0]) if arguments else Path.cwd())
    with zipfile.ZipFile(target) as archive:
        print(f"{target}: {len(archive.namelist())} files, {target.stat().st_size / 2**20:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
