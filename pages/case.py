"""«Карточка»: one case by its № (`/case?n=12`): message, course, obligations and why such deadlines."""

import streamlit as st

from lib.charts.case_steps import case_steps
from lib.charts.looks import CONFIG
from lib.lists import axis, next_step, one_case, shortcomings
from lib.lists.mending import to_mend
from lib.lists.pointers import find_case
from lib.web.html import blocks
from lib.web.parts import figures, letters
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.views import case, signals

view = router.page()
number = st.query_params.get("n", "")
with router.frame().tools:
    case.finder(view, number)
row, source = (st.query_params.get(name, "") for name in ("row", "source"))
at = find_case(view.register, number, row, source) if number else None
at = at if at is None or view.opens(at) else None
found = None if at is None else one_case.casefile(view.register, view.duties, view.now, at)

if found is None:
    case.missing(number, limited=not view.scope.whole)
    st.stop()

router.tab_title(f"№ {found.case}")
case.title(found)
steps = next_step.next_steps(view.register, view.steps, found.at)
case.head(
    found,
    steps,
    Insight(view).lasting(shortcomings.of_case, found.at),
    to_mend.misread(view.register, view.problems, found.at),
)
letters.of_case(view, found)
case.suggestions(Insight(view).suggestions(found.at))
message, facts = st.columns([3, 2], gap="medium")
with message:
    case.message(found, hidden=not view.scope.texts)
with facts:
    case.facts(found)

if len(found.steps):
    blocks.subheading("Шаги и нормы")
    st.caption("Полоса — сколько рабочего времени занял шаг; чёрточка — срок по норме.")
    palette = figures.palette()
    for title, part in one_case.parts(found.steps):
        st.caption(title)
        st.plotly_chart(
            case_steps(part, axis.axis(view.register, part, view.now), palette),
            config=CONFIG,
            alt=f"{title}: шаги сообщения и сроки по нормам; то же — в таблице ниже",
        )
    case.obligations(found.steps)
    case.why(view, found, steps)
blocks.subheading("Как шла работа")
case.course(found.events)
case.repeats(view, found)
signals.likely_earlier(Insight(view), found.at)
case.answered_before(Insight(view), found.at)
case.reminder(found)
