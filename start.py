"""Set up «Отклик» in its own environment and run it, with nothing but Python 3.11 or newer in place.

    python3 start.py                 installs what is needed and opens the dashboard
    python3 start.py test [ARGS]     installs what the tests need as well and runs them (ARGS go to pytest)
    python3 start.py cli COMMAND …   the command line of lib/cli
    python3 start.py notify [ARGS]   the same as `cli notify`: tells each person what is his to do

The system's Python is left alone: everything goes into `.venv` beside this file, once, and again only when
a requirements file changes. Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def install(*requirements: str) -> None:
    """Make the environment and install the pinned packages, unless they are there already."""
    wanted = b"".join((ROOT / name).read_bytes() for name in requirements) + sys.version.encode()
    mark = VENV / f"installed-{requirements[-1]}.sha256"
    digest = hashlib.sha256(wanted).hexdigest()
    if PYTHON.exists() and mark.exists() and mark.read_text() == digest:
        return
    if not PYTHON.exists():
        print("Создаю окружение .venv …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            sys.exit(
                "Не удалось создать окружение. В Debian и Ubuntu установите пакет: "
                "sudo apt install python3-venv, удалите папку .venv и запустите снова."
            )
    print("Устанавливаю пакеты (в первый раз это несколько минут) …", flush=True)
    files = [argument for name in requirements for argument in ("-r", str(ROOT / name))]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *files]
    if subprocess.run(pip, check=False).returncode:
        sys.exit("Пакеты не установлены: проверьте подключение к интернету и запустите снова.")
    mark.write_text(digest)


def main(arguments: list[str]) -> int:
    """Install and run; returns the exit code of what was run."""
    if sys.version_info < OLDEST:
        sys.exit(f"Нужен Python {OLDEST[0]}.{OLDEST[1]} или новее, а здесь {sys.version.split()[0]}.")
    mode = arguments[0] if arguments else "run"
    rest = arguments[1:]
    if mode == "test":
        install("requirements.txt", "requirements-district.txt", "requirements-test.txt")
        # On every core; `-n0` among ARGS runs the tests one after another.
        command = [str(PYTHON), "-m", "pytest", "--numprocesses=auto", "--dist=worksteal", *rest]
    elif mode in ("cli", "notify"):
        install("requirements.txt")
        command = [str(PYTHON), "-m", "lib", *(rest if mode == "cli" else arguments)]
    elif mode == "run":
        install("requirements.txt")
        command = [str(PYTHON), "-m", "streamlit", "run", "dashboard.py", *rest]
    else:
        sys.exit(f"Неизвестная команда «{mode}»: есть run, test, cli и notify.")
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:  # Ctrl+C is how the dashboard is stopped
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
