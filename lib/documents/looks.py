"""How the series of a document's charts look, the same in pictures and workbooks.

A state is told twice: by its colour and by its pattern. Each writer has its own words for the patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lib.charts.looks import Palette
from lib.documents.model import Tone

FEWEST = 8  # places along an axis below the chart: a single column is no wall


class Pattern(StrEnum):
    """The pattern of a bar, of a line, or the shape of a mark."""

    PLAIN = "plain"
    STRIPES = "stripes"
    CROSSES = "crosses"
    DOTS = "dots"
    DASHES = "dashes"  # a line
    TICK = "tick"  # a mark
    DIAMOND = "diamond"  # a mark


@dataclass(frozen=True)
class Look:
    """A colour, as a field of `charts.Palette`, and a pattern."""

    name: str
    pattern: Pattern = Pattern.PLAIN

    def colour(self, palette: Palette) -> str:
        """The colour in a theme."""
        found: str = getattr(palette, self.name)
        return found


LOOKS: dict[Tone, Look] = {
    Tone.ORDINARY: Look("open"),
    Tone.HIGH: Look("bad", Pattern.STRIPES),
    Tone.MET: Look("good"),
    Tone.LATE: Look("bad", Pattern.STRIPES),
    Tone.OVERDUE: Look("bad", Pattern.CROSSES),
    Tone.RUNNING: Look("open"),
    Tone.UNPROVEN: Look("unknown", Pattern.DOTS),
    Tone.PREVIOUS: Look("norm", Pattern.TICK),
    Tone.YEAR_AGO: Look("norm", Pattern.DIAMOND),
    Tone.WAITING: Look("bad"),
    Tone.PROMISED: Look("open", Pattern.DASHES),
    Tone.VALUE: Look("open"),
    Tone.MEAN: Look("norm"),
    Tone.LIMIT: Look("unknown", Pattern.DASHES),
    Tone.SIGNAL: Look("bad", Pattern.DIAMOND),
}
