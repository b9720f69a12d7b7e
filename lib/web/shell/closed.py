"""The doctor on a closed page: the deployer sees there what `python -m lib doctor` tells, link by link.

Anybody may open such a page. So what was seen, which names files, addresses and spreadsheets, is told on the
computer itself alone; from elsewhere only where it stands and what to do.
"""

from __future__ import annotations

import threading
import time

import pandas as pd
import streamlit as st

from lib.doctor import findings
from lib.doctor.findings import Finding
from lib.web.html import markup
from lib.web.shell import access

_KEPT = 20  # seconds: whoever presses the button again and again does not press on Google
# What was found last, and when. Not in Streamlit's cache, which any client may clear with one frame.
_latest: list[tuple[float, list[Finding]]] = []
_examining = threading.Lock()


def offer() -> None:
    """A button to have every link of the deployment examined, and what was found."""
    if not st.button("Проверить установку", icon=":material/checklist:", key="checkup"):
        return
    found = _examined()
    shown = found if access.visitor().local else findings.public(found)
    st.text(findings.total(shown))
    st.html(markup.table(_table(shown), "Звенья установки по порядку"))


def _examined() -> list[Finding]:
    # Only here: the doctor needs Google's libraries, an open page of a workbook does not.
    from lib.doctor import examine as doctor  # noqa: PLC0415

    with st.spinner("Проверяю установку…"), _examining:
        if not _latest or time.monotonic() - _latest[0][0] > _KEPT:
            found = doctor.examine()
            _latest[:] = [(time.monotonic(), found)]
        return _latest[0][1]


def _table(found: list[Finding]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Что проверено": [finding.step for finding in found],
            "Состояние": [finding.level.label for finding in found],
            "Результат": [finding.seen for finding in found],
            "Что сделать": [finding.cure for finding in found],
        }
    )
    return table if table["Результат"].any() else table.drop(columns="Результат")
