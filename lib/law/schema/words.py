"""The closed words that columns of several tabs share, and what else people write for each."""

from __future__ import annotations

from lib.law import regulation

KINDS = tuple(kind.label for kind in regulation.Kind if kind)
KIND_SYNONYMS = (
    ("финальный", regulation.Kind.FINAL.label),
    ("итоговый", regulation.Kind.FINAL.label),
    ("предварительный", regulation.Kind.INTERIM.label),
    ("уточнение", regulation.Kind.QUERY.label),
)
IMPORTANCE_SYNONYMS = (
    *((word, regulation.HIGH) for word in ("высокая", "срочная", "срочно", "важная", "важно")),
    *((word, regulation.HIGH) for word in ("high", "urgent")),
    *((word, regulation.ORDINARY) for word in ("низкая", "средняя", "нормальная")),
    *((word, regulation.ORDINARY) for word in ("low", "medium", "normal")),
)
