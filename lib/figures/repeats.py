"""Likely repeats (п. 16): earlier messages on the same question, suggested and never linked.

A candidate was detected earlier, within a year, and has similar words after Russian stemming (tf-idf,
cosine). It shares the topic, the place, the author or the house that the text names, or else its words are
nearly the same. Another house or street in an otherwise equal text is another matter: people write by one
template. `Texts` is built once per register; to ask about one case then takes milliseconds.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd

from lib.duties.timeline import Array
from lib.figures.alike.coded import coded
from lib.figures.alike.texts import Texts, texts
from lib.figures.facts import Facts
from lib.register.cells import name_key

REACH = np.timedelta64(365, "D")  # an older message is another story
ENOUGH = 0.5  # likeness from which a message is suggested
LEAST_WORDS, LEAST_AT_HOME = 0.2, 0.1  # cosine of the words below which nothing else helps; of one house
SAME_TOPIC, SAME_PLACE, SAME_AUTHOR = 0.1, 0.15, 0.3  # what each adds to the cosine
SAME_ADDRESS = 0.15  # what the same house of the same street in both texts adds …
OTHER_ADDRESS = 0.15  # … and another one takes away; the more the rest is a template, the less it then says:
OTHER_WORDS = 0.35  # with another address a cosine above this counts as this
NEARLY_SAME = 0.8  # cosine from which a message is suggested without anything else in common
MOST = 3  # suggestions a case
_AT_ONCE = 1 << 18  # pairs of cases that are compared at a time
_Traits: TypeAlias = tuple[tuple[Array, float], ...]
__all__ = ["Texts", "answered_before", "chains", "likely", "texts"]


def likely(facts: Facts, known: Texts, later: Array | None = None) -> pd.DataFrame:
    """The likely earlier messages of the cases at the positions `later`, or of all.

    `known` is `texts(register.cases["text"])`. The time grows with the number of `later` times all cases.

    At most MOST for each case, the likeliest first; index «at», the later case's position. Columns: case,
    earlier str (№); earlier_at int64 (position); score, words float64 (the cosine alone); same_topic,
    same_place, same_author, same_address, linked bool (already noted as «Повторное к №», or by way of others
    of its chain); days float64 between the two detections; reason str. Excluded messages, and cases without a
    detection, neither ask nor are suggested.
    """
    cases = facts.cohort(None)
    cases = cases[cases["day"].notna()]
    size = len(facts.register.cases)
    detected = np.full(size, np.datetime64("NaT", "s"))
    detected[cases.index] = cases["detected"].to_numpy()
    here = cases.index.to_numpy()
    here = here[known.text_of[here] >= 0]
    asked = here if later is None else np.intersect1d(later, here)
    traits = _traits(facts)
    found = [np.empty((4, 0))]
    step = max(_AT_ONCE // max(size, 1), 1)
    for start in range(0, len(asked), step):
        found.append(_found(asked[start : start + step], here, detected, known, traits))
    return _suggestions(facts, known, traits, np.concatenate(found, axis=1))


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
    typed, authors = pd.factorize(own["author"])
    known = pd.Series([name_key(str(name)) for name in authors], dtype="str")
    author = pd.factorize(known.mask(known == ""))[0].astype(np.int64)
    return (
        (coded(own["topic"])[0], SAME_TOPIC),
        (coded(own["location"])[0], SAME_PLACE),
        (author[typed], SAME_AUTHOR),
    )


def _found(asked: Array, here: Array, detected: Array, known: Texts, traits: _Traits) -> Array:
    """The suggestions for some cases among all that are here: rows case, earlier case, cosine, what the
    address adds; of each case the likeliest first.
    """
    within = (detected[here] <= detected[asked].max()) & (detected[here] >= detected[asked].min() - REACH)
    here = here[within]
    texts, row_of = np.unique(known.text_of[asked], return_inverse=True)
    cosine = np.stack([known.likeness(text) for text in texts.tolist()])
    same, other = np.stack([known.addresses.compared(text) for text in texts.tolist()], axis=1)
    heard = (cosine >= LEAST_WORDS) | same & (cosine >= LEAST_AT_HOME)
    row, place = np.nonzero(heard[row_of][:, known.text_of[here]])
    kept = _before(asked[row], here[place], detected)
    row, place = row[kept], place[kept]
    pair = row_of[row], known.text_of[here[place]]
    taken = OTHER_ADDRESS + np.maximum(cosine[pair] - OTHER_WORDS, 0.0)
    address = SAME_ADDRESS * same[pair] - taken * other[pair]
    return _scored((asked[row], here[place]), cosine[pair], address, detected, traits)


def _before(later: Array, earlier: Array, detected: Array) -> Array:
    """Of which pairs the second stands before the first, and within reach of it."""
    gone = detected[later] - detected[earlier]
    none = np.timedelta64(0, "s")
    result: Array = ((gone > none) | ((gone == none) & (earlier < later))) & (gone <= REACH)
    return result


def _scored(
    pairs: tuple[Array, Array], words: Array, address: Array, detected: Array, traits: _Traits
) -> Array:
    """What of these pairs is suggested, given the cosine of their words and what their addresses add."""
    later, earlier = pairs
    score, alike = words + address, (address > 0) | (words >= NEARLY_SAME)
    for codes, worth in traits:
        match = (codes[later] == codes[earlier]) & (codes[later] >= 0)
        score += worth * match
        alike |= match
    enough = np.flatnonzero(alike & (score >= ENOUGH))
    order = enough[np.lexsort((-detected[earlier[enough]].astype(np.int64), -score[enough], later[enough]))]
    own = later[order]
    order = order[np.arange(len(own)) - np.searchsorted(own, own) < MOST]  # how many of its case stand before
    return np.stack([later[order], earlier[order], words[order], address[order]])


def _suggestions(facts: Facts, known: Texts, traits: _Traits, found: Array) -> pd.DataFrame:
    at, earlier = found[0].astype(np.int64), found[1].astype(np.int64)
    own = facts.register.cases
    links = own["earlier"].to_numpy()
    begun = _begun(links)
    detected = facts.cases["detected"]
    gone = (detected.loc[at].to_numpy() - detected.loc[earlier].to_numpy()).astype("m8[s]").astype(np.int64)
    same = []
    score = found[2] + found[3]
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
            "same_address": found[3] > 0,
            "linked": (links[at] == earlier) | (begun[at] == begun[earlier]),
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
                    "тот же дом" if house else "",
                    f"общие слова: {', '.join(known.common(a, b))}",
                )
                if part
            )
            for a, b, topic, place, author, house in zip(at, earlier, *same, found[3] > 0, strict=True)
        ],
        index=result.index,
        dtype="str",
    )
    return result.sort_index(kind="stable")


def _begun(earlier: Array) -> Array:
    """The message that began the chain of each; its own position where it repeats none."""
    first = np.where(earlier >= 0, earlier, np.arange(len(earlier)))
    for _ in range(
        len(earlier).bit_length()
    ):  # each time twice as far back; a circle leads nowhere, and ends
        first = first[first]
    return first


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
