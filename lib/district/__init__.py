"""Many registers as one: counts that add up in any order (п. 2.3); front door: `summarise`, `combine`."""

from lib.district.counting import summarise
from lib.district.summary import Summary, combine

__all__ = ["Summary", "combine", "summarise"]
