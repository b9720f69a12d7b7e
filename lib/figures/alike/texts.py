"""The words of the messages after Russian stemming, weighed by how telling they are (tf-idf), and addresses.

`texts` is built once per register; how like one message is to all others then takes a millisecond.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, count
from typing import NamedTuple, TypeAlias

import numpy as np

from lib.base.remembered import Remembered
from lib.duties.timeline import Array
from lib.figures.alike.addresses import Address, Addresses, addresses
from lib.figures.alike.synonyms import SYNONYMS

_SHOWN_WORDS = 4
_COMMON = 0.1  # a stem in more of the texts than this tells nothing
LETTERS = re.compile(r"[^\W\d_]+")  # a word of a name or of a list, however short
# A short number is a word too: a house, a bus. Of a date, a time or a telephone it tells nothing.
WORD = re.compile(r"[^\W\d_]{3,}|(?<![0-9.:])[0-9]{1,3}(?![0-9]|[.:-][0-9])")


@dataclass(frozen=True)
class Texts:
    """Stemmed words of the register's messages, those of one meaning (`synonyms`) under one stem.

    text_of: per case the number of its text, −1 where it has no telling word; equal bags of stems with equal
    addresses are one.
    Rows (text → its stems) and postings (stem → its texts) are in compressed form: values between two
    starts. weights: tf-idf of length 1 a text. reads: what each case's message was read as; stems: the number
    of each. addresses: of each text.
    """

    text_of: Array
    row_start: Array
    row_stem: Array
    row_weight: Array
    post_start: Array
    post_text: Array
    post_weight: Array
    reads: tuple[Read, ...]
    stems: Mapping[str, int]
    addresses: Addresses

    def likeness(self, text: int) -> Array:
        """Cosine of a text with every text."""
        spans = slice(self.row_start[text], self.row_start[text + 1])
        pieces, weights = [], []
        for stem, weight in zip(self.row_stem[spans].tolist(), self.row_weight[spans].tolist(), strict=True):
            post = slice(self.post_start[stem], self.post_start[stem + 1])
            pieces.append(self.post_text[post])
            weights.append(self.post_weight[post] * weight)
        size = len(self.row_start) - 1
        result: Array = np.bincount(np.concatenate(pieces), weights=np.concatenate(weights), minlength=size)
        return result

    def common(self, one: int, other: int) -> list[str]:
        """The most telling words that the messages of two cases share, as they wrote them.

        Words of one meaning are both told: «яма / выбоина». A number says nothing where there are words.
        """
        texts = self.text_of[[one, other]].tolist()
        mine, others = (slice(self.row_start[text], self.row_start[text + 1]) for text in texts)
        theirs = set(self.row_stem[others].tolist())
        pairs = zip(self.row_weight[mine].tolist(), self.row_stem[mine].tolist(), strict=True)
        shared = sorted(((-weight, stem) for weight, stem in pairs if stem in theirs))
        written = [self._written(case) for case in (one, other)]
        both = [_both(*(words[stem] for words in written)) for _, stem in shared]
        return ([word for word in both if any(map(str.isalpha, word))] or both)[:_SHOWN_WORDS]

    def _written(self, case: int) -> dict[int, list[str]]:
        """The words of a case's message by the numbers of their stems."""
        read, found = self.reads[case], dict[int, list[str]]()
        for stem, word in zip(read.stems, read.words, strict=True):
            found.setdefault(self.stems[stem], []).append(word)
        return found


def _both(ones: list[str], others: list[str]) -> str:
    """The word that both messages have, or a word of each."""
    same = next((word for word in ones if word in others), "")
    if same:
        return same
    stem = stemmer()
    theirs = set(map(stem, others))
    return next((word for word in ones if stem(word) in theirs), f"{ones[0]} / {others[0]}")


def stemmer() -> Callable[[str], str]:
    """The stem of a Russian word as written, whatever its case; ё is е."""
    # Imported only here: it brings the words of thirty languages, and the first page needs none of them.
    import snowballstemmer  # noqa: PLC0415

    russian = snowballstemmer.stemmer("russian")

    def stem(word: str) -> str:
        return str(russian.stemWord(word.lower().replace("ё", "е")))

    return cache(stem)


_Bag: TypeAlias = tuple[tuple[str, ...], tuple[Address, ...]]


class Read(NamedTuple):
    """What one message is read as: its words as written, the stem of each, the addresses that it names.

    bag: the stems in order, and the addresses: messages that have both in common are one text.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    addresses: tuple[Address, ...]
    bag: _Bag


def texts(messages: Iterable[str], before: Remembered[Read] | None = None) -> Texts:
    """Read the messages («Суть сообщения»), one for each case in register order.

    before: what the register's earlier version was read as.
    """
    messages = list(messages)
    before = Remembered() if before is None else before
    known = before.read(messages, partial(_read, stemmer()))
    reads = tuple(map(known.__getitem__, messages))
    bags: dict[_Bag, int] = {}
    places = np.array([bags.setdefault(read.bag, len(bags)) for read in reads], np.int64)
    first = dict(zip(reversed(places.tolist()), reversed(reads), strict=True))  # the first of each bag
    own = [first[bag].stems for bag in range(len(bags))]
    stems: defaultdict[str, int] = defaultdict(count().__next__)  # each by its number, in order of appearance
    numbers = np.fromiter(map(stems.__getitem__, chain.from_iterable(own)), np.int64)
    cells = np.repeat(np.arange(len(own)), [*map(len, own)]), numbers
    told = _Told(reads, dict(stems), Addresses.of([named for _, named in bags]))
    return _weighed(cells, places, told)


def _read(stem: Callable[[str], str], message: str) -> Read:
    words = tuple(WORD.findall(message.lower().replace("ё", "е")))
    stems, named = tuple(thing(stem(word)) for word in words), addresses(message, stem)
    return Read(words, stems, named, (tuple(sorted(stems)), named))


def thing(stem: str) -> str:
    """The stem that stands for all words of one meaning: of «ямы» for «выбоины»; of any other itself."""
    return _things().get(stem, stem)


@cache
def _things() -> dict[str, str]:
    """For the stem of each word that has synonyms the one that stands for all of them."""
    stem = stemmer()
    lines = [list(map(stem, line.split())) for line in SYNONYMS]
    return {own: line[0] for line in lines for own in line}


class _Told(NamedTuple):
    """What texts are read as, beside their numbers."""

    reads: tuple[Read, ...]
    stems: Mapping[str, int]
    addresses: Addresses


def _weighed(cells: tuple[Array, Array], bag_of: Array, told: _Told) -> Texts:
    """cells: of every word the number of its text, ascending, and of its stem."""
    size, width = len(told.addresses.texts), max(len(told.stems), 1)
    cell, times = np.unique(cells[0] * width + cells[1], return_counts=True)
    text, stem = np.divmod(cell, width)
    cases = np.bincount(bag_of, minlength=size)
    spread = np.bincount(stem, weights=cases[text], minlength=width)  # in how many messages
    telling = spread[stem] <= max(_COMMON * len(bag_of), 3)
    text, stem, times = text[telling], stem[telling], times[telling]
    weight = (1 + np.log(times)) * np.log(1 + len(bag_of) / spread[stem])
    length = np.sqrt(np.bincount(text, weights=weight**2, minlength=size))
    weight = weight / length[text]
    order = np.argsort(stem.astype(np.min_scalar_type(width)), kind="stable")
    empty = np.bincount(text, minlength=size) == 0
    return Texts(
        text_of=np.where(empty[bag_of], -1, bag_of) if len(bag_of) else bag_of,
        row_start=np.searchsorted(text, np.arange(size + 1)),
        row_stem=stem,
        row_weight=weight,
        post_start=np.searchsorted(stem[order], np.arange(width + 1)),
        post_text=text[order],
        post_weight=weight[order],
        **told._asdict(),
    )
