"""«Регламент»: norms in force, working time, roles, and how the product reads what is left open."""

import streamlit as st

from lib.lists import norms
from lib.web.html import blocks, markup
from lib.web.shell import router

view = router.page()
register = view.register
router.tab_title("Регламент")

st.text(
    "Постановление № 82 от 30.06.2020 «Об организации работы с сообщениями из открытых источников»."
    " Сроки, часы и имена берутся из реестра. Строка без даты действует на всю историю: если её изменить,"
    " пересчитается и прошлое. Строка с датой в столбце «Действует с» действует с этого дня."
)
blocks.subheading("Обязанности и сроки")
table = norms.norms(register, view.now)
if norms.changed(register, view.now):
    st.info("Часть сроков изменена на листе «Нормативы»: действуют те, что в столбце «Действует».")
    first = ["Шаг", "Действует", "Отличие"]
else:
    blocks.definition("Все сроки действуют такими, какими их установило положение.")
    table = table.drop(columns=["Действует", "Отличие"]).rename(columns={"По положению": "Срок"})
    first = ["Шаг", "Срок"]
st.html(markup.folding(table, "Обязанности по пунктам положения и их сроки", first))
changed = norms.changes(register, view.now)
if len(changed):
    blocks.table(changed, "Что и с какого дня меняется")

st.html(
    markup.section(
        "Как программа понимает положение там, где оно неоднозначно", markup.pairs(norms.readings())
    )
)

time, people = st.columns(2, gap="large")
with time:
    own = norms.own_days(register)
    days = (
        markup.table(blocks.bounded(own), "Дни из листа «Календарь»")
        if len(own)
        else markup.definition("На листе «Календарь» отличий нет.")
    )
    week = markup.table(norms.hours(register, view.now), "Рабочая неделя")
    reach = markup.definition(router.calendar_note(view))
    st.html(markup.section("Рабочее время", week, reach, days))
with people:
    st.html(markup.section("Роли", markup.table(norms.roles(register, view.now), "Роли и что они делают")))
    blocks.accounts(register.settings.on(view.now).accounts)
