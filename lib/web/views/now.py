"""The parts of «Сейчас»: the counters that choose the list, the choice of cases, whose turn each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from lib.duties.kept import kept_ever
from lib.figures import headline, surges, urgency
from lib.figures.headline import Choices, Filters, Part
from lib.figures.noted import noted, whole
from lib.figures.signals import BROKEN, TODAY, promised
from lib.law.regulation import Role
from lib.law.schema import CASES
from lib.lists.scope import CURATOR, DEPUTY, EXECUTOR
from lib.web.html import blocks, markup
from lib.web.parts import case_list, controls, letters
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.shell.store import View
from lib.words import words
from lib.words.privacy import mask

MOST_PEOPLE = 30  # who are reminded each in a list of his own; the others in one
RESERVE = (
    "Время рабочее. Запас — сколько останется до срока ответа, если все следующие шаги займут полную норму."
    " С минусом — ответ опоздает, если не ускориться."
)
_READERS = {
    CURATOR: Role.CURATOR,
    DEPUTY: Role.DEPUTY,
    EXECUTOR: Role.EXECUTOR,
}  # who have steps of their own
URGENT = "urgent"
DEPUTY_HAS = "Ждёт заместителя главы"
LONG_LATE = "Просрочено больше чем на рабочий день"
_PEOPLE = ("человек", "человека", "человек")
Section = tuple[str, pd.DataFrame]  # a heading and its rows, for paper


@dataclass(frozen=True)
class Shown:
    """A list of open cases: its name in the switch, its heading, what is said where it is empty,
    which of the open cases it shows.

    figure: it is there where the register notes what this one is made of (`noted`); "" always.
    """

    name: str
    title: str
    empty: str
    part: Part
    figure: str = ""


LISTS = {
    URGENT: Shown(
        "Срочные",
        "Просрочено, под угрозой и скоро срок",
        "Просроченных и срочных сообщений нет.",
        headline.urgent,
    ),
    "overdue": Shown("Просрочено", "Просрочено", "Просроченных сообщений нет.", headline.overdue),
    "soon": Shown(
        "Скоро срок", "Скоро срок или под угрозой", "Сообщений с близким сроком нет.", headline.soon
    ),
    "final": Shown(
        "Ждут окончательного",
        "Ждут окончательного ответа (п. 15)",
        "Сообщений, ждущих окончательного ответа, нет.",
        headline.unfinished,
        "final",
    ),
    "head": Shown(
        "Не доложено главе",
        "Сообщения повышенной важности, о которых не доложено главе (п. 22)",
        "Обо всех сообщениях повышенной важности доложено.",
        headline.unreported,
        "unreported",
    ),
    "deputy": Shown(
        "У зам. главы",
        "Проекты ответов на согласовании у заместителя главы (п. 12)",
        "На согласовании у заместителя главы ничего нет.",
        headline.waiting_for_deputy,
        "with_deputy",
    ),
    "open": Shown(
        "Все в работе",
        "Сообщения, по которым остались невыполненные шаги",
        "Всё сделано: открытых сообщений нет.",
        headline.each_once,
    ),
}
_DONE_AS_NOTED = "Всё, что отмечается в реестре, сделано: открытых сообщений нет."


def reader(view: View) -> Role | None:
    """The role whose steps are the reader's own; None for those who only look."""
    return _READERS.get(view.scope.role)


def lists(view: View) -> dict[str, Shown]:
    """The lists to choose from: of what the register keeps, with the reader's own steps where he has any."""
    keeps, own = kept_ever(view.register), reader(view)
    known = {name: shown for name, shown in LISTS.items() if noted(keeps, shown.figure)}
    if not whole(keeps):
        known["open"] = replace(known["open"], empty=_DONE_AS_NOTED)
    if own is None:
        return known
    mine = Shown(
        "Мои",
        "Мои шаги",
        "Ваших шагов нет.",
        Part(lambda live: urgency.is_mine(live, own)),
    )
    return {URGENT: LISTS[URGENT], "mine": mine, **known}


def pressing(view: View, urgent: pd.DataFrame) -> bool:
    """Whether anything urgent waits for the reader himself, or for anybody where he has no steps."""
    own = reader(view)
    return bool(len(urgent) if own is None else urgency.is_mine(urgent, own).any())


def switch(view: View, live: pd.DataFrame) -> tuple[str, Shown, pd.DataFrame]:
    """The counters, which choose the list; returns the chosen one's name, what it is, and its rows."""
    known = lists(view)
    many = {name: shown.part.which(live).sum() for name, shown in known.items()}
    labels = {name: f"{shown.name} · **{many[name]}**" for name, shown in known.items()}
    with st.container(key="switch"):
        chosen = controls.part("Список", "list", labels, URGENT)
    return chosen, known[chosen], known[chosen].part(live)


def calm(view: View) -> str:
    """That working time stands still, and when it goes on; "" while it runs."""
    resumed = headline.resumes(view.register, view.now)
    if resumed is None:
        return ""
    return f"Сейчас нерабочее время. Отсчёт сроков продолжится {words.at(resumed, view.now)}."


def signs(insight: Insight, before: str) -> None:
    """Surges, and promises that are broken or due today, as a line of links; `before`: what is told first."""
    view = insight.view
    signals = view.scope.has("signals")
    links = []
    if signals:
        found = insight.noted(surges.surges)
        told = (("Всплески", found.found), ("Похоже на всплеск", found.excess))
        links += [(f"{title} · {len(rows)}", "signals?signal=surges") for title, rows in told if len(rows)]
    many = insight.lasting(promised)
    broken, today = many[BROKEN], many[TODAY]
    address = "signals?signal=promises" if signals and not view.scope.only_high else "now?list=final"
    if broken or today:
        parts = [f"просрочено {broken}" if broken else "", f"срок сегодня у {today}" if today else ""]
        links.append((f"Окончательные ответы: {', '.join(filter(None, parts))}", address))
    blocks.links(links, router.moment_query(), before)


def filters(choices: Choices) -> Filters:
    """The reader's choice of cases; part of the address, where an unknown value simply does not count."""
    known = {"executor": choices.executor, "topic": choices.topic, "place": choices.place}
    executor, topic, place = (controls.told_all(name, options) for name, options in known.items())
    chosen = Filters(executor, topic, place, controls.told("importance", choices.importance, ""))
    made = sum(map(bool, (executor, topic, place, chosen.importance)))
    with st.popover(f"Отбор · {made}" if made else "Отбор", icon=":material/filter_list:", key="chooser"):
        controls.several("Исполнитель", "executor", choices.executor)
        controls.several("Тема", "topic", choices.topic)
        controls.several("Локация", "place", choices.place)
        importance = {"": "Любая", **{word: word for word in choices.importance}}
        controls.one("Важность", "importance", importance, "")
        st.button("Сбросить отбор", key="reset", on_click=_reset, disabled=not made)
    return chosen


def applied(chosen: Filters) -> None:
    """That not all is shown, and of what."""
    for told in picked(chosen):
        blocks.definition(f"{told}.")


def _reset() -> None:
    for name in ("executor", "topic", "place", "importance"):
        controls.put(name, "")


def chosen_list(view: View, chosen: str, shown: Shown, rows: pd.DataFrame) -> list[Section]:
    """The list of the reader's choice; returns its parts, to be printed."""
    if view.register.cases.empty:
        elsewhere = view.register.places[0].tab != CASES.title
        where = "в таблицу" if elsewhere else f"на лист «{CASES.title}»"
        st.info(f"Сообщений в реестре пока нет. Впишите первое {where}, и оно появится здесь.")
        return []
    if rows.empty:
        keeps = kept_ever(view.register)
        if "answer" in keeps:
            st.success(shown.empty)
        elif keeps.rules:
            st.info("Ответы в реестре не ведутся: по остальным шагам здесь ничего нет.")
        else:
            st.info("Сроки не считаются: ни один шаг в реестре не ведётся.")
        return []
    own = reader(view)
    if chosen == URGENT and own is not None:
        parts = _by_turn(view, rows, own)
    else:
        with st.container(gap="xsmall"):
            blocks.subheading(f"{shown.title} · {len(rows)}")
            _cases(view, rows, chosen, shown.title, turn=chosen != "mine")
        parts = [(shown.title, rows)]
    blocks.definition(RESERVE)
    return parts


def _by_turn(view: View, rows: pd.DataFrame, own: Role) -> list[Section]:
    """What the reader does himself, whom he reminds, what the deputy head has; long delays folded."""
    long = urgency.long_late(rows, urgency.day_length(view.register, view.now))
    turns = urgency.turns(rows[~long], own)
    parts = []
    if len(turns.mine):
        parts.append(_part(view, "mine", "Сделать мне", turns.mine))
    if turns.deputy_first:
        parts.append(_part(view, "deputy", DEPUTY_HAS, turns.deputy))
    reminded = sum(map(len, turns.remind))
    if reminded and own is Role.EXECUTOR:
        parts.append(_part(view, "curator", "Ждёт куратора", pd.concat(turns.remind)))
    elif reminded:
        blocks.subheading(f"Напомнить · {reminded} ({words.several(len(turns.remind), _PEOPLE)})")
        few = turns.remind if len(turns.remind) <= MOST_PEOPLE else turns.remind[:MOST_PEOPLE]
        parts += [_person(view, place, theirs) for place, theirs in enumerate(few)]
        if len(few) < len(turns.remind):
            others = pd.concat(turns.remind[MOST_PEOPLE:])
            with st.container(gap="xsmall"):
                blocks.subheading(f"Напомнить остальным · {len(others)}")
                _cases(view, others, "others", "Напомнить остальным")
            parts.append(("Напомнить остальным", others))
    if len(turns.deputy) and not turns.deputy_first:
        parts.append(_part(view, "deputy", DEPUTY_HAS, turns.deputy))
    late = rows[long]
    if len(late):
        with st.expander(f"{LONG_LATE} · {len(late)}", expanded=not parts, key="long_late"):
            _cases(view, late, "long", LONG_LATE)
        parts.append((LONG_LATE, late))
    return parts


def _part(view: View, key: str, title: str, rows: pd.DataFrame) -> Section:
    with st.container(gap="xsmall"):
        blocks.subheading(f"{title} · {len(rows)}")
        _cases(view, rows, key, title, turn=False)
    return title, rows


def _person(view: View, place: int, rows: pd.DataFrame) -> Section:
    """The cases that one person is to be reminded of: one call covers them all.

    Right of the name stands the text that can be copied for him.
    """
    name = view.listing.shown(rows.head(1))["У кого в работе"].iloc[0]
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"person_{place}"):
            blocks.person(f"{name} · {len(rows)}")
            letters.reminder(view, rows, f"remind_{place}")
        _cases(view, rows, f"remind_{place}", f"Напомнить: {name}", turn=False)
    return f"Напомнить: {name}", rows


def _cases(view: View, rows: pd.DataFrame, key: str, title: str, *, turn: bool = True) -> None:
    still = headline.resumes(view.register, view.now) is not None
    case_list.open_cases(view, rows, key, title, turn=turn, calm=still)


def menu(view: View, shown: Shown, rows: pd.DataFrame, chosen: Filters) -> None:
    """What is rarely wanted of the list: its workbook, the time as the sheet wants it."""
    letters.time(view)
    table = view.listing.shown(rows)
    case_list.download(view, table, shown.title, picked(chosen), "list", wide=True)


def paper(view: View, parts: Sequence[Section], chosen: Filters) -> None:
    """The lists whole for A4 sheets, for the printer alone; a third of a redraw, so only when asked for."""
    told, room = [], case_list.MOST_PRINTED
    for title, rows in parts:
        told.append((f"{title} · {len(rows)}", case_list.printed(view, rows, title, room)))
        room = max(0, room - len(rows))
    st.html(markup.paper(told, "Сейчас", [*case_list.head(view), *picked(chosen)]))


def picked(chosen: Filters) -> list[str]:
    """What is said of the choice that a list was made by: on the page, on paper, in a file."""
    parts = [
        ("исполнитель", ", ".join(chosen.executor)),
        ("тема", mask(", ".join(chosen.topic))),
        ("локация", mask(", ".join(chosen.place))),
        ("важность", chosen.importance),
    ]
    told = "; ".join(f"{name}: {value}" for name, value in parts if value)
    return [f"Отбор: {told}"] if told else []
