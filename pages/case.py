"""«Карточка»: one case by its № (`/case?n=12`): message, course, obligations and why such deadlines."""

import streamlit as st

from lib import blocks, cards, casefile, charts, ui, view_signals
from lib.insight import Insight
from lib.pointers import find_case

view = ui.page()
number = st.query_params.get("n", "")
cards.finder(number)
row, source = (st.query_params.get(name, "") for name in ("row", "source"))
at = find_case(view.register, number, row, source) if number else None
at = at if at is None or view.opens(at) else None
found = None if at is None else casefile.casefile(view.register, view.duties, view.now, at)

if found is None:
    cards.missing(number, limited=not view.scope.whole)
    st.stop()

ui.tab_title(f"№ {found.case}")
cards.head(found)
message, facts = st.columns([3, 2], gap="medium")
with message:
    cards.message(found, hidden=not view.scope.texts)
with facts:
    cards.facts(found)

if len(found.steps):
    blocks.subheading("Шаги и нормы")
    st.caption("Полоса — сколько рабочего времени занял шаг; чёрточка — срок по норме.")
    palette = charts.DARK if ui.dark() else charts.LIGHT
    for title, steps in casefile.parts(found.steps):
        st.caption(title)
        st.plotly_chart(
            charts.case_steps(steps, casefile.axis(view.register, steps, view.now), palette),
            config=charts.CONFIG,
            alt=f"{title}: шаги сообщения и сроки по нормам; то же — в таблице ниже",
        )
    cards.obligations(found.steps)
    cards.why(view, found.steps)
blocks.subheading("Как шла работа")
cards.course(found.events)
cards.repeats(view, found)
view_signals.likely_earlier(Insight(view), found.at)
cards.reminder(found)
