"""What the likely repeats are worth on generated messages: recall at a fixed number of false suggestions.

    python -m benchmarks.repeats        # some seconds
    python -m benchmarks.repeats 5      # over so many settlements

A settlement is MATTERS different matters in a year, and later PARAPHRASES messages on some of them in other
words (`benchmarks.messages`). Whatever is suggested for a first message is false. The suggestions of all
messages are ordered by their score; those down to the FALSE-th false one count. «Before» is without what the
texts say of streets and houses, without numbers among the words, and without suggestions that share neither
topic nor place.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from benchmarks.messages import PLACES, Message, different, paraphrase, told
from lib import sla
from lib.figures import repeats
from lib.figures.alike import texts
from lib.figures.facts import Facts, gather
from lib.law.schema import CASES
from lib.register import parse
from lib.sources.tabs import Tab, Tabs

NOW = datetime(2026, 11, 23, 12)
MATTERS, PARAPHRASES, FALSE = 1075, 100, 32
ALL = {"ENOUGH": 0.01}
BEFORE: dict[str, float] = {
    **ALL, "SAME_ADDRESS": 0.0, "OTHER_ADDRESS": 0.0, "OTHER_WORDS": 9.0, "NEARLY_SAME": 9.0,
}  # fmt: skip
LETTERS = re.compile(r"[^\W\d_]{3,}")  # the words before: no numbers among them
KNOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("topic and place", ("topic", "location")),
    ("topic alone", ("topic",)),
    ("place alone", ("location",)),
    ("neither", ()),
)


@dataclass(frozen=True)
class Settlement:
    """First messages, then paraphrases; of each paraphrase the position of what it repeats."""

    messages: tuple[Message, ...]
    of: tuple[int, ...]

    @classmethod
    def drawn(cls, seed: int, matters: int = MATTERS, paraphrases: int = PARAPHRASES) -> Settlement:
        """A settlement of its own for each seed."""
        draw = random.Random(seed)
        first = [told(draw, matter) for matter in different(draw, matters)]
        of = draw.sample(range(matters), paraphrases)
        return cls((*first, *(paraphrase(draw, first[at]) for at in of)), tuple(of))

    def facts(self, known: tuple[str, ...] = ("topic", "location")) -> Facts:
        """A register of these messages in which only those columns are kept."""
        step = timedelta(days=330) / len(self.messages)
        rows = [
            {
                "case": number + 1,
                "detected": (NOW - timedelta(days=340) + number * step).strftime("%d.%m.%Y %H:%M"),
                "text": message.text,
                "topic": message.matter.topic if "topic" in known else None,
                "location": PLACES[message.matter.place][0] if "location" in known else None,
            }
            for number, message in enumerate(self.messages)
        ]
        return facts_of(rows)


def facts_of(rows: list[dict[str, Any]]) -> Facts:
    """The facts of a register with these rows."""
    titles = {column.field: column.title for column in CASES.columns}
    columns = ([titles[name], *(row[name] for row in rows)] for name in rows[0])
    register = parse(Tabs("Замер", (Tab(CASES.title, tuple(columns)),)))
    return gather(register, sla.assess(register, NOW), NOW)


def recall(settlement: Settlement, facts: Facts, *, before: bool = False) -> tuple[float, float]:
    """The share of paraphrases found at FALSE false suggestions, and the score that this takes."""
    word = LETTERS if before else texts.WORD
    with patch.multiple(repeats, **(BEFORE if before else ALL)), patch.object(texts, "WORD", word):
        found = repeats.likely(facts, repeats.texts(facts.register.cases["text"]))
    first = len(settlement.messages) - len(settlement.of)
    false = found[found.index < first]["score"].sort_values(ascending=False)
    least = float(false.iloc[FALSE]) if len(false) > FALSE else 0.0
    good = {(first + number, earlier) for number, earlier in enumerate(settlement.of)}
    kept = found[found["score"] > least]
    hits = {at for at, earlier in zip(kept.index, kept["earlier_at"], strict=True) if (at, earlier) in good}
    return len(hits) / len(good), least


def told_of(found: list[tuple[float, float]]) -> str:
    """The mean of the settlements in words."""
    share, least = (statistics.mean(values) for values in zip(*found, strict=True))
    return f"{share:6.0%} from {least:4.2f}"


def main() -> None:
    """Print the table."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    settlements = [Settlement.drawn(seed) for seed in range(seeds)]
    print(
        f"{PARAPHRASES} paraphrases after {MATTERS} messages, {FALSE} false suggestions, {seeds} settlements"
    )
    print(f"{'what the register keeps':24} {'before':>16} {'after':>16}")
    for title, known in KNOWN:
        facts = [settlement.facts(known) for settlement in settlements]
        before, after = (
            told_of([recall(*pair, before=old) for pair in zip(settlements, facts, strict=True)])
            for old in (True, False)
        )
        print(f"{title:24} {before:>16} {after:>16}")


if __name__ == "__main__":
    main()
