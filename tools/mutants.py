"""Mutants of the clocks: are the tests of `lib/worktime/worktime.py` and `lib/sla.py` worth their name?

`pip install mutmut==3.8.1`, then `python -m tools.mutants FOLDER`: a copy of the last commit is laid into a
new folder, and every mutant of both modules meets their tests there, ten minutes on two cores. Printed are
the numbers and each survivor with its change; tests/mutants.md says of every one why it may live.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("lib/worktime/worktime.py", "lib/sla.py")
TESTS = (
    "tests/worktime/test_worktime.py",
    *(f"tests/duties/test_{name}.py" for name in ("sla", "against_oracle", "live")),
    "tests/register/test_several.py",
)
_BESIDE = ("lib", "tests", "pages", "dashboard.py", "docs", ".streamlit", "start.py", "requirements.txt")


def _settings() -> str:
    lists = {
        "source_paths": ("lib/",),
        "only_mutate": MODULES,
        "also_copy": _BESIDE,
        "pytest_add_cli_args_test_selection": TESTS,
    }
    return "\n[tool.mutmut]\n" + "".join(f"{name} = {list(values)}\n" for name, values in lists.items())


def _mutmut(folder: Path, *arguments: str, shown: bool = False) -> str:
    """What mutmut prints; `shown`: straight on the screen instead."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    stdout = None if shown else subprocess.PIPE
    return subprocess.run(command, cwd=folder, stdout=stdout, text=True, check=True).stdout


def _changed(folder: Path, name: str) -> list[str]:
    """The lines that a mutant takes away and puts in."""
    lines = _mutmut(folder, "show", name).splitlines()
    return [line for line in lines if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]


def main(folder: Path) -> int:
    """Run the mutants of the last commit in `folder`, print who survived; 1 where more than 15 % did."""
    folder.mkdir(parents=True)
    made = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write(_settings())
    _mutmut(folder, "run", "--max-children", str(os.cpu_count() or 1), shown=True)
    found = [
        line.strip().rsplit(": ", 1) for line in _mutmut(folder, "results", "--all", "true").splitlines()
    ]
    ends = {name: end for name, end in found}
    for module in MODULES:
        prefix = module.removesuffix(".py").replace("/", ".")
        counts = Counter(end for name, end in ends.items() if name.startswith(prefix))
        print(f"{module}: {counts['killed']} of {counts.total()} killed; {dict(counts)}")
    for name in sorted(name for name, end in ends.items() if end != "killed"):
        print(f"\n{name}: {ends[name]}", *_changed(folder, name), sep="\n")
    killed = sum(end == "killed" for end in ends.values())
    return 0 if killed >= 0.85 * len(ends) > 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: python -m tools.mutants FOLDER\n\n{__doc__}")
    sys.exit(main(Path(sys.argv[1])))
