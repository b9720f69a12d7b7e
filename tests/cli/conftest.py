"""A command run in this process, and a register to run it on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from lib.cli import main
from lib.demo import register as demo
from tests.build import NOW


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]):
    """Run a command: exit code, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.fixture(scope="package")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "реестр.xlsx"
    demo.write(path, datetime.fromisoformat(NOW), cases=40)
    return path
