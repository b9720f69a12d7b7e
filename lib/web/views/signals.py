"""The parts of «Сигналы»: surges, reports to the head, promises, deficiencies, repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib.base.plaintext import first_up, plain, short
from lib.figures import repeats, signals, summary, surges
from lib.figures.noted import apart, noted
from lib.figures.signals import BROKEN, OPEN, TODAY, Lack
from lib.lists import pointers, spans
from lib.lists.cases import TEXT, any_cases
from lib.lists.pointers import card_addresses
from lib.lists.signal_cases import RECENT, REPORTED, came_back, found_lacks, promised, reported, suggested
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import case_list, controls
from lib.web.parts.figures import lacks_by_kind
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.words import phrases, words
from lib.words import surging as surging_words
from lib.words.words import BY_MESSAGES, DAY

LISTS = {
    "surges": "Всплески",
    "head": "Доклад главе",
    "promises": "Окончательные ответы",
    "lacks": "Недостатки",
    "repeats": "Повторы",
}
_PROMISES = {"open": "Просроченные и в работе", "all": "Все"}
_ANY = "any"
_CHAINS = 30  # the longest, shown
Row = dict[Any, Any]


# Surges.


def surging(insight: Insight) -> None:
    """Unusual numbers of messages with their evidence and cases (п. 22)."""
    found = insight.noted(surges.surges)
    unseen = surging_words.unseen(found, insight.standing.kept)
    if not noted(insight.standing.kept, "surges"):
        st.info(unseen)
        return
    blocks.definition(
        "Всплеск — когда за 1, 3 или 7 дней сообщений на одну тему, из одного места или на тему в этом месте"
        " заметно больше, чем там бывает: сравнение с их же прошлым, с учётом дней недели и выходных."
        " Всплеск снимается, когда два рабочих дня подряд не приносят ни одного сообщения."
        " О повышенной социальной активности докладывают главе незамедлительно (п. 22). Докладывать"
        " ли, решаете вы."
    )
    if unseen:
        st.info(unseen)
    elif found.found.empty:
        st.success("Всплесков нет: сообщений не больше, чем бывает обычно.")
    for number, row in enumerate(found.found.to_dict("records")):
        _behind(insight, row, f"surge_{number}", surging_words.surge, surging_words.chance(row))
    for number, row in enumerate(found.excess.to_dict("records")):
        why = "За один день сообщений намного больше, чем в девять из десяти других дней."
        _behind(insight, row, f"excess_{number}", surging_words.excess, why)
    for number, row in enumerate(found.fresh.to_dict("records")):
        why = "Название новое: своего прошлого у него нет. Возможно, так переименовали прежнее."
        _behind(insight, row, f"fresh_{number}", surging_words.fresh, why)


def _behind(insight: Insight, row: Row, key: str, phrase: Callable[[Row], str], why: str) -> None:
    """A line, on what it rests, and its messages."""
    facts = insight.standing
    at = pd.Index(row["cases"]).to_numpy()
    named = {**row, **{name: short(plain(row[name]), 60) for name in ("topic", "location")}}
    said = first_up(surging_words.told(named, phrase))
    with st.container(border=True):
        blocks.finding(said)
        blocks.definition(" ".join(filter(None, (why, surging_words.sources(row)))))
        table = any_cases(facts.register, at, facts.cases["detected"].loc[at].to_numpy(), {})
        case_list.any_cases(insight.view, table.iloc[::-1], key, said, rows=6)


# Reports to the head.


def to_head(insight: Insight) -> None:
    """High-importance cases not yet reported, and what was reported when (п. 22)."""
    if not noted(insight.standing.kept, "report_head"):
        blocks.subheading("Доклады главе")
        st.info("Доклады главе в реестре не ведутся: сделаны ли они, судить нельзя.")
        return
    if len(apart(insight.standing.kept)) == 1:
        blocks.subheading("Доклады главе")
        st.info("Важность в реестре не ведётся: о каких сообщениях докладывать главе, не видно.")
        return
    waiting, done = insight.of(reported)
    blocks.subheading(f"Главе ещё не доложено · {len(waiting)}")
    if waiting.empty:
        st.success("Обо всех сообщениях повышенной важности доложено.")
    else:
        told = "Сообщения повышенной важности, о которых не доложено главе"
        case_list.any_cases(insight.view, waiting, "unreported", told)
    blocks.subheading(f"Доложено за {words.several(REPORTED, DAY)} · {len(done)}")
    if done.empty:
        st.caption("Таких сообщений нет.")
    else:
        case_list.any_cases(insight.view, done, "reported", "О чём и когда доложено главе")
    blocks.definition(
        "«Незамедлительно» (п. 22) программа читает как 15 рабочих минут; срок меняется на листе «Нормативы»."
    )


# Promises.


def promises(insight: Insight) -> None:
    """Every interim answer as a debt with its date (п. 15)."""
    if _no_finals(insight):
        return
    which = controls.part("Какие", "promises", _PROMISES, "open")
    states = (BROKEN, TODAY, OPEN) if which == "open" else ()
    table = insight.of(promised, states)
    many = insight.lasting(signals.promised)
    blocks.finding(
        f"Окончательный ответ просрочен по {words.several(many[BROKEN], BY_MESSAGES)}, срок сегодня — по"
        f" {words.several(many[TODAY], BY_MESSAGES)}, ещё в работе — {many[OPEN]}."
    )
    blocks.definition(
        "После промежуточного ответа проект окончательного готовят в течение 5 рабочих дней (п. 15)."
    )
    if table.empty:
        st.success("Сообщений, ждущих окончательного ответа, нет.")
        return
    case_list.download(insight.view, table, "Сроки окончательных ответов", (), "promises")
    case_list.any_cases(insight.view, table, "promises", "Сроки окончательных ответов", rows=16)


# Deficiencies.


def lacks(insight: Insight) -> None:
    """Deficiencies of a month, for the deputy head (п. 20)."""
    facts = insight.standing
    seen = (kind for kind in Lack if signals.looked_for(kind, facts.kept))
    kinds = {_ANY: "Все недостатки", **{str(kind): kind.label for kind in seen}}
    with st.grid(3, min_column_width=200, gap="small", key="lacks_choice"):
        known = spans.months(facts.since, facts.today)
        word, period = controls.period(facts, known[0], known)
        kind = controls.one("Вид", "kind", kinds, _ANY)
    kind = "" if kind == _ANY else kind
    whole = insight.lasting(signals.deficiencies, period)
    told = summary.lacks(whole, facts.kept)
    table = insight.of(found_lacks, word, kind)
    title = f"Недостатки в работе: {phrases.period(period)}"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        blocks.subheading(f"{title} · {len(table)}")
        notes = (Lack(kind).definition,) if kind else ()
        case_list.download(insight.view, table, f"{title} (п. 20)", notes, "lacks")
    lacks_by_kind(insight, told, word, title)
    blocks.definition(
        "По п. 20 сведения направляют заместителю главы. Опоздание посчитано в рабочем времени и стоит"
        " у того, за кем был шаг."
    )
    if len(table):
        case_list.any_cases(insight.view, table, "lacks", title, rows=16)
    elif kind and len(whole):
        st.caption("Недостатков этого вида за этот период нет.")


# Repeats.


def repeated(insight: Insight) -> None:
    """What came back after an answer, linked chains, and what looks like a repeat (п. 16)."""
    kept = insight.standing.kept
    if not noted(kept, "repeated"):
        blocks.subheading("Повторные сообщения")
        st.info("Столбец «Повторное к №» не ведётся: какие сообщения повторные, не видно.")
    elif noted(kept, "came_back"):
        _after_answers(insight)
    if kept.notes("text"):
        _suggested(insight)
    if noted(kept, "repeated"):
        _chains(insight)


def _after_answers(insight: Insight) -> None:
    table, days = insight.noted(came_back)
    blocks.subheading(f"Написали снова после ответа · {len(table)}")
    if table.empty:
        st.caption("Повторных сообщений после окончательного ответа нет.")
    else:
        blocks.finding(f"В половине случаев снова пишут {phrases.after_at_most(days)}.")
        case_list.any_cases(insight.view, table, "came_back", "Повторные после окончательного ответа", rows=8)


def _suggested(insight: Insight) -> None:
    rows = insight.drawn("suggested", lambda: suggested(insight.standing, insight.likely()))
    blocks.subheading(f"Похоже на повторные · {len(rows)}")
    blocks.definition(
        f"Сообщения за {words.several(RECENT, DAY)}, похожие на прежние словами, темой, местом"
        " или автором. Программа только подсказывает: связь ставит куратор в столбце «Повторное к №»."
    )
    if rows.empty:
        st.caption("Похожих сообщений, не отмеченных как повторные, нет.")
    else:
        case_list.any_cases(insight.view, rows, "likely", "Похоже на повторные", rows=10)


def _chains(insight: Insight) -> None:
    chains = insight.noted(repeats.chains)
    chains = chains[chains["length"] > 2]
    blocks.subheading(f"Цепочки: писали больше двух раз · {len(chains)}")
    if chains.empty:
        st.caption("Таких цепочек нет.")
        return
    st.html(insight.drawn("chains", lambda: _linked(insight, chains)))


def _linked(insight: Insight, chains: pd.DataFrame) -> str:
    register, chains = insight.view.register, chains.head(_CHAINS)
    every = np.concatenate([np.array(cases) for cases in chains["cases"]])
    addresses = iter(pointers.with_moment(card_addresses(register, every), router.moment_query()))
    numbers = map(plain, register.cases["case"].iloc[every])
    firsts = register.cases[["topic", "location"]].iloc[[cases[0] for cases in chains["cases"]]]
    rows = []
    for row, first in zip(chains.to_dict("records"), firsts.itertuples(index=False), strict=True):
        many = tuple((next(numbers), next(addresses)) for _ in row["cases"])
        rows.append(
            [
                Cell(" · ".join(plain(name) for name in first if isinstance(name, str))),
                Cell("", many=many),
                Cell(str(row["length"])),
                Cell(phrases.short_day(row["first"])),
                Cell(phrases.short_day(row["last"])),
                Cell(phrases.days(row["days"])),
            ]
        )
    titles = ("Сообщений", "Первое", "Последнее", "Длится")
    head = [Head("О чём"), Head("№"), *(Head(title, number=True) for title in titles)]
    return markup.linked_table(head, rows, "Цепочки повторных сообщений")


def counts(insight: Insight) -> dict[str, str]:
    """The lists with how much asks for attention in each; without the costly ones."""
    facts = insight.standing
    month = spans.read(spans.months(facts.since, facts.today)[0], facts.today)
    many = insight.lasting(signals.promised)
    surging = insight.noted(surges.surges)
    found = {
        "surges": len(surging.found) + len(surging.excess),
        "head": len(insight.of(reported)[0]),
        "promises": many[BROKEN] + many[TODAY],
        "lacks": len(insight.lasting(signals.deficiencies, month)),
    }
    told = {
        "surges": noted(facts.kept, "surges"),
        "head": noted(facts.kept, "unreported"),
        "promises": noted(facts.kept, "final"),
        "lacks": noted(facts.kept, "deficiencies"),
    }
    found = {name: number for name, number in found.items() if told[name]}
    return {name: f"{title} · {found[name]}" if name in found else title for name, title in LISTS.items()}


def likely_earlier(insight: Insight, at: int) -> None:
    """What a case looks like a repeat of (п. 16), on its card; nothing where nothing is alike."""
    if at not in insight.standing.cases.index:
        return
    rows = insight.likely_of(at)
    rows = rows[~rows["linked"].to_numpy()]
    if rows.empty:
        return
    blocks.subheading("Похоже на прежние сообщения (п. 16)")
    register = insight.view.register
    addresses = pointers.with_moment(
        card_addresses(register, rows["earlier_at"].to_numpy()), router.moment_query()
    )
    earlier = register.cases["text"].iloc[rows["earlier_at"].to_numpy()]
    cells = [
        [
            Cell(plain(row["earlier"]), address),
            Cell(phrases.days(row["days"])),
            Cell(plain(row["reason"])),
            Cell(short(text)),
        ]
        for row, address, text in zip(rows.to_dict("records"), addresses, earlier, strict=True)
    ]
    head = [Head("№"), Head("На сколько раньше"), Head("Почему похоже"), Head(TEXT)]
    st.html(markup.linked_table(head, cells, "Похожие прежние сообщения"))
    blocks.definition("Это подсказка: связь ставит куратор в столбце «Повторное к №».")


def _no_finals(insight: Insight) -> bool:
    """Say that final answers are not kept, where it is so."""
    unkept = not noted(insight.standing.kept, "final")
    if unkept:
        blocks.subheading("Окончательные ответы")
        st.info("Окончательные ответы в реестре не ведутся: сроки по ним не считаются.")
    return unkept


def promises_due(insight: Insight) -> None:
    """Promises of a final answer that are broken, or due today (п. 15)."""
    if _no_finals(insight):
        return
    table = insight.of(promised, (BROKEN, TODAY))
    blocks.subheading(f"Окончательные ответы: просрочено или срок сегодня · {len(table)}")
    if table.empty:
        st.caption("Просроченных окончательных ответов нет, и сегодня их срок не наступает.")
    else:
        case_list.any_cases(insight.view, table, "promises", "Сроки окончательных ответов", rows=8)
