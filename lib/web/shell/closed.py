"""The doctor on a closed page: the deployer sees there what `python -m lib doctor` tells, link by link.

Anybody may open such a page. So what was seen, which names files, addresses and spreadsheets, is told on the
computer itself alone; from elsewhere only where it stands and what to do.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.doctor import findings
from lib.doctor.findings import Finding
from lib.web.html import markup
from lib.web.shell import access

_KEPT = 20  # seconds: whoever presses the button again and again does not press on Google


def offer() -> None:
    """A button to have every link of the deployment examined, and what was found."""
    if not st.button("Проверить установку", icon=":material/checklist:", key="checkup"):
        return
    found = _examined()
    shown = found if access.visitor().local else findings.public(found)
    st.text(findings.total(shown))
    st.html(markup.table(_table(shown), "Звенья установки по порядку"))


@st.cache_data(ttl=_KEPT, max_entries=1, show_spinner="Проверяю каждое звено…")
def _examined() -> list[Finding]:
    # Only here: the doctor needs Google's libraries, an open page of a workbook does not.
    from lib.doctor import examine as doctor  # noqa: PLC0415

    return doctor.examine()


def _table(found: list[Finding]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Звено": [finding.step for finding in found],
            "Состояние": [finding.level.label for finding in found],
            "Что видно": [finding.seen for finding in found],
            "Что сделать": [finding.cure for finding in found],
        }
    )
    return table if table["Что видно"].any() else table.drop(columns="Что видно")
