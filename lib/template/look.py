"""How a register's tabs look: the formats of times and numbers, the colours of its columns and warnings.

Shared by the workbook (`workbook`) and the Google Sheet (`sheet_requests`).
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.law import schema

TIME_FORMAT, DATE_FORMAT = "dd.mm.yyyy hh:mm", "dd.mm.yyyy"
AMOUNT_FORMAT = "0.00"  # a time of day typed here shows as a number at once
LATE_FILL, LATE_FONT, CLASH_FILL = "#F8CBC6", "#8A1C12", "#FFF1B8"


@dataclass(frozen=True)
class Palette:
    """Colours of one group of columns: its band and its headers."""

    band: str
    header: str


PALETTES: dict[str, Palette] = {
    schema.MESSAGE: Palette("#1F4E79", "#D9E6F2"),
    schema.WORK: Palette("#2B6A4D", "#DAEBE1"),
    schema.APPROVAL: Palette("#7A5A12", "#F5EBD0"),
    schema.ANSWER: Palette("#5B3E85", "#E6DFF1"),
    schema.EXTRA: Palette("#4A4F55", "#E6E8EA"),
    "": Palette("#1F4E79", "#D9E6F2"),
}
