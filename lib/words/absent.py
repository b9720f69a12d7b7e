"""Which columns a register lacks, what cannot be shown for want of them, and when one was lost, in words."""

from __future__ import annotations

from typing import Any

from lib.base.plaintext import plain, short
from lib.duties.kept import Kept, kept_ever
from lib.law.regulation import RULES
from lib.law.schema import CASES, EVENT_FIELDS, STAGE_OF
from lib.register import Place, Register
from lib.register.layout import meant
from lib.words import phrases

_MAIN = ("sent", "drafted", "approved", "posted")  # steps without which no figure of timeliness holds
# What nobody notes who does not note the step itself: it proves that a lost column of the step was kept.
_PROVEN_BY = {
    "sent": ("returned", "resent"),
    "drafted": ("sent_back", "redrafted", "final_drafted"),
    "approved": ("escalated", "final_approved"),
    "posted": ("final_posted", "answer_url"),
}
_MOSTLY = 0.5  # of the cases: a step that «Журнал» holds of so many is kept there, and no column is lost
_MOST_NAMED = 8  # columns
# On these nothing rests; that a register has no № its check tells at the tab.
_FREE = {CASES.column(field).title for field in ("case", "author", "note")}


def lacking(register: Register) -> tuple[str, ...]:
    """What cannot be shown for want of columns, and how the lost one may be called; of like tabs once."""
    return tuple(told for places in _alike(register) for told in _lacking(places, register))


def torn(register: Register) -> tuple[str, ...]:
    """`lacking` where it must not be overlooked: the column of a kept step is lost, or a header is misspelt.

    A register that never kept a step, or whose columns somebody has chosen, has lost nothing.
    """
    return tuple(
        told
        for places in _alike(register)
        if any(_is_torn(place, register) for place in places) or _misspelt(places[0])
        for told in _lacking(places, register)
    )


def misspelt(register: Register) -> bool:
    """Whether some lost column seems to stand there under a header that is nearly its own."""
    return any(map(_misspelt, register.places))


def _misspelt(place: Place) -> bool:
    return any(meant(title, place.foreign) for title in _absent(place))


def _is_torn(place: Place, register: Register) -> bool:
    """Whether a column of one of the steps of every answer is lost: cells or «Журнал» prove that it was kept.

    Where one alone is missing the columns that go with it suffice, though nothing stands in them yet.
    """
    lost = [field for field in _MAIN if CASES.column(field).title in place.missing]
    if place.headers or not lost:
        return False
    return any(
        _proven(field, place, register)
        or (len(lost) == 1 and any((CASES.title, other) in place.columns for other in _PROVEN_BY[field]))
        for field in lost
    )


def _proven(field: str, place: Place, register: Register) -> bool:
    """Whether other cells of that place, or some events of its «Журнал», show that the step was noted."""
    source = register.places.index(place)
    cases = (register.cases["source"] == source).to_numpy()
    others = [other for other in _PROVEN_BY[field] if (CASES.title, other) in place.columns]
    linked = "answer_url" in others and (register.cases["answer_url"][cases] != "").any()
    if linked and "status" not in kept_ever(register).fields:
        return True
    events = register.events[cases[register.events["at"].to_numpy()]]
    journal = events["journal"].to_numpy()
    by_cells = ~journal & events["field"].isin([EVENT_FIELDS.index(n) for n in others if n in EVENT_FIELDS])
    of_step = journal & (events["stage"] == STAGE_OF[field]).to_numpy()
    noted = events["at"][of_step].nunique()
    return bool(by_cells.any()) or 0 < noted < _MOSTLY * cases.sum()


def _alike(register: Register) -> list[list[Place]]:
    """The places of the register, those of one spreadsheet that lack the same together."""
    found: dict[Any, list[Place]] = {}
    for place in register.places:
        near = tuple(meant(title, place.foreign) for title in _absent(place))
        found.setdefault((place.book, place.missing, near), []).append(place)
    return list(found.values())


def lacking_besides(register: Register) -> tuple[str, ...]:
    """`lacking` without what `torn` tells at the head of every page."""
    told = torn(register)
    return tuple(sentence for sentence in lacking(register) if sentence not in told)


def _absent(place: Place) -> list[str]:
    """The columns that are lost: those that end a step first, without those on which nothing rests."""
    ends = {CASES.column(field).title for rule in RULES for field in rule.kept_by}
    steps = {CASES.column(field).title for field in EVENT_FIELDS}
    return sorted(
        (title for title in place.missing if title not in _FREE),
        key=lambda title: (title not in ends, title not in steps),
    )


def unkept(kept: Kept) -> str:
    """Which steps the register does not keep, in a sentence; "" where it keeps all."""
    steps = [f"«{rule.step}»" for rule in RULES if rule.key not in kept]
    if not steps:
        return ""
    if len(steps) == 1:
        return f"Шаг {steps[0]} не ведётся: срок по нему не считается, и никто по нему не оценивается."
    told = phrases.listed(steps)
    return f"Шаги {told} не ведутся: сроки по ним не считаются, и никто по ним не оценивается."


def _lacking(places: list[Place], register: Register) -> list[str]:
    place = places[0]
    names = _absent(place)
    if not names:
        return []
    many = len({other.book for other in register.places}) > 1
    whose = f" таблицы «{plain(place.book)}»" if many else ""
    tabs = ", ".join(f"«{plain(own.tab)}»" for own in places[:_MOST_NAMED])
    tabs += f" и ещё {len(places) - _MOST_NAMED}" if len(places) > _MOST_NAMED else ""
    where = f"На листе {tabs}{whose}" if len(places) == 1 else f"На листах {tabs}{whose}"
    kept = kept_ever(register)
    lost = [rule for rule in RULES if rule.key not in kept]
    ends = {CASES.column(field).title for rule in lost for field in rule.kept_by if field != "status"}
    first = [name for name in names if name in ends]
    told = [f"{where} нет {_columns(first)}. {unkept(kept)}"] if first else []
    if rest := [name for name in names if name not in ends]:
        which = f"Нет и {_columns(rest)}" if first else f"{where} нет {_columns(rest)}"
        told.append(
            f"{which}: показатели, которые от {'него' if len(rest) == 1 else 'них'} зависят, не считаются."
        )
    for name in names:
        if found := meant(name, place.foreign):
            column = f"{found[0]} «{short(found[1], 60)}»"
            told.append(f"Похоже, «{name}» — это столбец {column}: исправьте его заголовок.")
    return told


def _columns(names: list[str]) -> str:
    """«столбца «А»», «столбцов «А», «Б» и ещё 3»."""
    listed = ", ".join(f"«{name}»" for name in names[:_MOST_NAMED])
    more = f" и ещё {len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else ""
    return f"{'столбца' if len(names) == 1 else 'столбцов'} {listed}{more}"
