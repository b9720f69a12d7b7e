"""The parts of «Месяц»: one is open, and only it is drawn; on paper all of them stand in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from lib.web.html import blocks
from lib.web.parts import controls
from lib.web.shell import printing
from lib.web.views.month import dynamics, findings, lacks, people, quality, timeliness
from lib.web.views.month.shown import Shown

FIRST = "findings"


@dataclass(frozen=True)
class Part:
    """A part: its name in the switch, its heading on paper, what draws it."""

    name: str
    heading: str
    draw: Callable[[Shown], None]


PARTS = {
    FIRST: Part("Итоги", "Итоги", findings.draw),
    "timeliness": Part("Своевременность", "Своевременность", timeliness.draw),
    "quality": Part("Качество", "Качество", quality.draw),
    "dynamics": Part("Динамика", "Динамика", dynamics.draw),
    "people": Part("Исполнители", "Подготовка ответов по исполнителям", people.draw),
    "lacks": Part("Недостатки", "Недостатки в работе (п. 20)", lacks.draw),
}


def draw(shown: Shown) -> None:
    """The switch and the open part; all parts where the page is drawn for the printer."""
    with st.container(key="month_switch"):
        chosen = controls.part("Часть", "part", {name: part.name for name, part in PARTS.items()}, FIRST)
    with st.container(key="month_part"):
        PARTS[chosen].draw(shown)
    if printing.asked():
        with st.container(key="month_paper"):
            for name, part in PARTS.items():
                with st.container(key=f"paper_{name}"):
                    blocks.subheading(part.heading)
                    part.draw(replace(shown, paper=True))
