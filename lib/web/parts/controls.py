"""Choices that live in the page's address: the address says what is chosen, the field only shows it.

Streamlit's own binding writes labels, which change with their counts; here words of ours stand in the
address, and a chart may change them too (`put`). What an address holds is checked against the options.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar, cast

import streamlit as st

from lib.figures.facts import Facts
from lib.lists import spans
from lib.web.shell import links, router
from lib.web.shell.addresses import FIRST
from lib.web.shell.store import View
from lib.worktime.period import Period, month_of

Word = TypeVar("Word", bound=str)


def told(name: str, options: Collection[str], default: str) -> str:
    """What the address says of a choice, where it is one of the options."""
    value = st.query_params.get(name, default)
    return value if value in options else default


def told_all(name: str, options: Collection[str]) -> tuple[str, ...]:
    """What the address says of a choice of any number, of the options alone."""
    return tuple(value for value in st.query_params.get_all(name) if value in options)


def put(name: str, values: Sequence[str] | str) -> None:
    """Write a choice into the address; nothing chosen leaves it out. To be called from callbacks."""
    if values:
        st.query_params[name] = values if isinstance(values, str) else list(values)
    elif name in st.query_params:
        del st.query_params[name]


def _taken(name: str, default: str) -> None:
    value = st.session_state[_field(name)]
    put(name, "" if value == default else value or "")


def _field(name: str) -> str:
    return f"choice_{name}"


def _bound(name: str, options: Mapping[Word, str], default: Word) -> dict[str, Any]:
    """What ties a field for one of the options to the address."""
    st.session_state[_field(name)] = told(name, options, default)
    return {
        "options": list(options),
        "format_func": options.__getitem__,
        "key": _field(name),
        "on_change": _taken,
        "args": (name, default),
    }


def one(label: str, name: str, options: Mapping[Word, str], default: Word, note: str = "") -> Word:
    """A list to choose one from: `options` are words of the address with their labels."""
    return cast(Word, st.selectbox(label, **_bound(name, options, default), help=note or None))


def part(label: str, name: str, options: Mapping[Word, str], default: Word) -> Word:
    """Buttons side by side, one of which is chosen."""
    bound = _bound(name, options, default)
    chosen = st.segmented_control(label, **bound, required=True, label_visibility="collapsed")
    return cast(Word, chosen)


def several(label: str, name: str, options: Sequence[str]) -> tuple[str, ...]:
    """A list to choose any number from."""
    st.session_state[_field(name)] = list(told_all(name, options))
    chosen = st.multiselect(
        label,
        options,
        placeholder="Все",
        key=_field(name),
        on_change=_taken,
        args=(name, ""),
        select_all=False,
    )
    return tuple(chosen)


def way_back(page: str, view: View) -> None:
    """The link back from a page that is not in the menu, to where the reader came from, as he left it."""
    name, query = links.came_from(page, view.reader.has)
    kept = {key: values for key, values in query.items() if key != router.MOMENT}
    st.page_link(
        router.PAGES / f"{name}.py",
        label="К списку" if name in (FIRST, "cases") else f"К странице «{router.TITLES[name]}»",
        icon=":material/arrow_back:",
        query_params={**kept, **router.moment_query()},
    )


def picked(chart: str, name: str, *, multiple: bool = False) -> Callable[[], None]:
    """A callback for a chart: the bar that was chosen (its first custom datum) goes into the address."""

    def take() -> None:
        points = st.session_state[chart]["selection"]["points"]
        values = dict.fromkeys(str(point["customdata"][0]) for point in points if point.get("customdata"))
        if values:
            put(name, list(values) if multiple else next(iter(values)))

    return take


def period(facts: Facts, default: str, words: Sequence[str] | None = None) -> tuple[str, Period]:
    """The list of periods (of `words`, else of `spans.choices`), and any other that the address names."""
    known = list(words or spans.choices(facts.since, facts.today))
    other = st.query_params.get("period", "")
    if other not in known and words is None and spans.read(other, facts.today) is not None:
        known.insert(0, other)
    chosen = one("Период", "period", {word: spans.label(word, facts.today) for word in known}, default)
    return chosen, spans.read(chosen, facts.today) or month_of(facts.today.astype(object))
