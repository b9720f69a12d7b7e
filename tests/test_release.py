"""The archive of a release: all that runs the program, nothing that is the office's own or the tests'."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lib.sources.config import ROOT
from tools import release


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release.pack(tmp_path_factory.mktemp("release"))


def test_it_runs_where_it_was_unpacked(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-P", "-m", "lib", "template", "r.xlsx"]
    done = subprocess.run(
        command,
        cwd=tmp_path / release.NAME,
        env={"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / release.NAME / "r.xlsx").exists()


def test_it_holds_what_a_deployment_needs_and_no_more(packed: Path) -> None:
    names = {name.removeprefix(f"{release.NAME}/") for name in zipfile.ZipFile(packed).namelist()}
    assert names >= {"start.py", "start.bat", "dashboard.py", ".streamlit/config.toml", "docs/deployer.md"}
    assert not {name for name in names if name.startswith(("tests", "benchmarks", "tools", ".ci"))}
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "lib").rglob("*.py")}
    assert code <= names


def test_nothing_of_the_offices_own_goes_in(tmp_path: Path) -> None:
    """Neither secrets nor a register nor a key nor a state, though they lie beside the program."""
    for part in release.FILES:
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / part).write_bytes((ROOT / part).read_bytes())
    own = (".streamlit/secrets.toml", "register.xlsx", "key.json", "notified.sqlite", "Реестр.ods")
    for name in own:
        (tmp_path / name).write_text("тайна", encoding="utf-8")
    archive = zipfile.ZipFile(release.pack(tmp_path, tmp_path))
    assert len(archive.namelist()) == len(release.FILES)
    assert not any("тайна".encode() in archive.read(name) for name in archive.namelist())


def test_the_same_content_gives_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    assert release.pack(tmp_path).read_bytes() == packed.read_bytes()
