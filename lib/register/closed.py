"""Closed words: columns whose cells are one of a few words (register.md, «Closed words»).

A word that is mistyped must not change a clock in silence: the one word that it can only mean is taken and
named; where two words fit or none, the cell counts as empty and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.law.regulation import HIGH, ORDINARY, Kind
from lib.law.schema import Column
from lib.register.cells import UNKNOWN, translate, word_key
from lib.register.decode import Bools, Cells, Ints

LEAST_BEGUN, LEAST_MISTYPED = 4, 6  # letters of a cell that may be a beginning, a misspelling
MOST_SIGNS = 2  # by which a misspelling differs


@dataclass(frozen=True)
class Choice:
    """The cells of a closed column: `code` is the index into its words, −1 where empty or unknown.

    taken: the word was mistyped, and another was taken for it; unknown: it means none, or might mean two.
    """

    code: Ints
    taken: Bools
    unknown: Bools


def choices(cells: Cells, column: Column) -> Choice:
    """What each cell of this column says."""
    words = _words(column)
    count = len(column.words)
    codes = translate(cells.strings(), words.meaning)
    unknown = codes == UNKNOWN
    if cells.flags is not None:
        unknown |= cells.flags
    taken = codes >= count
    return Choice(np.where(taken, codes - count, np.maximum(codes, -1)).astype(np.int32), taken, unknown)


def choice(text: str, column: Column) -> tuple[int, bool]:
    """One cell's text: the index of its word (−1: none), and whether the word was taken for another."""
    code, count = _words(column).meaning(text), len(column.words)
    return (code - count, True) if code >= count else (max(code, -1), False)


class _Words:
    """The words of a column and their synonyms, by what they are compared by."""

    def __init__(self, column: Column) -> None:
        self._key = _tight if column.tight else word_key
        self._known = {self._key(word): code for code, word in enumerate(column.words)}
        self._count = len(column.words)
        codes = {word: code for code, word in enumerate(column.words)}
        for synonym, word in column.synonyms:
            self._known.setdefault(self._key(synonym), codes[word])
        spelled = {word_key(word): code for word, code in codes.items()}
        self._spelled = {**{word_key(word): codes[of] for word, of in column.synonyms}, **spelled}

    def meaning(self, text: str) -> int:
        """The code of the word, that plus the number of words where it was taken for another, or UNKNOWN."""
        known = self._known.get(self._key(text))
        if known is not None:
            return known
        fits = _fitting(word_key(text), self._spelled)
        return self._count + fits.pop() if len(fits) == 1 else UNKNOWN


@cache
def _words(column: Column) -> _Words:
    return _Words(column)


def _tight(text: str) -> str:
    """Spaces and points do not matter: «раб.мин»."""
    return word_key(text).replace(" ", "").replace(".", "")


def _fitting(key: str, words: Mapping[str, int]) -> set[int]:
    """The meanings of the words that a cell may have been meant to be; words of one meaning are one."""
    begun = key.split(".", maxsplit=1)[0].strip()
    begins = sum(map(str.isalpha, begun)) >= LEAST_BEGUN
    mistyped = sum(map(str.isalpha, key)) >= LEAST_MISTYPED
    return {
        code
        for word, code in words.items()
        if (begins and word.startswith(begun)) or (mistyped and signs_apart(key, word) <= MOST_SIGNS)
    }


def signs_apart(one: str, other: str) -> int:
    """By how many signs two words differ: inserted, deleted, changed, or two neighbours swapped.

    Anything above MOST_SIGNS is told as one more than that.
    """
    if abs(len(one) - len(other)) > MOST_SIGNS:
        return MOST_SIGNS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != wanted))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return min(row[-1], MOST_SIGNS + 1)


# --- in words ----------------------------------------------------------------------------------------------

_PROMISE = "окончательный проект нужен за 5 рабочих дней (п. 15)"
_EFFECTS = {
    ORDINARY: "сообщение считается обычным, срок ответа — {term} (п. 9).",
    HIGH: "сообщение считается сообщением повышенной важности, срок ответа — {term} (п. 10).",
    Kind.FINAL.label: "ответ считается окончательным.",
    Kind.INTERIM.label: f"ответ считается промежуточным, {_PROMISE}.",
    Kind.QUERY.label: f"ответ считается запросом (уточнением), {_PROMISE}.",
}
_INSTEAD = {
    "importance": "сообщение пока считается обычным, и срок ответа — {term} (п. 9).",
    "kind": "ответ пока считается окончательным.",
    "event": "событие не учтено.",
    "outcome": "итог не учтён.",
}


# What stands for the answer's term until the norms of the day are known.
_TERMS = {ORDINARY: "как у обычных", HIGH: "как у таких"}


def taken(column: Column, word: str, term: str = "") -> str:
    """What is said of a cell («{}») that is taken for this word: what it means for the clocks, what to do.

    term: of the answer, where the word decides it and it is known.
    """
    told = {
        "event": f"учтено событие «{word}».",
        "unit": f"срок считается в единицах «{word}».",
    }.get(column.field, f"учтено «{word}».")
    effect = _EFFECTS.get(word, told).replace("{term}", term or _TERMS.get(word, ""))
    return f"{{}} принято за «{word}»: {effect} Проверьте и впишите слово целиком."


def unknown(column: Column, term: str = "") -> str:
    """What is said of a cell («{}») whose word means none: what counts in its place, what to choose from.

    term: as of `taken`.
    """
    listed = ", ".join(f"«{word}»" for word in column.words)
    effect = _INSTEAD[column.field].replace("{term}", term or _TERMS[ORDINARY])
    return f"{{}} не распознано: {effect} Выберите {listed}."
