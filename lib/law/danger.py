"""Words of danger, as data: a message with one of them is one to ask the deputy head about (п. 10, 22)."""

from __future__ import annotations

# Compared by their stems, so in any form; the words of one entry stand side by side, in either order.
DANGER: tuple[str, ...] = (
    "авария", "аварийное", "прорвало", "прорыв", "газ", "угарный", "пожар", "возгорание", "горит дом",
    "горит трава", "задымление", "взрыв", "искрит", "оборван провод", "оборвало провода", "упал столб",
    "упало дерево", "обрушение", "обрушился", "рухнул", "провал", "провалился", "затопило", "подтопление",
    "наводнение", "пострадал", "погиб", "утонул", "травма", "отравление", "эвакуация", "ртуть",
    "напали собаки", "укусила собака", "угроза жизни",
)  # fmt: skip
