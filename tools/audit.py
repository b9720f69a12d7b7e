"""Known vulnerabilities of the pinned packages: `python -m tools.audit`, a step of CI.

pip-audit asks the package index. Without a network, or of an index that knows nothing of vulnerabilities, it
learns nothing: that is said in one line and is no fault of the code. A vulnerability found is: exit code 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

FILES = ("requirements.txt", "requirements-district.txt", "requirements-test.txt")
_WAIT = "10"  # seconds for an answer of the index
_COMMAND = (
    sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off",
    "--timeout", _WAIT, "--format", "json", *(part for name in FILES for part in ("-r", name)),
)  # fmt: skip


def judge(answer: str) -> tuple[int, str]:
    """The exit code and what to say of pip-audit's JSON; "" or no JSON where it could not ask."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return 0, "pip-audit: not audited, the vulnerability data cannot be reached from here"
    found = [
        f"{package['name']} {package['version']}: {fault['id']},"
        f" mended in {', '.join(fault['fix_versions']) or '—'}"
        for package in packages
        for fault in package.get("vulns", ())
    ]
    unknown = sum("skip_reason" in package for package in packages)
    if found:
        return 1, "\n".join(["pip-audit: known vulnerabilities", *found])
    if unknown:
        return (
            0,
            f"pip-audit: {unknown} of {len(packages)} packages not audited, the index knows none of them",
        )
    return 0, f"pip-audit: {len(packages)} packages, no known vulnerability"


def main() -> int:
    """Audit what is pinned; 1 where something is known against it."""
    done = subprocess.run(_COMMAND, capture_output=True, text=True, check=False)
    code, told = judge(done.stdout)
    print(told)
    return code


if __name__ == "__main__":
    sys.exit(main())
