"""The parts of «Регламент»: norms in force, working time, roles, how the product reads what is left open."""

from __future__ import annotations

import streamlit as st

from lib.lists import norms
from lib.web.html import blocks, markup
from lib.web.shell import router
from lib.web.shell.store import View


def duties(view: View) -> None:
    """Every obligation with its term; what the register sets otherwise, and from which day."""
    blocks.subheading("Обязанности и сроки")
    table = norms.norms(view.register, view.now)
    first = ["Шаг", "Действует", "Отличие"]
    if norms.changed(view.register, view.now):
        st.info("Часть сроков изменена на листе «Нормативы»: действуют те, что в столбце «Действует».")
    else:
        blocks.definition("Все сроки действуют такими, какими их установило положение.")
        table = table.drop(columns=["Действует", "Отличие"]).rename(columns={"По положению": "Срок"})
        first = ["Шаг", "Срок"]
    st.html(markup.folding(table, "Обязанности по пунктам положения и их сроки", first))
    changed = norms.changes(view.register, view.now)
    if len(changed):
        blocks.table(changed, "Что и с какого дня меняется")


def readings() -> None:
    """Where the regulation is silent, how the product reads it."""
    told = markup.pairs(norms.readings())
    st.html(markup.section("Как программа понимает положение там, где оно неоднозначно", told))


def hours(view: View) -> None:
    """The working week, the calendar in use, the register's own days."""
    week = markup.table(norms.hours(view.register, view.now), "Рабочая неделя")
    note = markup.definition(router.calendar_note(view))
    own = norms.own_days(view.register)
    days = (
        markup.table(blocks.bounded(own), "Дни из листа «Календарь»")
        if len(own)
        else markup.definition("На листе «Календарь» отличий нет.")
    )
    st.html(markup.section("Рабочее время", week, note, days))


def roles(view: View) -> None:
    """Who does what, and the official accounts."""
    table = norms.roles(view.register, view.now)
    st.html(markup.section("Роли", markup.table(table, "Роли и что они делают")))
    blocks.accounts(view.register.settings.on(view.now).accounts)
