"""The tables of people, dynamics and signals computed slowly (tests/figures/test_summary_against_oracle.py).

Like `tests/oracle_summary.py` it shares no code with `lib/`: plain Python over the oracle's cases and duties,
each table from its definition in words. Names are folded; numbers are counts, seconds, or None for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle.summary import ANSWERS, Slow, Told, days_of, last_day

Month = tuple[int, int]
JUDGED = ("met", "late", "overdue")
HANDS = ("dispatch", "return", "draft", "review", "deputy_review", "rework", "posting")
LETTERS = {"topic": "Тема не указана", "location": "Локация не указана", "network": "Источник не указан"}


def fold(name: str) -> str:
    return "".join(name.casefold().replace("ё", "е").split())


def judged(duties: list[Any]) -> list[Any]:
    """What timeliness is taken over: what was in time, late or overdue, where there was a term at all."""
    return [duty for duty in duties if duty.status in JUDGED and duty.due is not None]


def share(duties: list[Any]) -> tuple[int, int]:
    taken = judged(duties)
    return sum(duty.status == "met" for duty in taken), len(taken)


# --- people


def by_hand(slow: Slow, cases: list[Told], *rules: str) -> dict[tuple[str, str, bool], list[Any]]:
    """Duties by role, person and high importance."""
    found: dict[tuple[str, str, bool], list[Any]] = defaultdict(list)
    for told in cases:
        for duty in slow.of([told], *rules):
            found[duty.role, fold(duty.person), told.case.high].append(duty)
    return found


def year(slow: Slow, month: Month) -> list[Month]:
    """The last twelve whole months up to a month."""
    past = [month_before(month, back) for back in range(13)]
    return [span for span in past if whole(slow, span)][:12]


def executors(slow: Slow, months: list[Month]) -> dict[str, tuple[int, int]]:
    """Ordinary drafts, reworks and final drafts in time, of how many, by executor."""
    cases = [told for span in months for told in slow.cohort(span, high=False)]
    hands = by_hand(slow, cases, "draft", "rework", "final")
    found = {hand[1]: share(duties) for hand, duties in hands.items() if hand[0] == "executor" and hand[1]}
    return {name: pair for name, pair in found.items() if pair[1]}


def steps_of(slow: Slow, cases: list[Told]) -> dict[tuple[str, bool], Counter[str]]:
    """How many of each status, by rule and high importance."""
    found: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for told in cases:
        for duty in slow.of([told]):
            found[duty.rule, told.case.high][duty.status] += 1
    return found


def quality(slow: Slow, cases: list[Told]) -> dict[tuple[str, bool], tuple[int, ...]]:
    """By executor and importance, in the order of the columns of `people.quality`."""
    sums: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for told in cases:
        duties = slow.of([told])
        sent = [event for event in told.events if event.event == "sent"]
        high = told.case.high
        if sent:
            mine = sums[fold(sent[-1].executor or told.case.executor), high]
            mine["cases"] += 1
            mine["first_known"] += told.first_draft is not None
            mine["first_draft"] += bool(told.first_draft)
            mine["drafted"] += bool(told.times("drafted"))
            mine["reworked"] += bool(told.times("drafted")) and bool(told.times("sent_back"))
            mine["answered"] += told.answered is not None
            mine["interim"] += told.answered is not None and slow.interim(told)
        own = [duty for duty in duties if duty.role == "executor"]
        for who in {fold(duty.person) for duty in own if duty.rule == "return"}:
            sums[who, high]["returned"] += 1
        for rule, name in (("return", "returned"), ("final", "final")):
            for duty in own:
                if duty.rule == rule:
                    met, of = share([duty])
                    sums[fold(duty.person), high][f"{name}_met"] += met
                    sums[fold(duty.person), high][f"{name}_judged"] += of
    columns = (
        *("cases", "returned", "returned_met", "returned_judged", "first_draft", "first_known"),
        *("reworked", "drafted", "interim", "answered", "final_met", "final_judged"),
    )
    rows = {key: tuple(mine[name] for name in columns) for key, mine in sums.items()}
    return {key: row for key, row in rows.items() if any(row)}


def lateness(slow: Slow, cases: list[Told]) -> dict[tuple[str, str, bool], tuple[int, int, int, int]]:
    """By hand: late cases held over the norm, seconds over, seconds held."""
    over: dict[tuple[str, str, bool], Counter[int]] = defaultdict(Counter)
    held: Counter[tuple[str, str, bool]] = Counter()
    for told in cases:
        duties = slow.of([told])
        late = [duty for duty in duties if duty.rule in ANSWERS and duty.status in ("late", "overdue")]
        if not late:
            continue
        (answer,) = late
        end = answer.closed or slow.now
        given_back = {duty.closed for duty in duties if duty.rule == "return"}
        seen = set()
        for duty in duties:
            if duty.rule not in HANDS or duty.opened >= end:
                continue
            if duty.status == "cancelled" and duty.closed in given_back:
                continue  # the return tells it
            if (duty.rule, duty.closed) in seen:
                continue  # noted twice, held once
            seen.add((duty.rule, duty.closed))
            until = min(duty.closed or slow.now, end)
            limit = max(duty.due or answer.due, duty.opened)
            unproven = duty.status == "unproven"
            hand = ("unproven", "", told.case.high) if unproven else None
            hand = hand or (duty.role, fold(duty.person), told.case.high)
            over[hand][told.case.index] += slow.clock.between(limit, until)
            held[hand] += 0 if unproven else slow.clock.between(duty.opened, until)
    return {
        hand: (
            sum(second > 0 for second in by_case.values()),
            sum(by_case.values()),
            held[hand],
            max(by_case.values()),
        )
        for hand, by_case in over.items()
    }


# --- dynamics


def month_before(month: Month, number: int) -> Month:
    count = 12 * month[0] + month[1] - 1 - number
    return count // 12, count % 12 + 1


def since(slow: Slow) -> date | None:
    """The day of the first message of all."""
    return min((told.detected.date() for told in slow.alive() if told.detected), default=None)


def values(slow: Slow, cases: list[Told], name: str) -> Counter[str]:
    return Counter(fold(getattr(told, name) or LETTERS[name]) for told in cases)


def breakdown(slow: Slow, month: Month, name: str) -> dict[str, tuple[int, int, int | None, int | None]]:
    """By value: cases, those of high importance, the month before and a year ago (None: no register yet)."""
    spans = [month, month_before(month, 1), month_before(month, 12)]
    now, high = (values(slow, slow.cohort(month, only), name) for only in (None, True))
    first = since(slow)
    past = [
        values(slow, slow.cohort(span), name) if first and first <= last_day(span) else None
        for span in spans[1:]
    ]
    every = set(now).union(*(values(slow, slow.cohort(span), name) for span in spans[1:]))
    return {v: (now[v], high[v], *(None if p is None else p[v] for p in past)) for v in every}


def whole(slow: Slow, month: Month) -> bool:
    """Whether the month is over and the register covers it from its first day."""
    first = since(slow)
    return first is not None and first <= days_of(month)[0] and last_day(month) < slow.now.date()


def hazy(slow: Slow, month: Month, key: str, importance: str) -> bool:
    """Whether more than one step of a figure of timeliness is not noted for twenty that are judged."""
    rules = {"answer": ANSWERS, "preparing": ("draft", "rework", "final")}.get(key, (key,))
    duties = slow.of(slow.cohort(month, importance == "high"), *rules) if importance != "all" else []
    doubtful = sum(duty.status == "unproven" for duty in duties)
    return 20 * doubtful > slow.share(duties)[1]


def opening(slow: Slow, month: Month, other: Month) -> tuple[int, int, int] | None:
    """How many whole working days of the present month, and messages on those and on as many first ones."""
    first = since(slow)
    if first is None or first > days_of(month)[0] or not whole(slow, other):
        return None
    own = [day for day in days_of(month) if day < slow.now.date() and slow.clock.is_working(day)]
    theirs = [day for day in days_of(other) if slow.clock.is_working(day)]
    days = min(len(own), len(theirs))
    if last_day(month) < slow.now.date() or not days:
        return None
    number, before = (
        sum(told.detected.date() in some[:days] for told in slow.cohort(span))
        for span, some in ((month, own), (other, theirs))
    )
    return days, number, before


def heat(slow: Slow, cases: list[Told]) -> Counter[tuple[str, str]]:
    return Counter(
        (fold(told.topic or LETTERS["topic"]), fold(told.location or LETTERS["location"])) for told in cases
    )


def hours(cases: list[Told]) -> Counter[tuple[int, int]]:
    return Counter((told.detected.weekday(), told.detected.hour) for told in cases if not told.by_date)


def weeks(slow: Slow, month: Month) -> list[tuple[int, int]]:
    """Ordinary and high ones of each week from Monday, of the month's own days."""
    monday: dict[date, list[int]] = {}
    for day in days_of(month):
        monday.setdefault(day - timedelta(days=day.weekday()), [0, 0])
    for told in slow.cohort(month):
        day = told.detected.date()
        monday[day - timedelta(days=day.weekday())][told.case.high] += 1
    return [(ordinary, high) for _, (ordinary, high) in sorted(monday.items())]


def ages(slow: Slow, end: datetime) -> list[float]:
    return sorted((end - told.detected).total_seconds() / 86400 for told in slow.waiting(end))


# --- signals


def promises(slow: Slow) -> list[tuple[str, str]]:
    """№ and state of every interim answer."""
    words = {"overdue": "broken", "late": "late", "met": "kept", "unproven": "unknown"}
    found = []
    for told in slow.alive():
        for duty in slow.of([told], "final"):
            today = duty.due is not None and duty.due.date() == slow.now.date()
            found.append((told.case.label, words.get(duty.status, "today" if today else "open")))
    return sorted(found)


def reports(slow: Slow) -> list[tuple[str, bool, int]]:
    """№, whether it is reported, seconds that it took or has taken in the norm's clock."""
    return sorted(
        (told.case.label, duty.closed is not None, duty.spent)
        for told in slow.alive()
        for duty in slow.of([told], "report_head")
    )


def chains(slow: Slow) -> list[list[int]]:
    """Places of the cases that are linked with one another, by walking from each to all that it reaches."""
    place = {case.index: number for number, case in enumerate(slow.cases)}
    alive = {told.case.index: told for told in slow.alive()}
    near: dict[int, set[int]] = defaultdict(set)
    for index, told in alive.items():
        if told.earlier and not told.case.excluded and told.earlier.case.index in alive:
            near[index].add(told.earlier.case.index)
            near[told.earlier.case.index].add(index)
    found, seen = [], set()
    for start in sorted(near):
        if start in seen:
            continue
        reached, todo = {start}, [start]
        while todo:
            for other in near[todo.pop()] - reached:
                reached.add(other)
                todo.append(other)
        seen |= reached
        found.append(sorted(place[index] for index in reached))
    return sorted(found)
