"""What the register keeps: which steps it notes at all (rules.md, «What the register keeps»).

Many registers keep two steps only: found, answered. A step that nobody can note is owed by nobody and judged
by nothing: every figure, list and document asks here before it tells a share, a lack or a zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.duties.timeline import Array, Timeline
from lib.law.regulation import RULES, Rule, Stage
from lib.law.schema import CASES, STAGE_OF
from lib.register import Register
from lib.register.once import once_a_register

ENOUGH = 3  # cases whose events «Журнал» holds: fewer are an exception, not a way to keep a step


@dataclass(frozen=True)
class Kept:
    """What a register keeps as of a moment.

    fields: the columns of «Реестр» that stand in any of its tabs; stages: what «Журнал» holds of at least
    ENOUGH cases; rules: the rules that can have obligations, in the regulation's order.
    """

    fields: frozenset[str]
    stages: frozenset[Stage]
    rules: tuple[str, ...]

    def notes(self, field: str) -> bool:
        """Whether what this column says is noted: in the column itself, or as events of «Журнал»."""
        return field in self.fields or STAGE_OF.get(field) in self.stages

    def __contains__(self, rule: str) -> bool:
        return rule in self.rules


@once_a_register(2)  # asked by the obligations and by the figures of one moment
def kept(register: Register, events: Timeline) -> Kept:
    """What the register keeps as of the moment of `events`, its timeline."""
    counts = events.journal & ~events.idle & ~register.cases["excluded"].to_numpy()[events.at]
    return _kept(register, events.at[counts], events.stage[counts])


@once_a_register()  # asked by several parts of a page
def kept_ever(register: Register) -> Kept:
    """The same whatever the moment: what is said of columns that are not there."""
    journal = register.events[register.events["journal"].to_numpy()]
    at = journal["at"].to_numpy()
    counts = ~register.cases["excluded"].to_numpy()[at]
    return _kept(register, at[counts], journal["stage"].to_numpy()[counts])


def _kept(register: Register, at: Array, stage: Array) -> Kept:
    """By the columns and by these events of «Журнал»: the case and the stage of each."""
    fields = frozenset(name for place in register.places for tab, name in place.columns if tab == CASES.title)

    seen = np.zeros((len(Stage), at.max(initial=-1) + 1), bool)
    seen[stage, at] = True

    def in_cases(rule: Rule) -> bool:
        ends = {STAGE_OF[name] for name in rule.kept_by if name in STAGE_OF}
        return int(seen[list(ends)].any(axis=0).sum()) >= ENOUGH  # for `final` both together

    many = seen.sum(axis=1)
    stages = frozenset(stage for stage in Stage if many[stage] >= ENOUGH)
    rules = (rule.key for rule in RULES if fields.intersection(rule.kept_by) or in_cases(rule))
    return Kept(fields, stages, tuple(rules))
