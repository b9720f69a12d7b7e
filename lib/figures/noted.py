"""Which figures the register can tell at all: the rest is «не ведётся», never a zero (rules.md)."""

from __future__ import annotations

from collections.abc import Callable

from lib.duties.kept import Kept
from lib.figures.definitions import APART, Importance
from lib.figures.signals import Lack, looked_for
from lib.law.regulation import RULES


def _by_rule(*rules: str) -> Callable[[Kept], bool]:
    return lambda kept: any(rule in kept for rule in rules)


def _by_columns(*fields: str) -> Callable[[Kept], bool]:
    return lambda kept: all(kept.notes(field) for field in fields)


# Steps between detection and answer: without any nobody can tell in whose hands an answer was delayed.
_BETWEEN = ("dispatch", "draft", "review", "deputy_review", "rework")

# What each figure is made of, by its key in `definitions`, or a part of a page; any other can always be told.
_NEEDS: dict[str, Callable[[Kept], bool]] = {
    **{rule.key: _by_rule(rule.key) for rule in RULES},
    **dict.fromkeys(("answer", "answer_median", "answer_p90", "answer_untimed"), _by_rule("answer")),
    **dict.fromkeys(("answered", "unanswered", "backlog"), _by_rule("answer")),
    "preparing": _by_rule("draft"),  # reworks and final drafts alone are not the preparing of answers
    "unproven": lambda kept: bool(kept.rules),
    "deficiencies": lambda kept: any(looked_for(kind, kept) for kind in Lack),
    "promised": _by_rule("final"),
    "unreported": lambda kept: "report_head" in kept and kept.notes("importance"),
    "with_deputy": lambda kept: "deputy_review" in kept and kept.notes("escalated"),
    "first_draft": _by_columns("drafted", "sent_back", "approved"),
    "reworked": _by_columns("drafted", "sent_back"),
    "returned": _by_columns("sent", "returned"),
    "interim": _by_columns("posted", "kind"),
    "repeated": _by_columns("repeat_of"),
    "came_back": _by_columns("repeat_of", "posted"),
    "came_back_days": _by_columns("repeat_of", "posted"),
    "media": _by_columns("media"),
    "surges": lambda kept: kept.notes("topic") or kept.notes("location"),
    "topic": _by_columns("topic"),
    "topic_group": _by_columns("topic"),
    "location": _by_columns("location"),
    "network": _by_columns("network"),
    "excluded_reasons": lambda kept: bool({"excluded", "status"} & kept.fields),
    "of_executors": lambda kept: kept.notes("sent") and bool({"executor", "executor2"} & kept.fields),
    "hands": lambda kept: any(rule in kept for rule in _BETWEEN),
    "mark": _by_columns("mark"),
    "resolved": _by_columns("outcome"),
}


def noted(kept: Kept, figure: str) -> bool:
    """Whether the register notes what the figure of this key is made of."""
    needs = _NEEDS.get(figure)
    return needs is None or needs(kept)


def apart(kept: Kept) -> tuple[Importance, ...]:
    """The importances that are told apart: where «Важность» is not kept there are only ordinary messages."""
    return APART if kept.notes("importance") else APART[:1]


_OPEN = ("importance", "kind", "sent_back")  # without these some steps never begin


def whole(kept: Kept) -> bool:
    """Whether every deficiency could be seen: only then may it be said that nothing is amiss."""
    return (
        all(rule.key in kept for rule in RULES)
        and all(looked_for(kind, kept) for kind in Lack)
        and all(kept.notes(field) for field in _OPEN)
    )
