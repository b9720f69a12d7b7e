"""What the suggestions of topic, place and executor are worth, by a split in time.

    python -m benchmarks.suggestions

The last third of a register is asked, each message against those before it. Top 1 and top 3: how often the
right value is the likeliest, or among the three likeliest; floor: the value that was most frequent before.
Told: how often the program says anything; right: how often it is then right. The registers: generated
messages (`benchmarks.messages`) and the demonstration. The executor is asked with the topic given.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from benchmarks.insights import demonstration
from benchmarks.messages import PLACES, TROUBLES
from benchmarks.repeats import NOW, Settlement, facts_of
from lib.figures.alike.suggestions import History
from lib.register import Register

FIELDS = ("topic", "location", "executor")
SLIPS, WRONG = 0.08, 0.1  # topics put otherwise by the curator; messages first sent to somebody else


def settlement(seed: int) -> Register:
    """Generated messages with topics as a curator puts them, and their way to an executor and back."""
    draw = random.Random(seed)
    messages = Settlement.drawn(seed).messages
    step = timedelta(days=500) / len(messages)
    rows: list[dict[str, Any]] = []
    for number, message in enumerate(messages):
        matter = message.matter
        found = NOW - timedelta(days=510) + number * step
        right, wrong = (f"Исполнитель {who}" for who in (TROUBLES[matter.topic][1], draw.randint(1, 6)))
        back = wrong != right and draw.random() < WRONG
        rows.append(
            {
                "case": number + 1,
                "detected": f"{found:%d.%m.%Y %H:%M}",
                "text": message.text,
                "topic": draw.choice(list(TROUBLES)) if draw.random() < SLIPS else matter.topic,
                "location": PLACES[matter.place][0],
                "executor": wrong if back else right,
                "sent": f"{found + timedelta(minutes=9):%d.%m.%Y %H:%M}",
                "returned": f"{found + timedelta(minutes=15):%d.%m.%Y %H:%M}" if back else None,
                "executor2": right if back else None,
                "resent": f"{found + timedelta(minutes=21):%d.%m.%Y %H:%M}" if back else None,
            }
        )
    return facts_of(rows).register


def measured(register: Register) -> dict[str, tuple[float, ...]]:
    """Per field: messages asked, floor, top 1, top 3, told, right where told."""
    history = History(register)
    cases = register.cases
    texts = cases["text"].to_numpy() != ""
    order = [
        at
        for at in history.detected.argsort(kind="stable").tolist()
        if texts[at] and not cases["excluded"][at]
    ]
    split = 2 * len(order) // 3
    result = {}
    for field in FIELDS:
        column = cases[field].astype(object)
        if field == "executor":
            column = cases["executor2"].astype(object).where(cases["executor2"].notna(), column)
        before = Counter(name for name in column.iloc[order[:split]] if isinstance(name, str))
        floor = before.most_common(1)[0][0]
        asked = [at for at in order[split:] if isinstance(column.iloc[at], str)]
        hits = [0, 0, 0, 0, 0]
        for at in asked:
            ranked, said = ranking(history, field, at)
            right = column.iloc[at]
            hits[0] += right == floor
            hits[1] += right in ranked[:1]
            hits[2] += right in ranked[:3]
            hits[3] += bool(said)
            hits[4] += said == right
        shares = [hit / len(asked) for hit in hits[:4]]
        result[field] = (len(asked), *shares, hits[4] / hits[3] if hits[3] else float("nan"))
    return result


def ranking(history: History, field: str, at: int) -> tuple[list[str], str]:
    """The values from the likeliest on, and the one that is told, or ""."""
    if field == "executor":
        usual = history.usual(at)
        return [course.executor for course in history.executors(at)], usual.executor if usual else ""
    guesses = history.topics(at) if field == "topic" else history.places(at)
    return [guess.value for guess in guesses], next((guess.value for guess in guesses if guess.sure), "")


def main() -> None:
    """Print the table."""
    titles = ("floor", "top 1", "top 3", "told", "right")
    print(f"{'register':16} {'field':10} {'asked':>6} " + " ".join(f"{title:>7}" for title in titles))
    for title, register in (("generated", settlement(1)), ("demonstration", demonstration(1500))):
        for field, (asked, *shares) in measured(register).items():
            print(f"{title:16} {field:10} {asked:6} " + " ".join(f"{share:7.1%}" for share in shares))


if __name__ == "__main__":
    main()
