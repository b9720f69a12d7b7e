"""A cell as a message quotes it: what the eye sees in the sheet, not what the sheet keeps behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from lib.law.schema import Cell
from lib.register.cells import DATES
from lib.register.decode import Cells, number_text

_MOMENTS = (Cell.TIME, Cell.DATE)
_AS_NUMBERS = (Cell.NUMBER, Cell.CASE, Cell.HOURS)  # these count what the cell holds, however it is shown
_DAY = 86_400
_SINCE_1904 = 1_462  # days between the two systems of serials
_LAST = 2_958_466  # 10000-01-01


def quoted(
    cells: Cells, rows: np.ndarray[tuple[int], np.dtype[np.intp]], kind: Cell, *, since_1904: bool = False
) -> list[str]:
    """The cells of these rows of a column of that kind: texts as typed, numbers as a Russian sheet has them.

    Where times are kept, or the workbook types the cell as one, a time of day as 10:00 and a moment as
    23.11.2026 14:05; any other number with a comma.
    """
    texts = cells.shown(rows)
    if cells.number is None:
        return texts
    number = cells.number[rows]
    typed = np.zeros(len(rows), bool) if cells.moment is None else cells.moment[rows]
    for place in np.flatnonzero(~np.isnan(number)).tolist():
        value, as_moment = float(number[place]), ""
        if kind not in _AS_NUMBERS:
            of_times, own = kind in _MOMENTS, bool(typed[place])
            as_moment = _moment(value, of_times=of_times, typed=own, since_1904=since_1904)
        texts[place] = as_moment or with_comma(value)
    return texts


def with_comma(value: float) -> str:
    """The shortest decimal of a number with a Russian comma: 12, 1,5."""
    return number_text(value).replace(".", ",")


def _moment(value: float, *, of_times: bool, typed: bool, since_1904: bool) -> str:
    """A number as the moment or the time of day that it is; "" where it is only a number."""
    if not (typed or of_times) or not 0 <= value < _LAST - _SINCE_1904:
        return ""
    if value < 1:
        second = min(round(value * _DAY), _DAY - 1)
        clock = f"{second // 3600}:{second // 60 % 60:02d}"
        return f"{clock}:{second % 60:02d}" if second % 60 else clock
    day = value + (_SINCE_1904 if since_1904 else 0)
    if not (typed or DATES[0] <= day <= DATES[1]):
        return ""
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(day * _DAY))
    return f"{moment:%d.%m.%Y}" if day == int(day) else f"{moment:%d.%m.%Y %H:%M}"
