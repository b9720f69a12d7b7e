"""«Регламент»: norms in force, working time, roles, and how the product reads what is left open."""

import streamlit as st

from lib import markup, norms, ui

view = ui.page()
register = view.register
ui.tab_title("Регламент")

st.text(
    "Постановление № 82 от 30.06.2020 «Об организации работы с сообщениями из открытых источников»."
    " Сроки, часы и имена берутся из реестра и действуют на всю историю: если изменить их,"
    " пересчитается и прошлое."
)
ui.subheading("Кто, что и за сколько")
if norms.changed(register):
    st.info("Часть сроков изменена на листе «Нормативы»: действуют те, что в последнем столбце.")
ui.table(norms.norms(register), "Обязанности по пунктам положения и их сроки")

ui.subheading("Как программа читает положение там, где оно молчит")
st.html(markup.pairs(norms.readings()))

time, people = st.columns(2, gap="large")
with time:
    ui.subheading("Рабочее время")
    ui.table(norms.hours(register), "Рабочая неделя")
    st.caption(ui.calendar_note(view))
    own = norms.own_days(register)
    if len(own):
        ui.table(own, "Дни из листа «Календарь»")
    else:
        st.caption("Своих дней на листе «Календарь» нет.")
with people:
    ui.subheading("Роли")
    ui.table(norms.roles(register), "Роли и что они делают")
    ui.accounts(register.settings.accounts)
