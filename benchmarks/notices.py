"""A run of `notify` over 10,000 cases: CPU of the first, of one that tells nothing new, and what it sends.

    .venv/bin/python -m benchmarks.notices [CASES]

Target (issue 14): at most 2 s of CPU a run; the second run sends 0.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from lib.notices import run
from lib.notices.service import Sent
from lib.register import parse
from lib.sources.config import notify
from tests.build import NOW, demonstration


def main(cases: int) -> None:
    register, now = parse(demonstration(cases)), datetime.fromisoformat(NOW)
    people = {"куратор": "json://c", "заместитель": "json://d", "глава": "json://h"}
    people |= {f"исполнитель: {name}": f"json://{number}" for number, name in enumerate(register.people)}
    with tempfile.TemporaryDirectory() as folder:
        settings = notify.read({"people": people, "url": "https://x.local"}, Path(folder))
        for name in ("first run", "second run", "third run"):
            begin = time.process_time()
            told = run.tell(register, now, settings, lambda *_: Sent(True))
            print(f"{name}: {time.process_time() - begin:.2f} s of CPU, {told.taken} messages")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
