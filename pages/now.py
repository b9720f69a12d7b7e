"""«Сейчас»: what is late, what is due soon, whose turn it is."""

import streamlit as st

from lib.figures import headline
from lib.web.parts import attention
from lib.web.shell import printing, router
from lib.web.shell.derived import Insight
from lib.web.views import now

view = router.page()
router.forget("n", "row", "source")
with router.frame().tools:
    filters = now.filters(view.choices)
steps = view.steps
live = headline.select(view.register, steps, filters)
late, urgent = headline.overdue.which(live).sum(), headline.urgent(steps)
router.tab_title(f"({late}) Сейчас" if late else "Сейчас", marked=now.pressing(view, urgent))

with st.container(gap="xsmall"):
    now.signs(Insight(view), now.calm(view))
    name, shown, rows = now.switch(view, live)
    now.applied(filters)
parts = now.chosen_list(view, name, shown, rows)
with router.frame().menu:
    now.menu(view, shown, rows, filters)
    attention.switch()
if not router.moment_query():
    attention.listen(view, urgent)
if printing.asked():
    now.paper(view, parts, filters)
