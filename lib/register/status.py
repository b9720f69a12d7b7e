"""«Статус»: what a word in it says of a case (rules.md, «Status words»)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from lib.law.statuses import WORDS, Said
from lib.register.cells import name_key, translate
from lib.register.decode import Bools, Cells

# «закрыта», «решены», «выполненные»: short and full participles, the two adjectives of the lists, «подлежат».
_ENDING = re.compile(
    r"(\w*(?:ен|ан))(?:о|а|ы|н(?:ый|ая|ое|ые))?|(\w*(?:ят|ыт)|готов)(?:о|а|ы|ый|ая|ое|ые)?"
    r"|(нов)(?:ый|ая|ое|ые)|(ответ)ы|(подлеж)[иа]т"
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_UNKNOWN = -2


def status_key(text: str) -> str:
    """What words of «Статус» are compared by: as names, in any gender and number, without signs around."""
    words = _EDGES.sub("", name_key(text)).split(" ")
    return " ".join(_stem(word) for word in words)


def _stem(word: str) -> str:
    found = _ENDING.fullmatch(word)
    return found[found.lastindex or 0] if found else word


_BUILT_IN = {status_key(word): said for said, words in WORDS.items() for word in words}


def meaning(text: str) -> Said | None:
    """What a built-in word says; None where it is none."""
    return _BUILT_IN.get(status_key(text))


def read_statuses(cells: Cells, own: Mapping[str, Said]) -> tuple[npt.NDArray[np.int8], Bools]:
    """What each cell says (codes of `Said`), and where its word is unknown.

    `own`: the words of «Справочники» by `status_key`; they prevail. TRUE is «да», FALSE is empty.
    """
    known = {**_BUILT_IN, **own, status_key("TRUE"): Said.ANSWERED}
    codes = translate(cells.strings(), lambda text: known.get(status_key(text), _UNKNOWN))
    return np.maximum(codes, Said.NOTHING).astype(np.int8), codes == _UNKNOWN
