"""Which number formats of a workbook show a number as a date or a time."""

from __future__ import annotations

# ECMA-376, 18.8.30: formats known by their number alone, those of East Asian languages included.
_BUILT_IN = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_SIGNS = frozenset("dDmMyYhHsS")
_ELAPSED = frozenset(("h", "hh", "m", "mm", "s", "ss"))


def shows_moment(number: str, code: str | None) -> bool:
    """Whether the format of this number, whose `code` the workbook gives or leaves out, shows a moment."""
    if code is None:
        return number in _BUILT_IN
    return _has_sign(code)


def _has_sign(code: str) -> bool:
    """Whether a sign of a date or a time stands in the code outside quotes, escapes and brackets."""
    if code.strip().lower() == "general":
        return False
    place = 0
    while place < len(code):
        sign = code[place]
        if sign == '"':
            closed = code.find('"', place + 1)
            place = closed if closed >= 0 else len(code)
        elif sign in "\\_*":  # the next sign stands for itself, its width, or to fill the cell
            place += 1
        elif sign == "[":
            closed = code.find("]", place + 1)
            if closed < 0:
                return False
            if code[place + 1 : closed].lower() in _ELAPSED:
                return True
            place = closed
        elif sign in _SIGNS:
            return True
        place += 1
    return False
