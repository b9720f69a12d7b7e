"""Likely repeats (п. 16): earlier messages on the same question, suggested and never linked.

A candidate was detected earlier, within a year, shares the topic, the place or the author, and has similar
words after Russian stemming (tf-idf, cosine). `Texts` is built once per register; to ask about one case then
takes milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.facts import Facts
from lib.register.cells import name_key

REACH = np.timedelta64(365, "D")  # an older message is another story
ENOUGH = 0.5  # likeness from which a message is suggested
LEAST_WORDS = 0.2  # cosine of the words below which nothing else helps
SAME_TOPIC, SAME_PLACE, SAME_AUTHOR = 0.1, 0.15, 0.3  # what each adds to the cosine
MOST = 3  # suggestions a case
_SHOWN_WORDS = 4
_COMMON = 0.1  # a stem in more of the texts than this tells nothing
_Traits: TypeAlias = tuple[tuple[Array, float], ...]
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Texts:
    """Stemmed words of the register's messages.

    text_of: per case the number of its text, −1 where it has no telling word; equal bags of stems are one.
    Rows (text → its stems) and postings (stem → its texts) are in compressed form: values between two
    starts. weights: tf-idf of length 1 a text. forms: a word as somebody wrote it, for each stem.
    """

    text_of: Array
    row_start: Array
    row_stem: Array
    row_weight: Array
    post_start: Array
    post_text: Array
    post_weight: Array
    forms: tuple[str, ...]

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
        """The most telling words that two texts share, as somebody wrote them."""
        mine, others = (slice(self.row_start[text], self.row_start[text + 1]) for text in (one, other))
        theirs = set(self.row_stem[others].tolist())
        pairs = zip(self.row_weight[mine].tolist(), self.row_stem[mine].tolist(), strict=True)
        shared = sorted(((-weight, stem) for weight, stem in pairs if stem in theirs))
        return [self.forms[stem] for _, stem in shared[:_SHOWN_WORDS]]


def texts(messages: Iterable[str]) -> Texts:
    """Read the messages («Суть сообщения»), one for each case in register order."""
    # Imported only here: it brings the words of thirty languages, and the first page needs none of them.
    import snowballstemmer  # noqa: PLC0415

    stemmer = snowballstemmer.stemmer("russian")
    stem_of: dict[str, int] = {}  # a word as written → its stem's number
    stems: dict[str, int] = {}
    forms: list[str] = []
    bags: dict[tuple[int, ...], int] = {}
    bag_of: list[int] = []
    for message in messages:
        words = _WORD.findall(message.lower().replace("ё", "е"))
        for word in words:
            if word not in stem_of:
                number = stems.setdefault(stemmer.stemWord(word), len(stems))
                stem_of[word] = number
                if number == len(forms):
                    forms.append(word)
        bag_of.append(bags.setdefault(tuple(sorted(stem_of[word] for word in words)), len(bags)))
    return _weighed(list(bags), np.array(bag_of, np.int64), tuple(forms))


def _weighed(bags: list[tuple[int, ...]], bag_of: Array, forms: tuple[str, ...]) -> Texts:
    size, width = len(bags), max(len(forms), 1)
    text = np.repeat(np.arange(size), [len(bag) for bag in bags])
    stem = np.array([number for bag in bags for number in bag], np.int64)
    cell, times = np.unique(text * width + stem, return_counts=True)
    text, stem = cell // width, cell % width
    cases = np.bincount(bag_of, minlength=size)
    spread = np.bincount(stem, weights=cases[text], minlength=width)  # in how many messages
    telling = spread[stem] <= max(_COMMON * len(bag_of), 3)
    text, stem, times = text[telling], stem[telling], times[telling]
    weight = (1 + np.log(times)) * np.log(1 + len(bag_of) / spread[stem])
    length = np.sqrt(np.bincount(text, weights=weight**2, minlength=size))
    weight = weight / length[text]
    order = np.argsort(stem, kind="stable")
    empty = np.bincount(text, minlength=size) == 0
    return Texts(
        text_of=np.where(empty[bag_of], -1, bag_of) if len(bag_of) else bag_of,
        row_start=np.searchsorted(text, np.arange(size + 1)),
        row_stem=stem,
        row_weight=weight,
        post_start=np.searchsorted(stem[order], np.arange(width + 1)),
        post_text=text[order],
        post_weight=weight[order],
        forms=forms,
    )


def likely(facts: Facts, known: Texts, later: Array | None = None) -> pd.DataFrame:
    """The likely earlier messages of the cases at the positions `later`, or of all.

    `known` is `texts(register.cases["text"])`. The time grows with the number of `later` times all cases.

    At most MOST for each case, the likeliest first; index «at», the later case's position. Columns: case,
    earlier str (№); earlier_at int64 (position); score, words float64 (the cosine alone); same_topic,
    same_place, same_author, linked bool (already noted as «Повторное к №»); days float64 between the two
    detections; reason str. Excluded messages, and cases without a detection, neither ask nor are suggested.
    """
    cases = facts.cohort(None)
    cases = cases[cases["day"].notna()]
    positions = cases.index.to_numpy()
    size = len(facts.register.cases)
    detected = np.full(size, np.datetime64("NaT", "s"))
    detected[positions] = cases["detected"].to_numpy()
    traits = _traits(facts)
    asked = positions if later is None else np.intersect1d(later, positions)
    asked = asked[known.text_of[asked] >= 0]
    here = positions[known.text_of[positions] >= 0]
    own_text = known.text_of[here]
    asked = asked[np.argsort(known.text_of[asked], kind="stable")]
    found = []
    for group in np.split(asked, np.flatnonzero(np.diff(known.text_of[asked])) + 1):
        if not len(group):
            continue
        cosine = known.likeness(int(known.text_of[group[0]]))[own_text]
        near = cosine >= LEAST_WORDS
        found.append(_scored(group, here[near], cosine[near], detected, traits))
    return _suggestions(facts, known, traits, np.concatenate([np.empty((3, 0)), *found], axis=1))


def answered_before(facts: Facts, known: Texts, at: int) -> pd.DataFrame:
    """The MOST messages nearest to the case at that position that had their answer before it was detected.

    No likeness is asked for but that there is any: the same topic alone will do. The likest first, of equals
    the latest. Columns: earlier_at int64 (position); score float64; detected datetime64[s].
    """
    cases = facts.cohort(None)
    own = facts.cases["detected"].loc[[at]].fillna(pd.Timestamp(facts.now)).iloc[0]
    before = cases[(cases["finished"] < own).to_numpy()]
    positions = before.index.to_numpy()
    text = known.text_of[at]
    score = np.zeros(len(positions))
    if text >= 0:
        others = known.text_of[positions]
        score = np.where(others >= 0, known.likeness(int(text))[others], 0.0)
    for codes, worth in _traits(facts):
        score = score + worth * ((codes[positions] == codes[at]) & (codes[at] >= 0))
    detected = before["detected"].to_numpy().astype("M8[s]")
    order = np.lexsort((-detected.astype(np.int64), -score))[:MOST]
    order = order[score[order] > 0]
    return pd.DataFrame({"earlier_at": positions[order], "score": score[order], "detected": detected[order]})


def _traits(facts: Facts) -> _Traits:
    """Topic, place and author of each case as numbers (−1: not given), with what a match adds."""
    own = facts.register.cases
    author = own["author"].map(name_key)
    return (
        (_alike(own["topic"]), SAME_TOPIC),
        (_alike(own["location"]), SAME_PLACE),
        (pd.factorize(author.mask(author == ""))[0].astype(np.int64), SAME_AUTHOR),
    )


def _alike(column: pd.Series) -> Array:
    """The codes of a list column, spellings of one name as one."""
    codes = pd.factorize(np.array([name_key(str(name)) for name in column.cat.categories], dtype=object))[0]
    result: Array = np.append(codes, -1).astype(np.int64)[column.cat.codes.to_numpy()]
    return result


def _scored(group: Array, other: Array, cosine: Array, detected: Array, traits: _Traits) -> Array:
    """The suggestions for cases of one text: rows case, earlier case, cosine."""
    gone = detected[group][:, None] - detected[other][None, :]
    earlier = (gone > np.timedelta64(0, "s")) | ((gone == np.timedelta64(0, "s")) & (other < group[:, None]))
    score = np.broadcast_to(cosine, gone.shape).copy()
    alike = np.zeros(gone.shape, bool)
    for codes, worth in traits:
        same = (codes[group][:, None] == codes[other][None, :]) & (codes[group] >= 0)[:, None]
        score += worth * same
        alike |= same
    score[~(earlier & (gone <= REACH) & alike)] = 0.0
    later, place = np.nonzero(score >= ENOUGH)
    order = np.lexsort((-detected[other[place]].astype(np.int64), -score[later, place], later))
    later, place = later[order], place[order]
    first = np.searchsorted(later, later)  # how many of its own case stand before it
    kept = np.arange(len(later)) - first < MOST
    later, place = later[kept], place[kept]
    return np.stack([group[later].astype(np.float64), other[place].astype(np.float64), cosine[place]])


def _suggestions(facts: Facts, known: Texts, traits: _Traits, found: Array) -> pd.DataFrame:
    at, earlier = found[0].astype(np.int64), found[1].astype(np.int64)
    own = facts.register.cases
    detected = facts.cases["detected"]
    gone = (detected.loc[at].to_numpy() - detected.loc[earlier].to_numpy()).astype("m8[s]").astype(np.int64)
    same = []
    score = found[2].copy()
    for codes, worth in traits:
        match = (codes[at] == codes[earlier]) & (codes[at] >= 0)
        score += worth * match
        same.append(match)
    result = pd.DataFrame(
        {
            "case": own["case"].array.take(at),
            "earlier": own["case"].array.take(earlier),
            "earlier_at": earlier,
            "score": score,
            "words": found[2],
            "same_topic": same[0],
            "same_place": same[1],
            "same_author": same[2],
            "linked": own["earlier"].to_numpy()[at] == earlier,
            "days": gone / 86400,
        },
        index=pd.Index(at, name="at", dtype="int64"),
    )
    result["reason"] = pd.Series(
        [
            "; ".join(
                part
                for part in (
                    "та же тема" if topic else "",
                    "то же место" if place else "",
                    "тот же автор" if author else "",
                    f"общие слова: {', '.join(known.common(known.text_of[a], known.text_of[b]))}",
                )
                if part
            )
            for a, b, topic, place, author in zip(at, earlier, *same, strict=True)
        ],
        index=result.index,
        dtype="str",
    )
    return result.sort_index(kind="stable")


def chains(facts: Facts) -> pd.DataFrame:
    """Messages linked by «Повторное к №», however long: one row a chain, the longest first.

    Columns: cases object, tuples of positions in order of detection; length int64; first, last
    datetime64[s], detections (NaT unknown); days float64 between them.
    """
    cases = facts.cohort(None)
    later = cases.index[cases["repeat"]]
    earlier = facts.register.cases["earlier"].to_numpy()
    parent: dict[int, int] = {}

    def root(case: int) -> int:
        while parent.setdefault(case, case) != case:
            parent[case] = parent[parent[case]]
            case = parent[case]
        return case

    here = set(facts.cases.index.tolist())
    for case in later.tolist():
        if int(earlier[case]) in here:
            parent[root(case)] = root(int(earlier[case]))
    members: dict[int, list[int]] = {}
    for case in sorted(parent):
        members.setdefault(root(case), []).append(case)
    unknown = np.datetime64("NaT", "s")
    times = dict(
        zip(facts.cases.index.tolist(), facts.cases["detected"].to_numpy().astype("M8[s]"), strict=True)
    )
    rows = []
    for linked in members.values():
        own = sorted((case for case in linked if not np.isnat(times[case])), key=times.__getitem__)
        undated = [case for case in linked if np.isnat(times[case])]
        first, last = (times[own[0]], times[own[-1]]) if own else (unknown, unknown)
        rows.append(((*own, *undated), len(linked), first, last))
    table = pd.DataFrame(rows, columns=["cases", "length", "first", "last"])
    table = table.astype({"length": "int64", "first": "datetime64[s]", "last": "datetime64[s]"})
    table["days"] = (table["last"] - table["first"]).dt.total_seconds() / 86400
    return table.sort_values(["length", "last"], ascending=False, kind="stable").reset_index(drop=True)
