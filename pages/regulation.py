"""«Регламент»: norms in force, working time, roles, and how the product reads what is left open."""

import streamlit as st

from lib.web.shell import router
from lib.web.views import regulation

view = router.page()
router.tab_title("Регламент")

st.text(
    "Постановление № 82 от 30.06.2020 «Об организации работы с сообщениями из открытых источников»."
    " Сроки, часы и имена берутся из реестра. Строка без даты действует на всю историю: если её изменить,"
    " пересчитается и прошлое. Строка с датой в столбце «Действует с» действует с этого дня."
)
regulation.duties(view)
regulation.readings()
time, people = st.columns(2, gap="large")
with time:
    regulation.hours(view)
with people:
    regulation.roles(view)
