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
if norms.changed(register, view.now):
    st.info("Часть сроков изменена на листе «Нормативы»: действуют те, что в столбце «Действует».")
blocks.table(norms.norms(register, view.now), "Обязанности по пунктам положения и их сроки")
changed = norms.changes(register, view.now)
if len(changed):
    blocks.table(changed, "Что и с какого дня меняется")

blocks.subheading("Как программа понимает положение там, где оно неоднозначно")
st.html(markup.pairs(norms.readings()))

time, people = st.columns(2, gap="large")
with time:
    blocks.subheading("Рабочее время")
    blocks.table(norms.hours(register, view.now), "Рабочая неделя")
    st.caption(router.calendar_note(view))
    own = norms.own_days(register)
    if len(own):
        blocks.table(own, "Дни из листа «Календарь»")
    else:
        st.caption("На листе «Календарь» отличий нет.")
with people:
    blocks.subheading("Роли")
    blocks.table(norms.roles(register, view.now), "Роли и что они делают")
    blocks.accounts(register.settings.on(view.now).accounts)
