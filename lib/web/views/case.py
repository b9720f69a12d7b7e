"""The parts of the case card. Texts of the register go through `st.text` or escaped HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from lib.base.plaintext import link, plain, short
from lib.law.regulation import RULE, Status, Unit
from lib.letters import answers
from lib.lists import next_step, one_case
from lib.lists.cases import TEXT
from lib.lists.next_step import NextStep
from lib.lists.one_case import CaseFile
from lib.lists.pointers import card_addresses, with_moment
from lib.lists.shortcomings import Shortcoming, beside
from lib.lists.suggested import Suggestion
from lib.web.html import blocks, markup
from lib.web.html.markup import Cell, Head
from lib.web.parts import controls
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.shell.store import View
from lib.words import phrases, words


def finder(view: View, number: str) -> None:
    """The way back to the list as it was left, and a field to open another card by its №."""
    with st.container(horizontal=True, vertical_alignment="center", key="finder"):
        controls.way_back("case", view)
        with (
            st.form("find", border=False, enter_to_submit=True),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            typed = st.text_input(
                "Номер сообщения",
                placeholder="№ сообщения",
                width=130,
                key="find_number",
                label_visibility="collapsed",
            )
            asked = st.form_submit_button("Открыть")
    if asked and typed.strip() and typed.strip() != number:
        st.switch_page(router.PAGES / "case.py", query_params={"n": typed.strip()})


def missing(number: str, *, limited: bool = False) -> None:
    """No such case: say so, and show the way back."""
    router.tab_title("Карточка")
    if not number:
        st.info("Введите номер сообщения или откройте карточку из списка.")
        return
    blocks.subheading("Такого сообщения нет")
    st.text(
        f"Сообщения № {number[:50]} в реестре нет, или на показанный момент оно ещё не было выявлено."
        " Проверьте номер: он указан в столбце «№» листа «Реестр»."
        + (" Или оно есть, но по вашей роли не открывается." if limited else "")
    )


def title(found: CaseFile) -> None:
    """The heading names the case: its №, topic and place; below, what it is."""
    number = f"№ {found.case}" if found.case[:1].isdigit() else found.case
    about = ", ".join(filter(None, (found.topic, found.location)))
    router.headed(" · ".join(filter(None, (number, about))))
    signs = ["Повышенная важность"] * found.high + ["Не подлежит обработке (п. 18)"] * found.excluded
    signs += ["Повторное (п. 16)"] * found.repeat
    if signs:
        st.html(f'<p class="otklik-signs">{escape(" · ".join(signs))}</p>')


def head(
    found: CaseFile, steps: Sequence[NextStep], lacks: Sequence[Shortcoming], unread: Sequence[str]
) -> None:
    """What the case waits for, who owes what else, its deficiencies (п. 20) and its misread cells."""
    open_now = found.steps[found.steps["status"].isin(["running", "overdue"])]
    if found.excluded:
        st.info("Сообщение не обрабатывается, обязанностей по нему нет.")
    elif not len(found.steps):
        st.info("Обязанностей по сообщению нет: не указано, когда оно выявлено.")
    elif not len(open_now) and unread:
        st.warning("Не все ячейки сообщения прочитаны: исправьте их, тогда будет видно, всё ли сделано.")
    elif not len(open_now) and lacks:
        st.info("По сообщению больше ничего не требуется, но в работе были недостатки.")
    elif not len(open_now):
        what = "требует положение" if found.whole else "отмечается в реестре"
        st.success(f"Всё, что {what}, по сообщению сделано.")
    for place, step in enumerate(steps):
        _next(step, first=not place)
    told = {lack.rule for lack in lacks}
    owed = [
        row
        for row in open_now.to_dict("records")
        if not any(_same(row, step) for step in steps)
        and not (row["status"] == Status.OVERDUE and row["rule"] in told)
    ]
    blocks.finding(*map(_owed, owed), *beside(steps, lacks))
    blocks.warning(*unread)


def _next(step: NextStep, *, first: bool) -> None:
    """The next step, with the cell where its time is noted as a link, where the sheet has addresses."""
    what, when, where = (escape(words.typeset(told)) for told in next_step.said(step, first=first))
    if step.cell_url:
        where = where.replace(escape(step.cell), markup.anchor(step.cell_url, step.cell), 1)
    told = f"<p><b>{what}</b></p><p>{when}</p><p>{where}</p>"
    st.html(f'<div class="otklik-next {escape(step.state)}">{told}</div>')


def _same(row: Mapping[Any, Any], step: NextStep) -> bool:
    return bool(row["rule"] == step.rule and row["opened"] == step.opened)


def _owed(step: Mapping[Any, Any]) -> str:
    """An open obligation in words: what, who, until when."""
    due = f", срок — {words.moment(step['due'])}" if pd.notna(step["due"]) else ""
    late = f", {words.overdue(step['late'], step['unit'])}" if step["status"] == Status.OVERDUE else ""
    return f"{step['step']} (п. {step['clause']}): {step['who'].removesuffix('.')}{due}{late}."


def suggestions(told: Sequence[Suggestion]) -> None:
    """What earlier messages suggest for its empty cells and its importance; a person decides."""
    if told:
        with st.container(border=True, key="suggestions"):
            st.caption("Программа подсказывает")
            blocks.finding(*(each.said for each in told))
            blocks.definition(
                "Это догадка по прежним сообщениям: решаете вы, в таблицу ничего не записывается."
            )


def message(found: CaseFile, *, hidden: bool = False) -> None:
    """What the citizen wrote, as the curator put it, and where; `hidden`: it is not for this reader."""
    with st.container(border=True, height="stretch"):
        st.caption(TEXT)
        unsaid = "Не записана." if found.worded else "В реестре не ведётся."
        st.text("Тексты сообщений вам не показываются." if hidden else found.text or unsaid)
        with st.container(horizontal=True):
            for label, address, icon in (
                ("Сообщение", found.url, "open_in_new"),
                ("Ответ", found.answer_url, "reply"),
                ("Строка в таблице", found.row_url, "table"),
            ):
                if address:
                    st.link_button(label, address, icon=f":material/{icon}:")
        if not found.row_url:
            blocks.definition(f"Лист «{plain(found.tab)}», строка {found.row}")


def facts(found: CaseFile) -> None:
    """The case's other cells, each with its column's title."""
    with st.container(border=True, height="stretch"):
        st.html(markup.pairs(found.facts))


def obligations(steps: pd.DataFrame) -> None:
    """Every obligation with its clause, deadline and result."""
    steps = blocks.bounded(steps, latest=True)
    table = pd.DataFrame(
        {
            "Шаг": steps["step"],
            "Пункт": "п. " + steps["clause"],
            "Кто": steps["who"],
            "Начало": steps["opened"],
            "Норма": steps["norm"],
            "Срок": steps["due"],
            "Сделано": steps["end"].where(steps["closed"]),
            "Затрачено": steps["spent"],
            "Итог": steps["result"],
        }
    )
    told = "Обязанности по сообщению: кто, с какого времени, до какого, когда сделано"
    st.html(markup.folding(table, told, ("Шаг", "Срок", "Итог")))
    st.caption("Время рабочее; если норма задана в «мин» — обычное.")


def why(view: View, found: CaseFile, told: Sequence[NextStep]) -> None:
    """«Почему такой срок»: the ledger of one obligation's deadline, first of all of the next step's."""
    steps = found.steps
    limited = steps[steps["due"].notna()].tail(blocks.MOST_ROWS).reset_index(drop=True)
    if not len(limited):
        return
    with st.expander("Почему такой срок", key="why", on_change="rerun") as panel:
        if not panel.open:
            return
        titles = [
            f"{row.step}, п. {row.clause}, с {words.moment(row.opened)}"
            for row in limited.itertuples(index=False)
        ]
        rows = limited.to_dict("records")
        own = [place for place, row in enumerate(rows) if told and _same(row, told[0])]
        number = st.selectbox(
            "Шаг",
            range(len(limited)),
            index=own[0] if own else 0,
            format_func=titles.__getitem__,
            key=f"why_step_{found.at}",
        )
        row = limited.iloc[number]
        st.text(
            f"Пункт {row['clause']}: {RULE[row['rule']].duty}. Норма — {row['norm']}."
            f" Начало — {words.moment(row['opened'])}, срок — {words.moment(row['due'])}."
        )
        if row["unit"] == Unit.MINUTES:
            st.caption("Норма задана в «мин»: время обычное, рабочие часы не учитываются.")
            return
        table = one_case.ledger(view.register, row["opened"], float(row["limit"]), str(row["unit"]), view.now)
        blocks.table(table, "Из чего сложился срок, по дням")


def course(events: pd.DataFrame) -> None:
    """What happened, in order."""
    if not len(events):
        st.caption("Событий пока нет.")
        return
    blocks.table(blocks.bounded(events, latest=True), "События по сообщению в порядке времени")


def repeats(view: View, found: CaseFile) -> None:
    """The earlier message on the same matter, and the later ones (п. 16)."""
    for title, linked in (
        ("Повторное: прежнее сообщение", found.earlier),
        ("Повторные сообщения по этому вопросу", found.later),
    ):
        if len(linked):
            blocks.subheading(title)
            addresses = with_moment(
                card_addresses(view.register, linked.index.to_numpy()), router.moment_query()
            )
            st.html(markup.table(linked.assign(Карточка=addresses), title, {"Карточка": "открыть"}))


def _given(value: object) -> str:
    return plain(value) if isinstance(value, str) else ""


def answered_before(insight: Insight, at: int) -> None:
    """How like messages were answered before: the nearest ones that have their answer."""
    if at not in insight.standing.cases.index:
        return
    rows = insight.answered_before(at)
    if rows.empty:
        return
    register = insight.view.register
    places = rows["earlier_at"].to_numpy()
    addresses = with_moment(card_addresses(register, places), router.moment_query())
    earlier = register.cases.iloc[places]
    cells = [
        [
            Cell(plain(row["case"]), address),
            Cell(phrases.short_day(day)),
            Cell(
                " · ".join(plain(row[name]) for name in ("topic", "location") if isinstance(row[name], str))
            ),
            Cell(short(row["text"])),
            Cell(_given(row["outcome"])),
            Cell("ответ", link(row["answer_url"]) or "") if link(row["answer_url"]) else Cell(""),
        ]
        for row, address, day in zip(earlier.to_dict("records"), addresses, rows["detected"], strict=True)
    ]
    head = [
        Head("№"),
        Head("Выявлено", place=markup.LATER),
        Head("Тема и локация", place=markup.BARE),
        Head(TEXT, place=markup.BARE),
        Head("Итог", place=f"{markup.MAIN} {markup.BARE}"),
        Head("Ответ", place=markup.BARE),
    ]
    blocks.subheading("Как отвечали раньше")
    st.html(markup.linked_table(head, cells, "Как отвечали раньше", "list"))


def reminder(found: CaseFile) -> None:
    """What the answer must be (пп. 16, 17, 19)."""
    with st.container(border=True, key="reminder"):
        st.caption("Об ответе")
        for line in answers.checklist(repeat=found.repeat):
            st.text(line)
